"""Ink → which way up the page is, from the shapes of the lines alone where they say enough."""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from ingest import skew
from ingest.picture import Pixels
from ingest.sketch import Sizes, Sketch

_WINDOW = 48
_PEAK = 0.12
_FEW_WINDOWS, _FEW_LETTERS = 4, 12
_MIN_X, _MAX_X = 7, 45
_Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Upright:
    """``turns``: quarter turns clockwise that bring the page upright; ``angle``: degrees by which its lines then fall
    to the right. ``evidence``: how many standard deviations speak for this way up and not the other (below 0: against
    it); ``axis``: how much clearer its lines run this way than across."""

    turns: int
    angle: float
    evidence: float
    axis: float


def upright(sketch: Sketch) -> Upright:
    """The way up by the ink's shape; without ink the page stays as it is."""
    ink = sketch.ink
    across, down = skew.both(ink)
    sideways = down.sharpness > across.sharpness
    lines = down if sideways else across
    turned = np.asarray(cv2.rotate(ink, cv2.ROTATE_90_CLOCKWISE), np.uint8) if sideways else ink
    evidence = marks_above(turned, lines.angle, x_height(sketch.sizes[:, ::-1] if sideways else sketch.sizes))
    turns = (1 if sideways else 0) + (2 if evidence < 0 else 0)
    axis = lines.sharpness / max(1e-6, min(across.sharpness, down.sharpness))
    return Upright(turns, lines.angle, abs(evidence), axis)


def marks_above(ink: Pixels, angle: float, body: int) -> float:
    """How much more ink stands above the bodies of the letters than hangs below them, in standard deviations.

    Vietnamese has its ascenders, capitals and nearly all of its marks above, and only few descenders and the dot below.
    Every line is looked at in windows 8 mm wide, so that columns and curled lines do not blur one another. ``body`` is
    the height of a small letter in pixels.
    """
    if not body:
        return 0.0
    height, width = ink.shape
    slope = float(np.tan(np.radians(angle)))
    shear = np.array([[1, 0, 0], [-slope, 1, width / 2 * slope]], np.float32)
    level = cv2.warpAffine(ink * 255, shear, (width, height), flags=cv2.INTER_LINEAR)
    windows = max(1, round(width / _WINDOW))
    profile = np.asarray(cv2.resize(level, (windows, height), interpolation=cv2.INTER_AREA), np.float32) / 255
    total = np.vstack([np.zeros((1, windows), np.float32), np.cumsum(profile, axis=0)])
    core = _band(total, 0, body)
    highest = cv2.dilate(core, np.ones((2 * body + 1, 1), np.uint8))
    line = (core >= highest) & (core > body * _PEAK)
    gap, zone = max(1, round(0.15 * body)), round(0.75 * body)
    above, below = _band(total, -gap - zone, -gap)[line], _band(total, body + gap, body + gap + zone)[line]
    if len(above) < _FEW_WINDOWS:
        return 0.0
    difference = above - below
    return float(difference.sum() / np.sqrt(float((difference**2).sum()) + 1e-6))


def _band(total: _Floats, first: int, last: int) -> _Floats:
    """Ink between ``first`` and ``last`` rows below every row, from the running total."""
    height = total.shape[0] - 1
    rows = np.arange(height)
    return np.asarray(total[np.clip(rows + last, 0, height)] - total[np.clip(rows + first, 0, height)], np.float32)


def x_height(sizes: Sizes) -> int:
    """Height in pixels of most small letters, 0 where there are too few: the lowest well-filled size, for capitals and
    letters joined to their marks are taller. ``sizes``: widths and heights, as :class:`Sketch` has them."""
    width, height = sizes[:, 0], sizes[:, 1]
    fit = (height >= _MIN_X) & (height <= _MAX_X) & (width <= 3 * height) & (width >= 0.4 * height)
    heights = height[fit]
    if len(heights) < _FEW_LETTERS:
        return 0
    counts = np.convolve(np.bincount(heights, minlength=_MAX_X + 3), [1, 2, 1], "same")
    for size in range(_MIN_X, _MAX_X + 1):
        near = counts[size - 1 : size + 3]
        if counts[size] >= 0.45 * counts.max() and counts[size] >= max(near[0], near[2], 0.9 * near[3]):
            return size
    return int(counts.argmax())
