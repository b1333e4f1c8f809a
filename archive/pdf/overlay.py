"""Lines of text → what is drawn over the pages of a PDF/A, in Tinos (the widths of Times New Roman), black on white.

The lines are artifacts (ISO 32000-1, 14.8.2.2): they are not of the document. Each letter is drawn twice, its rim in
white first, so that it can be read on any picture.
"""

import io
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf
from fontTools import subset
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name, Pdf, String

from archive import glyphless
from archive.textlayer import legible

FONTS = Path(__file__).parent.parent / "fonts"
FONT = FONTS / "Tinos-Regular.ttf"
SIZE = 10.0
"""Points (TT 05/2025/TT-BNV; NĐ 30/2020/NĐ-CP, PL I)."""

_MM = 72 / 25.4
_EDGE = 4 * _MM
_LEADING, _ASCENT, _DESCENT, _RIM = 11.0, 9.0, 2.5, 1.6


@dataclass(frozen=True, slots=True)
class Overlay:
    """Phần in thêm: ``foot`` in the middle of the lower edge of each page, ``corner`` at the top right of the first."""

    foot: tuple[str, ...] = ()
    corner: tuple[str, ...] = ()


class Letters:
    """The letters of some lines, as a font of one PDF: codes are code points, characters that Tinos lacks ``?``."""

    def __init__(self, pdf: Pdf, lines: Iterable[str], file: Path = FONT) -> None:
        font = TTFont(file, recalcTimestamp=False)
        self._name = file.stem.removesuffix("-Regular")
        self._known = font.getBestCmap()
        self.codes = {char: ord(char) for char in sorted(set("".join(map(self.plain, lines))) | {" ", "?"})}
        font = _cut(font, self.codes.values())
        names, self._units = font.getBestCmap(), font["head"].unitsPerEm
        self._wide = {code: font["hmtx"][names[code]][0] for code in self.codes.values()}
        glyphs = {code: font.getGlyphID(names[code]) for code in self.codes.values()}
        self.font = self._resource(pdf, font, glyphs)

    def plain(self, line: str) -> str:
        """``line`` as it can be drawn."""
        return "".join(char if ord(char) in self._known else "?" for char in legible(line))

    def width(self, line: str) -> float:
        """Points that ``line`` is wide in size 1."""
        return float(sum(self._wide[self.codes[char]] for char in self.plain(line)) / self._units)

    def hex(self, line: str) -> str:
        """``line`` as a string of the font."""
        return "".join(f"{self.codes[char]:04x}" for char in self.plain(line))

    def _resource(self, pdf: Pdf, font: Any, glyphs: dict[int, int]) -> pikepdf.Object:
        program = io.BytesIO()
        font.save(program, reorderTables=None)
        head, scale, name = font["head"], 1000 / self._units, Name(f"/AAAAAA+{self._name}")
        table = bytearray(2 * (max(glyphs) + 1))
        for code, glyph in glyphs.items():
            table[2 * code : 2 * code + 2] = glyph.to_bytes(2, "big")
        descriptor = Dictionary(
            Type=Name.FontDescriptor,
            FontName=name,
            Flags=4,
            FontBBox=Array([round(side * scale) for side in (head.xMin, head.yMin, head.xMax, head.yMax)]),
            ItalicAngle=-12 if self._name.endswith("Italic") else 0,
            Ascent=round(font["hhea"].ascent * scale),
            Descent=round(font["hhea"].descent * scale),
            CapHeight=662,
            StemV=80,
            FontFile2=_packed(pdf, program.getvalue(), Length1=len(program.getvalue())),
        )
        widths = [part for code, wide in self._wide.items() for part in (code, Array([round(wide * scale, 2)]))]
        descendant = Dictionary(
            Type=Name.Font,
            Subtype=Name.CIDFontType2,
            BaseFont=name,
            CIDSystemInfo=Dictionary(Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0),
            W=Array(widths),
            FontDescriptor=pdf.make_indirect(descriptor),
            CIDToGIDMap=_packed(pdf, bytes(table)),
        )
        whole = Dictionary(
            Type=Name.Font,
            Subtype=Name.Type0,
            BaseFont=name,
            Encoding=Name("/Identity-H"),
            DescendantFonts=Array([pdf.make_indirect(descendant)]),
            ToUnicode=_packed(pdf, glyphless.to_unicode(self.codes)),
        )
        return pdf.make_indirect(whole)


def lay_over(pdf: Pdf, overlay: Overlay) -> None:
    """Draw ``overlay`` on the pages of ``pdf``; on a page too narrow for a line it is drawn smaller."""
    letters = Letters(pdf, (*overlay.foot, *overlay.corner))
    for number, page in enumerate(pdf.pages):
        box = [float(side) for side in page.mediabox]
        orders = [*_foot(letters, overlay.foot, box), *(_corner(letters, overlay.corner, box) if number == 0 else ())]
        if orders:
            resources = page.obj.Resources
            resources.Font = Dictionary({**dict(resources.get("/Font", Dictionary()).items()), "/Copy": letters.font})
            drawn = " ".join(["\n/Artifact BMC q", *orders, "Q EMC"]).encode("ascii")
            page.contents_add(pdf.make_indirect(_packed(pdf, drawn)), prepend=False)


def _foot(letters: Letters, lines: Sequence[str], box: Sequence[float]) -> Iterable[str]:
    left, bottom, right, _ = box
    for number, line in enumerate(reversed(lines)):
        size = _size(letters, line, right - left)
        at = (left + right - letters.width(line) * size) / 2
        yield _drawn(letters, line, (at, bottom + _edge(box) + (_DESCENT + number * _LEADING) * size / SIZE), size)


def _corner(letters: Letters, lines: Sequence[str], box: Sequence[float]) -> Iterable[str]:
    left, _, right, top = box
    for number, line in enumerate(lines):
        size = _size(letters, line, right - left)
        at = right - _edge(box) - letters.width(line) * size
        yield _drawn(letters, line, (at, top - _edge(box) - (_ASCENT + number * _LEADING) * size / SIZE), size)


def _edge(box: Sequence[float]) -> float:
    return min(_EDGE, (box[2] - box[0]) / 20, (box[3] - box[1]) / 20)


def _size(letters: Letters, line: str, room: float) -> float:
    return min(SIZE, 0.9 * room / max(letters.width(line), 0.1))


def _drawn(letters: Letters, line: str, place: tuple[float, float], size: float) -> str:
    text = f"<{letters.hex(line)}> Tj"
    at = f"1 0 0 1 {place[0]:.3f} {place[1]:.3f} Tm"
    rim = f"1 G {_RIM * size / SIZE:.3f} w 1 j 1 Tr {at} {text}"
    return f"BT 100 Tz /Copy {size:.3f} Tf {rim} 0 g 0 Tr {at} {text} ET"


def _cut(font: Any, codes: Iterable[int]) -> Any:
    options = subset.Options(
        hinting=False, layout_features=[], name_IDs=[], notdef_outline=True, recalc_timestamp=False
    )
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=list(codes))
    cutter.subset(font)
    return font


def _packed(pdf: Pdf, data: bytes, **entries: object) -> pikepdf.Stream:
    return pikepdf.Stream(pdf, zlib.compress(data, 9), Filter=Name.FlateDecode, **entries)
