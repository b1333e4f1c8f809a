"""A dossier in the store → a SIP_hoso for another system (TT 05/2025/TT-BNV, PL III), as a folder or its ZIP.

It holds one PDF/A a document, the signed copy where there is one, and the law's fields; no PREMIS and an empty
``amdSec``. Scans, texts and our own record stay in the AIP. The same version of a dossier gives the same bytes.
"""

import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from archive.description import unpack
from archive.draft import write, writing
from archive.eark.enclosed import enclose
from archive.eark.frame import Frame
from archive.errors import Damaged, Missing, UsageError
from archive.law import TT05, Problem, tt05_document, tt05_dossier
from archive.places import DOCUMENTS, DOSSIER, README, SEALED
from archive.readme import submission_readme
from archive.records import Dossier, PackageFile
from archive.store import Store, StoredFile

_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Submission:
    """Gói SIP đã xuất: ``place`` is the folder or ZIP; ``lacking``: what the law asks and the fields do not have, each
    with the document's ordinal (0: the dossier itself)."""

    place: Path
    lacking: tuple[tuple[int, Problem], ...]


def export_sip(store: Store, identity: str, folder: Path, version: str, number: int | None = None) -> Submission:
    """Write the SIP of ``identity`` into ``folder``, made by Vankho ``version``; ``number``: as a ZIP, which is named
    after its place in the submission (STT) and the package. What is lacking is told, not made up.

    Raises:
        Missing: no such dossier, or it has no PDF.
        Damaged: a file is not what was kept.
        UsageError: the package is there already.
        Full, StoreError: it could not be written.
    """
    dossier = unpack(store.read(identity, DOSSIER))
    created = datetime.fromisoformat(store.receipt(identity).stored_at)
    frame = Frame(dossier, created, version, "NEW", "SIP")
    place = folder / (frame.folder if number is None else f"{number}{frame.folder}.zip")
    if place.exists():
        raise UsageError(f"{place}: đã có ở đó / it is there already")
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{frame.folder}.", dir=folder) as work:
            draft = Path(work) / frame.folder
            draft.mkdir()
            files = [*_documents(store, identity, draft), write(draft, README, [submission_readme(dossier)])]
            files += enclose(draft, frame, files)
            made = draft if number is None else _zipped(draft, files, created)
            made.rename(place)
    return Submission(place, tuple(lacking(dossier)))


def lacking(dossier: Dossier) -> Iterator[tuple[int, Problem]]:
    """What is not as the law wants it in the fields of a SIP of ``dossier``, by document (0: the dossier)."""
    for problem in TT05["sip_dossier"].problems(tt05_dossier(dossier, "sip")):
        yield 0, problem
    for document in dossier.documents:
        for problem in TT05["sip_document"].problems(tt05_document(dossier, document, "sip")):
            yield document.ordinal, problem


def _documents(store: Store, identity: str, draft: Path) -> list[PackageFile]:
    """The PDF/A files, each by the name that it has in the AIP."""
    kept = {file.name: file for file in store.files(identity)}
    names = [name for name in kept if name.startswith(DOCUMENTS)]
    if not names:
        raise Missing(f"{identity}: PDF")
    made = []
    for name in names:
        signed = kept.get(name.replace(DOCUMENTS, SEALED, 1))
        file = write(draft, name, _bytes(store, identity, signed or kept[name]))
        if file.sha512 != (signed or kept[name]).sha512:
            raise Damaged((signed or kept[name]).key)
        made.append(file)
    return made


def _bytes(store: Store, identity: str, file: StoredFile) -> Iterator[bytes]:
    with store.open(identity, file.name) as source:
        while chunk := source.read(_CHUNK):
            yield chunk


def _zipped(draft: Path, files: list[PackageFile], created: datetime) -> Path:
    """The ZIP of ``draft`` beside it: one folder of the package's name in it, names in order, one time."""
    target = draft.with_suffix(".zip")
    moment = created.timetuple()[:6]
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as sink:
        for file in sorted(files, key=lambda one: one.name):
            entry = zipfile.ZipInfo(f"{draft.name}/{file.name}", moment)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            with file.path.open("rb") as source, sink.open(entry, "w") as packed:
                shutil.copyfileobj(source, packed, _CHUNK)
    return target
