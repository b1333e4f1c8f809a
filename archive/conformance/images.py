"""An image stream of a PDF → what is wrong with it."""

import io
import struct
import warnings
from collections.abc import Iterator

import pikepdf
from pikepdf import Name
from PIL import Jpeg2KImagePlugin, JpegImagePlugin, TiffImagePlugin

from archive.conformance import jbig2

_JP2 = b"\0\0\0\x0cjP  \r\n\x87\n"
_SPACES = {"/DeviceGray": "L", "/DeviceRGB": "RGB"}


def problems(image: pikepdf.Stream) -> Iterator[str]:
    """Colour space, interpolation, and whether the data really are a picture of the size the dictionary says."""
    space = image.get("/ColorSpace")
    if image.get("/ImageMask", False):
        yield from _stencil(image)
        return
    if not isinstance(space, Name) or str(space) not in _SPACES:
        yield f"6.2.4.3: an image with colour space {space}, which the output intent does not cover"
        return
    if image.get("/Interpolate", False):
        yield "6.2.8: an image asks for interpolation"
    for key in ("/Alternates", "/OPI", "/SMaskInData"):
        if key in image:
            yield f"6.2.8: an image with {key[1:]}"
    mask = image.get("/Mask")
    if mask is not None and not (isinstance(mask, pikepdf.Stream) and mask.get("/ImageMask", False)):
        yield "an image with a mask that is no stencil, which is not used in our files"
    size, bits = _size(image), int(image.get("/BitsPerComponent", 0))
    kind = image.get("/Filter")
    if kind == Name.DCTDecode:
        yield from _jpeg(image.read_raw_bytes(), size, _SPACES[str(space)] if bits == 8 else "")
    elif kind == Name.JPXDecode:
        yield from _jp2(image.read_raw_bytes(), size, _SPACES[str(space)] if bits == 8 else "")
    elif kind == Name.CCITTFaxDecode:
        yield from _fax(image, size, bits)
    else:
        yield f"an image with filter {kind}, which is not used in our files"


def _size(image: pikepdf.Stream) -> tuple[int, int]:
    return int(image.get("/Width", 0)), int(image.get("/Height", 0))


def _stencil(image: pikepdf.Stream) -> Iterator[str]:
    """ISO 32000-1, 8.9.6.2: one bit, no colour space; 0 is painted, so that what is black as a picture is print."""
    if "/ColorSpace" in image or "/Mask" in image or "/SMask" in image:
        yield "a stencil mask with colours or a mask of its own"
    if image.get("/Interpolate", False):
        yield "6.2.8: an image asks for interpolation"
    if "/Decode" in image:
        yield "a stencil mask with Decode, which is not used in our files"
    if image.get("/Filter") == Name.JBIG2Decode:
        yield from jbig2.problems(image.read_raw_bytes(), _size(image))
        if "/DecodeParms" in image:
            yield "a JBIG2 mask with symbols kept elsewhere, which is not used in our files"
        return
    if image.get("/Filter") != Name.CCITTFaxDecode:
        yield f"a stencil mask with filter {image.get('/Filter')}, which is not used in our files"
        return
    yield from _fax(image, _size(image), int(image.get("/BitsPerComponent", 1)))


def _jp2(data: bytes, size: tuple[int, int], mode: str) -> Iterator[str]:
    """6.2.8.3: a JP2 file of one or three channels, here of eight bits."""
    if not data.startswith(_JP2):
        yield "6.2.8.3: a JPEG 2000 picture is no JP2 file"
        return
    try:
        with Jpeg2KImagePlugin.Jpeg2KImageFile(io.BytesIO(data)) as picture:
            found = (picture.mode, picture.size)
            picture.load()
    except (OSError, ValueError, SyntaxError, struct.error) as error:
        yield f"a JPEG 2000 picture cannot be decoded: {error}"
        return
    if found != (mode, size):
        yield f"the image is {found[0]} {found[1]}, its dictionary says {mode} {size}"


def _jpeg(data: bytes, size: tuple[int, int], mode: str) -> Iterator[str]:
    if not data.startswith(b"\xff\xd8\xff") or b"\xff\xd9" not in data[-64:]:
        yield "a JPEG does not begin or end as one: it is cut off"
        return
    try:
        with warnings.catch_warnings(), JpegImagePlugin.JpegImageFile(io.BytesIO(data)) as picture:
            warnings.simplefilter("ignore")  # of damaged EXIF data, which a PDF does not use
            found = (picture.mode, picture.size)
            picture.draft("L", (picture.width // 8 or 1, picture.height // 8 or 1))  # an eighth: all data, little work
            picture.load()
    except (OSError, ValueError, SyntaxError, struct.error) as error:
        yield f"a JPEG cannot be decoded: {error}"
        return
    if found != (mode, size):
        yield f"the image is {found[0]} {found[1]}, its dictionary says {mode} {size}"


def _fax(image: pikepdf.Stream, size: tuple[int, int], bits: int) -> Iterator[str]:
    parameters = image.get("/DecodeParms", pikepdf.Dictionary())
    if (int(parameters.get("/Columns", 1728)), int(parameters.get("/Rows", 0))) != size or bits != 1:
        yield "the size or depth of a fax image is not that of its parameters"
        return
    if int(parameters.get("/K", 0)) >= 0:
        yield "a fax image is not Group 4"
        return
    try:
        with TiffImagePlugin.TiffImageFile(io.BytesIO(_tiff(image.read_raw_bytes(), size))) as picture:
            picture.load()
    except (OSError, ValueError, SyntaxError, struct.error) as error:
        yield f"a fax image cannot be decoded: {error}"


def _tiff(data: bytes, size: tuple[int, int]) -> bytes:
    """Group 4 data in the least TIFF around them (TIFF 6.0): the directory first, all its values long."""
    tags = ((256, size[0]), (257, size[1]), (258, 1), (259, 4), (262, 0), (273, 8 + 2 + 9 * 12 + 4))
    more = ((277, 1), (278, size[1]), (279, len(data)))
    entries = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in (*tags, *more))
    return struct.pack("<2sHIH", b"II", 42, 8, 9) + entries + bytes(4) + data
