"""Sketch → whether there is anything to read on the page at all."""

import cv2
import numpy as np
import numpy.typing as npt

from ingest.picture import Pixels
from ingest.sketch import MM, Sketch, flattened

_STROKE = 9
"""Pixels at 150 dpi (1.5 mm): what is thinner and darker than both its sides is a stroke; shadows, stains and punch
holes are not."""
_FAINT, _STRONG = 22, 40
_NOISE_FAINT, _NOISE_STRONG = 5.0, 6.0
_WORD_LETTERS = 4
_MUCH = 600
_Boxes = npt.NDArray[np.int32]


def is_blank(sketch: Sketch) -> bool:
    """True where nothing looks like writing: no row of letters, however faint, and no single clear sign (a page number,
    a stamp, a signature). In doubt False: a blank page kept costs little, a line lost is lost.

    Print showing through from the other side is weaker and softer than print, and so passes for blank.
    """
    if len(sketch.sizes) >= _MUCH:
        return False
    flat = cv2.GaussianBlur(flattened(sketch.grey, sketch.border), (3, 3), 0)
    hat = np.asarray(cv2.morphologyEx(flat, cv2.MORPH_BLACKHAT, np.ones((_STROKE, _STROKE), np.uint8)), np.uint8)
    near_border = cv2.dilate(sketch.border, np.ones((2 * round(1.5 * MM) + 1,) * 2, np.uint8))
    hat[near_border > 0] = 0
    noise = float(np.median(hat[::3, ::3]))
    strong = _signs(hat, max(_STRONG, _NOISE_STRONG * noise))
    if _single(strong, hat.shape) or _word(strong):
        return False
    return not _word(_signs(hat, max(_FAINT, _NOISE_FAINT * noise)))


def _signs(hat: Pixels, level: float) -> _Boxes:
    """Boxes (left, top, width, height, area) of strokes of a letter's size that reach ``level``."""
    _, _, stats, _ = cv2.connectedComponentsWithStats((hat > level).astype(np.uint8), connectivity=8)
    boxes = stats[1:]
    long, short = np.maximum(boxes[:, 2], boxes[:, 3]), np.minimum(boxes[:, 2], boxes[:, 3])
    letter = (long >= 1.0 * MM) & (long <= 25 * MM) & (boxes[:, 4] >= 8) & (long < 12 * short)
    return np.asarray(boxes[letter], np.int32)


def _single(boxes: _Boxes, shape: tuple[int, ...]) -> bool:
    """Whether one clear sign stands by itself, away from the edge where staples and torn paper lie."""
    height, width = shape[:2]
    edge = 8 * MM
    middle_x, middle_y = boxes[:, 0] + boxes[:, 2] / 2, boxes[:, 1] + boxes[:, 3] / 2
    inside = (middle_x > edge) & (middle_x < width - edge) & (middle_y > edge) & (middle_y < height - edge)
    long = np.maximum(boxes[:, 2], boxes[:, 3])
    corner = (np.minimum(middle_x, width - middle_x) < 32 * MM) & (np.minimum(middle_y, height - middle_y) < 30 * MM)
    staple = corner & ((boxes[:, 2] > 1.4 * boxes[:, 3]) | (boxes[:, 3] > 3 * boxes[:, 2]))
    sign = (long >= 1.5 * MM) & (boxes[:, 4] >= 14) & (np.minimum(boxes[:, 2], boxes[:, 3]) >= 3)
    return bool((inside & ~staple & sign).any())


def _word(boxes: _Boxes) -> bool:
    """Whether some boxes stand in a row, of one size and close together, as the letters of a word do."""
    fit = boxes[(np.maximum(boxes[:, 2], boxes[:, 3]) <= 8 * MM)]
    if len(fit) < _WORD_LETTERS:
        return False
    return any(_rows_of(fit if way == 0 else fit[:, [1, 0, 3, 2, 4]]) for way in (0, 1))


def _rows_of(boxes: _Boxes) -> bool:
    boxes = boxes[boxes[:, 3] >= 1.0 * MM]
    if len(boxes) < _WORD_LETTERS:
        return False
    left, top, width, height = (boxes[:, i].astype(np.float32) for i in range(4))
    right, middle, size = left + width, top + height / 2, np.maximum(width, height)
    gap = left[None, :] - right[:, None]
    limit = np.minimum(size[None, :], size[:, None])
    next_to = (gap > -0.3 * limit) & (gap < 1.2 * limit) & (left[None, :] > left[:, None])
    level = np.abs(middle[None, :] - middle[:, None]) < 0.6 * limit
    alike = np.maximum(size[None, :], size[:, None]) < 2.2 * limit
    follows = next_to & level & alike
    chain = np.ones(len(boxes), np.int32)
    for i in np.argsort(left):
        before = np.flatnonzero(follows[:, i])
        chain[i] += int(chain[before].max()) if len(before) else 0
    return bool(chain.max() >= _WORD_LETTERS)
