"""Entry → the fields that both indexes keep, as words joined by single spaces.

``exact`` and ``folded`` hold all of a page, its document's fields first, each value apart from the next so that no
phrase spans two; ``exact`` is kept without places, so it has no phrases. The others hold one field, folded; the first
five also rank.
"""

from collections.abc import Mapping
from typing import Any

from archive.access import plain
from archive.records import Entry
from archive.text import nfc
from search.dates import span
from search.words import bare, words

VERSION = 3
"""Of all that is kept; another version on disk must be rebuilt. Raise it with any change to fields or words."""

ALL = ("exact", "folded")
HEAD = ("number", "title", "subject", "organ", "signer")
MORE = ("type", "fonds", "place", "file", "cites")
FACETS = ("year", "type", "organ", "fonds")
"""What can be counted; kept as whole values under ``facet_`` and the name."""

ACCESS = ("access_mode", "access_unit", "access_fonds")
"""What decides, with the dossier's id, who may find a page; kept as whole values."""

NOTHING = "_"
"""Stands for an empty field. Both engines then count every page in the field's mean length; no query has this word."""

LONGEST_VALUE = 200
"""Characters of a value that is counted."""

Fields = dict[str, tuple[str, ...]]


def fields(entry: Entry) -> Fields:
    """The values of every field of words; none is without a value."""
    head = {
        "number": (entry.number,),
        "title": (entry.type_name, entry.title),
        "subject": (entry.subject,),
        "organ": (entry.organ,),
        "signer": (entry.signer,),
    }
    more = {
        "type": (entry.type_name,),
        "fonds": entry.fonds,
        "place": (entry.place,),
        "file": (entry.dossier, *entry.codes),
        "cites": entry.cites,
    }
    read = [words(value) for name in HEAD for value in head[name]]
    read.append(words(entry.text))
    kept = {name: tuple(_folded(words(value)) for value in values) for name, values in (head | more).items()}
    kept["exact"] = tuple(" ".join(value) for value in read)
    kept["folded"] = tuple(_folded(value) for value in read)
    return {name: tuple(value for value in values if value) or (NOTHING,) for name, values in kept.items()}


def issued(entry: Entry) -> tuple[int, int]:
    """First and last day on which the paper may have been issued, as numbers ``20180911``; 0 where none is known."""
    return span(entry.issued_date)


def access(entry: Entry) -> Fields:
    """The values that decide who may find the page (:class:`archive.access.Marks`)."""
    fonds = tuple(value for value in map(plain, entry.fonds) if value)
    values: Fields = {"access_mode": (entry.mode,), "access_unit": (plain(entry.unit),), "access_fonds": fonds}
    return {name: tuple(writable(value) for value in found if value) for name, found in values.items()}


def facets(entry: Entry) -> dict[str, str]:
    """The values to be counted; what is not known is left out."""
    values = {
        "year": entry.issued_date[:4] if issued(entry)[0] else "",
        "type": entry.type_name,
        "organ": entry.organ,
        "fonds": entry.fonds[0] if entry.fonds else "",
    }
    plain = {name: " ".join(nfc(writable(value)).split())[:LONGEST_VALUE] for name, value in values.items()}
    return {name: value for name, value in plain.items() if value}


def shown(entry: Entry) -> Mapping[str, Any]:
    """What is kept to be shown."""
    return {
        "title": writable(entry.title),
        "text": writable(entry.text),
        "type": writable(entry.type_name),
        "number": writable(entry.number),
        "date": writable(entry.issued_date),
        "organ": writable(entry.organ),
        "subject": writable(entry.subject),
        "cites": [writable(code) for code in entry.cites],
        "mode": entry.mode,
    }


def writable(text: str) -> str:
    """``text`` with lone surrogates, which no engine can write, replaced by ``?``."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _folded(found: list[str]) -> str:
    return " ".join(map(bare, found))
