"""Entry → the fields that both indexes keep, as words joined by single spaces.

``exact`` and ``folded`` hold all of a page, its document's fields first, each value apart from the next so that no
phrase spans two; the others hold one field, folded, and only rank.
"""

from archive.records import Entry
from archive.text import fold
from search.words import words

VERSION = 1
"""Of all that is kept; another version on disk must be rebuilt. Raise it with any change to fields or words."""

ALL = ("exact", "folded")
HEAD = ("number", "title", "subject", "organ", "signer")
NOTHING = "_"
"""Stands for an empty field. Both engines then count every page in the field's mean length; no query has this word."""

Fields = dict[str, tuple[str, ...]]


def fields(entry: Entry) -> Fields:
    """The values of every field of ``ALL`` and ``HEAD``; none is without a value."""
    head = {
        "number": (entry.number,),
        "title": (entry.type_name, entry.title),
        "subject": (entry.subject,),
        "organ": (entry.organ,),
        "signer": (entry.signer,),
    }
    exact = {name: tuple(_joined(value) for value in values) for name, values in head.items()}
    every = (*(value for name in HEAD for value in exact[name]), _joined(entry.text))
    kept = {name: tuple(fold(value) for value in values) for name, values in exact.items()}
    kept |= {"exact": every, "folded": tuple(fold(value) for value in every)}
    return {name: tuple(value for value in values if value) or (NOTHING,) for name, values in kept.items()}


def writable(text: str) -> str:
    """``text`` with lone surrogates, which no engine can write, replaced by ``?``."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _joined(text: str) -> str:
    return " ".join(words(text))
