"""The slash before a notation is found by its ink, a pen's slanted figure is none."""

import numpy as np
import pytest

from archive.records import Box
from ocr.label import bare_end
from ocr.picture import Pixels
from ocr.slash import capitals, slash, without
from tests.ocr.test_digits import paper, typed, written

HIGH = 34
"""Height of capitals as drawn."""


def row(number: str, notation: str = "/SYT-NVY", gap: int = 20) -> tuple[Pixels, Box, Box]:
    """A pen's ``number`` before ``notation``; the row of both, and where the print stands."""
    picture = paper(800)
    written(picture, number, (40, 72))
    print_ = typed(picture, notation, (40 + 40 * len(number) + gap, 120))
    return picture, (30, 72, print_[2], 124), print_


@pytest.mark.parametrize(("notation", "behind"), [("/SYT-NVY", 6.6), ("/QĐ-UBND", 6.6), ("/GM-PVHXH", 7.6)])
def test_the_slash_before_printed_capitals_is_found(notation: str, behind: float) -> None:
    picture, whole, print_ = row("2576", notation)
    found = slash(whole, behind, picture)
    assert found is not None
    assert abs(found[0] - print_[0]) <= 4
    assert found[2] - found[0] < HIGH * 0.7


def test_of_a_slanted_1_and_the_slash_behind_it_the_second_is_the_slash() -> None:
    picture, whole, print_ = row("7|", gap=0)
    found = slash(whole, 6.6, picture)
    assert found is not None
    assert abs(found[0] - print_[0]) <= 4


def test_where_no_slash_stands_none_is_found() -> None:
    picture, whole, _ = row("257", "SYT-NVY")
    assert slash(whole, 6.6, picture) is None
    assert slash((0, 0, 40, 4), 6.6, picture) is None


def test_behind_a_slash_that_a_figure_touches_the_capitals_tell_where_it_stands() -> None:
    picture, whole, print_ = row("257")
    picture[100:104, print_[0] - 60 : print_[0] + 12] = 70
    assert slash(whole, 6.6, picture) is None
    found = capitals(whole, 6.6, picture)
    assert found is not None
    assert print_[0] <= found <= print_[0] + HIGH


def test_nothing_but_the_stroke_is_taken_off() -> None:
    picture, whole, _ = row("2576")
    found = slash(whole, 6.6, picture)
    assert found is not None
    cleared = without((found,), picture)
    assert np.min(cleared[found[1] : found[3], found[0] : found[2]]) > 200
    assert np.array_equal(cleared[:, : found[0] - 4], picture[:, : found[0] - 4])
    assert without((), picture) is picture


def test_a_label_whose_colon_a_figure_touches_ends_before_the_figure() -> None:
    picture = paper()
    left, top, right, bottom = typed(picture, "Số", (30, 120))
    written(picture, "20", (right + 8, 72))
    end = bare_end((left, top, right + 60, bottom), picture, bottom - top)
    assert right <= end <= right + 12
