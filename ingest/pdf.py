"""A PDF file → its pages as pixels: the page's own image where the page is just one image, else rendered by Poppler."""

import io
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pdf2image
import pikepdf
from pdf2image.exceptions import PDFInfoNotInstalledError, PDFPageCountError, PDFPopplerTimeoutError, PDFSyntaxError
from PIL import Image

from archive.errors import Empty, Encrypted, EngineFailed, Refused, Truncated
from ingest.picture import Picture, as_picture, bounded, jpeg_quality, short

RENDER_DPI = 300
# fmt: off
HARMLESS = frozenset((
    "q", "Q", "cm", "Do", "gs", "ri", "i", "w", "J", "j", "M", "d", "n", "re", "W", "W*", "BMC", "BDC", "EMC", "MP",
    "DP", "g", "G", "rg", "RG", "k", "K", "cs", "CS", "sc", "SC", "scn", "SCN",
))
# fmt: on
"""Operators that leave nothing on the page by themselves (``re W n`` clips)."""
TEXT = frozenset(["BT", "ET", "Tf", "Td", "TD", "Tm", "T*", "Tc", "Tw", "Tz", "TL", "Ts", "Tr"])
SHOWING = frozenset(("Tj", "TJ", "'", '"'))
INVISIBLE = 3
"""Text rendering mode of a text layer under or over a scan (ISO 32000-1, 9.3.6)."""
_UNSEEN = ("/Link", "/Popup")


BROKEN = (
    *(pikepdf.PdfError, PDFPageCountError, PDFSyntaxError, PDFPopplerTimeoutError, OSError, SyntaxError),
    *(ValueError, TypeError, KeyError, IndexError, AttributeError, ArithmeticError, NotImplementedError, RuntimeError),
)
"""What libraries raise at a damaged or hostile file; our own errors are none of these."""


def count(path: Path, name: str) -> int:
    """How many pages the PDF has.

    Raises:
        Encrypted: it cannot be opened without a password.
        Truncated: its end is missing, its cross-reference cannot be followed, or pages that it counts are not there.
        Empty: it has no page.

    """
    pages = 0
    try:
        with pikepdf.open(path, suppress_warnings=True, attempt_recovery=False) as pdf:
            pages = _counted(pdf, name)
    except pikepdf.PasswordError as error:
        raise Encrypted(file=name) from error
    except pikepdf.PdfError:
        pages = _recovered(path, name)
    except BROKEN as error:
        raise Truncated(short(error), file=name) from error
    if pages == 0:
        raise Empty(file=name)
    return pages


def load(path: Path, name: str, number: int, max_pixels: int) -> Picture:
    """Page ``number`` (from 1) as it is to be seen, ``/Rotate`` honoured.

    Raises:
        TooLarge: more than ``max_pixels``; nothing was decoded.
        Truncated: its image or its instructions cannot be decoded.

    """
    try:
        with pikepdf.open(path, suppress_warnings=True) as pdf:
            page = pdf.pages[number - 1]
            alone = _only_image(page)
            if alone is not None:
                bounded((alone.image.width, alone.image.height), name, max_pixels)
                taken = _taken_out(alone)
                if taken is not None:
                    return taken
            width, height = _size_in(page)
    except Refused:
        raise
    except BROKEN as error:
        raise Truncated(short(error), file=name) from error
    return _rendered(path, name, number, _dpi_for(width, height, name, max_pixels))


@dataclass(frozen=True, slots=True)
class _Alone:
    image: pikepdf.PdfImage
    turns: int  # quarter turns clockwise from the image as stored to the page as seen
    mirrored: bool
    dpi: int


def _recovered(path: Path, name: str) -> int:
    """Pages of a PDF whose cross-reference is wrong: accepted only if its end is there."""
    with path.open("rb") as handle:
        handle.seek(max(0, path.stat().st_size - 2048))
        if b"%%EOF" not in handle.read():
            raise Truncated("%%EOF?", file=name)
    try:
        with pikepdf.open(path, suppress_warnings=True) as pdf:
            return _counted(pdf, name)
    except BROKEN as error:
        raise Truncated(short(error), file=name) from error


def _counted(pdf: pikepdf.Pdf, name: str) -> int:
    """The pages of ``pdf``, which must be as many as it says: a damaged tree loses some without a word."""
    found, stated = len(pdf.pages), int(pdf.Root.Pages.get("/Count", 0))
    if found < stated:
        raise Truncated(f"/Count {stated}, {found}", file=name)
    return found


def _drawn(page: pikepdf.Page) -> list[tuple[str, pikepdf.Matrix]] | None:
    """The objects that the page draws, each with its place; None where it draws anything else that can be seen."""
    state = (pikepdf.Matrix(), 0)
    stack: list[tuple[pikepdf.Matrix, int]] = []
    drawn: list[tuple[str, pikepdf.Matrix]] = []
    for instruction in pikepdf.parse_content_stream(page):
        operands, name = instruction.operands, str(instruction.operator)
        if name == "q":
            stack.append(state)
        elif name == "Q":
            state = stack.pop() if stack else state
        elif name == "cm":
            state = (pikepdf.Matrix(*(float(value) for value in operands)) @ state[0], state[1])
        elif name == "Tr":
            state = (state[0], int(operands[0]))
        elif name == "Do":
            drawn.append((str(operands[0]), state[0]))
        elif name not in HARMLESS | TEXT and not (name in SHOWING and state[1] == INVISIBLE):
            return None
    return drawn


def _only_image(page: pikepdf.Page) -> _Alone | None:
    """The page's image, if the page is that one image over (nearly) all of it and nothing else that can be seen; an
    invisible text layer, as scanners' own software adds it, is no hindrance."""
    marks = page.obj.get("/Annots", pikepdf.Array())
    drawn = _drawn(page)
    if drawn is None or any(mark.get("/Subtype") not in _UNSEEN for mark in marks):
        return None
    if len(drawn) != 1:
        return None
    found = page.resources.get("/XObject", pikepdf.Dictionary()).get(drawn[0][0])
    if (
        not isinstance(found, pikepdf.Stream)
        or found.get("/Subtype") != "/Image"
        or "/SMask" in found
        or "/Mask" in found
        or found.get("/ImageMask")
    ):
        return None
    return _placed(page, pikepdf.PdfImage(found), drawn[0][1])


def _placed(page: pikepdf.Page, image: pikepdf.PdfImage, at: pikepdf.Matrix) -> _Alone | None:
    a, b, c, d = at.a, at.b, at.c, at.d
    upright = abs(b) + abs(c) < 0.01 * (abs(a) + abs(d))
    sideways = abs(a) + abs(d) < 0.01 * (abs(b) + abs(c))
    if not (upright or sideways):
        return None
    width, height = (abs(a), abs(d)) if upright else (abs(c), abs(b))
    box = page.cropbox if "/CropBox" in page else page.mediabox
    page_width, page_height = float(box[2] - box[0]), float(box[3] - box[1])
    covered = width * height / max(page_width * page_height, 1e-6)
    unit = float(page.obj.get("/UserUnit", 1))
    across, along = (width, height) if upright else (height, width)
    if not 0.9 <= covered <= 1.05 or across <= 0 or along <= 0:
        return None
    x, y = image.width / (across * unit) * 72, image.height / (along * unit) * 72
    if abs(x - y) > 0.03 * max(x, y):
        return None
    mirrored = (a * d - b * c) < 0
    upside_down = a < 0 if upright else b < 0
    turns = (0 if upright else 3) + (2 if upside_down else 0)
    return _Alone(image, (turns + int(page.obj.get("/Rotate", 0)) // 90) % 4, mirrored, round((x + y) / 2))


def _taken_out(alone: _Alone) -> Picture | None:
    """The image itself, without re-encoding; None where only a renderer can show its colours rightly."""
    image = alone.image
    filters = [str(name) for name in image.filters]
    if "/Decode" in image.obj and not _plain_decode(image):
        return None
    if "/JBIG2Decode" in filters or "/JPXDecode" in filters:
        return None
    if filters == ["/DCTDecode"] and image.mode in ("L", "RGB"):
        opened = Image.open(io.BytesIO(image.obj.read_raw_bytes()))
        quality = jpeg_quality(opened)
        opened.load()
        picture = as_picture(opened, alone.dpi, quality)
    else:
        try:
            picture = as_picture(image.as_pil_image(), alone.dpi)
        except (NotImplementedError, pikepdf.models.image.UnsupportedImageTypeError):
            return None
    picture = replace(picture, stored=len(image.obj.read_raw_bytes()))
    pixels = picture.pixels
    if alone.mirrored:
        pixels = np.flip(pixels, axis=0)
    return replace(picture, pixels=np.ascontiguousarray(np.rot90(pixels, -alone.turns)))


def _plain_decode(image: pikepdf.PdfImage) -> bool:
    decode = [float(value) for value in image.obj["/Decode"]]
    return decode == [0.0, 1.0] * (len(decode) // 2)


def _size_in(page: pikepdf.Page) -> tuple[float, float]:
    """Width and height in inches."""
    box = page.cropbox if "/CropBox" in page else page.mediabox
    unit = float(page.obj.get("/UserUnit", 1)) / 72
    return abs(float(box[2] - box[0])) * unit, abs(float(box[3] - box[1])) * unit


def _dpi_for(width: float, height: float, name: str, max_pixels: int) -> int:
    dpi = RENDER_DPI
    while dpi > 72 and width * height * dpi * dpi > max_pixels:
        dpi -= 25
    bounded((round(width * dpi), round(height * dpi)), name, max_pixels)
    return dpi


def _rendered(path: Path, name: str, number: int, dpi: int) -> Picture:
    """The page by Poppler. Where it complains and yet shows an empty page, what should be there was lost.

    Raises:
        EngineFailed: Poppler is not installed.
        Truncated: it cannot show the page, or not within two minutes.
    """
    try:
        return as_picture(_poppler(path, number, dpi, strict=True), dpi)
    except PDFInfoNotInstalledError as error:
        raise EngineFailed("poppler-utils?", file=name) from error
    except PDFSyntaxError as complaint:
        try:
            shown = as_picture(_poppler(path, number, dpi, strict=False), dpi)
        except BROKEN as error:
            raise Truncated(short(error), file=name) from error
        if np.ptp(shown.pixels) == 0:
            raise Truncated(short(complaint), file=name) from complaint
        return shown
    except BROKEN as error:
        raise Truncated(short(error), file=name) from error


def _poppler(path: Path, number: int, dpi: int, *, strict: bool) -> Image.Image:
    images = pdf2image.convert_from_path(
        path, dpi=dpi, first_page=number, last_page=number, use_cropbox=True, thread_count=1, timeout=120, strict=strict
    )
    if not images:
        raise PDFPageCountError("pdftoppm: no page")
    first: Image.Image = images[0]
    return first
