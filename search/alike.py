"""A paper → the papers most like it: those that have the words by which it differs from the rest of the archive.

Its terms are words without marks and pairs of them, weighed by how often the paper has them and how rare they are among
the pages that the one who asks may see (tf·idf; Salton and Buckley, 1988). A page scores the sum of the terms that it
has, the same for every sight and index, so nothing hidden is counted, and nothing hidden tells by a score.
"""

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import log

from archive.access import EVERYTHING, Sight
from archive.errors import Missing
from archive.records import Hit
from search.engine import Engine, Place, Ranked, T
from search.hits import told
from search.packed import phrases
from search.plan import Among, Clause, Every, Flat, Wanted, rounded, within
from search.snippet import snippets
from search.terms import Part
from search.words import folded

TERMS, MARKED = 25, 12
"""Terms by which others are looked for, and those of them that are marked in what is shown: the heaviest."""

SUBJECT = 2
"""How often the words of the subject count as much as words elsewhere, on top of where they stand on the page."""

LOOKED_AT = 80
"""Words of the paper whose rarity is looked up: those of its subject, then the most frequent that office papers do not
all have. Who does not see all waits for each of them to be counted."""

CLOSER, PAIRS = 50, 12
"""The weightiest words and pairs of these of which it is made sure that another paper has them at all."""

RARE = 5
"""Pages below which a word is hardly rarer: what only one other page has is as likely a slip of reading that both have,
and by such words a copy alone would be found."""

OWN = 0.5
"""Share of the weight of all its heaviest words that the terms must have, or what shares them is less like: of a paper
without its like only the words are left that everybody uses."""

REACH = 200
"""The best pages among which papers are put together."""

PAGES = 100
"""Pages of a paper that are read; what it is about is told by then."""

LEAST = 0.2
"""Share of the terms' weight from which a paper is like the other at all."""

CLOSE, COPY = 0.5, 0.9
"""Likeness from which the words of both are compared, and the share of all words from which one is a copy: two readings
of one sheet differ in some words of a hundred, two papers of one form in the name and the number, and more."""


@dataclass(frozen=True, slots=True)
class Alike:
    """Văn bản giống: ``likeness`` is the share of the terms' weight that it has, 0 to 1; ``same_words`` that of the
    words of the longer of both that the other has, 0 where that was not looked at; ``is_copy``: nearly all."""

    hit: Hit
    likeness: float
    same_words: float = 0.0

    @property
    def is_copy(self) -> bool:
        """Whether nearly all words are the same: another copy, draft or scan of it."""
        return self.same_words >= COPY


@dataclass(frozen=True, slots=True)
class Likes:
    """Các văn bản giống: of other dossiers, and of the same one; the most alike first."""

    others: tuple[Alike, ...] = ()
    siblings: tuple[Alike, ...] = ()
    took_ms: float = 0.0


def alike(engine: Engine, dossier: str, document: int | None, sight: Sight = EVERYTHING, limit: int = 10) -> Likes:
    """The papers most like ``document`` of ``dossier`` (None: like all of the dossier), at most ``limit`` of other
    dossiers and as many of its own; the paper itself, with its annexes, is none of them.

    Raises:
        Missing: there is no such paper within ``sight``.

    """
    began = time.perf_counter()
    search = _Search(engine, within(sight), limit)
    own = search.paper(dossier, document)
    if not own.pages:
        raise Missing(f"{dossier}#{document}" if document else dossier)
    terms = search.terms(own)
    this = Among("dossier", (dossier,))
    others = search.like(terms, own, Every((), must_not=(this,))) if terms.weights else ()
    siblings = search.like(terms, own, Every((), only=(this,))) if terms.weights and document is not None else ()
    return Likes(others, siblings, round((time.perf_counter() - began) * 1000, 3))


@dataclass(frozen=True, slots=True)
class _Paper:
    """A paper as the index has it: its pages, and the words of each of the documents that they are of."""

    pages: tuple[Ranked, ...] = ()
    words: tuple[tuple[int, tuple[str, ...]], ...] = ()
    subject: tuple[str, ...] = ()

    def counters(self) -> list[Counter[str]]:
        """How often each document has each word."""
        made: dict[int, Counter[str]] = {}
        for document, words in self.words:
            made.setdefault(document, Counter()).update(words)
        return [*made.values()]


@dataclass(frozen=True, slots=True)
class _Terms:
    """What a paper is looked for by, each with its weight; ``whole``: the weight of what is as like it as can be."""

    weights: dict[Clause, float]
    whole: float


@dataclass(frozen=True, slots=True)
class _Group:
    """The pages found of one paper; ``has``: the terms, by place, that any of them has."""

    page: Ranked
    place: Place
    has: frozenset[int]
    pages: int
    likeness: float


class _Search:
    def __init__(self, engine: Engine, only: tuple[Wanted, ...], limit: int) -> None:
        self._engine, self._only, self._limit = engine, only, limit

    def paper(self, dossier: str, document: int | None) -> _Paper:
        """The paper as far as it is seen."""
        there = Every((), only=(Among("dossier", (dossier,)), *self._only))
        _, found = self._engine.best(there, PAGES if document is None else PAGES * 10, by_date=False)
        places = self._engine.places(found)
        pages = [one for one in found if document is None or places[one.key].document == document]
        pages = sorted(pages, key=lambda one: places[one.key].page)[:PAGES]
        kept = self._engine.shown([one.key for one in pages])
        pages = [one for one in pages if one.key in kept]
        words = tuple((places[one.key].document, folded(kept[one.key]["text"])) for one in pages)
        subjects = dict.fromkeys(kept[one.key]["subject"] for one in pages)
        return _Paper(tuple(pages), words, tuple(word for subject in subjects for word in folded(subject)))

    def terms(self, own: _Paper) -> _Terms:
        """What the paper is known by: what no other paper seen has is not looked for, but weighs."""
        counts, pairs = Counter(own.subject * SUBJECT), Counter(pairwise(own.subject * SUBJECT))
        for _, words in own.words:
            counts.update(words)
            pairs.update(pairwise(words))
        asked = _likely(counts, frozenset(own.subject))
        found = self._engine.frequencies(asked, self._only)
        known = {word: found[word] for word in asked if word in found}
        common = max(known.values(), default=1)
        on_own = Counter(word for _, words in own.words for word in set(words))
        all_words = {word: _weight(counts[word], common, on) for word, on in known.items()}
        pages: dict[tuple[str, ...], int] = {(word,): on for word, on in known.items() if on > on_own[word]}
        weighed: dict[tuple[str, ...], float] = {(word,): all_words[word] for (word,) in pages}
        likely = {
            pair: min(weighed[pair[:1]], weighed[pair[1:]]) for pair in pairs if {pair[:1], pair[1:]} <= pages.keys()
        }
        tried = _heaviest(weighed, CLOSER)
        for pair in _heaviest(likely, PAIRS):
            pages[pair] = self._engine.count(Every((Clause("folded", pair),), only=self._only))
            if pages[pair]:
                tried[pair] = _weight(pairs[pair], common, pages[pair])
        shared = _heaviest(self._shared(tried, pages, own), TERMS)
        return _Terms(shared, max(sum(shared.values()), sum(_heaviest(all_words, TERMS).values()) * OWN))

    def _shared(
        self, tried: Mapping[tuple[str, ...], float], pages: Mapping[tuple[str, ...], int], own: _Paper
    ) -> dict[Clause, float]:
        """Those of ``tried`` that stand on other pages than the paper's own; ``pages``: on how many in all."""
        clauses = {Clause("folded", term): weight for term, weight in tried.items()}
        have = self._engine.having([*clauses], own.pages).values()
        on_own = Counter(at for has in have for at in has)
        return {one: weight for at, (one, weight) in enumerate(clauses.items()) if pages[one.tokens] > on_own[at]}

    def like(self, terms: _Terms, own: _Paper, where: Every) -> tuple[Alike, ...]:
        """The papers that have some of ``terms``, of the pages that are as ``where`` says, the most alike first."""
        any_of = Every((), should=tuple(Flat(clause, weight) for clause, weight in terms.weights.items()))
        wanted = Every((any_of,), must_not=where.must_not, only=(*where.only, *self._only))
        _, found = self._engine.best(wanted, REACH + len(own.pages), by_date=False)
        itself = {one.key for one in own.pages}
        others = [one for one in found if one.key not in itself]
        groups = self._groups(terms, others)[: self._limit] if others else []
        marking = snippets([Part(clause.tokens) for clause in _heaviest(terms.weights, MARKED)])
        shown = self._engine.shown([one.page.key for one in groups])
        return tuple(
            Alike(
                told(one.place, shown[one.page.key], marking, score=one.likeness, pages=one.pages),
                one.likeness,
                self._same_words(own, one) if one.likeness >= CLOSE else 0.0,
            )
            for one in groups
            if one.page.key in shown
        )

    def _groups(self, terms: _Terms, found: Sequence[Ranked]) -> list[_Group]:
        """``found`` by paper: a page without a document is a paper of its own."""
        places, have = self._engine.places(found), self._engine.having([*terms.weights], found)
        weights = [*terms.weights.values()]
        papers: dict[tuple[str, int, int], list[Ranked]] = {}
        for one in found:
            place = places[one.key]
            papers.setdefault((place.dossier, place.document, 0 if place.document else place.page), []).append(one)
        groups = []
        for pages in papers.values():
            best = min(pages, key=lambda one: (-rounded(one.score), places[one.key].page))
            has = frozenset(at for one in pages for at in have.get(one.key, ()))
            likeness = rounded(sum(weights[at] for at in sorted(has)) / terms.whole)
            groups.append(_Group(best, places[best.key], has, len(pages), likeness))
        close = (one for one in groups if one.likeness >= LEAST)
        return sorted(close, key=lambda one: (-one.likeness, one.place.dossier, one.place.document, one.place.page))

    def _same_words(self, own: _Paper, other: _Group) -> float:
        """The share of words that both have; of several documents of the paper, of that with most of them."""
        there = self.paper(other.place.dossier, other.place.document)
        places = self._engine.places(there.pages)
        theirs = Counter(
            word
            for page, (_, words) in zip(there.pages, there.words, strict=True)
            if other.place.document or places[page.key].page == other.place.page
            for word in words
        )
        return round(max((_overlap(each, theirs) for each in own.counters()), default=0.0), 3)


def _likely(counts: Counter[str], subject: frozenset[str]) -> list[str]:
    """The words that may be terms, as many as are looked up: no lone letters, and of numbers those that are rarer than
    days and months."""
    words = [word for word, _ in counts.most_common() if len(word) > (2 if word.isdecimal() else 1)]
    return sorted(words, key=lambda word: (word not in subject, word in _of_office()))[:LOOKED_AT]


@cache
def _of_office() -> frozenset[str]:
    """The words of phrases that office papers are full of."""
    return frozenset(folded(phrases().decode(errors="ignore")))


def _weight(count: int, common: int, pages: int) -> float:
    """What a term is worth that the paper has ``count`` times, and ``pages`` pages have, of ``common`` that have the
    most frequent of its words: how many pages there are is told nowhere."""
    return rounded((1 + log(count)) * log(1 + common / (pages + RARE)))


def _heaviest(weighed: Mapping[T, float], most: int) -> dict[T, float]:
    """The ``most`` heaviest; of equal ones the first."""
    return dict(sorted(weighed.items(), key=lambda one: -one[1])[:most])


def _overlap(one: Counter[str], two: Counter[str]) -> float:
    longer = max(one.total(), two.total())
    return (one & two).total() / longer if longer else 0.0
