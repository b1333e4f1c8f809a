from pathlib import Path

import numpy as np

from archive.records import Line, Page, Stamp, Word
from ocr.stamped import with_stamps


class Reader:
    """Reads one line of two words wherever it is asked."""

    name = "reader 1 none"

    def __init__(self, confidence: float = 0.9, text: str = "Số: 971") -> None:
        words = text.split()
        self._line = Line(
            tuple(Word(word, (10 + 40 * at, 20, 40 + 40 * at, 40), confidence) for at, word in enumerate(words))
        )

    def read(self, picture: Path, dpi: int) -> tuple[Line, ...]:
        raise AssertionError("a page is not read here")

    def read_part(self, part: object, dpi: int, shape: str) -> tuple[Line, ...]:
        return (self._line,)


def page(folder: Path, tilt: float = 0.0) -> Page:
    picture = folder / "p0000.s0.pgm"
    picture.write_bytes(b"P5\n200 100\n255\n" + np.full((100, 200), 255, np.uint8).tobytes())
    return Page(0, "a.pdf#1", "text", dpi=200, width=1600, height=2300, stamps=(Stamp(picture, (500.0, 300.0), tilt),))


def line(text: str, region: str, block: int) -> Line:
    return Line((Word(text, (0, 0, 9, 9), 0.9),), block, region)  # type: ignore[arg-type]


LINES = (line("ỦY", "letterhead", 0), line("CỘNG", "letterhead", 1), line("Kính", "body", 2))


def test_a_stamp_stands_behind_the_letterhead_as_a_region_of_its_own(tmp_path):
    done = with_stamps(LINES, page(tmp_path), Reader())
    assert [(one.text, one.region, one.block) for one in done[1:]] == [
        ("CỘNG", "letterhead", 1),
        ("Số: 971", "stamp", 3),
        ("Kính", "body", 2),
    ]


def test_its_words_lie_where_they_stand_on_the_page(tmp_path):
    (stamp,) = with_stamps((), page(tmp_path), Reader())
    assert [word.box for word in stamp.words] == [(410, 270, 440, 290), (450, 270, 480, 290)]
    (tilted,) = with_stamps((), page(tmp_path, 90.0), Reader())
    assert tilted.words[0].box == (510, 210, 530, 240)


def test_what_is_not_sure_or_has_no_letter_is_no_line(tmp_path):
    assert with_stamps(LINES, page(tmp_path), Reader(0.3)) == LINES
    assert with_stamps(LINES, page(tmp_path), Reader(0.9, "– ./")) == LINES


def test_a_page_without_stamps_stays_as_it_is(tmp_path):
    bare = Page(0, "a.pdf#1", "text", dpi=200)
    assert with_stamps(LINES, bare, Reader()) == LINES
