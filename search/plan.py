"""Query → Plan: what must match and what ranks, in clauses that every engine has.

Both indexes carry out the same plan with the same formula (BM25, k1 1.2, b 0.75), so they give the same answers.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

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
class Best:
    """What any of ``options`` matches, for the score of the best of them."""

    options: tuple["Wanted", ...]


@dataclass(frozen=True, slots=True)
class Every:
    """What has every ``must`` and no ``must_not``; its score is the sum over ``must`` and ``should``."""

    must: tuple["Wanted", ...]
    should: tuple["Wanted", ...] = ()
    must_not: tuple["Wanted", ...] = ()


Wanted: TypeAlias = Clause | Span | Flat | Best | Every


@dataclass(frozen=True, slots=True)
class Plan:
    """What matches; to the best ``WINDOW`` pages' scores those of ``refine`` are added before the last sorting."""

    wanted: Every
    refine: tuple[Clause, ...] = field(default=())


def plan(query: Query, slips: Slips | None = None) -> Plan:
    """How ``query`` is answered and ranked; with ``slips`` each of their words may also stand misread."""
    make = _Planner(query.marked, slips or {})
    pairs = dict.fromkeys(Clause("folded", pair.folded, boost=ADJACENT) for pair in query.pairs)
    return Plan(make.every(Group(query.wanted, query.unwanted)), tuple(pairs))


def rounded(score: float) -> float:
    """``score`` to the digits that count."""
    return float(f"{score:.{DIGITS}g}")


@dataclass(frozen=True, slots=True)
class _Planner:
    marked: bool
    slips: Slips

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
        return Best((exact, *misread)) if misread else exact

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

    def _ranking(self, node: Node) -> Iterator[Clause]:
        """What a word anywhere is worth beyond being there."""
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
