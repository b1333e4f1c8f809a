"""Settings → the open parts of the house: the one place where back ends are named, opened and closed."""

import shlex
from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime, timedelta, timezone
from functools import cached_property
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from archive.blob import Blobs
from archive.errors import StoreError, UsageError
from archive.ledger import Ledger
from ingest.limits import Limits
from ocr.engine import Engine
from search.index import Index
from vankho.runner import Runner
from vankho.settings import FILE, TEMPLATE, Settings

if TYPE_CHECKING:
    from archive.catalogue import Catalogue
    from archive.conformance.check import Checker
    from archive.store import Store
    from vankho.keeping import Keeper
    from vankho.reader import Reader
    from vankho.users import Users

ICT = timezone(timedelta(hours=7), "ICT")
"""Vietnam's zone; times in packages are written with +07:00 (TT 05/2025/TT-BNV)."""


def clock() -> datetime:
    """Now, in Vietnam's zone."""
    return datetime.now(ICT)


def begin(settings: Settings) -> None:
    """Make the archive home with its folders and a commented ``vankho.toml``; what is there stays as it is."""
    try:
        settings.home.mkdir(parents=True, exist_ok=True)
        file = settings.home / FILE
        if not file.exists():
            file.write_text(TEMPLATE, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{settings.home}: {error}") from error


class House:
    """The parts, each opened when first asked for and closed at the end of the ``with``.

    A back end's module is imported only where its setting names it: a search needs no S3 client, and an extra that
    is not installed is missed only by who asked for it.
    """

    def __init__(self, settings: Settings, now: Callable[[], datetime] = clock) -> None:
        self.settings = settings
        self.now = now
        self.agency = settings.agency
        self.low_confidence = settings.low_confidence
        self.profile = settings.profile
        self.flavour = settings.pdfa
        self.trusted = (settings.home / Path(settings.seal_trust).expanduser(),) if settings.seal_trust else ()
        self.work = settings.home / "work"
        self.limits = Limits(
            max_bytes=settings.max_file_bytes, max_pages=settings.max_pages, max_pixels=settings.max_page_pixels
        )
        self.behind: dict[str, StoreError] = {}
        self._open = ExitStack()

    def __enter__(self) -> Self:
        begin(self.settings)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    @cached_property
    def blobs(self) -> Blobs:
        """The storage back end of ``store``."""
        return self._blobs(self.settings.store)

    @cached_property
    def blobs_2(self) -> Blobs:
        """The storage back end of ``store_2``."""
        return self._blobs(self.settings.store_2)

    def _blobs(self, address: str) -> Blobs:
        scheme, _, rest = address.partition(":")
        if scheme == "folder" and rest:
            made: Blobs = _module("archive.blobs.folder").FolderBlobs(self.settings.home / Path(rest).expanduser())
            return made
        if scheme == "s3":
            connected: Blobs = _module("archive.blobs.s3").connect(address)
            return connected
        raise UsageError(f"VANKHO_STORE={scheme}:… (folder:PATH | s3://KEY:SECRET@HOST:PORT/BUCKET?tls=0)")

    @cached_property
    def store(self) -> "Store":
        """The OCFL store, the truth; with ``store_2`` a second one follows it."""
        is_locked = self.settings.lock == "law"
        made: Store
        if not self.settings.store_2:
            made = _module("archive.store").Store(self.blobs, self.now, self._keep_locked, lock=is_locked)
        elif self.settings.store_2 == self.settings.store:
            raise UsageError("VANKHO_STORE_2 = VANKHO_STORE: không phải kho thứ hai / not a second store")
        else:
            made = _module("archive.twofold").TwofoldStore(
                self.blobs,
                self.now,
                self._keep_locked,
                lock=is_locked,
                open_second=lambda: self.blobs_2,
                told=self._not_copied,
            )
        return made

    def _not_copied(self, identity: str, error: StoreError) -> None:
        """Say on the ledger that the second store lacks something; the next ``vankho fixity run`` brings it."""
        self.behind[identity] = error
        self.ledger.append("copy-failed", identity, "vankho", {"store": "store_2", "reason": error.message("vi")})

    def _keep_locked(self, identity: str) -> None:
        """Lock what was just committed for as long as the law says, where the store keeps locks."""
        if self.store.keeps_locks:
            self._keeper.guard(identity)

    @cached_property
    def _keeper(self) -> "Keeper":
        made: Keeper = _module("vankho.keeping").Keeper(self, "vankho")
        return made

    @cached_property
    def catalogue(self) -> "Catalogue":
        """The catalogue, a mirror of the store."""
        opened: Catalogue = _module("archive.catalogue").open_catalogue(self.settings.catalogue, self.settings.home)
        return self._open.enter_context(opened)

    @cached_property
    def index(self) -> Index:
        """The index, a mirror of the store."""
        wanted = self.settings.index
        made: Index
        if wanted == "embedded":
            made = _module("search.indexes.embedded").EmbeddedIndex(self.settings.home / "index")
        elif wanted.startswith(("http://", "https://")):
            made = _module("search.indexes.elastic").connect(wanted)
        else:
            raise UsageError(f"VANKHO_INDEX={wanted} (embedded | http://HOST:9200/INDEX)")
        self._open.callback(made.close)
        return made

    @cached_property
    def ledger(self) -> Ledger:
        """The ledger of events, beside the store, never rebuilt."""
        return Ledger(self.settings.home / "ledger.jsonl", self.now)

    @cached_property
    def users(self) -> "Users":
        """Who may come in; a fold of the ledger, as of the first look."""
        made: Users = _module("vankho.users").Users(self.ledger, self.settings.home, self.now)
        made.read_on()
        return made

    @cached_property
    def reader(self) -> "Reader":
        """For whom this house is open; unless :meth:`admit` was called, for whoever works inside, who sees all."""
        made: Reader = _module("vankho.reader").whole(self)
        return made

    def admit(self, who: str, door: str, why: str = "") -> None:
        """Open this house for ``who``, who comes through ``door`` (``review set``) for the reason ``why``.

        Raises:
            Forbidden: that door is not for them.

        """
        self.reader = _module("vankho.reader").Reader(self, self.users.person(who), door, why)

    @cached_property
    def runner(self) -> Runner:
        """Who reads the pages."""
        kind, _, rest = self.settings.runner.partition(":")
        made: Runner
        if kind == "here":
            made = _module("vankho.runners.here").Here()
        elif kind in ("pool", ""):
            made = _module("vankho.runners.pool").Pool(_count(rest, self.settings.workers))
        elif kind == "dask" and rest:
            made = _module("vankho.runners.dask").Dask(rest)
        else:
            raise UsageError(f"VANKHO_RUNNER={self.settings.runner} (here | pool:N | dask:tcp://HOST:8786)")
        self._open.callback(made.close)
        return made

    @cached_property
    def engine(self) -> Engine:
        """The recogniser."""
        library = self.settings.ocr_engine == "library"
        kind = (
            _module("ocr.engines.embedded").EmbeddedTesseract if library else _module("ocr.engines.tesseract").Tesseract
        )
        made: Engine = kind(
            language=self.settings.ocr_language,
            timeout_s=self.settings.ocr_timeout,
            tessdata=self.settings.tessdata or None,
        )
        return made

    @cached_property
    def checker(self) -> "Checker | None":
        """What every PDF must pass before it is stored, on top of the structural check: veraPDF where it is set."""
        if not self.settings.verapdf:
            return None
        made: Checker = (
            _module("archive.verapdf").VeraPdf(tuple(shlex.split(self.settings.verapdf)), flavour=self.flavour).check
        )
        return made


def _module(name: str) -> Any:
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        extra = {"vankho.runners.dask": "dask"}.get(name, "")
        raise UsageError(f"{error}; pip install 'vankho[{extra}]'" if extra else str(error)) from error


def _count(text: str, otherwise: int) -> int:
    if not text:
        return otherwise
    if not text.isdigit() or int(text) < 1:
        raise UsageError(f"VANKHO_RUNNER=pool:{text} (pool:N, N ≥ 1)")
    return int(text)
