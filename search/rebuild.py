"""All dossiers' Entries → an index built anew."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import Protocol, runtime_checkable

from archive.records import Entry
from search.index import Index

BATCH = 2_000
"""Pages written in one go where the index can."""

_MOST = 16_000
"""The same where batches are to be of one size: dossiers may be larger than those that came first."""

Written = tuple[str, Sequence[Entry]]
Batch = list[Written]


@runtime_checkable
class Bulk(Protocol):
    """An index that takes many dossiers faster together than one by one."""

    def put_many(self, batch: Sequence[Written]) -> None:
        """``put`` for every dossier of ``batch``, each named once; durable and findable on return."""
        ...

    def parts(self, pages: int) -> int:
        """In how many batches of one size so many pages are best put; 0 where that does not matter."""
        ...

    def settle(self) -> None:
        """All of it was put: what makes it quicker to search may take a while now."""
        ...


def rebuild(
    index: Index,
    entries: Iterable[Written],
    progress: Callable[[str], None] = lambda dossier: None,
    dossiers: int = 0,
) -> int:
    """Clear ``index`` and fill it with ``entries``, each dossier named once; returns how many dossiers.

    ``progress`` gets each dossier's id once it is findable. ``dossiers``: how many will come, 0 where nobody knows;
    told, the index is quicker to search. After a crash the index is part filled: run it again.

    Raises:
        SearchFailed: the index cannot be written.

    """
    index.clear()
    count = 0
    for batch in _batches(entries, index, dossiers):
        if isinstance(index, Bulk):
            index.put_many(batch)
        else:
            for dossier, pages in batch:
                index.put(dossier, pages)
        for dossier, _ in batch:
            progress(dossier)
        count += len(batch)
    if isinstance(index, Bulk):
        index.settle()
    return count


def _batches(entries: Iterable[Written], index: Index, dossiers: int) -> Iterator[Batch]:
    """All dossiers in batches of ``BATCH`` pages; where it is known how many there are, in as many batches as suit the
    index, how many pages they have being told by those that come first."""
    coming = iter(entries)
    first = _taken(coming, BATCH)
    pages = sum(len(of_dossier) for _, of_dossier in first) * dossiers // max(len(first), 1)
    parts = index.parts(pages) if isinstance(index, Bulk) and dossiers > len(first) else 0
    coming, left = chain(first, coming), dossiers
    for part in range(parts, 0, -1):
        batch = _taken(coming, _MOST, max(left // part, 1))
        left -= len(batch)
        if batch:
            yield batch
    while batch := _taken(coming, BATCH):
        yield batch


def _taken(coming: Iterator[Written], pages: int, dossiers: int = 0) -> Batch:
    """The next dossiers, until they have so many ``pages``, or there are so many of them."""
    batch: Batch = []
    for one in coming:
        batch.append(one)
        pages -= len(one[1])
        if pages <= 0 or len(batch) == dossiers:
            break
    return batch
