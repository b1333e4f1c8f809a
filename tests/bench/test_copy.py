"""The change from scan to copy comes with the interval that says whether the pages tell it."""

import re
from pathlib import Path

from bench.copy import _change, some
from bench.corpus import TrueDossier, TruePage


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


def test_coarser_scans_are_left_out_before_every_second_page_is_taken() -> None:
    def page(index: int, dpi: int) -> TruePage:
        return TruePage(index, "light", False, 0, 0.0, dpi, "")

    pages = tuple(page(index, dpi) for index, dpi in enumerate((200, 300, 300, 200, 600)))
    dossier = TrueDossier("a", Path("a.pdf"), pages)
    assert [page.index for page in some(dossier, 1, 250).pages] == [1, 2, 4]
    assert [page.index for page in some(dossier, 2, 250).pages] == [1, 4]
