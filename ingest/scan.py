"""Paths → Source → Scan: the dossiers that lie there, their files hashed and their pages counted."""

import hashlib
import os
import re
import stat
from collections.abc import Iterable, Sequence
from pathlib import Path

from archive.errors import Empty, Refused, TooLarge, Unreadable, WrongType
from archive.records import Known, Scan, ScanFile, ScanPage, Source
from archive.text import nfc
from ingest import pdf, picture
from ingest.known import read_known
from ingest.limits import Limits
from ingest.packages import is_data, package_source

PDF = {".pdf"}
PICTURES = {".tif", ".tiff", ".jpg", ".jpeg", ".jpe", ".png"}
KNOWN = "dossier.toml"
MAGIC = (
    (b"%PDF-", "pdf"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"II*\0", "tiff"),
    (b"MM\0*", "tiff"),
    (b"II+\0", "tiff"),
    (b"MM\0+", "tiff"),
)
KINDS = {".pdf": "pdf", ".tif": "tiff", ".tiff": "tiff", ".jpg": "jpeg", ".jpeg": "jpeg", ".jpe": "jpeg", ".png": "png"}


def sources(paths: Sequence[Path], *, each_file: bool = False) -> list[Source]:
    """The dossiers under ``paths``, in natural order, not yet opened.

    A file is one dossier. A folder with scans in it is one dossier; a folder with sub-folders that hold scans is a
    batch: each sub-folder by the same rule, each loose file a dossier. A ``dossier.toml`` makes its folder, with all
    below it, one dossier. ``each_file``: files directly in a given folder are a dossier each. What is hidden or is
    no scan by its name is passed over; a path that is not there becomes a source all the same, refused when opened.
    A package made by others (``ingest.packages``), folder, ZIP or TAR, is one dossier.
    """
    found: list[Source] = []
    for path in paths:
        if package := package_source(path):
            found.append(package)
        elif path.is_dir() and not _named_like_a_scan(path):
            found.extend(_in_folder(path, set(), split=each_file))
        else:
            found.append(_one_file(path))
    return found


def scan(source: Source, limits: Limits) -> Scan:
    """Open ``source``: hash its files, count its pages, read what is known. The files are only read.

    In a dossier of several files one that is no whole scan becomes a page with its trouble and the others go on. The
    ``dossier.toml`` is the last of the scan's files, so that it is kept with them; ``digest`` leaves it out. So are the
    files of a package that are no documents (METS, descriptions, schemas).

    Raises:
        Refused: nothing of it can be taken, or a limit is exceeded, or ``dossier.toml`` is wrong; names the file.

    """
    if not source.files:
        raise Empty(file=source.name)
    known = read_known(source.known) if source.known else Known()
    files: list[ScanFile] = []
    pages: list[ScanPage] = []
    troubles: list[Refused] = []
    beside: list[ScanFile] = []
    for path in source.files:
        if known.package and not is_data(path, source):
            beside.append(_hashed(path, source, limits))
            continue
        file, count, trouble = _open(path, source, limits)
        files.append(file)
        if trouble is not None:
            troubles.append(trouble)
            trouble.page = len(pages)
            if len(source.files) == 1:
                trouble.page, trouble.file = None, source.name
        told = trouble.trouble() if trouble else None
        first = len(pages)
        pages.extend(ScanPage(first + at, file, at + 1, told) for at in range(count))
        if len(pages) > limits.max_pages:
            raise TooLarge(f"> {limits.max_pages} trang/pages", file=source.name)
    if troubles and len(troubles) == len(files):
        raise troubles[0]
    digest = hashlib.sha256("".join(file.sha256 for file in files).encode()).hexdigest()
    files += beside
    if source.known:
        files.append(_hashed(source.known, source, limits))
    fingerprint = hashlib.sha256("".join(file.sha256 for file in files).encode()).hexdigest()
    return Scan(source.name, tuple(files), tuple(pages), known, digest, fingerprint)


def scans_under(folder: Path) -> list[Path]:
    """All scans in ``folder`` and below in the order in which a ``dossier.toml`` there makes them one dossier."""
    return _all_scans(folder, set())


def natural(path: Path) -> list[tuple[int, str]]:
    """A sort key: ``trang 2`` before ``trang 10``, letters without regard to case."""
    parts = re.split(r"(\d+)", nfc(path.name).casefold())
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in parts if part]


def _one_file(path: Path) -> Source:
    beside = path.with_suffix(".toml")
    if not beside.is_file():
        beside = path.parent / KNOWN
        if beside.is_file() and len(_scans(path.parent)) > 1:
            beside = path
    return Source(nfc(str(path)), path.parent, (path,), beside if beside != path and beside.is_file() else None)


def _in_folder(folder: Path, above: set[tuple[int, int]], *, split: bool) -> list[Source]:
    seen = folder.stat()
    if (seen.st_dev, seen.st_ino) in above:
        return []
    line = above | {(seen.st_dev, seen.st_ino)}
    if above and (package := package_source(folder)):
        return [package]
    known = folder / KNOWN
    if known.is_file():
        files = _all_scans(folder, set())
        return [Source(nfc(str(folder)), folder, tuple(files), known)] if files else []
    files = _scans(folder)
    packages = [package for path in _entries(folder) if path.is_file() and (package := package_source(path))]
    below = packages + [source for inner in _folders(folder) for source in _in_folder(inner, line, split=False)]
    if not below and not split:
        return [Source(nfc(str(folder)), folder, tuple(files), None)] if files else []
    return sorted(
        below + [_one_file(file) for file in files],
        key=lambda source: natural(source.root if len(source.files) != 1 else source.files[0]),
    )


def _all_scans(folder: Path, above: set[tuple[int, int]]) -> list[Path]:
    seen = folder.stat()
    if (seen.st_dev, seen.st_ino) in above:
        return []
    line = above | {(seen.st_dev, seen.st_ino)}
    return _scans(folder) + [file for inner in _folders(folder) for file in _all_scans(inner, line)]


def _scans(folder: Path) -> list[Path]:
    return _sorted(path for path in _entries(folder) if _named_like_a_scan(path))


def _folders(folder: Path) -> list[Path]:
    return _sorted(path for path in _entries(folder) if path.is_dir() and not _named_like_a_scan(path))


def _entries(folder: Path) -> list[Path]:
    try:
        return [path for path in folder.iterdir() if not path.name.startswith(".")]
    except OSError:
        return []


def _sorted(paths: Iterable[Path]) -> list[Path]:
    return sorted(paths, key=natural)


def _named_like_a_scan(path: Path) -> bool:
    return path.suffix.lower() in PDF | PICTURES


def _open(path: Path, source: Source, limits: Limits) -> tuple[ScanFile, int, Refused | None]:
    """The file, how many pages it has, and what is wrong with it (then it stands for one page).

    Raises:
        Unreadable, TooLarge: its bytes cannot be kept, so its dossier cannot.
    """
    file = _hashed(path, source, limits)
    try:
        if file.size == 0:
            raise Empty(file=file.name)
        return file, _count(path, file.name, limits), None
    except Refused as error:
        return file, 1, error


def _hashed(path: Path, source: Source, limits: Limits) -> ScanFile:
    inside = path.relative_to(source.root) if path.is_relative_to(source.root) else Path(path.name)
    name = nfc(inside.as_posix())
    return ScanFile(path, name, _size(path, name, limits), _hash(path, name))


def _size(path: Path, name: str, limits: Limits) -> int:
    try:
        seen = path.stat()
    except OSError as error:
        raise Unreadable(error.strerror or str(error), file=name) from error
    if not stat.S_ISREG(seen.st_mode):
        raise Unreadable("không phải tệp / not a file", file=name)
    if seen.st_size > limits.max_bytes:
        raise TooLarge(f"{seen.st_size:,} bytes > {limits.max_bytes:,}", file=name)
    return seen.st_size


def _hash(path: Path, name: str) -> str:
    try:
        with path.open("rb") as handle:
            return hashlib.file_digest(handle, "sha256").hexdigest()
    except OSError as error:
        raise Unreadable(error.strerror or os.strerror(error.errno or 5), file=name) from error


def _count(path: Path, name: str, limits: Limits) -> int:
    with path.open("rb") as handle:
        head = handle.read(1024)
    kind = next((kind for magic, kind in MAGIC if head.startswith(magic)), None)
    if kind is None and b"%PDF-" in head:
        kind = "pdf"
    wanted = KINDS.get(path.suffix.lower())
    if kind is None or (wanted == "pdf") != (kind == "pdf"):
        raise WrongType(f"{wanted or path.suffix}: {head[:8]!r}", file=name)
    if kind == "pdf":
        return pdf.count(path, name)
    return picture.count(path, name, limits.max_pixels)
