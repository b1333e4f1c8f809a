"""The store → catalogue and index, as if both had never been."""

from collections.abc import Iterator

from archive.package import unpack
from archive.records import Dossier
from search.entry import entries
from search.rebuild import rebuild
from vankho.desk import waiting
from vankho.wiring import House


def rebuild_all(house: House) -> int:
    """Clear catalogue and index and fill both from the store; dossiers that wait on a desk are entered again too.

    Returns the number of archived dossiers. The store is only read. Run again after a crash it starts anew.
    """
    house.catalogue.clear()
    count = rebuild(house.index, ((dossier.id, entries(dossier)) for dossier in _kept(house)))
    for dossier in waiting(house.work):
        if not house.store.has(dossier.id):
            house.catalogue.enter(dossier, "review", None)
    return count


def _kept(house: House) -> Iterator[Dossier]:
    for identity in house.store.dossiers():
        dossier = unpack(house.store.read(identity, "dossier.json"))
        house.catalogue.enter(dossier, "archived", house.store.receipt(identity))
        yield dossier
