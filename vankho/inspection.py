"""The house → its stores read again, slice by slice; what was found goes on the ledger and into minutes of its own."""

import csv
import io
import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from archive import ocfl
from archive.disposal import is_disposal
from archive.errors import Damaged, StoreError
from archive.fixity import tonight
from archive.mirror import Fault, Mirror
from vankho.anchoring import sides
from vankho.chronicle import Chronicle
from vankho.keeping import Keeper
from vankho.wiring import House

STATE = "fixity.json"
"""When each object was last read, in the home; without it nothing was ever read, and all is read again."""

_SAVED_EVERY = 50


@dataclass(frozen=True, slots=True)
class Seen:
    """Một hồ sơ đã kiểm tra: its place, what it is, and what is wrong with it (nothing: it is whole)."""

    root: str
    dossier: str
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class Inspection:
    """Kết quả một lượt kiểm tra: ``of``: how many objects there are; ``top``: what lies in no object."""

    of: int
    seen: tuple[Seen, ...]
    top: tuple[Fault, ...] = ()
    copied: int = 0
    locked: int = 0

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
        self._ledger_is_whole, witness, gone = _from_ledger(house)
        self.mirror = Mirror(sides(house), witness, gone)
        self._keeper = Keeper(house, who)
        self._state = house.settings.home / STATE

    def run(self, days: int) -> Inspection:
        """Read tonight's share, so that all is read within ``days``; bring what the second store lacks, and lock what
        is not locked as its time asks for. One ledger line says how it went.

        Raises:
            StoreError: a store cannot be read at all.

        """
        everything = self.mirror.roots()
        checked = self._checked()
        today = self._house.now().date()
        seen, copied, locked = [], 0, 0
        for at, root in enumerate(tonight(everything, checked, days, today), 1):
            one = self._seen(root, self.mirror.compare(root))
            if any(fault.file == root and fault.store != "store" and fault.can for fault in one.faults):
                one = self._seen(root, self.mirror.compare(root, mend=True)) if self._only_absent(one) else one
                copied += not any(not fault.mended for fault in one.faults)
            locked += self._lock(one)
            seen.append(one)
            checked[root] = today
            if at % _SAVED_EVERY == 0:
                self._save(checked)
        self._save({root: day for root, day in checked.items() if root in set(everything)})
        told = Inspection(len(everything), tuple(seen), tuple(self.mirror.compare_top()), copied, locked)
        self._log("fixity-run", told, {"within": days, "copied": copied, "locked": locked})
        return told

    def compare(self, ids: Sequence[str], *, mend: bool = False) -> Inspection:
        """Read these dossiers (none: everything) in both stores; with ``mend`` put right what can be.

        Raises:
            Damaged: nothing is mended while the ledger is damaged: it says what was lawfully destroyed.

        """
        if mend and not self._ledger_is_whole:
            raise Damaged("ledger.jsonl: vankho ledger verify")
        roots = [ocfl.object_root(one) for one in ids] or self.mirror.roots()
        seen = tuple(self._seen(root, self.mirror.compare(root, mend=mend)) for root in roots)
        told = Inspection(len(roots), seen, () if ids else tuple(self.mirror.compare_top(mend=mend)))
        if mend:
            for one in seen:
                self._lock(one)
            self._log("fixity-repair", told, {})
        return told

    def copy(self) -> int:
        """Bring everything that the second store lacks; how many files.

        Raises:
            Damaged: a file of the first is not as it was kept: ``compare`` names it.

        """
        return sum(self.mirror.follow(identity) for identity in self._house.store.dossiers())

    def _seen(self, root: str, faults: Sequence[Fault]) -> Seen:
        return Seen(root, ocfl.identity_of(root) or root, tuple(faults))

    def _only_absent(self, one: Seen) -> bool:
        """Whether the ledger can be believed, and all that is wrong is that the second store never got the object."""
        return self._ledger_is_whole and all(fault.file == one.root for fault in one.faults)

    def _lock(self, one: Seen) -> int:
        if not (self._house.store.keeps_locks and self._ledger_is_whole) or ocfl.identity_of(one.root) is None:
            return 0
        try:
            return self._keeper.guard(one.dossier)
        except StoreError:
            return 0  # it is damaged or missing: that is among the faults

    def _checked(self) -> dict[str, date]:
        try:
            told = json.loads(self._state.read_text(encoding="utf-8"))
            return {root: date.fromisoformat(day) for root, day in told.items()}
        except (OSError, ValueError, AttributeError, TypeError):
            return {}

    def _save(self, checked: dict[str, date]) -> None:
        fresh = self._state.with_name(f".{STATE}.new")
        with fresh.open("w", encoding="utf-8") as sink:
            json.dump({root: day.isoformat() for root, day in checked.items()}, sink, indent=0)
            sink.flush()
            os.fsync(sink.fileno())
        fresh.replace(self._state)

    def _log(self, kind: str, told: Inspection, more: dict[str, int]) -> None:
        if not self._ledger_is_whole:
            return
        detail = {"checked": len(told.seen), "of": told.of, "faults": len(told.faults), "left": len(told.left), **more}
        named = [asdict(one) for one in told.faults[:50]]
        self._house.ledger.append(kind, "", self._who, detail | {"stores": list(sides(self._house)), "named": named})


def inspected(house: House, who: str, days: int) -> tuple[Inspection, Path]:
    """Tonight's share of the stores, read so that all is read within ``days``, and where its minutes are.

    Raises:
        StoreError: a store cannot be read at all.

    """
    told = Inspector(house, who).run(days)
    return told, write_minutes(told, house.settings.home / "reports", f"fixity-{house.now():%Y%m%d-%H%M%S}")


def write_minutes(told: Inspection, folder: Path, stem: str) -> Path:
    """Biên bản kiểm tra, object by object: CSV for people, JSON for programs; the path of the CSV."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = io.StringIO()
    out = csv.writer(rows)
    out.writerow(["Hồ sơ", "Loại", "Kho", "Tệp", "Kết quả", "Đã sửa"])
    for one in told.seen:
        kind = "hồ sơ hủy" if is_disposal(one.dossier) else "hồ sơ"
        if not one.faults:
            out.writerow([one.dossier, kind, "", "", "nguyên vẹn", ""])
        out.writerows(_row(one.dossier, kind, fault) for fault in one.faults)
    out.writerows(_row("", "", fault) for fault in told.top)
    (folder / f"{stem}.csv").write_text("\ufeff" + rows.getvalue(), encoding="utf-8", newline="")
    data = {"of": told.of, "checked": len(told.seen), "faults": [asdict(one) for one in told.faults]}
    (folder / f"{stem}.json").write_text(json.dumps(data, ensure_ascii=False, indent=1), encoding="utf-8")
    return folder / f"{stem}.csv"


def _row(dossier: str, kind: str, fault: Fault) -> list[str]:
    words = {"changed": "bị đổi", "missing": "thiếu", "unexpected": "thừa", "disposed": "đã hủy mà còn"}
    return [dossier, kind, fault.store, fault.file, words[fault.what], "có" if fault.mended else "chưa"]


def _from_ledger(house: House) -> tuple[bool, set[str], set[str]]:
    """Whether the ledger can be read to its end, the digests of inventories that it names, and who was disposed of."""
    witness: set[str] = set()
    begun: set[str] = set()
    try:
        for line in house.ledger.lines():
            if line.kind in ("archived", "sealed"):
                witness.add(str(line.detail.get("inventory", "")))
            elif line.kind in ("disposal-begun", "disposal-refused", "disposed"):
                begun.add(line.dossier)
        chronicle = Chronicle(house.ledger)
        chronicle.read_on()
        gone = {one for one in begun if chronicle.choices(one).begun or chronicle.choices(one).disposal}
    except StoreError:
        return False, witness, set()
    return not house.ledger.verify(), witness, gone
