"""What is read alike in several cuts is surer: pictures drawn here, the real network."""

import pytest

from ocr.cut import colon
from ocr.digits import Digits
from ocr.steady import read_often, steadied
from tests.ocr.test_digits import paper, typed, written

WHOLE, TORN = (30, 72, 300, 124), (30, 72, 130, 124)
"""A box in which a written 2576 stands whole, and one that ends within its last figures."""


def test_a_number_that_is_read_alike_in_every_cut_is_surer():
    picture = paper()
    written(picture, "2576", (40, 72))
    found = read_often(WHOLE, picture, lettered=True)
    assert found.times == 12 and found.digits.text == "2576"
    assert steadied(Digits("2576", 0.6), "2S7G", WHOLE, picture, lettered=True).chance == 0.85
    assert steadied(Digits("2576", 0.88), "2S7G", WHOLE, picture, lettered=True).chance == 0.88


def test_a_number_that_changes_with_the_cut_is_less_sure():
    picture = paper()
    written(picture, "2576", (40, 72))
    assert read_often(TORN, picture, lettered=True).times < 10
    assert steadied(Digits("257", 0.88), "2S", TORN, picture, lettered=True).chance == 0.65


def test_what_both_read_is_as_sure_as_it_was():
    assert steadied(Digits("257", 0.6), "257", TORN, paper(), lettered=True) == Digits("257", 0.6)


def test_figures_behind_all_that_are_printed_are_no_surer():
    picture = paper()
    written(picture, "2576", (40, 72))
    assert steadied(Digits("2576", 0.6), "25", WHOLE, picture, lettered=True).chance == 0.6


def test_what_is_read_more_often_and_by_the_other_reader_too_takes_its_place():
    picture = paper()
    written(picture, "2576", (40, 72))
    assert steadied(Digits("25761", 0.6), "2576", WHOLE, picture, lettered=True).text == "2576"


def test_an_empty_place_is_no_number_that_is_read_often():
    assert read_often(WHOLE, paper(), lettered=True).digits.text == ""


@pytest.mark.parametrize(("text", "found"), [("Số:", True), ("Số", False), ("Số;", False)])
def test_a_colon_is_two_dots_one_above_the_other(text: str, found: bool):
    picture = paper()
    box = typed(picture, text, (30, 120))
    written(picture, "82", (box[2] + 6, 72))
    end = colon((box[0], 72, 280, box[3]), 33, picture)
    assert (end is not None) == found
    assert end is None or abs(end - box[2]) <= 5
