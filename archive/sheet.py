"""Rows of text ↔ a spreadsheet: XLSX, or CSV that Excel opens with Vietnamese letters right.

All cells but plain numbers in number columns are text: ``0012`` keeps its zeros, and nothing is ever a formula. What is
read is text again; of a spreadsheet that comes from elsewhere nothing is trusted (size, compression, entities).
"""

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from archive.cells import guarded
from archive.errors import BadSheet, Unreadable
from archive.text import nfc

MAX_BYTES = 200 << 20
MAX_UNPACKED = 1 << 30
"""All parts of an XLSX together; 100 000 rows of 57 columns take a fifth of it."""
MAX_ROWS = 300_000
MAX_COLUMNS = 512
_CELL = 32_767
"""Characters that Excel takes in a cell."""
_BAD = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_GUARDED = re.compile(r"^'(?=[=+\-@＝＋－＠])")
_FACE = "Times New Roman"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DELIMITERS = ";,\t"


@dataclass(frozen=True, slots=True)
class Head:
    """Đầu cột: its words, the column's width in letters, and whether plain numbers in it are numbers."""

    text: str
    width: int = 12
    number: bool = False


def write_sheet(file: Path, heads: Sequence[Head], rows: Iterable[Sequence[str]], title: str) -> int:
    """Write ``rows`` under ``heads`` as XLSX, or as CSV where ``file`` is named so; how many there were.

    ``file`` appears whole or not at all. Memory does not grow with the rows.
    """
    fresh = file.with_name(f".{file.name}.part")
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        count = (_write_csv if file.suffix.lower() == ".csv" else _write_xlsx)(fresh, heads, rows, title)
        fresh.replace(file)
    finally:
        fresh.unlink(missing_ok=True)
    return count


def read_sheet(file: Path) -> Iterator[tuple[int, list[str]]]:
    """The rows of the first sheet that has any, with their numbers from 1; empty rows are left out.

    XLSX, or CSV and TSV in UTF-8, UTF-16 or Windows-1258, with commas, semicolons or tabs.

    Raises:
        BadSheet: it is none of these, is locked or damaged, or is larger than any list of an archive.
        Unreadable: it cannot be opened.

    """
    try:
        with file.open("rb") as source:
            head = source.read(8)
            size = source.seek(0, 2)
    except OSError as error:
        raise Unreadable(error.strerror or str(error), file=str(file)) from error
    if size > MAX_BYTES:
        raise BadSheet(f"{size:,} > {MAX_BYTES:,} bytes", file=str(file))
    if not head:
        raise BadSheet("tệp rỗng / empty file", file=str(file))
    if head == _OLE:
        raise BadSheet(_of_old(file), file=str(file))
    found = _read_xlsx(file) if head.startswith(b"PK") else _read_csv(file)
    filled = 0
    for number, row in enumerate(found, 1):
        cells = [" ".join(nfc(_BAD.sub("", cell)).split()) for cell in row[:MAX_COLUMNS]]
        if any(cells):
            filled += 1
            yield number, cells
        if filled > MAX_ROWS:
            raise BadSheet(f"> {MAX_ROWS:,} dòng / rows", file=str(file))


def _write_csv(file: Path, heads: Sequence[Head], rows: Iterable[Sequence[str]], title: str) -> int:
    """RFC 4180 with the mark by which Excel knows UTF-8; what a spreadsheet would compute gets an apostrophe."""
    count = 0
    with file.open("w", encoding="utf-8-sig", newline="") as sink:
        writer = csv.writer(sink, lineterminator="\r\n")
        writer.writerow([head.text for head in heads])
        for row in rows:
            writer.writerow([guarded(_BAD.sub("", cell)) for cell in row])
            count += 1
    return count


def _write_xlsx(file: Path, heads: Sequence[Head], rows: Iterable[Sequence[str]], title: str) -> int:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    sheet.freeze_panes = "B2"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 8  # A3
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"
    for at, head in enumerate(heads, 1):
        sheet.column_dimensions[get_column_letter(at)].width = head.width
    sheet.append([_head_cell(sheet, head.text) for head in heads])
    makers = [_cells(sheet, head) for head in heads]
    count = 0
    for row in rows:
        sheet.append([make(text) if text else None for make, text in zip(makers, row, strict=True)])
        count += 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(heads))}{count + 1}"
    book.save(file)
    return count


def _head_cell(sheet: Any, text: str) -> Any:
    cell = WriteOnlyCell(sheet, text)
    cell.font = Font(name=_FACE, size=11, bold=True)
    cell.fill = PatternFill("solid", fgColor="DDEBF7")
    cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    line = Side(style="thin", color="808080")
    cell.border = Border(left=line, right=line, top=line, bottom=line)
    return cell


def _cells(sheet: Any, head: Head) -> Callable[[str], Any]:
    """What makes the cells of one column: one cell, filled anew for each row, as it is written at once."""
    cell = WriteOnlyCell(sheet, "")
    cell.font = Font(name=_FACE, size=11)
    cell.alignment = Alignment(vertical="top", wrap_text=True, horizontal="center" if head.number else "left")
    cell.number_format = "0" if head.number else "@"

    def make(text: str) -> Any:
        if head.number and text.isascii() and text.isdecimal() and len(text) < 10 and (text[0] != "0" or text == "0"):
            cell.value = int(text)
        else:
            cell.value = _BAD.sub("", text)[:_CELL]
            cell.data_type = "s"  # also where it begins like a formula
        return cell

    return make


def _of_old(file: Path) -> str:
    """Why a file in Microsoft's old container is not taken: it is locked, or of Excel before 2007."""
    with file.open("rb") as source:
        locked = "EncryptedPackage".encode("utf-16-le") in source.read(MAX_BYTES)
    if locked:
        return "được đặt mật khẩu; hãy gỡ mật khẩu / protected by a password; remove it"
    return "là Excel cũ (.xls); hãy lưu lại thành .xlsx / an old Excel file; save it as .xlsx"


def _read_xlsx(file: Path) -> Iterator[list[str]]:
    try:
        _approve(file)
        book = openpyxl.load_workbook(file, read_only=True, data_only=True)
        try:
            for sheet in book.worksheets:
                sheet.reset_dimensions()  # what the file says of its size is not trusted
                some = False
                for row in sheet.iter_rows(values_only=True):
                    some = some or any(value is not None for value in row)
                    yield [_text(value) for value in row[:MAX_COLUMNS]]
                if some:
                    return
        finally:
            book.close()
    except BadSheet:
        raise
    except Exception as error:  # a damaged workbook breaks the reader in any way there is
        raise BadSheet(f"hỏng hoặc không phải XLSX / damaged or no XLSX: {error}", file=str(file)) from error


def _approve(file: Path) -> None:
    with zipfile.ZipFile(file) as packed:
        parts = packed.infolist()
        if sum(part.file_size for part in parts) > MAX_UNPACKED or len(parts) > 10_000:
            raise BadSheet(f"> {MAX_UNPACKED:,} bytes", file=str(file))
        for part in parts:
            if part.filename.lower().endswith((".xml", ".rels")):
                with packed.open(part) as source:
                    if b"<!DOCTYPE" in source.read(4096).replace(b"\0", b""):
                        raise BadSheet(f"DOCTYPE: {part.filename}", file=str(file))


def _text(value: object) -> str:
    """A cell as people see it: whole numbers without a point, dates as DD/MM/YYYY, an error as nothing."""
    if value is None or (isinstance(value, str) and value.startswith("#") and value.rstrip("!?").isupper()):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | date):
        return value.strftime("%d/%m/%Y")
    return str(value)


def _read_csv(file: Path) -> Iterator[list[str]]:
    text = _decoded(file.read_bytes(), file)
    lines = text.splitlines()[:20]
    delimiter = max(_DELIMITERS, key=lambda one: sum(line.count(one) for line in lines))
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            yield [_GUARDED.sub("", cell) for cell in row]
    except csv.Error as error:
        raise BadSheet(f"CSV: {error}", file=str(file)) from error


def _decoded(data: bytes, file: Path) -> str:
    forms = ["utf-16"] if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "cp1258"]
    if forms[0] != "utf-16" and b"\0" in data[:4096]:
        raise BadSheet("không phải XLSX hay CSV / neither XLSX nor CSV", file=str(file))
    for form in forms:
        try:
            return nfc(data.decode(form))
        except UnicodeDecodeError:
            continue
    raise BadSheet("không rõ bảng mã chữ / unknown encoding (UTF-8, UTF-16, Windows-1258)", file=str(file))
