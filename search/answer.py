"""Query × what an engine can do → Found: the one way in which both indexes answer.

First what matches as typed. Where that is little, what matches with words misread comes after it, so that a slip never
pushes aside what is right. Only questions of many words rank both together, a word misread being worth little, and one
that is missing nothing.
"""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from archive.records import Found, Hit
from search.near import Near, nearest
from search.plan import WINDOW, Clause, Every, Flat, Plan, Wanted, plan, rounded, spared, within
from search.snippet import snippet
from search.terms import Part, Query
from search.view import View

FEW = 10
"""Pages found as typed below which misread words are looked for."""

MANY = 1_000
"""The same for questions of ``CONTEXT`` words and more. There the other words tell where the one misread belongs: a
page that has it misread in its title comes before one that has all of them scattered."""

CONTEXT = 4

SPARE = 100
"""Pages found below which questions of many words are also answered with any one of them missing: by the pages that do
better so than the best that has all, and where less than ``FEW`` were found by the next best, too."""

GROUPED = 500
"""The best pages among which groups are made."""

VALUES = 20
"""Values of a facet that are told, the most frequent first."""

Facets = Mapping[str, Mapping[str, int]]
Key = Any
"""What an engine calls a page."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A page found: ``score`` is its worth, or its day of issue where that is the order."""

    score: float
    key: Key


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page belongs."""

    dossier: str
    document: int
    page: int


class Engine(Protocol):
    """What an index does for an answer, on one and the same state of its pages."""

    def frequencies(self, words: Iterable[str], only: Sequence[Wanted]) -> Mapping[str, int]:
        """In how many pages, of those that fulfil ``only``, each of ``words`` is (field ``folded``); those in none may
        be left out."""
        ...

    def best(self, wanted: Every, reach: int, by_date: bool) -> tuple[int, list[Ranked]]:
        """How many pages match, and the best ``reach`` with those that tie with the last as far as is reasonable."""
        ...

    def bonus(self, clauses: Sequence[Clause | Flat], among: Sequence[Ranked]) -> Mapping[Key, float]:
        """What ``clauses`` add to the scores of these pages, by their keys; nothing where they do not match."""
        ...

    def places(self, among: Sequence[Ranked]) -> Mapping[Key, Place]:
        """Where these pages belong."""
        ...

    def shown(self, keys: Sequence[Key]) -> Mapping[Key, Mapping[str, Any]]:
        """What is kept of these pages to be shown (:func:`search.fields.shown`); a page gone meanwhile is left out."""
        ...

    def counts(self, wanted: Every) -> Facets:
        """Pages that match by value of each facet."""
        ...


@dataclass(frozen=True, slots=True)
class _Line:
    score: float
    key: Key
    place: Place
    near: bool = False
    pages: int = 1

    def order(self) -> tuple[float, str, int]:
        """The sorting key: best first, ties by dossier, then page."""
        return (-self.score, self.place.dossier, self.place.page)


def answer(engine: Engine, query: Query, limit: int, view: View) -> Found:
    """The pages that match ``query``, at most ``limit`` lines of them."""
    began = time.perf_counter()
    limit = max(limit, 0)
    typed = plan(query, sight=view.sight)
    total, lines = _lines(engine, typed, limit, view)
    matching, parts, misread = typed.wanted, query.parts, query.parts
    among = view.sort == "relevance" and len(query.wanted) >= CONTEXT
    if total < (MANY if among else FEW) and (slips := _slips(engine, query, view)):
        wide = plan(query, slips, view.sight)
        more, late = _lines(engine, _without(wide, matching), limit, view)
        if more:
            total, lines, matching = total + more, _joined(lines, late, among), wide.wanted
            misread += tuple(Part(near.tokens) for found in slips.values() for near in found)
    if among and total < SPARE and (loose := spared(query, view.sight)):
        _, late = _lines(engine, _without(loose, matching), limit, view)
        best = lines[0].score if lines else 0.0
        late = [line for line in late if total < FEW or line.score > best]
        total, lines = total + len(late), _joined(lines, late, among)
    lines = list(_grouped(lines, view))[:limit]
    facets = _facets(engine.counts(matching)) if view.facets else {}
    shown = engine.shown([line.key for line in lines])
    hits = tuple(_hit(line, shown[line.key], misread if line.near else parts) for line in lines if line.key in shown)
    return Found(total, hits, round((time.perf_counter() - began) * 1000, 3), facets)


def _joined(lines: list[_Line], late: Sequence[_Line], among: bool) -> list[_Line]:
    """``late``, which match only nearly, behind ``lines`` or among them."""
    both = lines + [replace(line, near=True) for line in late]
    return sorted(both, key=_Line.order) if among else both


def _slips(engine: Engine, query: Query, view: View) -> Mapping[str, tuple[Near, ...]]:
    """The forms that words may have taken, among the pages that the one who asks may see."""
    only = within(view.sight)
    return nearest(query, lambda words: engine.frequencies(words, only))


def _without(wide: Plan, typed: Every) -> Plan:
    return replace(wide, wanted=replace(wide.wanted, must_not=(*wide.wanted.must_not, typed)))


def _lines(engine: Engine, wanted: Plan, limit: int, view: View) -> tuple[int, list[_Line]]:
    """How many pages match, and the best of them in their order."""
    by_date = view.sort == "date"
    refine = () if by_date else wanted.refine
    need = max(limit, GROUPED) if view.group != "page" else limit
    total, found = engine.best(wanted.wanted, max(need, WINDOW if refine else 1), by_date)
    bonus = engine.bonus(refine, found) if refine and found else {}
    if not by_date:
        found = [Ranked(rounded(each.score + bonus.get(each.key, 0.0)), each.key) for each in found]
    found.sort(key=lambda each: -each.score)
    if need < len(found):
        found = [each for each in found if need and each.score >= found[need - 1].score]
    places = engine.places(found)
    lines = [_Line(each.score, each.key, places[each.key]) for each in found if each.key in places]
    lines.sort(key=_Line.order)
    return total, [replace(line, score=0.0) if by_date else line for line in lines[:need]]


def _grouped(lines: Iterable[_Line], view: View) -> Iterator[_Line]:
    """The first line of each group, with how many there are of it."""
    if view.group == "page":
        yield from lines
        return
    groups: dict[tuple[str, int], list[_Line]] = {}
    for line in lines:
        document = line.place.document if view.group == "document" else 0
        groups.setdefault((line.place.dossier, document), []).append(line)
    yield from (replace(group[0], pages=len(group)) for group in groups.values())


def _facets(counts: Facets) -> dict[str, dict[str, int]]:
    return {
        name: dict(sorted(values.items(), key=lambda each: (-each[1], each[0]))[:VALUES])
        for name, values in counts.items()
    }


def _hit(line: _Line, shown: Mapping[str, Any], parts: Sequence[Part]) -> Hit:
    return Hit(
        dossier=line.place.dossier,
        document=line.place.document,
        page=line.place.page,
        score=line.score,
        title=shown["title"],
        snippet=snippet(shown["text"], parts),
        type_name=shown["type"],
        number=shown["number"],
        issued_date=shown["date"],
        organ=shown["organ"],
        subject=shown["subject"],
        cites=tuple(shown["cites"]),
        near=line.near,
        pages=line.pages,
        mode=shown["mode"],
    )
