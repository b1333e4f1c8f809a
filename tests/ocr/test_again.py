"""What the first reading lost is read from close by, with the real recogniser."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from archive.records import Line
from ocr.again import Sheet, recovered, reread
from ocr.coverage import uncovered
from ocr.engines.embedded import EmbeddedTesseract
from ocr.engines.fake import Fake
from ocr.picture import Pixels
from tests.contracts.test_engine import font

DPI = 200
TEXTS = ["Ủy ban nhân dân tỉnh Tiền Giang", "Căn cứ Luật Lưu trữ ngày 21 tháng 6 năm 2024;", "Nơi cư trú hiện nay"]


def page(*more: tuple[str, int, int]) -> Pixels:
    """Three lines of print and what else is asked for, each text with its left and middle."""
    picture = Image.new("L", (1240, 1000), 255)
    draw = ImageDraw.Draw(picture)
    lines = [(text, 150, 200 + 100 * number) for number, text in enumerate(TEXTS)]
    for text, x, y in (*lines, *more):
        draw.text((x, y), text, 0, font(34), "lm")
    return np.asarray(picture)


def first_two(picture: Pixels) -> tuple[Line, ...]:
    """What a first reading would give that lost the third line."""
    return EmbeddedTesseract().read_part(picture[:350], DPI, "block")


def test_print_that_no_word_explains_is_told_as_one_row():
    picture = page()
    (patch,) = uncovered(picture, DPI, first_two(picture))
    assert 370 <= patch.box[1] < patch.box[3] <= 430
    assert patch.letters >= 10


def test_a_page_wholly_read_has_nothing_uncovered():
    picture = page()
    assert uncovered(picture, DPI, EmbeddedTesseract().read_part(picture, DPI, "block")) == ()


def test_a_lost_line_comes_back_with_its_place():
    picture = page()
    lines, unread = recovered(first_two(picture), Sheet(picture, DPI), EmbeddedTesseract())
    assert [line.text for line in lines] == TEXTS
    assert 370 <= lines[2].box[1] < lines[2].box[3] <= 430
    assert 140 <= lines[2].box[0] <= 160
    assert unread == ()


def test_a_lone_page_number_comes_back():
    picture = page(("2", 620, 100))
    lines, _ = recovered(first_two(picture), Sheet(picture, DPI), EmbeddedTesseract())
    assert "2" in [line.text for line in lines]


def test_scribble_brings_in_no_words():
    picture = Image.fromarray(page())
    draw = ImageDraw.Draw(picture)
    draw.line([(700 + 13 * i, 700 + (i * 37) % 90) for i in range(20)], 0, 4)
    seen = np.asarray(picture)
    lines, _ = recovered(first_two(seen), Sheet(seen, DPI), EmbeddedTesseract())
    assert [line.text for line in lines] == TEXTS


def test_a_row_of_print_that_cannot_be_read_is_told():
    picture = page()
    lines, unread = recovered(first_two(picture), Sheet(picture, DPI), Fake())
    assert len(lines) == 2
    assert len(unread) == 1
    assert 370 <= unread[0][1] < unread[0][3] <= 430


def test_without_a_picture_nothing_is_read_again():
    lines = first_two(page())
    assert recovered(lines, Sheet(None, DPI), Fake()) == (lines, ())
    assert reread(lines, Sheet(None, DPI), Fake()) == lines


def test_an_unsure_line_is_replaced_only_by_a_surer_one():
    picture = page()
    sure, doubtful = first_two(picture)
    wrong = replace(
        doubtful, words=tuple(replace(word, text="x" * len(word.text), confidence=0.4) for word in doubtful.words)
    )
    again = reread((sure, wrong), Sheet(picture, DPI), EmbeddedTesseract())
    assert again[0] == sure
    assert again[1].text == TEXTS[1]
    assert reread((sure, wrong), Sheet(picture, DPI), Fake()) == (sure, wrong)


@pytest.mark.parametrize("size", [(4, 4), (1, 900)])
def test_hardly_a_picture_is_no_trouble(size: tuple[int, int], tmp_path: Path):
    assert uncovered(np.full(size, 255, np.uint8), DPI, ()) == ()
