"""Bytes → the memory of this process: for tests and trials, gone when the process ends."""

import bisect
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Lock as Mutex
from typing import BinaryIO

from archive.blob import Promise
from archive.blobs.key import checked
from archive.errors import Locked, Missing, StoreError
from archive.lock import Lock


@dataclass(slots=True)
class _Version:
    data: bytes
    until: datetime | None = None
    held: bool = False


class MemoryBlobs:
    """A store that forgets. Threads may share it.

    With a clock it keeps versions and their locks by that clock, as a server with an object lock does.
    """

    def __init__(self, now: Callable[[], datetime] | None = None) -> None:
        self._kept: dict[str, list[_Version]] = {}
        self._names: list[str] = []
        self._mutex = Mutex()
        self._now = now

    @property
    def promise(self) -> Promise:
        """Nothing, without a clock: memory keeps no promise."""
        return Promise(self._now is not None, "memory", "bytes are gone when the process ends")

    def put(self, key: str, source: Path | bytes) -> None:
        """See :meth:`archive.blob.Blobs.put`."""
        data = _bytes(source)
        with self._mutex:
            self._keep(checked(key), data)

    def put_tree(self, folder: Path, prefix: str) -> None:
        """See :meth:`archive.blob.Blobs.put_tree`; all keys appear at once."""
        files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
        tree = {checked(f"{prefix}/{path.relative_to(folder).as_posix()}"): _bytes(path) for path in files}
        with self._mutex:
            if self._from(f"{prefix}/"):
                raise StoreError(f"{prefix}: đã có / already there")
            for key, data in tree.items():
                self._keep(key, data)

    def open(self, key: str) -> BinaryIO:
        """See :meth:`archive.blob.Blobs.open`."""
        with self._mutex:
            if checked(key) not in self._kept:
                raise Missing(key)
            return io.BytesIO(self._kept[key][-1].data)

    def list(self, prefix: str) -> Iterator[str]:
        """See :meth:`archive.blob.Blobs.list`."""
        with self._mutex:
            return iter(self._from(prefix))

    def delete(self, key: str) -> None:
        """See :meth:`archive.blob.Blobs.delete`."""
        with self._mutex:
            if any(self._is_locked(one) for one in self._kept.get(checked(key), ())):
                raise Locked(key)
            if self._kept.pop(key, None) is not None:
                del self._names[bisect.bisect_left(self._names, key)]

    def locks(self, prefix: str) -> Sequence[Lock]:
        """See :meth:`archive.lock.Locks.locks`."""
        with self._mutex:
            return [
                Lock(key, str(at), one.until, one.held)
                for key in self._from(prefix)
                for at, one in enumerate(self._kept[key])
            ]

    def lock(self, which: Sequence[Lock], until: datetime) -> None:
        """See :meth:`archive.lock.Locks.lock`."""
        with self._mutex:
            for one in map(self._version, which):
                if one.until is not None and until < one.until and self._is_locked(one):
                    raise Locked("a lock is not shortened")
                one.until = until

    def hold(self, which: Sequence[Lock], on: bool) -> None:
        """See :meth:`archive.lock.Locks.hold`."""
        with self._mutex:
            for one in map(self._version, which):
                one.held = on

    def past(self, key: str) -> Iterator[BinaryIO]:
        """See :meth:`archive.blob.Past.past`."""
        with self._mutex:
            found = [one.data for one in reversed(self._kept.get(checked(key), ()))]
        return (io.BytesIO(data) for data in found)

    def _is_locked(self, one: _Version) -> bool:
        return self._now is not None and (one.held or (one.until is not None and self._now() < one.until))

    def _version(self, one: Lock) -> _Version:
        return self._kept[one.key][int(one.version)]

    def _keep(self, key: str, data: bytes) -> None:
        if key not in self._kept:
            bisect.insort(self._names, key)
        past = self._kept.get(key, []) if self._now is not None else []
        self._kept[key] = [*past, _Version(data)]

    def _from(self, prefix: str) -> Sequence[str]:
        """The names that begin with ``prefix``; the cost grows with them, not with all that is kept."""
        start = bisect.bisect_left(self._names, prefix)
        end = bisect.bisect_left(self._names, True, lo=start, key=lambda key: not key.startswith(prefix))
        return self._names[start:end]


def _bytes(source: Path | bytes) -> bytes:
    if isinstance(source, bytes):
        return source
    try:
        return source.read_bytes()
    except OSError as error:
        raise StoreError(f"{source}: {error.strerror}") from error
