"""Plan → what the files of one commit have of it: queries in Tantivy's own form, and what is got out of them.

Four habits of the engine (0.27) and of its binding shape the queries. It walks through a union by thousands of pages,
whatever else must match; a lone word it skips through. It looks for the first place of a phrase before anything is
asked of it, but for one that stands beside others in a conjunction. It looks at all that matches, even if only the best
are asked for. Scores of pages are only told by the searches that find them, so pages are asked for by their ``key``.
"""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from functools import partial
from typing import Any

import tantivy

from search.engine import Facets, Place, Ranked
from search.fields import FACETS
from search.indexes.embedded_beside import Beside
from search.indexes.embedded_leading import FEW_PAGES, is_word, telling
from search.indexes.embedded_remembered import Remembered
from search.indexes.embedded_segments import SHELVES
from search.packed import unpack
from search.plan import Among, Best, Clause, Every, Flat, Span, Wanted, rounded

TIES = 1_000
"""Pages of equal score among which the order by dossier and page is sure."""

MANY_TIES = 20_000
"""The same where not all may be seen. Scores are flat then and ties many; which of them are told may not depend on what
lies between them."""

WAYS = 8
"""Ways in which what must match may be fulfilled that are looked for one by one."""

BITS = 20
"""Things that one search tells apart by its score: a power of two each, and the engine's numbers have 24 bits."""

NESTED = 16
"""Clauses put one inside the other; each copies those inside it."""

AROUND = 5
"""The same where all pages are inside."""

COUNTED = 500
"""Values of a facet that the engine counts; the rarer ones beyond are not told."""

CORES = os.cpu_count() or 1
"""What one answer may use; with one alone nothing is gained by shelves."""

Key = tuple[int, int]
"""Segment and page in it; good for one state of the index."""

Groups = Sequence[Sequence[tantivy.Query]]
"""Conjunctions, each to be asked of the same pages; their scores are added."""


class State:
    """One state of the index (:class:`search.engine.Engine`)."""

    is_near = True

    def __init__(
        self, searcher: tantivy.Searcher, schema: tantivy.Schema, remembered: Remembered, beside: Executor
    ) -> None:
        self._searcher = searcher
        self._schema = schema
        self._counted = remembered.counted
        self.near = remembered.near
        self._beside = Beside[tantivy.SearchResult](beside, CORES)
        self._shelves: list[tantivy.Query] = []
        if CORES > 1 and searcher.num_docs >= FEW_PAGES:
            numbers = [self._value("shelf", number) for number in range(SHELVES)]
            self._shelves = [tantivy.Query.const_score_query(each, 0.0) for each in numbers]
        self._read: dict[Key, tantivy.Document] = {}
        self._unpacked: dict[Key, Mapping[str, Any]] = {}
        self._keyed: dict[Key, tantivy.Query] = {}
        self._made: dict[Clause, tantivy.Query] = {}
        self._groups: dict[tuple[Wanted, ...], Groups] = {}

    def expect(
        self,
        best: Sequence[tuple[Every, int, bool]] = (),
        leading: Sequence[tuple[Every, int]] = (),
        having: object = (),
        bonus: object = (),
    ) -> None:
        """See :class:`search.engine.Engine`. What walks through long lists is begun: the best, and what leads. All else
        is quicker asked when it is wanted, of fewer pages."""
        for wanted, reach, by_date in best if leading else ():
            if reach:
                works = [partial(self._search, part, reach + 1, by_date) for part in self._shelved(wanted)]
                self._beside.begin((wanted, reach, by_date), *works)
        self.begin(leading=leading if best else ())

    def begin(
        self,
        leading: Sequence[tuple[Every, int]] = (),
        bonus: Sequence[tuple[Sequence[Wanted], Sequence[Ranked]]] = (),
        counted: Sequence[Every] = (),
    ) -> None:
        """See :class:`search.engine.Engine`."""
        for each in counted:
            self._beside.begin(each, *[partial(self._tell, part) for part in self._shelved(each)])
        for wanted, reach in leading:
            self._beside.begin((wanted, reach), partial(self._lead, self._leaders(wanted), reach))
        for asked, these in bonus:
            groups = self._grouped(tuple(asked))
            if groups and these:
                self._beside.begin(_sum(groups, these), partial(self._lead, self._asked(groups, these), len(these)))

    def is_busy(self) -> bool:
        """See :class:`search.engine.Engine`."""
        return self._beside.is_busy()

    def frequencies(self, words: Iterable[str], only: Sequence[Wanted]) -> Mapping[str, int]:
        """See :class:`search.engine.Engine`."""
        words, counted = set(words), self._counted["folded"]
        for word in words.difference(counted):  # of some five hundred a question nearly all were counted before
            counted[word] = self._searcher.doc_freq("folded", word)
        known = {word: found for word in words if (found := counted[word])}
        if not only:
            return known
        there = {word: self.count(Every((Clause("folded", (word,)),), only=tuple(only))) for word in known}
        return {word: found for word, found in there.items() if found}

    def _frequency(self, field: str, word: str) -> int:
        """In how many pages ``word`` is for the engine: those that may not be seen and those taken away count."""
        counted = self._counted[field]
        found = counted.get(word)
        if found is None:
            found = counted[word] = self._searcher.doc_freq(field, word)
        return found

    def dossiers(self, only: Sequence[Wanted]) -> set[str]:
        """The dossiers of the pages that fulfil ``only``."""
        needed = [(tantivy.Occur.Must, self._native(each)) for each in only]
        seen = tantivy.Query.boolean_query(needed or [(tantivy.Occur.Must, tantivy.Query.all_query())])
        return {name for name, _ in self._searcher.terms_with_prefix("dossier", "", seen)}

    def count(self, wanted: Every) -> int:
        """See :class:`search.engine.Engine`."""
        return _counted(self._beside.told(wanted, lambda: self._tell(self._native(wanted))))

    def _tell(self, query: tantivy.Query) -> tantivy.SearchResult:
        """How many match; nothing is scored."""
        return self._searcher.search(tantivy.Query.const_score_query(query, 0.0), 1)

    def best(self, wanted: Every, reach: int, by_date: bool) -> tuple[int, list[Ranked]]:
        """See :class:`search.engine.Engine`."""
        told = self._beside.told(
            (wanted, reach, by_date), lambda: self._search(self._native(wanted), reach + 1, by_date)
        )
        total, reach = _counted(told), self._reach(reach)
        found = _ranked(*told)[: reach + 1]
        if len(found) > reach:
            worst = _level(found[reach - 1], by_date)
            if _level(found[reach], by_date) >= worst:
                ties = MANY_TIES if wanted.only else TIES
                found = _ranked(self._search(self._native(wanted), reach + ties, by_date))
            found = [each for each in found if _level(each, by_date) >= worst]
        return total, self._few(found, reach, worst, by_date) if len(found) > reach + TIES else found

    def _few(self, found: list[Ranked], reach: int, worst: float, by_date: bool) -> list[Ranked]:
        """All above the level ``worst``, and of the many on it some that do not depend on where the engine has them."""
        above = [each for each in found if _level(each, by_date) > worst]
        level = [each for each in found if _level(each, by_date) == worst]
        keys = self._searcher.fast_field_values("key", [tantivy.DocAddress(*each.key) for each in level])
        by_key = dict(zip((int(key or 0) for key in keys), level, strict=True))
        return above + [by_key[key] for key in sorted(by_key)[: reach + TIES - len(above)]]

    def _search(self, query: tantivy.Query, reach: int, by_date: bool) -> tantivy.SearchResult:
        return self._searcher.search(query, self._reach(reach), order_by_field="since" if by_date else None)

    def _reach(self, reach: int) -> int:
        return min(reach, max(self._searcher.num_docs, 1))

    def leading(self, wanted: Every, reach: int) -> list[Ranked]:
        """See :class:`search.engine.Engine`."""
        return _ranked(*self._beside.told((wanted, reach), lambda: self._lead(self._leaders(wanted), reach)))

    def _shelved(self, wanted: Every) -> list[tantivy.Query]:
        """``wanted`` in parts that find, count and score together what it does. Not for a phrase, which is looked for
        to its first place in each part; nor for a union: beside what must match it takes the engine twice as long."""
        query = self._native(wanted)
        if not wanted.must or not all(map(is_word, wanted.must)):
            return [query]
        return [_all_of(shelf, query) for shelf in self._shelves] or [query]

    def _lead(self, query: tantivy.Query, reach: int) -> tantivy.SearchResult:
        return self._searcher.search(query, self._reach(reach), count=False)

    def _leaders(self, wanted: Every) -> tantivy.Query:
        return self._native(telling(wanted, self._searcher.num_docs, self._pages))

    def _pages(self, word: Clause) -> int:
        return self._frequency(word.field, word.tokens[0])

    def having(self, wanted: Sequence[Wanted], these: Sequence[Ranked]) -> Mapping[Key, frozenset[int]]:
        """See :class:`search.engine.Engine`."""
        found: dict[Key, frozenset[int]] = {}
        for start in range(0, len(wanted), BITS):
            # Each scores a power of two, so that the sum says which are there.
            bits = [(2.0**at, each) for at, each in enumerate(wanted[start : start + BITS])]
            told: dict[float, frozenset[int]] = {}  # many pages have the same
            for key, score in self._sums(self._groups_of(bits), these).items():
                if score not in told:
                    told[score] = frozenset(start + at for at in range(len(bits)) if int(score) >> at & 1)
                found[key] = found[key] | told[score] if key in found else told[score]
        return found

    def bonus(self, wanted: Sequence[Wanted], these: Sequence[Ranked]) -> Mapping[Key, float]:
        """See :class:`search.engine.Engine`."""
        return self._sums(self._grouped(tuple(wanted)), these)

    def _grouped(self, wanted: tuple[Wanted, ...]) -> Groups:
        """``wanted``, to be asked of some pages."""
        if wanted not in self._groups:
            self._groups[wanted] = self._groups_of([(None, each) for each in wanted])
        return self._groups[wanted]

    def _groups_of(self, wanted: Iterable[tuple[float | None, Wanted]]) -> Groups:
        """``wanted``, each for the number given, or for its score where none is, in conjunctions that add up."""
        make = tantivy.Query
        words, others = list[tantivy.Query](), list[tantivy.Query]()
        for worth, each in wanted:
            if self._may_be(each):
                made = self._native(each)
                made = made if worth is None else make.const_score_query(made, worth)
                # From page to page of a word the engine skips, without looking at what is between.
                (words if is_word(each) else others).append(made)
        # One conjunction for whatever cannot skip: a plain union would walk through all postings of every word.
        # Put around all pages, not around these: to copy these into each takes a quarter of the time.
        whole = make.const_score_query(make.all_query(), 0.0)
        groups = [self._nested(whole, words[at : at + AROUND]) for at in range(0, len(words), AROUND)]
        return [*([groups] if groups else []), *([each] for each in others)]

    def _sums(self, groups: Groups, pages: Sequence[Ranked]) -> dict[Key, float]:
        """The sum over what of ``groups`` each page has."""
        if not groups:
            return {}
        (told,) = self._beside.told(_sum(groups, pages), lambda: self._lead(self._asked(groups, pages), len(pages)))
        return {(address.segment_ord, address.doc): score for score, address in told.hits}

    def _asked(self, groups: Groups, pages: Sequence[Ranked]) -> tantivy.Query:
        these = self._these(pages)
        return tantivy.Query.boolean_query([(tantivy.Occur.Should, _all_of(these, *each)) for each in groups])

    def _may_be(self, each: Wanted) -> bool:
        """Whether any page has it. Most words are in no page's number, so nothing need be made of such clauses."""
        clause = each.clause if isinstance(each, Flat) else each
        if not isinstance(clause, Clause) or clause.prefix:
            return True
        known = self._counted[clause.field]
        return all(known[word] if word in known else self._frequency(clause.field, word) for word in clause.tokens)

    def _these(self, among: Sequence[Ranked]) -> tantivy.Query:
        """These pages, for no score."""
        make = tantivy.Query
        asked = [each.key for each in among if each.key not in self._keyed]
        keys = self._searcher.fast_field_values("key", [tantivy.DocAddress(*each) for each in asked]) if asked else ()
        for each, key in zip(asked, keys, strict=True):
            self._keyed[each] = make.term_query(self._schema, "key", key, index_option="basic")
        # A union of terms lets the clauses skip; the engine's set of terms, a third as fast, does not.
        return make.const_score_query(
            make.boolean_query([(tantivy.Occur.Should, self._keyed[each.key]) for each in among]), 0.0
        )

    def places(self, among: Sequence[Ranked]) -> Mapping[Key, Place]:
        """See :class:`search.engine.Engine`."""
        return {each.key: self._place(each.key) for each in among}

    def _place(self, key: Key) -> Place:
        kept: Any = self._document(key)
        return Place(kept.get_first("dossier"), kept.get_first("document"), kept.get_first("page"))

    def shown(self, keys: Sequence[Key]) -> Mapping[Key, Mapping[str, Any]]:
        """See :class:`search.engine.Engine`."""
        for key in keys:
            if key not in self._unpacked:
                self._unpacked[key] = unpack(bytes(self._document(key).get_first("kept") or b""))
        return {key: self._unpacked[key] for key in keys}

    def counts(self, wanted: Every) -> Facets:
        """See :class:`search.engine.Engine`."""
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
            if wanted not in self._made:  # most are asked of a page in two or three ways
                self._made[wanted] = self._clause(wanted)
            return self._made[wanted]
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
        needed = [(occur.Must, each) for each in self._needed(wanted.must)]
        needed += [(occur.Must, self._native(each)) for each in wanted.only]
        could = [self._native(each) for each in wanted.should if self._may_be(each)]
        without = [(occur.MustNot, self._native(each)) for each in wanted.must_not]
        if not needed or len(could) > NESTED:
            return make.boolean_query([*needed, *((occur.Should, each) for each in could), *without])
        return self._nested(make.boolean_query([*needed, *without]), could)

    def _needed(self, must: Sequence[Wanted]) -> Iterator[tantivy.Query]:
        """``must``, its alternatives multiplied out: any of few ways, each a conjunction that its rarest word leads.

        An alternative left to itself is walked through on all its pages, a date in the form of six common words."""
        rest: list[tantivy.Query] = []
        ways: list[tuple[list[tantivy.Query], list[tantivy.Query]]] = [([], [])]
        for each in must:
            apart = _apart(each, WAYS // len(ways)) if len(must) > 1 else ()
            if apart:
                options = [self._opened(option) for option in apart]
                ways = [([*has, *needed], [*could, *more]) for has, could in ways for needed, more in options]
            else:
                rest.append(self._native(each))
        if len(ways) == 1:
            yield from (*rest, *ways[0][0])
        else:
            yield tantivy.Query.disjunction_max_query(
                [self._nested(_all_of(*rest, *has), could) for has, could in ways]
            )

    def _opened(self, option: Wanted) -> tuple[list[tantivy.Query], list[tantivy.Query]]:
        """What must be there for ``option``, and what only adds to its score. A phrase in one query with what adds to
        it would be looked for to its first place, before anything is asked of it."""
        if not isinstance(option, Every) or option.must_not or option.only:
            return [self._native(option)], []
        return [*self._needed(option.must)], [self._native(each) for each in option.should if self._may_be(each)]

    def _nested(self, query: tantivy.Query, should: Sequence[tantivy.Query]) -> tantivy.Query:
        """``query`` with what ``should`` adds, one inside the other: of one clause alone the engine looks only at the
        pages of ``query``, of several it walks through all."""
        for each in should:
            query = tantivy.Query.boolean_query([(tantivy.Occur.Must, query), (tantivy.Occur.Should, each)])
        return query

    def _value(self, field: str, value: str | int) -> tantivy.Query:
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


def _sum(groups: Groups, pages: Sequence[Ranked]) -> tuple[int, tuple[Key, ...]]:
    """What the sum of ``groups``, which are kept as long as the state is, over ``pages`` goes by."""
    return id(groups), tuple(each.key for each in pages)


def _apart(each: Wanted, ways: int) -> tuple[Wanted, ...]:
    """The alternatives of ``each`` if they are few enough; else what was typed, and whatever else it may be, which is
    rare; none where that is too many."""
    options = each.options if isinstance(each, Best) else ()
    if len(options) <= ways:
        return options
    return (options[0], Best(options[1:])) if ways >= 2 else ()


def _all_of(*queries: tantivy.Query) -> tantivy.Query:
    return tantivy.Query.boolean_query([(tantivy.Occur.Must, each) for each in queries])


def _counted(told: Sequence[tantivy.SearchResult]) -> int:
    return sum(each.count for each in told)  # type: ignore[attr-defined]  # the stub leaves it out


def _ranked(*told: tantivy.SearchResult) -> list[Ranked]:
    """What was found, the best first; of equal ones in the engine's order, whether one search found it or several."""
    found = [Ranked(value, (address.segment_ord, address.doc)) for each in told for value, address in each.hits]
    return sorted(found, key=lambda each: (-each.score, each.key)) if len(told) > 1 else found


def _level(each: Ranked, by_date: bool) -> float:
    return each.score if by_date else rounded(each.score)
