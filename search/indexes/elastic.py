"""Entries → an Elasticsearch index, for archives beyond one machine.

Only what every 8.x distribution has is used: no scripts, no plug-in, no ``delete_by_query``. The text arrives as our
own words, so the server's analysis is ``whitespace``. ``NAME`` is an alias of one ``NAME-v1-000001``, whose version
stands in the mapping's ``_meta``; so another can be filled beside it and take its place in one step.
"""

import hashlib
import re
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any
from urllib.parse import unquote, urlsplit

from elasticsearch import ApiError, BadRequestError, Elasticsearch, NotFoundError, TransportError
from elasticsearch.helpers import bulk

from archive.errors import SearchFailed, UsageError
from archive.records import Entry, Found, Hit
from search.fields import ALL, HEAD, VERSION, fields, writable
from search.plan import WINDOW, Clause, Plan, place, plan, rounded
from search.query import Query
from search.snippet import snippet

TIMEOUT_S = 60.0
"""Seconds that the server has for an answer, and for its index to be ready at the first one."""

REACH = 10_000
"""The server's own limit of pages of one answer (``index.max_result_window``)."""

CHUNK = 10_000_000
"""Bytes of one bulk request."""

Ranked = tuple[float, str, int, str]
"""Score, dossier, page and the server's id."""

_ADVICE = "chạy `vankho rebuild` / run `vankho rebuild`"
_NAME = re.compile(r"[a-z0-9][a-z0-9_.-]{0,199}")
_WORDS = {"type": "text", "analyzer": "whitespace"}
_SHOWN = {"type": "text", "index": False}
_MAPPING = {
    "dynamic": "strict",
    "_meta": {"vankho": VERSION},
    "_source": {"excludes": [*ALL, *HEAD]},
    "properties": {
        "dossier": {"type": "keyword"},
        "document": {"type": "integer"},
        "page": {"type": "integer"},
        "shown_title": _SHOWN,
        "shown_text": _SHOWN,
        **dict.fromkeys((*ALL, *HEAD), _WORDS),
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

    def search(self, query: Query, limit: int = 10) -> Found:
        """See :class:`search.index.Index`. At most ``REACH`` hits, whatever the limit."""
        began = time.perf_counter()
        wanted = plan(query)
        limit = min(max(limit, 0), REACH)
        with self._speaking():
            self._open()
            total, found = self._first(wanted, max(limit, WINDOW) if wanted.refine else limit)
            if wanted.refine and found:
                found = self._refined(wanted, found)
            shown = self._shown(found[:limit])
        hits = tuple(_hit(score, shown[identity], query) for score, *_, identity in found[:limit] if identity in shown)
        return Found(total, hits, round((time.perf_counter() - began) * 1000, 3))

    def dossiers(self) -> set[str]:
        """See :class:`search.index.Index`."""
        wanted: dict[str, Any] = {"size": 1000, "sources": [{"dossier": {"terms": {"field": "dossier"}}}]}
        found: set[str] = set()
        with self._speaking():
            self._open()
            while True:
                answer = self._client.search(index=self._name, size=0, aggs={"all": {"composite": wanted}})
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

    def _first(self, wanted: Plan, reach: int) -> tuple[int, list[Ranked]]:
        """How many match, and the best ``reach``."""
        answer = self._client.search(
            index=self._name,
            query=_native(wanted),
            size=reach,
            sort=[{"_score": "desc"}, {"dossier": "asc"}, {"page": "asc"}],
            source=False,
            track_scores=True,
            track_total_hits=True,
        )
        found = [(hit["_score"], *hit["sort"][1:], hit["_id"]) for hit in answer["hits"]["hits"]]
        return answer["hits"]["total"]["value"], _sorted(found)

    def _refined(self, wanted: Plan, found: list[Ranked]) -> list[Ranked]:
        """The same pages with what ``refine`` adds to their scores, sorted again."""
        answer = self._client.search(
            index=self._name,
            query={
                "bool": {
                    "filter": {"ids": {"values": [identity for *_, identity in found]}},
                    "should": [_clause(clause) for clause in wanted.refine],
                    "minimum_should_match": 1,
                }
            },
            size=len(found),
            source=False,
        )
        bonus: dict[str, float] = {hit["_id"]: hit["_score"] for hit in answer["hits"]["hits"]}
        return _sorted(
            [(score + bonus.get(identity, 0.0), dossier, page, identity) for score, dossier, page, identity in found]
        )

    def _shown(self, found: list[Ranked]) -> dict[str, dict[str, Any]]:
        """What is kept of these pages to be shown, by the server's id; a page gone meanwhile is left out."""
        if not found:
            return {}
        answer = self._client.mget(index=self._name, ids=[identity for *_, identity in found])
        return {document["_id"]: document["_source"] for document in answer["docs"] if document["found"]}

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


def _sorted(found: list[Ranked]) -> list[Ranked]:
    return sorted(found, key=lambda page: place(*page[:3]))


def _native(wanted: Plan) -> dict[str, Any]:
    return {
        "bool": {
            "must": [_clause(clause) for clause in wanted.must],
            "should": [_clause(clause) for clause in wanted.should],
            "must_not": [_clause(clause) for clause in wanted.must_not],
        }
    }


def _clause(clause: Clause) -> dict[str, Any]:
    if clause.prefix:
        return {"prefix": {clause.field: {"value": clause.tokens[0], "boost": clause.boost}}}
    if len(clause.tokens) == 1:
        return {"term": {clause.field: {"value": clause.tokens[0], "boost": clause.boost}}}
    return {"match_phrase": {clause.field: {"query": " ".join(clause.tokens), "boost": clause.boost}}}


def _actions(batch: Sequence[tuple[str, Sequence[Entry]]], stale: Iterable[str]) -> Iterator[dict[str, Any]]:
    for dossier, entries in batch:
        for entry in entries:
            shown = {"shown_title": writable(entry.title), "shown_text": writable(entry.text)}
            where = {"dossier": dossier, "document": entry.document, "page": entry.page}
            yield {"_id": _id(dossier, entry.page), "_source": where | shown | fields(entry)}
    yield from ({"_op_type": "delete", "_id": identity} for identity in stale)


def _id(dossier: str, page: int) -> str:
    return f"{hashlib.blake2b(dossier.encode(), digest_size=16).hexdigest()}-{page}"


def _hit(score: float, source: dict[str, Any], query: Query) -> Hit:
    return Hit(
        dossier=source["dossier"],
        document=source["document"],
        page=source["page"],
        score=rounded(score),
        title=source["shown_title"],
        snippet=snippet(source["shown_text"], query),
    )


def _reason(error: ApiError) -> str:
    body = error.body if isinstance(error.body, dict) else {}
    told = body.get("error", error.message)
    return f"{error.status_code} {told.get('reason', error.message) if isinstance(told, dict) else told}"[:300]
