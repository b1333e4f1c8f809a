"""Annexes are found by what stands at the top of their first page, and by nothing else."""

import dataclasses

import pytest

from archive.outline import page_number, parts
from archive.records import Line, OcrPage
from tests.archive.pages import page, row

MAIN = page(
    row("UBND TỈNH", 100, 100, 0, "letterhead"), row("QUYẾT ĐỊNH", 900, 500, 1), row("Căn cứ Luật", 200, 600, 1)
)
NUMBER = row("5", 1200, 100, 0, "header")
CITES = "(Ban hành kèm theo Quyết định số 2576/QĐ-UBND ngày 11 tháng 9 năm 2018"


def bold(line: Line) -> Line:
    return dataclasses.replace(line, bold=True)


def titles(*tops: tuple[str, ...]) -> list[str]:
    """The titles of the annexes in a paper whose further pages begin with these lines."""
    pages = [page(NUMBER, *(row(text, 300, 200 + 60 * at, 1) for at, text in enumerate(top))) for top in tops]
    return [part.title for part in parts([MAIN, *pages], "Quyết định", "Quyết định")[1:]]


@pytest.mark.parametrize(
    ("top", "title"),
    [
        (("PHỤ LỤC", "DANH MỤC NHIỆM VỤ", "(Kèm theo Kế hoạch số 188/KH-UBND)"), "PHỤ LỤC: DANH MỤC NHIỆM VỤ"),
        (("Phụ lục II", CITES, "nội dung"), "Phụ lục II"),
        (("Phu luc 1", "NHIỆM VỤ", "nội dung"), "Phu luc 1: NHIỆM VỤ"),
        (("KẾ HOẠCH", "Thực hiện Nghị định số 61/2018/NĐ-CP", CITES), "KẾ HOẠCH Thực hiện Nghị định số 61/2018/NĐ-CP"),
        (("PHỤ LỤC 3: MẪU BIỂU THỐNG KÊ", "nội dung của trang"), "PHỤ LỤC 3: MẪU BIỂU THỐNG KÊ"),
        (("Mẫu số 02", "ĐƠN ĐỀ NGHỊ", "Kính gửi: Ủy ban"), "Mẫu số 02: ĐƠN ĐỀ NGHỊ"),
    ],
)
def test_an_annex_is_called_by_its_heading(top: tuple[str, ...], title: str) -> None:
    assert titles(top) == [title]


@pytest.mark.parametrize(
    "top",
    [
        ("Các nhiệm vụ cụ thể tại phụ lục kèm theo Kế hoạch này.", "II. TỔ CHỨC"),
        ("Phụ lục kèm theo Quyết định này là một phần của nó", "Điều 2."),
        ("kèm theo Quyết định này Kế hoạch thực hiện", "Điều 2."),
        ("nội dung", *["dòng"] * 20, "PHỤ LỤC"),
        (),
    ],
)
def test_a_page_that_only_speaks_of_an_annex_is_none(top: tuple[str, ...]) -> None:
    assert titles(top) == []


def test_a_label_in_a_table_or_far_down_the_page_is_no_annex() -> None:
    cell = row("PHỤ LỤC", 300, 200, 1, "table", (0, 0))
    low = row("PHỤ LỤC", 300, 3000, 1)
    assert len(parts([MAIN, page(cell), page(low)], "x", None)) == 1


def test_the_paper_is_first_and_its_title_in_capitals_is_the_heading() -> None:
    (first, *_) = parts([MAIN], "Quyết định 2576/QĐ-UBND", "Quyết định")
    assert (first.title, first.page, first.first, first.end) == ("Quyết định 2576/QĐ-UBND", 0, 1, 2)
    assert parts([page()], "x", "Công văn")[0].end == 0 and parts([], "x", None) == ()


def test_a_heading_of_many_bold_lines_ends_and_is_cut() -> None:
    lines = [bold(row("PHỤ LỤC", 300, 200, 1)), *(bold(row("tên " * 40, 300, 260 + 50 * at, 1)) for at in range(9))]
    part = parts([MAIN, page(*lines)], "x", None)[1]
    assert (part.first, part.end, len(part.title)) == (0, 4, 250) and part.title.endswith("…")


@pytest.mark.parametrize(
    ("line", "is_number"),
    [
        (NUMBER, True),
        (row("- 12 -", 1200, 60, 1), True),
        (row("iv", 1200, 3450, 1), True),
        (row("5", 1200, 900, 1), False),
        (row("Điều 5", 1200, 100, 0, "header"), False),
        (row("5", 100, 100, 1, "table", (0, 0)), False),
        (Line(()), False),
    ],
)
def test_a_page_number_stands_above_or_below_the_text(line: Line, is_number: bool) -> None:
    assert page_number(line, 3508) == is_number


def test_pages_of_no_known_size_are_looked_at_too() -> None:
    bare = page(row("PHỤ LỤC", 300, 200, 1))
    unknown: OcrPage = dataclasses.replace(bare, page=dataclasses.replace(bare.page, height=0, width=0))
    assert len(parts([MAIN, unknown], "x", None)) == 2
