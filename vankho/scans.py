"""A dossier that waits or was set aside → its scans, found again where they lay."""

from dataclasses import replace
from pathlib import Path

from archive.errors import Failed, Unreadable
from archive.records import Dossier, Known, Scan, Source
from ingest.known import read_known
from ingest.limits import Limits
from ingest.scan import scan as open_scan
from vankho.incoming import BROKEN


def unchanged(dossier: Dossier, limits: Limits) -> Scan:
    """The scans of ``dossier``, opened again.

    Raises:
        Unreadable: one is no longer there.
        Failed: they are not what was read.

    """
    for file in dossier.files:
        if not file.path.is_file():
            raise Unreadable("không còn ở đó / no longer there", file=str(file.path))
    scan = open_scan(source_of(dossier), limits)
    if scan.digest != dossier.digest:
        raise Failed(
            "bản quét đã thay đổi / the scans changed; hãy ingest lại / ingest them again", file=dossier.source
        )
    return scan


def as_scan(dossier: Dossier, known: Known | None = None) -> Scan:
    """The scans as a desk and the dossier's name need them, without opening them."""
    return Scan(dossier.source, dossier.files, (), known or Known(), dossier.digest, dossier.fingerprint)


def known_of(dossier: Dossier) -> Known:
    """What ``dossier.toml`` says, where there is one, and what was found of the signatures in the scans.

    Raises:
        Unreadable: it was there and is no longer.

    """
    file = dossier.files[-1].path if dossier.files else Path()
    if file.suffix == ".toml" and not file.is_file():
        raise Unreadable("không còn ở đó / no longer there", file=str(file))
    known = read_known(file) if file.suffix == ".toml" else Known()
    return replace(known, flags=(*known.flags, *(flag for flag in dossier.flags if flag.kind == BROKEN)))


def source_of(dossier: Dossier) -> Source:
    """Where the scans of ``dossier`` lie, as it was found the first time."""
    known = dossier.files[-1].path if dossier.files[-1].path.suffix == ".toml" else None
    files = tuple(file.path for file in dossier.files if file.path != known)
    root = files[0].parents[len(Path(dossier.files[0].name).parts) - 1]
    return Source(dossier.source, root, files, known)
