from dataclasses import replace

from archive.records import CO_SIGNERS, Document, Dossier, Entry, Line, OcrPage, Page, Word
from search.entry import entries


def read(index: int, *lines: str) -> OcrPage:
    made = tuple(Line(tuple(Word(word, (0, 0, 1, 1), 1.0) for word in line.split())) for line in lines)
    return OcrPage(Page(index, f"d.pdf#{index + 1}", "text" if lines else "blank"), made)


def dossier(fields: dict[str, str], pages: list[OcrPage], documents: list[Document]) -> Dossier:
    return Dossier("hs.1", "d", "0", "0", fields, tuple(pages), tuple(documents), (), (), ())


PAPER = Document(
    ordinal=1,
    pages=(1, 3),
    type_name="Quyết định",
    code_number="2576",
    code_notation="QĐ-UBND",
    issued_date="2018-09-11",
    organ_name="UBND tỉnh",
    subject="Về việc công bố",
    signer_name="Lê Văn Hưởng",
    place="Mỹ Tho",
)


def test_every_page_with_text_has_an_entry_with_the_fields_of_its_document() -> None:
    made = entries(
        dossier({"title": "Hồ sơ"}, [read(0, "bìa"), read(1, "một", "hai"), read(2), read(3, "ba")], [PAPER])
    )
    fields = (
        "Hồ sơ",
        "Quyết định",
        "2576/QĐ-UBND",
        "UBND tỉnh",
        "Về việc công bố",
        "Lê Văn Hưởng",
        "2018-09-11",
        "Mỹ Tho",
    )
    assert made == (
        Entry("hs.1", 0, 0, "bìa", "Hồ sơ"),
        Entry("hs.1", 1, 1, "một\nhai", *fields),
        Entry("hs.1", 1, 3, "ba", *fields),
    )


def test_a_dossier_without_title_is_shown_by_what_its_document_is_called() -> None:
    (entry,) = entries(dossier({}, [read(1, "một")], [PAPER]))
    assert entry.title == "Quyết định 2576/QĐ-UBND Về việc công bố"


def test_a_joint_paper_is_found_by_each_of_its_signers() -> None:
    joint = replace(PAPER, more={CO_SIGNERS: "Trần Văn Bé; Hồ Đức Anh"})
    (entry,) = entries(dossier({}, [read(1, "một")], [joint]))
    assert entry.signer == "Lê Văn Hưởng; Trần Văn Bé; Hồ Đức Anh"


def test_what_is_not_known_is_left_out() -> None:
    papers = [Document(1, (0,), code_number="7"), Document(2, (1,), code_notation="TTr-STNMT"), Document(3, (2,))]
    made = entries(dossier({}, [read(0, "a"), read(1, "b"), read(2, "c")], papers))
    assert [entry.number for entry in made] == ["7", "TTr-STNMT", ""]
    assert [entry.title for entry in made] == ["7", "TTr-STNMT", ""]


def test_an_entry_knows_fonds_other_codes_and_what_its_page_cites() -> None:
    fields = {"fond_name": "UBND tỉnh", "organ_id": "01", "file_code": "hs.1", "dossier_code": "H58.10-180911-0001"}
    pages = [read(1, "Số: 2576/QĐ-UBND", "Căn cứ Nghị định số 61/2018/NĐ-CP"), read(9, "theo 7/TTr-SNV")]
    with_paper, alone = entries(dossier(fields, pages, [PAPER]))
    assert with_paper.fonds == alone.fonds == ("UBND tỉnh", "01")
    assert with_paper.codes == ("H58.10-180911-0001",), "the dossier's own id is no other code"
    assert with_paper.cites == ("61/2018/NĐ-CP",)
    assert alone.cites == ("7/TTr-SNV",)
