"""Row of a page → it in several pictures, each read in several ways: what one loses another has."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from archive.records import Box, Word
from ocr.again import FRAME, brought, unblued, uncoloured
from ocr.engine import Engine
from ocr.picture import Pixels
from ocr.ringed import STROKES_MM, bold

_LIGHTER, _DARKEST = 50, 25
"""By so many greys a seal is lighter than print, where it is; one pixel in so many is as dark as print."""
_MARGINS = (0.05, 0.33)
"""Above and below the line, in its heights: what a seal has beside the line misleads, and so do marks cut off."""
_SHOWN = ((0.0, 36), (0.004, 30), (0.004, 44))
"""How much a picture is softened, in inches, and to which height of the line in pixels it is brought."""
_LARGEST = 2.0
_STEEPEST, _LEAST_SLOPE, _LONG, _INK = 0.12, 0.02, 2.0, 150
"""Pixels down for one to the right: how steep a stamped row is at most, and from which on it is made level; how many
times as long as high a row must be to tell; grey below which a pixel is ink."""
_BOLD = 0.6
"""Share of a row's ink that is in its bold strokes where it is stamped."""
_RED = 2.0
"""So many times as much of a row that is red is ink where red is as dark as print."""
_SLOPES = tuple(step * _STEEPEST / 12 for step in range(-12, 13))


def pictures(
    image: Path, cleaned: Pixels, row: Box, red_of: Callable[[Path], Pixels | None] = unblued
) -> Iterator[Pixels]:
    """The page as it was read, the archival picture without coloured ink, and that without what is lighter than
    print; where there is red in the row, the archival picture as ``red_of`` shows it: with all else, or red alone."""
    yield cleaned
    picture = uncoloured(image)
    if picture is None or picture.shape != cleaned.shape:
        return
    left, top, right, bottom = row
    red = red_of(image)
    if red is not None and _ink(red[top:bottom, left:right]) > _RED * _ink(picture[top:bottom, left:right]):
        yield red
    yield picture
    part = picture[top:bottom, left:right]
    darkest = int(np.partition(part, part.size // _DARKEST, axis=None)[part.size // _DARKEST])
    dark = np.asarray(np.where(picture > min(darkest + _LIGHTER, 254), 255, picture), np.uint8)
    if not np.array_equal(dark[top:bottom, left:right], part):
        yield dark


def thinned(image: Path, cleaned: Pixels, row: Box, dpi: int) -> Iterator[Pixels]:
    """The archival picture without the strokes of a pen, and without what is thinner than stamped letters, where most
    of the row is as bold as those."""
    picture = unblued(image)
    if picture is None or picture.shape != cleaned.shape:
        return
    left, top, right, bottom = row
    for wide in STROKES_MM:
        stems = bold(picture, dpi, wide)
        if _ink(stems[top:bottom, left:right]) >= _BOLD * _ink(picture[top:bottom, left:right]):
            yield stems


def _ink(part: Pixels) -> int:
    return int((part < _INK).sum())


def readings(picture: Pixels, row: Box, dpi: int, engine: Engine, slope: float = 0.0) -> Iterator[list[Word]]:
    """What is read in the row of ``picture``, cut out more and less closely, sharp and softened, in two sizes. A row
    that falls to the right by ``slope`` (pixels down for one to the right) is made level about its middle first.

    Raises:
        EngineFailed: the recogniser is missing, broke or ran out of time.
    """
    left, first, right, last = row
    tall = last - first
    for margin in _MARGINS:
        more = max(2, round(margin * tall))
        top = max(0, first - more)
        part = levelled(picture, (left, top, right, last + more), slope)
        for soft, high in _SHOWN:
            scale = min(high / tall, _LARGEST)
            cut = brought(part, scale, soft * dpi)
            seen = engine.read_part(cut, dpi, "line")
            placed = [_placed(word, (left, top), scale) for line in seen for word in line.words]
            yield [tilted(word, row, slope) for word in placed] if slope else placed


def levelled(picture: Pixels, box: Box, slope: float) -> Pixels:
    """What stands in ``box`` of ``picture``, each column moved up as far as a row through the middle of the box, which
    falls by ``slope``, has fallen there."""
    left, top, right, bottom = box
    if not slope:
        return picture[top:bottom, left:right]
    columns = np.arange(left, min(right, picture.shape[1]))
    fallen = np.rint((columns - (left + right) / 2) * slope).astype(int)
    rows = np.arange(top, min(bottom, picture.shape[0]))[:, None] + fallen[None, :]
    return np.asarray(picture[np.clip(rows, 0, picture.shape[0] - 1), columns[None, :]], np.uint8)


def tilted(word: Word, row: Box, slope: float) -> Word:
    """``word`` of a row that was made level where it stands on the page."""
    x0, y0, x1, y1 = word.box
    fallen = round(((x0 + x1) / 2 - (row[0] + row[2]) / 2) * slope)
    return Word(word.text, (x0, y0 + fallen, x1, y1 + fallen), word.confidence)


def slope_of(picture: Pixels, box: Box) -> float:
    """By how much the row of print in ``box`` falls to the right: that which makes its line of feet sharpest."""
    left, top, right, bottom = box
    room = round(_STEEPEST * (right - left) / 2)
    wide = (left, max(0, top - room), right, min(picture.shape[0], bottom + room))
    if right - left < _LONG * (bottom - top):
        return 0.0
    best = max(_SLOPES, key=lambda slope: (_sharpness(levelled(picture, wide, slope)), -abs(slope)))
    return best if abs(best) >= _LEAST_SLOPE else 0.0


def _sharpness(part: Pixels) -> float:
    """How much the ink of a row differs from that of the next, which is most where feet and heads of letters are."""
    inked = (part < _INK).sum(axis=1, dtype=np.int64)
    return float((np.diff(inked) ** 2).sum())


def _placed(word: Word, corner: tuple[int, int], scale: float) -> Word:
    """``word`` of a cut at ``corner`` as it stands on the page."""
    down, across = FRAME
    x0, y0, x1, y1 = word.box
    left, right = (round((side - across) / scale) + corner[0] for side in (x0, x1))
    top, bottom = (round((side - down) / scale) + corner[1] for side in (y0, y1))
    return Word(word.text, (left, top, right, bottom), word.confidence)
