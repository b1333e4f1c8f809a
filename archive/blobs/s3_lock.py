"""A bucket → whether its server keeps locks, found by trying to break one; and the locks on its objects."""

import contextlib
import io
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from minio import Minio
from minio.commonconfig import COMPLIANCE
from minio.error import S3Error
from minio.helpers import ObjectWriteResult
from minio.retention import Retention

from archive.blob import Promise
from archive.lock import Lock

PROBES = "extensions/vankho-probe/"
"""Where the trial of the lock writes, under the prefix; never listed, and swept by the next trial."""

_LOCK_S = 20
_SHORTER_S = 10


@dataclass(frozen=True, slots=True)
class Place:
    """Where in which server: ``server`` is ``HOST:PORT``; ``prefix`` is empty or ends with ``/``."""

    server: str
    bucket: str
    prefix: str = ""


def try_lock(client: Minio, place: Place) -> Promise:
    """Find out whether the server keeps a lock, by trying to break one.

    A version is written under a COMPLIANCE lock of a few seconds; its deletion and the shortening of its lock are
    asked for. A second, unlocked version must be deletable with the same key, else the refusals prove nothing. About
    ten small requests; what it leaves is swept by the next trial once its lock has run out.
    """
    name = f"{place.prefix}{PROBES}{uuid.uuid4().hex}"
    free = _put_probe(client, place.bucket, name, None)
    server = f"{free.http_headers.get('server') or 'S3'} {place.server}/{place.bucket}"
    now = client.stat_object(bucket_name=place.bucket, object_name=name).last_modified  # the server's own clock
    if now is None or not free.version_id:
        client.remove_object(bucket_name=place.bucket, object_name=name)
        return Promise(False, server, "no object lock: the bucket keeps no versions")
    _sweep_probes(client, place, now - timedelta(seconds=3 * _LOCK_S))
    until = now + timedelta(seconds=_LOCK_S)
    try:
        locked = _put_probe(client, place.bucket, name, Retention(COMPLIANCE, until)).version_id or ""
    except S3Error as error:
        client.remove_object(bucket_name=place.bucket, object_name=name, version_id=free.version_id)
        return Promise(False, server, f"no object lock: the server refused a locked object ({error.code})")
    seen = _break_lock(client, place.bucket, (name, locked), until)
    if not _lets(lambda: client.remove_object(place.bucket, name, free.version_id)):
        seen.append("an unlocked version could not be deleted either, so a refusal proves nothing")
    if seen:
        return Promise(False, server, "object lock is not enforced: " + "; ".join(seen))
    return Promise(True, server, "a locked version could neither be deleted nor have its lock shortened")


def _sweep_probes(client: Minio, place: Place, before: datetime) -> None:
    """Take away what earlier trials left; those still locked, or of a trial under way, stay."""
    spot = place.prefix + PROBES
    for old in list(client.list_objects(place.bucket, prefix=spot, recursive=True, include_version=True)):
        if old.last_modified is not None and old.last_modified < before:
            with contextlib.suppress(S3Error):
                client.remove_object(place.bucket, str(old.object_name), old.version_id)


def _put_probe(client: Minio, bucket: str, name: str, lock: Retention | None) -> ObjectWriteResult:
    data = b"lock trial\n"
    return client.put_object(
        bucket_name=bucket, object_name=name, data=io.BytesIO(data), length=len(data), retention=lock
    )


def _break_lock(client: Minio, bucket: str, probe: tuple[str, str], until: datetime) -> list[str]:
    """What the server let happen to a locked version; empty if the lock held."""
    name, version = probe
    shorter = Retention(COMPLIANCE, until - timedelta(seconds=_LOCK_S - _SHORTER_S))
    seen = []
    if _lets(lambda: client.remove_object(bucket, name, version)):
        seen.append("the deletion of a locked version was accepted")
    if _lets(lambda: client.set_object_retention(bucket, name, shorter, version)):
        seen.append("the shortening of a lock was accepted")
    if not _lets(lambda: client.stat_object(bucket_name=bucket, object_name=name, version_id=version)):
        return [*seen, "the locked version is gone"]
    with contextlib.suppress(S3Error):
        kept = client.get_object_retention(bucket, name, version)
        if kept is not None and kept.retain_until_date >= until - timedelta(seconds=1):
            return seen
    return [*seen, "the lock is gone or shorter"]


def _lets(ask: Callable[[], object]) -> bool:
    try:
        ask()
    except S3Error:
        return False
    return True


def versions(client: Minio, bucket: str, full: str) -> Iterator[tuple[str, str | None, bool]]:
    """Key, version and whether it is a delete marker, of all that begins with ``full``."""
    for found in client.list_objects(bucket_name=bucket, prefix=full, recursive=True, include_version=True):
        yield str(found.object_name), found.version_id, found.is_delete_marker


def lock_of(client: Minio, bucket: str, full: str, version: str) -> Lock:
    """The lock on one version; the answer to HEAD tells both of its kinds."""
    told = client.stat_object(bucket_name=bucket, object_name=full, version_id=version).metadata or {}
    headers = {name.lower(): value for name, value in told.items()}
    date = headers.get("x-amz-object-lock-retain-until-date")
    kept = date is not None and headers.get("x-amz-object-lock-mode") == COMPLIANCE
    until = datetime.fromisoformat(str(date)) if kept else None
    return Lock(full, version, until, headers.get("x-amz-object-lock-legal-hold") == "ON")


def lock(client: Minio, bucket: str, what: tuple[str, str], until: datetime) -> None:
    """Lock one version (key, version) until that moment."""
    client.set_object_retention(bucket, what[0], Retention(COMPLIANCE, until), what[1])


def hold(client: Minio, bucket: str, what: tuple[str, str], *, on: bool) -> None:
    """Put a legal hold on one version (key, version), or take it off."""
    (client.enable_object_legal_hold if on else client.disable_object_legal_hold)(bucket, what[0], what[1])
