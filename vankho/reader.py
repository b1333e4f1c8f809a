"""A person at a door → which dossiers are there for them, and a ledger line where a restricted one is used.

What a person may not see is, at every door, just as if it had never been: not named, not counted, not refused.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from archive.access import EVERYTHING, RESTRICTED, Marks, Mode, Person, Right, Sight, everyone, marks, marks_of
from archive.description import unpack
from archive.errors import Damaged, Missing
from archive.ledger import Ledger
from archive.places import DOSSIER
from archive.records import Dossier
from vankho.doors import forbidden, let_in, need_of
from vankho.users import Users

if TYPE_CHECKING:  # a search needs no database driver
    from archive.catalogue import Catalogue, Row
    from archive.store import Store

USED = "restricted-used"
MOST = 100
"""Dossiers that one line names; the number of all is told beside."""


class Parts(Protocol):
    """What a reader needs of the house."""

    @property
    def store(self) -> "Store": ...  # noqa: D102
    @property
    def catalogue(self) -> "Catalogue": ...  # noqa: D102
    @property
    def ledger(self) -> Ledger: ...  # noqa: D102
    @property
    def users(self) -> Users: ...  # noqa: D102
    @property
    def work(self) -> Path: ...  # noqa: D102
    @property
    def now(self) -> Callable[[], datetime]: ...  # noqa: D102


class Reader:
    """A person who came through ``door`` (``review set``) to do something, for the reason ``why`` where one was given.

    Raises:
        Forbidden: the door is not for this person.

    """

    def __init__(self, parts: Parts, person: Person, door: str, why: str = "") -> None:
        if door:
            let_in(person, door)
        self._parts = parts
        self._door, self._why = door, why
        self.person = person

    @cached_property
    def sight(self) -> Sight:
        """What the person sees, for the index."""
        return EVERYTHING if self.person.sight.is_whole else self.person.sight

    def sees(self, dossier: Dossier) -> bool:
        """Whether ``dossier`` is there for this person."""
        return self.sight.is_whole or self.sight.sees(self._effective(marks_of(dossier)))

    def sees_row(self, row: "Row") -> bool:
        """The same for a row of the catalogue. What is in quarantine is there for who answers for it."""
        if row.status == "quarantine" and "quarantine" not in self.person.rights:
            return False
        return self.sight.is_whole or self.sight.sees(self.marks_of_row(row))

    def rows(self, status: str | None = None) -> "Iterator[Row]":
        """The rows of the catalogue that are there for this person; the restricted ones among them are noted."""
        shown: list[str] = []
        for row in self._parts.catalogue.rows(status):
            if self.sees_row(row):
                if row.status != "quarantine" and self._mode(row) == RESTRICTED:
                    shown.append(row.id)
                yield row
        self.note(shown)

    def ids(self, among: Iterable[str]) -> set[str]:
        """Those ``among`` ids that are there for this person."""
        if self.sight.is_whole and "quarantine" in self.person.rights:
            return set(among)
        seen = {row.id for row in self._parts.catalogue.rows() if self.sees_row(row)}
        return seen.intersection(among)

    def note_shown(self, among: Iterable[str]) -> None:
        """Note those ``among`` the ids, which were shown, that are restricted."""
        wanted = set(among)
        if wanted:
            rows = (row for row in self._parts.catalogue.rows() if row.id in wanted)
            self.note([row.id for row in rows if self._mode(row) == RESTRICTED])

    def resolve(self, name: str) -> list[str]:
        """The ids that ``name`` may mean to this person."""
        hides = not (self.sight.is_whole and "quarantine" in self.person.rights)
        found = self._parts.catalogue.resolve(name, self.sees_row if hides else None)
        if found or self._parts.catalogue.get(name) or not self._parts.store.has(name):
            return found
        return [name] if self.sight.is_whole or self.sight.sees(self._from_store(name)) else []

    def is_restricted(self, dossier: Dossier) -> bool:
        """Whether who uses ``dossier`` is noted."""
        return self._effective(marks_of(dossier)).mode == RESTRICTED

    def use(self, identity: str) -> None:
        """Go on with the dossier, which the person sees; a restricted one is noted.

        Raises:
            Forbidden: the person's right to do this does not reach this dossier.

        """
        self._use(self.marks(identity))

    def use_dossier(self, dossier: Dossier) -> None:
        """The same for one that only a desk knows."""
        self._use(self._effective(marks_of(dossier)))

    def _use(self, one: Marks) -> None:
        need = need_of(self._door)
        rights: tuple[Right, ...] = need if isinstance(need, tuple) else ()
        if self._door and rights and not any(self.person.may(right, one) for right in rights):
            raise forbidden(self.person, need, self._door)
        if one.mode == RESTRICTED:
            self.note([one.dossier])

    def need(self, right: Right) -> None:
        """Make sure that the person has this right too, beside that to the door.

        Raises:
            Forbidden: not so.

        """
        if right not in self.person.rights:
            raise forbidden(self.person, (right,), self._door)

    def require(self, identity: str, *rights: Right) -> None:
        """Make sure that the person may do one of these things with the dossier.

        Raises:
            Forbidden: not so.

        """
        if not any(self.person.may(right, self.marks(identity)) for right in rights):
            raise forbidden(self.person, rights, self._door)

    def note(self, shown: Collection[str], **told: str) -> None:
        """Write on the ledger that these restricted dossiers were shown or used; nothing where there are none."""
        if not shown:
            return
        numbers = {one: asked.number for one in shown if (asked := self.person.request_for(one))}
        detail = {"door": self._door, "dossiers": sorted(shown)[:MOST], "count": len(shown), **told}
        detail |= {"why": self._why} if self._why else {}
        detail |= {"requests": numbers} if numbers else {}
        self._parts.ledger.append(USED, "", self.person.name, detail)

    def marks(self, identity: str) -> Marks:
        """What decides who may see the dossier.

        Raises:
            Missing: there is none.

        """
        row = self._parts.catalogue.get(identity)
        if row is not None:
            return self.marks_of_row(row)
        if not self._parts.store.has(identity):
            raise Missing(identity)
        return self._from_store(identity)

    def marks_of_row(self, row: "Row") -> Marks:
        """The same from a row. One that an earlier version wrote says no mode: it is restricted until ``rebuild``."""
        return self._effective(marks(row.id, row.mode or RESTRICTED, row.fields))

    def _from_store(self, identity: str) -> Marks:
        """The same for what the catalogue lacks. What cannot be read, or is no dossier, is restricted."""
        try:
            return self._effective(marks_of(unpack(self._parts.store.read(identity, DOSSIER))))
        except (Damaged, Missing):
            return Marks(identity, RESTRICTED)

    def _mode(self, row: "Row") -> Mode:
        return self._parts.users.modes.get(row.id, row.mode or RESTRICTED)

    def _effective(self, stated: Marks) -> Marks:
        mode = self._parts.users.modes.get(stated.dossier, stated.mode)
        return Marks(stated.dossier, mode, stated.unit, stated.fonds)


def whole(parts: Parts) -> Reader:
    """Who works inside the house, at no door: sees all."""
    return Reader(parts, everyone("vankho"), "")
