"""How long a dossier is locked: as long as the law is sure, never shorter than it was."""

from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from archive.blobs.memory import MemoryBlobs
from archive.errors import Locked
from archive.lock import FAR, Guard, for_ever, guard, locks_of, tighten
from archive.ocfl import object_root
from archive.retention import Choices, Facts, Life, life
from archive.store import Store
from tests.archive.packages import FIRST, ID, SECOND, package

ICT = timezone(timedelta(hours=7))
NOW = datetime(2026, 11, 29, 9, tzinfo=ICT)


def standing(maintenance: str, end: str, **made: object) -> Life:
    facts = Facts("A", maintenance=maintenance, end=end)
    return life(facts, Choices(**made), NOW.date())  # type: ignore[arg-type]


def years(until: datetime | None) -> float:
    assert until is not None
    return (until - NOW).days / 365.25


def test_a_dossier_is_locked_until_the_first_moment_of_its_earliest_disposal_in_vietnam() -> None:
    wanted = guard(standing("20 năm", "2018-05-01"), NOW)
    assert (wanted.until, wanted.hold) == (datetime(2039, 1, 1, tzinfo=ICT), False)


def test_an_extension_moves_the_date_and_a_hold_is_a_legal_hold() -> None:
    from archive.retention import Hold

    held = (Hold(1, "lan", "2026-11-29", "kiện tụng", "Tòa án"),)
    wanted = guard(standing("20 năm", "2018", not_before=date(2050, 3, 4), holds=held), NOW)
    assert (wanted.until, wanted.hold) == (datetime(2050, 3, 4, tzinfo=ICT), True)


def test_what_is_kept_for_ever_is_held_and_its_date_is_moved_on_when_half_of_it_is_gone() -> None:
    wanted = guard(standing("Vĩnh viễn", "2018"), NOW)
    assert wanted.hold and round(years(wanted.until)) == FAR and round(years(wanted.enough)) == FAR / 2


@pytest.mark.parametrize(
    ("maintenance", "end", "made"),
    [
        ("", "2018", {}),
        ("20 năm", "", {}),
        ("Khác", "2018", {}),
        ("20 năm", "2018", {"is_open": True}),
        ("20 năm", "2918", {}),
        ("9000 năm", "2018", {}),
    ],
)
def test_a_date_that_nobody_is_sure_of_is_not_set_for_good(maintenance: str, end: str, made: dict[str, object]) -> None:
    wanted = guard(standing(maintenance, end, **made), NOW)
    assert wanted.hold and years(wanted.until) < 2.1


def test_what_was_disposed_of_is_let_go() -> None:
    assert guard(standing("5 năm", "2010", begun="disposal/2026-01"), NOW) == Guard(None, None, hold=False)


def test_locks_are_made_longer_and_never_shorter() -> None:
    blobs = MemoryBlobs(lambda: NOW)
    blobs.put("a/x", b"1")
    blobs.put("a/x", b"2")
    locks = locks_of(blobs)
    assert locks is not None
    far, near = NOW + timedelta(days=900), NOW + timedelta(days=90)
    assert tighten(locks, "a/", Guard(far, far, hold=True), NOW).versions == 2
    assert tighten(locks, "a/", Guard(near, near, hold=True), NOW).versions == 0
    assert tighten(locks, "a/", Guard(near, near, hold=False), NOW).versions == 2
    assert {(one.until, one.held) for one in locks.locks("a/")} == {(far, False)}
    assert tighten(locks, "a/", for_ever(NOW), NOW).versions == 2
    assert tighten(locks, "a/", for_ever(NOW + timedelta(days=800)), NOW).versions == 0
    assert tighten(locks, "a/", for_ever(NOW + timedelta(days=2000)), NOW).versions == 2


def test_a_store_that_proved_no_lock_is_asked_for_none(tmp_path: Path) -> None:
    blobs = MemoryBlobs()
    store = Store(blobs, lambda: NOW)
    store.put(package(tmp_path / "p", FIRST), "first")
    assert not store.keeps_locks and store.guard(ID, for_ever(NOW)).versions == 0 and store.locked(ID) == ""


def test_locks_can_be_left_off(tmp_path: Path) -> None:
    store = Store(MemoryBlobs(lambda: NOW), lambda: NOW, lock=False)
    store.put(package(tmp_path / "p", FIRST), "first")
    assert not store.keeps_locks and store.guard(ID, for_ever(NOW)).versions == 0
    assert store.destroy(ID, "12/QĐ") > 0


class Clock:
    def __init__(self) -> None:
        self.at = NOW

    def __call__(self) -> datetime:
        return self.at


def locked_store(tmp_path: Path, clock: Callable[[], datetime]) -> tuple[Store, MemoryBlobs]:
    blobs = MemoryBlobs(clock)
    store = Store(blobs, clock)
    until = NOW + timedelta(days=100)
    for files in (FIRST, SECOND):
        store.put(package(tmp_path / "p", files), "a version")
        store.guard(ID, Guard(until, until, hold=False))
    return store, blobs


def test_nothing_of_a_locked_dossier_goes_before_its_date_and_all_of_it_after(tmp_path: Path) -> None:
    clock = Clock()
    store, blobs = locked_store(tmp_path, clock)
    before = sorted(blobs.list(""))
    with pytest.raises(Locked, match="locked until 2027-03-09"):
        store.destroy(ID, "12/QĐ")
    assert sorted(blobs.list("")) == before and list(store.verify()) == []
    clock.at = NOW + timedelta(days=101)
    assert store.destroy(ID, "12/QĐ") > 0
    assert not store.has(ID)


def test_a_dossier_with_one_version_locked_longer_loses_nothing(tmp_path: Path) -> None:
    clock = Clock()
    store, blobs = locked_store(tmp_path, clock)
    (last,) = [one for one in blobs.locks(object_root(ID)) if one.key.endswith("v1/inventory.json")]
    blobs.lock([last], NOW + timedelta(days=500))
    clock.at = NOW + timedelta(days=101)
    with pytest.raises(Locked):
        store.destroy(ID, "12/QĐ")
    assert list(store.verify()) == [] and store.has(ID)


def test_what_is_put_is_locked_after_its_commit_and_again_where_that_was_cut_off(tmp_path: Path) -> None:
    told: list[str] = []

    def fails_once(identity: str) -> None:
        told.append(identity)
        if len(told) == 1:
            raise Locked("the network was cut")

    store = Store(MemoryBlobs(lambda: NOW), lambda: NOW, fails_once)
    with pytest.raises(Locked):
        store.put(package(tmp_path / "p", FIRST), "first")
    assert store.has(ID)
    assert store.put(package(tmp_path / "p", FIRST), "first").version == 1
    assert told == [ID, ID]
