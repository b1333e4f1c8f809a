"""Document and its read pages → a PDF/A-2u file: each page its picture or layers, with the words invisible on it."""

import io
import zlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO, cast

import pikepdf
from pikepdf import Array, Dictionary, Name, ObjectStreamMode, Pdf, Stream, StreamDecodeLevel, String
from PIL import ImageCms

from archive import glyphless, textlayer, xmp
from archive.errors import Failed
from archive.picture import Picture, picture
from archive.records import Document, OcrPage, Page
from archive.xmp import About

__all__ = ["About", "write_pdf"]

_DPI_UNKNOWN = 300
_LEAST, _MOST = 3.0, 14400.0
"""Sides of a page in points (ISO 19005-2, 6.1.13)."""


def write_pdf(document: Document, pages: Sequence[OcrPage], target: Path, about: About) -> None:
    """Write ``document`` as PDF/A-2u: one PDF page per page, in the order given, at the size of the paper.

    Pictures are embedded byte for byte (a JPEG, a JP2, a Group 4 TIFF of one strip) and all held in memory until the
    file is written. A page with layers shows its ground, and over it its ink where the mask is black. The same input
    gives the same bytes. Nothing is checked here; see ``archive.conformance.check``.

    Raises:
        Failed: no page, a page without a picture, a picture that is damaged, of a kind a PDF/A page cannot hold, or of
            another size than its page record says (the words would lie beside their picture).
        OSError: ``target`` cannot be written; what is there of it is to be thrown away.
    """
    if not pages:
        raise Failed("a PDF needs a page", file=target.name)
    codes = glyphless.codes(
        textlayer.legible(word.text) for page in pages for line in page.lines for word in line.words
    )
    with Pdf.new() as pdf:
        fonts = _fonts(pdf, codes)
        for page in pages:
            _add(pdf, page, fonts, codes)
        _describe(pdf, document, about)
        with target.open("wb") as file:
            _save(pdf, file)


class _Sink(io.RawIOBase):
    """A file that keeps its first error for afterwards: qpdf ends the process when a write raises within it."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        self.error: OSError | None = None

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        view = memoryview(data)
        if self.error is None:
            try:
                self.file.write(view)
            except OSError as error:
                self.error = error
        return view.nbytes


def _save(pdf: Pdf, file: BinaryIO) -> None:
    sink = _Sink(file)
    pdf.save(
        cast(BinaryIO, sink),
        min_version="1.7",
        object_stream_mode=ObjectStreamMode.generate,
        stream_decode_level=StreamDecodeLevel.none,
        fix_metadata_version=False,
        deterministic_id=True,
    )
    if sink.error:
        raise sink.error


def _add(pdf: Pdf, page: OcrPage, fonts: pikepdf.Object, codes: Mapping[str, int]) -> None:
    size, pictures = _pictures(pdf, page)
    point = 72 / (page.page.dpi if page.page.dpi > 0 else _DPI_UNKNOWN)
    point = min(point, _MOST / max(size))
    width, height = (round(side * point, 3) for side in size)
    painted = " ".join(f"{name} Do" for name in pictures)
    draw = f"q {width} 0 0 {height} 0 0 cm {painted} Q\n".encode("ascii")
    text = textlayer.orders(page.lines, codes, *size, point)
    resources = Dictionary(XObject=Dictionary(pictures))
    if text:
        resources.Font = fonts
    leaf = Dictionary(
        Type=Name.Page,
        MediaBox=Array([0, 0, max(width, _LEAST), max(height, _LEAST)]),
        Resources=resources,
        Contents=_packed(pdf, draw + text),
    )
    pdf.pages.append(pikepdf.Page(pdf.make_indirect(leaf)))


def _pictures(pdf: Pdf, page: OcrPage) -> tuple[tuple[int, int], dict[str, pikepdf.Object]]:
    """The page's size in pixels, and what is painted on all of it, by name, in this order."""
    layers = page.page.layers
    shown = _picture(page.page, layers.mask if layers else page.page.image)
    size = _whole(page.page, shown)
    if layers is None:
        return size, {"/Im": _image(pdf, shown)}
    ground, ink = (_image(pdf, _picture(page.page, path)) for path in (layers.ground, layers.ink))
    ink.Mask = _mask(pdf, page.page, shown)
    return size, {"/Im": ground, "/Ink": ink}


def _picture(record: Page, path: Path | None) -> Picture:
    if path is None:
        raise Failed("the page has no picture", file=record.source, page=record.index)
    try:
        return picture(path)
    except Failed as error:
        raise Failed(error.detail, file=record.source, page=record.index) from error


def _whole(record: Page, shown: Picture) -> tuple[int, int]:
    """The page's size, of which ``shown`` must be a whole number of times, a picture without a mask exactly once."""
    size = (record.width, record.height)
    if size == (0, 0):
        return shown.width, shown.height
    times = max(1, shown.width // size[0]) if record.layers else 1
    if (times * size[0], times * size[1]) != (shown.width, shown.height):
        raise Failed(
            f"the picture is {shown.width}×{shown.height} pixels, its page {record.width}×{record.height}",
            file=record.source,
            page=record.index,
        )
    return size


def _mask(pdf: Pdf, record: Page, shown: Picture) -> pikepdf.Object:
    """``shown`` as a stencil (ISO 32000-1, 8.9.6.3): the image that bears it is painted where it is black (0)."""
    if shown.bits != 1:
        raise Failed("the mask of a page is one-bit", file=record.source, page=record.index)
    mask = _image(pdf, shown)
    del mask.ColorSpace
    mask.ImageMask = True
    return mask


def _image(pdf: Pdf, shown: Picture) -> pikepdf.Object:
    image = Stream(
        pdf,
        shown.data,
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=shown.width,
        Height=shown.height,
        ColorSpace=Name(f"/{shown.space}"),
        BitsPerComponent=shown.bits,
        Filter=Name(f"/{shown.filter}"),
    )
    if shown.parameters:
        image.DecodeParms = Dictionary({f"/{name}": value for name, value in shown.parameters.items()})
    return pdf.make_indirect(image)


def _fonts(pdf: Pdf, codes: Mapping[str, int]) -> pikepdf.Object:
    """The font resources of all pages: one font program, told to be one to ten tenths of its size high."""
    program = glyphless.font_program()
    file = _packed(pdf, program, Length1=len(program))
    glyphs = _packed(pdf, glyphless.cid_to_gid(codes))
    unicode = _packed(pdf, glyphless.to_unicode(codes))
    fonts = Dictionary()
    for step in range(1, glyphless.STEPS + 1):
        fonts[f"/F{step}"] = _font(pdf, step * glyphless.UNITS // glyphless.STEPS, file, glyphs, unicode)
    return pdf.make_indirect(fonts)


def _font(
    pdf: Pdf, ascent: int, file: pikepdf.Object, glyphs: pikepdf.Object, unicode: pikepdf.Object
) -> pikepdf.Object:
    name = Name.VankhoGlyphless
    descriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=name,
        Flags=4,  # symbolic: its characters are outside the standard Latin set
        FontBBox=Array([0, 0, glyphless.ADVANCE, ascent]),
        ItalicAngle=0,
        Ascent=ascent,
        Descent=-1,  # readers take 0 for unknown
        CapHeight=ascent,
        StemV=80,
        FontFile2=file,
    )
    descendant = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType2,
        BaseFont=name,
        CIDSystemInfo=Dictionary(Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0),
        DW=glyphless.ADVANCE,
        FontDescriptor=pdf.make_indirect(descriptor),
        CIDToGIDMap=glyphs,
    )
    font = Dictionary(
        Type=Name.Font,
        Subtype=Name.Type0,
        BaseFont=name,
        Encoding=Name("/Identity-H"),
        DescendantFonts=Array([pdf.make_indirect(descendant)]),
        ToUnicode=unicode,
    )
    return pdf.make_indirect(font)


def _describe(pdf: Pdf, document: Document, about: About) -> None:
    fields = xmp.law_fields(document, about)
    stamp = _pdf_date(about.created)
    info = {
        "/Title": xmp.title(document, about),
        "/Author": fields.get("OrganName"),
        "/Subject": fields.get("Subject"),
        "/Creator": xmp.TOOL,
        "/Producer": about.producer,
        "/CreationDate": stamp,
        "/ModDate": stamp,
    }
    known = {key: String(value) for key, value in info.items() if value}
    pdf.trailer.Info = pdf.make_indirect(Dictionary(known))
    root = pdf.Root
    root.Lang = String(xmp.LANGUAGE)
    root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    root.Metadata = pdf.make_indirect(Stream(pdf, xmp.packet(document, about), Type=Name.Metadata, Subtype=Name.XML))
    profile = _packed(pdf, _srgb(), N=3, Alternate=Name.DeviceRGB)
    intent = Dictionary(
        Type=Name.OutputIntent,
        S=Name.GTS_PDFA1,
        OutputConditionIdentifier=String("sRGB IEC61966-2.1"),
        Info=String("sRGB IEC61966-2.1"),
        RegistryName=String("http://www.color.org"),
        DestOutputProfile=profile,
    )
    root.OutputIntents = Array([pdf.make_indirect(intent)])


def _packed(pdf: Pdf, data: bytes, **entries: object) -> pikepdf.Object:
    return pdf.make_indirect(Stream(pdf, zlib.compress(data, 9), Filter=Name.FlateDecode, **entries))


def _pdf_date(moment: datetime) -> str:
    zone = moment.strftime("%z")
    return f"D:{moment:%Y%m%d%H%M%S}{zone[:3]}'{zone[3:5]}'"


@cache
def _srgb() -> bytes:
    """The sRGB profile, its time of making (ICC.1, bytes 24 to 35) set to the start of 2000."""
    made = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return made[:24] + bytes((0x07, 0xD0, 0, 1, 0, 1)) + bytes(6) + made[36:]
