"""A record ↔ JSON bytes that decode to an equal record."""

from pathlib import Path
from typing import Any, TypeVar

import msgspec

R = TypeVar("R")


def write_record(record: object) -> bytes:
    """``record`` (frozen, with paths as strings) as UTF-8 JSON on one line."""
    return msgspec.json.encode(record, enc_hook=plain)


def read_record(data: bytes, kind: type[R]) -> R:
    """The record of type ``kind`` in ``data``; raises ``msgspec.MsgspecError`` where it is none."""
    return msgspec.json.decode(data, type=kind, dec_hook=rich)


def plain(value: object) -> str:
    """What JSON has no word for, as a string."""
    if isinstance(value, Path):
        return str(value)
    raise NotImplementedError(type(value))


def rich(kind: type, value: Any) -> Any:
    """The opposite of :func:`plain`."""
    if kind is Path:
        return Path(value)
    raise NotImplementedError(kind)
