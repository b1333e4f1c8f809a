"""Tables leave as CSV that Excel, LibreOffice and a program read alike, and that does nothing when it is opened."""

import csv
import io

import pytest

from archive.cells import guarded, tables, to_csv
from archive.records import Line, Word
from tests.archive.pages import CELLS, FULL, page, row, table


def read_back(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))


def test_a_table_has_its_cells_in_rows_and_columns_and_empty_ones_keep_their_place() -> None:
    (found,) = tables(FULL)
    assert found.rows == [
        ["TT", "Họ và tên", "Ghi chú"],
        ["1", "Nguyễn Văn A,\nTrần Thị B", ""],
        ["2", "", "-"],
    ]


def test_the_lines_of_a_table_may_come_in_any_order() -> None:
    (found,) = tables(page(*reversed(CELLS)))
    assert list(found.cells) == sorted(found.cells)
    assert found.rows[0] == ["TT", "Họ và tên", "Ghi chú"]


def test_each_table_of_a_page_is_one_of_its_own_in_reading_order() -> None:
    first, second = tables(page(*table(4, (0, 0, "một")), row("giữa", 100, 900, 5), *table(2, (0, 0, "hai"), top=999)))
    assert (first.rows, second.rows) == ([["một"]], [["hai"]])


def test_a_page_without_cells_has_no_table_and_a_cell_of_nothing_is_none() -> None:
    assert tables(page(row("chữ thường", 100, 100))) == ()
    assert tables(page(Line((Word("\x00", (0, 0, 9, 9), 0.1),), 1, "table", (0, 0)))) == ()


def test_csv_begins_with_the_mark_ends_lines_as_rfc_4180_says_and_quotes_what_needs_it() -> None:
    (found,) = tables(FULL)
    data = to_csv(found)
    assert data.startswith("\ufeffTT,Họ và tên,Ghi chú\r\n".encode())
    assert '1,"Nguyễn Văn A,\nTrần Thị B",\r\n'.encode() in data
    assert read_back(data) == found.rows


def test_quotes_in_a_cell_come_back_as_they_were() -> None:
    (found,) = tables(page(*table(0, (0, 0, 'Hồ sơ "mật"'), (0, 1, "x"))))
    assert read_back(to_csv(found)) == [['Hồ sơ "mật"', "x"]]


@pytest.mark.parametrize(
    "text",
    [
        '=HYPERLINK("http://x")',
        "=1+1",
        "@SUM(A1)",
        "+cmd|' /C calc'!A0",
        "- cmd|' /C calc'!A0",
        "-1+1",
        "-A1",
        "＝1+1",
        "- Nguyễn Văn A",
        "+ Đất ở",
    ],
)
def test_what_a_spreadsheet_would_compute_stands_behind_an_apostrophe(text: str) -> None:
    assert guarded(text) == f"'{text}"
    (found,) = tables(page(*table(0, (0, 0, text))))
    assert read_back(to_csv(found)) == [[f"'{text}"]]


@pytest.mark.parametrize(
    "text", ["-", "--", "-5", "- 5", "-1.234.567,50", "+84 912 345 678", "-12%", "–", "1-2", "a=b", ""]
)
def test_numbers_and_a_dash_that_stands_for_none_are_left_alone(text: str) -> None:
    assert guarded(text) == text
