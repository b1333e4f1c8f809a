"""A signer's name that cleaning took in part is read from the archival picture, with the real recogniser."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from PIL import Image, ImageDraw

from archive.records import Evidence, Known, Line, OcrPage, Page, Word
from ocr.document import describe, documents
from ocr.engines.embedded import EmbeddedTesseract
from ocr.names import person
from ocr.signatory import signatories
from ocr.signer import whole
from tests.contracts.test_engine import font
from tests.ocr.papers import HEIGHT, WIDTH, body, centred, page
from tests.ocr.test_document import decision

NAME_AT = (1850, 1900)


def scan(folder: Path, name: str, seal: int = 255) -> Page:
    """A page with ``name`` below an office, and a seal of that grey around its beginning."""
    picture = Image.new("L", (WIDTH, HEIGHT), 255)
    draw = ImageDraw.Draw(picture)
    draw.ellipse((1450, 1600, 1800, 1950), outline=seal, width=6)
    draw.text(NAME_AT, name, 20, font(46), "mm")
    picture.save(folder / "page.png")
    made = page(*body(3, 500)).page
    return replace(made, image=folder / "page.png")


def signed(name: str, *confidences: float) -> tuple[Line, ...]:
    """The lines as they were read: an office and what was left of a name."""
    words, x = [], 1760
    for text, sure in zip(name.split(), confidences, strict=True):
        words.append(Word(text, (x, 1878, x + 26 * len(text), 1922), sure))
        x += 26 * len(text) + 14
    lines = [*body(3, 500), centred("CHỦ TỊCH", 1850, 1500), Line(tuple(words))]
    return tuple(replace(one, region="signature") if one.box[1] > 1400 else one for one in lines)


def last(lines: Sequence[Line]) -> str:
    return lines[-1].text


@pytest.mark.parametrize("seal", [255, 130])
def test_a_name_whose_beginning_was_taken_with_the_seal_is_read_whole(seal: int, tmp_path: Path):
    sheet = scan(tmp_path, "Huỳnh Hữu Trọng", seal)
    found, disputed = whole(signed("nh Hữu Trọng", 0.5, 0.97, 0.96), sheet, EmbeddedTesseract())
    assert last(found) == "Huỳnh Hữu Trọng"
    assert disputed == ()


def test_another_name_than_what_was_surely_read_is_not_taken(tmp_path: Path):
    lines = signed("nh Hữu Phúc", 0.5, 0.97, 0.96)
    found, _ = whole(lines, scan(tmp_path, "Huỳnh Hữu Trọng"), EmbeddedTesseract())
    assert found == lines


def test_a_name_read_surely_where_the_picture_has_more_before_it_is_read_whole(tmp_path: Path):
    found, _ = whole(signed("Hữu Trọng", 0.97, 0.97), scan(tmp_path, "Lý Hữu Trọng"), EmbeddedTesseract())
    assert last(found) == "Lý Hữu Trọng"


def test_a_family_name_misread_surely_under_a_seal_is_the_one_that_is_there(tmp_path: Path):
    found, _ = whole(signed("Dùi Đăng Long", 0.9, 0.97, 0.97), scan(tmp_path, "Bùi Đăng Long"), EmbeddedTesseract())
    assert last(found) == "Bùi Đăng Long"


def test_a_mark_lost_of_the_mothers_family_name_in_a_long_name_is_found_again(tmp_path: Path):
    name, face = "Lê Trân Ngọc Vy", font(46)
    at, words = NAME_AT[0] - face.getlength(name) / 2, list[Word]()
    for text in name.split():
        words.append(Word(text, (round(at), 1878, round(at + face.getlength(text)), 1922), 0.97))
        at += face.getlength(f"{text} ")
    lines = (*signed("Vy", 0.97)[:-1], Line(tuple(words), region="signature"))
    found, _ = whole(lines, scan(tmp_path, "Lê Trần Ngọc Vy"), EmbeddedTesseract())
    assert last(found) == "Lê Trần Ngọc Vy"


def test_marks_that_were_read_surely_stay_and_are_told_as_disputed(tmp_path: Path):
    found, disputed = whole(signed("nh Đức Ửng", 0.5, 0.97, 0.97), scan(tmp_path, "Huỳnh Đức Ứng"), EmbeddedTesseract())
    assert last(found) == "Huỳnh Đức Ửng"
    assert [one.box for one in disputed] == [found[-1].words[-1].box]


def test_a_name_with_words_that_are_no_syllables_is_told_as_disputed(tmp_path: Path):
    lines = signed("Hữu Trọng", 0.8, 0.97)
    found, disputed = whole(lines, scan(tmp_path, "Zwk Xpq Trọng"), EmbeddedTesseract())
    assert {one.box for one in disputed} == {word.box for word in found[-1].words}


@pytest.mark.parametrize(("smeared", "sure"), [(False, True), (True, False)])
def test_a_name_of_two_words_before_which_something_is_inked_is_not_sure(smeared: bool, sure: bool, tmp_path: Path):
    made = scan(tmp_path, "Hoàng Trọng")
    if smeared:
        assert made.image is not None
        picture = Image.open(made.image)
        ImageDraw.Draw(picture).ellipse((1640, 1875, 1700, 1925), fill=20)
        picture.save(made.image)
    found, disputed = whole(signed("Trọng", 0.97), made, EmbeddedTesseract())
    assert last(found).endswith("Hoàng Trọng")
    assert (disputed == ()) is sure


@pytest.mark.parametrize("rest", ["Thị Ngọc Vi", "Thi Vi"])
def test_the_middle_name_of_women_is_not_taken_for_a_family_name(rest: str, tmp_path: Path):
    name = f"Bùi {rest.replace('Thi', 'Thị')}"
    read = signed(f"ẤWi {rest}", 0.4, *[0.95] * len(rest.split()))
    assert last(whole(read, scan(tmp_path, name), EmbeddedTesseract())[0]).startswith("Bùi Th")


def test_a_name_with_a_gap_in_its_middle_is_not_whole(tmp_path: Path):
    lines = signed("nh Trọng", 0.5, 0.96)
    assert whole(lines, scan(tmp_path, "Huỳnh             Trọng"), EmbeddedTesseract())[0] == lines


def test_a_page_without_a_picture_and_one_without_a_name_are_left_alone(tmp_path: Path):
    sheet = scan(tmp_path, "Lê Văn Tám")
    for lines in ((), tuple(body(3, 500))):
        assert whole(lines, sheet, EmbeddedTesseract()) == (lines, ())
    lines = signed("nh Hữu Trọng", 0.5, 0.97, 0.96)
    assert whole(lines, replace(sheet, image=None), EmbeddedTesseract()) == (lines, ())


def test_who_signs_beside_stays_where_the_name_is_read_again(tmp_path: Path):
    beside = tuple(
        Word(text, (400 + 120 * at, 1878, 500 + 120 * at, 1922), 0.96) for at, text in enumerate(("Lê", "An"))
    )
    *before, name = signed("nh Hữu Trọng", 0.5, 0.97, 0.96)
    lines = (*before, replace(name, words=(*beside, *name.words)))
    found, _ = whole(lines, scan(tmp_path, "Huỳnh Hữu Trọng"), EmbeddedTesseract())
    assert last(found) == "Lê An Huỳnh Hữu Trọng"


@pytest.mark.parametrize("strokes", [signed("4 0", 0.2, 0.3), signed("4", 0.2)[:-1]])
def test_a_name_of_which_nothing_was_read_is_found_by_its_ink(strokes: tuple[Line, ...], tmp_path: Path):
    found, _ = whole(strokes, scan(tmp_path, "Lê Văn Tám"), EmbeddedTesseract())
    assert last(found) == "Lê Văn Tám"
    assert found[-1].region == "signature"


def test_an_office_at_the_foot_of_a_page_with_nothing_below_it_is_left_alone(tmp_path: Path):
    lines = (*body(3, 500), replace(centred("CHỦ TỊCH", 1850, HEIGHT - 60), region="signature"))
    assert whole(lines, scan(tmp_path, "Lê Văn Tám"), EmbeddedTesseract()) == (lines, ())


def test_a_name_read_whole_and_surely_with_nothing_before_it_costs_no_reading(tmp_path: Path):
    lines = signed("Trần Thanh Đức", 0.97, 0.97, 0.96)
    assert whole(lines, scan(tmp_path, "Đức"), Unasked()) == (lines, ())


class Unasked(EmbeddedTesseract):
    """A recogniser that must not be asked."""

    def read_part(self, part: object, dpi: int, shape: object) -> tuple[Line, ...]:
        raise AssertionError("a name that is sure was read again")


def words(name: str, confidence: float = 1.0) -> list[Word]:
    return [Word(text, (0, 0, 9, 9), confidence) for text in name.split()]


@pytest.mark.parametrize(("name", "sure"), [("Ngô Km Loan", False), ("Ngô Kim Loan", True), ("Ksor Thanh Lan", True)])
def test_a_name_with_a_word_that_is_no_syllable_is_never_sure(name: str, sure: bool):
    found = person(words(name))
    assert found and (found.confidence >= 0.9) is sure


def test_a_family_name_whose_capital_was_read_small_has_it():
    found = person(words("- trần Thanh Đức"))
    assert found and found.text == "Trần Thanh Đức"


def papers(name: str, confidence: float) -> tuple[OcrPage, OcrPage]:
    """A paper signed by ``name``, and one that twice names Trần Thanh Kiều."""
    other = page(*body(3, 500), centred("Trần Thanh Kiều", 900, 1500), centred("Trần Thanh Kiều", 900, 1600), index=1)
    return page(*body(3, 500), centred("CHỦ TỊCH", 1850, 1500), centred(name, 1850, 1900, confidence)), other


def test_a_name_brought_in_line_with_other_papers_keeps_what_was_read():
    given = papers("Trần Thanh Kiêu", 0.7)
    (found,) = signatories([describe(given[:1], 1)], given)
    assert (found.signer_name, found.evidence["signer_name"].read) == ("Trần Thanh Kiều", "Trần Thanh Kiêu")


def test_a_name_that_was_read_surely_stays_though_other_papers_differ_and_is_less_sure():
    given = papers("Trần Thanh Kiêu", 0.99)
    (found,) = signatories([describe(given[:1], 1)], given)
    assert (found.signer_name, found.evidence["signer_name"].read) == ("Trần Thanh Kiêu", None)
    assert found.evidence["signer_name"].confidence < 0.9


def test_what_no_other_paper_changes_was_read_as_it_is():
    (found,) = documents([decision()], Known())
    assert all(isinstance(one, Evidence) and one.read is None for one in found.evidence.values())


@pytest.mark.parametrize("seed", [1, 3])
def test_specks_behind_a_name_do_not_mislead(seed: int, tmp_path: Path):
    sheet, chance = scan(tmp_path, "Bạch Công Tý"), Random(seed)
    with Image.open(tmp_path / "page.png") as opened:
        picture = opened.convert("L")
    for _ in range(50):
        x, y, size = chance.randrange(2030, 2230), chance.randrange(1860, 1935), chance.randrange(1, 8)
        picture.paste(30, (x, y, x + size, y + size))
    picture.save(tmp_path / "page.png")
    read = (Word("Bạch", (1705, 1878, 1817, 1922), 0.93), Word("Tý", (1957, 1878, 2010, 1922), 0.97))
    found, _ = whole((*signed("Tý", 0.97)[:-1], Line(read, region="signature")), sheet, EmbeddedTesseract())
    assert last(found) == "Bạch Công Tý"


def test_what_could_not_be_settled_of_a_name_is_disputed(tmp_path: Path):
    lines = signed("dxng Trọng", 0.7, 0.97)
    found, disputed = whole(lines, scan(tmp_path, "#%& @= Trọng"), EmbeddedTesseract())
    assert {one.box for one in disputed} == {word.box for word in found[-1].words}


def test_a_name_that_is_stamped_askew_is_made_level_before_it_is_read(tmp_path: Path):
    sheet = scan(tmp_path, "")
    assert sheet.image is not None
    picture = Image.open(sheet.image)
    mask = Image.new("L", (900, 300), 0)
    ImageDraw.Draw(mask).text((450, 150), "Lý Hữu Trọng", 255, font(46), "mm", stroke_width=1)
    picture.paste(0, (NAME_AT[0] - 450, NAME_AT[1] - 150), mask.rotate(3.5))
    picture.save(sheet.image)
    found, _ = whole(signed("Hữu Trọng", 0.97, 0.97), sheet, EmbeddedTesseract())
    assert last(found) == "Lý Hữu Trọng"


def test_a_name_read_surely_where_the_picture_has_more_behind_it_is_read_whole(tmp_path: Path):
    name, face = "Lý Hữu Trọng", font(46)
    at, words = NAME_AT[0] - face.getlength(name) / 2, list[Word]()
    for text in name.split()[:2]:
        words.append(Word(text, (round(at), 1878, round(at + face.getlength(text)), 1922), 0.97))
        at += face.getlength(f"{text} ")
    lines = (*signed("Vy", 0.97)[:-1], Line(tuple(words), region="signature"))
    found, _ = whole(lines, scan(tmp_path, name), EmbeddedTesseract())
    assert last(found) == name
