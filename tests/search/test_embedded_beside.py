"""Work that is begun beside other work, and work that is put off until other work is told."""

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
    beside = Beside[str](threads)

    def work() -> str:
        done.append("begun")
        begun.set()
        return "told"

    beside.begin("it", work)
    beside.begin("it", work)
    assert begun.wait(10)
    assert beside.told("it", lambda: "another") == "told"
    assert done == ["begun"]
    assert beside.told("it", lambda: "anew") == "anew", "it is told once"


def test_what_no_thread_has_begun_with_is_done_by_who_wants_it(threads: ThreadPoolExecutor) -> None:
    free = threading.Event()
    threads.submit(free.wait, 10)
    beside = Beside[str](threads)
    beside.begin("it", lambda: threading.current_thread().name)
    try:
        assert beside.told("it", lambda: "here") == "here"
    finally:
        free.set()


def test_what_is_put_off_begins_when_something_else_was_told_and_not_before(threads: ThreadPoolExecutor) -> None:
    begun = threading.Event()
    beside = Beside[str](threads)

    def counting() -> str:
        begun.set()
        return "counted"

    beside.put_off("count", counting)
    assert not begun.wait(0.05)
    assert beside.told("best", lambda: "best") == "best"
    assert begun.wait(10)
    assert beside.told("count", lambda: "twice") == "counted"


def test_what_is_put_off_is_done_by_who_wants_it_first(threads: ThreadPoolExecutor) -> None:
    beside = Beside[str](threads)
    beside.put_off("count", lambda: "begun")
    assert beside.told("count", lambda: "here") == "here"
    assert beside.told("best", lambda: "best") == "best"
    assert beside.told("count", lambda: "anew") == "anew", "it was not begun after it was told"


def test_what_fails_beside_fails_for_who_wants_it(threads: ThreadPoolExecutor) -> None:
    begun = threading.Event()
    beside = Beside[str](threads)

    def failing() -> str:
        begun.set()
        raise OSError("gone")

    beside.begin("it", failing)
    assert begun.wait(10)
    with pytest.raises(OSError, match="gone"):
        beside.told("it", lambda: "here")
