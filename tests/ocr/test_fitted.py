"""Boxes that reach into the line above or below are cut back; tails, dots and stacked marks are not."""

import pytest

from archive.records import Box, Line, Word
from ocr.fitted import fitted

DPI = 200
HIGH = 31


def line(*words: tuple[str, int, int]) -> Line:
    """Words with how much higher and lower than the line's capitals they are, in pixels."""
    made = (
        Word(text, (100 * at, 100 - up, 100 * at + 80, 100 + HIGH + down), 0.9)
        for at, (text, up, down) in enumerate(words)
    )
    return Line(tuple(made))


def boxes(found: Line) -> list[tuple[int, int]]:
    return [(100 - word.box[1], word.box[3] - 100 - HIGH) for word in found.words]


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ((("ỦY", 6, 0), ("BAN", 0, 18), ("NHÂN", 7, -1), ("DÂN", 7, -1)), [(6, 0), (0, 0), (7, -1), (7, -1)]),
        ((("thi", 0, 0), ("hành", 20, 0), ("kể", 2, 0)), [(0, 0), (2, 0), (2, 0)]),
        ((("Nơi", 0, 0), ("nhận:", 0, 20)), [(0, 0), (0, 8)]),
        ((("Nơi", 0, 0), ("phụng:", 0, 24)), [(0, 0), (0, 8)]),
    ],
)
def test_what_reaches_into_another_line_is_cut_back(
    words: tuple[tuple[str, int, int], ...], wanted: list[tuple[int, int]]
) -> None:
    (found,) = fitted([line(*words)], DPI)
    assert boxes(found) == wanted
    assert [word.text for word in found.words] == [text for text, _, _ in words]


@pytest.mark.parametrize(
    "words",
    [
        (("xa", -10, 0), ("Ể", 4, 0)),
        (("HUYỆN", 5, 8), ("BA", 0, 0), ("TRI", 0, 0)),
        (("ngày", 0, 9), ("-", -15, -15), ("năm", 0, 0)),
        (("BAN", 0, 18),),
        (("a", 0, 0), (".", -30, 30)),
    ],
)
def test_tails_dots_and_marks_stay(words: tuple[tuple[str, int, int], ...]) -> None:
    given = line(*words)
    assert fitted([given], DPI) == (given,)


def test_a_word_that_lies_on_another_line_altogether_stays_where_it_was_found() -> None:
    low: Box = (200, 160, 280, 190)
    given = Line((Word("Như", (100, 100, 180, 131), 0.9), Word("trên", low, 0.9)))
    assert fitted([given], DPI) == (given,)
