"""A Scan → its work folder: where one dossier's pages, draft and waiting record lie until the receipt is there."""

import fcntl
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from archive.records import Dossier, Event, OcrPage, Scan, Trouble
from archive.written import read_record, write_record
from ingest.layer import ENGINE
from ingest.limits import Limits
from ingest.steps import Profile
from ocr.engine import Engine
from vankho import __version__
from vankho.corrections import Correction, Journal, event, turns
from vankho.incoming import VALIDATION, examined
from vankho.reading import PageJob, read_page
from vankho.runner import Runner

WAITING = "waiting.json"


class Unusable(Exception):
    """No page of the scans could be read; ``trouble`` is the first page's."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.message)
        self.trouble = trouble


class Desk:
    """The work folder ``work/<first 16 digits of the scans' digest>`` of one dossier, held by one process at a time.

    A second process (or thread) with the same scans waits until the first lets go. A killed process lets go at
    once, and what it had read is used by the next.
    """

    def __init__(
        self, work: Path, scan: Scan, worker: tuple[Runner, Engine, Limits, Profile], now: Callable[[], datetime]
    ) -> None:
        self._lock_file = work / f"{scan.digest[:16]}.lock"
        self._runner, self._engine, self._limits, self._profile = worker
        self._now = now
        self._locks: list[tuple[Path, int]] = []
        self._events: list[Event] = []
        self.folder = work / scan.digest[:16]
        self._journal = Journal(work, scan.digest)
        self.on_page: Callable[[OcrPage], None] = lambda page: None

    @property
    def draft(self) -> Path:
        """The folder in which the package is built; empty or absent when asked for."""
        place = self.folder / "draft"
        shutil.rmtree(place, ignore_errors=True)
        return place

    @property
    def corrections(self) -> tuple[Correction, ...]:
        """What people corrected about these scans, oldest first; it outlives this desk."""
        return self._journal.in_force()

    def correct(self, correction: Correction) -> None:
        """Add ``correction`` to what people corrected; it is on the disk on return."""
        self._journal.append(correction)

    def __enter__(self) -> Self:
        self._lock_file.parent.mkdir(parents=True, exist_ok=True)
        self._locks.append((self._lock_file, _hold(self._lock_file)))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for file, lock in reversed(self._locks):
            file.unlink(missing_ok=True)
            os.close(lock)
        self._locks.clear()

    def claim(self, identity: str) -> None:
        """Be the only one who may keep anything under the name ``identity`` until this desk is left; waits for it."""
        file = _name_lock(self._lock_file.parent, identity)
        self._locks.append((file, _hold(file)))

    def read(self, scan: Scan) -> tuple[OcrPage, ...]:
        """All pages of ``scan``, read on the runner, in scan order.

        Raises:
            Unusable: not one of them can be shown; nothing is left on the desk.
        """
        self._note("message digest calculation", "vankho", f"sha256 {scan.digest}")
        model = hashlib.sha256(f"{__version__} {self._engine} {self._profile}".encode()).hexdigest()[:8]
        folder = self.folder / f"pages-{model}"
        folder.mkdir(parents=True, exist_ok=True)
        ordered = turns(self.corrections)
        worker = (folder, self._limits, self._engine)
        given = bool(scan.known.package)
        jobs = [PageJob(page, *worker, ordered.get(page.index), self._profile, given) for page in scan.pages]
        done: list[OcrPage] = []
        for page in self._runner.run(read_page, jobs):
            self.on_page(page)
            done.append(page)
        if all(page.page.kind == "unreadable" for page in done) and (trouble := done[0].page.trouble):
            self.clear()
            raise Unusable(trouble)
        told = sum(page.engine == ENGINE for page in done)
        if given:
            self._note(
                "transfer", "vankho", f"{scan.known.package}: {len(scan.files)} files checked, kept as they came"
            )
            self._note("metadata extraction", "vankho", f"{told} pages from the text in the files")
        if told < len(done):
            self._note("image processing", "vankho", "upright, deskewed, cropped")
            self._note("text recognition", self._engine.name, f"{len(done) - told} pages")
        return tuple(done)

    def examine(self, scan: Scan, trusted: Sequence[Path]) -> Scan:
        """``scan``, of which is known now which signatures in its PDFs do not hold; ``trusted``: whose are trusted."""
        found = examined(scan, trusted)
        for detail in found.details:
            self._note(VALIDATION, "vankho", detail)
        return replace(scan, known=replace(scan.known, flags=(*scan.known.flags, *found.flags)))

    def note_seals_left(self, version: int) -> None:
        """The dossier's documents were sealed in ``version``. They are made anew now, with another time in them, so no
        seal of that version fits them."""
        self._note(
            "modification", "vankho", f"documents made anew; their seals belong to version {version} and stay in it"
        )

    def forget(self, page: int) -> None:
        """Let the page ``page`` (from 0) be made and read again by the next :meth:`read`."""
        for result in self.folder.glob(f"pages-*/p{page:04d}.json"):
            result.unlink()

    def events(self) -> tuple[Event, ...]:
        """What was done to the dossier on this desk so far, and by people before."""
        return tuple(sorted([*map(event, self.corrections), *self._events], key=lambda done: done.at))

    def wait(self, dossier: Dossier) -> None:
        """Keep ``dossier`` here until a person has looked; its scans are named so that they are found from anywhere."""
        files = tuple(replace(file, path=file.path.absolute()) for file in dossier.files)
        fresh = self.folder / f"{WAITING}.tmp"
        fresh.write_bytes(write_record(replace(dossier, files=files)))
        fresh.replace(self.folder / WAITING)

    def clear(self) -> None:
        """Take everything away: the dossier is in the store. Its scans were never here."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _note(self, kind: str, agent: str, detail: str) -> None:
        who = f"vankho {__version__}" if agent == "vankho" else agent
        self._events.append(Event(self._now().isoformat(timespec="seconds"), kind, who, detail))


def waiting(work: Path) -> Iterator[Dossier]:
    """The dossiers that wait for a person under ``work``, by their work folder's name."""
    for file in sorted(work.glob(f"*/{WAITING}")):
        yield read_record(file.read_bytes(), Dossier)


def waits(work: Path, digest: str) -> Dossier | None:
    """The dossier of the scans with this ``digest``, if it waits for a person under ``work``."""
    try:
        return read_record((work / digest[:16] / WAITING).read_bytes(), Dossier)
    except FileNotFoundError:
        return None


@contextmanager
def claimed(work: Path, identity: str) -> Iterator[None]:
    """As :meth:`Desk.claim`, for who has no desk: nobody keeps anything under the name ``identity`` meanwhile."""
    file = _name_lock(work, identity)
    work.mkdir(parents=True, exist_ok=True)
    handle = _hold(file)
    try:
        yield
    finally:
        file.unlink(missing_ok=True)
        os.close(handle)


def _name_lock(work: Path, identity: str) -> Path:
    return work / f"name-{hashlib.sha256(identity.encode()).hexdigest()[:16]}.lock"


def _hold(file: Path) -> int:
    """An exclusive lock on ``file``, waited for; given up by closing it or by dying."""
    while True:
        handle = os.open(file, os.O_CREAT | os.O_RDWR, 0o644)
        fcntl.flock(handle, fcntl.LOCK_EX)
        try:
            if os.fstat(handle).st_ino == file.stat().st_ino:
                return handle
        except FileNotFoundError:
            pass
        os.close(handle)
