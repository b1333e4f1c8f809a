"""Bytes → the memory of this process: for tests and trials, gone when the process ends."""

import bisect
import io
import itertools
from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Lock
from typing import BinaryIO

from archive.blob import Promise
from archive.blobs.key import checked
from archive.errors import Missing, StoreError


class MemoryBlobs:
    """A store that forgets. Threads may share it."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}
        self._names: list[str] = []
        self._lock = Lock()

    @property
    def promise(self) -> Promise:
        """Nothing: memory keeps no promise."""
        return Promise(worm=False, server="memory", detail="bytes are gone when the process ends")

    def put(self, key: str, source: Path | bytes) -> None:
        """See :meth:`archive.blob.Blobs.put`."""
        data = _bytes(source)
        with self._lock:
            self._keep(checked(key), data)

    def put_tree(self, folder: Path, prefix: str) -> None:
        """See :meth:`archive.blob.Blobs.put_tree`; all keys appear at once."""
        files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
        tree = {checked(f"{prefix}/{path.relative_to(folder).as_posix()}"): _bytes(path) for path in files}
        with self._lock:
            if self._from(f"{prefix}/"):
                raise StoreError(f"{prefix}: đã có / already there")
            for key, data in tree.items():
                self._keep(key, data)

    def open(self, key: str) -> BinaryIO:
        """See :meth:`archive.blob.Blobs.open`."""
        with self._lock:
            if checked(key) not in self._kept:
                raise Missing(key)
            return io.BytesIO(self._kept[key])

    def list(self, prefix: str) -> Iterator[str]:
        """See :meth:`archive.blob.Blobs.list`."""
        with self._lock:
            return iter(self._from(prefix))

    def delete(self, key: str) -> None:
        """See :meth:`archive.blob.Blobs.delete`."""
        with self._lock:
            if self._kept.pop(checked(key), None) is not None:
                del self._names[bisect.bisect_left(self._names, key)]

    def _keep(self, key: str, data: bytes) -> None:
        if key not in self._kept:
            bisect.insort(self._names, key)
        self._kept[key] = data

    def _from(self, prefix: str) -> Sequence[str]:
        """The names that begin with ``prefix``; the cost grows with them, not with all that is kept."""
        start = bisect.bisect_left(self._names, prefix)
        return list(itertools.takewhile(lambda key: key.startswith(prefix), itertools.islice(self._names, start, None)))


def _bytes(source: Path | bytes) -> bytes:
    if isinstance(source, bytes):
        return source
    try:
        return source.read_bytes()
    except OSError as error:
        raise StoreError(f"{source}: {error.strerror}") from error
