"""Colour page → its grey with large strokes of blue ink (chữ ký: signatures; frames of stamps) taken off the print."""

from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from ingest.picture import Pixels
from ingest.sketch import paper_level, shrunk

_DPI = 75
_MM = _DPI / 25.4
_LEAST_MM = 9.0
"""Height and width of a signature; a word written into a form is lower, and is left to be read."""
_STROKE = 0.9
"""Length of its longest stroke as a share of that: letters of two lines of writing that touch are no signature."""
_BLUE, _BLUISH = 28, 16
"""By how much blue must outdo red and green: in the middle of a stroke, at its edge."""
_RED = 35
_BRIDGE_MM, _NEAR_MM = 2.4, 1.6
"""Width of a gap in a blue stroke where a seal's line crosses it; around the red on both sides of the crossing."""
_PRINT = 0.36
"""Share of the paper's brightness: print under the ink is darker than this in blue, too."""


def without_signatures(grey: Pixels, pixels: Pixels, dpi: float) -> Pixels:
    """``grey`` (of RGB ``pixels``) with connected blue strokes higher and wider than 9 mm as bright as paper.

    Print under them stays, for it is darker than ink alone. ``grey`` itself where there are none.
    """
    if pixels.ndim == 2:
        return grey
    step = max(1, round(dpi / _DPI))
    tint = paper_tint(pixels)
    blue = (excess(balanced(reduced(pixels, step), tint)) >= _BLUE).astype(np.uint8)
    if blue.sum() < _LEAST_MM * _MM:
        return grey
    joined = cv2.dilate(blue, np.ones((3, 3), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    least = _LEAST_MM * dpi / step / 25.4
    large = [
        label
        for label in range(1, count)
        if min(stats[label, 2], stats[label, 3]) >= least and _longest(blue * (labels == label)) >= _STROKE * least
    ]
    if not large:
        return grey
    done, paper = grey.copy(), paper_level(grey)
    for label in large:
        left, top, width, height = (int(value) for value in stats[label, :4])
        rows = slice(top * step, min((top + height) * step, grey.shape[0]))
        columns = slice(left * step, min((left + width) * step, grey.shape[1]))
        here, part = done[rows, columns], balanced(pixels[rows, columns], tint)
        own = (labels[top : top + height, left : left + width] == label).astype(np.uint8)
        stroke = cv2.resize(own, here.shape[::-1], interpolation=cv2.INTER_NEAREST)
        here[_ink(stroke, part, dpi / 25.4)] = round(paper)
    return done


def _longest(ink: npt.NDArray[Any]) -> int:
    """Length in pixels of the longest piece of ``ink``."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink.astype(np.uint8), connectivity=8)
    return int(stats[1:, 2:4].max(initial=0))


def _ink(stroke: Pixels, part: Pixels, millimetre: float) -> npt.NDArray[np.bool_]:
    """Where in ``part`` (RGB) there is the ink of a large stroke and no print; ``stroke`` is 1 around it.

    Where it crosses a red seal both inks together are as dark as print: what joins two blue pieces there is ink too.
    """
    blue = cv2.bitwise_and(stroke, (excess(part) >= _BLUISH).astype(np.uint8))
    red = (excess(part[..., ::-1]) >= _RED).astype(np.uint8)
    alone = (blue > 0) & (part[..., 2] > _PRINT * 255)
    if not red.any():
        return alone
    bridged = cv2.morphologyEx(blue, cv2.MORPH_CLOSE, _disc(_BRIDGE_MM * millimetre))
    return alone | ((bridged > 0) & (cv2.dilate(red, _disc(_NEAR_MM * millimetre)) > 0))


def _disc(size: float) -> Pixels:
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (round(size) | 1,) * 2), np.uint8)


def excess(pixels: Pixels) -> Pixels:
    """By how much the last channel outdoes the other two, 0 where it does not: blue of RGB, red of BGR."""
    one, two, last = cv2.split(np.ascontiguousarray(pixels))
    return np.asarray(cv2.subtract(last, cv2.max(one, two)), np.uint8)


def reduced(pixels: Pixels, step: int) -> Pixels:
    """``pixels`` (RGB) ``step`` times smaller, by the mean of some."""
    return shrunk(pixels[::2, ::2], step // 2) if step % 2 == 0 else shrunk(pixels, step)


def paper_tint(pixels: Pixels) -> tuple[float, float, float]:
    """By what red, green and blue must be multiplied for the paper to be white: on yellowed paper blue ink is grey."""
    red, green, blue = np.percentile(pixels[::16, ::16].reshape(-1, 3), 80, axis=0)
    return 255 / max(red, 1.0), 255 / max(green, 1.0), 255 / max(blue, 1.0)


def balanced(pixels: Pixels, tint: tuple[float, float, float]) -> Pixels:
    """``pixels`` (RGB) as on white paper."""
    return np.asarray(cv2.multiply(np.ascontiguousarray(pixels), np.array((*tint, 0.0))), np.uint8)
