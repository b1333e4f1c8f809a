"""The house's damaged ledger → the ledger again, from its copies in the stores; and what of it nobody has.

Lines that a copy has and that fit the anchors come back byte for byte (:mod:`archive.history`). The damaged file stays
beside the new one. The last line of the new one says what was done, so that whoever reads it later knows.
"""

import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from archive.anchor import anchors
from archive.history import History, proven
from archive.ledger import START, Ledger, LedgerLine, head_of, line_bytes, line_hash, parse_line
from archive.segment import copied_lines
from vankho.anchoring import contradicted, sides
from vankho.users import Users
from vankho.wiring import House

REPAIRED = "ledger-repaired"
_NAMED = 20
"""Problems that the line about the repair names."""


@dataclass(frozen=True, slots=True)
class Mended:
    """Sổ đã sửa: how many ``lines`` it has now, the last of which is about this; ``aside``: where the damaged file is
    (empty: there was none); ``problems`` that it had; the rest as in :class:`archive.history.History`.
    """

    lines: int
    aside: str
    problems: tuple[str, ...]
    restored: int
    chained: tuple[int, ...]
    lost: tuple[tuple[int, int], ...]
    left_out: int

    def as_json(self) -> dict[str, object]:
        """For programs."""
        return asdict(self)


def repair(house: House, who: str) -> Mended | None:
    """Make the ledger whole again as far as anybody has its lines; None: it was the one that is proven already.

    Raises:
        Damaged: anchors contradict each other: which of them is false, a person must say. Nothing was changed.
        Full, StoreError: a store or the disk; the ledger is as before.

    """
    done: list[Mended] = []

    def make(aside: str) -> Sequence[bytes] | None:
        found = rebuilt(house)
        if found.lines == tuple(house.ledger.raw()) and _is_noted(house.ledger, found):
            return None
        problems = tuple(contradicted(house))
        told = Mended(len(found.lines) + 1, aside, problems, found.restored, found.chained, found.lost, found.left_out)
        done.append(told)
        return [*found.lines, _line(house, found, told, who)]

    house.ledger.replace(make)
    return done[0] if done else None


def rebuilt(house: House) -> History:
    """The history of the ledger that its lines, its copies and its anchors prove; nothing is written.

    Raises:
        Damaged: anchors contradict each other.
        StoreError: a store cannot be read.

    """
    stores = list(sides(house).values())
    found = [one for blobs in stores for one in anchors(blobs)]
    head, at = head_of(house.ledger.noted), house.now().isoformat()
    return proven(house.ledger.raw(), copied_lines(stores), found, head, at)


def people(house: House) -> Users:
    """Who may do what by the history that is proven: of a ledger that cannot be read, nobody can be let in."""
    with tempfile.TemporaryDirectory(prefix="vankho-history-") as place:
        path = Path(place) / "ledger.jsonl"
        path.write_bytes(b"".join(rebuilt(house).lines))
        users = Users(Ledger(path, house.now), Path(place), house.now)
        users.read_on()
    return users


def _is_noted(ledger: Ledger, found: History) -> bool:
    """Whether the file beside the ledger names a line of it; it may lag behind."""
    if not ledger.noted:
        return not found.lines
    noted = head_of(ledger.noted)
    return any((line.seq, line.hash) == noted for line in (parse_line(raw, "") for raw in reversed(found.lines)))


def _line(house: House, found: History, told: Mended, who: str) -> bytes:
    last = parse_line(found.lines[-1], "") if found.lines else None
    seq, prev = (last.seq + 1, last.hash) if last else (1, START)
    detail = {name: value for name, value in told.as_json().items() if name not in ("problems", "lines")}
    noted = house.ledger.noted[:200].decode("utf-8", "replace").strip()
    detail |= {"problems": list(told.problems[:_NAMED]), "of": len(told.problems), "head": noted}
    bare = LedgerLine(seq, house.now().isoformat(), REPAIRED, "", who, detail, "", prev, "")
    return line_bytes(replace(bare, hash=line_hash(bare))) + b"\n"
