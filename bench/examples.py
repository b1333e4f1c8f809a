"""Corrections that people made (``corrections.jsonl``) → what the machine gets wrong, and what it makes of it now.

    python -m bench.examples HOME [--again]

Without ``--again`` it counts. With it every dossier named is taken from the store of HOME, its scans are read anew as
by a fresh ``ingest``, and each example is told as put right by now, as still what it was, or as something else again.
"""

import argparse
import os
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Literal

from archive.package import unpack
from archive.places import DOSSIER, scan_place
from archive.records import Known, OcrPage, Reading, Source
from archive.text import fold
from ingest.known import read_known
from ingest.scan import scan
from ocr.checks import Bounds
from vankho.examples import FILE, Example, examples
from vankho.line import understand
from vankho.reading import PageJob, read_page
from vankho.settings import load
from vankho.wiring import House

Now = Literal["right", "as before", "otherwise"]


def what_differs(example: Example) -> str:
    """How what was read differs from what a person made of it: ``nothing read``, ``nothing there``, ``marks``,
    ``figures``, ``letters``."""
    read, value = example.read or "", example.value or ""
    if not read or not value:
        return "nothing there" if read else "nothing read"
    if fold(read) == fold(value):
        return "marks"
    bare = ["".join(char for char in fold(text) if not char.isdigit()) for text in (read, value)]
    return "figures" if bare[0] == bare[1] else "letters"


def counted(found: Iterable[Example]) -> Iterator[str]:
    """A Markdown table: by field, how many corrections of each sort."""
    rows = Counter((example.field, what_differs(example)) for example in found)
    yield "| field | what differs | corrections |\n|---|---|---:|"
    for (field, sort), count in sorted(rows.items(), key=lambda row: (-row[1], row[0])):
        yield f"| {field} | {sort} | {count} |"


def read_again(house: House, dossier: str) -> Reading:
    """The kept scans of ``dossier`` as this version reads and understands them, without anyone's corrections."""
    kept = unpack(house.store.read(dossier, DOSSIER))
    with tempfile.TemporaryDirectory() as place:
        folder, known = Path(place) / "scans", Known()
        files = []
        for file in kept.files:
            copy = folder / file.name
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(house.store.read(dossier, scan_place(file.name)))
            if copy.suffix == ".toml":
                known = read_known(copy)
            else:
                files.append(copy)
        opened = scan(Source(dossier, folder, tuple(files)), house.limits)
        pages = [read_page(PageJob(page, Path(place), house.limits, house.engine)) for page in opened.pages]
    return understand(pages, known, (), Bounds(house.low_confidence, house.now().date()))


def now(example: Example, reading: Reading) -> Now:
    """What ``reading`` makes of the place of ``example``."""
    if example.field == "word":
        text = next((_flat(page) for page in reading.pages if page.page.index == example.page), "")
        stands = bool(example.value) and f" {example.value} " in text
        return "right" if stands else "as before" if f" {example.read} " in text else "otherwise"
    value = _value(example, reading) or None
    return "right" if value == example.value else "as before" if value == example.read else "otherwise"


def _flat(page: OcrPage) -> str:
    return f" {' '.join(word.text for line in page.lines for word in line.words)} "


def _value(example: Example, reading: Reading) -> str | None:
    if example.page is None:
        return reading.fields.get(example.field)
    paper = next((paper for paper in reading.documents if example.page in paper.pages), None)
    if example.field == "boundary":
        return "yes" if paper and paper.pages[0] == example.page else "no"
    if example.field == "rotation":
        return next(str(read.page.rotation) for read in reading.pages if read.page.index == example.page)
    found: str | None = getattr(paper, example.field, None)
    return found


def told_again(found: Sequence[Example], house: House) -> Iterator[str]:
    """A Markdown table: by field, how many examples are right by now, as before, or otherwise."""
    endings: Counter[tuple[str, Now]] = Counter()
    for dossier, group in groupby(sorted(found, key=lambda one: one.dossier), lambda one: one.dossier):
        reading = read_again(house, dossier)
        endings.update((example.field, now(example, reading)) for example in group)
    yield "| field | right now | as before | otherwise |\n|---|---:|---:|---:|"
    for field in sorted({field for field, _ in endings}):
        yield f"| {field} | {endings[field, 'right']} | {endings[field, 'as before']} | {endings[field, 'otherwise']} |"


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("home", type=Path)
    parser.add_argument("--again", action="store_true")
    wanted = parser.parse_args()
    found = list(examples(wanted.home / FILE))
    print("\n".join(counted(found)))
    if wanted.again:
        with House(load(wanted.home, os.environ)) as house:
            print("\n" + "\n".join(told_again(found, house)))


if __name__ == "__main__":
    main()
