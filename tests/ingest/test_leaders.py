import cv2
import numpy as np
import pytest

from ingest.leaders import without_leaders

DPI = 300
WORDS = "Ho va ten: Nguyen Van Binh, sinh nam 1969."


def form(blur: float = 0.0, pitch: int = 12, dot: int = 4, gap: int = 14) -> tuple[np.ndarray, np.ndarray]:
    """A line of words with a row of dots ``gap`` pixels under it, and the same without the dots."""
    plain = np.full((400, 1800), 255, np.uint8)
    cv2.putText(plain, WORDS, (60, 200), cv2.FONT_HERSHEY_TRIPLEX, 1.6, 0, 3, cv2.LINE_AA)
    dotted = plain.copy()
    for left in range(400, 1700, pitch):
        dotted[200 + gap : 200 + gap + dot, left : left + dot] = 0
    if blur:
        plain, dotted = (cv2.GaussianBlur(picture, (0, 0), blur) for picture in (plain, dotted))
    return dotted, plain


@pytest.mark.parametrize(("pitch", "blur"), [(6, 0.0), (6, 1.0), (12, 0.0), (12, 1.0), (12, 2.0), (18, 0.0), (18, 2.0)])
def test_a_row_of_dots_under_words_is_taken_away_and_the_words_stay(pitch, blur):
    dotted, plain = form(blur, pitch, dot=3 if pitch == 6 else 4)
    done = without_leaders(dotted, DPI)
    bare = plain[206:].min(axis=0) == 255  # where a letter reaches down to a dot, the dot stays with it
    apart = np.abs(done.astype(int) - plain)
    assert apart[:, bare].max() < 45  # the rims that a blurred dot leaves are paler than anything that is read
    assert np.abs(dotted.astype(int) - plain)[:, bare].max() > 70
    assert apart[:206].max() < 45


def test_dots_typed_in_place_of_words_are_taken_away():
    page = np.full((300, 1800), 255, np.uint8)
    cv2.putText(page, "So:", (60, 200), cv2.FONT_HERSHEY_TRIPLEX, 1.6, 0, 3, cv2.LINE_AA)
    words = page.copy()
    for left in range(220, 1200, 14):
        cv2.circle(page, (left, 197), 3, 0, -1)
    assert np.array_equal(without_leaders(page, DPI), words)


def test_rules_broken_rules_and_underlines_stay():
    page = np.full((600, 1800), 255, np.uint8)
    page[100:104, 100:1700] = 0
    for left in range(100, 1700, 150):
        page[200:203, left : left + 110 + left % 37] = 0
    cv2.putText(page, "CONG HOA XA HOI", (100, 400), cv2.FONT_HERSHEY_TRIPLEX, 1.6, 0, 3, cv2.LINE_AA)
    page[408:411, 100:800] = 0
    assert np.array_equal(without_leaders(page, DPI), page)


def test_full_stops_an_ellipsis_and_marks_over_words_stay():
    page = np.full((300, 1800), 255, np.uint8)
    cv2.putText(page, "i.i.i. 17.000.000 ... v.v... iiiiiiiiiiii", (60, 200), cv2.FONT_HERSHEY_TRIPLEX, 1.6, 0, 3)
    assert np.array_equal(without_leaders(page, DPI), page)


@pytest.mark.parametrize("shape", [(1, 1), (3, 2000), (2000, 3)])
def test_any_size_comes_through(shape):
    assert without_leaders(np.zeros(shape, np.uint8), DPI).shape == shape


def test_a_page_without_leaders_is_not_copied():
    _, plain = form()
    assert without_leaders(plain, DPI) is plain
