"""Cells of a table are read anew where the first reading cut through their lines, with the real recogniser."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from archive.records import Line, Page, Word
from ocr.again import Sheet
from ocr.cellwise import cellwise
from ocr.engines.embedded import EmbeddedTesseract
from ocr.grid import grid
from ocr.page import read
from ocr.picture import Pixels
from tests.contracts.test_engine import font

WIDTH, HEIGHT, DPI = 1654, 2338, 200
LEFT, TOP, COLUMNS, ROW = 120, 200, (90, 520, 330, 330, 180), 190
CELLS = [
    ["1", "Rà soát, cập nhật danh mục|thủ tục hành chính thuộc|thẩm quyền giải quyết", "Phòng Tài|nguyên và|Môi trường",
     "Phòng Nội vụ,|Phòng Tài chính|- Kế hoạch", "Quý III"],
    ["2", "Sắp xếp, chỉnh lý tài liệu lưu|trữ tồn đọng", "Phòng Tài|chính - Kế|hoạch",
     "Phòng Tư pháp,|Phòng Tài|nguyên và Môi|trường", "Quý II"],
    ["3", "Tập huấn nghiệp vụ cho công|chức Bộ phận Một cửa; lập|dự toán kinh phí", "Phòng Kinh tế|và Hạ tầng",
     "Phòng Văn hóa|và Thông tin,|Phòng Tài chính|- Kế hoạch", "Quý I"],
]  # fmt: skip


def table() -> Pixels:
    """A ruled table whose cells have one to four lines, each set in the middle of its height."""
    picture = Image.new("L", (WIDTH, HEIGHT), 255)
    draw = ImageDraw.Draw(picture)
    edges = [LEFT + sum(COLUMNS[:at]) for at in range(len(COLUMNS) + 1)]
    for row in range(len(CELLS) + 1):
        draw.line((edges[0], TOP + row * ROW, edges[-1], TOP + row * ROW), 0, 2)
    for edge in edges:
        draw.line((edge, TOP, edge, TOP + len(CELLS) * ROW), 0, 2)
    for row, cells in enumerate(CELLS):
        for column, cell in enumerate(cells):
            text = cell.split("|")
            for at, line in enumerate(text):
                y = TOP + row * ROW + ROW / 2 + (at - (len(text) - 1) / 2) * 42
                draw.text((edges[column] + 14, y), line, 0, font(32), "lm")
    return np.asarray(picture)


def placed(row: int, column: int, *texts: str, confidence: float = 0.3) -> list[Line]:
    """Lines of one cell, read so surely, where they stand."""
    left, top = LEFT + sum(COLUMNS[:column]) + 14, TOP + row * ROW
    found = []
    for at, text in enumerate(texts):
        y = round(top + ROW / 2 + (at - (len(texts) - 1) / 2) * 42) - 16
        x, words = left, []
        for part in text.split():
            words.append(Word(part, (x, y, x + 17 * len(part), y + 32), confidence))
            x += 17 * len(part) + 10
        found.append(Line(tuple(words), block=3, region="table", cell=(row, column)))
    return found


def misread(**sure: float) -> list[Line]:
    """The table as a recogniser may give it that cut through two of its cells."""
    lines: list[Line] = []
    for row, cells in enumerate(CELLS):
        for column, cell in enumerate(cells):
            lines += placed(row, column, *cell.split("|"), confidence=0.97)
    wrong = {
        (0, 2): ("Phòng mà;", "nguyên mã và", "lộn"),
        (1, 3): ("Miện ni pháp,", "g1ài RA", "nguyên và Môi", "trường"),
    }
    kept = [line for line in lines if line.cell not in wrong]
    for (row, column), texts in wrong.items():
        at = next(n for n, line in enumerate(kept) if line.cell and line.cell > (row, column))
        kept[at:at] = placed(row, column, *texts, confidence=sure.get("confidence", 0.3))
    return kept


def test_cells_hardly_read_are_read_anew_and_the_others_stay():
    pixels, lines = table(), misread()
    told = cellwise(lines, grid(pixels), Sheet(pixels, DPI), EmbeddedTesseract())
    cells = {line.cell: [one.text for one in told if one.cell == line.cell] for line in told}
    assert cells[0, 2] == ["Phòng Tài", "nguyên và", "Môi trường"]
    assert cells[1, 3] == ["Phòng Tư pháp,", "Phòng Tài", "nguyên và Môi", "trường"]
    assert {(line.block, line.region) for line in told} == {(3, "table")}
    rest = [line for line in lines if line.cell not in ((0, 2), (1, 3))]
    assert [line for line in told if line.cell not in ((0, 2), (1, 3))] == rest
    assert [line.cell for line in told] == sorted(line.cell for line in told if line.cell)


def test_cells_surely_read_cost_nothing():
    lines = misread(confidence=0.97)

    class Silent(EmbeddedTesseract):
        def read_part(self, *args: object, **kwargs: object) -> tuple[Line, ...]:
            raise AssertionError

    pixels = table()
    assert cellwise(lines, grid(pixels), Sheet(pixels, DPI), Silent()) == tuple(lines)


def test_print_that_was_read_twice_in_a_cell_is_read_once():
    pixels, lines = table(), misread(confidence=0.97)
    at = next(n for n, line in enumerate(lines) if line.cell == (2, 1))
    first, *rest = lines[at].words
    over = replace(first, text="ập", box=(first.box[0] + 5, *first.box[1:]))
    lines[at] = replace(lines[at], words=(first, over, *rest))
    lines[at : at + 3] = [
        replace(line, words=tuple(replace(word, confidence=0.9) for word in line.words)) for line in lines[at : at + 3]
    ]
    told = cellwise(lines, grid(pixels), Sheet(pixels, DPI), EmbeddedTesseract())
    assert [line.text for line in told if line.cell == (2, 1)] == CELLS[2][1].split("|")


def test_lines_of_no_table_and_a_page_without_a_picture_stay():
    lines = misread()
    assert cellwise(lines, grid(None), Sheet(None, DPI), EmbeddedTesseract()) == tuple(lines)
    bare = [replace(line, cell=None) for line in lines]
    pixels = table()
    assert cellwise(bare, grid(pixels), Sheet(pixels, DPI), EmbeddedTesseract()) == tuple(bare)


@pytest.mark.parametrize("cell", [cell for cells in CELLS for cell in cells])
def test_every_cell_of_a_table_set_in_the_middle_is_read(cell: str, whole: str):
    for line in cell.split("|"):
        assert line in whole


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The text of the page, through the whole reading."""
    path: Path = tmp_path_factory.mktemp("cellwise") / "p000.pgm"
    Image.fromarray(table()).save(path)
    page = Page(0, "d.pdf#1", "text", dpi=DPI, width=WIDTH, height=HEIGHT, reading=path)
    return read(page, EmbeddedTesseract()).text
