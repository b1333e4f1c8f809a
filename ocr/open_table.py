"""Lines → tables without borders, or with rules between their rows alone, as lines cell by cell."""

import re
import statistics
from collections.abc import Sequence
from itertools import pairwise

from archive.records import Box, Line, Word
from ocr.grid import Grid
from ocr.river import ROWS, WIDE, Columns, PrintRow, aligned, box, filled, in_two, is_ruled, rules_above
from ocr.zone import Size, lines_of, middle, rows

_NUMBER = re.compile(r"\W?(?:\d{1,3}|[IVX]{1,5}|[A-Da-dđ])[.)]?")


def unruled(lines: Sequence[Line], grid: Grid, walls: Sequence[Box], size: Size) -> list[tuple[Box, list[Line]]]:
    """The tables among ``lines`` that have no verticals, from above: the box of each and its lines cell by cell.

    ``walls`` are boxes, ruled tables, that none goes over. A table has three columns, or two and rules between its
    rows, and three rows of print with all sides of its rivers in use. What runs over a river stays one line, in the
    first column that it covers; a row begins at a rule, at a number of the first column, or where the rows of print
    stand farther apart.
    """
    found: list[tuple[Box, list[Line]]] = []
    for part in _parts(lines, walls, size):
        todo = [part]
        while todo:
            print_ = todo.pop()
            table = aligned(print_, grid, size)
            if table is None:
                continue
            inside = print_[table.first : table.last]
            found.append((box(inside), _celled(table, inside, grid, size)))
            todo += [rest for rest in (print_[: table.first], print_[table.last :]) if len(rest) >= ROWS]
    return sorted(found, key=lambda item: item[0][1])


def _parts(lines: Sequence[Line], walls: Sequence[Box], size: Size) -> list[list[PrintRow]]:
    """The rows of print between ``walls``."""
    parts: list[list[PrintRow]] = []
    last = -1
    for row in rows(lines, size.text):
        words = sorted((word for line in row for word in line.words), key=lambda word: word.box[0])
        at = statistics.fmean(middle(word.box) for word in words)
        passed = sum(wall[1] < at for wall in walls)
        if passed != last:
            parts.append([])
        parts[-1].append(PrintRow(tuple(words), at))
        last = passed
    return [part for part in parts if len(part) >= ROWS]


def _starts(table: Columns, print_: Sequence[PrintRow], grid: Grid, size: Size) -> list[int]:
    """The rows of print with which the rows of the table begin, the first (its head) at 0."""
    used = [filled(table, row) for row in print_]
    apart = [0.0, *(below.at - above.at for above, below in pairwise(print_))]
    forced = rules_above(print_, grid)
    first, full, ruled = _counted(table, print_), in_two(table, print_), is_ruled(table, print_, grid)
    if first and len(first) >= 0.6 * len(full) - 1:
        more = _numbered(first, forced, apart)
        if not ruled:
            level = sum(at in (*forced, *more) for at in first) >= 0.8 * len(first)
            lost = _unnumbered(used, [at for at in first if at in (*forced, *more)]) if level else []
            more += [*_farther(apart, more, level), *_headings(table, print_, more, size), *lost]
        return sorted({0, *forced, *more})
    if ruled:
        return sorted({0, *forced})
    near = sorted(apart[1:])[len(apart) // 5]
    single = len(full) >= 0.8 * len(print_)
    return sorted({0, *forced, *(number for number in full if single or apart[number] >= 1.15 * near)})


def _counted(table: Columns, print_: Sequence[PrintRow]) -> list[int]:
    """The rows of print with a number in the first column, or what may be one misread below the first."""
    found: list[int] = []
    for number, row in enumerate(print_):
        mine = [word.text for word in row.words if table.column(word.box[0], word.box[2]) == 0]
        short = len(mine) < len(row.words) and 0 < len("".join(mine)) <= 3
        if mine and len(mine) < len(row.words) and (_NUMBER.fullmatch(mine[0]) or (found and short)):
            found.append(number)
    return found


def _numbered(first: Sequence[int], forced: Sequence[int], apart: Sequence[float]) -> list[int]:
    """Where the rows with a number begin: at it, or farther up where print stands clearly farther apart.

    A place much nearer to the print above than the others is none: "TT" in the head, misread.
    """
    found = []
    for before, number in pairwise([0, *first]):
        if number == 0 or any(before < rule <= number for rule in forced):
            continue
        bonus = 0.12 * min(apart[1:])
        found.append(max(range(before + 1, number + 1), key=lambda at: apart[at] + bonus * (at == number)))
    usual = statistics.median(apart[at] for at in found) if found else 0.0
    return [at for at in found if apart[at] >= 0.75 * usual]


def _farther(apart: Sequence[float], starts: Sequence[int], level: bool) -> list[int]:
    """Rows of print that stand as far below the one above as those with which a row begins, if that is clearly farther
    than the lines of a cell: sums, rows whose number was lost.

    Unless cells begin at one height (``level``) their lines stand unevenly, and more is asked.
    """
    if len(starts) < 2:
        return []
    begun = statistics.median(apart[at] for at in starts[1:])
    inner = sorted(apart[at] for at in range(starts[0], len(apart)) if at not in starts)
    within = inner[len(inner) * (1 if level else 3) // 4] if inner else begun
    return [at for at in range(1, len(apart)) if apart[at] > (within + begun) / 2] if begun > 1.2 * within else []


def _unnumbered(used: Sequence[set[int]], numbered: Sequence[int]) -> list[int]:
    """Rows of print with which a row begins whose number was lost, in a table whose cells begin at one height.

    There a column in use has been in use in the line above too, or a row begins; and where the head has one line, what
    follows it with nearly as many columns is no head.
    """
    start = numbered[0]
    whole = max(map(len, used)) - 1
    second = [1] if start > 1 and min(len(used[0]), len(used[1])) >= whole else []
    return second + [at for at in range(start + 1, len(used)) if len(used[at]) > 1 and used[at] - used[at - 1]]


def _headings(table: Columns, print_: Sequence[PrintRow], starts: Sequence[int], size: Size) -> list[int]:
    """Rows of print below the head that run over a river, and what comes after them."""
    if not starts:
        return []
    over = [any(table.over(run) for run in row.runs(WIDE * size.text)) for row in print_]
    return [at for at in range(starts[0] + 1, len(over)) if over[at] != over[at - 1]]


def _celled(table: Columns, print_: Sequence[PrintRow], grid: Grid, size: Size) -> list[Line]:
    """The lines of the table, cell by cell, row by row."""
    starts = _starts(table, print_, grid, size)
    cells: dict[tuple[int, int], list[Word]] = {}
    spans: list[tuple[set[int], float]] = []
    for number, row in enumerate(print_):
        at = sum(start <= number for start in starts) - 1
        for run in row.runs(WIDE * size.text):
            if at == 0 and table.over(run):
                spans.append((table.under(run), max(word.box[3] for word in run)))
            cells.setdefault((at, table.column(run[0].box[0], run[0].box[2])), []).extend(run)
    if spans and len(starts) > 1:
        cells = _two_levels(cells, spans)
    return [Line(line.words, cell=cell) for cell in sorted(cells) for line in lines_of(cells[cell])]


def _two_levels(
    cells: dict[tuple[int, int], list[Word]], spans: Sequence[tuple[set[int], float]]
) -> dict[tuple[int, int], list[Word]]:
    """``cells`` with the words of the head that stand below a part over several columns in a row of their own.

    ``spans``: the columns under each such part, and the height of its foot.
    """
    found: dict[tuple[int, int], list[Word]] = {}
    for (row, column), words in cells.items():
        for word in words:
            under = row == 0 and any(column in columns and middle(word.box) > foot for columns, foot in spans)
            found.setdefault((row + (row > 0 or under), column), []).append(word)
    return found
