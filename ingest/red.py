"""Colour page and its grey without red → that grey with the lines of red letters (dấu chức danh, dấu họ tên: stamps of
title and name)."""

from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from ingest.ink import balanced, excess, paper_tint, reduced
from ingest.picture import Pixels
from ingest.seal import Seal, seals

_DPI = 100
_RED, _REDDISH = 28, 14
"""By how much red must outdo green and blue: in the middle of a stroke, at its edge."""
_RIM_MM = 1.2
"""Around a seal's circle what is still its own: of two rings the inner one may be found."""
_HIGH_MM, _WIDE_MM = (1.6, 7.0), (0.3, 15.0)
"""A letter, or some that touch."""
_JOIN_MM, _LEAST_MM, _LEAST_LETTERS = 1.8, 12.0, 3
_STRAIGHT_MM, _STEEP = 0.4, 0.2
"""How far the feet of a line's letters stand off a straight line at most (in a seal's ring they do), and how steep."""
_FILLED = 0.5
_ABOVE, _BELOW = 0.6, 0.4
"""Where marks and tails of letters stand, as shares of their height."""

_Box = tuple[int, int, int, int]
_Stats = npt.NDArray[Any]


def with_red_letters(grey: Pixels, pixels: Pixels, dpi: float) -> Pixels:
    """``grey`` (of RGB ``pixels``, red taken out) with the lines of red letters on it. What lies in a round seal or in
    a frame stays out: seals are no text of the page, framed stamps are read by themselves."""
    if pixels.ndim == 2:
        return grey
    step = max(1, round(dpi / _DPI))
    millimetre, tint = dpi / step / 25.4, paper_tint(pixels)
    red = excess(balanced(reduced(pixels, step), tint)[..., ::-1])
    ink = (red >= _RED).astype(np.uint8)
    if ink.sum() < _LEAST_MM * millimetre:
        return grey
    faded = np.asarray(255 - cv2.add(red, red), np.uint8)
    own = _outside(ink, seals(faded, dpi / step), _RIM_MM * millimetre)
    done = grey.copy()
    for left, top, right, bottom in _lines(own, millimetre):
        rows, columns = slice(top * step, bottom * step), slice(left * step, right * step)
        here, part = done[rows, columns], balanced(pixels[rows, columns], tint)
        size = (here.shape[1], here.shape[0])
        free = cv2.resize(_free(ink, own)[top:bottom, left:right], size, interpolation=cv2.INTER_NEAREST)
        written = (excess(part[..., ::-1]) >= _REDDISH) & (free > 0)
        here[written] = np.minimum(here, part[..., 1])[written]
    return done


def _outside(ink: Pixels, found: tuple[Seal, ...], rim: float) -> Pixels:
    """``ink`` without the seals."""
    own = ink.copy()
    for seal in found:
        cv2.circle(own, (round(seal.x), round(seal.y)), round(seal.radius + rim), 0, -1)
    return own


def _free(ink: Pixels, own: Pixels) -> Pixels:
    """1 where no ink is that was left out."""
    return np.asarray(1 - cv2.dilate(ink - own, np.ones((3, 3), np.uint8)), np.uint8)


def _lines(ink: Pixels, millimetre: float) -> list[_Box]:
    """The boxes of straight level lines of letters."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    stats = stats[1:]
    width, height = stats[:, 2] / millimetre, stats[:, 3] / millimetre
    large = stats[(height > _HIGH_MM[1]) | (width > _WIDE_MM[1])]
    fit = (height >= _HIGH_MM[0]) & (height <= _HIGH_MM[1]) & (width >= _WIDE_MM[0]) & (width <= _WIDE_MM[1])
    letters = stats[fit & ~_within(stats, large)]
    middles = np.zeros_like(ink)
    for left, top, wide, high, _ in letters:
        reach = round(_JOIN_MM * millimetre)
        middles[top + high // 4 : top + high - high // 4, max(0, left - reach) : left + wide + reach] = 1
    _, labels = cv2.connectedComponents(middles)
    line = labels[letters[:, 1] + letters[:, 3] // 2, letters[:, 0] + letters[:, 2] // 2]
    rows = (letters[line == one] for one in np.unique(line))
    return [_box(row, ink.shape) for row in rows if _is_line(row, millimetre)]


def _within(stats: _Stats, large: _Stats) -> npt.NDArray[np.bool_]:
    """Which of ``stats`` have their middle in the rectangle of one of ``large``: what a frame holds."""
    x, y = stats[:, 0] + stats[:, 2] / 2, stats[:, 1] + stats[:, 3] / 2
    inside = np.zeros(len(stats), np.bool_)
    for left, top, wide, high, _ in large:
        inside |= (x > left) & (x < left + wide) & (y > top) & (y < top + high)
    return inside


def _is_line(letters: _Stats, millimetre: float) -> bool:
    if len(letters) < _LEAST_LETTERS:
        return False
    left, right = letters[:, 0].min(), (letters[:, 0] + letters[:, 2]).max()
    if right - left < _LEAST_MM * millimetre or letters[:, 2].sum() < _FILLED * (right - left):
        return False
    x, foot = letters[:, 0] + letters[:, 2] / 2, letters[:, 1] + letters[:, 3]
    slope, rise = np.polyfit(x, foot, 1)
    off = float(np.median(np.abs(foot - slope * x - rise)))
    return bool(abs(slope) <= _STEEP and off <= _STRAIGHT_MM * millimetre)


def _box(letters: _Stats, shape: tuple[int, ...]) -> _Box:
    high = float(np.median(letters[:, 3]))
    left, right = letters[:, 0].min() - 2, (letters[:, 0] + letters[:, 2]).max() + 2
    top, bottom = letters[:, 1].min() - _ABOVE * high, (letters[:, 1] + letters[:, 3]).max() + _BELOW * high
    return max(0, int(left)), max(0, int(top)), min(shape[1], int(right)), min(shape[0], int(bottom))
