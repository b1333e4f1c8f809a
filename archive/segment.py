"""The ledger's lines → objects in each store, its copy: whoever loses or damages the ledger has them from there.

A segment (đoạn sổ) holds, byte for byte and in order, the lines that came after those of the segment before. Its name
says from which line to which, and how the hash of the last one begins: by names alone it is known what is copied, and
whether the ledger says otherwise. Segments lie beside the anchors and are locked with them.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from archive.anchor import PLACE
from archive.blob import Blobs, Past
from archive.errors import Damaged, Missing
from archive.ledger import START, line_bytes, line_hash, parse_line
from archive.lock import locks_of

LINES = f"{PLACE}lines/"
MOST = 8 << 20
"""Bytes after which a segment ends though the ledger goes on: a first copy of a long ledger is many objects."""
NAMED = 16
"""Hex digits of the last line's hash in a segment's name."""
_KEY = re.compile(rf"{re.escape(LINES)}(\d{{12}})-(\d{{12}})-([0-9a-f]{{{NAMED}}})\.jsonl")


@dataclass(frozen=True, slots=True, order=True)
class Segment:
    """Đoạn sổ: the lines ``first`` to ``last``, the last of which has a hash that begins with ``hash``."""

    first: int
    last: int
    hash: str

    @property
    def key(self) -> str:
        """Where it lies."""
        return f"{LINES}{self.first:012d}-{self.last:012d}-{self.hash}.jsonl"


def segment_of(key: str) -> Segment | None:
    """What the name says; None where it is no segment's."""
    found = _KEY.fullmatch(key)
    return Segment(int(found[1]), int(found[2]), found[3]) if found else None


def segments(blobs: Blobs) -> list[Segment]:
    """The segments of a store by their names, oldest first; nothing is read."""
    return [one for one in map(segment_of, blobs.list(LINES)) if one is not None]


def divided(ledger: Iterable[bytes], known: Collection[Segment]) -> Iterator[tuple[Segment, bytes]]:
    """A whole ledger as segments, each with its bytes: those ``known`` that follow one another from its first line on,
    and what comes after them as new ones.

    Raises:
        Damaged: a line that is not copied yet does not follow from the one before, or the ledger has another line, or
            none, where a known segment ends. Nothing that is doubtful is copied.

    """
    ends: dict[int, dict[int, set[str]]] = {}
    for one in known:
        ends.setdefault(one.first, {}).setdefault(one.last, set()).add(one.hash)
    first, last, kept, size, prev = 1, 0, list[bytes](), 0, START
    for last, raw in enumerate(ledger, 1):
        kept.append(raw)
        size += len(raw)
        wanted = ends.get(first, {})
        if wanted and last not in wanted:
            continue
        prev = _checked(raw, last, None if wanted else prev)
        if wanted and prev[:NAMED] not in wanted[last]:
            raise Damaged(f"ledger: dòng {last} khác bản chép / line {last} is not the one that was copied")
        if wanted or size >= MOST:
            yield Segment(first, last, prev[:NAMED]), b"".join(kept)
            first, kept, size = last + 1, [], 0
    if kept and first in ends:
        raise Damaged(f"ledger: thiếu dòng sau {last} đã chép / lines after {last} that were copied are gone")
    if kept:
        yield Segment(first, last, prev[:NAMED]), b"".join(kept)


def _checked(raw: bytes, seq: int, prev: str | None) -> str:
    """The hash of the line ``seq``, which must follow from ``prev``; None: it was checked when it was copied."""
    line = parse_line(raw, f"ledger: dòng / line {seq}")
    is_whole = raw == line_bytes(line) + b"\n" and line.hash == line_hash(line)
    if line.seq != seq or not is_whole or prev not in (None, line.prev):
        raise Damaged(f"ledger: dòng / line {seq}")
    return line.hash


def contradictions(found: Iterable[Segment], hashes: Mapping[int, str], last: int) -> list[str]:
    """By which segments, going by their names, the ledger was written anew or cut (English)."""
    problems = []
    for one in found:
        if one.last > last:
            problems.append(f"lines {last + 1} to {one.last} were removed from the end: {one.key} has them")
        elif not hashes.get(one.last, "").startswith(one.hash):
            problems.append(f"the ledger was rewritten: line {one.last} is not the one in {one.key}")
    return problems


def copied_lines(stores: Collection[Blobs]) -> Iterator[bytes]:
    """Every line in every segment that any store has, of older versions and damaged ones too, and where a marker
    deleted them; what a line is worth is for whoever reads it to find out.

    Raises:
        StoreError: a store cannot be asked: it may have what nobody else has.

    """
    keys = {key for blobs in stores for key in blobs.list(LINES)}
    keys |= {one.key for blobs in stores if (locks := locks_of(blobs)) for one in locks.locks(LINES)}
    for key in sorted(keys):
        for blobs in stores:
            try:
                for stream in blobs.past(key) if isinstance(blobs, Past) else [blobs.open(key)]:
                    with stream:
                        yield from stream
            except (Missing, OSError):  # gone, or the disk cannot give it: another store may
                continue
