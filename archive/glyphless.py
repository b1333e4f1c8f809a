"""The characters of a text layer → a font that draws nothing.

The words beneath a page image need a font: it gives every character a width, so that a word can be stretched over its
picture, and a way back to Unicode, so that it can be copied and found. Ours has one glyph for all characters, in ten
heights. It is a line without width, there and back: PDFium (Chromium) goes by the bounds of outlines, and leaves out a
word of one character whose glyph has none.
It is written here, from the TrueType and PDF specifications, and is the same in every file.
"""

import struct
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import chain

UNITS = 1000
ADVANCE = 500
STEPS = 10
"""Font units to the em; width of every character; how many heights the font comes in, one to ten tenths of the em."""

_EPOCH = 0
_FIRST_SPARE = 0xD800


def codes(text: Iterable[str]) -> dict[str, int]:
    """A two-byte code (CID) for every character of ``text``, and for the space, in code-point order.

    A character of the basic plane is its own code, so the content stream is readable UTF-16BE. The others get the codes
    of the surrogates, which no character has.
    """
    used = sorted(set(chain.from_iterable(text)) | {" "})
    basic = {char: ord(char) for char in used if ord(char) < 0x10000}
    taken = set(basic.values())
    spare = (code for code in chain(range(_FIRST_SPARE, 0x10000), range(1, _FIRST_SPARE)) if code not in taken)
    return basic | dict(zip((char for char in used if ord(char) >= 0x10000), spare, strict=False))


def to_unicode(codes: Mapping[str, int]) -> bytes:
    """The ToUnicode CMap: every code back to its character (ISO 32000-1, 9.10.3)."""
    pairs = sorted((code, char.encode("utf-16-be").hex()) for char, code in codes.items())
    lines = [
        "/CIDInit /ProcSet findresource begin",
        "12 dict begin",
        "begincmap",
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        "/CMapName /Adobe-Identity-UCS def",
        "/CMapType 2 def",
        "1 begincodespacerange",
        "<0000> <FFFF>",
        "endcodespacerange",
    ]
    for start in range(0, len(pairs), 100):  # the specification allows 100 lines a block
        block = pairs[start : start + 100]
        lines += [f"{len(block)} beginbfchar", *(f"<{code:04x}> <{char}>" for code, char in block), "endbfchar"]
    lines += ["endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end", ""]
    return "\n".join(lines).encode("ascii")


def cid_to_gid(codes: Mapping[str, int], glyph: int) -> bytes:
    """The CIDToGIDMap: every code used leads to ``glyph``, from 1 to ``STEPS``, so that none is ``.notdef``."""
    table = bytearray(2 * (max(codes.values()) + 1))
    for code in codes.values():
        struct.pack_into(">H", table, 2 * code, glyph)
    return bytes(table)


@cache
def font_program() -> bytes:
    """The TrueType file: an empty ``.notdef``, and glyph N as high as N tenths of the em, all ``ADVANCE`` wide
    (ISO 14496-22)."""
    glyphs = [_stroke(step * UNITS // STEPS) for step in range(1, STEPS + 1)]
    places = range(0, len(glyphs[0]) // 2 * (STEPS + 1), len(glyphs[0]) // 2)
    tables = {
        b"cmap": _cmap(),
        b"glyf": b"".join(glyphs),
        b"head": _head(0),
        b"hhea": struct.pack(">I3hH11hH", 0x10000, UNITS, 0, 0, ADVANCE, 0, 0, ADVANCE, 1, *([0] * 7), STEPS + 1),
        b"hmtx": struct.pack(">Hh", ADVANCE, 0) * (STEPS + 1),
        b"loca": struct.pack(f">{STEPS + 2}H", 0, *places),
        b"maxp": struct.pack(">I14H", 0x10000, STEPS + 1, 2, 1, 0, 0, 2, *([0] * 8)),
        b"post": struct.pack(">IIhhIIIII", 0x30000, 0, -100, 50, 1, 0, 0, 0, 0),
    }
    whole = _file(tables)
    tables[b"head"] = _head((0xB1B0AFBA - _checksum(whole)) & 0xFFFFFFFF)
    return _file(tables, like=whole)


def _stroke(height: int) -> bytes:
    """A contour of two points, from the lower left of its box to the upper right and back: nothing is inside it."""
    box = struct.pack(">5h", 1, 0, 0, ADVANCE, height)
    there, back = 0x31, 0x01  # both on the curve; the first where the pen is, the second by two-byte distances
    return box + struct.pack(">HHBBhh", 1, 0, there, back, ADVANCE, height)


def _head(adjustment: int) -> bytes:
    box = (0, 0, ADVANCE, UNITS)
    return struct.pack(
        ">IIIIHHqq4hHHhhh",
        *(0x10000, 0x10000, adjustment, 0x5F0F3CF5, 0x000B, UNITS, _EPOCH, _EPOCH),
        *box,
        *(0, 8, 2, 0, 0),
    )


def _cmap() -> bytes:
    ends, starts, deltas, offsets = (0x20, 0xFFFF), (0x20, 0xFFFF), (1 - 0x20, 1), (0, 0)
    segments = struct.pack(">2HH2H2h2H", *ends, 0, *starts, *deltas, *offsets)
    table = struct.pack(">HHHHHHH", 4, 14 + len(segments), 0, 4, 4, 1, 0) + segments
    return struct.pack(">HHHHI", 0, 1, 3, 1, 12) + table


def _checksum(data: bytes) -> int:
    padded = data + bytes(-len(data) % 4)
    words: tuple[int, ...] = struct.unpack(f">{len(padded) // 4}I", padded)
    return sum(words) & 0xFFFFFFFF


def _file(tables: Mapping[bytes, bytes], like: bytes = b"") -> bytes:
    """The tables behind their directory; checksums of ``head`` are those before its adjustment, taken from ``like``."""
    directory = struct.pack(">IHHHH", 0x10000, len(tables), 128, 3, 16 * len(tables) - 128)
    body = b""
    start = 12 + 16 * len(tables)
    for tag, data in tables.items():
        directory += struct.pack(">4sIII", tag, _checksum(data), start + len(body), len(data))
        body += data + bytes(-len(data) % 4)
    return (like[:start] or directory) + body
