"""Query → Plan: what must match and what ranks, in clauses that every engine has.

Both indexes carry out the same plan with the same formula (BM25, k1 1.2, b 0.75), so they give the same answers.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from search.query import Part, Query

EXACT = 3.0
"""Weight of a word as typed with marks: outweighs any number of pages' repetitions of other words with its letters."""

ADJACENT = 1.0
"""Weight of two words that stand side by side as typed: Vietnamese words have several syllables."""

WEIGHTS = {"number": 15.0, "title": 1.5, "subject": 2.0, "organ": 1.0, "signer": 1.5}
"""Weights of the document's fields. The number is above what a paper can gain by citing it, however often."""

WINDOW = 100
"""The best pages that are looked at again for ``refine``: word pairs among a million pages cost too much."""

DIGITS = 5
"""Significant digits of a score that count; below them the engines' own rounding begins."""


@dataclass(frozen=True, slots=True)
class Clause:
    """Tokens side by side in ``field``; ``prefix``: one token, the beginning of a word, which scores ``boost`` flat."""

    field: str
    tokens: tuple[str, ...]
    prefix: bool = False
    boost: float = 1.0


@dataclass(frozen=True, slots=True)
class Plan:
    """A page matches that has every ``must`` and no ``must_not``; its score is the sum over ``must`` and ``should``.

    To the score of the best ``WINDOW`` pages that of ``refine`` is added, and they are sorted again.
    """

    must: tuple[Clause, ...]
    should: tuple[Clause, ...] = ()
    must_not: tuple[Clause, ...] = ()
    refine: tuple[Clause, ...] = ()


def plan(query: Query) -> Plan:
    """How ``query`` is answered and ranked."""
    shunned = "exact" if query.marked else "folded"
    return Plan(
        must=tuple(dict.fromkeys(_folded(part, "folded") for part in query.wanted)),
        should=tuple(dict.fromkeys(_ranking(query))),
        must_not=tuple(
            Clause(shunned, part.tokens if query.marked else part.folded, part.prefix) for part in query.unwanted
        ),
        refine=tuple(dict.fromkeys(_pairs(query))),
    )


def rounded(score: float) -> float:
    """``score`` to the digits that count."""
    return float(f"{score:.{DIGITS}g}")


def place(score: float, dossier: str, page: int) -> tuple[float, str, int]:
    """The sorting key of a page among those found: best first, ties by dossier, then page."""
    return (-rounded(score), dossier, page)


def _ranking(query: Query) -> Iterator[Clause]:
    for part in query.wanted:
        if query.marked:
            yield Clause("exact", part.tokens, part.prefix, EXACT)
        for field, weight in WEIGHTS.items():
            yield replace(_folded(part, field), boost=weight)


def _pairs(query: Query) -> Iterator[Clause]:
    """Single words typed one after the other."""
    for left, right in pairwise(query.wanted):
        if len(left.tokens) == len(right.tokens) == 1 and not left.prefix and not right.prefix:
            yield Clause("folded", left.folded + right.folded, boost=ADJACENT)


def _folded(part: Part, field: str) -> Clause:
    return Clause(field, part.folded, part.prefix)
