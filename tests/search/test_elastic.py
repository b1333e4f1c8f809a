import contextlib
import threading
from collections.abc import Iterator

import pytest
from elasticsearch import Elasticsearch

from archive.errors import SearchFailed, UsageError
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
