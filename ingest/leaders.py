"""Reading picture → the same without dotted leaders, the lines of dots on which forms are filled in.

A row of dots under or between words keeps the recogniser from seeing the line at all, or becomes letters of it.
"""

import cv2
import numpy as np
import numpy.typing as npt

from ingest.picture import Pixels
from ingest.sketch import MM, SKETCH_DPI, at_sketch_dpi

Box = tuple[int, int, int, int]
"""Left, top, right, bottom."""

_DARK = 205
_FLAT = 1.0 * MM
"""How high a dot, or dots run together, is at most; a full stop of 14-point print is 0.55 mm."""
_APART, _LONG = 1.5 * MM, 14 * MM
"""The gap between two dots, full stops in a row standing 1.2 mm from middle to middle; and how long a leader is at
least: marks over a word make no such row, nor does dirt."""
_NEAREST, _FARTHEST = 0.3 * MM, 2.0 * MM
"""From dot to dot."""
_EVEN = 0.3
"""How much a row is like itself moved on by one dot, against the same half a dot on. Rules, broken ones too, are below
0.1, leaders of blurred dots above 0.4."""
_OPEN, _PALER = 0.24, 0.7
"""Share of a leader's columns that are paler than the darkest by so much: 0.28 and more, of rules under words 0.19 and
less."""
_AROUND, _INKED = 1.2 * MM, 235
_MOSTLY = 0.6
"""Share of a row that must be flat ink, not the feet of letters."""


def without_leaders(grey: Pixels, dpi: float) -> Pixels:
    """``grey`` (height × width, paper at 255, level) with the dots of leaders painted white; print that they touch
    and all larger marks stay, and so do rules."""
    scale = max(1.0, dpi / SKETCH_DPI)
    boxes = [tuple(round(side * scale) for side in box) for box in _flat_rows(at_sketch_dpi(grey, dpi))]
    leaders = [(left, top, right, low) for left, top, right, low in boxes if _is_dotted(grey[top:low, left:right], dpi)]
    if not leaders:
        return grey
    done = grey.copy()
    for box in leaders:
        _erase(done, box, dpi)
    return done


def _flat_rows(small: Pixels) -> list[Box]:
    """Where flat ink stands in rows long enough: leaders and rules. ``small`` at 150 dpi."""
    dark = np.where(small < _DARK, 255, 0).astype(np.uint8)
    tall = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((round(_FLAT) + 1, 1), np.uint8))
    flat = cv2.subtract(dark, cv2.dilate(tall, np.ones((3, 3), np.uint8)))
    joined = cv2.morphologyEx(flat, cv2.MORPH_CLOSE, np.ones((1, round(_APART) + 1), np.uint8))
    joined = cv2.dilate(joined, np.ones((3, 1), np.uint8))
    rows = cv2.morphologyEx(joined, cv2.MORPH_OPEN, np.ones((1, round(_LONG)), np.uint8))
    outlines, _ = cv2.findContours(np.asarray(rows, np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    boxes = (tuple(map(int, cv2.boundingRect(outline))) for outline in outlines)
    return [(left, top, left + wide, top + high) for left, top, wide, high in boxes if high <= _FLAT + 2]


def _is_dotted(row: Pixels, dpi: float) -> bool:
    """Whether the ink of ``row`` comes and goes evenly, as dots do."""
    darkest = 255.0 - row.min(axis=0)
    if float((darkest < _PALER * np.percentile(darkest, 90)).mean()) < _OPEN:
        return False
    scale = dpi / SKETCH_DPI
    ink = 255.0 - row.mean(axis=0, dtype=np.float64)
    wide = round(2 * _FARTHEST * scale) | 1
    ink = ink - np.convolve(ink, np.ones(wide) / wide, "same")
    like = _likeness(ink, round(_FARTHEST * scale) + 1)
    first = max(2, round(_NEAREST * scale))
    if len(like) <= first:
        return False
    at = first + int(like[first:].argmax())
    return bool(like[at] - like[: at + 1].min() >= 2 * _EVEN and like[at] >= _EVEN)


def _likeness(ink: npt.NDArray[np.float64], most: int) -> npt.NDArray[np.float64]:
    """Correlation of ``ink`` with itself moved on by 0 to ``most`` pixels."""
    whole = float((ink**2).sum()) + 1e-6
    return np.array([float((ink[: len(ink) - lag] * ink[lag:]).sum()) / whole for lag in range(most + 1)])


def _erase(grey: Pixels, box: Box, dpi: float) -> None:
    """Paint the flat ink white whose middle is in ``box``, where that is what most of the row is made of and not the
    feet of letters; what is around is seen too, to tell the one from the other."""
    left, top, right, bottom = box
    scale = dpi / SKETCH_DPI
    around, most = round(_AROUND * scale), round((_FLAT + 1) * scale)
    y0, x0 = max(0, top - around), max(0, left - around)
    part = grey[y0 : bottom + around, x0 : right + around]
    _, labels, stats, middles = cv2.connectedComponentsWithStats((part < _INKED).astype(np.uint8), connectivity=8)
    dot = (stats[:, 3] <= most) & (middles[:, 1] >= top - y0 - 1) & (middles[:, 1] <= bottom - y0 + 1)
    dot[0] = False
    dots = dot[labels]
    columns = dots[:, left - x0 : right - x0].any(axis=0).astype(np.uint8)[None]
    joined = cv2.morphologyEx(columns, cv2.MORPH_CLOSE, np.ones((1, round(_APART * scale) + 1), np.uint8))
    if np.count_nonzero(joined) >= _MOSTLY * (right - left):
        part[dots] = 255
