"""The ledger → what it says of each dossier, disposal file and batch, read on from where it was read before."""

from collections import defaultdict
from collections.abc import Iterator

from archive.disposal import DisposalFile, disposal_files, is_disposal
from archive.handover import KINDS, Batch, batches, is_batch
from archive.ledger import Ledger, LedgerLine
from archive.retention import KEPT, Choices, choices


class Chronicle:
    """Biên niên: the ledger by dossier. A long one is read once; :meth:`read_on` only takes what was added since."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._start = 0
        self._lines: dict[str, list[LedgerLine]] = defaultdict(list)
        self._choices: dict[str, Choices] = {}
        self._files: dict[str, DisposalFile] = {}
        self._batches: dict[str, Batch] = {}
        self._unread: dict[str, list[LedgerLine]] = defaultdict(list)
        """Lines about disposal files and batches that were not folded in yet; the fold goes on from where it was."""
        self._archived: set[str] = set()

    def read_on(self) -> None:
        """Take what was added to the ledger since the last call.

        Raises:
            Damaged, StoreError: the ledger cannot be read.

        """
        for line, start in self._ledger.follow(self._start):
            self._start = start
            self._lines[line.dossier].append(line)
            if is_disposal(line.dossier):
                self._unread[line.dossier].append(line)
            elif is_batch(line.dossier):
                self._unread[line.dossier].append(line)
                for item in line.detail["items"] if line.kind in KINDS.values() else ():
                    self._lines[item].append(line)  # the answer of the other archive is about each of them
                    self._choices.pop(item, None)
            else:
                self._choices.pop(line.dossier, None)
                if line.kind in KEPT:
                    self._archived.add(line.dossier)

    def choices(self, identity: str) -> Choices:
        """What was decided about the dossier."""
        if identity not in self._choices:
            self._choices[identity] = choices(self._lines.get(identity, ()))
        return self._choices[identity]

    def lines(self, identity: str) -> tuple[LedgerLine, ...]:
        """All lines about a dossier, a disposal file or a batch, oldest first."""
        return tuple(self._lines.get(identity, ()))

    def files(self) -> Iterator[DisposalFile]:
        """All disposal files, oldest first."""
        for identity in list(filter(is_disposal, self._unread)):
            known = {one: self._files[one] for one in (identity,) if one in self._files}
            self._files |= disposal_files(self._unread.pop(identity), known)
        yield from [self._files[identity] for identity in sorted(self._files)]

    def batches(self) -> Iterator[Batch]:
        """All batches that were to be handed over, oldest first."""
        for identity in list(filter(is_batch, self._unread)):
            known = {one: self._batches[one] for one in (identity,) if one in self._batches}
            self._batches |= batches(self._unread.pop(identity), known)
        yield from [self._batches[identity] for identity in sorted(self._batches)]

    @property
    def archived(self) -> frozenset[str]:
        """The ids of all dossiers that were ever put into the store, as far as the ledger says."""
        return frozenset(self._archived)
