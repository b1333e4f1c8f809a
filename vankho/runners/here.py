"""Items → results in this very process, one after another."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")


class Here:
    """The runner without workers: for tests, debugging and the smallest machines."""

    def run(self, task: Callable[[T], R], items: Sequence[T]) -> Iterator[R]:
        """See :class:`vankho.runner.Runner`."""
        return map(task, items)

    def close(self) -> None:
        """Nothing to end."""
