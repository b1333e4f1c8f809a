"""A deputy's office that is stamped over the head's is told apart from it, though no reading has both whole."""

import pytest

from archive.records import Line, Word
from ocr.stacked import is_tall, stacked

_EM = 34


def row(text: str, y: int, x: int = 1000, sure: float = 0.9, high: int = 30) -> Line:
    """A line of capitals at ``x``, ``y``, some 24 pixels a letter."""
    words = []
    for part in text.split():
        words.append(Word(part, (x, y, x + 24 * len(part), y + high), sure))
        x += 24 * len(part) + 12
    return Line(tuple(words))


def told(*readings: list[Line]) -> list[str]:
    found = stacked(readings)
    return [line.text for line in found.lines] if found else []


def test_two_lines_that_end_in_one_office_are_the_heads_and_the_deputys():
    seen = [row("V1 GIÁM ĐỐC", 100), row("Ó GIẦM ĐỐC", 125, 1020)]
    assert told(seen) == ["KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"]


def test_in_whose_stead_one_signs_is_not_sure_where_a_hand_wrote_it():
    found = stacked([[row("V1 GIÁM ĐỐC", 100), row("PHÓ GIÁM ĐỐC", 135, 990)]])
    assert found is not None
    assert found.lines[0].words[0].confidence <= 0.8


def test_the_deputys_line_of_one_reading_stands_below_the_heads_of_another():
    assert told([row("GIÁM ĐỐC", 100)], [row("#HÓ GIÁM ĐỐC", 128)]) == ["KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"]


def test_a_deputys_line_misread_by_half_is_known_right_below_the_heads():
    assert told([row("GIÁM ĐỐC", 100), row("PHỚ GIẤM BQK", 130, 960)]) == ["KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"]


def test_one_line_read_twice_is_one_line():
    assert told([row("GIÁM ĐỐC", 100)], [row("GIAM ĐỌC", 106, 1002)], [row("+ GIÁM ĐÓC", 98, 966)]) == ["GIÁM ĐỐC"]


def test_a_line_a_page_below_is_no_part_of_the_office():
    assert told([row("GIÁM ĐỐC", 100), row("GIÁM ĐỐC", 100 + 10 * _EM)]) == ["GIÁM ĐỐC"]


def test_a_longer_office_is_not_taken_for_a_shorter_like_it():
    assert told([row("EHANH THANH TRA", 100)], [row("CHÁNH THANH TRA", 101)]) == ["CHÁNH THANH TRA"]
    assert told([row("TỔNG GIÁM ĐỐC", 100)]) == ["TỔNG GIÁM ĐỐC"]


def test_an_office_that_goes_on_is_none_of_those_known():
    assert told([row("GIÁM ĐỐC SỞ Y TẾ", 100, sure=0.95)]) == []


def test_what_is_no_office_is_told_as_nothing():
    assert told([row("NGÀY THÁNG NĂM", 100)], []) == []


def test_a_minister_has_no_deputy_who_is_called_so():
    assert told([row("BỘ TRƯỞNG", 100), row("PHÓ BỘ TRƯỞNG", 140)])[-1] == "THỨ TRƯỞNG"


def test_lines_of_which_a_reading_had_both_in_one_do_not_lie_over_each_other():
    found = stacked([[row("GIÁM ĐỐC", 101)], [row("PHÓ GIÁM ĐỐC", 100, 990, high=66)]])
    assert found is not None
    above, below = found.lines
    assert (above.text, below.text) == ("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC")
    assert above.box[1] < below.box[1]


@pytest.mark.parametrize("stead", ["TL.", "TUQ. "])
def test_in_whose_stead_one_signs_stays_before_the_office_where_it_was_read_surely(stead: str):
    assert told([row(f"{stead}CỤC TRƯỞNG", 100)]) == [f"{stead.strip()} CỤC TRƯỞNG"]
    assert told([row(f"{stead}CỤC TRƯỞNG", 100, sure=0.6)]) == ["CỤC TRƯỞNG"]


def test_a_word_of_an_office_is_as_sure_as_its_surest_reading():
    faint = Line((Word("CỤC", (1000, 100, 1072, 130), 0.9), Word("TRUONG", (1084, 100, 1228, 130), 0.05)))
    seal = Line((Word("2x", (940, 100, 990, 130), 0.1), Word("TRƯỞNG", (1084, 100, 1228, 130), 0.93)))
    found = stacked([[seal], [faint]])
    assert found is not None
    assert [round(word.confidence, 2) for word in found.lines[0].words] == [0.9, 0.93]


@pytest.mark.parametrize(("high", "tall"), [(32, False), (80, True)])
def test_a_line_twice_as_high_as_print_is_two(high: int, tall: bool):
    assert is_tall(row("GIÁM ĐỐC", 100, high=high)) is tall
