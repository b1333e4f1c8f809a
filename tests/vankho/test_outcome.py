"""What is told of a dossier, to programs and to people."""

from dataclasses import replace

from archive.records import Document, Dossier, Evidence, Flag, OcrPage, Page
from vankho.outcome import Outcome, as_json, pages_to_see

PAGES = tuple(
    OcrPage(Page(index, f"d.pdf#{index + 1}", kind), confidence=sure)  # type: ignore[arg-type]
    for index, (kind, sure) in enumerate([("text", 0.99), ("text", 0.93), ("unreadable", None), ("text", 0.81)])
)
FLAGS = (
    Flag("date-disagrees", "Hồ sơ kết thúc trước khi bắt đầu."),
    Flag("not-sure", "Trang 2: số đọc là «27».", 1, "27", "37", (1, 2, 3, 4)),
    Flag("low-confidence", "Trang 2 đọc không chắc chắn.", 1),
    Flag("page-unreadable", "Trang 3 không đọc được.", 2),
    Flag("low-confidence", "Trang 4 đọc không chắc chắn.", 3),
)
DOSSIER = Dossier("HS.1", "d.pdf", "d", "f", {}, PAGES, (), FLAGS, (), ())


def vietnamese(vi: str, en: str) -> str:
    return vi


def test_pages_to_see_are_those_with_flags_the_least_sure_first():
    told = as_json(Outcome("review", "d.pdf", 1.0, DOSSIER))
    assert told["to_see"] == [2, 3, 1]
    assert pages_to_see(DOSSIER, vietnamese) == "trang cần xem: 3, 4 (81%), 2 (93%)"


def test_a_dossier_without_flagged_pages_names_none():
    plain = replace(DOSSIER, flags=FLAGS[:1])
    assert as_json(Outcome("review", "d.pdf", 1.0, plain))["to_see"] == []
    assert pages_to_see(plain, vietnamese) == ""


def test_a_flag_tells_where_on_the_page_it_is():
    flags = as_json(Outcome("review", "d.pdf", 1.0, DOSSIER))["flags"]
    assert isinstance(flags, list)
    assert flags[1]["box"] == (1, 2, 3, 4)
    assert flags[0]["box"] is None


def test_a_field_tells_how_sure_it_is_and_where_it_stands():
    paper = Document(1, (1,), code_number="2576", evidence={"code_number": Evidence(0.93, 1, (1, 2, 3, 4))})
    documents = as_json(Outcome("review", "d.pdf", 1.0, replace(DOSSIER, documents=(paper,))))["documents"]
    told = {"confidence": 0.93, "page": 1, "box": (1, 2, 3, 4), "read": None}
    assert isinstance(documents, list)
    assert documents[0]["evidence"] == {"code_number": told}
    assert documents[0]["code_number"] == "2576"
