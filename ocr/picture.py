"""PGM file → pixels: the upright grey picture that the recogniser reads."""

import re
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from archive.records import Box

Pixels = NDArray[np.uint8]
"""Grey, height × width, paper is white (255)."""

_HEADER = re.compile(rb"P5\s(?:#[^\n]*\n|\s)*(\d{1,6})\s+(\d{1,6})\s+255\s")


def pixels(picture: Path) -> Pixels | None:
    """The pixels of a binary PGM of 8 bit, not to be written to; None where the file is no such picture or is cut off.

    Raises:
        OSError: the file cannot be read.
    """
    data = picture.read_bytes()
    header = _HEADER.match(data)
    if header is None:
        return None
    width, height = int(header[1]), int(header[2])
    if len(data) < header.end() + width * height:
        return None
    return np.frombuffer(data, np.uint8, width * height, header.end()).reshape(height, width)


def graymap(part: Pixels) -> bytes:
    """Binary PGM of ``part``."""
    height, width = part.shape
    return f"P5\n{width} {height}\n255\n".encode() + part.tobytes()


def grown(box: Box, across: int, down: int, shape: tuple[int, ...]) -> Box:
    """``box`` with a margin of so many pixels on each side, held within a picture of ``shape`` (height, width)."""
    height, width = shape[:2]
    return max(0, box[0] - across), max(0, box[1] - down), min(width, box[2] + across), min(height, box[3] + down)
