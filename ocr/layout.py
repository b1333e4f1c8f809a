"""Lines in the recogniser's order → lines in reading order, split where columns stand side by side.

The order: page number and headers, left block of the letterhead, its right block, an incoming-mail stamp, the body,
tables row by row and cell by cell, then "Nơi nhận" and after it the signature (or the left signature before the right
one), the foot of the page. Layout of NĐ 30/2020, PL I; TT 01/2011/TT-BNV is the same in this.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from archive.records import Box, Line, Word
from ocr.foot import signatures
from ocr.grid import Grid
from ocr.heading import heading
from ocr.open_table import unruled
from ocr.stamp import stamp
from ocr.table import celled, tables
from ocr.zone import Size, Zone, joined, middle, ordered, rows, split_wide, text_height

_PAGE_NUMBER = re.compile(r"\W{0,3}(?:trang\s*)?\d{1,4}(?:\s*/\s*\d{1,4})?\W{0,3}", re.IGNORECASE)
_HEAD, _FOOT = 0.12, 0.9
"""Shares of the height of the page, from above: a page number stands before the one or behind the other."""


def order(lines: Sequence[Line], grid: Grid, width: int, height: int) -> tuple[Line, ...]:
    """``lines`` in reading order; words of one line that belong to two columns become two lines.

    What stands at one height and is read from left to right without a break stays one line, such as number and date of
    a letterhead; in a table no line goes over the border of a cell. ``Line.block`` of the result counts the zones of
    the page from 0, ``Line.region`` says what each is, ``Line.cell`` where in its table a line stands. No word is
    lost, made or changed.
    """
    size = Size(width, height, text_height(lines))
    cells, rest = _in_tables(lines, grid, size)
    pieces = [part for line in rest for part in split_wide(line, size.text)]
    stamped, pieces = stamp(pieces, grid, size)
    numbers, pieces, feet = _page_numbers(pieces, size)
    head, pieces = heading(pieces, size)
    body, foot = signatures(pieces, size)
    open_cells, body = _in_columns(body, grid, [box for box, _ in cells], size)
    flow = _flow(body, [*cells, *open_cells], size)
    zones = [*numbers, *head, *([stamped] if stamped else []), *flow, *foot, *feet]
    return tuple(
        replace(line, block=number, region=zone.region)
        for number, zone in enumerate(zones)
        for line in (zone.lines if zone.region == "table" else joined(zone.lines, size.text))
    )


def _page_numbers(pieces: list[Line], size: Size) -> tuple[list[Zone], list[Line], list[Zone]]:
    """A number that stands alone above or below all else, and what is between."""
    found = rows(pieces, size.text)
    head, foot = found[:1], found[-1:] if len(found) > 1 else []
    if not (head and middle(head[0][0].box) < size.height * _HEAD and _is_number(head[0]) and _apart(found[:2], size)):
        head = []
    if not (foot and middle(foot[0][0].box) > size.height * _FOOT and _is_number(foot[0]) and _apart(found[-2:], size)):
        foot = []
    taken = [id(line) for row in (*head, *foot) for line in row]
    return (
        [Zone("header", row) for row in head],
        [piece for piece in pieces if id(piece) not in taken],
        [Zone("footer", row) for row in foot],
    )


def _apart(two: Sequence[Sequence[Line]], size: Size) -> bool:
    """Whether two rows, one above the other, stand apart by more than the lines of a paragraph."""
    above, below = two[0], two[-1]
    return above is below or min(x.box[1] for x in below) - max(x.box[3] for x in above) > size.text * 0.5


def _is_number(row: Sequence[Line]) -> bool:
    return bool(_PAGE_NUMBER.fullmatch(" ".join(line.text for line in row)))


def _in_tables(lines: Sequence[Line], grid: Grid, size: Size) -> tuple[list[tuple[Box, Zone]], list[Line]]:
    """The words inside each ruled table as lines of its cells, row by row, and the lines outside of all tables."""
    inside: list[tuple[Box, Zone]] = []
    rest = list(lines)
    for table in tables(grid, [word for line in lines for word in line.words], size.text):
        mine = {id(word): word for line in rest for word in line.words if table.place(word.box)}
        found = celled(table, list(mine.values()), size.text)
        cells = {line.cell for line in found if line.cell}
        if len(cells) < 4 or len({column for _, column in cells}) < 2:
            continue
        inside.append((table.box, Zone("table", found)))
        rest = [kept for line in rest if (kept := _without(line, mine)).words]
    return inside, rest


def _in_columns(
    body: list[Line], grid: Grid, walls: Sequence[Box], size: Size
) -> tuple[list[tuple[Box, Zone]], list[Line]]:
    """The tables without borders, as lines of their cells, and the lines outside of them."""
    found = unruled(body, grid, walls, size)
    mine = {id(word): word for _, lines in found for line in lines for word in line.words}
    rest = [kept for line in body if (kept := _without(line, mine)).words]
    return [(box, Zone("table", lines)) for box, lines in found], rest


def _without(line: Line, taken: dict[int, Word]) -> Line:
    return replace(line, words=tuple(word for word in line.words if id(word) not in taken))


def _flow(body: list[Line], cells: Sequence[tuple[Box, Zone]], size: Size) -> list[Zone]:
    """Body and tables from above; a table stands where its upper edge is."""
    zones: list[Zone] = []
    done = -1.0
    for box, zone in sorted(cells, key=lambda item: item[0][1]):
        edge = float(box[1])
        zones.append(Zone("body", ordered([line for line in body if done < middle(line.box) <= edge], size.text)))
        zones.append(zone)
        done = edge
    zones.append(Zone("body", ordered([line for line in body if middle(line.box) > done], size.text)))
    return [zone for zone in zones if zone.lines]
