"""A disposal file → each of its steps, taken by a person, checked, written on the ledger and kept in the store."""

import hashlib
import shutil
import tempfile
from collections.abc import Collection, Generator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal, Protocol

from archive import disposal, retention
from archive.catalogue import Catalogue
from archive.description import unpack
from archive.disposal import DisposalFile, Item, Role, Verdict, duplicates, obstacles, remains, unready
from archive.disposals import kept
from archive.disposals.papers import CERTIFICATE, DECISION, EXPLANATION, LIST, MINUTES, write_papers
from archive.drafts import Agency, years_of
from archive.errors import Damaged, Locked, Missing, StoreError, UsageError
from archive.places import DOSSIER
from archive.records import Dossier
from archive.retention import Life, Said
from search.index import Index
from vankho import keeping
from vankho.corrections import Journal
from vankho.desk import claimed
from vankho.examples import FILE, forget_examples
from vankho.keeping import MEMORY, Census, Keeper


class Parts(keeping.Parts, Protocol):
    """What disposing needs of the house."""

    @property
    def catalogue(self) -> Catalogue: ...  # noqa: D102
    @property
    def index(self) -> Index: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Ending:
    """Kết cục của một mục: it was destroyed, it was stopped by what is said, or the store failed over it."""

    dossier: str
    status: Literal["destroyed", "stopped", "failed"]
    reasons: tuple[Said, ...] = ()


class Disposer:
    """A person who acts in disposal files: ``who`` stands beside each step."""

    def __init__(self, parts: Parts, who: str, agency: Agency | None = None) -> None:
        self._parts = parts
        self._agency = agency or Agency()
        self.who = who
        self.keeper = Keeper(parts, who)

    def files(self) -> list[DisposalFile]:
        """All disposal files, by their ids."""
        self.keeper.chronicle.read_on()
        return list(self.keeper.chronicle.files())

    def file(self, name: str) -> DisposalFile:
        """The disposal file ``disposal/2026-01``, or ``2026-01`` for short.

        Raises:
            Missing: there is none.

        """
        wanted = name if disposal.is_disposal(name) else f"{disposal.PREFIX}{name}"
        for one in self.files():
            if one.id == wanted:
                return one
        raise Missing(f"{wanted} (hồ sơ hủy / disposal file)")

    def listed(self) -> dict[str, str]:
        """Dossier → the open disposal file in which it waits (xem xét hủy)."""
        return {item.dossier: one.id for one in self.files() if one.is_open for item in one.items}

    def propose(self, chosen: Collection[str], why: str, *, twins: bool = False) -> DisposalFile:
        """Make a list of the dossiers ``chosen`` that are due (none: of all that are) and, with ``twins``, of
        duplicates. What waits in another open list is left there.

        Raises:
            UsageError: one of ``chosen`` is not due, or nothing is left to list.

        """
        with self.keeper.alone():
            census = self.keeper.census(self.keeper.today)
            items = self._items(census, chosen, twins=twins)
            if not items:
                raise UsageError("không có hồ sơ nào để đưa vào danh mục / there is nothing to list")
            year = self.keeper.today.year
            number = 1 + sum(one.id.startswith(f"{disposal.PREFIX}{year}-") for one in self.files())
            identity = f"{disposal.PREFIX}{year}-{number:02d}"
            self._log(disposal.PROPOSED, identity, {"items": [asdict(one) for one in items], "why": why})
            return self._keep(identity, LIST, EXPLANATION)

    def review(self, name: str, chosen: Collection[str], verdict: Verdict, why: str, until: str = "") -> DisposalFile:
        """Say in the council what should become of the items ``chosen`` (none: of all).

        Raises:
            Missing: one is not in the list.
            UsageError: no reason; the list is decided or withdrawn; ``extend`` without an end, or an end that is over.

        """
        with self.keeper.alone():
            file = self._undecided(name)
            items = [file.item(one).dossier for one in chosen] or [one.dossier for one in file.items]
            if verdict == "extend" and not (until and date.fromisoformat(until) > self.keeper.today):
                raise UsageError("gia hạn đến ngày nào? / extend to which day? --until YYYY-MM-DD")
            if not why.strip():
                raise UsageError("thiếu lý do / a reason is missing")
            detail = {"items": items, "verdict": verdict, "reason": why, "until": until if verdict == "extend" else ""}
            self._log(disposal.REVIEWED, file.id, detail)
            return self._keep(file.id)

    def attach(self, name: str, path: Path, role: Role) -> DisposalFile:
        """Keep a file that people made (signed minutes, the opinion …) with the list; also after the destruction.

        Raises:
            Unreadable, Refused: it cannot be read, or is too large.

        """
        data = kept.attached(path)
        with self.keeper.alone():
            file = self.file(name)
            place = f"attachments/{role}/{path.name}"
            if any((one.role, one.name) == (role, path.name) for one in file.attachments):
                raise UsageError(f"{path.name}: đã kèm; hãy đặt tên khác / attached already; give it another name")
            kept.keep(self._parts.store, file, self.keeper.chronicle.lines(file.id), {place: data})
            detail = {"as": role, "name": path.name, "sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
            self._log(disposal.ATTACHED, file.id, detail)
            return self._keep(file.id)

    def approve(self, name: str, number: str, dated: date) -> tuple[DisposalFile, list[Said]]:
        """Decide about the list (quyết định hủy) and extend what the council wants extended; what was noticed.

        Raises:
            UsageError: this person may not decide, or not yet; every reason is told.

        """
        with self.keeper.alone():
            file = self.file(name)
            against = unready(file, self.who)
            if not number.strip() or dated > self.keeper.today or dated < date.fromisoformat(file.at[:10]):
                against.append(Said("number", "thiếu số, hoặc ngày không đúng", "no number, or the date is wrong"))
            if against:
                raise UsageError("; ".join(f"{one.vi} / {one.en}" for one in against))
            detail = {
                "number": number.strip(),
                "dated": dated.isoformat(),
                **{verdict: [one.dossier for one in file.to_be(verdict)] for verdict in ("destroy", "extend", "keep")},
            }
            self._log(disposal.DECIDED, file.id, detail)
            for item in file.to_be("extend"):
                until = max(one.until for one in file.reviews[item.dossier])
                told = {"until": until, "why": f"{file.id}, {number}"}
                self._log(retention.EXTENDED, item.dossier, told)
                self.keeper.guard(item.dossier)
            return self._keep(file.id, MINUTES, DECISION), self._noticed(file)

    def withdraw(self, name: str, why: str) -> DisposalFile:
        """Take back a list that was not decided: its items are free again.

        Raises:
            UsageError: it is decided.

        """
        with self.keeper.alone():
            file = self._undecided(name)
            self._log(disposal.WITHDRAWN, file.id, {"why": why})
            return self._keep(file.id)

    def dispose(self, name: str) -> Generator[Ending, None, None]:
        """Destroy what was decided, item by item, each after all that protects it was checked again.

        What stands in one item's way stops that item alone and goes on the ledger. Cut off at any moment, the same
        call goes on. With the last item the list is closed.

        Raises:
            UsageError: there is no decision, or the list is closed.

        """
        file = self.file(name)
        if file.decision is None or not file.is_open:
            state = "chưa có quyết định / no decision" if file.is_open else "đã đóng / closed"
            raise UsageError(f"{file.id}: {state}")
        records = self._keep_records(file)
        failed = False
        for item in file.to_be("destroy"):
            if item.dossier not in file.destroyed:
                ending = self._end(file.id, item, records)
                failed = failed or ending.status == "failed"
                yield ending
        if not failed:
            with self.keeper.alone():
                late = self.keeper.today > (file.deadline or date.max)
                self._log(disposal.CERTIFIED, file.id, {"late": late})
                self._keep(file.id, CERTIFICATE)

    def papers(self, name: str, folder: Path) -> list[Path]:
        """The list's papers as drafts for people to sign, in ``folder``."""
        return write_papers(self.file(name), self._agency, folder)

    def _items(self, census: Census, chosen: Collection[str], *, twins: bool) -> list[Item]:
        listed = self.listed()
        away = self._away()
        lives = {one.id: one for one in census.lives if one.id not in listed and one.id not in away}
        for one in chosen:
            if one not in lives or lives[one].state != "due":
                where = listed.get(one) or away.get(one, "?")
                why = lives[one].reason if one in lives else Said("listed", where, where)
                raise UsageError(f"{one}: {why.vi} / {why.en}")
        due = [
            one for one in census.lives if one.id in lives and one.state == "due" and (not chosen or one.id in chosen)
        ]
        items = [self._item(one) for one in due]
        if twins:
            taken = {one.id for one in due} | listed.keys() | away.keys()
            items += self._twins([one for one in census.lives if one.id not in taken])
        return items

    def _away(self) -> dict[str, str]:
        """Dossier → the open batch in which it is being handed to an archive: nothing is destroyed meanwhile."""
        found = self.keeper.chronicle.batches()
        return {item.dossier: one.id for one in found if one.is_open for item in one.waiting}

    def _twins(self, lives: Sequence[Life]) -> list[Item]:
        free = [one for one in lives if one.state in ("running", "permanent")]
        keys = {}
        for one in free:
            papers = self.keeper.facts(one.id).papers
            if papers and all(paper.key for paper in papers):
                keys[one.id] = frozenset(paper.key for paper in papers)
        standing = {one.id: one for one in free}
        found = duplicates(free, keys)
        return [self._item(standing[one], of=found[one]) for one in sorted(found)]

    def _item(self, standing: Life, of: str = "") -> Item:
        facts, period = self.keeper.facts(standing.id), standing.term.period
        notes = [one.vi for one in standing.term.concerns]
        row = self.keeper.schedule.get(standing.choices.row)
        if row is not None and row.doubt:
            notes.append(row.doubt)
        return Item(
            dossier=standing.id,
            title=standing.title,
            ground="duplicate" if of else "due",
            reason=f"trùng lặp: mọi văn bản đều có trong {of}" if of else standing.reason.vi,
            inventory=self._inventory(standing.id),
            period=period.words() if period else "",
            years=years_of(facts),
            of=of,
            notes=tuple(notes),
        )

    def _undecided(self, name: str) -> DisposalFile:
        file = self.file(name)
        if file.decision or file.withdrawn:
            raise UsageError(f"{file.id}: đã có quyết định hoặc đã rút / decided or withdrawn already")
        return file

    def _noticed(self, file: DisposalFile) -> list[Said]:
        """What does not forbid the decision but should be known."""
        if any(one.role == "opinion" for one in file.attachments):
            return []
        vi = "chưa kèm văn bản thẩm định: bắt buộc với cơ quan thuộc danh mục nộp lưu (Luật 33/2024, Điều 16)"
        return [
            Said("no-opinion", vi, "no opinion of the archive authority is attached (required of agencies that submit)")
        ]

    def _keep_records(self, file: DisposalFile) -> dict[str, Dossier]:
        """What stays known goes into the store before anything is destroyed."""
        have = {one.id: one for one in kept.records(self._parts.store, file.id)}
        fresh: dict[str, bytes] = {}
        for number, item in enumerate(file.items, 1):
            if file.verdict(item.dossier) == "destroy" and item.dossier not in have:
                whole = self._dossier(item.dossier)
                if whole is not None:
                    have[item.dossier] = remains(whole, file, self._parts.now())
                    fresh |= [kept.record(number, have[item.dossier])]
        if fresh:
            kept.keep(self._parts.store, file, self.keeper.chronicle.lines(file.id), fresh)
        return have

    def _dossier(self, identity: str) -> Dossier | None:
        """The dossier, unless its package is gone or damaged: then :meth:`_end` stops its item."""
        try:
            return unpack(self._parts.store.read(identity, DOSSIER))
        except (Damaged, Missing):
            return None

    def _end(self, identity: str, item: Item, records: Mapping[str, Dossier]) -> Ending:
        with self.keeper.alone(), claimed(self._parts.work, item.dossier):
            file = self.file(identity)
            standing = self.keeper.life(item.dossier, afresh=True)
            if standing.choices.begun != file.id and standing.choices.disposal != file.id:
                against = self._against(file, item, standing)
                if against:
                    told = "; ".join(one.vi for one in against)
                    self._log(disposal.STOPPED, file.id, {"item": item.dossier, "reason": told})
                    return Ending(item.dossier, "stopped", tuple(against))
                detail = {"file": file.id, "title": item.title, "inventory": item.inventory}
                self._log(retention.DISPOSING, item.dossier, detail)
            return self._destroy(file, item, records[item.dossier])

    def _against(self, file: DisposalFile, item: Item, standing: Life) -> list[Said]:
        keeper = None
        if item.of and self._parts.store.has(item.of):
            keeper = self.keeper.life(item.of, afresh=True)
        inventory = self._inventory(item.dossier) if self._parts.store.has(item.dossier) else ""
        if inventory:
            self.keeper.guard(item.dossier)  # a hold that is over is taken off, one that stands is put on
        found = obstacles(item, file, standing, inventory, keeper)
        if batch := self._away().get(item.dossier):
            found.append(Said("submitting", f"đang nộp lưu: {batch}", f"is being handed over: {batch}"))
        if why := self._parts.store.locked(item.dossier):
            found.append(Said("locked", why, why))
        return found

    def _destroy(self, file: DisposalFile, item: Item, record: Dossier) -> Ending:
        assert file.decision is not None
        try:
            self._parts.store.destroy(item.dossier, f"{file.id} {file.decision.number}")
        except StoreError as error:
            return self._refused(file, item, error)
        self._forget(record)
        self._parts.catalogue.enter(record, "disposed", None)
        told = {"file": file.id, "decision": file.decision.number, "inventory": item.inventory, "digest": record.digest}
        self._parts.ledger.append_once(f"disposed {item.dossier}", retention.DISPOSED, item.dossier, self.who, told)
        self._log(disposal.DONE, file.id, {"item": item.dossier})
        return Ending(item.dossier, "destroyed")

    def _refused(self, file: DisposalFile, item: Item, error: StoreError) -> Ending:
        """The store would not: a lock stops the item; else (the network was cut) the same call must go on, from where
        it was or, where nothing was lost yet, from the beginning.
        """
        why = Said("store", error.message("vi"), error.message("en"))
        try:
            if next(self._parts.store.verify([item.dossier]), None):
                return Ending(item.dossier, "failed", (why,))
        except StoreError:  # it cannot even be asked
            return Ending(item.dossier, "failed", (why,))
        self._log(retention.REFUSED, item.dossier, {"file": file.id, "reason": why.vi})
        if not isinstance(error, Locked):
            return Ending(item.dossier, "failed", (why,))
        self.keeper.guard(item.dossier)
        self._log(disposal.STOPPED, file.id, {"item": item.dossier, "reason": why.vi})
        return Ending(item.dossier, "stopped", (why,))

    def _forget(self, record: Dossier) -> None:
        """Take the dossier out of what mirrors the store and off the desks. Scans that lie elsewhere are not ours."""
        self._parts.index.put(record.id, ())
        work = self._parts.work
        shutil.rmtree(work / record.digest[:16], ignore_errors=True)
        Journal(work, record.digest).file.unlink(missing_ok=True)
        work.with_name(MEMORY).unlink(missing_ok=True)
        forget_examples(work.with_name(FILE), record.id)

    def _inventory(self, identity: str) -> str:
        return self._parts.store.receipt(identity).sha512

    def _log(self, kind: str, identity: str, detail: dict[str, Any]) -> None:
        self._parts.ledger.append(kind, identity, self.who, detail)

    def _keep(self, identity: str, *wanted: str) -> DisposalFile:
        """The file as it now stands, kept in the store with those of its papers that are ready now."""
        file = self.file(identity)
        with tempfile.TemporaryDirectory(prefix="vankho-papers-") as place:
            made = write_papers(file, self._agency, Path(place), wanted)
            papers = {f"papers/{path.name}": path.read_bytes() for path in made}
        kept.keep(self._parts.store, file, self.keeper.chronicle.lines(file.id), papers)
        return file
