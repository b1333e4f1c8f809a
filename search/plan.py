"""Query → Plan: what must match and what ranks, in clauses that every engine has.

Both indexes carry out the same plan with the same formula (BM25, k1 1.2, b 0.75), so they give the same answers.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple, TypeAlias, TypeGuard

from archive.access import EVERYTHING, Reach, Sight
from search.near import Near
from search.terms import Either, Group, Node, Part, Query, When, is_date, is_word
from search.words import bare

EXACT = 3.0
"""Weight of a word as typed with marks: outweighs any number of pages' repetitions of other words with its letters."""

ADJACENT = 1.0
"""Weight of two words that stand side by side as typed: Vietnamese words have several syllables."""

WEIGHTS = {"number": 15.0, "title": 1.5, "subject": 2.0, "organ": 1.0, "signer": 1.5}
"""Weights of the document's fields. The number is above what a paper can gain by citing it, however often."""

NAMING = ("subject", "title")
"""The fields that name what a paper is about."""

ISSUED = 20.0
"""Score of a paper issued when the query says: above what a page can gain by naming the date."""

SLIP = 2.0
"""Score of a word that is there only misread, less its distance: below that of most words as they should be."""

LEVEL = 4.0
"""Flat score of a word that is there, where words are not weighed by how rare they are: about a middling word's."""

WINDOW = 50
"""The best pages that are looked at again for ``heads``: to weigh five fields of every page that has all words costs
too much among a million."""

LEADERS = 50
"""Pages that lead in these fields, whatever else they have, that are looked at as well."""

CLOSE = 30
"""The best of these that are looked at again for ``pairs``, which cost more."""

CONTEXT = 4
"""Words of a question from which the others tell where one belongs that is misread; more than one may not be."""

DIGITS = 5
"""Significant digits of a score that count; below them the engines' own rounding begins."""

Slips: TypeAlias = Mapping[str, tuple[Near, ...]]


class Clause(NamedTuple):
    """Tokens side by side in ``field``; ``prefix``: one token, the beginning of a word, which scores ``boost`` flat.

    A tuple, as :class:`Flat` is: a question makes hundreds of them and compares them all, which a dataclass does five
    times as slowly.
    """

    field: str
    tokens: tuple[str, ...]
    prefix: bool = False
    boost: float = 1.0


@dataclass(frozen=True, slots=True)
class Span:
    """Issued within ``low`` to ``high``, which scores ``score`` flat."""

    low: int
    high: int
    score: float = ISSUED


class Flat(NamedTuple):
    """What ``clause`` matches, for ``score`` whatever it is worth elsewhere."""

    clause: Clause
    score: float


@dataclass(frozen=True, slots=True)
class Among:
    """Pages whose ``field``, kept whole, is one of ``values``; it scores nothing."""

    field: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Best:
    """What any of ``options`` matches, for the score of the best of them."""

    options: tuple["Wanted", ...]


@dataclass(frozen=True, slots=True)
class Every:
    """What has every ``must`` and ``only`` and no ``must_not``; its score is the sum over ``must`` and ``should``."""

    must: tuple["Wanted", ...]
    should: tuple["Wanted", ...] = ()
    must_not: tuple["Wanted", ...] = ()
    only: tuple["Wanted", ...] = ()


Wanted: TypeAlias = Clause | Span | Flat | Among | Best | Every


@dataclass(frozen=True, slots=True)
class Plan:
    """What matches and how it scores at first; what is added to the best pages' scores before the last sorting.

    ``leads``: where the pages stand that ``heads`` may raise above the best of the first score; None where none can.
    ``named``: the pages whose title, or subject, alone has all words; None where it is not words that are asked for.
    ``body``: as ``leads`` for words anywhere. ``nodes``: what was typed for each of ``wanted.must`` (where nothing is
    misread); ``spared``: which of them may be missing. ``exact``: the pages among those wanted that have all words with
    the marks typed, for the same score; None where none were.
    """

    wanted: Every
    heads: tuple[Wanted, ...] = ()
    pairs: tuple[Wanted, ...] = ()
    leads: Every | None = None
    named: Every | None = None
    body: Every | None = None
    nodes: tuple[Node, ...] = ()
    spared: frozenset[int] = frozenset()
    exact: Every | None = None

    @property
    def counted(self) -> Every:
        """What matches, for whoever only counts it."""
        return replace(self.wanted, should=())


def plan(query: Query, slips: Slips | None = None, sight: Sight = EVERYTHING) -> Plan:
    """How ``query`` is answered and ranked; with ``slips`` each of their words may also stand misread.

    Who does not see all is answered from what ``sight`` holds, and by flat scores: BM25 weighs a word by how many pages
    have it, hidden ones too, and would tell of them (docs/decisions/0025-access.md).
    """
    make = _Planner(query.marked, slips or {}, is_flat=not sight.is_whole)
    pairs = dict.fromkeys(make.scored(Clause("folded", pair.folded, boost=ADJACENT)) for pair in query.pairs)
    wanted = replace(make.every(Group(query.wanted, query.unwanted)), only=within(sight))
    nodes = make.distinct(query.wanted)
    loose = frozenset(_spared(nodes))
    if slips and len(query.wanted) >= CONTEXT:
        wanted = replace(wanted, must=(make.one_misread(query.wanted),))
    if make.is_flat:
        return Plan(wanted, pairs=tuple(pairs), nodes=nodes, spared=loose)
    first = tuple(each for each in wanted.should if _clause(each).field not in WEIGHTS)
    heads = tuple(each for each in wanted.should if _clause(each).field in WEIGHTS)
    wanted = replace(wanted, should=first)
    return Plan(wanted, heads, tuple(pairs), *make.leading(query, heads), nodes, loose, _exact(wanted))


def _exact(wanted: Every) -> Every | None:
    """``wanted`` with all that ``should`` be there, for the same score: what then is there anyway only adds to it. None
    where nothing should, and where a number or a date is asked for, which few pages have."""
    if not wanted.should or any(isinstance(each, Best) for each in wanted.must):
        return None
    sure = {(bare(token),) for each in map(_clause, wanted.should) for token in each.tokens if not each.prefix}
    words = tuple(each for each in map(_folded_word, wanted.must) if each and each.tokens in sure)
    return replace(wanted, must=(*wanted.should, *(each for each in wanted.must if each not in words)), should=words)


def _folded_word(each: Wanted) -> Clause | None:
    """The clause of one word anywhere."""
    return each if isinstance(each, Clause) and each.field == "folded" and len(each.tokens) == 1 else None


SPARED, MOST_SPARED = 5, 12
"""Words of a question from which one of them may be missing: the others tell well enough what is meant. Of a whole
sentence pasted in every word is meant, and each one left out would be one more search."""


def _spared(nodes: tuple[Node, ...]) -> Iterator[int]:
    """Which of ``nodes`` may be missing: a name half remembered, or misread as another syllable; none where there are
    fewer words or more. What stands in quotation marks or behind a field is not spared."""
    loose = [at for at, node in enumerate(nodes) if is_word(node)]
    if SPARED <= len(loose) <= len(nodes) <= MOST_SPARED:
        yield from loose


def spared(typed: Plan) -> Every | None:
    """What matches with any one thing of ``typed.spared`` missing; None where none may be."""
    must = typed.wanted.must
    options = tuple(Every(must[:at] + must[at + 1 :]) for at in sorted(typed.spared))
    return replace(typed.wanted, must=(Best(options),)) if options else None


class Form(NamedTuple):
    """What stands for a thing wanted where it is misread, and its score."""

    wanted: Wanted
    score: float


def misread(part: Part, slips: Slips) -> tuple[Wanted, ...]:
    """The ways in which ``part`` may stand misread."""
    return _Planner(False, slips).misread(part)


def forms(typed: Plan, slips: Slips) -> tuple[tuple[Form, ...], ...]:
    """For each of ``typed.nodes`` the ways in which it may stand misread."""
    make = _Planner(False, slips)
    return tuple(
        tuple(Form(each, each.score if isinstance(each, Flat) else SLIP) for each in make.misread(node))
        for node in typed.nodes
    )


def of_word(word: str, typed: Plan) -> list[Wanted]:
    """The clauses of ``typed`` by which ``word`` (without marks) counts, by itself and beside others."""
    clauses = (*typed.wanted.must, *typed.wanted.should, *typed.heads, *typed.pairs)
    return [each for each in clauses if isinstance(each, Clause) and word in map(bare, each.tokens)]


def _is_plain(node: Node) -> TypeGuard[Part]:
    return isinstance(node, Part) and not node.field


def _any(options: tuple[Wanted, ...]) -> Wanted:
    return Best(options) if len(options) > 1 else options[0]


def _clause(each: Wanted) -> Clause:
    """What a ranking clause looks for, flat or not."""
    found = each.clause if isinstance(each, Flat) else each
    assert isinstance(found, Clause)
    return found


def within(sight: Sight) -> tuple[Wanted, ...]:
    """What every page found must fulfil; nothing where all is seen."""
    if sight.is_whole:
        return ()
    options: list[Wanted] = [_reach(one) for one in sight.reaches]
    if sight.dossiers:
        options.append(Among("dossier", tuple(sorted(sight.dossiers))))
    seen: Wanted = Best(tuple(options) or (Among("dossier", ()),))
    return (seen,) if sight.among is None else (seen, Among("dossier", tuple(sorted(sight.among))))


def _reach(reach: Reach) -> Every:
    limits = {"access_mode": reach.modes, "access_unit": reach.units, "access_fonds": reach.fonds}
    return Every((), only=tuple(Among(name, tuple(sorted(values))) for name, values in limits.items() if values))


def rounded(score: float) -> float:
    """``score`` to the digits that count."""
    return float(f"{score:.{DIGITS}g}")


@dataclass(frozen=True, slots=True)
class _Planner:
    marked: bool
    slips: Slips
    is_flat: bool = False

    def scored(self, clause: Clause) -> Clause | Flat:
        """``clause`` for its weight alone where scores are flat."""
        return Flat(clause._replace(boost=1.0), LEVEL * clause.boost) if self.is_flat else clause

    def leading(self, query: Query, heads: tuple[Wanted, ...]) -> tuple[Every | None, Every | None, Every | None]:
        """Pages with any of the plain words in a field of ``heads``, with all in one that names a paper, and with any
        anywhere; all else must be as asked."""
        plain = replace(self, slips={})
        words = [node for node in query.wanted if _is_plain(node)]
        rest = tuple(plain._wanted(node) for node in query.wanted if not _is_plain(node))
        shunned = tuple(self._shunned(node) for node in query.unwanted)
        if not words:
            return None, None, None
        ways = tuple(Every(tuple(Clause(name, word.folded, boost=WEIGHTS[name]) for word in words)) for name in NAMING)
        named = Every((*rest, Best(ways)), (), shunned) if all(map(is_word, words)) else None
        return Every(rest, heads, shunned), named, Every(rest, tuple(_folded(word) for word in words), shunned)

    def one_misread(self, nodes: tuple[Node, ...]) -> Best:
        """All of ``nodes``, one of them misread, or two read as one word. Each way holds the others as typed, so that
        an index need not walk through all pages of every word."""
        right = replace(self, slips={})
        exact = tuple(right._wanted(node) for node in nodes)
        wrong = [self.misread(node) for node in nodes]
        options = [Every((*exact[:at], _any(found), *exact[at + 1 :])) for at, found in enumerate(wrong) if found]
        for at, (found, after) in enumerate(pairwise(wrong)):
            if joined := tuple(each for each in found if each in after):
                options.append(Every((*exact[:at], _any(joined), *exact[at + 2 :])))
        return Best(tuple(options))

    def misread(self, node: Node) -> tuple[Wanted, ...]:
        """What stands for ``node`` misread; of other things than words and phrases they as typed as well."""
        if isinstance(node, Part):
            return tuple(dict.fromkeys(self._misread(_folded(node)))) if not node.prefix else ()
        wide = self._wanted(node)
        return (wide,) if wide != replace(self, slips={})._wanted(node) else ()

    def distinct(self, nodes: tuple[Node, ...]) -> tuple[Node, ...]:
        """``nodes`` without those that want the same as one before: ``bán`` after ``ban``."""
        first: dict[Wanted, Node] = {}
        for node in nodes:
            first.setdefault(self._wanted(node), node)
        return tuple(first.values())

    def every(self, group: Group) -> Every:
        return Every(
            must=tuple(dict.fromkeys(self._wanted(node) for node in group.wanted)),
            should=tuple(dict.fromkeys(clause for node in group.wanted for clause in self._ranking(node))),
            must_not=tuple(dict.fromkeys(self._shunned(node) for node in group.unwanted)),
        )

    def _wanted(self, node: Node) -> Wanted:
        if isinstance(node, When):
            return Span(node.low, node.high)
        if isinstance(node, Group):
            return self.every(node)
        if isinstance(node, Either):
            make = replace(self, slips={}) if is_date(node) else self
            return Best(tuple(make._option(option) for option in node.options))
        exact = _folded(node)
        misread = tuple(dict.fromkeys(self._misread(exact))) if not node.prefix else ()
        return Best((self.scored(exact), *misread)) if misread else self.scored(exact)

    def _option(self, group: Group) -> Wanted:
        """A group of one thing that ranks by nothing else is that thing."""
        made = self.every(group)
        return made.must[0] if len(made.must) == 1 and not (made.should or made.must_not) else made

    def _misread(self, exact: Clause) -> Iterator[Flat]:
        """``exact`` with one of its words misread."""
        if exact.field in ("number", "file", "cites"):
            return
        for at, word in enumerate(exact.tokens):
            for near in self.slips.get(word, ()):
                tokens = exact.tokens[:at] + near.tokens + exact.tokens[at + 1 :]
                yield Flat(Clause(exact.field, tokens), SLIP * (1 - near.cost / 2))

    def _ranking(self, node: Node) -> Iterator[Clause | Flat]:
        """What a word anywhere is worth beyond being there."""
        yield from map(self.scored, self._weights(node))

    def _weights(self, node: Node) -> Iterator[Clause]:
        if not isinstance(node, Part) or node.field:
            return
        if self.marked and node.prefix:
            yield Clause("exact", node.tokens, True, EXACT)
        elif self.marked:
            yield from (Clause("exact", (token,), boost=EXACT) for token in node.tokens)
        folded = node.folded
        for name, weight in WEIGHTS.items():
            yield Clause(name, folded, node.prefix, weight)

    def _shunned(self, node: Node) -> Wanted:
        """What must not be there: words as typed where marks were typed, whatever their marks elsewhere."""
        if isinstance(node, Part) and not node.field and self.marked:
            if node.prefix:
                return Clause("exact", node.tokens, True)
            exact = tuple(Clause("exact", (token,)) for token in node.tokens)
            return exact[0] if len(exact) == 1 else Every((_folded(node), *exact))
        if isinstance(node, Part):
            return _folded(node)
        if isinstance(node, Either):
            return Best(tuple(self._shunned(option) for option in node.options))
        if isinstance(node, Group):
            return Every(
                tuple(self._shunned(each) for each in node.wanted),
                must_not=tuple(self._shunned(each) for each in node.unwanted),
            )
        return Span(node.low, node.high)


def _folded(part: Part) -> Clause:
    return Clause(part.field or "folded", part.folded, part.prefix, WEIGHTS.get(part.field, 1.0))
