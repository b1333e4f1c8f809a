"""A signer's name that cleaning took in part is read from the archival picture, with the real recogniser."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

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
    found = whole(signed("nh Hữu Trọng", 0.5, 0.97, 0.96), sheet, EmbeddedTesseract())
    assert last(found) == "Huỳnh Hữu Trọng"
    assert max(word.confidence for word in found[-1].words) <= 0.9


def test_another_name_than_what_was_surely_read_is_not_taken(tmp_path: Path):
    lines = signed("nh Hữu Phúc", 0.5, 0.97, 0.96)
    assert whole(lines, scan(tmp_path, "Huỳnh Hữu Trọng"), EmbeddedTesseract()) == lines


@pytest.mark.parametrize("rest", ["Thị Ngọc Vi", "Thi Vi"])
def test_the_middle_name_of_women_is_not_taken_for_a_family_name(rest: str, tmp_path: Path):
    name = f"Bùi {rest.replace('Thi', 'Thị')}"
    read = signed(f"ẤWi {rest}", 0.4, *[0.95] * len(rest.split()))
    assert last(whole(read, scan(tmp_path, name), EmbeddedTesseract())).startswith("Bùi Th")


def test_a_name_with_a_gap_in_its_middle_is_not_whole(tmp_path: Path):
    lines = signed("nh Trọng", 0.5, 0.96)
    assert whole(lines, scan(tmp_path, "Huỳnh             Trọng"), EmbeddedTesseract()) == lines


def test_a_whole_name_a_page_without_a_picture_and_one_without_a_name_are_left_alone(tmp_path: Path):
    sheet = scan(tmp_path, "Lê Văn Tám")
    for lines in (signed("Trần Thanh Đức", 0.97, 0.97, 0.96), signed("4 0", 0.2, 0.3), ()):
        assert whole(lines, sheet, EmbeddedTesseract()) == lines
    lines = signed("nh Hữu Trọng", 0.5, 0.97, 0.96)
    assert whole(lines, replace(sheet, image=None), EmbeddedTesseract()) == lines


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
