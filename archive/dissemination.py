"""A dossier in the store → a DIP for a reader (TT 05/2025/TT-BNV, PL V): copies of its documents and what was asked.

The folder is an E-ARK package: METS, the fields of the request (EAD) and of each document, the copies as ``rep1``.
"""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from archive.copies import Copy, write_copy
from archive.description import unpack
from archive.draft import measured, writing
from archive.eark.enclosed import enclose
from archive.eark.frame import Frame
from archive.errors import Missing, UsageError
from archive.places import DOSSIER
from archive.records import Document, Dossier, PackageFile
from archive.seal import Sealer
from archive.store import Store


@dataclass(frozen=True, slots=True)
class Request:
    """Phiếu yêu cầu: which ``documents`` (ordinals; none: all) as which ``copy``, for which
    ``purpose`` (01 cá nhân, 02 công vụ, 03 công vụ đặc biệt) and why. ``sealer``
    signs certified copies."""

    copy: Copy
    documents: tuple[int, ...] = ()
    purpose: str = "01"
    reason: str = ""
    sealer: Sealer | None = None
    more: Mapping[str, str] = field(default_factory=dict)

    @property
    def fields(self) -> dict[str, str]:
        """By the names of ``TT05_DIP["request"]``."""
        told = {
            "requestID": f"{self.copy.now:%Y%m%d%H%M%S}",
            "requestDate": f"{self.copy.now:%d/%m/%Y}",
            "purpose": self.purpose,
            "purposeContent": self.reason,
        }
        return {name: value for name, value in {**told, **self.more}.items() if value}


def export_dip(store: Store, identity: str, folder: Path, request: Request, version: str) -> Path:
    """Write the DIP of ``identity`` into ``folder``, made by Vankho ``version``; the package's folder. Whole or not at
    all.

    Raises:
        Missing: no such dossier, or a document asked for has no PDF.
        UsageError: the request makes no sense, or the package is there already.
        Refused, NotPdfA: a copy cannot be made.
        NoTimestamp, NoProof, SealFailed: a copy cannot be certified.
        Full, StoreError: it could not be written.
    """
    if request.copy.kind == "certified" and request.sealer is None:
        raise UsageError("--copy certified: thiếu khóa ký / no key")
    _ = request.copy.overlay
    dossier = unpack(store.read(identity, DOSSIER))
    wanted = list(_wanted(dossier, identity, request.documents))
    frame = Frame(dossier, request.copy.now, version, "NEW", "DIP", request=request.fields)
    place = folder / frame.folder
    if place.exists():
        raise UsageError(f"{place}: đã có ở đó / it is there already")
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{frame.folder}.", dir=folder) as work:
            draft = Path(work) / frame.folder
            files = [_copied(store, identity, document, draft, request) for document in wanted]
            held = {file.name for file in files}
            papers = tuple(document for document in dossier.documents if document.file in held)
            enclose(draft, replace(frame, dossier=replace(dossier, documents=papers)), files)
            draft.rename(place)
    return place


def _wanted(dossier: Dossier, identity: str, ordinals: Sequence[int]) -> Iterator[Document]:
    """The documents asked for, each with a file; where all are asked for, those that have one."""
    for ordinal in ordinals:
        if not any(document.ordinal == ordinal and document.file for document in dossier.documents):
            raise Missing(f"{identity}: văn bản / document {ordinal}")
    found = [one for one in dossier.documents if one.file and (not ordinals or one.ordinal in ordinals)]
    if not found:
        raise Missing(f"{identity}: PDF")
    yield from found


def _copied(store: Store, identity: str, document: Document, draft: Path, request: Request) -> PackageFile:
    assert document.file
    target = draft / document.file
    target.parent.mkdir(parents=True, exist_ok=True)
    source = draft.parent / Path(document.file).name
    source.write_bytes(store.read(identity, document.file))
    if request.copy.kind == "certified":
        assert request.sealer
        request.sealer.seal(source, target, request.copy.now)
    else:
        write_copy(source, target, request.copy)
    source.unlink()
    return measured(document.file, target)
