"""Lines in reading order → the same, a letterhead's "Số" that was read alone with the number that stands beside it.

A pen's figures before a notation make no words, so the first reading leaves them out, and so does what looks for words
that were lost; a whole line cut out is read no better than before.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from archive.records import Box, Line
from archive.text import fold
from ocr.again import Sheet, alone
from ocr.engine import Engine
from ocr.zone import text_height

_LABELS = ("so", "so:", "so.")
_FARTHEST = 14
"""How far the number may reach to the right, in heights of the line: ``1098-QĐ/ĐU``, hardly ever more."""
_GAP, _BEYOND = 0.2, 0.2
"""Of the line's height: left free behind the label and before what stands at the right; taken above and below it, for a
pen writes larger."""
_SCALES = (1.0, 1.4, 0.7)
"""Sizes in which it is read until it has a notation."""
_NOTED = re.compile(r"[-–/] ?[A-ZĐ]{2}")


def numbered(lines: Sequence[Line], sheet: Sheet, engine: Engine) -> tuple[Line, ...]:
    """``lines`` with such numbers; where none can be read the line stays as it is. Costs three readings of a
    line at most.

    Raises:
        EngineFailed: the recogniser is missing, broke or ran out of time.
    """
    if sheet.picture is None:
        return tuple(lines)
    text = text_height(lines)
    return tuple(
        _whole(line, _beside(line, lines, sheet.picture.shape), text, sheet, engine) if _is_label(line) else line
        for line in lines
    )


def _is_label(line: Line) -> bool:
    return line.region == "letterhead" and len(line.words) == 1 and fold(line.words[0].text) in _LABELS


def _beside(line: Line, lines: Sequence[Line], size: tuple[int, ...]) -> Box:
    """The row from the label to what stands at its right."""
    _, top, right, bottom = line.box
    high = bottom - top
    gap, beyond = round(_GAP * high), round(_BEYOND * high)
    starts = [
        word.box[0] - gap
        for other in lines
        for word in other.words
        if word.box[0] > right and word.box[1] < bottom and word.box[3] > top
    ]
    return (right + gap, max(0, top - beyond), min([right + _FARTHEST * high, size[1], *starts]), bottom + beyond)


def _whole(line: Line, row: Box, text: float, sheet: Sheet, engine: Engine) -> Line:
    if row[2] - row[0] <= row[3] - row[1]:
        return line
    for scale in _SCALES:
        words = alone(row, text, sheet, engine, scale)
        if _NOTED.search(" ".join(word.text for word in words)):
            return replace(line, words=(*line.words, *words))
    return line
