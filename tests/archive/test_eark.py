"""What the line keeps and hands out is an E-ARK package: by the real schemas, by eark-validator, and file by file."""

import dataclasses
import hashlib
import io
import zipfile
from pathlib import Path

import pytest
from lxml import etree

from archive.blobs.memory import MemoryBlobs
from archive.draft import write
from archive.eark.deeds import deeds
from archive.eark.ead import ead, ead_schema
from archive.eark.enclosed import enclose
from archive.eark.formats import identify
from archive.eark.frame import Frame
from archive.eark.schemas import schema
from archive.eark.tree import dated, folder_of
from archive.errors import Damaged, Missing, UsageError
from archive.law import TT05, tt05_document, tt05_dossier
from archive.package import Making, pack
from archive.places import DOCUMENTS, DOSSIER, EAD, EVENTS, METS, PREMIS, README, SCANS
from archive.records import Document, Dossier, Event, Package
from archive.store import Store
from archive.submission import export_sip
from tests.archive import described
from tests.archive.eark import SPACES, agrees, by_standard, faults, judge
from tests.archive.making import CREATED, dossier
from tests.archive.packages import now

MADE = Making("0.1", CREATED)


@pytest.fixture
def given(tmp_path: Path) -> Dossier:
    """A dossier whose fields the law would be content with; its pages come from its scans; people worked on it."""
    bare = dossier(tmp_path)
    scans = ("Tờ rời/1.tif#1", "d-03.PDF#1", "d-03.PDF#2", "d-03.PDF#3")
    pages = tuple(
        dataclasses.replace(page, page=dataclasses.replace(page.page, source=source))
        for page, source in zip(bare.pages, scans, strict=True)
    )
    letter = dataclasses.replace(described.DECISION, ordinal=2, pages=(2, 3), file=None)
    fields = described.FIELDS | {"number_of_paper": "4", "risk_recovery": "0", "title": "Hồ sơ <đất đai> & nhà"}
    events = (
        Event("2026-11-24T09:00:00+07:00", "message digest calculation", "vankho 0.1", "sha256 ab"),
        Event("2026-11-24T09:00:01+07:00", "image processing", "vankho 0.1", "upright"),
        Event("2026-11-24T09:00:02+07:00", "text recognition", "tesseract 5.3.0 vie", "4 pages"),
        Event("2026-11-24T09:10:00+07:00", "metadata modification", "Nguyễn Lan", "title: «» → «Hồ sơ»"),
        Event("2026-11-24T09:20:00+07:00", "acceptance", "Trần Minh", "1 flags seen"),
    )
    return dataclasses.replace(
        bare, pages=pages, documents=(bare.documents[0], letter), fields=fields, events=events, id="H58.10.2018.000123"
    )


def kept(package: Package) -> dict[str, bytes]:
    return {file.name: file.path.read_bytes() for file in package.files}


def test_every_mets_and_premis_is_valid_by_the_schemas_that_lie_in_the_package(given: Dossier, tmp_path: Path) -> None:
    files = kept(pack(given, tmp_path / "draft", MADE))
    found = [name for name in files if name.endswith(METS) or "/preservation/" in name]
    assert len(found) == 4 + 4
    for name in found:
        by_standard("mets.xsd" if name.endswith(METS) else "premis.xsd", files[name])
    for name in ("mets.xsd", "premis.xsd", "xlink.xsd", "DILCISExtensionMETS.xsd"):
        assert files[f"schemas/{name}"] == schema(name)
    assert sum(len(data) for name, data in files.items() if name.startswith("schemas/")) < 100_000


def test_mets_lists_every_file_of_the_package_and_no_other(given: Dossier, tmp_path: Path) -> None:
    package = pack(given, tmp_path / "draft", MADE)
    assert agrees(tmp_path / "draft") == {file.name for file in package.files}


def test_eark_validator_finds_no_error_in_the_package_nor_in_any_representation(given: Dossier, tmp_path: Path) -> None:
    pack(given, tmp_path / "draft", MADE)
    inside = sorted((tmp_path / "draft" / "representations").iterdir())
    assert [one.name for one in inside] == ["rep1", "scans", "text"]
    reports = judge(tmp_path / "draft", *inside)
    assert len(reports) == 2 * 4
    for report in reports:
        assert report["structure"]["status"] == "WellFormed"
        assert faults(report, "Error") == []
        assert report["metadata"]["schema_results"]["status"] == "VALID"
    for report in reports[:2]:
        assert faults(report, "Warn") == []


def test_eark_validator_sees_what_is_broken(given: Dossier, tmp_path: Path) -> None:
    pack(given, tmp_path / "draft", MADE)
    mets = tmp_path / "draft" / METS
    mets.write_bytes(mets.read_bytes().replace(b'USE="Schemas"', b'USE="Shemas"'))
    assert any(fault.startswith("CSIP113") for fault in faults(judge(tmp_path / "draft")[0], "Error"))


def test_the_same_dossier_and_time_give_the_same_bytes_and_another_scan_another_name(
    given: Dossier, tmp_path: Path
) -> None:
    first = kept(pack(given, tmp_path / "one", MADE))
    assert kept(pack(given, tmp_path / "two", MADE)) == first
    other = kept(pack(dataclasses.replace(given, digest="cd" * 32), tmp_path / "three", MADE))
    assert folder_of(first[METS]) != folder_of(other[METS])
    assert folder_of(first[METS]).startswith("urn_uuid_")


def test_what_is_packed_again_says_that_it_replaces(given: Dossier, tmp_path: Path) -> None:
    new = kept(pack(given, tmp_path / "one", MADE))
    again = kept(pack(given, tmp_path / "two", dataclasses.replace(MADE, again=True)))
    told = [etree.fromstring(one[METS]).find("m:metsHdr", SPACES).get("RECORDSTATUS") for one in (new, again)]
    assert told == ["NEW", "REPLACEMENT"]
    assert folder_of(new[METS]) == folder_of(again[METS])


def test_the_fields_of_a_whole_dossier_are_valid_by_the_laws_schema(given: Dossier, tmp_path: Path) -> None:
    files = kept(pack(given, tmp_path / "draft", MADE))
    root = etree.fromstring(files[EAD])
    judge = etree.XMLSchema(etree.fromstring(files["schemas/EAD.xsd"]))
    assert judge.validate(root), judge.error_log
    assert root.findtext("arcFileCode") == "H58.10.2018.K4"
    papers = [name for name in files if "/EAD_doc_" in name]
    judge = etree.XMLSchema(etree.fromstring(files["schemas/EAD_doc.xsd"]))
    assert len(papers) == 2
    for name in papers:
        assert judge.validate(etree.fromstring(files[name])), judge.error_log


@pytest.mark.parametrize("form", ["aip_dossier", "aip_document", "sip_dossier", "sip_document"])
def test_the_laws_schema_wants_what_the_law_wants(form: str) -> None:
    given = described.dossier(number_of_paper="4", risk_recovery="0")
    kind, _, of = form.partition("_")
    whole = (
        tt05_dossier(given, kind)  # type: ignore[arg-type]
        if of == "dossier"
        else tt05_document(given, dataclasses.replace(described.DECISION, code_number="12"), kind)  # type: ignore[arg-type]
    )
    if "startDate" in whole and kind == "sip":
        whole["startDate"] = "01/02/1975"
    fields = TT05[form]
    assert fields.problems(whole) == ()
    judge = etree.XMLSchema(etree.fromstring(ead_schema(fields)))

    def valid(values: dict[str, str]) -> bool:
        return bool(judge.validate(etree.fromstring(ead(values, "x.xsd"))))

    assert valid(whole) and valid(dict(reversed(whole.items())))
    for one in fields.elements:
        less = {name: value for name, value in whole.items() if name != one.name}
        assert valid(less) == (one.need != "R")
        if one.length and one.type == "S":
            assert not valid(whole | {one.name: "x" * (one.length + 1)})
        if one.codes:
            assert not valid(whole | {one.name: "99"})
        if one.type == "D":
            assert not valid(whole | {one.name: "2018-09-11"})
            assert valid(whole | {one.name: "09/2018"}) == (kind == "aip")
    assert not valid(whole | {"unheardOf": "1"})


def test_premis_tells_who_did_what_with_which_version_and_model(given: Dossier, tmp_path: Path) -> None:
    root = by_standard("premis.xsd", kept(pack(given, tmp_path / "draft", MADE))[PREMIS])
    told = [
        (
            event.findtext("p:eventType", None, SPACES),
            event.findtext("p:linkingAgentIdentifier/p:linkingAgentIdentifierValue", None, SPACES),
        )
        for event in root.iterfind("p:event", SPACES)
    ]
    assert told == [
        ("transfer", "Vankho 0.1"),
        ("message digest calculation", "Vankho 0.1"),
        ("modification", "Vankho 0.1"),
        ("metadata extraction", "tesseract 5.3.0 vie"),
        ("metadata modification", "Nguyễn Lan"),
        ("validation", "Trần Minh"),
        ("normalization", "Vankho 0.1"),
        ("information package creation", "Vankho 0.1"),
        ("ingestion", "Vankho 0.1"),
    ]
    agents = {
        agent.findtext("p:agentName", None, SPACES): [
            agent.findtext(f"p:{name}", None, SPACES) for name in ("agentType", "agentVersion", "agentNote")
        ]
        for agent in root.iterfind("p:agent", SPACES)
    }
    assert agents == {
        "Vankho": ["software", "0.1", None],
        "tesseract": ["software", "5.3.0", "model: vie"],
        "Nguyễn Lan": ["person", None, None],
        "Trần Minh": ["person", None, None],
    }
    for link in root.xpath("//p:linkingEventIdentifierValue/text()", namespaces=SPACES):
        assert root.xpath("//p:eventIdentifierValue[.=$link]", link=link, namespaces=SPACES)


def test_premis_keeps_how_long_to_keep_and_who_may_see(given: Dossier, tmp_path: Path) -> None:
    root = by_standard("premis.xsd", kept(pack(given, tmp_path / "draft", MADE))[PREMIS])
    term = root.find("p:rights/p:rightsStatement/p:rightsGranted/p:termOfRestriction", SPACES)
    assert [one.text for one in term] == ["2018", "2033-12-31"]
    assert root.xpath("//p:act/text()", namespaces=SPACES) == ["delete", "disseminate"]
    assert "Công khai" in root.xpath("//p:restriction/text()", namespaces=SPACES)[1]


@pytest.mark.parametrize(
    ("maintenance", "ended", "term"),
    [
        ("Vĩnh viễn", "2018", ["2018", "OPEN"]),
        ("01", "2018-09", ["2018", "OPEN"]),
        ("70 năm", "1999-12-31", ["1999", "2069-12-31"]),
        ("đến khi hết hiệu lực", "2018", ["2018"]),
        ("10 năm", "", None),
    ],
)
def test_the_end_of_keeping_is_reckoned_only_where_it_can_be(
    given: Dossier, tmp_path: Path, maintenance: str, ended: str, term: list[str] | None
) -> None:
    told = dataclasses.replace(given, fields=given.fields | {"maintenance": maintenance, "end_date": ended})
    root = by_standard("premis.xsd", kept(pack(told, tmp_path / "draft", MADE))[PREMIS])
    found = root.find("p:rights/p:rightsStatement/p:rightsGranted/p:termOfRestriction", SPACES)
    assert (None if found is None else [one.text for one in found]) == term


def test_what_nobody_said_about_rights_is_not_stated(given: Dossier, tmp_path: Path) -> None:
    told = dataclasses.replace(given, fields={"title": "Hồ sơ"})
    root = by_standard("premis.xsd", kept(pack(told, tmp_path / "draft", MADE))[PREMIS])
    assert root.find("p:rights", SPACES) is None


def test_each_pdf_names_its_format_and_the_scans_that_it_comes_from(given: Dossier, tmp_path: Path) -> None:
    files = kept(pack(given, tmp_path / "draft", MADE))
    root = by_standard("premis.xsd", files["representations/rep1/metadata/preservation/PREMIS_rep1.xml"])
    whole, first, second = root.iterfind("p:object", SPACES)
    assert whole.findtext("p:objectIdentifier/p:objectIdentifierValue", None, SPACES) == "representations/rep1"
    assert first.findtext(".//p:formatRegistryKey", None, SPACES) == "fmt/478"
    assert first.findtext(".//p:messageDigest", None, SPACES) == hashlib.sha256(files[named(first)]).hexdigest()
    assert first.xpath(".//p:relatedObjectIdentifierValue/text()", namespaces=SPACES) == [f"{SCANS}Tờ rời/1.tif"]
    assert second.xpath(".//p:relatedObjectIdentifierValue/text()", namespaces=SPACES) == [f"{SCANS}d-03.PDF.scan"]
    scans = by_standard("premis.xsd", files["representations/scans/metadata/preservation/PREMIS_scans.xml"])
    assert scans.xpath("//p:originalName/text()", namespaces=SPACES) == ["Tờ rời/1.tif", "d-03.PDF"]
    assert scans.xpath("//p:formatRegistryKey/text()", namespaces=SPACES) == ["fmt/353", "fmt/18"]


def named(object_: etree._Element) -> str:
    return str(object_.findtext("p:objectIdentifier/p:objectIdentifierValue", None, SPACES))


def test_a_document_is_linked_to_its_description(given: Dossier, tmp_path: Path) -> None:
    files = kept(pack(given, tmp_path / "draft", MADE))
    root = etree.fromstring(files[f"representations/rep1/{METS}"])
    links = root.xpath("//m:div[@LABEL='MetadataLink']/m:div", namespaces=SPACES)
    pairs = []
    for link in links:
        (record,) = root.xpath("//m:dmdSec[@ID=$it]/m:mdRef/@x:href", it=link.get("DMDID"), namespaces=SPACES)
        (file,) = root.xpath(
            "//m:file[@ID=$it]/m:FLocat/@x:href", it=link.find("m:fptr", SPACES).get("FILEID"), namespaces=SPACES
        )
        pairs.append((file, record))
    assert pairs == [
        (f"data/H58.10.2018.000123.00{n}.pdf", f"metadata/descriptive/EAD_doc_{'ab' * 8}.000000{n}.xml") for n in (1, 2)
    ]


def test_a_document_without_a_picture_is_described_all_the_same(given: Dossier, tmp_path: Path) -> None:
    lost = Document(3, (9,), type_name="Công văn")
    files = kept(pack(dataclasses.replace(given, documents=(*given.documents, lost)), tmp_path / "draft", MADE))
    assert f"representations/rep1/metadata/descriptive/EAD_doc_{'ab' * 8}.0000003.xml" in files
    assert agrees(tmp_path / "draft") == set(files)


def test_names_that_a_url_cannot_hold_are_written_so_that_it_can(given: Dossier, tmp_path: Path) -> None:
    odd = given.files[0].path.with_name("a  b%20#?ễ.tif")
    odd.write_bytes(given.files[0].path.read_bytes())
    files = (dataclasses.replace(given.files[0], path=odd, name=odd.name), given.files[1])
    package = pack(dataclasses.replace(given, files=files), tmp_path / "draft", MADE)
    assert agrees(tmp_path / "draft") == {file.name for file in package.files}
    mets = (tmp_path / "draft" / "representations/scans" / METS).read_text()
    assert 'xlink:href="data/a%20%20b%2520%23%3F' in mets


def test_what_xml_cannot_hold_does_not_reach_it(given: Dossier, tmp_path: Path) -> None:
    told = dataclasses.replace(given, fields=given.fields | {"title": "a\x00b\x0b\ufffec ]]> <x>&"})
    files = kept(pack(told, tmp_path / "draft", MADE))
    assert etree.fromstring(files[EAD]).findtext("title") == "abc ]]> <x>&"


@pytest.mark.parametrize(
    ("head", "pronom", "mimetype"),
    [
        (b"II*\0....", "fmt/353", "image/tiff"),
        (b"MM\0*....", "fmt/353", "image/tiff"),
        (b"\x89PNG\r\n\x1a\n", "fmt/11", "image/png"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0", "fmt/43", "image/jpeg"),
        (b"\xff\xd8\xff\xe1\0\x10Exif\0\0", "fmt/41", "image/jpeg"),
        (b"%PDF-1.7\n", "fmt/276", "application/pdf"),
        (b"%PDF-1.7\n<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B<", "fmt/477", "application/pdf"),
        (b"%PDF-1.7\n" + b" " * (1 << 20) + b"<x pdfaid:part='3' pdfaid:conformance='U'", "fmt/481", "application/pdf"),
        (b"%PDF-9.9\n", None, "application/pdf"),
        (b"MZ", None, "application/octet-stream"),
        (b"", None, "application/octet-stream"),
    ],
)
def test_a_file_is_known_by_its_bytes(tmp_path: Path, head: bytes, pronom: str | None, mimetype: str) -> None:
    file = tmp_path / "scan"
    file.write_bytes(head)
    found = identify(file)
    assert (found.pronom, found.mimetype) == (pronom, mimetype)


@pytest.mark.parametrize("gap", range(-40, 40, 7))
def test_a_claim_of_pdfa_is_seen_wherever_it_lies(tmp_path: Path, gap: int) -> None:
    file = tmp_path / "a.pdf"
    head = b"%PDF-1.7\n"
    claim = b"<pdfaid:part>2</pdfaid:part><pdfaid:conformance>U</pdfaid:conformance>"
    file.write_bytes(head + b" " * ((1 << 20) + gap - len(head)) + claim)
    assert identify(file).pronom == "fmt/478"


@pytest.fixture
def store(given: Dossier, tmp_path: Path) -> Store:
    house = Store(MemoryBlobs(), now)
    house.put(pack(given, tmp_path / "draft", MADE), "ingest")
    return house


def test_a_sip_holds_the_laws_files_and_the_pdfs_byte_for_byte(store: Store, given: Dossier, tmp_path: Path) -> None:
    made = export_sip(store, given.id, tmp_path / "out", "0.1")
    root = made.place
    names = {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}
    assert agrees(root) == names
    assert not [name for name in names if "PREMIS" in name.upper() or "other" in name]
    for name in names:
        if name.startswith(DOCUMENTS):
            assert (root / name).read_bytes() == store.read(given.id, name)
    mets = by_standard("mets.xsd", (root / METS).read_bytes())
    header = mets.find("m:metsHdr", SPACES)
    assert (header.get("RECORDSTATUS"), header.get(f"{{{SPACES['c']}}}OAISPACKAGETYPE")) == ("NEW", "SIP")
    assert mets.get("OBJID") == root.name and root.name.startswith("uuid-")
    assert len(mets.find("m:amdSec", SPACES)) == 0
    told = etree.parse(root / EAD)
    assert told.findtext("fileCode") == "H58.10.2018.K4"
    assert made.lacking == () or [problem.kind for _, problem in made.lacking] == ["partial-date"]


def test_eark_validator_finds_in_a_sip_only_what_no_sip_can_have_right(
    store: Store, given: Dossier, tmp_path: Path
) -> None:
    """Its rule SIP14 wants of the software's note an attribute that its own METS schema forbids and CSIP16 another."""
    root = export_sip(store, given.id, tmp_path / "out", "0.1").place
    whole = judge(root)
    assert [fault.partition(":")[0] for report in whole for fault in faults(report, "Error")] == ["SIP14", "SIP14"]
    for report in whole:
        assert report["metadata"]["schema_results"]["status"] == "VALID"


def test_a_sip_made_twice_is_the_same_and_never_overwrites(store: Store, given: Dossier, tmp_path: Path) -> None:
    one = export_sip(store, given.id, tmp_path / "one", "0.1", 3).place
    two = export_sip(store, given.id, tmp_path / "two", "0.1", 3).place
    assert one.read_bytes() == two.read_bytes()
    assert one.name.startswith("3uuid-") and one.suffix == ".zip"
    with zipfile.ZipFile(io.BytesIO(one.read_bytes())) as zipped:
        assert {name.split("/")[0] for name in zipped.namelist()} == {one.stem[1:]}
        assert zipped.testzip() is None
    with pytest.raises(UsageError):
        export_sip(store, given.id, tmp_path / "one", "0.1", 3)
    assert [path.name for path in (tmp_path / "one").iterdir()] == [one.name]


def test_what_the_law_asks_and_nobody_said_is_told_and_not_made_up(given: Dossier, tmp_path: Path) -> None:
    house = Store(MemoryBlobs(), now)
    house.put(pack(dataclasses.replace(given, fields={"title": "Hồ sơ"}), tmp_path / "draft", MADE), "ingest")
    made = export_sip(house, given.id, tmp_path / "out", "0.1")
    told = {(ordinal, problem.field, problem.kind) for ordinal, problem in made.lacking}
    assert {(0, "maintenance", "missing"), (0, "paperFileCode", "missing"), (1, "mode", "missing")} <= told
    root = etree.parse(made.place / EAD).getroot()
    judge = etree.XMLSchema(etree.parse(made.place / "schemas/EAD.xsd"))
    assert not judge.validate(root)
    assert root.find("maintenance") is None


def test_a_sip_of_what_is_damaged_or_has_no_pdf_is_not_made(given: Dossier, tmp_path: Path) -> None:
    house = Store(blobs := MemoryBlobs(), now)
    house.put(pack(given, tmp_path / "draft", MADE), "ingest")
    (key,) = (key for key in blobs.list("") if key.endswith("000123.001.pdf"))
    blobs.delete(key)
    blobs.put(key, b"%PDF-1.7 another")
    with pytest.raises(Damaged):
        export_sip(house, given.id, tmp_path / "out", "0.1")
    bare = Store(MemoryBlobs(), now)
    bare.put(pack(dataclasses.replace(given, documents=()), tmp_path / "draft", MADE), "ingest")
    with pytest.raises(Missing):
        export_sip(bare, given.id, tmp_path / "out", "0.1")
    assert list((tmp_path / "out").iterdir()) == []


def test_events_that_the_vocabulary_does_not_know_keep_their_own_name(given: Dossier) -> None:
    frame = Frame(
        dataclasses.replace(given, events=(Event("2026-11-24T09:00:00+07:00", "weighing", "x"),)), CREATED, "1"
    )
    (found,) = [deed for deed in deeds(frame) if deed.type == "weighing"]
    assert found.code is None


def test_when_a_file_came_in_is_read_from_mets(given: Dossier, tmp_path: Path) -> None:
    files = kept(pack(given, tmp_path / "draft", MADE))
    times = dated(files[METS])
    assert {DOSSIER, EVENTS, README, PREMIS, f"representations/rep1/{METS}"} <= set(times)
    assert set(times.values()) == {"2026-11-24T09:30:00+07:00"}


def test_a_dip_answers_a_request_with_the_papers_that_it_holds_and_no_other(given: Dossier, tmp_path: Path) -> None:
    """What ``archive.eark`` puts around copies for a reader that lie in ``rep1``; the copies are made elsewhere."""
    package = pack(given, tmp_path / "aip", MADE)
    copies = tmp_path / "dip"
    (name,) = [name for name in kept(package) if name.endswith(".002.pdf")]
    files = [write(copies, name, [kept(package)[name]]), write(copies, README, [b"DIP"])]
    request = {"requestID": "YC-01", "requestDate": "24/11/2026", "purpose": "02"}
    frame = Frame(package.dossier, CREATED, "0.1", "NEW", "DIP", request=request)
    made = enclose(copies, frame, files)
    assert agrees(copies) == {file.name for file in (*files, *made)}
    assert [file.name for file in made if "EAD_doc_" in file.name or "PREMIS" in file.name] == [
        f"representations/rep1/metadata/descriptive/EAD_doc_{'ab' * 8}.0000002.xml"
    ]
    for schema_of, file in (("EAD", EAD), ("EAD_doc", made[-4].name)):
        judge_ = etree.XMLSchema(etree.parse(copies / f"schemas/{schema_of}.xsd"))
        assert judge_.validate(etree.parse(copies / file)), judge_.error_log
    by_standard("mets.xsd", (copies / METS).read_bytes())
    for report in judge(copies, copies / "representations/rep1"):
        assert faults(report, "Error") == []
