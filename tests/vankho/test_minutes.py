"""Minutes of checks, copies and incidents, drafted from the ledger and the reports: complete, true, PDF/A."""

import json
import os
import shlex
import subprocess
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import docx
import pytest

from archive.conformance.check import check
from archive.drafts import Agency
from archive.errors import UsageError
from archive.ocfl import object_root
from archive.preservations.papers import BACKUP, CHECK, INCIDENT, LOG, PAPERS
from archive.verapdf import VeraPdf
from tests.archive.test_paper_pdf import KNOWN
from tests.conftest import Command
from tests.vankho.test_fixity import Twofold
from vankho import anchoring, mending
from vankho.inspection import Inspector
from vankho.minutes import draft_minutes
from vankho.moving import export

AGENCY = Agency("Sở Nội vụ", "Ủy ban nhân dân tỉnh", "Mỹ Tho", "1.0")


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Twofold]:
    made = Twofold(tmp_path)
    with made.house:
        yield made


def harmed(world: Twofold, identity: str) -> str:
    """One file of the dossier loses its last byte; its key."""
    store = world.folder / "home" / "store"
    file = next((store / object_root(identity)).rglob("dossier.json"))
    file.chmod(0o644)
    file.write_bytes(file.read_bytes()[:-1] + b"!")
    return file.relative_to(store).as_posix()


def papers(world: Twofold, first: date, last: date, *wanted: str) -> dict[str, str]:
    """The words of each PDF by the name of its kind; the DOCX has the same."""
    out = world.folder / "out"
    made = draft_minutes(world.house, AGENCY, out, (first, last), wanted or PAPERS)
    assert len(made) == len(set(made)) and {path.suffix for path in made} <= {".pdf", ".docx"}
    return {path.stem[22:]: words(path) for path in made if path.suffix == ".pdf"}


def words(file: Path) -> str:
    told = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, text=True, check=True).stdout
    return " ".join(told.split())


def a_month(world: Twofold) -> str:
    """Three days of work: dossiers, a store that fails once, a fault that is found and mended, a ledger repaired, a
    whole copy. Returns the faulty file."""
    for name in ("A", "B", "C"):
        world.keep(name)
        anchoring.anchor(world.house, "đêm")
        world.at += timedelta(days=1)
    key = harmed(world, "A")
    inspector = Inspector(world.house, "lan")
    inspector.write_report(inspector.run(1))
    world.at += timedelta(hours=1)
    mender = Inspector(world.house, "minh")
    mender.write_report(mender.compare((), mend=True))
    file = world.house.settings.home / "ledger.jsonl"
    file.write_bytes(file.read_bytes().replace(b'"agent":"vankho"', b'"agent":"ai"', 1))
    mending.repair(world.house, "minh")
    world.house.ledger.append("copy-failed", "B", "vankho", {"store": "store_2", "reason": "không trả lời"})
    export(world.house, world.folder / "sao-luu-2026-12", "lan")
    return key


def test_each_paper_tells_what_the_ledger_and_the_reports_tell_and_nothing_else(world: Twofold) -> None:
    key = a_month(world)
    found = papers(world, date(2026, 11, 1), date(2026, 12, 31))
    assert {f"{number}-{name}" for number, name in enumerate(PAPERS, 1)} == set(found)
    told = found[f"1-{CHECK}"]
    for step in ("1. Cơ sở dữ liệu nguồn", "2. Thiết bị", "3. Vật mang tin", "4. Kiểm tra", "5. Danh sách", "6. Kết"):
        assert step in told
    assert "2 lần phát hiện" in told and "Chưa sửa sau lượt cuối: 0 tệp" in told and "lan, minh" in told
    assert "store_2 (folder" in told and key[:20] in told
    told = found[f"2-{LOG}"]
    assert told.count("Tăng dần") == 3 and told.count("Toàn bộ") == 1 and "sao-luu-2026-12" in told
    told = found[f"3-{BACKUP}"]
    digest = next(line for line in world.house.ledger.lines() if line.kind == "home-copied").detail["sha512"]
    assert "sang kho thứ hai (store_2): 3 lần" in told and digest[:10] in told
    told = found[f"4-{INCIDENT}"]
    assert "Tổng số 3 việc; chưa phục hồi 1" in told, "found and mended is one incident; the failed copy is open"
    assert told.count("bị đổi") == 1 and "sổ sự kiện sai ở" in told and "không trả lời" in told


def test_the_papers_are_docx_and_pdfa_by_our_check_and_by_verapdf(world: Twofold) -> None:
    a_month(world)
    made = draft_minutes(world.house, AGENCY, world.folder / "out", (date(2026, 11, 1), date(2026, 12, 31)), PAPERS)
    files = [path for path in made if path.suffix == ".pdf"]
    for path in files:
        assert [one for one in check(path) if not one.endswith(KNOWN)] == []
    for path in set(made) - set(files):
        text = " ".join(part.text for part in docx.Document(str(path)).paragraphs)
        assert "BIÊN BẢN" in text or "NHẬT KÝ" in text
    command = os.environ.get("VANKHO_TEST_VERAPDF")
    if not command:
        pytest.skip("needs VANKHO_TEST_VERAPDF")
    assert VeraPdf(tuple(shlex.split(command))).check(files) == {path: [] for path in files}


def test_only_the_days_that_were_asked_for_are_told_and_of_nothing_there_is_no_paper(world: Twofold) -> None:
    a_month(world)
    assert papers(world, date(2020, 1, 1), date(2020, 1, 31)) == {}
    assert set(papers(world, date(2026, 11, 29), date(2026, 11, 30))) == {f"2-{LOG}", f"3-{BACKUP}"}
    assert set(papers(world, date(2026, 11, 29), date(2026, 12, 31), CHECK)) == {f"1-{CHECK}"}
    with pytest.raises(UsageError):
        papers(world, date(2026, 12, 31), date(2026, 12, 1))


def test_all_faulty_files_stand_in_the_paper_though_the_ledger_names_only_fifty(world: Twofold) -> None:
    for number in range(60):
        world.keep(f"D{number}")
        harmed(world, f"D{number}")
    inspector = Inspector(world.house, "lan")
    told = inspector.run(1)
    report = inspector.write_report(told)
    day = world.at.date()
    assert papers(world, day, day, CHECK)[f"1-{CHECK}"].count("Chưa sửa ") >= 60
    report.with_suffix(".json").unlink()
    text = papers(world, day, day, CHECK)[f"1-{CHECK}"]
    assert "60 lần phát hiện, 10 lần không nêu tên ở đây" in text, "what the paper does not name it says"


def test_a_name_of_a_report_leads_nowhere_else(world: Twofold) -> None:
    (world.folder / "secret.json").write_text(json.dumps({"faults": [{"store": "x", "file": "BÍ MẬT"}]}))
    detail = {"checked": 1, "of": 1, "faults": 1, "left": 0, "report": "../../secret", "named": [], "stores": []}
    world.house.ledger.append("fixity-run", "", "x", detail)
    assert "BÍ MẬT" not in papers(world, world.at.date(), world.at.date())[f"1-{CHECK}"]


def test_a_whole_comparison_is_on_the_ledger_with_a_report_and_the_verb_drafts_its_minutes(
    vankho: Command, tmp_path: Path
) -> None:
    vankho.run("fixity", "compare")
    assert list((vankho.home / "reports").glob("fixity-*.csv"))
    made = vankho.json("fixity", "minutes", "--to", tmp_path / "out")["files"]
    assert [Path(one).suffix for one in made] == [".docx", ".pdf"] and all(CHECK in one for one in made)
    assert vankho.json("fixity", "minutes", "--to", tmp_path / "out", "--kind", "incident")["files"] == []
    vankho.run("fixity", "minutes", "--to", tmp_path / "out", "--from", "2026-02-01", "--until", "2026-01-01", expect=2)
