"""Entries → Tantivy files in a folder, searched in this process: the index that needs no server."""

import fcntl
import hashlib
import shutil
import time
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import tantivy

from archive.access import EVERYTHING, Sight
from archive.errors import SearchFailed
from archive.records import Entry, Found
from search.answer import Facets, Place, Ranked, answer
from search.fields import ACCESS, FACETS, HEAD, MORE, VERSION, access, facets, fields, issued, shown
from search.packed import pack, unpack
from search.plan import Among, Best, Clause, Every, Flat, Span, Wanted, rounded, within
from search.query import Query
from search.view import PLAIN, View

WAIT_S = 300.0
"""Seconds that a writer waits for its turn."""

HEAP = 15_000_000
"""Bytes of memory of a writer of one dossier (the engine's least); a writer of many takes ``WIDE_HEAP``."""

WIDE_HEAP = 100_000_000

TIES = 1_000
"""Pages of equal score among which the order by dossier and page is sure."""

MANY_TIES = 20_000
"""The same where not all may be seen. Scores are flat then and ties many; which of them are told may not depend on what
lies between them."""

COUNTED = 500
"""Values of a facet that the engine counts; the rarer ones beyond are not told."""

Key = tuple[int, int]
"""Segment and page in it; good for one state of the index."""

_FOLDER = f"v{VERSION}"
_LOCK = "writer.lock"
_ADVICE = "chạy `vankho rebuild` / run `vankho rebuild`"


class EmbeddedIndex:
    """The index in ``folder``, which is made when first written or read.

    Any number of processes may search while one writes; writers wait for each other. A writer killed at any moment
    leaves what was there before. What was kept is in ``folder/v3``, the number being the version of its form.
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

    def search(self, query: Query, limit: int = 10, view: View = PLAIN) -> Found:
        """See :class:`search.index.Index`. Ties beyond a thousand pages of equal score fall as the engine has them."""
        with self._speaking():
            return answer(_State(self._fresh().searcher(), self._schema), query, limit, view)

    def dossiers(self, sight: Sight = EVERYTHING) -> set[str]:
        """See :class:`search.index.Index`."""
        with self._speaking():
            searcher = self._fresh().searcher()
            among = _State(searcher, self._schema).fulfilling(within(sight))
            return {name for name, _ in searcher.terms_with_prefix("dossier", "", among)}

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


class _State:
    """One state of the index (:class:`search.answer.Engine`)."""

    def __init__(self, searcher: tantivy.Searcher, schema: tantivy.Schema) -> None:
        self._searcher = searcher
        self._schema = schema
        self._read: dict[Key, tantivy.Document] = {}

    def frequencies(self, words: Iterable[str], only: Sequence[Wanted]) -> Mapping[str, int]:
        known = {word: found for word in words if (found := self._searcher.doc_freq("folded", word))}
        if not only:
            return known
        there = {word: self._count(Every((Clause("folded", (word,)),), only=tuple(only))) for word in known}
        return {word: found for word, found in there.items() if found}

    def fulfilling(self, only: Sequence[Wanted]) -> tantivy.Query:
        """All pages that fulfil ``only``."""
        make = tantivy.Query
        return make.boolean_query(
            [(tantivy.Occur.Must, self._native(each)) for each in only] or [(tantivy.Occur.Must, make.all_query())]
        )

    def _count(self, wanted: Every) -> int:
        total: int = self._searcher.search(self._native(wanted), 1).count  # type: ignore[attr-defined]
        return total

    def best(self, wanted: Every, reach: int, by_date: bool) -> tuple[int, list[Ranked]]:
        query = self._native(wanted)
        reach = min(reach, max(self._searcher.num_docs, 1))
        total, found = self._ranked(query, reach + 1, by_date)
        if len(found) > reach:
            worst = _level(found[reach - 1], by_date)
            if _level(found[reach], by_date) >= worst:
                _, found = self._ranked(query, reach + (MANY_TIES if wanted.only else TIES), by_date)
            found = [each for each in found if _level(each, by_date) >= worst]
        return total, self._few(found, reach, worst, by_date) if len(found) > reach + TIES else found

    def _few(self, found: list[Ranked], reach: int, worst: float, by_date: bool) -> list[Ranked]:
        """All above the level ``worst``, and of the many on it some that do not depend on where the engine has them."""
        above = [each for each in found if _level(each, by_date) > worst]
        level = [each for each in found if _level(each, by_date) == worst]
        keys = self._searcher.fast_field_values("key", [tantivy.DocAddress(*each.key) for each in level])
        by_key = dict(zip((int(key or 0) for key in keys), level, strict=True))
        return above + [by_key[key] for key in sorted(by_key)[: reach + TIES - len(above)]]

    def _ranked(self, query: tantivy.Query, reach: int, by_date: bool) -> tuple[int, list[Ranked]]:
        result = self._searcher.search(query, reach, order_by_field="since" if by_date else None)
        total: int = result.count  # type: ignore[attr-defined]  # the stub leaves it out
        return total, [Ranked(value, (address.segment_ord, address.doc)) for value, address in result.hits]

    def bonus(self, clauses: Sequence[Clause | Flat], among: Sequence[Ranked]) -> Mapping[Key, float]:
        make, must, should = tantivy.Query, tantivy.Occur.Must, tantivy.Occur.Should
        keys = self._searcher.fast_field_values("key", [tantivy.DocAddress(*each.key) for each in among])
        # A union of terms lets the clauses skip; the engine's set of terms, a third as fast, does not.
        each_key = [(should, make.term_query(self._schema, "key", key, index_option="basic")) for key in keys]
        these = make.const_score_query(make.boolean_query(each_key), 0.0)
        # One conjunction a clause: a plain union would walk through all postings of every word.
        adding = [(should, make.boolean_query([(must, these), (must, self._native(each))])) for each in clauses]
        found = self._searcher.search(make.boolean_query(adding), len(among), count=False).hits
        return {(address.segment_ord, address.doc): score for score, address in found}

    def places(self, among: Sequence[Ranked]) -> Mapping[Key, Place]:
        return {each.key: self._place(each.key) for each in among}

    def _place(self, key: Key) -> Place:
        kept: Any = self._document(key)
        return Place(kept.get_first("dossier"), kept.get_first("document"), kept.get_first("page"))

    def shown(self, keys: Sequence[Key]) -> Mapping[Key, Mapping[str, Any]]:
        return {key: unpack(bytes(self._document(key).get_first("kept") or b"")) for key in keys}

    def counts(self, wanted: Every) -> Facets:
        asked = {name: {"terms": {"field": f"facet_{name}", "size": COUNTED}} for name in FACETS}
        answered = self._searcher.aggregate(self._native(wanted), asked)
        return {name: {bucket["key"]: bucket["doc_count"] for bucket in answered[name]["buckets"]} for name in FACETS}

    def _document(self, key: Key) -> tantivy.Document:
        if key not in self._read:
            self._read[key] = self._searcher.doc(tantivy.DocAddress(*key))
        return self._read[key]

    def _native(self, wanted: Wanted) -> tantivy.Query:
        make, occur = tantivy.Query, tantivy.Occur
        if isinstance(wanted, Clause):
            return self._clause(wanted)
        if isinstance(wanted, Flat):
            return make.const_score_query(self._clause(wanted.clause), wanted.score)
        if isinstance(wanted, Among):
            values = [(occur.Should, self._value(wanted.field, value)) for value in wanted.values]
            return make.const_score_query(make.boolean_query(values), 0.0)
        if isinstance(wanted, Best):
            return make.disjunction_max_query([self._native(each) for each in wanted.options])
        if isinstance(wanted, Span):
            whole = tantivy.FieldType.Integer
            since = make.range_query(self._schema, "since", whole, wanted.low, wanted.high)
            until = make.range_query(self._schema, "until", whole, wanted.low, wanted.high)
            both = make.boolean_query([(occur.Must, since), (occur.Must, until)])
            return make.const_score_query(both, wanted.score)
        return make.boolean_query(
            [
                *((occur.Must, self._native(each)) for each in wanted.must),
                *((occur.Should, self._native(each)) for each in wanted.should),
                *((occur.MustNot, self._native(each)) for each in wanted.must_not),
                *((occur.Must, self._native(each)) for each in wanted.only),
            ]
        )

    def _value(self, field: str, value: str) -> tantivy.Query:
        return tantivy.Query.term_query(self._schema, field, value, index_option="basic")

    def _clause(self, clause: Clause) -> tantivy.Query:
        make = tantivy.Query
        if clause.prefix:
            found = make.regex_query(self._schema, clause.field, f"{clause.tokens[0]}.*")
        elif len(clause.tokens) == 1:
            found = make.term_query(self._schema, clause.field, clause.tokens[0], index_option="freq")
        else:
            found = make.phrase_query(self._schema, clause.field, list(clause.tokens))
        return found if clause.boost == 1.0 else make.boost_query(found, clause.boost)


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("dossier", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("key", indexed=True, fast=True)
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


def _level(each: Ranked, by_date: bool) -> float:
    return each.score if by_date else rounded(each.score)


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
