"""Words side by side → others that mean the same: ``ubnd`` and ``ủy ban nhân dân`` (:mod:`archive.abbreviations`)."""

from collections.abc import Sequence
from functools import cache

from archive.abbreviations import Kind, abbreviations
from search.words import folded, words

Tokens = tuple[str, ...]


def longhand(word: str) -> tuple[Tokens, ...]:
    """What the abbreviation ``word`` (folded) stands for, with marks; empty where it is none."""
    return _agencies().get(word, ()) + _kinds().get(word, ())


def shorthand(tokens: Sequence[str]) -> Tokens:
    """The abbreviations of an agency's whole name ``tokens`` (folded)."""
    return _short().get(tuple(tokens), ())


def begins_name(word: str) -> bool:
    """Whether an agency's whole name that has an abbreviation begins with ``word`` (folded)."""
    return word in _beginnings()


def code(tokens: Sequence[str]) -> str | None:
    """How ``tokens`` (folded) stand in a notation: ``qd`` for ``quyet dinh`` and for ``qd``; None where they do not."""
    if len(tokens) == 1 and (tokens[0] in _kinds() or tokens[0] in _agencies()):
        return tokens[0]
    return _codes().get(tuple(tokens))


@cache
def longest() -> int:
    """Words of the longest name."""
    return max(map(len, (*_short(), *_codes())))


@cache
def _agencies() -> dict[str, tuple[Tokens, ...]]:
    return _read("agencies")


@cache
def _kinds() -> dict[str, tuple[Tokens, ...]]:
    return _read("kinds")


def _read(kind: Kind) -> dict[str, tuple[Tokens, ...]]:
    made: dict[str, tuple[Tokens, ...]] = {}
    for short, long in abbreviations(kind).items():
        (name,) = folded(short)
        made[name] = made.get(name, ()) + tuple(tuple(words(each)) for each in long)
    return made


@cache
def _short() -> dict[Tokens, Tokens]:
    made: dict[Tokens, Tokens] = {}
    for short, long in _agencies().items():
        for each in long:
            key = folded(" ".join(each))
            made[key] = (*made.get(key, ()), short)
    return made


@cache
def _beginnings() -> frozenset[str]:
    return frozenset(name[0] for name in _short())


@cache
def _codes() -> dict[Tokens, str]:
    return {folded(" ".join(each)): short for short, long in _kinds().items() for each in long}
