"""Searches of one answer → what they find, beside each other: while the engine looks, the interpreter is free."""

from collections import deque
from collections.abc import Callable, Hashable
from concurrent.futures import Executor, Future
from threading import Lock
from typing import Generic, TypeAlias, TypeVar

T = TypeVar("T")
Work: TypeAlias = Callable[[], T]
Part: TypeAlias = tuple[Future[T], Work[T]]


class Beside(Generic[T]):
    """What is under way of one answer: works in parts, done one after the other by as many threads as there are cores
    but for that of who asks. What no thread has come to is done by who wants it, so that nobody sleeps while a part is
    left of what it waits for."""

    def __init__(self, threads: Executor, cores: int) -> None:
        self._threads = threads
        self._free = max(cores - 1, 1)
        self._lock = Lock()
        self._ahead: dict[Hashable, list[Part[T]]] = {}
        self._left: deque[Part[T]] = deque()

    def begin(self, name: Hashable, *parts: Work[T]) -> None:
        """Begin ``parts`` of a work, which is asked for by ``name``, after all that was begun before."""
        if name in self._ahead:
            return
        self._ahead[name] = [(Future(), part) for part in parts]
        with self._lock:
            self._left.extend(self._ahead[name])
            more = min(self._free, len(self._left))
            self._free -= more
        for _ in range(more):
            self._threads.submit(self._help)

    def told(self, name: Hashable, work: Work[T]) -> list[T]:
        """What the parts give that were begun by ``name``, in any order; or what ``work`` gives."""
        parts = self._ahead.pop(name, None)
        # The last is the likeliest that no thread has come to.
        return [_of(part) for part in reversed(parts)] if parts else [work()]

    def is_busy(self) -> bool:
        """Whether something is under way, and nothing left that who asks could do instead."""
        with self._lock:
            is_left = any(not future.cancelled() for future, _ in self._left)
        return not is_left and any(future.running() for parts in self._ahead.values() for future, _ in parts)

    def _help(self) -> None:
        """Do whatever is left, by a thread."""
        while part := self._next():
            future, work = part
            if future.set_running_or_notify_cancel():
                try:
                    future.set_result(work())
                except BaseException as error:
                    future.set_exception(error)

    def _next(self) -> Part[T] | None:
        with self._lock:
            if self._left:
                return self._left.popleft()
            self._free += 1
            return None


def _of(part: Part[T]) -> T:
    future, work = part
    return work() if future.cancel() else future.result()
