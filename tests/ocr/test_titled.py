"""A signer's office of which a seal took words is read from the archival picture, with the real recogniser."""

from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from archive.records import Line, Page, Word
from ocr.engines.embedded import EmbeddedTesseract
from ocr.office import COMMON, below
from ocr.signature import signature
from ocr.signer import whole
from ocr.titled import Row, office_in
from tests.contracts.test_engine import font
from tests.ocr.papers import HEIGHT, WIDTH, body, page

MIDDLE, FIRST, SECOND = 1750, 2000, 2062
FACE = font(42)
SPREAD = (Word("CHỦ", (1101, 921, 1162, 959), 0.97), Word("TỊCH", (1181, 921, 1272, 959), 0.97))


def spot(text: str, y: int) -> tuple[int, int, int, int]:
    """Where ``text`` stands that is printed around the middle of the signature at ``y``."""
    half = round(FACE.getlength(text) / 2)
    return MIDDLE - half, y - 22, MIDDLE + half, y + 18


def scan(folder: Path, *office: str) -> Page:
    """A page with the lines of an ``office`` and a name, and the upper edge of a seal through the last line."""
    picture = Image.new("L", (WIDTH, HEIGHT), 255)
    draw = ImageDraw.Draw(picture)
    for row, text in enumerate(office):
        draw.text((MIDDLE, FIRST + (SECOND - FIRST) * row), text, 20, FACE, "mm")
    draw.ellipse((1400, SECOND + 14, 1750, SECOND + 364), outline=150, width=4)
    draw.text((MIDDLE, 2450), "Huỳnh Hữu Trọng", 20, FACE, "mm")
    picture.save(folder / "page.png")
    return replace(page(*body(3, 500)).page, image=folder / "page.png")


def words(text: str, y: int, whole_text: str, confidence: float = 0.97) -> list[Word]:
    """The words of ``text`` where they stand at the end of ``whole_text``."""
    left, top, right, bottom = spot(whole_text, y)
    step = (right - left) / len(whole_text)
    at = right - step * len(text)
    found = []
    for word in text.split():
        found.append(Word(word, (round(at), top, round(at + step * len(word)), bottom), confidence))
        at += step * (len(word) + 1)
    return found


def read(first: str, left: str, printed: str) -> list[Line]:
    """The lines as they were read: of the second line of the office, ``printed``, only ``left``."""
    lines = [Line(tuple(words(first, FIRST, first))), Line(tuple(words("Huỳnh Hữu Trọng", 2450, "Huỳnh Hữu Trọng")))]
    if left:
        lines.insert(1, Line(tuple(words(left, SECOND, printed))))
    return [*body(3, 500), *(replace(line, region="signature") for line in lines)]


def office(sheet: Page, lines: list[Line]) -> str | None:
    done, _ = whole(lines, sheet, EmbeddedTesseract())
    found = signature(done, WIDTH, HEIGHT)
    return found.position if found else None


@pytest.mark.parametrize("left", ["", "BÍ THƯ", "THƯ"])
def test_a_deputy_whose_first_words_a_seal_took_is_told_as_one(left: str, tmp_path: Path):
    sheet = scan(tmp_path, "T/M BAN THƯỜNG VỤ", "PHÓ BÍ THƯ")
    assert office(sheet, read("T/M BAN THƯỜNG VỤ", left, "PHÓ BÍ THƯ")) == "T/M BAN THƯỜNG VỤ PHÓ BÍ THƯ"


@pytest.mark.parametrize("printed", ["BÍ THƯ", "Q. BÍ THƯ", "PHÓ BÍ THƯ THƯỜNG TRỰC"])
def test_an_office_is_no_other_that_is_like_it(printed: str, tmp_path: Path):
    sheet = scan(tmp_path, "T/M BAN THƯỜNG VỤ", printed)
    assert office(sheet, read("T/M BAN THƯỜNG VỤ", "", printed)) == f"T/M BAN THƯỜNG VỤ {printed}"


def test_an_office_that_is_none_of_those_known_stays_as_it_was_read(tmp_path: Path):
    sheet = scan(tmp_path, "TL. CHÁNH THANH TRA", "TRƯỞNG ĐOÀN")
    lines = read("TL. CHÁNH THANH TRA", "TRƯỞNG ĐOÀN", "TRƯỞNG ĐOÀN")
    assert office(sheet, lines) == "TL. CHÁNH THANH TRA TRƯỞNG ĐOÀN"


def test_nothing_is_told_where_nothing_is_printed(tmp_path: Path):
    assert office(scan(tmp_path, "T/M ĐẢNG ỦY"), read("T/M ĐẢNG ỦY", "", "")) == "T/M ĐẢNG ỦY"


def test_what_was_told_is_not_sure(tmp_path: Path):
    sheet = scan(tmp_path, "T/M BAN THƯỜNG VỤ", "PHÓ BÍ THƯ")
    done, _ = whole(read("T/M BAN THƯỜNG VỤ", "THƯ", "PHÓ BÍ THƯ"), sheet, EmbeddedTesseract())
    told = [word for line in done for word in line.words if word.text == "PHÓ"]
    assert [word.confidence <= 0.88 for word in told] == [True]


@pytest.mark.parametrize(
    ("above", "likely"),
    [
        ("T/M ỦY BAN KIỂM TRA", "PHÓ CHỦ NHIỆM"),
        ("TM BAN CHẤP HÀNH", "BÍ THƯ"),
        ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"),
        ("K/T CHÁNH VĂN PHÒNG", "PHÓ CHÁNH VĂN PHÒNG"),
        ("TM. BAN THƯỜNG TRỰC", "CHỦ TỊCH"),
    ],
)
def test_the_line_above_says_which_office_stands_below(above: str, likely: str):
    assert below(above)[likely] == COMMON


def test_a_line_in_nobodys_stead_says_nothing():
    assert below("TRƯỞNG PHÒNG") == {}


def test_the_name_of_a_paper_whose_receivers_were_not_found_is_read_again(tmp_path: Path):
    sheet = scan(tmp_path, "T/M BAN THƯỜNG VỤ", "BÍ THƯ")
    lines = [replace(line, region="body") for line in read("T/M BAN THƯỜNG VỤ", "BÍ THƯ", "BÍ THƯ")]
    lines[-1] = replace(lines[-1], words=tuple(words("+.e.+uỳ Hữu Trọng", 2450, "+.e.+uỳ Hữu Trọng", 0.6)))
    done, _ = whole(lines, sheet, EmbeddedTesseract())
    found = signature(done, WIDTH, HEIGHT)
    assert found and found.name == "Huỳnh Hữu Trọng"


def test_an_office_that_stands_to_the_right_has_one_more_word_before_it():
    row = Row((857, 921, 1458, 959), 1157.5, 37.1)
    seen = [
        [Word(".9).", (1027, 921, 1079, 959), 0.61), *SPREAD],
        [Word("S).", (1043, 921, 1079, 959), 0.48), *SPREAD],
        *[[Word("~->ÁQ.", (944, 921, 1079, 959), 0.26), *SPREAD]] * 3,
    ]
    told = office_in([seen], row, below("TM. ỦY BAN NHÂN DÂN"))
    assert told and told[0] == "Q. CHỦ TỊCH"


def test_an_office_in_its_place_has_none_though_a_seal_stands_before_it():
    row = Row((857, 921, 1458, 959), 1186.0, 37.1)
    seen = [[Word("S).", (1003, 921, 1039, 959), 0.3), *SPREAD]] * 3
    told = office_in([seen], row, below("TM. ỦY BAN NHÂN DÂN"))
    assert told and told[0] == "CHỦ TỊCH"


@pytest.mark.parametrize("printed", ["TRƯỞNG PHÒNG", "PHÓ TRƯỞNG PHÒNG PHỤ TRÁCH"])
def test_an_office_with_no_line_above_it_is_told_by_its_place_where_a_seal_left_its_end(printed: str, tmp_path: Path):
    end = printed.split()[-1]
    lines = [*body(3, 500), *(replace(one, region="signature") for one in unheaded(end, printed))]
    found = signature(whole(lines, scan(tmp_path, "", printed), EmbeddedTesseract())[0], WIDTH, HEIGHT)
    assert found and (found.position, found.name) == (printed, "Huỳnh Hữu Trọng")


def unheaded(end: str, printed: str) -> list[Line]:
    seal = Word("a2F", (1300, SECOND - 22, 1380, SECOND + 18), 0.6)
    name = Line(tuple(words("Huỳnh Hữu Trọng", 2450, "Huỳnh Hữu Trọng")))
    return [Line((seal, *words(end, SECOND, printed))), name]


def test_the_number_of_a_room_is_part_of_an_office_that_is_read_again(tmp_path: Path):
    sheet = scan(tmp_path, "TL. VIỆN TRƯỞNG", "TRƯỞNG PHÒNG 15")
    lines = read("TL. VIỆN TRƯỞNG", "TRƯỞNG PHÒNG 15", "TRƯỞNG PHÒNG 15")
    torn, *clear = lines[-2].words
    lines[-2] = replace(lines[-2], words=(replace(torn, text="“TRƯÓNG", confidence=0.6), *clear))
    assert office(sheet, lines) == "TL. VIỆN TRƯỞNG TRƯỞNG PHÒNG 15"


def test_what_a_seal_before_an_office_that_was_told_was_taken_for_is_no_part_of_it(tmp_path: Path):
    sheet = scan(tmp_path, "TM. BAN THƯỜNG TRỰC", "CHỦ TỊCH")
    lines = read("TM. BAN THƯỜNG TRỰC", "TỊCH", "CHỦ TỊCH")
    left = spot("CHỦ TỊCH", SECOND)[0]
    seal = Word("quá", (left - 130, SECOND - 22, left - 40, SECOND + 18), 0.4)
    lines[-2] = replace(lines[-2], words=(seal, *lines[-2].words))
    assert office(sheet, lines) == "TM. BAN THƯỜNG TRỰC CHỦ TỊCH"
