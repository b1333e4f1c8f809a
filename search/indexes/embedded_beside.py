"""Searches of one answer → what they find, beside each other: while the engine looks, the interpreter is free."""

from collections.abc import Callable, Hashable
from concurrent.futures import Executor, Future
from typing import Generic, TypeAlias, TypeVar

T = TypeVar("T")
Work: TypeAlias = Callable[[], T]


class Beside(Generic[T]):
    """What is under way of one answer. What nobody has begun with, as all are busy, is done by who wants it."""

    def __init__(self, threads: Executor, cores: int) -> None:
        self._threads = threads
        self._cores = cores
        self._ahead: dict[Hashable, list[tuple[Future[T], Work[T]]]] = {}
        self._later: dict[Hashable, Work[T]] = {}

    def begin(self, name: Hashable, *parts: Work[T]) -> None:
        """Begin ``parts`` of a work, which is asked for by ``name``."""
        if name not in self._ahead:
            self._ahead[name] = [(self._threads.submit(part), part) for part in parts]

    def put_off(self, name: Hashable, work: Work[T]) -> None:
        """The same, but not before something else is told or waited for, and a core is free: it shall take none from
        that."""
        if name not in self._ahead:
            self._later[name] = work

    def told(self, name: Hashable, work: Work[T]) -> list[T]:
        """What the parts give that were begun by ``name``, in any order; or what ``work`` gives."""
        self._later.pop(name, None)
        ahead = self._ahead.pop(name, None)
        # The last is the likeliest that no thread has come to.
        found = [self._of(part) for part in reversed(ahead)] if ahead else [work()]
        self._begin_late()
        return found

    def _of(self, part: tuple[Future[T], Work[T]]) -> T:
        future, work = part
        if future.cancel():
            return work()
        self._begin_late()
        return future.result()

    def is_busy(self) -> bool:
        """Whether something is under way still."""
        return self._under_way() > 0

    def _under_way(self) -> int:
        return sum(not future.done() for parts in self._ahead.values() for future, _ in parts)

    def _begin_late(self) -> None:
        busy = self._under_way() if self._later else 0
        while self._later and busy < self._cores:
            self.begin(*self._later.popitem())
            busy += 1
