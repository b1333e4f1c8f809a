"""Picture of a page on which nothing was read → whether nothing is there."""

import cv2
import numpy as np

from ocr.picture import Pixels

_DARK = 140
"""Print and pen are darker in a cleaned picture (paper 255); what shows through from the other side is 180 to 230."""
_SIGN_MM, _EDGE_MM = 1.2, 8.0
"""The smallest figure of 8-point print; nearer to the edge lie staples, torn paper and the scanner's shadow."""
_HOLE_MM = (3.5, 9.0)
_SOLID = 0.7
"""A punch hole fills at least so much of its box; a ring, a letter or a tick does not."""


def is_empty(picture: Pixels, dpi: int) -> bool:
    """True where no stroke as dark as print or a pen's stands on the page, punch holes and what lies at the edge apart.

    Only for a page without a word: a dirty verso through which the other side shows. In doubt False.
    """
    mm = dpi / 25.4
    height, width = picture.shape
    _, _, stats, _ = cv2.connectedComponentsWithStats((picture < _DARK).astype(np.uint8), connectivity=8)
    left, top, wide, high, area = (stats[1:, column] for column in range(5))
    edge = _EDGE_MM * mm
    inside = (left > edge) & (top > edge) & (left + wide < width - edge) & (top + high < height - edge)
    long, short = np.maximum(wide, high), np.minimum(wide, high)
    hole = (short > _HOLE_MM[0] * mm) & (long < _HOLE_MM[1] * mm) & (long < 1.2 * short) & (area > _SOLID * wide * high)
    return not bool((inside & (long >= _SIGN_MM * mm) & ~hole).any())
