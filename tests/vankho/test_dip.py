"""``vankho export --as dip`` as a reading room uses it: a package of copies, noted in the ledger."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.conformance.check import check
from tests.archive.seal_keys import SECRET, Authority
from tests.conftest import Command

AGENCY = "Trung tâm Lưu trữ lịch sử tỉnh Tiền Giang"


@pytest.fixture
def room(vankho: Command, kept: Command, tmp_path: Path) -> Iterator[tuple[Command, str]]:
    """The command line on a home with dossiers kept, an agency with a name and a key; and a dossier's id."""
    shutil.copytree(kept.home, vankho.home)
    (tmp_path / "keys").mkdir()
    vankho.environment |= {
        "VANKHO_SEAL_NAME": AGENCY,
        "VANKHO_SEAL_KEY": str(Authority(tmp_path / "keys").p12(AGENCY)),
        "VANKHO_SEAL_SECRET": SECRET,
        "VANKHO_SEAL_LEVEL": "B-B",
        "VANKHO_USER": "Nguyễn Thị Thủ Thư",
    }
    yield vankho, kept.archived[0]["dossier"]  # type: ignore[attr-defined]


def handed(command: Command, place: Path) -> list[dict[str, object]]:
    lines = (command.home / "ledger.jsonl").read_text(encoding="utf-8").splitlines()
    return [line for line in map(json.loads, lines) if line["kind"] == "handed out"]


def test_a_reading_copy_is_a_package_with_what_was_asked_and_a_line_in_the_ledger(
    room: tuple[Command, str], tmp_path: Path
) -> None:
    command, dossier = room
    asked = ("--as", "dip", "--document", "1", "--purpose", "02", "--reason", "Tra cứu nguồn gốc đất")
    made = command.json("export", dossier, "--to", tmp_path / "out", *asked)
    (place,) = (tmp_path / "out").iterdir()
    assert all(Path(path).is_relative_to(place) for path in made["files"])
    (copy,) = (place / "representations" / "rep1" / "data").iterdir()
    assert check(copy) == []
    assert "Tra cứu nguồn gốc đất" in (place / "metadata" / "descriptive" / "EAD.xml").read_text(encoding="utf-8")
    assert 'OAISPACKAGETYPE="DIP"' in (place / "METS.xml").read_text(encoding="utf-8")
    (line,) = handed(command, place)
    assert line["agent"] == "Nguyễn Thị Thủ Thư" and line["dossier"] == dossier
    detail = line["detail"]
    assert isinstance(detail, dict)
    assert (detail["copy"], detail["documents"], detail["purpose"]) == ("reading", [1], "02")
    assert detail["reason"] == "Tra cứu nguồn gốc đất" and detail["until"] > line["at"][:10]  # type: ignore[index]
    command.run("ledger", "verify")


def test_a_certified_copy_is_the_document_signed_as_a_copy(room: tuple[Command, str], tmp_path: Path) -> None:
    command, dossier = room
    command.run("export", dossier, "--to", tmp_path / "out", "--as", "dip", "--copy", "certified")
    copies = sorted((tmp_path / "out").rglob("data/*.pdf"))
    command.run("export", dossier, "--to", tmp_path / "plain", "--as", "pdf")
    assert [copy.name for copy in copies] == sorted(path.name for path in (tmp_path / "plain").iterdir())
    for copy, found in zip(copies, command.lines("check-seal", *copies), strict=True):
        (signature,) = found["signatures"]
        assert signature["reason"] == "BẢN SAO" and signature["name"] == AGENCY and found["whole"]
        assert copy.read_bytes().startswith((tmp_path / "plain" / copy.name).read_bytes())


def test_a_request_that_makes_no_sense_leaves_nothing_and_no_line(room: tuple[Command, str], tmp_path: Path) -> None:
    command, dossier = room
    export = ("export", dossier, "--to", tmp_path / "out", "--as", "dip")
    command.run(*export, "--document", "99", expect=6)
    command.run(*export, "--until", "2099-01-01", expect=2)
    command.run(*export, "--copy", "tranh", expect=2)
    command.environment["VANKHO_SEAL_NAME"] = ""
    command.run(*export, "--copy", "copy", expect=2)
    command.environment["VANKHO_SEAL_KEY"] = ""
    command.run(*export, "--copy", "certified", expect=2)
    assert not list(tmp_path.glob("out/*")) and handed(command, tmp_path) == []


def test_pdfs_leave_sealed_where_they_are_unless_asked_otherwise(room: tuple[Command, str], tmp_path: Path) -> None:
    command, dossier = room
    command.run("seal", dossier, "--as", "agency")
    command.run("export", dossier, "--to", tmp_path / "sealed", "--as", "pdf")
    command.run("export", dossier, "--to", tmp_path / "bare", "--as", "pdf", "--unsealed")
    command.run("check-seal", *(tmp_path / "sealed").iterdir())
    command.run("check-seal", *(tmp_path / "bare").iterdir(), expect=6)
    for path in (tmp_path / "bare").iterdir():
        assert (tmp_path / "sealed" / path.name).read_bytes().startswith(path.read_bytes())
