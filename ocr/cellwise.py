"""Tables as first read → the same, cells hardly read read anew, each by itself as a block of print.

The recogniser looks for lines of print across the whole table. Where the lines of neighbouring cells do not stand at
one height (cells of two and of three lines, each set in the middle), it cuts through them, and clear print comes out as
signs of nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, pairwise

from archive.records import Box, Line, Word
from ocr.again import Sheet, block, sure
from ocr.engine import Engine
from ocr.grid import Grid
from ocr.table import Table, tables
from ocr.zone import middle, text_height

_HARDLY = 0.6
"""A cell with a word of two letters less likely right is read anew."""
_SURER, _WELL = 0.03, 0.6
"""By how much the new reading must be surer, and how sure it must be."""
_OVER = 0.4
"""Share of a word over which another of its line stands that is the same print read twice."""
_AS_LONG = 0.6
"""Letters that it must have, by those of the old one, which may have signs of other cells in it."""
_MOST = 60
"""Cells of a page that are read anew, each in about a hundredth of a second, the least sure first."""
_INSET = 0.1
"""What is left out at the edges of a cell, in heights of print: its rules, which may bend."""


@dataclass(frozen=True, slots=True)
class _Cell:
    """Where the lines of a cell begin and end in the page's list, and how sure they are."""

    start: int
    end: int
    sure: float


def cellwise(lines: Sequence[Line], rules: Grid, sheet: Sheet, engine: Engine) -> tuple[Line, ...]:
    """``lines`` in reading order with such cells read anew; what was read is kept where that is no surer.

    Raises:
        EngineFailed: the recogniser is missing, broke or ran out of time.
    """
    doubted = sorted((cell for cell in _cells(lines) if _faults(lines[cell.start : cell.end])), key=_by_sureness)
    if not doubted:
        return tuple(lines)
    text = text_height(lines)
    found = tables(rules, [word for line in lines for word in line.words], text)
    fresh: dict[int, tuple[int, list[Line]]] = {}
    for cell in doubted[:_MOST]:
        old = lines[cell.start : cell.end]
        box = next((box for table in found if (box := _box(table, old, text))), None)
        new = block(box, text, sheet, engine) if box else []
        if _is_better(new, old, cell.sure):
            fresh[cell.start] = cell.end, [replace(old[0], words=line.words) for line in new]
    return tuple(_with(lines, fresh))


def _cells(lines: Sequence[Line]) -> Iterator[_Cell]:
    """The cells of the tables, each of lines that follow one another."""
    start = 0
    for at in range(1, len(lines) + 1):
        if at < len(lines) and (lines[at].block, lines[at].cell) == (lines[start].block, lines[start].cell):
            continue
        if lines[start].cell is not None:
            yield _Cell(start, at, sure(chain.from_iterable(line.words for line in lines[start:at])))
        start = at


def _by_sureness(cell: _Cell) -> tuple[float, int]:
    return cell.sure, cell.start


def _faults(lines: Sequence[Line]) -> int:
    """Words hardly read, and words read twice."""
    hardly = sum(word.confidence < _HARDLY and len(word.text) > 1 for line in lines for word in line.words)
    return hardly + sum(_overlap(*pair) for line in lines for pair in pairwise(line.words))


def _overlap(one: Word, other: Word) -> bool:
    """Whether two words of a line stand over each other: print was read twice."""
    over = min(one.box[2], other.box[2]) - max(one.box[0], other.box[0])
    return over > _OVER * min(one.box[2] - one.box[0], other.box[2] - other.box[0])


def _box(table: Table, lines: Sequence[Line], text: float) -> Box | None:
    """The place within the borders of ``table`` that are nearest around the words of ``lines``, None where they stand
    outside."""
    words = [word for line in lines for word in line.words]
    places = [place for word in words if (place := table.place(word.box))]
    if not places:
        return None
    across = sum((word.box[0] + word.box[2]) / 2 for word in words) / len(words)
    down = sum(middle(word.box) for word in words) / len(words)
    first, last = min(row for row, _ in places), max(row for row, _ in places) + 1
    left, right = min(column for _, column in places), max(column for _, column in places) + 1
    inset = max(2, round(text * _INSET))
    return (
        round(table.columns[left].where(down)) + inset,
        round(table.rows[first].where(across)) + inset,
        round(table.columns[right].where(down)) - inset,
        round(table.rows[last].where(across)) - inset,
    )


def _is_better(new: Sequence[Line], old: Sequence[Line], before: float) -> bool:
    """Whether ``new`` loses little and is surer, or as sure with fewer faults."""
    told = sure(chain.from_iterable(line.words for line in new))
    surer = told >= before + _SURER or (told >= before - _SURER and _faults(new) < _faults(old))
    return surer and told >= _WELL and _length(new) >= _AS_LONG * _length(old)


def _length(lines: Sequence[Line]) -> int:
    return sum(len(word.text) for line in lines for word in line.words)


def _with(lines: Sequence[Line], fresh: dict[int, tuple[int, list[Line]]]) -> Iterator[Line]:
    at = 0
    while at < len(lines):
        if at in fresh:
            at, new = fresh[at]
            yield from new
        else:
            yield lines[at]
            at += 1
