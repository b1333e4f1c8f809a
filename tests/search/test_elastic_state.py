from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from search.engine import Ranked
from search.indexes.elastic_state import Body, State, identity
from search.plan import Clause, Every

WORD, OTHER = Clause("folded", ("dat",)), Clause("folded", ("nha",))
ALL = Every((WORD,))


class Told:
    """A server that has page 0 to 2 of one dossier, each of which has everything, and notes what it is asked."""

    def __init__(self) -> None:
        self.ways: list[int] = []
        self.words: list[set[str]] = []

    def found(self, searches: Sequence[Body]) -> Sequence[Body]:
        self.ways.append(len(searches))
        return [{"hits": {"total": {"value": 3}, "hits": [*map(_hit, _asked(each))]}} for each in searches]

    def frequencies(self, words: Iterable[str]) -> Mapping[str, int]:
        self.words.append(set(words))
        return {word: 2 for word in self.words[-1] if word != "khong"}

    def shown(self, ids: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
        raise AssertionError(ids)


def _asked(search: Body) -> list[int]:
    ids = search["query"]["bool"].get("filter") or {}
    return [at for at in range(3) if not ids or identity("hs", at) in ids["ids"]["values"]]


def _hit(page: int) -> Body:
    place = {"dossier": ["hs"], "document": [1], "page": [page]}
    return {"fields": place, "_score": 1.5, "sort": [1.5, "hs", page], "matched_queries": ["0"]}


def pages(*numbers: int) -> list[Ranked]:
    return [Ranked(0.0, identity("hs", number)) for number in numbers]


def test_all_that_is_expected_is_asked_on_one_way_and_not_again() -> None:
    server = Told()
    state = State(server)
    state.expect(
        best=[(ALL, 10, False)],
        leading=[(ALL, 5)],
        having=[([WORD], pages(0, 1))],
        bonus=[([WORD], pages(0, 1)), ([OTHER], pages(2))],
    )
    assert server.ways == [5], "the best are counted by the search that finds them"
    total, best = state.best(ALL, 10, by_date=False)
    assert (total, len(best), len(state.leading(ALL, 5))) == (3, 3, 3)
    assert state.having([WORD], pages(1)) == {identity("hs", 1): {0}}
    assert state.bonus((OTHER,), pages(2)) == {identity("hs", 2): 1.5}
    assert state.places(best)[identity("hs", 2)].page == 2
    assert state.count(ALL) == 3
    assert server.ways == [5]


def test_where_something_else_is_counted_the_best_are_not() -> None:
    asked: list[Body] = []

    class Noting(Told):
        def found(self, searches: Sequence[Body]) -> Sequence[Body]:
            asked.extend(searches)
            return super().found(searches)

    some, all_of_them = Every((WORD,)), Every((OTHER,))
    state = State(Noting())
    state.expect(best=[(some, 2, False), (all_of_them, 0, False)])
    assert [(each["size"], each["track_total_hits"]) for each in asked] == [(2, False), (0, True)]
    assert len(state.best(some, 2, by_date=False)[1]) == 3
    assert state.count(all_of_them) == 3
    assert len(asked) == 2
    state.best(some, 5, by_date=False)
    assert asked[-1]["track_total_hits"] is True


def test_of_pages_known_in_part_only_the_others_are_asked_for() -> None:
    server = Told()
    state = State(server)
    state.bonus([WORD], pages(0))
    state.expect(bonus=[([WORD], pages(0)), ([], pages(1)), ([OTHER], [])], having=[([], pages(1))])
    assert server.ways == [1], "nothing new, nothing wanted, no page"
    assert state.bonus([WORD], pages(0, 2)) == {identity("hs", 0): 1.5, identity("hs", 2): 1.5}
    assert server.ways == [1, 1]
    state.best(ALL, 10, by_date=False)
    state.best(ALL, 11, by_date=False)
    state.best(ALL, 11, by_date=True)
    assert server.ways == [1, 1, 1, 1, 1], "another reach or order is another question, of as many pages"


def test_a_page_that_has_nothing_of_it_is_not_asked_for_again() -> None:
    class Empty(Told):
        def found(self, searches: Sequence[Body]) -> Sequence[Body]:
            self.ways.append(len(searches))
            return [{"status": 200} for _ in searches]

    server = Empty()
    state = State(server)
    for _ in range(2):
        assert not any(state.having([WORD], pages(0, 1)).values())
        assert not any(state.bonus([WORD], pages(0, 1)).values())
    assert server.ways == [1, 1]


def test_a_word_is_counted_once_also_where_no_page_has_it() -> None:
    server = Told()
    state = State(server)
    assert state.frequencies(["dat", "khong"], ()) == {"dat": 2}
    assert state.frequencies(["khong", "dat"], ()) == {"dat": 2}
    assert state.frequencies(["nha", "dat"], ()) == {"dat": 2, "nha": 2}
    assert server.words == [{"dat", "khong"}, {"nha"}]


class Growing(Told):
    """One to which two pages came between the search for the best and the one that counts."""

    def found(self, searches: Sequence[Body]) -> Sequence[Body]:
        told = [{"hits": {**each["hits"], "total": {"value": 5}}} for each in super().found(searches)]
        return [
            {"hits": {**each["hits"], "hits": each["hits"]["hits"][: body["size"]]}}
            for each, body in zip(told, searches, strict=True)
        ]


def test_pages_that_came_between_two_searches_are_not_counted_where_all_were_got():
    assert State(Growing()).best(ALL, 10, False)[0] == 3
    assert State(Growing()).best(ALL, 2, False)[0] == 5
