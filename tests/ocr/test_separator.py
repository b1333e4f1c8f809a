"""A separator sheet is known by its words where its code could not be read."""

import pytest

from ocr.separator import is_separator, of_separator
from tests.ocr.papers import body, centred, line


@pytest.mark.parametrize("title", ["PHIẾU NGĂN TÀI LIỆU", "TỜ PHÂN CÁCH HỒ SƠ", "PHIẾU NGẰN TÀI LIÊU"])
def test_a_sheet_with_its_title_and_a_code_is_a_separator(title: str):
    assert is_separator(
        [centred(title, 1240, 800), centred("[ml", 1100, 1000, 0.05), centred("2017.20.07.G09", 1240, 1700)]
    )


def test_a_paper_about_separators_is_none():
    assert not is_separator([centred("PHIẾU NGĂN TÀI LIỆU", 1240, 300), *body(3, 500)])
    assert not is_separator([centred("Phiếu ngăn tài liệu", 1240, 300)])
    assert not is_separator([])


def test_what_the_patterns_of_its_codes_were_read_as_is_no_text_of_a_sheet():
    lines = (
        line("PHIẾU NGẮĂN TÀI LIỆU", 800, 800),
        line("HH ND", 800, 900),
        line("000.00.38.H02-23O203-0067", 900, 1700),
    )
    told = of_separator(lines, "000.00.38.H02-230203-0067")
    assert [one.text for one in told] == ["PHIẾU NGĂN TÀI LIỆU", "000.00.38.H02-230203-0067"]
    assert of_separator(told, "000.00.38.H02-230203-0067") == told


def test_a_sheet_whose_code_was_not_read_keeps_its_print():
    lines = (line("TỜ PHÂN CÁCH HỒ SƠ", 800, 800), line("2017.20.07.G09", 900, 1700))
    assert of_separator(lines, None) == lines
    assert of_separator(lines, "000.00.38.H02-230203-0067") == lines
