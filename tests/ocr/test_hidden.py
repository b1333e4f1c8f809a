"""A line of an office of which nothing was read is read where it must stand, with the real recogniser."""

from dataclasses import replace
from pathlib import Path

from PIL import Image, ImageDraw

from archive.records import Line, Page
from ocr.engines.embedded import EmbeddedTesseract
from ocr.signature import Signature, signature
from ocr.signer import whole
from tests.contracts.test_engine import font
from tests.ocr.papers import HEIGHT, WIDTH, body, page
from tests.ocr.test_titled import FIRST, MIDDLE, words

LEFT, STEP = 700, 62
FACE = font(42)


def scan(folder: Path, *printed: tuple[str, int, int]) -> Page:
    """A page with each text printed around its middle at its height."""
    picture = Image.new("L", (WIDTH, HEIGHT), 255)
    draw = ImageDraw.Draw(picture)
    for text, middle, y in printed:
        draw.text((middle, y), text, 20, FACE, "mm")
    picture.save(folder / "page.png")
    return replace(page(*body(3, 500)).page, image=folder / "page.png")


def read(*texts: tuple[str, int, int]) -> list[Line]:
    """The lines of a foot as they were read."""
    lines = []
    for text, middle, y in texts:
        moved = [
            replace(word, box=(word.box[0] + middle - MIDDLE, word.box[1], word.box[2] + middle - MIDDLE, word.box[3]))
            for word in words(text, y, text)
        ]
        lines.append(Line(tuple(moved), region="signature"))
    return [*body(3, 500), *lines]


def signed(sheet: Page, lines: list[Line]) -> Signature | None:
    done, _ = whole(lines, sheet, EmbeddedTesseract())
    return signature(done, WIDTH, HEIGHT)


COMMITTEE = ("TM. ỦY BAN NHÂN DÂN", MIDDLE, FIRST)
DEPUTY = ("PHÓ CHỦ TỊCH", MIDDLE, FIRST + 2 * STEP)
NAME = ("Huỳnh Hữu Trọng", MIDDLE, 2450)


def test_a_line_between_two_lines_of_an_office_is_read_where_there_is_room_for_one(tmp_path: Path):
    sheet = scan(tmp_path, COMMITTEE, ("KT. CHỦ TỊCH", MIDDLE, FIRST + STEP), DEPUTY, NAME)
    found = signed(sheet, read(COMMITTEE, DEPUTY, NAME))
    assert found and found.position == "TM. ỦY BAN NHÂN DÂN KT. CHỦ TỊCH PHÓ CHỦ TỊCH"


def test_no_line_is_told_where_none_is_printed(tmp_path: Path):
    chair = ("CHỦ TỊCH", MIDDLE, FIRST + 2 * STEP)
    found = signed(scan(tmp_path, COMMITTEE, chair, NAME), read(COMMITTEE, chair, NAME))
    assert found and "KT." not in str(found.position)


WRITER = ("THƯ KÝ", LEFT, FIRST)
MINUTED = (WRITER, ("Lường Văn Thiên", LEFT, 2450))


def test_who_signs_minutes_beside_their_writer_presided(tmp_path: Path):
    sheet = scan(tmp_path, *MINUTED, ("CHỦ TRÌ", MIDDLE, FIRST), NAME)
    found = signed(sheet, read(*MINUTED, ("®€©1ÙTRÌ", MIDDLE, FIRST), NAME))
    assert found and (found.position, found.name) == ("CHỦ TRÌ", "Huỳnh Hữu Trọng")


def test_who_signs_beside_a_writer_under_another_office_is_not_said_to_have_presided(tmp_path: Path):
    sheet = scan(tmp_path, *MINUTED, ("ĐẠI DIỆN HỘ GIA ĐÌNH", MIDDLE, FIRST), NAME)
    found = signed(sheet, read(*MINUTED, ("®€©1ÙGĐ", MIDDLE, FIRST), NAME))
    assert found and "CHỦ" not in str(found.position)
