import contextlib
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from elasticsearch import Elasticsearch

from archive.errors import SearchFailed, UsageError
from archive.records import Entry
from search.indexes import elastic
from search.indexes.elastic import ElasticIndex, connect
from search.query import parse
from search.rebuild import rebuild
from tests.conftest import server
from tests.search.writers import pages


def total(index: ElasticIndex) -> int:
    return index.search(parse("trang chung"), 1).total


@pytest.fixture
def place(elastic_address: str) -> Iterator[str]:
    yield elastic_address
    with contextlib.closing(connect(elastic_address)) as index:
        index.drop()


@pytest.fixture
def index(place: str) -> Iterator[ElasticIndex]:
    with contextlib.closing(connect(place)) as made:
        yield made


@pytest.fixture
def raw() -> Iterator[Elasticsearch]:
    with contextlib.closing(Elasticsearch(server("VANKHO_TEST_ELASTIC"))) as client:
        yield client


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:9200",
        "http://127.0.0.1:9200/",
        "http://127.0.0.1:9200/Kho",
        "http://127.0.0.1:9200/a/b",
        "http://127.0.0.1:9200/_all",
        "http://127.0.0.1:9200/kho*",
        "http://127.0.0.1:x/kho",
        "http:///kho",
        "ftp://127.0.0.1/kho",
    ],
)
def test_an_address_that_names_no_index_is_refused(url: str) -> None:
    with pytest.raises(UsageError, match="VANKHO_INDEX"):
        connect(url)


def test_nothing_is_sent_before_it_is_needed_and_a_server_not_there_is_named() -> None:
    with contextlib.closing(connect("http://user:p%40ss@127.0.0.1:9/kho")) as index:
        for step in (lambda: total(index), lambda: index.put("a", pages("a")), index.dossiers, index.clear):
            with pytest.raises(SearchFailed, match="kho: ConnectionError") as caught:
                step()
            assert "p@ss" not in str(caught.value)


def test_the_name_is_an_alias_of_one_versioned_index(index: ElasticIndex, place: str, raw: Elasticsearch) -> None:
    name = place.rsplit("/", 1)[1]
    index.put("a", pages("a"))
    assert list(raw.indices.get_alias(name=name)) == [f"{name}-v3-000001"]
    index.clear()
    assert list(raw.indices.get_alias(name=name)) == [f"{name}-v3-000002"]
    assert list(raw.indices.get(index=f"{name}*")) == [f"{name}-v3-000002"]


def test_many_who_come_first_at_once_make_one_index(index: ElasticIndex, place: str) -> None:
    failed: list[BaseException] = []

    def first(number: int) -> None:
        try:
            with contextlib.closing(connect(place)) as own:
                own.put(f"d{number}", pages(f"d{number}"))
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=first, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert total(index) == 12


def test_an_index_of_another_version_says_to_rebuild_and_can_be(place: str, raw: Elasticsearch) -> None:
    name = place.rsplit("/", 1)[1]
    raw.indices.create(index=f"{name}-v0-000007", mappings={"_meta": {"vankho": 0}}, aliases={name: {}})
    with contextlib.closing(connect(place)) as index:
        with pytest.raises(SearchFailed, match="vankho rebuild"):
            total(index)
        with pytest.raises(SearchFailed, match="vankho rebuild"):
            index.put("a", pages("a"))
        rebuild(index, [("a", pages("a"))])
        assert total(index) == 3
    assert list(raw.indices.get(index=f"{name}*")) == [f"{name}-v3-000008"]


def test_an_index_that_is_not_ours_is_left_alone(place: str, raw: Elasticsearch) -> None:
    name = place.rsplit("/", 1)[1]
    raw.indices.create(index=name)
    try:
        with contextlib.closing(connect(place)) as index:
            for step in (lambda: total(index), lambda: index.put("a", pages("a")), index.clear):
                with pytest.raises(SearchFailed, match=name):
                    step()
        assert raw.indices.exists(index=name)
    finally:
        raw.indices.delete(index=name)


def test_an_index_taken_away_while_open_says_to_rebuild_and_is_not_made_by_chance(
    index: ElasticIndex, place: str, raw: Elasticsearch
) -> None:
    name = place.rsplit("/", 1)[1]
    index.put("a", pages("a"))
    raw.indices.delete(index=f"{name}-v3-000001")
    with pytest.raises(SearchFailed, match="vankho rebuild"):
        total(index)
    index.put("a", pages("a"))
    raw.indices.delete(index=f"{name}-v3-000001")
    with pytest.raises(SearchFailed):
        index.put("b", pages("b"))
    assert not raw.indices.exists(index=name), "the server made no index of its own"
    rebuild(index, [("a", pages("a"))])
    assert total(index) == 3


@pytest.fixture
def ways(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the server is asked, in its own words, from now on."""
    noted: list[str] = []
    asked = Elasticsearch.perform_request

    def note(client: Elasticsearch, method: str, path: str, **more: Any) -> Any:
        noted.append(path.rpartition("/")[2])
        return asked(client, method, path, **more)

    monkeypatch.setattr(Elasticsearch, "perform_request", note)
    return noted


def test_a_question_takes_few_ways_to_the_server(index: ElasticIndex, ways: list[str]) -> None:
    papers = [
        (f"hs.{at}", [Entry(f"hs.{at}", 1, 0, f"cấp phép xây dựng nhà cho Lê Văn {name}", subject=f"cấp phép {name}")])
        for at, name in enumerate(["Hạnh", "Dung", "Toàn", "Nghĩa"] * 5)
    ]
    rebuild(index, papers)
    ways.clear()
    assert index.search(parse("cấp phép")).total == 20
    assert ways == ["_msearch", "_msearch", "_mget"]
    ways.clear()
    assert index.search(parse("cấp phép xây dựng nhà Lê Văn Hạnh")).hits[0].dossier == "hs.0"
    assert len(ways) <= 6, ways
    ways.clear()
    assert index.search(parse("cấp phép xây dựng nhà Lê Văn Hạhn")).hits[0].near
    assert len(ways) <= 9, ways


def test_an_index_built_anew_is_one_file_and_no_more_are_made_between_puts(
    index: ElasticIndex, place: str, raw: Elasticsearch
) -> None:
    name = place.rsplit("/", 1)[1]
    rebuild(index, [(f"hs.{at}", pages(f"hs.{at}", 1_000)) for at in range(5)])
    assert total(index) == 5_000
    (shard,) = next(iter(raw.indices.segments(index=name)["indices"].values()))["shards"]["0"]
    assert len([one for one in shard["segments"].values() if one["search"]]) == 1
    (settings,) = raw.indices.get_settings(index=name).values()
    assert settings["settings"]["index"]["refresh_interval"] == "-1"


def test_a_batch_sent_in_shares_replaces_all_of_its_dossiers(
    index: ElasticIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(elastic, "SHARE", 4)
    index.put_many([(f"hs.{at}", pages(f"hs.{at}", 5)) for at in range(7)])
    assert total(index) == 35
    index.put_many([(f"hs.{at}", pages(f"hs.{at}", at)) for at in range(7)])
    assert total(index) == 21
    assert index.dossiers() == {f"hs.{at}" for at in range(1, 7)}
    index.put_many([])
    assert total(index) == 21


def test_what_the_server_refuses_in_any_share_is_an_error(index: ElasticIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(elastic, "SHARE", 1)
    wrong = [Entry("hs.1", 1, 2**40, "số trang quá lớn")]
    for batch in ([("hs.1", wrong), ("hs.2", pages("hs.2"))], [("hs.2", pages("hs.2")), ("hs.1", wrong)]):
        with pytest.raises(SearchFailed, match="failed to parse field"):
            index.put_many(batch)


def test_a_search_that_fails_among_others_is_an_error(index: ElasticIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    index.put("a", pages("a"))
    monkeypatch.setattr("search.answer.WINDOW", elastic.REACH + 1)
    with pytest.raises(SearchFailed, match="400 all shards failed"):
        total(index)


def test_as_many_pages_are_told_as_the_server_finds_at_once(
    index: ElasticIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.indexes.elastic_state.MOST", 7)
    text = "cấp phép xây dựng nhà ở"
    index.put("hs", [Entry("hs", 1, at, f"{text} {at}", subject=text) for at in range(60)])
    for typed in ("cấp phép xây dựng nhà", "cấp phép"):
        found = index.search(parse(typed), 60)
        assert [hit.page for hit in found.hits] == [*range(60)]
