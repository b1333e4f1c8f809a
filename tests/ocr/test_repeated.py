"""An organ, number or date that the dossier says twice is surer than one it says once."""

import pytest

from archive.records import Document, Evidence, Known
from ocr.document import documents
from ocr.repeated import repeated
from tests.ocr.papers import body, centred, page
from tests.ocr.test_document import annex, decision
from tests.ocr.test_fields import paper, weak

NOTHING = Known()


@pytest.mark.parametrize(("cited", "sure"), [("2576", True), ("2506", False)])
def test_a_number_and_a_date_that_the_annex_repeats_are_sure(cited: str, sure: bool):
    first = weak(decision(), "2576/QĐ-UBND 11", 0.75)
    (found,) = documents([first, annex(1, cited)], NOTHING)
    assert (found.code_number, found.issued_date) == ("2576", "2018-09-11")
    assert (found.evidence["code_number"].confidence >= 0.9) is sure
    assert (found.evidence["issued_date"].confidence >= 0.9) is sure


def test_a_number_that_only_the_annex_says_is_no_surer_for_it():
    (found,) = documents([decision(number="Số: ?G /QĐ-UBND"), annex(1)], NOTHING)
    assert (found.code_number, found.evidence["code_number"].confidence <= 0.9) == ("2576", True)


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        ("Ủy ban nhân dân xã Kim Chính thông báo", True),
        ("của Ủy ban nhân dân xã Kim Chính.", True),
        ("Ủy ban nhân dân xã Kim Chinh họp", False),
        ("Ủy ban nhân dân xã Kim Chính Trung họp", False),
        ("Ủy ban nhân dân xã Kim Chính 2 họp", False),
    ],
)
def test_an_organ_that_a_text_names_too_is_sure(text: str, sure: bool):
    first = weak(paper("Hà Nội", "KIM CHÍNH"), "KIM CHÍNH", 0.7)
    (found,) = documents(
        [first, page(centred("2", 1240, 120), centred(text, 1240, 500), *body(3, 700), index=1)], NOTHING
    )
    assert found.organ_name == "ỦY BAN NHÂN DÂN XÃ KIM CHÍNH"
    assert (found.evidence["organ_name"].confidence >= 0.9) is sure


@pytest.mark.parametrize(("name", "position"), [(0.8, 0.8), (0.8, 0.4), (0.7, 0.4)], ids=["both", "name", "none"])
def test_who_signs_two_papers_in_one_office_is_surer(name: float, position: float) -> None:
    def signed(name: float, position: float) -> Document:
        box = (0, 0, 1, 1)
        evidence = {"signer_name": Evidence(name, 0, box), "signer_position": Evidence(position, 0, box)}
        return Document(1, (0,), signer_name="Vũ Huy Khoát", signer_position="T/M ĐẢNG ỦY BÍ THƯ", evidence=evidence)

    one, _ = repeated([signed(name, position), signed(0.8, 0.8)], [])
    told = {field: seen.confidence for field, seen in one.evidence.items()}
    assert told == {
        "signer_name": 0.93 if name >= 0.75 else name,
        "signer_position": 0.93 if position >= 0.5 else position,
    }
    (alone,) = repeated([signed(name, position)], [])
    assert alone == signed(name, position)


def test_a_name_taken_from_another_paper_makes_no_name_surer() -> None:
    read = Evidence(0.8, 0, (0, 0, 1, 1))
    papers = [
        Document(at, (at,), signer_name="Vũ Huy Khoát", evidence={"signer_name": seen})
        for at, seen in enumerate((read, Evidence(0.8, 1)))
    ]
    assert [one.evidence["signer_name"].confidence for one in repeated(papers, [])] == [0.8, 0.8]
