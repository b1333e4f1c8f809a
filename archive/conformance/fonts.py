"""The fonts of a PDF and the texts set in them → what is wrong with them (ISO 19005-2, 6.2.11)."""

import re
import struct
from collections.abc import Iterator
from typing import Any

import pikepdf
from pikepdf import Dictionary, Name, Pdf

_MAPPINGS = re.compile(rb"<([0-9a-fA-F]{4})>\s*<([0-9a-fA-F]+)>")
_FORBIDDEN = {"0000", "feff", "fffe"}


def problems(pdf: Pdf) -> Iterator[str]:
    """Every font is a Type 0 font with an embedded TrueType program.

    Every code shown has a character, a glyph and the width that the program gives it.
    """
    for thing in pdf.objects:
        if isinstance(thing, Dictionary) and thing.get("/Type") == Name.Font:
            yield from _outline(thing)
    shown: dict[tuple[int, int], set[int]] = {}
    fonts: dict[tuple[int, int], Any] = {}
    for number, page in enumerate(pdf.pages, 1):
        resources = page.obj.get("/Resources", Dictionary()).get("/Font", Dictionary())
        for name, codes in _shown(page):
            font = resources.get(name)
            if font is None:
                yield f"page {number}: text in a font that is not there: {name}"
                continue
            fonts[font.objgen] = font
            shown.setdefault(font.objgen, set()).update(codes)
    for key, codes in shown.items():
        yield from _codes(fonts[key], codes)


def _outline(font: Dictionary) -> Iterator[str]:
    name = str(font.get("/BaseFont", "?"))
    subtype = font.get("/Subtype")
    if subtype == Name.Type0:
        if font.get("/Encoding") not in (Name("/Identity-H"), Name("/Identity-V")):
            yield f"6.2.11.3.3: {name}: its encoding is not Identity"
        if not isinstance(font.get("/ToUnicode"), pikepdf.Stream):
            yield f"6.2.11.7.2: {name}: no ToUnicode"
    elif subtype == Name.CIDFontType2:
        descriptor = font.get("/FontDescriptor", Dictionary())
        if not isinstance(descriptor.get("/FontFile2"), pikepdf.Stream):
            yield f"6.2.11.4.1: {name}: the font is not embedded"
        if "/CIDToGIDMap" not in font:
            yield f"6.2.11.3.2: {name}: no CIDToGIDMap"
    else:
        yield f"{name}: a font of type {subtype} is not used in our files"


def _shown(page: pikepdf.Page) -> Iterator[tuple[str, set[int]]]:
    """Font and codes of every string shown."""
    font = ""
    for instruction in pikepdf.parse_content_stream(page, "Tf Tj TJ"):
        operator = str(instruction.operator)
        if operator == "Tf":
            font = str(instruction.operands[0])
        elif operator in ("Tj", "TJ"):
            parts = instruction.operands[0] if operator == "TJ" else instruction.operands
            for part in parts:
                if isinstance(part, pikepdf.String):
                    data = bytes(part)
                    yield font, set(struct.unpack(f">{len(data) // 2}H", data[: len(data) // 2 * 2]))


def _codes(font: Any, codes: set[int]) -> Iterator[str]:
    descendant = font.DescendantFonts[0]
    program = descendant.get("/FontDescriptor", Dictionary()).get("/FontFile2")
    unicode = font.get("/ToUnicode")
    if not isinstance(program, pikepdf.Stream) or not isinstance(unicode, pikepdf.Stream):
        return  # named by _outline
    known = {int(code, 16): text.lower().decode() for code, text in _MAPPINGS.findall(unicode.read_bytes())}
    missing = sorted(code for code in codes if not known.get(code))
    if missing:
        yield f"6.2.11.7.2: ToUnicode lacks code {missing[0]:04x}"
    if any(text in _FORBIDDEN for text in known.values()):
        yield "6.2.11.7.2: ToUnicode leads to U+0000, U+FEFF or U+FFFE"
    yield from _widths(descendant, program.read_bytes(), codes)


def _widths(descendant: Any, program: bytes, codes: set[int]) -> Iterator[str]:
    """6.2.11.4.1 and 6.2.11.5: the glyph is there, is not ``.notdef`` and is as wide as the font dictionary says."""
    mapping = descendant.get("/CIDToGIDMap")
    table = mapping.read_bytes() if isinstance(mapping, pikepdf.Stream) else None
    try:
        units, advances = _advances(program)
    except (struct.error, KeyError) as error:
        yield f"6.2.11.4.1: the font program cannot be read: {error}"
        return
    declared = _declared(descendant)
    for code in sorted(codes):
        width = declared.get(code, float(descendant.get("/DW", 1000)))
        glyph = code if table is None else int.from_bytes(table[2 * code : 2 * code + 2], "big")
        if glyph == 0 or glyph >= len(advances):
            yield f"6.2.11.8: code {code:04x} has no glyph"
            return
        if abs(advances[glyph] * 1000 / units - width) > 1:
            yield f"6.2.11.5: the width of code {code:04x} is {width} in the dictionary, not in the font program"
            return


def _declared(descendant: Any) -> dict[int, float]:
    """The widths told one by one (``W``), each code with an array of its own or of those that follow it."""
    told = list(descendant.get("/W", pikepdf.Array()))
    return {
        int(first) + number: float(width)
        for first, widths in zip(told[::2], told[1::2], strict=False)
        for number, width in enumerate(widths)
    }


def _advances(program: bytes) -> tuple[int, list[int]]:
    """Units to the em and the width of every glyph of a TrueType program."""
    count = struct.unpack_from(">H", program, 4)[0]
    entries = (struct.unpack_from(">4sIII", program, 12 + 16 * number) for number in range(count))
    start = {tag: offset for tag, _, offset, _ in entries}
    units = struct.unpack_from(">H", program, start[b"head"] + 18)[0]
    glyphs = struct.unpack_from(">H", program, start[b"maxp"] + 4)[0]
    measured = struct.unpack_from(">H", program, start[b"hhea"] + 34)[0]
    widths = [struct.unpack_from(">H", program, start[b"hmtx"] + 4 * number)[0] for number in range(measured)]
    return units, widths + widths[-1:] * (glyphs - measured)
