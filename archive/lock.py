"""Where a dossier stands in its life → how long, and whether for now, the server must refuse to let go of it (WORM).

Only where the trial at start saw the lock kept (:attr:`archive.blob.Promise.worm`). A COMPLIANCE date cannot be taken
back by anyone, so it is set only as far as the law is sure: until the earliest disposal where period and end are known;
for ever is a date far ahead that is moved on as it comes near, with a legal hold. What has no term yet gets the legal
hold and the shortest period of the law, moved on likewise: ten years would keep a dossier long past a period of two.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Protocol, runtime_checkable

from archive.blob import Blobs
from archive.period import SHORTEST
from archive.retention import Life, Term

FAR = 10
"""Years ahead to which what is kept for ever is locked; moved on when half of them are left."""

_ICT = timezone(timedelta(hours=7))
_DAYS = 365.25


@dataclass(frozen=True, slots=True)
class Lock:
    """Khóa của một phiên bản tệp: ``until`` None: no date; ``held``: a legal hold stands on it."""

    key: str
    version: str
    until: datetime | None = None
    held: bool = False


@runtime_checkable
class Locks(Protocol):
    """What a back end can do besides :class:`archive.blob.Blobs` if it keeps locks. Nobody can shorten one."""

    def locks(self, prefix: str) -> Sequence[Lock]:
        """The lock of every version of every key that begins with ``prefix``, older versions too.

        Raises:
            StoreError: it cannot be asked.

        """
        ...

    def lock(self, which: Sequence[Lock], until: datetime) -> None:
        """Let nobody delete these versions before ``until`` (COMPLIANCE), which must lie ahead.

        Raises:
            StoreError: the server refuses, as it does where the lock would become shorter.

        """
        ...

    def hold(self, which: Sequence[Lock], on: bool) -> None:
        """Put a legal hold on these versions, or take it off.

        Raises:
            StoreError: the server refuses.

        """
        ...


def locks_of(blobs: Blobs) -> Locks | None:
    """``blobs`` as what keeps locks; None where it has not proved that it does."""
    return blobs if blobs.promise.worm and isinstance(blobs, Locks) else None


@dataclass(frozen=True, slots=True)
class Guard:
    """Mức bảo vệ: what the lock of all versions should be. A lock until ``enough`` or later is left as it is."""

    until: datetime | None
    enough: datetime | None
    hold: bool


def for_ever(now: datetime) -> Guard:
    """The guard of what is never disposed of: permanent dossiers, disposal files."""
    return _moved_on(now, FAR, hold=True)


def guard(standing: Life, now: datetime) -> Guard:
    """How a dossier is to be locked that stands so."""
    period = standing.term.period
    if standing.state == "disposed":
        return Guard(None, None, hold=False)
    if standing.reason.kind in ("damaged", "quarantine"):  # nothing is known of its time: what was set stays
        return Guard(None, None, hold=True)
    if period is not None and period.is_permanent:
        return for_ever(now)
    if standing.term.earliest is None or not _is_sure(standing.term, now.date()):
        return _moved_on(now, SHORTEST, hold=True)
    until = datetime.combine(standing.term.earliest, datetime.min.time(), _ICT)
    return Guard(until, until, hold=bool(standing.holds))


@dataclass(frozen=True, slots=True)
class Tightened:
    """Những khóa đã sửa: how many ``versions`` were not locked as they should be, and now are; ``unheld``: the keys of
    those with a date but without the legal hold that belongs on them: whoever has the server's key can take it off.
    """

    versions: int = 0
    unheld: tuple[str, ...] = ()

    def __add__(self, other: "Tightened") -> "Tightened":
        return Tightened(self.versions + other.versions, self.unheld + other.unheld)


def tighten(locks: Locks, prefix: str, wanted: Guard, now: datetime) -> Tightened:
    """Make the locks under ``prefix`` what is ``wanted``: longer where they are shorter, never shorter; for which
    versions that was. What is so already is left alone.

    Raises:
        StoreError: the server refused or could not be asked.

    """
    found = locks.locks(prefix)
    changed: set[tuple[str, str]] = set()
    if wanted.until is not None and wanted.enough is not None and wanted.until > now:
        short = [one for one in found if one.until is None or one.until < wanted.enough]
        locks.lock(short, wanted.until)
        changed |= {(one.key, one.version) for one in short}
    other = [one for one in found if one.held != wanted.hold]
    locks.hold(other, wanted.hold)
    unheld = tuple(one.key for one in other if wanted.hold and one.until is not None)
    return Tightened(len(changed | {(one.key, one.version) for one in other}), unheld)


def _is_sure(term: Term, today: date) -> bool:
    """Whether a date follows that may be set for good: a lawful period, and work that did not end in the future."""
    return term.period is not None and term.period.is_lawful and term.ends is not None and term.ends <= today.year + 1


def _moved_on(now: datetime, years: int, *, hold: bool) -> Guard:
    return Guard(now + timedelta(days=years * _DAYS), now + timedelta(days=years * _DAYS / 2), hold)
