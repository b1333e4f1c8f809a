"""Entries → an Elasticsearch index, for archives beyond one machine.

Only what every 8.x distribution has is used: no scripts, no plug-in, no ``delete_by_query``. The text arrives as our
own words, so the server's analysis is ``whitespace``. ``NAME`` is an alias of one ``NAME-v1-000001``, whose version
stands in the mapping's ``_meta``; so another can be filled beside it and take its place in one step.
"""

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from itertools import chain
from typing import Any
from urllib.parse import unquote, urlsplit

from elasticsearch import ApiError, BadRequestError, Elasticsearch, NotFoundError, TransportError
from elasticsearch.helpers import bulk

from archive.access import EVERYTHING, Sight
from archive.errors import SearchFailed, UsageError
from archive.records import Entry, Found
from search.answer import answer
from search.engine import Engine, T
from search.fields import ACCESS, FACETS, HEAD, MORE, VERSION, access, facets, fields, issued, shown
from search.indexes.elastic_state import Body, State, fulfilling, identity
from search.plan import within
from search.query import Query
from search.rebuild import Batch
from search.view import PLAIN, View

TIMEOUT_S = 60.0
"""Seconds that the server has for an answer, and for its index to be ready at the first one."""

REACH = 10_000
"""The server's own limit of pages of one answer (``index.max_result_window``)."""

CHUNK = 5_000_000
"""Bytes of one bulk request."""

STREAMS, SHARE = 2, 700
"""Bulk requests under way at once, so that the server writes while others are made; pages from which another is worth
its while."""

SETTLING_S = 3600.0
"""Seconds that the server has to put its files together."""

SETTLED = 1_000_000
"""Pages of one file of an index built anew, about: some 2 GB. Beyond 5 the server leaves a file as it is."""

_TOLD = "responses.error,responses.status,responses.hits.total.value,responses.hits.hits.fields,\
responses.hits.hits._score,responses.hits.hits.sort,responses.hits.hits.matched_queries,responses.aggregations"
"""What is read of what is found."""

_ADVICE = "chạy `vankho rebuild` / run `vankho rebuild`"
_NAME = re.compile(r"[a-z0-9][a-z0-9_.-]{0,199}")
_VALUE = {"type": "keyword"}
_WORDS = {"type": "text", "analyzer": "whitespace"}
_FACETS = [f"facet_{name}" for name in FACETS]
_MAPPING = {
    "dynamic": "strict",
    "_meta": {"vankho": VERSION},
    "_source": {"excludes": ["exact", "folded", *HEAD, *MORE, *ACCESS, *_FACETS, "since", "until"]},
    "properties": {
        "dossier": {"type": "keyword"},
        "document": {"type": "integer"},
        "page": {"type": "integer"},
        "since": {"type": "integer"},
        "until": {"type": "integer"},
        "shown": {"type": "object", "enabled": False},
        "exact": {**_WORDS, "index_options": "freqs"},
        **dict.fromkeys(("folded", *HEAD, *MORE), _WORDS),
        **dict.fromkeys(ACCESS, _VALUE),
        **dict.fromkeys(_FACETS, _VALUE),
    },
}
_SETTINGS = {
    "number_of_shards": 1,
    "auto_expand_replicas": "0-1",
    "codec": "best_compression",
    "refresh_interval": -1,  # every put asks for it itself; what it makes at other times are more and smaller files
}


def connect(url: str) -> "ElasticIndex":
    """The index at ``http://[USER:PASSWORD@]HOST:9200/INDEX``. Nothing is sent yet; ``close`` ends its connections.

    Raises:
        UsageError: the address has no index name, or one that the server would refuse.

    """
    parts = urlsplit(url)
    name = parts.path.strip("/")
    if parts.scheme not in ("http", "https") or not parts.hostname or not _NAME.fullmatch(name):
        raise UsageError("VANKHO_INDEX (http://HOST:9200/INDEX; INDEX: a-z 0-9 _ . -)")
    try:
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError as error:
        raise UsageError(f"VANKHO_INDEX: {error}") from error
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    client = Elasticsearch(
        f"{parts.scheme}://{host}:{port}",
        basic_auth=(unquote(parts.username), unquote(parts.password or "")) if parts.username else None,
        request_timeout=TIMEOUT_S + 5,
        max_retries=3,
        retry_on_timeout=True,
        retry_on_status=(429, 502, 503, 504),
    )
    return ElasticIndex(client, name)


class ElasticIndex:
    """The index behind the alias ``name`` of ``client``, made when first written or read.

    Two writers of different dossiers never disturb each other; of two at the same dossier, the one that ends last
    decides page by page. A put is one search, one bulk request and one refresh.
    """

    def __init__(self, client: Elasticsearch, name: str) -> None:
        self._client = client
        self._name = name
        self._ready = False

    def put(self, dossier: str, entries: Sequence[Entry]) -> None:
        """See :class:`search.index.Index`. Every step may be sent twice: ids come from dossier and page."""
        self.put_many([(dossier, entries)])

    def put_many(self, batch: Sequence[tuple[str, Sequence[Entry]]]) -> None:
        """See :class:`search.rebuild.Bulk`. After an error some dossiers of the batch may be in, whole or in part."""
        with self._speaking():
            self._open()
            kept = {identity(dossier, entry.page) for dossier, entries in batch for entry in entries}
            stale = [found for found in self._ids([dossier for dossier, _ in batch]) if found not in kept]
            *shares, last = _shares(batch)
            gone = ({"_op_type": "delete", "_id": each} for each in stale)
            with ThreadPoolExecutor(STREAMS) as pool:
                sending = pool.map(self._send, [*map(_actions, shares), chain(_actions(last), gone)])
            deque(sending, maxlen=0)  # which raises what the first of them raised
            self._client.indices.refresh(index=self._name)

    def parts(self, pages: int) -> int:
        """See :class:`search.rebuild.Bulk`. The server puts its segments together by itself."""
        return 0

    def settle(self) -> None:
        """See :class:`search.rebuild.Bulk`. The server asks every file of the index every question; where it does not
        merge them all is there and answers later."""
        with self._speaking():
            pages = int(self._client.count(index=self._name)["count"])
            patient = self._client.options(request_timeout=SETTLING_S, max_retries=0)
            with suppress(ApiError, TransportError):
                patient.indices.forcemerge(index=self._name, max_num_segments=1 + pages // SETTLED)
            self._client.indices.refresh(index=self._name)

    def search(self, query: Query, limit: int = 10, view: View = PLAIN) -> Found:
        """See :class:`search.index.Index`. At most ``REACH`` hits, whatever the limit."""
        return self.ask(lambda engine: answer(engine, query, min(limit, REACH), view))

    def ask(self, work: Callable[[Engine], T]) -> T:
        """See :class:`search.engine.Asked`."""
        with self._speaking():
            self._open()
            return work(State(_Server(self._client, self._name)))

    def dossiers(self, sight: Sight = EVERYTHING) -> set[str]:
        """See :class:`search.index.Index`."""
        wanted: dict[str, Any] = {"size": 1000, "sources": [{"dossier": {"terms": {"field": "dossier"}}}]}
        found: set[str] = set()
        with self._speaking():
            self._open()
            while True:
                among = fulfilling(within(sight))
                answer = self._client.search(index=self._name, query=among, size=0, aggs={"all": {"composite": wanted}})
                page = answer["aggregations"]["all"]
                found.update(bucket["key"]["dossier"] for bucket in page["buckets"])
                if "after_key" not in page:
                    return found
                wanted["after"] = page["after_key"]

    def clear(self) -> None:
        """See :class:`search.index.Index`. Works on an index of another version; readers never see none."""
        with self._speaking():
            old = self._generations()
            new = self._make(max(old.values(), default=0) + 1)
            point = {"add": {"index": new, "alias": self._name, "is_write_index": True}}
            remove = [{"remove_index": {"index": index}} for index in old]
            self._client.indices.update_aliases(actions=[*remove, point])
            self._ready = True

    def drop(self) -> None:
        """Take the index and its alias off the server."""
        with self._speaking():
            for index in self._generations():
                self._client.indices.delete(index=index)
            self._ready = False

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()

    def _open(self) -> None:
        """Make the index if there is none, and see once that its form is ours."""
        if self._ready:
            return
        try:
            found = self._client.indices.get_mapping(index=self._name)
        except NotFoundError:
            with suppress(BadRequestError):  # another process was quicker
                self._make(1, {self._name: {"is_write_index": True}})
            found = self._client.indices.get_mapping(index=self._name)
        versions = {index: mapping["mappings"].get("_meta", {}).get("vankho") for index, mapping in found.items()}
        if list(versions.values()) != [VERSION] or self._name in versions:
            raise SearchFailed(f"{self._name}: {versions} ≠ v{VERSION}; {_ADVICE}")
        # A new index counts as yellow before its shard has started, so the status would not do.
        self._client.cluster.health(index=self._name, wait_for_active_shards=1, timeout=f"{TIMEOUT_S:g}s")
        self._ready = True

    def _make(self, generation: int, aliases: dict[str, Any] | None = None) -> str:
        name = f"{self._name}-v{VERSION}-{generation:06d}"
        self._client.indices.create(index=name, mappings=_MAPPING, settings=_SETTINGS, aliases=aliases)
        return name

    def _generations(self) -> dict[str, int]:
        """All indices that are or were ours under this name, with their running number."""
        form = re.compile(rf"{re.escape(self._name)}-v\d+-(\d{{6}})")
        found = self._client.indices.get_alias(index=f"{self._name}-v*")
        return {index: int(match[1]) for index in found if (match := form.fullmatch(index))}

    def _ids(self, dossiers: list[str]) -> Iterator[str]:
        """The ids of all pages of ``dossiers``."""
        after: list[Any] | None = None
        while True:
            answer = self._client.search(
                index=self._name,
                query={"terms": {"dossier": dossiers}},
                stored_fields="_none_",
                track_total_hits=False,
                size=REACH,
                sort=[{"dossier": "asc"}, {"page": "asc"}],
                search_after=after,
            )
            found = answer["hits"]["hits"]
            yield from (identity(*hit["sort"]) for hit in found)
            if len(found) < REACH:
                return
            after = found[-1]["sort"]

    def _send(self, actions: Iterable[dict[str, Any]]) -> None:
        """Carry out ``actions``; a page already gone is gone."""
        _, errors = bulk(
            self._client,
            actions,
            index=self._name,
            require_alias=True,
            filter_path="errors,took,items.*.status,items.*.result,items.*.error",
            max_chunk_bytes=CHUNK,
            max_retries=5,
            initial_backoff=1,
            raise_on_error=False,
        )
        assert isinstance(errors, list)
        wrong = [error for error in errors if error.get("delete", {}).get("result") != "not_found"]
        if wrong:
            raise SearchFailed(f"{self._name}: {str(wrong[0])[:300]}")

    @contextmanager
    def _speaking(self) -> Iterator[None]:
        """What client and server raise, said for people."""
        try:
            yield
        except NotFoundError as error:
            self._ready = False
            raise SearchFailed(f"{self._name}: {_reason(error)}; {_ADVICE}") from error
        except ApiError as error:
            raise SearchFailed(f"{self._name}: {_reason(error)}") from error
        except TransportError as error:
            raise SearchFailed(f"{self._name}: {type(error).__name__}: {str(error)[:300]}") from error


class _Server:
    """The server as an answer needs it (:class:`search.indexes.elastic_state.Server`)."""

    def __init__(self, client: Elasticsearch, name: str) -> None:
        self._client = client
        self._name = name

    def found(self, searches: Sequence[Body]) -> Sequence[Body]:
        lines = [line for each in searches for line in ({}, each)]
        answered = self._client.msearch(index=self._name, searches=lines, filter_path=_TOLD)
        return self._right(answered, "responses")

    def frequencies(self, words: Iterable[str]) -> Mapping[str, int]:
        """Read from the list of words, as if ``words`` were a page; of those in no page nothing is told."""
        answered = self._client.termvectors(
            index=self._name,
            doc={"folded": " ".join(words)},
            fields=["folded"],
            term_statistics=True,
            field_statistics=False,
            positions=False,
            offsets=False,
            filter_path="term_vectors.folded.terms.*.doc_freq",
        )
        found = answered.get("term_vectors", {}).get("folded", {"terms": {}})["terms"]
        return {word: told["doc_freq"] for word, told in found.items()}

    def shown(self, ids: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
        told = "docs._id,docs.error,docs._source.shown"
        # What was found is read where it was found, not among what is being written.
        answered = self._client.mget(index=self._name, ids=list(ids), realtime=False, filter_path=told)
        return {each["_id"]: each["_source"]["shown"] for each in self._right(answered, "docs") if "_source" in each}

    def _right(self, answered: Any, name: str) -> Sequence[Body]:
        """What was answered one by one. The answer as a whole is right even where each of these is an error."""
        found: Sequence[Body] = answered[name]
        for each in found:
            if "error" in each:
                is_gone = each["error"]["type"] == "index_not_found_exception"
                raise (NotFoundError if is_gone else ApiError)(each["error"]["type"], answered.meta, each)
        return found


def _shares(batch: Sequence[tuple[str, Sequence[Entry]]]) -> list[Batch]:
    """``batch`` in parts of some ``SHARE`` pages, at least one."""
    shares: list[Batch] = [[]]
    for each in batch:
        if sum(len(entries) for _, entries in shares[-1]) >= SHARE:
            shares.append([])
        shares[-1].append(each)
    return shares


def _actions(share: Batch) -> Iterator[dict[str, Any]]:
    for dossier, entries in share:
        for entry in entries:
            yield {"_id": identity(dossier, entry.page), "_source": _source(dossier, entry)}


def _source(dossier: str, entry: Entry) -> dict[str, Any]:
    since, until = issued(entry)
    where = {"dossier": dossier, "document": entry.document, "page": entry.page, "since": since, "until": until}
    counted = {f"facet_{name}": value for name, value in facets(entry).items()}
    return where | counted | {"shown": shown(entry)} | fields(entry) | access(entry)


def _reason(error: ApiError) -> str:
    body = error.body if isinstance(error.body, dict) else {}
    told = body.get("error", error.message)
    reason = told.get("reason", error.message) if isinstance(told, dict) else told
    return f"{body.get('status', error.status_code)} {reason}"[:300]
