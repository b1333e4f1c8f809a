"""Upright paper → the grey picture a recogniser reads best: no seal, no shadow, no border."""

import cv2
import numpy as np

from ingest.ink import without_signatures
from ingest.leaders import without_leaders
from ingest.picture import Pixels
from ingest.red import with_red_letters
from ingest.screen import unscreened
from ingest.seal import lifted
from ingest.sketch import MM, SKETCH_DPI, at_sketch_dpi, background, dark_border, flattened, grey_of, without_seal
from ingest.steps import ALL, Steps

_GROUND_DPI = 37.5
_WHITE, _BLACK = 0.90, 0.08
_FAINT_WHITE, _FAINT_BLACK, _PALEST = 0.96, (0.30, 0.55), (150.0, 175.0)
"""The same of a page of pale print, black between two levels as its print is between two greys."""
_CELL_MM, _EVERY, _PRINT, _PALE, _GRAIN = 1.0, 3, 20, 125.0, 4.5
"""Darkest greys are taken of places of this size, of one row in so many; where all but so many of a hundred that have
print are lighter than the next, it is pale: on nine of ten pages they are darker than 108, a hole and a number written
with a pen aside. Greys of grain that are too much."""
_EDGE_DARK = 225
_STRIP, _RIM = round(6 * MM), round(12 * MM)
"""How far from the picture's edge the paper's edge is looked for, and how far letters there may reach inwards."""


def cleaned(pixels: Pixels, dpi: float, *, bilevel: bool, steps: Steps = ALL) -> Pixels:
    """Grey of the same size as ``pixels`` (grey or RGB): red seals and blue signatures suppressed, lines of red letters
    kept, background divided out, scanner border painted white, the rest stretched so that paper and what shines
    through it are white; round seals of no colour lifted off the print, dotted leaders taken away.

    One-bit scans have no background but the dots that shaded places were turned into: these, their border, round seals
    and leaders are taken away.
    """
    grey = without_seal(pixels) if steps.seal else grey_of(pixels)
    if steps.signature:
        grey = without_signatures(grey, pixels, dpi)
    if steps.seal:
        grey = with_red_letters(grey, pixels, dpi)
    small = at_sketch_dpi(grey, dpi)
    border = _border(small) if steps.border else np.zeros_like(small)
    if not bilevel and steps.background:
        ground = background(small, border, max(1, round(SKETCH_DPI / _GROUND_DPI)))
        full = cv2.resize(ground, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_LINEAR)
        grey = np.asarray(cv2.divide(grey, full, scale=255), np.uint8)
    if not bilevel and steps.contrast:
        grey = np.asarray(cv2.LUT(grey, _levels(grey, dpi)), np.uint8)
    if border.any():
        mask = cv2.resize(border, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_NEAREST)
        grey = np.asarray(cv2.max(grey, mask), np.uint8)
    if bilevel and steps.background:
        grey = unscreened(grey, dpi)
    grey = lifted(grey, dpi, bilevel=bilevel) if steps.round_seal else grey
    return without_leaders(grey, dpi) if steps.leaders else grey


def _border(small: Pixels) -> Pixels:
    """255 on the dark border and the paper's edges; ``small`` at 150 dpi."""
    border = dark_border(small)
    return np.asarray(cv2.max(border, paper_edges(flattened(small, border))), np.uint8)


def paper_edges(flat: Pixels) -> Pixels:
    """255 where the paper's own edge shows as a thin dark line along the picture's edge: longer than 15 mm, at most
    6 mm from the edge, which letters and table rules are not. ``flat`` at 150 dpi.
    """
    dark = np.where(flat < _EDGE_DARK, 255, 0).astype(np.uint8)
    found = np.zeros_like(dark)
    for upright in (True, False):
        lines, into = (dark.T, found.T) if upright else (dark, found)
        for inwards in (1, -1):
            rim, marked = lines[::inwards], into[::inwards][:_STRIP]
            marked[:] = cv2.max(np.ascontiguousarray(marked), _thin_lines(np.ascontiguousarray(rim[:_RIM])))
    return found


def _thin_lines(rim: Pixels) -> Pixels:
    """255 on the long straight lines of the first rows of ``rim``. A line of print that a close crop has brought to
    the picture's edge would join into one too, so whatever stands as tall as a letter is left out first."""
    wide, gap, long = 5, round(2 * MM), round(15 * MM)
    near = cv2.subtract(rim, cv2.dilate(_standing(rim), np.ones((wide, wide), np.uint8)))[:_STRIP]
    joined = cv2.morphologyEx(near, cv2.MORPH_CLOSE, np.ones((3, gap), np.uint8))
    straight = cv2.morphologyEx(joined, cv2.MORPH_OPEN, np.ones((1, long), np.uint8))
    return np.asarray(cv2.dilate(straight, np.ones((wide, wide), np.uint8)), np.uint8)


def _standing(rim: Pixels) -> Pixels:
    """255 on connected patches that are taller than the paper's edge is thick, and no longer than a letter."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(rim, connectivity=8)
    letter = (stats[:, 3] > 1.2 * MM) & (stats[:, 2] < 12 * MM)
    letter[0] = False
    return np.asarray(np.where(letter[labels], 255, 0), np.uint8)


def _levels(grey: Pixels, dpi: float) -> Pixels:
    """The table by which ``grey`` is stretched. Where print is pale throughout, as that of a worn ribbon or thin toner,
    its hairlines are as bright as what shines through elsewhere: then less is taken for paper, and the paler it is, the
    more is black. Grain of the paper as strong as that print would be made print, so there all stays as elsewhere."""
    cell = max(2, round(_CELL_MM * dpi / 25.4))
    rows, columns = grey.shape[0] // cell, grey.shape[1] // cell
    if not rows or not columns:
        return _STRETCH
    bands = grey[: rows * cell, : columns * cell].reshape(rows, cell, columns * cell)[::_EVERY]
    sample = np.ascontiguousarray(bands).reshape(-1, columns * cell)
    smooth = cv2.medianBlur(sample, 3)
    darkest = smooth.reshape(-1, cell, columns, cell).min(axis=(1, 3))
    print_ = darkest[darkest < _EDGE_DARK]
    pale = float(np.percentile(print_, _PRINT)) if print_.size else 0.0
    if pale < _PALE or _grain(sample) >= _GRAIN:
        return _STRETCH
    return _stretch(_FAINT_WHITE, float(np.interp(pale, _PALEST, _FAINT_BLACK)))


def _grain(sample: Pixels) -> float:
    """By how many greys pixels of paper differ from those around them, in the middle."""
    few = sample[::_EVERY]
    apart = cv2.absdiff(few, cv2.medianBlur(few, 5))[few >= _EDGE_DARK]
    return float(np.median(apart)) if apart.size else 0.0


def _stretch(white: float, black: float) -> Pixels:
    levels = np.arange(256, dtype=np.float32) / 255
    return (np.clip((levels - black) / (white - black), 0, 1) * 255 + 0.5).astype(np.uint8)


_STRETCH = _stretch(_WHITE, _BLACK)
