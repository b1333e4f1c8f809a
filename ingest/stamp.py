"""Colour page → its framed stamps in red or blue (dấu công văn đến): the ink of each alone, and the page without."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from ingest.ink import balanced, excess, paper_tint, reduced
from ingest.picture import Pixels

_DPI = 75
_LARGE_MM, _SMALL_MM = ((32.0, 85.0), (14.0, 45.0)), ((15.0, 48.0), (5.5, 13.0))
"""Width and height of the frame, from and to: of an incoming-mail stamp (50 × 30 mm by NĐ 30/2020/NĐ-CP, PL IV; those
in use vary), of a secrecy or urgency mark (20 to 40 × 8 mm, PL I, ô 10). These are red; a number written with a blue
pen is as large."""
_LEAST_MM = (15.0, 5.5)
_COLOURED, _TINTED = 20, 14
"""By how much one channel must outdo the others: in a stroke, at its edge."""
_JOINS_MM = (1.8, 0.0)
"""Over what gaps a frame goes on: a worn one's, then none, for a number written close above would be joined to it."""
_RECTANGLE, _MOST_INKED = 0.86, 0.6
"""Least share of its rectangle that the frame's hull fills (a circle fills 0.79), and most that may be ink."""
_EDGE_MM, _EDGE, _EDGED = 2.0, 0.14, 0.6
"""How near to its rectangle the frame runs, and that by its height; the least share of each side that is inked."""
_MOST_TILT = 12.0
_MARGIN_MM, _LINE_MM = 1.5, 1.0
"""What is cut out around the frame, and from its outer edge inwards what is its line."""
_PRINT, _UNDER = 90, (0.25, 0.8)
"""Ink is lighter than this in its own colour; the shares of its usual lightness at which pixels are all print, and
none."""

_Tint = tuple[float, float, float]
_Size = tuple[tuple[float, float], tuple[float, float]]
_Frame = tuple[tuple[float, float], tuple[float, float], float]


@dataclass(frozen=True, slots=True)
class InkStamp:
    """A framed stamp: ``middle`` in pixels of the page, ``tilt`` in degrees (positive: clockwise), whether its ink is
    ``blue`` or else red, ``picture`` the ink inside its frame alone, level, black on white, at the page's
    resolution."""

    middle: tuple[float, float]
    tilt: float
    blue: bool
    picture: Pixels


def stamps(pixels: Pixels, dpi: float) -> tuple[InkStamp, ...]:
    """The framed stamps on upright ``pixels`` (RGB; none on grey ones), blue ones first."""
    if pixels.ndim == 2:
        return ()
    tint = paper_tint(pixels)
    step = max(1, round(dpi / _DPI))
    small = balanced(reduced(pixels, step), tint)
    found = []
    for blue in (True, False):
        for (x, y), (width, height), turn in _frames(small, dpi / step / 25.4, blue=blue):
            frame = ((x * step, y * step), (width * step, height * step), turn)
            found.append(InkStamp(frame[0], turn, blue, _alone(pixels, frame, (dpi, tint), blue=blue)))
    return tuple(found)


def unstamped(grey: Pixels, pixels: Pixels, found: tuple[InkStamp, ...]) -> Pixels:
    """``grey`` (paper at 255) of RGB ``pixels`` with the ink of the blue stamps painted white and print under it kept;
    red ink is gone from it already."""
    blue = [stamp for stamp in found if stamp.blue]
    if not blue:
        return grey
    done, tint = grey.copy(), paper_tint(pixels)
    for stamp in blue:
        height, width = stamp.picture.shape
        corners = cv2.boxPoints((stamp.middle, (width, height), stamp.tilt))
        left, top = np.maximum(corners.min(axis=0).astype(int), 0)
        right, bottom = corners.max(axis=0).astype(int) + 1
        part, here = pixels[top:bottom, left:right], done[top:bottom, left:right]
        inside = np.zeros(here.shape, np.uint8)
        cv2.fillConvexPoly(inside, np.rint(corners - (left, top)).astype(np.int32), 1)
        part = balanced(part, tint)
        inked = (inside > 0) & (excess(part) >= _TINTED)
        here[inked] = _faded(part[..., 2][inked])
    return done


def _faded(light: Pixels) -> Pixels:
    """How light paper is at pixels with ink on it whose own colour is so ``light``: white where there is ink alone,
    darker the more print is under it, so that letters keep their edges."""
    alone = light[light > _PRINT]
    level = float(np.median(alone)) if alone.size else 255.0
    darkest, lightest = (share * level for share in _UNDER)
    return np.asarray(np.clip((light - darkest) / (lightest - darkest), 0, 1) * 255, np.uint8)


def _frames(small: Pixels, millimetre: float, *, blue: bool) -> list[_Frame]:
    """The frames of stamps in one colour; ``millimetre`` and they in pixels of ``small``."""
    ink = (_tint(small, blue=blue) >= _COLOURED).astype(np.uint8)
    found: list[_Frame] = []
    for join in _JOINS_MM:
        if ink.sum() < 2 * _LEAST_MM[0] * millimetre:
            break
        for frame in _joined(ink, round(join * millimetre) | 1, millimetre, blue=blue):
            found.append(frame)
            cv2.fillConvexPoly(ink, np.rint(cv2.boxPoints(frame)).astype(np.int32), 0)
    return found


def _joined(ink: npt.NDArray[Any], join: int, millimetre: float, *, blue: bool) -> list[_Frame]:
    """The frames in ``ink`` (height × width, 0 or 1) whose line has no gap as wide as ``join`` pixels."""
    near = cv2.dilate(ink, np.ones((join, join), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(near, connectivity=8)
    found = []
    for left, top, width, height, label in ((*map(int, stats[label, :4]), label) for label in range(1, count)):
        if width < _LEAST_MM[0] * millimetre or height < _LEAST_MM[1] * millimetre:
            continue
        own = ink[top : top + height, left : left + width] * (labels[top : top + height, left : left + width] == label)
        frame = _frame(own, millimetre, (_LARGE_MM,) if blue else (_LARGE_MM, _SMALL_MM))
        if frame is not None:
            (x, y), sides, turn = frame
            found.append(((x + left, y + top), sides, turn))
    return found


def _frame(ink: npt.NDArray[Any], millimetre: float, sizes: Sequence[_Size]) -> _Frame | None:
    """Middle, sides and tilt of a frame of one of ``sizes``; None where the ink is anything else."""
    points = np.argwhere(ink > 0)[:, ::-1].astype(np.float32)
    if len(points) < 8:
        return None
    (x, y), (width, height), tilt = cv2.minAreaRect(points)
    if abs(tilt) > 45:  # which side comes first depends on the version of OpenCV
        width, height, tilt = height, width, tilt - 90 if tilt > 0 else tilt + 90
    if (
        not any(_within(width / millimetre, wide) and _within(height / millimetre, high) for wide, high in sizes)
        or abs(tilt) > _MOST_TILT
    ):
        return None
    filled = cv2.contourArea(cv2.convexHull(points)) / (width * height)
    frame = ((float(x), float(y)), (float(width), float(height)), float(tilt))
    if filled < _RECTANGLE or len(points) > _MOST_INKED * width * height or not _is_edged(points, frame, millimetre):
        return None
    return frame


def _within(side: float, span: tuple[float, float]) -> bool:
    return span[0] <= side <= span[1]


def _is_edged(points: npt.NDArray[np.float32], frame: _Frame, millimetre: float) -> bool:
    """Whether ink runs along all four sides: a signature may fill its rectangle, but has no sides."""
    (x, y), (width, height), tilt = frame
    sine, cosine = float(np.sin(np.radians(tilt))), float(np.cos(np.radians(tilt)))
    across = (points[:, 0] - x) * cosine + (points[:, 1] - y) * sine + width / 2
    down = (points[:, 1] - y) * cosine - (points[:, 0] - x) * sine + height / 2
    near = min(_EDGE_MM * millimetre, _EDGE * height)
    sides = (
        (across[down < near], width),
        (across[down > height - near], width),
        (down[across < near], height),
        (down[across > width - near], height),
    )
    return all(len(np.unique(np.rint(along))) >= _EDGED * long for along, long in sides)


def _alone(pixels: Pixels, frame: _Frame, seen: tuple[float, _Tint], *, blue: bool) -> Pixels:
    (x, y), (width, height), tilt = frame
    dpi, white = seen
    margin = 2 * _MARGIN_MM * dpi / 25.4
    size = (round(width + margin), round(height + margin))
    turn = np.asarray(cv2.getRotationMatrix2D((x, y), tilt, 1.0), np.float64)
    turn[:, 2] += np.array((size[0] / 2 - x, size[1] / 2 - y))
    level = cv2.warpAffine(pixels, turn, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    ink = _tint(balanced(np.asarray(level, np.uint8), white), blue=blue)
    full = max(float(np.percentile(ink[ink >= _COLOURED], 80)) if (ink >= _COLOURED).any() else 255.0, 1.0)
    dark = np.asarray(255 - np.clip(ink * (255 / full), 0, 255), np.uint8)
    edge = round((_MARGIN_MM + _LINE_MM) * dpi / 25.4)
    inside = np.full_like(dark, 255)
    inside[edge:-edge, edge:-edge] = dark[edge:-edge, edge:-edge]
    return inside


def _tint(pixels: Pixels, *, blue: bool) -> Pixels:
    return excess(pixels if blue else pixels[..., ::-1])
