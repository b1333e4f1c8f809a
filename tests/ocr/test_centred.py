"""A subject whose beginning the frame of a stamp took is read again whole: print drawn here, real Tesseract."""

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image, ImageDraw

from archive.records import Line, Word
from ocr.again import Sheet
from ocr.centred import centred
from ocr.engines.embedded import EmbeddedTesseract
from ocr.picture import Pixels
from tests.contracts.test_engine import font

WIDTH, SIZE = 2000, 44
TITLE, SUBJECT = "KẾ HOẠCH", "Xây dựng nông thôn mới kiểu mẫu năm nay"


def paper(*, framed: bool) -> tuple[Pixels, list[Line]]:
    """A title and its subject, both centred, with or without a frame over the subject's first word."""
    image = Image.new("L", (WIDTH, 600), 255)
    draw, lines = ImageDraw.Draw(image), []
    for text, top in ((TITLE, 200), (SUBJECT, 280)):
        left, words = (WIDTH - draw.textlength(text, font(SIZE))) / 2, list[Word]()
        for part in text.split():
            draw.text((left, top), part, 0, font(SIZE))
            box = draw.textbbox((left, top), part, font(SIZE))
            words.append(Word(part, (round(box[0]), round(box[1]), round(box[2]), round(box[3])), 0.95))
            left += draw.textlength(part + " ", font(SIZE))
        lines.append(Line(tuple(words), region="body"))
    if framed:
        first = lines[1].words[0].box
        draw.rectangle((first[0] - 400, 60, first[2] - 20, first[3] - 4), outline=0, width=4)
    return np.asarray(image), lines


def torn(line: Line) -> Line:
    """``line`` without its first two words."""
    return replace(line, words=line.words[2:])


def test_what_a_frame_took_is_read_again() -> None:
    picture, (title, subject) = paper(framed=True)
    done = centred([title, torn(subject)], WIDTH, Sheet(picture, 300), EmbeddedTesseract())
    assert done[0] == title
    assert done[1].text == SUBJECT


@pytest.mark.parametrize("whole", [True, False])
def test_lines_that_are_whole_or_have_no_frame_in_them_stay(whole: bool) -> None:
    picture, (title, subject) = paper(framed=whole)
    given = [title, subject if whole else torn(subject)]
    assert centred(given, WIDTH, Sheet(picture, 300), EmbeddedTesseract()) == tuple(given)


def test_without_a_title_or_a_picture_nothing_is_read() -> None:
    picture, (_, subject) = paper(framed=True)
    given = (torn(subject),)
    assert centred(given, WIDTH, Sheet(picture, 300), EmbeddedTesseract()) == given
    assert centred(given, WIDTH, Sheet(None, 300), EmbeddedTesseract()) == given
