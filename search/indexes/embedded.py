"""Entries → Tantivy files in a folder, searched in this process: the index that needs no server."""

import fcntl
import hashlib
import json
import shutil
import time
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import tantivy

from archive.errors import SearchFailed
from archive.records import Entry, Found, Hit
from search.fields import ALL, HEAD, VERSION, fields, writable
from search.plan import WINDOW, Clause, Plan, place, plan, rounded
from search.query import Query
from search.snippet import snippet

WAIT_S = 300.0
"""Seconds that a writer waits for its turn."""

HEAP = 15_000_000
"""Bytes of memory of a writer of one dossier (the engine's least); a writer of many takes ``WIDE_HEAP``."""

WIDE_HEAP = 100_000_000

TIES = 1_000
"""Pages of equal score among which the order by dossier and page is sure."""

Scored = tuple[float, tantivy.DocAddress]
Stored = tuple[float, tantivy.Document]

_FOLDER = f"v{VERSION}"
_LOCK = "writer.lock"
_ADVICE = "chạy `vankho rebuild` / run `vankho rebuild`"


class EmbeddedIndex:
    """The index in ``folder``, which is made when first written or read.

    Any number of processes may search while one writes; writers wait for each other. A writer killed at any moment
    leaves what was there before. What was kept is in ``folder/v1``, the number being the version of its form.
    """

    def __init__(self, folder: Path, wait_s: float = WAIT_S) -> None:
        self._folder = folder
        self._kept = folder / _FOLDER
        self._wait_s = wait_s
        self._schema = _schema()
        self._index: tantivy.Index | None = None
        self._seen: tuple[int, int, int] | None = None

    def put(self, dossier: str, entries: Sequence[Entry]) -> None:
        """See :class:`search.index.Index`. One commit: about 25 ms and one fsync a file."""
        self._write([(dossier, entries)], HEAP)

    def put_many(self, batch: Sequence[tuple[str, Sequence[Entry]]]) -> None:
        """See :class:`search.rebuild.Bulk`. One commit for all: all of the batch or nothing of it."""
        self._write(batch, WIDE_HEAP)

    def search(self, query: Query, limit: int = 10) -> Found:
        """See :class:`search.index.Index`. Ties beyond a thousand pages of equal score fall as the engine has them."""
        began = time.perf_counter()
        with self._speaking():
            searcher = self._fresh().searcher()
            total, best = self._best(searcher, query, max(limit, 0))
            hits = tuple(_hit(score, document, query) for score, document in best)
        return Found(total, hits, round((time.perf_counter() - began) * 1000, 3))

    def dossiers(self) -> set[str]:
        """See :class:`search.index.Index`."""
        with self._speaking():
            searcher = self._fresh().searcher()
            return {name for name, _ in searcher.terms_with_prefix("dossier", "", tantivy.Query.all_query())}

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

    def _best(self, searcher: tantivy.Searcher, query: Query, limit: int) -> tuple[int, list[Stored]]:
        """How many match, and the best ``limit`` with their stored fields."""
        wanted = plan(query)
        reach = max(limit, WINDOW) if wanted.refine else max(limit, 1)
        total, found = self._first(searcher, wanted, min(reach, max(searcher.num_docs, 1)))
        if wanted.refine and found:
            bonus = self._bonus(searcher, wanted, [address for _, address in found])
            found = [(score + bonus.get(_place(address), 0.0), address) for score, address in found]
            found.sort(key=lambda hit: -hit[0])
        if limit < len(found):
            found = [hit for hit in found if limit and _level(hit) >= _level(found[limit - 1])]
        stored = [(score, searcher.doc(address)) for score, address in found]
        stored.sort(key=lambda hit: place(hit[0], _value(hit[1], "dossier"), _value(hit[1], "page")))
        return total, stored[:limit]

    def _first(self, searcher: tantivy.Searcher, wanted: Plan, reach: int) -> tuple[int, list[Scored]]:
        """How many match, and the best ``reach`` with all that tie with the last of them, as far as ``TIES``."""
        query = self._native(wanted)
        result = searcher.search(query, reach + 1)
        total: int = result.count  # type: ignore[attr-defined]  # the stub leaves it out
        found = result.hits
        if len(found) <= reach or _level(found[reach]) < _level(found[reach - 1]):
            return total, found[:reach]
        worst = _level(found[reach - 1])
        return total, [hit for hit in searcher.search(query, reach + TIES, count=False).hits if _level(hit) >= worst]

    def _bonus(
        self, searcher: tantivy.Searcher, wanted: Plan, among: list[tantivy.DocAddress]
    ) -> dict[tuple[int, int], float]:
        """What ``refine`` adds to the score of these pages."""
        make, must, should = tantivy.Query, tantivy.Occur.Must, tantivy.Occur.Should
        keys = searcher.fast_field_values("key", among)
        these = make.const_score_query(make.term_set_query(self._schema, "key", keys), 0.0)
        # One conjunction a clause: a plain union would walk through all postings of every word.
        adding = [(should, make.boolean_query([(must, these), (must, self._clause(each))])) for each in wanted.refine]
        found = searcher.search(make.boolean_query(adding), len(among), count=False).hits
        return {_place(address): score for score, address in found}

    def _native(self, wanted: Plan) -> tantivy.Query:
        occur = tantivy.Occur
        return tantivy.Query.boolean_query(
            [
                *((occur.Must, self._clause(clause)) for clause in wanted.must),
                *((occur.Should, self._clause(clause)) for clause in wanted.should),
                *((occur.MustNot, self._clause(clause)) for clause in wanted.must_not),
            ]
        )

    def _clause(self, clause: Clause) -> tantivy.Query:
        make = tantivy.Query
        if clause.prefix:
            found = make.regex_query(self._schema, clause.field, f"{clause.tokens[0]}.*")
        elif len(clause.tokens) == 1:
            found = make.term_query(self._schema, clause.field, clause.tokens[0], index_option="freq")
        else:
            found = make.phrase_query(self._schema, clause.field, list(clause.tokens))
        return found if clause.boost == 1.0 else make.boost_query(found, clause.boost)

    def _write(self, batch: Sequence[tuple[str, Sequence[Entry]]], heap: int) -> None:
        documents = [(dossier, [_document(dossier, entry) for entry in entries]) for dossier, entries in batch]
        self._opened()
        with self._turn(), self._speaking():
            # Opened anew: an older object would overwrite the list of files with what it knew.
            writer = tantivy.Index.open(str(self._kept)).writer(heap, 1)
            try:
                for dossier, pages in documents:
                    writer.delete_documents_by_term("dossier", dossier)
                    for page in pages:
                        writer.add_document(page)
                writer.commit()
            finally:
                writer.wait_merging_threads()

    def _fresh(self) -> tantivy.Index:
        """The index as of the last commit of any process."""
        index = self._opened()
        state = (self._kept / "meta.json").stat()
        seen = (state.st_ino, state.st_mtime_ns, state.st_size)
        if seen != self._seen:
            index.reload()
            self._seen = seen
        return index

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
    builder.add_integer_field("document", stored=True)
    builder.add_integer_field("page", stored=True)
    builder.add_bytes_field("kept", stored=True)
    for name in (*ALL, *HEAD):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="position")
    return builder.build()


def _document(dossier: str, entry: Entry) -> tantivy.Document:
    document = tantivy.Document()
    document.add_text("dossier", dossier)
    document.add_integer("key", _key(dossier, entry.page))
    document.add_integer("document", entry.document)
    document.add_integer("page", entry.page)
    shown = json.dumps([writable(entry.title), writable(entry.text)], ensure_ascii=False)
    document.add_bytes("kept", zlib.compress(shown.encode()))
    for name, values in fields(entry).items():
        for value in values:
            document.add_text(name, value)
    return document


def _hit(score: float, document: tantivy.Document, query: Query) -> Hit:
    title, text = json.loads(zlib.decompress(bytes(_value(document, "kept"))))
    return Hit(
        dossier=_value(document, "dossier"),
        document=_value(document, "document"),
        page=_value(document, "page"),
        score=rounded(score),
        title=title,
        snippet=snippet(text, query),
    )


def _value(document: tantivy.Document, field: str) -> Any:
    return document.get_first(field)


def _level(hit: Scored) -> float:
    return rounded(hit[0])


def _place(address: tantivy.DocAddress) -> tuple[int, int]:
    return address.segment_ord, address.doc


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
