"""Who knocks at the web door, and with what → their session, or how long to wait; logins are on the ledger.

A stranger learns nothing: a name that is no user's, a user without a password and a wrong password take the same time
and get the same answer.
"""

import base64
import binascii
import hashlib
import hmac
import secrets
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

from archive.text import nfc
from vankho.passwords import Passwords, is_right
from vankho.users import WEB_FAILED, WEB_IN, WEB_OUT
from vankho.web.guesses import Guesses
from vankho.web.sessions import Session, Sessions
from vankho.wiring import House

AT_ONCE = 4
"""Guesses that wait for their turn; each takes 128 MiB and half a second, so more are told to come back."""
_NOTED = 5
_SAME = 0.2
"""Seconds from the end of a wrong guess to its answer, whether or not a line was written meanwhile."""


@dataclass(frozen=True, slots=True)
class Knock:
    """Lời gọi cửa: what a request brought along. ``token`` from its cookie, ``said`` its ``Authorization``, ``key`` of
    a viewer, ``address`` whence it came."""

    token: str = ""
    said: str = ""
    key: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Turned:
    """Bị từ chối: not let in; ``wait``: seconds until the next try is looked at, 0 where this one was."""

    wait: int


class Entrance:
    """The web door of one home, whose users log in; ``turn`` is held while the house is worked in."""

    def __init__(self, house: House, turn: AbstractContextManager[object]) -> None:
        self._house, self._turn = house, turn
        self._passwords = Passwords(house.users, house.settings.home)
        self._sessions, self._guesses = Sessions(house.now), Guesses(house.now)
        self._few, self._one = threading.BoundedSemaphore(AT_ONCE), threading.Lock()
        self._own, self._strangers = secrets.token_bytes(32), 0

    def is_open(self) -> bool:
        """Whether the home has no users, so that nobody logs in. It may get some while this runs."""
        with self._turn:
            self._house.users.read_on()
            return self._house.users.is_open

    def has_passwords(self) -> bool:
        """Whether anybody can log in."""
        with self._turn:
            return any(self._passwords.has(one.name) for one in self._house.users.people())

    def seen(self, knock: Knock) -> Session | None:
        """The session of who knocks. One whose person lost or got rights, or has another password, is over."""
        way, _, told = knock.said.partition(" ")
        if knock.key:
            return self._held(self._sessions.by_key, knock.key)
        if way.lower() == "bearer":
            return self._held(self._sessions.by_key, told.strip())
        if way.lower() == "basic":
            return self._basic(told.strip(), knock.address)
        return self._held(self._sessions.find, knock.token) if knock.token else None

    def enter(self, name: str, password: str, address: str, way: str = "form") -> str | Turned:
        """The token of a new session, if ``password`` is that of the user ``name``."""
        turned = self.check(name, password, address)
        return turned or self.begin(name, address, way)

    def check(self, name: str, password: str, address: str) -> Turned | None:
        """Whether ``password`` is not that of the user ``name``, or was not looked at."""
        name = nfc(name.strip())
        if not self._few.acquire(blocking=False):
            return Turned(1)
        try:
            with self._turn:
                if wait := self._guesses.wait(name, address):
                    return Turned(wait)
                count = self._guesses.tried(name, address)
                self._house.users.read_on()
                record = self._passwords.record(name)
            with self._one:
                right = is_right(record, password)
            until = time.monotonic() + _SAME
            with self._turn:
                if right and self._passwords.record(name) == record:
                    self._guesses.right(name, address)
                    return None
                self._note_failed(name, address, count)
            time.sleep(max(0.0, until - time.monotonic()))
            return Turned(0)
        finally:
            self._few.release()

    def begin(self, name: str, address: str, way: str, token: str = "") -> str:
        """The token of a session of ``name``, who has just proved to be that user."""
        with self._turn:
            users, name = self._house.users, nfc(name.strip())
            grants = frozenset(users.person(name).grants)
            self._house.ledger.append(WEB_IN, "", name, {"by": way, "address": address})
            return self._sessions.begin(name, grants, users.password(name), token)

    def leave(self, token: str, address: str) -> None:
        """End the session of that token."""
        with self._turn:
            if gone := self._sessions.end(token):
                self._house.ledger.append(WEB_OUT, "", gone.person, {"address": address})

    def change(self, name: str, password: str) -> None:
        """Let ``name`` have this password; every session of theirs ends.

        Raises:
            UsageError: it is no good password.
            Full, StoreError: it could not be kept.

        """
        with self._turn:
            self._passwords.set(name, password, name)
            self._sessions.end_all_of(name)

    def _held(self, find: Callable[[str], Session | None], secret: str) -> Session | None:
        with self._turn:
            found = find(secret)
            if found is None:
                return None
            users = self._house.users
            users.read_on()
            person = users.person(found.person)
            now = (person.is_known, frozenset(person.grants), users.password(found.person))
            if now != (True, found.grants, found.password):
                self._sessions.end_all_of(found.person)
                return None
            return found

    def _basic(self, told: str, address: str) -> Session | None:
        """HTTP Basic (RFC 7617) for scripts: a session that the same header finds again, so that it is not checked anew
        at each request."""
        token = hmac.new(self._own, told.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()
        if found := self._held(self._sessions.find, token):
            return found
        try:
            name, colon, password = base64.b64decode(told, validate=True).decode().partition(":")
        except (binascii.Error, ValueError):
            return None
        if not colon or self.check(name, password, address):
            return None
        self.begin(name, address, "basic", token)
        return self._held(self._sessions.find, token)

    def _note_failed(self, name: str, address: str, count: int) -> None:
        """Note the first attempts at a user and then ever fewer: a stranger must not fill the ledger. What was typed
        for a name that is no user's may be a password, and is not written down."""
        is_user = self._house.users.person(name).is_known
        if not is_user:
            self._strangers = count = self._strangers + 1
        if count <= _NOTED or count.bit_count() == 1:
            user = {"user": name} if is_user else {}
            self._house.ledger.append(WEB_FAILED, "", "vankho", {**user, "address": address, "count": count})
