"""The ledger → who the users are, what they may, what they asked for; and each change of it, written there.

Users are a fold of ledger lines, like retention. A copy of the few lines that matter lies beside the ledger, so that a
search reads on from there instead of reading all; it counts only while the ledger still has the line at which it ended.
"""

import fcntl
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import msgspec

from archive.access import ROLES, Grant, Mode, Person, Request, everyone, has_admin, plain
from archive.errors import Missing, UsageError
from archive.ledger import Ledger, LedgerLine

ADDED, DISABLED, GIVEN, TAKEN = "user-added", "user-disabled", "role-given", "role-taken"
ASKED, APPROVED, REFUSED, SET = "access-requested", "access-approved", "access-refused", "access-set"
PASSWORD = "password-set"
KINDS = frozenset([ADDED, DISABLED, GIVEN, TAKEN, ASKED, APPROVED, REFUSED, SET, PASSWORD])

WEB_IN, WEB_FAILED, WEB_OUT = "web-login", "web-login-failed", "web-logout"
"""Written by :mod:`vankho.web.entrance`."""

CACHE, LOCK = "access.json", "access.lock"
OFTEN = 500
"""Ledger lines after which the copy is written anew."""


@dataclass(frozen=True, slots=True)
class Login:
    """Lần đăng nhập: ``at`` is ISO 8601 with zone, empty for never; ``failed``: attempts since, as far as the ledger
    has them (not each is written down)."""

    at: str = ""
    failed: int = 0


class Users:
    """The users of one home (người dùng). ``folder`` is the home; ``now`` gives a time with zone."""

    def __init__(self, ledger: Ledger, folder: Path, now: Callable[[], datetime]) -> None:
        self._ledger, self._folder, self._now = ledger, folder, now
        self._people: dict[str, Person] = {}
        self._requests: dict[int, Request] = {}
        self._modes: dict[str, Mode] = {}
        self._passwords: dict[str, str] = {}
        self._kept: list[LedgerLine] = []
        self._begun = self._start = self._read = 0
        self._last = ""
        self._remember()

    def read_on(self) -> None:
        """Take what was added to the ledger since the last call.

        Raises:
            Damaged, StoreError: the ledger cannot be read.

        """
        for line, start in self._ledger.follow(self._start):
            self._begun, self._start, self._last = self._start, start, line.hash
            self._read += 1
            if line.kind in KINDS:
                self._take(line)
        if self._read >= OFTEN:
            self._note()

    @property
    def is_open(self) -> bool:
        """Whether nobody was ever added: then everyone may do everything."""
        return not self._people

    def person(self, name: str) -> Person:
        """Who acts under ``name`` today."""
        if self.is_open:
            return everyone(name)
        found = self._people.get(name, Person(name, is_known=False))
        today = self._now().date()
        let_in = (one for one in self._requests.values() if one.who == name and one.is_open_on(today))
        return replace(found, requests=tuple(let_in)) if found.is_known else found

    def people(self) -> list[Person]:
        """All that were ever added, by name; those that are disabled are not known."""
        return [self._people[name] for name in sorted(self._people)]

    def requests(self) -> list[Request]:
        """All requests, oldest first."""
        return list(self._requests.values())

    @property
    def modes(self) -> Mapping[str, Mode]:
        """Dossier → the mode that a person has set, which counts instead of what its package states."""
        return self._modes

    def add(self, name: str, grants: tuple[Grant, ...], who: str) -> Person:
        """Make ``name`` a user, or a user again, with just these roles. The first must be an admin.

        Raises:
            UsageError: no name; it is a user; the first is no admin.

        """
        with self._alone():
            if not name.strip() or name != name.strip():
                raise UsageError(f"«{name}»: tên người dùng / a user's name")
            if name in self._people and self._people[name].is_known:
                raise UsageError(f"{name}: đã có / is there already")
            if not has_admin([*self._people.values(), Person(name, grants)]):
                raise UsageError("người đầu tiên phải là admin / the first user must be an admin: --role admin")
            self._write(ADDED, {"user": name, "grants": [_plain(one) for one in grants]}, who)
            return self._people[name]

    def disable(self, name: str, why: str, who: str) -> None:
        """Let ``name`` be nobody from now on; what they did stays theirs.

        Raises:
            Missing: no such user.
            UsageError: it is the last admin.

        """
        with self._alone():
            found = self._user(name)
            self._guard(replace(found, is_known=False))
            self._write(DISABLED, {"user": name, "why": why}, who)

    def give(self, name: str, grant: Grant, who: str) -> Person:
        """Give ``name`` a role.

        Raises:
            Missing: no such user.
            UsageError: it has it already.

        """
        with self._alone():
            if grant in self._user(name).grants:
                raise UsageError(f"{name}: {grant.role}: đã có / is there already")
            self._write(GIVEN, {"user": name, **_plain(grant)}, who)
            return self._people[name]

    def take(self, name: str, role: str, who: str) -> Person:
        """Take a role from ``name``, with all its limits.

        Raises:
            Missing: no such user.
            UsageError: it does not have it, or it is the last admin.

        """
        with self._alone():
            found = self._user(name)
            left = tuple(one for one in found.grants if one.role != role)
            if left == found.grants:
                raise UsageError(f"{name}: {role}: không có / is not there")
            self._guard(replace(found, grants=left))
            self._write(TAKEN, {"user": name, "role": role}, who)
            return self._people[name]

    def ask(self, named: str, purpose: str, until: date, who: str) -> Request:
        """Ask to use the dossier that is called ``named``; whether there is one is not looked at here.

        Raises:
            UsageError: no purpose, or an end that is over.

        """
        if not purpose.strip() or until < self._now().date():
            raise UsageError("thiếu mục đích, hoặc ngày đã qua / no purpose, or the day is over")
        with self._alone():
            number = max(self._requests, default=0) + 1
            detail = {"request": number, "named": named, "purpose": purpose.strip(), "until": until.isoformat()}
            self._write(ASKED, detail, who)
            return self._requests[number]

    def request(self, number: int) -> Request:
        """That request.

        Raises:
            Missing: there is none.

        """
        if number not in self._requests:
            raise Missing(f"{number} (yêu cầu khai thác / request)")
        return self._requests[number]

    def answer(self, number: int, who: str, reason: str, *, let_in: tuple[str, date] | None = None) -> Request:
        """Approve a request (``let_in``: to which dossier, until which day) or refuse it.

        Raises:
            Missing: there is none of that number.
            UsageError: it was answered; the asker answers it; it would last longer than was asked; no reason.

        """
        with self._alone():
            asked = self.request(number)
            if asked.state != "waiting" or asked.who == who:
                vi = "đã trả lời" if asked.state != "waiting" else "người yêu cầu không tự duyệt"
                en = "it was answered" if asked.state != "waiting" else "nobody decides about a request of their own"
                raise UsageError(f"{number}: {vi} / {en}")
            if not reason.strip():
                raise UsageError("thiếu lý do / a reason is missing")
            detail: dict[str, Any] = {"request": number, "user": asked.who, "reason": reason.strip()}
            if let_in is None:
                self._write(REFUSED, detail, who)
            else:
                identity, until = let_in
                if not self._now().date() <= until <= asked.until:
                    raise UsageError(f"--until {until}: … {asked.until}")
                self._write(APPROVED, detail | {"until": until.isoformat()}, who, identity)
            return self._requests[number]

    def set_mode(self, identity: str, mode: Mode, why: str, who: str) -> None:
        """Let ``mode`` count for the dossier from now on. The index must be told: :func:`vankho.modes.set_mode`."""
        with self._alone():
            self._write(SET, {"mode": mode, "why": why.strip()}, who, identity)

    def password(self, name: str) -> str:
        """The digest of the record that counts as the password of ``name``: :mod:`vankho.passwords`; of none, empty.
        Who was disabled, and added again, has none."""
        return self._passwords.get(name, "")

    def set_password(self, name: str, mark: str, keep: Callable[[], None], who: str) -> None:
        """Let the record with the digest ``mark`` count, once it was written by ``keep``.

        Raises:
            Missing: no such user.

        """
        with self._alone():
            self._user(name)
            keep()
            self._write(PASSWORD, {"user": name, "mark": mark}, who)

    def require(self, name: str) -> None:
        """Make sure that ``name`` is a user.

        Raises:
            Missing: not so.

        """
        self._user(name)

    def _user(self, name: str) -> Person:
        found = self._people.get(name)
        if found is None or not found.is_known:
            raise Missing(f"{name} (người dùng / user)")
        return found

    def _guard(self, after: Person) -> None:
        """Never lock the door with nobody left who has a key."""
        if not has_admin([after, *(one for one in self._people.values() if one.name != after.name)]):
            raise UsageError(f"{after.name}: admin cuối cùng / the last admin")

    def _write(self, kind: str, detail: dict[str, Any], who: str, identity: str = "") -> None:
        self._ledger.append(kind, identity, who, detail)
        self.read_on()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Nobody else changes users meanwhile; what was changed before is known."""
        self._folder.mkdir(parents=True, exist_ok=True)
        with (self._folder / LOCK).open("a") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            self.read_on()
            yield

    def _take(self, line: LedgerLine) -> None:
        self._kept.append(line)
        told = line.detail
        if line.kind == SET:
            self._modes[line.dossier] = told["mode"]
        elif line.kind == ASKED:
            until = date.fromisoformat(told["until"])
            number = told["request"]
            self._requests[number] = Request(number, line.agent, told["named"], told["purpose"], until, line.at)
        elif line.kind in (APPROVED, REFUSED):
            asked = self._requests.get(told["request"])
            if asked is None:
                return  # the line that asked was lost: what it wanted is not known, so nothing is let in
            by = {"by": line.agent, "reason": told["reason"]}
            if line.kind == REFUSED:
                made = replace(asked, state="refused", **by)
            else:
                until = date.fromisoformat(told["until"])
                made = replace(asked, state="approved", dossier=line.dossier, until=until, **by)
            self._requests[asked.number] = made
        elif line.kind == PASSWORD:
            self._passwords[told["user"]] = told["mark"]
        else:
            if line.kind in (ADDED, DISABLED):
                self._passwords.pop(told["user"], None)
            self._people[told["user"]] = _after(self._people.get(told["user"]), line)

    def _remember(self) -> None:
        """Begin where the copy ends, if the ledger still has that line."""
        try:
            told = json.loads((self._folder / CACHE).read_bytes())
            lines = msgspec.convert(told["lines"], list[LedgerLine])
            begun, last = int(told["begun"]), str(told["last"])
        except (OSError, ValueError, KeyError, TypeError):
            return
        with suppress(Exception):  # a ledger that is another one, or damaged: read from its beginning, and told there
            line, start = next(self._ledger.follow(begun))
            if line.hash == last:
                for one in lines:
                    self._take(one)
                self._begun, self._start, self._last = begun, start, last

    def _note(self) -> None:
        fresh = self._folder / f"{CACHE}.{os.getpid()}.tmp"
        told = {"begun": self._begun, "last": self._last, "lines": [asdict(one) for one in self._kept]}
        with suppress(OSError):  # a folder that cannot be written costs time, no more
            fresh.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
            fresh.replace(self._folder / CACHE)
        self._read = 0


def last_logins(lines: Iterable[LedgerLine]) -> dict[str, Login]:
    """When each user last logged in by browser, and how often it failed since."""
    found: dict[str, Login] = {}
    for line in lines:
        if line.kind == WEB_IN:
            found[line.agent] = Login(line.at)
        elif line.kind == WEB_FAILED and (name := line.detail.get("user")):
            found[name] = Login(found.get(name, Login()).at, line.detail["count"])
    return found


def grant(role: str, units: tuple[str, ...] = (), fonds: tuple[str, ...] = ()) -> Grant:
    """A role for those units and fonds.

    Raises:
        UsageError: no such role, or one that makes no sense with limits.

    """
    found = next((one for one in ROLES if one == role), None)
    if found is None:
        raise UsageError(f"{role}: {', '.join(ROLES)}")
    made = Grant(found, frozenset(map(plain, units)), frozenset(map(plain, fonds)))
    if found == "admin" and made.reach.is_limited:
        raise UsageError("admin: không giới hạn được / cannot be limited")
    return made


def _after(person: Person | None, line: LedgerLine) -> Person:
    told = line.detail
    if line.kind == ADDED or person is None:
        return Person(told["user"], tuple(_grant(one) for one in told.get("grants", ())))
    if line.kind == DISABLED:
        return replace(person, is_known=False, grants=())
    if line.kind == GIVEN:
        return replace(person, grants=(*person.grants, _grant(told)))
    return replace(person, grants=tuple(one for one in person.grants if one.role != told["role"]))


def _plain(one: Grant) -> dict[str, Any]:
    return {"role": one.role, "units": sorted(one.units), "fonds": sorted(one.fonds)}


def _grant(told: Mapping[str, Any]) -> Grant:
    return Grant(told["role"], frozenset(told["units"]), frozenset(told["fonds"]))
