"""JBIG2 segments of an image stream → what is wrong with them.

Allowed is one page of one generic region, in which every pixel is coded by itself. Symbols are not: whoever puts one
picture for many letters can put one letter for another.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

_PAGE, _END_OF_PAGE = 48, 49
_GENERIC = (38, 39)
"""Immediate generic region, and the same without loss: both give every pixel (ITU-T T.88, 7.3)."""
_UNKNOWN = 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class _Segment:
    kind: int
    data: bytes


def problems(data: bytes, size: tuple[int, int]) -> Iterator[str]:
    """Segments that are cut off, of another kind or of another size than the dictionary says."""
    try:
        found = list(_segments(data))
    except struct.error:
        yield "a JBIG2 picture is cut off or is none"
        return
    kinds = [one.kind for one in found if one.kind != _END_OF_PAGE]
    if len(kinds) != 2 or kinds[0] != _PAGE or kinds[1] not in _GENERIC:
        yield f"a JBIG2 picture of segments {kinds}, not of a page and one generic region, is not used in our files"
        return
    if any(len(one.data) < 8 or struct.unpack_from(">II", one.data) != size for one in found[:2]):
        yield f"a JBIG2 picture is of another size than its dictionary says, {size}"


def _segments(data: bytes) -> Iterator[_Segment]:
    """ITU-T T.88, 7.2, of segments that refer to none."""
    place = 0
    while place < len(data):
        _, flags, referred = struct.unpack_from(">IBB", data, place)
        wide = bool(flags & 0x40)
        if referred >> 5:
            yield _Segment(flags & 0x3F, b"")
            return
        (length,) = struct.unpack_from(">I", data, place + (10 if wide else 7))
        begin = place + (14 if wide else 11)
        if length == _UNKNOWN or begin + length > len(data):
            raise struct.error("the data end too early")
        yield _Segment(flags & 0x3F, data[begin : begin + length])
        place = begin + length
