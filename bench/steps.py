"""Scans whose text is known → what each step of cleaning gains and costs, as a table.

    python -m bench.steps CORPUS [CORPUS …] [--every N] [--step NAME …] [--scorer score.py]

Every page is made and read with all steps, and once more without each of them; where that leaves the reading picture as
it was, it is not read again. One thread. Cost: processor milliseconds of making the page with all steps, less those
without the one, median of the pages with text.
"""

import argparse
import hashlib
import statistics
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from functools import partial
from pathlib import Path

from archive.records import ScanPage, Source
from bench.corpus import TrueDossier, dossiers
from bench.pages import LIMITS
from bench.score import Quality, score
from bench.table import LEVELS
from ingest.page import make_page
from ingest.scan import scan
from ingest.steps import ALL, Steps
from ocr.engines.embedded import EmbeddedTesseract
from ocr.page import read
from ocr.way_up import way_up

EVERYTHING = "all steps"
Ways = dict[str, Steps]
"""Which steps are done, by the names of the table's rows."""


def ways(steps: Sequence[str]) -> Ways:
    """All steps, and all but each of ``steps``."""
    return {EVERYTHING: ALL} | {f"without {step}": replace(ALL, **{step: False}) for step in steps}


@dataclass(frozen=True, slots=True)
class Tried:
    """One page made with some of the steps: the text read from it, the digest of its reading picture (empty where
    there is none), processor seconds of making it."""

    text: str
    picture: str
    cost: float


def tried(scanned: ScanPage, folder: Path, engine: EmbeddedTesseract, chosen: Ways) -> dict[str, Tried]:
    """``scanned`` made and read in each of the ``chosen`` ways."""
    ask = partial(way_up, engine)
    found: dict[str, Tried] = {}
    texts: dict[str, str] = {"": ""}
    make_page(scanned, folder, LIMITS, ask)  # so that the first to be timed finds its file at hand as the others do
    for name, steps in chosen.items():
        began = time.process_time()
        page = make_page(scanned, folder, LIMITS, ask, steps)
        cost = time.process_time() - began
        pictures = [page.reading, *(stamp.picture for stamp in page.stamps)] if page.reading else []
        seen = b"".join(picture.read_bytes() for picture in pictures if picture is not None)
        picture = hashlib.sha256(seen).hexdigest() if seen else ""
        if picture not in texts:
            texts[picture] = read(page, engine).text
        found[name] = Tried(texts[picture], picture, cost)
    return found


def table(corpus: Path, every: int, scorer: Path, tries: Ways) -> str:
    """The figures of ``corpus`` as Markdown: CERflex and WERmin by level, pages changed, milliseconds."""
    chosen = [replace(dossier, pages=dossier.pages[::every]) for dossier in dossiers(corpus)]
    pages: list[dict[str, Tried]] = []
    with tempfile.TemporaryDirectory() as place:
        for dossier in chosen:
            pages += _dossier(dossier, Path(place), tries)
        scores = {name: score(corpus, chosen, Path(place) / name, scorer).levels for name in tries}
    return _markdown(corpus.name, scores, [page for page in pages if page[EVERYTHING].picture])


def _dossier(dossier: TrueDossier, place: Path, tries: Ways) -> list[dict[str, Tried]]:
    """The pages tried, their texts written where the scorer looks for them."""
    engine = EmbeddedTesseract()
    opened = scan(Source(dossier.name, dossier.pdf.parent, (dossier.pdf,)), LIMITS)
    found = []
    for true in dossier.pages:
        page = tried(opened.pages[true.index], place, engine, tries)
        for name, made in page.items():
            target = place / name / dossier.name / f"p{true.index:03d}.txt"
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(made.text, encoding="utf-8")
        found.append(page)
    return found


def _markdown(name: str, scores: dict[str, dict[str, Quality]], pages: Sequence[dict[str, Tried]]) -> str:
    levels = [level for level in LEVELS if level in scores[EVERYTHING]]
    head = [f"{name}, {len(pages)} pages with text", *levels, "pages changed", "ms a page"]
    rows = [head, ["---", *["--:"] * (len(head) - 1)]]
    for way, found in scores.items():
        shares = [f"{100 * found[level].cer_flex:.2f} / {100 * found[level].wer_min:.2f}" for level in levels]
        rows.append([way, *shares, *_costs(way, pages)])
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def _costs(way: str, pages: Sequence[dict[str, Tried]]) -> tuple[str, str]:
    """Pages whose reading picture is another without the step, and what the step costs."""
    if way == EVERYTHING:
        return "", f"{1000 * statistics.median(page[way].cost for page in pages):.0f} in all"
    changed = sum(page[way].picture != page[EVERYTHING].picture for page in pages)
    return str(changed), f"{1000 * statistics.median(page[EVERYTHING].cost - page[way].cost for page in pages):.0f}"


def main() -> None:
    """See the file's docstring."""
    wanted = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    wanted.add_argument("corpora", type=Path, nargs="+", metavar="CORPUS")
    wanted.add_argument("--every", type=int, default=1)
    wanted.add_argument("--scorer", type=Path, help="the corpus's score.py (beside the corpus folder)")
    known = [step.name for step in fields(Steps)]
    wanted.add_argument("--step", action="append", choices=known, help="only this one (may be given again)")
    given = wanted.parse_args()
    for corpus in given.corpora:
        scorer = given.scorer or corpus.parent / "score.py"
        print(table(corpus, given.every, scorer, ways(given.step or known)), end="\n\n", flush=True)


if __name__ == "__main__":
    main()
