"""What two readings agree on is surer than what one recogniser of print says."""

from dataclasses import replace

import pytest

from archive.records import Dispute, Line
from ocr.surer import surer
from tests.ocr.papers import line

DATE = "Hà Nội, ngày 05 tháng 01 năm 2020"


def dated(day: float) -> Line:
    read = line(DATE, 1200, 400, 0.99)
    return replace(read, words=tuple(replace(w, confidence=day) if w.text == "05" else w for w in read.words))


@pytest.mark.parametrize(
    ("chance", "other", "told"),
    [
        *((0.82, None, 0.94), (0.82, "(O", 0.94), (0.82, "25", 0.82), (0.82, "6.", 0.82)),
        *((0.92, None, 0.97), (0.92, "25", 0.97), (0.75, None, 0.75), (0.98, None, 0.98)),
    ],
)
def test_a_day_that_was_read_rather_surely_and_that_no_other_reading_contradicts_is_sure(
    chance: float, other: str | None, told: float
) -> None:
    read = dated(chance)
    disputed = [Dispute(read.words[3].box, other)] if other else []
    (after,) = surer([read], disputed)
    assert [word.confidence for word in after.words] == [0.99] * 3 + [told] + [0.99] * 4


def test_a_year_and_figures_of_other_lines_are_as_sure_as_before() -> None:
    date, other = line("ngày 05 tháng 01 năm 2020", 1200, 400, 0.85), line("Điều 05 khoản 01", 300, 600, 0.85)
    told, same = surer([date, other], [])
    assert [word.confidence for word in told.words] == [0.85, 0.94, 0.85, 0.94, 0.85, 0.85]
    assert same == other


def signed(text: str, chance: float) -> Line:
    return replace(line(text, 1200, 2600, chance), region="signature")


def test_a_name_under_a_signature_that_is_read_alike_twice_is_surer() -> None:
    read = signed("ThS. Nguyễn Văn Hải", 0.8)
    (told,) = surer([read], [])
    assert [word.confidence for word in told.words] == [0.8, 0.975, 0.975, 0.975]


@pytest.mark.parametrize("text", ["Nguyễn Văn Hải", "PHÓ GIÁM ĐỐC", "Y Hycn"])
def test_no_other_name_is(text: str) -> None:
    body, office = line(text, 1200, 2600, 0.8), signed(text, 0.8)
    told, under = surer([body, office], [Dispute(word.box, "Nguyễn") for word in office.words])
    assert (told, under) == (body, office)


def test_a_word_of_a_name_that_was_hardly_read_or_that_no_text_has_is_as_sure_as_before() -> None:
    hardly, strange = signed("Nguyễn Văn Hải", 0.4), signed("Nguyễn Mpuvár", 0.8)
    one, two = surer([hardly, strange], [])
    assert one == hardly
    assert [word.confidence for word in two.words] == [0.975, 0.8]
