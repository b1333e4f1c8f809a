"""Forms and lists that come with a paper stay with it, though they bear quốc hiệu; papers of their own do not."""

from dataclasses import replace

import pytest

from archive.records import Known, OcrPage
from ocr.document import documents
from tests.ocr.papers import body, centred, foot, head, line, page
from tests.ocr.test_document import decision

MIDDLE = 1240
DATE = "Vĩnh Hòa, ngày 05 tháng 8 năm 2021"


def after(organs: list[str], number: str, date: str, *titles: str, name: str = "") -> OcrPage:
    """The second page of a dossier, with a letterhead of its own."""
    lines = [*head(organs, number, date), *(centred(text, MIDDLE, 620 + 70 * at) for at, text in enumerate(titles))]
    signed = foot(["- Lưu: VT."], ["TRƯỞNG ĐƠN VỊ"], name, 2400) if name else []
    return page(*lines, *body(8, 1000), *signed, index=1)


ATTACHED = [
    (["SỞ CÔNG THƯƠNG", "BẾN XE/CHỢ"], "Số:", "ngày tháng năm 2021", ("DANH SÁCH CÁN BỘ DỰ TẬP HUẤN",)),
    (["TÊN ĐƠN VỊ"], "Số:", DATE, ("ĐĂNG KÝ THAM GIA",)),
    (["TÊN CƠ QUAN CHỦ QUẢN", "TTYT/BVĐK"], "Số:", "..., ngày tháng năm", ("ĐĂNG KÝ DỰ THI",)),
    (["CÔNG TY A"], "Số:", "..., ngày tháng năm 2021", ("BÁO CÁO", "Công tác bảo vệ môi trường năm 2021")),
    (["CÔNG TY A"], "Số:", DATE, ("BÁO CÁO", "(Kèm theo Công văn số 15/SCT-QLTM của Sở Công Thương)")),
]


@pytest.mark.parametrize(("organs", "number", "date", "titles"), ATTACHED)
def test_a_form_or_list_attached_to_a_paper_is_a_page_of_it(
    organs: list[str], number: str, date: str, titles: tuple[str, ...]
) -> None:
    found = documents([decision(), after(organs, number, date, *titles)], Known())
    assert [one.pages for one in found] == [(0, 1)]


OWN = [
    (["UBND XÃ VĨNH HÒA"], "Số: 15/BC-UBND", DATE, ("BÁO CÁO", "Công tác bảo vệ môi trường năm 2021")),
    (["UBND XÃ VĨNH HÒA"], "Số: /BC-UBND", "Vĩnh Hòa, ngày tháng năm 2021", ("BÁO CÁO", "Công tác bảo vệ môi trường")),
    (["UBND XÃ VĨNH HÒA"], "Số: 4/QĐ-UBND", DATE, ("QUYẾT ĐỊNH", "(Kèm theo Thông báo số 3/TB-UBND)")),
    ([], "", "Vĩnh Hòa, ngày tháng năm 2021", ("ĐƠN ĐỀ NGHỊ", "Cấp giấy phép xây dựng nhà ở")),
]


@pytest.mark.parametrize(("organs", "number", "date", "titles"), OWN)
def test_a_paper_with_a_number_or_notation_and_what_people_ask_for_are_papers_of_their_own(
    organs: list[str], number: str, date: str, titles: tuple[str, ...]
) -> None:
    given = after(organs or [" "], number or " ", date, *titles)
    assert len(documents([decision(), given], Known())) == 2


@pytest.mark.parametrize(("title", "own"), [("THÀNH VIÊN TỔ SOẠN THẢO", False), ("BIÊN BẢN KIỂM KÊ", True)])
def test_a_table_without_number_and_date_comes_with_a_paper_but_minutes_do_not(title: str, own: bool) -> None:
    rows = [replace(one, region="table") for one in body(12, 900)]
    made = page(*head(["UBND XÃ VĨNH HÒA"], " ", " "), centred(title, MIDDLE, 620), index=1)
    given = replace(made, lines=(*made.lines, *rows))
    assert len(documents([decision(), given], Known())) == (2 if own else 1)


def test_a_report_that_somebody_signed_is_a_paper_of_its_own_though_its_day_was_left_open() -> None:
    titles = ("BÁO CÁO", "Công tác bảo vệ môi trường năm 2021")
    given = after(["CÔNG TY A"], "Số:", "..., ngày tháng năm 2021", *titles, name="Nguyễn Văn Hòa")
    assert len(documents([decision(), given], Known())) == 2


@pytest.mark.parametrize(
    ("marks", "number", "own"),
    [
        (["PHỤ LỤC 2:"], "Số: /TTr-KHOA", False),
        (["PHỤ", "LỤC 1:"], "Số: /BB-KHOA", False),
        (["Mẫu"], "Số: /BC-LĐLĐ", False),
        (["Mẫu"], "Số: 15/BC-LĐLĐ", True),
        (["HỎA TỐC"], "Số: /BC-LĐLĐ", True),
    ],
)
def test_an_annex_or_form_that_is_marked_above_its_head_and_has_neither_number_nor_day_comes_with_a_paper(
    marks: list[str], number: str, own: bool
) -> None:
    given = after(["KHOA KINH TẾ"], number, "Hà Nội, ngày tháng năm 2025", "BÁO CÁO")
    above = [line(text, 1500 + 200 * at, 200) for at, text in enumerate(marks)]
    found = documents([decision(), replace(given, lines=(*above, *given.lines))], Known())
    assert len(found) == (2 if own else 1)
