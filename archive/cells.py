"""OcrPage → its tables, cell by cell, and each as CSV.

A cell that begins as a formula would is given an apostrophe, so that a spreadsheet shows it and computes nothing
(CWE-1236). Numbers with a sign and a dash that stands alone for "none" stay as they are. A dash before words gets one
too: Excel takes ``- Nguyễn Văn A`` for a formula and shows ``#NAME?`` in its place.
"""

import csv
import io
import re
from dataclasses import dataclass

from archive.records import Line, OcrPage
from archive.textlayer import legible

_FORMULA = tuple("=+-@＝＋－＠")
_HARMLESS = re.compile(r"[+-]+|[+-]\s?\d[\d.,\s]*%?")


@dataclass(frozen=True, slots=True)
class Table:
    """Bảng: the lines of each cell, reading order, by row and column from 0, row by row.

    ``block`` is that of the lines. A cell without lines is absent; one that spans several is the first of them.
    """

    block: int
    cells: dict[tuple[int, int], tuple[Line, ...]]

    @property
    def rows(self) -> list[list[str]]:
        """All rows, each as wide as the widest; lines of a cell with a line break between, empty cells empty."""
        height = max(row for row, _ in self.cells) + 1
        width = max(column for _, column in self.cells) + 1
        return [[_text(self.cells.get((row, column), ())) for column in range(width)] for row in range(height)]


def tables(page: OcrPage) -> tuple[Table, ...]:
    """The tables of ``page`` in reading order: its lines that have a cell and text, one table a block."""
    found: dict[int, dict[tuple[int, int], list[Line]]] = {}
    for line in page.lines:
        if line.cell is not None and _text((line,)):
            found.setdefault(line.block, {}).setdefault(line.cell, []).append(line)
    return tuple(
        Table(block, {cell: tuple(lines) for cell, lines in sorted(cells.items())}) for block, cells in found.items()
    )


def to_csv(table: Table) -> bytes:
    """``table`` as CSV (RFC 4180): commas, CRLF, UTF-8 with the mark by which Excel knows it."""
    sheet = io.StringIO(newline="")
    csv.writer(sheet, lineterminator="\r\n").writerows([guarded(text) for text in row] for row in table.rows)
    return sheet.getvalue().encode("utf-8-sig")


def guarded(text: str) -> str:
    """``text``, behind an apostrophe where a spreadsheet would take it for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) and not _HARMLESS.fullmatch(text) else text


def _text(lines: tuple[Line, ...]) -> str:
    return "\n".join(text for line in lines if (text := legible(line.text)))
