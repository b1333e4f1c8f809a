"""Upright paper → its strokes: a one-bit mask of print and pen at the scan's own resolution, pictures left out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from ingest.picture import Pixels
from ingest.sketch import reduced, shrunk

_GROUND_DPI = 37.5
_PAPER_MM, _SMOOTH_MM = 4.7, 6.0
"""Paper is the lightest within so far of a point, smoothed over so far: shadows and folds are wider than that."""
_AROUND_MM, _EVEN_MM = 3.4, 4.7
"""How dark the ink is hereabouts is looked for within so far, and evened out over so far."""
_BETWEEN = 0.5
"""A stroke ends so far from ink to paper: midway, where the edge of a blurred stroke truly is."""
_GAP_MM, _LIGHTER = 0.2, 2.0
"""Scanners blur: between a circumflex and the hook on it paper never gets as light as beside, and midway would fill it:
ể would be kept as ế. So what is lighter than the mean about it (a Gaussian of so many millimetres) is made lighter by
so many times the difference. Nothing is made darker: small marks would grow and fill up the more."""
_LEAST, _MOST, _PRINT, _ALONE = 100, 216, 195, 190
"""Of 255, which is paper: what is darker than ``_LEAST`` is always ink, what is lighter than ``_MOST`` never; where no
ink is darker than ``_PRINT`` it begins at ``_ALONE``. What shines through from the other side and pencil lie above and
stay in the ground, in their own greys."""
_DARKEST_PALE, _PALEST, _SOME = 180, 206, 0.3
"""Writing as dark as this to that lies about ``_PRINT``, now darker, now lighter by grain: a place of it is print as a
whole where such a share is darker, else none of it. Told point by point a pencilled word was torn between mask and
ground, and lost what lay along the tear."""
_THIN_MM, _SHARE, _NEARLY = 0.5, 0.7, 0.3
"""A thin stroke that a scanner blurred, the hook of ẩ or the tail of a comma, is half as dark as the stems about it.
What is darkest within so far is its own ink where that is deeper than such a share of the limit's depth; it ends midway
from that to paper. What is lighter than the limit by no more than such a share of its depth is nearly ink."""
_RED, _BARE = 30, 140
"""By so much red outdoes green in red ink; above so much of the paper's 255 nothing is printed under it."""
COARSE_DPI, _FINER = 250, 2
"""Below so many dpi the mask is made so many times finer than the scan, whose greys say where in a pixel a stroke ends:
at 200 dpi the marks of Vietnamese letters are two pixels high, at 300 dpi the hook of ể is five, and its bow fills up
where a pixel is all ink or none. In finer masks, not in others, edges are smoothed by a pixel: elsewhere that would
take the dots of dotted lines."""
_LEVEL = 128
"""By so much light is told from the limit when both are made finer in one."""
_SPECK_MM = 0.15
"""Side of the smallest square that is kept; dots of dotted lines are little larger, and without them
Tesseract reads noise."""
_DOT_MM, _LONE_MM, _LONE = 0.32, (1.3, 0.65), 1.6
"""A dot smaller than this square is lone where within so far to the left and right, above and below there is no more
than so many times itself. A full stop has its letter beside it and a leader its next dot; a lone dot is grain that
came out dark. In the mask it would be sharp and black, and on a worn page hundreds of them were read for signs."""
_STEP = 8
"""What lies about a dot is told from squares of so many pixels."""
_BESIDE = np.array([[1, 1, 1], [1, 0, 1], [1, 1, 1]], np.uint8)
_WIDE_MM, _DEEP, _FULL = 8.0, 0.7, 0.62
"""A picture: within a square of so many millimetres this share is darker than that share of the paper; bold capitals
cover less than half."""
_FAR_MM = 40.0
"""A picture's paper is looked for within so far of it: smooth shadows are no pictures."""


@dataclass(frozen=True, slots=True)
class Strokes:
    """Nét: ``mask`` is 255 on print and pen, a whole number of times the page's size; ``pictured`` the share (0 to 1)
    of the page that pictures take; ``soft``: 255 on what is nearly ink beside the mask, of the page's size."""

    mask: Pixels
    pictured: float
    soft: Pixels | None = None


def strokes(pixels: Pixels, dpi: float, finer_below: float = COARSE_DPI, *, thin: bool = False) -> Strokes:
    """The strokes of ``pixels`` (grey or RGB), black and blue alike; red ink is none, so that seals are left out.

    A stroke is what is nearer to the ink around than to the paper. Strokes in a picture are left out.
    ``finer_below`` so many dpi the mask is twice as fine as the page. ``thin``: thin strokes that a scanner made pale
    are looked for by their own ink, what is nearly ink is told, and lone dots are no strokes.
    """
    light, red = _light(pixels)
    step = max(1, round(dpi / _GROUND_DPI))
    millimetre = dpi / step / 25.4
    small = shrunk(light, step)
    size, fine = (light.shape[1], light.shape[0]), 1 if dpi >= finer_below else _FINER
    paper = cv2.medianBlur(cv2.dilate(small, _square(_PAPER_MM * millimetre)), _odd(_SMOOTH_MM * millimetre))
    flat = np.asarray(cv2.divide(light, cv2.resize(paper, size, interpolation=cv2.INTER_LINEAR), scale=255), np.uint8)
    if red is not None:
        cv2.max(flat, cv2.bitwise_and(_over(flat, _BARE), red), flat)
    lit, (coarse, print_at) = _gaps_lit(flat, dpi / 25.4), _limit(flat, step, millimetre)
    limit = np.asarray(cv2.resize(coarse, size, interpolation=cv2.INTER_LINEAR), np.uint8)
    if thin:
        limit = _raised(limit, lit, cv2.resize(print_at, size, interpolation=cv2.INTER_NEAREST), dpi / 25.4)
    mask, soft = _below(lit, limit, fine), _nearly(lit, limit) if thin else None
    zone = _pictures(small, millimetre)
    if zone.any():
        mask[cv2.resize(zone, mask.shape[1::-1], interpolation=cv2.INTER_NEAREST) > 0] = 0
    if fine == 1:
        mask = _unlonely(mask)
    return Strokes(_unspecked(mask, fine * dpi, lone=thin), float((zone > 0).mean()), soft)


def _gaps_lit(flat: Pixels, millimetre: float) -> Pixels:
    """``flat``, the gaps between strokes lighter."""
    wide = cv2.GaussianBlur(flat, (0, 0), _GAP_MM * millimetre)
    return np.asarray(cv2.max(flat, cv2.addWeighted(flat, 1 + _LIGHTER, wide, -_LIGHTER, 0)), np.uint8)


def _raised(limit: Pixels, flat: Pixels, print_at: Any, millimetre: float) -> Pixels:
    """``limit``, midway to the paper from what is darkest beside, where there is print (255 in ``print_at``)."""
    beside = cv2.erode(cv2.blur(flat, (3, 3)), _square(_THIN_MM * millimetre))
    own = cv2.convertScaleAbs(beside, alpha=1 - _BETWEEN, beta=255 * _BETWEEN)
    own = cv2.threshold(own, _MOST, 255, cv2.THRESH_TRUNC)[1]
    deep = cv2.compare(beside, cv2.convertScaleAbs(limit, alpha=_SHARE, beta=255 * (1 - _SHARE)), cv2.CMP_LE)
    return np.asarray(cv2.copyTo(cv2.max(limit, own), cv2.bitwise_and(deep, print_at), limit.copy()), np.uint8)


def _nearly(flat: Pixels, limit: Pixels) -> Pixels:
    """255 where ``flat`` is not much lighter than the limit."""
    lighter = cv2.convertScaleAbs(limit, alpha=1 - _NEARLY, beta=255 * _NEARLY)
    return np.asarray(cv2.compare(flat, lighter, cv2.CMP_LT), np.uint8)


def _below(flat: Pixels, limit: Pixels, fine: int) -> Pixels:
    """255 where ``flat``, seen so many times finer, is darker than ``limit``."""
    if fine == 1:
        return np.asarray(cv2.compare(flat, limit, cv2.CMP_LT), np.uint8)
    over = cv2.addWeighted(flat, 0.5, limit, -0.5, _LEVEL)
    over = cv2.resize(over, None, fx=fine, fy=fine, interpolation=cv2.INTER_CUBIC)
    return np.asarray(cv2.medianBlur(cv2.threshold(over, _LEVEL - 1, 255, cv2.THRESH_BINARY_INV)[1], 3), np.uint8)


def _light(pixels: Pixels) -> tuple[Pixels, Pixels | None]:
    """The lighter of red and green, in which black and blue ink are dark while red ink and stains are lighter; and 255
    where the ink is red, None where there are no colours."""
    if pixels.ndim == 2:
        return pixels, None
    red, green = cv2.extractChannel(pixels, 0), cv2.extractChannel(pixels, 1)
    reddish = _over(cv2.blur(cv2.subtract(red, green), (3, 3)), _RED)
    return np.asarray(cv2.max(red, green), np.uint8), reddish


def _limit(flat: Pixels, step: int, millimetre: float) -> tuple[Pixels, Pixels]:
    """For each square of ``step`` pixels the level below which a pixel is ink, and 255 where there is print about."""
    height, width = flat.shape[0] // step, flat.shape[1] // step
    even = np.asarray(cv2.blur(flat, (3, 3)), np.uint8)[: height * step, : width * step]
    darkest = np.asarray(even.reshape(height, step, width * step).min(axis=1).reshape(height, width, step).min(axis=2))
    ink = cv2.blur(cv2.erode(darkest, _square(_AROUND_MM * millimetre)), (_odd(_EVEN_MM * millimetre),) * 2)
    limit = np.clip(ink + _BETWEEN * (255 - ink.astype(np.float32)), _LEAST, _MOST)
    printed = _printed(np.asarray(ink, np.uint8))
    return np.where(printed, limit, _ALONE).astype(np.uint8), np.where(printed, 255, 0).astype(np.uint8)


def _printed(ink: Pixels) -> npt.NDArray[np.bool_]:
    """Where ``ink`` (how dark it is hereabouts) is that of print; connected pale places are told as one."""
    dark = ink < _PRINT
    pale = (ink >= _DARKEST_PALE) & (ink < _PALEST)
    _, places = cv2.connectedComponents(pale.astype(np.uint8))
    share = np.bincount(places.ravel(), weights=dark.ravel()) / np.maximum(np.bincount(places.ravel()), 1)
    return np.asarray(np.where(pale, share[places] >= _SOME, dark), np.bool_)


def _pictures(small: Pixels, millimetre: float) -> Pixels:
    """255 on pictures, of ``small`` at about 37 dpi."""
    paper = np.asarray(cv2.dilate(small, _square(_FAR_MM * millimetre)))
    dark = (small < _DEEP * paper.astype(np.float32)).astype(np.float32)
    wide = _odd(_WIDE_MM * millimetre)
    core = (cv2.blur(dark, (wide, wide)) > _FULL).astype(np.uint8) * np.uint8(255)
    return np.asarray(cv2.dilate(core, _square(_WIDE_MM * millimetre)), np.uint8)


def _unlonely(mask: Pixels) -> Pixels:
    """``mask`` without pixels that stand alone, the most of the specks of a grainy scan; a finer mask has next to none
    once its edges are smooth."""
    return np.asarray(cv2.bitwise_and(mask, cv2.dilate(mask, _BESIDE)), np.uint8)


def _unspecked(mask: Pixels, dpi: float, *, lone: bool = False) -> Pixels:
    """``mask`` without its specks, told by their outlines: that takes a fifth of the time of labelling every pixel, but
    where specks are many. Drawn into ``mask`` itself. ``lone``: without larger dots that stand alone, too."""
    least, most = max(2, round((_SPECK_MM * dpi / 25.4) ** 2)), (_DOT_MM * dpi / 25.4) ** 2
    outlines, tree = cv2.findContours(mask, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    outer = tree[0, :, 3] < 0 if outlines else ()
    longest = max(2 * least, 4 * most**0.5 if lone else 0)
    short = [(one, _within(one)) for one, out in zip(outlines, outer, strict=True) if out and len(one) <= longest]
    specks = [one for one, size in short if size < least]
    mask = np.asarray(cv2.drawContours(mask, specks, -1, 0, cv2.FILLED), np.uint8)
    return _unlone(mask, [dot for dot in short if least <= dot[1] < most], dpi / 25.4) if lone else mask


def _unlone(mask: Pixels, dots: Sequence[tuple[Any, float]], millimetre: float) -> Pixels:
    """``mask`` without those of ``dots`` (outline and pixels) that stand alone: they stay in the ground, in their own
    greys. Drawn into ``mask``."""
    squares = reduced(mask, (max(1, mask.shape[1] // _STEP), max(1, mask.shape[0] // _STEP)))
    window = [2 * int(reach * millimetre / _STEP) + 1 for reach in _LONE_MM]
    about = cv2.boxFilter(squares, cv2.CV_32F, window, normalize=False, borderType=cv2.BORDER_CONSTANT)
    lone = []
    for dot, own in dots:
        column, row = (min(at // _STEP, most - 1) for at, most in zip(dot[0, 0], squares.shape[::-1], strict=True))
        if about[row, column] * _STEP**2 / 255 <= _LONE * own + 4:
            lone.append(dot)
    return np.asarray(cv2.drawContours(mask, lone, -1, 0, cv2.FILLED), np.uint8)


def _within(outline: Any) -> float:
    """Pixels on and within ``outline``, by Pick's theorem."""
    return cv2.contourArea(outline) + len(outline) / 2 + 1


def _over(pixels: Any, level: int) -> Pixels:
    """255 from ``level`` on."""
    return np.asarray(cv2.threshold(pixels, level - 1, 255, cv2.THRESH_BINARY)[1], np.uint8)


def _odd(length: float) -> int:
    return max(3, round(length) | 1)


def _square(length: float) -> Pixels:
    return np.ones((_odd(length),) * 2, np.uint8)
