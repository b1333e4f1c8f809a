"""A page on which nothing was read: is there really nothing?"""

import cv2
import numpy as np
import pytest

from ocr.empty import is_empty
from ocr.picture import Pixels

DPI = 200
HEIGHT, WIDTH = 2339, 1654


def verso() -> Pixels:
    """An empty page with two punch holes, a shadow at its edge, specks, and what shows through from the other side."""
    page = np.full((HEIGHT, WIDTH), 252, np.uint8)
    for y in (800, 1500):
        cv2.circle(page, (90, y), 22, 20, -1)
    page[:, :12] = 60
    page[::97, ::89] = 90
    cv2.putText(page, "BIA HO SO", (400, 900), cv2.FONT_HERSHEY_SIMPLEX, 3, 215, 8)
    return page


def test_a_dirty_verso_through_which_the_other_side_shows_is_empty() -> None:
    assert is_empty(verso(), DPI)


@pytest.mark.parametrize("grey", [0, 90, 135])
def test_a_tick_a_page_number_or_a_ring_is_something(grey: int) -> None:
    tick, number, ring = verso(), verso(), verso()
    cv2.polylines(tick, [np.array([[1400, 200], [1415, 240], [1450, 180]])], False, grey, 3)
    cv2.putText(number, "2", (820, 150), cv2.FONT_HERSHEY_SIMPLEX, 0.8, grey, 2)
    cv2.circle(ring, (900, 1200), 140, grey, 4)
    assert not any(is_empty(page, DPI) for page in (tick, number, ring))


def test_a_line_of_print_at_half_its_darkness_is_something() -> None:
    page = verso()
    cv2.putText(page, "Noi nhan: nhu tren", (200, 400), cv2.FONT_HERSHEY_COMPLEX, 0.9, 130, 2)
    assert not is_empty(page, DPI)
