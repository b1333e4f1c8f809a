"""What happened → lines that are only ever added, each bound to the one before by its hash.

One JSON object a line, keys sorted, UTF-8: any tool can read it, and any change to an old line breaks every hash after
it. Beside it, ``NAME.head`` names the newest line, so that cut-off lines are missed too. Whoever can write both files
can write a new history: keep copies of the newest hash elsewhere.
"""

import contextlib
import fcntl
import hashlib
import json
import os
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from archive.errors import Damaged, Full, StoreError, no_room
from archive.whole import put_whole, sync_folder

START = "0" * 64
"""What the first line names as the hash before it."""

_BLOCK = 1 << 16
_NOTED = re.compile(rb"(0|[1-9][0-9]{0,17}) ([0-9a-f]{64})\n")
_Event = tuple[str, str, str, dict[str, Any], str]
"""kind, dossier, agent, detail, key."""


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """Dòng sổ: one event. ``seq`` counts from 1; ``at`` is ISO 8601 with zone; ``key`` is empty but for events that
    must be written only once; ``prev`` is the hash of the line before.
    """

    seq: int
    at: str
    kind: str
    dossier: str
    agent: str
    detail: dict[str, Any]
    key: str
    prev: str
    hash: str


class Ledger:
    """The ledger (sổ sự kiện) in one file. Processes and threads may share it: writers wait their turn (``flock``).

    ``now`` gives a time with zone. The file is made by the first line.
    """

    def __init__(self, path: Path, now: Callable[[], datetime]) -> None:
        self._path = path
        self._head = path.with_name(f"{path.name}.head")
        self._now = now
        self._keys: dict[str, LedgerLine] = {}
        self._seen = self._inode = 0

    def append(self, kind: str, dossier: str, agent: str, detail: dict[str, Any]) -> LedgerLine:
        """Add one event; it is on the disk on return. The cost does not grow with the ledger.

        Raises:
            Full: no room; the ledger is as before.
            Damaged: the last line is not a line; see :meth:`verify`.
            StoreError: the file cannot be written.

        """
        with self._writing() as file:
            return self._add(file, (kind, dossier, agent, detail, ""))

    def append_once(self, key: str, kind: str, dossier: str, agent: str, detail: dict[str, Any]) -> LedgerLine:
        """Add one event unless one with ``key`` is there; then give that one. The first call reads the whole ledger.

        Raises:
            Full, Damaged, StoreError: as for :meth:`append`.

        """
        with self._writing() as file:
            self._learn_keys(file)
            if key in self._keys:
                return self._keys[key]
            return self._add(file, (kind, dossier, agent, detail, key))

    def lines(self) -> Iterator[LedgerLine]:
        """All events, oldest first, as written; a torn last line is left out.

        Raises:
            Damaged: a line is not a line.
            StoreError: the file cannot be read.

        """
        for number, raw in enumerate(self.raw(), 1):
            if raw.endswith(b"\n"):
                yield parse_line(raw, f"{self._path}: dòng / line {number}")

    def follow(self, start: int = 0) -> Iterator[tuple[LedgerLine, int]]:
        """The events from byte ``start`` on, each with the byte at which the next will begin: to read on later.

        Raises:
            Damaged: a line is not a line.
            StoreError: the file cannot be read.

        """
        at = start
        for raw in self.raw(start):
            if raw.endswith(b"\n"):
                at += len(raw)
                yield parse_line(raw, f"{self._path}: byte {at - len(raw)}"), at

    def head(self) -> LedgerLine | None:
        """The newest whole line; None of an empty ledger.

        Raises:
            Damaged, StoreError: it cannot be read.

        """
        if not self._path.exists():
            return None
        with self._writing() as file:
            return self._last(file)[0]

    def raw(self, start: int = 0) -> Iterator[bytes]:
        """The file as it is, line by line, from byte ``start`` on; nothing where there is none.

        Raises:
            StoreError: the file cannot be read.

        """
        try:
            with self._path.open("rb") as file:
                file.seek(start)
                yield from file
        except FileNotFoundError:
            return
        except OSError as error:
            raise StoreError(f"{self._path}: {error.strerror}") from error

    @property
    def noted(self) -> bytes:
        """What the file beside it says of the newest line; nothing where there is none."""
        try:
            return self._head.read_bytes()
        except OSError:
            return b""

    def replace(self, make: Callable[[str], Sequence[bytes] | None]) -> bool:
        """Put the lines that ``make`` gives in the place of all, whole or not at all, while nobody writes; whether it
        gave any. What was there stays beside it, under the name that ``make`` is told (empty: there was nothing).

        Raises:
            Full, StoreError: the disk; the ledger is as before.

        """
        with self._writing() as file:
            digest = _sha256(file)
            aside = f"{self._path.name}.damaged-{digest[:12]}" if os.fstat(file).st_size else ""
            lines = make(aside)
            if lines is None:
                return False
            if aside:
                with os.fdopen(os.dup(file), "rb") as old:
                    old.seek(0)
                    put_whole(self._path.with_name(aside), iter(lambda: old.read(_BLOCK), b""))
            put_whole(self._path, lines)
            sync_folder(self._path.parent)
            self._note(parse_line(lines[-1], str(self._path)))
            return True

    def hashes(self) -> dict[int, str]:
        """The hash of every line that is one, by its ``seq``."""
        found = {}
        for raw in self.raw():
            with contextlib.suppress(Damaged):
                line = parse_line(raw, "")
                found[line.seq] = line.hash
        return found

    def verify(self) -> list[str]:
        """What is wrong, a sentence (English) a problem, naming the line; empty if the chain is whole.

        Raises:
            StoreError: the file cannot be read.

        """
        problems: list[str] = []
        prev, seq = START, 0
        hashes: dict[int, str] = {}
        for number, raw in enumerate(self.raw(), 1):
            try:
                line = parse_line(raw, "")
            except Damaged:
                if raw.endswith(b"\n"):
                    problems.append(f"line {number} was changed: it is not a ledger line")
                else:
                    problems.append(f"line {number} is torn ({len(raw)} bytes): a write was cut off")
                continue
            if line_bytes(line) != raw.rstrip(b"\n") or line_hash(line) != line.hash:
                problems.append(f"line {number} (seq {line.seq}) was changed")
            elif not raw.endswith(b"\n"):
                problems.append(f"line {number} (seq {line.seq}) lacks its end: a write was cut off")
            problems += _gap(number, line, seq, prev)
            prev, seq = line.hash, line.seq
            hashes[seq] = prev
        return problems + self._missing_end(hashes, seq)

    def _missing_end(self, hashes: dict[int, str], last: int) -> list[str]:
        if not self._head.exists():
            return [f"{self._head.name} is missing: lines at the end may have been removed"] if last else []
        noted = head_of(self.noted)
        if noted is None:
            return [f"{self._head.name} was changed"]
        if noted[0] > last:
            return [f"lines {last + 1} to {noted[0]} were removed from the end"]
        is_known = hashes.get(noted[0]) == noted[1]
        return [] if is_known else [f"line with seq {noted[0]} is not the one {self._head.name} names"]

    @contextlib.contextmanager
    def _writing(self) -> Iterator[int]:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            fresh = not self._path.exists()
            file = self._held()
            try:
                if fresh:
                    sync_folder(self._path.parent)
                yield file
            finally:
                os.close(file)
        except OSError as error:
            raise (Full if no_room(error) else StoreError)(f"{self._path}: {error.strerror}") from error

    def _held(self) -> int:
        """The file, ours alone; while we waited another may have been put in its place (:meth:`replace`)."""
        while True:
            file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o644)
            try:
                fcntl.flock(file, fcntl.LOCK_EX)
                if self._path.exists() and os.path.samestat(os.fstat(file), self._path.stat()):
                    return file
            except BaseException:
                os.close(file)
                raise
            os.close(file)

    def _add(self, file: int, event: _Event) -> LedgerLine:
        last, torn = self._last(file)
        if torn and _follows(torn, last):  # whole but for its end: the power went in the last moment
            os.write(file, b"\n")
            last = parse_line(torn, "")
        elif last is None and self._head.exists():  # a new history would hide that the old one is gone
            raise Damaged(f"{self._path}: sổ mất / the ledger is gone: vankho ledger repair")
        elif torn:
            last = self._set_aside(file, last, torn)
        return self._write(file, last, event)

    def _write(self, file: int, last: LedgerLine | None, event: _Event) -> LedgerLine:
        kind, dossier, agent, detail, key = event
        at = self._now().isoformat()
        seq, prev = (last.seq + 1, last.hash) if last else (1, START)
        bare = LedgerLine(seq, at, kind, dossier, agent, json.loads(_dump(detail)), key, prev, "")
        line = LedgerLine(seq, at, kind, dossier, agent, bare.detail, key, prev, line_hash(bare))
        size = os.fstat(file).st_size
        data = line_bytes(line) + b"\n"
        try:
            written = 0
            while written < len(data):
                written += os.write(file, data[written:])
            os.fsync(file)
        except OSError:
            os.ftruncate(file, size)
            raise
        with contextlib.suppress(OSError):  # it may lag; the line itself is safe
            self._note(line)
        return line

    def _note(self, line: LedgerLine) -> None:
        """Write down which line is the newest. It may lag behind the ledger after a power cut, never run ahead."""
        put_whole(self._head, [f"{line.seq} {line.hash}\n".encode()])

    def _last(self, file: int) -> tuple[LedgerLine | None, bytes]:
        """The last whole line, and the torn bytes after it; found from the end, not by reading all."""
        size = os.fstat(file).st_size
        tail, start = b"", size
        while start > 0 and tail.rstrip(b"\n").count(b"\n") < 2:
            step = min(_BLOCK, start)
            start -= step
            tail = os.pread(file, step, start) + tail
        whole, newline, torn = tail.rpartition(b"\n")
        if not newline:
            return None, torn
        final = whole.rpartition(b"\n")[2]
        if not torn and not final.strip(b"\0"):
            return self._before(whole), tail[len(whole) - len(final) :]
        return parse_line(final, f"{self._path}: dòng cuối / last line"), torn

    def _before(self, whole: bytes) -> LedgerLine | None:
        """The line before one that a power cut left as zeros."""
        rest = whole.rpartition(b"\n")[0].rpartition(b"\n")[2]
        return parse_line(rest, f"{self._path}: dòng cuối / last line") if rest else None

    def _set_aside(self, file: int, last: LedgerLine | None, torn: bytes) -> LedgerLine:
        """Move what a power cut left of a line into a file of its own, and say so in the ledger."""
        digest = hashlib.sha256(torn).hexdigest()
        aside = self._path.with_name(f"{self._path.name}.torn-{digest[:12]}")
        put_whole(aside, [torn])
        os.ftruncate(file, os.fstat(file).st_size - len(torn))
        os.fsync(file)
        detail = {"bytes": len(torn), "sha256": digest, "file": aside.name}
        return self._write(file, last, ("torn-line-set-aside", "", "ledger", detail, ""))

    def _learn_keys(self, file: int) -> None:
        """Read the keys of the lines added since the last look."""
        told = os.fstat(file)
        if told.st_size < self._seen or told.st_ino != self._inode:
            self._keys, self._seen, self._inode = {}, 0, told.st_ino
        with os.fdopen(os.dup(file), "rb") as stream:
            stream.seek(self._seen)
            for raw in stream:
                if not raw.endswith(b"\n"):
                    break
                self._seen += len(raw)
                if b'"key":""' not in raw:
                    with contextlib.suppress(Damaged):
                        line = parse_line(raw, "")
                        self._keys.setdefault(line.key, line)


def head_of(noted: bytes) -> tuple[int, str] | None:
    """``seq`` and hash of the newest line, as the file beside the ledger says them; None where it says nothing."""
    found = _NOTED.fullmatch(noted)
    return (int(found[1]), found[2].decode()) if found else None


def _gap(number: int, line: LedgerLine, seq: int, prev: str) -> list[str]:
    """What lies between a line and the one before it."""
    if line.seq == seq + 1 and line.prev == prev:
        return []
    if line.seq > seq + 1:
        return [f"lines {seq + 1} to {line.seq - 1} were removed before line {number}"]
    if line.seq <= seq:
        return [f"line {number} (seq {line.seq}) was put in or moved"]
    return [f"line {number} (seq {line.seq}) does not follow from the line before it: one of them was changed"]


def _follows(raw: bytes, last: LedgerLine | None) -> bool:
    try:
        line = parse_line(raw, "")
    except Damaged:
        return False
    seq, prev = (last.seq, last.hash) if last else (0, START)
    return line.seq == seq + 1 and line.prev == prev and line.hash == line_hash(line)


def parse_line(raw: bytes, where: str) -> LedgerLine:
    """The line that ``raw`` is; ``where`` names it.

    Raises:
        Damaged: it is none.

    """
    try:
        return msgspec.convert(json.loads(raw, parse_constant=_refuse), LedgerLine)
    except (ValueError, RecursionError) as error:
        raise Damaged(f"{where}: {error}") from error


def _refuse(name: str) -> None:
    raise ValueError(name)  # NaN, Infinity: no JSON, and never written


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def _told(line: LedgerLine) -> dict[str, Any]:
    """The line as it is dumped; its detail is not copied."""
    return {one.name: getattr(line, one.name) for one in fields(line)}


def line_bytes(line: LedgerLine) -> bytes:
    """The one way to write a line, without its end; bytes of file names that are no text stay as JSON escapes."""
    return _dump(_told(line)).encode("utf-8", "backslashreplace")


def line_hash(line: LedgerLine) -> str:
    """SHA-256 over the hash before and the line without its own hash."""
    bare = _told(line)
    del bare["hash"]
    return hashlib.sha256(line.prev.encode() + b"\n" + _dump(bare).encode("utf-8", "backslashreplace")).hexdigest()


def _sha256(file: int) -> str:
    with os.fdopen(os.dup(file), "rb") as stream:
        stream.seek(0)
        return hashlib.file_digest(stream, "sha256").hexdigest()
