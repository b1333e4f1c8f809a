"""Query × what an engine can do → Found: the one way in which both indexes answer.

First what matches as typed. Where that is little, what matches with words misread comes after it, so that a slip never
pushes aside what is right. Only questions of many words rank both together, a word misread being worth little, and one
that is missing nothing.
"""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from itertools import chain

from archive.records import Found
from search import headings
from search.ahead import Ahead
from search.almost import Lacking, almost, lacking, scored, scoring, whole
from search.engine import Engine, Key, Ranked
from search.headings import Instead
from search.hits import Line, frequent, grouped, hit
from search.near import Near, nearest
from search.plan import (
    CLOSE,
    CONTEXT,
    LEADERS,
    WINDOW,
    Best,
    Every,
    Plan,
    Wanted,
    forms,
    misread,
    plan,
    rounded,
    spared,
    within,
)
from search.snippet import snippets
from search.terms import Node, Part, Query, parts
from search.view import View

FEW = 10
"""Pages found as typed below which misread words are looked for."""

MANY = 1_000
"""The same for questions of ``CONTEXT`` words and more. There the other words tell where the one misread belongs: a
page that has it misread in its title comes before one that has all of them scattered."""

SPARE = 100
"""Pages found below which questions of many words are also answered with any one of them missing: by the pages that do
better so than the best that has all, and where less than ``FEW`` were found by the next best, too."""

HEADED = 150
"""Pages that lead in the fields whose title and subject are looked at, where the first page does not have all there."""

MISTYPED = 20
"""A word so many times rarer than one of its forms was mistyped, not half remembered."""

GROUPED = 500
"""The best pages among which groups are made."""


def answer(engine: Engine, query: Query, limit: int, view: View) -> Found:
    """The pages that match ``query``, at most ``limit`` lines of them."""
    began = time.perf_counter()
    limit = max(limit, 0)
    search = _Search(engine, query, view, max(limit, GROUPED) if view.group != "page" else limit)
    total, lines = search.together() if search.is_long else search.after()
    lines = list(grouped(lines, view))[:limit]
    facets = frequent(engine.counts(search.matching)) if view.facets else {}
    shown = engine.shown([line.key for line in lines])
    marking = {near: search.near_snippet if near else search.snippet for near in {line.near for line in lines}}
    hits = tuple(hit(line, shown[line.key], marking[line.near]) for line in lines if line.key in shown)
    return Found(total, hits, round((time.perf_counter() - began) * 1000, 3), facets)


@dataclass
class _Search:
    """One question under way; ``need``: how many lines of it may be told."""

    engine: Engine
    query: Query
    view: View
    need: int
    _instead: Mapping[Key, Instead] = field(default_factory=dict)
    _in_heads: dict[Key, float] = field(default_factory=dict)
    _in_pairs: dict[Key, float] = field(default_factory=dict)

    @cached_property
    def is_long(self) -> bool:
        """Whether what is right and what is nearly so are ranked together."""
        return len(self.query.wanted) >= CONTEXT and not self._by_date

    @cached_property
    def matching(self) -> Every:
        """What matches, as typed or misread."""
        return Every((Best((self._typed.wanted, self._wide)),)) if self._slips else self._typed.wanted

    @cached_property
    def snippet(self) -> Callable[[str], str]:
        """What shows the text of a page that matches, each text once."""
        return cache(snippets(self.query.parts))

    @cached_property
    def near_snippet(self) -> Callable[[str], str]:
        """The same of a page that matches only nearly."""
        forms = [Part(form.tokens) for found in self._slips.values() for form in found]
        forms += [Part((instead.form,)) for instead in self._instead.values()]
        return snippets(tuple(dict.fromkeys((*self.query.parts, *forms))))

    def after(self) -> tuple[int, list[Line]]:
        """How many match, and the best of them, those with a word misread after all others."""
        total, right = self._right
        more, near = 0, list[Ranked]()
        if self._slips:
            more, near = self.engine.best(_without(self._wide, self._typed.wanted), self._reach, self._by_date)
        lines = self._lines(self._ranked(right))
        late = [replace(line, near=True) for line in self._lines(self._ranked(near))]
        return total + more, lines + late

    def together(self) -> tuple[int, list[Line]]:
        """The same with all ranked together. What lacks a word is only told where it is better than all that has it, or
        where there is little else."""
        self._expect()
        total, right = self._right
        more, near = self._near() if self._typed.leads else self._near_among_all()
        ranked = self._ranked([*right, *near])
        best = _top(ranked, 1)  # with its ties, which the engines have in any order
        if self._typed.leads and self._lacks_in_heads(best) and self._in_fields:
            self._instead = headings.misread(self.engine, self.query, self._typed, self._in_fields)
        if self._instead:
            near = self._with_headings(right, near)
            more = sum(not each.spared for each in near)
            ranked = self._ranked([*right, *near])
        if total + more >= FEW:
            most = max((each.score for each in ranked if not each.spared), default=0.0)
            ranked = [each for each in ranked if not each.spared or each.score > most]
            return total + more + sum(each.spared for each in ranked), self._lines(ranked)
        return total + more + sum(each.spared for each in near), self._lines(ranked)

    def _lacks_in_heads(self, best: Sequence[Ranked]) -> bool:
        """Whether all of ``best`` lack something in title and subject. What is named by one of them alone does not."""
        named = {each.key for each in self._named}
        return named.isdisjoint(each.key for each in best) and headings.lack(self.engine, self._typed, best)

    def _expect(self) -> None:
        """Say what is going to be asked, step by step. What is asked of few pages is told for all that lead."""
        typed = self._typed
        if typed.named:
            self.engine.expect(best=self._at_first, leading=[(typed.named, HEADED)])
        if not typed.named or (self.engine.is_near and not self._named):
            self.engine.expect(best=self._at_first, leading=self._leads)
        if self.engine.is_near:
            self._prepare()
        leaders = self._leading
        found = [*self._best[1], *leaders]
        headed = [*self._best[1][:WINDOW], *leaders, *([] if self._is_named else self._in_fields)]
        self.engine.expect(
            having=[([] if self._is_named else typed.wanted.must, leaders), (headings.clauses(typed), headed)],
            bonus=[(scoring(typed), leaders), (typed.heads, found), (typed.pairs, found)],
        )

    def _prepare(self) -> None:
        """While the engine still looks, and counts, do what will hardly have been in vain: pages that name all in their
        title are nearly always told; where they are all that leads, nothing but a number is yet to come; and what is
        best is weighed whatever else leads."""
        if self.engine.is_busy():
            self._ahead.while_busy(self._named)
        self.engine.begin(bonus=[(self._typed.heads, ()), (self._typed.pairs, ())])
        total, found = self._best
        if total is None and self._named:
            there = {each.key for each in found}
            more = [Ranked(0.0, each.key) for each in self._named[:LEADERS] if each.key not in there]
            self._ahead.read(self._lines(self._ranked([*found, *scored(self.engine, self._typed, more)])))
        elif self._leads and not self._is_named:
            self.engine.begin(leading=self._leads)
            self._weigh(found)

    def _weigh(self, found: Sequence[Ranked]) -> None:
        """Weigh ``found`` by all that counts and read the best of them, as long as the engine looks for others."""
        best = _top(self._raised(self._typed.heads, self._in_heads, found), max(self.need, CLOSE))
        if self.engine.is_busy():
            best = self._raised(self._typed.pairs, self._in_pairs, best)
            self._ahead.while_busy(_top(best, FEW))

    @cached_property
    def _ahead(self) -> Ahead:
        return Ahead(self.engine, self.snippet, min(self.need, FEW))

    @property
    def _by_date(self) -> bool:
        return self.view.sort == "date"

    @property
    def _reach(self) -> int:
        return max(self.need, 1 if self._by_date else WINDOW)

    @cached_property
    def _typed(self) -> Plan:
        return plan(self.query, sight=self.view.sight)

    @cached_property
    def _wide(self) -> Every:
        return plan(self.query, self._slips, self.view.sight).wanted

    @cached_property
    def _best(self) -> tuple[int | None, list[Ranked]]:
        """How many match as typed, None where that is counted apart, and the best of them by the first score: those
        with all marks as typed, where they are enough."""
        (wanted, reach, by_date), *counted = self._at_first
        if counted:
            self.engine.expect(best=self._at_first)
            if self._named:  # then enough have all marks, hardly ever else
                self.engine.begin(counted=[self._typed.counted])
            _, found = self.engine.best(wanted, reach, by_date)
            if len(found) >= max(self.need, FEW):
                self.engine.begin(counted=[self._typed.counted])
                return None, found
            self.engine.expect(best=[(self._typed.wanted, reach, by_date)], leading=self._leads)
        return self.engine.best(self._typed.wanted, reach, by_date)

    @cached_property
    def _total(self) -> int:
        """How many match as typed."""
        total = self._best[0]
        return self.engine.count(self._typed.counted) if total is None else total

    @property
    def _leads(self) -> list[tuple[Every, int]]:
        """What leads in the fields alone, where all is ranked together."""
        return [(self._typed.leads, HEADED)] if self._typed.leads and self.is_long else []

    @property
    def _at_first(self) -> list[tuple[Every, int, bool]]:
        """What is looked for first; and what is counted apart from that, where it is not all that matches."""
        typed, reach = self._typed, self._reach
        if typed.exact is None or self._by_date:
            return [(typed.wanted, reach, self._by_date)]
        return [(typed.exact, reach, False), (typed.counted, 0, False)]

    @cached_property
    def _in_fields(self) -> list[Ranked]:
        """The pages that lead in the fields alone."""
        return self.engine.leading(self._typed.leads, HEADED if self.is_long else LEADERS) if self._typed.leads else []

    @cached_property
    def _named(self) -> list[Ranked]:
        """The pages whose title or subject alone names all that is asked for."""
        return self.engine.leading(self._typed.named, HEADED) if self._typed.named and self.is_long else []

    @cached_property
    def _is_named(self) -> bool:
        """Whether such pages are all that needs to lead: so many match that nothing else would be looked at."""
        return bool(self._named) and self._total >= MANY

    @cached_property
    def _leading(self) -> list[Ranked]:
        """Pages that lead in any of the words, but for those of ``_best``."""
        total, found = self._total, self._best[1]
        there = {each.key for each in found}
        leading = {each.key: each for each in (self._named if self._is_named else self._in_fields)[:LEADERS]}
        if self._typed.body and self.is_long and total < FEW:
            leading |= {each.key: each for each in self.engine.leading(self._typed.body, LEADERS)}
        return [each for key, each in leading.items() if key not in there]

    @cached_property
    def _leaders(self) -> Lacking:
        """What the pages lack that lead."""
        if self._is_named:
            return dict.fromkeys((each.key for each in self._leading), frozenset())
        return lacking(self.engine, self._typed, self._leading)

    @cached_property
    def _right(self) -> tuple[int, list[Ranked]]:
        """How many match as typed, and those that may be among the best."""
        total, found = self._total, self._best[1]
        if total > len(found) and not self._by_date:
            found = found + whole(self.engine, self._typed, self._leaders)
        return total, found

    @cached_property
    def _slips(self) -> Mapping[str, tuple[Near, ...]]:
        """The forms that words may have taken, among the pages that the one who asks may see, where they matter."""
        if self._total >= (MANY if self.is_long else FEW):
            return {}
        only = within(self.view.sight)
        lacking = self._lacking_words if self.is_long and self._typed.leads else None
        found = nearest(
            self.query,
            lambda words: self.engine.frequencies(words, only),
            lambda word: lacking is None or word in lacking,
            None if only else self.engine.near,
        )
        return self._that_stand(found) if found and not self.is_long else found

    def _that_stand(self, slips: Mapping[str, tuple[Near, ...]]) -> Mapping[str, tuple[Near, ...]]:
        """``slips`` of words that stand so on some page. A number's words do so hardly ever, though each of their forms
        is somewhere; to look for it together with a date that is named nowhere would cost most of the answer."""
        kept: set[str] = set()
        for part in self.query.parts:
            ways = misread(part, slips)
            if ways and (len(part.tokens) == 1 or self.engine.best(Every((Best(ways),)), 1, by_date=False)[0]):
                kept |= _words([part])
        return {word: near for word, near in slips.items() if word in kept}

    @cached_property
    def _lacking_words(self) -> frozenset[str]:
        """The words that are all that a page lacks that leads otherwise, or of which it lacks two; no form of another
        one makes a page match."""
        nodes = {at for lack in self._leaders.values() if len(lack) in (1, 2) for at in lack}
        return _words(self._typed.nodes[at] for at in nodes)

    def _near(self) -> tuple[int, list[Ranked]]:
        """How many pages match with a word misread, and these and those that lack one: of those that lead."""
        total, typed = self._total, self._typed
        if total >= MANY:
            return 0, []
        may_lack = typed.spared if total < SPARE and not self._is_mistyped() else frozenset[int]()
        found = almost(self.engine, replace(typed, spared=may_lack), self._leaders, forms(self._typed, self._slips))
        return sum(not each.spared for each in found), found

    def _with_headings(self, right: Sequence[Ranked], near: Sequence[Ranked]) -> list[Ranked]:
        """``near`` with the pages that have a word misread in title or subject; those lack it no more."""
        there = {each.key for each in (*right, *near)}
        late = [Ranked(0.0, key, near=True) for key in self._instead if key not in there]
        near = [each._replace(spared=each.spared and each.key not in self._instead) for each in near]
        typed = self._typed
        self.engine.expect(bonus=[(wanted, late) for wanted in (scoring(typed), typed.heads, typed.pairs)])
        return near + scored(self.engine, typed, late)

    def _is_mistyped(self) -> bool:
        """Whether a word is hardly anywhere and a form of it is frequent. Then that is what is wrong with the question:
        what has the word, rare as it is, would lead though it lacks another one."""
        ways = {word: [each.tokens[0] for each in near if len(each.tokens) == 1] for word, near in self._slips.items()}
        known = self.engine.frequencies({*ways, *chain(*ways.values())}, within(self.view.sight))
        return any(
            known.get(form, 0) > MISTYPED * max(known.get(word, 0), 1) for word, near in ways.items() for form in near
        )

    def _near_among_all(self) -> tuple[int, list[Ranked]]:
        """The same of all pages."""
        more, near, late = 0, list[Ranked](), list[Ranked]()
        typed = self._typed
        if self._slips:
            more, near = self.engine.best(_without(self._wide, typed.wanted), self._reach, by_date=False)
        if self._total + more < SPARE and (loose := spared(typed)):
            _, late = self.engine.best(_without(loose, self.matching), self._reach, by_date=False)
        near = [each._replace(near=True) for each in near]
        return more, near + [each._replace(near=True, spared=True) for each in late]

    def _ranked(self, found: Sequence[Ranked]) -> list[Ranked]:
        """The best of ``found`` by all that counts."""
        if self._by_date:
            return [*found]
        if self._instead:
            worth = {key: instead.worth for key, instead in self._instead.items()}
            found = [each._replace(score=each.score + worth.get(each.key, 0.0)) for each in found]
        self.engine.expect(bonus=[(self._typed.heads, found), (self._typed.pairs, found)])
        named = self._named if self.engine.is_near else []  # where there are any, hardly others are told than the best
        raised = _top(self._raised(self._typed.heads, self._in_heads, found, named), max(self.need, CLOSE))
        return self._raised(self._typed.pairs, self._in_pairs, raised, raised if named else ())

    def _raised(
        self, wanted: Sequence[Wanted], bonus: dict[Key, float], found: Sequence[Ranked], likely: Sequence[Ranked] = ()
    ) -> list[Ranked]:
        """``found`` with what ``wanted`` adds; what was told before stands in ``bonus`` and is not asked again. What is
        ``likely`` told is read meanwhile."""
        if new := [each for each in found if each.key not in bonus] if wanted else ():
            if self._ahead.lacks(likely):
                self.engine.begin(bonus=[(wanted, new)])
                self._ahead.while_busy(likely)
            bonus |= dict.fromkeys((each.key for each in new), 0.0) | dict(self.engine.bonus(wanted, new))
        return [
            Ranked(rounded(each.score + bonus.get(each.key, 0.0)), each.key, each.near, each.spared) for each in found
        ]

    def _lines(self, found: Sequence[Ranked]) -> list[Line]:
        """The best of ``found``, with where they belong, ties in their order."""
        found = _top(found, self.need)
        places = self.engine.places(found)
        lines = [Line(each.score, each.key, places[each.key], each.near) for each in found if each.key in places]
        lines = sorted(lines, key=Line.order)[: self.need]
        return [replace(line, score=0.0) for line in lines] if self._by_date else lines


def _words(nodes: Iterable[Node]) -> frozenset[str]:
    return frozenset(word for part in parts(nodes) for word in part.folded)


def _without(wide: Every, typed: Every) -> Every:
    return replace(wide, must_not=(*wide.must_not, typed))


def _top(found: Sequence[Ranked], need: int) -> list[Ranked]:
    """The best ``need`` of ``found`` and those that tie with the last."""
    ordered = sorted(found, key=lambda each: -each.score)
    if not need or len(ordered) <= need:
        return ordered if need else []
    return [each for each in ordered if each.score >= ordered[need - 1].score]
