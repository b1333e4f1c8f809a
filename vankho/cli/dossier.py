"""What a person calls a dossier → the dossier itself, from the store or from its desk."""

from archive.description import unpack
from archive.disposals.kept import records
from archive.errors import Disposed, Missing, UsageError
from archive.places import DOSSIER
from archive.records import Dossier
from vankho.desk import waiting
from vankho.quarantine import Quarantine, Quarantined
from vankho.wiring import House


def resolve(house: House, name: str, *, aside: bool = False, gone: bool = False) -> str:
    """The id of the one dossier that ``name`` names: an id, the beginning of one, a file code or a dossier code.

    ``aside``: also one in quarantine; ``gone``: also one that was disposed of.

    What the person at the door may not see is not there. The use of a restricted one goes on the ledger.

    Raises:
        Missing: no dossier bears it.
        UsageError: more than one does.
        Quarantined: it was set aside.
        Disposed: it was lawfully destroyed.
        Forbidden: it may be seen, but this may not be done with it.

    """
    identity = _named(house, name)
    held = None if aside else Quarantine(house.work).find(identity)
    if held:
        raise Quarantined.of(held)
    row = house.catalogue.get(identity)
    if row is not None and row.status == "disposed" and not gone:
        raise Disposed(identity, file=row.fields.get("disposal"))
    house.reader.use(identity)
    return identity


def dossier_of(house: House, identity: str) -> Dossier:
    """The dossier ``identity`` from the store, or from its desk while it waits for a person; of one that was disposed
    of, what stays known.
    """
    if house.store.has(identity):
        return unpack(house.store.read(identity, DOSSIER))
    for dossier in waiting(house.work):
        if dossier.id == identity:
            return dossier
    row = house.catalogue.get(identity)
    if row is not None and row.status == "disposed":
        for record in records(house.store, row.fields["disposal"]):
            if record.id == identity:
                return record
    raise Missing(identity)


def _named(house: House, name: str) -> str:
    found = house.reader.resolve(name)
    if len(found) > 1:
        raise UsageError(f"{name}: {', '.join(found[:5])}…")
    if found:
        return found[0]
    raise Missing(name)
