"""Ink of a figure or letter, drawn: what the pictures that the network learns from are made of."""

import numpy as np
from numpy.typing import NDArray

Ink = NDArray[np.float32]
"""0 paper, 1 ink; height × width."""

TALL = 44
"""Height of a figure as drawn, in pixels: that of 12 pt at 300 dpi."""
CANVAS, BASELINE = 150, 100
"""Height of the canvas and its baseline."""


def trimmed(ink: Ink) -> Ink:
    """``ink`` without the empty columns on its sides."""
    columns = np.flatnonzero(ink.max(axis=0) > 0.2)
    return ink[:, columns[0] : columns[-1] + 1] if columns.size else ink[:, :4]
