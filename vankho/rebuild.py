"""The store → catalogue and index, as if both had never been."""

from collections.abc import Iterator

from archive.disposal import is_disposal
from archive.disposals.kept import records
from archive.handover import is_file
from archive.package import unpack
from archive.places import DOSSIER
from archive.records import Dossier, Entry
from search.entry import entries
from search.rebuild import rebuild
from vankho.chronicle import Chronicle
from vankho.desk import waiting
from vankho.quarantine import Quarantine
from vankho.wiring import House


def rebuild_all(house: House) -> int:
    """Clear catalogue and index and fill both from the store; dossiers that wait on a desk are entered again too.

    What is in quarantine gets its bare line in the catalogue and nothing in the index.

    Returns the number of archived dossiers. The store is only read. Run again after a crash it starts anew.
    """
    house.catalogue.clear()
    count = rebuild(house.index, _entries(house), dossiers=len(list(house.store.dossiers())))
    for aside in Quarantine(house.work):
        receipt = house.store.receipt(aside.id) if house.store.has(aside.id) else None
        house.catalogue.enter(aside, "quarantine", receipt)
    for dossier in waiting(house.work):
        if not house.store.has(dossier.id):
            house.catalogue.enter(dossier, "review", None)
    return count


def _entries(house: House) -> Iterator[tuple[str, tuple[Entry, ...]]]:
    """The entries of what is kept, with the access modes that people have set since."""
    modes = house.users.modes
    for dossier in _kept(house):
        yield dossier.id, entries(dossier, modes.get(dossier.id))


def _kept(house: House) -> Iterator[Dossier]:
    aside = {dossier.id for dossier in Quarantine(house.work)}
    gone = _disposed(house)
    for identity in house.store.dossiers():
        if identity in aside or identity in gone or is_file(identity):
            continue
        dossier = unpack(house.store.read(identity, DOSSIER))
        house.catalogue.enter(dossier, "archived", house.store.receipt(identity))
        yield dossier


def _disposed(house: House) -> set[str]:
    """Enter what stays known of the dossiers that were disposed of; one whose destruction was cut off is among them."""
    found = set()
    chronicle = Chronicle(house.ledger)
    chronicle.read_on()
    for identity in filter(is_disposal, list(house.store.dossiers())):
        for record in records(house.store, identity):
            if chronicle.choices(record.id).begun == identity or not house.store.has(record.id):
                house.catalogue.enter(record, "disposed", None)
                found.add(record.id)
    return found
