"""Sketch, way up and bend → the rectangle of upright paper, and how to cut it out of the scan in one go."""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from ingest.bend import Bend
from ingest.picture import Pixels
from ingest.sketch import MM, Sketch

_HALF = 2
_LEAST_ANGLE = 0.05
_MOST_PIXELS = 32_000
"""OpenCV cannot warp pictures with more rows or columns than a short holds."""
_MARGIN = 2.0
_MOST_CUT = 0.4
_BAND = 256
"""Rows of a bent page that are straightened at a time, so that their maps stay small."""
_Matrix = npt.NDArray[np.float64]
_Floats = npt.NDArray[np.float32]
_Box = tuple[int, int, int, int]
_Colour = int | tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Frame:
    """``left``, ``top``, ``right``, ``bottom`` as shares of the turned picture's width and height (or a
    little outside), after turning by ``turns`` quarters clockwise and straightening as ``bend`` says."""

    turns: int
    bend: Bend
    box: tuple[float, float, float, float]


def turned(pixels: Pixels, turns: int) -> Pixels:
    """``pixels`` turned clockwise by so many quarters."""
    code = (None, cv2.ROTATE_90_CLOCKWISE, cv2.ROTATE_180, cv2.ROTATE_90_COUNTERCLOCKWISE)[turns % 4]
    return pixels if code is None else np.asarray(cv2.rotate(pixels, code), np.uint8)


def frame(sketch: Sketch, turns: int, bend: Bend) -> Frame:
    """The paper within the scan: dark scanner borders are left out, ink never is."""
    size = (sketch.grey.shape[1] // _HALF, sketch.grey.shape[0] // _HALF)
    border = turned(np.asarray(cv2.resize(sketch.border, size, interpolation=cv2.INTER_NEAREST), np.uint8), turns)
    ink = turned(np.asarray(cv2.resize(sketch.ink * 255, size, interpolation=cv2.INTER_AREA), np.uint8), turns)
    height, width = border.shape
    if (bend.straight and abs(bend.angle) < _LEAST_ANGLE) or max(sketch.grey.shape) / sketch.scale > _MOST_PIXELS:
        bend = Bend(0.0)
    inside = np.full_like(border, 255)
    if bend != Bend(0.0):
        border, ink, inside = (_straightened(mask, bend, (0, 0, width, height), 0) for mask in (border, ink, inside))
    left, right = _trim(border.sum(axis=0, dtype=np.int64), inside.sum(axis=0, dtype=np.int64))
    top, bottom = _trim(
        border[:, left:right].sum(axis=1, dtype=np.int64), inside[:, left:right].sum(axis=1, dtype=np.int64)
    )
    inked = _extent(ink)
    if inked is not None:
        left, top = min(left, inked[0]), min(top, inked[1])
        right, bottom = max(right, inked[2]), max(bottom, inked[3])
    if bend == Bend(0.0):  # nothing lies outside a picture that is not turned
        left, top, right, bottom = max(left, 0), max(top, 0), min(right, width), min(bottom, height)
    return Frame(turns, bend, (left / width, top / height, right / width, bottom / height))


def cut_out(pixels: Pixels, frame: Frame) -> Pixels:
    """The upright paper at full size, resampled once and only where the page is tilted or bent. What lies outside the
    scan is filled with the paper's colour."""
    upright = turned(pixels, frame.turns)
    height, width = upright.shape[:2]
    left, top, right, bottom = frame.box
    box = (round(left * width), round(top * height), round(right * width), round(bottom * height))
    if frame.bend == Bend(0.0):
        return np.ascontiguousarray(upright[box[1] : box[3], box[0] : box[2]])
    return _straightened(upright, frame.bend, box, paper_colour(upright))


def paper_colour(pixels: Pixels) -> _Colour:
    """Grey or RGB of the paper."""
    sample = pixels[::16, ::16]
    if sample.ndim == 2:
        return int(np.percentile(sample, 80))
    red, green, blue = (int(np.percentile(sample[..., i], 80)) for i in range(3))
    return red, green, blue


def _straightened(pixels: Pixels, bend: Bend, box: _Box, fill: _Colour) -> Pixels:
    """The part ``box`` of the page that ``pixels`` (turned already) becomes when made level and straight."""
    height, width = pixels.shape[:2]
    size, colour = (box[2] - box[0], box[3] - box[1]), fill if isinstance(fill, tuple) else (fill,)
    if bend.straight:
        level = _levelling(width, height, bend.angle, (box[0], box[1]))
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        way = cv2.BORDER_CONSTANT
        return np.asarray(
            cv2.warpAffine(pixels, level, size, flags=flags, borderMode=way, borderValue=colour), np.uint8
        )
    flat = np.empty((size[1], size[0], *pixels.shape[2:]), np.uint8)
    for top in range(0, size[1], _BAND):
        rows = np.arange(box[1] + top, min(box[1] + top + _BAND, box[3]), dtype=np.float32)
        x, y = _bent(bend, (width, height), np.arange(box[0], box[2], dtype=np.float32), rows)
        band = cv2.remap(pixels, x, y, cv2.INTER_CUBIC, borderMode=cv2.BORDER_CONSTANT, borderValue=colour)
        flat[top : top + _BAND] = band
    return flat


def _levelling(width: int, height: int, angle: float, corner: tuple[float, float]) -> _Matrix:
    """From pixels of the level page, whose first is ``corner``, to those of the tilted one (both turned already)."""
    sine, cosine = float(np.sin(np.radians(angle))), float(np.cos(np.radians(angle)))
    x, y = (width - 1) / 2, (height - 1) / 2
    back = np.array([[cosine, -sine, x - cosine * x + sine * y], [sine, cosine, y - sine * x - cosine * y]])
    back[:, 2] += back[:, :2] @ np.asarray(corner)
    return back


def _bent(bend: Bend, size: tuple[int, int], columns: _Floats, rows: _Floats) -> tuple[_Floats, _Floats]:
    """Where the pixels of the straight page at ``columns`` and ``rows`` lie on the bent one: bowed first, then seen in
    perspective, then tilted, all about the picture's centre."""
    half_width, half_height = size[0] / 2, size[1] / 2
    middle = np.array([(size[0] - 1) / 2, (size[1] - 1) / 2], np.float32)
    across, down = columns - middle[0], (rows - middle[1])[:, None]
    curve = (across / np.float32(half_width)) ** 2 * np.float32(half_width / 2)
    down = down + curve * (np.float32(bend.bow) + np.float32(bend.twist / half_height) * down)
    far = 1 - np.float32(bend.fan / half_height) * across
    sine, cosine = (np.float32(way(np.radians(bend.angle))) for way in (np.sin, np.cos))
    down /= far
    across = across / far
    return across * cosine - down * sine + middle[0], across * sine + down * cosine + middle[1]


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
