"""Scan → Page → OcrPage → Document → Dossier → Package → Receipt → Entry: the whole way, told once.

``Station`` is where the line runs: it holds the open store, catalogue, index, ledger and runner; ``Desk`` is the work
folder of this one dossier. Whatever stands in the way (bad input, a dossier already kept, one that waits for a
person) is raised and becomes an outcome in :mod:`vankho.intake`; so the story has no branch.
"""

from collections.abc import Sequence

from archive.dossier import compose
from archive.package import pack
from archive.records import Dossier, Known, OcrPage, Reading, Receipt, Source
from ingest.scan import scan as open_scan
from ocr.checks import Bounds, flags
from ocr.document import documents
from ocr.dossier import dossier_fields
from ocr.elsewhere import as_elsewhere
from vankho.corrections import Correction, cleared, told
from vankho.quarantine import MARK
from vankho.station import Station
from vankho.wording import reworded


def archive(source: Source, station: Station) -> tuple[Dossier, Receipt]:
    """Bring one dossier from its scans into the archive, where it is whole, durable, catalogued and findable.

    Run again after a crash it goes on where it was; run twice it changes nothing. The scans are only ever read.

    Raises:
        Refused: the scans cannot be taken.
        Quarantined: it bears a secrecy mark.
        AlreadyKept: the very same scans and facts are in the store.
        Waiting: something needs a person's look, and ``station`` does not accept on its own.
        Failed, StoreError: not archived; nothing half-done is visible.

    """
    scan = open_scan(station.open(source), station.limits)
    with station.desk(scan) as desk:
        identity = station.identify(scan, desk)
        scan = desk.examine(scan, station.trusted)
        pages = desk.read(scan)
        read = understand(pages, scan.known, desk.corrections, station.bounds)
        dossier = station.look(compose(scan, identity, read, desk.events()), desk)
        package = pack(dossier, desk.draft, station.making(identity))
        receipt = station.store.put(package, "vankho ingest")
        station.find(package.dossier)
        station.record(package.dossier, receipt)
        desk.clear()
    return package.dossier, receipt


def understand(pages: Sequence[OcrPage], known: Known, corrections: Sequence[Correction], bounds: Bounds) -> Reading:
    """Documents, fields and doubts of ``pages``: what a person corrected wins over what was ``known``, that over what
    was read. What a person has corrected raises no doubt of its own, unless it is that the dossier is secret."""
    pages = reworded(as_elsewhere(pages), corrections)
    facts = told(known, pages, corrections)
    papers = cleared(documents(pages, facts))
    fields = {name: value for name, value in dossier_fields(papers, pages, facts).items() if value}
    doubts = flags(pages, papers, fields, facts, bounds)
    bare = told(known, pages, corrections, corrected=False)
    others = doubts if bare == facts else flags(pages, papers, fields, bare, bounds)
    left = (flag for flag in doubts if flag in others or flag.kind == MARK)
    return Reading(pages, papers, fields, (*known.flags, *left))
