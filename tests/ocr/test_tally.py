from dataclasses import replace

import numpy as np
import pytest
from PIL import Image, ImageDraw

from archive.records import Line, Word
from ocr.cut import strokes
from ocr.picture import Pixels
from ocr.tally import tallied
from tests.contracts.test_engine import font


def printed(text: str, size: int = 40) -> tuple[Pixels, tuple[int, int, int, int]]:
    """One word of print and the box around it."""
    picture = Image.new("L", (400, 120), 255)
    draw = ImageDraw.Draw(picture)
    draw.text((50, 60), text, 0, font(size), "lm")
    left, top, right, bottom = draw.textbbox((50, 60), text, font(size), "lm")
    return np.asarray(picture), (int(left), int(top), int(right), int(bottom))


def word(text: str, box: tuple[int, int, int, int]) -> Line:
    return Line((Word("quý", (0, 0, 40, 40), 0.99), Word(text, box, 0.97)))


@pytest.mark.parametrize("size", [24, 40])
@pytest.mark.parametrize(
    ("true", "read"), [("III", "II"), ("II", "III"), ("II", "I"), ("III/2022", "II/2022"), ("II/2022,", "I/2022,")]
)
def test_a_roman_figure_has_as_many_strokes_as_there_are(true: str, read: str, size: int):
    pixels, box = printed(true, size)
    (told,) = tallied([word(read, box)], pixels)
    assert told.text == f"quý {true}"
    assert told.words[1].read == read


@pytest.mark.parametrize("text", ["II", "III", "I", "II/2022", "IV", "VII", "H", "11", "ll"])
def test_what_was_read_rightly_and_what_is_no_such_figure_stays(text: str):
    pixels, box = printed(text)
    assert tallied([word(text, box)], pixels)[0].text == f"quý {text}"


def test_strokes_that_touch_and_other_letters_are_not_counted():
    pixels, box = printed("N")
    assert strokes(box, pixels) == 0
    assert tallied([word("II", box)], pixels)[0].text == "quý II"


def test_a_slash_is_no_stroke():
    pixels, box = printed("I/2022")
    assert strokes(box, pixels) == 1


def test_without_a_picture_all_stays():
    line = word("II", (0, 0, 20, 20))
    assert tallied([line], None) == (line,)
    assert tallied([replace(line, words=line.words[:1])], np.full((50, 50), 255, np.uint8)) == (
        replace(line, words=line.words[:1]),
    )
