"""Dossiers handed to the agency's and the historical archive: list, packages, answers, and what the night says."""

import hashlib
import json
import subprocess
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import docx
import pikepdf
import pytest
from click.testing import CliRunner

from archive.description import pack_dossier
from archive.disposal import DAYS
from archive.draft import measured
from archive.errors import Missing, UsageError, VankhoError
from archive.places import DOCUMENTS, DOSSIER
from archive.records import Document, Dossier, Line, OcrPage, Package, Page, ScanFile, Word
from search.entry import entries
from tests.conftest import Command
from vankho.agenda import agenda
from vankho.cli import cli
from vankho.disposing import Disposer
from vankho.keeping import Keeper
from vankho.quarantine import Quarantine
from vankho.rebuild import rebuild_all
from vankho.settings import Settings
from vankho.submitting import MANIFEST, Paper, Submitter
from vankho.wiring import House

ICT = timezone(timedelta(hours=7))


class World:
    """A home in a folder, its clock in our hands, and dossiers made in code that lie in it as the line leaves them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.at = datetime(2026, 11, 29, 9, tzinfo=ICT)
        self.house = House(Settings(home=folder / "home", runner="here"), lambda: self.at)
        self.letter = folder / "biên bản đã ký.pdf"
        self.letter.write_bytes(b"signed minutes")

    def keeper(self) -> Keeper:
        return Keeper(self.house, "lan")

    def submitter(self, who: str = "lan") -> Submitter:
        return Submitter(self.house, who)

    def paper(self, number: str = "7/BB-LTLS") -> Paper:
        return Paper(self.letter, number, self.at.date())

    def keep(self, identity: str, **fields: str) -> Dossier:
        page = OcrPage(Page(0, "1.jpg#1", "text"), (Line((Word("quyết", (0, 0, 9, 9), 0.9),)),), 0.9, "t")
        name = f"{DOCUMENTS}{identity}.001.pdf"
        paper = Document(
            1, (0,), "Quyết định", identity, "QĐ-UBND", "2024-05-01", organ_name="UBND", subject="x", file=name
        )
        digest = f"{identity.encode().hex():0<64}"[:64]
        scans = (ScanFile(Path("1.jpg"), "1.jpg", 1, digest),)
        told = {"title": f"Hồ sơ {identity}", "maintenance": "Vĩnh viễn", "end_date": "2024-12-31"} | fields
        whole = Dossier(identity, "in", digest, digest, told, (page,), (paper,), (), (), scans)
        draft, pdf = self.folder / "draft.json", self.folder / "draft.pdf"
        draft.write_bytes(pack_dossier(whole))
        with pikepdf.new() as made:
            made.add_blank_page()
            made.save(pdf)
        files = (measured(DOSSIER, draft), measured(name, pdf))
        receipt = self.house.store.put(Package(whole, files), "test")
        self.house.index.put(identity, entries(whole))
        detail = {"version": receipt.version, "inventory": receipt.sha512}
        self.house.ledger.append("archived", identity, "vankho", detail)
        self.house.catalogue.enter(whole, "archived", receipt)
        return whole

    def standing(self, identity: str, to: str = "historical") -> str:
        (found,) = (
            one.standing
            for one in self.submitter().due(to, self.at.date())
            if one.dossier == identity  # type: ignore[arg-type]
        )
        return found

    def sent(self, *names: str) -> str:
        """A batch of those dossiers for the historical archive, written out."""
        batch = self.submitter().propose("historical", "Trung tâm Lưu trữ lịch sử", names, "")
        list(self.submitter().send(batch.id, self.folder / "out", "1"))
        return batch.id


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    with made.house:
        yield made


def test_what_is_due_adds_up_also_with_what_is_secret_shut_or_of_no_lasting_value(world: World) -> None:
    world.keep("A")
    world.keep("B", maintenance="10 năm")
    world.keep("C", mode="Mật")
    world.keep("D", end_date="2026-01-01")
    Quarantine(world.house.work).put(world.keep("E"))
    standing = {one.dossier: one.standing for one in world.submitter().due("agency", world.at.date())}
    assert standing == {"A": "overdue", "B": "overdue", "C": "secret", "D": "running", "E": "held"}
    historical = {one.dossier: one.standing for one in world.submitter().due("historical", world.at.date())}
    assert historical == {"A": "running", "B": "limited", "C": "secret", "D": "running", "E": "held"}


def test_a_batch_takes_what_is_due_and_not_what_may_not_go(world: World) -> None:
    world.keep("A", end_date="2020", maintenance="Vĩnh viễn")
    world.keep("B", maintenance="10 năm")
    with pytest.raises(UsageError, match="B: 10 năm"):
        world.submitter().propose("historical", "", ["B"], "")
    with pytest.raises(UsageError, match="nothing to hand over"):
        world.submitter().propose("historical", "", (), "")
    batch = world.submitter().propose("historical", "LTLS", ["A"], "")
    assert [one.dossier for one in batch.items] == ["A"] and world.standing("A") == "listed"
    with pytest.raises(UsageError, match="đang nộp"):
        world.submitter().propose("historical", "", ["A"], "")
    world.submitter().withdraw(batch.id, "lập lại")
    assert world.standing("A") == "running"


def test_the_packages_are_written_once_and_the_manifest_names_each(world: World) -> None:
    for name in "ABC":
        world.keep(name)
    batch = world.submitter().propose("historical", "LTLS", "ABC", "")
    out = world.folder / "out"
    with closing(world.submitter().send(batch.id, out, "1")) as run:
        assert next(run).status == "packed"
    first = {path.name: path.stat().st_mtime_ns for path in out.glob("*.zip")}
    assert len(first) == 1 and not world.submitter().batch(batch.id).sent
    assert [one.status for one in world.submitter().send(batch.id, out, "1")] == ["there", "packed", "packed"]
    assert all((out / name).stat().st_mtime_ns == time for name, time in first.items())
    lines = (out / MANIFEST).read_text(encoding="utf-8")
    assert hashlib.sha256(lines.encode()).hexdigest() == world.submitter().batch(batch.id).manifest
    checked = subprocess.run(["sha256sum", "-c", MANIFEST], cwd=out, capture_output=True, text=True, check=True)
    assert checked.stdout.count("OK") == 3
    assert [one.status for one in world.submitter().send(batch.id, out, "1")] == ["there"] * 3
    assert len([line for line in world.house.ledger.lines() if line.kind == "submission-sent"]) == 1
    damaged = next(out.glob("1*.zip"))
    damaged.write_bytes(b"another")
    with pytest.raises(UsageError, match="is not the package"):
        list(world.submitter().send(batch.id, out, "1"))


def test_a_killed_run_that_left_a_package_without_its_line_goes_on(world: World) -> None:
    world.keep("A")
    batch = world.submitter().propose("historical", "LTLS", ["A"], "")
    out = world.folder / "out"
    submitter = world.submitter()
    submitter._log = lambda *_: (_ for _ in ()).throw(KeyboardInterrupt)  # type: ignore[assignment, method-assign, return-value]
    with pytest.raises(KeyboardInterrupt):
        list(submitter.send(batch.id, out, "1"))
    assert len(list(out.glob("*.zip"))) == 1 and not list(out.glob(".vankho*"))
    assert [one.status for one in world.submitter().send(batch.id, out, "1")] == ["packed"]
    assert world.submitter().batch(batch.id).sent


def test_a_dossier_that_changed_after_it_was_listed_is_not_sent(world: World) -> None:
    world.keep("A")
    batch = world.submitter().propose("historical", "LTLS", ["A"], "")
    world.keep("A", title="khác")
    (packing,) = world.submitter().send(batch.id, world.folder / "out", "1")
    assert (packing.status, packing.reasons[0].kind) == ("stopped", "changed")
    assert not world.submitter().batch(batch.id).sent


def test_the_other_archive_takes_one_and_gives_one_back_and_its_paper_is_kept(world: World) -> None:
    world.keep("A")
    world.keep("B")
    name = world.sent("A", "B")
    world.submitter().answer(name, "returned", ["B"], world.paper("8/TB"), "thiếu tờ 3")
    batch = world.submitter().answer(name, "accepted", (), world.paper())
    assert not batch.is_open and (world.standing("A"), world.standing("B")) == ("done", "running")
    life = world.keeper().life("A")
    assert (life.state, life.choices.last) == ("submitted", 0) and "bản ở đây giữ lại" in life.reason.vi
    store = world.house.store
    names = {file.name for file in store.files(name)}
    digest = hashlib.sha256(b"signed minutes").hexdigest()
    assert f"attachments/accepted/{digest[:12]}-biên bản đã ký.pdf" in names and "submission.json" in names
    assert {f"papers/submission-2026-01-1-muc-luc-nop-luu.{form}" for form in ("docx", "pdf", "xlsx")} <= names
    told = json.loads(store.read(name, "submission.json"))
    assert told["answers"]["B"]["reason"] == "thiếu tờ 3" and told["answers"]["A"]["sha256"] == digest
    assert list(store.verify()) == [] and world.house.ledger.verify() == []
    assert world.submitter().propose("historical", "", ["B"], "").id == "submission/2026-02"


def test_what_was_taken_is_told_apart_when_it_changes_afterwards(world: World) -> None:
    world.keep("A")
    world.submitter().answer(world.sent("A"), "accepted", (), world.paper())
    world.keep("A", title="bổ sung")
    assert world.standing("A") == "changed" and world.keeper().life("A").state == "submitted"


@pytest.mark.parametrize(
    ("answer", "why", "number", "days", "match"),
    [
        ("returned", " ", "7", 0, "returned why"),
        ("accepted", "", " ", 0, "no number"),
        ("accepted", "", "7", 1, "the date is wrong"),
        ("accepted", "", "7", -1, "the date is wrong"),
    ],
)
def test_an_answer_without_reason_number_or_possible_date_is_refused(
    world: World, answer: str, why: str, number: str, days: int, match: str
) -> None:
    world.keep("A")
    name = world.sent("A")
    paper = Paper(world.letter, number, world.at.date() + timedelta(days=days))
    with pytest.raises(UsageError, match=match):
        world.submitter().answer(name, answer, (), paper, why)  # type: ignore[arg-type]
    assert world.submitter().batch(name).waiting


def test_nobody_answers_to_what_was_not_sent_is_not_in_the_batch_or_was_answered(world: World) -> None:
    world.keep("A")
    batch = world.submitter().propose("historical", "LTLS", ["A"], "")
    with pytest.raises(UsageError, match="were not sent yet"):
        world.submitter().answer(batch.id, "accepted", (), world.paper())
    list(world.submitter().send(batch.id, world.folder / "out", "1"))
    with pytest.raises(Missing):
        world.submitter().answer(batch.id, "accepted", ["Z"], world.paper())
    world.submitter().answer(batch.id, "accepted", (), world.paper())
    with pytest.raises(UsageError, match="closed"):
        world.submitter().answer(batch.id, "returned", ["A"], world.paper(), "muộn")


def test_the_agency_archive_needs_no_packages_and_its_year_moves_the_historical_deadline(world: World) -> None:
    world.keep("A")
    before = next(one.last for one in world.submitter().due("historical", world.at.date()))
    batch = world.submitter().propose("agency", "Lưu trữ cơ quan", ["A"], "")
    world.submitter().answer(batch.id, "accepted", (), world.paper())
    (found,) = world.submitter().due("historical", world.at.date())
    assert (before, found.last, found.notes) == (date(2030, 12, 31), date(2031, 12, 31), ())
    assert world.standing("A", "agency") == "done" and world.keeper().life("A").state == "permanent"


def test_nothing_is_destroyed_while_it_is_handed_over(world: World) -> None:
    world.keep("A", maintenance="2 năm", end_date="2010")
    world.keep("B", maintenance="2 năm", end_date="2010")
    world.at = datetime(2030, 1, 5, 9, tzinfo=ICT)
    lan, minh, hoa = (Disposer(world.house, who) for who in ("lan", "minh", "hoa"))
    file = lan.propose(["A"], "")
    world.submitter().propose("agency", "", ["A", "B"], "")
    with pytest.raises(UsageError, match="submission/2030-01"):
        lan.propose(["B"], "")
    minh.review(file.id, (), "destroy", "hết giá trị")
    minh.attach(file.id, world.letter, "minutes")
    hoa.approve(file.id, "12/QĐ", world.at.date())
    (ending,) = hoa.dispose(file.id)
    assert (ending.status, [one.kind for one in ending.reasons]) == ("stopped", ["submitting"])
    assert world.house.store.has("A")


def test_a_batch_is_no_dossier_for_the_rebuild_and_the_census(world: World) -> None:
    world.keep("A")
    world.submitter().answer(world.sent("A"), "accepted", (), world.paper())
    assert rebuild_all(world.house) == 1
    census = world.keeper().census(world.at.date())
    assert (census.counts["submitted"], len(census.lives), census.lost) == (1, 1, ())
    with pytest.raises(Missing):
        world.keeper().hold("submission/2026-01", "x", "y")


def test_the_list_has_the_columns_of_the_law_and_the_minutes_what_was_given_back(world: World) -> None:
    world.keep("A", number_of_paper="12", number_of_page="20", file_code="H58.01")
    world.keep("B")
    name = world.sent("A", "B")
    world.submitter().answer(name, "returned", ["B"], world.paper("8/TB"), "thiếu tờ 3")
    world.submitter().answer(name, "accepted", (), world.paper())
    made = world.submitter().papers(name, world.folder / "giấy")
    assert [path.suffix for path in made] == [".docx", ".pdf", ".xlsx", ".docx", ".pdf"]
    (head, row, _), (_, taken) = (
        [[cell.text for cell in line.cells] for line in docx.Document(str(made[at])).tables[1].rows] for at in (0, 3)
    )
    assert head == [
        "STT", "Số, ký hiệu hồ sơ", "Tiêu đề hồ sơ", "Thời gian tài liệu", "Thời hạn bảo quản", "Số tờ/ số trang",
        "Ghi chú",
    ]  # fmt: skip
    assert row[1:6] == ["H58.01", "Hồ sơ A", "01/05/2024 – 31/12/2024", "Vĩnh viễn", "12/20"]
    assert taken[1] == "H58.01"
    text = "\n".join(one.text for one in docx.Document(str(made[3])).paragraphs)
    assert "Trả lại B: thiếu tờ 3." in text and "Tổng số: 1 hồ sơ, 12 tờ, 20 trang." in text


def test_the_night_tells_what_is_due_a_decision_that_waits_and_a_hold_that_ends(world: World) -> None:
    world.keep("A", maintenance="2 năm", end_date="2010", start_date="2010")
    world.keep("B", end_date="2024-05-01")
    world.at = datetime(2030, 1, 5, 9, tzinfo=ICT)
    keeper = world.keeper()
    keeper.hold("B", "thanh tra", "TTr", date(2030, 2, 4))
    lan, minh, hoa = (Disposer(world.house, who) for who in ("lan", "minh", "hoa"))
    name = lan.propose(["A"], "").id
    minh.review(name, (), "destroy", "hết giá trị")
    minh.attach(name, world.letter, "minutes")
    hoa.approve(name, "12/QĐ", world.at.date())
    found = agenda(keeper, date(2030, 1, 6))
    assert [one.kind for one in found.reminders] == ["disposal-deadline", "hold-ends"]
    assert f"còn {DAYS - 1}/{DAYS} ngày" in found.reminders[0].vi
    assert sum(found.counts.values()) == found.total == 2
    assert all(sum(counts.values()) == 2 for counts in found.handovers.values())
    assert found.handovers["agency"]["overdue"] == 2 and found.handovers["historical"]["due"] == 1
    late = agenda(keeper, date(2030, 1, 21))
    assert late.reminders[0].kind == "disposal-late" and "chậm 1 ngày" in late.reminders[0].vi
    text = "\n".join(late.lines("vi"))
    assert "Đến hạn xét hủy: 1/2 hồ sơ" in text and "2 quá hạn" in text
    world.keeper().hold("B", "thanh tra", "TTr", date(2030, 2, 5))
    assert [one.kind for one in agenda(keeper, date(2030, 1, 5)).reminders] == ["disposal-deadline", "hold-ends"]


def test_a_night_believes_what_it_read_before_until_the_package_is_another(world: World) -> None:
    world.keep("A", end_date="2024-05-01")
    on = date(2025, 12, 31)
    assert agenda(world.keeper(), on).handovers["agency"]["due"] == 1
    (file,) = (one for one in world.house.store.files("A") if one.name == DOSSIER)
    place = world.house.settings.home / "store" / file.key
    place.chmod(0o600)
    whole = place.read_bytes()
    place.write_bytes(b"{}")
    assert agenda(world.keeper(), on).handovers["agency"]["due"] == 1
    with pytest.raises(UsageError, match="không đọc được gói"):
        world.submitter().propose("agency", "", ["A"], "")
    place.write_bytes(whole)
    world.keep("A", end_date="2025-05-01")
    assert agenda(world.keeper(), on).handovers["agency"] == agenda(world.keeper(), on).handovers["agency"]
    assert agenda(world.keeper(), on).handovers["agency"]["running"] == 1
    (world.house.settings.home / "retention.cache").write_bytes(b"broken")
    assert agenda(world.keeper(), on).handovers["agency"]["running"] == 1


def test_the_command_line_takes_a_dossier_from_due_to_handed_over(world: World) -> None:
    world.keep("A", end_date="2020", start_date="2020")
    command = Command(world.folder / "home", {"VANKHO_USER": "lan"})

    def run(*arguments: object, expect: int = 0) -> str:
        environment = {"VANKHO_HOME": str(command.home), "VANKHO_USER": "lan"}
        ended = CliRunner().invoke(cli, list(map(str, arguments)), env=environment)
        if isinstance(ended.exception, VankhoError):
            assert ended.exception.exit_code == expect, ended.exception
        else:
            assert ended.exit_code == expect, (ended.output, ended.exception)
        return ended.stdout

    told = [json.loads(line) for line in run("submit", "due", "--on", "2031-01-01", "--json").splitlines()]
    assert [(one["to"], one["total"], sum(one["counts"].values())) for one in told] == [
        ("agency", 1, 1),
        ("historical", 1, 1),
    ]
    assert told[1]["dossiers"][0]["standing"] == "overdue"
    assert json.loads(run("submit", "list", "A", "--to", "historical", "--json"))["state"] == "listed"
    assert "✓ A" in run("submit", "send", "2026-01", "--to", world.folder / "out")
    assert "= A" in run("submit", "send", "2026-01", "--to", world.folder / "out")
    run("submit", "accept", "2026-01", "--paper", world.folder / "không có", "--number", "7", expect=3)
    today = datetime.now(ICT).date()
    answer = ("submit", "accept", "2026-01", "A", "--paper", world.letter, "--number", "7/BB", "--dated", today)
    assert json.loads(run(*answer, "--json"))["state"] == "closed"
    assert "✓ A" in run("submit", "show", "2026-01") and "đã xong" in run("submit", "batches")
    assert len(run("submit", "papers", "2026-01", "--to", world.folder / "giấy").splitlines()) == 5
    assert json.loads(run("retention", "show", "A", "--json"))["state"] == "submitted"
    run("submit", "due", "--to", "agency", "--all")
    run("ledger", "verify")
