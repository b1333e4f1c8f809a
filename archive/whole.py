"""Bytes → a file that is on the disk: whole, or as it was before."""

import os
from collections.abc import Iterable
from pathlib import Path


def put_whole(target: Path, data: Iterable[bytes]) -> None:
    """Put ``data`` in the place of ``target``; that it now bears the name, :func:`sync_folder` makes durable."""
    fresh = target.with_name(f"{target.name}.new")
    with fresh.open("wb") as sink:
        sink.writelines(data)
        sink.flush()
        os.fsync(sink.fileno())
    fresh.replace(target)


def sync_folder(folder: Path) -> None:
    """Make durable which files ``folder`` has."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
