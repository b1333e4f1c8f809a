"""A separator sheet is known by its words where its code could not be read."""

import pytest

from ocr.separator import is_separator
from tests.ocr.papers import body, centred


@pytest.mark.parametrize("title", ["PHIẾU NGĂN TÀI LIỆU", "TỜ PHÂN CÁCH HỒ SƠ", "PHIẾU NGẰN TÀI LIÊU"])
def test_a_sheet_with_its_title_and_a_code_is_a_separator(title: str):
    assert is_separator(
        [centred(title, 1240, 800), centred("[ml", 1100, 1000, 0.05), centred("2017.20.07.G09", 1240, 1700)]
    )


def test_a_paper_about_separators_is_none():
    assert not is_separator([centred("PHIẾU NGĂN TÀI LIỆU", 1240, 300), *body(3, 500)])
    assert not is_separator([centred("Phiếu ngăn tài liệu", 1240, 300)])
    assert not is_separator([])
