"""How sure a field is, and where it stands."""

from dataclasses import replace

import pytest

from archive.records import Known, KnownDocument, Line, Word
from ocr.abbreviated import confirmed
from ocr.document import FIELDS, documents
from ocr.kinds import by_code
from ocr.number import number
from ocr.value import Value
from tests.ocr.papers import body, centred, line, page
from tests.ocr.test_document import annex, decision
from tests.ocr.test_fields import weak

NOTHING = Known()


def test_every_field_that_was_read_says_where_it_stands_and_how_sure_it_is():
    (found,) = documents([decision(4), annex(5)], NOTHING)
    told = {name for name in FIELDS if getattr(found, name) is not None}
    assert told == set(FIELDS) - {"organ_parent"} == found.evidence.keys()
    assert {evidence.page for evidence in found.evidence.values()} == {4}
    assert all(0 < evidence.confidence <= 1 for evidence in found.evidence.values())
    left, top, right, bottom = found.evidence["signer_name"].box or (0, 0, 0, 0)
    assert (1600 < left < right < 2100, 2800 < top < bottom < 2950) == (True, True)


def test_a_field_is_no_surer_than_the_words_it_was_taken_from():
    (sure,) = documents([decision()], NOTHING)
    (found,) = documents([weak(decision(), "Trần", 0.6)], NOTHING)
    assert found.evidence["signer_name"].confidence <= 0.6 < 0.9 < sure.evidence["signer_name"].confidence
    assert found.evidence["subject"] == sure.evidence["subject"]


def test_a_signature_on_a_later_page_is_found_there():
    last = page(*body(3, 500), centred("CHỦ TỊCH", 1850, 1500), centred("Lê Văn Sáu", 1850, 1900), index=1)
    first = page(*decision().lines[:20], index=0)
    (found,) = documents([first, last], NOTHING)
    assert (found.signer_name, found.evidence["signer_name"].page) == ("Lê Văn Sáu", 1)
    assert found.evidence["code_number"].page == 0


def test_what_only_an_annex_says_is_less_sure_and_points_to_it():
    (found,) = documents([decision(number="Số: ?G /QĐ-UBND"), annex(1)], NOTHING)
    assert found.code_number == "2576"
    assert found.evidence["code_number"].page == 1
    assert found.evidence["code_number"].confidence <= 0.9
    assert found.evidence["code_number"].box is not None


def test_a_day_that_was_not_read_makes_the_date_unsure():
    (found,) = documents([decision(date="Tiền Giang, ngày tháng 9 năm 2018")], NOTHING)
    assert (found.issued_date, found.evidence["issued_date"].confidence <= 0.5) == ("2018-09", True)


def test_a_notation_that_agrees_with_kind_and_organ_is_sure_though_the_pen_crossed_it():
    (found,) = documents([weak(decision(), "2576/QĐ-UBND", 0.7)], NOTHING)
    assert found.evidence["code_notation"].confidence > 0.9 > found.evidence["code_number"].confidence


def test_a_day_like_its_number_makes_that_no_less_sure():
    both = Line(
        tuple(
            Word(text, (at * 90, 0, at * 90 + 80, 30), 0.5 if at == 5 else 0.99)
            for at, text in enumerate(["Số:", "28", "/CT-UBND", "Lư,", "ngày", "28", "tháng", "4", "năm", "2009"])
        )
    )
    figures, _ = number(both)
    assert figures is not None and (figures.text, figures.confidence) == ("28", 0.99)


@pytest.mark.parametrize("notation", ["QĐ-BQIL.DA", "Z/QĐ-UBND", "QĐ-ĐĐU"])
def test_a_notation_that_is_written_as_none_is_never_sure(notation: str):
    value = Value(notation, (Word(notation, (0, 0, 9, 9), 0.99),))
    organ = Value("ỦY BAN NHÂN DÂN")
    assert confirmed(value, by_code("QĐ-UBND"), organ).confidence < 0.9
    assert confirmed(replace(value, text="QĐ-UBND"), by_code("QĐ-UBND"), organ).confidence > 0.9


def test_what_a_person_stated_needs_no_evidence():
    known = Known(documents=(KnownDocument((0,), {"code_number": "9"}),))
    (found,) = documents([decision(0)], known)
    assert "code_number" not in found.evidence
    assert "code_notation" in found.evidence


@pytest.mark.parametrize(
    "text", ["Số: 2576 /QĐ-UBND Tiền Giang, ngày 11 tháng 9 năm 2018 -", "Số: 2576 /QĐ - UBND T - D"]
)
def test_a_dash_elsewhere_in_its_line_is_no_part_of_a_notation(text: str):
    _, notation = number(line(text, 300, 400))
    assert notation is not None
    assert notation.text == "QĐ-UBND"
    assert "".join(word.text for word in notation.words) == "/QĐ-UBND"
