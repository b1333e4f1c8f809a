"""Scans whose text is known → how small the archival copy is, and how well it can be read again, as a table.

    python -m bench.copy CORPUS [--profile P …] [--every N] [--least-dpi D] [--scorer score.py]

Every page is made and written as a PDF/A of its own with each profile. The PDF is rendered at 300 dpi (poppler) and
read by the program Tesseract (psm 3, vie), as is the scan, turned by quarters only, and the scan that the truth has
made level; none is cleaned.
One page read in another order outweighs many marks: beside each change stands the interval in which nine of ten
bootstrap samples of the pages lie. Where it holds 0, and is wide, the corpus does not tell.
Processor seconds are of parting the page, encoding it, writing the PDF and checking it, in this process, one thread.
"""

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import get_args

from PIL import Image

from archive.conformance.check import check
from archive.pdfa import About, write_pdf
from archive.records import Document, OcrPage, Page, Source
from bench.corpus import TrueDossier, TruePage, dossiers
from bench.pages import LIMITS
from bench.score import score
from bench.table import LEVELS
from bench.upright import upright
from ingest.encode import archival
from ingest.layers import layered
from ingest.page import make_page
from ingest.picture import Picture, load
from ingest.scan import scan
from ingest.steps import Kept, Profile
from ocr.engines.embedded import EmbeddedTesseract
from ocr.way_up import way_up

SCAN, LEVEL = "the scan", "the scan, made level"
ABOUT = About("bench", "", datetime(2026, 1, 1, tzinfo=UTC), "bench", {})
RENDERED_DPI = 300
_SAMPLES = 2000


@dataclass(frozen=True, slots=True)
class Copied:
    """One page in one profile: bytes of its PDF and of its scan, processor seconds, its form and why, its level and
    dpi, and whether it has colours."""

    size: int
    scan: int
    cost: float
    form: str
    level: str
    dpi: int
    colour: bool


def copied(page: Page, profile: Profile, target: Path) -> tuple[int, float]:
    """``page`` as a PDF/A at ``target``: its bytes, and what it costs to part, encode, write and check it.

    Raises:
        ValueError: the PDF does not pass the structural check.
    """
    assert page.image is not None
    cost = _encoding(page, profile)
    began = time.process_time()
    write_pdf(Document(1, (page.index,)), [OcrPage(page)], target, ABOUT)
    problems = check(target)
    cost += time.process_time() - began
    if problems:
        raise ValueError(f"{page.source}: {problems}")
    return target.stat().st_size, cost


def _encoding(page: Page, profile: Profile) -> float:
    assert page.image is not None
    found = load(page.image, page.source, 1, LIMITS.max_pixels)
    source = Picture(found.pixels, page.dpi, page.image_form == "g4", found.quality, found.stored)
    began = time.process_time()
    archival(found.pixels, source, page.dpi, profile == "lossless")
    if not source.one_bit:
        layered(found.pixels, page.dpi, profile)
    return time.process_time() - began


def some(dossier: TrueDossier, every: int, least_dpi: int) -> TrueDossier:
    """``dossier`` with every ``every``-th of its pages that were scanned at ``least_dpi`` or finer."""
    return replace(dossier, pages=tuple(page for page in dossier.pages if page.dpi >= least_dpi)[::every])


def table(corpus: Path, profiles: Sequence[Profile], scorer: Path, every: int = 1, least_dpi: int = 0) -> str:
    """The figures of ``corpus`` as Markdown: kilobytes, forms, processor seconds, WERmin by level."""
    chosen = [some(dossier, every, least_dpi) for dossier in dossiers(corpus)]
    pages: dict[str, list[Copied]] = {profile: [] for profile in profiles}
    with tempfile.TemporaryDirectory() as place:
        for dossier in chosen:
            for made in _pages(dossier, profiles, Path(place)):
                for profile, page in made.items():
                    pages[profile].append(page)
        chosen = [replace(dossier, pages=_written(dossier, Path(place) / SCAN)) for dossier in chosen]
        names = (SCAN, LEVEL, *profiles)
        scores = {name: score(corpus, chosen, Path(place) / name, scorer).levels for name in names}
        wrong = {name: _wrong(corpus, chosen, Path(place) / name, scorer) for name in names}
    errors = {name: {level: found.wer_min for level, found in levels.items()} for name, levels in scores.items()}
    changes: dict[str, tuple[str, ...]] = {
        name: tuple(_change(wrong[one], wrong[name]) for one in (SCAN, LEVEL)) for name in profiles
    }
    return "\n\n".join((_sizes(corpus.name, pages), _errors(errors, changes), _forms(pages)))


def _written(dossier: TrueDossier, folder: Path) -> tuple[TruePage, ...]:
    """The pages of which a copy was made: separators and blank pages are in no document."""
    return tuple(page for page in dossier.pages if (folder / dossier.name / f"p{page.index:03d}.txt").exists())


def _wrong(corpus: Path, chosen: Sequence[TrueDossier], pred: Path, scorer: Path) -> list[float]:
    """Words wrong, page by page, in the corpus's order."""
    target = pred.with_suffix(".pages.json")
    command: list[str | Path] = [sys.executable, scorer, "--corpus", corpus, "--pred", pred, "--by", "key"]
    subprocess.run([*command, "--json", target], check=True, stdout=subprocess.DEVNULL)
    said = json.loads(target.read_text(encoding="utf-8"))["groups"]
    pages = [(f"{dossier.name}/p{page.index:03d}", page.text) for dossier in chosen for page in dossier.pages]
    return [said[key]["WERmin"] * len(text.split()) for key, text in pages if key in said]


def _change(scan: Sequence[float], copy: Sequence[float]) -> str:
    """How many per cent more words are wrong in the copy, with its bootstrap interval."""
    draws, order = [], random.Random(1)
    for _ in range(_SAMPLES):
        some = order.choices(range(len(scan)), k=len(scan))
        draws.append(_more([scan[one] for one in some], [copy[one] for one in some]))
    draws.sort()
    low, high = draws[_SAMPLES // 20], draws[-_SAMPLES // 20]
    return f"{_more(scan, copy):+.1f} % ({low:+.0f} to {high:+.0f})"


def _more(scan: Sequence[float], copy: Sequence[float]) -> float:
    return 100 * (sum(copy) / max(1e-9, sum(scan)) - 1)


def _pages(dossier: TrueDossier, profiles: Sequence[Profile], place: Path) -> list[dict[str, Copied]]:
    engine, folder = EmbeddedTesseract(), place / "pages"
    folder.mkdir(exist_ok=True)
    ask = partial(way_up, engine)
    opened = scan(Source(dossier.name, dossier.pdf.parent, (dossier.pdf,)), LIMITS)
    subprocess.run(["pdfimages", "-all", dossier.pdf, folder / "scan"], check=True)
    scans = sorted(folder.glob("scan-*"))
    done = []
    for true in dossier.pages:
        found: dict[str, Copied] = {}
        for profile in profiles:
            page = make_page(opened.pages[true.index], folder, LIMITS, ask, Kept(profile=profile))
            if page.image is None:
                break
            pdf = folder / f"{profile}.pdf"
            size, cost = copied(page, profile, pdf)
            form = f"{page.image_form} {page.image_why}".strip()
            with Image.open(page.image) as picture:
                colour = picture.mode == "RGB"
            source = scans[true.index].stat().st_size
            found[profile] = Copied(size, source, cost, form, true.level, page.dpi, colour)
            _say(place / profile, dossier, true, _read(rendered(pdf), RENDERED_DPI))
        if found:
            for name, skew in ((SCAN, 0.0), (LEVEL, true.skew)):
                turned = _turned(scans[true.index], replace(true, skew=skew))
                _say(place / name, dossier, true, _read(turned, true.dpi))
        done.append(found)
    for file in scans:
        file.unlink()
    return done


def rendered(pdf: Path) -> Path:
    """``pdf``'s page as Poppler draws it, at ``RENDERED_DPI``."""
    command: list[str | Path] = ["pdftoppm", "-r", str(RENDERED_DPI), "-singlefile", pdf, pdf.with_suffix("")]
    subprocess.run(command, check=True)
    return pdf.with_suffix(".ppm")


def _turned(picture: Path, page: TruePage) -> Path:
    target = picture.with_name("upright.ppm")
    with Image.open(picture) as image:
        upright(image, page).convert("RGB").save(target)
    return target


def _read(picture: Path, dpi: int) -> str:
    command: list[str | Path] = [
        "tesseract",
        picture,
        "stdout",
        "-l",
        "vie",
        "--oem",
        "1",
        "--psm",
        "3",
        "--dpi",
        str(dpi),
    ]
    environ = os.environ | {"OMP_THREAD_LIMIT": "1"}
    return subprocess.run(command, env=environ, check=True, capture_output=True, encoding="utf-8").stdout


def _say(folder: Path, dossier: TrueDossier, page: TruePage, text: str) -> None:
    target = folder / dossier.name / f"p{page.index:03d}.txt"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8")


def _rows(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    return "\n".join("| " + " | ".join(row) + " |" for row in (head, ["---", *["--:"] * (len(head) - 1)], *rows))


def _sizes(name: str, pages: dict[str, list[Copied]]) -> str:
    any_pages = next(iter(pages.values()))
    levels = [level for level in LEVELS if any(page.level == level for page in any_pages)]
    head = [f"{name}, KB a page", "median", "mean", *levels, "colour at 300 dpi, median", "CPU s a page", "most"]
    rows = [["the scans", *_kilobytes([page.scan for page in any_pages])]]
    rows[0] += [_kilobytes([page.scan for page in any_pages if page.level == level])[0] for level in levels]
    rows[0] += [_kilobytes([page.scan for page in any_pages if page.dpi >= 300 and page.colour])[0], "", ""]
    for profile, found in pages.items():
        row = [profile, *_kilobytes([page.size for page in found])]
        row += [_kilobytes([page.size for page in found if page.level == level])[0] for level in levels]
        row += _kilobytes([page.size for page in found if page.dpi >= 300 and page.colour])[:1]
        costs = [page.cost for page in found]
        rows.append([*row, f"{statistics.median(costs):.2f}", f"{max(costs):.2f}"])
    return _rows(head, rows)


def _kilobytes(sizes: Sequence[int]) -> list[str]:
    """Median and mean."""
    return [f"{mean(sizes) / 1000:.0f}" if sizes else "–" for mean in (statistics.median, statistics.mean)]


def _errors(errors: dict[str, dict[str, float]], changes: dict[str, tuple[str, ...]]) -> str:
    levels = [level for level in LEVELS if level in errors[SCAN]]
    rows = []
    for name, found in errors.items():
        rows.append([name, *(f"{100 * found[level]:.2f}" for level in levels), *changes.get(name, ("", ""))])
    return _rows(["WERmin %, read anew", *levels, f"more than of {SCAN} (90 %)", f"of {LEVEL}"], rows)


def _forms(pages: dict[str, list[Copied]]) -> str:
    lines = []
    for profile, found in pages.items():
        counts = Counter(page.form for page in found)
        larger = sum(page.size > page.scan for page in found)
        said = ", ".join(f"{form} {count}" for form, count in counts.most_common())
        lines.append(f"- {profile}: {said}; larger than the scan: {larger}")
    return "\n".join(lines)


def main() -> None:
    """See the file's docstring."""
    wanted = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    wanted.add_argument("corpus", type=Path, metavar="CORPUS")
    wanted.add_argument("--profile", action="append", choices=get_args(Profile), help="may be given again")
    wanted.add_argument("--every", type=int, default=1)
    wanted.add_argument("--least-dpi", type=int, default=0, help="leave out coarser scans")
    wanted.add_argument("--scorer", type=Path, help="the corpus's score.py (beside the corpus folder)")
    given = wanted.parse_args()
    scorer = given.scorer or given.corpus.parent / "score.py"
    profiles = given.profile or ["faithful", "compact"]
    print(table(given.corpus, profiles, scorer, given.every, given.least_dpi))


if __name__ == "__main__":
    main()
