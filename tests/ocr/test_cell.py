"""Figures in the cells of a table are read by themselves, with the real recogniser."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from archive.records import Line, Word
from ocr.again import Sheet
from ocr.cell import celled
from ocr.engines.embedded import EmbeddedTesseract
from ocr.engines.fake import Fake
from ocr.picture import Pixels
from tests.contracts.test_engine import font

DPI = 300


def table(text: str) -> tuple[Pixels, tuple[int, int, int, int]]:
    """A cell with ``text`` right beside its left border, and the box of the text."""
    picture = Image.new("L", (1200, 400), 255)
    draw = ImageDraw.Draw(picture)
    for y in (150, 230):
        draw.line((100, y, 1100, y), 0, 4)
    for x in (100, 400, 700, 1100):
        draw.line((x, 150, x, 230), 0, 4)
    draw.text((412, 190), text, 0, font(46), "lm")
    left, top, right, bottom = draw.textbbox((412, 190), text, font(46), "lm")
    return np.asarray(picture), (round(left), round(top), round(right), round(bottom))


def cell(text: str, box: tuple[int, int, int, int], confidence: float) -> Line:
    return Line((Word(text, box, confidence),), cell=(1, 1))


@pytest.mark.parametrize(("true", "read", "confidence"), [("607,5", "60725", 0.67), ("7.960.000", "7960000", 0.87)])
def test_lost_points_and_commas_come_back(true: str, read: str, confidence: float):
    picture, box = table(true)
    (line,) = celled([cell(read, box, confidence)], Sheet(picture, DPI), EmbeddedTesseract())
    assert line.text == true
    assert line.cell == (1, 1)


def test_a_sure_cell_and_a_line_outside_a_table_are_not_read_again():
    picture, box = table("607,5")
    sure, outside = cell("60725", box, 0.95), Line((Word("60725", box, 0.5),))
    assert celled([sure, outside], Sheet(picture, DPI), Fake()) == (sure, outside)


def test_a_reading_that_loses_a_figure_is_not_taken():
    picture, box = table("48,7")
    before = cell("1048,7", box, 0.5)
    assert celled([before], Sheet(picture, DPI), EmbeddedTesseract()) == (before,)


def test_the_rule_beside_a_cell_is_no_bracket():
    picture, _ = table("x")
    name = Line((Word("[Lương", (0, 0, 90, 40), 0.9), Word("Thị", (100, 0, 150, 40), 0.9)), cell=(1, 1))
    note = Line((Word("[1]", (0, 0, 90, 40), 0.9),), cell=(1, 1))
    done = celled([name, note], Sheet(picture, DPI), Fake())
    assert [line.text for line in done] == ["Lương Thị", "[1]"]
    assert done[0].words[0].read == "[Lương"
