"""Figures that people wrote are parted from each other, so that others can be put together from them."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from ocr.digits import prepared
from ocr.training.ink import BASELINE, CANVAS, TALL
from ocr.training.pens import Cut, cuts, figures, pen_hands, worn


def written(text: str, signs: str, apart: int = 34) -> Cut:
    """``text`` in strokes on grey paper, each sign ``apart`` pixels from the one before."""
    paper = np.full((70, apart * len(text) + 30), 230, np.uint8)
    for at, sign in enumerate(text):
        cv2.putText(paper, sign, (12 + apart * at, 52), cv2.FONT_HERSHEY_SIMPLEX, 1.4, 40, 3, cv2.LINE_AA)
    return Cut(paper, signs)


def test_each_figure_is_told_by_itself_and_stands_on_the_baseline() -> None:
    found = figures(written("2576", "2576"))
    assert [sign for sign, _ in found] == list("2576")
    for _, ink in found:
        rows = np.flatnonzero(ink.max(axis=1) > 0.5)
        assert ink.shape[0] == CANVAS
        assert abs(int(rows[-1]) - BASELINE) <= 3 and abs(int(rows[-1] - rows[0]) - TALL) <= 4


def test_what_stands_behind_the_figures_is_none_of_them() -> None:
    assert [sign for sign, _ in figures(written("25/", "25x"))] == ["2", "5"]


@pytest.mark.parametrize(("text", "signs", "apart"), [("257", "25", 34), ("88", "88", 12), ("25", "x25", 34)])
def test_figures_that_touch_or_are_more_than_are_said_are_not_parted(text: str, signs: str, apart: int) -> None:
    assert figures(written(text, signs, apart)) == []


def test_hands_are_made_where_all_ten_figures_stand_somewhere() -> None:
    most = [written("01234", "01234"), written("5678", "5678")]
    assert pen_hands(most) == []
    hands = pen_hands([*most, written("9", "9")])
    assert len(hands) == 4 and all(len(hand.glyphs) == 10 for hand in hands)


def test_a_folder_of_cuts_is_read_by_what_its_files_are_called(tmp_path: Path) -> None:
    cut = written("12", "12x")
    cv2.imwrite(str(tmp_path / "12x-7.png"), cut.seen)
    (found,) = cuts(tmp_path)
    assert found.signs == "12x" and np.array_equal(found.seen, cut.seen)
    (tmp_path / "3-1.png").write_bytes(b"none")
    with pytest.raises(SystemExit, match=r"3-1\.png"):
        cuts(tmp_path)


def test_a_worn_cut_still_has_ink_and_another_seed_wears_it_otherwise() -> None:
    cut = written("2576", "2576")
    one, other = (worn(cut, np.random.default_rng(seed)) for seed in (1, 2))
    assert prepared(one) is not None and prepared(other) is not None
    assert one.shape != other.shape
