"""Document and its read pages → a tagged PDF/A file: each page its picture or layers, the words invisible on it."""

import io
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO, cast

import pikepdf
from pikepdf import Array, Dictionary, Name, ObjectStreamMode, Pdf, Stream, StreamDecodeLevel, String
from PIL import ImageCms

from archive import glyphless, textlayer, xmp
from archive.errors import Failed
from archive.outline import parts
from archive.pdf.bookmarks import add_bookmarks, add_labels
from archive.pdf.pictures import Pictures
from archive.pdf.structure import Structure
from archive.picture import Picture, picture
from archive.records import Document, Line, OcrPage, Page
from archive.tags import Run, runs
from archive.xmp import About

__all__ = ["About", "write_pdf"]

_DPI_UNKNOWN = 300
_LEAST, _MOST = 3.0, 14400.0
"""Sides of a page in points (ISO 19005-2, 6.1.13)."""


def write_pdf(document: Document, pages: Sequence[OcrPage], target: Path, about: About) -> None:
    """Write ``document`` as PDF/A (2u, or as ``about`` says): one PDF page per page, in the order given, at the size of
    the paper, with bookmarks, page labels and tags.

    Pictures are embedded byte for byte (a JPEG, a JP2, a Group 4 TIFF of one strip); those of a long document wait in a
    scratch file beside ``target``, not in memory. A page with layers shows its ground, and over it its ink where the
    mask is black. The same input gives the same bytes. Nothing is checked here; see ``archive.conformance.check``.

    Raises:
        Failed: no page, a page without a picture, a picture that is damaged, of a kind a PDF/A page cannot hold, or of
            another size than its page record says (the words would lie beside their picture).
        OSError: ``target`` cannot be written; what is there of it is to be thrown away.
    """
    if not pages:
        raise Failed("a PDF needs a page", file=target.name)
    with Pictures(target.parent) as pictures:
        sheets = [_sheet(pictures, page) for page in pages]
        with pictures.begun() as pdf:
            _compose(pdf, document, list(zip(pages, sheets, strict=True)), about)
            with target.open("wb") as file:
                save(pdf, file)


def _compose(pdf: Pdf, document: Document, sheets: Sequence[tuple[OcrPage, "_Sheet"]], about: About) -> None:
    """All of a document but the bytes of its pictures, which ``pdf`` has."""
    pages = [page for page, _ in sheets]
    codes = glyphless.codes(
        textlayer.legible(word.text) for page in pages for line in page.lines for word in line.words
    )
    told = parts(pages, xmp.title(document, about), document.type_name)
    headings = {part.page: (part.first, part.end) for part in told}
    fonts, structure = _fonts(pdf, codes), Structure(pdf, told)
    for number, (page, sheet) in enumerate(sheets):
        read = runs(page, *headings.get(number, (0, 0)))
        leaf = _add(pdf, sheet, textlayer.marked(map(_mark, read), codes, sheet.size, sheet.point), fonts)
        structure.add(leaf, number, read)
    structure.finish()
    add_bookmarks(pdf, told)
    add_labels(pdf, document, pages)
    describe(pdf, document, about)


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


def save(pdf: Pdf, file: BinaryIO) -> None:
    """Write ``pdf`` as the rules of PDF/A-2 want it; the same input gives the same bytes."""
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


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A page before it is drawn: its size in pixels, how many points a pixel is, and which of the pictures it shows."""

    size: tuple[int, int]
    point: float
    pictures: Mapping[str, int]


def _sheet(pictures: Pictures, page: OcrPage) -> _Sheet:
    record, layers = page.page, page.page.layers
    shown = _picture(record, layers.mask if layers else record.image)
    size = _whole(record, shown)
    point = min(72 / (record.dpi if record.dpi > 0 else _DPI_UNKNOWN), _MOST / max(size))
    if layers is None:
        return _Sheet(size, point, {"/Im": pictures.add(shown)})
    if shown.bits != 1:
        raise Failed("the mask of a page is one-bit", file=record.source, page=record.index)
    numbers = {"/Mask": pictures.add(shown, stencil=True)}
    for name, path in (("/Im", layers.ground), ("/Ink", layers.ink)):
        numbers[name] = pictures.add(_picture(record, path))
    return _Sheet(size, point, numbers)


def _mark(run: Run) -> tuple[str, Sequence[Line]]:
    """The order that begins ``run``, and its lines."""
    return ("/Artifact BMC" if run.mark is None else f"/{run.role} <</MCID {run.mark}>> BDC"), run.lines


def _add(pdf: Pdf, sheet: _Sheet, text: bytes, fonts: pikepdf.Object) -> pikepdf.Object:
    """A page more: its pictures painted on all of it, one over the other, and ``text`` on it. The ink is painted where
    its mask is black (0): explicit masking (ISO 32000-1, 8.9.6.3)."""
    drawn = {name: pdf.get_object(number + 1, 0) for name, number in sheet.pictures.items()}
    if mask := drawn.pop("/Mask", None):
        drawn["/Ink"].Mask = mask
    width, height = (round(side * sheet.point, 3) for side in sheet.size)
    painted = " ".join(f"{name} Do" for name in drawn)
    draw = f"/Artifact BMC q {width} 0 0 {height} 0 0 cm {painted} Q EMC\n".encode("ascii")
    resources = Dictionary(XObject=Dictionary(drawn))
    if text:
        resources.Font = fonts
    leaf = Dictionary(
        Type=Name.Page,
        MediaBox=Array([0, 0, max(width, _LEAST), max(height, _LEAST)]),
        Resources=resources,
        Contents=_packed(pdf, draw + text),
    )
    made = pdf.make_indirect(leaf)
    pdf.pages.append(pikepdf.Page(made))
    return made


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


def _fonts(pdf: Pdf, codes: Mapping[str, int]) -> pikepdf.Object:
    """The font resources of all pages: one font program, told to be one to ten tenths of its size high."""
    program = glyphless.font_program()
    file = _packed(pdf, program, Length1=len(program))
    unicode = _packed(pdf, glyphless.to_unicode(codes))
    fonts = Dictionary()
    for step in range(1, glyphless.STEPS + 1):
        glyphs = _packed(pdf, glyphless.cid_to_gid(codes, step))
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


def describe(pdf: Pdf, document: Document, about: About) -> None:
    """Say in ``pdf`` what it is (XMP and information) and by which colours it is meant."""
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
