"""What every storage back end must keep: one suite, run on memory, on a folder and on a real S3 server."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from minio import Minio

from archive.blob import Blobs
from archive.blobs.folder import FolderBlobs
from archive.blobs.memory import MemoryBlobs
from archive.blobs.s3 import connect
from archive.errors import Missing, StoreError

Opener = Callable[[], Blobs]


def s3_client(address: str) -> tuple[Minio, str]:
    """A client of our own for the server at ``address``, and the bucket named there."""
    parts = urlsplit(address)
    client = Minio(
        endpoint=f"{parts.hostname}:{parts.port}",
        access_key=parts.username,
        secret_key=parts.password,
        secure=False,
    )
    return client, parts.path.strip("/").split("/")[0]


def wipe(address: str) -> None:
    """Delete what can be deleted of a test's bucket; the probe's lock runs out by itself."""
    client, bucket = s3_client(address)
    if client.bucket_exists(bucket_name=bucket):
        for found in client.list_objects(bucket_name=bucket, recursive=True, include_version=True):
            if "vankho-probe" not in str(found.object_name):
                client.remove_object(bucket, str(found.object_name), found.version_id)


@pytest.fixture(params=["memory", "folder", "s3", "s3 prefix"])
def opener(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Opener]:
    """Opens the same place each time it is called, as a new process would."""
    if request.param == "memory":
        memory = MemoryBlobs()
        yield lambda: memory
    elif request.param == "folder":
        yield lambda: FolderBlobs(tmp_path / "kho lưu trữ")
    else:
        address = request.getfixturevalue("s3_address")
        if request.param == "s3 prefix":
            address = address.replace("?", "/phòng/1?")
        yield lambda: connect(address)
        wipe(address)


@pytest.fixture
def blobs(opener: Opener) -> Blobs:
    return opener()


def read(blobs: Blobs, key: str) -> bytes:
    with blobs.open(key) as file:
        return file.read()


def tree(folder: Path, files: dict[str, bytes]) -> Path:
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def test_bytes_come_back_also_after_opening_the_place_again(opener: Opener, tmp_path: Path) -> None:
    large = bytes(range(256)) * 5000
    (tmp_path / "in.bin").write_bytes(large)
    opener().put("a/Quyết định số 1.pdf", b"%PDF")
    opener().put("a/large", tmp_path / "in.bin")
    opener().put("empty", b"")
    assert read(opener(), "a/Quyết định số 1.pdf") == b"%PDF"
    assert read(opener(), "a/large") == large
    assert read(opener(), "empty") == b""


def test_a_put_replaces(blobs: Blobs) -> None:
    blobs.put("k", b"old")
    blobs.put("k", b"new and longer")
    assert read(blobs, "k") == b"new and longer"
    assert list(blobs.list("")) == ["k"]


def test_a_missing_key_is_missing_and_names_itself(blobs: Blobs) -> None:
    with pytest.raises(Missing, match="no/such"):
        blobs.open("no/such")
    blobs.delete("no/such")


def test_the_list_is_in_code_point_order_and_by_plain_prefix(blobs: Blobs) -> None:
    keys = ["a/b/c", "a-b", "a.b", "a/b-c", "ab", "b/Đ", "b/đ", "b/z", "a/b/0=x"]
    for key in keys:
        blobs.put(key, b"x")
    assert list(blobs.list("")) == sorted(keys)
    assert list(blobs.list("a/b")) == sorted(key for key in keys if key.startswith("a/b"))
    assert list(blobs.list("a/b/")) == ["a/b/0=x", "a/b/c"]
    assert list(blobs.list("b/Đ")) == ["b/Đ"]
    assert list(blobs.list("nothing/here")) == []


def test_a_deleted_key_is_gone(blobs: Blobs) -> None:
    blobs.put("d/one", b"1")
    blobs.put("d/one", b"2")
    blobs.put("d/two", b"2")
    blobs.delete("d/one")
    assert list(blobs.list("")) == ["d/two"]
    with pytest.raises(Missing):
        blobs.open("d/one")


def test_a_tree_is_put_with_all_its_files_and_its_links_followed(blobs: Blobs, tmp_path: Path) -> None:
    files = {"v1/content/trang 1.jpg": b"1", "v1/content/deep/er/2": b"2", "v1/inventory.json": b"{}", "0=x": b"x\n"}
    folder = tree(tmp_path / "draft", files)
    (folder / "link").symlink_to(folder / "0=x")
    blobs.put_tree(folder, "3c0/ff4/obj")
    assert {key: read(blobs, key) for key in blobs.list("3c0/")} == {
        f"3c0/ff4/obj/{name}": data for name, data in {**files, "link": b"x\n"}.items()
    }


def test_a_tree_is_not_put_where_something_is(blobs: Blobs, tmp_path: Path) -> None:
    blobs.put("obj/kept", b"kept")
    with pytest.raises(StoreError):
        blobs.put_tree(tree(tmp_path / "draft", {"a": b"a", "b/c": b"c"}), "obj")
    assert list(blobs.list("")) == ["obj/kept"]


def test_after_a_tree_that_cannot_be_put_nothing_is_left(blobs: Blobs, tmp_path: Path) -> None:
    folder = tree(tmp_path / "draft", {"a": b"a", "b/c": b"c", "b/" + "n" * 200 + "\x01": b"bad name"})
    with pytest.raises(StoreError):
        blobs.put_tree(folder, "obj")
    assert list(blobs.list("")) == []
    blobs.put_tree(tree(tmp_path / "good", {"a": b"a"}), "obj")
    assert list(blobs.list("")) == ["obj/a"]


@pytest.mark.parametrize(
    "key",
    [
        "",
        "/etc/passwd",
        "../out",
        "a/../../out",
        "a//b",
        "./a",
        "a/",
        "a\0b",
        "a\\b",
        "Ho\u0302\u0300 so\u031b",
        "x" * 256,
    ],
)
def test_a_key_that_leads_out_or_reads_two_ways_is_refused(blobs: Blobs, key: str) -> None:
    with pytest.raises(StoreError):
        blobs.put(key, b"x")
    with pytest.raises(StoreError):
        blobs.open(key)
    with pytest.raises(StoreError):
        blobs.delete(key)


def test_what_is_opened_can_be_read_piece_by_piece_and_from_any_place(blobs: Blobs) -> None:
    data = bytes(range(256)) * 9000
    blobs.put("k", data)
    with blobs.open("k") as file:
        assert file.read(10) == data[:10]
        file.seek(-5, io.SEEK_END)
        assert file.read() == data[-5:]
        assert file.read() == b""
        file.seek(2_000_000)
        assert file.read(7) == data[2_000_000:2_000_007]
        file.seek(0)
        assert file.read() == data


def test_only_s3_promises_that_what_is_locked_stays(blobs: Blobs, request: pytest.FixtureRequest) -> None:
    assert blobs.promise.worm == ("s3" in request.node.callspec.params["opener"])
    assert blobs.promise.server and blobs.promise.detail
