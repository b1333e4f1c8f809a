"""Where pages are put, and what two shelves find together."""

from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest

import search.answer
from archive.records import Entry, Found
from search.indexes import embedded, embedded_state
from search.indexes.embedded import EmbeddedIndex
from search.indexes.embedded_segments import LARGE, TOGETHER, lacking, parts, shelf
from search.indexes.embedded_state import State
from search.query import parse


def test_each_large_segment_is_followed_by_another_shelf() -> None:
    assert [shelf([LARGE] * large + [2_000, LARGE - 1]) for large in range(4)] == [0, 1, 0, 1]
    assert shelf([]) == 0


def test_the_small_segments_that_are_left_lack_some_of_eight() -> None:
    assert lacking([240_000, 240_000, 30_000, 2_000, 2_000, 2_000, 2_000, 800], 800) == TOGETHER - 5
    assert lacking([16_000, 2_000, 1_700], 1_700) == TOGETHER - 3, "one of 16,000 is not yet of another size"
    assert lacking([30_000, 2_000, 1_700], 1_700) == TOGETHER - 2


@pytest.mark.parametrize("sizes", [[], [30_000], [240_000, 2_000], [30_000, 30_000, 30_000]])
def test_what_was_put_together_already_lacks_nothing(sizes: list[int]) -> None:
    assert lacking(sizes, 2_000) == 0


TYPED = "cấp phép xây dựng nhà"


def paper(number: int) -> Entry:
    """One of many; all have other words beside the same ones, some with other marks, and many are of equal score."""
    words = TYPED if number % 3 else "cáp phép xay dựng nhà"
    more = " ".join([f"hộ {number % 7}", "đất ở"][: number % 4])
    subject = f"{TYPED} ở số {number}" if number % 11 == 0 else ""
    return Entry(f"d{number // 4}", 1, number % 4, f"{words} {more}", subject=subject)


def crowded(index: EmbeddedIndex) -> None:
    for start in range(0, 240, 20):
        numbers = range(start, start + 20)
        index.put_many([(f"d{at // 4}", [paper(each) for each in range(at, at + 4)]) for at in numbers[::4]])
    for number in (3, 17, 40):
        index.put(f"d{number}", [paper(4 * number)])


@pytest.mark.parametrize("few", [10, 1_000])
def test_two_shelves_find_count_and_score_what_the_whole_index_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    number = count()
    monkeypatch.setattr(embedded, "shelf", lambda sizes, expected: next(number) % 2)
    monkeypatch.setattr(search.answer, "MANY", few)
    index = EmbeddedIndex(tmp_path)
    crowded(index)
    searched: list[Any] = []
    kept = State._shelved
    monkeypatch.setattr(State, "_shelved", lambda state, query: searched.append(kept(state, query)) or searched[-1])

    def found() -> list[Found]:
        asked = [TYPED, "cap phep xay dung nha", f"{TYPED} hộ 3", "cap phep xay dung dat", "cấp phép xây dnựg nhà"]
        return [replace(index.search(parse(each), limit), took_ms=0) for each in asked for limit in (0, 3, 10, 300)]

    monkeypatch.setattr(embedded_state, "CORES", 1)
    whole = found()
    assert {len(parts) for parts in searched} == {1}
    searched.clear()
    monkeypatch.setattr(embedded_state, "CORES", 2)
    monkeypatch.setattr(embedded_state, "FEW_PAGES", 0)
    assert found() == whole
    assert {len(parts) for parts in searched} == {2}
    assert whole[0].total > 100


@pytest.mark.parametrize(("pages", "whole"), [(30_000, 1), (150_000, 1), (300_000, 2), (1_000_000, 2), (2_000_000, 4)])
def test_batches_of_one_size_are_put_together_by_eights_until_few_segments_are_left(pages: int, whole: int) -> None:
    batches = parts(pages)
    assert pages / batches <= 8_000
    while batches > whole:
        assert batches % TOGETHER == 0
        batches //= TOGETHER
    assert batches == whole


@pytest.mark.parametrize(
    ("written", "place"), [([], 0), ([62_500] * 7, 0), ([500_000], 1), ([500_000, 62_500], 1), ([500_000] * 2, 1)]
)
def test_where_it_is_known_how_many_pages_come_each_shelf_gets_half_of_them(written: list[int], place: int) -> None:
    assert shelf(written, 1_000_000) == place
