"""Where on a page a hit stands."""

import pytest

from archive.records import Line, Word
from search.marks import Mark, marks
from search.query import parse
from tests.vankho.shown import line


def told(found: tuple[Mark, ...]) -> list[str]:
    return [one.text for one in found]


TWO = (line("Căn cứ báo cáo về bảo quản", 100), line("đất đai của Ủy ban", 200), line("nhân dân xã", 300))


@pytest.mark.parametrize(
    ("typed", "texts"),
    [
        ("báo cáo", ["báo cáo"]),
        ("bao cao", ["báo cáo"]),
        ("BÁO", ["báo", "bảo"]),
        ('"ủy ban nhân dân"', ["Ủy ban", "nhân dân"]),
        ("đất bảo", ["báo", "bảo", "đất"]),
        ("qu*", ["quản"]),
        ("báo OR đai", ["báo", "bảo", "đai"]),
        ("nhân -đất", ["nhân"]),
        ("năm:2018", []),
    ],
)
def test_words_that_match_are_marked_as_one_where_they_stand_side_by_side_on_a_line(
    typed: str, texts: list[str]
) -> None:
    assert told(marks(3, TWO, parse(typed))) == texts


def test_a_mark_is_the_box_around_its_words_with_the_rest_of_the_line() -> None:
    (found,) = marks(3, TWO, parse("báo cáo"))
    first, last = TWO[0].words[2].box, TWO[0].words[3].box
    assert (found.page, found.x, found.y, found.w, found.h) == (3, first[0], 100, last[2] - first[0], first[3] - 100)
    assert (found.before, found.after) == ("Căn cứ", "về bảo quản")


def test_a_number_with_its_notation_is_marked_however_it_was_typed() -> None:
    page = (line("Số: 2576/QĐ-UBND ngày 11", 100),)
    for typed in ("2576/QĐ-UBND", "2576 qd ubnd", "số:2576"):
        assert "2576/QĐ-UBND" in " ".join(told(marks(0, page, parse(typed)))), typed


def test_misread_words_are_marked_only_on_a_page_that_was_found_by_them() -> None:
    page = (line("quyếl định số bảy", 100),)
    assert told(marks(0, page, parse("quyết định"))) == ["định"]
    assert told(marks(0, page, parse("quyết định"), near=True)) == ["quyếl định"]


def test_words_without_a_place_are_not_marked() -> None:
    nowhere = (Line((Word("đất", (0, 0, 0, 0), 0.9), Word("đai", (5, 5, 9, 9), 0.9))),)
    assert told(marks(0, nowhere, parse("đất đai"))) == ["đai"]
