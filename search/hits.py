"""Ranked pages → the lines of an answer: in their order, by group, and as hits."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from archive.records import Hit
from search.engine import Facets, Key, Place
from search.view import View

VALUES = 20
"""Values of a facet that are told, the most frequent first."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an answer: ``near``: not quite as typed; ``pages``: how many it stands for."""

    score: float
    key: Key
    place: Place
    near: bool = False
    pages: int = 1

    def order(self) -> tuple[float, str, int]:
        """The sorting key: best first, ties by dossier, then page."""
        return (-self.score, self.place.dossier, self.place.page)


def grouped(lines: Iterable[Line], view: View) -> Iterator[Line]:
    """The first line of each group, with how many there are of it."""
    if view.group == "page":
        yield from lines
        return
    groups: dict[tuple[str, int], list[Line]] = {}
    for line in lines:
        document = line.place.document if view.group == "document" else 0
        groups.setdefault((line.place.dossier, document), []).append(line)
    yield from (replace(group[0], pages=len(group)) for group in groups.values())


def frequent(counts: Facets) -> dict[str, dict[str, int]]:
    """The most frequent values of each facet."""
    return {
        name: dict(sorted(values.items(), key=lambda each: (-each[1], each[0]))[:VALUES])
        for name, values in counts.items()
    }


def hit(line: Line, shown: Mapping[str, Any], snippet: Callable[[str], str]) -> Hit:
    """The hit of ``line``."""
    return told(line.place, shown, snippet, score=line.score, near=line.near, pages=line.pages)


def told(place: Place, shown: Mapping[str, Any], snippet: Callable[[str], str], **more: Any) -> Hit:
    """The hit for the page at ``place``, of which ``shown`` is kept."""
    return Hit(
        dossier=place.dossier,
        document=place.document,
        page=place.page,
        title=shown["title"],
        snippet=snippet(shown["text"]),
        type_name=shown["type"],
        number=shown["number"],
        issued_date=shown["date"],
        organ=shown["organ"],
        subject=shown["subject"],
        cites=tuple(shown["cites"]),
        mode=shown["mode"],
        **more,
    )
