"""Lines in the recogniser's order → lines in reading order, split where columns stand side by side.

The order: page number and headers, left block of the letterhead, its right block, the body, tables row by row and cell
by cell, then "Nơi nhận" and after it the signature (or the left signature before the right one). Layout of NĐ 30/2020,
PL I; TT 01/2011/TT-BNV is the same in this.
"""

import re
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from archive.records import Box, Line, Word
from archive.text import fold
from ocr.grid import Grid, Ruled, tables
from ocr.signature import is_title
from ocr.vietnamese import begins, is_upper, likeness, resembles

NATION = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "ĐẢNG CỘNG SẢN VIỆT NAM", "VIỆT NAM DÂN CHỦ CỘNG HÒA")
"""Quốc hiệu, of the state and its forerunner, and the heading of Party papers."""
MOTTO = ("Độc lập - Tự do - Hạnh phúc",)

_NUMBERED = re.compile(r"\W{0,3}s[o0]\s*(?:[:;.,]|\d|[^a-z]{0,12}/)")

_WIDE = 2.2
"""A gap wider than this many text heights parts two columns: more than justified print ever leaves between words."""


@dataclass(frozen=True, slots=True)
class Size:
    """Width and height of the page and the height of its usual print, in pixels."""

    width: int
    height: int
    text: float


def order(lines: Sequence[Line], grid: Grid, width: int, height: int) -> tuple[Line, ...]:
    """``lines`` in reading order; words of one line that belong to two columns become two lines.

    What stands at one height and is read from left to right without a break stays one line: number and date of a
    letterhead, the cells of a table row that have one line each. ``Line.block`` of the result counts the regions of
    the page from 0: letterhead left and right, body, each table, left and right of the signature area. No word is
    lost or invented.
    """
    size = Size(width, height, text_height(lines))
    cells, rest = _in_tables(lines, tables(grid))
    pieces = [part for line in rest for part in _split_wide(line, size.text)]
    head, pieces = _letterhead(pieces, size)
    body, foot = _signatures(pieces, size)
    regions = [_joined(region, size.text) for region in (*head, *_flow(body, cells, size), *foot)]
    return tuple(replace(line, block=number) for number, region in enumerate(regions) for line in region)


def text_height(lines: Sequence[Line]) -> float:
    """The usual height of a line's words in pixels; 30 where there are none."""
    tall = [word.box[3] - word.box[1] for line in lines for word in line.words if len(word.text) > 1]
    return statistics.median(tall) if tall else 30.0


def middle(box: Box) -> float:
    """The height at which ``box`` has its middle, in pixels from above."""
    return (box[1] + box[3]) / 2


def rows(lines: Sequence[Line], text: float) -> list[list[Line]]:
    """Lines that stand at the same height, from above; in a row from left to right."""
    found: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: middle(line.box)):
        if found and middle(line.box) - statistics.fmean(middle(mate.box) for mate in found[-1]) <= text * 0.5:
            found[-1].append(line)
        else:
            found.append([line])
    return [sorted(row, key=lambda line: line.box[0]) for row in found]


def _ordered(lines: Sequence[Line], text: float) -> list[Line]:
    return [line for row in rows(lines, text) for line in row]


def _joined(lines: Sequence[Line], text: float) -> list[Line]:
    """Lines that follow one another at the same height, taken together."""
    found: list[Line] = []
    for line in lines:
        last = found[-1] if found else None
        if (
            last
            and line.box[0] >= last.box[2] - text
            and abs(middle(line.box) - middle(last.words[-1].box)) < text * 0.6
        ):
            found[-1] = replace(last, words=last.words + line.words)
        else:
            found.append(line)
    return found


def split_at(line: Line, left: Callable[[Word], bool]) -> list[Line]:
    """The words for which ``left`` holds, and the others, as one or two lines."""
    parts = ([word for word in line.words if left(word)], [word for word in line.words if not left(word)])
    return [replace(line, words=tuple(part)) for part in parts if part]


def _split_wide(line: Line, text: float) -> list[Line]:
    parts: list[list[Word]] = []
    for word in line.words:
        if parts and word.box[0] - parts[-1][-1].box[2] <= _WIDE * text:
            parts[-1].append(word)
        else:
            parts.append([word])
    return [replace(line, words=tuple(part)) for part in parts]


# --- the letterhead -------------------------------------------------------------------------------------------------


def _letterhead(pieces: list[Line], size: Size) -> tuple[list[list[Line]], list[Line]]:
    """The regions of a two-column letterhead, and the pieces that do not belong to it."""
    found = next((piece for piece in pieces if piece.box[1] < size.height * 0.45 and _nation(piece)), None)
    if found is None:
        return [], pieces
    edge = found.words[_nation_start(found)].box[0]
    top, date = found.box[1], _date_line(pieces, found, size)
    bottom = date.box[3] if date else found.box[3] + 3 * size.text
    gutter = edge - size.text * 0.1
    parts = [part for piece in pieces for part in _split_head(piece, (gutter, top, bottom), size)]
    above = [part for part in parts if part.box[3] < top - 2 * size.text]
    zone = [part for part in parts if part not in above and middle(part.box) <= bottom]
    left = [part for part in zone if _is_left(part, gutter)]
    right = [part for part in zone if part not in left]
    more = _continued(left, [part for part in parts if middle(part.box) > bottom], gutter, size)
    left += more
    rest = [part for part in parts if part not in zone and part not in more and part not in above]
    return [*([above] if above else []), *_head_rows(left, right, size)], rest


def _head_rows(left: list[Line], right: list[Line], size: Size) -> list[list[Line]]:
    """Left before right; where number and date stand on one line they are a second row of the letterhead's table."""
    number = next((line for line in left if is_number(line.text)), None)
    date = next((line for line in right if is_date(line.text)), None)
    if number and date and abs(middle(number.words[-1].box) - middle(date.words[0].box)) < size.text * 0.5:
        cut = min(number.box[1], date.box[1]) - size.text * 0.2
        above = [[line for line in side if middle(line.box) < cut] for side in (left, right)]
        below = [_ordered([line for line in side if middle(line.box) >= cut], size.text) for side in (left, right)]
        return [*(_ordered(part, size.text) for part in above if part), [*below[0], *below[1]]]
    return [_ordered(part, size.text) for part in (left, right) if part]


def _nation(line: Line) -> bool:
    return _nation_start(line) >= 0


def _nation_start(line: Line) -> int:
    """The word with which quốc hiệu (or tiêu ngữ) begins, -1 where there is none."""
    best = (0.0, -1)
    for phrase in (*NATION, *MOTTO):
        length = len(phrase.split())
        for start in range(len(line.words) - length + 2):
            text = " ".join(word.text for word in line.words[start : start + length])
            if resembles(text, phrase, 0.78):
                best = max(best, (likeness(text, phrase), start))
    return best[1]


def is_date(text: str) -> bool:
    """Whether ``text`` has "ngày … tháng … năm" in this order, misread marks forgiven."""
    at = 0
    folded = fold(text)
    for word in ("ng", "thang", "nam"):
        at = folded.find(word, at)
        if at < 0:
            return False
    return True


def is_number(text: str) -> bool:
    """Whether ``text`` begins like the number of a document: "Số:", "Số 12", "Số  /"; not a name like "SỞ NỘI VỤ"."""
    return bool(_NUMBERED.match(fold(text)))


def _date_line(pieces: Sequence[Line], nation: Line, size: Size) -> Line | None:
    low, high = nation.box[1], nation.box[3] + 9 * size.text
    return next((piece for piece in pieces if low < middle(piece.box) < high and is_date(piece.text)), None)


def place_start(line: Line) -> int:
    """The word with which "Hà Nội, ngày …" begins in a line that may hold other words before it: after a wide gap.

    Behind a number it is the widest gap after the notation (``Số: 15/QĐ-UBND   Hà Nội, ngày …``).
    """
    day = next((i for i, word in enumerate(line.words) if fold(word.text).startswith("ng")), 0)
    first = next((i + 1 for i in range(day - 1, -1, -1) if "/" in line.words[i].text), 1 if is_number(line.text) else 0)
    gaps = [(line.words[i].box[0] - line.words[i - 1].box[2], i) for i in range(max(first, 1), day + 1)]
    if not gaps or (first == 0 and max(gaps)[0] < _WIDE * (line.box[3] - line.box[1])):
        return first if first < day else 0
    return max(gaps)[1]


def _split_head(piece: Line, zone: tuple[float, int, float], size: Size) -> list[Line]:
    """The two parts of a line of the letterhead: parted at quốc hiệu, at the place of the date, or at the gutter."""
    gutter, top, bottom = zone
    if not top - 2 * size.text <= middle(piece.box) <= bottom:
        return [piece]
    start = _nation_start(piece)
    if start < 0 and is_date(piece.text):
        start = place_start(piece)
    if start >= 0:
        return [replace(piece, words=part) for part in (piece.words[:start], piece.words[start:]) if part]
    if not piece.box[0] < gutter < piece.box[2]:
        return [piece]
    return split_at(piece, lambda word: (word.box[0] + word.box[2]) / 2 < gutter)


def _is_left(part: Line, gutter: float) -> bool:
    if is_date(part.text) or _nation(part):
        return False
    return _center(part) < gutter or (is_number(part.text) and part.box[0] < gutter)


def _continued(left: Sequence[Line], below: Sequence[Line], gutter: float, size: Size) -> list[Line]:
    """Lines of the left block that go on below the date: the subject of a công văn ("V/v …")."""
    more: list[Line] = []
    if not left:
        return more
    center = statistics.fmean(_center(line) for line in left)
    bottom = max(line.box[3] for line in left)
    for row in rows(below, size.text):
        first = row[0]
        near = first.box[1] - bottom < size.text * 1.2
        if not near or first.box[2] > gutter + size.text * 3 or abs(_center(first) - center) > size.width * 0.06:
            break
        more.append(first)
        bottom = first.box[3]
    return more


def _center(line: Line) -> float:
    return (line.box[0] + line.box[2]) / 2


# --- the signature area ---------------------------------------------------------------------------------------------


def _signatures(pieces: list[Line], size: Size) -> tuple[list[Line], list[list[Line]]]:
    """The body, and the regions below it: left column ("Nơi nhận", first signer), then right column."""
    start = _foot_start(pieces, size)
    if start is None:
        return pieces, []
    top, gutter = start
    foot = [part for piece in pieces if middle(piece.box) >= top for part in _split_foot(piece, gutter, size)]
    body = [piece for piece in pieces if middle(piece.box) < top]
    crossing = [
        line.box[1] for line in foot if line.box[0] < gutter - 3 * size.text and line.box[2] > gutter + 3 * size.text
    ]
    end = min(crossing, default=size.height)
    left = [line for line in foot if middle(line.box) < end and _center(line) < gutter]
    right = [line for line in foot if middle(line.box) < end and _center(line) >= gutter]
    after = [line for line in foot if middle(line.box) >= end]
    return body, [_ordered(part, size.text) for part in (left, right, after) if part]


def _foot_start(pieces: Sequence[Line], size: Size) -> tuple[float, float] | None:
    """Where the signature area begins and where its two columns part; None on a page without one."""
    lines = rows(pieces, size.text)
    for number, row in enumerate(lines):
        first, last = row[0], row[-1]
        if first.box[0] < size.width * 0.35 and _is_recipients(first):
            return _with_title_above(lines, number, size)
        if begins(first.text, "Phông số:", 0.8) and first.box[2] < size.width * 0.5:
            return first.box[1] - size.text * 0.6, size.width * 0.5
        if len(row) == 2 and (number > 2 or len(lines) < 8) and is_title(first.text) and is_title(last.text):
            return first.box[1] - size.text * 0.6, (first.box[2] + last.box[0]) / 2
    return None


def _is_recipients(line: Line) -> bool:
    """Whether the line begins with "Nơi nhận", a speck or two before it aside."""
    return any(begins(" ".join(word.text for word in line.words[start:]), "Nơi nhận:", 0.75) for start in range(3))


def _with_title_above(lines: Sequence[list[Line]], number: int, size: Size) -> tuple[float, float]:
    """Include the signer's title where it begins a line or two above "Nơi nhận"."""
    label = lines[number][0]
    top = label.box[1] - size.text * 0.7
    for row in reversed(lines[max(0, number - 3) : number]):
        if len(row) != 1 or row[0].box[0] < size.width * 0.42 or not is_upper(row[0].text):
            break
        top = row[0].box[1] - size.text * 0.3
    below = [line for row in lines[number : number + 12] for line in row if middle(line.box) >= top]
    titles = [line.box[0] for line in below if is_title(line.text) and line.box[0] > label.box[2]]
    gutter = min(titles) - size.text * 0.4 if titles else size.width * 0.5
    listed = [line.box[2] for line in below if _center(line) < gutter and line.text.lstrip().startswith(("-", "–"))]
    return top, max(gutter, 0) if not listed else (gutter + min(max(listed), gutter)) / 2


def _split_foot(piece: Line, gutter: float, size: Size) -> list[Line]:
    if not piece.box[0] < gutter < piece.box[2]:
        return [piece]
    gaps = [
        (after.box[0] - before.box[2], after.box[0])
        for before, after in zip(piece.words, piece.words[1:], strict=False)
        if before.box[2] - size.text <= gutter <= after.box[0] + size.text
    ]
    if not gaps or max(gaps)[0] < size.text * 0.9:
        return [piece]
    cut = max(gaps)[1]
    return split_at(piece, lambda word: word.box[0] < cut)


# --- tables and body ------------------------------------------------------------------------------------------------


def _in_tables(lines: Sequence[Line], found: Sequence[Ruled]) -> tuple[list[tuple[Ruled, list[Line]]], list[Line]]:
    """The words inside each ruled table as lines of its cells, row by row, and the lines outside of all tables."""
    inside: list[tuple[Ruled, list[Line]]] = []
    rest = list(lines)
    for table in found:
        mine = [word for line in rest for word in line.words if _within(word.box, table.box)]
        cells = _cells(mine, table.grid)
        if len({cell for cell, _ in cells}) < 4 or len({cell[1] for cell, _ in cells}) < 2:
            continue
        inside.append((table, [line for _, part in cells for line in part]))
        outside = [tuple(word for word in line.words if not _within(word.box, table.box)) for line in rest]
        rest = [replace(line, words=words) for line, words in zip(rest, outside, strict=True) if words]
    return inside, rest


def _within(box: Box, frame: Box) -> bool:
    x, y = (box[0] + box[2]) / 2, middle(box)
    return frame[0] <= x <= frame[2] and frame[1] <= y <= frame[3]


def _cells(words: Sequence[Word], grid: Grid) -> list[tuple[tuple[int, int], list[Line]]]:
    """Words by the rules above and to the left of them; a merged cell has its nearest rule farther away."""
    slack = 12.0
    placed = []
    for word in words:
        x, y = (word.box[0] + word.box[2]) / 2, middle(word.box)
        above = max((rule.at for rule in grid.horizontals if rule.at <= y and rule.spans(x, slack)), default=0)
        left = max((rule.at for rule in grid.verticals if rule.at <= x and rule.spans(y, slack)), default=0)
        placed.append(((above, left), word))
    placed.sort(key=lambda item: item[0])
    return [(cell, _lines_of([word for _, word in group])) for cell, group in groupby(placed, key=lambda item: item[0])]


def _lines_of(words: Sequence[Word]) -> list[Line]:
    single = [Line((word,)) for word in words]
    return [Line(tuple(line.words[0] for line in row)) for row in rows(single, text_height(single) * 1.2)]


def _flow(body: list[Line], cells: Sequence[tuple[Ruled, list[Line]]], size: Size) -> list[list[Line]]:
    """Body and tables from above; a table stands where its upper edge is."""
    regions: list[list[Line]] = []
    done = -1.0
    for table, lines in sorted(cells, key=lambda item: item[0].box[1]):
        edge = float(table.box[1])
        regions.append(_ordered([line for line in body if done < middle(line.box) <= edge], size.text))
        regions.append(lines)
        done = edge
    regions.append(_ordered([line for line in body if middle(line.box) > done], size.text))
    return [region for region in regions if region]
