from datetime import date

import pytest

from archive.errors import UsageError
from ocr.document import FIELDS
from vankho.fields import DOCUMENT, DOSSIER, READ, checked

TODAY = date(2026, 11, 24)


def test_every_field_that_is_read_can_be_corrected() -> None:
    assert tuple(READ) == FIELDS


def test_a_field_that_no_paper_has_is_named_with_those_there_are() -> None:
    with pytest.raises(UsageError, match=r"«colour».*N\.code_number.*N\.autograph"):
        checked("colour", "đỏ", DOCUMENT, TODAY)


@pytest.mark.parametrize(
    ("name", "typed", "kept_as"),
    [
        ("start_date", "01.02.1975", "1975-02-01"),
        ("start_date", "1975-2", "1975-02"),
        ("start_date", "1975", "1975"),
        ("maintenance", "01", "Vĩnh viễn"),
        ("maintenance", "vinh vien", "Vĩnh viễn"),
        ("maintenance", "05 nam", "5 năm"),
        ("mode", "03", "Mật"),
        ("number_of_paper", "012", "12"),
        ("type_name", "02", "Quyết định"),
        ("type_name", "cong van", "Công văn"),
        ("type_name", "Sổ mục kê", "Sổ mục kê"),
        ("autograph", "Đồng ý,  giao Sở Nội vụ", "Đồng ý, giao Sở Nội vụ"),
        ("applicant", " Nguyễn  Khắc Sáu", "Nguyễn Khắc Sáu"),
        ("appointment_date", "30/12/2026", "2026-12-30"),
        ("subject", "  Về   việc\n x ", "Về việc x"),
    ],
)
def test_a_value_is_kept_as_the_table_or_the_calendar_has_it(name: str, typed: str, kept_as: str) -> None:
    assert checked(name, typed, DOCUMENT if name in DOCUMENT else DOSSIER, TODAY) == kept_as
