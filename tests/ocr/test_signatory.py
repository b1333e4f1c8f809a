from dataclasses import replace

import pytest

from archive.records import Known, KnownDocument, OcrPage
from ocr.document import documents
from tests.ocr.papers import body, centred, foot, head, line, page
from tests.ocr.test_checks import raised
from tests.ocr.test_document import MIDDLE

ORGAN = ["ỦY BAN NHÂN DÂN", "XÃ NAM THỊNH"]
DEPUTY = ["KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"]
NAME = "Vũ Khắc Thịnh"


def report(index: int, name: str, confidence: float = 0.99, office: list[str] = DEPUTY) -> OcrPage:
    """A report signed by ``name``, read so surely; "" for a name that was not read."""
    date = "Nam Thịnh, ngày 11 tháng 9 năm 2018"
    lines = [
        *head(ORGAN, f"Số: {15 + index}/BC-UBND", date),
        centred("BÁO CÁO", MIDDLE, 620),
        centred("Kết quả thực hiện", MIDDLE, 690),
        *body(8, 1000, "Nội dung báo cáo"),
        *foot(["- Lưu: VT."], office, "", 2400),
        *([centred(name, 1850, 2900, confidence)] if name else []),
    ]
    return page(*lines, index=index)


def signer(*pages: OcrPage) -> tuple[str | None, float, str | None]:
    """Who signed the last of the papers, how sure it is, and what was read."""
    last = documents(pages, Known())[-1]
    seen = last.evidence.get("signer_name")
    return last.signer_name, seen.confidence if seen else 0.0, seen.read if seen else None


def test_a_name_that_was_not_read_is_that_of_the_only_holder_of_the_office_and_never_sure():
    name, sure, _ = signer(report(0, NAME), report(1, ""))
    assert name == NAME and sure < 0.6


def test_it_is_surer_where_a_word_of_it_was_read():
    name, sure, _ = signer(report(0, NAME), report(1, "Thịnh", 0.3))
    assert name == NAME and 0.6 < sure < 0.9


def test_of_two_holders_the_one_of_whom_a_word_was_read_is_taken():
    two = (report(0, NAME), report(1, "Bùi Thanh Hương"))
    assert signer(*two, report(2, ""))[0] is None
    assert signer(*two, report(2, "Hương", 0.3))[0] == "Bùi Thanh Hương"


@pytest.mark.parametrize("read", ["Vũ Khác Thinh", "Vũ Khắe Thịnh", "Khắc Thịnh"])
def test_a_name_hardly_read_is_that_of_the_holder_whom_it_is_like(read: str):
    name, sure, kept = signer(report(0, NAME), report(1, read, 0.6))
    assert name == NAME and sure < 0.9
    assert kept == read


def test_another_name_read_surely_and_one_that_is_not_like_it_stay():
    assert signer(report(0, NAME), report(1, "Vũ Khắc Thính"))[0] == "Vũ Khắc Thính"
    assert signer(report(0, NAME), report(1, "Trần Văn Hai", 0.8))[0] == "Trần Văn Hai"


def test_a_person_whom_the_paper_itself_names_signed_it_where_the_given_name_was_read_below_the_office():
    paper = report(0, "Quế", 0.9)
    named = (*paper.lines[:8], line("Chủ trì: ông Tôn Đình Quế.", 340, 1700), *paper.lines[8:])
    name, sure, _ = signer(replace(paper, lines=named))
    assert name == "Tôn Đình Quế" and sure < 0.9
    other = replace(paper, lines=(*named, line("Thư ký: bà Lê Thị Quế.", 340, 1760)))
    assert signer(other)[0] is None
    assert signer(paper)[0] is None


def test_who_holds_another_office_signs_nothing_here():
    assert signer(report(0, NAME, office=["CHỦ TỊCH"]), report(1, ""))[0] is None


def test_a_name_hardly_read_is_that_of_a_person_whom_the_dossier_names():
    named = page(
        *body(3, 500), centred("Đỗ Vân Giang", 900, 1500), centred("Đỗ Vân Giang", 900, 1600), *body(3, 1800), index=1
    )
    name, sure, kept = signer(named, report(2, "Đỗ Vân Gìang", 0.7))
    assert (name, kept) == ("Đỗ Vân Giang", "Đỗ Vân Gìang") and sure < 0.95
    name, sure, kept = signer(named, report(2, "Đỗ Vân Gtang", 0.7))
    assert (name, kept) == ("Đỗ Vân Giang", "Đỗ Vân Gtang") and sure < 0.9


def test_a_name_hardly_read_does_not_speak_for_itself():
    named = page(*body(3, 500), centred("Đỗ Vân Giang", 900, 1500), *body(3, 1800), index=1)
    name, sure, kept = signer(named, report(2, "Đỗ Vân Gian", 0.7))
    assert (name, kept) == ("Đỗ Vân Giang", "Đỗ Vân Gian") and sure < 0.9
    twice = (report(2, "Đỗ Vân Gian", 0.95), report(3, "Đỗ Vân Gian", 0.7))
    assert signer(named, *twice)[0] == "Đỗ Vân Gian"


def test_a_name_taken_from_another_paper_is_set_before_a_person_unless_one_has_stated_it():
    pages = [report(0, NAME), report(1, "")]
    (flag,) = [flag for flag in raised(pages) if flag.page == 1]
    assert (flag.kind, flag.found, flag.expected) == ("not-sure", None, NAME)
    assert "không đọc được" in flag.message and NAME in flag.message
    pages = [report(0, NAME), report(1, "Vũ Khắe Thịnh", 0.6)]
    (flag,) = [flag for flag in raised(pages) if flag.page == 1 and flag.expected == NAME]
    assert (flag.found, flag.box is not None) == ("Vũ Khắe Thịnh", True)
    known = Known(documents=(KnownDocument((1,), {"signer_name": NAME}),))
    assert [flag for flag in raised([report(0, NAME), report(1, "")], known) if flag.page == 1] == []


def test_a_name_is_no_part_cut_out_of_a_longer_one():
    """ "Nguyễn Thị Hoa" of the text does not make "Nguyễn Trì" a "Nguyễn Thị"."""
    text = page(*body(4, 400, "cấp đất cho bà Nguyễn Thị Hoa tại xã"), index=0)
    assert signer(text, report(1, "Nguyễn Trì", 0.6))[0] == "Nguyễn Trì"


def test_where_the_organ_was_hardly_read_the_office_alone_tells_by_a_word_of_the_name():
    known, unread = report(0, NAME), report(1, "Thịnh", 0.3)
    hidden = replace(unread, lines=tuple(one for one in unread.lines if one.text not in ORGAN))
    name, sure, _ = signer(known, hidden)
    assert name == NAME and 0.6 < sure < 0.9
    nothing = report(1, "")
    bare = replace(nothing, lines=tuple(one for one in nothing.lines if one.text not in ORGAN))
    assert signer(known, bare)[0] is None


def test_a_name_in_capitals_stays_written_as_names_are():
    read, _, _ = signer(report(0, "VŨ KHẮC THỊNH", 0.7))
    assert read == NAME
