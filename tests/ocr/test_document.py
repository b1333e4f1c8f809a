from dataclasses import replace

import pytest

from archive.records import Known, KnownDocument, OcrPage
from ocr.document import documents
from tests.ocr.papers import MOTTO, NATION, body, centred, foot, head, line, page, together

NOTHING = Known()
DATE = "Tiền Giang, ngày 11 tháng 9 năm 2018"
MIDDLE = 1240


def decision(index: int = 0, number: str = "Số: 2576/QĐ-UBND", date: str = DATE) -> OcrPage:
    return page(
        *head(["ỦY BAN NHÂN DÂN", "TỈNH TIỀN GIANG"], number, date),
        centred("QUYẾT ĐỊNH", MIDDLE, 620),
        centred("Ban hành Kế hoạch thực hiện cơ chế một cửa", MIDDLE, 690),
        centred("trên địa bàn tỉnh Tiền Giang", MIDDLE, 750),
        centred("CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH TIỀN GIANG", MIDDLE, 860),
        *body(8, 1000),
        *foot(["- Như Điều 3;", "- Lưu: VT."], ["KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"], "Trần Thanh Đức", 2400),
        index=index,
    )


def annex(index: int, number: str = "2576") -> OcrPage:
    return page(
        centred("2", MIDDLE, 120),
        centred("KẾ HOẠCH", MIDDLE, 300),
        centred(f"(Ban hành kèm theo Quyết định số {number}/QĐ-UBND ngày 11 tháng 9 năm 2018)", MIDDLE, 380),
        *body(20, 600),
        index=index,
    )


def blank(index: int, kind: str = "blank") -> OcrPage:
    return page(index=index, kind=kind)


def test_a_page_begins_a_paper_though_dirt_on_it_was_read_as_a_figure():
    whole = decision(1)
    dirt = line("4", 60, 150, 0.1)
    assert len(documents([decision(), replace(whole, lines=(dirt, *whole.lines))], NOTHING)) == 2
    number = centred("4", MIDDLE, 150)
    assert len(documents([decision(), replace(whole, lines=(number, *whole.lines))], NOTHING)) == 1


def test_a_decision_of_a_province_is_described_by_its_layout():
    (found,) = documents([decision()], NOTHING)
    assert found.type_name == "Quyết định"
    assert (found.code_number, found.code_notation, found.issued_date) == ("2576", "QĐ-UBND", "2018-09-11")
    assert (found.place, found.organ_name) == ("Tiền Giang", "ỦY BAN NHÂN DÂN TỈNH TIỀN GIANG")
    assert found.subject == "Ban hành Kế hoạch thực hiện cơ chế một cửa trên địa bàn tỉnh Tiền Giang"
    assert (found.signer_name, found.signer_position) == ("Trần Thanh Đức", "KT. CHỦ TỊCH PHÓ CHỦ TỊCH")


def test_a_ministry_names_its_department_below_itself():
    given = page(
        *head(
            ["BỘ NỘI VỤ", "CỤC VĂN THƯ VÀ LƯU TRỮ NHÀ NƯỚC"], "Số: 15/TB-VTLTNN", "Hà Nội, ngày 05 tháng 01 năm 2020"
        ),
        centred("THÔNG BÁO", MIDDLE, 620),
        centred("Về công tác phòng, chống lụt bão", MIDDLE, 690),
        *body(8, 900),
        *foot(["- Lưu: VT."], ["TL. BỘ TRƯỞNG", "CỤC TRƯỞNG"], "Đặng Thanh Tùng", 2400),
    )
    (found,) = documents([given], NOTHING)
    assert found.organ_name == "CỤC VĂN THƯ VÀ LƯU TRỮ NHÀ NƯỚC"
    assert (found.type_name, found.subject) == ("Thông báo", "Về công tác phòng, chống lụt bão")
    assert (found.signer_name, found.signer_position) == ("Đặng Thanh Tùng", "TL. BỘ TRƯỞNG CỤC TRƯỞNG")


@pytest.mark.parametrize(
    ("first", "sure"), [("V/v kỷ luật học sinh", True), ("VW% kỷ luật học sinh", True), ("kỷ luật học sinh", False)]
)
def test_a_subject_below_a_number_set_to_the_left_is_found_also_where_its_mark_was_lost(first: str, sure: bool):
    given = page(
        together(centred("SỞ GIÁO DỤC VÀ ĐÀO TẠO", 700, 240), centred(NATION, 1700, 240)),
        together(centred("TRƯỜNG THPT LÊ LỢI", 700, 302), centred(MOTTO, 1700, 302)),
        centred("Phú Yên, ngày 19 tháng 4 năm 2022", 1700, 364),
        line("Số: 569/THPTLL", 330, 420),
        line(first, 520, 476),
        line("lớp 11A9", 620, 532),
        centred("Kính gửi: Hội đồng kỷ luật", 1400, 720),
        *body(8, 900),
    )
    (found,) = documents([given], NOTHING)
    assert (found.type_name, found.subject) == ("Công văn", "V/v kỷ luật học sinh lớp 11A9")
    assert (found.evidence["subject"].confidence >= 0.9) is sure


def test_capitals_of_a_stamp_below_a_subject_are_no_part_of_it():
    given = page(
        *head(["VKSND TỐI CAO", "VIỆN KIỂM SÁT NHÂN DÂN"], "Số: 24/VKS", "Phú Yên, ngày 19 tháng 4 năm 2022"),
        centred("V/v trực tiếp kiểm sát", 700, 530),
        centred("Trại tạm giam", 700, 585),
        centred("CỤC THUẾ TỈNH", 700, 640),
        centred("VĂN BẢN ĐẾN", 700, 695),
        *body(8, 900),
    )
    (found,) = documents([given], NOTHING)
    assert found.subject == "V/v trực tiếp kiểm sát Trại tạm giam"


def test_a_cong_van_has_no_title_and_its_subject_stands_under_its_number():
    top = head(["UBND TỈNH HÀ GIANG", "SỞ NỘI VỤ"], "x", "y")[:2]
    given = page(
        *top,
        together(centred("Số: 05/SNV-VP", 700, 470), centred("Hà Giang, ngày 05 tháng 01 năm 2020", 1700, 470)),
        centred("V/v nâng bậc lương", 700, 530),
        centred("năm 2019", 700, 585),
        centred("Kính gửi: Các phòng, ban", 1400, 720),
        *body(8, 900),
        *foot(["- Như trên;", "- Lưu: VT."], ["GIÁM ĐỐC"], "Lê Thị Hoa", 2400),
    )
    (found,) = documents([given], NOTHING)
    assert (found.type_name, found.subject) == ("Công văn", "V/v nâng bậc lương năm 2019")
    assert (found.code_number, found.code_notation) == ("05", "SNV-VP")
    assert (found.organ_name, found.signer_name, found.signer_position) == ("SỞ NỘI VỤ", "Lê Thị Hoa", "GIÁM ĐỐC")


@pytest.mark.parametrize(
    ("line_of_number", "number", "notation"),
    [
        ("Số: 61/2018/NĐ-CP", "61", "2018/NĐ-CP"),
        ("Số: /KH-UBND", None, "KH-UBND"),
        ("Số: 2O7 /QD-UBND", "207", "QĐ-UBND"),
        ("Số: ?¬/BC-UBND", None, "BC-UBND"),
        ("Sô 12/TTr-STC", "12", "TTr-STC"),
        ("Số 12-QĐ/TU", "12", "QĐ/TU"),
        ("Số 83a-HD/UBKTTU", "83a", "HD/UBKTTU"),
        ("Số: 15đ /QĐ-UBND", "15đ", "QĐ-UBND"),
        ("Số: 12A/QĐ-UBND", "12A", "QĐ-UBND"),
    ],
)
def test_number_and_notation_are_read_in_all_their_forms(line_of_number: str, number: str | None, notation: str):
    (found,) = documents([decision(number=line_of_number)], NOTHING)
    assert (found.code_number, found.code_notation) == (number, notation)


@pytest.mark.parametrize("line_of_number", ["Số 61-TB/TU", "Số 61 -TB/TU", "Số: 61 /TB-UBND"])
def test_a_number_that_is_likelier_wrong_than_right_is_not_taken(line_of_number: str):
    seen = decision(number=line_of_number)
    doubted = [
        replace(one, words=tuple(replace(word, confidence=0.1) if "61" in word.text else word for word in one.words))
        for one in seen.lines
    ]
    (found,) = documents([replace(seen, lines=tuple(doubted))], NOTHING)
    assert found.code_number is None
    assert found.code_notation


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("Hà Nội, ngày 05 tháng 01 năm 2020", "2020-01-05"),
        ("Hà Nội, ngày tháng 9 năm 2018", "2018-09"),
        ("Hà Nội, ngày tháng năm 2018", "2018"),
        ("Hà Nội, ngảy 05 thảng 12 nãm 2020", "2020-12-05"),
    ],
)
def test_dates_are_iso_and_partial_where_they_were_left_open(date: str, expected: str):
    (found,) = documents([decision(date=date)], NOTHING)
    assert found.issued_date == expected


def test_what_was_written_by_hand_is_completed_from_the_annex_that_names_it():
    first = decision(number="Số: ?G /QĐ-UBND", date="Tiền Giang, ngày tháng 9 năm 2018")
    (found,) = documents([first, annex(1)], NOTHING)
    assert (found.code_number, found.issued_date) == ("2576", "2018-09-11")


def test_an_application_has_its_place_and_date_above_the_signature():
    given = page(
        centred("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", MIDDLE, 240),
        centred(MOTTO, MIDDLE, 302),
        centred("ĐƠN ĐỀ NGHỊ", MIDDLE, 430),
        centred("Đăng ký thành lập hộ kinh doanh", MIDDLE, 500),
        centred("Kính gửi: Ủy ban nhân dân xã Tân Lân", MIDDLE, 600),
        *body(10, 800),
        together(line("Xác nhận của UBND xã", 400, 2300), line("Tân Lân, ngày 22 tháng 8 năm 2021", 1400, 2300)),
        centred("NGƯỜI LÀM ĐƠN", 1800, 2380),
        centred("(Ký, ghi rõ họ tên)", 1800, 2440),
        centred("Phạm Hữu Được", 1800, 2800),
    )
    (found,) = documents([given], NOTHING)
    assert found.type_name == "Đơn đề nghị"
    assert found.subject == "Đơn đề nghị đăng ký thành lập hộ kinh doanh"
    assert (found.place, found.issued_date) == ("Tân Lân", "2021-08-22")
    assert (found.signer_name, found.signer_position) == ("Phạm Hữu Được", "NGƯỜI LÀM ĐƠN")


def test_the_reception_desk_is_no_issuing_organ():
    given = page(
        *head(
            ["ỦY BAN NHÂN DÂN XÃ TÂN LÂN", "BỘ PHẬN TIẾP NHẬN VÀ TRẢ", "KẾT QUẢ"],
            "Số: 86/TNHS",
            "Tân Lân, ngày 02 tháng 9 năm 2022",
        ),
        centred("GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ", MIDDLE, 620),
        line("Nội dung yêu cầu giải quyết: tách thửa đất", 400, 900),
        line("Thành phần hồ sơ nộp gồm:", 400, 980),
    )
    (found,) = documents([given], NOTHING)
    assert found.organ_name == "ỦY BAN NHÂN DÂN XÃ TÂN LÂN"
    assert (found.type_name, found.subject) == ("Giấy tiếp nhận hồ sơ và hẹn trả kết quả", "tách thửa đất")


def test_misread_marks_do_not_hide_a_letterhead():
    given = page(
        *head(
            ["UY BẠN NHÂN DÂN", "TỈNH TIỀN GIANG"],
            "Sô: 7/KH-UBND",
            DATE,
            nation="CÔNG HÒA XÃ HỘI CHŨ NGHĨA VIỆT NAM",
        ),
        centred("KỂ HOẠCH", MIDDLE, 620),
        centred("Số hóa hồ sơ lưu trữ", MIDDLE, 690),
        *body(8, 900),
    )
    (found,) = documents([given], NOTHING)
    assert (found.type_name, found.organ_name) == ("Kế hoạch", "ỦY BAN NHÂN DÂN TỈNH TIỀN GIANG")


def test_a_document_begins_at_a_letterhead_and_annexes_stay_with_it():
    pages = [decision(0), annex(1), decision(2), annex(3), annex(4)]
    assert [found.pages for found in documents(pages, NOTHING)] == [(0, 1), (2, 3, 4)]


def test_blank_pages_and_separators_belong_to_no_document_and_a_separator_begins_a_new_one():
    pages = [decision(0), blank(1), annex(2), blank(3, "separator"), annex(4)]
    assert [found.pages for found in documents(pages, NOTHING)] == [(0, 2), (4,)]


def test_a_form_printed_as_an_annex_stays_with_its_document_since_its_page_bears_a_number():
    form = page(
        centred("5", MIDDLE, 120),
        centred("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", MIDDLE, 240),
        centred(MOTTO, MIDDLE, 302),
        centred("TỜ KHAI", MIDDLE, 430),
        *body(5, 800),
        index=1,
    )
    assert [found.pages for found in documents([decision(0), form], NOTHING)] == [(0, 1)]


def test_pages_that_a_person_gave_to_a_document_win_over_what_was_found():
    known = Known(documents=(KnownDocument((0, 1), {"type_name": "Kế hoạch", "code_number": "9"}),))
    found = documents([decision(0), decision(1), decision(2)], known)
    assert [one.pages for one in found] == [(0, 1), (2,)]
    assert [one.ordinal for one in found] == [1, 2]
    assert (found[0].type_name, found[0].code_number, found[0].code_notation) == ("Kế hoạch", "9", "QĐ-UBND")


def test_the_name_of_a_signer_that_was_hardly_read_is_left_unknown():
    lines = [*body(6, 500), centred("CHỦ TỊCH", 1850, 1500), centred("Ngọ Hành Si", 1850, 1900, confidence=0.2)]
    (found,) = documents([page(*lines)], NOTHING)
    assert (found.signer_name, found.signer_position) == (None, "CHỦ TỊCH")


def test_a_dossier_without_pages_has_no_documents():
    assert documents([], NOTHING) == ()
    assert documents([blank(0)], NOTHING) == ()


def signed_by(name: str, index: int, receivers: tuple[str, ...] = ("- Như trên;", "- Lưu: VT.")) -> OcrPage:
    """A page that goes on with a paper and ends in a signature."""
    return page(*body(8, 400), *foot(list(receivers), ["GIÁM ĐỐC"], name, 2400), index=index)


def test_who_signs_what_a_letter_encloses_does_not_sign_the_letter():
    (found,) = documents([decision(0), signed_by("Lê Văn Tám", 1)], NOTHING)
    assert (found.signer_name, found.signer_position) == ("Trần Thanh Đức", "KT. CHỦ TỊCH PHÓ CHỦ TỊCH")


def test_a_form_without_a_name_does_not_take_the_signature_from_its_letter():
    form = page(*body(8, 400), *foot(["- Lưu: VT."], ["GIÁM ĐỐC"], "", 2400), index=1)
    (found,) = documents([decision(0), form], NOTHING)
    assert (found.signer_name, found.signer_position) == ("Trần Thanh Đức", "KT. CHỦ TỊCH PHÓ CHỦ TỊCH")


def test_a_law_has_its_kind_before_its_number_and_its_day_where_it_says_when_it_was_passed():
    first = page(
        together(centred("QUỐC HỘI", 700, 240), centred(NATION, 1700, 240)),
        centred(MOTTO, 1700, 302),
        centred("Luật số: 40/2013/QH13", 700, 400),
        centred("LUẬT", MIDDLE, 620),
        centred("SỬA ĐỔI, BỔ SUNG MỘT SỐ ĐIỀU CỦA LUẬT ĐẤT ĐAI", MIDDLE, 690),
        *body(8, 1000),
    )
    last = page(
        centred("2", MIDDLE, 120),
        line("khóa XIII, kỳ họp thứ 6 thông qua ngày 22 tháng 11 năm 2013.", 340, 500),
        centred("CHỦ TỊCH QUỐC HỘI", 1850, 700),
        centred("Nguyễn Sinh Hùng", 1850, 1100),
        index=1,
    )
    (told,) = documents([first, last], NOTHING)
    assert (told.organ_name, told.code_number, told.code_notation) == ("QUỐC HỘI", "40", "2013/QH13")
    assert (told.type_name, told.issued_date) == ("Luật", "2013-11-22")


def test_the_organ_stands_under_quoc_hieu_also_where_number_and_date_were_not_read():
    told = page(
        *head(["BỘ CÔNG THƯƠNG", "TRƯỜNG ĐẠI HỌC CÔNG THƯƠNG"], "", ""),
        centred("THÔNG BÁO", MIDDLE, 620),
        centred("Về việc cử đại biểu tham dự cuộc thi", MIDDLE, 690),
        line("Thực hiện theo thông báo số 909/TB-DCT ngày 04 tháng 10 năm 2023 của Trường", 340, 860),
    )
    (found,) = documents([told], NOTHING)
    assert found.organ_name == "TRƯỜNG ĐẠI HỌC CÔNG THƯƠNG"
    assert found.issued_date is None, "a paper that is cited has another day"


def test_a_stamp_beside_a_subject_does_not_end_it_and_a_row_that_was_parted_is_one():
    beside = [
        replace(line(text, 84, 700 + 60 * row), region="table") for row, text in enumerate(["CỤC ĐIỆN TỬ", "ĐẾN"])
    ]
    first = centred("Về việc phê duyệt kế hoạch thanh tra việc thực hiện", MIDDLE, 690)
    parted = [line("các quy định", 894, 752), line("của pháp luật năm 2010", 1146, 752)]
    laid = decision()
    kept = [one for one in laid.lines if not 600 < one.box[1] < 800]
    at = next(at for at, one in enumerate(kept) if one.text.startswith("CHỦ TỊCH"))
    rows = (centred("QUYẾT ĐỊNH", MIDDLE, 620), first, *beside, *parted)
    (found,) = documents([replace(laid, lines=(*kept[:at], *rows, *kept[at:]))], NOTHING)
    assert found.subject == f"{first.text} các quy định của pháp luật năm 2010"


@pytest.mark.parametrize(("number", "papers"), [("21", 1), ("22", 2)])
def test_a_form_that_names_its_circular_is_part_of_it_and_no_other(number: str, papers: int):
    circular = page(
        *head(["BỘ Y TẾ"], "Số: 21/2010/TT-BYT", "Hà Nội, ngày 22 tháng 01 năm 2010"),
        centred("THÔNG TƯ", MIDDLE, 620),
        centred("Hướng dẫn khám sức khỏe", MIDDLE, 690),
        *body(8, 1000),
    )
    form = page(
        *head(["BỆNH VIỆN TÂN AN", "KHOA KHÁM BỆNH"], "", ""),
        centred("ĐƠN ĐỀ NGHỊ", MIDDLE, 620),
        centred(f"(kèm theo Thông tư số {number}/2010/TT-BYT ngày 22 tháng 01 năm 2010)", MIDDLE, 690),
        *body(5, 900),
        index=1,
    )
    assert len(documents([circular, form], NOTHING)) == papers


def test_a_subject_below_which_bold_print_was_lost_in_a_stamp_is_not_sure():
    subject = replace(centred("Về việc phê chuẩn kết quả bầu cử bổ sung Thành viên", MIDDLE, 690), bold=True)
    lost = replace(line("ĐNG THÔNG TTN ĐIỆN HH đân tỉnh Quảng Trị nhiệm kỳ 2004 - 2011", 90, 745), bold=True)
    laid = decision()
    kept = [one for one in laid.lines if not 600 < one.box[1] < 800]
    at = next(at for at, one in enumerate(kept) if one.text.startswith("CHỦ TỊCH"))
    for more, sure in (([], True), ([lost], False)):
        rows = (centred("QUYẾT ĐỊNH", MIDDLE, 620), subject, *more)
        (found,) = documents([replace(laid, lines=(*kept[:at], *rows, *kept[at:]))], NOTHING)
        assert found.subject == subject.text
        assert (found.evidence["subject"].confidence >= 0.9) is sure


@pytest.mark.parametrize(
    ("mark", "name", "papers"), [("PHỤ LỤC 02", "", 1), ("MẪU SỐ 02", "", 2), ("PHỤ LỤC 02", "Lê An", 2)]
)
def test_an_empty_form_that_a_circular_brings_as_its_annex_is_part_of_it(mark: str, name: str, papers: int):
    circular = page(
        *head(["NGÂN HÀNG NHÀ NƯỚC"], "Số: 02/2010/TT-NHNN", "Hà Nội, ngày 22 tháng 01 năm 2010"),
        centred("THÔNG TƯ", MIDDLE, 620),
        centred("Quy định chi tiết việc hỗ trợ lãi suất", MIDDLE, 690),
        *body(8, 1000),
    )
    form = page(
        centred(mark, 2000, 180),
        *head(["NGÂN HÀNG TÂN AN", "CHI NHÁNH"], "", ""),
        centred("GIẤY ĐỀ NGHỊ", MIDDLE, 620),
        centred("HỖ TRỢ LÃI SUẤT TIỀN VAY", MIDDLE, 690),
        *body(5, 900),
        *([centred("GIÁM ĐỐC", 1850, 2400), centred(name, 1850, 2800)] if name else []),
        index=1,
    )
    assert len(documents([circular, form], NOTHING)) == papers


def test_a_page_headed_by_a_body_of_viet_nam_begins_no_paper():
    card = page(
        centred("MẪU THẺ HỌC NGHỀ", MIDDLE, 180),
        centred("QUÂN ĐỘI NHÂN DÂN VIỆT NAM", 1700, 300),
        centred("THẺ HỌC NGHỀ", 1700, 420),
        *body(5, 900),
        index=1,
    )
    assert len(documents([decision(), card], NOTHING)) == 1
