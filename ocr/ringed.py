"""Picture of a signature → the same without what its round seal prints: its ring and its text.

A seal is 30 to 36 mm wide (Thông tư 21/2012/TT-BCA, 3 to 5). On a one-bit scan nothing but its shape tells it from
print.
"""

import math
from dataclasses import dataclass

import cv2
import numpy as np

from archive.records import Box
from ocr.picture import Pixels

_DPI, _MM = 75, 75 / 25.4
_LEAST_MM, _MOST_MM, _APART_MM = 13.5, 22.0, 20.0
"""Radius of a seal, from and to, and how far apart the middles of two are."""
_EDGE, _VOTES = 150, 22
"""How sharp the edge of its ring is, and how much of it must be there (``cv2.HoughCircles``)."""
_DARK = 200
_AROUND = np.radians(np.arange(0, 360, 4))
_INKED, _RINGS = 0.55, 3
"""Share of the ring that is inked, and by how many pixels the ring may lie beside the circle."""
_RIM, _INSIDE = 1.04, 0.6
"""How far the ring reaches, and what is inside of it, as shares of its radius."""
STROKES_MM = (0.38, 0.5)
"""What is thinner is the pen's; the stems of stamped letters are thicker than both."""
_INK, _SERIF_MM = 150, 0.25
"""Grey below which a pixel is ink; how far letters reach from their stems."""


@dataclass(frozen=True, slots=True)
class Ring:
    """Vành con dấu: its middle and radius in pixels."""

    x: float
    y: float
    radius: float

    def holds(self, box: Box) -> bool:
        """Whether ``box`` is inside the ring: what a seal says across its middle."""
        return math.hypot((box[0] + box[2]) / 2 - self.x, (box[1] + box[3]) / 2 - self.y) < _INSIDE * self.radius


def ring(picture: Pixels, dpi: int) -> Ring | None:
    """The seal on ``picture`` (grey, at ``dpi``), None where there is none."""
    scale = _DPI / dpi
    if min(picture.shape) * scale < 2 * _LEAST_MM * _MM:
        return None
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    small = np.asarray(cv2.GaussianBlur(small, (0, 0), 1.0), np.uint8)
    seen = cv2.HoughCircles(
        small,
        cv2.HOUGH_GRADIENT,
        1,
        _APART_MM * _MM,
        param1=_EDGE,
        param2=_VOTES,
        minRadius=round(_LEAST_MM * _MM),
        maxRadius=round(_MOST_MM * _MM),
    )
    if seen is None:
        return None
    near = np.asarray(cv2.erode(small, np.ones((3, 3), np.uint8)), np.uint8)
    circles = [Ring(float(x), float(y), float(r)) for x, y, r in np.asarray(seen).reshape(-1, 3)[:_RINGS]]
    best = max(circles, key=lambda circle: _inked(near, circle))
    if _inked(near, best) < _INKED:
        return None
    return Ring(best.x / scale, best.y / scale, best.radius / scale)


def unringed(picture: Pixels, seal: Ring) -> Pixels:
    """``picture`` with the disc of the ``seal`` on it painted white. What print lies under it goes with it: this
    picture says where lines of print are, others what they say."""
    done = picture.copy()
    cv2.circle(done, (round(seal.x), round(seal.y)), round(_RIM * seal.radius), 255, -1)
    return done


def bold(picture: Pixels, dpi: int, wide: float) -> Pixels:
    """``picture`` without strokes that are not ``wide`` (mm): stamped letters stay but for their hairlines, the pen and
    most of a seal go."""
    ink = (picture < _INK).astype(np.uint8)
    square = np.ones((side := max(2, round(wide * dpi / 25.4)), side), np.uint8)
    stems = cv2.dilate(cv2.erode(ink, square, anchor=(0, 0)), square, anchor=(side - 1, side - 1))
    for _ in range(max(1, round(_SERIF_MM * dpi / 25.4))):
        stems = cv2.bitwise_and(cv2.dilate(stems, np.ones((3, 3), np.uint8)), ink)
    return np.asarray(np.where(stems > 0, picture, 255), np.uint8)


def _inked(near: Pixels, circle: Ring) -> float:
    """Share of ``circle`` on which there is ink."""
    across = np.rint(circle.x + circle.radius * np.cos(_AROUND)).astype(int)
    down = np.rint(circle.y + circle.radius * np.sin(_AROUND)).astype(int)
    inside = (across >= 0) & (across < near.shape[1]) & (down >= 0) & (down < near.shape[0])
    if not inside.any():
        return 0.0
    return float((near[down[inside], across[inside]] < _DARK).mean())
