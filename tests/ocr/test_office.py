"""Offices, organs, numbers and places as papers first seen have them."""

from dataclasses import replace

import pytest

from archive.records import Known
from ocr.document import documents
from ocr.heading import is_number
from ocr.number import number
from ocr.office import below, of_commune, whole_office, worded
from ocr.signature import Signature, signature
from ocr.vietnamese import restored
from tests.ocr.papers import HEIGHT, WIDTH, body, centred, foot, head, line, page
from tests.ocr.test_document import DATE, decision


def signed(*titles: str) -> Signature:
    lines = [centred(text, 1850, 2400 + 56 * row) for row, text in enumerate(titles)]
    found = signature(
        [replace(one, region="signature") for one in (*lines, centred("Thái Minh Phổ", 1850, 2900))], WIDTH, HEIGHT
    )
    assert found is not None and found.name == "Thái Minh Phổ"
    return found


@pytest.mark.parametrize("left", ["TRƯỞNG", "TRƯỜNG"])
def test_the_last_word_of_an_office_is_not_sure_by_itself(left: str):
    lines = [replace(centred(text, 1850, y), region="signature") for text, y in ((left, 2400), ("Thái Minh Phổ", 2900))]
    found = signature(lines, WIDTH, HEIGHT)
    assert found and (found.position is None or found.found["position"].trust < 0.5)


@pytest.mark.parametrize(
    ("read", "office"),
    [
        (["TRƯỜNG CÔNG AN XÃ"], "TRƯỞNG CÔNG AN XÃ"),
        (["KT. TRƯỜNG PHÒNG", "PHÓ TRƯỜNG PHÒNG"], "KT. TRƯỞNG PHÒNG PHÓ TRƯỞNG PHÒNG"),
        (["TM ĐẢNG ỦY", "PHÓ BÍ THƯ"], "T/M ĐẢNG ỦY PHÓ BÍ THƯ"),
        (["T/M BAN THƯỜNG VỤ", "BÍ THƯ"], "T/M BAN THƯỜNG VỤ BÍ THƯ"),
        (["TM. CHI ỦY", "BÍ THƯ"], "TM. CHI ỦY BÍ THƯ"),
        (["KT. GIÁ AM ĐỐC", "PHÓ GIÁM ĐỐC"], "KT. GIÁM ĐỐC PHÓ GIÁM ĐỐC"),
        (["TL. GIÁMĐỐC", "TRƯỞNG PHÒNG HÀNH CHÍNH"], "TL. GIÁM ĐỐC TRƯỞNG PHÒNG HÀNH CHÍNH"),
        (["K/T CHÁNH VĂN PHÒNG", "HÓ CHÁNH VĂN PHÒNG"], "K/T CHÁNH VĂN PHÒNG PHÓ CHÁNH VĂN PHÒNG"),
        (["R/T TRƯỞNG BAN", "RHÓ TRƯỞNG BAN"], "K/T TRƯỞNG BAN PHÓ TRƯỞNG BAN"),
        (["`T/M ỦY BAN KIỂM TRA", "PHÓ CHỦ Ủ NHI ỆM"], "T/M ỦY BAN KIỂM TRA PHÓ CHỦ NHIỆM"),
        (["T/M BAN CHẬP HÀNH", "PHÓ THƯ"], "T/M BAN CHẤP HÀNH PHÓ BÍ THƯ"),
        (["KT. CHỈ HUY TRƯỞNG", "PHÓ CHỈ HUY TRƯỞNG"], "KT. CHỈ HUY TRƯỞNG PHÓ CHỈ HUY TRƯỞNG"),
        (["KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", "“TỔNG"], "KT. GIÁM ĐỐC PHÓ GIÁM ĐỐC"),
        (["CHÁNH AN"], "CHÁNH ÁN"),
        (["THẤM PHÁN"], "THẨM PHÁN"),
        (["CHÍNH TRỊ VIÊN"], "CHÍNH TRỊ VIÊN"),
        (["TL. VIỆN TRƯỞNG", "TRƯỞNG PHÒNG 15"], "TL. VIỆN TRƯỞNG TRƯỞNG PHÒNG 15"),
        (["K†T. TRƯỞNG PHÒNG", "PHÒNG"], "KT. TRƯỞNG PHÒNG PHÓ TRƯỞNG PHÒNG"),
        (["T/M ỦY BAN KIỂM TRA", "PHÓ CHỦ NHIỆM THƯỜNG", "TRỰC"], "T/M ỦY BAN KIỂM TRA PHÓ CHỦ NHIỆM THƯỜNG TRỰC"),
    ],
)
def test_an_office_is_written_as_office_language_writes_it(read: list[str], office: str):
    assert signed(*read).position == office


def test_the_head_of_a_school_is_no_school_and_a_school_no_head():
    assert worded("TRƯỜNG TIỂU HỌC TÂN LÂN") == "TRƯỜNG TIỂU HỌC TÂN LÂN"


def test_the_committee_above_an_office_is_part_of_it_however_misread_and_never_sure():
    found = signed("M.UY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")
    assert found.position == "TM. ỦY BAN NHÂN DÂN KT. CHỦ TỊCH PHÓ CHỦ TỊCH"
    assert found.found["position"].confidence < 0.9


def test_a_unit_called_after_a_word_of_units_keeps_its_name():
    assert restored("HUYỆN ỦY SƠN TỊNH") == "HUYỆN ỦY SƠN TỊNH"
    assert restored("ỦY BAN NHÂN DÂN XÃ TỊNH HÀ") == "ỦY BAN NHÂN DÂN XÃ TỊNH HÀ"
    assert restored("ỦY BAN NHÂN DÂN TỊNH LONG AN") == "ỦY BAN NHÂN DÂN TỈNH LONG AN"
    assert restored("CHI BỘ TRƯỜNG THCS TRI LỄ") == "CHI BỘ TRƯỜNG THCS TRI LỄ"


@pytest.mark.parametrize(
    ("text", "figures", "notation"),
    [
        ("số 819 -TTr/ĐU", "819", "TTr/ĐU"),
        ("S:: 203 /HD-PGDĐT", "203", "HD-PGDĐT"),
        ("Số c2/ -HD/ĐUK", None, "HD/ĐUK"),
    ],
)
def test_a_label_read_small_or_in_part_is_a_label(text: str, figures: str | None, notation: str):
    assert is_number(text)
    found, said = number(line(text, 300, 300))
    assert (found and found.text, said and said.text) == (figures, notation)


def test_the_bar_of_a_notations_letter_is_that_of_the_organs_name():
    (found,) = documents(
        [
            page(
                *head(["SỞ Y TẾ AN GIANG", "BỆNH VIỆN ĐA KHOA"], "Số: 15/QĐ-BVDK", DATE),
                centred("QUYẾT ĐỊNH", 1240, 700),
                centred("Về việc nâng lương", 1240, 760),
                *body(3, 900),
            )
        ],
        Known(),
    )
    assert found.code_notation == "QĐ-BVĐK"


def test_a_notation_hardly_read_of_which_one_part_agrees_is_not_sure():
    bad = replace(
        decision(),
        lines=tuple(
            replace(
                one, words=tuple(replace(word, confidence=0.45) if "/" in word.text else word for word in one.words)
            )
            for one in decision(number="Số: 2576/QĐ-CAN").lines
        ),
    )
    (found,) = documents([bad], Known())
    assert found.code_notation == "QĐ-CAN"
    assert found.evidence["code_notation"].confidence < 0.9


def test_a_place_that_is_a_province_is_not_its_organs_district_misread():
    paper = page(
        *head(
            ["SỞ Y TẾ THANH HÓA", "BỆNH VIỆN ĐA KHOA HUYỆN HOẰNG HÓA"],
            "Số: 15/QĐ-BVĐK",
            "Thanh Hóa, ngày 11 tháng 9 năm 2018",
        ),
        centred("QUYẾT ĐỊNH", 1240, 700),
        centred("Về việc nâng lương", 1240, 760),
        *body(3, 900),
    )
    (found,) = documents([paper], Known())
    assert found.place == "Thanh Hóa"


def test_a_page_with_number_and_date_begins_a_document_though_a_stamp_hid_the_name_of_the_state():
    second = page(
        centred("ĐẢNG ỦY XÃ TỊNH HÀ", 700, 300),
        centred("Số: 141/CV-UBND", 700, 470),
        centred("Tịnh Hà, ngày 29 tháng 7 năm 2019", 1700, 470),
        *body(3, 700),
        *foot(["- Lưu: VT."], ["CHỦ TỊCH"], "Lê Thị Hoa", 1400),
        index=1,
    )
    assert [document.pages for document in documents([decision(0), second], Known())] == [(0,), (1,)]


@pytest.mark.parametrize(
    "text", ["„GIÁM ĐỐC", "TRƯỞNG ĐOÀN", "P. TRƯỞNG PHÒNG", "TRƯỞNG BAN TỔ CHỨC", "KẾ TOÁN TRƯỞNG"]
)
def test_an_office_is_no_longer_one_that_ends_like_it(text: str):
    assert whole_office(text) == text.strip("„")


@pytest.mark.parametrize(
    ("read", "office"),
    [
        ("TL. CHỦ TỊCH CÔNG CHỨC VĂN PHÒNG THONG KÊ", "TL. CHỦ TỊCH CÔNG CHỨC VĂN PHÒNG - THỐNG KÊ"),
        ("CÔNG CHỨC TƯ PHAP - HO TỊCH", "CÔNG CHỨC TƯ PHÁP - HỘ TỊCH"),
        ("TL. GIÁM ĐỐC CHÁNH VĂN PHÒNG", "TL. GIÁM ĐỐC CHÁNH VĂN PHÒNG"),
        ("TRƯỞNG PHÒNG TÀI CHÍNH - KE TOÁN", "TRƯỞNG PHÒNG TÀI CHÍNH - KE TOÁN"),
    ],
)
def test_a_civil_servant_of_a_commune_is_called_as_the_law_has_it(read: str, office: str):
    assert of_commune(read) == office


def test_below_kt_stands_the_deputy_of_the_office_before_what_it_is_of():
    assert "PHÓ VỤ TRƯỞNG" in below("KT. VỤ TRƯỞNG VỤ TỔ CHỨC CÁN BỘ")
    assert set(below("KT. BỘ TRƯỞNG")) == {"THỨ TRƯỞNG"}
