"""Set wording and provinces in a letterhead's capitals get the marks that the line above took; names keep theirs."""

from dataclasses import replace

import pytest

from ocr.capitals import in_capitals
from tests.ocr.papers import line


@pytest.mark.parametrize(
    ("read", "right"),
    [
        ("UBND TÍNH CÀ MAU", "UBND TỈNH CÀ MAU"),
        ("TÍNH ÚY ĐĂK LĂK", "TỈNH ỦY ĐẮK LẮK"),
        ("TÍNH ÚY QUÁNG NGÃI", "TỈNH ỦY QUẢNG NGÃI"),
        ("SỞ Y TÊ NGHỆ AN", "SỞ Y TẾ NGHỆ AN"),
        ("THÀNH PHÔ VINH", "THÀNH PHỐ VINH"),
        ("UY BAN NHÂN DẦN THÀNH PHÔ HẢI PHỎNG", "ỦY BAN NHÂN DÂN THÀNH PHỐ HẢI PHÒNG"),
        ("TM. ÚY BAN NHÂN DÂN", "TM. ỦY BAN NHÂN DÂN"),
        ("UBND TÍNH BÀ RỊA - VŨNG TẦU", "UBND TỈNH BÀ RỊA - VŨNG TÀU"),
    ],
)
def test_marks_are_put_right_and_what_was_read_is_kept(read: str, right: str) -> None:
    (found,) = in_capitals([replace(line(read, 100, 100), region="letterhead")])
    assert found.text == right
    assert [word.read for word in found.words if word.read] == [
        old for old, new in zip(read.split(), right.split(), strict=True) if old != new
    ]


@pytest.mark.parametrize("text", ["HUYỆN SƠN TỊNH", "XÃ TÂN TÍNH", "TRƯỜNG THCS QUÁNG NGÃI", "Số: 12/QĐ-UBND", "AN -"])
def test_other_names_stay(text: str) -> None:
    (found,) = in_capitals([replace(line(text, 100, 100), region="letterhead")])
    assert found.text == text


def test_capitals_of_the_body_stay() -> None:
    (found,) = in_capitals([replace(line("GIÁ TRỊ TÍNH THUẾ", 100, 900), region="body")])
    assert found.text == "GIÁ TRỊ TÍNH THUẾ"
