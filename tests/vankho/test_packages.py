"""``vankho check`` and ``vankho ingest`` of packages, through the real command line."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from archive.description import unpack
from archive.law import tt05_document, tt05_dossier
from archive.places import DOCUMENTS
from archive.records import Dossier
from tests.archive.received.building import Built, Pdfs, replaced, tarred, zipped
from tests.conftest import Command


@pytest.fixture(scope="module")
def pdfs(tmp_path_factory: pytest.TempPathFactory) -> Pdfs:
    return Pdfs(tmp_path_factory.mktemp("pdfs"))


@pytest.fixture
def made(tmp_path: Path, pdfs: Pdfs) -> Callable[..., Path]:
    return lambda **about: Built(**about).write(tmp_path / "in", pdfs)


def record(vankho: Command, identity: str, to: Path) -> tuple[Dossier, Path]:
    """The dossier as it is kept, and its package's folder."""
    vankho.run("export", identity, "--to", to)
    (place,) = (path for path in to.iterdir() if path.is_dir())
    return unpack((place / "metadata/other/dossier.json").read_bytes()), place


def digests(package: Path) -> list[str]:
    return [hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted((package / DOCUMENTS).glob("*.pdf"))]


def test_a_sound_package_is_checked_with_status_0_in_every_form(
    vankho: Command, made: Callable[..., Path], tmp_path: Path
) -> None:
    root = made()
    for way in (root, zipped(root, tmp_path / "goi.zip"), tarred(root, tmp_path / "goi.tar")):
        report = vankho.json("check", way)
        assert (report["sound"], report["errors"], report["kind"], report["documents"]) == (True, 0, "SIP", 2)
    assert not vankho.home.exists()


def test_a_faulty_package_ends_with_status_4_and_names_rule_file_and_value(
    vankho: Command, made: Callable[..., Path]
) -> None:
    root = made()
    replaced(root / "metadata/descriptive/EAD.xml", "H49.01/02/03.160", "")
    told = vankho.run("check", root, expect=4)
    assert "[field-condition]" in told and "paperFileCode" in told and "confidenceLevel = 02" in told
    findings = vankho.json("check", root, expect=4)["findings"]
    one = next(each for each in findings if each["rule"] == "field-condition")
    assert (one["file"], one["where"], one["severity"]) == ("metadata/descriptive/EAD.xml", "paperFileCode", "error")


def test_what_is_no_package_ends_with_status_6_and_what_is_unsafe_with_3(
    vankho: Command, made: Callable[..., Path], tmp_path: Path
) -> None:
    vankho.run("check", tmp_path, expect=6)
    root = made()
    (root / "schemas" / "link").symlink_to("/etc")
    vankho.run("check", root, expect=3)
    assert "liên kết" in vankho.errors


def test_a_package_with_errors_is_refused_and_taken_in_with_its_flags_when_accepted(
    vankho: Command, made: Callable[..., Path], tmp_path: Path
) -> None:
    root = made()
    replaced(root / "metadata/descriptive/EAD.xml", "<totalDoc>2<", "<totalDoc>3<")
    (refused,) = vankho.lines("ingest", root, expect=3)
    assert (refused["status"], refused["error"]["kind"]) == ("refused", "bad-package")
    assert "[total-doc] totalDoc = 3" in refused["error"]["message"]
    (taken,) = vankho.lines("ingest", root, "--accept")
    assert taken["status"] == "archived"
    assert {"package-file-digest", "package-total-doc"} <= {flag["kind"] for flag in taken["flags"]}


def test_a_package_that_lacks_a_field_waits_for_a_person_who_types_it(
    vankho: Command, made: Callable[..., Path], tmp_path: Path
) -> None:
    root = zipped(made(dossier=Built().dossier | {"paperFileCode": ""}), tmp_path / "goi.zip")
    (waits,) = vankho.lines("ingest", root)
    assert waits["status"] == "review"
    assert "package-field-condition" in {flag["kind"] for flag in waits["flags"]}
    vankho.run("review", "set", waits["dossier"], "paper_file_code", "H49.01/02/03.160")
    vankho.run("review", "accept", waits["dossier"])
    assert vankho.json("show", waits["dossier"])["fields"]["paper_file_code"] == "H49.01/02/03.160"


def test_a_package_becomes_a_dossier_with_its_fields_and_its_pdfs_byte_for_byte(
    vankho: Command, made: Callable[..., Path], tmp_path: Path
) -> None:
    root = made()
    data = sorted((root / "representations/rep1/data").iterdir())
    (taken,) = vankho.lines("ingest", root, "--accept")
    dossier, package = record(vankho, taken["dossier"], tmp_path / "out")
    assert (dossier.id, dossier.fields["title"]) == ("H49.64.33.2001.160", "Hồ sơ về quy hoạch sử dụng đất")
    assert dossier.fields["maintenance"] == "Vĩnh viễn" and dossier.fields["start_date"] == "2001-01-05"
    assert [one.type_name for one in dossier.documents] == ["Quyết định", "Quyết định"]
    assert digests(package) == [hashlib.sha256(path.read_bytes()).hexdigest() for path in data]
    kinds = [event.kind for event in dossier.events]
    assert "transfer" in kinds
    assert tt05_dossier(dossier, "sip") == Built().dossier
    assert [tt05_document(dossier, one, "sip") for one in dossier.documents] == Built().documents
    names = [path.name for path in (package / "representations/scans/data").rglob("*") if path.is_file()]
    assert {"METS.xml", "EAD.xml", "package.toml", "package-report.json", "00001.pdf.scan"} <= set(names)
    assert not list((vankho.home / "work").glob("*/package-*")) and not list((vankho.home / "work").glob("opening-*"))
    (again,) = vankho.lines("ingest", root)
    assert again["status"] == "duplicate"
    vankho.run("verify")
    vankho.run("rebuild")


def test_a_package_that_waits_can_be_accepted_by_a_person(
    vankho: Command, made: Callable[..., Path], tmp_path: Path
) -> None:
    root = zipped(made(), tmp_path / "goi.zip")
    (waits,) = vankho.lines("ingest", root)
    assert waits["status"] == "review"
    root.unlink()
    vankho.run("review", "accept", waits["dossier"])
    assert vankho.json("show", waits["dossier"])["status"] == "archived"


def test_a_dossier_handed_over_as_sip_is_the_same_in_an_empty_home(kept: Command, tmp_path: Path) -> None:
    """Same fields, same PDFs byte for byte, same words page by page, same answers."""
    for outcome in kept.archived[:2]:  # type: ignore[attr-defined]
        before, package = record(kept, outcome["dossier"], tmp_path / f"out-{outcome['dossier']}")
        kept.run("export", before.id, "--as", "sip", "--to", tmp_path / "sip", "--zip", "1")
        (sip,) = (tmp_path / "sip").glob("*.zip")
        other = Command(tmp_path / f"home-{before.id}")
        (taken,) = other.lines("ingest", sip, "--accept")
        sip.unlink()
        after, again = record(other, taken["dossier"], tmp_path / f"back-{before.id}")
        assert after.id == before.id
        assert digests(again) == digests(package)
        assert tt05_dossier(after, "sip") == tt05_dossier(before, "sip")
        assert papers(after) == papers(before)
        assert words(after) == words(before)
        spoken = {word for page in words(before) for word in page if len(word) > 4 and word.isalpha()}
        for query in sorted(spoken)[::20][:4]:
            assert answers(other, query, before.id) == answers(kept, query, before.id) != [], query


def papers(dossier: Dossier) -> list[object]:
    """Each document's law's fields, and what else is known of it."""
    names = ("type_name", "signer_name", "signer_position", "place", "organ_name", "subject", "code_number")
    return [(tt05_document(dossier, one, "sip"), [getattr(one, name) for name in names]) for one in dossier.documents]


def words(dossier: Dossier) -> list[list[str]]:
    """The words of every page of every document."""
    texts = {page.page.index: page.text.split() for page in dossier.pages}
    return [texts[index] for document in dossier.documents for index in document.pages]


def answers(command: Command, query: str, identity: str) -> list[tuple[str, ...]]:
    """What a search finds in the dossier, the place of the page in its scans aside."""
    hits = command.json("search", query, "--limit", "100")["hits"]
    told = [tuple(str(hit[name]) for name in ("dossier", "document", "title")) for hit in hits]
    return sorted(one for one in told if one[0] == identity)


def test_an_aip_of_ours_is_put_back_as_it_was(kept: Command, tmp_path: Path) -> None:
    outcome = kept.archived[0]  # type: ignore[attr-defined]
    before, package = record(kept, outcome["dossier"], tmp_path / "out")
    lacking = [one["rule"] for one in kept.json("check", package, expect=4)["findings"] if one["severity"] == "error"]
    assert all(rule.startswith("field-") for rule in lacking), lacking
    other = Command(tmp_path / "other")
    (taken,) = other.lines("ingest", zipped(package, tmp_path / "aip.zip"))
    assert (taken["status"], taken["dossier"]) == ("archived", before.id)
    after, again = record(other, before.id, tmp_path / "back")
    assert after == before
    theirs = {path.relative_to(again): path.read_bytes() for path in again.rglob("*") if path.is_file()}
    ours = {path.relative_to(package): path.read_bytes() for path in package.rglob("*") if path.is_file()}
    assert theirs == ours
    other.run("verify")
    (twice,) = other.lines("ingest", package)
    assert twice["status"] == "duplicate"
    (package / DOCUMENTS).glob("*.pdf").__next__().write_bytes(b"%PDF-1.7 other")
    (bad,) = Command(tmp_path / "third").lines("ingest", package, expect=3)
    assert bad["error"]["kind"] == "bad-package"
    assert json.loads(json.dumps(bad))["status"] == "refused"
