"""Dossier → what was done to it, as PREMIS events with who did it and to which part of the package.

Event types are those of http://id.loc.gov/vocabulary/preservation/eventType where one fits; ours stand in the detail.
"""

import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

from archive.eark.frame import Frame
from archive.places import Representation
from archive.records import Event

VOCABULARY = "http://id.loc.gov/vocabulary/preservation/eventType"

_TYPES = {
    "transfer": "tra",
    "message digest calculation": "mes",
    "modification": "mod",
    "metadata extraction": "mee",
    "metadata modification": "mem",
    "validation": "val",
    "digital signature validation": "dig",
    "digital signature generation": "dsg",
    "quarantine": "qua",
    "unquarantine": "unq",
    "normalization": "nor",
    "information package creation": "ipc",
    "ingestion": "ing",
}
_OURS: dict[str, tuple[str, Representation | None]] = {
    "image processing": ("modification", "rep1"),
    "text recognition": ("metadata extraction", "text"),
    "text correction": ("modification", "text"),
    "message digest calculation": ("message digest calculation", "scans"),
    "transfer": ("transfer", "scans"),
    "acceptance": ("validation", None),
    "validation": ("validation", "scans"),
    "release from quarantine": ("unquarantine", None),
    "digital signature validation": ("digital signature validation", "scans"),
    "seal": ("digital signature generation", "sealed"),
    "ingest": ("ingestion", None),
}
_SOFTWARE = re.compile(r"^(\S+) v?(\d[\w.+-]*)(?: (.+))?$")


class Doer(NamedTuple):
    """Tác nhân: a person or a program; ``note``: of a recogniser its model."""

    name: str
    type: Literal["software", "person"]
    version: str | None = None
    note: str | None = None

    @property
    def id(self) -> str:
        """Name and version, which tell it from others of the package."""
        return " ".join(filter(None, (self.name, self.version, self.note)))


@dataclass(frozen=True, slots=True)
class Deed:
    """Sự kiện: ``code`` is its type's in the vocabulary; ``part``: the representation it was done to, None: all."""

    id: str
    type: str
    code: str | None
    at: str
    detail: str
    doer: Doer
    part: Representation | None


def deeds(frame: Frame) -> tuple[Deed, ...]:
    """All that was done, in order: what the dossier's events tell, and what the making of the package itself adds."""
    made = []
    for number, (event, kind, part) in enumerate(_told(frame), 1):
        identity = uuid.uuid5(frame.uuid, f"{number} {event.at} {event.kind} {event.agent} {event.detail}")
        detail = event.detail if kind == event.kind else f"{event.kind}: {event.detail}".rstrip(": ")
        made.append(Deed(f"urn:uuid:{identity}", kind, _TYPES.get(kind), event.at, detail, _doer(event.agent), part))
    return tuple(made)


def _told(frame: Frame) -> Iterator[tuple[Event, str, Representation | None]]:
    """Events before the making (and what people did then), those of the making, those since (sealing)."""
    dossier, us = frame.dossier, f"Vankho {frame.version}"
    begun = min((event.at for event in dossier.events), default=frame.packed)
    count = len(dossier.files)
    if all(event.kind != "transfer" for event in dossier.events):  # a package of others tells its own
        yield Event(begun, "transfer", us, f"digitised paper, {count} scans taken in as they came"), "transfer", "scans"
    later = [event for event in dossier.events if event.kind == "seal"]
    for event in dossier.events:
        if event not in later:
            yield event, *_OURS.get(event.kind, (event.kind, None))
    pdfs = sum(1 for document in dossier.documents if document.file and not document.given)
    if pdfs:
        yield Event(frame.packed, "normalization", us, f"PDF/A made of {pdfs} documents"), "normalization", "rep1"
    created = Event(frame.packed, "information package creation", us, "AIP, E-ARK CSIP 2.0.4, TT 05/2025/TT-BNV")
    yield created, created.kind, None
    stored = Event(
        frame.packed, "ingestion", us, "given to the OCFL store, whose inventory has the time of its receipt"
    )
    yield stored, stored.kind, None
    for event in later:
        yield event, *_OURS[event.kind]


def _doer(agent: str) -> Doer:
    """Programs name their version after their name (``tesseract 5.3.0 vie``); people do not."""
    found = _SOFTWARE.match(agent)
    if found:
        name = "Vankho" if found[1].lower() == "vankho" else found[1]
        return Doer(name, "software", found[2], found[3])
    return Doer("Vankho", "software") if agent.lower() == "vankho" else Doer(agent, "person")
