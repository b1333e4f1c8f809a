"""The law of time on a home: what people decide about dossiers, and their disposal from the list to the certificate."""

import json
import random
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.description import pack_dossier
from archive.disposals.kept import records
from archive.draft import measured
from archive.errors import Disposed, Locked, Missing, StoreError, UsageError, VankhoError
from archive.places import DOSSIER
from archive.records import Document, Dossier, Line, OcrPage, Package, Page, ScanFile, Word
from bench.life import Broken, check, live, new
from bench.life import World as Imagined
from search.entry import entries
from search.query import parse
from tests.conftest import Command
from vankho.cli import cli
from vankho.corrections import Correction, Journal
from vankho.disposing import Disposer
from vankho.keeping import Keeper
from vankho.quarantine import Quarantine
from vankho.rebuild import rebuild_all
from vankho.settings import Settings
from vankho.wiring import House

ICT = timezone(timedelta(hours=7))


class World:
    """A home in a folder, its clock in our hands, and dossiers made in code that lie in it as the line leaves them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.at = datetime(2026, 11, 29, 9, tzinfo=ICT)
        self.house = House(Settings(home=folder / "home", runner="here"), lambda: self.at)
        self.minutes = folder / "biên bản.docx"
        self.minutes.write_bytes(b"signed minutes")

    def keeper(self, who: str = "lan") -> Keeper:
        return Keeper(self.house, who)

    def disposer(self, who: str) -> Disposer:
        return Disposer(self.house, who)

    def keep(self, identity: str, text: str = "quyết định", **fields: str) -> Dossier:
        page = OcrPage(Page(0, "1.jpg#1", "text"), (Line((Word(text, (0, 0, 9, 9), 0.9),)),), 0.9, "t")
        paper = Document(1, (0,), "Quyết định", identity, "QĐ-UBND", "2010-05-01", organ_name="UBND", subject=text)
        digest = f"{identity.encode().hex():0<64}"[:64]
        scans = (ScanFile(Path("1.jpg"), "1.jpg", 1, digest),)
        told = {"title": f"Hồ sơ {identity}", "maintenance": "5 năm", "end_date": "2010-12-31"} | fields
        whole = Dossier(identity, "in", digest, digest, told, (page,), (paper,), (), (), scans)
        draft = self.folder / "draft.json"
        draft.write_bytes(pack_dossier(whole))
        receipt = self.house.store.put(Package(whole, (measured(DOSSIER, draft),)), "test")
        self.house.index.put(identity, entries(whole))
        self.house.ledger.append(
            "archived", identity, "vankho", {"version": receipt.version, "inventory": receipt.sha512}
        )
        self.house.catalogue.enter(whole, "archived", receipt)
        return whole

    def decided(self, *chosen: str, twins: bool = False) -> str:
        """A disposal file of those dossiers (none: of all that are due) that everyone wants destroyed."""
        name = self.disposer("lan").propose(chosen, "", twins=twins).id
        self.disposer("minh").review(name, (), "destroy", "hết giá trị")
        self.disposer("minh").attach(name, self.minutes, "minutes")
        self.disposer("hoa").approve(name, "12/QĐ-SNV", self.at.date())
        return name

    def endings(self, name: str) -> dict[str, str]:
        return {one.dossier: one.status for one in self.disposer("lan").dispose(name)}


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    with made.house:
        yield made


def bytes_under(folder: Path, words: str) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and words.encode() in path.read_bytes()]


def test_a_person_gives_a_dossier_its_row_and_the_ledger_keeps_who_and_why(world: World) -> None:
    world.keep("A", maintenance="")
    assert world.keeper().life("A").state == "unclassified"
    world.keeper().classify("A", "dieu-le-quy-che", "quy chế làm việc")
    standing = world.keeper().life("A")
    assert (standing.state, standing.term.earliest) == ("running", date(2031, 1, 1))
    (*_, line) = world.keeper().chronicle._ledger.lines()
    assert (line.agent, line.kind, line.detail["row"]) == ("lan", "retention-classified", "tt10-2022.dieu-le-quy-che")
    assert line.detail["why"] == "quy chế làm việc"


def test_nothing_is_decided_without_a_reason_or_about_nothing(world: World) -> None:
    world.keep("A")
    keeper = world.keeper()
    for wrong in (
        lambda: keeper.classify("A", "dieu-le-quy-che", " "),
        lambda: keeper.classify("A", "gui-chung-chu-truong", "x"),
        lambda: keeper.hold("A", "x", ""),
        lambda: keeper.hold("A", "x", "y", date(2026, 11, 28)),
        lambda: keeper.release("A", None, "x", "y"),
        lambda: keeper.extend("A", "x", date(2026, 11, 29)),
        lambda: keeper.reopen("A", "x", 20226),
    ):
        with pytest.raises(UsageError):
            wrong()
    with pytest.raises(Missing):
        keeper.hold("B", "x", "y")
    assert keeper.life("A").choices.last == 0


def test_the_totals_of_all_states_are_all_dossiers_also_in_quarantine_and_what_is_lost_is_named(world: World) -> None:
    for name, period in (
        ("A", "5 năm"),
        ("B", "Vĩnh viễn"),
        ("C", "70 năm"),
        ("D", ""),
        ("E", "5 năm"),
        ("F", "5 năm"),
    ):
        world.keep(name, maintenance=period)
    world.keeper().hold("E", "kiện tụng", "Tòa án")
    Quarantine(world.house.work).put(world.keep("G", title="Bí mật"))
    census = world.keeper().census(date(2026, 11, 29))
    stood = {"due": 2, "held": 2, "permanent": 1, "running": 1, "unclassified": 1}
    assert census.counts == stood | {"submitted": 0, "disposed": 0}
    assert all(one.title == "" for one in census.lives if one.id == "G")
    world.house.store.destroy("F", "by a hand that had no right")
    assert world.keeper().census(date(2026, 11, 29)).lost == ("F",)


def test_a_dossier_is_destroyed_everywhere_and_what_it_was_stays_known(world: World) -> None:
    world.keep("A", "nội dung riêng của A")
    world.keep("B", "nội dung của B", maintenance="Vĩnh viễn")
    journal = Journal(world.house.work, world.keep("A", "nội dung riêng của A").digest)
    journal.append(Correction("2026", "lan", "set", field="title", new="nội dung riêng của A"))
    name = world.decided()
    assert world.endings(name) == {"A": "destroyed"}
    store, catalogue = world.house.store, world.house.catalogue
    assert not store.has("A") and store.has("B") and list(store.verify()) == []
    assert world.house.index.search(parse("riêng")).total == 0
    row = catalogue.get("A")
    assert row is not None and (row.status, row.fields["disposal"], row.page_count) == ("disposed", name, 0)
    assert row.title == "Hồ sơ A"
    (left,) = records(store, name)
    assert (left.documents[0].code_number, left.files[0].name) == ("A", "1.jpg")
    assert not journal.file.exists()
    assert world.keeper().life("A").state == "disposed"
    with pytest.raises(Disposed):
        world.keeper().hold("A", "x", "y")
    names = {one.name for one in store.files(name)}
    assert {"disposal.json", "ledger.jsonl", "records/0001.json", "attachments/minutes/biên bản.docx"} <= names
    assert sum(one.startswith("papers/") for one in names) == 10
    told = json.loads(store.read(name, "disposal.json"))
    assert (told["proposer"], told["decision"]["who"], list(told["destroyed"])) == ("lan", "hoa", ["A"])


def test_a_rebuild_from_the_store_does_not_bring_it_back(world: World) -> None:
    world.keep("A")
    world.keep("B", maintenance="Vĩnh viễn")
    world.endings(world.decided())
    assert rebuild_all(world.house) == 1
    assert {row.id: row.status for row in world.house.catalogue.rows()} == {"A": "disposed", "B": "archived"}
    assert world.house.index.dossiers() == {"B"}


def test_a_change_after_the_decision_stops_that_item_alone(world: World) -> None:
    for name in "ABCDE":
        world.keep(name)
    name = world.decided()
    world.at += timedelta(days=1)
    world.keeper().hold("A", "thanh tra", "TTr tỉnh")
    world.keeper().extend("B", "còn dùng", date(2026, 12, 1))
    world.keep("C", "văn bản mới")
    world.keeper().reopen("D", "khiếu nại")
    assert world.endings(name) == {"A": "stopped", "B": "stopped", "C": "stopped", "D": "stopped", "E": "destroyed"}
    file = world.disposer("lan").file(name)
    assert sorted(file.stopped) == ["A", "B", "C", "D"] and file.certified
    assert "lệnh giữ" in file.stopped["A"] and "gói đã đổi" in file.stopped["C"]
    world.keeper().release("A", None, "xong", "TTr tỉnh")
    again = world.disposer("lan").propose((), "")
    assert [one.dossier for one in again.items] == ["A", "C"]


def test_what_the_council_keeps_or_extends_is_not_destroyed(world: World) -> None:
    for name in "ABC":
        world.keep(name)
    name = world.disposer("lan").propose((), "").id
    world.disposer("minh").review(name, (), "destroy", "hết giá trị")
    world.disposer("tâm").review(name, ["B"], "keep", "có giá trị lịch sử")
    world.disposer("tâm").review(name, ["C"], "extend", "còn kiểm toán", "2029-01-01")
    world.disposer("minh").attach(name, world.minutes, "minutes")
    _, noticed = world.disposer("hoa").approve(name, "1/QĐ", date(2026, 11, 29))
    assert [one.kind for one in noticed] == ["no-opinion"]
    assert world.endings(name) == {"A": "destroyed"}
    assert world.keeper().life("C").term.earliest == date(2029, 1, 1)
    assert world.keeper().life("B").state == "due"


def test_duties_are_separated_and_no_step_is_left_out(world: World) -> None:
    world.keep("A")
    lan, minh = world.disposer("lan"), world.disposer("minh")
    name = lan.propose((), "").id
    today = world.at.date()
    with pytest.raises(UsageError, match="xét"):
        world.disposer("hoa").approve(name, "1/QĐ", today)
    minh.review(name, (), "destroy", "hết giá trị")
    minh.attach(name, world.minutes, "minutes")
    for who in ("lan", "minh"):
        with pytest.raises(UsageError):
            world.disposer(who).approve(name, "1/QĐ", today)
    with pytest.raises(UsageError):
        world.disposer("hoa").approve(name, "1/QĐ", today + timedelta(days=1))
    with pytest.raises(UsageError, match="decision"):
        list(lan.dispose(name))
    with pytest.raises(UsageError):
        lan.propose(["A"], "")
    assert world.house.store.has("A")


def test_a_list_that_was_withdrawn_destroys_nothing_and_frees_its_items(world: World) -> None:
    world.keep("A")
    name = world.disposer("lan").propose((), "").id
    world.disposer("lan").withdraw(name, "lập lại")
    with pytest.raises(UsageError):
        world.disposer("minh").review(name, (), "destroy", "x")
    assert world.disposer("lan").propose((), "").id == "disposal/2026-02"


def test_what_is_not_due_cannot_be_listed(world: World) -> None:
    world.keep("A", maintenance="70 năm")
    with pytest.raises(UsageError, match="A: còn thời hạn"):
        world.disposer("lan").propose(["A"], "")
    with pytest.raises(UsageError, match="nothing to list"):
        world.disposer("lan").propose((), "")


def test_a_late_destruction_is_done_and_told(world: World) -> None:
    world.keep("A")
    name = world.decided()
    world.at += timedelta(days=16)
    assert world.endings(name) == {"A": "destroyed"}
    late = [line.detail["late"] for line in world.house.ledger.lines() if line.kind == "disposal-certified"]
    assert late == [True]


@dataclass
class Failing:
    """Blobs that fail from the ``after``-th deletion on: they are locked, or cannot be reached."""

    inner: object
    after: int
    kind: type[StoreError] = StoreError

    def delete(self, key: str) -> None:
        self.after -= 1
        if self.after < 0:
            raise self.kind("đối tượng đang bị khóa")
        self.inner.delete(key)  # type: ignore[attr-defined]

    def __getattr__(self, name: str) -> object:
        return getattr(self.inner, name)


def test_a_lock_of_the_store_stops_the_item_and_loses_nothing(world: World) -> None:
    world.keep("A")
    world.keep("B")
    name = world.decided()
    store = world.house.store
    inner, store._blobs = store._blobs, Failing(store._blobs, 0, Locked)  # type: ignore[assignment]
    assert world.endings(name) == {"A": "stopped", "B": "stopped"}
    store._blobs = inner
    assert list(store.verify()) == [] and world.keeper().life("A").state == "due"
    assert "khóa" in world.disposer("lan").file(name).stopped["A"]


def test_a_damaged_package_is_never_due_and_does_not_hide_the_others(world: World) -> None:
    world.keep("A")
    world.keep("B")
    name = world.decided()
    store = world.house.store
    (file,) = (one for one in store.files("A") if one.name == DOSSIER)
    store._blobs.put(file.key, b"{}")
    states = {one.id: (one.state, one.reason.kind) for one in world.keeper().census(world.at.date()).lives}
    assert states == {"A": ("unclassified", "damaged"), "B": ("due", "due")}
    assert world.endings(name) == {"A": "stopped", "B": "destroyed"} and store.has("A")


def test_a_destruction_cut_off_in_the_middle_is_told_and_finished_by_the_same_call(world: World) -> None:
    world.keep("A")
    world.keep("B")
    name = world.decided()
    store = world.house.store
    inner, store._blobs = store._blobs, Failing(store._blobs, 1)  # type: ignore[assignment]
    assert world.endings(name) == {"A": "failed", "B": "failed"}, "of B nothing was lost yet: it is tried again too"
    store._blobs = inner
    assert world.keeper().life("A").reason.kind == "begun"
    rebuild_all(world.house)
    assert world.endings(name) == {"A": "destroyed", "B": "destroyed"}
    assert not store.has("A") and world.keeper().census(world.at.date()).counts["disposed"] == 2


def test_a_destruction_killed_between_two_items_goes_on_where_it_was(world: World) -> None:
    for name in "ABC":
        world.keep(name)
    name = world.decided()
    with closing(world.disposer("lan").dispose(name)) as run:
        assert next(run).dossier == "A"
    assert world.endings(name) == {"B": "destroyed", "C": "destroyed"}


def test_a_duplicate_goes_while_the_other_stays(world: World) -> None:
    world.keep("A", maintenance="70 năm")
    twin = world.keep("A", maintenance="70 năm")
    draft = world.folder / "draft.json"
    other = Dossier("B", "in", "b" * 64, "b" * 64, twin.fields, (), twin.documents, (), (), ())
    draft.write_bytes(pack_dossier(other))
    receipt = world.house.store.put(Package(other, (measured(DOSSIER, draft),)), "test")
    world.house.catalogue.enter(other, "archived", receipt)
    name = world.decided(twins=True)
    (item,) = world.disposer("lan").file(name).items
    assert (item.dossier, item.of, item.ground) == ("B", "A", "duplicate")
    assert world.endings(name) == {"B": "destroyed"} and world.house.store.has("A")


def test_scans_of_a_disposed_dossier_do_not_come_back_unseen(world: World) -> None:
    from vankho.station import Nobody, Station

    kept = world.keep("A")
    world.endings(world.decided())
    station = Station(world.house, Nobody(), accept=True)
    for identity, digest in (("A", "0" * 64), ("Z", kept.digest)):
        with pytest.raises(Disposed, match="disposal/2026-01"):
            station._not_disposed(identity, digest, "in")
    station._not_disposed("Z", "0" * 64, "in")


def test_the_command_line_takes_a_dossier_from_due_to_disposed(world: World) -> None:
    world.keep("A")
    world.keep("B", maintenance="Vĩnh viễn")
    command = Command(world.folder / "home", {"VANKHO_USER": "lan"})
    told = command.json("retention", "due", "--on", "2026-11-29")
    assert [one["dossier"] for one in told["dossiers"]] == ["A"] and sum(told["counts"].values()) == told["total"] == 2

    def run(who: str, *arguments: object, expect: int = 0) -> str:
        environment = {"VANKHO_HOME": str(command.home), "VANKHO_USER": who}
        ended = CliRunner().invoke(cli, list(map(str, arguments)), env=environment)
        if isinstance(ended.exception, VankhoError):
            assert ended.exception.exit_code == expect, ended.exception
        else:
            assert ended.exit_code == expect, ended.output
        return ended.stdout

    assert "tt10-2022.dieu-le-quy-che" in run("lan", "retention", "rows", "quy chế làm việc")
    run("lan", "retention", "hold", "A", "--why", "thanh tra", "--authority", "TTr")
    run("lan", "retention", "propose", expect=2)
    run("lan", "retention", "release", "A", "--why", "xong", "--authority", "TTr")
    assert json.loads(run("lan", "retention", "propose", "--json"))["state"] == "proposed"
    run("minh", "retention", "review", "2026-01", "destroy", "--why", "hết giá trị")
    run("minh", "retention", "attach", "2026-01", world.minutes, "--as", "minutes")
    run("lan", "retention", "approve", "2026-01", "--number", "12/QĐ", expect=2)
    run("hoa", "retention", "approve", "2026-01", "--number", "12/QĐ")
    assert "✓ A" in run("hoa", "retention", "dispose", "2026-01", "--yes")
    assert "disposal/2026-01" in run("hoa", "retention", "show", "A")
    assert len(run("hoa", "retention", "papers", "2026-01", "--to", world.folder / "giấy").splitlines()) == 10
    assert json.loads(run("hoa", "show", "A", "--json"))["status"] == "disposed"
    assert "[đã hủy]" in run("hoa", "list")
    run("hoa", "text", "A", expect=8)
    run("hoa", "verify")
    run("hoa", "ledger", "verify")


@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 2**32))
def test_in_a_simulated_life_nothing_is_destroyed_early_on_hold_or_without_a_reason_and_nothing_is_lost(
    tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    live(tmp_path_factory.mktemp("life"), random.Random(seed), dossiers=30, years=12, every=3)


def test_the_simulated_life_notices_when_a_dossier_is_lost_or_destroyed_early(tmp_path: Path) -> None:
    world = Imagined(tmp_path, random.Random(1))
    with world.catalogue:
        new(world, 1)
        check(world)
        world.store.destroy(next(iter(world.told)), "by a hand that had no right")
        with pytest.raises(Broken):
            check(world)


def test_the_simulated_life_notices_what_is_destroyed_against_what_protects_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vankho.disposing.obstacles", lambda *_: [])
    with pytest.raises(Broken, match="on hold"):
        live(tmp_path, random.Random(1), dossiers=30, years=12, every=3)
