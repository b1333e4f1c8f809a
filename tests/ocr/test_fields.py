"""Papers of the kinds that a dossier holds, and what their fields are."""

from dataclasses import replace

import pytest

from archive.records import Known, Line, OcrPage
from ocr.cover import cover
from ocr.document import documents
from ocr.dossier import dossier_fields
from ocr.slip import slip as read_slip
from tests.ocr.papers import MOTTO, NATION, body, centred, foot, head, line, page, together
from tests.ocr.test_document import DATE, MIDDLE, annex, decision

NOTHING = Known()
PLACE = "Ea Hồ, ngày 03 tháng 02 năm 2020"


def cell(text: str, x: int, y: int, row: int, column: int) -> Line:
    return replace(line(text, x, y), region="table", cell=(row, column), block=9)


def with_table(made: OcrPage, *cells: Line, after: int) -> OcrPage:
    return replace(made, lines=(*made.lines[:after], *cells, *made.lines[after:]))


def slip(signed: str = "Ngô Kim Loan") -> OcrPage:
    made = page(
        together(centred("UBND XÃ EA HỒ", 700, 240), centred(NATION, 1700, 240)),
        together(centred("TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG", 700, 302), centred(MOTTO, 1700, 302)),
        centred("PHIẾU TIẾP NHẬN VÀ HẸN NGÀY TRẢ", MIDDLE, 480),
        centred("Số phiếu: 466/GTN-TTPVHCC - Mã hồ sơ: 000.00.20.H15-200203-0188.", MIDDLE, 560),
        line(PLACE, 1500, 1900),
        together(centred("Người nộp ký", 800, 1980), centred("Cán bộ tiếp nhận", 1800, 1980)),
        together(centred("Lương Văn Nhân", 800, 2400), centred(signed, 1800, 2400)),
    )
    rows = [
        ("Người nộp", "Lương Văn Nhân"),
        ("Tên thủ tục", "Tách thửa hoặc hợp thửa đất"),
        ("Hẹn trả trước", "17 giờ 00, 17/02/2020"),
    ]
    cells = [
        cell(text, 340 + 700 * column, 700 + 80 * row, row, column)
        for row, pair in enumerate(rows)
        for column, text in enumerate(pair)
    ]
    at = next(n for n, one in enumerate(made.lines) if one.text.startswith("Số phiếu")) + 1
    return with_table(made, *cells, after=at)


def test_the_slip_of_a_one_stop_desk_is_described_though_its_form_is_not_the_laws():
    (found,) = documents([slip()], NOTHING)
    assert (found.type_name, found.subject) == ("Phiếu tiếp nhận và hẹn ngày trả", "Tách thửa hoặc hợp thửa đất")
    assert (found.code_number, found.code_notation) == ("466", "GTN-TTPVHCC")
    assert (found.organ_name, found.place, found.issued_date) == ("ỦY BAN NHÂN DÂN XÃ EA HỒ", "Ea Hồ", "2020-02-03")
    assert (found.signer_name, found.signer_position) == ("Ngô Kim Loan", "Cán bộ tiếp nhận")


def test_a_slip_whose_officer_cannot_be_read_is_not_signed_by_the_applicant():
    (found,) = documents([slip(signed="chị 4")], NOTHING)
    assert (found.signer_name, found.signer_position) == (None, "Cán bộ tiếp nhận")


@pytest.mark.parametrize(
    ("below", "applicant"), [("Địa chỉ: thôn Hà Lợi", "Nguyễn Khắc Sáu"), ("Thượng", "Nguyễn Khắc Sáu Thượng")]
)
def test_the_applicants_address_is_no_part_of_the_name(below: str, applicant: str):
    lines = [line("Tiếp nhận hồ sơ của: Nguyễn Khắc Sáu", 470, 900), line(below, 470, 980)]
    assert read_slip(lines).applicant == applicant


def test_a_slip_tells_procedure_applicant_appointment_and_code_of_the_dossier():
    pages = [slip()]
    fields = dossier_fields(documents(pages, NOTHING), pages, NOTHING)
    assert fields["procedure"] == "Tách thửa hoặc hợp thửa đất"
    assert (fields["applicant"], fields["appointment_date"]) == ("Lương Văn Nhân", "2020-02-17")
    assert fields["dossier_code"] == "000.00.20.H15-200203-0188"


def test_a_form_takes_its_matter_from_the_note_under_its_title_and_its_signer_from_small_print():
    given = page(
        centred(NATION, MIDDLE, 240),
        centred(MOTTO, MIDDLE, 302),
        centred("TỜ KHAI", MIDDLE, 430),
        centred("(Dùng cho thủ tục tách thửa đất)", MIDDLE, 490),
        *body(10, 800),
        line("Ea Hồ, ngày 12 tháng 01 năm 2020", 1400, 2280),
        centred("Người kê khai", 1800, 2360),
        centred("Lương Văn Nhân", 1800, 2780),
    )
    (found,) = documents([given], NOTHING)
    assert (found.type_name, found.subject) == ("Tờ khai", "Tờ khai tách thửa đất")
    assert (found.signer_name, found.signer_position) == ("Lương Văn Nhân", "Người kê khai")


def test_a_cover_by_another_hand_is_a_cover_with_the_organ_of_its_fonds():
    made = page(
        line("PHÔNG LƯU TRỮ UBND XÃ EA HỒ", 340, 350),
        line("Hộp số: 77 Hồ sơ số: 378", 340, 440),
        centred("BÌA HỒ SƠ", MIDDLE, 1210),
        centred("Ký hiệu: 000.00.20.H15-200203-0188", MIDDLE, 1390),
        centred("Tập tài liệu tách thửa đất, chủ hồ sơ: Lương Văn", MIDDLE, 1480),
        centred("Nhân", MIDDLE, 1570),
    )
    rows = [("Thời gian bắt đầu", "12/01/2020"), ("Thời gian kết thúc", "11/03/2020"), ("Số lượng tờ", "4")]
    rows.append(("Thời hạn lưu trữ", "20 năm"))
    cells = [
        cell(text, 340 + 1200 * column, 2140 + 80 * row, row, column)
        for row, pair in enumerate(rows)
        for column, text in enumerate(pair)
    ]
    found = cover((*made.lines, *cells))
    assert found is not None
    assert (found.title, found.organ) == (
        "Tập tài liệu tách thửa đất, chủ hồ sơ: Lương Văn Nhân",
        "ỦY BAN NHÂN DÂN XÃ EA HỒ",
    )
    assert (found.start, found.end, found.sheets, found.term) == ("2020-01-12", "2020-03-11", "4", "20 năm")
    assert found.code == "000.00.20.H15-200203-0188"


def test_the_number_and_date_of_an_incoming_mail_stamp_are_not_the_documents():
    made = decision()
    mark = [
        replace(line(text, 380, 120 + 40 * n), region="stamp")
        for n, text in enumerate(["CÔNG VĂN ĐẾN", "Số: 1234", "Ngày: 20/9/2018"])
    ]
    (found,) = documents([replace(made, lines=(*mark, *made.lines))], NOTHING)
    assert (found.code_number, found.code_notation, found.issued_date) == ("2576", "QĐ-UBND", "2018-09-11")


def test_a_stamp_that_was_not_known_as_one_does_not_give_its_number_either():
    made = decision()
    (found,) = documents([replace(made, lines=(line("Số: 1234", 380, 180), *made.lines))], NOTHING)
    assert (found.code_number, found.code_notation) == ("2576", "QĐ-UBND")


def test_a_party_paper_has_number_and_notation_the_other_way_round():
    given = page(
        *head(["TỈNH ỦY TIỀN GIANG", "*"], "Số 12-QĐ/TU", DATE, nation="ĐẢNG CỘNG SẢN VIỆT NAM"),
        centred("QUYẾT ĐỊNH", MIDDLE, 620),
        centred("Về công tác cán bộ", MIDDLE, 690),
        *body(8, 900),
        *foot(["- Lưu: VPTU."], ["T/M BAN THƯỜNG VỤ", "BÍ THƯ"], "Nguyễn Văn Danh", 2400),
    )
    (found,) = documents([given], NOTHING)
    assert (found.code_number, found.code_notation) == ("12", "QĐ/TU")
    assert (found.organ_name, found.place) == ("TỈNH ỦY TIỀN GIANG", "Tiền Giang")
    assert (found.type_name, found.signer_name) == ("Quyết định", "Nguyễn Văn Danh")


def test_joint_issuers_are_all_named():
    given = page(
        *head(["BỘ NỘI VỤ -", "BỘ TÀI CHÍNH"], "Số: 05/2016/TTLT-BNV-BTC", "Hà Nội, ngày 05 tháng 01 năm 2016"),
        centred("THÔNG TƯ LIÊN TỊCH", MIDDLE, 620),
        centred("Hướng dẫn mức lương", MIDDLE, 690),
        *body(8, 900),
    )
    (found,) = documents([given], NOTHING)
    assert found.organ_name == "BỘ NỘI VỤ - BỘ TÀI CHÍNH"
    assert (found.type_name, found.code_notation) == ("Thông tư liên tịch", "2016/TTLT-BNV-BTC")


@pytest.mark.parametrize("name", ["SAO Y", "SAO LỤC", "TRÍCH SAO"])
def test_the_certificate_of_a_copy_belongs_to_its_document_and_does_not_sign_it(name: str):
    certificate = page(
        together(centred("VĂN PHÒNG", 700, 240), centred(name, 1700, 240)),
        together(centred("Số: 15/SY-VP", 700, 470), centred("Tiền Giang, ngày 20 tháng 9 năm 2018", 1700, 470)),
        *foot(["- Lưu: VT."], ["CHÁNH VĂN PHÒNG"], "Lê Thị Hoa", 700),
        index=1,
    )
    (found,) = documents([decision(0), certificate], NOTHING)
    assert found.pages == (0, 1)
    assert (found.signer_name, found.signer_position) == ("Trần Thanh Đức", "KT. CHỦ TỊCH PHÓ CHỦ TỊCH")


def test_a_certificate_at_the_foot_of_the_last_page_does_not_sign_either():
    made = decision()
    below = page(
        together(centred("VĂN PHÒNG", 700, 3000), centred("SAO Y BẢN CHÍNH", 1700, 3000)),
        *foot(["- Lưu: VT."], ["CHÁNH VĂN PHÒNG"], "Lê Thị Hoa", 3080),
    )
    (found,) = documents([replace(made, lines=(*made.lines, *below.lines))], NOTHING)
    assert found.signer_name == "Trần Thanh Đức"


def test_an_annex_may_put_its_citation_in_brackets_of_its_own():
    first = decision(number="Số: ?G /QĐ-UBND", date="Tiền Giang, ngày tháng 9 năm 2018")
    second = page(
        centred("KẾ HOẠCH", MIDDLE, 300),
        centred("Ban hành kèm theo (Quyết định số 2576/QĐ-UBND ngày 11 tháng 9 năm 2018", MIDDLE, 380),
        *body(20, 600),
        index=1,
    )
    (found,) = documents([first, second], NOTHING)
    assert (found.code_number, found.issued_date) == ("2576", "2018-09-11")


def test_whoever_confirms_below_the_title_of_a_certificate_is_no_part_of_its_subject():
    given = page(
        *head(["ỦY BAN NHÂN DÂN", "XÃ EA HỒ"], "Số: 7/GCN-UBND", PLACE),
        centred("GIẤY CHỨNG NHẬN HỘ THOÁT NGHÈO", MIDDLE, 620),
        centred("ỦY BAN NHÂN DÂN XÃ EA HỒ XÁC NHẬN", MIDDLE, 690),
        *body(8, 900),
    )
    (found,) = documents([given], NOTHING)
    assert (found.type_name, found.subject) == ("Giấy chứng nhận", "Giấy chứng nhận hộ thoát nghèo")


def test_a_title_in_capitals_over_two_lines_is_one_and_ends_above_who_certifies():
    given = page(
        *head(["HUYỆN ỦY BÌNH LỤC", "ỦY BAN KIỂM TRA"], "Số: 403/GCN-UBKT", PLACE),
        centred("GIẤY CHỨNG NHẬN HOÀN THÀNH CHƯƠNG", MIDDLE, 620),
        centred("TRÌNH BỒI DƯỠNG ĐẢNG VIÊN MỚI", MIDDLE, 680),
        centred("ỦY BAN KIỂM TRA HUYỆN ỦY", MIDDLE, 770),
        *body(8, 900),
    )
    (found,) = documents([given], NOTHING)
    assert found.subject == "Giấy chứng nhận hoàn thành chương trình bồi dưỡng đảng viên mới"


def test_a_deputy_who_signs_for_the_head_is_that_heads_deputy_however_misread():
    made = [*body(6, 500), centred("KT. CHỦ TỊCH", 1850, 1500), centred("ĐÓ CHỦ TỊCH", 1850, 1556)]
    (found,) = documents([page(*made, centred("Trần Thanh Đức", 1850, 1980))], NOTHING)
    assert (found.signer_name, found.signer_position) == ("Trần Thanh Đức", "KT. CHỦ TỊCH PHÓ CHỦ TỊCH")


@pytest.mark.parametrize(("read", "name"), [("Le Mỹ Dung", "Lê Mỹ Dung"), ("- “Trần Kim Diễm", "Trần Kim Diễm")])
def test_a_family_name_gets_its_marks_and_strokes_before_it_are_left_out(read: str, name: str):
    made = [*body(6, 500), centred("CHỦ TỊCH", 1850, 1500), centred(read, 1850, 1900)]
    assert documents([page(*made)], NOTHING)[0].signer_name == name


def test_the_name_of_a_department_is_written_as_the_law_writes_it():
    given = page(
        *head(["ỦY BAN NHÂN DÂN HUYỆN BA TRI", "PHONG TAI NGUYEN VÀ MÔI TRƯỜNG"], "Số: 12/TB-TNMT", DATE),
        centred("THÔNG BÁO", MIDDLE, 620),
        *body(8, 900),
    )
    assert documents([given], NOTHING)[0].organ_name == "PHÒNG TÀI NGUYÊN VÀ MÔI TRƯỜNG"


def weak(made: OcrPage, text: str, confidence: float) -> OcrPage:
    """The page on which the words of ``text`` were hardly read."""
    lines = [
        replace(
            one,
            words=tuple(
                replace(word, confidence=confidence) if word.text.strip(",.") in text.split() else word
                for word in one.words
            ),
        )
        for one in made.lines
    ]
    return replace(made, lines=tuple(lines))


def paper(place: str, commune: str, index: int = 0) -> OcrPage:
    return page(
        *head(["ỦY BAN NHÂN DÂN", f"XÃ {commune}"], "Số: 7/KH-UBND", f"{place}, ngày 03 tháng 02 năm 2020"),
        centred("KẾ HOẠCH", MIDDLE, 620),
        *body(8, 900),
        index=index,
    )


def test_a_place_that_was_hardly_read_is_the_unit_that_its_organ_names():
    (found,) = documents([weak(paper("Kứm Chính", "KIM CHÍNH"), "Kứm", 0.3)], NOTHING)
    assert (found.place, found.organ_name) == ("Kim Chính", "ỦY BAN NHÂN DÂN XÃ KIM CHÍNH")


def test_two_places_that_were_both_read_well_stay_two():
    found = documents([paper("Tân Lân", "TÂN LÂN", 0), paper("Tân Lập", "TÂN LẬP", 1)], NOTHING)
    assert [one.place for one in found] == ["Tân Lân", "Tân Lập"]
    assert found[1].organ_name == "ỦY BAN NHÂN DÂN XÃ TÂN LẬP"


def test_pages_in_the_middle_of_a_document_that_cite_another_begin_no_new_one():
    assert [one.pages for one in documents([decision(0), annex(1), annex(2, number="9")], NOTHING)] == [(0, 1, 2)]


@pytest.mark.parametrize(
    ("read", "number", "notation"),
    [
        ("S6: 81/BC-UBND", "81", "BC-UBND"),
        ("Số: 240 KH-UBND", "240", "KH-UBND"),
        ("Số: 2/9 /TTr-UBND", None, "TTr-UBND"),
        ("Số: 173/BCUBND", "173", "BC-UBND"),
        ("Số: 61/2018/NĐ-CP", "61", "2018/NĐ-CP"),
        ("Số:      /KH-UBND", None, "KH-UBND"),
        ("Số 3501-CV TU", "3501", "CV/TU"),
        ("Số 16/27/ -BC/ĐUK", None, "BC/ĐUK"),
        ("Số 141 -CV/ĐĐU", "141", "CV/ĐU"),
        ("Số //27/ -BC/ĐUK", None, "BC/ĐUK"),
        ("Số: 32/2ổ", None, None),
        ("Số: /23Z/ /TTr-SKHCN", None, "TTr-SKHCN"),
        ("Số: /2.546/BC-SKHCN", None, "BC-SKHCN"),
        ("Số : 105 CV/UBND", "105", "CV/UBND"),
        ("Số: 30 QĐ.UB", "30", "QĐ.UB"),
        ("Số: 12/GM-UBND_", "12", "GM-UBND"),
        ("Số: 43 /BB/UBND", "43", "BB/UBND"),
        ("Số: QĐ-UBND", None, "QĐ-UBND"),
        ("Số: 12 xa-ỦY", None, None),
        ("Số ;ớ/ /QĐ.UB", None, "QĐ.UB"),
        ("Số: /Z//GM-UB", None, "GM-UB"),
        ("Số: 22/2/22 /CAT-PV01", None, "CAT-PV01"),
        ("Số: 12 /TTr-CAT(PC04)", "12", "TTr-CAT(PC04)"),
        ("Số: 12 /TIr- CAT(PA05)", "12", "TTr-CAT(PA05)"),
        ("Số: 12/C04-Pó", "12", "C04-P6"),
        ("Số 12 -CV/B&PTTH", "12", "CV/B&PTTH"),
    ],
)
def test_slashes_and_hyphens_that_were_not_read_are_put_back(read, number, notation):
    made = page(*head(["ỦY BAN NHÂN DÂN", "XÃ QUAN LẠN"], read, "Quan Lạn, ngày 15 tháng 3 năm 2016"), *body(8, 900))
    (found,) = documents([made], Known())
    assert (found.code_number, found.code_notation) == (number, notation)
    assert found.organ_name == "ỦY BAN NHÂN DÂN XÃ QUAN LẠN"


def test_about_in_the_middle_of_the_page_makes_no_letter_of_a_paper_whose_title_was_lost():
    lines = [
        *head(["ỦY BAN NHÂN DÂN", "HUYỆN VẠN NINH"], "Số: 12/BB-UBND", DATE),
        centred("Về việc giao nhận mốc giới", 1240, 700),
        *body(4, 820),
    ]
    (found,) = documents([page(*lines)], NOTHING)
    assert found.type_name == "Biên bản"


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("QUYẾT ĐỊNH CỦA UỶ BAN NHÂN DÂN TỈNH HÀ TÂY", "Quyết định"),
        ("KẾT LUẬN THANH TRA", "Kết luận"),
    ],
)
def test_whose_paper_it_is_and_what_it_concludes_are_no_part_of_its_subject(title: str, kind: str):
    made = page(
        *head(["UỶ BAN NHÂN DÂN", "TỈNH HÀ TÂY"], "Số: 27/QĐ-UBND", DATE),
        centred(title, MIDDLE, 620),
        centred("V/v trợ cấp cứu đói giáp hạt", MIDDLE, 690),
        *body(8, 900),
    )
    (found,) = documents([made], NOTHING)
    assert (found.type_name, found.subject) == (kind, "V/v trợ cấp cứu đói giáp hạt")


def test_a_subject_that_begins_small_and_stands_aside_lost_its_mark():
    """As wide as "V/v " is what a stamp took: the rest stands half of that to the right."""
    whole = centred("V/v tăng cường phòng ngừa tội phạm", MIDDLE, 690)
    left = replace(whole, words=whole.words[1:])
    lines = [
        *head(["CÔNG AN TỈNH", "SƠN LA"], "Số: 4/CT-CAT", DATE),
        centred("CHỈ THỊ", MIDDLE, 620),
        left,
        *body(8, 900),
    ]
    (found,) = documents([page(*lines)], NOTHING)
    assert found.subject == "V/v tăng cường phòng ngừa tội phạm"
    assert found.evidence["subject"].confidence <= 0.8


def test_the_subject_below_a_title_into_which_dirt_was_read_stands_over_the_text():
    title = centred("KẾ HOẠCH", MIDDLE, 620)
    last = title.words[-1]
    wide = replace(title, words=(*title.words[:-1], replace(last, box=(*last.box[:2], last.box[2] + 300, last.box[3]))))
    lines = [*head(["ỦY BAN NHÂN DÂN", "XÃ EA HỒ"], "Số: 4/KH-UBND", DATE), wide]
    lines += [centred("Ngày hội Đại đoàn kết toàn dân tộc", MIDDLE, 690), *body(8, 900)]
    (found,) = documents([page(*lines)], NOTHING)
    assert found.subject == "Ngày hội Đại đoàn kết toàn dân tộc"


def test_regular_print_below_a_bold_subject_is_the_body():
    made = page(
        *head(["ỦY BAN NHÂN DÂN", "TỈNH TIỀN GIANG"], "Số: 27/BB-UBND", DATE),
        centred("BIÊN BẢN", MIDDLE, 620),
        centred("Về việc giao nhận mốc giới †1", MIDDLE, 690),
        centred("Thành phần dự họp gồm có các ông, bà sau đây:", MIDDLE, 750),
        *body(8, 900),
    )
    bold = [replace(one, bold="Về việc" in one.text or "BIÊN" in one.text) for one in made.lines]
    (found,) = documents([replace(made, lines=tuple(bold))], NOTHING)
    assert found.subject == "Về việc giao nhận mốc giới 1"


def test_the_year_that_alone_stands_in_the_second_line_of_a_covers_title_belongs_to_it():
    found = cover(
        [
            centred("HỒ SƠ", MIDDLE, 800),
            centred("Tập lưu công văn đi của UBND xã Anh Sơn Đông quý IV năm", MIDDLE, 950),
            centred("2026", MIDDLE, 1030),
            centred("Từ ngày 22/08/2026 đến ngày 31/10/2026", MIDDLE, 1200),
            line("Phông số: 57", 340, 2200),
            line("Mục lục số: 05", 340, 2280),
        ]
    )
    assert found is not None
    assert found.title == "Tập lưu công văn đi của UBND xã Anh Sơn Đông quý IV năm 2026"


def test_an_apostrophe_that_was_read_in_one_place_belongs_to_the_name():
    found = documents([paper("DRan", "DRAN", 0), paper("D'Ran", "DRAN", 1), paper("DRan", "D'RAN", 2)], NOTHING)
    assert {one.place for one in found} == {"D'Ran"}
    assert {one.organ_name for one in found} == {"ỦY BAN NHÂN DÂN XÃ D'RAN"}


@pytest.mark.parametrize(
    ("read", "notation"),
    [
        ("Số: 4220/Qb-UBND", "QĐ-UBND"),
        ("Số: 4220/QĐI-UBND", "QĐ-UBND"),
        ("Số: 4220/QĐBGDĐT", "QĐ-BGDĐT"),
        ("Số: 4220/2022/QĐBGDĐT", "2022/QĐ-BGDĐT"),
    ],
)
def test_one_misread_sign_of_a_notation_is_put_right_by_the_title_and_less_sure(read: str, notation: str):
    (found,) = documents([decision(number=read)], NOTHING)
    assert (found.code_number, found.code_notation) == ("4220", notation)
    assert 0.9 < found.evidence["code_notation"].confidence <= 0.92


def test_the_abbreviation_of_a_board_is_none_of_a_kind_misread():
    given = page(
        *head(["HIỆP HỘI CÂY CẢNH", "BAN CHẤP HÀNH"], "Số: 12/BCH-K4", DATE),
        centred("BÁO CÁO", MIDDLE, 620),
        *body(8, 900),
    )
    (found,) = documents([given], NOTHING)
    assert found.code_notation == "BCH-K4"


@pytest.mark.parametrize("read", ["VIv phê duyệt kết quả", "V/W phê duyệt kết quả", "V/v phê duyệt kết quả"])
def test_the_mark_before_a_subject_is_put_right_below_a_title_too(read: str):
    given = page(
        *head(["ỦY BAN NHÂN DÂN TỈNH", "TIỀN GIANG"], "Số: 12/QĐ-UBND", DATE),
        centred("QUYẾT ĐỊNH", MIDDLE, 620),
        centred(read, MIDDLE, 690),
        *body(8, 900),
    )
    (found,) = documents([given], NOTHING)
    assert found.subject == "V/v phê duyệt kết quả"


def test_a_notation_without_an_abbreviation_of_the_law_stays_as_it_is():
    (other,) = documents([decision(number="Số: 4220/SGTVT-QLCL")], NOTHING)
    assert other.code_notation == "SGTVT-QLCL"


def test_the_notation_of_a_party_paper_is_confirmed_by_title_and_organ():
    given = page(
        *head(["THÀNH ỦY HẢI PHÒNG", "*"], "Số 09-TTr/TU", DATE, nation="ĐẢNG CỘNG SẢN VIỆT NAM"),
        centred("TỜ TRÌNH", MIDDLE, 620),
        centred("Về việc xin điều chỉnh dự toán", MIDDLE, 690),
        *body(8, 900),
    )
    (found,) = documents([given], NOTHING)
    assert found.code_notation == "TTr/TU"
    assert found.evidence["code_notation"].confidence >= 0.98


@pytest.mark.parametrize(
    ("read", "notation"), [("BC-UBRD", "BC-UBND"), ("BC-UBND", "BC-UBND"), ("BC-STND", "BC-STND"), ("BC-VP", "BC-VP")]
)
def test_one_misread_letter_of_the_organ_in_a_notation_is_put_right(read: str, notation: str):
    given = page(
        *head(["ỦY BAN NHÂN DÂN", "XÃ SƠN NGUYÊN"], f"Số: 372/{read}", DATE),
        centred("BÁO CÁO", MIDDLE, 620),
        *body(8, 900),
    )
    (found,) = documents([given], NOTHING)
    assert found.code_notation == notation
    assert (found.evidence["code_notation"].confidence >= 0.9) is (read == notation)


@pytest.mark.parametrize("read", ["Số Ì2#-TTr/TU", "Số -TTr/TU", "Số 12b-TTr/TU"])
def test_the_notation_of_a_party_paper_is_known_though_its_number_was_misread(read: str):
    given = page(
        *head(["TỈNH ỦY DAK LAK", "*"], read, "Đắk Lắk, ngày 06 tháng 9 năm 2013", nation="ĐẢNG CỘNG SẢN VIỆT NAM"),
        centred("TỜ TRÌNH", MIDDLE, 620),
        centred("Về việc xin điều chỉnh dự toán", MIDDLE, 690),
        *body(8, 900),
    )
    (found,) = documents([given], NOTHING)
    assert found.code_number == ("12b" if "12b" in read else None)
    assert (found.code_notation, found.organ_name) == ("TTr/TU", "TỈNH ỦY ĐẮK LẮK")


def test_a_notation_of_another_kind_than_the_title_is_never_sure():
    (found,) = documents([decision(number="Số: 4220/QC-UBND")], NOTHING)
    assert found.code_notation == "QC-UBND"
    assert found.evidence["code_notation"].confidence < 0.9


def test_the_province_of_ha_tinh_keeps_its_name():
    given = page(
        *head(["ỦY BAN NHÂN DÂN", "TỈNH HÀ TĨNH"], "Số: 5831/UBND-NC", "Hà Tĩnh, ngày 19 tháng 3 năm 2019"),
        line("V/W báo giá vật liệu", 600, 540),
        *body(8, 900),
    )
    (found,) = documents([given], NOTHING)
    assert (found.organ_name, found.place) == ("ỦY BAN NHÂN DÂN TỈNH HÀ TĨNH", "Hà Tĩnh")
    assert found.subject == "V/v báo giá vật liệu"


def test_the_number_of_a_party_paper_stands_below_the_star():
    given = page(
        together(centred("TỈNH ỦY QUẢNG NINH", 700, 240), centred("ĐẢNG CỘNG SẢN VIỆT NAM", 1700, 240)),
        centred("Quảng Ninh, ngày 30 tháng 7 năm 2016", 1700, 330),
        centred("Số 33T -TTr/TU", 700, 380),
        centred("TỜ TRÌNH", MIDDLE, 620),
        *body(8, 900),
    )
    (numbered,) = [one for one in given.lines if "TTr" in one.text]
    assert numbered.region == "letterhead"
