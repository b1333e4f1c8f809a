"""The characters of a text layer → a font that draws nothing.

The words beneath a page image need a font: it gives every character a width, so that a word can be stretched over its
picture, and a way back to Unicode, so that it can be copied and found. Ours has one empty glyph for all characters.
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

_GLYPH = 1
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


def cid_to_gid(codes: Mapping[str, int]) -> bytes:
    """The CIDToGIDMap: every code used leads to the one empty glyph, so that none is ``.notdef``."""
    table = bytearray(2 * (max(codes.values()) + 1))
    for code in codes.values():
        struct.pack_into(">H", table, 2 * code, _GLYPH)
    return bytes(table)


@cache
def font_program() -> bytes:
    """The TrueType file: ``.notdef`` and one glyph, both empty, both ``ADVANCE`` wide (ISO 14496-22)."""
    tables = {
        b"cmap": _cmap(),
        b"glyf": bytes(4),  # both glyphs are empty; some readers refuse a table of no length
        b"head": _head(0),
        b"hhea": struct.pack(">I3hH11hH", 0x10000, UNITS, 0, 0, ADVANCE, 0, 0, 0, 1, *([0] * 7), 2),
        b"hmtx": struct.pack(">HhHh", ADVANCE, 0, ADVANCE, 0),
        b"loca": struct.pack(">3H", 0, 0, 0),
        b"maxp": struct.pack(">I14H", 0x10000, 2, *([0] * 4), 2, *([0] * 8)),
        b"post": struct.pack(">IIhhIIIII", 0x30000, 0, -100, 50, 1, 0, 0, 0, 0),
    }
    whole = _file(tables)
    tables[b"head"] = _head((0xB1B0AFBA - _checksum(whole)) & 0xFFFFFFFF)
    return _file(tables, like=whole)


def _head(adjustment: int) -> bytes:
    box = (0, 0, ADVANCE, UNITS)
    return struct.pack(
        ">IIIIHHqq4hHHhhh",
        *(0x10000, 0x10000, adjustment, 0x5F0F3CF5, 0x000B, UNITS, _EPOCH, _EPOCH),
        *box,
        *(0, 8, 2, 0, 0),
    )


def _cmap() -> bytes:
    ends, starts, deltas, offsets = (0x20, 0xFFFF), (0x20, 0xFFFF), (_GLYPH - 0x20, 1), (0, 0)
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
