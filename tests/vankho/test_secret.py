"""A paper with a secrecy mark: nothing of it stays, and nothing but a person's word lets it in."""

from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from tests.conftest import Command
from tests.corpus.paper import DECISION, draw, scanned
from vankho.outcome import FIELDS

FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf"


def marked(page: Image.Image, colour: str) -> Image.Image:
    """``page`` (200 dpi) with TỐI MẬT in a frame of 30 × 8 mm below its letterhead."""
    draw_on = ImageDraw.Draw(page)
    draw_on.rectangle((150, 560, 150 + 236, 560 + 63), outline=colour, width=4)
    draw_on.text((150 + 118, 560 + 31), "TỐI MẬT", colour, ImageFont.truetype(FONT, 36), anchor="mm")
    return page


def secret(folder: Path) -> Path:
    """A decision marked TỐI MẬT, scanned."""
    folder.mkdir()
    scanned(marked(draw(DECISION), "#c8283a"), noise=2).save(folder / "1.jpg", quality=70, dpi=(200, 200))
    return folder


def texts_under(home: Path) -> list[Path]:
    """Files of the home, but for the ledger and the log, in which a word of the decision stands."""
    words = [word.encode() for word in ("QUYẾT ĐỊNH", "Quyết định", "Phê duyệt")]
    files = [file for file in home.rglob("*") if file.is_file()]
    return [file for file in files if any(word in file.read_bytes() for word in words)]


def test_a_dossier_with_a_secrecy_mark_goes_to_quarantine_also_where_all_else_is_accepted(tmp_path: Path) -> None:
    folder = secret(tmp_path / "mật")
    command = Command(tmp_path / "home")
    (told,) = command.lines("ingest", folder, "--accept")
    assert (told["status"], told["fields"], told["documents"]) == ("quarantine", dict.fromkeys(FIELDS), [])
    assert [(flag["kind"], flag["page"], flag["found"]) for flag in told["flags"]] == [("secret", 0, "TỐI MẬT")]
    (row,) = command.lines("list")
    assert (row["status"], row["title"], row["document_count"]) == ("quarantine", None, 0)
    assert command.lines("review", "list") == []
    assert texts_under(tmp_path / "home") == []
    assert (folder / "1.jpg").exists()


def test_what_is_in_quarantine_is_neither_read_again_nor_shown_nor_brought_back_by_a_rebuild(tmp_path: Path) -> None:
    folder = secret(tmp_path / "mật")
    command = Command(tmp_path / "home")
    identity = str(command.lines("ingest", folder)[0]["dossier"])
    again = command.lines("ingest", folder, "--accept")[0]
    assert (again["status"], again["dossier"]) == ("quarantine", identity)
    for verb in (("show", identity), ("text", identity), ("export", identity, "--to", tmp_path / "out")):
        command.run(*verb, expect=7)
        assert "cách ly" in command.errors
    command.run("rebuild")
    assert [row["status"] for row in command.lines("list")] == ["quarantine"]
    assert command.lines("search", "quyết định")[0]["total"] == 0


def test_a_person_releases_it_with_a_reason_and_it_goes_the_way_of_any_other(tmp_path: Path) -> None:
    folder = secret(tmp_path / "mật")
    command = Command(tmp_path / "home")
    identity = str(command.lines("ingest", folder)[0]["dossier"])
    command.run("quarantine", "release", identity, "đã giải mật theo QĐ 12/QĐ-UBND")
    (row,) = command.lines("list")
    if row["status"] == "review":
        command.run("review", "accept", identity)
    assert command.lines("search", "quyết định")[0]["total"] > 0
    shown = command.lines("show", identity)[0]
    assert any("đã giải mật theo QĐ 12/QĐ-UBND" in event for event in shown["events"])
    assert command.lines("quarantine", "list") == []
    assert command.lines("ingest", folder)[0]["status"] == "duplicate"


def test_a_person_sets_aside_what_the_machine_archived_and_brings_it_back(tmp_path: Path) -> None:
    folder = tmp_path / "thường"
    folder.mkdir()
    scanned(draw(DECISION), noise=2).save(folder / "1.jpg", quality=70, dpi=(200, 200))
    command = Command(tmp_path / "home")
    identity = str(command.lines("ingest", folder, "--accept")[0]["dossier"])
    found = command.lines("search", "quyết định")[0]["total"]
    assert found
    (aside,) = command.lines("quarantine", "add", identity, "có bút phê mật ở mặt sau")
    assert aside["status"] == "quarantine"
    assert command.lines("search", "quyết định")[0]["total"] == 0
    command.run("show", identity, expect=7)
    command.run("verify")
    command.run("quarantine", "release", identity, "xem lại: không phải")
    assert command.lines("search", "quyết định")[0]["total"] == found
    assert command.lines("list")[0]["status"] == "archived"


def test_it_is_struck_off_only_when_its_scans_are_gone(tmp_path: Path) -> None:
    folder = secret(tmp_path / "mật")
    command = Command(tmp_path / "home")
    identity = str(command.lines("ingest", folder)[0]["dossier"])
    command.run("quarantine", "remove", identity, "đã bàn giao", expect=2)
    (folder / "1.jpg").unlink()
    command.run("quarantine", "remove", identity, "đã bàn giao")
    assert command.lines("list") == []
    command.run("ledger", "verify")


def test_a_dossier_that_a_person_calls_secret_goes_to_quarantine(tmp_path: Path) -> None:
    folder = tmp_path / "thường"
    folder.mkdir()
    scanned(draw(DECISION), noise=2).save(folder / "1.jpg", quality=70, dpi=(200, 200))
    (folder / "dossier.toml").write_text('[[documents]]\ncode_number = "2506"\n')
    command = Command(tmp_path / "home")
    told = command.lines("ingest", folder)[0]
    assert told["status"] == "review", told
    command.run("review", "set", told["dossier"], "mode", "Mật", expect=7)
    assert command.lines("list")[0]["status"] == "quarantine"
    assert texts_under(tmp_path / "home") == []
