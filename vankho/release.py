"""A dossier set aside for its secrecy mark → released by a person, or struck off when its paper is gone."""

from datetime import datetime

from archive.description import unpack
from archive.errors import Missing, UsageError
from archive.places import DOSSIER
from archive.records import Dossier, Flag
from vankho.corrections import Correction
from vankho.desk import waiting
from vankho.intake import take
from vankho.outcome import Outcome
from vankho.quarantine import MARK
from vankho.scans import as_scan, source_of, unchanged
from vankho.station import Nobody, Parts, Station


class Warden:
    """A person who answers for what is in quarantine (người giữ tài liệu mật): ``who`` stands beside each act."""

    def __init__(self, parts: Parts, who: str) -> None:
        self._parts = parts
        self._station = Station(parts, Nobody(), accept=False)
        self.who = who

    def aside(self) -> list[Dossier]:
        """All that was set aside: names, places and marks only."""
        return list(self._station.quarantine)

    def find(self, name: str) -> Dossier:
        """What was set aside under the id ``name``, or the one whose id begins with it.

        Raises:
            Missing: nothing was.
            UsageError: more than one.

        """
        held = self.aside()
        found = [one for one in held if one.id == name] or [one for one in held if one.id.startswith(name)]
        if not found:
            raise Missing(f"{name} (cách ly / in quarantine)")
        if len(found) > 1:
            raise UsageError(f"{name}: {', '.join(one.id for one in found[:5])}…")
        return found[0]

    def add(self, identity: str, why: str) -> Dossier:
        """Set aside a dossier that waits or is kept, because a person saw what the machine did not.

        What the store keeps of it is not destroyed by this: it is shown, searched and handed out no longer.

        Raises:
            Missing: there is no such dossier.

        """
        waits = next((one for one in waiting(self._parts.work) if one.id == identity), None)
        if waits is None and not self._parts.store.has(identity):
            raise Missing(identity)
        dossier = waits or unpack(self._parts.store.read(identity, DOSSIER))
        mark = Flag(MARK, f"{self.who}: {why}", found=why)
        with self._station.desk(as_scan(dossier)):
            return self._station.set_aside(dossier, [mark], self.who)

    def release(self, aside: Dossier, why: str, lang: str) -> Outcome:
        """Let ``aside`` into the line again: the mark is none, or the secret was declassified. ``why`` stays on the
        ledger and with the dossier. One that the store keeps is found again as it was.

        Raises:
            Failed, Unreadable: its scans changed or are no longer there; it stays where it is.

        """
        kept = self._parts.store.has(aside.id)
        if not kept:
            unchanged(aside, self._parts.limits)
        with self._station.desk(as_scan(aside)) as desk:
            desk.correct(Correction(self._now(), self.who, "release", why=why, flags=aside.flags))
            self._struck(aside, "released", why)
            if not kept:
                self._parts.catalogue.forget(aside.id)
        if not kept:
            return take(source_of(aside), self._station, lang)
        dossier = unpack(self._parts.store.read(aside.id, DOSSIER))
        receipt = self._parts.store.receipt(aside.id)
        self._station.find(dossier)
        self._parts.catalogue.enter(dossier, "archived", receipt)
        return Outcome("archived", aside.source, 0.0, dossier, receipt)

    def strike(self, aside: Dossier, why: str) -> None:
        """Strike ``aside`` off: paper and scans were handed to where secrets are kept. The ledger keeps that it was.

        Raises:
            UsageError: the store keeps an earlier version, or its scans still lie where they were.

        """
        if self._parts.store.has(aside.id):
            raise UsageError(f"{aside.id}: kho còn giữ bản đã lưu / the store still keeps it")
        if left := next((file.path for file in aside.files if file.path.exists()), None):
            raise UsageError(f"{aside.id}: bản quét còn ở đó / its scans are still there: {left}")
        with self._station.desk(as_scan(aside)):
            self._struck(aside, "struck off", why)
            self._parts.catalogue.forget(aside.id)

    def _struck(self, aside: Dossier, kind: str, why: str) -> None:
        detail = {"reason": why, "source": aside.source, "digest": aside.digest}
        self._parts.ledger.append(kind, aside.id, self.who, detail)
        self._station.quarantine.forget(aside.digest)

    def _now(self) -> str:
        now: datetime = self._parts.now()
        return now.isoformat(timespec="seconds")
