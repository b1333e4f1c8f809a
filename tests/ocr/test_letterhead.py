"""Heads of papers that have no issuer's block, or of which half was not read."""

from dataclasses import replace

import pytest

from archive.records import Document, Known, Line, OcrPage
from ocr.cover import cover
from ocr.document import documents
from tests.ocr.papers import MOTTO, NATION, body, centred, line, page, together
from tests.ocr.test_document import decision

MIDDLE = 1240


def told(*lines: Line) -> Document:
    (found,) = documents([page(*lines)], Known())
    return found


def test_a_contract_has_its_number_below_its_title_and_its_day_in_its_text() -> None:
    found = told(
        centred(NATION, MIDDLE, 280),
        centred(MOTTO, MIDDLE, 380),
        centred("HỢP ĐỒNG", MIDDLE, 480),
        centred("Mua bán vật tư sửa cầu", MIDDLE, 580),
        centred("Số: 116/HĐMB", MIDDLE, 760),
        line("Hôm nay, ngày 24 tháng 11 năm 2021, tại Ủy ban nhân dân xã Bình Xa,", 440, 900),
        *body(6, 1000),
    )
    assert (found.type_name, found.code_number, found.code_notation) == ("Hợp đồng", "116", "HĐMB")
    assert (found.issued_date, found.subject) == ("2021-11-24", "Mua bán vật tư sửa cầu")
    assert found.evidence["issued_date"].confidence <= 0.85


@pytest.mark.parametrize("label", ["Nội dung giải quyết", "Việc yêu cầu", "Nội dung yêu cầu giải quyết"])
def test_a_slip_says_what_is_asked_for_in_several_ways(label: str) -> None:
    found = told(
        together(centred("UBND XÃ TÂN BÌNH", 700, 300), centred(NATION, 1700, 300)),
        centred(MOTTO, 1700, 362),
        together(centred("Số: 1150/TNHS", 700, 530), centred("Tân Bình, ngày 12 tháng 5 năm 2023", 1700, 530)),
        centred("GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ", MIDDLE, 720),
        line("Người nộp hồ sơ: Lê Thị Vân", 260, 930),
        line(f"{label}: xây cầu dân sinh qua suối", 260, 1030),
        line("Số bản: 02", 260, 1130),
    )
    assert found.subject == "xây cầu dân sinh qua suối"


def test_a_list_of_papers_is_one_though_its_table_has_a_column_of_numbers() -> None:
    made = page(centred("MỤC LỤC VĂN BẢN", MIDDLE, 280), centred("(Kèm theo hồ sơ 12)", MIDDLE, 370))
    rows = [replace(line("Số, ký hiệu", 557, 460), region="table"), replace(line("12/QĐ", 557, 540), region="table")]
    (found,) = documents([replace(made, lines=(*made.lines, *rows))], Known())
    assert (found.type_name, found.code_number) == ("Mục lục văn bản", None)


def test_the_two_words_of_a_cover_below_each_other_are_no_part_of_the_agency() -> None:
    lines = [
        centred("UBND HUYỆN YÊN SƠN", MIDDLE, 240),
        centred("ỦY BAN NHÂN DÂN XÃ TRUNG MÔN", MIDDLE, 290),
        line("HỒ", 1100, 640),
        line("SƠ", 1300, 700),
        centred("Tập văn bản về ổn định dân cư", MIDDLE, 860),
        line("Từ ngày 12/02/2015 đến ngày 24/03/2015", 300, 1140),
        line("Gồm có 7 tờ", 300, 1260),
        line("Thời hạn bảo quản: 10 năm", 300, 1320),
    ]
    found = cover(lines)
    assert found is not None
    assert (found.organ, found.title) == ("ỦY BAN NHÂN DÂN XÃ TRUNG MÔN", "Tập văn bản về ổn định dân cư")


def faded(index: int, sure: float) -> OcrPage:
    """A page of which hardly more than half of tiêu ngữ was read, most of the rest for a table."""
    made = page(
        together(line("UY BAN", 500, 280), centred("Độc lào - Pư do - Hạnh phúc", 1750, 280)),
        centred("Bảo trì công trình", MIDDLE, 590),
        index=index,
    )
    rows = tuple(replace(one, region="table") for one in body(8, 900))
    return replace(made, lines=(*made.lines, *rows), confidence=sure)


def test_a_faded_page_begins_a_paper_by_what_is_left_of_its_head() -> None:
    assert len(documents([decision(), faded(1, 0.3)], Known())) == 2
    assert len(documents([decision(), faded(1, 0.95)], Known())) == 1


def test_a_place_of_the_highlands_whose_capital_was_read_small_has_it() -> None:
    made = decision(date="la Nan, ngày 11 tháng 9 năm 2018")
    (found,) = documents([made], Known())
    assert found.place == "Ia Nan"


@pytest.mark.parametrize(
    ("below", "notation"),
    [("VKSNDTC-TANDTC", "2025/TTLT-BCA-BQP-VKSNDTC-TANDTC"), ("Kính gửi", "2025/TTLT-BCA-BQP")],
)
def test_a_notation_that_ends_with_a_hyphen_goes_on_below(below: str, notation: str) -> None:
    found = told(
        together(centred("BỘ CÔNG AN", 700, 300), centred(NATION, 1700, 300)),
        centred(MOTTO, 1700, 362),
        together(centred("Số: 05/2025/TTLT-BCA-BQP-", 700, 460), line("Hà Nội, ngày 01 tháng 7 năm 2025", 1400, 460)),
        centred(below, 700, 512),
        centred("THÔNG TƯ LIÊN TỊCH", MIDDLE, 660),
        *body(6, 1000),
    )
    assert (found.code_number, found.code_notation) == ("05", notation)
