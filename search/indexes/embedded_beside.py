"""Searches of one answer → what they find, beside each other: while the engine looks, the interpreter is free."""

from collections.abc import Callable, Hashable
from concurrent.futures import Executor, Future
from typing import Generic, TypeVar

T = TypeVar("T")


class Beside(Generic[T]):
    """What is under way of one answer. What nobody has begun with, as all are busy, is done by who wants it."""

    def __init__(self, threads: Executor) -> None:
        self._threads = threads
        self._ahead: dict[Hashable, Future[T]] = {}
        self._later: dict[Hashable, Callable[[], T]] = {}

    def begin(self, name: Hashable, work: Callable[[], T]) -> None:
        """Begin ``work``, which is asked for by ``name``."""
        if name not in self._ahead:
            self._ahead[name] = self._threads.submit(work)

    def put_off(self, name: Hashable, work: Callable[[], T]) -> None:
        """The same, but not before something else is told or waited for: it shall take no core from that."""
        if name not in self._ahead:
            self._later[name] = work

    def told(self, name: Hashable, work: Callable[[], T]) -> T:
        """What was begun by ``name``; or what ``work`` gives."""
        self._later.pop(name, None)
        ahead = self._ahead.pop(name, None)
        if ahead is not None and not ahead.cancel():
            self._begin_late()
            return ahead.result()
        found = work()
        self._begin_late()
        return found

    def _begin_late(self) -> None:
        while self._later:
            self.begin(*self._later.popitem())
