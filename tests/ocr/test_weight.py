"""Bold and regular print are told apart by their strokes, whatever size, thickness and blur the page has."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from archive.records import Line, Word
from ocr.picture import Pixels
from ocr.weight import weighed

WIDTH, HEIGHT = 1600, 1100
REGULAR, BOLD = 5, 8
RUNNING = [f"chữ chạy dòng {number} của trang giấy này" for number in range(4)]


class Sheet:
    """A white page on which every letter is an upright stroke of its line's weight."""

    def __init__(self) -> None:
        self.picture = np.full((HEIGHT, WIDTH), 255, np.uint8)
        self.lines: list[Line] = []

    def set(self, text: str, stroke: int, size: float = 1.0, region: str = "body") -> "Sheet":
        x, y, words = 80, 60 + 90 * len(self.lines), []
        step, tall = round(24 * size * (1.5 if text.isupper() else 1)), round(40 * size)
        for word in text.split():
            left = x
            for _ in word:
                self.picture[y : y + tall, x : x + stroke] = 20
                x += step
            words.append(Word(word, (left, y, x, y + tall), 0.99))
            x += round(20 * size)
        self.lines.append(Line(tuple(words), region=region))  # type: ignore[arg-type]
        return self

    def running(self, stroke: int = REGULAR) -> "Sheet":
        for text in RUNNING:
            self.set(text, stroke)
        return self


def told(sheet: Sheet, picture: Pixels | None = None) -> list[bool | None]:
    lines = weighed(sheet.lines, sheet.picture if picture is None else picture)
    return [line.bold for line in lines if line.text not in RUNNING]


def letterhead() -> Sheet:
    return Sheet().set("TỈNH ĐẮK LẮK", REGULAR).set("CHI CỤC KIỂM LÂM", BOLD).running()


def blurred(picture: Pixels) -> Pixels:
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), 2.0), np.uint8)


def thick(picture: Pixels) -> Pixels:
    """Toner that has run by a pixel on each side, in one bit."""
    return np.asarray(np.where(cv2.erode(picture, np.ones((3, 3), np.uint8)) < 128, 0, 255), np.uint8)


def faint(picture: Pixels) -> Pixels:
    return np.asarray(255 - (255 - picture.astype(np.int16)) // 4, np.uint8)


@pytest.mark.parametrize(
    "harm", [lambda picture: picture, blurred, thick, faint], ids=["as is", "blur", "thick", "faint"]
)
def test_the_superior_is_regular_and_the_issuer_bold(harm):
    sheet = letterhead()
    assert told(sheet, harm(sheet.picture)) == [False, True]


def test_a_rule_under_a_name_and_the_strokes_of_a_seal_do_not_make_it_bold():
    sheet = letterhead()
    sheet.picture[104:108, 80:600] = 0
    cv2.circle(sheet.picture, (200, 110), 60, 90, 3)
    assert told(sheet) == [False, True]


def test_large_regular_print_is_not_bold():
    sheet = Sheet().set("HỒ SƠ LỚN", round(REGULAR * 1.8), size=1.8).running()
    assert told(sheet) == [False]


def test_on_a_page_of_one_weight_nothing_is_bold():
    assert told(Sheet().set("TỈNH ĐẮK LẮK", REGULAR).running()) == [False]


def test_where_much_of_the_running_text_is_lighter_the_lighter_is_regular():
    sheet = Sheet().running(BOLD)
    for at in range(2):
        sheet.set(f"chữ thường thứ {at} mảnh hơn các dòng kia", REGULAR)
    assert told(sheet) == [False, False]
    assert [line.bold for line in weighed(sheet.lines, sheet.picture)][:4] == [True] * 4


def test_without_running_text_or_a_picture_and_for_stamps_nothing_is_told():
    bare = Sheet().set("TỈNH ĐẮK LẮK", REGULAR).set("CHI CỤC KIỂM LÂM", BOLD)
    assert told(bare) == [None, None]
    assert [line.bold for line in weighed(letterhead().lines, None)] == [None] * 6
    assert told(Sheet().set("CÔNG VĂN ĐẾN", BOLD, region="stamp").running()) == [None]


def test_words_that_lie_outside_the_picture_are_no_failure():
    sheet = letterhead()
    far = replace(sheet.lines[0], words=(Word("XA", (WIDTH + 50, HEIGHT + 50, WIDTH + 90, HEIGHT + 80), 0.5),))
    assert weighed([*sheet.lines, far], sheet.picture)[-1].bold is None
