"""A disk that is full or cannot be written, under each verb that keeps the stores: nothing half-done, a clear word, and
the same command goes on. A small real disk (tmpfs)."""

import contextlib
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from archive.errors import StoreError, VankhoError
from archive.ocfl import object_root
from bench.corrupt import everything
from tests.vankho.homes import run
from tests.vankho.test_retention import World as Home
from tests.vankho.test_submitting import World as Sender
from vankho import anchoring
from vankho.inspection import Inspector
from vankho.settings import Settings
from vankho.wiring import House

TEXT = "chữ " * 2_000


class Disk:
    """A small disk at ``place``, to be filled, freed, made read-only."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self._filler = place / "lost+found"  # what a store never lists

    def fill(self, left: int = 0) -> None:
        """Leave no more than ``left`` bytes."""
        self._filler.mkdir(exist_ok=True)
        with contextlib.suppress(OSError), (self._filler / "filler").open("wb", buffering=0) as sink:
            while True:
                sink.write(b"\0" * 4096)
        with (self._filler / "filler").open("r+b") as sink:
            sink.truncate(max(0, (self._filler / "filler").stat().st_size - left))

    def free(self) -> None:
        (self._filler / "filler").unlink()

    def mount(self, how: str) -> None:
        subprocess.run(["mount", "-o", f"remount,{how}", str(self.place)], check=True)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    place = tmp_path / "disk"
    place.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(place)], capture_output=True).returncode:
        pytest.skip("needs the right to mount a small disk")
    yield Disk(place)
    subprocess.run(["umount", "-l", str(place)], check=True)


Harm = tuple[Callable[[Disk], None], Callable[[Disk], None]]
HARMS: dict[str, Harm] = {
    "full": (Disk.fill, Disk.free),
    "almost full": (lambda disk: disk.fill(16_384), Disk.free),
    "read-only": (lambda disk: disk.mount("ro"), lambda disk: disk.mount("rw")),
}


@pytest.fixture(params=HARMS)
def harm(request: pytest.FixtureRequest) -> Harm:
    return HARMS[request.param]


@pytest.fixture
def world(tmp_path: Path, disk: Disk) -> Iterator[Home]:
    """A home whose second store lies on the small disk."""
    made = Home(tmp_path)
    settings = Settings(home=tmp_path / "home", runner="here", store_2=f"folder:{disk.place}/second")
    made.house = House(settings, lambda: made.at)
    with made.house:
        yield made


def test_a_copy_to_a_disk_that_takes_no_more_is_told_and_brought_later(world: Home, disk: Disk, harm: Harm) -> None:
    world.keep("A")
    harm[0](disk)
    world.keep("A", TEXT)
    world.keep("B", TEXT)
    assert set(world.house.behind) == {"A", "B"}
    with pytest.raises(StoreError, match=r"[AB]: "):
        Inspector(world.house, "lan").copy()
    assert list(world.house.store.second.verify()) == []  # type: ignore[attr-defined]
    harm[1](disk)
    assert Inspector(world.house, "lan").copy() > 0
    assert everything(world.house.blobs) == everything(world.house.blobs_2)


def test_a_repair_that_cannot_write_loses_nothing_and_says_so(world: Home, disk: Disk, harm: Harm) -> None:
    world.keep("A", TEXT)
    good = everything(world.house.blobs_2)
    file = next((disk.place / "second" / object_root("A")).rglob("dossier.json"))
    file.chmod(0o644)
    file.write_bytes(file.read_bytes()[:-1] + b"?")
    bad = everything(world.house.blobs_2)
    harm[0](disk)
    told = Inspector(world.house, "lan").compare((), mend=True)
    if told.left:  # where almost full was room enough it is mended
        (fault,) = told.left
        assert fault.file.endswith("dossier.json") and fault.detail and everything(world.house.blobs_2) == bad
    harm[1](disk)
    assert not Inspector(world.house, "lan").compare((), mend=True).left
    assert everything(world.house.blobs_2) == good


def test_an_anchor_is_in_all_stores_or_not_on_the_ledger_and_the_next_is_the_same_in_both(
    world: Home, disk: Disk, harm: Harm
) -> None:
    world.keep("A")
    harm[0](disk)
    with contextlib.suppress(StoreError):
        anchoring.anchor(world.house, "lan")
    kinds = [line.kind for line in world.house.ledger.lines()]
    harm[1](disk)
    if kinds == ["archived"]:
        assert anchoring.verify(world.house) == []
        assert anchoring.anchor(world.house, "lan") is not None
    assert anchoring.verify(world.house) == []
    assert everything(world.house.blobs) == everything(world.house.blobs_2)


def test_a_batch_written_to_a_disk_that_takes_no_more_goes_on_afterwards(
    tmp_path: Path, disk: Disk, harm: Harm
) -> None:
    world = Sender(tmp_path)
    with world.house:
        for name in ("A", "B"):
            world.keep(name)
        batch = world.submitter().propose("historical", "Trung tâm Lưu trữ lịch sử", ("A", "B"), "")
        harm[0](disk)
        with pytest.raises(VankhoError) as caught:
            list(world.submitter().send(batch.id, disk.place / "out", "1"))
        assert str(disk.place) in str(caught.value)
        assert not world.submitter().batch(batch.id).sent
        assert not list((disk.place / "out").glob("*.zip")) or not world.submitter().batch(batch.id).packed.get("B")
        harm[1](disk)
        assert {one.status for one in world.submitter().send(batch.id, disk.place / "out", "1")} <= {"packed", "there"}
        assert world.submitter().batch(batch.id).sent
        assert len(list((disk.place / "out").glob("*.zip"))) == 2
        assert not list((disk.place / "out").glob(".*"))


VERBS = ["fixity run", "fixity repair", "ledger anchor"]


@pytest.mark.parametrize("verb", VERBS)
def test_on_a_home_whose_disk_takes_no_more_a_verb_ends_with_a_sentence_and_goes_on(
    verb: str, disk: Disk, harm: Harm
) -> None:
    home = disk.place / "home"
    made = Home(disk.place)
    made.house = House(Settings(home=home, runner="here"), lambda: made.at)
    with made.house:
        made.keep("A")
    harm[0](disk)
    told = run(home, "lan", *verb.split())
    assert told.code in (0, 5), told
    if told.code:
        assert "HOME" in told.err or "ledger" in told.err or "extensions" in told.err, told
    harm[1](disk)
    again = run(home, "lan", *verb.split())
    assert again.code == 0, again
    with House(Settings(home=home, runner="here")) as house:
        assert anchoring.verify(house) == [] and list(house.store.verify()) == []
