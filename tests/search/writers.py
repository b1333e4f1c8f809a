"""What other processes do to an index while a test looks on; light to import."""

import contextlib
from pathlib import Path

from archive.records import Entry
from search.indexes.elastic import ElasticIndex, connect
from search.indexes.embedded import EmbeddedIndex
from search.query import parse


def opened(place: str) -> EmbeddedIndex | ElasticIndex:
    """The index at a folder's path or a server's address."""
    return connect(place) if place.startswith("http") else EmbeddedIndex(Path(place))


def pages(name: str, count: int = 3) -> list[Entry]:
    """Pages that ``trang chung`` finds."""
    return [Entry(name, 1, number, f"trang chung {name} {number}") for number in range(count)]


def add(place: str, names: list[str]) -> None:
    """Put dossiers of three pages."""
    with contextlib.closing(opened(place)) as index:
        for name in names:
            index.put(name, pages(name))


def look(place: str, ended: str) -> None:
    """Search again and again until ``ended`` is there; ends with an error where a page once found is gone."""
    seen = 0
    with contextlib.closing(opened(place)) as index:
        while True:
            last = Path(ended).exists()
            found = index.search(parse("trang chung"), 100)
            if len(found.hits) != found.total or found.total < max(seen, 1):
                raise SystemExit(f"{seen} → {found.total}, {len(found.hits)} hits")
            seen = found.total
            if last:
                return


def write_without_end(folder: str, began: str) -> None:
    """Put dossiers of twenty pages until killed; ``began`` is made first."""
    index = EmbeddedIndex(Path(folder))
    Path(began).touch()
    for number in range(10_000):
        index.put(f"giữa.{number}", pages(f"giữa.{number}", 20))
