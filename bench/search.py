"""Generated office text → how surely and how fast known papers are found, and how large the index is.

    python -m bench.search CORPUS [--pages N] [--questions N] [--folder DIR] [--elastic URL [--limit]] [--standard URL]
                           [--sqlite]

CORPUS lends its words (``bench.officetext``). Questions are asked about papers drawn by lot, in six ways: by number and
date, by number typed loosely, by person, matter and place with marks and without, with the person's name misread on
every page, and misread in the question. Each names one paper only: where another one has the same number and day (or
year), or another dossier the same person, matter and place but for marks, or where the slip makes another name of the
office, lots are drawn again. A paper counts as found where a page of it (by number) or of its dossier (by person) is
among the hits; ``--missed`` tells which were not first. ``--sqlite`` asks the same of SQLite FTS5 with ``unicode61`` as
it comes, ``--standard`` of Elasticsearch with its ``standard`` analyzer as it comes, all words required of both. CPU is
that of this process alone. ``--limit`` tells what one search costs the server of ``--elastic`` by itself: its words
alone as a plain ``match``, and what our own answer begins with.
"""

import argparse
import contextlib
import random
import sqlite3
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from elasticsearch import Elasticsearch
from elasticsearch.helpers import bulk

from archive.errors import BadQuery
from archive.records import Entry
from archive.text import fold, tokens
from bench.corpus import dossiers
from bench.officetext import GIVEN, Office, Paper, slip, stream
from search.engine import Asked
from search.index import Index
from search.indexes.elastic import connect
from search.indexes.embedded import EmbeddedIndex
from search.plan import plan
from search.query import parse
from search.rebuild import rebuild
from search.words import folded

WAYS = (
    "number and date",
    "number, loosely",
    "with marks",
    "without marks",
    "misread on the pages",
    "misread in the question",
)

PAGES, LEAST = 7, 4
"""Pages of a made dossier, hardly more and hardly fewer on average: there are at least, at most so many."""

Places = list[tuple[str, int]]
"""Dossier and document of the hits, best first."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is typed, and the paper meant. ``written``: the name as the pages have it, where it is misread there."""

    way: str
    text: str
    paper: Paper
    written: str = ""

    def rank(self, found: Places) -> int | None:
        """The place of the paper (from 1), None where it is not among ``found``."""
        by_number = self.way in WAYS[:2]
        for at, (dossier, document) in enumerate(found, 1):
            if dossier == self.paper.dossier and (not by_number or document == self.paper.ordinal):
                return at
        return None


class Names:
    """What the papers of the first ``dossiers`` are asked for by, and how many have the same."""

    def __init__(self, office: Office, dossiers: int) -> None:
        self._papers: Counter[tuple[str, ...]] = Counter()
        self._dossiers: Counter[str] = Counter()
        for number in range(dossiers):
            papers = office.papers(number)
            self._papers.update(key for paper in papers for key in _numbers(paper))
            self._dossiers[_about(papers[0])] += 1

    def name_one(self, way: str, paper: Paper) -> bool:
        """Whether what is asked in this ``way`` is true of ``paper`` alone."""
        if way in WAYS[:2]:
            return self._papers[_numbers(paper)[WAYS.index(way)]] <= 1
        return self._dossiers[_about(paper)] <= 1


def _numbers(paper: Paper) -> list[tuple[str, ...]]:
    """Number and day, number and year."""
    day, number = tuple(map(str, paper.date)), " ".join(tokens(fold(paper.number)))
    return [(number, *day), (number, day[0])]


def _about(paper: Paper) -> str:
    return fold(f"{paper.person}, {paper.matter}, {paper.place}")


def questions(office: Office, among: int, count: int, names: Names) -> list[Question]:
    """``count`` questions about the first ``among`` dossiers, each about another one."""
    draw = random.Random("questions")
    made: list[Question] = []
    drawn = draw.sample(range(among), count)
    taken = set(drawn)
    for at, number in enumerate(drawn):
        way = WAYS[at % len(WAYS)]
        asked = _question(draw, way, draw.choice(office.papers(number)))
        again = random.Random(f"again {at}")  # lots of its own, so that the other questions stay what they are
        while _is_ambiguous(asked, names):
            other = again.choice(sorted(taken.symmetric_difference(range(among))))
            taken.add(other)
            asked = _question(again, way, again.choice(office.papers(other)))
        made.append(asked)
    return made


def _is_ambiguous(asked: Question, names: Names) -> bool:
    """Whether it could be asked about another paper, or its slip made a name that others have."""
    read = tokens(fold(asked.written or asked.text))
    slipped = asked.way in WAYS[4:] and read[2:3] and read[2] in map(fold, GIVEN)
    return bool(slipped) or not names.name_one(asked.way, asked.paper)


def _question(draw: random.Random, way: str, paper: Paper) -> Question:
    year, month, day = paper.date
    words = f"{paper.person} {paper.matter} {paper.place}"
    if way == WAYS[0]:
        return Question(way, f"{paper.number} ngày {day}/{month}/{year}", paper)
    if way == WAYS[1]:
        return Question(way, f"{' '.join(tokens(fold(paper.number)))} năm {year}", paper)
    if way in WAYS[2:4]:
        return Question(way, words if way == WAYS[2] else fold(words), paper)
    given = paper.person.split()[-1]
    other = given
    while fold(other) == fold(given):
        other = slip(draw, given)
    if way == WAYS[4]:
        return Question(way, words, paper, paper.person.replace(given, other))
    return Question(way, words.replace(given, other, 1), paper)


def spoiled(entries: list[Entry], asked: Question | None) -> list[Entry]:
    """The pages with the name asked for misread everywhere."""
    if asked is None or not asked.written:
        return entries
    right, wrong = asked.paper.person, asked.written
    return [
        replace(
            entry,
            text=entry.text.replace(right, wrong),
            title=entry.title.replace(right, wrong),
            subject=entry.subject.replace(right, wrong),
        )
        for entry in entries
    ]


def measure(ask: Callable[[str], Places], asked: Sequence[Question]) -> Iterator[str]:
    """A Markdown table: by way, found first and among ten in %, and milliseconds of the middle and of one in twenty, by
    the clock and of CPU."""
    yield "| question | first | in ten | p50 ms | p95 ms | CPU p50 ms | CPU p95 ms |"
    yield "|---|---:|---:|---:|---:|---:|---:|"
    ranks: dict[str, list[int | None]] = {}
    clock: dict[str, list[float]] = {}
    cpu: dict[str, list[float]] = {}
    for question in asked:
        began, worked = time.perf_counter(), time.process_time()
        found = ask(question.text)
        cpu.setdefault(question.way, []).append((time.process_time() - worked) * 1000)
        clock.setdefault(question.way, []).append((time.perf_counter() - began) * 1000)
        ranks.setdefault(question.way, []).append(question.rank(found))
    for way in ranks:
        yield _row(way, ranks[way], clock[way], cpu[way])
    yield _row("all", *([*chain(*each.values())] for each in (ranks, clock, cpu)))


def missed(ask: Callable[[str], Places], asked: Sequence[Question]) -> Iterator[str]:
    """Questions whose paper was not first, with its place and what was first."""
    for question in asked:
        found = ask(question.text)
        if (rank := question.rank(found)) != 1:
            meant = (question.paper.dossier, question.paper.ordinal)
            yield f"- {question.way}: {question.text} → {meant}: {rank or 'not in ten'}; first: {found[:1]}"


def _row(way: str, ranks: Sequence[int | None], *times: Sequence[float]) -> str:
    first = sum(rank == 1 for rank in ranks) / len(ranks)
    ten = sum(rank is not None for rank in ranks) / len(ranks)
    values = [f"{value:.1f}" for each in times for value in _ends(each)]
    return f"| {way} | {first:.1%} | {ten:.1%} | " + " | ".join(values) + " |"


def _ends(times: Sequence[float]) -> tuple[float, float]:
    """The middle of ``times`` and one in twenty."""
    return statistics.median(times), statistics.quantiles([*times, times[-1]], n=20)[-1]


def ours(index: Index) -> Callable[[str], Places]:
    """How an index of ours is asked."""

    def ask(text: str) -> Places:
        try:
            return [(hit.dossier, hit.document) for hit in index.search(parse(text)).hits]
        except BadQuery:
            return []

    return ask


@contextlib.contextmanager
def fts5(file: Path, batches: Iterator[tuple[str, list[Entry]]]) -> Iterator[Callable[[str], Places]]:
    """SQLite's full text as it comes: ``unicode61``, every word required, its own BM25."""
    with contextlib.closing(sqlite3.connect(file)) as base:
        base.execute(
            "create virtual table pages using fts5(dossier unindexed, document unindexed, text, tokenize=unicode61)"
        )
        for dossier, entries in batches:
            rows = [(dossier, entry.document, _all_text(entry)) for entry in entries]
            base.executemany("insert into pages values (?, ?, ?)", rows)
        base.commit()

        def ask(text: str) -> Places:
            wanted = " ".join(f'"{word}"' for word in tokens(text))
            rows = base.execute(
                "select dossier, document from pages where pages match ? order by rank limit 10", (wanted,)
            )
            return [(dossier, int(document)) for dossier, document in rows]

        yield ask


@contextlib.contextmanager
def standard(url: str, batches: Iterator[tuple[str, list[Entry]]]) -> Iterator[Callable[[str], Places]]:
    """Elasticsearch as it comes: its ``standard`` analyzer, every word required, its own BM25."""
    host, _, name = url.rpartition("/")
    with contextlib.closing(Elasticsearch(host, request_timeout=60)) as client:
        properties = {"text": {"type": "text", "analyzer": "standard"}}
        client.indices.create(index=name, mappings={"properties": properties}, settings={"number_of_replicas": 0})
        rows = (
            {"dossier": dossier, "document": entry.document, "text": _all_text(entry)}
            for dossier, entries in batches
            for entry in entries
        )
        bulk(client, ({"_index": name, "_source": row} for row in rows), max_chunk_bytes=10_000_000)
        client.indices.refresh(index=name)

        def ask(text: str) -> Places:
            wanted = {"match": {"text": {"query": text, "operator": "and"}}}
            hits = client.search(index=name, query=wanted, size=10)["hits"]["hits"]
            return [(hit["_source"]["dossier"], hit["_source"]["document"]) for hit in hits]

        try:
            yield ask
        finally:
            client.indices.delete(index=name)


@contextlib.contextmanager
def limits(url: str, server: Asked) -> Iterator[Mapping[str, Callable[[str], object]]]:
    """The least that ``server`` at ``url`` can be asked for: ten pages that have all words, which it counts or not, and
    the first search of our own answer, which adds the exact words."""
    host, _, name = url.rpartition("/")
    with contextlib.closing(Elasticsearch(host, request_timeout=60)) as client:

        def plain(text: str, is_counted: bool) -> object:
            wanted = {"match": {"folded": {"query": " ".join(folded(text)), "operator": "and"}}}
            return client.search(index=name, query=wanted, size=10, source=False, track_total_hits=is_counted)

        def first(text: str) -> object:
            return server.ask(lambda engine: engine.best(plan(parse(text)).wanted, 10, by_date=False))

        yield {
            "plain match, counted": lambda text: plain(text, True),
            "plain match, not counted": lambda text: plain(text, False),
            "our first search": first,
        }


def by_turns(ways: Mapping[str, Callable[[str], object]], asked: Sequence[Question]) -> Iterator[str]:
    """A Markdown table: milliseconds by the clock, each question asked in all ``ways`` before the next one."""
    clock: dict[str, list[float]] = {way: [] for way in ways}
    for question in asked:
        for way, ask in ways.items():
            began = time.perf_counter()
            ask(question.text)
            clock[way].append((time.perf_counter() - began) * 1000)
    yield "| by turns | p50 ms | p95 ms |"
    yield "|---|---:|---:|"
    for way, times in clock.items():
        middle, one_in_twenty = _ends(times)
        yield f"| {way} | {middle:.1f} | {one_in_twenty:.1f} |"


def _all_text(entry: Entry) -> str:
    return "\n".join((entry.number, entry.title, entry.organ, entry.subject, entry.text))


def main() -> None:
    """Make, measure, print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("corpus", type=Path)
    options.add_argument("--pages", type=int, default=20_000)
    options.add_argument("--questions", type=int, default=300)
    options.add_argument("--folder", type=Path, help="keep the embedded index here")
    options.add_argument("--elastic", help="http://HOST:9200/INDEX, which is emptied first and taken away at the end")
    options.add_argument("--limit", action="store_true", help="what one search costs the server of --elastic")
    options.add_argument(
        "--standard", help="http://HOST:9200/INDEX, which may not be there yet and is taken away at the end"
    )
    options.add_argument("--sqlite", action="store_true")
    options.add_argument("--missed", action="store_true", help="tell which questions' papers were not first")
    given = options.parse_args()
    office = Office([page.text for dossier in dossiers(given.corpus) for page in dossier.pages])
    total = given.pages // PAGES
    asked = questions(office, total, min(given.questions, total), Names(office, given.pages // LEAST))
    about = {question.paper.dossier: question for question in asked}
    count = sum(1 for _ in stream(office, given.pages))
    size, made = 0, 0.0

    def batches() -> Iterator[tuple[str, list[Entry]]]:
        nonlocal size, made
        size, made, began = 0, 0.0, time.process_time()
        for dossier, entries in stream(office, given.pages):
            pages = spoiled(entries, about.get(dossier))
            size += sum(len(entry.text.encode()) for entry in pages)
            made += time.process_time() - began
            yield dossier, pages
            began = time.process_time()

    with tempfile.TemporaryDirectory() as scratch:
        folder = given.folder or Path(scratch) / "index"
        index = EmbeddedIndex(folder)
        began, worked = time.perf_counter(), time.process_time()
        rebuild(index, batches(), dossiers=count)
        took, adding = time.perf_counter() - began, (time.process_time() - worked - made) / given.pages * 1000
        kept = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
        print(f"{given.pages} pages, {size / 1e6:.1f} MB of text, {given.pages / took:.0f} pages/s with making them")
        print(f"{adding:.2f} ms of CPU to add a page")
        print(f"\nembedded, {kept / size:.2f} of the text\n", *measure(ours(index), asked), sep="\n")
        print(*(missed(ours(index), asked) if given.missed else ()), sep="\n")
        if given.elastic:
            with contextlib.closing(connect(given.elastic)) as server:
                began = time.perf_counter()
                rebuild(server, batches())
                written = given.pages / (time.perf_counter() - began - made)
                print(f"\nElasticsearch, {written:.0f} pages/s\n", *measure(ours(server), asked), sep="\n")
                if given.limit:
                    with limits(given.elastic, server) as ways:
                        print("", *by_turns({"our answer": ours(server), **ways}, asked), sep="\n")
                server.drop()
        if given.standard:
            with standard(given.standard, batches()) as ask:
                print("\nElasticsearch, standard analyzer\n", *measure(ask, asked), sep="\n")
        if given.sqlite:
            file = Path(scratch) / "fts5.sqlite"
            with fts5(file, batches()) as ask:
                print(f"\nSQLite FTS5, {file.stat().st_size / size:.2f} of the text\n", *measure(ask, asked), sep="\n")


if __name__ == "__main__":
    main()
