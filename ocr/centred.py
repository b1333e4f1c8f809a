"""Centred lines below a title → the same, those that lost their beginning or end read again whole.

Title and subject are centred (NĐ 30/2020, PL I, II.5). An incoming-mail stamp whose frame runs into a subject takes its
first words with it: "Xây d|ựng nông thôn mới". Such a line stands aside from the title by half of what it lost.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import fmean

import cv2
import numpy as np

from archive.records import Box, Line, Word
from archive.text import fold
from ocr.again import Sheet, alone, sure
from ocr.engine import Engine
from ocr.kinds import kind_of
from ocr.noise import unmarked
from ocr.picture import Pixels, grown
from ocr.vietnamese import is_syllable, is_upper
from ocr.zone import center, text_height

_ASIDE, _LOST = 0.8, 9.0
"""Heights of print by which a line stands aside at least and at most, to have lost twice as much."""
_MIDDLE, _WIDE = 0.15, 0.7
"""In widths of the page: how far from its middle a title stands, and how long a line is that belongs to a body."""
_GAP, _LINES = 2.2, 3
"""Heights of print between lines below a title, and how many are looked at."""
_RULE = (2.5, 1.7)
"""Heights of print of what is no letter: a level stroke, an upright one."""
_INK, _AROUND = 150, 2.0
"""Grey below which there is ink; heights of print around a line in which a frame is looked for."""
_SURE, _SAME = 0.6, 0.6
"""How sure the whole line must be read, and how many of the words known before must be in it."""


@dataclass(frozen=True, slots=True)
class _Torn:
    """A line that lost its beginning or end: where it stands in the list, the box of the whole, and from where to where
    the lost part goes."""

    at: int
    box: Box
    lost: tuple[int, int]


def centred(lines: Sequence[Line], width: int, sheet: Sheet, engine: Engine) -> tuple[Line, ...]:
    """``lines`` of a page ``width`` pixels wide with such lines whole, where a frame runs through what was lost and the
    whole is read surely enough and has the words that were read before.

    Raises:
        EngineFailed: the recogniser is missing, broke or ran out of time.
    """
    if sheet.picture is None:
        return tuple(lines)
    done, text = list(lines), text_height(lines)
    for torn in _torn(lines, width, text):
        plain = _without_rules(sheet.picture, torn, text)
        if plain is None:
            continue
        words = alone(torn.box, text, replace(sheet, picture=plain), engine)
        if _is_whole(words, lines[torn.at]):
            done[torn.at] = replace(lines[torn.at], words=tuple(words))
    return tuple(done)


def _torn(lines: Sequence[Line], width: int, text: float) -> Iterator[_Torn]:
    title = next((at for at, line in enumerate(lines) if _is_title(line, width)), None)
    if title is None:
        return
    axis, last = center(lines[title]), lines[title]
    for at, line in list(enumerate(lines))[title + 1 : title + 1 + _LINES]:
        left, top, right, bottom = line.box
        if line.region != "body" or right - left > _WIDE * width or top - last.box[3] > _GAP * text:
            return
        aside = center(line) - axis
        if _ASIDE * text <= abs(aside) <= _LOST * text:
            begins, ends = min(left, round(2 * axis - right)), max(right, round(2 * axis - left))
            yield _Torn(at, (begins, top, ends, bottom), (begins, left) if aside > 0 else (right, ends))
        last = line


def _is_title(line: Line, width: int) -> bool:
    stands = line.region == "body" and abs(center(line) - width / 2) < _MIDDLE * width
    return stands and is_upper(line.text) and kind_of(line.text) is not None


def _without_rules(picture: Pixels, torn: _Torn, text: float) -> Pixels | None:
    """``picture`` with what is too long for a letter painted out around the line: the frame of a stamp; None where none
    runs into what was lost."""
    margin = round(_AROUND * text)
    left, top, right, bottom = grown(torn.box, margin, margin, picture.shape)
    ink = (picture[top:bottom, left:right] < _INK).astype(np.uint8)
    if not ink.size:
        return None
    level = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, round(_RULE[0] * text)), np.uint8))
    upright = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((round(_RULE[1] * text), 1), np.uint8))
    rules = np.asarray(cv2.dilate(np.maximum(level, upright), np.ones((3, 3), np.uint8)), np.uint8)
    first, last = (max(side - left, 0) for side in torn.lost)
    if not rules[margin // 2 : -margin // 2, first : last + margin].any():
        return None
    done = picture.copy()
    done[top:bottom, left:right][rules > 0] = 255
    return done


def _is_whole(words: Sequence[Word], before: Line) -> bool:
    """Whether ``words`` are more than the line had, read surely, and have most of what it had."""
    said = {fold(unmarked(word.text)) for word in words}
    known = [fold(unmarked(word.text)) for word in before.words]
    if (
        len(words) <= len(known)
        or sure(words) < _SURE
        or not fmean(is_syllable(unmarked(word.text)) for word in words) > _SURE
    ):
        return False
    return fmean(word in said for word in known) >= _SAME
