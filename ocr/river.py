"""Rows of print → the columns of a table without borders, by the white rivers between them.

A river is a strip without print that runs down over several rows. Running text has none: justified print leaves gaps
of one width all along a line, seldom three below one another, and never two such strips side by side.
"""

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from archive.records import Box, Word
from ocr.grid import Grid, Rule
from ocr.zone import Size

Span = tuple[float, float]
"""From where to where, in pixels from the left."""

WIDE = 0.7
"""A river is this many heights of print wide at least: cells are set 4 points or more from their border."""
ROWS = 3
"""Rows of print that have something on both sides of each river."""
_CLEAR = 2.0
"""By how many times a river is wider than the gaps between words."""
_APART = 3.5
"""Heights of print between the middles of two rows, beyond which a table ends."""
_CROSSING = 2
"""Rows of print in sequence that may run over the rivers: a heading over all columns."""
_RULED = 2
"""Rules between rows that make a table of two columns believable."""
_FAR = 1e6
"""Where the margins of a page end, in pixels."""


@dataclass(frozen=True, slots=True)
class PrintRow:
    """A row of print: its words from left to right, at what height it stands."""

    words: tuple[Word, ...]
    at: float

    def free(self, wide: float) -> list[Span]:
        """The gaps between words, each at least ``wide``, and what is left and right of them."""
        ends, found = -_FAR, []
        for word in self.words:
            if word.box[0] - ends >= wide:
                found.append((ends, float(word.box[0])))
            ends = max(ends, float(word.box[2]))
        return [*found, (ends, _FAR)]

    def runs(self, wide: float) -> list[list[Word]]:
        """Words with no gap of ``wide`` between."""
        found: list[list[Word]] = []
        for word in self.words:
            if found and word.box[0] - max(last.box[2] for last in found[-1]) < wide:
                found[-1].append(word)
            else:
                found.append([word])
        return found


@dataclass(frozen=True, slots=True)
class Columns:
    """The rows ``first`` to ``last`` (exclusive) of a page and the rivers through them, margins left out."""

    first: int
    last: int
    rivers: tuple[Span, ...]

    def column(self, left: float, right: float) -> int:
        """The column in which the middle of what goes from ``left`` to ``right`` stands."""
        return sum((low + high) / 2 <= (left + right) / 2 for low, high in self.rivers)

    def over(self, run: Sequence[Word]) -> bool:
        """Whether ``run``, which has no gap, goes over a river."""
        return len(self.under(run)) > 1

    def under(self, run: Sequence[Word]) -> set[int]:
        """The columns over which ``run`` stands."""
        left, right = run[0].box[0], run[-1].box[2]
        return set(range(self.column(left, left), self.column(right, right) + 1))


def aligned(print_: Sequence[PrintRow], grid: Grid, size: Size) -> Columns | None:
    """The table of these rows whose columns are surest, drawn out as far as it goes; None where there is none."""
    wide = WIDE * size.text
    free = [row.free(wide) for row in print_]
    best, most = None, 0
    for first in range(len(print_) - ROWS + 1):
        if len(free[first]) < 3:
            continue
        rivers = free[first][1:-1]
        for last in range(first + 1, len(print_)):
            rivers = _both(rivers, free[last], wide)
            if not rivers or print_[last].at - print_[last - 1].at > _APART * size.text:
                break
            if last - first + 1 < ROWS:
                continue
            found = Columns(first, last + 1, tuple(rivers))
            if _weight(found, print_) <= most:
                continue
            found = _clear(found, print_, size)
            if (weight := _weight(found, print_)) > most and _is_table(found, print_, grid):
                best, most = found, weight
    return _drawn_out(best, print_, free, size) if best else None


def _both(rivers: Iterable[Span], free: Iterable[Span], wide: float) -> list[Span]:
    """What of ``rivers`` is in ``free`` too and still ``wide``."""
    cut = [(max(a, c), min(b, d)) for a, b in rivers for c, d in free]
    return [(low, high) for low, high in cut if high - low >= wide]


def filled(found: Columns, row: PrintRow) -> set[int]:
    """The columns in which ``row`` has print."""
    return {found.column(word.box[0], word.box[2]) for word in row.words}


def _weight(found: Columns, print_: Sequence[PrintRow]) -> int:
    """How much speaks for these columns: how many pairs of them are in use, each row of print counted."""
    used = [filled(found, row) for row in print_[found.first : found.last]]
    return sum(len(columns) * (len(columns) - 1) // 2 for columns in used)


def _clear(found: Columns, print_: Sequence[PrintRow], size: Size) -> Columns:
    """``found`` without the rivers that are no wider than the gaps between words, or have print beside them once."""
    inside = print_[found.first : found.last]
    between = [
        after.box[0] - before.box[2]
        for row in inside
        for before, after in pairwise(row.words)
        if found.column(before.box[0], before.box[2]) == found.column(after.box[0], after.box[2])
    ]
    least = max(_CLEAR * statistics.median(between) if between else 0.0, size.text)
    kept = []
    for number, river in enumerate(found.rivers):
        gaps = [gap for row in inside if (gap := _gap(found, row, number)) is not None]
        if len(gaps) > 1 and statistics.median(gaps) >= least:
            kept.append(river)
    return replace(found, rivers=tuple(kept))


def _is_table(found: Columns, print_: Sequence[PrintRow], grid: Grid) -> bool:
    """Whether there are columns enough, and three rows of print that fill them, two of them all."""
    inside = print_[found.first : found.last]
    columns = len(found.rivers) + 1
    if columns < 3 and not (columns == 2 and is_ruled(found, inside, grid)):
        return False
    used = sorted((len(filled(found, row)) for row in inside), reverse=True)
    return used[1] == columns and used[ROWS - 1] >= max(columns - 1, min(columns, 3))


def _gap(found: Columns, row: PrintRow, river: int) -> float | None:
    """How far the words on both sides of a river stand apart in ``row``; None where one side is empty."""
    low, high = found.rivers[river]
    left = [word.box[2] for word in row.words if word.box[2] <= (low + high) / 2]
    right = [word.box[0] for word in row.words if word.box[0] >= (low + high) / 2]
    beside = filled(found, row)
    return min(right) - max(left) if left and right and {river, river + 1} <= beside else None


def _drawn_out(found: Columns, print_: Sequence[PrintRow], free: Sequence[list[Span]], size: Size) -> Columns:
    """``found`` with the rows above and below that stand in its columns, and headings over several of them."""
    wide = WIDE * size.text
    rivers = list(found.rivers)
    reach = [found.first, found.last - 1]
    for side, step in ((0, -1), (1, 1)):
        crossed, at = 0, reach[side] + step
        while 0 <= at < len(print_) and abs(print_[at].at - print_[at - step].at) <= _APART * size.text:
            narrowed = _both(rivers, free[at], wide)
            fits = len(narrowed) == len(rivers)
            follows = fits and step > 0 and not crossed and _goes_on(found, print_, at)
            level = step > 0 or not any(_between(found, run) for run in print_[at].runs(wide))
            if fits and level and len(filled(found, print_[at])) > 1:
                rivers, reach[side], crossed = narrowed, at, 0
            elif follows or (step < 0 and _heads(found, print_[at], size)):
                reach[side] = at
            else:
                crossed += 1
            if crossed > _CROSSING:
                break
            at += step
    return _more(Columns(reach[0], reach[1] + 1, tuple(rivers)), print_, free, size)


def _between(found: Columns, run: Sequence[Word]) -> bool:
    """Whether ``run`` is centred between two columns: a head of both."""
    center = (run[0].box[0] + run[-1].box[2]) / 2
    return any(abs(center - (low + high) / 2) < 0.3 * (high - low) for low, high in found.rivers)


def _more(found: Columns, print_: Sequence[PrintRow], free: Sequence[list[Span]], size: Size) -> Columns:
    """``found`` with further rivers that all its rows share, those aside that run over its own."""
    shared: list[Span] = [(-_FAR, _FAR)]
    for number in range(found.first, found.last):
        if len(_both(found.rivers, free[number], 1)) == len(found.rivers):
            shared = _both(shared, free[number], WIDE * size.text)
    shared = [river for river in shared if river[0] > -_FAR and river[1] < _FAR]
    new = [river for river in shared if not _both(found.rivers, [river], 1)]
    return _clear(replace(found, rivers=tuple(sorted((*found.rivers, *new)))), print_, size) if new else found


def _goes_on(found: Columns, print_: Sequence[PrintRow], at: int) -> bool:
    """Whether a row in one column is the next line of the cell above: it begins below it, and as near as print is."""
    above, row = print_[at - 1], print_[at]
    near = min(b.at - a.at for a, b in pairwise(print_[found.first : at]))
    starts = [
        word.box[0]
        for word in above.words
        if found.column(word.box[0], word.box[2]) == found.column(row.words[0].box[0], row.words[0].box[2])
    ]
    tall = row.words[0].box[3] - row.words[0].box[1]
    return bool(starts) and abs(min(starts) - row.words[0].box[0]) < tall and row.at - above.at < 1.25 * near


def _heads(found: Columns, row: PrintRow, size: Size) -> bool:
    """Whether a row is one of the table's head: two parts at least, of which one stands over several columns."""
    runs = row.runs(WIDE * size.text)
    parts = [{found.column(word.box[0], word.box[2]) for word in run} for run in runs]
    taken = [column for part in parts for column in part]
    return len(parts) > 1 and len(taken) == len(set(taken)) and all(len(part) < len(found.rivers) for part in parts)


def rules_above(print_: Sequence[PrintRow], grid: Grid) -> list[int]:
    """The rows of print above which a rule runs over three fifths of the width."""
    left, top, right, bottom = box(print_)
    over = [rule for rule in grid.horizontals if _covers(rule, left, right) and top < rule.at < bottom]
    at = (left + right) / 2
    return [
        number
        for number, (above, below) in enumerate(pairwise(print_), start=1)
        if any(above.at < rule.where(at) < below.at for rule in over)
    ]


def is_ruled(found: Columns, print_: Sequence[PrintRow], grid: Grid) -> bool:
    """Whether rules part the rows of the table, and not its head and its sum alone."""
    ruled = len(rules_above(print_, grid))
    return ruled >= _RULED and ruled + 1 >= 0.5 * len(in_two(found, print_))


def in_two(found: Columns, print_: Sequence[PrintRow]) -> list[int]:
    """The rows of print in the first column and another."""
    used = [filled(found, row) for row in print_]
    return [number for number, columns in enumerate(used) if 0 in columns and len(columns) > 1]


def _covers(rule: Rule, left: float, right: float) -> bool:
    return min(rule.high, right) - max(rule.low, left) > 0.6 * (right - left)


def box(print_: Sequence[PrintRow]) -> Box:
    """The smallest box around the words of these rows."""
    boxes = [word.box for row in print_ for word in row.words]
    sides = list(zip(*boxes, strict=True))
    return min(sides[0]), min(sides[1]), max(sides[2]), max(sides[3])
