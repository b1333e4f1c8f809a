"""A path → Source, where a package made by others lies there (SIP, AIP, DIP of E-ARK CSIP)."""

import os
import re
from pathlib import Path

from archive.received.opening import is_package
from archive.records import Source
from archive.text import nfc

_DATA = re.compile(r"(?:^|/)representations/[^/]+/data/[^/]+(?:/.+)?$")
_SHOWN = frozenset({".pdf", ".tif", ".tiff", ".jpg", ".jpeg", ".jpe", ".png"})


def package_source(path: Path) -> Source | None:
    """The package at ``path``: a folder with ``METS.xml`` and ``representations/``, or a ZIP or TAR (what is called so
    and cannot be read is refused when it is opened, not passed over); None where there is none."""
    if not is_package(path):
        return None
    if path.is_file():
        return Source(nfc(str(path)), path.parent, (path,), package=path)
    files = sorted(Path(folder) / name for folder, _, names in os.walk(path) for name in names)
    return Source(nfc(str(path)), path, tuple(files), package=path)


def is_data(path: Path, source: Source) -> bool:
    """Whether ``path`` is a file of an opened package that is read as a document's pages."""
    inside = path.relative_to(source.root).as_posix() if path.is_relative_to(source.root) else path.name
    return path.suffix.lower() in _SHOWN and bool(_DATA.search(inside))
