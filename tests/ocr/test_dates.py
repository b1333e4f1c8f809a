"""Place and date of a head are known where slanted print was misread, and told as sure as they were read."""

from dataclasses import replace

import pytest

from archive.records import Known, OcrPage
from ocr.dates import labels, written
from ocr.document import documents
from ocr.heading import is_date
from tests.ocr.papers import MOTTO, NATION, body, centred, head, line, page, together
from tests.ocr.test_document import MIDDLE

NOTHING = Known()


def minutes(date: str) -> OcrPage:
    return page(
        *head(["ỦY BAN NHÂN DÂN", "THỊ XÃ VIỆT YÊN"], "Số: 8/BB-UBND", date),
        centred("BIÊN BẢN", MIDDLE, 620),
        centred("Về việc giao nhận mốc giới", MIDDLE, 690),
        line("Vào lúc 8 giờ, ngày 17 tháng 10 năm 2014, tại UBND xã Tam Quan", 420, 780),
        *body(8, 900),
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Hà Nội, ngày 05 tháng 01 năm 2020", (2, 4, 6)),
        ("Việt Yên, ngày 28 thúng 8 năm 2014", (2, 4, 6)),
        ("Bắc Giang, ngùy 18 tháng 9 năm 2013", (2, 4, 6)),
        ("Lục Ngạn, nsàu 23 tháng 4 năm 2023", (2, 4, 6)),
        ("ngày tháng năm 2020", (0, 1, 2)),
        ("Vị Tân, ngày) tháng 8 năm 2026", (2, 3, 5)),
        ("Tân Long Hội, ngày 28 thủng 6 năm 06", (3, 5, 7)),
        ("Tân Long Hội, ngùy 28 thủng 6 năm 06", None),
        ("ngày 28 thủng 6 năm học", None),
        ("Anh Sơn Dông, ngày 27 tháng 7 nếm 202ố", (3, 5, 7)),
        ("những 05 thúng 8 và năm 2021", None),
        ("nước thắng lợi năm 1954", None),
        ("Việt Yên, ngày 28 thúng 8 năm", None),
    ],
)
def test_day_month_and_year_are_known_though_a_letter_of_what_stands_before_them_was_misread(text, found):
    assert labels(text.split()) == found


@pytest.mark.parametrize("date", ["Việt Yên, ngày 28 thúng 8 năm 2014", "Việt Yên, nsàu 28 tháng 8 năm 2014"])
def test_a_misread_date_of_the_head_is_not_taken_from_the_body_below_it(date: str):
    (found,) = documents([minutes(date)], NOTHING)
    assert (found.place, found.issued_date) == ("Việt Yên", "2014-08-28")
    assert (found.subject, found.code_number) == ("Về việc giao nhận mốc giới", "8")


def test_the_hour_of_a_meeting_is_no_place():
    assert not is_date("Vào lúc 8 giờ, ngày 17 tháng 10 năm 2014, tại UBND xã")
    assert is_date("Lục Ngạn, ngày 17 tháng 10 năm 2014")
    (found,) = documents([minutes("")], NOTHING)
    assert (found.place, found.issued_date) == (None, None)


def test_a_date_whose_place_was_lost_is_still_the_date():
    (found,) = documents([minutes("ngày 23 tháng 7 năm 2025")], NOTHING)
    assert (found.place, found.issued_date) == (None, "2025-07-23")


@pytest.mark.parametrize("year", ["20-23", "20 23", "20.23", "202-3"])
def test_a_stroke_of_a_pen_through_a_year_is_no_figure(year: str):
    assert written(f"Nam Thịnh, ngày 08 tháng 3 năm {year}") == "2023-03-08"


def test_a_head_whose_quoc_hieu_faded_but_for_its_end_is_one_still():
    faded = ["CÔNG HỘ XÃ THỜI CỨI NGIHA VIỆT NAM", "iny ngày 01 tháng 11 năm 2025"]
    made = page(
        *head(["ỦY BAN NHÂN DÂN", "THỊ XÃ VIỆT YÊN"], "Số: 8/BB-UBND", faded[1], nation=faded[0]),
        centred("BIÊN BẢN", MIDDLE, 620),
        centred("Về việc giao nhận mốc giới", MIDDLE, 690),
        *body(8, 900),
    )
    (found,) = documents([made], NOTHING)
    assert (found.organ_name, found.issued_date) == ("ỦY BAN NHÂN DÂN THỊ XÃ VIỆT YÊN", "2025-11-01")
    assert found.evidence["place"].confidence < 0.9


def test_a_place_whose_curved_capital_was_read_as_a_mark_still_stands_before_its_date():
    (found,) = documents([form("(uang Trung, ngày 16 tháng 6 năm 2015")], NOTHING)
    assert (found.place, found.issued_date) == ("uang Trung", "2015-06-16")
    assert found.evidence["place"].confidence < 0.9


def form(closing: str) -> OcrPage:
    return page(
        centred(NATION, MIDDLE, 240),
        centred(MOTTO, MIDDLE, 302),
        centred("TỜ KHAI", MIDDLE, 620),
        *body(8, 900),
        line(closing, 1400, 1700),
        centred("Người khai", 1700, 1800),
        centred("Đỗ Vân Giang", 1700, 2200),
    )


def test_a_day_that_was_read_as_letters_makes_the_date_unsure():
    made = minutes("Việt Yên, ngày ÍO tháng 9 năm 2013")
    lines = tuple(
        replace(
            one,
            words=tuple(replace(word, confidence=0.09) if word.text == "ÍO" else word for word in one.words),
        )
        for one in made.lines
    )
    (found,) = documents([replace(made, lines=lines)], NOTHING)
    assert found.issued_date == "2013-09-10"
    assert found.evidence["issued_date"].confidence < 0.1


def test_a_slip_whose_title_lost_its_middle_is_still_the_slip_of_a_desk():
    made = page(
        together(centred("UBND XÃ EA HỒ", 700, 240), centred(NATION, 1700, 240)),
        together(centred("TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG", 700, 302), centred(MOTTO, 1700, 302)),
        together(centred("Số: 192/GTN-TTPVHCC", 700, 420), centred("Ea Hồ, ngày 23 tháng 7 năm 2025", 1700, 420)),
        centred("GIẤY TIẾP sẻ HẸN TRẢ KẾT QUẢ", MIDDLE, 540),
        *body(6, 700),
    )
    (found,) = documents([made], NOTHING)
    assert found.type_name == "Giấy tiếp nhận hồ sơ và hẹn trả kết quả"
    assert found.organ_name == "ỦY BAN NHÂN DÂN XÃ EA HỒ"


def test_a_date_that_a_pens_figures_tore_apart_is_one_line_of_the_head():
    torn = together(
        line("Số: 28/GM-SGDĐT", 400, 470),
        line("Bắc Giang, ngày", 1300, 470),
        line("tháng", 1300 + 15 * 21 + 140, 470),
        line("năm 2023", 1300 + 21 * 21 + 270, 470),
    )
    made = page(*head(["ỦY BAN NHÂN DÂN", "TỈNH BẮC GIANG"], "", "")[:2], torn, centred("GIẤY MỜI", MIDDLE, 620))
    (dated,) = [one for one in made.lines if "Giang," in one.text]
    assert dated.region == "letterhead"
    assert dated.text.endswith("Bắc Giang, ngày tháng năm 2023")
