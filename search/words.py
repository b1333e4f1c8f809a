"""Text → words as both indexes keep them and look them up."""

from archive.text import tokens

LONGEST = 64
"""Characters of a word that are kept: the engines refuse or split endless ones, each in its own way."""


def words(text: str) -> list[str]:
    """The words of ``text`` in lower case, NFC, marks kept, cut at ``LONGEST`` characters.

    Folding a word (:func:`archive.text.fold`) never empties it or puts a space into it.
    """
    return [token[:LONGEST] for token in tokens(text)]
