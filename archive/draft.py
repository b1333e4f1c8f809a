"""Bytes → the files of a package that is being built in a folder (bản nháp), each measured as it is written."""

import hashlib
import shutil
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from archive.errors import Full, StoreError, no_room
from archive.records import PackageFile

_CHUNK = 1 << 20


def write(draft: Path, name: str, chunks: Iterable[bytes]) -> PackageFile:
    """The file ``name`` of the package in ``draft``, which was not there before."""
    target = draft / name
    target.parent.mkdir(parents=True, exist_ok=True)
    sha256, sha512, size = hashlib.sha256(), hashlib.sha512(), 0
    with target.open("xb") as sink:
        for chunk in chunks:
            sink.write(chunk)
            sha256.update(chunk)
            sha512.update(chunk)
            size += len(chunk)
    return PackageFile(name, target, size, sha256.hexdigest(), sha512.hexdigest())


def measured(name: str, path: Path) -> PackageFile:
    """The file at ``path`` as one of a package, by the name ``name`` in it."""
    sha256, sha512, size = hashlib.sha256(), hashlib.sha512(), 0
    with path.open("rb") as source:
        while chunk := source.read(_CHUNK):
            sha256.update(chunk)
            sha512.update(chunk)
            size += len(chunk)
    return PackageFile(name, path, size, sha256.hexdigest(), sha512.hexdigest())


def clear(draft: Path, own: Collection[str]) -> None:
    """An empty folder, unless it holds something other than ``own``: then it is nobody's draft and is left alone.

    Raises:
        StoreError: that is so.
    """
    draft.mkdir(parents=True, exist_ok=True)
    left = list(draft.iterdir())
    strange = [path.name for path in left if path.name not in own]
    if strange:
        raise StoreError(f"{draft}: {strange[0]} is not of a package; the draft needs a folder of its own")
    for path in left:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()


@contextmanager
def writing(draft: Path) -> Iterator[None]:
    """What the disk refuses is told as the store's.

    Raises:
        Full, StoreError: the draft could not be written.
    """
    try:
        yield
    except OSError as error:
        kind = Full if no_room(error) else StoreError
        raise kind(f"{error.filename or draft}: {error.strerror or error}") from error
