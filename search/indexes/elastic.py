"""Entries → an Elasticsearch index, for archives beyond one machine.

Only what every 8.x distribution has is used: no scripts, no plug-in, no ``delete_by_query``. The text arrives as our
own words, so the server's analysis is ``whitespace``. ``NAME`` is an alias of one ``NAME-v1-000001``, whose version
stands in the mapping's ``_meta``; so another can be filled beside it and take its place in one step.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any
from urllib.parse import unquote, urlsplit

from elasticsearch import ApiError, BadRequestError, Elasticsearch, NotFoundError, TransportError
from elasticsearch.helpers import bulk

from archive.access import EVERYTHING, Sight
from archive.errors import SearchFailed, UsageError
from archive.records import Entry, Found
from search.answer import answer
from search.engine import Engine, Facets, Place, Ranked, T
from search.fields import ACCESS, FACETS, HEAD, MORE, VERSION, access, facets, fields, issued, shown
from search.near import Known
from search.plan import Among, Best, Clause, Every, Flat, Span, Wanted, within
from search.query import Query
from search.view import PLAIN, View

TIMEOUT_S = 60.0
"""Seconds that the server has for an answer, and for its index to be ready at the first one."""

REACH = 10_000
"""The server's own limit of pages of one answer (``index.max_result_window``)."""

CHUNK = 10_000_000
"""Bytes of one bulk request."""

COUNTED = 500
"""Values of a facet that the server counts; the rarer ones beyond are not told."""

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
_SETTINGS = {"number_of_shards": 1, "auto_expand_replicas": "0-1", "codec": "best_compression"}


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
            kept = {_id(dossier, entry.page) for dossier, entries in batch for entry in entries}
            stale = [found for found in self._ids([dossier for dossier, _ in batch]) if found not in kept]
            self._send(_actions(batch, stale))
            self._client.indices.refresh(index=self._name)

    def search(self, query: Query, limit: int = 10, view: View = PLAIN) -> Found:
        """See :class:`search.index.Index`. At most ``REACH`` hits, whatever the limit."""
        return self.ask(lambda engine: answer(engine, query, min(limit, REACH), view))

    def ask(self, work: Callable[[Engine], T]) -> T:
        """See :class:`search.engine.Asked`."""
        with self._speaking():
            self._open()
            return work(_State(self._client, self._name))

    def dossiers(self, sight: Sight = EVERYTHING) -> set[str]:
        """See :class:`search.index.Index`."""
        wanted: dict[str, Any] = {"size": 1000, "sources": [{"dossier": {"terms": {"field": "dossier"}}}]}
        found: set[str] = set()
        with self._speaking():
            self._open()
            while True:
                among = _fulfilling(within(sight))
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
                source=False,
                size=REACH,
                sort=[{"dossier": "asc"}, {"page": "asc"}],
                search_after=after,
            )
            found = answer["hits"]["hits"]
            yield from (hit["_id"] for hit in found)
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


class _State:
    """What the server does for one answer (:class:`search.engine.Engine`)."""

    def __init__(self, client: Elasticsearch, name: str) -> None:
        self._client = client
        self._name = name
        self._places: dict[str, Place] = {}
        self.near: Known = {}

    def frequencies(self, words: Iterable[str], only: Sequence[Wanted]) -> Mapping[str, int]:
        """Read from the list of words, as if they were a page. Pages are looked at only where not all may be seen."""
        answered = self._client.termvectors(
            index=self._name,
            doc={"folded": " ".join(words)},
            fields=["folded"],
            term_statistics=True,
            field_statistics=False,
            positions=False,
            offsets=False,
        )
        found = answered["term_vectors"].get("folded", {"terms": {}})["terms"]
        known = {word: told["doc_freq"] for word, told in found.items() if "doc_freq" in told}
        return self._seen(known, only) if only and known else known

    def _seen(self, words: Iterable[str], only: Sequence[Wanted]) -> Mapping[str, int]:
        each = {word: {"term": {"folded": word}} for word in words}
        answered = self._client.search(
            index=self._name, query=_fulfilling(only), size=0, aggs={"words": {"filters": {"filters": each}}}
        )
        buckets = answered["aggregations"]["words"]["buckets"]
        return {word: told["doc_count"] for word, told in buckets.items() if told["doc_count"]}

    def count(self, wanted: Every) -> int:
        return int(self._client.count(index=self._name, query=_native(wanted))["count"])

    def best(self, wanted: Every, reach: int, by_date: bool) -> tuple[int, list[Ranked]]:
        order = [{"since" if by_date else "_score": "desc"}, {"dossier": "asc"}, {"page": "asc"}]
        total, hits = self._hits(_native(wanted), reach, sort=order, track_scores=not by_date, track_total_hits=True)
        return total, [Ranked(float(hit["sort"][0]), hit["_id"]) for hit in hits]

    def leading(self, wanted: Every, reach: int) -> list[Ranked]:
        # Not counting lets the server leave out blocks of pages that cannot come among the best.
        _, hits = self._hits(_native(wanted), reach, track_total_hits=False)
        return [Ranked(hit["_score"], hit["_id"]) for hit in hits]

    def having(self, wanted: Sequence[Wanted], these: Sequence[Ranked]) -> Mapping[str, frozenset[int]]:
        named = [{"bool": {"must": _native(each), "_name": str(at)}} for at, each in enumerate(wanted)]
        _, hits = self._hits(_of(these, named), len(these))
        return {hit["_id"]: frozenset(map(int, hit["matched_queries"])) for hit in hits}

    def bonus(self, wanted: Sequence[Wanted], these: Sequence[Ranked]) -> Mapping[str, float]:
        _, hits = self._hits(_of(these, [_native(each) for each in wanted]), len(these))
        return {hit["_id"]: hit["_score"] for hit in hits}

    def _hits(self, query: dict[str, Any], reach: int, **more: Any) -> tuple[int, list[dict[str, Any]]]:
        """How many match, if asked for, and the best ``reach``; where they belong is remembered."""
        answered = self._client.search(
            index=self._name,
            query=query,
            size=reach,
            docvalue_fields=[{"field": name} for name in ("dossier", "document", "page")],
            source=False,
            **more,
        )
        found = answered["hits"]["hits"]
        for hit in found:
            self._places[hit["_id"]] = Place(*(hit["fields"][name][0] for name in ("dossier", "document", "page")))
        return answered["hits"].get("total", {}).get("value", 0), found

    def places(self, among: Sequence[Ranked]) -> Mapping[str, Place]:
        return {each.key: self._places[each.key] for each in among}

    def shown(self, keys: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
        if not keys:
            return {}
        answered = self._client.mget(index=self._name, ids=list(keys))
        return {document["_id"]: document["_source"]["shown"] for document in answered["docs"] if document["found"]}

    def counts(self, wanted: Every) -> Facets:
        asked = {name: {"terms": {"field": f"facet_{name}", "size": COUNTED}} for name in FACETS}
        answered = self._client.search(index=self._name, query=_native(wanted), size=0, aggs=asked)
        found = answered["aggregations"]
        return {name: {bucket["key"]: bucket["doc_count"] for bucket in found[name]["buckets"]} for name in FACETS}


def _of(these: Sequence[Ranked], any_of: list[dict[str, Any]]) -> dict[str, Any]:
    """``these`` pages as far as they have something of ``any_of``."""
    return {
        "bool": {
            "filter": {"ids": {"values": [each.key for each in these]}},
            "should": any_of,
            "minimum_should_match": 1,
        }
    }


def _native(wanted: Wanted) -> dict[str, Any]:
    if isinstance(wanted, Clause):
        return _clause(wanted)
    if isinstance(wanted, Flat):
        return {"constant_score": {"filter": _clause(wanted.clause), "boost": wanted.score}}
    if isinstance(wanted, Among):
        return {"constant_score": {"filter": {"terms": {wanted.field: list(wanted.values)}}}}
    if isinstance(wanted, Best):
        ways = [_native(each) for each in wanted.options]
        return {"dis_max": {"queries": ways}} if ways else {"match_none": {}}
    if isinstance(wanted, Span):
        days = {"gte": wanted.low, "lte": wanted.high}
        both = {"bool": {"filter": [{"range": {"since": days}}, {"range": {"until": days}}]}}
        return {"constant_score": {"filter": both, "boost": wanted.score}}
    return {
        "bool": {
            "must": [_native(each) for each in wanted.must],
            "should": [_native(each) for each in wanted.should],
            "must_not": [_native(each) for each in wanted.must_not],
            "filter": [_native(each) for each in wanted.only],
        }
    }


def _fulfilling(only: Sequence[Wanted]) -> dict[str, Any]:
    return {"bool": {"filter": [_native(each) for each in only]}}


def _clause(clause: Clause) -> dict[str, Any]:
    if clause.prefix:
        return {"prefix": {clause.field: {"value": clause.tokens[0], "boost": clause.boost}}}
    if len(clause.tokens) == 1:
        return {"term": {clause.field: {"value": clause.tokens[0], "boost": clause.boost}}}
    return {"match_phrase": {clause.field: {"query": " ".join(clause.tokens), "boost": clause.boost}}}


def _actions(batch: Sequence[tuple[str, Sequence[Entry]]], stale: Iterable[str]) -> Iterator[dict[str, Any]]:
    for dossier, entries in batch:
        for entry in entries:
            yield {"_id": _id(dossier, entry.page), "_source": _source(dossier, entry)}
    yield from ({"_op_type": "delete", "_id": identity} for identity in stale)


def _source(dossier: str, entry: Entry) -> dict[str, Any]:
    since, until = issued(entry)
    where = {"dossier": dossier, "document": entry.document, "page": entry.page, "since": since, "until": until}
    counted = {f"facet_{name}": value for name, value in facets(entry).items()}
    return where | counted | {"shown": shown(entry)} | fields(entry) | access(entry)


def _id(dossier: str, page: int) -> str:
    return f"{hashlib.blake2b(dossier.encode(), digest_size=16).hexdigest()}-{page}"


def _reason(error: ApiError) -> str:
    body = error.body if isinstance(error.body, dict) else {}
    told = body.get("error", error.message)
    return f"{error.status_code} {told.get('reason', error.message) if isinstance(told, dict) else told}"[:300]
