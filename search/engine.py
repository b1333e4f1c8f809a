"""Plan × pages → ranked pages: what an index does for an answer (:mod:`search.answer`)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol, TypeVar

from search.near import Known
from search.plan import Every, Wanted

Facets = Mapping[str, Mapping[str, int]]
Key = Any
"""What an engine calls a page."""

T = TypeVar("T")


class Ranked(NamedTuple):
    """A page found: ``score`` is its worth, or its day of issue where that is the order. ``near``: not quite as typed;
    ``spared``: it lacks one of the words. A tuple, as an answer makes hundreds of them."""

    score: float
    key: Key
    near: bool = False
    spared: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page belongs."""

    dossier: str
    document: int
    page: int


class Engine(Protocol):
    """What an index does for an answer, on one and the same state of its pages.

    ``near``: the forms of words found so far among all its pages, by whoever asks. ``is_near``: what is asked of few
    pages is told at once, while longer work goes on beside it; so it may be asked before it is sure to be wanted, and
    what takes long may be begun (``begin``).
    """

    near: Known
    is_near: bool

    def expect(
        self,
        best: Sequence[tuple[Every, int, bool]] = (),
        leading: Sequence[tuple[Every, int]] = (),
        having: Sequence[tuple[Sequence[Wanted], Sequence[Ranked]]] = (),
        bonus: Sequence[tuple[Sequence[Wanted], Sequence[Ranked]]] = (),
    ) -> None:
        """What these are about to be asked with; what is ``best`` within a reach of 0 is only counted, and then nothing
        else need be. A server is sent it all on one way; elsewhere what takes long, and is sure to be asked, is begun
        beside each other."""
        ...

    def begin(
        self,
        leading: Sequence[tuple[Every, int]] = (),
        bonus: Sequence[tuple[Sequence[Wanted], Sequence[Ranked]]] = (),
        counted: Sequence[Every] = (),
    ) -> None:
        """Begin what will be asked next but for something else before it: what is ``leading``, each ``bonus`` (of no
        pages: what is the same whatever pages it is asked of), and what is only ``counted``."""
        ...

    def is_busy(self) -> bool:
        """Whether all that was begun is under way still, so that what else is done takes no time."""
        ...

    def frequencies(self, words: Iterable[str], only: Sequence[Wanted]) -> Mapping[str, int]:
        """In how many pages, of those that fulfil ``only``, each of ``words`` is (field ``folded``); those in none may
        be left out."""
        ...

    def count(self, wanted: Every) -> int:
        """How many pages match."""
        ...

    def best(self, wanted: Every, reach: int, by_date: bool) -> tuple[int, list[Ranked]]:
        """How many pages match, ``reach`` or more where that was not to be counted (``expect``), and the best ``reach``
        with those that tie with the last as far as is reasonable."""
        ...

    def leading(self, wanted: Every, reach: int) -> list[Ranked]:
        """About the best ``reach`` that match, not counted; of equal ones some."""
        ...

    def having(self, wanted: Sequence[Wanted], these: Sequence[Ranked]) -> Mapping[Key, frozenset[int]]:
        """Which of ``wanted`` each of these pages has, as places in it; pages that have none may be left out."""
        ...

    def bonus(self, wanted: Sequence[Wanted], these: Sequence[Ranked]) -> Mapping[Key, float]:
        """The sum of the scores of ``wanted`` for each of these pages; nothing for what does not match."""
        ...

    def places(self, among: Sequence[Ranked]) -> Mapping[Key, Place]:
        """Where these pages belong."""
        ...

    def shown(self, keys: Sequence[Key]) -> Mapping[Key, Mapping[str, Any]]:
        """What is kept of these pages to be shown (:func:`search.fields.shown`); a page gone meanwhile is left out."""
        ...

    def counts(self, wanted: Every) -> Facets:
        """Pages that match by value of each facet."""
        ...


class Asked(Protocol):
    """What has an engine, and lends it to whoever asks for something of its own."""

    def ask(self, work: Callable[[Engine], T]) -> T:
        """What ``work`` makes of one state of the index; the engine is not to be kept.

        Raises:
            SearchFailed: the index cannot be reached or read.
        """
        ...
