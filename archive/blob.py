"""Bytes under keys → durable bytes: what a storage back end must be able to do."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol, runtime_checkable


@dataclass(frozen=True, slots=True)
class Promise:
    """What the back end has *proved* it keeps, not what it says it can.

    ``worm``: a locked object could neither be deleted nor have its lock shortened when this was tried at start.
    ``server`` names the back end for people; ``detail`` says what the trial saw.
    """

    worm: bool
    server: str
    detail: str


class Blobs(Protocol):
    """Where bytes are kept. Keys are ``/``-separated NFC names without ``.``, ``..`` or empty parts."""

    @property
    def promise(self) -> Promise:
        """What this back end has proved."""
        ...

    def put(self, key: str, source: Path | bytes) -> None:
        """Make the bytes durable under ``key``, replacing what was there; a reader sees the old or the new, whole.

        Raises:
            Full: no room; the old bytes stay.
            StoreError: anything else; the old bytes stay.

        """
        ...

    def put_tree(self, folder: Path, prefix: str) -> None:
        """Make every file under ``folder`` durable under ``prefix/…``, where nothing may be yet.

        All or nothing: after an error nothing is left under ``prefix``. On a disk it appears in one rename; on S3 the
        keys appear one after another, so a reader must not believe a prefix before its inventory is there.

        Raises:
            Full, StoreError: nothing is left under ``prefix``.

        """
        ...

    def open(self, key: str) -> BinaryIO:
        """The bytes under ``key``, to be closed by the caller.

        Raises:
            Missing: no such key.
            StoreError: it cannot be read.

        """
        ...

    def list(self, prefix: str) -> Iterator[str]:
        """All keys that begin with ``prefix`` (a plain string prefix; empty: all), in code-point order."""
        ...

    def delete(self, key: str) -> None:
        """Take ``key`` away with all its versions; a missing key is no error. For drafts that never became visible, and
        for what was lawfully disposed of.

        Raises:
            StoreError: the back end refuses (a lock).

        """
        ...


@runtime_checkable
class Past(Protocol):
    """What a back end with versions can do besides."""

    def past(self, key: str) -> Iterator[BinaryIO]:
        """The bytes of every version of ``key``, the newest first, also where a marker deleted it; each is closed by
        the caller.
        """
        ...
