from dataclasses import replace
from datetime import date

from archive.records import Flag, Known, OcrPage
from ocr.checks.days import ahead
from ocr.document import documents
from tests.ocr.papers import body, centred, foot, head, line, page
from tests.ocr.test_checks import raised
from tests.ocr.test_document import DATE, MIDDLE, decision


def report(index: int, said: str, date: str = DATE, confidence: float = 0.99) -> OcrPage:
    """A report whose body says ``said``."""
    return page(
        *head(["ỦY BAN NHÂN DÂN", "TỈNH TIỀN GIANG"], "Số: 15/BC-UBND", date),
        centred("BÁO CÁO", MIDDLE, 620),
        centred("Kết quả thực hiện", MIDDLE, 690),
        line(said, 340, 900, confidence),
        *body(8, 1000, "Nội dung báo cáo"),
        *foot(["- Lưu: VT."], ["CHÁNH VĂN PHÒNG"], "Lê Văn Hùng", 2400),
        index=index,
    )


def told(pages: list[OcrPage], known: Known | None = None) -> list[Flag]:
    return [flag for flag in raised(pages, known) if flag.kind == "date-disagrees"]


def test_a_document_that_cites_one_of_a_later_day_is_flagged_with_box_found_and_expected():
    (flag,) = told([report(0, "Thực hiện Công văn số 3410/UBND-NC ngày 17/10/2018 của Ủy ban")])
    assert (flag.page, flag.found, flag.expected) == (0, "2018-10-17", "2018-09-11")
    assert flag.box is not None and flag.box[1] == 900
    assert "17/10/2018" in flag.message and "11/09/2018" in flag.message


def test_a_document_may_cite_earlier_ones_and_those_of_its_own_day_and_name_days_to_come():
    assert told([report(0, "Căn cứ Nghị định số 61/2018/NĐ-CP ngày 23 tháng 4 năm 2018")]) == []
    assert told([report(0, "Thực hiện Công văn số 3410/UBND-NC ngày 11/9/2018")]) == []
    assert told([report(0, "Hoàn thành trước ngày 31 tháng 12 năm 2018")]) == []


def test_a_citation_that_is_not_sure_is_not_told():
    assert told([report(0, "Thực hiện Công văn số 3410/UBND-NC ngày 17/10/2018", confidence=0.6)]) == []


def test_a_document_cited_with_another_day_than_it_bears_in_the_dossier_is_flagged():
    later = "Tiền Giang, ngày 20 tháng 9 năm 2018"
    given = [decision(0), report(1, "Thực hiện Quyết định số 2576/QĐ-UBND ngày 12/9/2018 của Ủy ban", later)]
    (flag,) = told(given)
    assert (flag.page, flag.found, flag.expected) == (1, "2018-09-12", "2018-09-11")
    assert told([decision(0), report(1, "Thực hiện Quyết định số 2576/QĐ-UBND ngày 11/9/2018", later)]) == []


def test_a_span_that_ends_before_it_starts_is_flagged():
    (flag,) = told([report(0, "Kiểm tra từ ngày 05/9/2018 đến ngày 01/9/2018 tại các xã")])
    assert (flag.found, flag.expected) == ("2018-09-01", "2018-09-05")
    assert told([report(0, "Kiểm tra từ ngày 01/9/2018 đến ngày 05/9/2018 tại các xã")]) == []


def test_a_span_that_is_not_sure_is_not_told():
    assert told([report(0, "Kiểm tra từ ngày 05/9/2018 đến ngày 01/9/2018 tại các xã", confidence=0.6)]) == []


def test_a_paper_of_another_kind_with_the_number_of_one_in_the_dossier_is_another_paper():
    later = "Tiền Giang, ngày 20 tháng 9 năm 2018"
    assert told([decision(0), report(1, "Thực hiện Kế hoạch số 2576/QĐ-UBND ngày 12/9/2018", later)]) == []


def test_a_document_dated_after_the_dossiers_end_is_flagged_and_one_from_before_it_is_not():
    (flag,) = told([decision(0)], Known(fields={"start_date": "2018-01-01", "end_date": "2018-08-31"}))[-1:]
    assert (flag.page, flag.found, flag.expected) == (0, "2018-09-11", "2018-08-31")
    known = Known(fields={"start_date": "2018-10-01", "end_date": "2018-12-31"})
    assert all(flag.page is None for flag in told([decision(0)], known))


def test_a_document_dated_after_today_is_flagged_also_where_only_its_month_is_known():
    given = [decision(0)]
    found = documents(given, Known())
    (flag,) = ahead(given, found, date(2018, 9, 10))
    assert (flag.kind, flag.page, flag.found, flag.expected) == ("date-ahead", 0, "2018-09-11", "2018-09-10")
    assert flag.box is not None
    assert ahead(given, found, date(2018, 9, 11)) == ()
    open_day = [replace(found[0], issued_date="2018-09")]
    assert ahead(given, open_day, date(2018, 9, 1)) == ()
    assert len(ahead(given, open_day, date(2018, 8, 31))) == 1
