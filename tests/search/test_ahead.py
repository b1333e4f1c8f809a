"""What is read while the engine is busy."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from search.ahead import Ahead
from search.engine import Engine, Ranked


class Busy:
    """An engine that is busy for as many looks as are given, and notes what it is asked to show."""

    def __init__(self, *looks: bool) -> None:
        self._looks: Iterator[bool] = iter(looks)
        self.asked: list[str] = []

    def is_busy(self) -> bool:
        return next(self._looks)

    def shown(self, keys: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
        self.asked += keys
        return {key: {"text": f"text of {key}"} for key in keys}


def pages(keys: str) -> list[Ranked]:
    return [Ranked(1.0, key) for key in keys]


def ahead(engine: Busy, shown: list[str], most: int = 10) -> Ahead:
    return Ahead(cast("Engine", engine), lambda text: shown.append(text) or "", most)


def test_pages_are_read_as_long_as_the_engine_is_busy_and_each_once() -> None:
    engine, shown = Busy(True, True, False, True, False), list[str]()
    reading = ahead(engine, shown)
    reading.while_busy(pages("abcde"))
    assert engine.asked == ["a", "b", "c"]
    reading.while_busy(pages("abcde"))
    assert engine.asked == ["a", "b", "c", "d", "e"]
    assert shown == [f"text of {key}" for key in "abcde"]


def test_one_is_read_in_any_case_so_that_a_thread_comes_to_what_was_just_begun() -> None:
    engine = Busy(False)
    ahead(engine, []).while_busy(pages("ab"))
    assert engine.asked == ["a"]


def test_no_more_are_read_than_may_be_told() -> None:
    engine = Busy(True, True)
    reading = ahead(engine, [], 2)
    reading.while_busy(pages("abc"))
    assert engine.asked == ["a", "b"]
    assert not reading.lacks(pages("bac"))
    assert reading.lacks(pages("cab"))
