"""A ledger that was damaged, forged or lost comes back from its copies in the stores; what nobody has is told."""

import json
import multiprocessing
import random
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from archive import ledger as ledger_module
from archive.access import Grant
from archive.anchor import PLACE
from archive.blobs.memory import MemoryBlobs
from archive.errors import Damaged, Locked, StoreError
from archive.history import LOST
from archive.mirror import ASIDE
from archive.segment import LINES, segment_of, segments
from archive.witness import bytes_of
from bench.corrupt import everything
from bench.harms import LEDGER, Ledgers, flip_file
from tests.contracts.test_blobs import s3_client
from tests.vankho.homes import dossier, keep, opened, run
from tests.vankho.test_fixity import Twofold, rewritten
from tests.vankho.test_retention import World
from vankho import anchoring, mending
from vankho.inspection import Inspector
from vankho.moving import bring_in, export
from vankho.settings import Settings
from vankho.wiring import House

pytestmark = pytest.mark.usefixtures("no_log_file")


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Twofold]:
    """Two stores; three dossiers and a hold, copied in three nights; two lines since."""
    made = Twofold(tmp_path)
    with made.house:
        for name in ("A", "B", "C"):
            made.keep(name)
            anchoring.anchor(made.house, "đêm")
        made.keeper().hold("A", "thanh tra", "Thanh tra tỉnh")
        made.house.ledger.append("viewed", "B", "lan", {"page": 1})
        yield made


def file_of(world: World) -> Path:
    return world.house.settings.home / "ledger.jsonl"


def lines_of(world: World) -> list[bytes]:
    return file_of(world).read_bytes().splitlines(keepends=True)


def last_of(world: World) -> dict[str, object]:
    told: dict[str, object] = json.loads(lines_of(world)[-1])
    return told


def test_each_anchoring_copies_the_lines_since_the_last_byte_for_byte_and_in_order(world: Twofold) -> None:
    found = segments(world.house.blobs)
    assert [(one.first, one.last) for one in found] == [(1, 1), (2, 3), (4, 5)]
    whole = file_of(world).read_bytes()
    copied = b"".join(bytes_of(world.house.blobs, one.key) for one in found)
    assert whole.startswith(copied) and whole.count(b"\n") - copied.count(b"\n") == 3
    assert everything(world.house.blobs) == everything(world.house.blobs_2)
    assert anchoring.verify(world.house) == [] and list(world.house.store.verify()) == []
    assert all(segment_of(one.key) == one for one in found)


def test_a_long_ledger_is_copied_in_pieces_and_comes_back_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("archive.segment.MOST", 2000)
    world = Twofold(tmp_path)
    with world.house:
        for number in range(40):
            world.house.ledger.append("viewed", f"D{number}", "lan", {"page": number})
        anchoring.anchor(world.house, "đêm")
        assert len(segments(world.house.blobs)) > 3
        before = lines_of(world)
        file_of(world).unlink()
        assert mending.repair(world.house, "lan") is not None
        assert lines_of(world)[:40] == before[:40]


HARMS: dict[str, Callable[[Path], object]] = {
    "a word changed": lambda file: file.write_bytes(file.read_bytes().replace(b'"agent":"vankho"', b'"agent":"ai"', 1)),
    "garbage in the middle": lambda file: file.write_bytes(b"\0" * 90 + file.read_bytes()[90:]),
    "the first line gone": lambda file: file.write_bytes(file.read_bytes().split(b"\n", 1)[1]),
    "a line twice": lambda file: file.write_bytes(file.read_bytes().split(b"\n", 1)[0] + b"\n" + file.read_bytes()),
    "the last digits of a hash": lambda file: file.write_bytes(_other_hash(file.read_bytes())),
}


def _other_hash(data: bytes) -> bytes:
    told = json.loads(data.splitlines()[-2])["hash"].encode()
    return data.replace(b'"hash":"' + told, b'"hash":"' + told[:-4] + b"0000", 1)


@pytest.mark.parametrize("harm", HARMS)
def test_lines_come_back_byte_for_byte_and_what_came_after_the_last_copy_stays(harm: str, world: Twofold) -> None:
    before = file_of(world).read_bytes()
    HARMS[harm](file_of(world))
    damaged = file_of(world).read_bytes()
    assert anchoring.verify(world.house)
    done = mending.repair(world.house, "lan")
    assert done is not None and (done.lost, done.chained) == ((), ())
    assert file_of(world).read_bytes().startswith(before)
    assert file_of(world).with_name(done.aside).read_bytes() == damaged, "the damaged file is kept"
    line = last_of(world)
    assert (line["kind"], line["agent"]) == ("ledger-repaired", "lan")
    detail = line["detail"]
    assert isinstance(detail, dict) and detail["aside"] == done.aside and detail["problems"]
    assert anchoring.verify(world.house) == []
    assert mending.repair(world.house, "lan") is None, "a second time finds nothing to do"
    assert world.keeper().life("A").holds, "the hold still stands"


def test_a_ledger_that_is_gone_comes_back_up_to_its_last_copy_and_the_rest_is_told(world: Twofold) -> None:
    before = lines_of(world)
    file_of(world).unlink()
    with pytest.raises(Damaged, match="ledger repair"):  # else a new history would hide that the old one is gone
        world.house.ledger.append("viewed", "B", "lan", {})
    done = mending.repair(world.house, "lan")
    assert done is not None and done.restored == 5 and done.lost == ((6, 8),) and done.aside == ""
    assert lines_of(world)[:5] == before[:5] and len(lines_of(world)) == 6
    assert anchoring.verify(world.house) == []
    assert world.keeper().life("C").state == "due"


@pytest.mark.parametrize("change", ["changed", "removed", "inserted", "truncated"])
def test_a_ledger_forged_with_all_its_hashes_comes_back_from_copies_that_fit_the_anchors(
    change: str, world: Twofold
) -> None:
    before = lines_of(world)
    rewritten(world, change)
    assert world.house.ledger.verify() == [], "its own chain is whole"
    done = mending.repair(world.house, "lan")
    assert done is not None and lines_of(world)[:5] == before[:5]
    assert not any("somebody else" in line.decode() or "invented" in line.decode() for line in lines_of(world))
    if change != "truncated":
        assert done.left_out, "what follows on the forged lines is left out, and said"
    assert anchoring.verify(world.house) == []


def test_a_lost_line_after_the_last_copy_is_told_in_its_place_and_the_numbers_after_it_stay(world: Twofold) -> None:
    before = lines_of(world)
    file_of(world).write_bytes(b"".join(before[:6] + before[7:]))
    done = mending.repair(world.house, "lan")
    assert done is not None and (done.lost, done.chained) == (((7, 7),), (8,))
    now = [json.loads(line) for line in lines_of(world)]
    assert [one["kind"] for one in now[5:]] == ["ledger-anchored", LOST, "viewed", "ledger-repaired"]
    old = json.loads(before[7])
    assert {name: now[7][name] for name in ("seq", "at", "detail", "agent")} == {
        name: old[name] for name in ("seq", "at", "detail", "agent")
    }
    assert anchoring.verify(world.house) == []


def test_what_an_anchor_is_about_and_nobody_has_stays_a_gap_and_is_told_for_ever(world: Twofold) -> None:
    before = lines_of(world)
    for blobs in (world.house.blobs, world.house.blobs_2):
        blobs.delete(segments(blobs)[1].key)
    file_of(world).unlink()
    done = mending.repair(world.house, "lan")
    assert done is not None and (2, 3) in done.lost
    assert lines_of(world)[:3] == [before[0], *before[3:5]], "nothing after the gap is chained anew"
    assert any("lines 2 to 3 were removed" in one for one in anchoring.verify(world.house))


def test_a_segment_damaged_in_one_store_comes_from_the_other(world: Twofold) -> None:
    before = lines_of(world)
    for number, blobs in enumerate((world.house.blobs, world.house.blobs_2)):
        key = segments(blobs)[number].key
        blobs.put(key, bytes_of(blobs, key)[:-40] + b"x" * 40)
    file_of(world).unlink()
    done = mending.repair(world.house, "lan")
    assert done is not None and lines_of(world)[:5] == before[:5]


def test_copies_that_are_changed_or_missing_are_found_by_compare_and_mended_from_the_other_store_or_the_ledger(
    world: Twofold,
) -> None:
    good = everything(world.house.blobs)
    first, second, third = (one.key for one in segments(world.house.blobs))
    world.house.blobs.put(first, b"nothing")
    world.house.blobs_2.delete(second)
    for blobs in (world.house.blobs, world.house.blobs_2):
        blobs.delete(third)
    assert any("is missing" in one for one in anchoring.verify(world.house))
    found = {(one.store, one.file, one.what) for one in Inspector(world.house, "lan").compare(()).faults}
    assert found == {
        ("store", first, "changed"),
        ("store_2", second, "missing"),
        ("store", third, "missing"),
        ("store_2", third, "missing"),
    }
    assert not Inspector(world.house, "lan").compare((), mend=True).left
    assert everything(world.house.blobs) == everything(world.house.blobs_2) == good
    assert any(key.startswith(ASIDE) for key in world.house.blobs.list("")), "bad bytes are put aside"


def test_a_forged_copy_and_forged_lines_are_not_believed_without_an_anchor(world: Twofold) -> None:
    before = lines_of(world)
    rewritten(world, "changed")
    forged = file_of(world).read_bytes().splitlines(keepends=True)
    for blobs in (world.house.blobs, world.house.blobs_2):
        for one in segments(blobs)[:1]:
            blobs.put(one.key, b"".join(forged[one.first - 1 : one.last]))
    done = mending.repair(world.house, "lan")
    assert done is not None and (1, 1) in done.lost, "its words are nowhere; the forged ones are not taken"
    assert lines_of(world)[0] == before[1]


def test_anchors_that_contradict_each_other_are_for_a_person_and_nothing_is_changed(world: Twofold) -> None:
    key = next(key for key in world.house.blobs.list(PLACE) if key.endswith(".json"))
    data = bytes_of(world.house.blobs, key)
    told = json.loads(data)["hash"]
    fake = "0123456789abcdef" + told[16:]
    world.house.blobs.put(key.replace(told[:16], fake[:16]), data.replace(told.encode(), fake.encode()))
    file_of(world).write_bytes(b"x" + file_of(world).read_bytes())
    damaged = file_of(world).read_bytes()
    with pytest.raises(Damaged, match="contradict"):
        mending.repair(world.house, "lan")
    assert file_of(world).read_bytes() == damaged


def test_a_damaged_ledger_is_not_copied_and_the_copies_stay_as_they_were(world: Twofold) -> None:
    before = everything(world.house.blobs)
    whole = file_of(world).read_bytes()
    for harmed in (whole.replace(b'"page":1', b'"page":2'), whole.split(b"\n", 1)[1]):
        file_of(world).write_bytes(harmed)
        with pytest.raises(Damaged):
            anchoring.anchor(world.house, "đêm")
    rewritten(world, "inserted")
    with pytest.raises(Damaged, match="copied"):
        anchoring.anchor(world.house, "đêm")
    assert everything(world.house.blobs) == before


def test_a_copy_cut_off_between_store_and_ledger_is_finished_by_the_next(
    world: Twofold, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = ledger_module.Ledger.append

    def cut(self: ledger_module.Ledger, kind: str, *more: object) -> object:
        if kind == anchoring.ANCHORED:
            raise KeyboardInterrupt
        return real(self, kind, *more)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(ledger_module.Ledger, "append", cut)
        with pytest.raises(KeyboardInterrupt):
            anchoring.anchor(world.house, "đêm")
    assert anchoring.verify(world.house) == []
    world.keep("D")
    assert anchoring.anchor(world.house, "đêm") is not None
    assert [(one.first, one.last) for one in segments(world.house.blobs)][-2:] == [(6, 8), (9, 9)]
    assert Inspector(world.house, "lan").compare(()).faults == () and anchoring.verify(world.house) == []
    world.house.blobs.delete(segments(world.house.blobs)[3].key)
    assert Inspector(world.house, "lan").compare(()).faults, "the copy that was cut off is on the ledger too"


def test_a_store_that_is_down_keeps_no_copy_from_the_other_and_gets_its_own_later(tmp_path: Path) -> None:
    down = "s3://key:secret@127.0.0.1:9/kho?tls=0"
    world = World(tmp_path)
    world.house = House(Settings(home=tmp_path / "home", runner="here", store_2=down), lambda: world.at)
    with world.house:
        world.keep("A")
        with pytest.raises(StoreError):
            anchoring.anchor(world.house, "đêm")
        assert segments(world.house.blobs)
    again = Twofold(tmp_path)
    with again.house:
        assert anchoring.anchor(again.house, "đêm") is not None
        assert segments(again.house.blobs) == segments(again.house.blobs_2)


def test_a_second_store_that_comes_later_gets_the_whole_ledger(tmp_path: Path) -> None:
    alone = World(tmp_path)
    with alone.house:
        for name in ("A", "B"):
            alone.keep(name)
            anchoring.anchor(alone.house, "đêm")
    world = Twofold(tmp_path)
    with world.house:
        world.keep("C")
        assert anchoring.anchor(world.house, "đêm") is not None
        assert segments(world.house.blobs) == segments(world.house.blobs_2) and len(segments(world.house.blobs)) == 3
        world.house.blobs_2.delete(segments(world.house.blobs_2)[0].key)
        assert [one.store for one in Inspector(world.house, "lan").compare(()).faults if LINES in one.file]


def test_a_deleted_copy_comes_back_from_a_server_with_versions_and_its_lock_lets_nobody_delete_it(
    tmp_path: Path,
) -> None:
    world = World(tmp_path)
    world.house.blobs = MemoryBlobs(world.house.now)
    with world.house:
        world.keep("A")
        anchoring.anchor(world.house, "đêm")
        (one,) = segments(world.house.blobs)
        (lock,) = world.house.blobs.locks(one.key)
        assert lock.held and lock.until is not None and lock.until - world.at > timedelta(days=3650)
        with pytest.raises(Locked):
            world.house.blobs.delete(one.key)
        world.house.blobs.put(one.key, b"written over")
        before = lines_of(world)
        file_of(world).unlink()
        assert mending.repair(world.house, "lan") is not None
        assert lines_of(world)[0] == before[0]


def test_two_repairs_at_once_and_lines_written_meanwhile_lose_nothing(world: Twofold) -> None:
    file_of(world).write_bytes(file_of(world).read_bytes().replace(b'"agent":"vankho"', b'"agent":"ai"', 1))
    context = multiprocessing.get_context("fork")
    hands = [context.Process(target=_mend, args=(world.folder,)) for _ in range(2)]
    hands += [context.Process(target=_write, args=(world.folder, number)) for number in range(3)]
    for one in hands:
        one.start()
    for one in hands:
        one.join()
    assert [one.exitcode for one in hands] == [0] * 5
    told = list(world.house.ledger.lines())
    assert [line.kind for line in told].count("ledger-repaired") == 1
    assert sorted(line.detail["n"] for line in told if line.kind == "written") == sorted([*range(20)] * 3)
    assert anchoring.verify(world.house) == []


def _mend(folder: Path) -> None:
    with Twofold(folder).house as house:
        mending.repair(house, "lan")


def _write(folder: Path, who: int) -> None:
    with Twofold(folder).house as house:
        for number in range(20):
            house.ledger.append("written", "", str(who), {"n": number})


@pytest.mark.parametrize("moment", range(4))
def test_a_repair_cut_off_at_any_moment_is_finished_by_the_next(
    moment: int, world: Twofold, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = file_of(world).read_bytes()
    file_of(world).write_bytes(before.replace(b'"agent":"vankho"', b'"agent":"ai"', 1))
    damaged = file_of(world).read_bytes()
    real, calls = Path.replace, []

    def cut(self: Path, target: Path) -> Path:
        calls.append(target)
        if len(calls) == moment + 1:
            raise KeyboardInterrupt
        return real(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", cut)
        if moment < 3:
            with pytest.raises(KeyboardInterrupt):
                mending.repair(world.house, "lan")
        else:
            mending.repair(world.house, "lan")
    mending.repair(world.house, "lan")
    assert file_of(world).read_bytes().startswith(before) and anchoring.verify(world.house) == []
    (aside,) = file_of(world).parent.glob("ledger.jsonl.damaged-*")
    assert aside.read_bytes() == damaged


def test_the_home_carried_elsewhere_brings_the_copies_and_what_was_put_aside(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with opened(home) as house:
        keep(house, dossier("P", "thửa đất", "Công khai"))
        anchoring.anchor(house, "đêm")
        file = home / "ledger.jsonl"
        file.write_bytes(b"x" + file.read_bytes())
        assert mending.repair(house, "lan") is not None
        export(house, tmp_path / "bag", "lan")
    with opened(tmp_path / "new") as house:
        assert bring_in(house, tmp_path / "bag", "lan") == (1, [])
        assert anchoring.anchor(house, "đêm") is not None
        before = (tmp_path / "new" / "ledger.jsonl").read_bytes().splitlines()
        assert list((tmp_path / "new").glob("ledger.jsonl.damaged-*"))
        (tmp_path / "new" / "ledger.jsonl").unlink()
        assert mending.repair(house, "lan") is not None
        assert (tmp_path / "new" / "ledger.jsonl").read_bytes().splitlines()[:-1] == before[:-1]


def test_the_verbs_by_the_command_line_also_where_the_ledger_cannot_be_read_and_only_for_who_may(
    tmp_path: Path,
) -> None:
    home = tmp_path / "home"
    with opened(home) as house:
        keep(house, dossier("P", "thửa đất", "Công khai"))
        house.users.add("root", (Grant("admin"),), "root")
        house.users.add("khách", (), "root")
        anchoring.anchor(house, "root")
    file = home / "ledger.jsonl"
    whole = file.read_bytes()
    file.write_bytes(b"\0garbage" + whole)
    (home / "access.json").unlink(missing_ok=True)
    assert run(home, "root", "show", "P").code == 4
    assert run(home, "root", "ledger", "verify").code == 4
    assert run(home, "khách", "ledger", "repair").code == 9
    assert file.read_bytes() == b"\0garbage" + whole
    told = run(home, "root", "ledger", "repair", "--json")
    assert told.code == 0 and json.loads(told.out)["whole"] is True
    assert file.read_bytes().startswith(whole)
    assert run(home, "root", "ledger", "verify").code == 0 and run(home, "root", "show", "P").code == 0
    assert json.loads(run(home, "root", "ledger", "repair", "--json").out)["repaired"] is None
    shutil.copy(file, tmp_path / "kept")
    file.write_bytes(whole[:30])
    assert run(home, "root", "ledger", "repair").code == 4, "what came after the copy is lost, and told"
    assert "MẤT" in run(home, "root", "ledger", "repair").err or list(home.glob("ledger.jsonl.damaged-*"))


def test_random_harm_to_ledger_and_one_stores_copies_at_once_comes_back_from_the_other(tmp_path: Path) -> None:
    world = Twofold(tmp_path)
    with world.house:
        for name in ("A", "B", "C", "D"):
            world.keep(name)
            anchoring.anchor(world.house, "đêm")
        before = lines_of(world)
        ledgers = Ledgers(file_of(world), 7)
        for seed in range(20):
            chance = random.Random(seed)
            with ledgers.restored():
                LEDGER[chance.choice(sorted(LEDGER))](ledgers, chance)
                blobs = chance.choice([world.house.blobs, world.house.blobs_2])
                kept = {one.key: bytes_of(blobs, one.key) for one in segments(blobs)}
                for key, data in kept.items():
                    blobs.put(key, flip_file(data, chance))
                mending.repair(world.house, "lan")
                assert lines_of(world)[:7] == before[:7], seed
                for key, data in kept.items():
                    blobs.put(key, data)


def test_on_a_real_server_locked_copies_outlast_deletion_and_overwriting_and_bring_the_ledger_back(
    tmp_path: Path, s3_address: str
) -> None:
    world = World(tmp_path)
    world.at = datetime.now(world.at.tzinfo)
    world.house = House(Settings(home=tmp_path / "home", runner="here", store=s3_address), lambda: world.at)
    with world.house:
        for name in ("A", "B"):
            world.keep(name)
            anchoring.anchor(world.house, "đêm")
        before = lines_of(world)
        first, second = segments(world.house.blobs)
        with pytest.raises(StoreError):
            world.house.blobs.delete(first.key)
        client, bucket = s3_client(s3_address)
        client.remove_object(bucket, first.key)  # a marker: nobody lists it any more
        world.house.blobs.put(second.key, b"written over")
        assert segments(world.house.blobs) == [second]
        file_of(world).write_bytes(b"garbage\n")
        done = mending.repair(world.house, "lan")
        assert done is not None and lines_of(world)[:3] == before[:3]
