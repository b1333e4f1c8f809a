"""A read page → its runs of text as a tagged PDF marks them: headings, paragraphs, cells of tables.

That is as far as a reading of a scan can honestly go: which lines belong together, what is a title, which cell of a
table a line stands in. Levels of headings, lists and header cells are not told, for they are not known.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from statistics import median
from typing import Literal

from archive.outline import page_number
from archive.records import Line, OcrPage
from archive.textlayer import legible

Role = Literal["H1", "P", "TD", "Artifact"]

_INDENT, _GAP = 0.8, 0.9
"""A line that begins so much farther right, or stands so much lower than usual, begins a paragraph (line heights)."""


@dataclass(frozen=True, slots=True)
class Run:
    """Đoạn chữ: lines in reading order that belong together. ``mark`` counts the page's runs from 0 (MCID); None for an
    artifact (a page number). ``table`` and ``cell`` say where in which table a ``TD`` stands."""

    role: Role
    lines: tuple[Line, ...]
    mark: int | None = None
    table: int = 0
    cell: tuple[int, int] = (0, 0)


def runs(page: OcrPage, first: int = 0, end: int = 0) -> tuple[Run, ...]:
    """The runs of ``page`` in reading order, lines without text left out. Lines ``first`` until before ``end`` are a
    heading."""
    told = [
        (_key(page, number, line, first <= number < end), line)
        for number, line in enumerate(page.lines)
        if legible(line.text)
    ]
    made: list[Run] = []
    mark = 0
    for (role, block, cell), group in groupby(told, key=lambda pair: pair[0]):
        lines = tuple(line for _, line in group)
        for part in _paragraphs(lines) if role == "P" and lines[0].region == "body" else (lines,):
            artifact = role == "Artifact"
            made.append(Run(role, part, None if artifact else mark, block, cell or (0, 0)))
            mark += not artifact
    return tuple(made)


def _key(page: OcrPage, number: int, line: Line, heading: bool) -> tuple[Role, int, tuple[int, int] | None]:
    if heading:
        return "H1", line.block, None
    if line.cell is not None:
        return "TD", line.block, line.cell
    return ("Artifact" if page_number(line, page.page.height) else "P"), line.block, None


def _paragraphs(lines: Sequence[Line]) -> Iterator[tuple[Line, ...]]:
    """One block of print, parted where a line is indented or stands off, as NĐ 30/2020/NĐ-CP, PL I has paragraphs."""
    tall = median(bottom - top for _, top, _, bottom in (line.box for line in lines)) or 1
    left = min(line.box[0] for line in lines)
    usual = median([after.box[1] - before.box[3] for before, after in pairwise(lines)] or [0])
    begun: list[Line] = []
    for line in lines:
        if begun and _begins(line, begun[-1], left + _INDENT * tall, usual + _GAP * tall):
            yield tuple(begun)
            begun = []
        begun.append(line)
    yield tuple(begun)


def _begins(line: Line, before: Line, indent: float, gap: float) -> bool:
    if line.box[1] - before.box[3] > gap:
        return True
    title = bool(line.bold and before.bold and before.box[0] > indent)  # lines of one title, in the middle
    return line.box[0] > indent and not title
