"""Grey page → its round seals (con dấu) told by their shape, and the page with them lifted off the print."""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from ingest.picture import Pixels
from ingest.sketch import shrunk

_DPI = 50
_LEAST_MM, _MOST_MM = 13.0, 22.0
"""Radius: seals of agencies and offices are 30 to 36 mm wide (Thông tư 21/2012/TT-BCA, 3 to 5), scans a little off."""
_MOST_TRIED, _MOST_FITTED = 60, 6
_PAD = 60
_DARK, _INK = 205, 190
_AROUND = np.radians(np.arange(0, 360, 3))
_STEPS = np.array([(x, y, r) for x in range(-2, 3) for y in range(-2, 3) for r in range(-4, 5)], np.float64)
_MIDDLE = np.array((0.5, 0.5, 0.0))
_BESIDE = np.array([(0, 0, 0), (0, 0, 3), (0, 0, -3)], np.float64)
_LIKELY, _CLOSED, _ALONE = 0.6, 0.52, 0.35
"""Share of the circle that must be inked: roughly, when fitted, and at most of that just inside and outside of it."""
_LIGHTER = 25
_RING = 0.45
_STROKE_MM = 0.25
_LETTER_MM = 3.6
_LEAST_LETTER_MM = 1.0
_TEXT = (0.58, 1.03)
"""Where the text of a seal runs, as shares of its radius."""

_Bools = npt.NDArray[np.bool_]
_Numbers = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Seal:
    """Con dấu tròn: middle and radius in pixels of the page."""

    x: float
    y: float
    radius: float


def seals(grey: Pixels, dpi: float) -> tuple[Seal, ...]:
    """The whole round seals on ``grey`` (upright, background divided out), whatever their colour was."""
    factor = max(1, round(dpi / _DPI))
    small = shrunk(grey, factor)
    millimetre = dpi / factor / 25.4
    reach = (int(_LEAST_MM * millimetre), int(_MOST_MM * millimetre))
    seen = cv2.HoughCircles(
        small, cv2.HOUGH_GRADIENT, 1, 8 * millimetre, param1=100, param2=14, minRadius=reach[0], maxRadius=reach[1]
    )
    if seen is None:
        return ()
    dark = np.pad(small, _PAD, constant_values=255) < _DARK
    near = np.asarray(cv2.dilate(dark.astype(np.uint8), np.ones((3, 3), np.uint8)), np.bool_)
    circles = np.asarray(seen, np.float64).reshape(-1, 3)[:_MOST_TRIED]
    found: list[Seal] = []
    likely = _inked(near, circles)
    for circle in circles[np.argsort(-likely)[: int((likely >= _LIKELY).sum())][:_MOST_FITTED]]:
        fitted = _fitted(dark, circle)
        share, outside, inside = _inked(dark, fitted + _BESIDE)
        if share >= _CLOSED and max(outside, inside) <= _ALONE * share:
            x, y, radius = (float(value) for value in (fitted + _MIDDLE) * factor)
            if all(np.hypot(x - other.x, y - other.y) > radius for other in found):
                found.append(Seal(x, y, radius))
    return tuple(found)


def lifted(grey: Pixels, dpi: float, *, bilevel: bool) -> Pixels:
    """``grey`` with round seals taken off as far as the print under them stays.

    Where the seal is lighter than the print, as red ink is on a grey scan, all that is as light goes; what is left of
    its circles is taken out but where a stroke of print crosses them.
    """
    found = seals(grey, dpi)
    if not found:
        return grey
    done = grey.copy()
    for seal in found:
        margin = 1.6 * seal.radius
        left, top = max(0, int(seal.x - margin)), max(0, int(seal.y - margin))
        part = done[top : int(seal.y + margin) + 1, left : int(seal.x + margin) + 1]
        here = Seal(seal.x - left, seal.y - top, seal.radius)
        if not bilevel:
            _lighten(part, here, _print_level(grey, seal))
        _open(part, here, dpi)
        _unwrite(part, here, dpi)
    return done


def _inked(dark: _Bools, circles: _Numbers) -> _Numbers:
    """Share of each circle (rows of x, y, radius in the small picture) that lies on ink."""
    x, y, radius = (circles[:, column, None] for column in range(3))
    across = np.rint(x + radius * np.cos(_AROUND)).astype(int) + _PAD
    down = np.rint(y + radius * np.sin(_AROUND)).astype(int) + _PAD
    height, width = dark.shape
    return np.asarray(dark[np.clip(down, 0, height - 1), np.clip(across, 0, width - 1)].mean(axis=1))


def _fitted(dark: _Bools, circle: _Numbers) -> _Numbers:
    for finer in (1.0, 0.5):
        near = circle + finer * _STEPS
        circle = near[int(np.argmax(_inked(dark, near)))]
    return circle


def _distance(shape: tuple[int, ...], seal: Seal) -> npt.NDArray[np.float32]:
    y, x = np.ogrid[: shape[0], : shape[1]]
    return np.hypot(x - seal.x, y - seal.y).astype(np.float32)


def _print_level(grey: Pixels, seal: Seal) -> float:
    """How dark the print beside a seal is; 255 where there is none."""
    top, bottom = max(0, int(seal.y - seal.radius)), int(seal.y + 1.5 * seal.radius)
    left, right = max(0, int(seal.x - 3 * seal.radius)), int(seal.x + 3 * seal.radius)
    part = grey[top:bottom, left:right]
    middle = Seal(seal.x - left, seal.y - top, seal.radius)
    ink = part[(_distance(part.shape, middle) > 1.05 * seal.radius) & (part < _INK)]
    return float(np.percentile(ink, 20)) if len(ink) > 200 else 255.0


def _lighten(part: Pixels, seal: Seal, level: float) -> None:
    """Paint white in the seal of ``part`` what is no darker than its outer circle, but the edges of darker strokes."""
    away = _distance(part.shape, seal)
    ring = part[(np.abs(away - seal.radius) < 0.04 * seal.radius) & (part < _INK)]
    if not len(ring):
        return
    own = float(np.median(ring))
    if own - level < _LIGHTER:
        return
    core = (part < (own + level) / 2).astype(np.uint8)
    near = np.asarray(cv2.dilate(core, np.ones((3, 3), np.uint8)), np.bool_)
    part[(away < 1.04 * seal.radius) & ~near] = 255


def _open(part: Pixels, seal: Seal, dpi: float) -> None:
    """Paint the seal's circles white in ``part``, but where ink goes on at both of their sides."""
    away = _distance(part.shape, seal)
    dark = part < _INK
    whole = np.minimum(away.astype(np.int32), int(seal.radius * 1.1) + 1)
    bands = _bands(whole, dark, seal.radius, max(1, round(_STROKE_MM * dpi / 25.4)))
    if not bands.any():
        return
    inside, outside = _sides(bands)
    y, x = np.nonzero(bands[whole] & dark)
    radius, at = np.maximum(away[y, x], 1.0), whole[y, x]
    crossing = np.ones(len(y), np.bool_)
    for side in (inside[at] - 1, outside[at] + 1):
        to_x = np.rint(seal.x + (x - seal.x) / radius * side).astype(int)
        to_y = np.rint(seal.y + (y - seal.y) / radius * side).astype(int)
        crossing &= dark[np.clip(to_y, 0, part.shape[0] - 1), np.clip(to_x, 0, part.shape[1] - 1)]
    part[y[~crossing], x[~crossing]] = 255


def _bands(whole: _Numbers, dark: _Bools, radius: float, thick: int) -> _Bools:
    """For each whole distance from the middle, whether a circle of the seal lies there."""
    size = int(radius * 1.1) + 2
    count = np.bincount(whole.ravel(), minlength=size)
    inked = np.bincount(whole.ravel(), weights=dark.ravel(), minlength=size)
    away = np.arange(size)
    rings = (inked >= _RING * np.maximum(count, 1)) & (away > 0.45 * radius) & (away < 1.06 * radius)
    return np.asarray(np.convolve(rings, np.ones(2 * thick + 1), "same") > 0)


def _unwrite(part: Pixels, seal: Seal, dpi: float) -> None:
    """Paint the letters that run around the seal of ``part`` white; those of a row that goes on outside of it stay."""
    dark = (part < _INK).astype(np.uint8)
    _, labels, stats, middles = cv2.connectedComponentsWithStats(dark, connectivity=8)
    width, height = stats[:, 2], stats[:, 3]
    x, y = middles[:, 0], middles[:, 1]
    far = np.hypot(x - seal.x, y - seal.y) / seal.radius
    letter = np.maximum(width, height) < _LETTER_MM * dpi / 25.4
    around = letter & (far > _TEXT[0]) & (far < _TEXT[1])
    rows = np.zeros(len(part) + 1, np.int32)
    for _, top, _, tall, _ in stats[letter & (far > 1.1) & (height > _LEAST_LETTER_MM * dpi / 25.4)]:
        rows[top : top + tall] += 1
    around &= rows[np.clip(np.rint(y).astype(int), 0, len(part))] < 2
    around[0] = False
    part[around[labels]] = 255


def _sides(bands: _Bools) -> tuple[_Numbers, _Numbers]:
    """For each radius in a band, where the band begins and ends."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], bands, [False])).astype(np.int8)))
    inside, outside = np.zeros(len(bands), int), np.zeros(len(bands), int)
    for begin, end in zip(edges[::2], edges[1::2], strict=True):
        inside[begin:end], outside[begin:end] = begin, end - 1
    return inside, outside
