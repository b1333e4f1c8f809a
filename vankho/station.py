"""The open parts of the house → a place where the line runs."""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Protocol

from archive.catalogue import Catalogue
from archive.conformance.check import Checker
from archive.dossier import name
from archive.errors import CodeTaken, Disposed, Refused
from archive.handover import is_file
from archive.ledger import Ledger
from archive.package import Making, unpack
from archive.places import DOSSIER, SEALED
from archive.records import Dossier, Event, Flag, Known, OcrPage, Package, Receipt, Scan, Source
from archive.store import Store
from archive.xmp import Flavour
from ingest.limits import Limits
from ingest.steps import Profile
from ocr.checks import Bounds
from ocr.engine import Engine
from search.entry import entries
from search.index import Index
from vankho import __version__
from vankho.corrections import Journal, accepted, covers, told, unreleased
from vankho.desk import Desk
from vankho.examples import keep_examples
from vankho.packages import opened_source
from vankho.quarantine import MARK, Quarantine, Quarantined, bare
from vankho.runner import Runner
from vankho.scans import as_scan
from vankho.users import Users

_OVERTAKEN = (
    "hồ sơ đã đổi từ khi gói bổ sung đến; hãy nhận lại gói ấy (ingest)"
    " / the dossier changed since the package came; ingest that again"
)


class AlreadyKept(Exception):
    """The same scans, with nothing new known about them, are in the store."""

    def __init__(self, dossier: Dossier, receipt: Receipt) -> None:
        super().__init__(dossier.id)
        self.dossier = dossier
        self.receipt = receipt


class Restored(AlreadyKept):
    """An AIP of ours came back and is in the store again."""


class Waiting(Exception):
    """The dossier has flags; it waits on its desk for a person."""

    def __init__(self, dossier: Dossier) -> None:
        super().__init__(dossier.id)
        self.dossier = dossier


class Parts(Protocol):
    """What a station is built from; :mod:`vankho.wiring` opens it and closes it."""

    @property
    def store(self) -> Store: ...  # noqa: D102
    @property
    def catalogue(self) -> Catalogue: ...  # noqa: D102
    @property
    def index(self) -> Index: ...  # noqa: D102
    @property
    def ledger(self) -> Ledger: ...  # noqa: D102
    @property
    def users(self) -> Users: ...  # noqa: D102
    @property
    def runner(self) -> Runner: ...  # noqa: D102
    @property
    def engine(self) -> Engine: ...  # noqa: D102
    @property
    def checker(self) -> Checker | None: ...  # noqa: D102
    @property
    def limits(self) -> Limits: ...  # noqa: D102
    @property
    def low_confidence(self) -> float: ...  # noqa: D102
    @property
    def profile(self) -> Profile: ...  # noqa: D102
    @property
    def agency(self) -> str: ...  # noqa: D102
    @property
    def flavour(self) -> Flavour: ...  # noqa: D102
    @property
    def trusted(self) -> tuple[Path, ...]: ...  # noqa: D102
    @property
    def work(self) -> Path: ...  # noqa: D102
    @property
    def now(self) -> Callable[[], datetime]: ...  # noqa: D102


class Watcher(Protocol):
    """Who is told how far the work is; called from several threads."""

    def scanned(self, scan: Scan) -> None:
        """A source was opened; its pages are now known."""
        ...

    def read(self, page: OcrPage) -> None:
        """A page was read."""
        ...


class Nobody:
    """Watches nothing: for one dossier, whose pages were read before."""

    def scanned(self, scan: Scan) -> None:
        """Nobody is told."""

    def read(self, page: OcrPage) -> None:
        """Nobody is told."""


class Station:
    """Where the line runs. ``accept``: archive also what has flags; each flag stays on record.

    All parts are opened here and now: a server that is down ends the command before the first dossier, not each one.

    Raises:
        UsageError, StoreError, CatalogueError: a part cannot be opened.
    """

    def __init__(self, parts: Parts, watcher: Watcher, *, accept: bool) -> None:
        self._parts = parts
        self._watcher = watcher
        self._accept = accept
        self._catalogue, self._ledger, self._runner = parts.catalogue, parts.ledger, parts.runner
        self.store = parts.store
        self.index = parts.index
        self.limits = parts.limits
        self.quarantine = Quarantine(parts.work)

    @property
    def trusted(self) -> tuple[Path, ...]:
        """Files and folders of those whose signatures are trusted."""
        return self._parts.trusted

    @property
    def bounds(self) -> Bounds:
        """From where on a person is asked."""
        return Bounds(self._parts.low_confidence, self._parts.now().date())

    def open(self, source: Source) -> Source:
        """``source``, opened where it is a package made by others (:mod:`vankho.packages`).

        Raises:
            Refused: it is not safe, or its check found more than wrong fields and this station does not accept.
            AlreadyKept: it was an AIP of ours; it is in the store, just now or before.
        """
        return opened_source(source, self._parts.work, self.limits, accept=self._accept, keeping=self)

    def restore(self, package: Package) -> None:
        """Put an AIP of ours back as it is; under its name nothing else may be kept.

        Raises:
            CodeTaken: another dossier has its name.
            Quarantined: it bears a secrecy mark that nobody released it from.
            AlreadyKept: it was kept before.
            Restored: it is now.
        """
        dossier, identity = package.dossier, package.dossier.id
        name(as_scan(dossier, Known({"file_code": identity})), "")
        self._not_disposed(identity, dossier.digest, dossier.source)
        marks = [flag for flag in dossier.flags if flag.kind == MARK]
        if marks and all(event.kind != "release from quarantine" for event in dossier.events):
            raise Quarantined.of(self.set_aside(dossier, marks, "vankho"))
        if self.store.has(identity):
            kept = unpack(self.store.read(identity, DOSSIER))
            if kept.digest != dossier.digest:
                raise CodeTaken(identity, file=dossier.source)
            raise AlreadyKept(kept, self.store.receipt(identity))
        receipt = self.store.put(package, "vankho ingest, AIP")
        self.complete(package.dossier, receipt)
        raise Restored(package.dossier, receipt)

    def already(self, identity: str) -> None:
        """Say that what a package holds is kept: it, or a package that came after it.

        Raises:
            AlreadyKept: always.

        """
        raise AlreadyKept(unpack(self.store.read(identity, DOSSIER)), self.store.receipt(identity))

    def desk(self, scan: Scan) -> Desk:
        """The work folder of ``scan``, to be used in a ``with``."""
        self._watcher.scanned(scan)
        worker = (self._runner, self._parts.engine, self.limits, self._parts.profile)
        desk = Desk(self._parts.work, scan, worker, self._parts.now)
        desk.on_page = self._watcher.read
        return desk

    def identify(self, scan: Scan, desk: Desk) -> str:
        """The name under which ``scan`` is or will be kept.

        Raises:
            AlreadyKept: it is there, and nothing new is known about it.
            CodeTaken: the code given for it names another dossier.
            Refused: the dossier that it adds to or replaces is another version by now.
            Quarantined: it was set aside before, so it is not even read.
            Disposed: it was lawfully destroyed; it does not come back by being scanned again.

        """
        if aside := self.quarantine.get(scan.digest):
            self.shut(aside)
            raise Quarantined.of(aside)
        row = self._catalogue.by_digest(scan.digest)
        identity = (
            row.id if row else name(replace(scan, known=told(scan.known, (), desk.corrections)), self._parts.agency)
        )
        desk.claim(identity)
        self._not_disposed(identity, scan.digest, scan.source)
        if self.store.has(identity):
            kept = unpack(self.store.read(identity, DOSSIER))
            if kept.digest not in (scan.digest, scan.known.joins):
                if scan.known.joins:
                    raise Refused(_OVERTAKEN, file=scan.source)
                raise CodeTaken(identity, file=scan.source)
            if kept.fingerprint == scan.fingerprint or not (scan.known.fields or scan.known.documents):
                desk.clear()
                raise AlreadyKept(kept, self.store.receipt(identity))
            if any(file.name.startswith(SEALED) for file in self.store.files(identity)):
                desk.note_seals_left(self.store.receipt(identity).version)
        return identity

    def _not_disposed(self, identity: str, digest: str, source: str) -> None:
        """Let no dossier come back that was disposed of, and none take its name or that of a file or a batch."""
        if is_file(identity):
            raise CodeTaken(identity, file=source)
        for row in (self._catalogue.by_digest(digest), self._catalogue.get(identity)):
            if row is not None and row.status == "disposed":
                raise Disposed(f"{row.id} ({row.fields.get('disposal')})", file=source)

    def look(self, dossier: Dossier, desk: Desk) -> Dossier:
        """``dossier`` as it is, unless it needs a person.

        Raises:
            Quarantined: it bears a secrecy mark; see :meth:`guard`.
            Waiting: it has flags, or a person has begun to correct it, and no person has accepted it as it is now, nor
                does this station accept on its own.

        """
        corrections = desk.corrections
        self.guard(dossier, desk)
        flags = [flag for flag in dossier.flags if flag.kind != MARK]
        begun = [one for one in corrections if one.kind != "release"]
        if (flags or begun) and not covers(accepted(corrections), flags) and not self._accept:
            desk.wait(dossier)
            if not self.store.has(dossier.id):
                self._catalogue.enter(dossier, "review", None)
            raise Waiting(dossier)
        return dossier

    def guard(self, dossier: Dossier, desk: Desk) -> None:
        """Set ``dossier`` aside where it bears a secrecy mark that no person has released it from: nothing of it stays
        on the desk, in the catalogue or in the index. No station accepts such a mark on its own.

        Raises:
            Quarantined: that was done.

        """
        marks = unreleased(desk.corrections, [flag for flag in dossier.flags if flag.kind == MARK])
        if marks:
            raise Quarantined.of(self.set_aside(dossier, marks, "vankho"))

    def set_aside(self, dossier: Dossier, flags: Sequence[Flag], who: str) -> Dossier:
        """Send ``dossier`` to quarantine; what may stay known of it (:func:`vankho.quarantine.bare`)."""
        told = ", ".join(f"page {flag.page + 1}: {flag.found}" if flag.page is not None else "" for flag in flags)
        done = Event(self._parts.now().isoformat(timespec="seconds"), "quarantine", who, told)
        aside = bare(dossier, flags, done)
        self.quarantine.put(aside)
        self.shut(aside)
        return aside

    def shut(self, aside: Dossier) -> None:
        """Take what was set ``aside`` out of index and catalogue and off the desks; done twice it changes nothing."""
        (done,) = aside.events
        detail = {"marks": done.detail, "source": aside.source, "digest": aside.digest}
        self._ledger.append_once(f"{aside.digest} {done.at}", "quarantined", aside.id, done.agent, detail)
        self.index.put(aside.id, ())
        receipt = self.store.receipt(aside.id) if self.store.has(aside.id) else None
        self._catalogue.enter(aside, "quarantine", receipt)
        shutil.rmtree(self._parts.work / aside.digest[:16], ignore_errors=True)

    def making(self, identity: str) -> Making:
        """What the package of ``identity`` needs to know of its maker."""
        parts, again = self._parts, self.store.has(identity)
        return Making(__version__, parts.now(), parts.checker, again=again, flavour=parts.flavour)

    def record(self, dossier: Dossier, receipt: Receipt) -> None:
        """Write ``receipt`` into ledger and catalogue, the catalogue last: what it names is complete."""
        detail = {"version": receipt.version, "inventory": receipt.sha512, "source": dossier.source}
        corrections = Journal(self._parts.work, dossier.digest).in_force()
        if acceptance := accepted(corrections):
            detail["accepted_by"] = acceptance.who
        keep_examples(self._parts.work, dossier, receipt, corrections)
        self._ledger.append_once(f"{dossier.id} v{receipt.version}", "archived", dossier.id, "vankho", detail)
        self._catalogue.enter(dossier, "archived", receipt)

    def find(self, dossier: Dossier) -> None:
        """Let ``dossier`` be found, by whom its access mode lets; one that a person has set counts still."""
        self._parts.users.read_on()
        self.index.put(dossier.id, entries(dossier, self._parts.users.modes.get(dossier.id)))

    def complete(self, dossier: Dossier, receipt: Receipt) -> None:
        """Make sure that index, ledger and catalogue know what the store keeps (a crash may have come between)."""
        row = self._catalogue.get(dossier.id)
        if row is None or row.status != "archived" or row.version != receipt.version:
            self.find(dossier)
            self.record(dossier, receipt)
