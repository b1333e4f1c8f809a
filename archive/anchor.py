"""The ledger's head → a small file in each store, locked and signed where that can be: an anchor (mốc neo sổ).

Whoever rewrites the ledger with all its hashes must rewrite every anchor too: on a server with object lock that cannot
be done, and elsewhere not without the agency's key. An anchor says: at that time the line ``seq`` had that ``hash``.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

import msgspec

from archive import ocfl
from archive.blob import Blobs
from archive.errors import Missing, StoreError
from archive.ledger import LedgerLine
from archive.lock import Tightened, for_ever, locks_of, tighten

PLACE = "extensions/vankho-ledger/"
"""Where anchors lie; a place that OCFL 1.1 (4.3) gives to extensions."""
SIGNATURE = ".p7s"
FORMAT = "vankho-ledger-head/1"
_NAMED = 16
"""Hex digits of the line's hash in the name of its anchor."""


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

    @property
    def is_sound(self) -> bool:
        """Whether it is what its name says."""
        return self.seq > 0 and self.key == f"{PLACE}{self.seq:012d}-{self.hash[:_NAMED]}.json"


def name_of(line: LedgerLine) -> str:
    """The key of the anchor of that line."""
    return f"{PLACE}{line.seq:012d}-{line.hash[:_NAMED]}.json"


def encode(line: LedgerLine, at: datetime, *, signed: bool) -> bytes:
    """The anchor of that line, as it is kept."""
    told = _Told(FORMAT, line.seq, line.hash, at.isoformat(timespec="seconds"), signed)
    return msgspec.json.format(msgspec.json.encode(told), indent=1) + b"\n"


def make(
    stores: Iterable[Blobs], line: LedgerLine, at: datetime, sign: Callable[[bytes], bytes] | None
) -> tuple[bytes, bytes]:
    """The anchor of ``line`` and its signature (empty: none); those that a store has, if an anchoring was cut off."""
    for blobs in stores:
        for one in anchors(blobs, name_of(line)):
            if (one.seq, one.hash) == (line.seq, line.hash) and one.signed == bool(one.signature):
                return one.data, one.signature
    data = encode(line, at, signed=sign is not None)
    return data, sign(data) if sign is not None else b""


def drop(blobs: Blobs, line: LedgerLine, made: tuple[bytes, bytes]) -> None:
    """Put an anchor that was ``made`` of ``line`` into a store, unless it is there. Signature first, so that an anchor
    that says it is signed has its signature.

    Raises:
        Full, StoreError: the store.

    """
    key = name_of(line)
    if next(iter(blobs.list(key)), None) != key:
        if made[1]:
            blobs.put(f"{key}{SIGNATURE}", made[1])
        blobs.put(key, made[0])


def keep_locked(blobs: Blobs, now: datetime, prefixes: Iterable[str] = (PLACE, *ocfl.root_files())) -> Tightened:
    """Lock what lies under ``prefixes`` (all anchors, what stands at the top of the store) as what is kept for ever,
    moved on as its end comes near; for which versions that was. Nothing where the back end keeps no locks.

    Raises:
        StoreError: the server refused or could not be asked.

    """
    locks = locks_of(blobs)
    if locks is None:
        return Tightened()
    return sum((tighten(locks, prefix, for_ever(now), now) for prefix in prefixes), Tightened())


def anchors(blobs: Blobs, prefix: str = PLACE) -> Iterator[Anchor]:
    """All anchors of a store, oldest first; one that is damaged has no ``seq``."""
    for key in blobs.list(prefix):
        if key.endswith(".json"):
            data = _bytes(blobs, key)
            try:
                told = msgspec.json.decode(data, type=_Told)
            except (msgspec.MsgspecError, UnicodeDecodeError):
                yield Anchor(key, data)
                continue
            signature = _bytes(blobs, f"{key}{SIGNATURE}") if told.signed else b""
            yield Anchor(key, data, told.seq, told.hash, told.at, told.signed, signature)


def disagreements(found: list[Anchor], hashes: dict[int, str], last: int) -> list[str]:
    """What the ledger, of whose lines ``hashes`` tells, has otherwise than the anchors (English)."""
    changed = [f"anchor {one.key} was changed" for one in found if not one.is_sound or _is_off(one, hashes)]
    return changed + contradictions(found, hashes, last)


def _is_off(one: Anchor, hashes: dict[int, str]) -> bool:
    """Whether its hash is not the one of the line that its name names."""
    line = hashes.get(one.seq, "")
    return line != one.hash and line.startswith(one.hash[:_NAMED])


def contradictions(found: list[Anchor], hashes: dict[int, str], last: int) -> list[str]:
    """By which anchors the ledger was written anew or cut; those that were changed themselves say nothing (English)."""
    problems = []
    for one in found:
        if one.is_sound and one.seq > last:
            problems.append(f"lines {last + 1} to {one.seq} were removed from the end: anchored {one.at}")
        elif one.is_sound and not hashes.get(one.seq, "").startswith(one.hash[:_NAMED]):  # its name says so too
            problems.append(f"the ledger was rewritten: line {one.seq} is not the one that was anchored {one.at}")
    return problems


def _bytes(blobs: Blobs, key: str) -> bytes:
    try:
        with blobs.open(key) as file:
            return file.read()
    except (Missing, OSError, StoreError):
        return b""
