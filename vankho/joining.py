"""A package made by others × what is kept of its dossier → what is taken in: it alone, or joined to what was there.

A SIP says what it is to one that was handed in before (``RECORDSTATUS``). A SUPPLEMENT brings documents that the
dossier did not have: they come after those that are kept, which stay as they are, byte for byte. A REPLACEMENT is the
dossier anew. Either becomes its next version; the earlier ones stay in the store, and a person looks at it first.
"""

import hashlib
import re
import shutil
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from archive.description import unpack
from archive.errors import Damaged, Missing
from archive.law import tt05_document
from archive.places import DOSSIER, scan_place
from archive.received.errors import BadPackage
from archive.received.facts import Stated, facts
from archive.received.opening import METS
from archive.received.record import Received, Report
from archive.records import Document, Dossier, Package, Source
from archive.store import Store
from ingest.known import PACKAGE
from ingest.packages import is_data
from ocr.document import FIELDS

REPORT = "package-report.json"
SUPPLEMENTS = "supplements"
"""The folder, among the dossier's scans, of packages that came later: each under its OBJID."""

_AMOUNTS = ("total_doc", "number_of_page", "number_of_paper")
"""What no longer holds of a dossier that grew, unless the supplement says it anew."""
_UNSAFE = re.compile(r"[^\w.\-]|^\.+")
_STATUS = {
    "SUPPLEMENT": ("Gói bổ sung cho hồ sơ đã có.", "SUPPLEMENT"),
    "REPLACEMENT": ("Gói thay hồ sơ đã có.", "REPLACEMENT"),
}


class Keeping(Protocol):
    """What is asked of the place where packages are taken in; the last two raise what ends the line."""

    @property
    def store(self) -> Store: ...  # noqa: D102
    def restore(self, package: Package) -> None: ...  # noqa: D102
    def already(self, identity: str) -> None: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Paper:
    """Văn bản: a document's files, by their places under the root, and its fields. ``pages`` (from 0): which it has,
    where its files were read before."""

    files: tuple[str, ...]
    fields: Mapping[str, str] = field(default_factory=dict)
    pages: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Taken:
    """Gói để nhận: ``data`` (documents' files) in their order and ``others``, by their places under ``root``;
    ``flags``: kind, message, found, expected. ``joins``: digest of the dossier that it adds to or replaces; ``before``:
    pages of that which stay, before those of the new documents."""

    root: Path
    label: str
    fields: Mapping[str, str]
    papers: tuple[Paper, ...]
    data: tuple[str, ...]
    others: tuple[str, ...]
    flags: tuple[Mapping[str, str], ...] = ()
    joins: str = ""
    before: int = 0


def joined(package: Received, report: Report, room: Path, keeping: Keeping, *, accept: bool) -> Taken:
    """What is taken in of ``package``; ``room``: a new folder beside its own, for what is joined.

    Raises:
        BadPackage: it adds to a dossier, a package or a document that is not here, or has another document by the
            identifier of one that is; unless ``accept`` says to take it in all the same, where that can be.
        Damaged, StoreError: what is kept cannot be read.
    """
    alone = _alone(package, report)
    if package.kind != "SIP":
        return alone
    code = alone.fields.get("file_code", "")
    kept = _kept(keeping.store, code)
    if kept is None:
        if package.status == "SUPPLEMENT" and not accept:
            raise _bad(package, f"bổ sung cho hồ sơ {code} không có ở đây / adds to a dossier that is not here")
        return alone
    if _came_before(package, kept, keeping.store):
        keeping.already(kept.id)
    if package.status not in _STATUS:
        return alone
    _require_named(package, kept, keeping.store, accept=accept)
    joins = _flagged(alone, package, kept)
    if package.status == "REPLACEMENT":
        return joins
    return _supplemented(joins, package, kept, (room, keeping.store))


def _alone(package: Received, report: Report) -> Taken:
    fields, documents = facts(package)
    data = tuple(name for one in documents for name in one.files)
    taken = set(data)
    errors = {each.rule: each for each in reversed(report.findings) if each.severity == "error"}.values()
    flags = [
        {"kind": f"package-{one.rule}", "message": one.vi, "found": one.found, "expected": one.expected}
        for one in errors
    ]
    return Taken(
        root=package.root,
        label=" ".join(filter(None, (package.kind, package.objid))),
        fields=fields,
        papers=tuple(Paper(one.files, one.fields) for one in documents),
        data=data,
        others=tuple(name for name in package.files if name not in taken),
        flags=tuple(flags),
    )


def _kept(store: Store, code: str) -> Dossier | None:
    """What is kept under that code, if it came as a package."""
    if not code or not store.has(code):
        return None
    try:
        found = unpack(store.read(code, DOSSIER))
    except Missing:  # an object that is no dossier
        return None
    return found if any(file.name == METS for file in found.files) else None


def _came_before(package: Received, kept: Dossier, store: Store) -> bool:
    """Whether it is the package that was kept last, or one of those that were joined."""
    if package.status in _STATUS and package.objid == _last(kept, store):
        return True
    has_joined = any(file.name.startswith(f"{SUPPLEMENTS}/") for file in kept.files)
    return has_joined and _sha256(package.files[METS]) in {file.sha256 for file in kept.files}


def _last(kept: Dossier, store: Store) -> str:
    """OBJID of the package that came last."""
    try:
        told = tomllib.loads(store.read(kept.id, scan_place(PACKAGE)).decode())
    except (Missing, ValueError):
        return ""
    return str(told.get("package", "")).rpartition(" ")[2]


def _require_named(package: Received, kept: Dossier, store: Store, *, accept: bool) -> None:
    named, last = package.mets[0].earlier, _last(kept, store)
    if named and named != last and not accept:
        raise _bad(package, f"đi sau gói {named}, ở đây có gói {last} / follows {named}, here is {last}")


def _flagged(alone: Taken, package: Received, kept: Dossier) -> Taken:
    message, found = _STATUS[package.status]
    flag = {"kind": f"package-{package.status.lower()}", "message": f"{message} {kept.id}", "found": found}
    fields = {name: value for name, value in alone.fields.items() if value}
    return Taken(
        alone.root, alone.label, fields, alone.papers, alone.data, alone.others, (*alone.flags, flag), kept.digest
    )


def _supplemented(alone: Taken, package: Received, kept: Dossier, to: tuple[Path, Store]) -> Taken:
    room, store = to
    here = {tt05_document(kept, one, "sip")["docId"]: one for one in kept.documents}
    fresh = list(_fresh(alone, package, kept, here))
    folder = f"{SUPPLEMENTS}/{_UNSAFE.sub('_', package.objid)}"
    if any(file.name.startswith(f"{folder}/") for file in kept.files):
        raise _bad(package, f"gói {package.objid} đã vào hồ sơ này / another package of that OBJID is in the dossier")
    old = [file.name for file in kept.files if file.name not in (REPORT, PACKAGE)]
    for file in kept.files:
        if file.name in old:
            _copied(store, kept.id, file.name, (room / file.name, file.sha256))
    (room / SUPPLEMENTS).mkdir(parents=True, exist_ok=True)
    shutil.move(package.root, room / folder)
    source = Source(kept.id, room, ())
    data = [name for name in old if is_data(room / name, source)]
    new = [f"{folder}/{name}" for one in fresh for name in one.files]
    papers = [Paper((), _told(one), one.pages) for one in kept.documents]
    papers += [Paper(tuple(f"{folder}/{name}" for name in one.files), one.fields) for one in fresh]
    return Taken(
        root=room,
        label=alone.label,
        fields={name: value for name, value in kept.fields.items() if name not in _AMOUNTS} | dict(alone.fields),
        papers=tuple(papers),
        data=(*data, *new),
        others=(*(name for name in old if name not in data), *(f"{folder}/{name}" for name in alone.others)),
        flags=alone.flags,
        joins=alone.joins,
        before=len(kept.pages),
    )


def _fresh(alone: Taken, package: Received, kept: Dossier, here: Mapping[str, Document]) -> Iterator[Stated]:
    """The documents of the package that the dossier does not have.

    Raises:
        BadPackage: one is only named and is not here; one has the identifier of another that is.
    """
    digests = {file.sha256 for file in kept.files}
    for one in package.documents:
        for name in one.holey:
            said = package.files[name].read_text(encoding="utf-8", errors="replace").strip()
            if said not in here:
                raise _bad(package, f"dẫn tới văn bản {said} không có ở đây / refers to a document that is not here")
    for paper in alone.papers:
        said, theirs = paper.fields.get("doc_id", ""), {_sha256(package.files[name]) for name in paper.files}
        ours = digests if said not in here or not here[said].given else {here[said].sha256}
        if said in here and not theirs <= ours:
            raise _bad(
                package, f"văn bản {said} khác văn bản đã có; gói thay ghi REPLACEMENT / differs from what is here"
            )
        if paper.files and said not in here and (said or not theirs <= digests):
            yield Stated(paper.files, dict(paper.fields))


def _told(document: Document) -> dict[str, str]:
    """What is known of a document that stays, also by people."""
    told = {name: getattr(document, name) for name in FIELDS}
    return {name: value for name, value in (told | dict(document.more)).items() if value}


def _copied(store: Store, identity: str, name: str, to: tuple[Path, str]) -> None:
    target, digest = to
    target.parent.mkdir(parents=True, exist_ok=True)
    with store.open(identity, scan_place(name)) as source, target.open("xb") as sink:
        shutil.copyfileobj(source, sink)
    if _sha256(target) != digest:
        raise Damaged(f"{identity}: {scan_place(name)}")


def _bad(package: Received, why: str) -> BadPackage:
    return BadPackage(why, file=package.name)


def _sha256(path: Path) -> str:
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()
