"""Ink → the angle at which its lines run, by the sharpness of its projection profile (Postl 1986; Baird 1987)."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ingest.picture import Pixels

_RANGE = 8.0
_COARSE, _FINE, _FINEST = 0.5, 0.1, 0.02
_FEW = 50
_SAMPLE_COARSE, _SAMPLE_FINE = 20_000, 60_000
_Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Lines:
    """``angle`` in degrees, positive where lines fall to the right (a clockwise tilt); ``sharpness`` how far the best
    profile stands out from the usual one (1: not at all)."""

    angle: float
    sharpness: float


def rows(ink: Pixels) -> Lines:
    """How lines of text running across ``ink`` lie, within ±8 degrees."""
    return _rows(*places(ink), ink.shape)


def both(ink: Pixels) -> tuple[Lines, Lines]:
    """The same, and for lines that run down ``ink``, as on a page scanned on its side: the angle of the page turned by
    a quarter (clockwise or not)."""
    x, y = places(ink)
    down = _lines(y - ink.shape[0] / 2, x, ink.shape[1])
    return _rows(x, y, ink.shape), Lines(-down.angle, down.sharpness)


def places(ink: Pixels) -> tuple[_Floats, _Floats]:
    """From left and from above, where every pixel of ``ink`` is, row by row."""
    y, x = np.divmod(np.flatnonzero(ink.view(np.bool_)), ink.shape[1])
    return x.astype(np.float32), y.astype(np.float32)


def _rows(x: _Floats, y: _Floats, shape: tuple[int, ...]) -> Lines:
    return _lines(x - shape[1] / 2, y, shape[0])


def _lines(along: _Floats, across: _Floats, size: int) -> Lines:
    if len(along) < _FEW:
        return Lines(0.0, 0.0)
    every = max(1, len(along) // _SAMPLE_COARSE)
    angles = np.arange(-_RANGE, _RANGE + 1e-6, _COARSE)
    scores = [_score(along[::every], across[::every], angle, (size, 2)) for angle in angles]
    best = float(angles[int(np.argmax(scores))])
    sharpness = max(scores) / max(float(np.median(scores)), 1e-6)
    every = max(1, len(along) // _SAMPLE_FINE)
    for step, reach in ((_FINE, _COARSE), (_FINEST, _FINE)):
        angles = np.arange(best - reach, best + reach + 1e-6, step)
        scores = [_score(along[::every], across[::every], angle, (size, 1)) for angle in angles]
        best = float(angles[int(np.argmax(_smooth(scores)))])
    return Lines(round(best, 2) + 0.0, sharpness)


def _smooth(scores: list[float]) -> _Floats:
    """Neighbours averaged, so that one lucky rounding of pixels does not decide."""
    padded = np.pad(np.asarray(scores, np.float32), 1, mode="edge")
    return np.convolve(padded, np.array([0.25, 0.5, 0.25], np.float32), "valid").astype(np.float32)


def _score(along: _Floats, across: _Floats, angle: float, size_step: tuple[int, int]) -> float:
    """Energy of the profile's steps when lines are taken to run at ``angle``."""
    size, step = size_step
    margin = 200
    bins = ((across - along * float(np.tan(np.radians(angle)))) / step).astype(np.int32) + margin
    count = size // step + 2 * margin
    profile = np.bincount(np.clip(bins, 0, count - 1), minlength=count).astype(np.float32)
    steps = np.diff(profile)
    return float(np.dot(steps, steps))
