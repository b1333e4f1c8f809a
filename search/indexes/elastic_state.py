"""Plan → what an Elasticsearch server has of it: queries in its own form, and what is got out of them.

A way to the server and back costs more than most of what is asked for on it, so what is known to be asked for next is
asked for together (``expect``) and kept for as long as one answer takes. Pages are told apart by their dossier and
number, of which the server has columns: the ids that it stores lie packed with the text, and to unpack that for each of
some hundred pages took longer than all else.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from search.engine import Facets, Place, Ranked
from search.fields import FACETS
from search.near import Known
from search.plan import Among, Best, Clause, Every, Flat, Span, Wanted

COUNTED = 500
"""Values of a facet that the server counts; the rarer ones beyond are not told."""

MOST = 5_000
"""Pages that are asked about in one search; the server finds 10,000 at once, unless told otherwise."""

Body = Mapping[str, Any]
"""A search, or what is answered to it, as the server has it."""

Asked = tuple[Sequence[Wanted], Sequence[Ranked]]
"""What is looked for on which pages."""

_PLACE = ("dossier", "document", "page")


class Server(Protocol):
    """What is asked of the server, each time on one way there and back."""

    def found(self, searches: Sequence[Body]) -> Sequence[Body]:
        """What each of ``searches`` finds."""
        ...

    def frequencies(self, words: Iterable[str]) -> Mapping[str, int]:
        """In how many pages each of ``words`` is (field ``folded``), those that may not be seen too."""
        ...

    def shown(self, ids: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
        """What is kept of these pages."""
        ...


class _Step(NamedTuple):
    """A search, and what keeps what it finds."""

    body: Body
    keep: Callable[[Body], None]


class State:
    """What the server does for one answer (:class:`search.engine.Engine`)."""

    is_near = False

    def __init__(self, server: Server) -> None:
        self._server = server
        self._places: dict[str, Place] = {}
        self._best: dict[tuple[Every, int, bool], list[Ranked]] = {}
        self._totals: dict[Every, int] = {}
        self._leading: dict[tuple[Every, int], list[Ranked]] = {}
        self._having: defaultdict[tuple[Wanted, ...], dict[str, frozenset[int]]] = defaultdict(dict)
        self._bonus: defaultdict[tuple[Wanted, ...], dict[str, float]] = defaultdict(dict)
        self._counted: dict[str, int] = {}
        self.near: Known = {}

    def expect(
        self,
        best: Sequence[tuple[Every, int, bool]] = (),
        leading: Sequence[tuple[Every, int]] = (),
        having: Sequence[Asked] = (),
        bonus: Sequence[Asked] = (),
    ) -> None:
        """See :class:`search.engine.Engine`. What was asked before is not asked again."""
        counted = {wanted for wanted, reach, _ in best if not reach}
        steps = [self._to_best(*each, not counted) for each in best if each[1] and each not in self._best]
        steps += [self._to_count(wanted) for wanted in counted.difference(self._totals)]
        steps += [self._to_lead(*each) for each in leading if each not in self._leading]
        for wanted, these in having:
            new = _unknown(wanted, these, self._having[tuple(wanted)])
            steps += [self._to_have(wanted, new[at : at + MOST]) for at in range(0, len(new), MOST)]
        for wanted, these in bonus:
            new = _unknown(wanted, these, self._bonus[tuple(wanted)])
            steps += [self._to_score(wanted, new[at : at + MOST]) for at in range(0, len(new), MOST)]
        if steps:
            for step, found in zip(steps, self._server.found([step.body for step in steps]), strict=True):
                step.keep(found)

    def begin(self, leading: object = (), bonus: object = (), counted: object = ()) -> None:
        """See :class:`search.engine.Engine`. To ask twice would take longer than to wait."""

    def is_busy(self) -> bool:
        """See :class:`search.engine.Engine`."""
        return False

    def frequencies(self, words: Iterable[str], only: Sequence[Wanted]) -> Mapping[str, int]:
        """See :class:`search.engine.Engine`. Pages are looked at only where not all may be seen."""
        words = set(words)
        if new := words.difference(self._counted):
            self._counted |= dict.fromkeys(new, 0) | dict(self._server.frequencies(new))
        known = {word: found for word in words if (found := self._counted[word])}
        return self._seen(known, only) if only and known else known

    def _seen(self, words: Iterable[str], only: Sequence[Wanted]) -> Mapping[str, int]:
        each = {word: {"term": {"folded": word}} for word in words}
        buckets = self._aggregated(fulfilling(only), {"words": {"filters": {"filters": each}}})["words"]["buckets"]
        return {word: told["doc_count"] for word, told in buckets.items() if told["doc_count"]}

    def count(self, wanted: Every) -> int:
        """See :class:`search.engine.Engine`."""
        if wanted not in self._totals:
            step = self._to_count(wanted)
            step.keep(self._server.found([step.body])[0])
        return self._totals[wanted]

    def best(self, wanted: Every, reach: int, by_date: bool) -> tuple[int, list[Ranked]]:
        """See :class:`search.engine.Engine`. What was counted for something else, in another search, may have grown."""
        asked = (wanted, reach, by_date)
        if asked not in self._best:
            self.expect(best=[asked])
        found = self._best[asked]
        return (len(found) if len(found) < reach else max(self._totals.get(wanted, 0), reach)), found

    def leading(self, wanted: Every, reach: int) -> list[Ranked]:
        """See :class:`search.engine.Engine`."""
        asked = (wanted, reach)
        self.expect(leading=[asked])
        return self._leading[asked]

    def having(self, wanted: Sequence[Wanted], these: Sequence[Ranked]) -> Mapping[str, frozenset[int]]:
        """See :class:`search.engine.Engine`."""
        self.expect(having=[(wanted, these)])
        known = self._having[tuple(wanted)]
        return {each.key: known[each.key] for each in these if each.key in known}

    def bonus(self, wanted: Sequence[Wanted], these: Sequence[Ranked]) -> Mapping[str, float]:
        """See :class:`search.engine.Engine`."""
        self.expect(bonus=[(wanted, these)])
        known = self._bonus[tuple(wanted)]
        return {each.key: known[each.key] for each in these if each.key in known}

    def places(self, among: Sequence[Ranked]) -> Mapping[str, Place]:
        """See :class:`search.engine.Engine`."""
        return {each.key: self._places[each.key] for each in among}

    def shown(self, keys: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
        """See :class:`search.engine.Engine`."""
        return self._server.shown(keys) if keys else {}

    def counts(self, wanted: Every) -> Facets:
        """See :class:`search.engine.Engine`."""
        asked = {name: {"terms": {"field": f"facet_{name}", "size": COUNTED}} for name in FACETS}
        found = self._aggregated(native(wanted), asked)
        return {name: {bucket["key"]: bucket["doc_count"] for bucket in found[name]["buckets"]} for name in FACETS}

    def _aggregated(self, query: Body, aggs: Body) -> Body:
        (found,) = self._server.found([{"query": query, "size": 0, "track_total_hits": False, "aggs": aggs}])
        told: Body = found["aggregations"]
        return told

    def _to_best(self, wanted: Every, reach: int, by_date: bool, is_counted: bool) -> _Step:
        order = [{"since" if by_date else "_score": "desc"}, {"dossier": "asc"}, {"page": "asc"}]

        def keep(found: Body) -> None:
            self._best[wanted, reach, by_date] = [Ranked(float(hit["sort"][0]), key) for key, hit in self._hits(found)]
            if is_counted:
                self._totals[wanted] = found["hits"]["total"]["value"]

        # Counted as well it looks at all that match, which takes longer, but not twice as long.
        return _Step(_pages(native(wanted), reach, sort=order, track_total_hits=is_counted), keep)

    def _to_count(self, wanted: Every) -> _Step:
        # What only counts scores nothing.
        def keep(found: Body) -> None:
            self._totals[wanted] = found["hits"]["total"]["value"]

        return _Step({"query": native(wanted), "size": 0, "track_total_hits": True}, keep)

    def _to_lead(self, wanted: Every, reach: int) -> _Step:
        def keep(found: Body) -> None:
            self._leading[wanted, reach] = [Ranked(hit["_score"], key) for key, hit in self._hits(found)]

        return _Step(_pages(native(wanted), reach), keep)

    def _to_have(self, wanted: Sequence[Wanted], these: Sequence[Ranked]) -> _Step:
        named = [{"bool": {"must": native(each), "_name": str(at)}} for at, each in enumerate(wanted)]

        def keep(found: Body) -> None:
            known = self._having[tuple(wanted)]
            known.update((each.key, frozenset()) for each in these)
            known.update((key, frozenset(map(int, hit.get("matched_queries", ())))) for key, hit in self._hits(found))

        # In the order of its files nothing is scored: what a page has is looked for once, when it is told.
        return _Step(_pages({"bool": {"filter": _ids(these), "should": named}}, len(these), sort=["_doc"]), keep)

    def _to_score(self, wanted: Sequence[Wanted], these: Sequence[Ranked]) -> _Step:
        any_of = {"should": [native(each) for each in wanted], "minimum_should_match": 1}

        def keep(found: Body) -> None:
            known = self._bonus[tuple(wanted)]
            known.update((each.key, 0.0) for each in these)
            known.update((key, hit["_score"]) for key, hit in self._hits(found))

        return _Step(_pages({"bool": {"filter": _ids(these), **any_of}}, len(these)), keep)

    def _hits(self, found: Body) -> list[tuple[str, Body]]:
        """The pages found; where they belong is remembered."""
        told = []
        for hit in found.get("hits", {}).get("hits", ()):
            place = Place(*(hit["fields"][name][0] for name in _PLACE))
            key = identity(place.dossier, place.page)
            self._places[key] = place
            told.append((key, hit))
        return told


def identity(dossier: str, page: int) -> str:
    """The server's id of a page."""
    return f"{hashlib.blake2b(dossier.encode(), digest_size=16).hexdigest()}-{page}"


def fulfilling(only: Sequence[Wanted]) -> Body:
    """All pages that fulfil ``only``."""
    return {"bool": {"filter": [native(each) for each in only]}}


def native(wanted: Wanted) -> Body:
    """``wanted`` as the server is asked for it."""
    if isinstance(wanted, Clause):
        return _clause(wanted)
    if isinstance(wanted, Flat):
        return {"constant_score": {"filter": _clause(wanted.clause), "boost": wanted.score}}
    if isinstance(wanted, Among):
        return {"constant_score": {"filter": {"terms": {wanted.field: list(wanted.values)}}}}
    if isinstance(wanted, Best):
        ways = [native(each) for each in wanted.options]
        return {"dis_max": {"queries": ways}} if ways else {"match_none": {}}
    if isinstance(wanted, Span):
        days = {"gte": wanted.low, "lte": wanted.high}
        both = {"bool": {"filter": [{"range": {"since": days}}, {"range": {"until": days}}]}}
        return {"constant_score": {"filter": both, "boost": wanted.score}}
    return {
        "bool": {
            "must": [native(each) for each in wanted.must],
            "should": [native(each) for each in wanted.should],
            "must_not": [native(each) for each in wanted.must_not],
            "filter": [native(each) for each in wanted.only],
        }
    }


def _clause(clause: Clause) -> Body:
    if clause.prefix:
        return {"prefix": {clause.field: {"value": clause.tokens[0], "boost": clause.boost}}}
    if len(clause.tokens) == 1:
        return {"term": {clause.field: {"value": clause.tokens[0], "boost": clause.boost}}}
    return {"match_phrase": {clause.field: {"query": " ".join(clause.tokens), "boost": clause.boost}}}


def _pages(query: Body, reach: int, **more: Any) -> Body:
    """A search for the best ``reach``, with where they belong and nothing else of them. Not counting lets the server
    leave out blocks of pages that cannot come among them."""
    told = {"docvalue_fields": _PLACE, "stored_fields": "_none_", "track_total_hits": False}
    return {"query": query, "size": reach, **told, **more}


def _ids(pages: Sequence[Ranked]) -> Body:
    return {"ids": {"values": [each.key for each in pages]}}


def _unknown(wanted: Sequence[Wanted], these: Sequence[Ranked], known: Mapping[str, Any]) -> list[Ranked]:
    """Those of ``these``, each once, of which it is not known yet; none where nothing is wanted."""
    return [*{each.key: each for each in these if each.key not in known}.values()] if wanted else []
