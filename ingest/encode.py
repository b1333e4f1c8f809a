"""Upright paper → the archival picture on disk, true to the paper and smaller than the scan."""

import os
from io import BytesIO
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from ingest.picture import Picture, Pixels

_BEST, _WORST = 70, 35
_LOSSLESS_AS = 75
_STEP = 12
_WANTED = 0.85
_TRIES = 2


def archival(pixels: Pixels, source: Picture, dpi: int, lossless: bool = False) -> tuple[bytes, str]:
    """The picture as it is kept and its file extension: Group 4 TIFF for one-bit scans (ITU-T T.6), else JPEG with
    halved colour resolution; ``lossless``: JPEG 2000 (ITU-T T.800, JP2) by the reversible transforms, whose pixels are
    ``pixels`` to the last bit.

    A JPEG's quality is never above the scan's own, for that would keep its compression noise at great cost; it is
    lowered once where the page would not become clearly smaller than it was.
    """
    if source.one_bit:
        return _group4(pixels, dpi), ".tif"
    if lossless:
        return _reversible(pixels), ".jp2"
    quality = min(_BEST, max(_WORST, (source.quality or _LOSSLESS_AS) - 5))
    data = b""
    for _ in range(_TRIES):
        data = _jpeg(pixels, quality, dpi)
        if not source.stored or len(data) <= _WANTED * source.stored or quality == _WORST:
            break
        quality = max(_WORST, quality - _STEP)
    return data, ".jpg"


def _jpeg(pixels: Pixels, quality: int, dpi: int) -> bytes:
    held = BytesIO()
    Image.fromarray(pixels).save(held, "JPEG", quality=quality, subsampling="4:2:0", optimize=True, dpi=(dpi, dpi))
    return held.getvalue()


def _reversible(pixels: Pixels) -> bytes:
    """Half the bytes of a PNG, for three times its processor time."""
    held = BytesIO()
    Image.fromarray(pixels).save(held, "JPEG2000", irreversible=False, mct=int(pixels.ndim == 3))
    return held.getvalue()


def _group4(pixels: Pixels, dpi: int) -> bytes:
    held = BytesIO()
    black_and_white = np.asarray(cv2.threshold(pixels, 127, 255, cv2.THRESH_BINARY)[1], np.uint8)
    Image.fromarray(black_and_white).convert("1", dither=Image.Dither.NONE).save(
        held, "TIFF", compression="group4", dpi=(dpi, dpi)
    )
    return held.getvalue()


def graymap(pixels: Pixels) -> bytes:
    """Binary PGM: what a recogniser opens fastest."""
    height, width = pixels.shape
    return f"P5\n{width} {height}\n255\n".encode() + pixels.tobytes()


def write(path: Path, data: bytes) -> Path:
    """``data`` in ``path``, whole or not at all."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        draft.write_bytes(data)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return path
