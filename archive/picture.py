"""A picture of a page → the stream a PDF holds, byte for byte where that can be."""

import io
import struct
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image, Jpeg2KImagePlugin, JpegImagePlugin, TiffImagePlugin

from archive.errors import Failed

_REVERSED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))
_JP2 = b"\0\0\0\x0cjP  \r\n\x87\n"
_JPEG_SPACES = {"L": "DeviceGray", "RGB": "DeviceRGB"}

_COMPRESSION, _PHOTOMETRIC, _FILL_ORDER, _OFFSETS, _COUNTS, _OPTIONS = 259, 262, 266, 273, 279, 293
_GROUP4 = 4
_JBIG2 = b"\0\0\0\0\x30\0\x01\0\0\0\x13"
"""The header of the segment that tells a page's size (ITU-T T.88, 7.2, 7.4.8): the first of an embedded stream."""


@dataclass(frozen=True, slots=True)
class Picture:
    """An image stream: the bytes, their PDF filter with its parameters, the colour space, bits and size in pixels."""

    data: bytes
    filter: str
    space: str
    bits: int
    width: int
    height: int
    parameters: Mapping[str, int | bool] = field(default_factory=dict)


def picture(path: Path) -> Picture:
    """The stream for ``path``, a JPEG, a JPEG 2000 file (JP2), JBIG2 segments or a one-bit TIFF of any size.

    A JPEG, a JP2, JBIG2 segments and a Group 4 TIFF of one strip are taken as they are; another one-bit TIFF is written
    anew as Group 4, which loses nothing.

    Raises:
        Failed: it is neither, or is damaged, or has other than 1 or 3 colours.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of damaged EXIF data, which are not used
            return _picture(path.read_bytes())
    except (OSError, ValueError, SyntaxError, KeyError, struct.error) as error:
        raise Failed(f"{type(error).__name__}: {error}", file=path.name) from error


def _picture(data: bytes) -> Picture:
    """By the format's own reader: ``Image.open`` refuses large maps, whose size was weighed when the scan came in."""
    if data.startswith(b"\xff\xd8\xff"):
        with JpegImagePlugin.JpegImageFile(io.BytesIO(data)) as jpeg:
            if jpeg.mode in _JPEG_SPACES:
                return Picture(data, "DCTDecode", _JPEG_SPACES[jpeg.mode], 8, *jpeg.size)
            raise ValueError(f"a JPEG in grey or RGB expected, found {jpeg.mode}")
    if data.startswith(_JP2):
        with Jpeg2KImagePlugin.Jpeg2KImageFile(io.BytesIO(data)) as jp2:
            if jp2.mode in _JPEG_SPACES:
                return Picture(data, "JPXDecode", _JPEG_SPACES[jp2.mode], 8, *jp2.size)
            raise ValueError(f"a JPEG 2000 in grey or RGB expected, found {jp2.mode}")
    if data.startswith(_JBIG2):
        return Picture(data, "JBIG2Decode", "DeviceGray", 1, *struct.unpack_from(">II", data, len(_JBIG2)))
    if data.startswith((b"II*\0", b"MM\0*")):
        with TiffImagePlugin.TiffImageFile(io.BytesIO(data)) as tiff:
            if tiff.mode == "1":
                return _fax(data, tiff)
            raise ValueError(f"a one-bit TIFF expected, found {tiff.mode}")
    raise ValueError("a JPEG, a JPEG 2000, JBIG2 or a one-bit TIFF expected")


def _fax(data: bytes, image: TiffImagePlugin.TiffImageFile) -> Picture:
    tags = _tags(image)
    if not _one_strip(tags):
        data = _anew(image)
        with TiffImagePlugin.TiffImageFile(io.BytesIO(data)) as again:
            tags = _tags(again)
    (offset,), (count,) = tags[_OFFSETS], tags[_COUNTS]
    strip = data[offset : offset + count]
    if len(strip) != count or not count:
        raise ValueError("the image data end too early")
    return Picture(
        strip.translate(_REVERSED) if tags.get(_FILL_ORDER) == (2,) else strip,
        "CCITTFaxDecode",
        "DeviceGray",
        1,
        *image.size,
        # A TIFF whose 0 is black holds its picture in negative, as fax coding sees it.
        {"K": -1, "Columns": image.width, "Rows": image.height, "BlackIs1": tags[_PHOTOMETRIC] == (1,)},
    )


def _anew(image: Image.Image) -> bytes:
    """The same pixels as a Group 4 TIFF of one strip."""
    fresh = io.BytesIO()
    image.save(fresh, "TIFF", compression="group4", strip_size=(image.width + 7) // 8 * image.height)
    return fresh.getvalue()


def _one_strip(tags: Mapping[int, tuple[int, ...]]) -> bool:
    return (
        tags.get(_COMPRESSION) == (_GROUP4,)
        and len(tags.get(_OFFSETS, ())) == len(tags.get(_COUNTS, ())) == 1
        and tags.get(_OPTIONS, (0,)) == (0,)
        and tags.get(_PHOTOMETRIC) in ((0,), (1,))
    )


def _tags(image: TiffImagePlugin.TiffImageFile) -> dict[int, tuple[int, ...]]:
    """The TIFF tags used here, each a tuple of numbers."""
    wanted = (_COMPRESSION, _PHOTOMETRIC, _FILL_ORDER, _OFFSETS, _COUNTS, _OPTIONS)
    found = {tag: image.tag_v2[tag] for tag in wanted if tag in image.tag_v2}
    return {tag: value if isinstance(value, tuple) else (int(value),) for tag, value in found.items()}
