"""Sketch → the QR or bar code on a page, and whether the page is a separator sheet."""

import math
import re
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from archive.text import fold, nfc
from ingest.picture import Pixels
from ingest.sketch import MM, Sketch

_HALF = 2
_FEW_LETTERS = 100
_SAYS_SO = re.compile(r"phan[ _-]?cach|separator|to[ _-]?tach|patch ?t")
_LETTER_MM = 1.2
"""Smaller than this are specks, and dots over letters."""
_DARK = 150
_HOLE = 0.96
"""Share of a solid block that is dark; a code's blocks have light between their parts."""


@dataclass(frozen=True, slots=True)
class Code:
    """``payload`` of the code read (NFC); ``separator``: the sheet carries it and next to nothing else, or the code
    itself says that it parts dossiers; ``turns``: quarters clockwise by which the code would be upright, None where it
    does not tell (bar codes)."""

    payload: str
    separator: bool
    turns: int | None = None


def code_on(sketch: Sketch, pixels: Pixels) -> Code | None:
    """The code on the page, None where there is none or it cannot be read.

    Detectors cost more than all else here, so they run only where solid blocks of a code's size stand: the corner
    squares of a QR code, the bars of a bar code. ``pixels`` is the picture at full size, tried where
    150 dpi are too few.
    """
    if not _blocks(sketch):
        return None
    payload, turns = _read(sketch.grey)
    if not payload and sketch.scale < 1:
        payload, turns = _read(pixels)
    if not payload:
        return None
    return Code(payload, bool(_SAYS_SO.search(fold(payload))) or _letters(sketch) < _FEW_LETTERS, turns)


def _blocks(sketch: Sketch) -> bool:
    """Whether anything on the page closes to a solid block of at least 3.6 mm, as no text does; punch
    holes do too, but they are dark all through.
    """
    size = (sketch.flat.shape[1] // _HALF, sketch.flat.shape[0] // _HALF)
    dark = (cv2.resize(sketch.flat, size, interpolation=cv2.INTER_AREA) < _DARK).astype(np.uint8)
    near, block = max(1, round(1.3 * MM / _HALF)), max(2, round(3.6 * MM / _HALF))
    closed = cv2.morphologyEx(dark, cv2.MORPH_CLOSE, np.ones((near, near), np.uint8))
    solid = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((block, block), np.uint8))
    count, labels = cv2.connectedComponents(cv2.erode(solid, np.ones((5, 5), np.uint8)))
    inked = np.bincount(labels.ravel(), weights=dark.ravel(), minlength=count)[1:]
    area = np.bincount(labels.ravel(), minlength=count)[1:]
    return bool((inked < _HOLE * area).any())


def _read(grey: Pixels) -> tuple[str, int | None]:
    """Payload and quarter turns of a code, "" where none can be read."""
    for detector in (cv2.QRCodeDetector(), cv2.barcode.BarcodeDetector()):
        try:
            payload, corners, *_ = detector.detectAndDecode(grey)
        except (cv2.error, UnicodeDecodeError):
            continue
        if payload:
            return nfc(payload), _turns(corners) if isinstance(detector, cv2.QRCodeDetector) else None
    return "", None


def _turns(corners: npt.NDArray[Any] | None) -> int | None:
    """By how many quarters a QR code must be turned clockwise; its corners come in the order in which they stand when
    it is upright: left above, right above, right below, left below (ISO/IEC 18004)."""
    if corners is None or corners.size < 8:
        return None
    across, down = (corners.reshape(-1, 2)[1] - corners.reshape(-1, 2)[0]).tolist()
    return round(-math.degrees(math.atan2(down, across)) / 90) % 4


def _letters(sketch: Sketch) -> int:
    """Letters on the page beside the code's own parts, which stand too close together to be letters."""
    near = np.ones((round(1.3 * MM),) * 2, np.uint8)
    dense = cv2.morphologyEx(sketch.ink, cv2.MORPH_CLOSE, near)
    blocks = cv2.morphologyEx(dense, cv2.MORPH_OPEN, np.ones((round(8 * MM),) * 2, np.uint8))
    around = cv2.dilate(blocks, np.ones((round(6 * MM) | 1,) * 2, np.uint8))
    outside = np.where(around > 0, 0, sketch.ink).astype(np.uint8)
    _, _, stats, _ = cv2.connectedComponentsWithStats(outside)
    return int((np.maximum(stats[1:, 2], stats[1:, 3]) >= _LETTER_MM * MM).sum())
