"""Rules and words → tables: rows, columns and cells, and which words stand in which.

Rules are evidence, not law: one that runs through print is none, pieces of one rule are put together over any gap, and
where ink is lacking the words say whether a cell goes on (a merged cell) or only its border was lost.
"""

import statistics
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from archive.records import Box, Line, Word
from ocr.grid import Grid, Rule
from ocr.zone import lines_of, middle, rows

Cell = tuple[int, int]
"""Row and column from 0."""

_STEPS = 64
"""In how many steps a border over the whole table is written down."""
_SURE, _THERE, _LOST = 0.6, 0.3, 0.2
"""Shares of a border between two cells on which ink is seen: it stands for certain, perhaps, not."""
_THROUGH, _THROUGH_DOWN = 0.2, 0.08
"""Shares of a rule that may run through print, of any and of a vertical that runs through three words or more."""
_SPACE = 0.6
"""Heights of print between two words of one cell at most; over a border they stand 0.8 apart or more."""


@dataclass(frozen=True, slots=True)
class Table:
    """Bảng kẻ: the borders of its rows from above and of its columns from the left, each over the whole table."""

    rows: tuple[Rule, ...]
    columns: tuple[Rule, ...]

    @property
    def box(self) -> Box:
        """The smallest box around the outer borders."""
        left, right = (min(self.columns[0].bends), max(self.columns[-1].bends))
        return left, min(self.rows[0].bends), right, max(self.rows[-1].bends)

    def place(self, box: Box) -> Cell | None:
        """Between which borders the middle of ``box`` stands; None outside the table."""
        x, y = (box[0] + box[2]) / 2, middle(box)
        row = sum(rule.where(x) <= y for rule in self.rows) - 1
        column = sum(rule.where(y) <= x for rule in self.columns) - 1
        inside = 0 <= row < len(self.rows) - 1 and 0 <= column < len(self.columns) - 1
        return (row, column) if inside else None


def tables(grid: Grid, words: Sequence[Word], text: float) -> tuple[Table, ...]:
    """The ruled tables of a page, from above, each with two columns and two rows at least.

    ``text`` is the height of the usual print in pixels. Horizontals and verticals belong to one table where they cross;
    what is drawn through words (folds, signatures) and what crosses too little of what it passes (the edge of the
    paper) is left out.
    """
    horizontals = [rule for rule in grid.horizontals if not _struck(rule, words, down=False)]
    verticals = [rule for rule in grid.verticals if not _struck(rule, words, down=True)]
    found: list[Table] = []
    for across, down in _groups(horizontals, verticals, text):
        found.extend(_parted(_framed(across, down, text)))
    return tuple(sorted(found, key=lambda table: table.box[1]))


def celled(table: Table, words: Sequence[Word], text: float) -> list[Line]:
    """``words``, all within ``table``, as lines cell by cell, row by row; no line goes over a border.

    Where several numbers follow one another in one place of the first column, each begins a row: tables are drawn
    without rules between their rows, and rules are lost.
    """
    table = _numbered(table, words, text)
    placed = [(place, word) for word in words if (place := table.place(word.box))]
    first = _merged(table, placed, text)
    cells: dict[Cell, list[Word]] = {}
    for place, word in placed:
        cells.setdefault(first[place], []).append(word)
    return [Line(line.words, cell=cell) for cell in sorted(cells) for line in lines_of(cells[cell])]


# --- which rules make a table ---------------------------------------------------------------------------------------


def _struck(rule: Rule, words: Iterable[Word], down: bool) -> bool:
    """Whether a rule runs through print: over a fifth of its length, or a vertical through three words of a column."""
    low, high = min(rule.bends or (rule.at,)), max(rule.bends or (rule.at,))
    length, count = 0.0, 0
    for word in words:
        left, top, right, bottom = (word.box[i] for i in ((1, 0, 3, 2) if down else (0, 1, 2, 3)))
        if bottom < low or top > high or right < rule.low or left > rule.high:
            continue
        inner = (bottom - top) * 0.3
        if top + inner < rule.where((left + right) / 2) < bottom - inner:
            length += (right - left) * rule.inked(left, right)
            count += 1
    least = (rule.high - rule.low) * (_THROUGH_DOWN if down and count >= 3 else _THROUGH)
    return length > least


def _groups(horizontals: list[Rule], verticals: list[Rule], text: float) -> list[tuple[list[Rule], list[Rule]]]:
    """Rules that hang together, less those that cross fewer than two others or less than half of what they pass."""
    while True:
        links = [[_cross(h, v, text) for v in verticals] for h in horizontals]
        keep_h = [_held(rule, horizontals, links, text) for rule in horizontals]
        keep_v = [_holds(v, horizontals, [row[j] for row in links], text) for j, v in enumerate(verticals)]
        if all(keep_h) and all(keep_v):
            break
        horizontals = [rule for rule, keep in zip(horizontals, keep_h, strict=True) if keep]
        verticals = [rule for rule, keep in zip(verticals, keep_v, strict=True) if keep]
    groups: list[tuple[set[int], set[int]]] = []
    for i, row in enumerate(links):
        mine = ({i}, {j for j, linked in enumerate(row) if linked})
        for group in [group for group in groups if group[1] & mine[1]]:
            groups.remove(group)
            mine = (mine[0] | group[0], mine[1] | group[1])
        groups.append(mine)
    return [([horizontals[i] for i in sorted(a)], [verticals[j] for j in sorted(b)]) for a, b in groups]


def _held(horizontal: Rule, horizontals: Sequence[Rule], links: Sequence[Sequence[bool]], text: float) -> bool:
    """Whether a horizontal, with the pieces that go on it at the same height, crosses two verticals or more."""
    mine = [any(row) and _level(rule, horizontal, text) for rule, row in zip(horizontals, links, strict=True)]
    own = links[horizontals.index(horizontal)]
    crossed = {j for row, same in zip(links, mine, strict=True) if same for j, linked in enumerate(row) if linked}
    return any(own) and len(crossed) >= 2


def _level(one: Rule, other: Rule, text: float) -> bool:
    """Whether two rules are one where they come nearest."""
    place = min(max(one.low, other.low), max(one.high, other.high))
    return abs(one.where(place) - other.where(place)) <= text * 0.5


def _holds(vertical: Rule, horizontals: Sequence[Rule], crossed: Sequence[bool], text: float) -> bool:
    passed = [
        crosses for rule, crosses in zip(horizontals, crossed, strict=True) if crosses or vertical.spans(rule.at, -text)
    ]
    return sum(passed) >= max(2, len(passed) / 2)


def _cross(horizontal: Rule, vertical: Rule, text: float) -> bool:
    x = vertical.where(horizontal.at)
    y = horizontal.where(x)
    return horizontal.spans(x, text * 0.6) and vertical.spans(y, text * 0.6)


# --- borders over the whole table -----------------------------------------------------------------------------------


def _framed(across: Sequence[Rule], down: Sequence[Rule], text: float) -> Table:
    """The rules of a group drawn out to borders; where its outer borders are lost, straight to the ends of the rest."""
    left, right = min(rule.at for rule in down), max(rule.at for rule in down)
    across = [rule for rule in across if not _folded(rule, across, (left, right), text)] or across
    long = [rule for rule in across if rule.high - rule.low >= (right - left) * 0.6] or across
    width, height = _reach(long, down), _reach(down, across)
    return Table(_borders(across, down, width, text), _borders(down, long, height, text))


def _folded(rule: Rule, across: Sequence[Rule], sides: tuple[int, int], text: float) -> bool:
    """Whether a horizontal, with the pieces that go on it, is a fold of the paper: seen on little of the table between
    ``sides`` and going on beyond one."""
    pieces = [piece for piece in across if _level(piece, rule, text)]
    beyond = any(max(sides[0] - piece.low, piece.high - sides[1]) > text for piece in pieces)
    return beyond and sum(piece.inked(*sides) for piece in pieces) < _THERE


def _reach(rules: Sequence[Rule], crossing: Sequence[Rule]) -> tuple[int, int]:
    """From where to where a table goes: to the outermost ``crossing`` rules and as far as most of ``rules``."""
    places = [place for rule in crossing for place in (rule.bends or (rule.at,))]
    low = statistics.median(rule.low for rule in rules)
    high = statistics.median(rule.high for rule in rules)
    return round(min(low, *places)), round(max(high, *places))


def _borders(rules: Sequence[Rule], crossing: Sequence[Rule], reach: tuple[int, int], text: float) -> tuple[Rule, ...]:
    """``rules`` over the whole ``reach``, pieces of one taken together, and bare ones where ``crossing`` rules end.

    Where a rule was not seen it is drawn as bent as the longest one.
    """
    guide = max(rules, key=lambda rule: rule.high - rule.low)
    merged: list[list[Rule]] = []
    for rule in sorted(rules, key=lambda rule: _at(rule, guide, sum(reach) / 2)):
        if merged and abs(_apart(rule, merged[-1][-1], guide)) <= text * 0.5:
            merged[-1].append(rule)
        else:
            merged.append([rule])
    borders = [_whole(parts, guide, reach) for parts in merged]
    before = statistics.median(borders[0].where(rule.at) - rule.low for rule in crossing)
    behind = statistics.median(rule.high - borders[-1].where(rule.at) for rule in crossing)
    first, last = _moved(borders[0], -round(before)), _moved(borders[-1], round(behind))
    return (*([first] if before > text else []), *borders, *([last] if behind > text else []))


def _moved(border: Rule, by: int) -> Rule:
    """A border as bent as ``border``, so many pixels behind it, of which nothing was seen."""
    bends = tuple(at + by for at in border.bends)
    return Rule(border.at + by, border.low, border.high, bends, ((border.low, border.high),))


def _at(rule: Rule, guide: Rule, place: float) -> float:
    """Where ``rule`` would be at ``place``, drawn out beyond its ends as ``guide`` runs."""
    end = min(max(place, rule.low), rule.high)
    return rule.where(end) + guide.where(place) - guide.where(end)


def _apart(one: Rule, other: Rule, guide: Rule) -> float:
    """How far two rules are from one another, where both are or half-way between."""
    low, high = sorted((max(one.low, other.low), min(one.high, other.high)))
    return _at(one, guide, (low + high) / 2) - _at(other, guide, (low + high) / 2)


def _whole(parts: Sequence[Rule], guide: Rule, reach: tuple[int, int]) -> Rule:
    """One border out of the pieces of a rule."""
    places = np.linspace(*reach, _STEPS)
    bends = []
    for place in places.tolist():
        nearest = parts[0]
        if len(parts) > 1:
            nearest = min(parts, key=lambda part: max(part.low - place, place - part.high, 0))
        bends.append(round(_at(nearest, guide, place)))
    fine = np.linspace(*reach, 8 * _STEPS + 1)
    centers = (fine[1:] + fine[:-1]) / 2
    seen = np.zeros(len(centers), np.bool_)
    for part in parts:
        ink = (centers >= part.low) & (centers <= part.high)
        for low, high in part.gaps:
            ink &= (centers < low) | (centers > high)
        seen |= ink
    turns = np.flatnonzero(np.diff(np.concatenate([[True], seen, [True]]).astype(np.int8)))
    edges = fine[turns].round().astype(int).tolist()
    return Rule(round(statistics.fmean(bends)), *reach, tuple(bends), tuple(zip(edges[::2], edges[1::2], strict=True)))


def _parted(table: Table) -> list[Table]:
    """``table`` without the bands that no vertical passes: two tables, one above the other, share a border at most."""
    parts: list[list[int]] = []
    for band, (above, below) in enumerate(pairwise(table.rows)):
        seen = any(column.inked(*_between(above, below, column)) >= _THERE for column in table.columns)
        if seen and parts and parts[-1][-1] == band - 1:
            parts[-1].append(band)
        elif seen:
            parts.append([band])
    found = []
    for part in parts:
        lines = table.rows[part[0] : part[-1] + 2]
        columns = [rule for rule in table.columns if _used(rule, lines, rule in (table.columns[0], table.columns[-1]))]
        if len(columns) >= 3 and len(lines) >= 3:
            found.append(Table(lines, tuple(columns)))
    return found


def _used(column: Rule, lines: Sequence[Rule], outer: bool) -> bool:
    return outer or any(column.inked(*_between(a, b, column)) >= _THERE for a, b in pairwise(lines))


def _between(above: Rule, below: Rule, column: Rule) -> tuple[float, float]:
    x = column.where((above.at + below.at) / 2)
    top, bottom = above.where(x), below.where(x)
    inner = (bottom - top) * 0.08
    return top + inner, bottom - inner


# --- rows without rules ---------------------------------------------------------------------------------------------


def _numbered(table: Table, words: Sequence[Word], text: float) -> Table:
    """``table`` with a border above each number that goes on counting within one place of the first column."""
    bands: dict[int, list[Word]] = {}
    for word in words:
        if place := table.place(word.box):
            bands.setdefault(place[0], []).append(word)
    more = [top for row, inside in bands.items() for top in _starts(table, row, inside, text)]
    rules = sorted((*table.rows, *more), key=lambda rule: rule.at)
    return Table(tuple(rules), table.columns) if more else table


def _starts(table: Table, row: int, words: Sequence[Word], text: float) -> list[Rule]:
    """Borders above the second and further numbers of a row, if the first stands at the height of the row's print."""
    first = [word for word in words if table.place(word.box) == (row, 0)]
    numbers = sorted((word for word in first if word.text.strip(".)").isdecimal()), key=lambda word: word.box[1])
    values = [int(word.text.strip(".)")) for word in numbers]
    counted = len(values) >= 2 and len(first) <= len(values) + 1 and all(0 < b - a <= 2 for a, b in pairwise(values))
    others = [word.box[1] for word in words if word not in first]
    if not counted or not others or numbers[0].box[1] - min(others) > text * 0.6:
        return []
    above = table.rows[row]
    borders = []
    for word in numbers[1:]:
        down = round(word.box[1] - text * 0.3 - above.where((word.box[0] + word.box[2]) / 2))
        borders.append(Rule(above.at + down, above.low, above.high, tuple(at + down for at in above.bends)))
    return borders


# --- which cells are one --------------------------------------------------------------------------------------------


def _merged(table: Table, placed: Sequence[tuple[Cell, Word]], text: float) -> dict[Cell, Cell]:
    """For each place of the table the first place of its cell."""
    root = {(r, c): (r, c) for r in range(len(table.rows) - 1) for c in range(len(table.columns) - 1)}

    def first(cell: Cell) -> Cell:
        while root[cell] != cell:
            cell = root[cell]
        return cell

    band: dict[int, list[Word]] = {}
    stack: dict[Cell, list[Word]] = {}
    for (row, column), word in placed:
        band.setdefault(row, []).append(word)
        stack.setdefault((row, column), []).append(word)
    for row, words in band.items():
        through = _run_through(table, row, words, text)
        for column in range(1, len(table.columns) - 1):
            if column in through or _open_aside(table, (row, column), words, text):
                root[first((row, column))] = first((row, column - 1))
    for row, column in list(root):
        near = [*stack.get((row - 1, column), []), *stack.get((row, column), [])]
        if row and _open_above(table, (row, column), near, text):
            one, other = sorted((first((row, column)), first((row - 1, column))))
            root[other] = one
    return {cell: first(cell) for cell in root}


def _run_through(table: Table, row: int, words: Sequence[Word], text: float) -> set[int]:
    """The borders that the print of a row runs over as if they were not there, where there are two or more: a heading
    over all columns, beside whose strokes a rule was believed to go on."""
    found = set()
    for column in range(1, len(table.columns) - 1):
        gaps = list(_gaps(table.columns[column], words, text))
        if gaps and max(gaps) < text * _SPACE:
            found.add(column)
    return found if len(found) > 1 else set()


def _gaps(border: Rule, words: Sequence[Word], text: float) -> Iterator[float]:
    """How far the words on both sides of a border stand apart, for each row of print that has words on both."""
    for row in rows([Line((word,)) for word in words], text):
        at = border.where(middle(row[0].box))
        left = [line.box[2] for line in row if line.box[0] + line.box[2] < 2 * at]
        right = [line.box[0] for line in row if line.box[0] + line.box[2] >= 2 * at]
        if left and right:
            yield min(right) - max(left)


def _open_aside(table: Table, cell: Cell, words: Sequence[Word], text: float) -> bool:
    """Whether ``cell`` is one with its left neighbour: no rule is seen, and words stand where it would be."""
    border = table.columns[cell[1]]
    ink = border.inked(*_between(table.rows[cell[0]], table.rows[cell[0] + 1], border))
    if ink >= _SURE:
        return False
    slack = text * 0.3
    if any(
        w.box[0] < border.where(middle(w.box)) - slack and w.box[2] > border.where(middle(w.box)) + slack for w in words
    ):
        return True
    return any(gap < text * _SPACE for gap in _gaps(border, words, text))


def _open_above(table: Table, cell: Cell, words: Sequence[Word], text: float) -> bool:
    """Whether ``cell`` is one with the one above: no rule is seen, and words stand on it or it is seen elsewhere."""
    border, (left, right) = table.rows[cell[0]], table.columns[cell[1] : cell[1] + 2]
    low, high = left.where(border.at), right.where(border.at)
    inner = (high - low) * 0.08
    ink = border.inked(low + inner, high - inner)
    if ink >= _SURE:
        return False
    for word in words:
        part = (word.box[3] - word.box[1]) * 0.25
        if word.box[1] + part < border.where((word.box[0] + word.box[2]) / 2) < word.box[3] - part:
            return True
    sides = min(rule.inked(border.at - 1.5 * text, border.at + 1.5 * text) for rule in (left, right))
    return ink < _LOST and sides >= _SURE and border.inked(border.low, border.high) >= _THERE
