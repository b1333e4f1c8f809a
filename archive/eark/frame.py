"""Dossier, time and maker → the frame of its package: who it is and what it calls itself."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from archive.eark.mets import Agent, Kind, Status
from archive.eark.part import stamp
from archive.law import tt05_dossier
from archive.records import Dossier

NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:vankho:package")
"""Of all names of our packages (UUID version 5): the same dossier has the same on every machine."""


@dataclass(frozen=True, slots=True)
class Frame:
    """Khung gói: ``created`` is when this version is made and by Vankho ``version``; ``first``: when its PDF/A files
    were, where that was an earlier version; ``request``: what a DIP answers, the fields ``TT05_DIP["request"]``;
    ``earlier``: the package that a SIP adds to or replaces, its OBJID."""

    dossier: Dossier
    created: datetime
    version: str
    status: Status = "NEW"
    kind: Kind = "AIP"
    first: datetime | None = None
    request: Mapping[str, str] = field(default_factory=dict)
    earlier: str = ""

    @property
    def uuid(self) -> uuid.UUID:
        """From the dossier's name and its scans' digest: all versions of an AIP bear the same."""
        return uuid.uuid5(NAMESPACE, f"{self.dossier.id}\n{self.dossier.digest}")

    @property
    def objid(self) -> str:
        """Mã định danh gói: ``urn:uuid:{UUID}`` of an AIP, ``uuid-{UUID}`` of a SIP or DIP, which has one of its own
        for each version of the AIP that it comes from (TT 05/2025/TT-BNV; sources differ on the form)."""
        if self.kind == "AIP":
            return f"urn:uuid:{self.uuid}"
        return f"uuid-{uuid.uuid5(self.uuid, f'{self.kind} {stamp(self.created)}')}"

    @property
    def folder(self) -> str:
        """The name of the package's folder."""
        return self.objid.replace(":", "_")

    @property
    def packed(self) -> str:
        """When the documents were made into PDF/A and packed."""
        return stamp(self.first or self.created)

    @property
    def code(self) -> str:
        """Mã hồ sơ."""
        told = tt05_dossier(self.dossier, "sip" if self.kind != "AIP" else "aip")
        return told.get("fileCode") or told.get("arcFileCode") or self.dossier.id

    @property
    def agents(self) -> tuple[Agent, ...]:
        """The fonds that the papers come from and the archive that keeps them, as far as the fields name them."""
        fields = self.dossier.fields
        named = [
            Agent("ARCHIVIST", "ORGANIZATION", fields.get("fond_name", ""), fields.get("organ_id", "")),
            Agent("PRESERVATION", "ORGANIZATION", "", fields.get("identifier", "")),
        ]
        return tuple(one._replace(name=one.name or one.code) for one in named if one.name or one.code)
