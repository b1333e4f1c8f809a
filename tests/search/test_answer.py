"""What is looked for, and what is not, to answer questions that many pages match; on each back end where it says so."""

import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import search.answer
from archive.records import Entry
from search import headings
from search.answer import FEW, answer
from search.engine import Engine, Ranked
from search.index import Index
from search.indexes.embedded import EmbeddedIndex
from search.indexes.embedded_state import State
from search.plan import WINDOW, Every, Wanted, plan
from search.query import parse
from search.rebuild import rebuild
from search.view import PLAIN, View
from tests.contracts.test_index import ask, index, page, place, places

__all__ = ["index", "place"]

TYPED = "cấp phép xây dựng"
OTHER = "cạp phẹp xấy đựng"  # the same letters with other marks


def marked(index: Index, right: int, wrong: int) -> None:
    """Papers with the marks typed, and others with other marks that name the same letters more often."""
    papers = [(f"a.{at:03}", [page(f"a.{at:03}", 0, f"{TYPED} nhà số {at}")]) for at in range(right)]
    others = [(f"b.{at:03}", [page(f"b.{at:03}", 0, f"{OTHER} {OTHER} {at}")]) for at in range(wrong)]
    rebuild(index, [*papers, *others])


@pytest.mark.parametrize(("right", "wrong"), [(2 * WINDOW, 3 * WINDOW), (FEW, WINDOW), (FEW - 1, WINDOW)])
def test_pages_with_the_marks_typed_come_first_and_all_that_match_are_counted(
    index: Index, right: int, wrong: int
) -> None:
    marked(index, right, wrong)
    for limit in (FEW, right + wrong):
        found = ask(index, TYPED, limit)
        assert found.total == right + wrong
        assert len(found.hits) == min(limit, right + wrong)
        assert {name[0] for name, _ in places(found)[:right]} == ({"a"} if limit <= right else {*"ab"[:1]})
    assert ask(index, "cap phep xay dung", FEW).total == right + wrong


def test_what_must_not_be_there_is_left_out_of_pages_with_the_marks_typed_and_of_the_count(index: Index) -> None:
    marked(index, WINDOW, WINDOW)
    found = ask(index, f"{TYPED} -nhà", 2 * WINDOW)
    assert (found.total, {name[0] for name, _ in places(found)}) == (WINDOW, {"b"})


def test_marks_are_no_reason_to_look_twice_for_a_number_or_a_date() -> None:
    for typed in ("2576/QĐ-UBND ngày 11/9/2018", "quyết định 2576 năm 2018", "cap phep", 'title:"cấp phép"'):
        assert plan(parse(typed)).exact is None, typed
    exact = plan(parse(TYPED)).exact
    assert exact
    assert {each.field for each in exact.must} == {"exact"}
    assert {each.field for each in exact.should} == {"folded"}


class Noting:
    """An engine, and what it is asked to let lead."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.led: list[Every] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)

    def leading(self, wanted: Every, reach: int) -> list[Ranked]:
        self.led.append(wanted)
        return self._engine.leading(wanted, reach)


def named(index: Index) -> None:
    """Many pages that name a matter, one paper of which title and subject name it, and one where a word is misread."""
    many = [(f"a.{at:03}", [page(f"a.{at:03}", 0, f"{TYPED} nhà {at}")]) for at in range(3 * WINDOW)]
    rebuild(index, [*many, _paper("b", f"{TYPED} nhà"), _paper("c", "cấp phép xây dựnq nhà")])


def _paper(dossier: str, subject: str) -> tuple[str, Sequence[Entry]]:
    return dossier, [page(dossier, 0, f"{subject} " + " ".join(map(str, range(400))), title=subject, subject=subject)]


@pytest.mark.parametrize("typed", ["cap phep xay dung nha", f"{TYPED} nhà"])
def test_of_many_pages_one_whose_subject_names_all_that_is_asked_is_enough_to_lead(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typed: str
) -> None:
    index = EmbeddedIndex(tmp_path)
    named(index)
    noting: list[Noting] = []

    def asked() -> tuple[int, str]:
        def work(engine: Engine) -> Any:
            noting.append(Noting(engine))
            return answer(noting[-1], parse(typed), 10, PLAIN)  # type: ignore[arg-type]

        found = index.ask(work)
        return found.total, found.hits[0].dossier

    wanted = plan(parse(typed))
    total, first = asked()
    assert (first, noting[-1].led) == ("b", [wanted.named, wanted.leads]), "few match: a word may be misread"
    monkeypatch.setattr(search.answer, "MANY", WINDOW)
    assert asked() == (3 * WINDOW + 1, "b")
    assert noting[-1].led == [wanted.named]
    assert total > 3 * WINDOW + 1, "with the paper that has a word misread"


@pytest.mark.parametrize("many", [WINDOW, search.answer.MANY])
@pytest.mark.parametrize("is_busy", [False, True])
def test_what_is_prepared_while_the_engine_looks_changes_no_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, many: int, is_busy: bool
) -> None:
    index = EmbeddedIndex(tmp_path)
    named(index)
    monkeypatch.setattr(search.answer, "MANY", many)
    monkeypatch.setattr(State, "is_busy", lambda state: is_busy)
    for typed in (
        TYPED,
        f"{TYPED} nhà",
        "cap phep xay dung nha",
        f"{OTHER} nhà",
        f"{TYPED} nhà 7",
        "cấp phép xây dnựg nhà",
    ):
        for limit in (0, 1, FEW, 5 * WINDOW):
            monkeypatch.setattr(State, "is_near", True)
            prepared = replace(ask(index, typed, limit), took_ms=0)
            monkeypatch.setattr(State, "is_near", False)
            assert prepared == replace(ask(index, typed, limit), took_ms=0), (typed, limit)


@pytest.mark.parametrize("typed", ["cap phep xay dung nha", f"{TYPED} nhà"])
def test_what_is_named_by_its_title_lacks_nothing_there(tmp_path: Path, typed: str) -> None:
    index = EmbeddedIndex(tmp_path)
    named(index)

    def work(engine: Engine) -> list[bool]:
        asked = search.answer._Search(engine, parse(typed), PLAIN, 10)
        others = [each for each in asked._best[1] if each.key not in {found.key for found in asked._named}]
        return [
            lacks(pages)
            for pages in (asked._named, others[:1])
            for lacks in (asked._lacks_in_heads, lambda pages: headings.lack(engine, asked._typed, pages))
        ]

    assert index.ask(work) == [False, False, True, True]


def test_threads_that_ask_at_once_get_what_each_of_them_would_alone(tmp_path: Path) -> None:
    index = EmbeddedIndex(tmp_path)
    named(index)
    typed = [f"{TYPED} nhà", "cap phep xay dung nha", TYPED, "xây dựng nhà 7", "cấp phép xây dnựg nhà"]
    alone = [places(ask(index, each)) for each in typed]
    found: dict[int, list[Any]] = {}

    def asking(number: int) -> None:
        found[number] = [places(ask(index, each)) for each in typed * 4]

    threads = [threading.Thread(target=asking, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [*found.values()] == [alone * 4] * 6


def test_what_is_counted_before_it_is_asked_for_is_the_same_as_if_it_was_not(tmp_path: Path) -> None:
    index = EmbeddedIndex(tmp_path)
    named(index)
    wanted: Wanted = plan(parse(TYPED)).counted

    def work(engine: Engine) -> tuple[int, int]:
        engine.expect(best=[(wanted, 0, False)], leading=[(wanted, 5)])
        return engine.count(wanted), len(engine.leading(wanted, 5))

    assert index.ask(work) == (3 * WINDOW + 1, 5)
    assert index.ask(lambda engine: engine.count(wanted)) == 3 * WINDOW + 1
    assert index.search(parse(TYPED), 1, View("date")).total == 3 * WINDOW + 1
