"""Lines and rules → the incoming-mail stamp ("CÔNG VĂN ĐẾN"), apart from the letterhead that it was put beside or over.

Its form: NĐ 30/2020, PL IV: a frame of 50 × 30 mm with the organ, "ĐẾN", "Số: …", "Ngày: …", "Chuyển: …".
"""

from collections.abc import Sequence

from archive.records import Box, Line
from archive.text import fold
from ocr.grid import Grid, Rule
from ocr.vietnamese import resembles
from ocr.zone import Size, Zone, center, middle, ordered

_NAMES = ("CÔNG VĂN ĐẾN", "VĂN BẢN ĐẾN", "ĐẾN")
_ENTRIES = ("so", "ngay", "gio", "chuyen", "luu")
_TOP = 0.4
"""The share of the page, from above, in which such a stamp is put."""


def stamp(lines: list[Line], grid: Grid, size: Size) -> tuple[Zone | None, list[Line]]:
    """The stamp's lines as one zone, and the lines that are not of it; None where there is no stamp.

    Its name must have been read, with an entry below it or a frame around it, or number and date in a frame. A line
    that goes on beyond the frame is not the stamp's.
    """
    top = [line for line in lines if middle(line.box) < size.height * _TOP]
    mine = next((found for frame in _frames(grid, size) if (found := _framed(top, frame))), None)
    if mine is None:
        mine = next((found for name in top if _is_name(name) and len(found := _entries(name, top, size)) > 1), None)
    if mine is None:
        return None, lines
    taken = {id(line) for line in mine}
    return Zone("stamp", ordered(mine, size.text)), [line for line in lines if id(line) not in taken]


def _is_name(line: Line) -> bool:
    return any(resembles(line.text, name, 0.85) for name in _NAMES)


def _is_entry(line: Line, label: str) -> bool:
    return bool(line.words) and fold(line.words[0].text).strip(" .:,;") == label


def _frames(grid: Grid, size: Size) -> list[Box]:
    """Boxes that two horizontals of one width make with a vertical at one of their ends, the largest first."""
    edges = [
        rule
        for rule in grid.horizontals
        if rule.at < size.height * _TOP and size.text * 6 < rule.high - rule.low < size.width * 0.45
    ]
    found = []
    for number, above in enumerate(edges):
        for below in edges[number + 1 :]:
            same = max(abs(above.low - below.low), abs(above.high - below.high)) < 2 * size.text
            if not same or not 2 * size.text < below.at - above.at < 12 * size.text:
                continue
            left, right = min(above.low, below.low), max(above.high, below.high)
            sides = [rule for rule in grid.verticals if _is_side(rule, (left, above.at, right, below.at), size.text)]
            if sides:
                found.append((left, min(above.at, *(rule.low for rule in sides)), right, below.at))
    return sorted(found, key=lambda box: box[1] - box[3])


def _is_side(rule: Rule, box: Box, text: float) -> bool:
    near = min(abs(rule.at - box[0]), abs(rule.at - box[2])) < 2 * text
    return near and box[1] - 3 * text < rule.low < box[3] and rule.high < box[3] + 3 * text


def _framed(lines: Sequence[Line], frame: Box) -> list[Line] | None:
    """The lines in ``frame`` if they are a stamp's."""
    mine = [line for line in lines if _inside(line.box, frame)]
    both = all(any(_is_entry(line, label) for line in mine) for label in ("so", "ngay"))
    return mine if both or any(_is_name(line) for line in mine) else None


def _inside(box: Box, frame: Box) -> bool:
    """Whether the middle of ``box`` and nine tenths of its width are in ``frame``."""
    within = min(box[2], frame[2]) - max(box[0], frame[0])
    return within >= 0.9 * (box[2] - box[0]) and frame[1] <= middle(box) <= frame[3]


def _entries(name: Line, lines: Sequence[Line], size: Size) -> list[Line]:
    """The name and the entries that stand close below it."""
    mine, bottom = [name], name.box[3]
    for line in ordered([line for line in lines if middle(line.box) > name.box[3]], size.text):
        near = line.box[1] - bottom < 1.5 * size.text and abs(center(line) - center(name)) < 8 * size.text
        short = line.box[2] - line.box[0] < 14 * size.text
        if near and short and any(_is_entry(line, label) for label in _ENTRIES):
            mine.append(line)
            bottom = line.box[3]
    return mine
