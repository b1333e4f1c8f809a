"""A person who logged in → a session with secrets of its own, until it is left, unused or old, or rights change.

Sessions are in memory: a server that is started anew knows none. Only digests of the secrets are kept as keys.
"""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from archive.access import Grant

IDLE, WHOLE = timedelta(minutes=30), timedelta(hours=10)
"""Unused so long, or so long since the login: it is over. A working day; OWASP: 15 to 30 minutes idle."""
A_PERSON = 20
"""Sessions at once of one person; the oldest is ended."""


@dataclass(frozen=True, slots=True)
class Session:
    """Phiên làm việc: who, with which rights and password, since when. ``form``: what their forms must say back;
    ``key``: what lets a viewer or script read as they do, by address."""

    person: str
    grants: frozenset[Grant]
    password: str
    begun: datetime
    used: datetime
    form: str
    key: str


class Sessions:
    """The sessions of one server. ``now`` gives a time with zone. Not for several threads."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._open: dict[str, Session] = {}
        self._keys: dict[str, str] = {}

    def begin(self, person: str, grants: frozenset[Grant], password: str, token: str = "") -> str:
        """A new session; its secret token, which is made up unless it is given."""
        own = [at for at, one in self._open.items() if one.person == person]
        for at in [*own[: max(0, len(own) - A_PERSON + 1)], *self._over()]:
            self._end(at)
        now, token = self._now(), token or secrets.token_urlsafe(32)
        made = Session(person, grants, password, now, now, secrets.token_urlsafe(24), secrets.token_urlsafe(32))
        self._open[_digest(token)] = made
        self._keys[_digest(made.key)] = _digest(token)
        return token

    def find(self, token: str) -> Session | None:
        """The session of that token, which is used now."""
        return self._used(_digest(token))

    def by_key(self, key: str) -> Session | None:
        """The session whose viewers have that key."""
        return self._used(self._keys.get(_digest(key), ""))

    def end(self, token: str) -> Session | None:
        """End it; which it was."""
        return self._end(_digest(token))

    def end_all_of(self, person: str) -> None:
        """End every session of that person."""
        for at in [at for at, one in self._open.items() if one.person == person]:
            self._end(at)

    def _used(self, at: str) -> Session | None:
        found = self._open.get(at)
        if found is None:
            return None
        now = self._now()
        if now - found.used > IDLE or now - found.begun > WHOLE:
            self._end(at)
            return None
        self._open[at] = replace(found, used=now)
        return found

    def _over(self) -> list[str]:
        now = self._now()
        return [at for at, one in self._open.items() if now - one.used > IDLE or now - one.begun > WHOLE]

    def _end(self, at: str) -> Session | None:
        gone = self._open.pop(at, None)
        if gone:
            self._keys.pop(_digest(gone.key), None)
        return gone


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
