from dataclasses import replace
from pathlib import Path

import pytest

from archive.errors import EngineFailed
from archive.records import Page
from ocr.checks import LOW_CONFIDENCE
from ocr.engines.embedded import EmbeddedTesseract
from ocr.engines.fake import Fake
from ocr.engines.tesseract import Tesseract
from ocr.page import read
from tests.contracts.test_engine import printed
from tests.ocr.papers import HEIGHT, WIDTH, line
from tests.ocr.test_dossier import cover_page


def at(path: Path | None, kind: str = "text") -> Page:
    return Page(0, "d.pdf#1", kind, dpi=300, width=WIDTH, height=HEIGHT, reading=path)  # type: ignore[arg-type]


def picture(folder: Path) -> Path:
    path = folder / "p000.pgm"
    path.write_bytes(b"P5 4 4 255\n" + b"\xff" * 16)
    return path


@pytest.mark.parametrize("kind", ["blank", "unreadable"])
def test_blank_and_unreadable_pages_are_not_read(kind: str):
    result = read(at(Path("/nowhere.pgm"), kind), Fake())
    assert (result.lines, result.confidence, result.engine) == ((), None, "")


def test_noise_is_dropped_and_letters_are_mended(tmp_path: Path):
    given = line("| QUYẾT ÐỊNH _ số 12/QÐ-UBND |", 300, 300)
    assert read(at(picture(tmp_path)), Fake((given,))).text == "QUYẾT ĐỊNH số 12/QĐ-UBND"


def test_the_dash_of_a_list_that_was_read_as_a_tilde_is_a_dash(tmp_path: Path):
    assert read(at(picture(tmp_path)), Fake((line("~ Sở Nội vụ;", 300, 300),))).text == "- Sở Nội vụ;"


def test_a_printed_page_is_told_as_the_share_of_words_that_are_likely_right(tmp_path: Path):
    path, width, height = printed(tmp_path)
    page = Page(0, "d.pdf#1", "text", dpi=200, width=width, height=height, reading=path)
    result = read(page, EmbeddedTesseract())
    chances = [word.confidence for line in result.lines for word in line.words]
    assert result.confidence == pytest.approx(sum(chances) / len(chances))
    assert result.confidence is not None and result.confidence > LOW_CONFIDENCE


def test_a_cover_sheet_becomes_a_page_of_kind_cover(tmp_path: Path):
    assert read(at(picture(tmp_path)), Fake(cover_page().lines)).page.kind == "cover"


def test_a_verso_on_which_only_mirrored_print_was_guessed_at_is_blank_and_says_nothing(tmp_path: Path):
    result = read(at(picture(tmp_path)), Fake((line("tưới se o t1 mét", 300, 300, 0.05),)))
    assert (result.page.kind, result.lines) == ("blank", ())


def test_a_verso_is_blank_also_where_a_syllable_or_two_of_what_shows_through_seem_right(tmp_path: Path):
    mirrored = (line("Tổ nẹn", 300, 300, 0.95), line("/YP ENG) 2 Nho,", 300, 400, 0.01))
    assert read(at(picture(tmp_path)), Fake(mirrored)).page.kind == "blank"
    more = (line("Nơi nhận: Như trên;", 300, 300, 0.95), mirrored[1])
    assert read(at(picture(tmp_path)), Fake(more)).page.kind == "text"


def test_a_page_with_a_word_that_may_be_right_is_kept(tmp_path: Path):
    result = read(at(picture(tmp_path)), Fake((line("Nơi nhận:", 300, 300, 0.9),)))
    assert (result.page.kind, result.text) == ("text", "Nơi nhận:")


def test_a_page_that_says_it_is_a_separator_is_one_though_its_code_was_not_read(tmp_path: Path):
    given = (line("PHIẾU NGĂN TÀI LIỆU", 800, 800), line("2017.20.07.G09", 900, 1700))
    assert read(at(picture(tmp_path)), Fake(given)).page.kind == "separator"


def test_a_page_with_a_code_and_next_to_no_words_is_a_separator(tmp_path: Path):
    coded = replace(at(picture(tmp_path)), barcode="000.00.49.H56-240526-0059")
    assert read(coded, Fake((line("PHIẾU N FÀI LIỆU", 800, 800, 0.5),))).page.kind == "separator"
    said = (line("PHIẾU GIAO NHẬN", 800, 800, 0.5), line("giao cho ông Nguyễn Văn An nhận", 800, 900))
    assert read(coded, Fake(said)).page.kind == "text"


def test_a_page_whose_picture_is_gone_fails_with_its_name():
    with pytest.raises(EngineFailed, match="p999"):
        read(at(Path("/nowhere/p999.pgm")), Fake())


def test_a_printed_page_is_read_by_tesseract_in_order(tmp_path: Path):
    path, width, height = printed(tmp_path)
    page = Page(0, "d.pdf#1", "text", dpi=200, width=width, height=height, reading=path)
    result = read(page, Tesseract())
    assert "Căn cứ Luật Lưu trữ" in result.text
    assert result.text.index("QUYẾT ĐỊNH") < result.text.index("Căn cứ")
    assert result.confidence is not None
    assert result.confidence > 0.8
    assert result.engine.endswith("vie")
