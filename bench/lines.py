"""Scans whose text is known → whether the archival copy's letters are as good as the page's, line by line, as a table.

    python -m bench.lines CORPUS … [--profile P …] [--every N] [--least-dpi D]

``bench.copy`` reads whole pages anew, as the promise says; on worn pages that measures most of all in which order
Tesseract takes what it sees, and whether it takes a seal for words. Here the lines are found once, on the upright page
of which nothing is lost, and each is read by itself (Tesseract, psm 7): from that page, and from the rendered PDF in
the very same place. Words count wherever they stand: ``missed`` are words of the truth that were not read, ``false``
words read that do not stand there, ``wrong`` the larger of the two, page by page. Beside each change stands the
interval in which nine of ten bootstrap samples of the pages, of all corpora together, lie.
"""

import argparse
import os
import random
import subprocess
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import get_args

from PIL import Image

from archive.records import Box, Page, ScanPage, Source
from archive.text import nfc
from bench.copy import RENDERED_DPI, copied, rendered, some
from bench.corpus import TrueDossier, TruePage, dossiers
from bench.pages import LIMITS
from bench.table import LEVELS
from ingest.page import Ask, make_page
from ingest.scan import scan
from ingest.steps import Kept, Profile
from ocr.engines.embedded import EmbeddedTesseract
from ocr.way_up import way_up

WHOLE: Profile = "lossless"
_SAMPLES = 2000
_AROUND = 75
"""A line is cut out with a ``_AROUND``-th of an inch above and below, and twice that beside."""


@dataclass(frozen=True, slots=True)
class Read:
    """One page in one profile: words missed and false, of how many."""

    level: str
    missed: int
    false: int
    words: int

    @property
    def wrong(self) -> int:
        """The larger of the two: a word misread is missed and false at once, and is one."""
        return max(self.missed, self.false)


def found(truth: str, text: str, level: str) -> Read:
    """How many words of ``truth`` are not in ``text``, and the other way round, wherever they stand."""
    true, said = Counter(nfc(truth).split()), Counter(nfc(text).split())
    return Read(level, (true - said).total(), (said - true).total(), true.total())


def pages(dossier: TrueDossier, profiles: Sequence[Profile], place: Path) -> list[dict[str, Read]]:
    """The pages of ``dossier`` that have a picture, read in each profile and without any loss."""
    engine = EmbeddedTesseract()
    ask = partial(way_up, engine)
    opened = scan(Source(dossier.name, dossier.pdf.parent, (dossier.pdf,)), LIMITS)
    done = []
    for true in dossier.pages:
        made = {one: _made(opened.pages[true.index], place, ask, one) for one in (WHOLE, *profiles)}
        if all(page.image is not None for page in made.values()):
            done.append(_read(made, true, place))
    return [one for one in done if one]


def _made(page: ScanPage, place: Path, ask: Ask, profile: Profile) -> Page:
    folder = place / profile
    folder.mkdir(exist_ok=True)
    return make_page(page, folder, LIMITS, ask, Kept(profile=profile))


def _read(made: dict[Profile, Page], true: TruePage, place: Path) -> dict[str, Read]:
    whole = made[WHOLE]
    assert whole.image is not None
    with Image.open(whole.image) as image:
        plain = image.convert("L")
    boxes = _lines(plain, whole.dpi, place)
    texts = {str(WHOLE): _alone(plain, boxes, whole.dpi, place)}
    for profile, page in made.items():
        if profile == WHOLE:
            continue
        pdf = place / f"{profile}.pdf"
        copied(page, profile, pdf)
        with Image.open(rendered(pdf)) as image:
            shown = image.convert("L")
        times = shown.width / plain.width
        moved = [(round(a * times), round(b * times), round(c * times), round(d * times)) for a, b, c, d in boxes]
        texts[profile] = _alone(shown, moved, RENDERED_DPI, place)
    return {name: found(true.text, text, true.level) for name, text in texts.items()} if boxes else {}


def _lines(picture: Image.Image, dpi: int, place: Path) -> list[Box]:
    """Where Tesseract finds lines with words."""
    picture.save(place / "page.pgm")
    rows = [row.split("\t") for row in _tesseract(place / "page.pgm", dpi, "3", "tsv").splitlines()[1:]]
    worded = {tuple(row[2:5]) for row in rows if row[0] == "5" and row[11].strip()}
    lines = [row for row in rows if row[0] == "4" and tuple(row[2:5]) in worded]
    sides = ([int(side) for side in row[6:10]] for row in lines)
    return [(left, top, left + width, top + height) for left, top, width, height in sides]


def _alone(picture: Image.Image, boxes: Sequence[Box], dpi: int, place: Path) -> str:
    around, names = dpi // _AROUND, []
    for number, (left, top, right, bottom) in enumerate(boxes):
        names.append(place / f"line-{number}.pgm")
        wide = (max(0, left - 2 * around), max(0, top - around), right + 2 * around, bottom + around)
        picture.crop((*wide[:2], min(wide[2], picture.width), min(wide[3], picture.height))).save(names[-1])
    listed = place / "lines.txt"
    listed.write_text("".join(f"{name}\n" for name in names), encoding="utf-8")
    return _tesseract(listed, dpi, "7") if names else ""


def _tesseract(source: Path, dpi: int, mode: str, *more: str) -> str:
    options = ["-l", "vie", "--oem", "1", "--psm", mode, "--dpi", str(dpi), *more]
    command: list[str | Path] = ["tesseract", source, "stdout", *options]
    environ = os.environ | {"OMP_THREAD_LIMIT": "1"}
    return subprocess.run(command, env=environ, check=True, capture_output=True, encoding="utf-8").stdout


def table(corpora: Sequence[Path], profiles: Sequence[Profile], every: int, least_dpi: int = 0) -> str:
    """The figures of all ``corpora`` together as Markdown; scans of fewer than ``least_dpi`` are left out."""
    chosen = [some(dossier, every, least_dpi) for corpus in corpora for dossier in dossiers(corpus)]
    with tempfile.TemporaryDirectory() as place:
        read = [page for dossier in chosen for page in pages(dossier, profiles, Path(place))]
    levels = ["all", *(level for level in LEVELS if any(page[WHOLE].level == level for page in read))]
    names = ", ".join(corpus.name for corpus in corpora)
    rows = [[f"{names}, {len(read)} pages, words", *levels], ["---", *["--:"] * len(levels)]]
    for name in (WHOLE, *profiles):
        for what in ("wrong", "missed", "false"):
            rows.append([f"{name}, {what}", *(_cell(read, name, what, level) for level in levels)])
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def _cell(read: Sequence[dict[str, Read]], name: str, what: str, level: str) -> str:
    pairs = [(getattr(page[WHOLE], what), getattr(page[name], what)) for page in read if _is(page[WHOLE], level)]
    count = str(sum(copy for _, copy in pairs))
    return count if name == WHOLE else f"{count}, {change(pairs)}"


def _is(page: Read, level: str) -> bool:
    return level in ("all", page.level)


def change(pairs: Sequence[tuple[int, int]]) -> str:
    """By how many per cent the second of the pairs is more, with its bootstrap interval."""
    order, draws = random.Random(1), []
    for _ in range(_SAMPLES):
        draws.append(_more(order.choices(pairs, k=len(pairs))))
    draws.sort()
    return f"{_more(pairs):+.1f} % ({draws[_SAMPLES // 20]:+.0f} to {draws[-_SAMPLES // 20]:+.0f})"


def _more(pairs: Sequence[tuple[int, int]]) -> float:
    return 100 * (sum(copy for _, copy in pairs) / max(1, sum(whole for whole, _ in pairs)) - 1)


def main() -> None:
    """See the file's docstring."""
    wanted = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    wanted.add_argument("corpora", type=Path, metavar="CORPUS", nargs="+")
    wanted.add_argument("--profile", action="append", choices=get_args(Profile), help="may be given again")
    wanted.add_argument("--every", type=int, default=1)
    wanted.add_argument("--least-dpi", type=int, default=0, help="leave out coarser scans")
    given = wanted.parse_args()
    print(table(given.corpora, given.profile or ["faithful", "compact"], given.every, given.least_dpi))


if __name__ == "__main__":
    main()
