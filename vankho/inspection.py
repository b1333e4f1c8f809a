"""The house → its stores read again, slice by slice; what was found goes on the ledger and into minutes of its own."""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path

from archive import ocfl
from archive.anchor import keep_locked
from archive.disposal import is_disposal
from archive.draft import writing
from archive.errors import Damaged, StoreError
from archive.fixity import tonight
from archive.lock import Tightened
from archive.mirror import Fault, Mirror
from archive.preservation import COMPARED, FOUND, REPAIRED, RUN
from archive.twofold import FIRST, SECOND
from archive.whole import put_whole
from archive.witness import Witness
from vankho.anchoring import compare_anchors, contradicted, sides
from vankho.desk import claimed
from vankho.keeping import Keeper
from vankho.testimony import COPIED, Testimony
from vankho.wiring import House

STATE = "fixity.json"
"""When each object was last read, in the home; without it nothing was ever read, and all is read again."""

HOLD_RESTORED = "hold-restored"
_SAVED_EVERY = 50


@dataclass(frozen=True, slots=True)
class Seen:
    """Một hồ sơ đã kiểm tra: its place, what it is, and what is wrong with it (nothing: it is whole)."""

    root: str
    dossier: str
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class Waiting:
    """Chờ chép sang kho thứ hai: how many ``files`` of a dossier it lacks; ``why``, as the ledger has it."""

    dossier: str
    files: int
    why: str = ""


@dataclass(frozen=True, slots=True)
class Inspection:
    """Kết quả một lượt kiểm tra: ``of``: how many objects there are; ``top``: what lies in no object; ``unheld``: the
    files from which somebody had taken a legal hold, which is on them again; ``waiting``: what the second store still
    lacks.
    """

    of: int
    seen: tuple[Seen, ...]
    top: tuple[Fault, ...] = ()
    copied: int = 0
    locked: int = 0
    unheld: tuple[str, ...] = ()
    waiting: tuple[Waiting, ...] = ()

    @property
    def faults(self) -> tuple[Fault, ...]:
        """All that was found."""
        return (*self.top, *(fault for one in self.seen for fault in one.faults))

    @property
    def left(self) -> tuple[Fault, ...]:
        """What was not put right."""
        return tuple(one for one in self.faults if not one.mended)


class Inspector:
    """Who reads the stores again (người kiểm tra kho); ``who`` stands beside it on the ledger."""

    def __init__(self, house: House, who: str) -> None:
        self._house = house
        self._who = who
        self._testimony = Testimony(house.ledger)
        self.mirror = Mirror(sides(house))
        self._can_hear = self._hear()
        self._keeper = Keeper(house, who)
        self._state = house.settings.home / STATE
        self.report = f"fixity-{house.now():%Y%m%d-%H%M%S}"
        """The name of the report on what is done next; the ledger names it."""

    def run(self, days: int) -> Inspection:
        """Bring what the second store did not get; read tonight's share, so that all is read within ``days``; lock what
        is not locked as its time asks for. One ledger line says how it went.

        Raises:
            StoreError: a store cannot be read at all.

        """
        copied = self._bring()
        everything = self.mirror.roots()
        checked = self._checked()
        today = self._house.now().date()
        seen, locked = [], Tightened()
        for at, root in enumerate(tonight(everything, checked, days, today), 1):
            one = self._compared(root)
            if any(fault.file == root and fault.store != FIRST and fault.can for fault in one.faults):
                one = self._compared(root, mend=True) if self._only_absent(one) else one
                copied += not any(not fault.mended for fault in one.faults)
            locked += self._lock(one)
            seen.append(one)
            checked[root] = today
            if at % _SAVED_EVERY == 0:
                self._save(checked)
        there = set(everything)
        self._save({root: day for root, day in checked.items() if root in there})
        locked += self._lock_top()
        told = Inspection(len(everything), tuple(seen), self._top(), copied, locked.versions, locked.unheld)
        told = replace(told, waiting=tuple(self.waiting()))
        more = {"within": days, "copied": copied, "locked": locked.versions, "waiting": len(told.waiting)}
        self._log(RUN, told, more)
        return told

    def compare(self, ids: Sequence[str], *, mend: bool = False) -> Inspection:
        """Read these dossiers (none: everything) in both stores; with ``mend`` put right what can be, which the ledger
        then tells.

        Raises:
            Damaged: nothing is mended while the ledger is damaged: it says what was lawfully destroyed.

        """
        if mend and not self._ledger_is_whole:
            raise Damaged("ledger.jsonl: vankho ledger verify")
        roots = [ocfl.object_root(one) for one in ids] or self.mirror.roots()
        seen = tuple(self._compared(root, mend=mend) for root in roots)
        told = Inspection(len(roots), seen, () if ids else self._top(mend=mend))
        if mend:
            locked = sum((self._lock(one) for one in seen), Tightened())
            told = replace(told, locked=locked.versions, unheld=locked.unheld)
            self._log(REPAIRED, told, {})
        return told

    def note_compared(self, told: Inspection) -> Path:
        """Say on the ledger that everything was read and held against the inventories; where the report on it is.

        Raises:
            Full, StoreError: it cannot be written.

        """
        self._log(COMPARED, told, {})
        return self.write_report(told)

    def write_report(self, told: Inspection) -> Path:
        """Biên bản chi tiết of what was just done; the path of the CSV.

        Raises:
            Full, StoreError: it cannot be written.

        """
        return write_minutes(told, self._house.settings.home / "reports", self.report)

    def waiting(self) -> Iterator[Waiting]:
        """What the second store lacks, by the names of the files alone: nothing is read. Why, as the ledger has it."""
        for root in self.mirror.roots():
            if files := self.mirror.lacking(root):
                identity = ocfl.identity_of(root) or root
                yield Waiting(identity, files, self._testimony.behind.get(identity, ""))

    def copy(self) -> int:
        """Bring everything that the second store lacks; how many files.

        Raises:
            Damaged: a file of the first is not as it was kept: ``compare`` names it.

        """
        return sum(self._follow(identity) for identity in self._house.store.dossiers())

    def _bring(self) -> int:
        """Bring what the ledger says was not copied; for how many dossiers that was. What cannot be brought still
        waits, and is told with what is damaged where it is."""
        done = 0
        for identity in list(self._testimony.behind) if self._ledger_is_whole else ():
            try:
                done += self._follow(identity) > 0
            except Damaged:
                continue
            except StoreError:  # it does not answer: neither will it for the others
                break
        return done

    def _follow(self, identity: str) -> int:
        if not self._house.store.has(identity):
            return 0
        files = self.mirror.follow(identity)
        if files or identity in self._testimony.behind:
            self._house.ledger.append(COPIED, identity, self._who, {"store": SECOND, "files": files})
            self._hear()
        return files

    def _compared(self, root: str, *, mend: bool = False) -> Seen:
        """One object; where something is wrong it is read once more while nobody can put a version of it and the
        ledger has the last word, and only then mended."""
        identity = ocfl.identity_of(root) or root
        faults = self.mirror.compare(root)
        if faults:
            with writing(self._house.work), claimed(self._house.work, identity):
                self._hear()
                faults = self.mirror.compare(root, mend=mend)
        return Seen(root, identity, tuple(faults))

    def _top(self, *, mend: bool = False) -> tuple[Fault, ...]:
        return (*self.mirror.compare_top(mend=mend), *compare_anchors(self._house, mend=mend))

    def _hear(self) -> bool:
        """Take what the ledger knows by now; whether it can be read."""
        try:
            self.mirror.witness = self._testimony.read_on()
        except StoreError:
            self.mirror.witness = Witness()
            return False
        return True

    @cached_property
    def _ledger_is_whole(self) -> bool:
        """Whether it can be believed: by its own chain, and by every anchor in every store."""
        return self._can_hear and not contradicted(self._house)

    def _only_absent(self, one: Seen) -> bool:
        """Whether the ledger can be believed, and all that is wrong is that the second store never got the object."""
        return self._ledger_is_whole and all(fault.file == one.root for fault in one.faults)

    def _lock(self, one: Seen) -> Tightened:
        """Lock it as its time asks for. A legal hold that somebody took off goes on again, and on the ledger."""
        if not (self._house.store.keeps_locks and self._ledger_is_whole) or ocfl.identity_of(one.root) is None:
            return Tightened()
        try:
            done = self._keeper.guard(one.dossier)
        except StoreError:
            return Tightened()  # it is damaged or missing: that is among the faults
        if done.unheld:
            detail = {"versions": len(done.unheld), "files": sorted(set(done.unheld))[:50]}
            self._house.ledger.append(HOLD_RESTORED, one.dossier, self._who, detail)
        return done

    def _lock_top(self) -> Tightened:
        """Anchors and the files at the top of each store are locked as what is kept for ever."""
        if self._house.settings.lock != "law":
            return Tightened()
        now = self._house.now()
        done = sum((keep_locked(blobs, now) for blobs in sides(self._house).values()), Tightened())
        if done.unheld and self._ledger_is_whole:
            detail = {"versions": len(done.unheld), "files": sorted(set(done.unheld))[:50]}
            self._house.ledger.append(HOLD_RESTORED, "", self._who, detail)
        return done

    def _checked(self) -> dict[str, date]:
        try:
            told = json.loads(self._state.read_text(encoding="utf-8"))
            return {root: date.fromisoformat(day) for root, day in told.items()}
        except (OSError, ValueError, AttributeError, TypeError):
            return {}

    def _save(self, checked: dict[str, date]) -> None:
        told = json.dumps({root: day.isoformat() for root, day in checked.items()}, indent=0)
        with writing(self._state):
            put_whole(self._state, [told.encode()])

    def _log(self, kind: str, told: Inspection, more: dict[str, int]) -> None:
        if not self._ledger_is_whole:
            return
        detail = {"checked": len(told.seen), "of": told.of, "faults": len(told.faults), "left": len(told.left), **more}
        media = {name: blobs.promise.server for name, blobs in sides(self._house).items()}
        about = {"stores": list(media), "media": media, "report": self.report}
        named = [asdict(one) for one in told.faults[:50]]
        self._house.ledger.append(kind, "", self._who, detail | about | {"named": named})


def inspected(house: House, who: str, days: int) -> tuple[Inspection, Path]:
    """Tonight's share of the stores, read so that all is read within ``days``, and where its report is.

    Raises:
        StoreError: a store cannot be read at all.

    """
    inspector = Inspector(house, who)
    told = inspector.run(days)
    return told, inspector.write_report(told)


def write_minutes(told: Inspection, folder: Path, stem: str) -> Path:
    """Biên bản kiểm tra, object by object: CSV for people, JSON for programs; the path of the CSV.

    Raises:
        Full, StoreError: they cannot be written.

    """
    rows = io.StringIO()
    out = csv.writer(rows)
    out.writerow(["Hồ sơ", "Loại", "Kho", "Tệp", "Kết quả", "Đã sửa"])
    for one in told.seen:
        kind = "hồ sơ hủy" if is_disposal(one.dossier) else "hồ sơ"
        if not one.faults:
            out.writerow([one.dossier, kind, "", "", "nguyên vẹn", ""])
        out.writerows(_row(one.dossier, kind, fault) for fault in one.faults)
    out.writerows(_row("", "", fault) for fault in told.top)
    out.writerows(["", "", "", file, "đã bị gỡ giữ pháp lý", "có"] for file in told.unheld)
    out.writerows([one.dossier, "", SECOND, one.why, f"chờ chép {one.files} tệp", "chưa"] for one in told.waiting)
    data = {"of": told.of, "checked": len(told.seen), "faults": [asdict(one) for one in told.faults]}
    data |= {"unheld": told.unheld, "waiting": [asdict(one) for one in told.waiting]}
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{stem}.csv").write_text("\ufeff" + rows.getvalue(), encoding="utf-8", newline="")
        (folder / f"{stem}.json").write_text(json.dumps(data, ensure_ascii=False, indent=1), encoding="utf-8")
    return folder / f"{stem}.csv"


def _row(dossier: str, kind: str, fault: Fault) -> list[str]:
    return [dossier, kind, fault.store, fault.file, FOUND[fault.what], "có" if fault.mended else "chưa"]
