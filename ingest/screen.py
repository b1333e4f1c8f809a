"""One-bit picture → the same without the dots that shades were turned into.

A scanner that keeps one bit a pixel makes grey cells, as every other row of many tables is, a screen of dots; the
recogniser takes the whole table for a picture, rows on white paper with it. The dots are a pixel or two wide, the
strokes of letters three and more, so a median of three by three takes away the ones and leaves the others.
"""

import cv2
import numpy as np

from ingest.picture import Pixels

_DARK = 128
_WINDOW_MM = 2.5
"""Over so much of the paper it is counted which share of all pixels are dots."""
_DOTS = 0.06
"""That share from which on there is a screen: shaded cells have 0.06 to 0.14, print and dirt 0.03, here and there."""
_EDGE = 0.035
"""The same at the edges of shaded places and between their letters, on a page that has any: at 0.03 to 0.04 most words
of two such pages are read, five times as many as with their dots."""
_LEAST = 0.02
"""Of the page: less than that is dirt. Of 38 one-bit pages two with shaded tables had 0.11 and 0.13, others 0.005 at
most."""
_SPECK_MM = 0.55
"""What is left in a screen and is no larger than a square of this side is dots that touched; so are small marks, which
would be hidden among them anyway."""


def unscreened(grey: Pixels, dpi: float) -> Pixels:
    """``grey``, a one-bit picture in greys (0 ink), without the dots of its shaded places; as it is where it has
    none."""
    plain = cv2.medianBlur(grey, 3)
    dots = np.where((grey < _DARK) & (plain >= _DARK), np.uint8(255), np.uint8(0))
    window = round(_WINDOW_MM * dpi / 25.4) | 1
    share = cv2.boxFilter(dots, -1, (window, window))
    if float((share >= round(255 * _DOTS)).mean()) < _LEAST:
        return grey
    zone = share >= round(255 * _EDGE)
    zone = cv2.morphologyEx(zone.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((window, window), np.uint8)) > 0
    ink = np.asarray((plain < _DARK) & zone, np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    specks = stats[:, cv2.CC_STAT_AREA] <= (_SPECK_MM * dpi / 25.4) ** 2
    specks[0] = False
    return np.asarray(np.where(specks[labels], 255, np.where(zone, plain, grey)), np.uint8)
