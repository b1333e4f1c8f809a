"""Query → Plan: what must match and what ranks, in clauses that every engine has.

Both indexes carry out the same plan with the same formula (BM25, k1 1.2, b 0.75), so they give the same answers.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from archive.access import EVERYTHING, Reach, Sight
from search.near import Near
from search.terms import Either, Group, Node, Part, Query, When

EXACT = 3.0
"""Weight of a word as typed with marks: outweighs any number of pages' repetitions of other words with its letters."""

ADJACENT = 1.0
"""Weight of two words that stand side by side as typed: Vietnamese words have several syllables."""

WEIGHTS = {"number": 15.0, "title": 1.5, "subject": 2.0, "organ": 1.0, "signer": 1.5}
"""Weights of the document's fields. The number is above what a paper can gain by citing it, however often."""

ISSUED = 20.0
"""Score of a paper issued when the query says: above what a page can gain by naming the date."""

SLIP = 2.0
"""Score of a word that is there only misread, less its distance: below that of most words as they should be."""

LEVEL = 4.0
"""Flat score of a word that is there, where words are not weighed by how rare they are: about a middling word's."""

WINDOW = 100
"""The best pages that are looked at again for ``refine``: word pairs among a million pages cost too much."""

DIGITS = 5
"""Significant digits of a score that count; below them the engines' own rounding begins."""

Slips: TypeAlias = Mapping[str, tuple[Near, ...]]


@dataclass(frozen=True, slots=True)
class Clause:
    """Tokens side by side in ``field``; ``prefix``: one token, the beginning of a word, which scores ``boost`` flat."""

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


@dataclass(frozen=True, slots=True)
class Flat:
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
    """What matches; to the best ``WINDOW`` pages' scores those of ``refine`` are added before the last sorting."""

    wanted: Every
    refine: tuple[Clause | Flat, ...] = field(default=())


def plan(query: Query, slips: Slips | None = None, sight: Sight = EVERYTHING) -> Plan:
    """How ``query`` is answered and ranked; with ``slips`` each of their words may also stand misread.

    Who does not see all is answered from what ``sight`` holds, and by flat scores: BM25 weighs a word by how many pages
    have it, hidden ones too, and would tell of them (docs/decisions/0025-access.md).
    """
    make = _Planner(query.marked, slips or {}, is_flat=not sight.is_whole)
    pairs = dict.fromkeys(make.scored(Clause("folded", pair.folded, boost=ADJACENT)) for pair in query.pairs)
    wanted = make.every(Group(query.wanted, query.unwanted))
    return Plan(replace(wanted, only=within(sight)), tuple(pairs))


SPARED, MOST_SPARED = 5, 12
"""Words of a question from which one of them may be missing: the others tell well enough what is meant. Of a whole
sentence pasted in every word is meant, and each one left out would be one more search."""


def spared(query: Query, sight: Sight = EVERYTHING) -> Plan | None:
    """The plan of ``query`` with any one of its words missing: a name half remembered, or misread as another syllable;
    None where it has fewer words or more. What stands in quotation marks or behind a field is not spared."""
    whole = plan(query, sight=sight)
    loose = [at for at, node in enumerate(query.wanted) if _is_word(node)]
    must = whole.wanted.must
    if not SPARED <= len(loose) <= len(query.wanted) <= MOST_SPARED or len(must) != len(query.wanted):
        return None
    options = tuple(Every(must[:at] + must[at + 1 :]) for at in loose)
    return replace(whole, wanted=replace(whole.wanted, must=(Best(options),)))


def _is_word(node: Node) -> bool:
    return isinstance(node, Part) and not node.field and not node.prefix and len(node.tokens) == 1


def within(sight: Sight) -> tuple[Wanted, ...]:
    """What every page found must fulfil; nothing where all is seen."""
    if sight.is_whole:
        return ()
    options: list[Wanted] = [_reach(one) for one in sight.reaches]
    if sight.dossiers:
        options.append(Among("dossier", tuple(sorted(sight.dossiers))))
    return (Best(tuple(options) or (Among("dossier", ()),)),)


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
        return Flat(replace(clause, boost=1.0), LEVEL * clause.boost) if self.is_flat else clause

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
            return Best(tuple(self._option(option) for option in node.options))
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
                yield Flat(replace(exact, tokens=tokens, boost=1.0), SLIP * (1 - near.cost / 2))

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
        for name, weight in WEIGHTS.items():
            yield replace(_folded(node), field=name, boost=weight)

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
