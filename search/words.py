"""Text → words as both indexes keep them and look them up."""

from functools import lru_cache

from archive.text import fold, tokens
from search.spelling import spelled

LONGEST = 64
"""Characters of a word that are kept: the engines refuse or split endless ones, each in its own way."""


def words(text: str) -> list[str]:
    """The words of ``text`` in lower case, NFC, marks kept, in one spelling, cut at ``LONGEST`` characters.

    Folding a word (:func:`bare`) never empties it or puts a space into it.
    """
    return [spelled(token[:LONGEST]) for token in tokens(text)]


@lru_cache(maxsize=200_000)
def bare(word: str) -> str:
    """``word`` without marks, in one spelling."""
    return spelled(fold(word))


def folded(text: str) -> tuple[str, ...]:
    """The words of ``text`` without marks."""
    return tuple(bare(word) for word in words(text))
