"""A person's word about a dossier's access mode → ledger and index; its package stays as it is."""

from archive.access import Mode
from archive.description import unpack
from archive.errors import Missing, UsageError
from archive.places import DOSSIER
from search.entry import entries
from vankho.desk import claimed
from vankho.wiring import House


def set_mode(house: House, identity: str, mode: Mode, why: str, who: str) -> None:
    """Let ``mode`` count for the kept dossier from now on, whatever its package states; it is found by its pages anew.

    The stricter of both counts meanwhile: a search is never late. Cut off in between, the same call again, or
    ``rebuild``, ends it.

    Raises:
        Missing: it is not in the store.
        UsageError: no reason.
        SearchFailed: the index cannot be written.

    """
    with claimed(house.work, identity):
        if not house.store.has(identity):
            raise Missing(identity)
        if not why.strip():
            raise UsageError("thiếu lý do / a reason is missing")
        is_stricter = mode > house.reader.marks(identity).mode
        pages = entries(unpack(house.store.read(identity, DOSSIER)), mode)
        if is_stricter:
            house.index.put(identity, pages)
        house.users.set_mode(identity, mode, why, who)
        if not is_stricter:
            house.index.put(identity, pages)
