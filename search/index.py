"""Entries → an index that answers: what a search back end must be able to do."""

from collections.abc import Sequence
from typing import Protocol

from archive.access import EVERYTHING, Sight
from archive.records import Entry, Found
from search.engine import Asked
from search.query import Query
from search.view import PLAIN, View


class Index(Asked, Protocol):
    """The index (chỉ mục): a mirror of the store, never the truth; it can be thrown away and built again.

    What is asked of it beside pages (:mod:`search.alike`, :mod:`search.offers`) goes through ``ask``.
    """

    def put(self, dossier: str, entries: Sequence[Entry]) -> None:
        """Replace all entries of ``dossier`` by ``entries``; durable and findable on return.

        Two processes may call it at once: writers wait their turn.

        Raises:
            SearchFailed: the index cannot be reached or written.
        """
        ...

    def search(self, query: Query, limit: int = 10, view: View = PLAIN) -> Found:
        """The pages that match, best first; ``Found.total`` counts all of them. Ties: dossier, then page.

        Where few match as typed, pages with words misread come after them, marked ``near``; of questions of many words
        only those that lead in the others, and those alone are counted. Nothing outside ``view.sight`` matches, counts,
        ranks or lends a word.

        Raises:
            SearchFailed: the index cannot be reached or read.
        """
        ...

    def dossiers(self, sight: Sight = EVERYTHING) -> set[str]:
        """The ids of all dossiers within ``sight`` that have at least one entry."""
        ...

    def clear(self) -> None:
        """Forget everything; the index stays usable."""
        ...

    def close(self) -> None:
        """Let go of files and connections."""
        ...
