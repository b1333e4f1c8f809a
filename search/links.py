"""One paper → the query for the papers that name it, and for those that it names.

Papers are known by number alone, as texts name them: two of one number and notation (of two years, two provinces) are
told apart by whoever reads the hits.
"""

from archive.access import EVERYTHING, Sight
from archive.records import Hit
from search.index import Index
from search.query import Query
from search.terms import Either, Group, Node, Part
from search.view import View
from search.words import words

PAGES = 1_000
"""Pages of a dossier that are looked at for the numbers that they name."""

MOST = 100
"""Numbers that one query looks for."""


def citing(index: Index, dossier: str, document: int | None = None, sight: Sight = EVERYTHING) -> Node | None:
    """Pages that name the number of ``document`` of ``dossier`` (or of any of its documents); None without a number."""
    return _any([hit.number for hit in _pages(index, dossier, document, sight) if "/" in hit.number], "cites")


def cited(index: Index, dossier: str, document: int | None = None, sight: Sight = EVERYTHING) -> Node | None:
    """Papers whose numbers ``document`` of ``dossier`` (or any of its documents) names; None where it names none."""
    return _any([code for hit in _pages(index, dossier, document, sight) for code in hit.cites], "number")


def _pages(index: Index, dossier: str, document: int | None, sight: Sight) -> list[Hit]:
    name = tuple(words(dossier))
    if not name:
        return []
    found = index.search(Query((Part(name, field="file"),)), PAGES, View(sight=sight)).hits
    return [hit for hit in found if hit.dossier == dossier and document in (None, hit.document)]


def _any(codes: list[str], field: str) -> Node | None:
    parts = [Part(tuple(words(code)), field=field) for code in dict.fromkeys(codes) if words(code)]
    options = tuple(Group((part,)) for part in dict.fromkeys(parts))[:MOST]
    return Either(options) if options else None
