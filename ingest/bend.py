"""Ink and the angle of its lines → how the lines fan out and bow over the page, where that is plain to see.

A page that was photographed, or lay on the glass unevenly, has lines at another angle at its foot than at its head
(perspective), and each line may be curved. The slope at any place is taken as
``slope + fan·y + bow·x + twist·x·y`` with x and y from -1 to 1 over the page.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ingest.picture import Pixels
from ingest.skew import places

_SAMPLE = 30_000
"""Ink pixels that are looked at: more change the figures below by less than their last place."""
_FEW = 500
_CLEAR = 1.12
"""How much sharper than when levelled alone the lines must come out: of 142 pages without perspective none but one
tilted wrongly reached 1.04, of 52 with it all but two passed 1.15."""
_HINT = 1.05
"""From here on it is worth the time to look closer; most pages end before."""
_WINDOW, _APART = 48, 2
"""Pixels at 150 dpi: lines are followed from one window of 8 mm to the next but one."""
_BANDS = 10
_REACH = 6
"""Rows by which a line may rise from a window to the next but one: about 3.5 degrees."""
_ALIKE = 0.3
"""Correlation of two windows below which they do not show the same lines."""
_PLACES, _HEIGHTS = 12, 3
"""Places at which a line must have been followed, and bands they must lie in: two lines that are not parallel say
nothing of the paper."""
_MOST = 0.07
"""More cannot be followed; the pages measured reach 0.022."""
_ROUNDS, _PASSES = 6, 4
_DOUBT = 0.01
"""Rise over run by which a place may differ from the fit before it counts half."""
_PRIOR = 0.005
"""How much the fit leans to straight lines where a page is written on in part only."""
_STEPS = (0.006, 0.006, 0.003, 0.003)
"""First steps of slope, fan, bow and twist: two rows at the edge of an A4 page."""
_Floats = npt.NDArray[np.float32]
_Slopes = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Bend:
    """How lines lie on the page. ``angle``: degrees by which they fall to the right at the page's centre; ``fan``,
    ``bow``, ``twist``: by how much steeper they fall (rise over run) at the lower edge, at the right edge, and in the
    lower right corner over and above both."""

    angle: float
    fan: float = 0.0
    bow: float = 0.0
    twist: float = 0.0

    @property
    def straight(self) -> bool:
        """Whether a rotation is all that the page needs."""
        return not (self.fan or self.bow or self.twist)


@dataclass(frozen=True, slots=True)
class _Points:
    """Ink turned back by the angle found so far: ``across`` from -1 to 1 over the width, ``down`` in pixels from the
    centre; ``half`` the page's half width and height in pixels."""

    across: _Floats
    down: _Floats
    half: tuple[float, float]


def bend(ink: Pixels, angle: float) -> Bend:
    """The bend of upright ``ink`` (150 dpi), whose lines run at about ``angle``; straight where the evidence for more
    is weak."""
    points = _points(ink, angle)
    if len(points.down) < _FEW:
        return Bend(angle)
    flat = _sharpness(points, np.zeros(4))
    slopes, found = _followed(points, flat)
    if found < _HINT * flat:
        return Bend(angle)
    slopes, found = _refined(points, slopes, found)
    if found < _CLEAR * flat or np.abs(slopes).max() > _MOST:
        return Bend(angle)
    slope, fan, bow, twist = (round(float(value), 5) for value in slopes)
    return Bend(round(angle + float(np.degrees(np.arctan(slope))), 2) + 0.0, fan, bow, twist)


def _points(ink: Pixels, angle: float) -> _Points:
    x, y = places(ink)
    every = max(1, len(x) // _SAMPLE)
    height, width = ink.shape
    right = x[::every] - np.float32((width - 1) / 2)
    down = y[::every] - np.float32((height - 1) / 2)
    sine, cosine = (np.float32(way(np.radians(angle))) for way in (np.sin, np.cos))
    half = (width / 2, height / 2)
    across, level = right * cosine + down * sine, down * cosine - right * sine
    return _Points((across / np.float32(half[0])).astype(np.float32), level.astype(np.float32), half)


def _levelled(points: _Points, slopes: _Slopes) -> _Floats:
    """``points.down`` where the lines are made straight and level."""
    half_width, half_height = points.half
    slope, fan, bow, twist = (np.float32(value * half_width) for value in slopes)
    tall = np.float32(half_height)
    down = (points.down - slope * points.across) / (1 + fan / tall * points.across)
    return np.asarray(down - (bow + twist / tall * down) * points.across**2 / 2, np.float32)


def _sharpness(points: _Points, slopes: _Slopes) -> float:
    """Energy of the steps of the profile, as for the angle alone."""
    size, margin = round(2 * points.half[1]), 100
    rows = _levelled(points, slopes).astype(np.int32) + size // 2 + margin
    count = size + 2 * margin
    steps = np.diff(np.bincount(np.clip(rows, 0, count - 1), minlength=count).astype(np.float32))
    return float(np.dot(steps, steps))


def _followed(points: _Points, flat: float) -> tuple[_Slopes, float]:
    """The slopes as the lines tell them, followed anew as long as that makes the lines sharper."""
    slopes = _slopes(points)
    found = _sharpness(points, slopes)
    for _ in range(_PASSES):
        if found < _HINT * flat:
            break
        more = slopes + _slopes(_Points(points.across, _levelled(points, slopes), points.half))
        sharper = _sharpness(points, more)
        if sharper <= found:
            break
        slopes, found = more, sharper
    return slopes, found


def _refined(points: _Points, slopes: _Slopes, found: float) -> tuple[_Slopes, float]:
    """Uphill from there, one slope after the other, in ever smaller steps."""
    for finer in (1.0, 0.5, 0.25):
        for way in np.vstack([np.diag(_STEPS), -np.diag(_STEPS)]) * finer:
            while (sharper := _sharpness(points, slopes + way)) > found:
                slopes, found = slopes + way, sharper
    return slopes, found


def _slopes(points: _Points) -> _Slopes:
    """Slope, fan, bow and twist by weighted least squares over the places where a line can be followed; places that
    disagree with the rest count little (Cauchy weights)."""
    rise, weight, across, down = _places(points)
    known = np.stack([np.ones_like(across), down, across, across * down], axis=1)
    slopes = np.zeros(4)
    if np.count_nonzero(weight) < _PLACES or len(np.unique(down[weight > 0])) < _HEIGHTS:
        return slopes
    trust = weight
    for _ in range(_ROUNDS):
        prior = np.diag([0.0, 1.0, 1.0, 1.0]) * trust.sum() * _PRIOR
        slopes = np.linalg.solve(known.T @ (known * trust[:, None]) + prior, known.T @ (rise * trust))
        trust = weight / (1 + ((rise - known @ slopes) / _DOUBT) ** 2)
    return slopes


def _places(points: _Points) -> tuple[_Slopes, _Slopes, _Slopes, _Slopes]:
    """For every band of rows and pair of windows: the rise at which the profile of the right window is most like that
    of the left one, how much ink says so, and where on the page that is."""
    half_width, half_height = points.half
    windows, size = max(6, round(2 * half_width / _WINDOW)), round(2 * half_height) // _BANDS * _BANDS
    column = np.clip(((points.across + 1) * (windows / 2)).astype(np.int32), 0, windows - 1)
    row = np.clip((points.down + half_height).astype(np.int32), 0, size)
    profile = np.bincount(row * windows + column, minlength=(size + 1) * windows).reshape(size + 1, windows)
    blurred = sum(part * np.roll(profile, by, axis=0) for part, by in ((1, -2), (2, -1), (3, 0), (2, 1), (1, 2)))
    edges = np.diff(np.asarray(blurred, np.float32), axis=0)
    left, right = edges[:, :-_APART], edges[:, _APART:]
    shifts = range(-_REACH, _REACH + 1)
    alike = np.stack([_by_band(left * np.roll(right, -shift, axis=0)) for shift in shifts])
    best = alike[1:-1].argmax(axis=0) + 1
    before, most, after = (np.take_along_axis(alike, (best + by)[None], axis=0)[0] for by in (-1, 0, 1))
    curve = np.maximum(2 * most - before - after, 1e-6)
    rise = (best - _REACH + np.clip((after - before) / (2 * curve), -0.5, 0.5)) * windows / (2 * half_width * _APART)
    most_alike = np.sqrt(_by_band(left * left) * _by_band(right * right))
    weight = np.where(most > _ALIKE * np.maximum(most_alike, 1e-6), most, 0)
    band, window = np.indices(best.shape)
    across, down = (window + (1 + _APART) / 2) * 2 / windows - 1, (band + 0.5) * 2 / _BANDS - 1
    flat = [np.asarray(values, np.float64).ravel() for values in (rise, weight, across, down)]
    return flat[0], flat[1], flat[2], flat[3]


def _by_band(values: _Floats) -> _Floats:
    return np.asarray(values.reshape(_BANDS, -1, values.shape[1]).sum(axis=1), np.float32)
