"""A home with two stores: read by turns, mended from the good copy, its ledger anchored where it is kept."""

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from archive import ocfl
from archive.anchor import PLACE
from archive.blobs.memory import MemoryBlobs
from archive.fixity import tonight
from archive.ledger import line_bytes, line_hash
from archive.ocfl import object_root
from archive.seals.detached import sign_detached
from archive.seals.key import open_key
from archive.segment import LINES
from tests.archive.seal_keys import SECRET, Authority
from tests.conftest import Command
from tests.vankho.test_retention import World
from vankho import anchoring
from vankho.inspection import STATE, Inspector
from vankho.settings import Settings
from vankho.wiring import House


class Twofold(World):
    def __init__(self, folder: Path, **more: str) -> None:
        super().__init__(folder)
        settings = Settings(home=folder / "home", runner="here", store_2="folder:../second", **more)  # type: ignore[arg-type]
        self.house = House(settings, lambda: self.at)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Twofold]:
    made = Twofold(tmp_path)
    with made.house:
        yield made


def test_everything_is_read_within_the_days_also_when_nights_are_missed_and_more_comes() -> None:
    checked: dict[str, date] = {}
    objects = [f"o{number}" for number in range(100)]
    today = date(2026, 1, 1)
    for night in range(60):
        if night % 20 == 19:
            objects += [f"n{night}-{number}" for number in range(10)]
        if night not in (7, 8, 31):
            chosen = tonight(objects, checked, 10, today)
            assert len(chosen) < 45
            checked |= dict.fromkeys(chosen, today)
        today += timedelta(days=1)
    assert set(checked) == set(objects)
    assert max((today - day).days for day in checked.values()) <= 11


def test_a_night_reads_its_share_and_says_so_on_the_ledger(world: Twofold) -> None:
    for number in range(6):
        world.keep(f"D{number}")
    told = Inspector(world.house, "lan").run(3)
    assert (len(told.seen), told.of, told.faults) == (2, 6, ())
    (*_, line) = world.house.ledger.lines()
    assert (line.kind, line.detail["checked"], line.detail["of"], line.detail["left"]) == ("fixity-run", 2, 6, 0)
    seen = [*json.loads((world.house.settings.home / STATE).read_text())]
    world.at += timedelta(days=1)
    again = Inspector(world.house, "lan").run(3)
    assert not {one.root for one in again.seen} & set(seen)


def test_a_run_finds_damage_leaves_it_and_repair_mends_it(world: Twofold) -> None:
    world.keep("A")
    (file,) = (world.folder / "home" / "store" / object_root("A")).rglob("dossier.json")
    good = file.read_bytes()
    file.unlink()
    file.write_bytes(good[:-1] + b"!")
    inspector = Inspector(world.house, "lan")
    told = inspector.run(1)
    assert [(one.store, one.what, one.can, one.mended) for one in told.left] == [("store", "changed", True, False)]
    assert file.read_bytes() != good
    assert inspector.compare(()).left and not inspector.compare((), mend=True).left
    assert file.read_bytes() == good
    assert inspector.compare(()).faults == ()


def test_a_run_brings_what_the_second_store_never_got(world: Twofold) -> None:
    world.keep("A")
    world.house.blobs_2.delete("0=ocfl_1.1")
    for key in list(world.house.blobs_2.list(object_root("A"))):
        world.house.blobs_2.delete(key)
    told = Inspector(world.house, "lan").run(1)
    assert told.copied == 1 and world.house.store.second.has("A")  # type: ignore[attr-defined]


def test_a_house_whose_second_store_is_down_keeps_dossiers_and_says_so_on_the_ledger(tmp_path: Path) -> None:
    made = World(tmp_path)
    down = "s3://key:secret@127.0.0.1:9/kho?tls=0"
    made.house = House(Settings(home=tmp_path / "home", runner="here", store_2=down), lambda: made.at)
    with made.house:
        made.keep("A")
        assert made.house.store.has("A")
        kinds = [line.kind for line in made.house.ledger.lines()]
        assert kinds == ["copy-failed", "archived"] and "A" in made.house.behind


def test_the_head_is_anchored_once_for_each_new_line_and_the_whole_ledger_agrees(world: Twofold) -> None:
    world.keep("A")
    done = anchoring.anchor(world.house, "lan")
    assert done is not None and done[1] == ["store", "store_2"]
    assert anchoring.anchor(world.house, "lan") is None
    assert anchoring.verify(world.house) == []
    assert list(world.house.store.verify()) == []


def test_a_legal_hold_that_was_taken_off_is_found_by_the_next_run_put_back_and_on_the_ledger(tmp_path: Path) -> None:
    world = in_memory(tmp_path)
    with world.house:
        world.keep("A", maintenance="Vĩnh viễn")
        assert Inspector(world.house, "lan").run(1).unheld == ()
        blobs = world.house.blobs
        assert isinstance(blobs, MemoryBlobs)
        (victim,) = [one for one in blobs.locks(object_root("A")) if one.key.endswith("v1/inventory.json")]
        blobs.hold([victim], on=False)
        told = Inspector(world.house, "lan").run(1)
        assert told.unheld == (victim.key,) and told.left == ()
        assert all(one.held for one in blobs.locks(object_root("A")))
        (line,) = [line for line in world.house.ledger.lines() if line.kind == "hold-restored"]
        assert (line.dossier, line.agent, line.detail["files"]) == ("A", "lan", [victim.key])
        assert Inspector(world.house, "lan").run(1).unheld == ()


def test_anchors_copies_of_the_ledger_and_the_files_at_the_top_are_locked_for_ever_and_moved_on(tmp_path: Path) -> None:
    world = in_memory(tmp_path)
    with world.house:
        world.keep("A")
        anchoring.anchor(world.house, "lan")
        blobs = world.house.blobs
        assert isinstance(blobs, MemoryBlobs)
        Inspector(world.house, "lan").run(1)
        tops = [PLACE, *ocfl.root_files()]

        def untils() -> list[datetime]:
            locks = [one for top in tops for one in blobs.locks(top)]
            assert len(locks) == 5 and all(one.held and one.until for one in locks)
            return [one.until for one in locks if one.until]

        first = untils()
        assert all((until - world.at).days > 3650 for until in first)
        world.at += timedelta(days=365 * 4)
        Inspector(world.house, "lan").run(1)
        assert untils() == first
        world.at += timedelta(days=365 * 2)
        Inspector(world.house, "lan").run(1)
        assert all((until - world.at).days > 3650 for until in untils())


def anchor_keys(world: World) -> list[str]:
    return [key for key in world.house.blobs.list(PLACE) if not key.startswith(LINES)]


def in_memory(folder: Path) -> World:
    """A home whose store keeps locks by the clock in our hands."""
    made = World(folder)
    made.house.blobs = MemoryBlobs(made.house.now)
    return made


def test_what_waits_for_the_second_store_is_shown_and_brought_first_by_the_next_run(tmp_path: Path) -> None:
    made = World(tmp_path)
    down = "s3://key:secret@127.0.0.1:9/kho?tls=0"
    made.house = House(Settings(home=tmp_path / "home", runner="here", store_2=down), lambda: made.at)
    with made.house:
        for name in ("A", "B", "C"):
            made.keep(name)
    made.house = House(Settings(home=tmp_path / "home", runner="here", store_2="folder:../second"), lambda: made.at)
    with made.house:
        waiting = list(Inspector(made.house, "lan").waiting())
        assert {one.dossier for one in waiting} == {"A", "B", "C"} and all("127.0.0.1:9" in one.why for one in waiting)
        told = Inspector(made.house, "lan").run(1000)
        assert (told.copied, told.waiting, len(told.seen)) == (3, (), 1), "one is read tonight, all are brought"
        assert [line.kind for line in made.house.ledger.lines()].count("copied") == 3
        assert Inspector(made.house, "lan").run(1000).copied == 0


def test_a_package_put_behind_the_ledgers_back_is_told_by_verify_too(vankho: Command, tmp_path: Path) -> None:
    with House(Settings(home=vankho.home)) as house:
        world = World(tmp_path)
        world.house = house
        world.keep("A")
        world.keep("B")
        kept = house.ledger._path.read_bytes(), house.ledger._path.with_name("ledger.jsonl.head").read_bytes()
        world.keep("A", "chữ khác")
        world.keep("C")
        house.store.destroy("B", "by a hand that had no right")
        house.ledger._path.write_bytes(kept[0])
        house.ledger._path.with_name("ledger.jsonl.head").write_bytes(kept[1])
    told = vankho.json("verify", expect=4)["damages"]
    assert {(one["dossier"], one["what"]) for one in told} == {
        ("A", "inventory"),
        ("B", "missing"),
        ("C", "unexpected"),
    }
    assert not vankho.json("fixity", "compare", expect=4)["whole"]


@pytest.mark.parametrize("data", [b"  ", b"\t", b"\n"])
def test_verify_is_as_strict_as_compare_about_white_space(data: bytes, world: Twofold) -> None:
    world.keep("A")
    key = f"{object_root('A')}/inventory.json.sha512"
    with world.house.blobs.open(key) as file:
        side = file.read()
    world.house.blobs.put(key, side.replace(b" ", data))
    assert [(one.file, one.what) for one in world.house.store.verify()] == [(key, "changed")]
    assert [one.file for one in Inspector(world.house, "lan").compare(()).left] == [key]


def rewritten(world: Twofold, change: str) -> None:
    """A new history: lines changed, and every hash after them reckoned anew, head file and all."""
    path = world.house.settings.home / "ledger.jsonl"
    from dataclasses import replace

    lines = list(world.house.ledger.lines())
    if change == "changed":
        lines[0] = replace(lines[0], agent="somebody else")
    elif change == "removed":
        del lines[0]
    elif change == "inserted":
        lines.insert(0, replace(lines[0], kind="invented"))
    elif change == "truncated":
        lines = lines[:1]
    made, prev = [], "0" * 64
    for seq, line in enumerate(lines, 1):
        bare = replace(line, seq=seq, prev=prev, hash="")
        made.append(replace(bare, hash=line_hash(bare)))
        prev = made[-1].hash
    path.write_bytes(b"".join(line_bytes(line) + b"\n" for line in made))
    path.with_name("ledger.jsonl.head").write_text(f"{len(made)} {prev}\n")


@pytest.mark.parametrize("change", ["changed", "removed", "inserted", "truncated"])
def test_a_ledger_written_anew_with_all_its_hashes_is_found(change: str, world: Twofold) -> None:
    for name in ("A", "B", "C"):
        world.keep(name)
    anchoring.anchor(world.house, "lan")
    rewritten(world, change)
    assert world.house.ledger.verify() == [], "its own chain is whole"
    assert anchoring.verify(world.house)


@pytest.mark.parametrize("name", [b'"seq"', b'"stores"', b'"hash"', b'"signed"'])
def test_a_line_about_an_anchor_that_says_nothing_any_more_is_damage_and_no_crash(name: bytes, world: Twofold) -> None:
    world.keep("A")
    anchoring.anchor(world.house, "lan")
    path = world.house.settings.home / "ledger.jsonl"
    head, _, last = path.read_bytes().rpartition(b'"detail"')
    assert name in last
    path.write_bytes(head + b'"detail"' + last.replace(name, b'"' + b"x" * (len(name) - 2) + b'"', 1))
    assert anchoring.verify(world.house)
    anchoring.compare_anchors(world.house)


def test_an_anchor_taken_away_or_changed_is_found(world: Twofold) -> None:
    world.keep("A")
    anchoring.anchor(world.house, "lan")
    (key,) = anchor_keys(world)
    with world.house.blobs.open(key) as file:
        data = file.read()
    world.house.blobs.put(key, data.replace(b'"seq": 1', b'"seq": 2'))
    assert any("was changed" in one or "removed" in one for one in anchoring.verify(world.house))
    world.house.blobs.delete(key)
    assert any("is missing" in one for one in anchoring.verify(world.house))


def test_the_anchor_is_signed_where_there_is_a_key_and_a_forged_one_is_found(tmp_path: Path) -> None:
    authority, stranger = Authority(tmp_path), Authority(tmp_path)
    authority.pem.write_bytes(authority.certificate.public_bytes(Encoding.PEM))
    key = authority.p12("Sở Nội vụ")
    more = {"seal_key": str(key), "seal_secret": SECRET, "seal_trust": str(authority.pem)}
    world = Twofold(tmp_path, **more)
    with world.house:
        world.keep("A")
        anchoring.anchor(world.house, "lan")
        assert anchoring.verify(world.house) == []
        (made, signature) = anchor_keys(world)
        with world.house.blobs.open(made) as file:
            data = file.read()
        world.house.blobs.put(made, data.replace(b"2026-11-29", b"2026-11-28"))
        assert any("not of these bytes" in one or "signature" in one for one in anchoring.verify(world.house))
        with open_key(str(stranger.p12("Kẻ lạ", "other.p12")), lambda: SECRET) as other:
            world.house.blobs.put(made, data)
            world.house.blobs.put(signature, sign_detached(data, other))
        assert any("nobody trusts" in one for one in anchoring.verify(world.house))


def test_the_verbs_of_fixity_by_the_command_line(vankho: Command, tmp_path: Path) -> None:
    vankho.environment["VANKHO_STORE_2"] = f"folder:{tmp_path / 'second'}"
    with House(Settings(home=vankho.home, store_2=f"folder:{tmp_path / 'second'}")) as house:
        world = World(tmp_path)
        world.house = house
        world.keep("A")
    assert vankho.json("fixity", "run")["checked"] == 1
    second = next((tmp_path / "second").rglob("dossier.json"))
    good = second.read_bytes()
    second.unlink()
    assert vankho.json("fixity", "compare", expect=4)["whole"] is False
    assert vankho.json("fixity", "repair")["whole"] is True
    assert second.read_bytes() == good
    vankho.run("fixity", "copy")
    vankho.run("ledger", "anchor")
    vankho.run("ledger", "verify")
    assert vankho.json("verify")["dossiers"] == 1
