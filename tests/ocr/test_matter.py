import pytest

from archive.records import Known, OcrPage
from ocr.document import documents
from ocr.dossier import read_fields
from tests.ocr.papers import MOTTO, NATION, body, centred, head, line, page
from tests.ocr.test_document import MIDDLE

PROCEDURE = "thực hiện, điều chỉnh, thôi hưởng trợ cấp xã hội hàng tháng"
NAME = "Bùi Mai Trúc"
DATE = "Sơn Hà, ngày 17 tháng 7 năm 2020"


def slip(procedure: str, name: str, confidence: float = 0.6) -> OcrPage:
    """The slip of the desk, its two answers read so surely."""
    return page(
        *head(["ỦY BAN NHÂN DÂN XÃ SƠN HÀ", "BỘ PHẬN TIẾP NHẬN VÀ TRẢ KẾT QUẢ"], "Số: 288/TNHS", DATE),
        centred("GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ", MIDDLE, 620),
        line(f"Bộ phận Tiếp nhận và Trả kết quả tiếp nhận hồ sơ của: {name}", 340, 800, confidence),
        line("Địa chỉ: thôn Trung Tiến, xã Sơn Hà", 340, 870),
        line(f"Nội dung yêu cầu giải quyết: {procedure}", 340, 940, confidence),
        line("Thành phần hồ sơ nộp gồm:", 340, 1010),
        index=0,
    )


def form(procedure: str = PROCEDURE, confidence: float = 0.99) -> OcrPage:
    return page(
        centred(NATION, MIDDLE, 240),
        centred(MOTTO, MIDDLE, 302),
        centred("TỜ KHAI", MIDDLE, 520),
        centred(f"(Dùng cho thủ tục {procedure})", MIDDLE, 590, confidence),
        *body(8, 900),
        centred("Người khai", 1700, 1800),
        centred(NAME, 1700, 2200),
        index=1,
    )


def meeting(matter: str, confidence: float = 0.99) -> OcrPage:
    return page(
        *head(["ỦY BAN NHÂN DÂN", "XÃ SƠN HÀ"], "Số: 61/GM-UBND", DATE),
        centred("GIẤY MỜI", MIDDLE, 620),
        centred("Dự buổi đối thoại về hồ sơ", MIDDLE, 690, confidence),
        centred(matter, MIDDLE, 750, confidence),
        *body(8, 1000),
        centred(NAME, 700, 2000),
        index=2,
    )


def test_the_slip_says_what_two_other_papers_say_in_its_place():
    pages = [slip("nên điều chỉnh, thôi hưởng trợ cấp xã hội hàng tháng", "Bùii Trúc"), form(), meeting(PROCEDURE)]
    fields = read_fields(documents(pages, Known()), pages)
    assert (fields["procedure"], fields["applicant"]) == (PROCEDURE, NAME)
    assert PROCEDURE in fields["title"] and NAME in fields["title"]


def test_what_only_one_other_paper_says_otherwise_stays_as_the_slip_has_it():
    pages = [slip("nên điều chỉnh, thôi hưởng trợ cấp xã hội hàng tháng", "Bùii Trúc"), form()]
    assert read_fields(documents(pages, Known()), pages)["procedure"].startswith("nên điều chỉnh")


def test_another_procedure_is_not_taken_for_the_slips():
    pages = [slip("cấp giấy phép xây dựng nhà ở riêng lẻ", NAME), form(), meeting(PROCEDURE)]
    assert read_fields(documents(pages, Known()), pages)["procedure"] == "cấp giấy phép xây dựng nhà ở riêng lẻ"


@pytest.mark.parametrize(
    "read", ["thực hiện, điều clunh, thôi lưởng trợ cấp xã hội hàng tháng", PROCEDURE.replace("trợ cấp ", "trợ cốp ")]
)
def test_the_procedure_is_put_right_in_a_subject_that_was_hardly_read(read: str):
    pages = [slip(PROCEDURE, NAME, 0.99), form(), meeting(read, 0.9)]
    paper = documents(pages, Known())[2]
    assert paper.subject == f"Dự buổi đối thoại về hồ sơ {PROCEDURE}"
    assert paper.evidence["subject"].read == f"Dự buổi đối thoại về hồ sơ {read}"
    assert paper.evidence["subject"].confidence < 0.9


def test_a_subject_read_surely_and_one_of_another_matter_stay():
    other = "thực hiện, điều chỉnh, thôi hưởng phụ cấp xã hội hàng tháng"
    pages = [slip(PROCEDURE, NAME, 0.99), form(), meeting(other)]
    assert documents(pages, Known())[2].subject == f"Dự buổi đối thoại về hồ sơ {other}"
    pages = [slip(PROCEDURE, NAME, 0.99), form(), meeting("cấp giấy phép xây dựng", 0.9)]
    assert documents(pages, Known())[2].subject == "Dự buổi đối thoại về hồ sơ cấp giấy phép xây dựng"
