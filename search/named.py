"""``field:value`` → where the words must stand, or the days within which a paper was issued."""

from archive.text import fold, tokens
from search.dates import asked
from search.recognise import beginning, phrase
from search.terms import Node, Part
from search.words import words

NAMES = {
    "number": ("so", "sokyhieu", "kyhieu", "number", "code", "notation"),
    "organ": ("coquan", "coquanbanhanh", "organ", "agency", "issuer"),
    "date": ("ngay", "ngaybanhanh", "date", "issued"),
    "year": ("nam", "year"),
    "type": ("loai", "loaivanban", "tenloai", "type", "kind"),
    "signer": ("nguoiky", "signer", "signedby"),
    "subject": ("trichyeu", "vv", "veviec", "subject"),
    "title": ("tieude", "title"),
    "fonds": ("phong", "phongluutru", "fonds"),
    "file": ("hoso", "mahoso", "dossier", "file"),
    "place": ("noibanhanh", "diadanh", "place"),
    "cites": ("trichdan", "dan", "cancu", "cites"),
}
"""The fields and their names without marks and spaces."""

DAYS = ("date", "year")

_FIELDS = {name.replace("y", "i"): field for field, names in NAMES.items() for name in names}
MOST_WORDS = 4
"""Words of the longest name when typed with spaces (``cơ quan ban hành:``)."""


def field_of(name: str) -> str | None:
    """The field that ``name`` means, with or without marks, spaces, ``_`` and ``-``, with ``i`` or ``y``."""
    return _FIELDS.get(fold("".join(tokens(name.replace("_", " ")))).replace("y", "i"))


def restriction(name: str, value: str, quoted: bool) -> list[Node]:
    """What ``value`` wants of the field ``name`` (one of ``NAMES``); nothing where it has no word.

    Raises:
        BadQuery: a date that is none, or too short a beginning.

    """
    if name in DAYS:
        return [asked(value.strip())] if tokens(value) else []
    begun = None if quoted else beginning(value, name)
    if begun is not None:
        return begun
    found = phrase(value, name)
    return [found] if found else []


def inside_field(name: str, value: str) -> list[Node]:
    """What ``field:(several words)`` wants: every word in the field, in any order."""
    if name in DAYS:
        return [asked(value.strip())]
    return [Part((word,), field=name) for word in words(value)]
