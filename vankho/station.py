"""The open parts of the house → a place where the line runs."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Protocol

from archive.catalogue import Catalogue
from archive.conformance.check import Checker
from archive.dossier import name
from archive.errors import CodeTaken
from archive.ledger import Ledger
from archive.package import Making, unpack
from archive.records import Dossier, OcrPage, Receipt, Scan
from archive.store import Store
from ingest.limits import Limits
from ocr.engine import Engine
from search.entry import entries
from search.index import Index
from vankho import __version__
from vankho.corrections import Journal, accepted, covers, told
from vankho.desk import Desk
from vankho.examples import keep_examples
from vankho.runner import Runner


class AlreadyKept(Exception):
    """The same scans, with nothing new known about them, are in the store."""

    def __init__(self, dossier: Dossier, receipt: Receipt) -> None:
        super().__init__(dossier.id)
        self.dossier = dossier
        self.receipt = receipt


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
    def agency(self) -> str: ...  # noqa: D102
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
        self.low_confidence = parts.low_confidence

    def desk(self, scan: Scan) -> Desk:
        """The work folder of ``scan``, to be used in a ``with``."""
        self._watcher.scanned(scan)
        worker = (self._runner, self._parts.engine, self.limits)
        desk = Desk(self._parts.work, scan, worker, self._parts.now)
        desk.on_page = self._watcher.read
        return desk

    def identify(self, scan: Scan, desk: Desk) -> str:
        """The name under which ``scan`` is or will be kept.

        Raises:
            AlreadyKept: it is there, and nothing new is known about it.
            CodeTaken: the code given for it names another dossier.

        """
        row = self._catalogue.by_digest(scan.digest)
        identity = (
            row.id if row else name(replace(scan, known=told(scan.known, (), desk.corrections)), self._parts.agency)
        )
        desk.claim(identity)
        if self.store.has(identity):
            kept = unpack(self.store.read(identity, "dossier.json"))
            if kept.digest != scan.digest:
                raise CodeTaken(identity, file=scan.source)
            if kept.fingerprint == scan.fingerprint or not (scan.known.fields or scan.known.documents):
                desk.clear()
                raise AlreadyKept(kept, self.store.receipt(identity))
        return identity

    def look(self, dossier: Dossier, desk: Desk) -> Dossier:
        """``dossier`` as it is, unless it needs a person. A secrecy mark always does: no station accepts it on its own.

        Raises:
            Waiting: it has flags, or a person has begun to correct it, and no person has accepted it as it is now, nor
                does this station accept on its own.

        """
        corrections = desk.corrections
        seen = covers(accepted(corrections), dossier.flags)
        alone = self._accept and all(flag.kind != "secret" for flag in dossier.flags)
        if (dossier.flags or corrections) and not seen and not alone:
            desk.wait(dossier)
            if not self.store.has(dossier.id):
                self._catalogue.enter(dossier, "review", None)
            raise Waiting(dossier)
        return dossier

    def making(self) -> Making:
        """What a package needs to know of its maker."""
        return Making(version=__version__, created=self._parts.now(), checker=self._parts.checker)

    def record(self, dossier: Dossier, receipt: Receipt) -> None:
        """Write ``receipt`` into ledger and catalogue, the catalogue last: what it names is complete."""
        detail = {"version": receipt.version, "inventory": receipt.sha512, "source": dossier.source}
        corrections = Journal(self._parts.work, dossier.digest).in_force()
        if acceptance := accepted(corrections):
            detail["accepted_by"] = acceptance.who
        keep_examples(self._parts.work, dossier, receipt, corrections)
        self._ledger.append_once(f"{dossier.id} v{receipt.version}", "archived", dossier.id, "vankho", detail)
        self._catalogue.enter(dossier, "archived", receipt)

    def complete(self, dossier: Dossier, receipt: Receipt) -> None:
        """Make sure that index, ledger and catalogue know what the store keeps (a crash may have come between)."""
        row = self._catalogue.get(dossier.id)
        if row is None or row.status != "archived" or row.version != receipt.version:
            self.index.put(dossier.id, entries(dossier))
            self.record(dossier, receipt)
