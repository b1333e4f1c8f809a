"""A dossier that must not lie here → what is still known of it: where its paper is, and why it was set aside.

State secrets are taken into no device that is joined to the Internet (TT 02/2019/TT-BNV). Vankho keeps nothing of such
a dossier but its name, where its scans lie, their digests and the page with the mark: no text, no picture, no title.
The scans are a person's to take away; the paper too.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from archive.errors import Full, StoreError, VankhoError, no_room
from archive.records import Dossier, Event, Flag
from archive.written import read_record, write_record

FOLDER = "quarantine"
MARK = "secret"
"""The kind of flag that sends a dossier here."""


class Quarantined(VankhoError):
    """The dossier is set aside; nothing of it is shown, searched or handed out until a person releases it.

    Made by :meth:`of`; ``dossier`` is what the register has.
    """

    dossier: Dossier

    kind = "quarantine"
    exit_code = 7
    vi = "Hồ sơ {detail} đang được cách ly vì dấu độ mật (từ {file}); xem: vankho quarantine show."
    en = "Dossier {detail} is in quarantine for its secrecy mark (from {file}); see: vankho quarantine show."

    @classmethod
    def of(cls, dossier: Dossier) -> "Quarantined":
        """The refusal to touch ``dossier``."""
        error = cls(dossier.id, file=dossier.source)
        error.dossier = dossier
        return error


class Quarantine:
    """The register of what was set aside (sổ cách ly): a file a dossier under the home, named like its work folder."""

    def __init__(self, work: Path) -> None:
        self._folder = work.with_name(FOLDER)

    def put(self, dossier: Dossier) -> None:
        """Set the bare ``dossier`` aside (:func:`bare`); it is on the disk on return, readable by its owner alone.

        Raises:
            Full, StoreError: it could not be written.

        """
        file = self._file(dossier.digest)
        fresh = file.with_suffix(".tmp")
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with open(fresh, "wb", opener=lambda path, flags: os.open(path, flags, 0o600)) as sink:
                sink.write(write_record(dossier))
                sink.flush()
                os.fsync(sink.fileno())
            fresh.replace(file)
        except OSError as error:
            raise (Full if no_room(error) else StoreError)(f"{file}: {error.strerror or error}") from error

    def get(self, digest: str) -> Dossier | None:
        """The dossier of the scans with this digest, if it was set aside."""
        try:
            return read_record(self._file(digest).read_bytes(), Dossier)
        except FileNotFoundError:
            return None

    def find(self, identity: str) -> Dossier | None:
        """The dossier of this name, if it was set aside."""
        return next((dossier for dossier in self if dossier.id == identity), None)

    def __iter__(self) -> Iterator[Dossier]:
        """All that was set aside, by the names of their files."""
        for file in sorted(self._folder.glob("*.json")):
            with suppress(FileNotFoundError):
                yield read_record(file.read_bytes(), Dossier)

    def forget(self, digest: str) -> None:
        """Strike the dossier from the register."""
        self._file(digest).unlink(missing_ok=True)

    def _file(self, digest: str) -> Path:
        return self._folder / f"{digest[:16]}.json"


def bare(dossier: Dossier, flags: Sequence[Flag], done: Event) -> Dossier:
    """All of ``dossier`` that may stay here: its name, its scans' places and digests, and why it was set aside."""
    files = tuple(replace(file, path=file.path.absolute()) for file in dossier.files)
    kept = tuple(replace(flag, box=None) for flag in flags)
    return Dossier(dossier.id, dossier.source, dossier.digest, dossier.fingerprint, {}, (), (), kept, (done,), files)
