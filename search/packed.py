"""What a hit shows → few bytes, and back: JSON, squeezed with the phrases of office papers known beforehand."""

import json
import zlib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any


def pack(shown: Mapping[str, Any]) -> bytes:
    """``shown`` (values that JSON has) as bytes that only this version's phrases open again."""
    squeezing = zlib.compressobj(9, zlib.DEFLATED, -15, zdict=phrases())
    written = json.dumps([*shown.items()], ensure_ascii=False, separators=(",", ":"))
    return squeezing.compress(written.encode()) + squeezing.flush()


def unpack(packed: bytes) -> Mapping[str, Any]:
    """What :func:`pack` was given.

    Raises:
        zlib.error: the bytes are damaged, or packed with other phrases.
        ValueError: the same.

    """
    opening = zlib.decompressobj(-15, zdict=phrases())
    return dict(json.loads(opening.decompress(packed) + opening.flush()))


@cache
def phrases() -> bytes:
    """What office papers are full of, one after the other, as UTF-8. The last 32 KB count (RFC 1951), the end of them
    most."""
    return files("search").joinpath("phrases.txt").read_bytes()[-32_768:]
