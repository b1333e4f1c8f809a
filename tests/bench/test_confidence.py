"""What is counted as right, and whether the fit finds what is in the data."""

import numpy as np
import pytest

from archive.records import Line, OcrPage, Page, Word
from bench.confidence import Checked, checked, error, fitted, matched, ranked, told
from ocr.confidence import weights
from tests.ocr.papers import line


def test_words_are_right_where_they_stand_also_in_blocks_that_changed_places():
    assert matched(["a", "b", "c", "d"], ["a", "b", "c", "d"]) == ([True] * 4, 0)
    assert matched(["phải", "có", "trái", "một", "hai"], ["trái", "một", "hai", "phải", "có"]) == ([True] * 5, 0)


def test_a_figure_is_not_right_because_it_stands_somewhere_else():
    right, lost = matched(["Số", "2", "ngày", "7", "tháng"], ["Số", "1", "ngày", "7", "tháng", "năm", "2"])
    assert right == [True, False, True, True, True]
    assert lost == 3


def test_confidence_that_is_the_share_of_right_ones_has_no_error_and_another_its_distance():
    right = np.tile([1.0] * 9 + [0.0], 100)
    assert error(np.full(1000, 0.9), right) == pytest.approx(0, abs=0.02)
    assert error(np.full(1000, 0.5), right) == pytest.approx(0.4, abs=0.02)


def test_ranking_is_whole_where_every_right_word_is_surer_and_half_where_nothing_is_told():
    right = np.array([1.0, 1.0, 0.0])
    assert ranked(np.array([0.9, 0.8, 0.1]), right) == 1
    assert ranked(np.array([0.5, 0.5, 0.5]), right) == 0.5


def page(wrong_below: float, seed: int) -> Checked:
    """Two hundred words of which those below a confidence are mostly wrong, figures among them."""
    rng = np.random.default_rng(seed)
    words, truth = [], []
    for at in range(200):
        text = "dân" if at % 2 else str(1000 + at)
        sure = float(rng.uniform(0.3, 0.97))
        wrong = (sure < wrong_below) != (rng.uniform() < 0.05)
        words.append(Word(text, (0, 0, 9, 9), sure))
        truth.append("???" if wrong else text)
    return checked(OcrPage(Page(0, "d.pdf#1", "text"), (Line(tuple(words)),)), " ".join(truth))


def test_the_fit_learns_where_words_begin_to_be_right():
    by = fitted([page(0.6, seed) for seed in range(4)])
    others = [page(0.6, seed) for seed in range(10, 20)]
    made = [other.finished(by) for other in others]
    chances = np.array([word.confidence for one in made for line in one.lines for word in line.words])
    right = np.array([one for other in others for one in other.right], float)
    assert error(chances, right) < 0.1
    assert ranked(chances, right) > 0.85


def test_the_figures_are_told_as_lines():
    given = checked(OcrPage(Page(0, "d.pdf#1", "text"), (line("Số 12 của Ủy ban", 0, 0),)), "Số 17 của Ủy ban")
    said = told([(given, given.finished(weights()))])
    assert said[0] == "1 pages, 5 words read, 1 of them wrong"
    assert any("expected calibration error" in row for row in said)
