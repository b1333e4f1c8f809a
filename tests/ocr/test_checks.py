from dataclasses import replace

import pytest

from archive.records import Dispute, Flag, Known, KnownDocument, OcrPage, Trouble
from ocr.checks import LOW_CONFIDENCE, Bounds, flags
from ocr.document import documents
from ocr.dossier import dossier_fields
from tests.ocr.papers import page
from tests.ocr.test_document import annex, blank, decision


def raised(pages: list[OcrPage], known: Known | None = None) -> tuple[Flag, ...]:
    known = known or Known()
    found = documents(pages, known)
    return flags(pages, found, dossier_fields(found, pages, known), known)


def test_papers_that_agree_raise_no_flag():
    assert raised([decision(0), annex(1), blank(2)]) == ()


def test_an_annex_that_names_another_number_is_flagged_with_page_box_found_and_expected():
    (flag,) = raised([decision(0), annex(1, number="2506")])
    assert (flag.kind, flag.page, flag.found, flag.expected) == ("number-disagrees", 1, "2506/QĐ-UBND", "2576/QĐ-UBND")
    (cited,) = [word.box for line in annex(1, number="2506").lines for word in line.words if "2506" in word.text]
    assert flag.box == cited
    assert "Trang 2" in flag.message


def test_a_stated_number_that_is_not_what_was_read_is_flagged():
    known = Known(documents=(KnownDocument((0,), {"code_number": "2567", "issued_date": "2018-09"}),))
    (flag,) = raised([decision(0)], known)
    assert (flag.kind, flag.found, flag.expected) == ("number-disagrees", "2576", "2567")


def test_stated_dates_and_names_are_compared_with_what_was_read():
    known = Known(documents=(KnownDocument((0,), {"issued_date": "2018-10-11", "signer_name": "Nguyễn Văn Bảy"}),))
    assert {flag.kind for flag in raised([decision(0)], known)} == {"date-disagrees", "field-disagrees"}


def test_a_misread_mark_in_a_name_is_no_disagreement():
    known = Known(documents=(KnownDocument((0,), {"signer_name": "Trân Thanh Đức"}),))
    assert raised([decision(0)], known) == ()


def test_an_unreadable_page_tells_why():
    broken = page(index=1, kind="unreadable")
    broken = replace(broken, page=replace(broken.page, trouble=Trouble("truncated", "Tệp bị cụt.", "d.pdf", 1)))
    (flag,) = raised([decision(0), broken])
    assert (flag.kind, flag.page) == ("page-unreadable", 1)
    assert "Tệp bị cụt; hãy quét lại" in flag.message


def test_a_text_page_on_which_nothing_was_read_is_flagged_and_a_blank_one_is_not():
    assert [flag.kind for flag in raised([decision(0), page(index=1), blank(2)])] == ["nothing-read"]


def test_a_page_of_low_confidence_is_flagged_below_the_threshold_only():
    doubtful = replace(annex(1), confidence=LOW_CONFIDENCE - 0.01)
    assert [flag.kind for flag in raised([decision(0), doubtful])] == ["low-confidence"]
    assert raised([decision(0), replace(doubtful, confidence=LOW_CONFIDENCE)]) == ()
    found = documents([decision(0), doubtful], Known())
    assert flags([decision(0), doubtful], found, {}, Known(), Bounds(0.6)) == ()


def test_a_dossier_that_ends_before_it_begins_is_flagged():
    known = Known(fields={"start_date": "2019-01-01", "end_date": "2018-01-01"})
    assert "date-disagrees" in {flag.kind for flag in raised([decision(0)], known)}


def test_rows_that_stayed_unread_are_one_flag_a_page_with_the_box_around_them():
    lost = replace(annex(1), unread=((300, 400, 900, 440), (250, 500, 800, 540)))
    (flag,) = raised([decision(0), lost])
    assert (flag.kind, flag.page, flag.box) == ("unread", 1, (250, 400, 900, 540))
    assert "Trang 2 có 2 dòng" in flag.message


def disputed(text: str, other: str) -> OcrPage:
    """A decision on one of whose words the readings disagree."""
    first = decision(0)
    (box,) = [word.box for line in first.lines for word in line.words if word.text == text]
    return replace(first, disputed=(Dispute(box, other),))


@pytest.mark.parametrize(
    ("other", "told"),
    [
        ("Trần Thành Đúc", "Trần Thành Đúc"),
        ("Trần Thanh Đức", None),
        ("Thanh Đức", None),
        ("Đức", None),
        ("Đúc", "Đúc"),
    ],
    ids=["another", "the same", "its end", "its last word", "another word"],
)
def test_another_reading_of_a_whole_name_is_told_once(other: str, told: str | None):
    head = decision(0)
    boxes = [word.box for one in head.lines for word in one.words if one.text == "Trần Thanh Đức"]
    (flag,) = raised([replace(head, disputed=tuple(Dispute(box, other) for box in boxes))])
    assert (flag.kind, flag.found, flag.expected) == ("not-sure", "Trần Thanh Đức", told)
    assert flag.message.count("Trần") == 1 + (told or "").count("Trần")
    assert ("cũng có thể" in flag.message) == bool(told)


def test_the_words_of_one_name_that_are_not_sure_are_one_doubt():
    head = decision(0)
    hardly = tuple(
        replace(one, words=tuple(replace(word, confidence=0.6) for word in one.words))
        if one.text == "Trần Thanh Đức"
        else one
        for one in head.lines
    )
    (box,) = [word.box for one in hardly for word in one.words if one.text == "Trần Thanh Đức" and word.text == "Đức"]
    (flag,) = raised([replace(head, lines=hardly, disputed=(Dispute(box, "Đúc"),))])
    assert (flag.kind, flag.found, flag.expected) == ("not-sure", "Trần Thanh Đức", "Trần Thanh Đúc")
    assert flag.box is not None and flag.box[2] - flag.box[0] > 2 * (box[2] - box[0])


def test_a_reading_that_says_the_same_is_not_told_as_another():
    (flag,) = raised([disputed("2018", "2018")])
    assert flag.expected is None
    assert "cũng có thể" not in flag.message


@pytest.mark.parametrize(
    ("text", "other", "field"),
    [("2576/QĐ-UBND", "2506/QĐ-UBND", "code_number"), ("2018", "2013", "issued_date"), ("Đức", "Đúc", "signer_name")],
)
def test_a_number_date_or_signer_read_in_two_ways_is_told_as_not_sure_unless_it_was_stated(
    text: str, other: str, field: str
):
    given = disputed(text, other)
    (flag,) = raised([given])
    assert (flag.kind, flag.page, flag.found, flag.expected) == ("not-sure", 0, text, other)
    assert flag.box == given.disputed[0].box
    assert "Trang 1" in flag.message and text in flag.message and other in flag.message
    read = documents([given], Known())[0]
    assert raised([given], Known(documents=(KnownDocument((0,), {field: getattr(read, field)}),))) == ()


def test_a_notation_without_its_number_and_an_office_without_its_name_are_set_before_a_person():
    first = decision(0)
    bare = tuple(line for line in first.lines if line.text != "Trần Thanh Đức")
    (flag,) = raised([replace(first, lines=bare)])
    assert (flag.kind, flag.page) == ("unfilled", 0)
    assert "người ký" in flag.message and "PHÓ CHỦ TỊCH" in flag.message
    (flag,) = raised([decision(0, number="Số: /QĐ-UBND")])
    assert flag.kind == "unfilled" and "số văn bản" in flag.message and flag.box is not None
    known = Known(documents=(KnownDocument((0,), {"signer_name": "Trần Thanh Đức"}),))
    assert raised([replace(first, lines=bare)], known) == ()
