"""A date out of several readings of its line, and what of it is told as not sure."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from archive.records import Line, Page, Word
from ocr.engines.embedded import EmbeddedTesseract
from ocr.picture import Pixels
from ocr.reckoned import reckoned
from tests.contracts.test_engine import font
from tests.ocr.papers import HEIGHT, WIDTH, body, page

SAID = "Thanh Hóa, ngày 11 tháng 8 năm 2014"


def scan(folder: Path, text: str) -> tuple[Page, Pixels]:
    """A page with ``text`` as its place and date, and its pixels."""
    picture = Image.new("L", (WIDTH, HEIGHT), 255)
    ImageDraw.Draw(picture).text((1850, 400), text, 20, font(40), "mm")
    picture.save(folder / "page.png")
    return replace(page(*body(3, 800)).page, image=folder / "page.png"), np.asarray(picture, np.uint8)


def read(text: str, *confidences: float) -> tuple[Line, ...]:
    """The line of place and date as it was read, all words sure but the last ones."""
    words, x = [], 1440
    for word in text.split():
        words.append(Word(word, (x, 378, x + 19 * len(word), 422), 0.96))
        x += 19 * len(word) + 14
    words[-1] = replace(words[-1], box=(2090, 378, 2260, 422))
    start = len(words) - len(confidences)
    words[start:] = [replace(word, confidence=sure) for word, sure in zip(words[start:], confidences, strict=True)]
    return (Line(tuple(words), region="letterhead"), *body(3, 800))


@pytest.mark.parametrize("text", ["Thanh Hóa, ngày tháng 8 năm 2014", "Thanh Hóa, ngày 11 tháng 8 năm 3014"])
def test_a_day_that_was_lost_and_a_year_that_cannot_be_are_read_again(text: str, tmp_path: Path):
    sheet, pixels = scan(tmp_path, SAID)
    lines, disputed = reckoned(read(text, 0.6), sheet, pixels, EmbeddedTesseract())
    assert (lines[0].text, disputed) == (SAID, ())


def test_a_day_of_one_figure_that_was_read_surely_is_looked_at_again(tmp_path: Path):
    sheet, pixels = scan(tmp_path, SAID)
    lines, disputed = reckoned(read("Thanh Hóa, ngày 1 tháng 8 năm 2014"), sheet, pixels, EmbeddedTesseract())
    assert (lines[0].text, disputed) == (SAID, ())


def test_what_was_read_stays_where_the_readings_are_not_beyond_doubt(tmp_path: Path):
    sheet, pixels = scan(tmp_path, "Thanh Hóa, ngày 1| tháng 8 năm 2014")
    lines, _ = reckoned(read("Thanh Hóa, ngày 21 tháng 8 năm 2014", 0.6), sheet, pixels, EmbeddedTesseract())
    assert "2014" in lines[0].text and lines[0].text.count("ngày") == 1


def test_a_date_read_whole_and_surely_costs_no_reading(tmp_path: Path):
    sheet, pixels = scan(tmp_path, SAID)
    given = read(SAID)
    assert reckoned(given, sheet, pixels, Unasked()) == (given, ())


def test_a_page_without_a_picture_and_one_without_a_date_are_left_alone(tmp_path: Path):
    sheet, pixels = scan(tmp_path, SAID)
    given = read("Thanh Hóa, ngày tháng 8 năm 2014")
    assert reckoned(given, replace(sheet, image=None), pixels, Unasked()) == (given, ())
    assert reckoned(body(3, 800), sheet, pixels, Unasked()) == (tuple(body(3, 800)), ())


class Unasked(EmbeddedTesseract):
    """A recogniser that must not be asked."""

    def read_part(self, part: object, dpi: int, shape: object) -> tuple[Line, ...]:
        raise AssertionError("a date that is sure was read again")


def test_a_month_of_one_figure_that_is_written_with_two_is_what_the_readings_make_of_it(tmp_path: Path):
    scanned, cleaned = scan(tmp_path, "Tân Lạc, ngày 03 tháng 11 năm 2021")
    seen = read("Tân Lạc, ngày 03 tháng 1 năm 2021", 0.5, 0.8, 0.9)
    lines, _ = reckoned(seen, scanned, cleaned, EmbeddedTesseract())
    assert "tháng 11 năm" in lines[0].text
