"""The ledger → what it knows of packages, and of copies that failed; read on from where it was read before."""

from collections.abc import Iterator, Sequence
from contextlib import suppress

from archive import ocfl
from archive.damage import Damage
from archive.errors import Damaged
from archive.ledger import Ledger
from archive.retention import DISPOSED, DISPOSING, KEPT
from archive.store import Store
from archive.witness import Witness
from vankho.chronicle import Chronicle

COPY_FAILED, COPIED = "copy-failed", "copied"


class Testimony:
    """Lời chứng của sổ: a :class:`archive.witness.Witness` that grows with the ledger."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._start = 0
        self._chronicle = Chronicle(ledger)
        self._inventories: set[str] = set()
        self._newest: dict[str, str] = {}
        self._known: set[str] = set()
        self._begun: set[str] = set()
        self.behind: dict[str, str] = {}
        """Why the second store did not get a package, by dossier, until it was brought."""

    def read_on(self) -> Witness:
        """What the ledger knows now.

        Raises:
            Damaged, StoreError: the ledger cannot be read.

        """
        for line, start in self._ledger.follow(self._start):
            self._start = start
            if line.dossier:
                self._known.add(line.dossier)
            if line.kind in KEPT and (digest := str(line.detail.get("inventory", ""))):
                self._inventories.add(digest)
                self._newest[line.dossier] = digest
            elif line.kind in (DISPOSING, DISPOSED):
                self._begun.add(line.dossier)
            elif line.kind == COPY_FAILED:
                self.behind[line.dossier] = str(line.detail.get("reason", ""))
            elif line.kind == COPIED:
                self.behind.pop(line.dossier, None)
        self._chronicle.read_on()
        made = {one: self._chronicle.choices(one) for one in self._begun}
        gone = {one for one, choices in made.items() if choices.begun or choices.disposal}
        return Witness(self._inventories, self._newest, self._known, gone)


def strangers(store: Store, witness: Witness, ids: Sequence[str] | None = None) -> Iterator[Damage]:
    """What of ``ids`` (None: of all) the store has otherwise than the ledger says: a package that it does not name, a
    dossier that it does not know, one that is gone and one that should be. No content is read.
    """
    there = set(store.dossiers()) if ids is None else {one for one in ids if store.has(one)}
    for identity in sorted(there | set(witness.newest if ids is None else ids)):
        place = ocfl.object_root(identity)
        if identity in witness.gone:
            if identity in there:
                yield Damage(identity, place, "unexpected", "it was disposed of: destroy it again")
        elif identity not in there:
            yield Damage(identity, place, "missing", "the ledger says that it was kept")
        elif witness.known and identity not in witness.known:
            yield Damage(identity, place, "unexpected", "the ledger does not know it")
        elif (named := witness.newest.get(identity)) is not None:
            with suppress(Damaged):  # that its inventory is damaged is told by who reads it
                if store.receipt(identity).sha512 != named:
                    yield Damage(identity, f"{place}/{ocfl.INVENTORY}", "inventory", "the ledger names another package")
