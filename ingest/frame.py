"""Sketch and way up → the rectangle of upright paper, and how to cut it out of the scan in one go."""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from ingest.picture import Pixels
from ingest.sketch import MM, Sketch

_HALF = 2
_LEAST_ANGLE = 0.05
_MOST_PIXELS = 32_000
"""OpenCV cannot warp pictures with more rows or columns than a short holds."""
_MARGIN = 2.0
_MOST_CUT = 0.4
_Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Frame:
    """``left``, ``top``, ``right``, ``bottom`` as shares of the turned picture's width and height (or a
    little outside), after turning by ``turns`` quarters clockwise and levelling by ``angle`` degrees."""

    turns: int
    angle: float
    box: tuple[float, float, float, float]


def turned(pixels: Pixels, turns: int) -> Pixels:
    """``pixels`` turned clockwise by so many quarters."""
    code = (None, cv2.ROTATE_90_CLOCKWISE, cv2.ROTATE_180, cv2.ROTATE_90_COUNTERCLOCKWISE)[turns % 4]
    return pixels if code is None else np.asarray(cv2.rotate(pixels, code), np.uint8)


def frame(sketch: Sketch, turns: int, angle: float) -> Frame:
    """The paper within the scan: dark scanner borders are left out, ink never is."""
    size = (sketch.grey.shape[1] // _HALF, sketch.grey.shape[0] // _HALF)
    border = turned(np.asarray(cv2.resize(sketch.border, size, interpolation=cv2.INTER_NEAREST), np.uint8), turns)
    ink = turned(np.asarray(cv2.resize(sketch.ink * 255, size, interpolation=cv2.INTER_AREA), np.uint8), turns)
    height, width = border.shape
    if abs(angle) < _LEAST_ANGLE or max(sketch.grey.shape) / sketch.scale > _MOST_PIXELS:
        angle = 0.0
    inside = np.full_like(border, 255)
    if angle:
        level = _levelling(width, height, angle, (0.0, 0.0))
        border, ink, inside = (_warped(mask, level, (width, height), 0) for mask in (border, ink, inside))
    left, right = _trim(border.sum(axis=0, dtype=np.int64), inside.sum(axis=0, dtype=np.int64))
    top, bottom = _trim(
        border[:, left:right].sum(axis=1, dtype=np.int64), inside[:, left:right].sum(axis=1, dtype=np.int64)
    )
    inked = _extent(ink)
    if inked is not None:
        left, top = min(left, inked[0]), min(top, inked[1])
        right, bottom = max(right, inked[2]), max(bottom, inked[3])
    if not angle:  # nothing lies outside a picture that is not turned
        left, top, right, bottom = max(left, 0), max(top, 0), min(right, width), min(bottom, height)
    return Frame(turns, angle, (left / width, top / height, right / width, bottom / height))


def cut_out(pixels: Pixels, frame: Frame) -> Pixels:
    """The upright paper at full size, resampled once and only where the page is tilted. What lies outside the scan is
    filled with the paper's colour."""
    upright = turned(pixels, frame.turns)
    height, width = upright.shape[:2]
    left, top, right, bottom = frame.box
    box = (round(left * width), round(top * height), round(right * width), round(bottom * height))
    if not frame.angle:
        return np.ascontiguousarray(upright[box[1] : box[3], box[0] : box[2]])
    level = _levelling(width, height, frame.angle, (box[0], box[1]))
    return _warped(upright, level, (box[2] - box[0], box[3] - box[1]), paper_colour(upright))


def paper_colour(pixels: Pixels) -> int | tuple[int, int, int]:
    """Grey or RGB of the paper."""
    sample = pixels[::16, ::16]
    if sample.ndim == 2:
        return int(np.percentile(sample, 80))
    red, green, blue = (int(np.percentile(sample[..., i], 80)) for i in range(3))
    return red, green, blue


def _levelling(width: int, height: int, angle: float, corner: tuple[float, float]) -> _Matrix:
    """From pixels of the level page, whose first is ``corner``, to those of the tilted one (both turned already)."""
    sine, cosine = float(np.sin(np.radians(angle))), float(np.cos(np.radians(angle)))
    x, y = (width - 1) / 2, (height - 1) / 2
    back = np.array([[cosine, -sine, x - cosine * x + sine * y], [sine, cosine, y - sine * x - cosine * y]])
    back[:, 2] += back[:, :2] @ np.asarray(corner)
    return back


def _warped(pixels: Pixels, matrix: _Matrix, size: tuple[int, int], fill: int | tuple[int, int, int]) -> Pixels:
    colour = fill if isinstance(fill, tuple) else (fill,)
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return np.asarray(
        cv2.warpAffine(pixels, matrix, size, flags=flags, borderMode=cv2.BORDER_CONSTANT, borderValue=colour), np.uint8
    )


def _trim(border: npt.NDArray[np.int64], inside: npt.NDArray[np.int64]) -> tuple[int, int]:
    """First and last (exclusive) row or column that is paper for the most part."""
    paper = np.flatnonzero(border * 2 < np.maximum(inside, 1))
    if not len(paper) or paper[-1] + 1 - paper[0] < len(border) * (1 - _MOST_CUT):
        return 0, len(border)
    return int(paper[0]), int(paper[-1]) + 1


def _extent(ink: Pixels) -> tuple[int, int, int, int] | None:
    """Box around the letters, with a margin."""
    across, down = np.flatnonzero((ink > 96).sum(axis=0) > 1), np.flatnonzero((ink > 96).sum(axis=1) > 1)
    if not len(across) or not len(down):
        return None
    margin = round(_MARGIN * MM / _HALF)
    return int(across[0]) - margin, int(down[0]) - margin, int(across[-1]) + 1 + margin, int(down[-1]) + 1 + margin
