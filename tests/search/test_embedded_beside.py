"""Work in parts that is begun beside other work: what threads do of it, in which order, and what who asks does."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from search.indexes.embedded_beside import Beside


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as pool:
        yield pool


def test_what_was_begun_is_done_once_whoever_asks_for_it(threads: ThreadPoolExecutor) -> None:
    done: list[str] = []
    begun = threading.Event()
    beside = Beside[str](threads, 2)

    def work() -> str:
        done.append("begun")
        begun.set()
        return "told"

    beside.begin("it", work)
    beside.begin("it", work)
    assert begun.wait(10)
    assert beside.told("it", lambda: "another") == ["told"]
    assert done == ["begun"]
    assert beside.told("it", lambda: "anew") == ["anew"], "it is told once"


def test_what_no_thread_has_begun_with_is_done_by_who_wants_it(threads: ThreadPoolExecutor) -> None:
    free = threading.Event()
    threads.submit(free.wait, 10)
    beside = Beside[str](threads, 2)
    here = threading.current_thread().name
    beside.begin("it", *[lambda: threading.current_thread().name] * 2)
    try:
        assert beside.told("it", lambda: "all of it") == [here, here]
    finally:
        free.set()


def test_threads_do_what_was_begun_in_its_order_and_leave_a_core_to_who_asks() -> None:
    at_once, most, done = 0, 0, list[str]()
    free = threading.Event()

    def work(name: str) -> str:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        assert free.wait(10)
        done.append(name)
        at_once -= 1
        return name

    with ThreadPoolExecutor(3) as pool:
        beside = Beside[str](pool, 2)
        for name in ("best", "leading", "count"):
            beside.begin(name, partial(work, name))
        free.set()
        pool.shutdown(wait=True)
    assert done == ["best", "leading", "count"]
    assert most == 1
    assert [beside.told(name, str) for name in ("count", "best")] == [["count"], ["best"]]


def test_more_cores_do_more_at_once() -> None:
    both = threading.Barrier(2)
    with ThreadPoolExecutor(2) as pool:
        beside = Beside[str](pool, 3)
        beside.begin("it", *[lambda: str(both.wait(10) >= 0)] * 2)
        pool.shutdown(wait=True)
    assert beside.told("it", str) == ["True", "True"]


def test_a_work_in_parts_is_done_by_threads_and_by_who_wants_it(threads: ThreadPoolExecutor) -> None:
    begun, free = threading.Event(), threading.Event()
    beside = Beside[str](threads, 2)

    def first() -> str:
        begun.set()
        assert free.wait(10)
        return threading.current_thread().name

    def second() -> str:
        free.set()
        return threading.current_thread().name

    beside.begin("it", first, second)
    assert begun.wait(10)
    assert not beside.is_busy(), "who asks could do the second"
    mine, other = beside.told("it", lambda: "all of it")
    assert mine == threading.current_thread().name != other
    assert not beside.is_busy()


def test_nobody_is_busy_as_long_as_who_asks_could_do_something_of_it(threads: ThreadPoolExecutor) -> None:
    begun, free = threading.Event(), threading.Event()
    beside = Beside[str](threads, 2)
    here = threading.current_thread().name

    def first() -> str:
        begun.set()
        assert free.wait(10)
        return "told"

    beside.begin("best", first)
    assert begun.wait(10)
    assert beside.is_busy()
    beside.begin("count", lambda: threading.current_thread().name)
    assert not beside.is_busy()
    assert beside.told("count", lambda: "another") == [here]
    assert beside.is_busy()
    free.set()
    assert beside.told("best", lambda: "another") == ["told"]
    assert not beside.is_busy()


def test_what_fails_beside_fails_for_who_wants_it(threads: ThreadPoolExecutor) -> None:
    begun = threading.Event()
    beside = Beside[str](threads, 2)

    def failing() -> str:
        begun.set()
        raise OSError("gone")

    beside.begin("it", failing)
    assert begun.wait(10)
    with pytest.raises(OSError, match="gone"):
        beside.told("it", lambda: "here")
