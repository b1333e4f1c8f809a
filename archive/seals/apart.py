"""PDF files from anywhere → the state of their signatures, found in a process of its own that may be ended.

A hostile file can keep a reader busy for ever, or eat all memory; then that process ends, and not the one that asked.
"""

import logging
import mmap
import re
import resource
from collections.abc import Iterator, Sequence
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

import msgspec

from archive.errors import VankhoError
from archive.seals.state import State

SECONDS = 60.0
_MEMORY = 4 << 30
"""Bytes of address space; a file is held in memory several times while it is examined."""
_TRACE = re.compile(rb"/ByteRange\s*\[")


def signed(path: Path) -> bool:
    """Whether ``path`` bears the trace of a signature; costs no more than reading it."""
    with path.open("rb") as file:
        if not path.stat().st_size:
            return False  # it cannot be mapped
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            return _TRACE.search(data) is not None


def states(paths: Sequence[Path], trusted: Sequence[Path] = (), seconds: float = SECONDS) -> Iterator[State]:
    """The state of each, in order; ``trusted`` as for :func:`archive.seals.trust.trust`. Never raises for what is in a
    file: one that cannot be examined, or not within ``seconds``, is reported with a problem."""
    left = list(paths)
    while left:
        for found in _examined(left, trusted, seconds):
            left.pop(0)
            yield found


def _examined(paths: Sequence[Path], trusted: Sequence[Path], seconds: float) -> Iterator[State]:
    """The states of ``paths``, up to and with the first at which the other process had to be ended, or ended."""
    ours, theirs = get_context("spawn").Pipe(duplex=False)
    other = get_context("spawn").Process(target=_examine, args=(theirs, [*paths], [*trusted]), daemon=True)
    other.start()
    theirs.close()
    try:
        for number, path in enumerate(paths):
            within = seconds if number else 2 * seconds  # the first waits for the process to begin
            try:
                said = ours.recv_bytes() if ours.poll(within) else b""
                yield msgspec.json.decode(said, type=State)
            except (EOFError, OSError, msgspec.MsgspecError):
                yield State(path.name, (), f"không kiểm được chữ ký / it cannot be examined ({within:.0f} s)")
                return
    finally:
        other.kill()
        other.join()
        ours.close()


def _examine(to: Connection, paths: Sequence[Path], trusted: Sequence[Path]) -> None:
    from archive.seals.check import state  # the program that asks need not know pyHanko
    from archive.seals.trust import trust

    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    logging.getLogger().addHandler(logging.NullHandler())  # what pyHanko mutters is in the state
    known = trust(trusted)
    for path in paths:
        try:
            found = state(path, known)
        except VankhoError as error:
            found = State(path.name, (), error.detail or error.kind)
        to.send_bytes(msgspec.json.encode(found, enc_hook=str))
