"""The change from scan to copy comes with the interval that says whether the pages tell it."""

import re

from bench.copy import _change


def interval(said: str) -> tuple[float, float, float]:
    found = re.fullmatch(r"([+-][\d.]+) % \(([+-]\d+) to ([+-]\d+)\)", said)
    assert found, said
    middle, low, high = map(float, found.groups())
    return middle, low, high


def test_pages_that_all_read_as_before_leave_no_doubt() -> None:
    assert interval(_change([3.0, 5.0, 9.0], [3.0, 5.0, 9.0])) == (0, 0, 0)


def test_a_change_on_every_page_alike_is_told() -> None:
    middle, low, high = interval(_change([10.0] * 40, [11.0] * 40))
    assert (middle, low, high) == (10, 10, 10)


def test_a_change_by_one_page_alone_is_not() -> None:
    middle, low, high = interval(_change([5.0] * 20, [5.0] * 19 + [35.0]))
    assert middle == 30
    assert low == 0
    assert high > 60


def test_fewer_wrong_words_are_a_negative_change() -> None:
    assert interval(_change([4.0, 8.0, 2.0, 6.0], [2.0, 4.0, 1.0, 3.0])) == (-50, -50, -50)
