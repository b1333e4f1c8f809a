"""Items → results on a pool of processes of this machine, one thread each."""

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import TypeVar

from archive.errors import EngineFailed

T = TypeVar("T")
R = TypeVar("R")

TRIES = 3
"""A worker that dies takes down what its neighbours were doing too, so an item is blamed only at the third death."""


class Pool:
    """``workers`` processes, started when first needed.

    They are spawned, not forked, so that no lock or connection of the parent is copied; they end by themselves within
    a second when the parent is killed.
    """

    def __init__(self, workers: int) -> None:
        self._workers = workers
        self._lock = threading.Lock()
        self._executor: ProcessPoolExecutor | None = None

    def run(self, task: Callable[[T], R], items: Sequence[T]) -> Iterator[R]:
        """See :class:`vankho.runner.Runner`."""
        futures = [self._submit(task, item) for item in items]
        try:
            for item, (executor, future) in zip(items, futures, strict=True):
                yield self._result(task, item, executor, future)
        finally:
            for _, future in futures:
                future.cancel()

    def close(self) -> None:
        """End all workers; what was not begun is dropped."""
        with self._lock:
            executor, self._executor = self._executor, None
        if executor is not None:
            executor.shutdown(wait=True, cancel_futures=True)

    def _submit(self, task: Callable[[T], R], item: T) -> tuple[ProcessPoolExecutor, Future[R]]:
        with self._lock:
            if self._executor is None:
                self._executor = ProcessPoolExecutor(
                    self._workers, multiprocessing.get_context("spawn"), _settle, (os.getpid(),)
                )
            try:
                return self._executor, self._executor.submit(task, item)
            except BrokenProcessPool:
                broken = self._executor
        self._drop(broken)
        return self._submit(task, item)

    def _result(self, task: Callable[[T], R], item: T, executor: ProcessPoolExecutor, future: Future[R]) -> R:
        for _ in range(TRIES - 1):
            try:
                return future.result()
            except (BrokenProcessPool, CancelledError):
                self._drop(executor)
            executor, future = self._submit(task, item)
        try:
            return future.result()
        except (BrokenProcessPool, CancelledError) as error:
            self._drop(executor)
            raise EngineFailed(f"a worker process died {TRIES} times on the same page (out of memory?)") from error

    def _drop(self, executor: ProcessPoolExecutor) -> None:
        with self._lock:
            if self._executor is executor:
                self._executor = None
        executor.shutdown(wait=False, cancel_futures=True)


def _settle(parent: int) -> None:
    """Make this process a good worker: it leaves Ctrl-C to the parent and dies with it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_follow, args=(parent,), daemon=True).start()


def _follow(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)
