"""Where letters stand is told by the boxes of words and what their letters reach."""

import pytest
from PIL import Image, ImageDraw

from archive.records import Line, Word
from ocr.standing import standing
from tests.contracts.test_engine import font

SIZE, BASELINE = 60, 120
WORDS = ("Ủy", "ban", "NHÂN", "dân", "quyết", "định", "ở", "Huyện", "gỡ")


def printed(words: tuple[str, ...], smaller: int = 0) -> tuple[Line, float]:
    """A line whose words have the boxes of their ink, and the height of an x in it; the last one set smaller."""
    draw = ImageDraw.Draw(Image.new("L", (10, 10)))
    left, made = 50.0, []
    for at, word in enumerate(words):
        face = font(SIZE - smaller if at == len(words) - 1 else SIZE)
        box = draw.textbbox((left, BASELINE), word, face, "ls")
        made.append(Word(word, (round(box[0]), round(box[1]), round(box[2]), round(box[3])), 1.0))
        left += draw.textlength(word + " ", face)
    top = draw.textbbox((0, BASELINE), "x", font(SIZE), "ls")[1]
    return Line(tuple(made)), BASELINE - top


def test_all_words_of_a_line_stand_on_its_baseline_and_have_its_size() -> None:
    line, height = printed(WORDS)
    for word, place in zip(line.words, standing(line), strict=True):
        assert place is not None
        assert place.baseline == pytest.approx(BASELINE, abs=0.12 * height), word.text
        assert place.height == pytest.approx(height, rel=0.08), word.text


def test_the_middle_of_each_letter_lies_within_it() -> None:
    line, height = printed(WORDS)
    draw, left = ImageDraw.Draw(Image.new("L", (10, 10))), 50.0
    for word, place in zip(line.words, standing(line), strict=True):
        assert place is not None
        assert len(place.middles) == len(word.text)
        for at, middle in enumerate(place.middles):
            before = draw.textlength(word.text[:at], font(SIZE))
            own = draw.textlength(word.text[at], font(SIZE))
            assert middle == pytest.approx(left + before + own / 2, abs=0.35 * height), word.text
        left += draw.textlength(word.text + " ", font(SIZE))


def test_a_mark_alone_has_no_place_and_a_misread_one_moves_nothing() -> None:
    line, height = printed(("-", *WORDS))
    assert standing(line)[0] is None
    misread = Line(tuple(Word(word.text.replace("Ủ", "U"), word.box, 1.0) for word in line.words))
    place = standing(misread)[1]
    assert place is not None and place.height == pytest.approx(height, rel=0.08)
    assert place.own > 1.2 * place.height


def test_a_line_of_marks_has_no_places() -> None:
    assert standing(Line((Word("-", (0, 0, 9, 9), 1.0), Word("…", (12, 0, 20, 9), 1.0)))) == (None, None)
