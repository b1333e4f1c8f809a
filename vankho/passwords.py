"""A user's password → a scrypt record in a file of the home, which counts only while the ledger names it.

The ledger says who set it and names the record by a digest; the record itself, which could be guessed at, stays off it.
So a file that was put there without the ledger opens nothing, and neither does an old one that was brought back.
"""

import base64
import hashlib
import hmac
import os
import secrets
from pathlib import Path

from archive.errors import Full, StoreError, UsageError, no_room
from archive.text import nfc
from vankho.users import Users

FOLDER = "passwords"
LEAST, MOST = 12, 256
"""Characters of a password. NIST SP 800-63B-4 wants no rules of composition, but length."""

_LOG_N, _R, _P, _BYTES = 17, 8, 1, 32
"""128 MiB a guess, as OWASP's Password Storage Cheat Sheet has it; written with each record, so that they may grow."""
_VARIED, _NAME = 5, 4


class Passwords:
    """The passwords of one home (mật khẩu); ``home`` is its folder."""

    def __init__(self, users: Users, home: Path) -> None:
        self._users, self._folder = users, home / FOLDER
        self._nobodys = _written(secrets.token_bytes(16), secrets.token_bytes(_BYTES))

    def set(self, name: str, password: str, who: str) -> None:
        """Let ``password`` be that of ``name`` from now on.

        Raises:
            Missing: no such user.
            UsageError: it is too easy to guess, or too long.
            Full, StoreError: it could not be kept; the old one counts, or none.

        """
        _require_good(name, password)
        record = _record(password)
        self._users.set_password(name, _mark(record), lambda: self._keep(name, record), who)

    def record(self, name: str) -> str:
        """What :func:`is_right` compares with; of who has no password one that nothing fits, at the same cost."""
        try:
            kept = self._file(name).read_text(encoding="ascii")
        except (OSError, ValueError):
            kept = ""
        return kept if kept and hmac.compare_digest(_mark(kept), self._users.password(name)) else self._nobodys

    def has(self, name: str) -> bool:
        """Whether ``name`` can come in by a password."""
        return self.record(name) != self._nobodys

    def forget(self, name: str) -> None:
        """Take the record away; it opens nothing any more since the user was disabled."""
        self._file(name).unlink(missing_ok=True)

    def _file(self, name: str) -> Path:
        return self._folder / hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:32]

    def _keep(self, name: str, record: str) -> None:
        fresh = self._file(name).with_suffix(".new")
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            fresh.unlink(missing_ok=True)
            with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as sink:
                sink.write(record)
                sink.flush()
                os.fsync(sink.fileno())
            fresh.replace(self._file(name))
        except OSError as error:
            raise (Full if no_room(error) else StoreError)(f"{self._folder}: {error.strerror}") from error


def is_right(record: str, password: str) -> bool:
    """Whether ``password`` is the one of ``record``; takes about half a second and 128 MiB, also where it is not."""
    kind, log_n, r, p, salt, kept = record.split("$")
    assert kind == "scrypt"
    made = _hashed(password[:MOST], base64.b64decode(salt), (int(log_n), int(r), int(p)))
    return hmac.compare_digest(made, base64.b64decode(kept)) and len(password) <= MOST


def _record(password: str) -> str:
    salt = secrets.token_bytes(16)
    return _written(salt, _hashed(password, salt, (_LOG_N, _R, _P)))


def _written(salt: bytes, made: bytes) -> str:
    told = (base64.b64encode(part).decode() for part in (salt, made))
    return "$".join(("scrypt", str(_LOG_N), str(_R), str(_P), *told))


def _hashed(password: str, salt: bytes, cost: tuple[int, int, int]) -> bytes:
    log_n, r, p = cost
    given = nfc(password).encode("utf-8", "surrogatepass")  # typed composed or not: the same password
    room = 256 * r * (2**log_n + p)  # twice of what it needs
    return hashlib.scrypt(given, salt=salt, n=2**log_n, r=r, p=p, maxmem=room, dklen=_BYTES)


def _mark(record: str) -> str:
    """The digest by which the ledger names the record; without the record's salt nothing can be guessed at by it."""
    return hashlib.sha256(record.encode()).hexdigest()


def _require_good(name: str, password: str) -> None:
    if not LEAST <= len(nfc(password)) <= MOST:
        raise UsageError(f"mật khẩu dài từ {LEAST} đến {MOST} ký tự / a password has {LEAST} to {MOST} characters")
    has_name = len(name) >= _NAME and nfc(name).casefold() in nfc(password).casefold()
    if has_name or len(set(password)) < _VARIED:
        raise UsageError(
            "mật khẩu dễ đoán: có tên người dùng, hoặc chỉ vài chữ / too easy: the name, or few characters"
        )
