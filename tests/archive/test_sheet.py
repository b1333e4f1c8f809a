"""A spreadsheet out and in: codes stay text, nothing is computed, and a bad file is a sentence."""

import csv
import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from archive.errors import BadSheet, Unreadable
from archive.sheet import Head, read_sheet, write_sheet

HEADS = [Head("Số", 9), Head("Trích yếu", 40), Head("Số trang", 8, number=True)]
ROWS = [["0012", '=HYPERLINK("http://x";"y")', "3"], ["12E3", "@SUM(A1)", "007"], ["", "- Nguyễn\x0b Văn A", ""]]


def content(file: Path) -> list[list[str]]:
    return [cells for _, cells in read_sheet(file)]


def test_in_xlsx_codes_are_text_counts_are_numbers_and_nothing_is_a_formula(tmp_path: Path) -> None:
    file = tmp_path / "bảng kê.xlsx"
    assert write_sheet(file, HEADS, ROWS, "Bảng kê") == 3
    sheet = openpyxl.load_workbook(file).worksheets[0]
    assert [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)] == [
        ["0012", ROWS[0][1], 3],
        ["12E3", "@SUM(A1)", "007"],
        [None, "- Nguyễn Văn A", None],
    ]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} == {"s", "n"}
    assert sheet["A2"].number_format == "@"
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("B2", "A1:C4")
    assert sheet["A1"].font.b and sheet["B2"].alignment.wrap_text and sheet.column_dimensions["B"].width == 40
    assert [path.name for path in tmp_path.iterdir()] == ["bảng kê.xlsx"]


def test_csv_has_the_mark_by_which_excel_knows_it_and_an_apostrophe_where_it_would_compute(tmp_path: Path) -> None:
    file = tmp_path / "b.csv"
    write_sheet(file, HEADS, ROWS, "")
    data = file.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    told = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert told[1] == ["0012", "'" + ROWS[0][1], "3"]
    assert told[2][1] == "'@SUM(A1)"


@pytest.mark.parametrize("name", ["b.xlsx", "b.csv"])
def test_what_was_written_is_read_back_the_same(tmp_path: Path, name: str) -> None:
    write_sheet(tmp_path / name, HEADS, ROWS, "Bảng kê")
    assert [row + [""] * (3 - len(row)) for row in content(tmp_path / name)] == [
        ["Số", "Trích yếu", "Số trang"],
        ["0012", ROWS[0][1], "3"],
        ["12E3", "@SUM(A1)", "007"],
        ["", "- Nguyễn Văn A", ""],
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1258"])
def test_csv_of_any_office_is_read(tmp_path: Path, delimiter: str, encoding: str) -> None:
    text = delimiter.join(["Số", "Tiếng việt", "Ghi chú"]) + "\r\n" + delimiter.join(["01", "a", ""]) + "\r\n"
    if encoding == "cp1258":  # it has the tones as letters of their own
        text = text.replace("ố", "ô\u0301").replace("ế", "ê\u0301").replace("ệ", "ê\u0323")
    (tmp_path / "b.csv").write_bytes(text.encode(encoding))
    assert content(tmp_path / "b.csv") == [["Số", "Tiếng việt", "Ghi chú"], ["01", "a", ""]]


def test_numbers_and_dates_of_excel_are_read_as_people_see_them(tmp_path: Path) -> None:
    from datetime import date

    book = openpyxl.Workbook()
    book.active.append([2576.0, 1.5, date(2018, 9, 11), "#N/A", True])
    book.active["A1048576"].font = openpyxl.styles.Font(b=True)
    book.save(tmp_path / "b.xlsx")
    assert content(tmp_path / "b.xlsx") == [["2576", "1.5", "11/09/2018", "", "True"]]


def packed(file: Path, part: bytes) -> None:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as sink:
        sink.writestr("xl/worksheets/sheet1.xml", part)


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("empty.xlsx", b"", "empty"),
        ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), r"\.xlsx"),
        ("locked.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
        ("torn.xlsx", b"PK\x03\x04torn", "XLSX"),
        ("picture.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "CSV"),
        ("quote.csv", b'a,"b\n', "CSV"),
    ],
)
def test_a_file_that_is_no_sheet_is_named_with_what_to_do(tmp_path: Path, name: str, data: bytes, words: str) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(BadSheet, match=words) as caught:
        content(tmp_path / name)
    assert name in caught.value.message("vi")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match=r"gone\.xlsx"):
        content(tmp_path / "gone.xlsx")


def test_a_bomb_and_an_entity_are_refused_before_they_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    packed(tmp_path / "e.xlsx", b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>')
    with pytest.raises(BadSheet, match="DOCTYPE"):
        content(tmp_path / "e.xlsx")
    monkeypatch.setattr("archive.sheet.MAX_UNPACKED", 1 << 16)
    packed(tmp_path / "z.xlsx", bytes(1 << 20))
    with pytest.raises(BadSheet, match="65,536"):
        content(tmp_path / "z.xlsx")


def test_more_rows_than_any_list_has_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archive.sheet.MAX_ROWS", 5)
    (tmp_path / "b.csv").write_text("a,b\n" * 7)
    with pytest.raises(BadSheet, match="> 5"):
        content(tmp_path / "b.csv")
