"""A kill at any moment leaves the old or the new state, and the next put makes it as if nothing had happened."""

import contextlib
import io
import itertools
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

import pytest

from archive.blob import Blobs, Promise
from archive.blobs.folder import STAGING, FolderBlobs
from archive.blobs.memory import MemoryBlobs
from archive.errors import Damaged, Full, StoreError
from archive.ocfl import object_root
from archive.store import Store
from tests.archive.packages import FIRST, ID, LARGE, SECOND, THIRD, VERSIONS, now, package
from tests.archive.test_store import content, others_verdict


class Killed(BaseException):
    """The process is gone; nothing after this can touch the store."""


class Mortal:
    """Blobs that die at the n-th change, before it or after it; a tree then is put file by file, as on S3."""

    def __init__(self, blobs: Blobs, die_at: int = 0, *, after: bool = False, trees_at_once: bool = False) -> None:
        self.blobs, self.die_at, self.after, self.trees_at_once = blobs, die_at, after, trees_at_once
        self.changes = 0
        self.dead = False

    @property
    def promise(self) -> Promise:
        return self.blobs.promise

    def _change(self, act: Callable[[], None]) -> None:
        if self.dead:
            raise Killed
        self.changes += 1
        self.dead = self.changes == self.die_at
        if self.dead and not self.after:
            raise Killed
        act()
        if self.dead:
            raise Killed

    def put(self, key: str, source: Path | bytes) -> None:
        self._change(lambda: self.blobs.put(key, source))

    def put_tree(self, folder: Path, prefix: str) -> None:
        if self.trees_at_once:
            self._change(lambda: self.blobs.put_tree(folder, prefix))
            return
        files = [path.relative_to(folder) for path in folder.rglob("*") if path.is_file()]
        for name in sorted(files, key=lambda path: (len(path.parts), path.as_posix()), reverse=True):
            self.put(f"{prefix}/{name.as_posix()}", (folder / name).read_bytes())

    def open(self, key: str) -> BinaryIO:
        if self.dead:
            raise Killed
        return self.blobs.open(key)

    def list(self, prefix: str) -> Iterator[str]:
        if self.dead:
            raise Killed
        return self.blobs.list(prefix)

    def delete(self, key: str) -> None:
        self._change(lambda: self.blobs.delete(key))


def everything(blobs: Blobs) -> dict[str, bytes]:
    found = {}
    for key in blobs.list(""):
        with blobs.open(key) as file:
            found[key] = file.read()
    return found


def put_all(blobs: Blobs, tmp_path: Path, upto: int) -> None:
    for files in VERSIONS[:upto]:
        Store(blobs, now).put(package(tmp_path / "p", files), "a version")


@pytest.mark.parametrize("trees_at_once", [True, False], ids=["as on a folder", "as on S3"])
@pytest.mark.parametrize("version", [1, 2, 3])
def test_a_kill_between_any_two_writes_is_healed_by_putting_again(
    version: int, trees_at_once: bool, tmp_path: Path
) -> None:
    undisturbed = MemoryBlobs()
    put_all(undisturbed, tmp_path, version)
    moments = 0
    for die_at in range(1, 60):
        for after in (False, True):
            blobs = MemoryBlobs()
            put_all(blobs, tmp_path, version - 1)
            before = dict(VERSIONS[version - 2]) if version > 1 else None
            mortal = Mortal(blobs, die_at, after=after, trees_at_once=trees_at_once)
            try:
                Store(mortal, now).put(package(tmp_path / "p", VERSIONS[version - 1]), "a version")
            except Killed:
                moments += 1
            else:
                assert mortal.changes < die_at
                assert moments >= 2 * 3
                return
            store = Store(blobs, now)
            assert store.has(ID) or before is None
            if store.has(ID):
                assert content(store) in (before, VERSIONS[version - 1])
                assert store.receipt(ID).sha512
            receipt = Store(blobs, now).put(package(tmp_path / "p", VERSIONS[version - 1]), "a version")
            assert receipt.version == version
            assert everything(blobs) == everything(undisturbed)
            assert list(store.verify()) == []


@pytest.mark.parametrize("trees_at_once", [True, False], ids=["as on a folder", "as on S3"])
def test_a_second_kill_while_healing_is_healed_too(trees_at_once: bool, tmp_path: Path) -> None:
    undisturbed = MemoryBlobs()
    put_all(undisturbed, tmp_path, 2)
    one, two = package(tmp_path / "one", FIRST), package(tmp_path / "two", SECOND)
    for first, second in itertools.product(range(1, 7), range(1, 6)):
        blobs = MemoryBlobs()
        Store(blobs, now).put(one, "a version")
        for die_at in (first, second):
            mortal = Mortal(blobs, die_at, after=True, trees_at_once=trees_at_once)
            with contextlib.suppress(Killed):
                Store(mortal, now).put(two, "a version")
        assert Store(blobs, now).put(two, "a version").version == 2
        assert everything(blobs) == everything(undisturbed)


@pytest.mark.parametrize("die_at", range(2, 7))
def test_verify_says_what_a_kill_left_and_another_content_can_be_put_after_it(die_at: int, tmp_path: Path) -> None:
    blobs = MemoryBlobs()
    put_all(blobs, tmp_path, 1)
    mortal = Mortal(blobs, die_at, after=False)
    with pytest.raises(Killed):
        Store(mortal, now).put(package(tmp_path / "p", SECOND), "killed")
    store = Store(blobs, now)
    told = list(store.verify())
    assert told and all(one.dossier == ID and one.what in ("unexpected", "inventory") for one in told)
    assert content(store) == FIRST
    receipt = store.put(package(tmp_path / "p", THIRD), "third")
    assert receipt.version in (2, 3) and content(store) == THIRD and content(store, version=1) == FIRST
    assert list(store.verify()) == []


class Rotten(Mortal):
    """Blobs whose disk changes what is written under names that end in ``victim``."""

    victim = "scans/a.pdf"

    def open(self, key: str) -> BinaryIO:
        with self.blobs.open(key) as file:
            data = file.read()
        return io.BytesIO(data[:-1] + b"?" if key.endswith(self.victim) else data)


@pytest.mark.parametrize("victim", ["v1/content/scans/a.pdf", "v1/inventory.json", "v1/content/dossier.json"])
def test_what_does_not_read_back_gets_no_receipt_and_is_not_visible(victim: str, tmp_path: Path) -> None:
    blobs = MemoryBlobs()
    rotten = Rotten(blobs, trees_at_once=True)
    rotten.victim = victim
    with pytest.raises(Damaged, match=re.escape(victim)):
        Store(rotten, now).put(package(tmp_path / "p", FIRST), "first")
    assert not Store(blobs, now).has(ID)
    assert list(blobs.list(object_root(ID))) == []


def test_a_second_version_that_does_not_read_back_leaves_the_first_as_it_was(tmp_path: Path) -> None:
    blobs = MemoryBlobs()
    put_all(blobs, tmp_path, 1)
    before = everything(blobs)
    rotten = Rotten(blobs, trees_at_once=True)
    rotten.victim = "text/p1.txt"
    with pytest.raises(Damaged, match=r"v2/content/text/p1\.txt"):
        Store(rotten, now).put(package(tmp_path / "p", SECOND), "second")
    assert everything(blobs) == before


class Filling(Mortal):
    """Blobs with room for so many changes and no more."""

    def _change(self, act: Callable[[], None]) -> None:
        self.changes += 1
        if self.changes > self.die_at:
            raise Full("no room")
        act()


@pytest.mark.parametrize("room", range(3))
def test_a_disk_that_fills_up_leaves_a_state_that_reads_as_before_and_can_go_on(room: int, tmp_path: Path) -> None:
    blobs = MemoryBlobs()
    put_all(blobs, tmp_path, 1)
    with pytest.raises(Full):
        Store(Filling(blobs, room, trees_at_once=True), now).put(package(tmp_path / "p", SECOND), "second")
    assert content(Store(blobs, now)) == FIRST
    assert Store(blobs, now).put(package(tmp_path / "p", SECOND), "second").version == 2
    assert list(Store(blobs, now).verify()) == []


PUTS = """
import sys
from pathlib import Path
from archive.blobs.folder import FolderBlobs
from archive.store import Store
from tests.archive.packages import LARGE, VERSIONS, now, package
print("ready", flush=True)
for files in VERSIONS:
    Store(FolderBlobs(Path(sys.argv[1])), now).put(package(Path(sys.argv[2]), {**LARGE, **files}), "a version")
"""


def test_sigkill_at_random_moments_never_leaves_a_half_object(tmp_path: Path) -> None:
    chance = random.Random(2576)
    root, draft = tmp_path / "store", tmp_path / "draft"
    command = [sys.executable, "-c", PUTS, str(root), str(draft)]
    env = {**os.environ, "TMPDIR": str(tmp_path)}
    for _ in range(8):
        process = subprocess.Popen(command, stdout=subprocess.PIPE, env=env)
        assert process.stdout is not None and process.stdout.readline() == b"ready\n"
        time.sleep(chance.uniform(0.0, 0.25))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        store = Store(FolderBlobs(root), now)
        for one in store.verify():  # leftovers and unfinished beginnings may be there, damage may not
            assert one.what in (("unexpected", "inventory") if one.dossier else ("missing",)), one
        if store.has(ID):
            assert content(store) in [{**LARGE, **files} for files in VERSIONS]
    subprocess.run(command, check=True, capture_output=True, env=env)
    store = Store(FolderBlobs(root), now)
    assert list(store.verify()) == [] and others_verdict(root) == ""
    assert set(content(store)) >= set(THIRD)
    assert [path.name for path in (root / STAGING).iterdir()] == ["config.json"]


def test_putting_where_the_store_cannot_be_written_is_an_error_of_the_store(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"in the way")
    with pytest.raises(StoreError):
        Store(FolderBlobs(tmp_path / "file"), now).put(package(tmp_path / "p", FIRST), "first")
