"""One-bit mask → the file it is kept in, without loss: Group 4, or JBIG2 where its encoder is installed.

The encoder is the program ``jbig2`` (package ``jbig2`` of Debian 13 and Ubuntu 24.04, Apache-2.0). Only its generic
region is asked for, in which every pixel is coded: its symbol mode, lossy or not, may put one letter for another.
"""

import shutil
import subprocess
import tempfile
from io import BytesIO
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image

from ingest.picture import Pixels

_ENCODER, _READER = "jbig2", "pdfimages"
_TIMEOUT = 60
"""Seconds a page."""


def fax(mask: Pixels, dpi: int) -> bytes:
    """``mask`` as a Group 4 TIFF (ITU-T T.6) of one strip, black where it is 255."""
    held = BytesIO()
    black = _black(mask)
    whole = (black.width + 7) // 8 * black.height
    black.save(held, "TIFF", compression="group4", strip_size=whole, dpi=(dpi, dpi))
    return held.getvalue()


def smallest(mask: Pixels, dpi: int) -> bytes:
    """``mask`` as JBIG2 (ITU-T T.88, the segments that a PDF embeds) of a third fewer bytes where the encoder is
    installed and Poppler reads every pixel of it back as it is; else as :func:`fax`."""
    plain = fax(mask, dpi)
    encoder = shutil.which(_ENCODER)
    if encoder is None:
        return plain
    with tempfile.TemporaryDirectory() as place:
        try:
            packed = _encoded(encoder, plain, Path(place))
            same = len(packed) < len(plain) and np.array_equal(_read_back(packed, mask, Path(place)), mask > 0)
        except (OSError, subprocess.SubprocessError, ValueError):
            return plain
    return packed if same else plain


def is_jbig2(data: bytes) -> bool:
    """Whether a mask's file is JBIG2, not TIFF."""
    return data.startswith(b"\0\0\0\0\x30")


def _black(mask: Pixels) -> Image.Image:
    return Image.fromarray(np.asarray(cv2.bitwise_not(mask), np.uint8)).convert("1", dither=Image.Dither.NONE)


def _encoded(encoder: str, plain: bytes, place: Path) -> bytes:
    source = place / "mask.tif"
    source.write_bytes(plain)
    ended = subprocess.run([encoder, "-p", source], check=True, capture_output=True, timeout=_TIMEOUT)
    return ended.stdout


def _read_back(packed: bytes, mask: Pixels, place: Path) -> npt.NDArray[np.bool_]:
    """Where Poppler finds print in ``packed``."""
    (place / "mask.pdf").write_bytes(_pdf(packed, mask.shape[1], mask.shape[0]))
    subprocess.run([_READER, place / "mask.pdf", place / "mask"], check=True, capture_output=True, timeout=_TIMEOUT)
    (found,) = place.glob("mask-*.p?m")
    with Image.open(found) as image:
        return np.asarray(image.convert("L")) < 128


def _pdf(packed: bytes, width: int, height: int) -> bytes:
    """The least PDF that shows ``packed`` (ISO 32000-1, 7.5)."""
    image = (
        f"<</Type /XObject /Subtype /Image /Width {width} /Height {height} /BitsPerComponent 1 /ColorSpace /DeviceGray"
        f" /Filter /JBIG2Decode /Length {len(packed)}>>\nstream\n"
    )
    objects = (
        b"<</Type /Catalog /Pages 2 0 R>>",
        b"<</Type /Pages /Kids [3 0 R] /Count 1>>",
        b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] /Resources <</XObject <</Im 4 0 R>>>> /Contents 5 0 R>>",
        image.encode("ascii") + packed + b"\nendstream",
        b"<</Length 6>>\nstream\n/Im Do\nendstream",
    )
    made, places = b"%PDF-1.7\n", []
    for number, part in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n" % number + part + b"\nendobj\n"
    table = b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % one for one in places)
    return made + table + b"trailer\n<</Size 6 /Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(made)
