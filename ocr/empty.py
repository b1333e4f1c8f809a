"""Picture of a page on which nothing was read → whether nothing is there."""

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.picture import Pixels

_DARK = 140
"""Print and pen are darker in a cleaned picture (paper 255); what shows through from the other side is 180 to 230."""
_SIGN_MM, _EDGE_MM = 1.2, 8.0
"""The smallest figure of 8-point print; nearer to the edge lie staples, torn paper and the scanner's shadow."""
_SPECK_MM2, _SPECKS = 0.35, 3
"""Ink (mm²) of a speck or hairline that no pen leaves and no figure of 8-point print has, and how many such are no
sign: of print that nearly vanished more pieces are left."""
_HOLE_MM = (3.5, 9.0)
_SOLID = 0.7
"""A punch hole fills at least so much of its box; a ring, a letter or a tick does not."""
_CORNER_MM = (32.0, 30.0)
_STAPLE_MM, _NARROW = (1.6, 12.0), 3.0
"""A staple's leg or the dent it left: a straight stroke so long and so many times longer than wide, in a corner, where
papers are stapled."""
_TORN_MM = 1.6
"""The same place has specks of torn paper, smaller than a page number of 8-point print."""


def is_empty(picture: Pixels, dpi: int) -> bool:
    """True where no stroke as dark as print or a pen's stands on the page; punch holes, staples, a few specks and
    what lies at the edge are none.

    Only for a page without a word: a dirty verso through which the other side shows. In doubt False.
    """
    mm = dpi / 25.4
    height, width = picture.shape
    _, labels, stats, _ = cv2.connectedComponentsWithStats((picture < _DARK).astype(np.uint8), connectivity=8)
    left, top, wide, high, area = (stats[1:, column] for column in range(5))
    edge = _EDGE_MM * mm
    inside = (left > edge) & (top > edge) & (left + wide < width - edge) & (top + high < height - edge)
    long, short = np.maximum(wide, high), np.minimum(wide, high)
    hole = (short > _HOLE_MM[0] * mm) & (long < _HOLE_MM[1] * mm) & (long < 1.2 * short) & (area > _SOLID * wide * high)
    sign = inside & (long >= _SIGN_MM * mm) & ~hole
    speck = sign & (area < _SPECK_MM2 * mm * mm)
    signs = 1 + np.flatnonzero(sign & ~speck if speck.sum() <= _SPECKS else sign)
    drawn, boxes = np.asarray(labels, np.int32), np.asarray(stats, np.int32)
    return all(_is_staple(drawn, boxes[at], int(at), mm) for at in signs)


def _is_staple(labels: NDArray[np.int32], box: NDArray[np.int32], at: int, mm: float) -> bool:
    """Whether the piece of ink ``at`` is a staple's or of paper torn by one."""
    height, width = labels.shape
    left, top, wide, high = (int(value) for value in box[:4])
    across, down = left + wide / 2, top + high / 2
    aside, over = min(across, width - across), min(down, height - down)
    long_way, short_way = (side * mm for side in _CORNER_MM)
    if not (aside < long_way and over < short_way) and not (aside < short_way and over < long_way):
        return False
    if max(wide, high) < _TORN_MM * mm:
        return True
    points = np.argwhere(labels[top : top + high, left : left + wide] == at).astype(np.float32)
    long, short = sorted(cv2.minAreaRect(points)[1], reverse=True)
    return _STAPLE_MM[0] * mm <= long <= _STAPLE_MM[1] * mm and long >= _NARROW * short
