from dataclasses import replace

from archive.records import Dispute, Known, KnownDocument, OcrPage, Word
from ocr.document import documents
from tests.ocr.papers import body, centred, line, page
from tests.ocr.test_checks import raised
from tests.ocr.test_document import MIDDLE, decision


def annex(index: int, number: str, date: str = "11 tháng 9 năm 2018", kind: str = "Quyết định") -> OcrPage:
    """An annex of its own content, which bears the next page number."""
    return page(
        centred(str(index + 1), MIDDLE, 120),
        centred("PHỤ LỤC", MIDDLE, 300),
        centred(f"(Ban hành kèm theo {kind} số {number}/QĐ-UBND ngày {date})", MIDDLE, 380),
        *[line(f"Việc thứ {index} {n} giao cho tổ {index * 50 + n} làm", 340, 600 + 80 * n) for n in range(20)],
        index=index,
    )


def doubtful(head: OcrPage) -> OcrPage:
    """The head with its number hardly read."""
    return replace(
        head,
        lines=tuple(
            replace(one, words=tuple(_hardly(word) if "/QĐ" in word.text else word for word in one.words))
            for one in head.lines
        ),
    )


def _hardly(word: Word) -> Word:
    return replace(word, confidence=0.6)


def test_of_two_annexes_the_one_that_names_another_number_than_the_head_is_flagged():
    (flag,) = raised([decision(0), annex(1, "2576"), annex(2, "2506")])
    assert (flag.kind, flag.page, flag.found, flag.expected) == ("number-disagrees", 2, "2506/QĐ-UBND", "2576/QĐ-UBND")


def test_a_speck_read_as_a_mark_within_the_citation_does_not_hide_that_it_disagrees():
    (flag,) = raised([decision(0), annex(1, "2506", kind="Quyết, định")])
    assert (flag.kind, flag.page, flag.found, flag.expected) == ("number-disagrees", 1, "2506/QĐ-UBND", "2576/QĐ-UBND")


def test_a_head_that_was_misread_does_not_hide_that_its_annexes_disagree():
    found = raised([decision(0, number="Số: 296/QĐ-UBND"), annex(1, "2576"), annex(2, "2506")])
    assert [(flag.kind, flag.page, flag.found, flag.expected) for flag in found] == [
        ("not-sure", 0, "296/QĐ-UBND", "2576/QĐ-UBND"),
        ("number-disagrees", 2, "2506/QĐ-UBND", "2576/QĐ-UBND"),
    ]
    assert found[0].box is not None and found[0].box[2] < MIDDLE


def test_a_head_that_is_not_sure_and_an_annex_with_another_number_are_one_doubt_and_no_disagreement():
    (flag,) = raised([doubtful(decision(0, number="Số: 212/QĐ-UBND")), annex(1, "242")])
    assert (flag.kind, flag.page, flag.found, flag.expected) == ("not-sure", 0, "212/QĐ-UBND", "242/QĐ-UBND")


def test_of_two_readings_of_a_number_the_one_that_an_annex_names_is_taken_and_no_third_one():
    head = decision(0, number="Số: 212/QĐ-UBND")
    (box,) = [word.box for one in head.lines for word in one.words if word.text.startswith("212")]
    head = replace(head, disputed=(Dispute(box, "242/QĐ-UBND"),))
    assert documents([head, annex(1, "242")], Known())[0].code_number == "242"
    assert documents([head, annex(1, "2506")], Known())[0].code_number == "212"


def test_a_number_that_a_person_stated_is_not_doubted_for_its_annexes():
    known = Known(documents=(KnownDocument((0, 1, 2), {"code_number": "9"}),))
    found = [flag for flag in raised([decision(0), annex(1, "2576"), annex(2, "2506")], known) if flag.page]
    assert [(flag.kind, flag.expected) for flag in found] == [("number-disagrees", "9/QĐ-UBND")] * 2


def test_an_annex_that_names_another_date_is_flagged():
    (flag,) = raised([decision(0), annex(1, "2576", "12 tháng 9 năm 2018")])
    assert (flag.kind, flag.page, flag.found, flag.expected) == ("date-disagrees", 1, "2018-09-12", "2018-09-11")
    assert flag.box is not None


def test_an_annex_says_nothing_about_a_date_that_is_not_sure_in_the_head():
    head = decision(0)
    (box,) = [word.box for one in head.lines for word in one.words if word.text == "11"]
    found = raised([replace(head, disputed=(Dispute(box, "12"),)), annex(1, "2576", "12 tháng 9 năm 2018")])
    assert [flag.kind for flag in found] == ["not-sure"]


def test_a_form_that_belongs_to_another_organs_paper_is_no_disagreement():
    form = page(
        centred("2", MIDDLE, 120),
        centred("(Ban hành kèm theo Thông tư số 01/2018/TT-VPCP ngày 23 tháng 11 năm 2018)", MIDDLE, 380),
        *body(20, 600),
        index=1,
    )
    assert raised([decision(0), form]) == ()
