"""Work that is begun beside other work, and work that is put off until other work is told; and work in parts."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

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


def test_what_is_put_off_begins_when_something_else_was_told_and_not_before(threads: ThreadPoolExecutor) -> None:
    begun = threading.Event()
    beside = Beside[str](threads, 2)

    def counting() -> str:
        begun.set()
        return "counted"

    beside.put_off("count", counting)
    assert not begun.wait(0.05)
    assert beside.told("best", lambda: "best") == ["best"]
    assert begun.wait(10)
    assert beside.told("count", lambda: "twice") == ["counted"]


def test_what_is_put_off_is_done_by_who_wants_it_first(threads: ThreadPoolExecutor) -> None:
    beside = Beside[str](threads, 2)
    beside.put_off("count", lambda: "begun")
    assert beside.told("count", lambda: "here") == ["here"]
    assert beside.told("best", lambda: "best") == ["best"]
    assert beside.told("count", lambda: "anew") == ["anew"], "it was not begun after it was told"


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
    assert beside.is_busy()
    mine, other = beside.told("it", lambda: "all of it")
    assert mine == threading.current_thread().name != other
    assert not beside.is_busy()


def test_what_is_put_off_waits_until_a_core_is_free(threads: ThreadPoolExecutor) -> None:
    begun, free = threading.Event(), threading.Event()
    with ThreadPoolExecutor(2) as pool:
        beside = Beside[str](pool, 1)
        beside.begin("best", lambda: str(free.wait(10)))
        beside.put_off("count", lambda: str(begun.set()))
        assert beside.told("named", lambda: "named") == ["named"]
        assert not begun.wait(0.05), "the one core looks for the best"
        free.set()
        assert beside.told("best", lambda: "best") == ["True"]
        assert begun.wait(10)


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
