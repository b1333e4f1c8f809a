"""A notation is borne out, and put right, by the abbreviation of its kind and by the first letters of its organ."""

import pytest

from archive.records import Word
from ocr.abbreviated import confirmed
from ocr.kinds import kind_of
from ocr.value import Value

SCHOOL = "TRƯỜNG ĐẠI HỌC BÁCH KHOA"
PORT = "CHI CỤC HẢI QUAN CỬA KHẨU CẢNG ĐÀ NẴNG"
LAND = "CHI NHÁNH VĂN PHÒNG ĐĂNG KÝ ĐẤT ĐAI HUYỆN GIA BÌNH"


def told(notation: str, organ: str, title: str = "", sure: float = 0.97) -> Value:
    found = kind_of(title) if title else None
    return confirmed(
        Value(notation, (Word(notation, (0, 0, 90, 9), sure),)),
        found[0] if found else None,
        Value(organ) if organ else None,
    )


@pytest.mark.parametrize(
    ("read", "organ", "title", "meant"),
    [
        ("QĐ-DHBK", SCHOOL, "QUYẾT ĐỊNH", "QĐ-ĐHBK"),
        ("DHBK", SCHOOL, "", "ĐHBK"),
        ("KH-CD", "CÔNG ĐOÀN TRƯỜNG ĐẠI HỌC KHOA HỌC TỰ NHIÊN", "KẾ HOẠCH", "KH-CĐ"),
        ("TB-HQCDN", PORT, "THÔNG BÁO", "TB-HQCĐN"),
        ("GM-CNVPDK", LAND, "GIẤY MỜI", "GM-CNVPĐK"),
        ("GM-CNVPDK", LAND.replace("NHÁNH", "CHÁNH"), "GIẤY MỜI", "GM-CNVPĐK"),
        ("CV.TCCO", "BAN TỔ CHỨC CHÍNH QUYỀN", "", "CV.TCCQ"),
        ("TTr-TTI", "THANH TRA TỈNH", "TỜ TRÌNH", "TTr-TTT"),
    ],
)
def test_letters_that_are_like_those_of_the_organ_are_the_organs_and_not_as_sure(read, organ, title, meant):
    found = told(read, organ, title, 0.85 if read == "CV.TCCO" else 0.97)
    assert found.text == meant
    barred = meant.replace("Đ", "D") == read.replace("Đ", "D")
    assert found.confidence == (0.93 if barred else 0.85)


@pytest.mark.parametrize(
    ("read", "organ", "title"),
    [
        ("BB-KBBN", "KHO BẠC NHÀ NƯỚC BẮC NINH", "BIÊN BẢN"),
        ("TTr-CNVPĐK", LAND.replace("NHÁNH", "CHÁNH"), "TỜ TRÌNH"),
        ("QĐ-UBND", "ỦY BAN NHÂN DÂN XÃ ĐẠI ĐỒNG", "QUYẾT ĐỊNH"),
        ("HD-SXD", "SỞ XÂY DỰNG", "HƯỚNG DẪN"),
        ("CCKL-QLBVR", "CHI CỤC KIỂM LÂM", ""),
        ("KTNN-KVI", "KIỂM TOÁN NHÀ NƯỚC KHU VỰC I", ""),
    ],
)
def test_a_notation_that_was_read_surely_and_may_be_right_stays(read, organ, title):
    assert told(read, organ, title).text == read


@pytest.mark.parametrize(("read", "meant"), [("CT-TTKTI", "CT-TTKT1"), ("CAT-PV0I", "CAT-PV01")])
def test_an_i_behind_the_abbreviation_of_a_room_is_its_1_and_not_sure(read, meant):
    found = told(read, "CỤC THUẾ TP. ĐÀ NẴNG")
    assert (found.text, found.confidence < 0.9) == (meant, True)


def test_an_i_that_ends_a_name_said_as_a_word_stays():
    assert told("SYT-LUMI", "SỞ Y TẾ").text == "SYT-LUMI"


@pytest.mark.parametrize(
    ("read", "meant"), [("TTE/UBND", "TTr/UBND"), ("TTE-UBND", "TTr-UBND"), ("TTE.UB", "TTr.UB"), ("Z//GM", "Z//GM")]
)
def test_the_title_puts_its_abbreviation_right_whatever_sign_follows_it(read, meant):
    assert told(read, "ỦY BAN NHÂN DÂN", "TỜ TRÌNH", 0.5).text == meant


def test_a_d_that_no_organ_bears_out_is_no_surer_for_the_title():
    assert told("GCN-DHBK", "", "GIẤY CHỨNG NHẬN", 0.7).confidence < 0.75
    assert told("QĐ-UBND", "", "QUYẾT ĐỊNH", 0.7).confidence > 0.9


def test_a_sign_that_is_not_usual_and_was_hardly_read_makes_no_sure_notation():
    assert told("QĐ.UBND", "ỦY BAN NHÂN DÂN XÃ NINH HÒA", "QUYẾT ĐỊNH", 0.3).confidence < 0.9
    assert told("QĐ/UBND", "ỦY BAN NHÂN DÂN XÃ NINH HÒA", "QUYẾT ĐỊNH", 0.3).confidence > 0.9
    assert told("QĐ.UBND", "ỦY BAN NHÂN DÂN XÃ NINH HÒA", "QUYẾT ĐỊNH", 0.8).confidence > 0.9


@pytest.mark.parametrize("notation", ["SNV-CCHC&VTLT", "SNV-TTr(PC04)"])
def test_signs_that_few_notations_have_are_sure_where_the_organ_bears_them_out(notation):
    assert told(notation, "SỞ NỘI VỤ", sure=0.9).confidence > 0.9
    assert told(notation, "SỞ CÔNG THƯƠNG", sure=0.9).confidence < 0.9


def test_a_year_and_a_kind_without_an_organ_are_no_whole_notation():
    assert told("2010/TT", "BỘ TÀI CHÍNH", "THÔNG TƯ").confidence < 0.7
    assert told("2010/TT-BTC", "BỘ TÀI CHÍNH", "THÔNG TƯ").confidence > 0.9
