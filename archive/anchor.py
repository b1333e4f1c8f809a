"""The ledger's head → a small file in each store, locked and signed where that can be: an anchor (mốc neo sổ).

Whoever rewrites the ledger with all its hashes must rewrite every anchor too: on a server with object lock that cannot
be done, and elsewhere not without the agency's key. An anchor says: at that time the line ``seq`` had that ``hash``.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec

from archive.blob import Blobs
from archive.errors import Missing, StoreError
from archive.ledger import LedgerLine
from archive.lock import FAR, Guard, locks_of, tighten

PLACE = "extensions/vankho-ledger/"
"""Where anchors lie; a place that OCFL 1.1 (4.3) gives to extensions."""
SIGNATURE = ".p7s"
FORMAT = "vankho-ledger-head/1"


class _Told(msgspec.Struct):
    format: str
    seq: int
    hash: str
    at: str
    signed: bool = False


@dataclass(frozen=True, slots=True)
class Anchor:
    """Mốc neo: what one store says of the ledger. ``data`` is empty where it cannot be understood."""

    key: str
    data: bytes
    seq: int = 0
    hash: str = ""
    at: str = ""
    signed: bool = False
    signature: bytes = b""


def name_of(line: LedgerLine) -> str:
    """The key of the anchor of that line."""
    return f"{PLACE}{line.seq:012d}-{line.hash[:16]}.json"


def encode(line: LedgerLine, at: datetime, *, signed: bool) -> bytes:
    """The anchor of that line, as it is kept."""
    told = _Told(FORMAT, line.seq, line.hash, at.isoformat(timespec="seconds"), signed)
    return msgspec.json.format(msgspec.json.encode(told), indent=1) + b"\n"


def drop(blobs: Blobs, line: LedgerLine, at: datetime, sign: Callable[[bytes], bytes] | None, *, lock: bool) -> str:
    """Put the anchor of ``line`` into a store, unless it is there; its key. Signature first, so that an anchor that
    says it is signed has its signature.

    Raises:
        Full, StoreError: the store.

    """
    key = name_of(line)
    if next(iter(blobs.list(key)), None) != key:
        data = encode(line, at, signed=sign is not None)
        if sign is not None:
            blobs.put(f"{key}{SIGNATURE}", sign(data))
        blobs.put(key, data)
    locks = locks_of(blobs)
    if locks is not None and lock:
        until = at + timedelta(days=365.25 * FAR)
        tighten(locks, key, Guard(until, at, hold=False), at)
    return key


def anchors(blobs: Blobs) -> Iterator[Anchor]:
    """All anchors of a store, oldest first; one that is damaged has no ``seq``."""
    for key in blobs.list(PLACE):
        if key.endswith(".json"):
            data = _bytes(blobs, key)
            try:
                told = msgspec.json.decode(data, type=_Told)
            except msgspec.MsgspecError:
                yield Anchor(key, data)
                continue
            signature = _bytes(blobs, f"{key}{SIGNATURE}") if told.signed else b""
            yield Anchor(key, data, told.seq, told.hash, told.at, told.signed, signature)


def disagreements(found: list[Anchor], hashes: dict[int, str], last: int) -> list[str]:
    """What the ledger, of whose lines ``hashes`` tells, has otherwise than the anchors (English)."""
    problems = []
    for one in found:
        if not one.seq or one.key != f"{PLACE}{one.seq:012d}-{one.hash[:16]}.json":
            problems.append(f"anchor {one.key} was changed")
        elif one.seq > last:
            problems.append(f"lines {last + 1} to {one.seq} were removed from the end: anchored {one.at}")
        elif hashes.get(one.seq) != one.hash:
            problems.append(f"the ledger was rewritten: line {one.seq} is not the one that was anchored {one.at}")
    return problems


def _bytes(blobs: Blobs, key: str) -> bytes:
    try:
        with blobs.open(key) as file:
            return file.read()
    except (Missing, OSError, StoreError):
        return b""
