"""Questions that more pages match than are weighed one by one, on each back end."""

import contextlib
import multiprocessing
from pathlib import Path

import pytest

from search.index import Index
from search.plan import LEADERS, WINDOW
from search.query import parse
from search.rebuild import rebuild
from search.view import View
from tests.contracts.test_index import BACK_ENDS, a_place, ask, index, page, place, places
from tests.search.writers import add, look, opened

__all__ = ["index", "place"]

SPAWN = multiprocessing.get_context("spawn")
MANY = 3 * (WINDOW + LEADERS)
LONG = " ".join(f"chữ{number}" for number in range(300))


def filled(index: Index) -> None:
    """Pages that name a matter again and again, and after them long ones of papers that are about it."""
    named = [(f"a.{at:03}", [page(f"a.{at:03}", 0, "cấp phép xây dựng nhà " * 3 + f"{at}")]) for at in range(MANY)]
    subject = "cấp phép xây dựng nhà"
    about = [(f"b.{at}", [page(f"b.{at}", 0, f"{subject} {LONG} {at}", subject=subject)]) for at in range(3)]
    rebuild(index, [*named, *about])


@pytest.mark.parametrize("typed", ["cấp phép", "cap phep xay dung nha", "cấp phép xây dựng nhà"])
def test_papers_about_it_lead_though_their_pages_name_it_least(index: Index, typed: str) -> None:
    filled(index)
    found = ask(index, typed, 20)
    assert found.total == MANY + 3
    assert {hit.dossier for hit in found.hits[:3]} == {"b.0", "b.1", "b.2"}


@pytest.mark.parametrize("typed", ["cấp phép", "cap phep xay dung nha", "cấp phép xây dnựg nhà", "cấp -chữ1"])
def test_no_page_is_told_twice_whatever_the_limit(index: Index, typed: str) -> None:
    filled(index)
    for limit in (10, WINDOW + 5, MANY + 10):
        found = ask(index, typed, limit)
        assert len(set(places(found))) == len(found.hits) == min(found.total, limit)


def test_both_back_ends_give_the_same_best_of_many(tmp_path: Path) -> None:
    found = []
    for back_end in BACK_ENDS:
        with a_place(back_end, tmp_path) as where, contextlib.closing(opened(where)) as one:
            filled(one)
            views = [View(), View(group="dossier"), View("date")]
            asked = ["cap phep", "cấp phép xây dựng nhà", "cap phep xay dugn nha", "cấp phép chữ7"]
            found.append([one.search(parse(typed), 3, view) for typed in asked for view in views])
    for one_answer, other in zip(*found, strict=True):
        assert (one_answer.total, places(one_answer)) == (other.total, places(other))


def test_of_many_words_one_may_be_misread_wherever_it_stands(index: Index) -> None:
    filled(index)
    index.put("c", [page("c", 0, "kho lưu trữ của chợ lớn"), page("c", 1, "khoo lưu trữ của chợ lớnn")])
    found = ask(index, "khho lưu trữ của chợ lớn")
    assert [(hit.dossier, hit.page, hit.near) for hit in found.hits] == [("c", 0, True)], "the other has two wrong"
    found = ask(index, "lưu khho lựu trữ")
    assert places(found)[0] == ("c", 0), "lưu and lựu ask for the same"


def test_two_that_add_and_eight_that_search_at_once_disturb_nobody(index: Index, place: str, tmp_path: Path) -> None:
    index.put("trước", [page("trước", 0, "trang chung trước")])
    halves = [[f"{half}.{number}" for number in range(4)] for half in ("trái", "phải")]
    ended = tmp_path / "ended"
    readers = [SPAWN.Process(target=look, args=(place, str(ended))) for _ in range(8)]
    writers = [SPAWN.Process(target=add, args=(place, half)) for half in halves]
    for process in (*readers, *writers):
        process.start()
    for writer in writers:
        writer.join()
    ended.touch()
    for reader in readers:
        reader.join()
    assert [process.exitcode for process in (*writers, *readers)] == [0] * 10
    assert ask(index, "trang chung", 50).total == 1 + 3 * 8
    assert index.dossiers() == {"trước", *halves[0], *halves[1]}
