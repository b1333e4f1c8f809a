"""Grey page → the same with faint print (worn ribbon, empty toner, carbon copies) as dark as other print."""

import cv2
import numpy as np

from ocr.picture import Pixels

_DPI = 150
_CELL = 4
_NEAR = 7
_SMOOTH, _LEAST = 4.0, 0.05
"""In cells of 0.7 mm: how far the darkness of ink is averaged, and the least share of a place that has ink."""
_DARKEST, _LIGHTEST = 90, 215
"""Darkest ink around, of paper at 255: below it print is dark enough, above it there is paper alone, or its other
side."""
_WANTED, _MOST = 40, 2.2
"""How dark faint ink becomes, and by how much at most."""
_WORTH, _SHARE = 1.15, 0.005
_HUNDRED = 100


def strengthened(grey: Pixels, dpi: float) -> Pixels:
    """``grey`` (height × width, paper at 255, background divided out) with faint places made darker, all their greys by
    one factor, so that strokes keep their edges; the same picture where nothing is faint."""
    factor = max(1, round(dpi / _DPI))
    size = (grey.shape[1] // factor, grey.shape[0] // factor)
    if min(size) < _CELL:
        return grey
    part = grey[: size[1] * factor, : size[0] * factor]
    small = cv2.medianBlur(np.asarray(cv2.resize(part, size, interpolation=cv2.INTER_AREA), np.uint8), 3)
    across, down = size[0] // _CELL, size[1] // _CELL
    darkest = cv2.erode(small[: down * _CELL, : across * _CELL], np.ones((_CELL, _CELL), np.uint8), anchor=(0, 0))
    around = cv2.erode(np.ascontiguousarray(darkest[::_CELL, ::_CELL]), np.ones((_NEAR, _NEAR), np.uint8))
    inked = (around < _LIGHTEST).astype(np.float32)
    share = cv2.GaussianBlur(inked, (0, 0), _SMOOTH)
    dark = cv2.GaussianBlur(around * inked, (0, 0), _SMOOTH) / np.maximum(share, _LEAST)
    wanted = np.clip((255 - _WANTED) / np.maximum(255 - dark, 1), 1, _MOST)
    gain = np.where((dark > _DARKEST) & (share > _LEAST), wanted, 1).astype(np.float32)
    gain = np.asarray(cv2.GaussianBlur(gain, (0, 0), _SMOOTH - 1), np.float32)
    if float((gain > _WORTH).mean()) < _SHARE:
        return grey
    full = cv2.resize((gain * _HUNDRED).astype(np.uint8), grey.shape[::-1], interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.bitwise_not(cv2.multiply(cv2.bitwise_not(grey), full, scale=1 / _HUNDRED)), np.uint8)
