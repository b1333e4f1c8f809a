"""A signed PDF that comes in: kept byte for byte, its signatures' state on record, a person asked where they fail."""

import hashlib
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from archive.pdfa import write_pdf
from archive.seal import How, Sealer, open_key
from tests.archive.making import ABOUT, DECISION, read
from tests.archive.seal_keys import NOW, SECRET, Authority
from tests.conftest import Command
from tests.corpus.paper import font

AGENCY = "Ủy ban nhân dân tỉnh Tiền Giang"


@pytest.fixture
def incoming(tmp_path: Path) -> Path:
    """A page with a line of print as a signed PDF."""
    sheet = Image.new("RGB", (827, 1170), "white")
    ImageDraw.Draw(sheet).text((100, 300), "Danh mục này gồm có ba hồ sơ được giao nộp đủ.", "black", font=font(22))
    sheet.save(tmp_path / "page.jpg", quality=95)
    (tmp_path / "in").mkdir()
    write_pdf(DECISION, [read(tmp_path / "page.jpg", (), dpi=100)], tmp_path / "plain.pdf", ABOUT)
    with open_key(str(Authority(tmp_path).p12(AGENCY)), lambda: SECRET) as key:
        Sealer(key, How("agency", "B-B"), NOW).seal(tmp_path / "plain.pdf", tmp_path / "in" / "đến.pdf", NOW)
    return tmp_path / "in" / "đến.pdf"


def events(command: Command, identity: str) -> list[str]:
    told: list[str] = command.json("show", identity)["events"]
    return [event for event in told if "digital signature validation" in event]


def test_who_signed_and_when_is_written_down_and_the_file_stays_as_it_came(
    vankho: Command, incoming: Path, tmp_path: Path
) -> None:
    vankho.environment["VANKHO_SEAL_TRUST"] = str(tmp_path / "ca.pem")
    (told,) = vankho.lines("ingest", incoming, "--accept")
    (said,) = events(vankho, told["dossier"])
    assert "đến.pdf" in said and AGENCY in said and "intact" in said and said.endswith("trusted.")
    assert not any(flag["kind"] == "signature-broken" for flag in vankho.json("show", told["dossier"])["flags"])
    vankho.run("export", told["dossier"], "--to", tmp_path / "out")
    kept = [hashlib.sha256(path.read_bytes()).hexdigest() for path in (tmp_path / "out").rglob("*.scan")]
    assert kept == [hashlib.sha256(incoming.read_bytes()).hexdigest()]


def test_a_signature_that_does_not_hold_waits_for_a_person_until_accepted(vankho: Command, incoming: Path) -> None:
    data = incoming.read_bytes()
    assert b"<?xpacket end" in data
    incoming.write_bytes(data.replace(b'<?xpacket end="r"', b'<?xpacket end="w"', 1))
    (told,) = vankho.lines("ingest", incoming)
    assert told["status"] == "review"
    shown = vankho.json("review", "show", told["dossier"])
    assert "signature-broken" in [flag["kind"] for flag in shown["flags"]]


def test_a_scan_without_signatures_has_no_such_event(vankho: Command, incoming: Path, tmp_path: Path) -> None:
    (told,) = vankho.lines("ingest", tmp_path / "plain.pdf", "--accept")
    assert events(vankho, told["dossier"]) == []
