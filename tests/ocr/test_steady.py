"""What is read alike in several cuts is surer: pictures drawn here, the real network."""

import cv2
import numpy as np
import pytest

from ocr.cut import colon, cut_out, widened
from ocr.digits import Digits
from ocr.picture import Pixels
from ocr.steady import read_often, steadied
from tests.ocr.test_digits import paper, typed, written

WHOLE, TORN = (30, 72, 300, 124), (30, 72, 130, 124)
"""A box in which a written 2576 stands whole, and one that ends within its last figures."""


def test_a_number_that_is_read_alike_in_every_cut_is_surer():
    picture = paper()
    written(picture, "2576", (40, 72))
    found = read_often(WHOLE, picture, lettered=True)
    assert found.times == 12 and found.digits.text == "2576"
    assert steadied(Digits("2576", 0.6), "2S7G", lambda: read_often(WHOLE, picture, lettered=True)).chance == 0.85
    assert steadied(Digits("2576", 0.88), "2S7G", lambda: read_often(WHOLE, picture, lettered=True)).chance == 0.88


def test_a_number_that_changes_with_the_cut_is_less_sure():
    picture = paper()
    written(picture, "2576", (40, 72))
    assert read_often(TORN, picture, lettered=True).times < 10
    assert steadied(Digits("257", 0.88), "2S", lambda: read_often(TORN, picture, lettered=True)).chance == 0.65


def test_what_both_read_is_as_sure_as_it_was():
    assert steadied(Digits("257", 0.6), "257", lambda: read_often(TORN, paper(), lettered=True)) == Digits("257", 0.6)


def test_figures_behind_all_that_are_printed_are_no_surer():
    picture = paper()
    written(picture, "2576", (40, 72))
    assert steadied(Digits("2576", 0.6), "25", lambda: read_often(WHOLE, picture, lettered=True)).chance == 0.6


def test_what_is_read_more_often_and_by_the_other_reader_too_takes_its_place():
    picture = paper()
    written(picture, "2576", (40, 72))
    assert steadied(Digits("25761", 0.6), "2576", lambda: read_often(WHOLE, picture, lettered=True)).text == "2576"


def test_an_empty_place_is_no_number_that_is_read_often():
    assert read_often(WHOLE, paper(), lettered=True).digits.text == ""


def test_where_nothing_was_read_and_no_cut_is_like_another_what_is_proposed_is_not_sure():
    picture = paper()
    written(picture, "2576", (40, 72))
    assert steadied(Digits("257", 0.88), "", lambda: read_often(TORN, picture, lettered=True)) == Digits("257", 0.65)


def slender(text: str, high: int) -> Pixels:
    """``text`` by a hand whose figures are ``high`` pixels high and a third as wide, beside print of 50 pixels."""
    wide = paper(800, 260)
    written(wide, text, (60, 150 - high), high)
    return np.asarray(cv2.resize(wide, None, fx=0.4, fy=1.0, interpolation=cv2.INTER_AREA), np.uint8)


def test_slender_figures_of_a_tall_hand_are_read_as_wide_as_usual_ones():
    picture = slender("278", 90)
    cut, box = cut_out((20, 100, 130, 150), picture)
    assert box[1] <= 62
    wide = widened(cut, 50)
    assert wide.shape[1] > 1.4 * cut.shape[1]
    assert read_often((20, 100, 130, 150), picture, lettered=True).digits.text == "278"


@pytest.mark.parametrize(("text", "high", "box"), [("278", 50, (20, 100, 130, 150)), ("2576", 90, (50, 100, 350, 150))])
def test_figures_as_high_as_print_or_as_wide_as_usual_are_left(text: str, high: int, box: tuple[int, int, int, int]):
    picture = slender(text, high) if high == 50 else paper(800, 260)
    if high != 50:
        written(picture, text, (60, 60), high)
    cut, _ = cut_out(box, picture)
    assert widened(cut, 50).shape == cut.shape


@pytest.mark.parametrize(("text", "found"), [("Số:", True), ("Số", False), ("Số;", False)])
def test_a_colon_is_two_dots_one_above_the_other(text: str, found: bool):
    picture = paper()
    box = typed(picture, text, (30, 120))
    written(picture, "82", (box[2] + 6, 72))
    dots = colon((box[0], 72, 280, box[3]), 33, picture)
    assert len(dots) == (2 if found else 0)
    assert all(abs(dot[2] - box[2]) <= 5 for dot in dots)
