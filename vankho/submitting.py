"""Dossiers that are due to an archive → a batch: each of its steps, taken by a person, checked, on the ledger."""

import hashlib
import tempfile
from collections.abc import Collection, Generator, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Literal

from archive import deadline, handover
from archive.deadline import FREE, Archive, Due
from archive.description import unpack
from archive.disposals import kept
from archive.draft import writing
from archive.drafts import Agency, years_of
from archive.errors import Missing, StoreError, UsageError
from archive.handover import Answer, Batch, Item
from archive.handovers.papers import LIST, MINUTES, write_papers
from archive.places import DOSSIER
from archive.records import Dossier
from archive.retention import Facts, Life, Said
from archive.submission import Earlier, Sending, send_sip
from vankho.keeping import Census, Keeper, Parts

MANIFEST = "manifest-sha256.txt"
"""Beside the packages of a batch: their digests, as ``sha256sum -c`` reads them."""


@dataclass(frozen=True, slots=True)
class Packing:
    """Kết quả đóng gói một hồ sơ: packed now, there already, or stopped by what is said. ``lacking``: how many fields
    the law asks and the dossier does not have; ``record``: NEW, SUPPLEMENT to or REPLACEMENT of package ``earlier``.
    """

    dossier: str
    status: Literal["packed", "there", "stopped"]
    file: str = ""
    lacking: int = 0
    reasons: tuple[Said, ...] = ()
    record: str = "NEW"
    earlier: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """Văn bản của bên nhận: the acknowledgement, its number and date."""

    path: Path
    number: str
    dated: date


class Submitter:
    """A person who hands dossiers over: ``who`` stands beside each step."""

    def __init__(self, parts: Parts, who: str, agency: Agency | None = None) -> None:
        self._parts = parts
        self._agency = agency or Agency()
        self.who = who
        self.keeper = Keeper(parts, who)

    def batches(self) -> list[Batch]:
        """All batches, by their ids."""
        self.keeper.chronicle.read_on()
        return list(self.keeper.chronicle.batches())

    def batch(self, name: str) -> Batch:
        """The batch ``submission/2026-01``, or ``2026-01`` for short.

        Raises:
            Missing: there is none.

        """
        wanted = name if handover.is_batch(name) else f"{handover.PREFIX}{name}"
        for one in self.batches():
            if one.id == wanted:
                return one
        raise Missing(f"{wanted} (đợt nộp lưu / batch)")

    def due(self, to: Archive, on: date, within: int | None = None) -> list[Due]:
        """How every dossier stands towards the archive ``to`` on the day ``on``; what waits in a batch is told so."""
        return [one for _, one in standings(self.keeper, self.keeper.census(on), to, within)]

    def propose(self, to: Archive, receiver: str, chosen: Collection[str], why: str) -> Batch:
        """List the dossiers ``chosen`` (none: all that are due or overdue) for the archive ``to``, named ``receiver``.

        Raises:
            UsageError: one of ``chosen`` may not be handed over, or nothing is left to list.

        """
        with self.keeper.alone():
            today = self.keeper.today
            census = self.keeper.census(today)
            standing = {life.id: (life, one) for life, one in standings(self.keeper, census, to)}
            for one in chosen:
                if one not in standing or standing[one][1].standing not in FREE:
                    told = standing[one][1].reason if one in standing else Said("none", "không có", "there is none")
                    raise UsageError(f"{one}: {told.vi} / {told.en}")
            wanted = ("overdue", "due", "changed")
            names = set(chosen) or {name for name, (_, one) in standing.items() if one.standing in wanted}
            taken = [pair for name, pair in standing.items() if name in names]
            if not taken:
                raise UsageError("không có hồ sơ nào phải nộp / there is nothing to hand over")
            items = [self._item(life, one, to) for life, one in taken]
            year = self.keeper.today.year
            number = 1 + sum(one.id.startswith(f"{handover.PREFIX}{year}-") for one in self.batches())
            identity = f"{handover.PREFIX}{year}-{number:02d}"
            detail = {"to": to, "receiver": receiver, "items": [asdict(one) for one in items], "why": why}
            self._log(handover.LISTED, identity, detail)
            return self._keep(identity, LIST, MINUTES)

    def withdraw(self, name: str, why: str) -> Batch:
        """Take back a batch to which nobody answered: its dossiers are free again.

        Raises:
            UsageError: it was answered or withdrawn, or there is no reason.

        """
        with self.keeper.alone():
            batch = self._open(name)
            if batch.answers or not why.strip():
                raise UsageError(f"{batch.id}: đã có trả lời, hoặc thiếu lý do / answered already, or no reason")
            self._log(handover.WITHDRAWN, batch.id, {"why": why.strip()})
            return self._keep(batch.id)

    def send(self, name: str, folder: Path, version: str) -> Generator[Packing, None, None]:
        """Write the SIP of each dossier into ``folder``, made by Vankho ``version``, and one manifest with the list.

        Cut off at any moment, the same call goes on; what is there already is hashed, not made again. A dossier whose
        package changed since it was listed is stopped, and the batch is not sent until it is withdrawn and listed anew.

        Raises:
            UsageError: the batch is closed, or another file is in the way.
            StoreError: a package cannot be read or written.

        """
        batch = self._open(name)
        stopped = False
        for number, item in enumerate(batch.items, 1):
            packing = self._pack(batch, item, (folder, number), version)
            stopped = stopped or packing.status == "stopped"
            yield packing
        if not stopped:
            with self.keeper.alone():
                batch = self._open(name)
                manifest = self._manifest(batch, folder)
                if batch.manifest != manifest:
                    self._log(handover.SENT, batch.id, {"manifest": manifest, "packages": len(batch.packed)})
                batch = self._keep(batch.id)
                with writing(folder):
                    write_papers(batch, self._agency, folder)

    def answer(self, name: str, answer: Answer, chosen: Collection[str], paper: Paper, why: str = "") -> Batch:
        """Enter what the other archive says of the items ``chosen`` (none: of all that wait), by its ``paper``, which
        is hashed and kept.

        Raises:
            Missing: one is not in the batch.
            UsageError: it was answered already; it was not sent (historical archive); a return without a reason; no
                number, or a date outside the batch's time.
            Unreadable, Refused: the paper cannot be read, or is too large.

        """
        data = kept.attached(paper.path)
        with self.keeper.alone():
            batch = self._open(name)
            items = [batch.item(one).dossier for one in chosen] or [one.dossier for one in batch.waiting]
            self._check(batch, items, answer, paper, why)
            digest = hashlib.sha256(data).hexdigest()
            place = f"attachments/{answer}/{digest[:12]}-{paper.path.name}"
            kept.keep(self._parts.store, batch, self.keeper.chronicle.lines(batch.id), {place: data})
            detail = {
                "to": batch.to,
                "items": items,
                "number": paper.number.strip(),
                "dated": paper.dated.isoformat(),
                "paper": place,
                "sha256": digest,
                "listed": batch.line,
                "reason": why.strip(),
            }
            self._log(handover.KINDS[answer], batch.id, detail)
            return self._keep(batch.id, MINUTES)

    def papers(self, name: str, folder: Path) -> list[Path]:
        """The batch's papers as drafts for people to sign, in ``folder``."""
        return write_papers(self.batch(name), self._agency, folder)

    def _item(self, life: Life, due: Due, to: Archive) -> Item:
        dossier = unpack(self._parts.store.read(life.id, DOSSIER))
        told = dossier.fields
        facts, period = self.keeper.facts(life.id), life.term.period
        notes = [one.vi for one in (*due.notes, *([life.reason] if life.holds else []))]
        if before := handover.handed(self.batches(), to, life.id):
            notes.append(f"bổ sung hoặc thay gói đã nộp {before[0].package}")
        return Item(
            dossier=life.id,
            code=told.get("dossier_code") or told.get("file_code") or life.id,
            title=life.title,
            inventory=self._parts.store.receipt(life.id).sha512,
            years=years_of(facts),
            period=period.words() if period else "",
            sheets=told.get("number_of_paper", ""),
            pages=told.get("number_of_page") or str(_pages(dossier) or ""),
            notes=tuple(notes),
        )

    def _pack(self, batch: Batch, item: Item, to: tuple[Path, int], version: str) -> Packing:
        folder, number = to
        try:
            inventory = self._parts.store.receipt(item.dossier).sha512
        except StoreError as error:
            return Packing(item.dossier, "stopped", reasons=(Said("store", error.message("vi"), error.message("en")),))
        if inventory != item.inventory:
            why = Said("changed", "gói đã đổi sau khi lập mục lục", "its package changed since it was listed")
            return Packing(item.dossier, "stopped", reasons=(why,))
        done = batch.packed.get(item.dossier)
        if done is not None and (folder / done.file).is_file():
            if _sha256(folder / done.file) != done.sha256:
                raise UsageError(f"{folder / done.file}: không phải gói đã xuất / is not the package that was written")
            return Packing(item.dossier, "there", done.file, record=done.status, earlier=done.earlier)
        earlier = self._earlier(batch, item.dossier)
        with writing(folder):
            folder.mkdir(parents=True, exist_ok=True)
        with writing(folder), tempfile.TemporaryDirectory(prefix=".vankho-sip-", dir=folder) as work:
            made = send_sip(self._parts.store, item.dossier, Path(work), Sending(version, number, earlier))
            place = folder / made.place.name
            digest = _sha256(made.place)
            if place.exists() and _sha256(place) != digest:
                raise UsageError(f"{place}: đã có tệp khác ở đó / another file is there")
            made.place.replace(place)
        named = earlier.package if earlier else ""
        if done is None or (done.file, done.sha256) != (place.name, digest):
            told = {"item": item.dossier, "file": place.name, "sha256": digest, "bytes": place.stat().st_size}
            self._log(handover.PACKED, batch.id, told | {"status": made.status, "earlier": named})
        return Packing(item.dossier, "packed", place.name, len(made.lacking), (), made.status, named)

    def _earlier(self, batch: Batch, dossier: str) -> Earlier | None:
        """What the same archive took of the dossier before, and which version of it that was."""
        before = handover.handed(self.batches(), batch.to, dossier)
        if before is None:
            return None
        packed, item = before
        told = (line.detail for line in self.keeper.chronicle.lines(dossier))
        version = next((one["version"] for one in told if one.get("inventory") == item.inventory), None)
        return Earlier(packed.package, version)

    def _manifest(self, batch: Batch, folder: Path) -> str:
        """Write the digests of all packages; the SHA-256 of what was written."""
        packed = [batch.packed[one.dossier] for one in batch.items]
        lines = "".join(f"{one.sha256}  {one.file}\n" for one in packed)
        fresh = folder / f".{MANIFEST}.part"
        with writing(folder):
            fresh.write_text(lines, encoding="utf-8")
            fresh.replace(folder / MANIFEST)
        return hashlib.sha256(lines.encode()).hexdigest()

    def _check(self, batch: Batch, items: Collection[str], answer: Answer, paper: Paper, why: str) -> None:
        if again := [one for one in items if one in batch.answers]:
            raise UsageError(f"{again[0]}: đã có trả lời / was answered already ({batch.id})")
        if batch.to == "historical" and not batch.sent:
            raise UsageError(f"{batch.id}: chưa xuất gói (submit send) / its packages were not sent yet")
        if answer == "returned" and not why.strip():
            raise UsageError("trả lại vì sao? / returned why? --why")
        if not paper.number.strip() or not date.fromisoformat(batch.at[:10]) <= paper.dated <= self.keeper.today:
            raise UsageError("thiếu số, hoặc ngày không đúng / no number, or the date is wrong")

    def _open(self, name: str) -> Batch:
        batch = self.batch(name)
        if not batch.is_open:
            raise UsageError(f"{batch.id}: đã đóng / closed")
        return batch

    def _log(self, kind: str, identity: str, detail: dict[str, Any]) -> None:
        self._parts.ledger.append(kind, identity, self.who, detail)

    def _keep(self, identity: str, *wanted: str) -> Batch:
        """The batch as it now stands, kept in the store with those of its papers that are made now."""
        batch = self.batch(identity)
        with tempfile.TemporaryDirectory(prefix="vankho-papers-") as place:
            made = write_papers(batch, self._agency, Path(place), wanted) if wanted else []
            papers = {f"papers/{path.name}": path.read_bytes() for path in made}
        kept.keep(self._parts.store, batch, self.keeper.chronicle.lines(batch.id), papers)
        self.keeper.guard(batch.id)
        return batch


def standings(keeper: Keeper, census: Census, to: Archive, within: int | None = None) -> Iterator[tuple[Life, Due]]:
    """Every dossier of ``census`` with how it stands towards the archive ``to``, in the order of their ids."""
    open_ones = [one for one in keeper.chronicle.batches() if one.to == to and one.is_open]
    waits = {item.dossier: one.id for one in open_ones for item in one.waiting}
    for life in census.lives:
        is_shut = life.state == "disposed" or life.reason.kind in ("quarantine", "damaged")
        facts = Facts(life.id) if is_shut else keeper.facts(life.id)
        found = deadline.due(life, facts, to, census.on, within)
        if life.id in waits and found.standing in FREE:
            told = Said("listed", f"đang nộp: {waits[life.id]}", f"on its way: {waits[life.id]}")
            found = replace(found, standing="listed", reason=told)
        yield life, found


def _pages(dossier: Dossier) -> int:
    return sum(page.page.kind in ("text", "cover", "unreadable") for page in dossier.pages)


def _sha256(path: Path) -> str:
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()
