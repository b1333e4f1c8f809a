"""A file of a package → what METS and PREMIS say of it."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath

from archive.eark.formats import Format, by_name, identify
from archive.places import FETCH
from archive.records import PackageFile


@dataclass(frozen=True, slots=True)
class Part:
    """Tệp trong gói: ``name`` is the path from the package's root, ``created`` ISO 8601 with zone: when it came into
    the package."""

    name: str
    size: int
    sha256: str
    format: Format
    created: str


def part(file: PackageFile, created: datetime) -> Part:
    """``file``, looked into unless we wrote it ourselves as text, JSON or XML."""
    ours = (by_name(file.name).pronom and "/data/" not in file.name) or "/text/data/" in file.name
    ours = ours or file.name.endswith(FETCH)
    known = by_name(file.name) if ours else identify(file.path)
    return Part(file.name, file.size, file.sha256, known, stamp(created))


def part_of(name: str, data: bytes, created: datetime) -> Part:
    """The file ``name`` that holds ``data``, of our own making."""
    return Part(name, len(data), hashlib.sha256(data).hexdigest(), by_name(name), stamp(created))


def stamp(moment: datetime) -> str:
    """``moment`` as METS and PREMIS have it."""
    return moment.isoformat(timespec="seconds")


def stem(name: str) -> str:
    """The last part of a path, without its suffix."""
    return PurePosixPath(name).stem
