"""Lines that bear a number, date or signer are read twice, with the real recogniser."""

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image, ImageDraw

from archive.records import Dispute, Line, Word
from ocr.again import Sheet
from ocr.engines.embedded import EmbeddedTesseract
from ocr.picture import Pixels
from ocr.second import bears, doubted, twice, weighty
from tests.contracts.test_engine import font
from tests.ocr.papers import line, page

DPI = 200


def printed(text: str) -> tuple[Pixels, Line]:
    """One line of print, and the same as a recogniser reads it."""
    picture = Image.new("L", (1240, 300), 255)
    ImageDraw.Draw(picture).text((150, 150), text, 0, font(34), "lm")
    pixels = np.asarray(picture)
    (seen,) = EmbeddedTesseract().read_part(pixels, DPI, "block")
    assert seen.text == text
    return pixels, replace(seen, region="letterhead")


def misread(seen: Line, at: int, text: str, confidence: float) -> Line:
    words = list(seen.words)
    words[at] = Word(text, words[at].box, confidence)
    return replace(seen, words=tuple(words))


@pytest.mark.parametrize(
    ("text", "region", "wanted"),
    [
        ("Số: 12/QĐ-UBND", "letterhead", "number"),
        ("Hà Nội, ngày 05 tháng 01 năm 2020", "letterhead", "date"),
        ("An Thủy, ngày 2 tháng 9 năm 2022", "body", "date"),
        ("Bình Định. ngày Ztháng 5 năm 2019", "body", "date"),
        ("Số: /GCN-CCKL", "body", "number"),
        ("Số: 15 nhà ở và công trình", "body", None),
        ("Trần Thanh Đức", "signature", "signer"),
        ("Căn cứ Luật Đất đai ngày 29 tháng 11 năm 2013 của Quốc hội, theo đề nghị", "body", None),
        ("Trần Thanh Đức", "recipients", None),
    ],
)
def test_what_a_line_bears_is_told_by_its_words_and_place(text: str, region: str, wanted: str | None):
    assert bears(replace(line(text, 300, 300), region=region)) == wanted  # type: ignore[arg-type]


def test_number_and_date_in_one_line_are_kept_apart():
    both = replace(line("Số: 12/QĐ-UBND Hà Nội, ngày 05 tháng 01 năm 2020", 300, 300), region="letterhead")
    told = [(word.text, kind) for word, kind in weighty(both)]
    assert told == [("12/QĐ-UBND", "number"), ("05", "date"), ("01", "date"), ("2020", "date")]


def test_readings_that_agree_leave_the_line_as_it_is_and_surer():
    pixels, seen = printed("Số: 2576/QĐ-UBND")
    (kept,), disputed = twice([seen], Sheet(pixels, DPI), EmbeddedTesseract())
    assert (kept.text, disputed) == (seen.text, ())
    assert [word.box for word in kept.words] == [word.box for word in seen.words]
    assert kept.words[1].confidence >= seen.words[1].confidence


def test_two_of_three_readings_settle_an_unsure_number():
    pixels, seen = printed("Số: 2576/QĐ-UBND")
    wrong = misread(seen, 1, "2506/QĐ-UBND", 0.6)
    (kept,), disputed = twice([wrong], Sheet(pixels, DPI), EmbeddedTesseract())
    assert (kept.text, disputed) == (seen.text, ())


def test_two_of_three_readings_outvote_a_sure_number_and_it_is_told():
    pixels, seen = printed("Số: 2576/QĐ-UBND")
    wrong = misread(seen, 1, "2506/QĐ-UBND", 0.99)
    (kept,), disputed = twice([wrong], Sheet(pixels, DPI), EmbeddedTesseract())
    assert kept.text == seen.text
    assert disputed == (Dispute(wrong.words[1].box, "2506/QĐ-UBND"),)


def test_an_unsure_year_gives_way_to_one_that_two_models_read():
    pixels, seen = printed("Hà Nội, ngày 05 tháng 01 năm 2020")
    wrong = misread(seen, 7, "2029", 0.6)
    (kept,), disputed = twice([wrong], Sheet(pixels, DPI), EmbeddedTesseract())
    assert kept.text == seen.text
    assert disputed == ()


def test_a_sure_year_stays_and_the_other_is_told():
    pixels, seen = printed("Hà Nội, ngày 05 tháng 01 năm 2020")
    wrong = misread(seen, 7, "2029", 0.99)
    (kept,), disputed = twice([wrong], Sheet(pixels, DPI), EmbeddedTesseract())
    assert kept.text == wrong.text
    assert [one.other for one in disputed] == ["2020"]


def test_a_line_that_bears_nothing_is_not_read_again():
    pixels, seen = printed("Điều 12 của Luật")
    wrong = misread(seen, 1, "17", 0.5)
    assert twice([wrong], Sheet(pixels, DPI), EmbeddedTesseract()) == ((wrong,), ())


def test_words_in_doubt_are_the_disputed_and_the_unlikely_ones():
    both = replace(line("Số: 12/QĐ-UBND Hà Nội, ngày 05 tháng 01 năm 2020", 300, 300, 0.99), region="letterhead")
    words = list(both.words)
    words[5] = replace(words[5], confidence=0.4)
    given = replace(page(), lines=(replace(both, words=tuple(words)),), disputed=(Dispute(words[1].box, "17/QĐ-UBND"),))
    told = [(doubt.word.text, doubt.bears, doubt.other) for doubt in doubted(given)]
    assert told == [("12/QĐ-UBND", "number", "17/QĐ-UBND"), ("05", "date", None)]
