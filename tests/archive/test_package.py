"""A package holds everything, explains itself, and is the same every time it is made."""

import dataclasses
import hashlib
import json
import pickle
import resource
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest

from archive.conformance.check import check
from archive.description import pack_dossier, pack_page
from archive.errors import Damaged, Failed, Full, NotPdfA, StoreError, Unreadable
from archive.package import Making, pack, unpack
from archive.places import ALTO, DOCUMENTS, DOSSIER, README, SCANS, TEXTS, is_words
from archive.records import Dispute, Dossier, Evidence, Line, OcrPage, Package, Page, Word
from tests.archive.making import CREATED, dossier
from tests.archive.schemas import valid

MADE = Making("0.1", CREATED)


@pytest.fixture
def given(tmp_path: Path) -> Dossier:
    return dossier(tmp_path)


def contents(package: Package) -> dict[str, bytes]:
    return {file.name: file.path.read_bytes() for file in package.files}


def test_a_package_holds_documents_scans_texts_and_its_own_description(given: Dossier, tmp_path: Path) -> None:
    package = pack(given, tmp_path / "draft", MADE)
    assert list(contents(package)) == [
        "METS.xml",
        "documentation/README.txt",
        "metadata/descriptive/EAD.xml",
        "metadata/other/dossier.json",
        "metadata/other/events.json",
        "metadata/preservation/PREMIS.xml",
        "representations/rep1/METS.xml",
        "representations/rep1/data/H58_10_2018_000123.001.pdf",
        "representations/rep1/data/H58_10_2018_000123.002.pdf",
        "representations/rep1/metadata/descriptive/EAD_doc_abababababababab.0000001.xml",
        "representations/rep1/metadata/descriptive/EAD_doc_abababababababab.0000002.xml",
        "representations/rep1/metadata/preservation/PREMIS_rep1.xml",
        "representations/scans/METS.xml",
        "representations/scans/data/Tờ rời/1.tif",
        "representations/scans/data/d-03.PDF.scan",
        "representations/scans/metadata/preservation/PREMIS_scans.xml",
        "representations/text/METS.xml",
        *(f"representations/text/data/alto/p000{number}.xml" for number in range(4)),
        *(f"representations/text/data/p000{number}.{kind}" for number in (0, 2, 3) for kind in ("json", "txt")),
        "representations/text/metadata/preservation/PREMIS_text.xml",
        "schemas/DILCISExtensionMETS.xsd",
        "schemas/EAD.xsd",
        "schemas/EAD_doc.xsd",
        "schemas/mets.xsd",
        "schemas/premis.xsd",
        "schemas/xlink.xsd",
    ]
    on_disk = {
        path.relative_to(tmp_path / "draft").as_posix() for path in (tmp_path / "draft").rglob("*") if path.is_file()
    }
    assert on_disk == set(contents(package))


def test_sizes_and_digests_are_those_of_the_files(given: Dossier, tmp_path: Path) -> None:
    package = pack(given, tmp_path / "draft", MADE)
    for file in package.files:
        data = file.path.read_bytes()
        assert (file.size, file.sha256, file.sha512) == (
            len(data),
            hashlib.sha256(data).hexdigest(),
            hashlib.sha512(data).hexdigest(),
        )
    digests = {file.name: file.sha256 for file in package.files}
    for document in package.dossier.documents:
        assert document.file
        assert digests[document.file] == document.sha256


def test_scans_are_kept_byte_for_byte_and_left_as_they_were(given: Dossier, tmp_path: Path) -> None:
    before = {file.path: (file.path.read_bytes(), file.path.stat().st_mtime_ns) for file in given.files}
    kept = contents(pack(given, tmp_path / "draft", MADE))
    assert kept[f"{SCANS}Tờ rời/1.tif"] == (tmp_path / "in/Tờ rời/1.tif").read_bytes()
    assert {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in before} == before


def test_the_pdfs_pass_the_check_and_hold_their_pages(given: Dossier, tmp_path: Path) -> None:
    package = pack(given, tmp_path / "draft", MADE)
    for document in package.dossier.documents:
        assert check(tmp_path / "draft" / str(document.file)) == []


def test_a_dossier_of_one_document_gives_its_name_to_the_file(given: Dossier, tmp_path: Path) -> None:
    single = dataclasses.replace(given, id="H58.10.2018.000123", documents=given.documents[:1])
    assert f"{DOCUMENTS}H58.10.2018.000123.pdf" in contents(pack(single, tmp_path / "draft", MADE))


def test_made_twice_it_has_the_same_bytes_also_over_an_attempt_cut_off(given: Dossier, tmp_path: Path) -> None:
    first = contents(pack(given, tmp_path / "one", MADE))
    (tmp_path / "two" / SCANS).mkdir(parents=True)
    (tmp_path / "two" / SCANS / "left.tif").write_bytes(b"half")
    (tmp_path / "two/METS.xml").write_bytes(b"half")
    assert contents(pack(given, tmp_path / "two", MADE)) == first


def test_a_folder_with_other_things_in_it_is_left_alone(given: Dossier, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home/letter.odt").write_bytes(b"mine")
    with pytest.raises(StoreError, match=r"letter\.odt"):
        pack(given, tmp_path / "home", MADE)
    assert (tmp_path / "home/letter.odt").read_bytes() == b"mine"


def test_the_description_names_no_place_on_this_machine(given: Dossier, tmp_path: Path) -> None:
    package = pack(given, tmp_path / "draft", MADE)
    assert package.dossier.source == "in"
    for name, data in contents(package).items():
        assert str(tmp_path).encode() not in data, name


def test_the_dossier_comes_back_from_its_description_alone(given: Dossier, tmp_path: Path) -> None:
    package = pack(given, tmp_path / "draft", MADE)
    back = unpack(contents(package)[DOSSIER])
    assert [page.text for page in back.pages] == [page.text for page in given.pages]
    assert (back.documents, back.flags, back.events) == (package.dossier.documents, given.flags, given.events)
    assert (back.id, back.fields, back.source) == (given.id, given.fields, package.dossier.source)
    assert [str(file.path) for file in back.files] == [file.name for file in given.files]


def test_with_its_texts_every_word_and_box_comes_back(given: Dossier, tmp_path: Path) -> None:
    kept = contents(pack(given, tmp_path / "draft", MADE))
    texts = [data for name, data in kept.items() if is_words(name)]
    back = unpack(kept[DOSSIER], texts)
    assert back.pages == tuple(
        dataclasses.replace(page, page=dataclasses.replace(page.page, image=None, reading=None)) for page in given.pages
    )


@pytest.mark.parametrize(
    "data", [b"", b"{}", b"[]", b'{"format": "vankho-dossier/9"}', b'{"format": "vankho-dossier/1"}']
)
def test_a_description_that_is_none_is_called_damaged(data: bytes) -> None:
    with pytest.raises(Damaged):
        unpack(data)


def test_a_field_of_a_later_version_does_not_hinder(given: Dossier, tmp_path: Path) -> None:
    data = contents(pack(given, tmp_path / "draft", MADE))[DOSSIER]
    later = msgspec.json.encode(msgspec.json.decode(data) | {"field_of_2040": 1})
    assert unpack(later) == unpack(data)


def test_every_page_is_there_as_alto_too_a_blank_or_unreadable_one_also(given: Dossier, tmp_path: Path) -> None:
    pages = (*given.pages[:3], OcrPage(dataclasses.replace(given.pages[3].page, kind="unreadable", width=0, height=0)))
    kept = contents(pack(dataclasses.replace(given, pages=pages), tmp_path / "draft", MADE))
    for page in pages:
        words = valid(kept[f"{ALTO}p{page.page.index:04d}.xml"]).xpath("//@CONTENT")
        assert words == [word.text for line in page.lines for word in line.words]


def test_an_unreadable_page_stays_listed_and_out_of_the_pdf(given: Dossier, tmp_path: Path) -> None:
    pages = (OcrPage(dataclasses.replace(given.pages[0].page, kind="unreadable", image=None)), *given.pages[1:])
    documents = (given.documents[0], dataclasses.replace(given.documents[1], pages=(0, 2, 3)))
    package = pack(dataclasses.replace(given, pages=pages, documents=documents), tmp_path / "draft", MADE)
    first, second = package.dossier.documents
    assert (first.file, first.sha256) == (None, None)
    assert second.file == f"{DOCUMENTS}H58_10_2018_000123.002.pdf"
    back = unpack(contents(package)[DOSSIER])
    assert (back.pages[0].page.kind, back.documents[1].pages) == ("unreadable", (0, 2, 3))


def test_a_dossier_of_blank_pages_has_no_pdf(given: Dossier, tmp_path: Path) -> None:
    package = pack(dataclasses.replace(given, documents=(), pages=given.pages[1:2]), tmp_path / "draft", MADE)
    assert [file.name for file in package.files if "/rep1/" in file.name or file.name.startswith(f"{TEXTS}p")] == []


def test_a_scan_that_changed_meanwhile_is_refused(given: Dossier, tmp_path: Path) -> None:
    given.files[0].path.write_bytes(b"II*\0 another picture")
    with pytest.raises(Failed, match=r"1\.tif.*changed"):
        pack(given, tmp_path / "draft", MADE)


def test_a_scan_that_is_gone_is_named(given: Dossier, tmp_path: Path) -> None:
    given.files[1].path.unlink()
    with pytest.raises(Unreadable, match=r"d-03\.PDF"):
        pack(given, tmp_path / "draft", MADE)


@pytest.mark.parametrize("name", ["../out.tif", "/etc/passwd", "", "d-03.PDF"])
def test_a_scan_cannot_leave_the_package_or_hide_another(given: Dossier, tmp_path: Path, name: str) -> None:
    files = (dataclasses.replace(given.files[0], name=name), given.files[1])
    with pytest.raises(Failed, match="name"):
        pack(dataclasses.replace(given, files=files), tmp_path / "draft", MADE)


class Verdict:
    """A validator that says what it is told, once for all files, and remembers what it was asked."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        self.asked: list[int] = []

    def __call__(self, paths: Sequence[Path]) -> dict[Path, list[str]]:
        self.asked.append(len(paths))
        return dict.fromkeys(paths, self.problems)


def test_the_checker_is_asked_once_for_all_documents(given: Dossier, tmp_path: Path) -> None:
    checker = Verdict([])
    pack(given, tmp_path / "draft", dataclasses.replace(MADE, checker=checker))
    assert checker.asked == [2]


def test_a_pdf_that_fails_is_named_with_its_problem(given: Dossier, tmp_path: Path) -> None:
    with pytest.raises(NotPdfA, match=r"000123\.001\.pdf.*6\.2\.3"):
        pack(given, tmp_path / "draft", dataclasses.replace(MADE, checker=Verdict(["6.2.3: wrong"])))


def test_a_checker_without_a_verdict_is_no_pass(given: Dossier, tmp_path: Path) -> None:
    with pytest.raises(Failed, match="verdict"):
        pack(given, tmp_path / "draft", dataclasses.replace(MADE, checker=lambda paths: {}))


@contextmanager
def little_room() -> Iterator[None]:
    """No file may grow beyond 5,000 bytes: a disk that fills up, without filling one."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (5_000, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, handler)


def test_a_full_disk_is_told_as_one(given: Dossier, tmp_path: Path) -> None:
    with little_room(), pytest.raises(Full):
        pack(given, tmp_path / "draft", MADE)


def test_long_and_odd_ids_give_file_names(given: Dossier, tmp_path: Path) -> None:
    for identity in ("Hồ sơ/" * 90, "..", "/", "a\nb"):
        package = pack(dataclasses.replace(given, id=identity), tmp_path / "draft", MADE)
        for document in package.dossier.documents:
            name = str(document.file).removeprefix(DOCUMENTS)
            assert "/" not in name
            assert not name.startswith(".")
            assert len(name.encode()) <= 200


def test_what_packs_travels_to_another_process() -> None:
    assert pickle.loads(pickle.dumps(MADE)) == MADE


def test_the_readme_speaks_vietnamese_and_english(given: Dossier, tmp_path: Path) -> None:
    text = contents(pack(given, tmp_path / "draft", MADE))[README].decode()
    assert "HỒ SƠ LƯU TRỮ ĐIỆN TỬ" in text
    assert "None of our software is needed" in text
    assert max(map(len, text.splitlines())) <= 130


def test_a_page_keeps_regions_cells_and_what_corrected_words_were_read_as() -> None:
    page = Page(0, "d.pdf#1", "text", width=900, height=900)
    words = (Word("Quyền", (10, 10, 60, 30), 0.9, "Quyên"), Word("hạn", (70, 10, 110, 30), 0.8))
    lines = (Line(words, 0, "letterhead"), Line((Word("1", (10, 50, 20, 70), 0.7),), 1, "table", (2, 0)))
    lines = (*lines, *(Line(words, 2, bold=bold) for bold in (True, False)))
    read = OcrPage(page, lines, 0.8, "fake", ((5, 100, 300, 130),), (Dispute((10, 50, 20, 70), "7"),))
    dossier = Dossier("H.1", "d.pdf", "0", "0", {}, (read,), (), (), (), ())
    (back,) = unpack(pack_dossier(dossier), [pack_page(read)]).pages
    assert back.lines == lines
    assert (back.unread, back.disputed) == (read.unread, read.disputed)
    assert back.text == read.text


def test_a_package_from_before_disputes_and_boxes_of_flags_is_read(given: Dossier) -> None:
    record = json.loads(pack_dossier(given))
    for page in record["pages"]:
        del page["disputed"]
    for flag in record["flags"]:
        del flag["box"]
    assert unpack(json.dumps(record).encode()) == unpack(pack_dossier(given))


def test_the_evidence_of_fields_comes_back_and_a_package_from_before_it_still_opens(given: Dossier) -> None:
    known = dataclasses.replace(
        given.documents[0], evidence={"code_number": Evidence(0.93, 0, (1, 2, 3, 4)), "place": Evidence(0.5)}
    )
    data = pack_dossier(dataclasses.replace(given, documents=(known,)))
    assert unpack(data).documents == (known,)
    record = json.loads(data)
    del record["documents"][0]["evidence"]
    assert unpack(json.dumps(record).encode()).documents == (dataclasses.replace(known, evidence={}),)
