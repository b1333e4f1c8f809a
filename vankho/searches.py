"""What a person asks again and again → searches saved under names of their own (câu tìm đã lưu).

They are a file for each person in ``searches/`` of the home, not rows of the catalogue, which may be deleted at any
time and built again from the store; the store knows nothing of who looks for what. ``home export`` carries them. The
ledger does not have them: it never forgets, and what somebody looks for is nobody else's business.
"""

import fcntl
import hashlib
import json
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path

import msgspec

from archive.errors import Damaged, Full, Missing, StoreError, UsageError, no_room
from archive.text import nfc
from archive.whole import put_whole, sync_folder
from search.query import parse
from vankho.arrivals import Point

FOLDER, LOCK = "searches", "all.lock"
LONGEST = 100
"""Characters of a name."""
MOST = 100
"""Searches of one person."""


@dataclass(frozen=True, slots=True)
class Saved:
    """Câu tìm đã lưu: ``query`` as it was typed; ``mark``: the ledger's end when it was last asked, ``asked_at``. Times
    are ISO 8601 with zone."""

    name: str
    query: str
    saved_at: str
    asked_at: str
    mark: Point = field(default_factory=Point)


class Searches:
    """The searches of ``who`` in the home ``folder``; ``now`` gives a time with zone. Processes may share them."""

    def __init__(self, folder: Path, who: str, now: Callable[[], datetime]) -> None:
        self._folder, self._who, self._now = folder / FOLDER, who, now
        digest = hashlib.sha256(who.encode("utf-8", "surrogatepass")).hexdigest()
        self._file = self._folder / f"{digest[:32]}.json"

    def all(self) -> list[Saved]:
        """All of them, in the order of their names.

        Raises:
            Damaged, StoreError: the file cannot be read.

        """
        return sorted(self._read(), key=lambda one: (one.name.casefold(), one.name))

    def get(self, name: str) -> Saved:
        """The one of that name, however it is written (NFC or NFD, capitals).

        Raises:
            Missing: there is none.

        """
        return _named(self._read(), name)

    def save(self, name: str, query: str, mark: Point) -> Saved:
        """Keep ``query`` under ``name``, as asked now.

        Raises:
            UsageError: no name, too long a one, or one that is taken; too many searches.
            BadQuery: it cannot be asked.
            Full, StoreError: it could not be kept.

        """
        parse(query)
        at = self._now().isoformat()
        made = Saved(_clean(name), query.strip(), at, at, mark)
        with self._alone():
            kept = self._read()
            if any(_key(one.name) == _key(made.name) for one in kept):
                raise UsageError(f"«{made.name}»: đã có câu tìm tên này / there is a search of this name")
            if len(kept) >= MOST:
                raise UsageError(f"đã có {MOST} câu tìm, hãy xóa bớt / there are {MOST} searches, delete some")
            self._write([*kept, made])
        return made

    def asked(self, name: str, mark: Point) -> None:
        """Note that it was asked now; what came before ``mark`` is no longer new.

        Raises:
            Missing: there is none of that name.

        """
        with self._alone():
            kept = self._read()
            this = _named(kept, name)
            fresh = replace(this, asked_at=self._now().isoformat(), mark=mark)
            self._write([fresh if one is this else one for one in kept])

    def forget(self, name: str) -> Saved:
        """Delete it for good.

        Raises:
            Missing: there is none of that name.

        """
        with self._alone():
            kept = self._read()
            this = _named(kept, name)
            self._write([one for one in kept if one is not this])
            return this

    def _read(self) -> list[Saved]:
        try:
            told = json.loads(self._file.read_bytes())
            return msgspec.convert(told["searches"], list[Saved])
        except FileNotFoundError:
            return []
        except OSError as error:
            raise StoreError(f"{self._file}: {error.strerror}") from error
        except (ValueError, KeyError, TypeError) as error:
            raise Damaged(f"{self._file}: {error}") from error

    def _write(self, kept: list[Saved]) -> None:
        told = {"person": self._who, "searches": [asdict(one) for one in kept]}
        data = json.dumps(told, ensure_ascii=False, indent=1).encode("utf-8", "backslashreplace")
        with self._speaking():
            put_whole(self._file, [data])
            self._file.chmod(0o600)
            sync_folder(self._folder)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Nobody else changes searches meanwhile."""
        with self._speaking():
            self._folder.mkdir(parents=True, exist_ok=True)
            self._folder.chmod(0o700)
            handle = (self._folder / LOCK).open("a")
        with handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield

    @contextmanager
    def _speaking(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise (Full if no_room(error) else StoreError)(f"{self._folder}: {error.strerror}") from error


def _clean(name: str) -> str:
    """``name`` as it is kept: NFC, single spaces, nothing that cannot be seen.

    Raises:
        UsageError: nothing is left, or too much.

    """
    seen = "".join(char if unicodedata.category(char)[0] != "C" else " " for char in nfc(name[: LONGEST * 20]))
    kept = " ".join(seen.split())
    if not kept or len(kept) > LONGEST or len(name) > LONGEST * 20:
        raise UsageError(f"tên câu tìm có từ 1 đến {LONGEST} ký tự / a name has 1 to {LONGEST} characters")
    return kept


def _key(name: str) -> str:
    return nfc(" ".join(name.split())).casefold()


def _named(kept: list[Saved], name: str) -> Saved:
    found = next((one for one in kept if _key(one.name) == _key(name)), None)
    if found is None:
        raise Missing(f"«{name[:LONGEST]}» (câu tìm đã lưu / saved search)")
    return found
