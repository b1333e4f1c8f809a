"""What the store promises: whole or not at all, read back, and readable by others' tools."""

import hashlib
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import ocfl as validator  # type: ignore[import-untyped]
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.blob import Blobs
from archive.blobs.folder import FolderBlobs
from archive.blobs.memory import MemoryBlobs
from archive.blobs.s3 import connect
from archive.errors import Damaged, Missing, StoreError, UsageError
from archive.ocfl import object_root
from archive.records import Package, PackageFile
from archive.store import Store
from tests.archive.packages import FIRST, ID, SECOND, now, package
from tests.contracts.test_blobs import wipe


def content(store: Store, identity: str = ID, version: int | None = None) -> dict[str, bytes]:
    found = {}
    for file in store.files(identity, version):
        with store.open(identity, file.name, version) as stream:
            found[file.name] = stream.read()
    return found


def others_verdict(root: Path) -> str:
    """What ocfl-py, which shares nothing with this code, says of the whole store: empty if it is valid."""
    checker = validator.StorageRoot(root=str(root))
    whole = checker.validate(log_warnings=True) and checker.good_objects == checker.num_objects > 0
    lines = [line for _, message in checker.errors for line in message.split("\n")] + str(checker.log).split("\n")
    expected = ("[W005]", "[W901]")  # ids need not be URIs; our staging extension is not registered
    errors = "\n".join(line for line in lines if line.strip() and not any(code in line for code in expected))
    return errors or ("" if whole else "invalid")


@pytest.fixture(params=["memory", "folder", "s3"])
def blobs(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Blobs]:
    if request.param == "memory":
        yield MemoryBlobs()
    elif request.param == "folder":
        yield FolderBlobs(tmp_path / "store")
    else:
        address = request.getfixturevalue("s3_address")
        yield connect(address)
        wipe(address)


@pytest.fixture
def store(blobs: Blobs) -> Store:
    return Store(blobs, now)


def test_what_is_put_is_there_with_a_receipt_that_names_its_place(store: Store, tmp_path: Path) -> None:
    receipt = store.put(package(tmp_path / "p", FIRST), "first")
    assert (receipt.dossier, receipt.version, receipt.root) == (ID, 1, object_root(ID))
    assert receipt.stored_at == "2026-11-24T12:00:00+07:00"
    assert store.has(ID) and list(store.dossiers()) == [ID]
    assert store.receipt(ID) == receipt
    assert content(store) == FIRST
    assert store.read(ID, "documents/QĐ 2576.pdf") == FIRST["documents/QĐ 2576.pdf"]
    assert list(store.verify()) == [] == list(store.verify([ID]))


def test_the_same_content_again_gives_the_same_receipt_and_changes_nothing(
    store: Store, blobs: Blobs, tmp_path: Path
) -> None:
    receipt = store.put(package(tmp_path / "p", FIRST), "first")
    before = list(blobs.list(""))
    assert store.put(package(tmp_path / "q", FIRST), "again") == receipt
    assert list(blobs.list("")) == before


def test_a_second_version_keeps_the_first_and_copies_only_what_is_new(
    store: Store, blobs: Blobs, tmp_path: Path
) -> None:
    store.put(package(tmp_path / "p", FIRST), "first")
    receipt = store.put(package(tmp_path / "p", SECOND), "second")
    assert receipt.version == 2 and store.receipt(ID) == receipt
    assert content(store) == SECOND and content(store, version=1) == FIRST
    root = object_root(ID)
    kept = [key.removeprefix(f"{root}/") for key in blobs.list(f"{root}/") if "/content/" in key]
    assert kept == [
        "v1/content/documents/QĐ 2576.pdf",
        "v1/content/dossier.json",
        "v1/content/scans/a.pdf",
        "v2/content/dossier.json",
        "v2/content/text/p1.txt",
    ]
    assert list(store.verify()) == []
    third = store.put(package(tmp_path / "p", {"only/renamed.pdf": b"scan"}), "third")
    assert third.version == 3 and content(store) == {"only/renamed.pdf": b"scan"}
    assert content(store, version=2) == SECOND
    assert list(store.verify()) == []


def test_an_independent_validator_finds_every_version_valid(tmp_path: Path) -> None:
    root = tmp_path / "store"
    for files in (FIRST, SECOND, {"only/renamed.pdf": b"scan"}):
        store = Store(FolderBlobs(root), now)
        store.put(package(tmp_path / "p", files), "a version")
        store.put(package(tmp_path / "q", files, "..hor/rib:lè-$id " + "dài " * 40), "a version")
        assert others_verdict(root) == ""
    flip(next(root.rglob("v1/content/scans/a.pdf")))
    assert others_verdict(root) != ""


@pytest.mark.parametrize(
    ("identity", "root"),
    [
        ("object-01", "3c0/ff4/240/object-01"),
        ("..hor/rib:le-$id", "487/326/d8c/%2e%2ehor%2frib%3ale-%24id"),
        ("..Hor/rib:lè-$id", "373/529/21a/%2e%2eHor%2frib%3al%c3%a8-%24id"),
        (
            "abcdefghij" * 10 + "a",
            "5cc/73e/648/" + "abcdefghij" * 10 + "-5cc73e648fbcff136510e330871180922ddacf193b68fdeff855683a01464220",
        ),
    ],
)
def test_places_are_those_of_the_published_layout(identity: str, root: str) -> None:
    assert object_root(identity) == root


@settings(max_examples=40, deadline=None)
@given(identity=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=150))
def test_an_id_may_hold_any_character(identity: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    store = Store(MemoryBlobs(), now)
    store.put(package(tmp_path_factory.getbasetemp() / "any-id", {"f": b"x"}, identity), "any")
    assert list(store.dossiers()) == [identity]
    assert store.read(identity, "f") == b"x"
    assert list(store.verify([identity])) == []


def test_what_is_not_there_is_missing(store: Store, tmp_path: Path) -> None:
    assert not store.has(ID) and list(store.dossiers()) == [] and list(store.verify()) == []
    with pytest.raises(Missing):
        store.receipt(ID)
    assert [(one.dossier, one.what) for one in store.verify([ID])] == [(ID, "missing")]
    store.put(package(tmp_path / "p", FIRST), "first")
    for asked in (
        lambda: store.read(ID, "no"),
        lambda: store.open(ID, "dossier.json", 2),
        lambda: store.read("x", "f"),
    ):
        with pytest.raises(Missing):
            asked()


def test_the_export_is_the_content_with_a_manifest_that_sha512sum_can_check(store: Store, tmp_path: Path) -> None:
    store.put(package(tmp_path / "p", SECOND), "first")
    store.export(ID, tmp_path / "out" / "aip")
    done = subprocess.run(
        ["sha512sum", "-c", "--strict", "aip.manifest-sha512.txt"], cwd=tmp_path / "out", capture_output=True, text=True
    )
    assert done.returncode == 0 and done.stdout.count(": OK") == len(SECOND), done.stderr
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"aip", "aip.manifest-sha512.txt"}
    with pytest.raises(UsageError):
        store.export(ID, tmp_path / "out" / "aip")
    (tmp_path / "empty").mkdir()
    store.export(ID, tmp_path / "empty")
    assert (tmp_path / "empty/scans/a.pdf").read_bytes() == b"scan"


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


@pytest.fixture
def folder_store(tmp_path: Path) -> tuple[Store, Path]:
    """A folder store with one dossier of two versions, and the place of its object."""
    store = Store(FolderBlobs(tmp_path / "store"), now)
    store.put(package(tmp_path / "p", FIRST), "first")
    store.put(package(tmp_path / "p", SECOND), "second")
    return store, tmp_path / "store" / object_root(ID)


def test_one_flipped_bit_in_any_file_is_found_and_the_file_named(folder_store: tuple[Store, Path]) -> None:
    store, root = folder_store
    for path in sorted(path for path in root.rglob("*") if path.is_file()):
        data = path.read_bytes()
        flip(path)
        named = {one.file for one in store.verify()}
        guilty = f"{object_root(ID)}/{path.relative_to(root)}"
        assert named and all(guilty.removesuffix(".sha512") in file for file in named), (guilty, named)
        path.write_bytes(data)
    assert list(store.verify()) == []


def test_one_lost_file_is_found_and_named(folder_store: tuple[Store, Path]) -> None:
    store, root = folder_store
    for path in sorted(path for path in root.rglob("*") if path.is_file()):
        data = path.read_bytes()
        path.unlink()
        found = {(one.file, one.what) for one in store.verify([ID])}
        assert (f"{object_root(ID)}/{path.relative_to(root)}", "missing") in found
        path.write_bytes(data)


def test_what_does_not_belong_is_found_and_named(folder_store: tuple[Store, Path]) -> None:
    store, root = folder_store
    top = root.parents[3]
    for place in (root / "v1/content/extra", root / "v3/content/x", root / "note.txt", top / "a.txt", top / "3c0/z"):
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(b"?")
    found = {(one.dossier, one.file, one.what) for one in store.verify()}
    inside = object_root(ID)
    assert found == {
        (ID, f"{inside}/v1/content/extra", "unexpected"),
        (ID, f"{inside}/v3/content/x", "unexpected"),
        (ID, f"{inside}/note.txt", "unexpected"),
        ("", "a.txt", "unexpected"),
        ("", "3c0/z", "unexpected"),
    }


def test_a_new_inventory_that_tells_the_past_otherwise_is_found(folder_store: tuple[Store, Path]) -> None:
    store, root = folder_store
    told = json.loads((root / "inventory.json").read_bytes())
    digest = next(digest for digest, names in told["versions"]["v1"]["state"].items() if "dossier.json" in names)
    told["versions"]["v1"]["state"][digest] = ["dossier-renamed.json"]
    data = json.dumps(told).encode()
    for folder in (root, root / "v2"):
        (folder / "inventory.json").write_bytes(data)
        (folder / "inventory.json.sha512").write_text(f"{hashlib.sha512(data).hexdigest()} inventory.json\n")
    assert [(one.file, one.what) for one in store.verify()] == [(f"{object_root(ID)}/v1/inventory.json", "inventory")]


def test_damage_is_not_read_exported_or_built_upon(folder_store: tuple[Store, Path], tmp_path: Path) -> None:
    store, root = folder_store
    flip(root / "v1/content/scans/a.pdf")
    with pytest.raises(Damaged, match=r"v1/content/scans/a\.pdf"):
        store.read(ID, "scans/a.pdf")
    with pytest.raises(Damaged, match=r"v1/content/scans/a\.pdf"):
        store.export(ID, tmp_path / "out")
    assert not (tmp_path / "out").exists()
    before = sorted(root.rglob("*"))
    for files in (SECOND, {**SECOND, "more": b"more"}):
        with pytest.raises(Damaged, match=r"v1/content/scans/a\.pdf"):
            store.put(package(tmp_path / "p", files), "again")
    assert sorted(root.rglob("*")) == before
    assert store.receipt(ID).version == 2


def test_what_is_archived_is_never_taken_for_the_leftover_of_a_killed_run(
    folder_store: tuple[Store, Path], tmp_path: Path
) -> None:
    store, root = folder_store
    flip(root / "v2/content/text/p1.txt")
    (root / "inventory.json").unlink()
    before = sorted(root.rglob("*"))
    assert not store.has(ID)
    with pytest.raises(Damaged):
        store.put(package(tmp_path / "p", FIRST), "again")
    assert sorted(root.rglob("*")) == before


def test_a_lost_root_inventory_is_restored_from_the_newest_version(
    folder_store: tuple[Store, Path], tmp_path: Path
) -> None:
    store, root = folder_store
    receipt = store.receipt(ID)
    (root / "inventory.json").unlink()
    assert store.put(package(tmp_path / "p", SECOND), "again") == receipt
    assert list(store.verify()) == []


def test_a_store_of_another_kind_is_not_written_into(tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos/holiday.jpg").write_bytes(b"x")
    with pytest.raises(StoreError, match="holiday"):
        Store(FolderBlobs(tmp_path / "photos"), now).put(package(tmp_path / "p", FIRST), "first")
    assert [path.name for path in (tmp_path / "photos").iterdir()] == ["holiday.jpg"]


@pytest.mark.parametrize("name", ["../out", "a//b", "/abs"])
def test_a_name_that_leads_out_is_refused(name: str, tmp_path: Path) -> None:
    made = package(tmp_path / "p", {"f": b"x"})
    bad = PackageFile(name, made.files[0].path, 1, made.files[0].sha256, made.files[0].sha512)
    store = Store(FolderBlobs(tmp_path / "store"), now)
    with pytest.raises(StoreError):
        store.put(Package(made.dossier, (bad,)), "first")
    assert not store.has(ID) and not (tmp_path / "out").exists()
