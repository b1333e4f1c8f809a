"""Bytes → files under one folder, durable: written aside, fsynced, read back, then shown by one rename.

Drafts lie in ``extensions/vankho-staging/`` of the same folder, a place that OCFL 1.1 (section 4.3) gives to
extensions, so that the rename never crosses a file system and a validator finds nothing strange. A draft belongs to
whoever holds the ``flock`` on the file beside it; drafts that nobody holds are swept when a :class:`FolderBlobs` is
made.
"""

import contextlib
import errno
import fcntl
import io
import json
import os
import shutil
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from archive.blob import Promise
from archive.blobs.key import checked
from archive.errors import Damaged, Full, Missing, StoreError, no_room
from archive.whole import sync_folder

STAGING = "extensions/vankho-staging"
_ABOUT_FILE = "config.json"
_ABOUT = {
    "extensionName": "vankho-staging",
    "description": "Drafts of writes under way. Drafts without a locked .lock file beside them may be deleted.",
}
_TRIES = 50
_READ_ONLY = 0o444
_CHUNK = 1 << 20


class FolderBlobs:
    """A store in a folder of a local file system. Several processes may share it.

    A folder cannot stop its owner from deleting, so it promises no WORM; its files are read-only against accidents.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._staging = root / STAGING
        _sweep(self._staging)

    @property
    def promise(self) -> Promise:
        """No WORM: whoever may write the folder may delete from it."""
        return Promise(worm=False, server=f"folder {self._root}", detail="files can be deleted by whoever owns them")

    def put(self, key: str, source: Path | bytes) -> None:
        """See :meth:`archive.blob.Blobs.put`."""
        target = self._path(key)
        with self._draft(key) as draft:
            _copy(source, draft / "file")
            self._show(draft / "file", target)

    def put_tree(self, folder: Path, prefix: str) -> None:
        """See :meth:`archive.blob.Blobs.put_tree`. Links to files are followed; the tree appears in one rename."""
        target = self._path(prefix)
        if target.exists():
            raise StoreError(f"{prefix}: đã có / already there")
        with self._draft(prefix) as draft:
            tree = draft / "tree"
            tree.mkdir()
            for path in sorted(folder.rglob("*")):
                if path.is_file():
                    name = path.relative_to(folder).as_posix()
                    checked(f"{prefix}/{name}")
                    (tree / name).parent.mkdir(parents=True, exist_ok=True)
                    _copy(path, tree / name)
            for parent, _, _ in os.walk(tree):
                sync_folder(Path(parent))
            self._show(tree, target)

    def open(self, key: str) -> BinaryIO:
        """See :meth:`archive.blob.Blobs.open`. A symbolic link in the file's place is not followed."""
        path = self._path(key)
        try:
            file = os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC), "rb")
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError) as error:
            raise Missing(key) from error
        except OSError as error:
            raise StoreError(f"{path}: {error.strerror}") from error
        return file

    def list(self, prefix: str) -> Iterator[str]:
        """See :meth:`archive.blob.Blobs.list`. Drafts are not listed."""
        start = prefix.rpartition("/")[0]
        folder = self._path(start) if start else self._root
        return (key for key in self._walk(folder, f"{start}/" if start else "", prefix) if key.startswith(prefix))

    def delete(self, key: str) -> None:
        """See :meth:`archive.blob.Blobs.delete`. Folders left empty go too (OCFL allows none)."""
        path = self._path(key)
        try:
            path.unlink()
            sync_folder(path.parent)
            for folder in path.parents:
                if folder == self._root:
                    break
                folder.rmdir()
                sync_folder(folder.parent)
        except FileNotFoundError:
            return
        except OSError as error:
            if error.errno not in (errno.ENOTEMPTY, errno.EEXIST, errno.ENOTDIR):
                raise StoreError(f"{path}: {error.strerror}") from error

    def _path(self, key: str) -> Path:
        return self._root / checked(key)

    def _walk(self, folder: Path, start: str, prefix: str) -> Iterator[str]:
        try:
            with os.scandir(folder) as found:
                entries = sorted((entry.name + "/" * entry.is_dir(follow_symlinks=False)) for entry in found)
        except (FileNotFoundError, NotADirectoryError):
            return
        except OSError as error:
            raise StoreError(f"{folder}: {error.strerror}") from error
        for name in entries:
            key = start + name
            if not name.endswith("/"):
                yield key
            elif key not in (f"{STAGING}/", "lost+found/") and (key.startswith(prefix) or prefix.startswith(key)):
                yield from self._walk(folder / name, key, prefix)

    @contextlib.contextmanager
    def _draft(self, key: str) -> Iterator[Path]:
        """A folder of our own in the staging place, gone afterwards whatever happens."""
        try:
            self._staging.mkdir(parents=True, exist_ok=True)
            lock, draft = _claim(self._staging)
        except OSError as error:
            raise _failed(key, error) from error
        try:
            draft.mkdir()
            if not (self._staging / _ABOUT_FILE).exists():
                _copy(json.dumps(_ABOUT, indent=2).encode() + b"\n", draft / _ABOUT_FILE)
                (draft / _ABOUT_FILE).replace(self._staging / _ABOUT_FILE)
            yield draft
        except OSError as error:
            raise _failed(key, error) from error
        finally:
            shutil.rmtree(draft, ignore_errors=True)
            draft.with_suffix(".lock").unlink(missing_ok=True)
            os.close(lock)

    def _show(self, staged: Path, target: Path) -> None:
        """Rename ``staged`` to ``target`` together with the folders above it that are missing: no empty folder is ever
        seen, and a kill at any moment leaves all or nothing.
        """
        for _ in range(_TRIES):
            top = target
            while not top.parent.is_dir():
                top = top.parent
            if top != target:
                carrier = staged.parent / uuid.uuid4().hex
                inside = carrier / target.relative_to(top)
                inside.parent.mkdir(parents=True)
                staged = staged.rename(inside)
                for parent, _, _ in os.walk(carrier):
                    sync_folder(Path(parent))
            else:
                carrier = staged
            try:
                carrier.rename(top)
            except OSError as error:  # someone else made or took away a folder above in the same moment
                moved = error.errno in (errno.ENOENT, errno.ENOTEMPTY, errno.EEXIST)
                if not moved or (top == target and target.exists()):
                    raise
                continue
            sync_folder(top.parent)
            return
        raise StoreError(f"{target}: thư mục đổi liên tục / its folder keeps changing")


def _copy(source: Path | bytes, target: Path) -> None:
    """Write durably, drop the page cache so that the disk is what is read, and compare before anyone sees it."""
    with _reader(source) as original, target.open("xb") as sink:
        shutil.copyfileobj(original, sink, _CHUNK)
        os.fchmod(sink.fileno(), _READ_ONLY)
        sink.flush()
        os.fsync(sink.fileno())
        _forget(sink)
    with _reader(source) as original, target.open("rb") as written:
        while chunk := original.read(_CHUNK):
            if written.read(len(chunk)) != chunk:
                raise Damaged(f"{target.name}: đọc lại khác lúc ghi / read back differs from what was written")
        if written.read(1):
            raise Damaged(f"{target.name}: đọc lại khác lúc ghi / read back differs from what was written")
        _forget(written)


def _reader(source: Path | bytes) -> BinaryIO:
    return io.BytesIO(source) if isinstance(source, bytes) else source.open("rb")


def _forget(file: BinaryIO) -> None:
    """Drop the file's pages from memory, where the system can."""
    if sys.platform == "linux":
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def _failed(key: str, error: OSError) -> StoreError:
    if no_room(error):
        return Full(f"{key}: {error.strerror}")
    if error.errno in (errno.ENOTEMPTY, errno.EEXIST, errno.ENOTDIR, errno.EISDIR):
        return StoreError(f"{key}: đã có / already there")
    return StoreError(f"{key}: {error.strerror or error}")


def _claim(staging: Path) -> tuple[int, Path]:
    """A locked lock file and the name of the draft it stands for."""
    while True:
        draft = staging / uuid.uuid4().hex
        file = draft.with_suffix(".lock")
        lock = os.open(file, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644)
        fcntl.flock(lock, fcntl.LOCK_EX)
        if _is(lock, file):
            return lock, draft
        os.close(lock)  # swept between its birth and its lock


def _is(handle: int, file: Path) -> bool:
    try:
        return file.stat().st_ino == os.fstat(handle).st_ino
    except FileNotFoundError:
        return False


def _sweep(staging: Path) -> None:
    """Take away the drafts of runs that are dead. What cannot be told or taken (read-only disk) stays."""
    with contextlib.suppress(OSError):
        for path in sorted(staging.iterdir()):
            if path.suffix == ".lock":
                _sweep_one(path)
            elif path.name != _ABOUT_FILE and not path.with_suffix(".lock").exists():
                _remove(path)


def _sweep_one(file: Path) -> None:
    with contextlib.suppress(OSError):
        lock = os.open(file, os.O_RDWR | os.O_CLOEXEC)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if _is(lock, file):
                _remove(file.with_suffix(""))
                file.unlink()
        finally:
            os.close(lock)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
