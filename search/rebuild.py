"""All dossiers' Entries → an index built anew."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Protocol, runtime_checkable

from archive.records import Entry
from search.index import Index

BATCH = 2_000
"""Pages written in one go where the index can."""

Batch = list[tuple[str, Sequence[Entry]]]


@runtime_checkable
class Bulk(Protocol):
    """An index that takes many dossiers faster together than one by one."""

    def put_many(self, batch: Sequence[tuple[str, Sequence[Entry]]]) -> None:
        """``put`` for every dossier of ``batch``, each named once; durable and findable on return."""
        ...

    def settle(self) -> None:
        """All of it was put: what makes it quicker to search may take a while now."""
        ...


def rebuild(
    index: Index,
    entries: Iterable[tuple[str, Sequence[Entry]]],
    progress: Callable[[str], None] = lambda dossier: None,
) -> int:
    """Clear ``index`` and fill it with ``entries``, each dossier named once; returns how many dossiers.

    ``progress`` gets each dossier's id once it is findable. After a crash the index is part filled: run it again.

    Raises:
        SearchFailed: the index cannot be written.

    """
    index.clear()
    count = 0
    for batch in _batches(entries):
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


def _batches(entries: Iterable[tuple[str, Sequence[Entry]]]) -> Iterator[Batch]:
    batch: Batch = []
    pages = 0
    for dossier, of_dossier in entries:
        batch.append((dossier, of_dossier))
        pages += len(of_dossier)
        if pages >= BATCH:
            yield batch
            batch, pages = [], 0
    if batch:
        yield batch
