"""Sketch → the QR or bar code on a page, and whether the page is a separator sheet."""

import math
import re
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from archive.records import Box
from archive.text import fold, nfc
from ingest.picture import Pixels
from ingest.sketch import MM, Sketch

_HALF = 2
_FEW_LETTERS = 100
_SAYS_SO = re.compile(r"phan[ _-]?cach|separator|to[ _-]?tach|patch ?t")
_LETTER_MM = 1.2
"""Smaller than this are specks, and dots over letters."""
_DARK = 150
_AROUND_MM = 12.0
"""What a code may reach over its solid blocks, its quiet zone among it."""
_CORE_MM = 1.8
_RING, _CORE = 0.72, 0.75
"""How much of its square a corner's ring fills at most, and its core at least: 0.49 and 1 when they lie straight."""
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
    squares of a QR code, the bars of a bar code; and that of QR codes only there, but on sheets with a bar code, which
    often bear both. ``pixels`` is the picture at full size, tried where 150 dpi are too few.
    """
    blocks = _blocks(sketch)
    if blocks is None:
        return None
    payload, turns = _squares(_part(sketch.grey, blocks, 1.0))
    if not payload and sketch.scale < 1:
        payload, turns = _squares(_part(pixels, blocks, sketch.scale))
    if not payload and (payload := _bars(sketch.grey) or (_bars(pixels) if sketch.scale < 1 else "")):
        square, turns = _squares(sketch.grey)
        payload = square or payload
    if not payload:
        return None
    return Code(payload, bool(_SAYS_SO.search(fold(payload))) or _letters(sketch) < _FEW_LETTERS, turns)


def _blocks(sketch: Sketch) -> Box | None:
    """What holds all that closes to a solid block of at least 3.6 mm, as no text does, all corner squares, and a margin
    in which the rest of a code has room (pixels of ``sketch``); None where there are none. Punch holes close too, but
    they are dark all through.
    """
    size = (sketch.flat.shape[1] // _HALF, sketch.flat.shape[0] // _HALF)
    dark = (cv2.resize(sketch.flat, size, interpolation=cv2.INTER_AREA) < _DARK).astype(np.uint8)
    near, block = max(1, round(1.3 * MM / _HALF)), max(2, round(3.6 * MM / _HALF))
    closed = cv2.morphologyEx(dark, cv2.MORPH_CLOSE, np.ones((near, near), np.uint8))
    solid = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((block, block), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(cv2.erode(solid, np.ones((5, 5), np.uint8)))
    inked = np.bincount(labels.ravel(), weights=dark.ravel(), minlength=count)[1:]
    boxes = np.vstack((stats[1:][inked < _HOLE * stats[1:, 4]], _corners(dark))) * _HALF
    if not len(boxes):
        return None
    margin = round(_AROUND_MM * MM)
    left, top = boxes[:, :2].min(axis=0) - margin
    right, bottom = (boxes[:, :2] + boxes[:, 2:4]).max(axis=0) + margin
    return int(left), int(top), int(right), int(bottom)


def _corners(dark: Pixels) -> npt.NDArray[np.int32]:
    """The large corner squares of QR codes in ``dark``: a ring of seven parts around a square of three, both about the
    same middle (ISO/IEC 18004, 6.3.3). Left, top, width, height, area; small ones close to solid blocks."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(dark, connectivity=8)
    stats = stats[1:]
    sides, area = stats[:, 2:4], stats[:, 4]
    square = (sides.max(axis=1) <= 1.25 * sides.min(axis=1)) & (sides.min(axis=1) >= _CORE_MM * MM / _HALF)
    filled = area / (sides[:, 0] * sides[:, 1])
    rings, cores = stats[square & (filled < _RING)], stats[square & (filled > _CORE)]
    middle, within = (part[:, :2] + part[:, 2:4] / 2 for part in (rings, cores))
    side, part = rings[:, 2:4].mean(axis=1), cores[:, 2:4].mean(axis=1)
    apart = np.abs(middle[:, None] - within[None]).max(axis=2)
    share = part[None] / side[:, None]
    fits = (apart < 0.08 * side[:, None]) & (share > 0.3) & (share < 0.56)
    return np.asarray(rings[fits.any(axis=1)], np.int32)


def _part(pixels: Pixels, box: Box, scale: float) -> Pixels:
    """What ``box``, whose pixels are ``scale`` times as many, holds of ``pixels``."""
    left, top, right, bottom = (max(0, round(side / scale)) for side in box)
    return np.ascontiguousarray(pixels[top:bottom, left:right])


def _squares(grey: Pixels) -> tuple[str, int | None]:
    """Payload and quarter turns of the QR code on ``grey``, "" where there is none. Of the two finders of its corners
    either sees codes, clear ones too, that the other does not."""
    for finder in (cv2.QRCodeDetector, cv2.QRCodeDetectorAruco):
        try:
            payload, corners, *_ = finder().detectAndDecode(grey)
        except (cv2.error, UnicodeDecodeError):
            continue
        if payload:
            return nfc(payload), _turns(corners)
    return "", None


def _bars(grey: Pixels) -> str:
    """Payload of the bar code on ``grey``, "" where there is none. The detector needs all that is around the bars, and
    costs little."""
    try:
        return nfc(cv2.barcode.BarcodeDetector().detectAndDecode(grey)[0])
    except (cv2.error, UnicodeDecodeError):
        return ""


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
