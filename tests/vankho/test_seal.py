"""Sealing and checking from the command line: files, and a dossier that is kept."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from archive.pdfa import write_pdf
from archive.places import DOCUMENTS, EVENTS, METS, PREMIS, SEALED
from tests.archive.eark import SPACES, agrees, by_standard
from tests.archive.making import ABOUT, DECISION, jpeg, read
from tests.archive.seal_keys import SECRET, Servers, servers
from tests.conftest import Command
from tests.corpus.paper import font

AGENCY = "Ủy ban nhân dân tỉnh Tiền Giang"


@pytest.fixture
def running(tmp_path: Path, vankho: Command) -> Iterator[Servers]:
    folder = tmp_path / "keys"
    folder.mkdir()
    with servers(folder) as made:
        made.authority.p12(AGENCY, "agency.p12")
        vankho.environment |= {
            "VANKHO_SEAL_KEY": str(folder / "agency.p12"),
            "VANKHO_SEAL_SECRET": SECRET,
            "VANKHO_SEAL_TSA": made.tsa,
            "VANKHO_SEAL_TRUST": str(made.authority.pem),
        }
        yield made


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    write_pdf(DECISION, [read(jpeg(tmp_path, size=(827, 1170)), dpi=100)], tmp_path / "văn bản.pdf", ABOUT)
    return tmp_path / "văn bản.pdf"


def test_a_file_is_sealed_beside_itself_checked_and_found_changed(
    vankho: Command, running: Servers, pdf: Path, tmp_path: Path
) -> None:
    before = pdf.read_bytes()
    sealed = tmp_path / "out" / pdf.name
    (told,) = vankho.lines("seal", pdf, "--as", "agency", "--copy", "SAO Y", "--out", tmp_path / "out")
    assert told["file"] == str(sealed) and told["signatures"][0]["signer"] == AGENCY and pdf.read_bytes() == before
    (found,) = vankho.lines("check-seal", sealed)
    assert found["whole"] and found["signatures"][0]["level"] == "PAdES-B-LTA" and found["signatures"][0]["trusted"]
    vankho.run("check-seal", pdf, expect=6)
    changed = bytearray(sealed.read_bytes())
    changed[len(before) // 2] ^= 1
    (tmp_path / "changed.pdf").write_bytes(changed)
    assert "HỎNG" in vankho.run("check-seal", sealed, tmp_path / "changed.pdf", pdf, expect=4)
    vankho.run("seal", pdf, "--as", "agency", "--out", tmp_path / "out", expect=2)
    assert "Traceback" not in vankho.errors


def test_what_cannot_be_sealed_is_told_and_the_rest_done(
    vankho: Command, running: Servers, pdf: Path, tmp_path: Path
) -> None:
    (tmp_path / "text.pdf").write_bytes(b"not a PDF")
    options = ("--as", "agency", "--level", "B-B", "--out", tmp_path / "out")
    vankho.run("seal", tmp_path / "text.pdf", pdf, *options, expect=3)
    assert "text.pdf" in vankho.errors and [path.name for path in (tmp_path / "out").iterdir()] == [pdf.name]
    vankho.environment["VANKHO_SEAL_SECRET"] = "sai"
    vankho.run("seal", pdf, "--as", "agency", "--in-place", expect=2)
    vankho.run("seal", pdf, "--as", "officer", "--in-place", expect=2)
    running.refusing = True
    vankho.environment["VANKHO_SEAL_SECRET"] = SECRET
    vankho.run("seal", pdf, "--as", "agency", "--in-place", expect=5)
    assert "127.0.0.1" in vankho.errors and "Traceback" not in vankho.errors


def test_a_kept_dossier_is_sealed_as_its_next_version(
    vankho: Command, kept: Command, running: Servers, tmp_path: Path
) -> None:
    shutil.copytree(kept.home, vankho.home)
    identity = kept.archived[0]["dossier"]  # type: ignore[attr-defined]
    vankho.run("seal", identity, "--as", "agency")
    vankho.run("verify", identity)
    vankho.run("ledger", "verify")
    assert vankho.json("show", identity)["version"] == 2
    vankho.run("export", identity, "--to", tmp_path / "out")
    (package,) = (path.parent for path in (tmp_path / "out").glob("*/METS.xml"))
    sealed = sorted((package / SEALED).glob("*.pdf"))
    assert [file.name for file in sealed] == [file.name for file in sorted((package / DOCUMENTS).glob("*.pdf"))]
    vankho.run("check-seal", *sealed)
    assert json.loads((package / EVENTS).read_text())[-1]["kind"] == "seal"
    vankho.run("rebuild")
    assert vankho.json("show", identity)["version"] == 2
    assert agrees(package) == {str(file.relative_to(package)) for file in package.rglob("*") if file.is_file()}
    mets = by_standard("mets.xsd", (package / METS).read_bytes())
    assert mets.find("m:metsHdr", SPACES).get("RECORDSTATUS") == "SUPPLEMENT"
    premis = by_standard("premis.xsd", (package / PREMIS).read_bytes())
    (done,) = premis.xpath("//p:event[p:eventType='digital signature generation']", namespaces=SPACES)
    told = "p:linkingObjectIdentifier/p:linkingObjectIdentifierValue"
    assert done.findtext(told, None, SPACES) == "representations/sealed"
    held = package / "representations/sealed/metadata/preservation/PREMIS_sealed.xml"
    files = by_standard("premis.xsd", held.read_bytes())
    assert set(files.xpath("//p:relatedObjectIdentifierValue[contains(., '/data/')]/text()", namespaces=SPACES)) == {
        f"{DOCUMENTS}{file.name}" for file in sealed
    }


def test_facts_that_come_after_the_seal_make_a_version_that_says_where_the_seals_are(
    vankho: Command, running: Servers, tmp_path: Path
) -> None:
    (tmp_path / "in").mkdir()
    sheet = Image.new("RGB", (827, 1170), "white")
    ImageDraw.Draw(sheet).text((100, 300), "Danh mục này gồm có ba hồ sơ được giao nộp đủ.", "black", font=font(22))
    sheet.save(tmp_path / "in" / "page.jpg", quality=95)
    (told,) = vankho.lines("ingest", tmp_path / "in", "--accept")
    vankho.run("seal", told["dossier"], "--as", "agency", "--level", "B-B")
    (tmp_path / "in" / "dossier.toml").write_text('title = "Hồ sơ về đất đai"\n', encoding="utf-8")
    (again,) = vankho.lines("ingest", tmp_path / "in", "--accept")
    shown = vankho.json("show", told["dossier"])
    assert again["dossier"] == told["dossier"] and shown["version"] == 3
    assert any("modification" in event and "seals belong to version 2" in event for event in shown["events"])
