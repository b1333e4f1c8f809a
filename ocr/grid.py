"""Picture → ruled lines: where the rules of tables run, so that words can be put into their cells."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from archive.records import Box

_HEADER = re.compile(rb"P5\s(?:#[^\n]*\n|\s)*(\d{1,6})\s+(\d{1,6})\s+255\s")
_STEP = 4
_DARK = 170
_PIECE, _SHARE, _GAP = 0.03, 0.045, 0.06
"""Shares of the longer side of the page (A4: 9, 13 and 18 mm): what counts as a piece of a rule, what as a rule, and
the gap over which two pieces in one line are taken together."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Đường kẻ: a straight ruled line; ``at`` is y of a horizontal and x of a vertical one, it runs from ``low`` to
    ``high``, all in pixels of the picture."""

    at: int
    low: int
    high: int

    def spans(self, place: float, slack: float) -> bool:
        """Whether ``place`` lies between the rule's ends, ``slack`` pixels added to each."""
        return self.low - slack <= place <= self.high + slack


@dataclass(frozen=True, slots=True)
class Grid:
    """Khung kẻ: the rules of one page, horizontals from top to bottom, verticals from left to right."""

    horizontals: tuple[Rule, ...] = ()
    verticals: tuple[Rule, ...] = ()


@dataclass(frozen=True, slots=True)
class Ruled:
    """Bảng kẻ: rules that cross one another, with the box around them."""

    box: Box
    grid: Grid


def grid(picture: Path) -> Grid:
    """The rules in an upright, deskewed grey picture (PGM, 8 bit); none where the file is no such picture.

    Across a rule the darkest of four pixels counts, along it every pixel, so that letters standing side by side are no
    rule; a rule may wander by a few pixels (a tenth of a degree over the width of a page).
    """
    pixels = _pgm(picture)
    if pixels is None:
        return Grid()
    height, width = (side // _STEP * _STEP for side in pixels.shape)
    whole = pixels[:height, :width]
    side = max(height, width)
    flat = whole.reshape(height // _STEP, _STEP, width).min(axis=1) < _DARK
    steep = np.ascontiguousarray(whole.reshape(height, width // _STEP, _STEP).min(axis=2).T) < _DARK
    return Grid(_joined(_rules(flat, side), side), _joined(_rules(steep, side), side))


def tables(found: Grid) -> tuple[Ruled, ...]:
    """The groups of crossing rules, each with at least two horizontals and three verticals: two columns or more."""
    groups: list[tuple[list[Rule], list[Rule]]] = []
    for vertical in found.verticals:
        crossed = [rule for rule in found.horizontals if _cross(rule, vertical)]
        mine = ([*crossed], [vertical])
        apart = []
        for group in groups:
            if any(rule in group[0] for rule in crossed):
                mine = ([*group[0], *(r for r in mine[0] if r not in group[0])], [*group[1], *mine[1]])
            else:
                apart.append(group)
        groups = [*apart, mine]
    return tuple(_ruled(*group) for group in groups if len(group[0]) >= 2 and len({r.at for r in group[1]}) >= 3)


def _ruled(horizontals: Sequence[Rule], verticals: Sequence[Rule]) -> Ruled:
    box = (
        min(*(rule.at for rule in verticals), *(rule.low for rule in horizontals)),
        min(*(rule.at for rule in horizontals), *(rule.low for rule in verticals)),
        max(*(rule.at for rule in verticals), *(rule.high for rule in horizontals)),
        max(*(rule.at for rule in horizontals), *(rule.high for rule in verticals)),
    )
    stops = [rule.at for rule in verticals]
    sound = [rule for rule in horizontals if _closed(rule, stops) or rule.high - rule.low >= (box[2] - box[0]) / 2]
    return Ruled(box, Grid(tuple(sorted(sound, key=lambda r: r.at)), tuple(sorted(verticals, key=lambda r: r.at))))


def _closed(horizontal: Rule, stops: Sequence[int], slack: int = 6 * _STEP) -> bool:
    """Whether a horizontal begins and ends at verticals, as the rule of a cell does and a row of print does not."""
    return all(any(abs(end - stop) <= slack for stop in stops) for end in (horizontal.low, horizontal.high))


def _cross(horizontal: Rule, vertical: Rule, slack: int = 5 * _STEP) -> bool:
    return horizontal.spans(vertical.at, slack) and vertical.spans(horizontal.at, slack)


def _joined(pieces: Sequence[Rule], side: int) -> tuple[Rule, ...]:
    """Pieces in one line become one rule; what stays shorter than a rule is dropped."""
    rules: list[Rule] = []
    for piece in sorted(pieces, key=lambda rule: rule.low):
        for index, rule in enumerate(rules):
            if abs(rule.at - piece.at) <= 2 * _STEP and piece.low - rule.high <= side * _GAP:
                rules[index] = Rule(rule.at, rule.low, max(rule.high, piece.high))
                break
        else:
            rules.append(piece)
    return tuple(sorted((r for r in rules if r.high - r.low >= side * _SHARE), key=lambda r: r.at))


def _pgm(picture: Path) -> NDArray[np.uint8] | None:
    data = picture.read_bytes()
    header = _HEADER.match(data)
    if header is None:
        return None
    width, height = int(header[1]), int(header[2])
    if len(data) < header.end() + width * height:
        return None
    return np.frombuffer(data, np.uint8, width * height, header.end()).reshape(height, width)


def _rules(dark: NDArray[np.bool_], side: int) -> tuple[Rule, ...]:
    """Long horizontal runs in ``dark`` (rows of ``_STEP`` pixels, full width), those of neighbouring rows together."""
    least = int(side * _PIECE)
    edges = np.diff(np.pad(dark, ((0, 0), (1, 1))).astype(np.int8), axis=1)
    rows, starts = np.nonzero(edges == 1)
    ends = np.nonzero(edges == -1)[1]
    long = np.nonzero(ends - starts >= least)[0]
    open_rules: list[list[int]] = []
    for row, low, high in zip(rows[long].tolist(), starts[long].tolist(), ends[long].tolist(), strict=True):
        for rule in open_rules:
            if row - rule[1] <= 3 and low <= rule[3] + 9 and high >= rule[2] - 9:
                rule[1:] = [row, min(low, rule[2]), max(high, rule[3])]
                break
        else:
            open_rules.append([row, row, low, high])
    return tuple(
        Rule((first + last) * _STEP // 2 + _STEP // 2, low, high)
        for first, last, low, high in open_rules
        if last - first <= 6
    )
