"""A page's lines and the stamps that were taken off its picture → the lines with those of the stamps."""

import math
from collections.abc import Sequence
from dataclasses import replace

from archive.records import Box, Line, Page, Stamp
from ocr.again import sure
from ocr.engine import Engine, Shape
from ocr.noise import clean
from ocr.picture import pixels

_SURE = 0.6
_ONE_LINE_MM = 15.0
"""Height with its margin below which a stamp is a mark of one line: ``MẬT``, ``HỎA TỐC``."""
_BEFORE = ("header", "letterhead")
"""Regions of a page that stand before an incoming-mail stamp in reading order."""


def with_stamps(lines: Sequence[Line], page: Page, engine: Engine) -> tuple[Line, ...]:
    """``lines`` in reading order with what the page's stamps say behind the letterhead, as regions ``stamp``.

    Raises:
        EngineFailed: the recogniser is missing, broke or ran out of time.
    """
    done = list(lines)
    for stamp in page.stamps:
        read = _read(stamp, page.dpi, engine)
        block = max((line.block for line in done), default=-1) + 1
        at = next((at for at, line in enumerate(done) if line.region not in _BEFORE), len(done))
        done[at:at] = [replace(line, block=block, region="stamp") for line in read]
    return tuple(done)


def _read(stamp: Stamp, dpi: int, engine: Engine) -> list[Line]:
    picture = pixels(stamp.picture)
    if picture is None:
        return []
    size = (picture.shape[1], picture.shape[0])
    shape: Shape = "line" if picture.shape[0] < _ONE_LINE_MM * dpi / 25.4 else "block"
    read = clean(engine.read_part(picture, dpi, shape))
    return [
        replace(line, words=tuple(replace(word, box=_placed(word.box, stamp, size)) for word in line.words))
        for line in read
        if sure(line.words) >= _SURE and any(char.isalnum() for char in line.text)
    ]


def _placed(box: Box, stamp: Stamp, size: tuple[int, int]) -> Box:
    """``box`` of the level picture of ``size`` (width, height) as pixels of the page, where the stamp is tilted."""
    sine, cosine = math.sin(math.radians(stamp.tilt)), math.cos(math.radians(stamp.tilt))
    corners = [(x - size[0] / 2, y - size[1] / 2) for x in (box[0], box[2]) for y in (box[1], box[3])]
    across = [stamp.middle[0] + x * cosine - y * sine for x, y in corners]
    down = [stamp.middle[1] + x * sine + y * cosine for x, y in corners]
    return max(0, round(min(across))), max(0, round(min(down))), round(max(across)), round(max(down))
