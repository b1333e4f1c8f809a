"""The ledger → which dossiers came into the archive since a line of it: what is new to who looked then.

A new version of a dossier is not new. The ledger is read on, never anew, by whoever keeps an :class:`Arrivals`;
only lines that may tell of a new dossier are taken apart.
"""

from dataclasses import dataclass

from archive.errors import Damaged
from archive.ledger import Ledger, LedgerLine, parse_line

ARRIVED = "archived"
"""The kind of line by which a version of a dossier is in the store, wherever it came from."""

_MAY_TELL = f'"kind":"{ARRIVED}"'.encode()


@dataclass(frozen=True, slots=True)
class Point:
    """Mốc: a line of the ledger by its number, 0 before the first; ``byte``: where the next one begins, or a place
    before it. A ledger that was mended may have it elsewhere: then it is looked for from the beginning."""

    seq: int = 0
    byte: int = 0


class Arrivals:
    """What came into one archive; not for several threads at once."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._begun: int | None = None
        self._end = Point()
        self._known: list[tuple[int, str]] = []

    def now(self) -> Point:
        """The ledger's end.

        Raises:
            Damaged, StoreError: it cannot be read.

        """
        if self._begun is not None:
            self._read_on()
            return self._end
        head = self._ledger.head()
        return Point(head.seq) if head else Point()

    def since(self, mark: Point) -> list[str]:
        """The dossiers that came after ``mark``, the newest first.

        Raises:
            Damaged, StoreError: the ledger cannot be read.

        """
        if self._begun is None or mark.seq < self._begun:
            self._end, self._known = mark if self._is_there(mark) else Point(), []
            self._begun = self._end.seq
        self._read_on()
        return [*dict.fromkeys(dossier for seq, dossier in reversed(self._known) if seq > mark.seq)]

    def _is_there(self, mark: Point) -> bool:
        """Whether the line after ``mark`` begins where it says; at the end there is none."""
        for raw in self._ledger.raw(mark.byte):
            try:
                return parse_line(raw, "").seq <= mark.seq + 1
            except Damaged:
                return False
        head = self._ledger.head()
        return head is not None and head.seq == mark.seq

    def _read_on(self) -> None:
        seq, at, last = self._end.seq, self._end.byte, b""
        for raw in self._ledger.raw(at):
            if not raw.endswith(b"\n"):
                break  # it is being written
            at, last = at + len(raw), raw
            if _MAY_TELL in raw:
                line = parse_line(raw, f"byte {at - len(raw)}")
                if _is_new(line):
                    self._known.append((line.seq, line.dossier))
        self._end = Point(parse_line(last, f"byte {at}").seq if last else seq, at)


def _is_new(line: LedgerLine) -> bool:
    return line.kind == ARRIVED and line.detail.get("version", 1) == 1
