"""An organ that ends in its unit is whole where the body above it names the unit, else its name was lost."""

import pytest

from archive.records import Document, Evidence
from ocr.agreement import agreed


def paper(parent: str | None, organ: str) -> Document:
    evidence = {name: Evidence(0.99, 0, (0, 0, 1, 1)) for name in ("organ_name", "place")}
    return Document(1, (0,), organ_parent=parent, organ_name=organ, place="An Giang", evidence=evidence)


@pytest.mark.parametrize(
    ("parent", "organ", "told"),
    [
        ("ỦY BAN NHÂN DÂN TỈNH AN GIANG", "THANH TRA TỈNH", "THANH TRA TỈNH"),
        (None, "ỦY BAN NHÂN DÂN TỈNH", "ỦY BAN NHÂN DÂN TỈNH AN GIANG"),
        ("TỔNG LIÊN ĐOÀN LAO ĐỘNG VIỆT NAM", "LIÊN ĐOÀN LAO ĐỘNG TỈNH", "LIÊN ĐOÀN LAO ĐỘNG TỈNH AN GIANG"),
        (None, "HỘI LIÊN HIỆP PHỤ NỮ THÀNH", "HỘI LIÊN HIỆP PHỤ NỮ THÀNH PHỐ AN GIANG"),
        (None, "HỘI NÔNG DÂN TỈNH BANG", "HỘI NÔNG DÂN TỈNH AN GIANG"),
        (None, "HỘI NÔNG DÂN TỈNH KIÊN GIANG", "HỘI NÔNG DÂN TỈNH KIÊN GIANG"),
        ("ỦY BAN NHÂN DÂN", "THANH TRA TỈNH", "THANH TRA TỈNH"),
        ("SỞ Y TẾ AN GIANG", "TRUNG TÂM KIỂM SOÁT BỆNH TẬT TỈNH", "TRUNG TÂM KIỂM SOÁT BỆNH TẬT TỈNH"),
    ],
)
def test_the_name_of_a_unit_is_added_only_where_it_was_lost(parent: str | None, organ: str, told: str) -> None:
    (found,) = agreed([paper(parent, organ)])
    assert found.organ_name == told


def test_small_letters_that_were_surely_read_tell_the_marks_that_capitals_lost() -> None:
    evidence = {name: Evidence(0.97, 0, (0, 0, 1, 1)) for name in ("organ_name", "place")}
    read = Document(1, (0,), organ_name="ỦY BAN NHÂN DÂN XÃ LŨNG ĐÂY", place="Lũng Đẩy", evidence=evidence)
    (found,) = agreed([read])
    assert (found.organ_name, found.place) == ("ỦY BAN NHÂN DÂN XÃ LŨNG ĐẨY", "Lũng Đẩy")


@pytest.mark.parametrize(
    ("place", "told"), [("sẻ Hạ Hòa", "Hạ Hòa"), ("huyện Hạ Hòa", "huyện Hạ Hòa"), ("TP. Hạ Hòa", "TP. Hạ Hòa")]
)
def test_dirt_before_the_name_of_a_place_is_no_part_of_it(place: str, told: str) -> None:
    evidence = {"organ_name": Evidence(0.99, 0, (0, 0, 1, 1)), "place": Evidence(0.1, 0, (0, 0, 1, 1))}
    read = Document(1, (0,), organ_name="ỦY BAN NHÂN DÂN HUYỆN HẠ HÒA", place=place, evidence=evidence)
    (found,) = agreed([read])
    assert found.place == told


@pytest.mark.parametrize(
    ("place", "told"),
    [("$2 Hòa", "Hạ Hòa"), ("H4 Hoq", "Hạ Hòa"), ("Hưng Hóa", "Hưng Hóa"), ("Thanh Ba", "Thanh Ba")],
)
def test_a_place_read_with_figures_or_signs_is_the_units(place: str, told: str) -> None:
    evidence = {name: Evidence(0.99, 0, (0, 0, 1, 1)) for name in ("organ_name", "place")}
    read = Document(1, (0,), organ_name="ỦY BAN NHÂN DÂN HUYỆN HẠ HÒA", place=place, evidence=evidence)
    (found,) = agreed([read])
    assert found.place == told
