"""The lists of administrative units know each unit by its letters, its kind and its province."""

from ocr.statistics.units import paragraphs
from ocr.units import Unit, begun_so, letters, same, units


def test_a_unit_is_found_by_its_letters() -> None:
    assert Unit("xã", "Kim Đồng", "Cao Bằng") in units()[letters("KIM ĐÔNG")]
    assert Unit("xã", "Kim Đông", "Ninh Bình") in units()[letters("kimdong")]
    assert units()[letters("Ea H'leo")] == units()[letters("EA HLEO")]


def test_both_spellings_of_a_tone_are_one_name() -> None:
    assert same("Trung Hoà", "TRUNG HÒA")
    assert not same("Kim Đồng", "Kim Đông")


def test_a_name_goes_on_only_where_it_is_not_whole() -> None:
    assert begun_so("tỉnh", ["NGHỆ"]) == ["Nghệ An"]
    assert begun_so("tỉnh", ["NGHỆ", "AN"]) == []
    assert begun_so("tỉnh", ["SỞ"]) == []


def test_the_lists_hold_all_provinces_of_both_divisions() -> None:
    provinces = {unit.name for found in units().values() for unit in found if unit.kind in ("tỉnh", "thành phố")}
    assert {"Bến Tre", "Vĩnh Long", "Hà Nội", "Cần Thơ", "Đắk Nông"} <= provinces
    assert sum(len(found) for found in units().values()) > 12_000


def test_a_list_is_written_by_kinds_and_without_numbers() -> None:
    wards = [{"FullName": name} for name in ("Phường 12", "Xã Kim Đồng", "Thị trấn Đông Khê", "Xã Lê Lai")]
    told = [{"FullName": "Tỉnh Cao Bằng", "District": [{"FullName": "Huyện Thạch An", "Ward": wards}]}]
    assert list(paragraphs(told)) == ["tỉnh Cao Bằng\nhuyện Thạch An: thị trấn Đông Khê; xã Kim Đồng, Lê Lai"]
