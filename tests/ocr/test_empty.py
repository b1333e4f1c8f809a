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


def test_a_staple_and_the_paper_it_tore_are_nothing() -> None:
    page = verso()
    cv2.line(page, (100, 130), (160, 148), 80, 4)
    cv2.line(page, (110, 170), (165, 166), 80, 4)
    cv2.circle(page, (140, 190), 4, 120, -1)
    assert is_empty(page, DPI)


def test_a_staple_of_which_one_half_shines_is_nothing() -> None:
    page = verso()
    cv2.line(page, (150, 2200), (152, 2211), 80, 3)
    assert is_empty(page, DPI)


def test_the_same_stroke_away_from_the_corners_is_something() -> None:
    page = verso()
    cv2.line(page, (800, 1130), (860, 1148), 80, 4)
    assert not is_empty(page, DPI)


def test_a_few_hairlines_are_nothing_and_more_of_them_are_what_is_left_of_print() -> None:
    page = verso()
    for number in range(3):
        cv2.line(page, (400 + 40 * number, 900), (412 + 40 * number, 900), 60, 1)
    assert is_empty(page, DPI)
    cv2.line(page, (520, 900), (532, 900), 60, 1)
    assert not is_empty(page, DPI)


@pytest.mark.parametrize("digit", ["2", "4", "7"])
def test_a_page_number_in_a_corner_is_something(digit: str) -> None:
    page = verso()
    cv2.putText(page, digit, (1480, 2220), cv2.FONT_HERSHEY_COMPLEX, 0.9, 60, 2)
    assert not is_empty(page, DPI)


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
