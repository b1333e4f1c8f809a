"""Words that stand where they cannot stand are put right, and stay where they can."""

import pytest

from ocr.company import in_company
from tests.ocr.papers import line


@pytest.mark.parametrize(
    ("read", "right"),
    [
        ("KẾT NẠP ĐẲNG", "KẾT NẠP ĐẢNG"),
        ("ĐẲNG ỦY XÃ EA KLY", "ĐẢNG ỦY XÃ EA KLY"),
        ("BÍ THƯ ĐẲNG ỦY;", "BÍ THƯ ĐẢNG ỦY;"),
        ("tại xã la Púch", "tại xã Ia Púch"),
        ("la Púch, ngày 23 tháng 8 năm 2019", "Ia Púch, ngày 23 tháng 8 năm 2019"),
        ("nhập ngũ đợt Í năm 1987", "nhập ngũ đợt I năm 1987"),
        ("báo cáo quý |, năm 2020", "báo cáo quý I, năm 2020"),
        ("phân công cấp Ủy viên phụ trách", "phân công cấp ủy viên phụ trách"),
        ("Yêu cầu cấp Ủy quán triệt", "Yêu cầu cấp ủy quán triệt"),
        ("- Tỉnh Ủy (b/c);", "- Tỉnh ủy (b/c);"),
        ("TT Đảng Ủy, HĐND xã;", "TT Đảng ủy, HĐND xã;"),
    ],
)
def test_what_cannot_stand_there_is_put_right_and_what_was_read_is_kept(read: str, right: str) -> None:
    (found,) = in_company([line(read, 100, 100)])
    assert found.text == right
    changed = [word.read for word in found.words if word.read]
    assert changed == [old for old, new in zip(read.split(), right.split(), strict=True) if old != new]


@pytest.mark.parametrize(
    "text",
    [
        "TRƯỜNG CAO ĐẲNG SƯ PHẠM",
        "QUYỀN BÌNH ĐẲNG",
        "ĐẲNG CẤP QUỐC GIA",
        "bình đẳng giới",
        "Cột la liệt ngoài đường",
        "tại la bàn",
        "Í ới gọi nhau",
        "Ông Í đợt này",
        "lãnh đạo huyện Ủy ban nhân dân xã",
        "- Ủy viên",
        "TỈNH ỦY ĐẮK LẮK",
    ],
)
def test_what_can_stand_there_stays(text: str) -> None:
    given = line(text, 100, 100)
    assert in_company([given]) == (given,)


def test_a_word_of_two_syllables_is_known_across_lines() -> None:
    college = [line("TRƯỜNG CAO", 100, 100), line("ĐẲNG Y TẾ", 100, 150)]
    assert in_company(college) == tuple(college)
    party = in_company([line("LỚP ĐỐI TƯỢNG KẾT NẠP", 100, 100), line("ĐẲNG", 100, 150)])
    assert [one.text for one in party] == ["LỚP ĐỐI TƯỢNG KẾT NẠP", "ĐẢNG"]


@pytest.mark.parametrize(
    ("read", "right"),
    [
        ("CHI BỘ TRƯỞNG THCS TRI LỄ", "CHI BỘ TRƯỜNG THCS TRI LỄ"),
        ("HIỆU TRƯỞNG THCS", "HIỆU TRƯỞNG THCS"),
        ("học kỳ H năm học", "học kỳ II năm học"),
        ("Bộ Trưởng", "Bộ Trưởng"),
    ],
)
def test_schools_and_terms_are_told_from_offices_and_letters(read: str, right: str) -> None:
    (found,) = in_company([line(read, 100, 100)])
    assert found.text == right
