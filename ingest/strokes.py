"""Upright paper → its strokes: a one-bit mask of print and pen at the scan's own resolution, pictures left out."""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from ingest.picture import Pixels
from ingest.sketch import shrunk

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
_BESIDE = np.array([[1, 1, 1], [1, 0, 1], [1, 1, 1]], np.uint8)
_WIDE_MM, _DEEP, _FULL = 8.0, 0.7, 0.62
"""A picture: within a square of so many millimetres this share is darker than that share of the paper; bold capitals
cover less than half."""
_FAR_MM = 40.0
"""A picture's paper is looked for within so far of it: smooth shadows are no pictures."""


@dataclass(frozen=True, slots=True)
class Strokes:
    """Nét: ``mask`` is 255 on print and pen, a whole number of times the page's size; ``pictured`` the share (0 to 1)
    of the page that pictures take."""

    mask: Pixels
    pictured: float


def strokes(pixels: Pixels, dpi: float, finer_below: float = COARSE_DPI) -> Strokes:
    """The strokes of ``pixels`` (grey or RGB), black and blue alike; red ink is none, so that seals are left out.

    A stroke is what is nearer to the ink around than to the paper. Strokes in a picture are left out.
    ``finer_below`` so many dpi the mask is twice as fine as the page.
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
    mask = _below(_gaps_lit(flat, dpi / 25.4), _limit(flat, step, millimetre), fine)
    zone = _pictures(small, millimetre)
    if zone.any():
        mask[cv2.resize(zone, mask.shape[1::-1], interpolation=cv2.INTER_NEAREST) > 0] = 0
    return Strokes(_unspecked(mask, fine * dpi), float((zone > 0).mean()))


def _gaps_lit(flat: Pixels, millimetre: float) -> Pixels:
    """``flat``, the gaps between strokes lighter."""
    wide = cv2.GaussianBlur(flat, (0, 0), _GAP_MM * millimetre)
    return np.asarray(cv2.max(flat, cv2.addWeighted(flat, 1 + _LIGHTER, wide, -_LIGHTER, 0)), np.uint8)


def _below(flat: Pixels, coarse: Pixels, fine: int) -> Pixels:
    """255 where ``flat``, seen so many times finer, is darker than the limit, which is told in ``coarse``."""
    limit = cv2.resize(coarse, flat.shape[1::-1], interpolation=cv2.INTER_LINEAR)
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


def _limit(flat: Pixels, step: int, millimetre: float) -> Pixels:
    """For each square of ``step`` pixels the level below which a pixel is ink."""
    height, width = flat.shape[0] // step, flat.shape[1] // step
    even = np.asarray(cv2.blur(flat, (3, 3)), np.uint8)[: height * step, : width * step]
    darkest = np.asarray(even.reshape(height, step, width * step).min(axis=1).reshape(height, width, step).min(axis=2))
    ink = cv2.blur(cv2.erode(darkest, _square(_AROUND_MM * millimetre)), (_odd(_EVEN_MM * millimetre),) * 2)
    limit = np.clip(ink + _BETWEEN * (255 - ink.astype(np.float32)), _LEAST, _MOST)
    return np.where(ink < _PRINT, limit, _ALONE).astype(np.uint8)


def _pictures(small: Pixels, millimetre: float) -> Pixels:
    """255 on pictures, of ``small`` at about 37 dpi."""
    paper = np.asarray(cv2.dilate(small, _square(_FAR_MM * millimetre)))
    dark = (small < _DEEP * paper.astype(np.float32)).astype(np.float32)
    wide = _odd(_WIDE_MM * millimetre)
    core = (cv2.blur(dark, (wide, wide)) > _FULL).astype(np.uint8) * np.uint8(255)
    return np.asarray(cv2.dilate(core, _square(_WIDE_MM * millimetre)), np.uint8)


def _unspecked(mask: Pixels, dpi: float) -> Pixels:
    """``mask`` without its specks, told by their outlines: that takes a fifth of the time of labelling every pixel, but
    where specks are many, so lone pixels go first."""
    least = max(2, round((_SPECK_MM * dpi / 25.4) ** 2))
    joined = np.asarray(cv2.bitwise_and(mask, cv2.dilate(mask, _BESIDE)), np.uint8)
    outlines, tree = cv2.findContours(joined, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    outer = tree[0, :, 3] < 0 if outlines else ()
    short = [one for one, alone in zip(outlines, outer, strict=True) if alone and len(one) <= 2 * least]
    specks = [one for one in short if _within(one) < least]
    return np.asarray(cv2.drawContours(joined, specks, -1, 0, cv2.FILLED), np.uint8)


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
