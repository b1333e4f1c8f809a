"""A kept dossier and a request → a DIP handed to a reader, and a line in the ledger that says to what end."""

from pathlib import Path

from archive.dissemination import Request, export_dip
from vankho import __version__
from vankho.wiring import House


def hand_out(house: House, identity: str, folder: Path, request: Request, who: str) -> Path:
    """The folder of the DIP in ``folder``; ``who`` hands it out.

    Raises:
        VankhoError: as :func:`archive.dissemination.export_dip` says; the ledger has no line then.
    """
    place = export_dip(house.store, identity, folder, request, __version__)
    copy = request.copy
    detail = {
        "copy": copy.kind,
        "package": place.name,
        "version": house.store.receipt(identity).version,
        "documents": list(request.documents) or "all",
        "purpose": request.purpose,
        "reason": request.reason,
        **({"until": copy.last_day.isoformat()} if copy.kind == "reading" else {}),
        **({"as": request.sealer.told} if request.sealer else {}),
    }
    house.ledger.append("handed out", identity, who, detail)
    return place
