"""A package as it came (folder, ZIP, TAR) → a folder of plain files, or a refusal; what came is only read.

Whoever hands in a package may be mistaken or mean harm. So nothing is believed of what an archive says of itself: the
bytes are counted while they are unpacked, and a name that could lead outside, a link, a device, a second file of the
same name or a password ends it all. Packages within packages are not opened.
"""

import os
import re
import stat
import tarfile
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from archive.errors import Encrypted, Full, TooLarge, Truncated, Unreadable, no_room
from archive.received.errors import NotAPackage, UnsafePackage
from archive.text import nfc

METS = "METS.xml"
FORMS = {".zip", ".tar"}
_CHUNK = 1 << 20
_NAME_BYTES, _DEPTH = 240, 24
_RATIO, _FREE = 200, 16 << 20
"""XML shrinks 20 to 50 times, PDF and pictures hardly. The first 16 MiB of a file may shrink as they like."""
_BAD_CHAR = re.compile(r'[\x00-\x1f\x7f\\:*?"<>|]')


@dataclass(frozen=True, slots=True)
class PackageLimits:
    """How much one package may be: files, bytes of one file, bytes in all once unpacked."""

    max_files: int = 20_000
    max_file_bytes: int = 2 << 30
    max_bytes: int = 16 << 30


def is_package(path: Path) -> bool:
    """Whether ``path`` looks like one without being opened whole: a folder with ``METS.xml`` and ``representations/``;
    a ZIP or TAR that lists a ``METS.xml`` at its top or in a folder there, or that cannot be read."""
    try:
        if path.is_dir():
            return (path / METS).is_file() and (path / "representations").is_dir()
        if path.suffix.lower() not in FORMS or not path.is_file():
            return False
        return any(_is_root(name.split("/")) for name in _names(path))
    except (OSError, zipfile.BadZipFile, tarfile.TarError, ValueError, EOFError, NotImplementedError, RuntimeError):
        return path.suffix.lower() in FORMS


def opened(path: Path, work: Path, limits: PackageLimits) -> Path:
    """The folder with the package's ``METS.xml``: ``path`` or its only sub-folder; what a ZIP or TAR holds is unpacked
    into ``work``, an empty folder.

    Raises:
        NotAPackage: none of these, or without ``METS.xml``.
        UnsafePackage: a link, a device, a name that leads outside or stands twice.
        Encrypted, Truncated, TooLarge, Unreadable: as they say.
        Full: no room to unpack it.
    """
    try:
        if path.is_dir():
            _walk(path, limits)
            return _root(path, path.name)
        if not path.is_file():
            raise Unreadable(
                "không có / not there" if not path.exists() else "không phải tệp / not a file", file=path.name
            )
        _unpack(path, work, limits)
        return _root(work, path.name)
    except (zipfile.BadZipFile, tarfile.TarError, zlib.error, EOFError, NotImplementedError) as error:
        raise Truncated(" ".join(str(error).split()) or type(error).__name__, file=path.name) from error
    except OSError as error:
        if no_room(error):
            raise Full(str(error)) from error
        raise Unreadable(error.strerror or str(error), file=path.name) from error


def files_of(root: Path) -> dict[str, Path]:
    """The files in ``root`` by their names in the package, NFC, with ``/``."""
    found = (Path(folder) / name for folder, _, names in os.walk(root) for name in names)
    return {nfc(path.relative_to(root).as_posix()): path for path in sorted(found)}


def _is_root(parts: list[str]) -> bool:
    return parts[-1] == METS and len(parts) <= 2


def _names(path: Path) -> list[str]:
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            return [one.filename for one in archive.infolist()]
    with tarfile.open(path, "r:") as tar:
        return [one.name.removeprefix("./") for one in tar]


def _root(folder: Path, name: str) -> Path:
    if (folder / METS).is_file():
        return folder
    inner = [one for one in folder.iterdir() if not one.name.startswith(".")]
    if len(inner) == 1 and inner[0].is_dir() and (inner[0] / METS).is_file():
        return inner[0]
    if not inner:
        raise NotAPackage("trống / empty", file=name)
    packed = [one for one in inner if one.suffix.lower() in FORMS]
    if len(packed) == len(inner):
        raise NotAPackage(f"gói trong gói, hãy giải nén trước / packages within a package: {packed[0].name}", file=name)
    raise NotAPackage(f"không có / no {METS}", file=name)


def _walk(root: Path, limits: PackageLimits) -> None:
    """A folder holds plain files only, not too many and not too much."""
    tally = _Tally(limits, root.name)
    for folder, folders, files in os.walk(root):
        for name in (*folders, *files):
            path = Path(folder) / name
            inside = path.relative_to(root).as_posix()
            seen = path.lstat()
            if not stat.S_ISREG(seen.st_mode) and not stat.S_ISDIR(seen.st_mode):
                raise UnsafePackage(f"liên kết hoặc thiết bị / link or device: {inside}", file=root.name)
            if stat.S_ISREG(seen.st_mode):
                tally.enter(inside)
                tally.add(inside, seen.st_size)


class _Tally:
    """Counts what is in a package, and knows which names are taken."""

    def __init__(self, limits: PackageLimits, package: str) -> None:
        self._limits, self._package = limits, package
        self._names: set[str] = set()
        self._bytes = 0

    def enter(self, name: str) -> None:
        key = unicodedata.normalize("NFC", name)
        if key in self._names:
            raise UnsafePackage(f"hai tệp trùng tên / two files of one name: {name}", file=self._package)
        self._names.add(key)
        if len(self._names) > self._limits.max_files:
            raise TooLarge(f"> {self._limits.max_files:,} tệp/files", file=self._package)

    def add(self, name: str, size: int) -> None:
        if size > self._limits.max_file_bytes:
            raise TooLarge(f"{name}: > {self._limits.max_file_bytes:,} bytes", file=self._package)
        self._bytes += size
        if self._bytes > self._limits.max_bytes:
            raise TooLarge(f"> {self._limits.max_bytes:,} bytes", file=self._package)

    def room(self) -> int:
        """How many bytes the next file may have."""
        return min(self._limits.max_file_bytes, self._limits.max_bytes - self._bytes)


def _unpack(path: Path, work: Path, limits: PackageLimits) -> None:
    whole = _FREE + _RATIO * path.stat().st_size  # entries that lie over one another are counted as often as they stand
    tally = _Tally(replace(limits, max_bytes=min(limits.max_bytes, whole)), path.name)
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            for name, one, stream in _zipped(archive, path.name, limits):
                tally.enter(name)
                most = max(_FREE, _RATIO * one.compress_size)
                with stream:
                    tally.add(name, _copy(stream, _target(work, name, path.name), min(most, tally.room()), path.name))
    elif path.suffix.lower() == ".tar" or tarfile.is_tarfile(path):
        with tarfile.open(path, "r:") as tar:
            for name, stream in _tarred(tar, path.name):
                tally.enter(name)
                with stream:
                    tally.add(name, _copy(stream, _target(work, name, path.name), tally.room(), path.name))
    else:
        raise NotAPackage("không phải thư mục, ZIP hay TAR / no folder, ZIP or TAR", file=path.name)


def _zipped(
    archive: zipfile.ZipFile, package: str, limits: PackageLimits
) -> Iterator[tuple[str, zipfile.ZipInfo, IO[bytes]]]:
    if len(archive.infolist()) > 2 * limits.max_files:
        raise TooLarge(f"> {limits.max_files:,} tệp/files", file=package)
    for one in archive.infolist():
        mode = one.external_attr >> 16
        if mode and not stat.S_ISREG(mode) and not stat.S_ISDIR(mode) and stat.S_IFMT(mode):
            raise UnsafePackage(f"liên kết hoặc thiết bị / link or device: {one.filename}", file=package)
        if one.flag_bits & 1:
            raise Encrypted(file=package)
        name = _name(one.filename, package)
        if not one.is_dir():
            yield name, one, archive.open(one)


def _tarred(tar: tarfile.TarFile, package: str) -> Iterator[tuple[str, IO[bytes]]]:
    for one in tar:
        if (not one.isfile() and not one.isdir()) or one.issparse():
            raise UnsafePackage(f"liên kết hoặc thiết bị / link or device: {one.name}", file=package)
        if one.isdir() and one.name in (".", "./"):
            continue
        name = _name(one.name.removeprefix("./"), package)
        stream = tar.extractfile(one) if one.isfile() else None
        if stream:
            yield name, stream


def _name(name: str, package: str) -> str:
    """``name``, if it is the plain name of a file inside."""
    bare = name.removesuffix("/")
    parts = bare.split("/")
    if not bare or len(parts) > _DEPTH or any(part in ("", ".", "..") for part in parts):
        raise UnsafePackage(f"tên dẫn ra ngoài / a name that leads outside: {name!r}", file=package)
    if _BAD_CHAR.search(bare) or any(len(part.encode(errors="replace")) > _NAME_BYTES for part in parts):
        raise UnsafePackage(f"tên không dùng được / a name that cannot be used: {name[:80]!r}", file=package)
    return bare


def _target(work: Path, name: str, package: str) -> Path:
    target = work / name
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError) as error:
        raise UnsafePackage(f"tệp trùng tên thư mục / a file and a folder of one name: {name}", file=package) from error
    return target


def _copy(stream: IO[bytes], target: Path, most: int, package: str) -> int:
    """Bytes written, which are no more than ``most`` whatever the archive says."""
    size = 0
    try:
        sink = target.open("xb")
    except (FileExistsError, IsADirectoryError) as error:
        raise UnsafePackage(f"hai tệp trùng tên / two files of one name: {target.name}", file=package) from error
    with sink:
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            if size > most:
                raise TooLarge(f"{target.name}: > {most:,} bytes", file=package)
            sink.write(chunk)
    return size
