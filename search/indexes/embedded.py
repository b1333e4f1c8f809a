"""Entries → Tantivy files in a folder, searched in this process: the index that needs no server."""

import fcntl
import hashlib
import json
import os
import shutil
import time
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import tantivy

from archive.access import EVERYTHING, Sight
from archive.errors import SearchFailed
from archive.records import Entry, Found
from search.answer import answer
from search.engine import Engine, T
from search.fields import ACCESS, FACETS, HEAD, MORE, VERSION, access, facets, fields, issued, shown
from search.indexes.embedded_remembered import Remembered
from search.indexes.embedded_segments import lacking, parts, shelf
from search.indexes.embedded_state import State
from search.packed import pack
from search.plan import within
from search.query import Query
from search.view import PLAIN, View

WAIT_S = 300.0
"""Seconds that a writer waits for its turn."""

HEAP = 15_000_000
"""Bytes of memory of a writer of one dossier (the engine's least); a writer of many takes ``WIDE_HEAP``."""

WIDE_HEAP = 100_000_000

REMEMBERED = 200_000
"""Words whose pages have been counted that are remembered, with what was found by them, until something is written; the
forms of some 300 words."""

Written = tuple[str, Sequence[Entry]]
"""A dossier and its pages."""

FORM = f"{VERSION}.1"
"""Of the files: that of what is kept, and what was added to it here."""

_FOLDER = f"v{FORM}"
_LOCK = "writer.lock"
_ADVICE = "chạy `vankho rebuild` / run `vankho rebuild`"


class EmbeddedIndex:
    """The index in ``folder``, which is made when first written or read.

    Any number of processes may search while one writes; writers wait for each other. A writer killed at any moment
    leaves what was there before. What was kept is in ``folder/v3.1``, the number being the version of its form.
    """

    def __init__(self, folder: Path, wait_s: float = WAIT_S) -> None:
        self._folder = folder
        self._kept = folder / _FOLDER
        self._wait_s = wait_s
        self._schema = _schema()
        self._index: tantivy.Index | None = None
        self._seen: tuple[int, int, int] | None = None
        self._remembered = Remembered()
        self._late: tuple[int, Sequence[Written]] = (-1, ())
        self._expected = 0
        self._beside = ThreadPoolExecutor(max_workers=os.cpu_count() or 1, thread_name_prefix="search")

    def put(self, dossier: str, entries: Sequence[Entry]) -> None:
        """See :class:`search.index.Index`. One commit: about 25 ms and one fsync a file."""
        self._write([(dossier, entries)], HEAP)

    def put_many(self, batch: Sequence[tuple[str, Sequence[Entry]]]) -> None:
        """See :class:`search.rebuild.Bulk`. One commit for all: all of the batch or nothing of it."""
        self._late = (self._write(batch, WIDE_HEAP), batch)

    def parts(self, pages: int) -> int:
        """See :class:`search.rebuild.Bulk`. From here until it settles each shelf gets so large a part of ``pages``."""
        self._expected = pages
        return parts(pages)

    def settle(self) -> None:
        """See :class:`search.rebuild.Bulk`. Some dossiers written last are written once more, one by one, until the
        engine puts the small segments together; not where they are too few, or somebody wrote meanwhile."""
        written, batch = self._late
        self._late, self._expected = (-1, ()), 0
        with self._turn(), self._speaking():
            if not batch or self._files()["opstamp"] != written:
                return
            more = lacking(self._sizes(), sum(len(entries) for _, entries in batch))
            for each in batch[:more] if more < len(batch) else ():
                self._commit([_documents(each)], HEAP)

    def search(self, query: Query, limit: int = 10, view: View = PLAIN) -> Found:
        """See :class:`search.index.Index`. Ties beyond a thousand pages of equal score fall as the engine has them."""
        return self.ask(lambda engine: answer(engine, query, limit, view))

    def ask(self, work: Callable[[Engine], T]) -> T:
        """See :class:`search.engine.Asked`."""
        with self._speaking():
            return work(self._state())

    def dossiers(self, sight: Sight = EVERYTHING) -> set[str]:
        """See :class:`search.index.Index`."""
        with self._speaking():
            state = self._state()
            return state.dossiers(within(sight))

    def clear(self) -> None:
        """See :class:`search.index.Index`. Works on a damaged index and on one of another version."""
        with self._turn():
            self.close()
            with self._speaking():
                draft = self._draft()
                for old in self._versions():
                    gone = old.rename(self._folder / f"gone-{old.name}")
                    if old == self._kept:
                        draft.rename(self._kept)
                    shutil.rmtree(gone) if gone.is_dir() else gone.unlink()
                if draft.exists():
                    draft.rename(self._kept)

    def close(self) -> None:
        """Let go of the files; the next call opens them again."""
        self._index = None
        self._seen = None

    def _write(self, batch: Sequence[Written], heap: int) -> int:
        """Write all of ``batch`` and return the number of the state that is."""
        documents = [*map(_documents, batch)]
        self._opened()
        with self._turn(), self._speaking():
            return self._commit(documents, heap)

    def _commit(self, documents: Sequence[tuple[str, Sequence[tantivy.Document]]], heap: int) -> int:
        # Opened anew: an older object would overwrite the list of files with what it knew.
        writer = tantivy.Index.open(str(self._kept)).writer(heap, 1)
        try:
            place = shelf(self._sizes(), self._expected)
            for dossier, pages in documents:
                writer.delete_documents_by_term("dossier", dossier)
                for page in pages:
                    page.add_integer("shelf", place)
                    writer.add_document(page)
            return writer.commit()
        finally:
            writer.wait_merging_threads()

    def _files(self) -> Mapping[str, Any]:
        """What the engine writes down of the last commit."""
        return dict(json.loads((self._kept / "meta.json").read_bytes()))

    def _sizes(self) -> list[int]:
        """Pages of each segment."""
        return [segment["max_doc"] for segment in self._files()["segments"]]

    def _state(self) -> State:
        """The index as of the last commit of any process."""
        index = self._opened()
        state = (self._kept / "meta.json").stat()
        seen = (state.st_ino, state.st_mtime_ns, state.st_size)
        if seen != self._seen:
            index.reload()
            self._seen = seen
            self._remembered = Remembered()
        elif self._remembered.words > REMEMBERED:
            self._remembered = Remembered()
        return State(index.searcher(), self._schema, self._remembered, self._beside)

    def _opened(self) -> tantivy.Index:
        if self._index is None:
            if not self._kept.exists():
                self._begin()
            with self._speaking():
                self._index = tantivy.Index.open(str(self._kept))
                self._index.config_reader("manual")
        return self._index

    def _begin(self) -> None:
        with self._turn():
            versions = self._versions()
            if self._kept in versions:
                return
            if versions:
                raise SearchFailed(f"{self._folder}: {versions[0].name} ≠ {_FOLDER}; {_ADVICE}")
            with self._speaking():
                self._draft().rename(self._kept)

    def _versions(self) -> list[Path]:
        return sorted(self._folder.glob("v[0-9]*"))

    def _draft(self) -> Path:
        """An empty index beside the one in use, so that it appears whole or not at all."""
        for left in (*self._folder.glob("gone-v*"), self._folder / "draft"):
            shutil.rmtree(left, ignore_errors=True)
        draft = self._folder / "draft"
        draft.mkdir()
        tantivy.Index(self._schema, str(draft))
        return draft

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """The one writer's place, waited for; a process that dies gives it up."""
        with self._lock_file() as lock:
            until = time.monotonic() + self._wait_s
            while not _locked(lock):
                if time.monotonic() > until:
                    raise SearchFailed(f"{self._folder}: writer.lock > {self._wait_s:g} s")
                time.sleep(0.02)
            yield

    def _lock_file(self) -> IO[bytes]:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            return (self._folder / _LOCK).open("ab")
        except OSError as error:
            raise SearchFailed(f"{self._folder}: {error.strerror}") from error

    @contextmanager
    def _speaking(self) -> Iterator[None]:
        """What the engine raises, said for people; a panic in it is no subclass of Exception."""
        try:
            yield
        except (ValueError, OSError, zlib.error) as error:
            self.close()
            raise SearchFailed(f"{self._folder}: {_first_line(error)}; {_ADVICE}") from error
        except BaseException as error:
            if type(error).__name__ != "PanicException":
                raise
            self.close()
            raise SearchFailed(f"{self._folder}: {_first_line(error)}; {_ADVICE}") from error


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("dossier", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("key", indexed=True, fast=True)
    builder.add_integer_field("shelf", indexed=True)
    builder.add_integer_field("since", fast=True)
    builder.add_integer_field("until", fast=True)
    builder.add_integer_field("document", stored=True)
    builder.add_integer_field("page", stored=True)
    builder.add_bytes_field("kept", stored=True)
    builder.add_text_field("exact", tokenizer_name="whitespace", index_option="freq")
    for name in ("folded", *HEAD, *MORE):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="position")
    for name in ACCESS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in FACETS:
        builder.add_text_field(f"facet_{name}", tokenizer_name="raw", index_option="basic", fast=True)
    return builder.build()


def _documents(written: Written) -> tuple[str, list[tantivy.Document]]:
    dossier, entries = written
    return dossier, [_document(dossier, entry) for entry in entries]


def _document(dossier: str, entry: Entry) -> tantivy.Document:
    document = tantivy.Document()
    document.add_text("dossier", dossier)
    document.add_integer("key", _key(dossier, entry.page))
    since, until = issued(entry)
    document.add_integer("since", since)
    document.add_integer("until", until)
    document.add_integer("document", entry.document)
    document.add_integer("page", entry.page)
    document.add_bytes("kept", pack(shown(entry)))
    for name, values in (fields(entry) | access(entry)).items():
        for value in values:
            document.add_text(name, value)
    for name, value in facets(entry).items():
        document.add_text(f"facet_{name}", value)
    return document


def _key(dossier: str, page: int) -> int:
    """A number for the page, the same on every machine, below 2^63."""
    return int.from_bytes(hashlib.blake2b(f"{dossier}\0{page}".encode(), digest_size=8).digest()) >> 1


def _locked(lock: IO[bytes]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _first_line(error: BaseException) -> str:
    return (str(error) or type(error).__name__).splitlines()[0][:300]
