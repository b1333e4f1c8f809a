"""A dossier that waits → what a person makes of it: corrected, accepted into the archive, or sent away.

A correction is first written down (:mod:`vankho.corrections`), then the waiting dossier is understood anew with it. It
is archived by the same line as any other, which meets the same corrections; so a crash in between loses nothing.
Pages are counted from 1 where a person names them, from 0 in records.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from archive.dossier import name
from archive.errors import CodeTaken, UsageError
from archive.records import Document, Dossier, Known
from archive.text import nfc
from vankho.corrections import Correction, Journal, event, told
from vankho.desk import Desk, waiting, waits
from vankho.fields import DOCUMENT, DOSSIER, READ, checked
from vankho.intake import take
from vankho.line import understand
from vankho.outcome import Outcome
from vankho.scans import as_scan, known_of, source_of, unchanged
from vankho.station import Nobody, Parts, Station
from vankho.wording import places

Plan = Callable[[Dossier, str], Correction]
"""From a dossier as it waits and the time, what is to be written down.

Raises:
    UsageError: it makes no sense for this dossier.
"""


class Reviewer:
    """A person at the desks: ``who`` stands beside each correction. One dossier is in one person's hands at a time."""

    def __init__(self, parts: Parts, who: str) -> None:
        self._parts = parts
        self._station = Station(parts, Nobody(), accept=False)
        self.who = who

    def waiting(self) -> list[Dossier]:
        """All dossiers that wait, by their work folder's name."""
        return [self._fresh(dossier) for dossier in waiting(self._parts.work)]

    def find(self, identity: str) -> Dossier:
        """The waiting dossier ``identity``, with all its corrections.

        Raises:
            UsageError: it does not wait.

        """
        row = self._parts.catalogue.get(identity)
        found = waits(self._parts.work, row.digest) if row else None
        if found is None:
            found = next((one for one in waiting(self._parts.work) if one.id == identity), None)
        if found is None:
            raise UsageError(f"hồ sơ {identity} không chờ xem / does not wait for a look")
        return self._fresh(found)

    def corrections(self, dossier: Dossier) -> tuple[Correction, ...]:
        """What people corrected in it so far."""
        return Journal(self._parts.work, dossier.digest).in_force()

    def correct(self, dossier: Dossier, plan: Plan) -> Dossier:
        """The dossier after what ``plan`` makes of it; it goes on waiting, also when no doubt is left.

        Raises:
            UsageError: ``plan`` says that it makes no sense.
            CodeTaken: another dossier bears the new ``file_code``.
            Quarantined: it is secret, as it says now.

        """
        with self._station.desk(as_scan(dossier)) as desk:
            before = self._held(desk, dossier)
            correction = plan(before, self._now())
            if correction.field == "file_code" and correction.page is None:
                self._free(before, correction.new or "")
            desk.correct(replace(correction, who=self.who))
            return self._kept_waiting(desk, before, self._fresh(before))

    def see_again(self, dossier: Dossier, plan: Plan) -> Dossier:
        """The same, for what changes how a page is made: it is made and read again from its scan.

        Raises:
            UsageError: ``plan`` says that it makes no sense.
            Failed, Unreadable: the scans changed or are no longer there.
            Quarantined: a secrecy mark came to light.

        """
        scan = unchanged(dossier, self._parts.limits)
        with self._station.desk(scan) as desk:
            before = self._held(desk, dossier)
            correction = replace(plan(before, self._now()), who=self.who)
            desk.correct(correction)
            if correction.page is not None:
                desk.forget(correction.page)
            scan = desk.examine(scan, self._station.trusted)
            pages = desk.read(scan)
            read = understand(pages, scan.known, desk.corrections, self._station.bounds)
            after = replace(
                before,
                fields=read.fields,
                pages=read.pages,
                documents=read.documents,
                flags=read.flags,
                events=desk.events(),
            )
            return self._kept_waiting(desk, before, after)

    def accept(self, dossier: Dossier, why: str, lang: str) -> Outcome:
        """Archive the dossier through the line; the flags that it has now stay on record as accepted.

        Where the line finds a flag that was not among them, it waits again (status ``review``).

        Raises:
            UsageError: it waits no longer.
            Failed, Unreadable: the scans changed or are no longer there.

        """
        unchanged(dossier, self._parts.limits)
        with self._station.desk(as_scan(dossier)) as desk:
            seen = self._held(desk, dossier)
            desk.correct(Correction(self._now(), self.who, "accept", why=why, flags=seen.flags))
        return take(source_of(seen), self._station, lang)

    def reject(self, dossier: Dossier, reason: str) -> None:
        """Take the dossier from the queue: its reason is on the ledger, its corrections are void, its scans stay.

        Raises:
            UsageError: it waits no longer.

        """
        with self._station.desk(as_scan(dossier)) as desk:
            seen = self._held(desk, dossier)
            detail = {"reason": reason, "source": seen.source, "digest": seen.digest, "flags": len(seen.flags)}
            self._parts.ledger.append("rejected", seen.id, self.who, detail)
            desk.correct(Correction(self._now(), self.who, "reject", why=reason))
            if not self._parts.store.has(seen.id):
                self._parts.catalogue.forget(seen.id)
            desk.clear()

    def _now(self) -> str:
        now: datetime = self._parts.now()
        return now.isoformat(timespec="seconds")

    def _held(self, desk: Desk, dossier: Dossier) -> Dossier:
        """The dossier as it waits now that the desk is ours."""
        found = waits(self._parts.work, dossier.digest)
        if found is None:
            raise UsageError(f"hồ sơ {dossier.id} không còn chờ xem / no longer waits for a look")
        return self._fresh(found)

    def _fresh(self, dossier: Dossier) -> Dossier:
        """``dossier`` with all corrections in it, also those after which a crash came."""
        corrections = self.corrections(dossier)
        missing = [done for done in map(event, corrections) if done not in dossier.events]
        if not missing:
            return dossier
        known = known_of(dossier)
        read = understand(dossier.pages, known, corrections, self._station.bounds)
        named = told(known, (), [one for one in corrections if one.page is None])
        identity = name(as_scan(dossier, named), self._parts.agency) if named.fields.get("file_code") else dossier.id
        return replace(
            dossier,
            id=identity,
            fields=read.fields,
            pages=read.pages,
            documents=read.documents,
            flags=read.flags,
            events=(*dossier.events, *missing),
        )

    def _kept_waiting(self, desk: Desk, before: Dossier, after: Dossier) -> Dossier:
        self._station.guard(after, desk)
        desk.wait(after)
        if not self._parts.store.has(after.id):
            if before.id != after.id:
                self._parts.catalogue.forget(before.id)
            self._parts.catalogue.enter(after, "review", None)
        return after

    def _free(self, dossier: Dossier, code: str) -> None:
        """Let ``code`` be the name of ``dossier``, unless another has it or this one is kept under its own."""
        name(as_scan(dossier, Known({"file_code": code})), self._parts.agency)
        row = self._parts.catalogue.get(code)
        taken = self._parts.store.has(code) or (row is not None and row.digest != dossier.digest)
        if code != dossier.id and (taken or self._parts.store.has(dossier.id)):
            raise CodeTaken(code, file=dossier.source)


def setting(target: str, typed: str, why: str) -> Plan:
    """``target`` is a field of the dossier, or ``N.FIELD`` of document N."""
    ordinal, dot, field = target.rpartition(".")

    def plan(dossier: Dossier, at: str) -> Correction:
        paper = _paper(dossier, ordinal) if dot else None
        value = checked(field, typed, DOCUMENT if paper else DOSSIER, datetime.fromisoformat(at).date())
        if field == "file_code" and not value:
            raise UsageError("file_code: không thể để trống / cannot be empty")
        old = _said(paper, field) if paper else dossier.fields.get(field)
        page = paper.pages[0] if paper else None
        return Correction(at, "", "set", page, field, old, value or None, why)

    return plan


def wording(number: int, words: str, says: str, why: str) -> Plan:
    """``words``, as they stand in one line of page ``number`` (from 1), read ``says``; empty: nothing stands there."""

    def plan(dossier: Dossier, at: str) -> Correction:
        read, fresh = (" ".join(nfc(text).split()) for text in (words, says))
        page = dossier.pages[_page(dossier, number)]
        found = len(places(page, read))
        if found != 1:
            raise UsageError(
                f"trang {number}: «{read}» có {found} chỗ; hãy ghi đúng và đủ chữ trên một dòng để chỉ một chỗ"
                f" / is there {found} times; give words of one line that stand once"
            )
        return Correction(at, "", "word", page.page.index, None, read, fresh or None, why)

    return plan


def splitting(number: int, why: str) -> Plan:
    """A document begins at page ``number`` (from 1)."""

    def plan(dossier: Dossier, at: str) -> Correction:
        page = _page(dossier, number)
        paper = next((paper for paper in dossier.documents if page in paper.pages), None)
        if paper is None:
            raise UsageError(f"trang {number} không thuộc văn bản nào / page {number} is in no document")
        if page == paper.pages[0]:
            raise UsageError(
                f"văn bản {paper.ordinal} đã bắt đầu ở trang {number} / document {paper.ordinal} begins there already"
            )
        return Correction(at, "", "split", page, why=why)

    return plan


def merging(number: str, why: str) -> Plan:
    """Document ``number`` joins the one before."""

    def plan(dossier: Dossier, at: str) -> Correction:
        paper = _paper(dossier, number)
        if paper.ordinal == dossier.documents[0].ordinal:
            raise UsageError(f"trước văn bản {number} không có văn bản nào / no document is before {number}")
        return Correction(at, "", "merge", paper.pages[0], why=why)

    return plan


def turning(number: int, degrees: int, why: str) -> Plan:
    """Page ``number`` is turned by ``degrees`` clockwise from how it stands now."""

    def plan(dossier: Dossier, at: str) -> Correction:
        page = dossier.pages[_page(dossier, number)].page
        if page.image is None:
            raise UsageError(f"trang {number} không có ảnh để xoay / page {number} has no picture to turn")
        return Correction(
            at, "", "rotate", page.index, None, str(page.rotation), str((page.rotation + degrees) % 360), why
        )

    return plan


def rereading(number: int, why: str) -> Plan:
    """Page ``number`` is made and read again."""
    return lambda dossier, at: Correction(at, "", "reread", _page(dossier, number), why=why)


def _paper(dossier: Dossier, ordinal: str) -> Document:
    found = next((paper for paper in dossier.documents if str(paper.ordinal) == ordinal), None)
    if found is None:
        raise UsageError(f"không có văn bản / no document {ordinal} (1–{len(dossier.documents)})")
    return found


def _said(paper: Document, field: str) -> str | None:
    said: str | None = getattr(paper, field) if field in READ else paper.more.get(field)
    return said


def _page(dossier: Dossier, number: int) -> int:
    if not 1 <= number <= len(dossier.pages):
        raise UsageError(f"không có trang / no page {number} (1–{len(dossier.pages)})")
    return number - 1
