"""Scans → what finding out about and reading one page costs beside plain Tesseract, and how right its position is.

    python -m bench.pages CORPUS [--every N]

For every page in turn: the whole step in this process (decoding, which way up, levelling, cleaning, the archival
picture, reading, order, correction), then the program Tesseract on the page that the truth has turned upright. One
thread each. Figures: median processor seconds, their ratio page by page, errors of rotation, skew and blank pages.
"""

import argparse
import os
import resource
import statistics
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PIL import Image

from archive.records import OcrPage, Source
from bench.corpus import TrueDossier, TruePage, dossiers
from bench.upright import upright
from ingest.limits import Limits
from ingest.page import make_page
from ingest.scan import scan
from ocr.engines.embedded import EmbeddedTesseract
from ocr.page import read
from ocr.way_up import way_up

LIMITS = Limits(max_bytes=2**31, max_pages=3000, max_pixels=250_000_000)


@dataclass(frozen=True, slots=True)
class Measured:
    """One page: what was made of it, what is true, and processor seconds of the whole step and of plain Tesseract."""

    page: OcrPage
    truth: TruePage
    step: float
    plain: float


def measured(dossier: TrueDossier, every: int) -> list[Measured]:
    """Every ``every``-th page of ``dossier``."""
    engine = EmbeddedTesseract()
    ask = partial(way_up, engine)
    found = []
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        subprocess.run(["pdfimages", "-all", dossier.pdf, folder / "scan"], check=True)
        pictures = sorted(folder.glob("scan-*"))
        opened = scan(Source(dossier.name, dossier.pdf.parent, (dossier.pdf,)), LIMITS)
        for made, picture, truth in list(zip(opened.pages, pictures, dossier.pages, strict=True))[::every]:
            began = time.process_time()
            page = read(make_page(made, folder, LIMITS, ask), engine)
            found.append(Measured(page, truth, time.process_time() - began, _plain(picture, truth)))
    return found


def told(pages: Sequence[Measured]) -> list[str]:
    """The figures as lines of Markdown."""
    text = [page for page in pages if not page.truth.blank]
    ratios = sorted(page.step / page.plain for page in text)
    turned = [page for page in text if page.page.page.rotation % 360 != -page.truth.rotation % 360]
    tilted = sorted(
        (abs(page.page.page.skew - page.truth.skew), page.page.page.source) for page in text if page not in turned
    )
    level = [error for error, _ in tilted]
    blank = [page for page in pages if page.truth.blank]
    found = sum(page.page.page.kind == "blank" for page in blank)
    lost = sum(page.page.page.kind == "blank" for page in text)
    plain = statistics.median(page.plain for page in text)
    step = statistics.median(page.step for page in text)
    return [
        f"- CPU s/page, median of {len(text)}: whole step {step:.2f}, plain Tesseract {plain:.2f}; "
        f"ratio by medians {step / plain:.2f}, median of the pages' ratios {statistics.median(ratios):.2f}",
        f"- rotation wrong: {len(turned)} of {len(text)} {[page.page.page.source for page in turned]}",
        f"- skew error, degrees: median {statistics.median(level):.3f}, 95th percentile "
        f"{level[int(len(level) * 0.95)]:.3f}; largest {[(round(error, 2), source) for error, source in tilted[-4:]]}",
        f"- blank pages found: {found} of {len(blank)}; pages with text called blank: {lost}",
        f"- largest memory of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000:.0f} MB",
    ]


def _plain(picture: Path, truth: TruePage) -> float:
    target = picture.with_name("upright.png")
    with Image.open(picture) as opened:
        upright(opened, truth).save(target, dpi=(truth.dpi, truth.dpi), compress_level=1)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    options = ["-l", "vie", "--oem", "1", "--psm", "3", "--dpi", str(truth.dpi)]
    environ = os.environ | {"OMP_THREAD_LIMIT": "1"}
    subprocess.run(["tesseract", target, "stdout", *options], env=environ, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """See the file's docstring."""
    wanted = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    wanted.add_argument("corpus", type=Path)
    wanted.add_argument("--every", type=int, default=1)
    given = wanted.parse_args()
    pages = [page for dossier in dossiers(given.corpus) for page in measured(dossier, given.every)]
    print("\n".join(told(pages)))


if __name__ == "__main__":
    main()
