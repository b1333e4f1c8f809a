"""What a blue pen wrote into a form, over the print in it, is told apart from it by its colour: pictures drawn here."""

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw

from archive.records import Line, Word
from ocr.again import Sheet
from ocr.engines.embedded import EmbeddedTesseract
from ocr.number import number
from ocr.pen import Inks, inks, is_whole, reprinted
from ocr.picture import Pixels
from ocr.second import twice
from tests.contracts.test_engine import font
from tests.ocr.test_digits import STROKES

DPI = 200
BLUE, BLACK = (170, 60, 30), (25, 25, 25)
"""Blue, green, red."""
PAPER = 245
LEFT, BASE, SIZE = 150, 170, 34


def scan(text: str, gap: int, pen: str, colour: tuple[int, int, int] = BLUE, at: int = 0) -> tuple[Pixels, Line]:
    """ "Số:", ``gap`` pixels of room, ``text`` in black print, and ``pen`` in figures of that ``colour`` from ``at``
    pixels behind the label; with the line as it would be read without the pen's."""
    picture = Image.new("RGB", (1240, 300), (PAPER,) * 3)
    draw = ImageDraw.Draw(picture)
    draw.text((LEFT, BASE), "Số:", BLACK, font(SIZE), "ls")
    label = draw.textbbox((LEFT, BASE), "Số:", font(SIZE), "ls")
    start = round(label[2]) + gap
    draw.text((start, BASE), text, BLACK, font(SIZE), "ls")
    behind = draw.textbbox((start, BASE), text, font(SIZE), "ls")
    drawn = np.asarray(picture).copy()
    left, high = round(label[2]) + at, 40
    for sign in pen:
        for stroke in STROKES[sign]:
            points = np.array([(left + x * 22, BASE - 34 + y * high) for x, y in stroke], np.int32)
            cv2.polylines(drawn, [points], False, colour, 3, cv2.LINE_AA)
        left += 30
    words = [Word(t, tuple(map(round, box)), 0.9) for t, box in (("Số:", label), (text, behind))]  # type: ignore[arg-type]
    return drawn, Line(tuple(words), region="letterhead")


def stored(drawn: Pixels, folder: Path) -> tuple[Path, Pixels]:
    """The picture as the archive keeps it, a JPEG, and in grey as it is read."""
    path = folder / "p.jpg"
    cv2.imwrite(str(path), drawn, [cv2.IMWRITE_JPEG_QUALITY, 80])
    return path, np.asarray(cv2.cvtColor(drawn, cv2.COLOR_BGR2GRAY), np.uint8)


def parted(drawn: Pixels, line: Line, folder: Path) -> tuple[Inks | None, Pixels]:
    path, grey = stored(drawn, folder)
    return inks(path, line.box, grey), grey


def dark(picture: Pixels) -> int:
    return int((picture < 150).sum())


def test_print_and_pen_are_each_by_themselves_also_where_the_pen_goes_through_print(tmp_path: Path):
    drawn, line = scan("/CAT-PA05", 60, "855", at=0)
    both, grey = parted(drawn, line, tmp_path)
    assert both is not None
    alone, _ = scan("/CAT-PA05", 60, "")
    only = cv2.cvtColor(alone, cv2.COLOR_BGR2GRAY)
    assert dark(both.print) == pytest.approx(dark(np.asarray(only, np.uint8)), rel=0.12)
    assert dark(both.print) + dark(both.pen) == pytest.approx(dark(grey), rel=0.12)
    assert len(both.pieces) >= 2


@pytest.mark.parametrize("colour", [BLACK, (40, 40, 160)], ids=["black", "red"])
def test_a_black_pen_and_red_ink_are_no_pen_of_a_colour(colour: tuple[int, int, int], tmp_path: Path):
    drawn, line = scan("/QĐ-UBND", 120, "2575", colour)
    assert parted(drawn, line, tmp_path)[0] is None


def test_a_letterhead_that_is_printed_in_blue_was_not_written(tmp_path: Path):
    drawn, line = scan("/QĐ-UBND", 120, "")
    drawn[(drawn < 200).all(axis=2)] = BLUE
    assert parted(drawn, line, tmp_path)[0] is None


def test_a_scan_without_colours_and_one_of_another_size_are_not_looked_at(tmp_path: Path):
    drawn, line = scan("/QĐ-UBND", 120, "2575")
    path, grey = stored(drawn, tmp_path)
    assert inks(path, line.box, np.asarray(grey[:-4], np.uint8)) is None
    cv2.imwrite(str(path), grey)
    assert inks(path, line.box, grey) is None
    assert inks(None, line.box, grey) is None


def test_a_notation_that_the_pen_goes_through_is_read_and_its_number_too(tmp_path: Path):
    drawn, line = scan("/SNV-TCCB", 120, "2575", at=6)
    path, grey = stored(drawn, tmp_path)
    lost = replace(line, words=(line.words[0], replace(line.words[1], text="Z/57/5NV-ICCB", confidence=0.2)))
    (read,), _ = twice([lost], Sheet(grey, DPI), EmbeddedTesseract(), path)
    found, notation = number(read)
    assert found is not None and notation is not None
    assert (found.text, notation.text) == ("2575", "SNV-TCCB")


def test_a_notation_that_was_lost_with_the_pens_figures_is_found_behind_them(tmp_path: Path):
    drawn, line = scan("/BCA-V03", 120, "4552", at=6)
    path, grey = stored(drawn, tmp_path)
    _, top, right, bottom = line.words[0].box
    torn = replace(line, words=(line.words[0], Word("4", (right + 8, top, right + 30, bottom), 0.3)))
    (read,), _ = twice([torn], Sheet(grey, DPI), EmbeddedTesseract(), path)
    assert number(read)[1] is not None
    assert number(read)[1].text == "BCA-V03"  # type: ignore[union-attr]


def test_a_line_that_was_read_as_well_before_stays_as_it_was(tmp_path: Path):
    drawn, line = scan("/QĐ-UBND", 120, "2575", at=6)
    both, grey = parted(drawn, line, tmp_path)
    assert both is not None
    nothing = replace(both, print=np.full_like(grey, PAPER))
    assert reprinted(line, nothing, 34, Sheet(grey, DPI), EmbeddedTesseract()) is None


def test_words_of_the_pen_stay_where_they_stand_and_a_label_that_was_read_with_it_is_told_once(tmp_path: Path):
    drawn, line = scan("/QĐ-UBND", 120, "2575", at=6)
    both, grey = parted(drawn, line, tmp_path)
    assert both is not None
    right, (_, top, _, bottom) = line.words[0].box[2], line.box
    pen = Word("257S", (right + 4, top, right + 118, bottom), 0.4)
    wide = replace(line.words[0], text="Số.", box=(*line.words[0].box[:2], right + 100, bottom))
    for before in (line.words[0], wide):
        told = reprinted(
            replace(line, words=(before, pen, line.words[1])), both, 34, Sheet(grey, DPI), EmbeddedTesseract()
        )
        assert told is not None
        assert told.text == "Số: 257S /QĐ-UBND"


def test_a_word_that_was_read_more_surely_before_stays(tmp_path: Path):
    drawn, line = scan("/QĐ-UBND", 120, "2575", at=6)
    both, grey = parted(drawn, line, tmp_path)
    assert both is not None
    sure = replace(
        line, words=(replace(line.words[0], confidence=0.3), replace(line.words[1], text="/QĐ-UBNP", confidence=1.0))
    )
    told = reprinted(sure, both, 34, Sheet(grey, DPI), EmbeddedTesseract())
    assert told is not None
    assert [word.text for word in told.words] == ["Số:", "/QĐ-UBNP"]


@pytest.mark.parametrize(
    ("text", "hardly", "whole"),
    [
        ("Số: 12/QĐ-UBND", "", True),
        ("Số: 12/QĐ-UBND", "Số:", False),
        ("Số: 12", "", False),
        ("Hà Nội, ngày 05 tháng 01 năm 2020", "", True),
        ("Hà Nội, ngày 05 tháng 01 năm 2020", "05", True),
        ("Hà Nội, ngày 05 tháng 01 năm 2020", "tháng", False),
        ("Hà Nội, ngày 05 năm 2020", "", False),
    ],
)
def test_print_is_whole_where_nothing_of_it_is_missing_or_was_read_hardly(text: str, hardly: str, whole: bool):
    words = (
        Word(one, (40 * at, 0, 40 * at + 30, 20), 0.5 if one == hardly else 0.9) for at, one in enumerate(text.split())
    )
    assert is_whole(Line(tuple(words), region="letterhead")) == whole
