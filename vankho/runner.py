"""Task and items → results: where the pages of a dossier are worked on."""

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol, TypeVar

T = TypeVar("T")
R = TypeVar("R")


class Runner(Protocol):
    """Who does the work (bộ chạy). Safe to call from several threads at once."""

    def run(self, task: Callable[[T], R], items: Sequence[T]) -> Iterator[R]:
        """``task`` over every item, results in the order of ``items``, each as soon as it and all before it are done.

        ``task`` is a module-level function; items and results are picklable. An exception of ``task`` is raised
        here as it was. A worker that dies is replaced and its item tried again.

        Raises:
            EngineFailed: an item's worker died again and again.

        """
        ...

    def close(self) -> None:
        """End all workers; what was not begun is dropped."""
        ...
