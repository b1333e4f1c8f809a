"""A row of print and a pen's figures in its picture → the printed strokes at their ends: the slash before a notation
and the colon behind "Số".

A pen writes into "Số:      /QĐ-UBND" until it reaches both. Where a cut takes in a slash, or a letter behind it, the
figures are read with a 1 or a 5 behind them that none wrote; the strokes' own ink says where they stand.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

import cv2
import numpy as np
from numpy.typing import NDArray

from archive.records import Box
from ocr.cut import ink_of
from ocr.picture import Pixels, grown

_REACH = 0.25
"""Above and below the row, in heights of its label, that are looked at: a slash goes on below the line."""
_TALL = 0.4
"""Share of the row's height that letters have at least."""
_LAST, _LETTERS, _SMALLEST_OF, _ALIKE = 4, 2, 0.8, 0.18
"""The last letters of the row, and how many of them must be capitals, nearly as high as the highest; by how much of
their height the first of them may differ."""
_HIGH, _WIDE = (0.85, 1.5), (0.14, 0.8)
"""Height of a slash by that of the capitals behind it, and its width by its own height."""
_FOOT = 0.3
"""How far from the line its foot may stand, in heights of those capitals."""
_LEAN, _STRAIGHT = (0.1, 0.75), 0.075
"""How far its head stands to the right of its foot, and how far its ink is from one line in the mean, by its height."""
_NEAR, _NEARER = 1.1, 0.65
"""How far from where it is expected its middle may be, in heights of those capitals, and that of one with a letter."""
_HALF, _ASLANT, _TWO = 0.25, 0.12, 0.95
"""Half the width of a slash, how far the foot of one is to the left of its head at least, and the width of one with the
letter that it touches, in heights of those capitals."""
_HEAD, _TAILED = 0.13, 1.35
"""How far the head of the first of those capitals is from that of the others, and how high it is at most: a Q's tail
goes below the line."""
_AROUND, _SAME = (60, 8), 8
"""Pixels beside a stroke, and above and below it, by which paper is told from ink; by how many its place and size may
differ then, together."""
_SMALLEST = 8


def slash(row: Box, behind: float, picture: Pixels) -> Box | None:
    """The slash in ``row`` that stands nearest to so many heights of capitals ``behind`` it and right before printed
    capitals, with the first of those where it touches that; None where it touches a figure, too, or none is there."""
    found: list[tuple[int, bool, float, Box]] = []
    for piece in _pieces(row, picture):
        (left, top, right, bottom), capital = piece.box, piece.capital
        near = row[2] - behind * capital
        alone = _is_slash(piece.ink, piece.box, capital)
        wide = abs(bottom - top - capital) <= _ALIKE * capital and right - left >= _TWO * capital
        if not alone and not (wide and _leans(piece.ink, capital)):
            continue
        off = abs((left + right) / 2 - near) if alone else abs(left + _HALF * capital - near)
        if found and found[-1][0] == piece.place - 1:
            found.pop()
        if off <= (_NEAR if alone else _NEARER) * capital:
            found.append((piece.place, not alone, off, piece.box))
    return min(found, key=lambda one: one[1:])[3] if found else None


def capitals(row: Box, behind: float, picture: Pixels) -> int | None:
    """Where a slash before the printed capitals in ``row`` has its middle that a figure touches; ``behind``: as for
    :func:`slash`; None where they are not told."""
    found = [
        round(piece.box[0] - _HALF * piece.capital)
        for piece in _pieces(row, picture)
        if abs(piece.box[3] - piece.box[1] - piece.capital) <= _ALIKE * piece.capital
        and -_HALF * piece.capital <= piece.box[0] - (row[2] - behind * piece.capital) <= _NEAR * piece.capital
    ]
    return min(found, default=None)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A piece of ink that stands on the line of the capitals behind it, the height of those, and its place in the row:
    of a pen's slanted 1 and the slash behind it the second is the slash."""

    place: int
    box: Box
    ink: NDArray[np.bool_]
    capital: float


def _pieces(row: Box, picture: Pixels) -> Iterator[_Piece]:
    left, top, right, bottom = grown(row, 0, round(_REACH * (row[3] - row[1])), picture.shape)
    cut = np.asarray(picture[top:bottom, left:right], np.uint8)
    if min(cut.shape) < _SMALLEST:
        return
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink_of(cut)[0], connectivity=8)
    high = [at for at in range(1, len(stats)) if stats[at, 3] >= _TALL * (row[3] - row[1])]
    ordered = [stats[at] for at in sorted(high, key=lambda at: int(stats[at, 0]))]
    which = sorted(high, key=lambda at: int(stats[at, 0]))
    last = [
        one for one in ordered[-_LAST:] if one[3] >= _SMALLEST_OF * max(int(other[3]) for other in ordered[-_LAST:])
    ]
    if len(last) < _LETTERS:
        return
    capital, head, line = (
        median(int(at) for at in ats) for ats in zip(*((one[3], one[1], one[1] + one[3]) for one in last), strict=True)
    )
    for place, (at, own, behind) in enumerate(zip(which, ordered, ordered[1:], strict=False)):
        x, y, wide, tall = (int(value) for value in own[:4])
        follows = abs(behind[1] - head) <= _HEAD * capital and (1 - _ALIKE) * capital <= behind[3] <= _TAILED * capital
        if follows and abs(y + tall - line) <= _FOOT * capital:
            yield _Piece(place, (left + x, top + y, left + x + wide, top + y + tall), labels == at, capital)


def without(strokes: Sequence[Box], picture: Pixels) -> Pixels:
    """``picture`` without the pieces of ink that fill one of the boxes ``strokes`` each."""
    if not strokes:
        return picture
    cleared = picture.copy()
    for box in strokes:
        left, top, right, bottom = grown(box, _AROUND[0], _AROUND[1], picture.shape)
        part = cleared[top:bottom, left:right]
        ink, paper = ink_of(np.asarray(part, np.uint8))
        _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
        own = (box[0] - left, box[1] - top, box[2] - box[0], box[3] - box[1])
        off = [sum(abs(int(one[at]) - own[at]) for at in range(4)) for one in stats[1:]]
        if off and min(off) <= _SAME:
            which = (labels == 1 + int(np.argmin(off))).astype(np.uint8)
            part[cv2.dilate(which, np.ones((3, 3), np.uint8)) > 0] = paper
    return cleared


def _is_slash(at: NDArray[np.bool_], box: Box, capital: float) -> bool:
    """Whether the ink ``at`` is one straight stroke that leans to the right, as high as print."""
    wide, tall = box[2] - box[0], box[3] - box[1]
    if not (_HIGH[0] * capital <= tall <= _HIGH[1] * capital and _WIDE[0] * tall <= wide <= _WIDE[1] * tall):
        return False
    rows, columns = np.nonzero(at)
    slope, first = np.polyfit(rows, columns, 1)
    off = float(np.std(columns - (slope * rows + first)))
    return bool(_LEAN[0] <= -slope <= _LEAN[1] and off <= _STRAIGHT * tall)


def _leans(at: NDArray[np.bool_], capital: float) -> bool:
    """Whether the ink ``at`` begins farther to the left at its foot than at its head, as a slash at a letter does."""
    rows, columns = np.nonzero(at)
    third = (rows.max() - rows.min() + 1) / 3
    head, foot = columns[rows < rows.min() + third], columns[rows > rows.max() - third]
    return bool(head.min() - foot.min() >= _ASLANT * capital)
