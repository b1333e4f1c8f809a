"""Bytes → objects of an S3 bucket (MinIO and its like): versions, object lock, and a trial of that lock at start."""

import contextlib
import io
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, TypeVar
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit
from xml.etree.ElementTree import ParseError

import urllib3
from minio import Minio
from minio.error import InvalidResponseError, MinioException, S3Error, ServerError
from minio.helpers import check_bucket_name
from urllib3.exceptions import HTTPError, MaxRetryError, ProtocolError, ReadTimeoutError, ResponseError
from urllib3.response import BaseHTTPResponse

from archive.blob import Promise
from archive.blobs.key import checked
from archive.blobs.s3_lock import PROBES, Place, hold, lock, lock_of, try_lock, versions
from archive.errors import Full, Locked, Missing, StoreError, UsageError
from archive.lock import Lock

_CONNECT_S = 5.0
_READ_S = 30.0
_THREADS = 4
_PART_BYTES = 16 << 20
_T = TypeVar("_T")
_R = TypeVar("_R")
_FORM = "s3://KEY:SECRET@HOST:PORT/BUCKET[/PREFIX]?tls=0"

_FULL = {"XMinioStorageFull", "XMinioAdminBucketQuotaExceeded", "QuotaExceeded", "InsufficientStorage"}
_GONE = {"NoSuchKey", "NoSuchVersion"}
_SENTENCES = {
    "InvalidAccessKeyId": "máy chủ không biết khóa truy cập này / wrong access key for {server}",
    "SignatureDoesNotMatch": "sai khóa bí mật / wrong secret key for {server}",
    "AccessDenied": "khóa này không được phép / this key is not allowed to do that on {server}",
    "NoSuchBucket": "không có bucket / no such bucket on {server}",
    "RequestTimeTooSkewed": "đồng hồ hai máy lệch nhau / the clocks of this machine and {server} differ too much",
    "ObjectLocked": "đối tượng đang bị khóa / the object is locked on {server}",
}


class _Patience(urllib3.Retry):
    """A connection that was dropped is tried again and again; a server that says nothing, only once more: an answer
    that does not come is told after twice :data:`_READ_S`.
    """

    def increment(self, *args: Any, **more: Any) -> "_Patience":
        error = more.get("error")
        if _is_silence(error) and any(_is_silence(one.error) for one in self.history):
            raise MaxRetryError(more["_pool"], str(args[1]), error)
        return super().increment(*args, **more)


def _is_silence(error: Exception | None) -> bool:
    return isinstance(error, TimeoutError | ReadTimeoutError) or (
        isinstance(error, ProtocolError) and isinstance(error.args[-1], TimeoutError)
    )


def connect(url: str) -> "S3Blobs":
    """Open ``s3://KEY:SECRET@HOST:PORT/BUCKET[/PREFIX]?tls=0`` and try its object lock.

    A bucket that is missing is made, with versions and object lock. Key and secret are percent-encoded where they
    hold ``/``, ``@`` or ``:``. ``tls`` is on unless ``tls=0``; ``region=…`` may be named.

    Raises:
        UsageError: the URL is not of that form (the secret is never repeated).
        StoreError: no answer from HOST:PORT, a wrong key, or the bucket can neither be used nor made.

    """
    parts = urlsplit(url)
    place = _place(parts)
    asked = parse_qs(parts.query)
    http = urllib3.PoolManager(
        timeout=urllib3.Timeout(connect=_CONNECT_S, read=_READ_S),
        maxsize=_THREADS * 2,
        retries=_Patience(total=4, connect=2, backoff_factor=0.2, status_forcelist=[500, 502, 503, 504]),
    )
    try:
        check_bucket_name(place.bucket, strict=True)
        client = Minio(
            endpoint=place.server,
            access_key=unquote(parts.username or ""),
            secret_key=unquote(parts.password or ""),
            secure=asked.get("tls", ["1"])[0] != "0",
            region=asked.get("region", [None])[0],
            http_client=http,
        )
    except ValueError as error:
        raise UsageError(f"VANKHO_STORE: {error}") from error
    with _speaking(place, place.bucket):
        if not client.bucket_exists(bucket_name=place.bucket):
            _make_bucket(client, place.bucket)
        promise = try_lock(client, place)
    return S3Blobs(client, place, promise)


class S3Blobs:
    """A store in a bucket. Threads and processes may share it."""

    def __init__(self, client: Minio, place: Place, promise: Promise) -> None:
        self._client = client
        self._place = place
        self._bucket = place.bucket
        self._promise = promise

    @property
    def promise(self) -> Promise:
        """What the trial at start saw."""
        return self._promise

    def put(self, key: str, source: Path | bytes) -> None:
        """See :meth:`archive.blob.Blobs.put`."""
        with self._speaking(key):
            self._upload(self._full(key), source)

    def put_tree(self, folder: Path, prefix: str) -> None:
        """See :meth:`archive.blob.Blobs.put_tree`.

        The deepest files go first, level by level; those directly in ``folder`` last, one at a time, against
        code-point order. So ``0=ocfl_object_1.1`` is the very last, after ``inventory.json``.
        """
        files = [path for path in folder.rglob("*") if path.is_file()]
        keys = {path: self._full(f"{prefix}/{path.relative_to(folder).as_posix()}") for path in files}
        levels: dict[int, list[Path]] = {}
        for path in sorted(files, key=keys.__getitem__, reverse=True):
            levels.setdefault(len(path.relative_to(folder).parts), []).append(path)
        with self._speaking(prefix):
            before = {(key, version) for key, version, marker in self._versions(self._full(prefix) + "/")}
            if next(self.list(f"{prefix}/"), None) is not None:
                raise StoreError(f"{prefix}: đã có / already there")
            try:
                for depth in sorted(levels, reverse=True):
                    self._upload_all([(keys[path], path) for path in levels[depth]], 1 if depth == 1 else _THREADS)
            except BaseException:
                self._withdraw(self._full(prefix) + "/", before)
                raise

    def open(self, key: str) -> BinaryIO:
        """See :meth:`archive.blob.Blobs.open`. The stream can seek; each jump is a new request."""
        with self._speaking(key):
            return io.BufferedReader(_Body(self._client, self._place, self._full(key)), 1 << 20)

    def list(self, prefix: str) -> Iterator[str]:
        """See :meth:`archive.blob.Blobs.list`. Probes are not listed."""
        whole = self._place.prefix
        with self._speaking(prefix):
            for found in self._client.list_objects(bucket_name=self._bucket, prefix=whole + prefix, recursive=True):
                key = str(found.object_name).removeprefix(whole)
                if not key.startswith(PROBES):
                    yield key

    def delete(self, key: str) -> None:
        """See :meth:`archive.blob.Blobs.delete`. All its versions go: a draft leaves no trace."""
        full = self._full(key)
        with self._speaking(key):
            for found, version, _ in list(self._versions(full)):
                if found == full:
                    self._client.remove_object(bucket_name=self._bucket, object_name=full, version_id=version)

    def locks(self, prefix: str) -> Sequence[Lock]:
        """See :meth:`archive.lock.Locks.locks`. One request a version."""
        with self._speaking(prefix):
            found = [one for one in self._versions(self._place.prefix + prefix) if not one[2]]
            seen = self._each(lambda one: lock_of(self._client, self._bucket, one[0], one[1] or ""), found)
        start = len(self._place.prefix)
        return [Lock(one.key[start:], one.version, one.until, one.held) for one in seen]

    def lock(self, which: Sequence[Lock], until: datetime) -> None:
        """See :meth:`archive.lock.Locks.lock`. One request a version."""
        with self._speaking(which[0].key if which else ""):
            self._each(lambda one: lock(self._client, self._bucket, self._whole(one), until), which)

    def hold(self, which: Sequence[Lock], on: bool) -> None:
        """See :meth:`archive.lock.Locks.hold`. One request a version."""
        with self._speaking(which[0].key if which else ""):
            self._each(lambda one: hold(self._client, self._bucket, self._whole(one), on=on), which)

    def past(self, key: str) -> Iterator[BinaryIO]:
        """See :meth:`archive.blob.Past.past`."""
        full = self._full(key)
        with self._speaking(key):
            found = [version for name, version, marker in self._versions(full) if name == full and not marker]
        for version in found:
            with self._speaking(key):
                yield io.BufferedReader(_Body(self._client, self._place, full, version or ""), 1 << 20)

    def _each(self, act: Callable[[_T], _R], items: Sequence[_T]) -> Sequence[_R]:
        if len(items) < 2:
            return [act(one) for one in items]
        with ThreadPoolExecutor(_THREADS) as pool:
            return list(pool.map(act, items))

    def _whole(self, one: Lock) -> tuple[str, str]:
        return self._full(one.key), one.version

    def _full(self, key: str) -> str:
        return self._place.prefix + checked(key)

    def _speaking(self, what: str) -> contextlib.AbstractContextManager[None]:
        return _speaking(self._place, what)

    def _versions(self, full: str) -> Iterator[tuple[str, str | None, bool]]:
        return versions(self._client, self._bucket, full)

    def _upload(self, full: str, source: Path | bytes) -> None:
        try:
            size = len(source) if isinstance(source, bytes) else source.stat().st_size
            with io.BytesIO(source) if isinstance(source, bytes) else source.open("rb") as data:
                self._client.put_object(
                    bucket_name=self._bucket, object_name=full, data=data, length=size, part_size=_PART_BYTES
                )
        except OSError as error:
            if isinstance(error, HTTPError):
                raise
            raise StoreError(f"{source!r}: {error.strerror or error}") from error

    def _upload_all(self, pairs: Sequence[tuple[str, Path]], threads: int) -> None:
        if threads == 1 or len(pairs) == 1:
            for full, path in pairs:
                self._upload(full, path)
            return
        with ThreadPoolExecutor(threads) as pool:
            waiting = [pool.submit(self._upload, full, path) for full, path in pairs]
            try:
                for one in waiting:
                    one.result()
            except BaseException:
                pool.shutdown(wait=True, cancel_futures=True)
                raise

    def _withdraw(self, full: str, before: set[tuple[str, str | None]]) -> None:
        """Delete every version under ``full`` that was not there ``before``; what cannot go now is a leftover that
        the store takes away at the next put.
        """
        with contextlib.suppress(MinioException, HTTPError, OSError):
            for key, version, _ in list(self._versions(full)):
                if (key, version) not in before:
                    self._client.remove_object(bucket_name=self._bucket, object_name=key, version_id=version)


class _Body(io.RawIOBase):
    """The bytes of one object, as they stood when it was opened, with errors in our words."""

    def __init__(self, client: Minio, place: Place, full: str, version: str = "") -> None:
        super().__init__()
        self._client, self._place, self._full, self._version = client, place, full, version or None
        self._at = 0
        self._etag = ""
        self._response: BaseHTTPResponse | None = self._request()
        self._size = int(self._response.headers.get("content-length", "0"))
        self._etag = self._response.headers.get("etag", "")

    def _request(self) -> BaseHTTPResponse:
        only: Any = {"If-Match": self._etag} if self._etag else None
        return self._client.get_object(
            bucket_name=self._place.bucket,
            object_name=self._full,
            offset=self._at,
            request_headers=only,
            version_id=self._version,
        )

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        if start + offset != self._at:
            self._release()
            self._at = max(start + offset, 0)
        return self._at

    def readinto(self, buffer: Any, /) -> int:
        view = memoryview(buffer)
        if self._at >= self._size or not len(view):
            return 0
        with _speaking(self._place, self._full):
            if self._response is None:
                self._response = self._request()
            data = self._response.read(len(view))
        if not data:
            raise StoreError(f"{self._full}: đọc bị ngắt / the answer of {self._place.server} ended too early")
        view[: len(data)] = data
        self._at += len(data)
        return len(data)

    def close(self) -> None:
        self._release()
        super().close()

    def _release(self) -> None:
        response, self._response = self._response, None
        if response is not None:
            if self._at < self._size:
                response.close()
            response.release_conn()


def _make_bucket(client: Minio, bucket: str) -> None:
    try:
        client.make_bucket(bucket_name=bucket, object_lock=True)
    except S3Error as error:
        if error.code != "BucketAlreadyOwnedByYou":  # someone was faster
            raise


def _place(parts: SplitResult) -> Place:
    try:
        port = parts.port
    except ValueError:
        port = -1
    bucket, _, prefix = unquote(parts.path).strip("/").partition("/")
    if parts.scheme != "s3" or not (parts.hostname and parts.username and parts.password and bucket) or port == -1:
        raise UsageError(f"VANKHO_STORE: {_FORM}")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return Place(f"{host}:{port}" if port else host, bucket, f"{checked(prefix)}/" if prefix else "")


@contextlib.contextmanager
def _speaking(place: Place, what: str) -> Iterator[None]:
    """Errors of the client → ours, with the server named."""
    try:
        yield
    except (MinioException, HTTPError) as error:
        raise _said(error, place, what) from error
    except (ValueError, ParseError) as error:
        raise StoreError(f"{place.server}: trả lời không phải của S3 / its answer is not S3's ({error})") from error


def _said(error: Exception, place: Place, what: str) -> StoreError:
    server = f"{place.server}/{place.bucket}"
    if isinstance(error, S3Error):
        if error.code in _GONE:
            return Missing(what)
        if error.code in _FULL or error.response.status == 507:
            return Full(f"{server} ({error.code})")
        code = "ObjectLocked" if "WORM" in (error.message or "") else error.code or ""
        sentence = _SENTENCES.get(code, "{server}: {code} {message}")
        kind = Locked if code == "ObjectLocked" else StoreError
        return kind(f"{what}: " + sentence.format(server=server, code=error.code, message=error.message))
    status = {InvalidResponseError: "_code", ServerError: "status_code"}.get(type(error))
    if status and getattr(error, status, None) == 507:
        return Full(f"{server} (HTTP 507)")
    if isinstance(error, MaxRetryError) and isinstance(error.reason, ResponseError):
        return StoreError(f"{what}: máy chủ báo lỗi liên tục / {place.server} keeps failing ({error.reason})")
    if isinstance(error, HTTPError):
        why = type(error.reason if isinstance(error, MaxRetryError) and error.reason else error).__name__
        return StoreError(f"không kết nối được / server not reachable at {place.server} ({why})")
    return StoreError(f"{what}: {server}: {error}")
