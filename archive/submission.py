"""A dossier in the store → a SIP_hoso for another system (TT 05/2025/TT-BNV, PL III), as a folder or its ZIP.

It holds one PDF/A a document, the signed copy where there is one, and the law's fields; no PREMIS and an empty
``amdSec``. Scans, texts and our own record stay in the AIP. The same version of a dossier gives the same bytes.

What was handed in before names the earlier package. Where every document of that is still the same, and there are more,
it is a SUPPLEMENT: the new ones, and for each of the others its identifier (``….fetch.txt``, group ``Holeyfile``). Else
it is a REPLACEMENT with all of them. The fields are those of the whole dossier either way.
"""

import shutil
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from archive.description import unpack
from archive.draft import write, writing
from archive.eark.enclosed import enclose
from archive.eark.frame import Frame
from archive.eark.mets import Status
from archive.errors import Damaged, Missing, UsageError
from archive.law import TT05, Problem, tt05_document, tt05_dossier
from archive.places import DOCUMENTS, DOSSIER, FETCH, README, SEALED
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
    status: Status = "NEW"


@dataclass(frozen=True, slots=True)
class Earlier:
    """Gói đã nộp trước: ``package`` is its OBJID, ``version`` the version of the dossier that it was made of; None
    where nobody knows any more."""

    package: str
    version: int | None


@dataclass(frozen=True, slots=True)
class Sending:
    """Cách xuất SIP: made by Vankho ``version``; ``number``: as a ZIP, which is named after its place in the submission
    (STT) and the package; ``earlier``: what was handed in of the dossier before."""

    version: str
    number: int | None = None
    earlier: Earlier | None = None


def export_sip(store: Store, identity: str, folder: Path, version: str, number: int | None = None) -> Submission:
    """As :func:`send_sip`, of a dossier that was not handed in before."""
    return send_sip(store, identity, folder, Sending(version, number))


def send_sip(store: Store, identity: str, folder: Path, sending: Sending) -> Submission:
    """Write the SIP of ``identity`` into ``folder``. What is lacking is told, not made up.

    Raises:
        Missing: no such dossier, or it has no PDF.
        Damaged: a file is not what was kept.
        UsageError: the package is there already.
        Full, StoreError: it could not be written.
    """
    dossier = unpack(store.read(identity, DOSSIER))
    created = datetime.fromisoformat(store.receipt(identity).stored_at)
    left, status = _standing(store, dossier, sending.earlier)
    named = sending.earlier.package if sending.earlier else ""
    frame = Frame(dossier, created, sending.version, status, "SIP", earlier=named)
    number = sending.number
    place = folder / (frame.folder if number is None else f"{number}{frame.folder}.zip")
    if place.exists():
        raise UsageError(f"{place}: đã có ở đó / it is there already")
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{frame.folder}.", dir=folder) as work:
            draft = Path(work) / frame.folder
            draft.mkdir()
            files = [*_documents(store, identity, draft, left), write(draft, README, [submission_readme(dossier)])]
            files += enclose(draft, frame, files)
            made = draft if number is None else _zipped(draft, files, created)
            made.rename(place)
    return Submission(place, tuple(lacking(dossier)), status)


def lacking(dossier: Dossier) -> Iterator[tuple[int, Problem]]:
    """What is not as the law wants it in the fields of a SIP of ``dossier``, by document (0: the dossier)."""
    for problem in TT05["sip_dossier"].problems(tt05_dossier(dossier, "sip")):
        yield 0, problem
    for document in dossier.documents:
        for problem in TT05["sip_document"].problems(tt05_document(dossier, document, "sip")):
            yield document.ordinal, problem


def _standing(store: Store, dossier: Dossier, earlier: Earlier | None) -> tuple[dict[str, str], Status]:
    """What the package is to the ``earlier`` one, and the documents that it only names: identifiers by file."""
    if earlier is None:
        return {}, "NEW"
    now = _handed(store, dossier, None)
    before: dict[str, tuple[str, str]] = {}
    if earlier.version is not None:
        with store.open(dossier.id, DOSSIER, earlier.version) as source:
            before = _handed(store, unpack(source.read()), earlier.version)
    same = {one: name for one, (name, digest) in now.items() if one in before and before[one][1] == digest}
    if not before or same.keys() != before.keys() or same.keys() == now.keys():
        return {}, "REPLACEMENT"
    return {name: one for one, name in same.items()}, "SUPPLEMENT"


def _handed(store: Store, dossier: Dossier, version: int | None) -> dict[str, tuple[str, str]]:
    """By its identifier, each document's file and the SHA-512 of what a SIP of that version has of it."""
    kept = {file.name: file for file in store.files(dossier.id, version)}
    found = {}
    for document in dossier.documents:
        if document.file and document.file in kept:
            there = kept.get(document.file.replace(DOCUMENTS, SEALED, 1)) or kept[document.file]
            found[tt05_document(dossier, document, "sip")["docId"]] = (document.file, there.sha512)
    return found


def _documents(store: Store, identity: str, draft: Path, left: Mapping[str, str]) -> list[PackageFile]:
    """The PDF/A files, each by the name that it has in the AIP; of those in ``left`` their identifiers."""
    kept = {file.name: file for file in store.files(identity)}
    names = [name for name in kept if name.startswith(DOCUMENTS)]
    if not names:
        raise Missing(f"{identity}: PDF")
    made = []
    for name in names:
        if name in left:
            made.append(write(draft, f"{name}{FETCH}", [left[name].encode()]))
            continue
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
