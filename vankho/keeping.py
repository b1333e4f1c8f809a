"""Store, ledger and schedules → where each dossier stands in its life; and what a person decides about one of them."""

import contextlib
import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Protocol

import msgspec

from archive import retention
from archive.errors import Damaged, Disposed, Missing, StoreError, UsageError
from archive.handover import is_file
from archive.ledger import Ledger, LedgerLine
from archive.lock import Tightened, for_ever, guard
from archive.places import DOSSIER
from archive.proposal import Proposal, propose_rows
from archive.retention import Choices, Facts, Life, Said, Term, life, read_facts
from archive.schedule import FOLDER, Row, Schedule, load
from archive.store import Store
from vankho.chronicle import Chronicle
from vankho.quarantine import Quarantine

LOCK = "retention.lock"
MEMORY = "retention.cache"
"""What was read of packages, in the archive home."""
_GONE = -1
"""Stands for the ledger line of a package that is no more."""


class Parts(Protocol):
    """What keeping needs of the house."""

    @property
    def store(self) -> Store: ...  # noqa: D102
    @property
    def ledger(self) -> Ledger: ...  # noqa: D102
    @property
    def work(self) -> Path: ...  # noqa: D102
    @property
    def now(self) -> Callable[[], datetime]: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Census:
    """Kiểm kê: where every dossier stands on a day. ``lost`` are those that the ledger says were kept, that no
    decision disposed of, and that the store does not have.
    """

    on: date
    lives: tuple[Life, ...]
    lost: tuple[str, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        """How many stand where; together they are all."""
        found: dict[str, int] = dict.fromkeys(retention.STATES, 0)
        for one in self.lives:
            found[one.state] += 1
        return found


class Keeper:
    """Who looks after the time of dossiers (người làm lưu trữ): ``who`` stands beside each act on the ledger."""

    def __init__(self, parts: Parts, who: str) -> None:
        self._parts = parts
        self.who = who
        self.chronicle = Chronicle(parts.ledger)
        self._quarantine = Quarantine(parts.work)
        self._facts: dict[str, tuple[int, Facts]] = {}
        self._terms: dict[str, tuple[Facts, Choices, Term]] = {}
        self._schedule: Schedule | None = None

    @property
    def today(self) -> date:
        """The day of the injected clock."""
        return self._parts.now().date()

    @property
    def schedule(self) -> Schedule:
        """The law's rows and the agency's own.

        Raises:
            UsageError: a file of the agency's is wrong, or shorter than the law.

        """
        if self._schedule is None:
            self._schedule = load(self._parts.work.with_name(FOLDER))
        return self._schedule

    def census(self, on: date) -> Census:
        """Every dossier on the day ``on``, those that were disposed of too. What is in quarantine is held, unnamed."""
        self.chronicle.read_on()
        aside = {one.id for one in self._quarantine}
        kept = {one for one in self._parts.store.dossiers() if not is_file(one)}
        there = sorted(kept | {one for one in self.chronicle.archived if self._is_gone(one)})
        lives = tuple(_shut(one) if one in aside else self._life(one, on) for one in there)
        return Census(on, lives, tuple(sorted(self.chronicle.archived.difference(there))))

    def life(self, identity: str, on: date | None = None, *, afresh: bool = False) -> Life:
        """Where one dossier stands; ``afresh``: what was read of its package before is not believed.

        Raises:
            Missing: there is no such dossier.

        """
        self.chronicle.read_on()
        if afresh:
            self._facts.pop(identity, None)
        if any(one.id == identity for one in self._quarantine):
            return _shut(identity)
        return self._life(identity, on or self.today)

    def facts(self, identity: str) -> Facts:
        """What the dossier's package says of its time; of one that was disposed of, its name and title."""
        made, gone = self.chronicle.choices(identity), self._is_gone(identity)
        known, wanted = self._facts.get(identity), _GONE if gone else made.package
        if known is None or known[0] != wanted:
            told = self._bare(identity) if gone else read_facts(self._parts.store.read(identity, DOSSIER))
            known = self._facts[identity] = (wanted, told)
        return known[1]

    def _bare(self, identity: str) -> Facts:
        begun = [line.detail for line in self.chronicle.lines(identity) if line.kind == retention.DISPOSING]
        return Facts(identity, begun[-1]["title"])

    def recall(self) -> None:
        """Believe what :meth:`remember` wrote of packages that the ledger says are the same: a list of ten thousand
        then takes seconds. Nothing is listed or destroyed by it, as whoever does that reads the packages.
        """
        with contextlib.suppress(OSError, msgspec.MsgspecError):
            self._facts |= msgspec.msgpack.decode(self._memory.read_bytes(), type=dict[str, tuple[int, Facts]])

    def remember(self) -> None:
        """Write down what was read of all packages; the file may be deleted at any time."""
        fresh = self._memory.with_suffix(".part")
        with contextlib.suppress(OSError):
            fresh.parent.mkdir(parents=True, exist_ok=True)
            known = {name: told for name, told in self._facts.items() if not self._is_gone(name)}
            fresh.write_bytes(msgspec.msgpack.encode(known))
            fresh.replace(self._memory)

    @property
    def _memory(self) -> Path:
        return self._parts.work.with_name(MEMORY)

    def guard(self, identity: str) -> Tightened:
        """Make the store's locks on the dossier (or disposal file) what its standing asks for: :mod:`archive.lock`."""
        now, store = self._parts.now(), self._parts.store
        if not store.keeps_locks:
            return Tightened()
        if is_file(identity):
            return store.guard(identity, for_ever(now))
        return store.guard(identity, guard(self.life(identity, afresh=True), now))

    def rows_for(self, identity: str) -> list[Proposal]:
        """The rows of the schedule that may be the dossier's."""
        self.chronicle.read_on()
        return propose_rows(self.facts(identity), self.schedule, self.today)

    def classify(self, identity: str, name: str, why: str) -> Row:
        """Give the dossier the row ``name``.

        Raises:
            Missing: no such dossier or row.
            UsageError: no reason, or the row has no period that can be reckoned with.

        """
        row = self.schedule.row(name)
        if row.period is None:
            raise UsageError(f"{row.id}: «{row.until}»: chưa tính được năm / no date follows from it")
        detail = {"row": row.id, "period": row.period.plain(), "text": row.text, "source": row.source, "sure": row.sure}
        self._write(retention.CLASSIFIED, identity, detail | {"why": _said(why)})
        return row

    def hold(self, identity: str, why: str, authority: str, until: date | None = None) -> int:
        """Let nothing be destroyed of the dossier, whatever its time, until it is released; the hold's number.

        Raises:
            Missing: no such dossier.
            UsageError: no reason, no authority, or an end that is over.

        """
        if until is not None and until < self.today:
            raise UsageError(f"{until}: đã qua / is over")
        detail = {"reason": _said(why), "authority": _said(authority), "until": until.isoformat() if until else None}
        return self._write(retention.HELD, identity, detail).seq

    def release(self, identity: str, number: int | None, why: str, authority: str) -> int:
        """End the hold of that number, or the only one there is.

        Raises:
            UsageError: there is none, or several and no number.

        """
        held = self.life(identity).choices.holds
        found = [one.number for one in held if number in (None, one.number)]
        if len(found) != 1:
            told = ", ".join(str(one.number) for one in held) or "–"
            raise UsageError(f"{identity}: lệnh giữ / holds: {told}; --hold SỐ / NUMBER")
        detail = {"hold": found[0], "reason": _said(why), "authority": _said(authority)}
        self._write(retention.RELEASED, identity, detail)
        return found[0]

    def reopen(self, identity: str, why: str, ends: int | None = None) -> None:
        """The work goes on; its time begins when it ends again: in the year ``ends``, or when that is said later."""
        if ends is not None and not 1900 <= ends <= self.today.year + 1:
            raise UsageError(f"--ends {ends}: năm kết thúc công việc / the year in which the work ends")
        self._write(retention.REOPENED, identity, {"ends": ends, "why": _said(why)})

    def extend(self, identity: str, why: str, until: date | None) -> None:
        """Keep the dossier longer than its row says: not to be disposed of before ``until``; None: for ever."""
        if until is not None and until <= self.today:
            raise UsageError(f"--until {until}: đã qua / is over")
        self._write(retention.EXTENDED, identity, {"until": until.isoformat() if until else None, "why": _said(why)})

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Nobody else moves a clock or destroys anything of this home meanwhile; waits for who does."""
        place = self._parts.work.with_name(LOCK)
        place.parent.mkdir(parents=True, exist_ok=True)
        with place.open("a") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield

    def _write(self, kind: str, identity: str, detail: dict[str, Any]) -> LedgerLine:
        with self.alone():
            self.chronicle.read_on()
            if self._is_gone(identity):
                raise Disposed(identity, file=self.chronicle.choices(identity).disposal)
            if is_file(identity) or not self._parts.store.has(identity):
                raise Missing(identity)
            line = self._parts.ledger.append(kind, identity, self.who, detail)
            self.guard(identity)
            return line

    def _is_gone(self, identity: str) -> bool:
        made = self.chronicle.choices(identity)
        return made.disposal is not None or made.begun is not None

    def _life(self, identity: str, on: date) -> Life:
        made = self.chronicle.choices(identity)
        try:
            facts = self.facts(identity)
            known = self._terms.get(identity)
            if known is None or known[0] is not facts or known[1] is not made:
                known = self._terms[identity] = (facts, made, retention.reckon(facts, made))
            return life(facts, made, on, known[2])
        except (Damaged, Missing) as error:
            if not self._parts.store.has(identity):
                raise
            return _damaged(identity, made, error)


def _damaged(identity: str, made: Choices, error: StoreError) -> Life:
    """A dossier whose package cannot be read: nothing is due of it until it is repaired, and the others go on."""
    why = Said("damaged", f"không đọc được gói: {error.message('vi')}", f"its package cannot be read: {error}")
    nothing = Term(None, None, None)
    return Life(identity, "", "held" if made.holds else "unclassified", why, nothing, made, made.holds)


def _shut(identity: str) -> Life:
    """A dossier in quarantine: nothing of it is told, and nothing is destroyed of it by this road."""
    why = Said("quarantine", "đang cách ly (vankho quarantine)", "in quarantine (vankho quarantine)")
    return Life(identity, "", "held", why, Term(None, None, None), Choices(), ())


def _said(text: str) -> str:
    if not text.strip():
        raise UsageError("thiếu lý do hoặc căn cứ / a reason or an authority is missing")
    return " ".join(text.split())
