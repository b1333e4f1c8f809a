"""Picture → ruled lines: where the rules of tables run, so that words can be put into their cells."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from ocr.picture import Pixels

_SIDE = 900
"""Pixels of the longer side at which rules are sought: a third of a millimetre each on A4."""
_STRONG, _WEAK = 22, 9
"""By how many levels of grey a rule is darker than the paper on both its sides: where it begins, how far it is
followed into faint print."""
_WINDOW, _COVER, _FULL = 25, 0.72, 0.92
"""A rule is inked over this share of so many pixels (8 mm); a row of print, seen the same way, over less than half."""
_EVEN = 0.84
"""The share of a rule's length that is at least half as dark as the rule is thereabouts; rows of print: 0.55 to 0.8."""
_THICK = 2.6
"""Pixels of its thickness at most (0.9 mm); rows of small print look like thicker rules."""
_LEAST, _LONGER = 20, 40
"""Pixels that a piece of a rule is long at least (7 mm), and a whole one (13 mm)."""
_GAP = 40
"""Pixels over which two pieces in one line are taken together (13 mm)."""
_KNOT = 12
"""Pixels between two places at which the height of a rule is noted: paper curls slowly."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Đường kẻ: a ruled line; ``at`` is y of a horizontal and x of a vertical one, it runs from ``low`` to ``high``,
    all in pixels of the picture.

    On paper that is not flat ``bends`` has its true place at even steps from ``low`` to ``high``; ``gaps`` are the
    parts of it where no ink was seen.
    """

    at: int
    low: int
    high: int
    bends: tuple[int, ...] = ()
    gaps: tuple[tuple[int, int], ...] = ()

    def spans(self, place: float, slack: float) -> bool:
        """Whether ``place`` lies between the rule's ends, ``slack`` pixels added to each."""
        return self.low - slack <= place <= self.high + slack

    def where(self, place: float) -> float:
        """The y of a horizontal at x ``place``, the x of a vertical at y ``place``; beyond its ends as at its ends."""
        if len(self.bends) < 2:
            return self.at
        step = (self.high - self.low) / (len(self.bends) - 1)
        index = min(max((place - self.low) / step, 0.0), len(self.bends) - 1.001)
        first = self.bends[int(index)]
        return first + (self.bends[int(index) + 1] - first) * (index - int(index))

    def inked(self, low: float, high: float) -> float:
        """The share of the way from ``low`` to ``high`` on which ink was seen."""
        if high <= low:
            return 0.0
        there = max(0.0, min(high, self.high) - max(low, self.low))
        lost = sum(max(0.0, min(high, end) - max(low, start)) for start, end in self.gaps)
        return max(0.0, there - lost) / (high - low)


@dataclass(frozen=True, slots=True)
class Grid:
    """Khung kẻ: the rules of one page, horizontals from top to bottom, verticals from left to right."""

    horizontals: tuple[Rule, ...] = ()
    verticals: tuple[Rule, ...] = ()


def grid(picture: Pixels | None) -> Grid:
    """The rules in an upright, deskewed grey picture; none where there is no picture.

    A rule may be faint, broken by gaps and bent with the paper (three pixels in a hundred); letters standing side by
    side are no rule.
    """
    if picture is None or min(picture.shape) < 200:
        return Grid()
    step = max(1, round(max(picture.shape) / _SIDE))
    height, width = (side // step * step for side in picture.shape)
    page = picture[:height, :width]
    size = (width // step, height // step)
    flat = cv2.erode(page, np.ones((step, 1), np.uint8), anchor=(0, 0))[::step]
    steep = np.ascontiguousarray(cv2.erode(page, np.ones((1, step), np.uint8), anchor=(0, 0))[:, ::step])
    across = np.asarray(cv2.resize(flat, size, interpolation=cv2.INTER_AREA), np.uint8)
    down = np.asarray(cv2.resize(steep, size, interpolation=cv2.INTER_AREA), np.uint8)
    return Grid(_rules(across, step), _rules(np.ascontiguousarray(down.T), step))


def _rules(pool: Pixels, step: int) -> tuple[Rule, ...]:
    """The horizontals in ``pool``, of which one pixel stands for ``step`` in each direction."""
    ridge = _ridge(pool)
    strong, _ = _followed(ridge, _STRONG, _FULL)
    if not strong.any():
        return ()
    weak, faint = _followed(ridge, _WEAK, _COVER)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(weak, connectivity=8)
    sure = np.bincount(labels[strong > 0], minlength=count)
    pieces = []
    for index in range(1, count):
        left, top, width, height, _ = (int(value) for value in stats[index])
        if width < _LEAST or sure[index] < _LEAST or height > 4 + width * 0.06:
            continue
        part = np.s_[top : top + height, left : left + width]
        inside = labels[part] == index
        dark = np.where(inside, ridge[part], 0).astype(np.uint8)
        if _even(dark):
            pieces.append(_traced(dark, np.where(inside, faint[part], 0).astype(np.uint8), (left, top)))
    rules = [_rule(chain, step) for chain in _chains(pieces) if chain[-1].high - chain[0].low >= _LONGER]
    return tuple(sorted(rules, key=lambda rule: rule.at))


def _even(ridge: Pixels) -> bool:
    """Whether a piece is thin and as dark all along as around each place of it: a rule is, rows of print are not."""
    dark = ridge.max(axis=0).astype(np.float32)
    if (ridge >= np.maximum(0.5 * dark, 1)).sum(axis=0).mean() > _THICK:
        return False
    return bool((dark >= 0.5 * cv2.blur(dark[None], (41, 1))[0]).mean() >= _EVEN)


def _ridge(pool: Pixels) -> Pixels:
    """How much darker each pixel is than the paper above and below it, at the nearer of two distances."""
    best = np.zeros_like(pool)
    for far in (3, 4):
        framed = cv2.copyMakeBorder(pool, far, far, 0, 0, cv2.BORDER_REPLICATE)
        paper = cv2.min(framed[: -2 * far], framed[2 * far :])
        best = np.asarray(cv2.max(best, cv2.subtract(paper, pool)), np.uint8)
    return best


def _followed(ridge: Pixels, level: int, share: float) -> tuple[Pixels, Pixels]:
    """Where a rule runs (1), and where of it there is ink (1), at ``level``; ink all around is a shadow, not a rule."""
    ink = (ridge >= level).astype(np.uint8)
    thick = np.asarray(cv2.dilate(ink, np.ones((3, 1), np.uint8)), np.uint8)
    cover = cv2.blur(thick * np.uint8(200), (_WINDOW, 1))
    dense = cv2.copyMakeBorder(cover, 4, 4, 0, 0, cv2.BORDER_CONSTANT, value=0)
    shadow = cv2.min(dense[:-8], dense[8:]) > 0.55 * 200
    core = ((cover >= share * 200) & ~shadow).astype(np.uint8)
    run = cv2.min(cv2.dilate(core, np.ones((1, _WINDOW // 2 + 1), np.uint8)), thick)
    return np.asarray(cv2.max(run, core), np.uint8), thick


@dataclass(frozen=True, slots=True)
class _Piece:
    low: int
    path: tuple[float, ...]
    ink: tuple[bool, ...]

    @property
    def high(self) -> int:
        return self.low + len(self.path)

    def ahead(self, place: float) -> float:
        """Where the piece would come to at ``place`` behind its end."""
        back = self.path[-min(len(self.path), 60) :]
        slope = (back[-1] - back[0]) / max(1, len(back) - 1)
        return back[-1] + slope * (place - self.high)


def _traced(ridge: Pixels, ink: Pixels, corner: tuple[int, int]) -> _Piece:
    """The middle of a piece of a rule, column by column."""
    weight = ridge.astype(np.float32) + 0.01 * ink
    total = weight.sum(axis=0)
    middles = (weight * np.arange(len(weight), dtype=np.float32)[:, None]).sum(axis=0) / np.maximum(total, 0.001)
    seen = total > 0.5
    places = np.arange(len(total))
    path = np.interp(places, places[seen], middles[seen]) if seen.any() else middles
    smooth = cv2.blur(path.astype(np.float32)[None], (9, 1), borderType=cv2.BORDER_REPLICATE)[0]
    return _Piece(corner[0], tuple((smooth + corner[1]).tolist()), tuple(seen.tolist()))


def _chains(pieces: Sequence[_Piece]) -> list[list[_Piece]]:
    """Pieces that go on one another."""
    chains: list[list[_Piece]] = []
    for piece in sorted(pieces, key=lambda piece: piece.low):
        fits = [chain for chain in chains if _goes_on(chain[-1], piece)]
        if fits:
            min(fits, key=lambda chain: abs(chain[-1].ahead(piece.low) - piece.path[0])).append(piece)
        else:
            chains.append([piece])
    return chains


def _goes_on(before: _Piece, after: _Piece) -> bool:
    gap = after.low - before.high
    return -_LEAST <= gap <= _GAP and abs(before.ahead(after.low) - after.path[0]) <= 2.0 + 0.03 * max(gap, 0)


def _rule(chain: Sequence[_Piece], step: int) -> Rule:
    low, high = chain[0].low, max(piece.high for piece in chain)
    places = np.concatenate([piece.low + np.arange(len(piece.path)) for piece in chain])
    order = np.argsort(places, kind="stable")
    path = np.interp(np.arange(low, high), places[order], np.concatenate([piece.path for piece in chain])[order])
    ink = np.zeros(high - low, np.bool_)
    for piece in chain:
        ink[piece.low - low : piece.high - low] |= np.asarray(piece.ink)
    knots = np.linspace(0, high - low - 1, max(2, (high - low) // _KNOT))
    bends = np.rint((np.interp(knots, np.arange(high - low), path) + 0.5) * step).astype(int)
    edges = np.diff(np.concatenate([[1], ink.astype(np.int8), [1]]))
    starts, ends = np.nonzero(edges == -1)[0], np.nonzero(edges == 1)[0]
    gaps = tuple(
        (int(low + start) * step, int(low + end) * step)
        for start, end in zip(starts, ends, strict=True)
        if end - start > 3
    )
    return Rule(round(float(np.median(path) + 0.5) * step), low * step, high * step, tuple(bends.tolist()), gaps)
