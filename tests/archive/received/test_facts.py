"""What a package states comes out in our own names and words, and nothing of it is lost or made up."""

from collections.abc import Callable
from pathlib import Path

from archive.pdfa import write_pdf
from archive.received.facts import facts
from archive.received.record import Received
from archive.records import Document
from tests.archive.making import ABOUT, jpeg, read
from tests.archive.received.building import CODE, DOSSIER, document

Made = Callable[..., Path]
Opened = Callable[[Path], Received]


def test_codes_become_words_and_dates_stay_as_they_stand(made: Made, opened: Opened) -> None:
    fields, documents = facts(opened(made()))
    assert fields["file_code"] == CODE
    assert (fields["maintenance"], fields["confidence_level"]) == ("Vĩnh viễn", "Số hóa")
    assert fields["start_date"] == "05/01/2001" and "total_doc" not in fields
    assert [one.fields["type_name"] for one in documents] == ["Quyết định", "Quyết định"]
    assert all("doc_code" not in one.fields and "number_of_page" not in one.fields for one in documents)


def test_words_without_a_code_are_taken_out_of_the_description_again(made: Made, opened: Opened) -> None:
    told = {"maintenance": "07", "description": "Bìa rách; Thời hạn lưu trữ: 15 năm"}
    fields, _ = facts(opened(made(dossier=DOSSIER | told)))
    assert (fields["maintenance"], fields["description"]) == ("15 năm", "Bìa rách")


def test_what_only_the_pdf_tells_is_taken_from_it(made: Made, opened: Opened, tmp_path: Path) -> None:
    paper = Document(1, (0,), type_name="Giấy khen", signer_name="Lê Văn Nghĩa", place="Tiền Giang")
    write_pdf(paper, [read(jpeg(tmp_path, size=(620, 877)), dpi=75)], tmp_path / "a.pdf", ABOUT)
    papers = [document(1, 1) | {"typeName": "32"}, document(2, 2)]
    _, (first, second) = facts(opened(made(documents=papers, pdfs={0: (tmp_path / "a.pdf").read_bytes()})))
    told = {name: first.fields.get(name) for name in ("type_name", "signer_name", "place")}
    assert told == {"type_name": "Giấy khen", "signer_name": "Lê Văn Nghĩa", "place": "Tiền Giang"}
    assert second.fields["type_name"] == "Quyết định" and "signer_name" not in second.fields


def test_fields_that_the_law_does_not_have_are_not_taken_over(made: Made, opened: Opened) -> None:
    fields, _ = facts(opened(made(dossier=DOSSIER | {"documents": "x", "package": "y", "colour": "đỏ"})))
    assert not {"documents", "package", "colour"} & fields.keys()


def test_a_file_of_no_document_is_not_forgotten(made: Made, opened: Opened) -> None:
    root = made()
    (root / "representations/rep1/data/la.pdf").write_bytes(b"%PDF-1.7")
    _, documents = facts(opened(root))
    assert documents[-1].files == ("representations/rep1/data/la.pdf",) and not documents[-1].fields
