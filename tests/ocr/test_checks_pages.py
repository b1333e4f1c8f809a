import pytest

from archive.records import Known, Line, OcrPage
from tests.ocr.papers import centred, line, page
from tests.ocr.test_checks import raised
from tests.ocr.test_document import MIDDLE, blank, decision


def numbered(index: int, number: int | None, confidence: float = 0.99) -> OcrPage:
    """A page with words of its own and the number printed at its head."""
    top = [] if number is None else [centred(str(number), MIDDLE, 120, confidence)]
    words = [line(f"Mục {index} {n} về nội dung {index * 40 + n} của tổ {n}", 340, 500 + 80 * n) for n in range(25)]
    return page(*top, *words, index=index)


def kinds(pages: list[OcrPage], known: Known | None = None) -> list[tuple[str, int | None]]:
    return [(flag.kind, flag.page) for flag in raised(pages, known)]


def test_pages_numbered_in_order_raise_no_flag_also_where_one_number_was_not_read():
    assert kinds([decision(0), numbered(1, 2), numbered(2, None), numbered(3, 4)]) == []


def test_a_page_that_is_missing_is_flagged_on_the_page_after_it_with_the_number_lost():
    (flag,) = raised([decision(0), numbered(1, 2), numbered(2, 4), numbered(3, 5)])
    assert (flag.kind, flag.page, flag.found, flag.expected) == ("page-missing", 2, "4", "3")
    assert "thiếu trang số 3 " in flag.message and flag.box is not None


def test_the_page_after_the_first_may_be_the_missing_one():
    assert kinds([decision(0), numbered(1, 3)]) == [("page-missing", 1)]


def test_a_number_that_the_next_page_does_not_bear_out_was_misread():
    assert kinds([decision(0), numbered(1, 2), numbered(2, 8), numbered(3, 4)]) == []


def test_a_number_that_is_not_sure_says_nothing():
    assert kinds([decision(0), numbered(1, 2), numbered(2, 4, confidence=0.7)]) == []


def test_a_blank_page_between_two_may_have_been_counted():
    assert kinds([decision(0), numbered(1, 2), blank(2), numbered(3, 4)]) == []
    assert kinds([decision(0), numbered(1, 2), blank(2), numbered(3, 3)]) == []


def test_numbers_that_begin_anew_are_an_annexs():
    assert kinds([decision(0), numbered(1, 2), numbered(2, None), numbered(3, 2), numbered(4, 3)]) == []


def test_a_number_that_stands_twice_and_pages_that_are_out_of_order_are_flagged():
    assert kinds([decision(0), numbered(1, 2), numbered(2, 2)]) == [("page-repeated", 2)]
    assert kinds([decision(0), numbered(1, 3), numbered(2, 2)]) == [("page-order", 1)]


def test_annexes_of_one_page_each_bear_the_number_1_each():
    assert kinds([decision(0), numbered(1, 1), numbered(2, 1)]) == []


def test_a_number_far_ahead_is_a_misread_one_and_not_so_many_lost_pages():
    assert kinds([decision(0), numbered(1, 2), numbered(2, 33)]) == []


def cover(*more: Line) -> OcrPage:
    return page(
        centred("ỦY BAN NHÂN DÂN XÃ TÂN LÂN", MIDDLE, 300),
        centred("HỒ SƠ", MIDDLE, 700),
        centred("Hồ sơ tách thửa đất", MIDDLE, 900),
        line("Từ ngày 01/09/2018 đến ngày 30/09/2018", 700, 1400),
        *more,
        line("Phông số: 16", 400, 2800),
        line("Hồ sơ số: 340", 400, 2880),
        kind="cover",
    )


@pytest.mark.parametrize(("sheets", "wrong"), [("1", True), ("2", False), ("3", False), ("4", True)])
def test_a_count_of_sheets_is_wrong_only_where_the_sides_scanned_cannot_be_on_so_many(sheets: str, wrong: bool):
    given = [cover(line(f"Gồm: {sheets} tờ", 700, 1500)), decision(1), numbered(2, 2), numbered(3, 3)]
    found = [flag for flag in raised(given) if flag.kind == "count-disagrees"]
    assert [(flag.page, flag.found, flag.expected) for flag in found] == ([(0, "3", sheets)] if wrong else [])
    assert all(flag.box and f"ghi {sheets} tờ" in flag.message for flag in found)


def test_a_page_on_which_nothing_was_read_leaves_the_count_open():
    given = [cover(line("Gồm: 4 tờ", 700, 1500)), decision(1), page(index=2)]
    assert "count-disagrees" not in {flag.kind for flag in raised(given)}


def test_documents_are_counted_against_the_cover_and_against_what_a_person_states():
    given = [cover(line("Tổng số văn bản: 2", 700, 1500)), decision(1)]
    assert kinds(given) == [("count-disagrees", 0)]
    assert kinds([decision(0)], Known(fields={"total_doc": "2"})) == [("count-disagrees", None)]
    assert kinds([decision(0)], Known(fields={"total_doc": "1"})) == []


def slip(paper: str) -> OcrPage:
    title = centred("GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ", MIDDLE, 620)
    rows = [line("Thành phần hồ sơ nộp gồm:", 400, 900), line(f"1. {paper}", 400, 980), line("2. Ảnh 4x6", 400, 1060)]
    top = decision(0, number="Số: 86/TNHS").lines
    return page(*[one for one in top if one.box[1] < 600], title, *rows)


def test_an_application_that_the_slip_lists_and_the_dossier_lacks_is_flagged():
    (flag,) = raised([slip("Đơn đề nghị theo mẫu"), decision(1)])
    assert (flag.kind, flag.page, flag.expected) == ("paper-missing", 0, "Đơn đề nghị theo mẫu")
    assert kinds([slip("Bản sao Căn cước công dân"), decision(1)]) == []


def test_a_slip_says_nothing_where_a_documents_kind_is_not_known_or_the_application_is_there():
    unknown = page(centred("Giấy viết tay", MIDDLE, 300), index=2)
    assert "paper-missing" not in {kind for kind, _ in kinds([slip("Đơn đề nghị"), blank(1, "separator"), unknown])}
    form = page(
        centred("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", MIDDLE, 240), centred("ĐƠN ĐỀ NGHỊ", MIDDLE, 430), index=1
    )
    assert "paper-missing" not in {kind for kind, _ in kinds([slip("Đơn đề nghị"), form])}


def test_a_dossier_stated_as_digitised_wants_the_code_of_the_paper_one():
    assert kinds([decision(0)], Known(fields={"confidence_level": "02"})) == [("paper-code-missing", None)]
    stated = Known(fields={"confidence_level": "02", "paper_file_code": "H58.10.K1.340"})
    assert kinds([decision(0)], stated) == [] == kinds([decision(0)])
