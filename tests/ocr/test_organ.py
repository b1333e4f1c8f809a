"""Whose name in a letterhead is the issuer's and whose its superior's (NĐ 30/2020, PL I, II.2)."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from archive.records import Known, Line, OcrPage
from ocr.document import documents
from ocr.organ import issuer
from tests.ocr.papers import NATION, body, centred, head, line, page, together
from tests.ocr.test_document import MIDDLE


def block(*rows: tuple[str, bool | None], confidence: float = 0.99) -> list[Line]:
    return [
        replace(line(text, 300, 240 + 60 * at, confidence), region="letterhead", bold=bold)
        for at, (text, bold) in enumerate(rows)
    ]


def said(lines: Sequence[Line], slip: bool = False) -> tuple[str | None, str | None]:
    organ, parent = issuer(lines, slip)
    return organ and organ.text, parent and parent.text


DEPARTMENT = "PHÒNG TÀI NGUYÊN VÀ MÔI TRƯỜNG"


@pytest.mark.parametrize(
    ("rows", "organ", "parent"),
    [
        (
            [("ỦY BAN NHÂN DÂN", False), ("HUYỆN BA TRI", True), (DEPARTMENT, True)],
            f"HUYỆN BA TRI {DEPARTMENT}",
            "ỦY BAN NHÂN DÂN",
        ),
        (
            [("ỦY BAN NHÂN DÂN", False), ("HUYỆN BA TRI", False), (DEPARTMENT, True)],
            DEPARTMENT,
            "ỦY BAN NHÂN DÂN HUYỆN BA TRI",
        ),
        (
            [("TỈNH ĐẮK LẮK", False), ("SỞ NÔNG NGHIỆP VÀ MÔI TRƯỜNG", True), ("CHI CỤC KIỂM LÂM", True)],
            "SỞ NÔNG NGHIỆP VÀ MÔI TRƯỜNG CHI CỤC KIỂM LÂM",
            "TỈNH ĐẮK LẮK",
        ),
        ([("TỈNH ỦY TIỀN GIANG", False), ("BAN TỔ CHỨC", True), ("*", None)], "BAN TỔ CHỨC", "TỈNH ỦY TIỀN GIANG"),
        ([("BỘ NỘI VỤ -", True), ("BỘ TÀI CHÍNH", True)], "BỘ NỘI VỤ - BỘ TÀI CHÍNH", None),
        ([("ĐẠI HỌC QUỐC GIA", False), ("PHÂN HIỆU BẾN TRE", True)], "PHÂN HIỆU BẾN TRE", "ĐẠI HỌC QUỐC GIA"),
        (
            [("PHÒNG GIÁO DỤC VÀ ĐÀO TẠO", False), ("TRƯỜNG TRUNG HỌC CƠ SỞ", True), ("TÔ HIỆU", True)],
            "TRƯỜNG TRUNG HỌC CƠ SỞ TÔ HIỆU",
            "PHÒNG GIÁO DỤC VÀ ĐÀO TẠO",
        ),
        (
            [("PHÒNG GIÁO DỤC VÀ ĐÀO TẠO", True), ("TRƯỜNG TRUNG HỌC CƠ SỞ", True), ("TÔ HIỆU", True)],
            "TRƯỜNG TRUNG HỌC CƠ SỞ TÔ HIỆU",
            "PHÒNG GIÁO DỤC VÀ ĐÀO TẠO",
        ),
        ([("BỘ Y TẾ", False), ("NHÀ MÁY DƯỢC SỐ MỘT", True)], "NHÀ MÁY DƯỢC SỐ MỘT", "BỘ Y TẾ"),
        ([("ỦY BAN NHÂN DÂN", True), ("TỈNH TIỀN GIANG", True)], "ỦY BAN NHÂN DÂN TỈNH TIỀN GIANG", None),
    ],
)
def test_the_bold_lines_below_the_regular_ones_name_the_issuer(
    rows: list[tuple[str, bool | None]], organ: str, parent: str | None
):
    assert said(block(*rows)) == (organ, parent)


@pytest.mark.parametrize("weights", [(None, None), (True, True), (False, False), (True, False)])
def test_where_weights_do_not_part_two_names_the_last_is_the_issuers(weights: tuple[bool | None, bool | None]):
    rows = zip(("SỞ NÔNG NGHIỆP VÀ MÔI TRƯỜNG", "CHI CỤC KIỂM LÂM"), weights, strict=True)
    assert said(block(*rows)) == ("CHI CỤC KIỂM LÂM", "SỞ NÔNG NGHIỆP VÀ MÔI TRƯỜNG")


def test_of_two_names_in_one_bold_the_issuer_is_not_sure():
    names = ("SỞ NÔNG NGHIỆP VÀ MÔI TRƯỜNG", "CHI CỤC KIỂM LÂM")
    sure, _ = issuer(block(*zip(names, (False, True), strict=True), confidence=1.0))
    unsure, _ = issuer(block(*zip(names, (True, True), strict=True), confidence=1.0))
    assert sure and unsure and unsure.confidence < 0.9 < sure.confidence


def test_a_weight_misread_does_not_tear_a_name_apart():
    assert said(block(("ỦY BAN NHÂN DÂN", False), ("XÃ EA KPAM", True))) == ("ỦY BAN NHÂN DÂN XÃ EA KPAM", None)


@pytest.mark.parametrize("desk", ["BỘ PHẬN TIẾP NHẬN VÀ TRẢ KẾT QUẢ", "TỔ MỘT CỬA"])
def test_the_desk_of_a_slip_is_not_the_issuer_though_it_alone_is_bold(desk: str):
    rows = [("ỦY BAN NHÂN DÂN XÃ AN THỦY", False), (desk, True)]
    assert said(block(*rows), slip=True) == ("ỦY BAN NHÂN DÂN XÃ AN THỦY", None)


def test_what_was_hardly_read_above_the_issuer_is_no_superior():
    lines = [*block(("VỆ NỮ HUYỆN", False), confidence=0.4), *block(("", None), ("SỞ NỘI VỤ", True))[1:]]
    assert said(lines) == ("SỞ NỘI VỤ", None)


def test_a_province_read_without_its_marks_has_them():
    rows = [("TỈNH KHANH HOA", False), ("SỞ NỘI VỤ", True)]
    assert said(block(*rows)) == ("SỞ NỘI VỤ", "TỈNH KHÁNH HÒA")


def test_a_district_before_its_department_stays_apart_from_it_and_names_the_place():
    made = page(
        *head(["ỦY BAN NHÂN DÂN", "HUYỆN BA TRI"], "Số: 12/TB-TNMT", "Ba Tri, ngày 03 tháng 02 năm 2020"),
        centred("PHONG TAI NGUYEN VÀ MÔI TRƯỜNG", 700, 364),
        centred("THÔNG BÁO", MIDDLE, 620),
        *body(8, 900),
    )
    weights = {"ỦY BAN NHÂN DÂN": False, "HUYỆN BA TRI": True, "PHONG TAI NGUYEN VÀ MÔI TRƯỜNG": True}
    lines = tuple(replace(one, bold=weights.get(one.text)) for one in made.lines)
    (found,) = documents([OcrPage(made.page, lines, 0.99)], Known())
    assert (found.organ_name, found.organ_parent) == (f"HUYỆN BA TRI {DEPARTMENT}", "ỦY BAN NHÂN DÂN")
    assert (found.place, found.code_notation) == ("Ba Tri", "TB-TNMT")
    assert found.evidence["organ_parent"].box is not None


def test_a_unit_whose_name_ends_in_a_number_keeps_it():
    assert said(block(("ỦY BAN NHÂN DÂN", True), ("XÃ ĐẠI ÂN 2", True))) == ("ỦY BAN NHÂN DÂN XÃ ĐẠI ÂN 2", None)
    committee = block(("TỈNH TÂY NINH", False), ("BAN CHỈ ĐẠO 138", True))
    assert said(committee)[0] == "BAN CHỈ ĐẠO 138"
    assert said(block(("SỞ NỘI VỤ 2", True)))[0] == "SỞ NỘI VỤ"


def test_a_commune_called_phong_is_not_taken_for_a_department():
    rows = head(["ỦY BAN NHÂN DÂN", "XÃ TÂN PHONG"], "Số: 12/BC-UBND", "Tân Phong, ngày 05 tháng 8 năm 2021")
    papers = [page(*rows, centred("BÁO CÁO", MIDDLE, 620), *body(8, 900), index=index) for index in (0, 1)]
    assert {one.organ_name for one in documents(papers, Known())} == {"ỦY BAN NHÂN DÂN XÃ TÂN PHONG"}


def test_a_desk_with_a_space_read_within_a_word_is_still_no_issuer():
    rows = [("ỦY BAN NHÂN DÂN", True), ("XÃ CHIỀNG HOA", True), ("TR UNG TÂM PHỤC VỤ", True), ("HÀNH CHÍNH CÔNG", True)]
    assert said(block(*rows), slip=True)[0] == "ỦY BAN NHÂN DÂN XÃ CHIỀNG HOA"


def test_one_of_several_schools_keeps_its_number_and_another_the_name_of_whom_it_honours():
    school = ("TRƯỜNG TRUNG HỌC PHÔ", True), ("THÔNG", True)
    assert said(block(*school, ("SỐ 2 PHÙ CÁT", True))) == ("TRƯỜNG TRUNG HỌC PHỔ THÔNG SỐ 2 PHÙ CÁT", None)
    assert said(block(*school, ("NGUYÊN CÔNG TRỨ", True))) == ("TRƯỜNG TRUNG HỌC PHỔ THÔNG NGUYỄN CÔNG TRỨ", None)
    assert said(block(("ỦY BAN NHÂN DÂN", True), ("TỈNH THÁI NGUYÊN", True)))[0] == "ỦY BAN NHÂN DÂN TỈNH THÁI NGUYÊN"


def test_a_word_of_the_left_block_that_was_read_with_the_national_name_stays_left():
    made = page(
        line("ỦY BAN NHÂN DÂN TỈNH", 340, 240),
        line("SƠN", 700, 302),
        line("SỞ GIÁO DỤC VÀ ĐÀO", 400, 364),
        line("TẠO", 980, 364),
        line("Số: 265/GP-SGDĐT", 500, 470),
        line("Lạng Sơn, ngày 04 tháng 4 năm 2024", 1400, 470),
        *body(8, 900),
    )
    nation = line(f"LẠNG {NATION}", 990, 240)
    lines = (made.lines[0], replace(nation, region="letterhead"), *made.lines[1:])
    (found,) = documents([replace(made, lines=lines)], Known())
    assert found.organ_name == "SỞ GIÁO DỤC VÀ ĐÀO TẠO"


@pytest.mark.parametrize(
    ("read", "organ"),
    [
        ("PHÒNG VĂN HÓA-XÃHỘI", "PHÒNG VĂN HÓA - XÃ HỘI"),
        ("TRƯƠNG TRUNG HỌC PHỔỐ THÔNG LÊ LỢI", "TRƯỜNG TRUNG HỌC PHỔ THÔNG LÊ LỢI"),
        ("TRƯỜNG PHỔ THÔNG DÂN TỘC BẢN TRU TIỂU HỌC VÀ THCS VĂN LĂNG",) * 2,
        ("TRƯỜNG PHỔ THÔNG DÂN TỘC NỘI TRÚ HUYỆN BA TRI",) * 2,
        ("TRƯỜNG TIỂU HỌC VÀ THCS ĐẠ TẺH 2",) * 2,
        ("UỶ BAN NHÂN DÂN XÃ NINH HOÀ",) * 2,
        ("UY BAN NHÂN DÂN XÃ NINH HOÀ", "ỦY BAN NHÂN DÂN XÃ NINH HOÀ"),
        ("CỤC THUẾ TỈNH TỈNH BẮC NINH", "CỤC THUẾ TỈNH BẮC NINH"),
        ("CONG AN XÃ HƯỚNG PHÙNG", "CÔNG AN XÃ HƯỚNG PHÙNG"),
    ],
)
def test_set_wording_of_a_name_is_written_as_the_law_writes_it(read: str, organ: str):
    organ = organ.replace("BẢN TRU", "BÁN TRÚ")
    assert said(block((read, True)))[0] == organ


@pytest.mark.parametrize(
    ("name", "sure"),
    [
        ("ỦY BAN NHÂN DÂN TRÀ VINH", False),
        ("ỦY BAN NHÂN DÂN TỈNH TRÀ VINH", True),
        ("PHÒNG LAO ĐỘNG - THƯƠNG VÀ XÃ HỘI", False),
        ("PHÒNG LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI", True),
        ("TRƯỜNG PHỔ THÔNG DÂN TỘC TIỂU HỌC VÀ THCS VĂN LĂNG", False),
        ("TRƯỜNG PHỔ THÔNG DÂN TỘC BÁN TRÚ TIỂU HỌC VÀ THCS VĂN LĂNG", True),
        ("PHÒNG NHẠC", True),
    ],
)
def test_a_name_of_which_a_word_is_lost_is_never_sure(name: str, sure: bool):
    found, _ = issuer(block((name, True), confidence=0.999))
    assert found and (found.confidence >= 0.9) is sure


@pytest.mark.parametrize("name", ["TỈNH ỦY ĐẮK LẮK", "SỞ GIÁO DỤC VÀ ĐÀO TẠO", "BAN TỔ CHỨC"])
def test_set_wording_all_of_whose_letters_were_read_is_sure(name: str):
    found, _ = issuer(block((name, True), confidence=0.8))
    assert found and found.confidence >= 0.9


def test_what_stands_behind_set_wording_is_no_part_of_it():
    found, _ = issuer([*block(("SỞ GIAO THÔNG VẬN TẢI", True)), *block(("", True), ("SƠ", True), confidence=0.6)[1:]])
    assert found and found.confidence < 0.9


def test_a_stroke_before_a_name_that_was_taken_for_a_letter_is_left_out():
    (name,) = block(("Ì ỦY BAN NHÂN DÂN XÃ AN THỦY", True))
    read = replace(name, words=(replace(name.words[0], confidence=0.12), *name.words[1:]))
    assert said([read])[0] == "ỦY BAN NHÂN DÂN XÃ AN THỦY"


@pytest.mark.parametrize(("read", "bold"), [("AN", True), ("LAN", True), ("VÀN.", True), ("AN -", None)])
def test_the_last_word_of_a_province_in_a_line_of_its_own_is_no_part_of_the_issuer(read: str, bold: bool | None):
    rows = [("ỦY BAN NHÂN DÂN TỈNH NGHỆ", False), (read, bold), ("SỞ Y TẾ", True)]
    assert said(block(*rows)) == ("SỞ Y TẾ", "ỦY BAN NHÂN DÂN TỈNH NGHỆ AN")


def test_a_short_line_below_a_whole_name_is_the_issuers():
    rows = [("ỦY BAN NHÂN DÂN TỈNH NGHỆ AN", False), ("BAN", True), ("DÂN TỘC", True)]
    assert said(block(*rows)) == ("BAN DÂN TỘC", "ỦY BAN NHÂN DÂN TỈNH NGHỆ AN")


def test_small_letters_and_the_first_word_of_quoc_hieu_are_no_part_of_an_organ():
    rows = [("VIỆN KIỂM SÁT NHÂN DÂN", True), ("lệ TỈNH BÌNH THUẬN", True)]
    assert said(block(*rows))[0] == "VIỆN KIỂM SÁT NHÂN DÂN TỈNH BÌNH THUẬN"
    rows = [("ỦY BAN NHÂN DÂN CỘNG:", True), ("PHƯỜNG SƠN QUI", True)]
    assert said(block(*rows))[0] == "ỦY BAN NHÂN DÂN PHƯỜNG SƠN QUI"
    assert said(block(("ỦY BAN NHÂN DÂN THỊ XÃ GÒ CÔNG", True)))[0] == "ỦY BAN NHÂN DÂN THỊ XÃ GÒ CÔNG"
    assert said(block(("TRUNG TÂM HÀNH CHÍNH CÔNG CỘNG", True)))[0] == "TRUNG TÂM HÀNH CHÍNH CÔNG CỘNG"


def test_print_that_was_read_twice_is_told_once():
    first, second = block(("VIỆN KIỂM SÁT NHÂN DÂN", True), ("TỈNH BÌNH THUẬN", True))
    over = replace(line("INH BÌNH THUẬN", second.box[0] + 30, second.box[1], 0.7), region="letterhead", bold=True)
    assert said([first, over, second])[0] == "VIỆN KIỂM SÁT NHÂN DÂN TỈNH BÌNH THUẬN"
    assert said([first, second])[0] == "VIỆN KIỂM SÁT NHÂN DÂN TỈNH BÌNH THUẬN"


def test_joint_issuers_are_named_both_though_the_dash_hangs_on_a_word():
    rows = [("BẢO HIỂM XÃ HỘI TỈNH-", True), ("LIÊN ĐOÀN LAO ĐỘNG TỈNH", True)]
    assert said(block(*rows))[0] == "BẢO HIỂM XÃ HỘI TỈNH - LIÊN ĐOÀN LAO ĐỘNG TỈNH"


def test_the_number_below_an_organ_of_many_lines_is_found_and_the_organ_whole():
    left = ["ỦY BAN MTTQ VIỆT NAM", "TỈNH VĨNH LONG", "ỦY BAN MẶT", "TRẬN TỔ QUỐC", "VIỆT NAM XÃ", "TÂN LONG HỘI"]
    right = {0: NATION, 1: "Độc lập - Tự do - Hạnh phúc", 3: "Tân Long Hội, ngày 24 tháng 7 năm 2026"}
    rows = []
    for at, text in enumerate(left):
        rows.append(replace(centred(text, 700, 240 + 62 * at), bold=at > 1))
        if at in right:
            rows.append(centred(right[at], 1700, 240 + 62 * at))
    given = page(*rows, centred("Số: 253/TTr-MTTQ", 700, 640), centred("TỜ TRÌNH", MIDDLE, 760), *body(8, 900))
    (found,) = documents([given], Known())
    assert (found.code_number, found.code_notation) == ("253", "TTr-MTTQ")
    assert found.organ_name == "ỦY BAN MẶT TRẬN TỔ QUỐC VIỆT NAM XÃ TÂN LONG HỘI"


def test_the_last_line_of_an_organ_beside_the_date_is_the_organs():
    given = page(
        together(centred("ỦY BAN MTTQ VIỆT NAM", 700, 240), centred(NATION, 1700, 240)),
        together(centred("ỦY BAN MẶT TRẬN TỔ QUỐC", 700, 302), centred("Độc lập - Tự do - Hạnh phúc", 1700, 302)),
        together(centred("VIỆT NAM XÃ PHONG HÒA", 700, 364), centred("Phong Hòa, ngày 29 tháng 7 năm 2025", 1480, 364)),
        centred("Số: 21/GM-MTTQ", 700, 430),
        centred("GIẤY MỜI", MIDDLE, 560),
        *body(8, 900),
    )
    (found,) = documents([given], Known())
    assert found.organ_name is not None and found.organ_name.endswith("TỔ QUỐC VIỆT NAM XÃ PHONG HÒA")
    assert (found.place, found.issued_date, found.code_number) == ("Phong Hòa", "2025-07-29", "21")


def test_a_paper_of_the_youth_union_has_its_name_for_quoc_hieu():
    given = page(
        together(centred("BCH ĐOÀN TỈNH QUẢNG NINH", 700, 240), centred("ĐOÀN TNCS HỒ CHÍ MINH", 1700, 240)),
        centred("***", 700, 302),
        together(centred("Số: 263-KH/TĐTN", 700, 364), centred("Quảng Ninh, ngày 09 tháng 3 năm 2024", 1700, 364)),
        centred("KẾ HOẠCH", MIDDLE, 520),
        centred("Thu gom pin, đổi rác lấy quà", MIDDLE, 590),
        *body(8, 900),
    )
    (found,) = documents([given], Known())
    assert (found.organ_name, found.code_number) == ("BCH ĐOÀN TỈNH QUẢNG NINH", "263")
    assert (found.place, found.issued_date, found.type_name) == ("Quảng Ninh", "2024-03-09", "Kế hoạch")


def test_the_youth_union_on_the_left_is_an_organ():
    given = page(*head(["ĐOÀN TNCS HỒ CHÍ MINH", "TRƯỜNG THPT LÊ LỢI"], "Số: 7/KH-ĐTN", PLACED), *body(8, 900))
    (found,) = documents([given], Known())
    assert found.organ_name is not None and "LÊ LỢI" in found.organ_name


PLACED = "Hà Nội, ngày 05 tháng 01 năm 2020"


def test_a_word_lost_inside_set_wording_is_put_back_and_never_sure():
    found, _ = issuer(block(("BẢO XÃ HỘI", True), ("TỈNH THÁI NGUYÊN", True), confidence=1.0))
    assert found and (found.text, found.confidence < 0.9) == ("BẢO HIỂM XÃ HỘI TỈNH THÁI NGUYÊN", True)


def test_a_society_below_its_committee_is_the_issuer_and_a_board_goes_on_with_whose_it_is():
    assert said(block(("UBND TỈNH AN BÌNH", None), ("HIỆP HỘI CÂY CẢNH AN BÌNH", None))) == (
        "HIỆP HỘI CÂY CẢNH AN BÌNH",
        "ỦY BAN NHÂN DÂN TỈNH AN BÌNH",
    )
    assert said(block(("BAN CHẤP HÀNH", None), ("HIỆP HỘI CÂY CẢNH AN BÌNH", None)))[0] == (
        "BAN CHẤP HÀNH HIỆP HỘI CÂY CẢNH AN BÌNH"
    )


def test_two_words_of_quoc_hieu_behind_a_committee_are_no_part_of_it_but_a_commune_may_be_called_so():
    rows = (("ỦY BAN NHÂN DÂN CỘNG HÒA", None), ("TỈNH AN BÌNH", None))
    assert said(block(*rows))[0] == "ỦY BAN NHÂN DÂN TỈNH AN BÌNH"
    assert said(block(("ỦY BAN NHÂN DÂN PHƯỜNG CỘNG HÒA", None)))[0] == "ỦY BAN NHÂN DÂN PHƯỜNG CỘNG HÒA"


def test_a_name_goes_on_below_the_date_where_no_number_was_read():
    lines = head(["TỔNG HỘI LÀM VƯỜN", "HỘI LÀM VƯỜN", "TỈNH AN BÌNH"], "", "An Bình, ngày 03 tháng 9 năm 2025")
    date = next(one for one in lines if "ngày" in one.text)
    last = next(one for one in lines if one.text == "TỈNH AN BÌNH")
    up = last.box[1] - 14 - date.box[1]
    higher = replace(
        date, words=tuple(replace(w, box=(w.box[0], w.box[1] + up, w.box[2], w.box[3] + up)) for w in date.words)
    )
    kept = [higher if one is date else one for one in lines if one.text]
    (found,) = documents([page(*kept, *body(8, 1000))], Known())
    assert found.organ_name == "HỘI LÀM VƯỜN TỈNH AN BÌNH"


def test_a_word_that_was_read_twice_with_other_marks_is_told_once():
    (read,) = block(("SỞ NỌI NỘI VỤ", None))
    first = replace(read, words=tuple(replace(w, confidence=0.7) if w.text == "NỌI" else w for w in read.words))
    assert said([first])[0] == "SỞ NỘI VỤ"


def test_joint_issuers_are_all_named_also_where_the_hyphen_begins_a_line():
    rows = [("BỘ CÔNG AN - BỘ QUỐC PHÒNG", True), ("- VIỆN KIỂM SÁT NHÂN DÂN TỐI CAO", True)]
    rows.append(("- TÒA ÁN NHÂN DÂN TỐI CAO", True))
    whole = "BỘ CÔNG AN - BỘ QUỐC PHÒNG - VIỆN KIỂM SÁT NHÂN DÂN TỐI CAO - TÒA ÁN NHÂN DÂN TỐI CAO"
    assert said(block(*rows)) == (whole, None)


def test_a_council_of_judges_is_named_with_its_court():
    rows = [("HỘI ĐỒNG THẨM PHÁN", True), ("TÒA ÁN NHÂN DÂN TỐI CAO", True)]
    assert said(block(*rows)) == ("HỘI ĐỒNG THẨM PHÁN TÒA ÁN NHÂN DÂN TỐI CAO", None)
