"""Row of a page → it in several pictures, each read in several ways: what one loses another has."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from archive.records import Box, Word
from ocr.again import FRAME, brought, uncoloured
from ocr.engine import Engine
from ocr.picture import Pixels

_LIGHTER, _DARKEST = 50, 25
"""By so many greys a seal is lighter than print, where it is; one pixel in so many is as dark as print."""
_MARGINS = (0.05, 0.33)
"""Above and below the line, in its heights: what a seal has beside the line misleads, and so do marks cut off."""
_SHOWN = ((0.0, 36), (0.004, 30), (0.004, 44))
"""How much a picture is softened, in inches, and to which height of the line in pixels it is brought."""
_LARGEST = 2.0


def pictures(image: Path, cleaned: Pixels, row: Box) -> Iterator[Pixels]:
    """The page as it was read, the archival picture without coloured ink, and that without what is lighter than
    print."""
    yield cleaned
    picture = uncoloured(image)
    if picture is None or picture.shape != cleaned.shape:
        return
    yield picture
    left, top, right, bottom = row
    part = picture[top:bottom, left:right]
    darkest = int(np.partition(part, part.size // _DARKEST, axis=None)[part.size // _DARKEST])
    dark = np.asarray(np.where(picture > min(darkest + _LIGHTER, 254), 255, picture), np.uint8)
    if not np.array_equal(dark[top:bottom, left:right], part):
        yield dark


def readings(picture: Pixels, row: Box, dpi: int, engine: Engine) -> Iterator[list[Word]]:
    """What is read in the row of ``picture``, cut out more and less closely, sharp and softened, in two sizes.

    Raises:
        EngineFailed: the recogniser is missing, broke or ran out of time.
    """
    left, first, right, last = row
    tall = last - first
    for margin in _MARGINS:
        more = max(2, round(margin * tall))
        top = max(0, first - more)
        part = picture[top : last + more, left:right]
        for soft, high in _SHOWN:
            scale = min(high / tall, _LARGEST)
            cut = brought(part, scale, soft * dpi)
            seen = engine.read_part(cut, dpi, "line")
            yield [_placed(word, (left, top), scale) for line in seen for word in line.words]


def _placed(word: Word, corner: tuple[int, int], scale: float) -> Word:
    """``word`` of a cut at ``corner`` as it stands on the page."""
    down, across = FRAME
    x0, y0, x1, y1 = word.box
    left, right = (round((side - across) / scale) + corner[0] for side in (x0, x1))
    top, bottom = (round((side - down) / scale) + corner[1] for side in (y0, y1))
    return Word(word.text, (left, top, right, bottom), word.confidence)
