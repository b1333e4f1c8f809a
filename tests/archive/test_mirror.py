"""Two stores: what one has lost or what was changed in it comes back from the other, byte for byte."""

import hashlib
from pathlib import Path

import pytest

from archive.blob import Blobs
from archive.blobs.folder import FolderBlobs
from archive.blobs.memory import MemoryBlobs
from archive.errors import StoreError
from archive.mirror import ASIDE, Mirror
from archive.ocfl import INVENTORY, SIDECAR, object_root
from archive.store import Store
from archive.twofold import TwofoldStore
from archive.witness import Witness
from bench.corrupt import everything
from tests.archive.packages import FIRST, ID, SECOND, THIRD, now, package


def pair(first: Blobs, second: Blobs, folder: Path) -> TwofoldStore:
    told: list[str] = []
    store = TwofoldStore(first, now, open_second=lambda: second, told=lambda one, _: told.append(one))
    for files in (FIRST, SECOND, THIRD):
        store.put(package(folder / "p", files), "a version")
    store.put(package(folder / "p", FIRST, "other"), "another")
    assert told == []
    return store


@pytest.mark.parametrize("kind", ["memory", "folder"])
def test_the_second_store_holds_the_same_bytes_after_every_put(kind: str, tmp_path: Path) -> None:
    first: Blobs = MemoryBlobs() if kind == "memory" else FolderBlobs(tmp_path / "1")
    second: Blobs = MemoryBlobs() if kind == "memory" else FolderBlobs(tmp_path / "2")
    store = pair(first, second, tmp_path)
    assert everything(first) == everything(second)
    assert list(store.verify()) == []
    assert store.destroy(ID, "12/QĐ") > 0
    assert everything(first) == everything(second) and not store.second.has(ID)


def test_a_second_store_that_is_down_is_told_and_the_first_gives_its_receipt(tmp_path: Path) -> None:
    first, second = MemoryBlobs(), MemoryBlobs()
    told: list[str] = []
    down = [True]

    def opened() -> Blobs:
        if down[0]:
            raise StoreError("no answer")
        return second

    store = TwofoldStore(first, now, open_second=opened, told=lambda one, _: told.append(one))
    assert store.put(package(tmp_path / "p", FIRST), "first").version == 1
    assert told == [ID] and everything(second) == {}
    down[0] = False
    assert Mirror({"store": first, "store_2": second}).follow(ID) > 0
    assert everything(first) == everything(second)


def test_what_was_lawfully_destroyed_is_not_brought_back(tmp_path: Path) -> None:
    first, second = MemoryBlobs(), MemoryBlobs()
    pair(first, second, tmp_path)
    Store(first, now).destroy(ID, "12/QĐ")
    mirror = Mirror({"store": first, "store_2": second}, Witness(gone={ID}))
    (fault,) = mirror.compare(object_root(ID), mend=True)
    assert (fault.what, fault.store, fault.mended) == ("disposed", "store_2", False)
    assert not Store(first, now).has(ID)


def test_what_neither_store_has_is_told_and_nothing_is_made_up(tmp_path: Path) -> None:
    first, second = MemoryBlobs(), MemoryBlobs()
    pair(first, second, tmp_path)
    (key,) = [key for key in first.list("") if key == f"{object_root(ID)}/v1/content/dossier.json"]
    for blobs in (first, second):
        blobs.put(key, b"forged")
    faults = Mirror({"store": first, "store_2": second}).compare(object_root(ID), mend=True)
    assert [(one.store, one.what, one.can, one.mended) for one in faults] == [
        ("store", "changed", False, False),
        ("store_2", "changed", False, False),
    ]
    assert everything(first)[key] == b"forged"


def test_one_store_alone_mends_inventories_and_what_a_server_with_versions_still_has(tmp_path: Path) -> None:
    blobs = MemoryBlobs(now)
    store = Store(blobs, now)
    store.put(package(tmp_path / "p", FIRST), "first")
    before, root = everything(blobs), object_root(ID)
    blobs.put(f"{root}/{INVENTORY}", b"{}")
    blobs.put(f"{root}/v1/content/dossier.json", b"forged")
    faults = Mirror({"store": blobs}).compare(root, mend=True)
    assert len(faults) == 2 and all(one.mended for one in faults)
    assert everything(blobs) == before
    assert sum(key.startswith(ASIDE) for key in blobs.list("")) == 2, "the bad bytes were put aside"


def test_a_forged_inventory_with_its_sidecar_does_not_win_over_the_one_the_ledger_names(tmp_path: Path) -> None:
    first, second = MemoryBlobs(), MemoryBlobs()
    store = pair(first, second, tmp_path)
    root, before = object_root(ID), everything(first)
    witness = {store.receipt(ID).sha512}
    head = before[f"{root}/{INVENTORY}"]
    forged = head.replace(b'"message": "a version"', b'"message": "a forgery"')
    assert forged != head
    side = f"{hashlib.sha512(forged).hexdigest()} {INVENTORY}\n".encode()
    for place in (root, f"{root}/v3"):
        for blobs in (first, second) if place == root else (first,):
            blobs.put(f"{place}/{INVENTORY}", forged)
            blobs.put(f"{place}/{SIDECAR}", side)
    faults = Mirror({"store": first, "store_2": second}, Witness(witness)).compare(root, mend=True)
    assert faults and all(one.mended for one in faults)
    assert everything(first) == everything(second) == before
