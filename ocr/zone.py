"""Words and lines → zones: parts of a page that are read one after the other, and the rows of print in them."""

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from archive.records import Box, Line, Region, Word

WIDE = 2.2
"""A gap wider than this many text heights parts two columns: more than justified print ever leaves between words."""


@dataclass(frozen=True, slots=True)
class Size:
    """Width and height of the page and the height of its usual print, in pixels."""

    width: int
    height: int
    text: float


@dataclass(frozen=True, slots=True)
class Zone:
    """Vùng: lines in reading order that belong together, and what they are."""

    region: Region
    lines: list[Line]


def text_height(lines: Sequence[Line]) -> float:
    """The usual height of a line's words in pixels; 30 where there are none."""
    tall = [word.box[3] - word.box[1] for line in lines for word in line.words if len(word.text) > 1]
    return statistics.median(tall) if tall else 30.0


def middle(box: Box) -> float:
    """The height at which ``box`` has its middle, in pixels from above."""
    return (box[1] + box[3]) / 2


def center(line: Line) -> float:
    """Half-way between the ends of ``line``, in pixels from the left."""
    box = line.box
    return (box[0] + box[2]) / 2


def rows(lines: Sequence[Line], text: float) -> list[list[Line]]:
    """Lines that stand at the same height, from above; in a row from left to right."""
    found: list[list[Line]] = []
    heights: list[float] = []
    for at, line in sorted(((middle(line.box), line) for line in lines), key=lambda item: item[0]):
        if found and at - statistics.fmean(heights) <= text * 0.5:
            found[-1].append(line)
            heights.append(at)
        else:
            found.append([line])
            heights = [at]
    return [sorted(row, key=lambda line: line.box[0]) for row in found]


def ordered(lines: Sequence[Line], text: float) -> list[Line]:
    """Lines from above, those of one height from left to right."""
    return [line for row in rows(lines, text) for line in row]


def lines_of(words: Sequence[Word]) -> list[Line]:
    """Words of one column as lines, from above; in a line from left to right."""
    single = [Line((word,)) for word in words]
    return [Line(tuple(line.words[0] for line in row)) for row in rows(single, text_height(single) * 1.2)]


def joined(lines: Sequence[Line], text: float) -> list[Line]:
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


def split_wide(line: Line, text: float) -> list[Line]:
    """The parts of a line that stand apart by a gap wider than ``WIDE``."""
    parts: list[list[Word]] = []
    for word in line.words:
        if parts and word.box[0] - parts[-1][-1].box[2] <= WIDE * text:
            parts[-1].append(word)
        else:
            parts.append([word])
    return [replace(line, words=tuple(part)) for part in parts]
