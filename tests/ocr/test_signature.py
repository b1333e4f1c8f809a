"""The signature of a page, apart from lists and from what a seal took of it."""

from dataclasses import replace

import pytest

from archive.records import Line
from ocr.signature import Signature, signature
from tests.ocr.papers import HEIGHT, WIDTH, centred, line, together


def signed(*lines: Line) -> Signature | None:
    return signature([replace(one, region="signature") for one in lines], WIDTH, HEIGHT)


def listed(rows: int) -> list[Line]:
    texts = ["Chủ hộ", *["Kiều Thị My", "Bế Bích My", "Võ Nhật Phi", "Đỗ Mỹ Lành"][: rows - 1]]
    return [
        replace(line(text, 1500, 500 + 80 * row), region="table", cell=(row, 1), block=3)
        for row, text in enumerate(texts)
    ]


def test_the_head_of_a_column_of_names_is_no_office():
    assert signature(listed(5), WIDTH, HEIGHT) is None


def test_a_signature_set_in_a_table_of_two_rows_is_one():
    found = signature(listed(2), WIDTH, HEIGHT)
    assert found is not None
    assert (found.position, found.name) == ("Chủ hộ", "Kiều Thị My")


def test_of_a_deputys_office_the_end_that_a_seal_left_is_enough_and_never_sure():
    found = signed(centred("KT, CHỦ TỊCH", 1850, 2400), line("TỊCH", 1900, 2456), centred("Thái Minh Phổ", 1850, 2880))
    assert found is not None
    assert (found.position, found.name) == ("KT. CHỦ TỊCH PHÓ CHỦ TỊCH", "Thái Minh Phổ")
    assert found.found["position"].confidence < 0.9


def test_of_an_office_signed_by_order_two_words_that_a_seal_left_are_enough_and_never_sure():
    found = signed(
        centred("TL. GIÁM ĐỐC", 1850, 2400), line("VĂN PHÒNG", 1880, 2456), centred("Ngô Văn Long", 1850, 2880)
    )
    assert found is not None
    assert (found.position, found.name) == ("TL. GIÁM ĐỐC CHÁNH VĂN PHÒNG", "Ngô Văn Long")
    assert found.found["position"].confidence < 0.9


def test_a_ministers_deputy_is_a_vice_minister():
    found = signed(centred("KT. BỘ TRƯỞNG", 1850, 2400), line("TRƯỞNG", 1880, 2456), centred("Lê Văn An", 1850, 2880))
    assert found is not None
    assert found.position == "KT. BỘ TRƯỞNG THỨ TRƯỞNG"


def test_an_office_may_go_on_with_one_short_word_behind_a_full_line():
    found = signed(
        centred("TUQ. BỘ TRƯỞNG", 1850, 2400),
        centred("CỤC TRƯỞNG CỤC QUẢN LÝ KHÁM, CHỮA", 1850, 2456),
        centred("BỆNH", 1850, 2512),
        centred("Lê Văn An", 1850, 2880),
    )
    assert found is not None
    assert found.position == "TUQ. BỘ TRƯỞNG CỤC TRƯỞNG CỤC QUẢN LÝ KHÁM, CHỮA BỆNH"


def test_an_office_that_was_read_twice_is_told_once():
    found = signed(
        centred("KT. CHỦ TỊCH", 1850, 2400),
        centred("PHÓ CHỦ TỊCH", 1850, 2470),
        centred("PHÓ CHỦ TỊCH", 1845, 2450),
        centred("Phùng Chí Páo", 1850, 2880),
    )
    assert found is not None
    assert (found.position, found.name) == ("KT. CHỦ TỊCH PHÓ CHỦ TỊCH", "Phùng Chí Páo")


@pytest.mark.parametrize(
    ("office", "sure"),
    [("KT. CỬA HÀNG", False), ("TL. BỘ TRƯỞNG", False), ("PHÓ CHỦ TỊCH", False), ("Q. GIÁM ĐỐC", True)],
)
def test_whoever_signs_for_another_is_not_sure_without_an_office_of_his_own(office: str, sure: bool):
    found = signed(centred(office, 1850, 2400), centred("Thái Minh Phổ", 1850, 2880))
    assert found is not None
    assert found.position == office
    assert (found.found["position"].confidence >= 0.9) is sure


def test_the_right_one_of_two_signatures_is_the_main_one_also_where_its_title_was_misread():
    found = signed(
        together(centred("NGƯỜI GHI BIÊN BẢN", 700, 2400), centred("ĐẠI huỆ!! TÔ CÔNG TÁC", 1850, 2400)),
        together(centred("Hoàng Lan Thoan", 700, 2880), centred("Bùi Văn Sáng", 1850, 2880, 0.6)),
    )
    assert found is not None and found.name == "Bùi Văn Sáng"


def test_below_who_is_stood_in_for_stands_his_deputy_also_where_a_seal_took_that_line():
    found = signed(centred("KT. HIỆU TRƯỞNG", 1850, 2400), centred("Thái Minh Phổ", 1850, 2880))
    assert found is not None
    assert (found.name, found.position) == ("Thái Minh Phổ", "KT. HIỆU TRƯỞNG PHÓ HIỆU TRƯỞNG")
    assert found.found["position"].confidence < 0.9


def test_the_name_below_an_office_that_a_seal_took_is_told_as_not_sure():
    found = signed(centred("Nguyễn Xuân Nhất", 1850, 2880))
    assert found is not None
    assert (found.name, found.position) == ("Nguyễn Xuân Nhất", None)
    assert found.found["name"].confidence < 0.9


def test_a_name_with_no_office_that_was_hardly_read_is_proposed_where_it_begins_with_a_family_name():
    hardly = [replace(one, words=tuple(replace(word, confidence=0.7) for word in one.words)) for one in (
        centred("Nguyễn Lệ Minh", 1850, 2880), centred("Xuân Lệ Minh", 1850, 2880)
    )]  # fmt: skip
    proposed = signed(hardly[0])
    assert proposed is not None
    assert proposed.name == "Nguyễn Lệ Minh"
    assert proposed.found["name"].confidence < 0.6
    assert signed(hardly[1]) is None


@pytest.mark.parametrize(
    ("left", "office"),
    [
        ("%NG PHÒNG", "TRƯỞNG PHÒNG"),
        ("IÁM ĐỐC", "GIÁM ĐỐC"),
        ("HÁNH VĂN PHÒNG", "CHÁNH VĂN PHÒNG"),
        ("TKƯỜƠNG PHÒNG", "TRƯỞNG PHÒNG"),
        ("GIÁM ĐỐC", "GIÁM ĐỐC"),
        ("TỔ TRƯỞNG", "TỔ TRƯỞNG"),
        ("THỨ TRƯỞNG", "THỨ TRƯỞNG"),
    ],
)
def test_an_office_of_which_a_seal_hid_letters_is_told_whole_and_never_sure(left: str, office: str):
    found = signed(centred(left, 1850, 2400), centred("Thái Minh Phổ", 1850, 2880))
    assert found is not None
    assert (found.position, found.name) == (office, "Thái Minh Phổ")
    assert (found.found["position"].confidence < 0.9) is (left != office)


def test_of_two_names_without_an_office_none_is_the_signer():
    assert signed(centred("Nguyễn Xuân Nhất", 1850, 2880), centred("Lê Văn An", 1850, 3100)) is None
    assert signed(centred("Nguyễn Xuân Nhất", 600, 2880)) is None


def test_a_family_name_whose_first_letter_was_lost_is_put_right_and_never_sure():
    found = signed(centred("CHỦ TỊCH", 1850, 2400), centred("thùng Văn Giang", 1850, 2880))
    assert found is not None
    assert found.name == "Phùng Văn Giang"
    assert found.found["name"].confidence < 0.9


def test_whoever_signs_a_form_is_known_by_the_word_person():
    found = signed(centred("NGƯƠI LÀM CHƯNG", 1850, 2400), centred("Đào Thị Lài", 1850, 2880))
    assert found is not None
    assert (found.position, found.name) == ("NGƯƠI LÀM CHƯNG", "Đào Thị Lài")
    found = signed(centred("NGƯƠI KHIÊU NAI", 1850, 2400), centred("Đào Thị Lài", 1850, 2880))
    assert found and found.position == "NGƯỜI KHIẾU NẠI"


def test_dirt_in_small_letters_before_an_office_does_not_make_the_left_signer_the_main_one():
    dirt = line("mm", 1450, 2400, 0.5).words
    office = centred("ĐẠI DIỆN ĐOÀN LÀM VIỆC", 1850, 2400)
    left = [line("THƯ KÝ", 400, 2400), line("Phan Hà Thanh Gái", 340, 2880)]
    found = signed(*left, replace(office, words=(*dirt, *office.words)), centred("Lê Cẩm Diệu Mỹ", 1850, 2880))
    assert found and (found.position, found.name) == ("ĐẠI DIỆN ĐOÀN LÀM VIỆC", "Lê Cẩm Diệu Mỹ")


def test_a_deputy_right_below_his_committee_signs_for_its_head_and_is_never_sure():
    rows = ("TM. ỦY BAN NHÂN DÂN", "PHÓ CHỦ TỊCH")
    found = signed(*(centred(text, 1850, 2400 + 56 * at) for at, text in enumerate(rows)))
    assert found and found.position == "TM. ỦY BAN NHÂN DÂN KT. CHỦ TỊCH PHÓ CHỦ TỊCH"
    assert found.found["position"].confidence < 0.9


def test_a_name_beside_the_recipients_signs_also_where_its_office_was_lost():
    left = [line("Nơi nhận:", 300, 2300), line("- Lưu: VT.", 300, 2400)]
    found = signature([*left, line("Đặng Xuân Cảnh", 1700, 2800)], WIDTH, HEIGHT)
    assert found is not None
    assert (found.position, found.name) == (None, "Đặng Xuân Cảnh")
    assert found.found["name"].confidence < 0.9
    assert signature([line("Đặng Xuân Cảnh", 1700, 2800)], WIDTH, HEIGHT) is None
    assert signature([*left, line("Đặng Xuân Cảnh", 1700, 1200)], WIDTH, HEIGHT) is None


def test_of_two_signatures_the_right_one_counts_also_where_its_office_was_not_read():
    left = [centred("THƯ KÝ", 600, 2400), centred("Quách Phương Anh", 600, 2880)]
    found = signed(*left, centred("GHƯ TÍCI HỘI", 1850, 2400), centred("Trần Ngọc Phan Lâm", 1850, 2880))
    assert found is not None
    assert (found.position, found.name) == (None, "Trần Ngọc Phan Lâm")
    assert found.found["name"].confidence < 0.9


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("CHI: TỊCH HỘI ĐÓNG", "CHỦ TỊCH HỘI ĐỒNG"),
        ("GHUTICH HỘI ĐỒNG", "CHỦ TỊCH HỘI ĐỒNG"),
        ("PHÓ CHỦ TỊCH HỘI ĐỒNG", "PHÓ CHỦ TỊCH HỘI ĐỒNG"),
    ],
)
def test_the_head_of_a_council_is_known_though_misread(read: str, meant: str):
    found = signed(centred(read, 1850, 2400), centred("Tạ Văn Bảo", 1850, 2880))
    assert found is not None
    assert (found.position, found.name) == (meant, "Tạ Văn Bảo")


def test_set_wording_of_an_office_all_of_whose_letters_were_read_is_sure_and_a_name_is_not():
    found = signed(
        centred("TM. ỦY BAN NHÂN DÂN", 1850, 2400, 0.98),
        centred("CHỦ TỊCH", 1850, 2456, 0.85),
        centred("Thái Minh Phổ", 1850, 2880, 0.8),
    )
    assert found is not None
    assert found.found["position"].confidence >= 0.9 > found.found["name"].confidence


def test_an_office_on_whose_words_readings_disagree_is_no_surer_for_its_wording():
    found = signed(
        centred("TM. ỦY BAN NHÂN DÂN", 1850, 2400, 0.98),
        centred("CHỦ TỊCH", 1850, 2456, 0.8),
        centred("Thái Minh Phổ", 1850, 2880, 0.99),
    )
    assert found is not None
    assert found.found["position"].confidence < 0.9


def test_an_office_beside_which_something_was_not_read_is_no_surer_for_its_wording():
    half = centred("K7 HIỆU TRƯỞNG", 1850, 2400, 0.8)
    half = replace(half, words=(replace(half.words[0], confidence=0.03), *half.words[1:]))
    found = signed(half, centred("HIỆU TRƯỞNG", 1850, 2456, 0.8), centred("Thái Minh Phổ", 1850, 2880))
    assert found is not None
    assert found.found["position"].confidence < 0.9


def test_whoever_holds_an_office_for_a_time_is_told_with_all_marks():
    found = signed(centred("QUYEN GIÁM ĐỐC", 1850, 2400), centred("Thái Minh Phổ", 1850, 2880))
    assert found is not None
    assert found.position == "QUYỀN GIÁM ĐỐC"


def test_a_name_of_which_a_seal_may_have_taken_the_first_word_is_never_sure():
    office, name = centred("CHỦ TỊCH", 1850, 2400), line("Mai Hợp", 1850, 2880)
    for before, sure in ((line("M", 1700, 2880), False), (line("VT", 900, 2880), True)):
        found = signed(office, before, name)
        assert found is not None
        assert found.name == "Mai Hợp"
        assert (found.found["name"].confidence >= 0.9) is sure


def test_the_space_behind_the_prefix_of_an_office_may_be_lost():
    found = signed(
        centred("TM.UY BAN NHAN DAN", 1850, 2400), centred("CHỦ TỊCH", 1850, 2456), centred("Vì Văn An", 1850, 2880)
    )
    assert found is not None
    assert (found.position, found.name) == ("TM. ỦY BAN NHÂN DÂN CHỦ TỊCH", "Vì Văn An")


@pytest.mark.parametrize(
    ("above", "below", "office"),
    [
        ("GIÁM ĐỐC", "H2 GIÁM ĐỐC", "KT. GIÁM ĐỐC PHÓ GIÁM ĐỐC"),
        ("TRƯỞNG PHÒNG", "PHÓ TRƯỞNG PHÒNG", "KT. TRƯỞNG PHÒNG PHÓ TRƯỞNG PHÒNG"),
        ("# BÍ THƯ", "PHÓ BÍ THƯ", "K/T BÍ THƯ PHÓ BÍ THƯ"),
    ],
)
def test_nobody_bears_an_office_twice_so_the_second_line_is_the_deputys_and_not_sure(
    above: str, below: str, office: str
):
    found = signed(centred(above, 1850, 2400), centred(below, 1850, 2456), centred("Thái Minh Phổ", 1850, 2880))
    assert found and found.position == office
    assert found.found["position"].confidence < 0.9


def test_what_a_seal_before_an_office_was_taken_for_is_no_part_of_it():
    first = line("sa 04„ GIÁM ĐỐC", 1633, 2400)
    noisy = replace(first, words=tuple(replace(word, confidence=0.2) for word in first.words[:2]) + first.words[2:])
    found = signed(noisy, centred("H2 GIÁM ĐỐC", 1850, 2456), centred("Thái Minh Phổ", 1850, 2880))
    assert found and found.position == "KT. GIÁM ĐỐC PHÓ GIÁM ĐỐC"


@pytest.mark.parametrize(
    ("rest", "office"),
    [
        (centred("KÊ", 1850, 2512), "TL. CHỦ TỊCH CÔNG CHỨC VĂN PHÒNG - THỐNG KÊ"),
        (line("KÊ", 2000, 2512), "TL. CHỦ TỊCH CÔNG CHỨC VĂN PHÒNG THỐNG"),
    ],
)
def test_two_letters_right_below_a_long_line_go_on_with_an_office(rest: Line, office: str):
    titles = [centred("TL. CHỦ TỊCH", 1850, 2400), centred("CÔNG CHỨC VĂN PHÒNG - THỐNG", 1850, 2456)]
    found = signed(*titles, rest, centred("Thái Minh Phổ", 1850, 2880))
    assert found and str(found.position).replace("PHÒNG - THỐNG", "PHÒNG THỐNG") == office.replace(" - ", " ")


JOINT = together(centred("LIÊN ĐOÀN LAO ĐỘNG TỈNH", 700, 2400), centred("BẢO HIỂM XÃ HỘI TỈNH", 1850, 2400))


@pytest.mark.parametrize(
    ("above", "office"),
    [(JOINT, "BẢO HIỂM XÃ HỘI TỈNH PHÓ GIÁM ĐỐC"), (centred("BẢO HIỂM XÃ HỘI TỈNH", 1850, 2400), "PHÓ GIÁM ĐỐC")],
)
def test_the_body_for_which_an_office_is_held_is_part_of_it_where_several_sign_side_by_side(above: Line, office: str):
    offices = together(centred("CHỦ TỊCH", 700, 2456), centred("PHÓ GIÁM ĐỐC", 1850, 2456))
    found = signed(above, offices, together(centred("Phan Nguyên Vũ", 700, 2880), centred("Võ Bích Vân", 1850, 2880)))
    assert found and (found.position, found.name) == (office, "Võ Bích Vân")


def test_in_whose_stead_one_signs_is_hardly_trusted_alone():
    found = signed(centred("TM. BAN THƯỜNG TRỰC", 1850, 2400), centred("Thái Minh Phổ", 1850, 2880))
    assert found and found.found["position"].confidence < 0.5


@pytest.mark.parametrize(("first", "second"), [("T.M UBND XÃ", "K.T CHỦ TỊCH"), ("T/M UBND XÃ", "K/T CHỦ TỊCH")])
def test_the_prefixes_of_older_papers_are_told_as_they_are_printed(first: str, second: str):
    rows = (first, second, "PHÓ CHỦ TỊCH")
    found = signed(
        *(centred(text, 1850, 2400 + 56 * at) for at, text in enumerate(rows)), centred("Vì Văn An", 1850, 2880)
    )
    assert found and (found.position, found.name) == (" ".join(rows), "Vì Văn An")


def test_the_head_of_a_department_keeps_its_last_word_above_the_deputys():
    rows = ("K/T GIÁM ĐỐC SỞ", "PHÓ GIÁM ĐỐC")
    found = signed(*(centred(text, 1850, 2400 + 56 * at) for at, text in enumerate(rows)))
    assert found and found.position == "K/T GIÁM ĐỐC SỞ PHÓ GIÁM ĐỐC"


def test_the_deputy_right_below_an_office_that_lost_its_prefix_is_not_the_same_line_read_twice():
    found = signed(
        line("HIỆU TRƯỞNG", 1800, 2400), centred("PHÓ HIỆU TRƯỞNG", 1850, 2446), centred("Vì Văn An", 1850, 2880)
    )
    assert found and found.position == "KT. HIỆU TRƯỞNG PHÓ HIỆU TRƯỞNG"


def test_whoever_is_asked_to_sign_a_form_is_known_by_what_stands_below():
    found = signature(
        [
            centred("SINH VIÊN KÝ TÊN", 1850, 2400),
            centred("(Ký, ghi rõ họ tên)", 1850, 2456),
            centred("Lê Thu Hà", 1850, 2800),
        ],
        WIDTH,
        HEIGHT,
    )
    assert found and (found.position, found.name) == ("SINH VIÊN KÝ TÊN", "Lê Thu Hà")


def test_who_signs_for_a_board_without_a_seal_bears_the_boards_office_above_his_own():
    found = signed(
        centred("TRƯỞNG BAN", 1850, 2400),
        centred("GIÁM ĐỐC SỞ NỘI VỤ", 1850, 2790),
        centred("Thái Minh Phổ", 1850, 2846),
    )
    assert found is not None
    assert (found.position, found.name) == ("TRƯỞNG BAN", "Thái Minh Phổ")


def test_of_two_offices_each_with_its_name_the_lower_one_is_the_main_one():
    found = signed(
        centred("TRƯỞNG BAN", 1850, 2300),
        centred("Bế Bích My", 1850, 2520),
        centred("GIÁM ĐỐC", 1850, 2690),
        centred("Thái Minh Phổ", 1850, 2746),
    )
    assert found is not None
    assert (found.position, found.name) == ("GIÁM ĐỐC", "Thái Minh Phổ")


def test_the_last_word_of_an_office_alone_is_never_sure():
    found = signed(line("TRƯỞNG", 1880, 2400), centred("Thái Minh Phổ", 1850, 2880))
    assert found is not None
    assert found.found["position"].confidence < 0.5


def test_capitals_of_a_seal_are_no_name():
    found = signed(centred("GIÁM ĐỐC", 1850, 2300), centred("Y TẾ", 1700, 2560), centred("Thái Minh Phổ", 1850, 2780))
    assert found is not None
    assert found.name == "Thái Minh Phổ"


def test_in_whose_stead_one_signs_read_hardly_makes_the_office_less_sure():
    above = centred("KT. GIÁM ĐỐC", 1850, 2400)
    hardly = replace(above, words=(replace(above.words[0], confidence=0.8), *above.words[1:]))
    rest = (centred("PHÓ GIÁM ĐỐC", 1850, 2456), centred("Thái Minh Phổ", 1850, 2880))
    sure, unsure = signed(above, *rest), signed(hardly, *rest)
    assert sure is not None
    assert unsure is not None
    assert unsure.position == sure.position == "KT. GIÁM ĐỐC PHÓ GIÁM ĐỐC"
    assert 0.9 < unsure.found["position"].confidence <= 0.92 < sure.found["position"].confidence


@pytest.mark.parametrize("left", ["PHÓ CHỦ NHIỆM", "CHỦ NHIỆM"])
def test_the_deputy_of_a_head_of_two_offices_is_that_of_the_last(left: str):
    above = centred("KT. BỘ TRƯỞNG, CHỦ NHIỆM", 1850, 2400)
    found = signed(above, line(left, 1780, 2456), centred("Lê Văn An", 1850, 2880))
    assert found is not None
    assert found.position == "KT. BỘ TRƯỞNG, CHỦ NHIỆM PHÓ CHỦ NHIỆM"


def test_a_standing_deputy_below_a_head_signs_in_his_stead_which_was_not_read():
    above, own = centred("TRƯỞNG BAN", 1850, 2400), centred("PHÓ TRƯỞNG BAN THƯỜNG TRỰC", 1850, 2456)
    found = signed(above, own, centred("Lê Văn An", 1850, 2880))
    assert found is not None
    assert found.position == "KT. TRƯỞNG BAN PHÓ TRƯỞNG BAN THƯỜNG TRỰC"
    assert found.found["position"].confidence < 0.9


@pytest.mark.parametrize(
    "office", ["THỐNG ĐỐC", "TỔNG THANH TRA", "“PHÓ THỐNG ĐỐC", "TỔNG BIÊN TẬP", "CHỦ TỊCH QUỐC HỘI"]
)
def test_governors_inspectors_general_and_editors_are_offices(office: str):
    found = signed(centred(office, 1850, 2400), centred("Trần Văn Truyền", 1850, 2880))
    assert found is not None
    assert found.name == "Trần Văn Truyền"
    assert found.position == office.strip("“")


def test_a_body_whose_name_ends_in_quyen_is_no_office():
    found = signed(centred("BAN TỔ CHỨC CHÍNH QUYỀN", 1850, 2400), centred("Lộc Văn Chất", 1850, 2880))
    assert found is None or found.position is None


def test_the_secretary_of_minutes_is_never_surely_who_signed():
    found = signed(centred("THƯ KÝ", 700, 2400), centred("Nguyễn Văn Nghĩa", 700, 2880))
    assert found is not None
    assert found.found["name"].confidence < 0.7
    assert found.found["position"].confidence < 0.7


def test_a_name_in_capitals_is_one_though_its_first_word_was_read_small():
    found = signed(centred("THỨ TRƯỞNG", 1850, 2400), centred("Đỗ HOÀNG ANH TUẤN", 1850, 2880))
    assert found is not None
    assert found.name == "Đỗ Hoàng Anh Tuấn"


def test_strokes_behind_the_line_of_an_office_are_no_part_of_it():
    struck = line("BỘ CÔNG AN /92_..", 1752, 2456)
    marred = replace(struck, words=(*struck.words[:-1], replace(struck.words[-1], confidence=0.2)))
    lines = (centred("KT. BỘ TRƯỞNG", 1850, 2400), marred, centred("THỨ TRƯỞNG", 1850, 2512))
    found = signed(*lines, centred("Nguyễn Văn Long", 1850, 2880))
    assert found is not None
    assert found.position == "KT. BỘ TRƯỞNG BỘ CÔNG AN THỨ TRƯỞNG"
