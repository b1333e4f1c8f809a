from dataclasses import replace

import pytest

from archive.records import Known, KnownDocument, OcrPage
from ocr.cover import cover
from ocr.document import documents
from ocr.dossier import dossier_fields
from tests.ocr.papers import body, centred, line, page
from tests.ocr.test_document import annex, decision

MIDDLE = 1240


def cover_page() -> OcrPage:
    made = page(
        centred("UBND HUYỆN BA TRI", MIDDLE, 300),
        centred("ỦY BAN NHÂN DÂN XÃ AN THỦY", MIDDLE, 360),
        centred("HỒ SƠ", MIDDLE, 1100),
        centred("Hồ sơ cấp giấy phép xây dựng của ông Lê", MIDDLE, 1200),
        centred("Thanh Ửng", MIDDLE, 1260),
        centred("Mã hồ sơ: 000.00.25.H07-220902-0213", MIDDLE, 1500),
        centred("Từ ngày 08/07/2022 đến ngày 27/09/2022", MIDDLE, 1580),
        centred("Gồm: 8 tờ", MIDDLE, 1660),
        line("Phông số: 16", 400, 2300),
        line("Thời hạn bảo quản:", 1400, 2340),
        line("Mục lục số: 6", 400, 2380),
        line("10 năm", 1400, 2420),
        line("Hồ sơ số: 340", 400, 2460),
    )
    return replace(made, page=replace(made.page, kind="cover"))


def shifted(made: OcrPage, index: int) -> OcrPage:
    return replace(made, page=replace(made.page, index=index))


def test_a_cover_tells_title_code_dates_and_retention():
    pages = [cover_page(), shifted(decision(), 1), shifted(annex(2), 2)]
    found = documents(pages, Known())
    fields = dossier_fields(found, pages, Known())
    assert fields == {
        "title": "Hồ sơ cấp giấy phép xây dựng của ông Lê Thanh Ửng",
        "dossier_code": "000.00.25.H07-220902-0213",
        "maintenance": "10 năm",
        "start_date": "2022-07-08",
        "end_date": "2022-09-27",
        "total_doc": "1",
        "number_of_page": "3",
        "number_of_paper": "8",
        "language": "Tiếng Việt",
        "organ_id": "16",
        "file_catalog": "6",
        "file_notation": "340",
    }


def test_a_cover_is_a_document_of_its_own():
    first, second = documents([cover_page(), shifted(decision(), 1)], Known())
    assert (first.type_name, first.organ_name, first.pages) == ("Bìa hồ sơ", "ỦY BAN NHÂN DÂN XÃ AN THỦY", (0,))
    assert second.pages == (1,)


def test_what_is_stated_without_pages_goes_to_the_papers_in_their_order_and_a_cover_takes_none_of_it():
    pages = [cover_page(), shifted(decision(), 1)]
    known = Known(documents=(KnownDocument(fields={"code_number": "99", "autograph": "Đồng ý"}),))
    first, second = documents(pages, known)
    assert (first.code_number, second.code_number) == (None, "99")
    assert (first.more, second.more) == ({}, {"autograph": "Đồng ý"})
    stated = Known(documents=(KnownDocument(fields={"type_name": "Bìa hồ sơ", "subject": "Tên"}), *known.documents))
    first, second = documents(pages, stated)
    assert (first.subject, second.code_number) == ("Tên", "99")


def test_without_a_cover_dates_come_from_the_documents_and_the_title_is_composed():
    pages = [decision(0), shifted(decision(date="Tiền Giang, ngày 20 tháng 10 năm 2018"), 1)]
    fields = dossier_fields(documents(pages, Known()), pages, Known())
    assert (fields["start_date"], fields["end_date"]) == ("2018-09-11", "2018-10-20")
    assert fields["title"].startswith("Hồ sơ về việc ban hành Kế hoạch thực hiện cơ chế một cửa")
    assert "maintenance" not in fields


def test_a_dossier_of_one_document_bears_its_title():
    fields = dossier_fields(documents([decision()], Known()), [decision()], Known())
    assert fields["title"].startswith("Quyết định số 2576/QĐ-UBND Ban hành Kế hoạch")


def test_labels_side_by_side_on_a_cover_tell_box_and_number_and_a_label_without_a_figure_tells_nothing():
    lines = [
        centred("PHÔNG LƯU TRỮ ỦY BAN NHÂN DÂN XÃ EA HỒ", MIDDLE, 300),
        line("Hộp số: 77 Hồ sơ số: K4.378", 400, 400),
        line("Mục lục số: ......", 400, 480),
        centred("BÌA HỒ SƠ", MIDDLE, 1100),
        centred("Tập tài liệu cấp đất", MIDDLE, 1200),
        line("Thời hạn lưu trữ: 20 năm", 400, 1500),
        line("Số lượng tờ: 4", 400, 1580),
    ]
    found = cover(lines)
    assert found is not None
    assert found.places == {"box_number": "77", "file_notation": "K4.378", "fond_name": "ỦY BAN NHÂN DÂN XÃ EA HỒ"}
    assert found.sheets == "4"


def test_a_cover_of_whose_large_words_one_was_lost_gives_it_to_nobody():
    lines = [
        centred("ỦY BAN NHÂN DÂN TỈNH BẾN TRE", MIDDLE, 300),
        centred("SỞ GIAO THÔNG VẬN TẢI", MIDDLE, 380),
        centred("SƠ", MIDDLE, 900),
        centred("Hồ sơ giải quyết tố cáo", MIDDLE, 1100),
        line("Mục lục số: 08", 400, 1500),
        line("Phông số: 38", 400, 1580),
    ]
    found = cover(lines)
    assert found is not None
    assert (found.organ, found.title) == ("SỞ GIAO THÔNG VẬN TẢI", "Hồ sơ giải quyết tố cáo")


def test_stated_fields_win_and_fields_we_do_not_read_are_kept():
    known = Known(fields={"title": "Tên khác", "rights": "Hạn chế"})
    fields = dossier_fields(documents([decision()], known), [decision()], known)
    assert (fields["title"], fields["rights"]) == ("Tên khác", "Hạn chế")


@pytest.mark.parametrize("read", ["SƠ", "Ồ SƠ", "IỒ SƠ"])
def test_the_large_word_of_a_cover_of_which_letters_were_lost_is_no_part_of_its_organ(read: str):
    lines = [
        replace(one, words=centred(read, MIDDLE, 1100).words) if one.text == "HỒ SƠ" else one
        for one in cover_page().lines
    ]
    found = cover(lines)
    assert found and found.organ == "ỦY BAN NHÂN DÂN XÃ AN THỦY"


def test_a_paper_that_only_speaks_of_dossiers_is_no_cover():
    assert cover(body(10, 500)) is None
    assert cover(decision().lines) is None


def test_a_code_of_which_the_label_was_lost_in_part_is_no_title():
    made = cover_page()
    code = centred("hiệu: 000.J7.37.H12-160502-0079", MIDDLE, 1180)
    at = next(n for n, one in enumerate(made.lines) if one.text == "HỒ SƠ") + 1
    found = cover((*made.lines[:at], code, *made.lines[at:]))
    assert found is not None and found.title == "Hồ sơ cấp giấy phép xây dựng của ông Lê Thanh Ửng"


def test_the_title_of_a_cover_ends_before_what_has_a_label_and_a_number_or_date_behind_it():
    lines = [
        centred("ỦY BAN NHÂN DÂN XÃ AN THỦY", MIDDLE, 300),
        centred("HỒ SƠ", MIDDLE, 900),
        centred("Hồ sơ giải quyết việc cấp phép sửa nhà của ông", MIDDLE, 1100),
        centred("Vũ Hữu Việt", MIDDLE, 1160),
        centred("Số tra cứu: OOO.15.47.H24-220518-0041", MIDDLE, 1300),
        centred("Bắt đầu: 08/04/2021 - Kết thúc: 20/05/2021", MIDDLE, 1360),
        line("Hồ sơ số: 38", 400, 1580),
    ]
    found = cover(lines)
    assert found is not None
    assert found.title == "Hồ sơ giải quyết việc cấp phép sửa nhà của ông Vũ Hữu Việt"
    assert (found.start, found.end) == ("2021-04-08", "2021-05-20")


def test_a_colon_before_a_person_ends_no_title_of_a_cover():
    lines = [
        centred("ỦY BAN NHÂN DÂN XÃ AN THỦY", MIDDLE, 300),
        centred("HỒ SƠ", MIDDLE, 900),
        centred("Giải quyết đơn khiếu nại", MIDDLE, 1100),
        centred("Người khiếu nại: ông Vũ Hữu Việt", MIDDLE, 1160),
        line("Hồ sơ số: 38", 400, 1580),
        line("Số tờ: 8", 400, 1640),
    ]
    found = cover(lines)
    assert found is not None and found.title == "Giải quyết đơn khiếu nại Người khiếu nại: ông Vũ Hữu Việt"
