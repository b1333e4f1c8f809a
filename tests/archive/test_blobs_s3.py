"""What S3 must keep beyond the contract: servers that lie, that are full, that are not there."""

import io
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from archive.blobs.s3 import connect
from archive.errors import Full, StoreError, UsageError
from tests.contracts.test_blobs import s3_client, tree, wipe

STAMP = "Tue, 24 Nov 2026 05:00:00 GMT"


class LyingServer(BaseHTTPRequestHandler):
    """Speaks enough S3, says yes to every lock, and keeps none: as several real servers do."""

    protocol_version = "HTTP/1.1"
    versions: dict[tuple[str, str], bytes]
    refuse_put: tuple[int, str] | None

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def _answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _asked(self) -> tuple[str, dict[str, list[str]], bytes]:
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        return unquote(parts.path), parse_qs(parts.query, keep_blank_values=True), body

    def do_HEAD(self) -> None:
        path, query, _ = self._asked()
        wanted = query.get("versionId", [""])[0]
        if path.count("/") == 1 or any(p == path and wanted in ("", v) for p, v in self.versions):
            self._answer(200, Last_Modified=STAMP, ETag='"x"')
        else:
            self._answer(404)

    def do_PUT(self) -> None:
        path, query, body = self._asked()
        if "retention" in query or path.count("/") == 1:
            self._answer(200)
        elif self.refuse_put and "vankho-probe" not in path:
            status, code = self.refuse_put
            xml = f"<Error><Code>{code}</Code><Message>no</Message></Error>" if code else "no"
            self._answer(status, xml.encode(), Content_Type="application/xml" if code else "text/plain")
        else:
            version = f"v{len(self.versions)}"
            self.versions[path, version] = body
            self._answer(200, ETag='"x"', x_amz_version_id=version)

    def do_DELETE(self) -> None:
        path, query, _ = self._asked()
        self.versions.pop((path, query.get("versionId", [""])[0]), None)
        self._answer(204)

    def do_GET(self) -> None:
        _, query, _ = self._asked()
        kinds = {"location": "LocationConstraint", "versions": "ListVersionsResult", "list-type": "ListBucketResult"}
        root = next(kinds[word] for word in kinds if word in query)
        self._answer(200, f"<{root}><Name>kho</Name></{root}>".encode(), Content_Type="application/xml")


@pytest.fixture
def liar() -> Iterator[tuple[str, type[LyingServer]]]:
    handler = type("Handler", (LyingServer,), {"versions": {}, "refuse_put": None})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield f"s3://key:secret@127.0.0.1:{server.server_port}/kho?tls=0", handler
        server.shutdown()
        thread.join()


def test_a_server_that_accepts_locks_and_keeps_none_is_named_and_gets_no_promise(
    liar: tuple[str, type[LyingServer]],
) -> None:
    promise = connect(liar[0]).promise
    assert not promise.worm
    assert "LyingServer" in promise.server or "BaseHTTP" in promise.server
    assert urlsplit(liar[0]).netloc.split("@")[1] in promise.server
    assert "deletion of a locked version was accepted" in promise.detail
    assert "shortening of a lock was accepted" in promise.detail


@pytest.mark.parametrize("answer", [(507, "XMinioStorageFull"), (507, ""), (400, "XMinioAdminBucketQuotaExceeded")])
def test_a_full_server_is_told_as_full(
    liar: tuple[str, type[LyingServer]], answer: tuple[int, str], tmp_path: Path
) -> None:
    blobs = connect(liar[0])
    liar[1].refuse_put = answer
    with pytest.raises(Full, match=re.escape("127.0.0.1")):
        blobs.put("k", b"x")
    with pytest.raises(Full):
        blobs.put_tree(tree(tmp_path / "draft", {"a": b"a", "b/c": b"c", "b/d": b"d"}), "obj")


def test_a_server_that_keeps_its_locks_is_promised_and_left_clean(s3_address: str) -> None:
    promise = connect(s3_address).promise
    assert promise.worm, promise
    connect(s3_address)
    client, bucket = s3_client(s3_address)
    left = list(client.list_objects(bucket_name=bucket, recursive=True, include_version=True))
    assert [found.object_name for found in left if "vankho-probe" not in str(found.object_name)] == []
    assert len(left) == 2, "one locked version a trial, nothing else; the lock runs out in seconds"
    for found in left:
        held = client.get_object_retention(bucket, str(found.object_name), found.version_id)
        assert held is not None and found.last_modified is not None
        assert (held.retain_until_date - found.last_modified).total_seconds() < 60


def test_a_bucket_made_without_object_lock_gets_no_promise_but_works(s3_address: str) -> None:
    client, bucket = s3_client(s3_address)
    client.make_bucket(bucket_name=bucket)
    blobs = connect(s3_address)
    assert not blobs.promise.worm
    assert "no object lock" in blobs.promise.detail
    assert bucket in blobs.promise.server
    blobs.put("k", b"x")
    blobs.delete("k")
    assert list(blobs.list("")) == []
    client.remove_bucket(bucket_name=bucket)


def test_a_deleted_draft_leaves_no_version_behind(s3_address: str) -> None:
    blobs = connect(s3_address)
    client, bucket = s3_client(s3_address)
    blobs.put("draft", b"1")
    blobs.put("draft", b"2")
    blobs.put("draft-2", b"3")
    blobs.delete("draft")
    found = client.list_objects(bucket_name=bucket, prefix="draft", recursive=True, include_version=True)
    assert [one.object_name for one in found] == ["draft-2"]
    wipe(s3_address)


def test_a_locked_object_cannot_be_deleted_and_the_error_says_so(s3_address: str) -> None:
    from datetime import UTC, datetime, timedelta

    from minio.commonconfig import GOVERNANCE
    from minio.retention import Retention

    blobs = connect(s3_address)
    client, bucket = s3_client(s3_address)
    lock = Retention(GOVERNANCE, datetime.now(UTC) + timedelta(seconds=5))
    client.put_object(bucket_name=bucket, object_name="k", data=io.BytesIO(b"x"), length=1, retention=lock)
    with pytest.raises(StoreError, match="locked"):
        blobs.delete("k")


def test_a_server_that_is_not_there_is_named_within_seconds() -> None:
    with pytest.raises(StoreError, match=r"server not reachable at 127\.0\.0\.1:9"):
        connect("s3://key:secret@127.0.0.1:9/kho?tls=0")


@pytest.mark.parametrize(("change", "said"), [("key", "wrong access key"), ("secret", "wrong secret key")])
def test_a_wrong_key_is_told(s3_address: str, change: str, said: str) -> None:
    parts = urlsplit(s3_address)
    key, secret = parts.username or "", parts.password or ""
    wrong = f"nobody:{secret}@" if change == "key" else f"{key}:not-the-secret@"
    with pytest.raises(StoreError, match=said) as caught:
        connect(s3_address.replace(f"{key}:{secret}@", wrong))
    assert "not-the-secret" not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        "s3://127.0.0.1:9000/kho",
        "s3://key:hush@127.0.0.1:9000/",
        "s3://key:hush@127.0.0.1:port/kho",
        "s3:",
        "s3://k:hush@h/a_B?tls=0",
    ],
)
def test_an_address_written_wrongly_is_refused_without_repeating_the_secret(url: str) -> None:
    with pytest.raises(UsageError) as caught:
        connect(url)
    assert "hush" not in str(caught.value)


def test_a_tree_that_fails_half_way_is_taken_back_with_all_its_versions(s3_address: str, tmp_path: Path) -> None:
    blobs = connect(s3_address)
    folder = tree(tmp_path / "draft", {"v1/content/a": b"a", "v1/content/b": b"b", "inventory.json": b"{}"})
    upload = blobs._upload

    def fails_at_the_inventory(full: str, source: Path | bytes) -> None:
        if full.endswith("inventory.json"):
            raise StoreError("cut off")
        upload(full, source)

    blobs._upload = fails_at_the_inventory  # type: ignore[method-assign]
    with pytest.raises(StoreError, match="cut off"):
        blobs.put_tree(folder, "obj")
    client, bucket = s3_client(s3_address)
    assert list(client.list_objects(bucket_name=bucket, prefix="obj/", recursive=True, include_version=True)) == []
