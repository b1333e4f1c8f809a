"""Made office text → whether a second reading of a paper, put into another dossier, is told first and as a copy of it.

    python -m bench.alike CORPUS [--pages N] [--papers N] [--elastic URL]

Papers drawn by lot get a second reading: the words as they stand on the first, with slips at the measured rate in other
places, under another dossier. What is like the second must begin with the first. Beside it how often any paper that is
no second reading is told as a copy, and what an answer takes.
"""

import argparse
import contextlib
import random
import statistics
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from archive.access import EVERYTHING, Reach, Sight
from archive.records import Entry
from bench.corpus import dossiers
from bench.officetext import Office, misread, stream
from bench.search import PAGES
from search.alike import Likes, alike
from search.index import Index
from search.indexes.elastic import connect
from search.indexes.embedded import EmbeddedIndex
from search.rebuild import rebuild

STAFF = Sight((Reach(frozenset(["01", "02"])),))


def again(entries: list[Entry], document: int, number: int) -> tuple[str, list[Entry]]:
    """A dossier that holds a second reading of that paper and nothing else."""
    draw, name = random.Random(f"again {number}"), f"LAI.{number:07d}"
    pages = [entry for entry in entries if entry.document == document]
    read = [
        replace(entry, dossier=name, document=1, page=at, codes=(), text=misread(draw, entry.text))
        for at, entry in enumerate(pages)
    ]
    return name, read


def told(index: Index, drawn: dict[str, tuple[str, int]], sight: Sight) -> Iterator[str]:
    """What came out, a line each."""
    first = copies = wrong = 0
    times = []
    for name, paper in drawn.items():
        found: Likes = index.ask(lambda engine, name=name: alike(engine, name, 1, sight))  # type: ignore[misc]
        times.append(found.took_ms)
        at = [(one.hit.dossier, one.hit.document) for one in found.others]
        first += at[:1] == [paper]
        copies += any(one.is_copy for one, place in zip(found.others, at, strict=True) if place == paper)
        wrong += sum(one.is_copy for one, place in zip(found.others, at, strict=True) if place != paper)
    count = len(drawn)
    yield f"first {100 * first / count:.1f} %, told as a copy {100 * copies / count:.1f} %, wrongly so {wrong}"
    yield f"p50 {statistics.median(times):.0f} ms, p95 {statistics.quantiles(times, n=20)[-1]:.0f} ms"


def main() -> None:
    """Make, measure, print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("corpus", type=Path)
    options.add_argument("--pages", type=int, default=20_000)
    options.add_argument("--papers", type=int, default=100)
    options.add_argument("--elastic", help="http://HOST:9200/INDEX, which is emptied first and taken away at the end")
    given = options.parse_args()
    office = Office([page.text for dossier in dossiers(given.corpus) for page in dossier.pages])
    chosen = {f"H58.{one:07d}" for one in random.Random("alike").sample(range(given.pages // PAGES), given.papers)}
    drawn: dict[str, tuple[str, int]] = {}

    def batches() -> Iterator[tuple[str, list[Entry]]]:
        for number, (dossier, entries) in enumerate(stream(office, given.pages)):
            yield dossier, entries
            if dossier in chosen:
                name, pages = again(entries, entries[0].document, number)
                drawn[name] = (dossier, entries[0].document)
                yield name, pages

    with tempfile.TemporaryDirectory() as scratch:
        index: Index = EmbeddedIndex(Path(scratch))
        rebuild(index, batches())
        for sight, seen in ((EVERYTHING, "all"), (STAFF, "01 and 02")):
            print(f"\nembedded, {given.pages} pages, who sees {seen}", *told(index, drawn, sight), sep="\n")
        if given.elastic:
            with contextlib.closing(connect(given.elastic)) as server:
                rebuild(server, batches())
                print("\nElasticsearch", *told(server, drawn, EVERYTHING), sep="\n")
                server.drop()


if __name__ == "__main__":
    main()
