"""A scan and its true rotation and skew → its pages upright → plain Tesseract's text: the accuracy baseline."""

import os
import subprocess
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from PIL import Image, ImageStat

from bench.corpus import TrueDossier, TruePage


def read(dossier: TrueDossier, folder: Path, processes: int) -> list[str]:
    """The text of every page in scan order: Tesseract ``--oem 1 --psm 3 -l vie``, nothing cleaned.

    ``folder`` takes the page pictures. The pages are turned by what the manifest says, not by what can be seen.
    """
    folder.mkdir(parents=True)
    subprocess.run(["pdfimages", "-all", dossier.pdf, folder / "page"], check=True)
    pictures = sorted(folder.glob("page-*"))
    if len(pictures) != len(dossier.pages):
        raise ValueError(f"{dossier.pdf}: {len(pictures)} pictures for {len(dossier.pages)} pages")
    with ProcessPoolExecutor(processes) as pool:
        return list(pool.map(_read, pictures, dossier.pages))


def upright(picture: Image.Image, page: TruePage) -> Image.Image:
    """``picture`` with the manifest's rotation, then its skew undone.

    The corners that come in take the paper's own colour (the median): white ones would mislead Tesseract's threshold
    on a dark scan and make the baseline easier to beat.
    """
    grey = picture if picture.mode in ("L", "RGB") else picture.convert("L")
    turned = grey.rotate(page.rotation, expand=True)
    paper = tuple(int(level) for level in ImageStat.Stat(grey).median)
    return turned.rotate(page.skew, resample=Image.Resampling.BICUBIC, fillcolor=paper)


def _read(file: Path, page: TruePage) -> str:
    target = file.with_name(f"upright-{page.index:03d}.png")
    with Image.open(file) as picture:
        upright(picture, page).save(target, dpi=(page.dpi, page.dpi), compress_level=1)
    options = ["-l", "vie", "--oem", "1", "--psm", "3", "--dpi", str(page.dpi)]
    command: list[str | Path] = ["tesseract", target, "stdout", *options]
    environ = os.environ | {"OMP_THREAD_LIMIT": "1"}
    ended = subprocess.run(command, env=environ, check=True, capture_output=True, encoding="utf-8")
    return ended.stdout
