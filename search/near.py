"""Word → the forms in which it may stand misread or mistyped, as far as the index has them.

Vietnamese syllables are short and close to each other, so plain edit distance would find half the language. A form is
only taken where a slip of recognisers explains it (``confusions.toml``), or where it is one edit away and one of the
two is no syllable at all. Numbers differ by no digit. An index only says how often it has a word, so all answer alike.
"""

import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import takewhile
from typing import NamedTuple

from search.spelling import is_syllable, spelled
from search.terms import Either, Group, Node, Part, Query, is_date

SHORTEST, LONGEST = 3, 20
"""Characters of words that may be misread. One less where it is no syllable, but then only by letters that look alike:
any other edit of ``bc`` makes some of the most frequent words."""

WORDS = 12
"""Words of one query that may be misread; each costs some hundred looks into the list of words."""

FORMS = 8
"""Forms of one word that are looked for, the nearest first, then the most frequent."""

SPLITS = 2
"""Ways in which a word may have been torn in two."""

CONFUSED, DROPPED, EDITED = 0.3, 0.5, 1.0
"""Distances: letters taken for each other; one letter lost or doubled, or words joined or torn; any other one edit."""

_LETTERS = "abcdefghijklmnopqrstuvwxyz"

Frequencies = Callable[[Iterable[str]], Mapping[str, int]]
"""Words (without marks) → in how many pages each is; those in none may be left out."""


@dataclass(frozen=True, slots=True)
class Near:
    """A form that a word may have taken: one word, or two where it was torn apart; ``cost`` is 0 to 1."""

    tokens: tuple[str, ...]
    cost: float


class Asked(NamedTuple):
    """A word whose forms are asked for: ``alone``, and ``joined`` with a word beside it."""

    word: str
    alone: bool
    joined: tuple[str, ...] = ()


Known = dict[Asked, tuple[Near, ...]]
"""What was found before, good for one state of an index."""


def nearest(
    query: Query,
    frequencies: Frequencies,
    only: Callable[[str], bool] = lambda word: True,
    known: Known | None = None,
) -> dict[str, tuple[Near, ...]]:
    """For the words of ``query`` (without marks) the forms that the index has; words without any are left out, and so
    are those not asked for (``only``). What is ``known`` is not looked for again, and what is found put there."""
    known = {} if known is None else known
    asked = _asked(query, only)
    if new := [each for each in asked if each not in known]:
        known.update(_found(new, frequencies))
    return {each.word: near for each in asked if (near := known[each])}


def _asked(query: Query, only: Callable[[str], bool]) -> list[Asked]:
    words = dict.fromkeys(word for part in _open_parts(query.wanted) for word in part.folded)
    alone = [word for word in words if _long(word) and only(word)][:WORDS]
    joined: dict[str, dict[str, None]] = {word: {} for word in alone}
    for pair in query.pairs:
        left, right = pair.folded
        if left.isalpha() and right.isalpha():
            both = left + right
            for word in filter(only, (left, right)):
                reached = joined.setdefault(word, {})
                if not (is_syllable(word) and is_syllable(both)):
                    reached[both] = None
    return [Asked(word, at < len(alone), tuple(found)) for at, (word, found) in enumerate(joined.items())]


def _found(asked: Sequence[Asked], frequencies: Frequencies) -> Iterator[tuple[Asked, tuple[Near, ...]]]:
    """The forms of all of ``asked``, looked up at once."""
    forms = {each: _likely(each.word) if each.alone else {} for each in asked}
    torn = {each: _halves(each.word) if each.alone else [] for each in asked}
    sought = {form for each in asked for form in each.joined}.union(*forms.values())
    sought.update(half for halves in torn.values() for pair in halves for half in pair)
    sought.update(each.word for each in asked)  # how frequent it is itself is asked next
    there = frequencies(sought)
    for each in asked:
        # Of some hundred forms the index has a few.
        reached = {form: forms[each][form] for form in there.keys() & forms[each].keys()}
        reached |= {form: DROPPED for form in each.joined if form in there}
        yield each, (*_chosen(reached, there), *_torn(torn[each], there))


def _halves(word: str) -> list[tuple[str, str]]:
    return [(word[:at], word[at:]) for at in range(2, len(word) - 1)] if word.isalpha() else []


def candidates(word: str) -> dict[str, float]:
    """The forms of ``word`` within reach and their distances."""
    made: dict[str, float] = {}
    confused = set(_confused(word))
    _add(made, confused, CONFUSED)
    if not word.isalpha() or len(word) < SHORTEST:
        return _without(made, word)
    pieces = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    _add(made, {left + right[1:] for left, right in pieces if right}, DROPPED)
    _add(made, {left + right[0] + right for left, right in pieces if right}, DROPPED)
    if len(word) > SHORTEST or not is_syllable(word):
        _add(made, {left + letter + right[1:] for left, right in pieces if right for letter in _LETTERS}, EDITED)
        _add(made, {left + letter + right for left, right in pieces for letter in _LETTERS}, EDITED)
        _add(made, {left + right[1] + right[0] + right[2:] for left, right in pieces if len(right) > 1}, EDITED)
    if len(word) > SHORTEST + 1:
        _add(made, {twice for once in confused for twice in _confused(once)}, 2 * CONFUSED)
    return _without(made, word)


@lru_cache(maxsize=4_096)
def apart(word: str, other: str) -> float | None:
    """How far ``other`` is from ``word``, the slip being on either side, where the words beside them vouch for it that
    one is meant: then a letter lost or doubled may make another syllable. Any other edit makes another name. None
    beyond reach."""
    same = _same(word, other) + _same(word[::-1], other[::-1])
    if abs(len(word) - len(other)) > 2 or same < len(word) - 2:  # to make the forms takes longer
        return None
    costs = (candidates(word).get(other), candidates(other).get(word))
    most = DROPPED if is_syllable(word) and is_syllable(other) else EDITED
    return min((cost for cost in costs if cost is not None and cost <= most), default=None)


def _same(word: str, other: str) -> int:
    """How many letters both begin with."""
    return sum(1 for _ in takewhile(lambda two: two[0] == two[1], zip(word, other, strict=False)))


@lru_cache(maxsize=256)
def _likely(word: str) -> Mapping[str, float]:
    """The forms of ``word`` that may be taken. Of two syllables neither is the other with a letter more, less or
    changed, but for letters that look alike. Words come again and again."""
    forms, syllable = candidates(word), is_syllable(word)
    return {form: cost for form, cost in forms.items() if cost <= CONFUSED or not (syllable and is_syllable(form))}


def _open_parts(nodes: Iterable[Node]) -> Iterator[Part]:
    """The parts that may be misread. A date is not one of them: its paper is found by its day."""
    for node in nodes:
        if isinstance(node, Part):
            if not node.prefix and node.field not in ("number", "file", "cites"):
                yield node
        elif isinstance(node, Group):
            yield from _open_parts(node.wanted)
        elif isinstance(node, Either) and not is_date(node):
            yield from _open_parts(node.options)


def _long(word: str) -> bool:
    shortest = SHORTEST if is_syllable(word) or not word.isalpha() else SHORTEST - 1
    return shortest <= len(word) <= LONGEST and word.isascii()


def _add(made: dict[str, float], forms: Iterable[str], cost: float) -> None:
    for form in forms:
        kept = spelled(form)
        if kept not in made or made[kept] > cost:
            made[kept] = cost


def _without(made: dict[str, float], word: str) -> dict[str, float]:
    return {form: cost for form, cost in made.items() if form and form != word}


def _confused(word: str) -> Iterable[str]:
    for one, other in _pairs():
        at = word.find(one)
        while at >= 0:
            yield word[:at] + other + word[at + len(one) :]
            at = word.find(one, at + 1)


def _chosen(reached: Mapping[str, float], known: Mapping[str, int]) -> list[Near]:
    """The nearest forms that the index has."""
    kept = [(cost, -known[form], form) for form, cost in reached.items() if known[form]]
    return [Near((form,), cost) for cost, _, form in sorted(kept)[:FORMS]]


def _torn(pairs: list[tuple[str, str]], known: Mapping[str, int]) -> list[Near]:
    there = [
        (-min(known[left], known[right]), left, right) for left, right in pairs if left in known and right in known
    ]
    return [Near((left, right), DROPPED) for _, left, right in sorted(there)[:SPLITS]]


@cache
def _pairs() -> tuple[tuple[str, str], ...]:
    table = tomllib.loads(files("search").joinpath("confusions.toml").read_text(encoding="utf-8"))
    return tuple(both for one, other in table["pairs"] for both in ((one, other), (other, one)))
