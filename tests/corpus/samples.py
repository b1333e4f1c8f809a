"""Papers → the sample scans in ``samples/``: ``python -m tests.corpus.samples samples``."""

import sys
from pathlib import Path

from PIL import Image

from tests.corpus.paper import DECISION, LETTER, draw, scanned


def make(folder: Path) -> None:
    """A folder of JPEGs (one page upside down, one blank), a PDF of a tilted page, and a fax as two-page TIFF."""
    first = folder / "hộp 01" / "hồ sơ 01"
    first.mkdir(parents=True, exist_ok=True)
    look = {"quality": 60, "dpi": (200, 200)}
    scanned(draw(DECISION), skew=1.3).save(first / "trang 1.jpg", **look)
    scanned(Image.new("RGB", (1654, 2338), "white"), seed=2).save(first / "trang 2.jpg", **look)
    scanned(draw(LETTER), skew=-0.8, turn=180, seed=3).save(first / "trang 10.jpg", **look)
    scanned(draw(LETTER), skew=2.1, turn=90, seed=4).save(
        folder / "hộp 01" / "hồ sơ 02.pdf", resolution=200, quality=60
    )
    fax = [
        scanned(draw(paper), skew=-1.1, noise=25).convert("L").point(lambda v: 255 * (v > 150)).convert("1")
        for paper in (DECISION, LETTER)
    ]
    fax[0].save(
        folder / "hộp 01" / "hồ sơ 03.tif", save_all=True, append_images=fax[1:], compression="group4", dpi=(200, 200)
    )


if __name__ == "__main__":
    make(Path(sys.argv[1]))
