"""Names of units that were misread are those of the lists of administrative units; names of no list stay as read."""

import pytest

from archive.records import Document, Evidence
from ocr.listed import as_listed


def paper(organ: str, place: str | None = None, parent: str | None = None, sure: float = 0.99) -> Document:
    named = {"organ_name": organ, "place": place}
    evidence = {name: Evidence(sure, 0, (0, 0, 1, 1)) for name, value in named.items() if value}
    return Document(1, (0,), organ_name=organ, organ_parent=parent, place=place, evidence=evidence)


THACH_AN = "ỦY BAN NHÂN DÂN HUYỆN THẠCH AN"


@pytest.mark.parametrize(
    ("organ", "parent", "told"),
    [
        ("ỦY BAN NHÂN DÂN XÃ KIM ĐÔNG", THACH_AN, "ỦY BAN NHÂN DÂN XÃ KIM ĐỒNG"),
        ("ỦY BAN NHÂN DÂN XÃ KIM ĐÔNG", "ỦY BAN NHÂN DÂN HUYỆN KIM SƠN", "ỦY BAN NHÂN DÂN XÃ KIM ĐÔNG"),
        ("ỦY BAN NHÂN DÂN XÃ KIM ĐÔNG", None, "ỦY BAN NHÂN DÂN XÃ KIM ĐÔNG"),
        ("ỦY BAN NHÂN DÂN HUYỆN ĐÔNG VĂN", None, "ỦY BAN NHÂN DÂN HUYỆN ĐỒNG VĂN"),
        ("HUYỆN ỦY SƠN TINH", "TỈNH ỦY QUẢNG NGÃI", "HUYỆN ỦY SƠN TỊNH"),
        ("ỦY BAN NHÂN DÂN XÃ IAPÚCH", "UBND TỈNH GIA LAI", "ỦY BAN NHÂN DÂN XÃ IA PÚCH"),
        ("BỆNH VIỆN ĐA KHOA KHU VỰC HÔNG DÂN", "SỞ Y TẾ TỈNH BẠC LIÊU", "BỆNH VIỆN ĐA KHOA KHU VỰC HỒNG DÂN"),
        ("ỦY BAN NHÂN DÂN XÃ NGÃ BA XA", "UBND TỈNH BẠC LIÊU", "ỦY BAN NHÂN DÂN XÃ NGÃ BA XA"),
    ],
)
def test_marks_of_a_unit_are_those_of_the_list_of_its_province(organ: str, parent: str | None, told: str) -> None:
    (found,) = as_listed([paper(organ, parent=parent)], [])
    assert found.organ_name == told
    assert (found.evidence["organ_name"].read == organ) is (told != organ)


def test_what_was_put_right_is_no_surer_than_the_list_makes_it() -> None:
    (found,) = as_listed([paper("ỦY BAN NHÂN DÂN XÃ KIM ĐÔNG", parent=THACH_AN)], [])
    assert 0.9 <= found.evidence["organ_name"].confidence < 0.99


def test_the_texts_tell_the_province() -> None:
    (found,) = as_listed([paper("ỦY BAN NHÂN DÂN XÃ KIM ĐÔNG")], ["xóm Lũng Đẩy, xã Kim Đồng, tỉnh Cao Bằng"])
    assert found.organ_name == "ỦY BAN NHÂN DÂN XÃ KIM ĐỒNG"


def test_another_letter_is_put_right_only_where_the_name_was_hardly_read_and_only_once() -> None:
    parent = "TỈNH ỦY ĐẮK LẮK"
    wrong, right = "HUYỆN ỦY KRÔNG ĐẮC", "HUYỆN ỦY KRÔNG PẮC"
    assert as_listed([paper(wrong, parent=parent, sure=0.3)], [])[0].organ_name == right
    assert as_listed([paper(wrong, parent=parent)], [])[0].organ_name == wrong
    twice = [paper(wrong, parent=parent, sure=0.3), paper(wrong, parent=parent, sure=0.3)]
    assert [one.organ_name for one in as_listed(twice, [])] == [wrong, wrong]


def test_a_place_of_the_province_is_sure_and_one_beside_the_organ_stays() -> None:
    parent = "UBND TỈNH THANH HÓA"
    (found,) = as_listed([paper("BỆNH VIỆN ĐA KHOA HUYỆN HOẰNG HÓA", "Thanh Hóa", parent, 0.6)], [])
    assert found.place == "Thanh Hóa"
    assert found.evidence["place"].confidence == 0.95
    (found,) = as_listed([paper("ỦY BAN NHÂN DÂN XÃ HOẰNG TRẠCH", "Hoằng Trach", parent, 0.6)], [])
    assert (found.place, found.evidence["place"].confidence) == ("Hoằng Trạch", 0.6)


def test_a_name_that_goes_on_behind_a_unit_of_the_province_is_not_sure() -> None:
    organ = "ỦY BAN NHÂN DÂN TỈNH BÌNH THUẬN MỖI TRƯỜNG"
    (found,) = as_listed([paper(organ, "Bình Thuận")], ["tại tỉnh Bình Thuận", "của tỉnh Bình Thuận"])
    assert (found.organ_name, found.evidence["organ_name"].confidence) == (organ, 0.6)
    (whole,) = as_listed([paper("ỦY BAN NHÂN DÂN TỈNH BÌNH THUẬN", "Bình Thuận")], [])
    assert whole.evidence["organ_name"].confidence == 0.99


def test_a_place_of_one_word_that_no_list_has_is_not_sure() -> None:
    (found,) = as_listed([paper("ỦY BAN NHÂN DÂN PHƯỜNG VỊ TÂN", "Tũn")], [])
    assert found.evidence["place"].confidence == 0.6
    (found,) = as_listed([paper("ỦY BAN NHÂN DÂN THÀNH PHỐ HUẾ", "Huế")], [])
    assert found.evidence["place"].confidence >= 0.95


def test_a_city_that_is_nearly_the_dossiers_province_is_that_one_and_keeps_what_it_says_it_is() -> None:
    papers = [paper("TRƯỜNG ĐẠI HỌC SƯ PHẠM", f"Tp. {name}") for name in ("Hồ Chí Minh", "Hà Chí Minh", "Chí Minh")]
    assert {one.place for one in as_listed(papers, [])} == {"Tp. Hồ Chí Minh"}
