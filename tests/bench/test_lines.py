"""Lines read one by one: words count wherever they stand, and a copy that lost a line is told from one that did not."""

import unicodedata
from pathlib import Path

from bench.lines import _alone, _lines, change, found
from tests.corpus.paper import DECISION, draw


def test_words_in_another_order_are_neither_missed_nor_false() -> None:
    read = found("một hai hai ba", "ba hai\nmột hai", "clean")
    assert (read.missed, read.false, read.words) == (0, 0, 4)


def test_a_word_read_once_of_two_is_missed_once_and_what_stands_nowhere_is_false() -> None:
    read = found("tổ tổ thể", "tổ tố thể | _", "clean")
    assert (read.missed, read.false, read.words) == (1, 3, 3)


def test_a_word_misread_is_one_word_wrong_though_it_is_missed_and_false() -> None:
    assert found("tổ thể", "tố thể |", "clean").wrong == 2
    assert found("tổ thể", "thể", "clean").wrong == 1


def test_a_letter_and_its_mark_apart_are_the_same_word() -> None:
    assert found("tổ", unicodedata.normalize("NFD", "tổ"), "clean").missed == 0


def test_the_interval_is_that_of_pages_not_of_words() -> None:
    assert change([(10, 11)] * 30) == "+10.0 % (+10 to +10)"
    assert change([(4, 4)] * 10) == "+0.0 % (+0 to +0)"


def test_lines_are_found_and_read_in_place_and_a_line_that_is_gone_is_missed(tmp_path: Path) -> None:
    page = draw(DECISION).convert("L")
    boxes = _lines(page, 200, tmp_path)
    whole = _alone(page, boxes, 200, tmp_path)
    assert found(whole, _alone(page, boxes, 200, tmp_path), "clean").missed == 0
    left, top, right, bottom = max(boxes, key=lambda box: box[2] - box[0])
    page.paste(255, (left, top - 5, right, bottom + 5))
    assert found(whole, _alone(page, boxes, 200, tmp_path), "clean").missed >= 5
