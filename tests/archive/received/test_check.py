"""``vankho check``: sound packages of both variants pass, and each fault is found by its rule and at its place."""

from collections.abc import Callable
from pathlib import Path

import pytest

from archive.received.check import Means, check
from archive.received.findings import rules as known_rules
from archive.received.read import read_package
from archive.received.record import Received, Report
from archive.seal import How, Sealer, open_key, trust
from tests.archive.received.building import CODE, DOSSIER, document, replaced, rules, wrong_xsd
from tests.archive.seal_keys import NOW, SECRET, Authority

Made = Callable[..., Path]
Checked = Callable[[Path], Report]


@pytest.mark.parametrize("reference", [False, True])
def test_a_sound_package_of_either_variant_has_no_error(made: Made, checked: Checked, reference: bool) -> None:
    report = checked(made(reference=reference))
    assert rules(report) == {"unsigned"}, report.findings
    assert (report.kind, report.documents) == ("SIP", 2)
    assert report.variant == ("reference" if reference else "circular")


def test_a_sound_aip_has_no_error(made: Made, checked: Checked) -> None:
    dossier = {("arcFileCode" if name == "fileCode" else name): value for name, value in DOSSIER.items()}
    papers = [_of_aip(1, 1), _of_aip(2, 2)]
    report = checked(made(kind="AIP", dossier=dossier, documents=papers))
    assert rules(report, "error") == set(), report.findings


def test_a_cover_may_be_counted_or_not(made: Made, checked: Checked) -> None:
    cover = document(2, 2) | {"typeName": "32", "description": "Tên loại: Bìa hồ sơ"}
    for stated, wrong in (("1", False), ("2", False), ("3", True)):
        report = checked(made(dossier=DOSSIER | {"totalDoc": stated}, documents=[document(1, 1), cover]))
        assert ("total-doc" in rules(report)) == wrong, (stated, report.findings)


def _of_aip(number: int, pages: int) -> dict[str, str]:
    fields = document(number, pages)
    kept = ("mode", "language", "numberOfPage", "confidenceLevel", "docCode", "typeName", "codeNumber", "codeNotation",
            "issuedDate", "organName", "subject")  # fmt: skip
    return {"arcFileCode": CODE, "docOrdinal": str(number)} | {name: fields[name] for name in kept}


def test_documents_are_matched_to_their_files_by_mets_and_by_name(
    made: Made, opened: Callable[[Path], Received]
) -> None:
    for reference in (False, True):
        package = opened(made(reference=reference))
        files = [one.files for one in package.documents]
        assert files == [(f"representations/rep1/data/0000{n}.pdf",) for n in (1, 2)]
        assert package.loose == ()


def test_the_three_faults_of_the_reference_package_are_found(made: Made, checked: Checked) -> None:
    papers = [document(n, 1) | {"docCode": f"H49.64.33.2025.160.{n:07d}"} for n in range(1, 138)]
    dossier = DOSSIER | {"totalDoc": "137", "numberOfPage": "137", "paperFileCode": ""}
    report = checked(made(reference=True, documents=papers, dossier=dossier, schemas=wrong_xsd()))
    assert rules(report, "error") == {"doccode-year", "own-schema", "field-condition"}
    years = [one for one in report.findings if one.rule == "doccode-year"]
    assert len(years) == 137 and {(one.found, one.expected) for one in years} == {("2025", "2001")}
    (schema,) = (one for one in report.findings if one.rule == "own-schema")
    assert (schema.file, schema.found, schema.expected) == ("schemas/ead_doc.xsd", "docCode", "arcDocCode")
    (paper,) = (one for one in report.findings if one.rule == "field-condition")
    assert (paper.where, paper.expected) == ("paperFileCode", "confidenceLevel = 02")


DOSSIER_FAULTS = {
    "field-missing": {"title": ""},
    "field-too-long": {"title": "x" * 1001},
    "field-no-code": {"maintenance": "99"},
    "field-not-a-number": {"numberOfPaper": "ba"},
    "field-not-a-date": {"startDate": "31/02/2001"},
    "field-partial-date": {"endDate": "12/2001"},
    "field-not-a-bool": {"riskRecovery": "có"},
    "field-condition": {"riskRecovery": "true"},
    "field-unknown": {"colour": "đỏ"},
    "total-doc": {"totalDoc": "3"},
    "total-pages": {"numberOfPage": "4"},
    "dates-order": {"startDate": "21/12/2001"},
}


@pytest.mark.parametrize("rule", DOSSIER_FAULTS)
def test_a_fault_in_the_dossier_is_found(made: Made, checked: Checked, rule: str) -> None:
    report = checked(made(dossier=DOSSIER | DOSSIER_FAULTS[rule]))
    assert rules(report) - {"unsigned", "date-outside"} == {rule}


DOCUMENT_FAULTS = {
    "doccode-year": {"docCode": "H49.64.33.2010.160.0000001"},
    "doccode-shape": {"docCode": f"{CODE}.001"},
    "doccode-twice": {"docCode": f"{CODE}.0000002"},
    "docid-twice": {"docId": "00002"},
    "date-outside": {"issuedDate": "11/09/2002"},
    "pages-pdf": {"numberOfPage": "5"},
    "field-condition": {"confidenceLevel": "03"},
    "filecode-disagrees": {"arcFileCode": "H49.64.33.2001.161"},
    "ordinal-disagrees": {"docOrdinal": "4"},
}
ALONGSIDE = {
    "pages-pdf": {"total-pages"},
    "filecode-disagrees": {"field-unknown", "own-schema"},
    "ordinal-disagrees": {"field-unknown", "own-schema"},
}


@pytest.mark.parametrize("rule", DOCUMENT_FAULTS)
def test_a_fault_in_a_document_is_found(made: Made, checked: Checked, pdfs: Callable[[int], bytes], rule: str) -> None:
    root = made(pdfs={0: pdfs(1)})
    paper = root / "representations/rep1/metadata/descriptive/EAD_doc_00001.xml"
    fields = document(1, 1)
    for name, value in DOCUMENT_FAULTS[rule].items():
        old = f"<{name}>{fields[name]}</{name}>" if name in fields else "</simpledc>"
        replaced(paper, old, f"<{name}>{value}</{name}>" + ("" if name in fields else "</simpledc>"))
    found = rules(checked(root)) - {"unsigned", "file-digest", "file-size"}
    assert found == {rule} | ALONGSIDE.get(rule, set())


def test_a_field_that_stands_twice_is_found_and_languages_may(made: Made, checked: Checked) -> None:
    root = made()
    replaced(root / "metadata/descriptive/EAD.xml", "<mode>", "<language>02</language><mode>01</mode><mode>")
    twice = [one.where for one in checked(root).findings if one.rule == "field-twice"]
    assert twice == ["mode"]


def test_each_of_several_languages_must_have_a_code(made: Made, checked: Checked) -> None:
    root = made()
    replaced(root / "metadata/descriptive/EAD.xml", "<mode>", "<language>xx</language><mode>")
    assert [one.found for one in checked(root).findings if one.rule == "field-no-code"] == ["xx"]


def _drop(name: str) -> Callable[[Path], None]:
    return lambda root: (root / name).unlink()


def _edit(name: str, old: str, new: str) -> Callable[[Path], None]:
    return lambda root: replaced(root / name, old, new)


def _write(name: str, data: bytes) -> Callable[[Path], None]:
    def write(root: Path) -> None:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(data)

    return write


REP, DATA = "representations/rep1/METS.xml", "representations/rep1/data/00001.pdf"
TREE_FAULTS: dict[str, Callable[[Path], None]] = {
    "file-missing": _drop("schemas/ead.xsd"),
    "document-no-file": _drop(DATA),
    "file-unlisted": _write("documentation/thêm.txt", b"x"),
    "file-no-document": _write("representations/rep1/data/la.pdf", b"%PDF-"),
    "file-size": _edit("schemas/ead.xsd", "xs:all>", "xs:all >"),
    "file-digest": _edit("schemas/ead.xsd", "title", "titel"),
    "file-outside": _edit("METS.xml", "schemas/ead.xsd", "../ead.xsd"),
    "file-empty": _write("schemas/ead.xsd", b""),
    "file-format": _write("representations/rep1/data/00001.exe", b"MZ"),
    "file-weak-digest": _edit("METS.xml", 'CHECKSUMTYPE="SHA-256"', 'CHECKSUMTYPE="CRC32"'),
    "file-no-digest": _edit("METS.xml", "CHECKSUM=", "CHECKSUMLESS="),
    "xml-unreadable": _edit("metadata/descriptive/EAD.xml", "</simpledc>", ""),
    "mets-schema": _edit("METS.xml", "<fileSec>", "<fileSec><thing/>"),
    "mets-objid": _edit("METS.xml", "OBJID=", "OBJECT="),
    "mets-objid-form": _edit("METS.xml", "6f1c2a52", "6f1c"),
    "mets-package-type": _edit("METS.xml", 'OAISPACKAGETYPE="SIP"', 'OAISPACKAGETYPE="GOI"'),
    "mets-status": _edit("METS.xml", 'RECORDSTATUS="NEW"', 'RECORDSTATUS="MOI"'),
    "mets-header": _edit(REP, 'TYPE="OTHER" PROFILE', "PROFILE"),
    "mets-agent": _edit("METS.xml", "CREATOR", "ARCHIVIST"),
    "mets-structmap": _edit("METS.xml", 'LABEL="CSIP"><div', 'LABEL="khac"><div'),
    "mets-representation": _edit("METS.xml", "representations/rep1/METS.xml", "representations/rep2/METS.xml"),
    "representation-mets": _drop(REP),
    "part-missing": _drop("metadata/descriptive/EAD.xml"),
    "pdf-unreadable": _write(DATA, b"%PDF-1.7 broken"),
}


@pytest.mark.parametrize("rule", TREE_FAULTS)
def test_a_fault_in_tree_mets_or_files_is_found(made: Made, checked: Checked, rule: str) -> None:
    root = made()
    TREE_FAULTS[rule](root)
    assert rule in rules(checked(root))


def test_an_aip_without_premis_is_found(made: Made, checked: Checked) -> None:
    root = made(kind="AIP")
    (root / "metadata/preservation/PREMIS.xml").unlink()
    assert "premis-missing" in rules(checked(root))


def test_premis_is_held_against_its_schema_and_the_files(made: Made, checked: Checked) -> None:
    root = made(kind="AIP")
    fixity = (
        "<objectCharacteristics><fixity><messageDigestAlgorithm>SHA-256</messageDigestAlgorithm>"
        f"<messageDigest>{'0' * 64}</messageDigest></fixity></objectCharacteristics></object>"
    )
    replaced(root / "metadata/preservation/PREMIS.xml", "</object>", fixity)
    assert {"premis-schema", "premis-digest"} <= rules(checked(root))


def test_a_pdf_that_is_no_pdfa_is_an_error_only_where_the_paper_was_digitised(
    made: Made, checked: Checked, pdfs: Callable[[int], bytes]
) -> None:
    plain = pdfs(1).replace(b"pdfaid:part", b"pdfaid:pert")
    assert "pdf-not-pdfa" in rules(checked(made(pdfs={0: plain})))
    born = [document(1, 1) | {"confidenceLevel": "01", "process": "1"}, document(2, 2)]
    report = checked(made(documents=born, pdfs={0: plain}))
    assert "pdf-not-pdfa" not in rules(report) and "pdf-no-pdfa" in rules(report, "note")


def test_what_verapdf_denies_is_an_error(made: Made) -> None:
    root = made()
    denied = Means(lambda paths: {path: ["6.2.3: no output intent"] for path in paths})
    assert "pdf-verapdf" in rules(check(read_package(root, root.name), denied))


def test_a_package_without_descriptions_of_its_documents_is_found(made: Made, checked: Checked) -> None:
    root = made()
    for path in (root / "representations/rep1/metadata/descriptive").iterdir():
        path.unlink()
    assert {"file-no-document", "total-doc", "file-missing"} <= rules(checked(root))


def test_a_document_handed_in_before_is_named_and_is_no_error(made: Made, checked: Checked) -> None:
    root = made()
    data, place = root / DATA, root / "representations/rep1/data/00001.pdf.fetch.txt"
    data.rename(place)
    place.write_text(f"{CODE}.0000001")
    replaced(root / REP, "data/00001.pdf", "data/00001.pdf.fetch.txt")
    report = checked(root)
    assert "document-elsewhere" in rules(report, "note") and "document-no-file" not in rules(report)


def test_the_files_of_the_package_are_not_touched(made: Made, checked: Checked) -> None:
    root = made()
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    checked(root)
    assert before == {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_every_rule_has_a_sentence_in_both_languages_and_a_source() -> None:
    for name, rule in known_rules().items():
        assert rule.severity in ("error", "warning", "note") and rule.source, name
        assert (
            rule.vi.endswith((".", "}")) and rule.en.endswith((".", "}")) and rule.vi != rule.en
        ) or name == "signature"


def test_signatures_are_told_and_a_byte_changed_in_a_signed_file_is_an_error(
    made: Made, checked: Checked, pdfs: Callable[[int], bytes], tmp_path: Path
) -> None:
    plain, sealed = tmp_path / "plain.pdf", tmp_path / "sealed.pdf"
    plain.write_bytes(pdfs(1))
    authority = Authority(tmp_path)
    with open_key(str(authority.p12("Ủy ban nhân dân tỉnh Quảng Ninh")), lambda: SECRET) as key:
        Sealer(key, How("agency", "B-B", trust=trust([authority.pem])), NOW).seal(plain, sealed, NOW)
    root = made(pdfs={0: sealed.read_bytes()})
    package = read_package(root, root.name)
    report = check(package, Means(trusted=(authority.pem,)))
    (told,) = (one for one in report.findings if one.rule == "signature")
    assert "Quảng Ninh" in told.vi and rules(report, "error") == set()
    stranger = Authority(_folder(tmp_path / "other"))
    assert "signature-untrusted" in rules(check(package, Means(trusted=(stranger.pem,))))
    data = bytearray(sealed.read_bytes())
    data[data.index(b"/MediaBox") + 12] ^= 1
    (root / DATA).write_bytes(bytes(data))
    assert {"signature-broken", "file-digest"} <= rules(checked(root), "error")


def _folder(place: Path) -> Path:
    place.mkdir()
    return place
