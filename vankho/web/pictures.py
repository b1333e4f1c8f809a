"""A page of a stored PDF × what a viewer asks → the picture, drawn by Poppler as any reader of PDF would show it.

The archival picture of a page is what its PDF/A shows, whatever it is made of: one JPEG, JPEG 2000, Group 4, layers, or
the pages of a PDF that others made. A page is drawn once and its tiles are cut from that; only one is drawn at a time.
"""

import hashlib
import io
import math
import re
import subprocess
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from PIL import Image, ImageOps

from archive.errors import Damaged, Failed
from archive.records import Box
from vankho.iiif.image_request import ImageRequest

WHOLE = 36_000_000
"""Pixels of a drawing that is kept whole; of a larger one (a map) only what is asked for is drawn, each time."""

DRAWN_BYTES = 256 * 1024**2
"""Bytes of drawings kept in memory: about ten A4 pages at 300 dpi."""

FILE_BYTES = 1024**3
"""Bytes of PDFs kept as files of this process; the one in use may be larger."""

_TIMEOUT = 120
"""Seconds a drawing."""
_JPEG = 85
_CHUNK = 1 << 20
_CROP = re.compile(r"CropBox:\s+(-?[\d.]+)\s+(-?[\d.]+)\s+(-?[\d.]+)\s+(-?[\d.]+)")
_ROTATE = re.compile(r"\brot:\s+(\d+)")
_TURNS = {90: Image.Transpose.ROTATE_270, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_90}
"""Clockwise, as the archive counts; Pillow counts the other way."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Trang trong tệp PDF: page ``number`` (from 1) of the PDF with this ``sha256``, which ``open`` gives; ``size`` in
    pixels and ``turn`` as for :class:`vankho.iiif.leaves.Leaf`."""

    sha256: str
    open: Callable[[], BinaryIO]
    number: int
    size: tuple[int, int]
    turn: int = 0


class Pictures:
    """Draws pages. ``folder`` is this process's own and holds copies of PDFs while they are looked at."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._files: OrderedDict[str, Path] = OrderedDict()
        self._drawn: OrderedDict[tuple[str, int, int], Image.Image] = OrderedDict()

    def picture(self, sheet: Sheet, asked: ImageRequest) -> bytes:
        """The picture asked for, as a file of its format.

        Raises:
            Damaged: the PDF is not what was kept.
            Failed: it cannot be drawn.
            StoreError: it cannot be read.

        """
        with self._lock:
            image = self._cut(sheet, asked)
        if asked.mirrored:
            image = ImageOps.mirror(image)
        if asked.turn:
            image = image.transpose(_TURNS[asked.turn])
        return _written(image, asked)

    def _cut(self, sheet: Sheet, asked: ImageRequest) -> Image.Image:
        left, top, right, bottom = asked.region
        level = max(0, int(math.log2(min((right - left) / asked.size[0], (bottom - top) / asked.size[1]))))
        width, height = _halved(sheet.size, level)
        if width * height > WHOLE:
            return self._window(sheet, asked)
        x, y = width / sheet.size[0], height / sheet.size[1]
        box = (left * x, top * y, min(right * x, width), min(bottom * y, height))
        return self._whole(sheet, level).resize(asked.size, Image.Resampling.LANCZOS, box)

    def _whole(self, sheet: Sheet, level: int) -> Image.Image:
        """The page at one half, ``level`` times, of its size."""
        key = (sheet.sha256, sheet.number, level)
        if key not in self._drawn:
            finer = next((one for at in range(level) if (one := self._drawn.get((*key[:2], at)))), None)
            size = _halved(sheet.size, level)
            made = finer.resize(size, Image.Resampling.BOX) if finer else self._draw(sheet, size, (0, 0, *size))
            self._drawn[key] = made
        self._drawn.move_to_end(key)
        while len(self._drawn) > 1 and sum(map(_bytes, self._drawn.values())) > DRAWN_BYTES:
            self._drawn.popitem(last=False)
        return self._drawn[key]

    def _window(self, sheet: Sheet, asked: ImageRequest) -> Image.Image:
        left, top, right, bottom = asked.region
        x, y = asked.size[0] / (right - left), asked.size[1] / (bottom - top)
        size = (max(1, round(sheet.size[0] * x)), max(1, round(sheet.size[1] * y)))
        begin = (round(left * x), round(top * y))
        return self._draw(sheet, size, (*begin, begin[0] + asked.size[0], begin[1] + asked.size[1]))

    def _draw(self, sheet: Sheet, size: tuple[int, int], window: Box) -> Image.Image:
        """What ``window`` holds of the page drawn ``size`` pixels large."""
        flat, inside = _unturned(size, window, sheet.turn)
        left, top, right, bottom = inside
        wanted = (right - left, bottom - top)
        try:
            file = self._file(sheet)
            across, along = _points(file, sheet.number)
            numbers = {
                **{"-rx": 72 * flat[0] / across, "-ry": 72 * flat[1] / along},
                **{"-x": left, "-y": top, "-W": wanted[0], "-H": wanted[1]},
            }
            options = [str(part) for pair in numbers.items() for part in pair]
            drawn = _told("pdftoppm", "-q", "-cropbox", *options, *_only(sheet.number), str(file))
            with Image.open(io.BytesIO(drawn), formats=["PPM"]) as image:
                image.load()
                if max(abs(image.width - wanted[0]), abs(image.height - wanted[1])) > 2:
                    raise ValueError(f"{image.size} ≠ {wanted}")
                made = image if image.size == wanted else image.resize(wanted)
                return made.transpose(_TURNS[sheet.turn]) if sheet.turn else made
        except (subprocess.SubprocessError, OSError, ArithmeticError, ValueError, SyntaxError) as error:
            told = type(error).__name__
            raise Failed(f"không vẽ được trang / the page cannot be drawn ({told})", page=sheet.number - 1) from error

    def _file(self, sheet: Sheet) -> Path:
        """The sheet's PDF as a file."""
        if sheet.sha256 not in self._files:
            target = self._folder / f"{sheet.sha256}.pdf"
            digest = hashlib.sha256()
            with sheet.open() as source, target.open("wb") as sink:
                while chunk := source.read(_CHUNK):
                    digest.update(chunk)
                    sink.write(chunk)
            if digest.hexdigest() != sheet.sha256:
                target.unlink()
                raise Damaged(f"PDF {sheet.sha256[:16]}…")
            self._files[sheet.sha256] = target
        self._files.move_to_end(sheet.sha256)
        while len(self._files) > 1 and sum(file.stat().st_size for file in self._files.values()) > FILE_BYTES:
            self._files.popitem(last=False)[1].unlink()
        return self._files[sheet.sha256]


def _points(file: Path, number: int) -> tuple[float, float]:
    """Width and height in points of a page as it is shown: its crop box, turned as its ``/Rotate`` says."""
    said = _told("pdfinfo", "-box", *_only(number), str(file)).decode(errors="replace")
    box, turn = _CROP.search(said), _ROTATE.search(said)
    if box is None or turn is None:
        raise ValueError("pdfinfo")
    left, low, right, high = map(float, box.groups())
    sides = (abs(right - left), abs(high - low))
    return sides if int(turn[1]) % 180 == 0 else (sides[1], sides[0])


def _only(number: int) -> tuple[str, ...]:
    return "-f", str(number), "-l", str(number)


def _told(*command: str) -> bytes:
    return subprocess.run(command, capture_output=True, timeout=_TIMEOUT, check=True).stdout


def _halved(size: tuple[int, int], level: int) -> tuple[int, int]:
    return max(1, round(size[0] / 2**level)), max(1, round(size[1] / 2**level))


def _bytes(image: Image.Image) -> int:
    return image.width * image.height * len(image.getbands())


def _unturned(size: tuple[int, int], window: Box, turn: int) -> tuple[tuple[int, int], Box]:
    """Size and window on the page as it lies in the PDF, which ``turn`` degrees clockwise make upright."""
    (width, height), (left, top, right, bottom) = size, window
    if turn == 90:
        return (height, width), (top, width - right, bottom, width - left)
    if turn == 180:
        return size, (width - right, height - bottom, width - left, height - top)
    if turn == 270:
        return (height, width), (height - bottom, left, height - top, right)
    return size, window


def _written(image: Image.Image, asked: ImageRequest) -> bytes:
    if asked.quality != "color":
        image = image.convert("L")
    if asked.quality == "bitonal":
        image = image.point([0] * 128 + [255] * 128).convert("1", dither=Image.Dither.NONE)
    sink = io.BytesIO()
    if asked.form == "png":
        image.save(sink, "PNG", compress_level=4)
    else:
        (image.convert("L") if image.mode == "1" else image).save(sink, "JPEG", quality=_JPEG)
    return sink.getvalue()
