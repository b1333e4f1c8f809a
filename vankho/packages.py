"""A package made by others → checked, opened beside the work folder, and given to the line as a Source like any other.

What the package states becomes ``package.toml`` beside its files, as a person's ``dossier.toml`` would; from there on
the line goes its usual way. An AIP of ours brings the whole record: it is put back into the store as it is.
"""

import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path

from archive.description import unpack
from archive.draft import measured
from archive.errors import Damaged, Refused
from archive.places import DOSSIER
from archive.received.check import Means, check
from archive.received.errors import BadPackage
from archive.received.opening import PackageLimits, opened
from archive.received.pdfs import page_count
from archive.received.read import read_package
from archive.received.record import Finding, Received, Report
from archive.records import Package, Source
from ingest import picture
from ingest.known import PACKAGE
from ingest.limits import Limits
from ingest.packages import is_data
from ingest.scan import scan as open_scan
from vankho.corrections import Journal
from vankho.joining import REPORT, Keeping, Paper, Taken, joined

_INSIDE, _JOINED = "in", "joined"
_SHOWN = 3


def opened_source(source: Source, work: Path, limits: Limits, *, accept: bool, keeping: Keeping) -> Source:
    """``source`` as the line takes it: itself, unless it is a package. A package is unpacked (or copied) to
    ``work/FIRST 16 DIGITS OF ITS DATA/package-…``, which the dossier's desk clears away; what came is only read.

    Raises:
        BadPackage: its check found errors in more than its fields and ``accept`` does not say to take it all the same.
        Refused: it cannot be opened, is not safe, or has documents that are no PDF or picture.
    """
    if source.package is None:
        return source
    with _room(work) as place:
        root = opened(source.package, _made(place / _INSIDE), PackageLimits(max_file_bytes=limits.max_bytes))
        if root == source.package or root.is_relative_to(source.package):
            shutil.copytree(root, place / _INSIDE, symlinks=True, dirs_exist_ok=True)
            root = place / _INSIDE
        package = read_package(root, source.package.name)
        report = check(package, Means())
        ours = package.kind == "AIP" and DOSSIER in package.files
        if (errors := _errors(report)) and not (accept and not ours):
            raise BadPackage(_short(errors), file=source.name)
        if ours:
            keeping.restore(_kept(package))
        taken = joined(package, report, place / _JOINED, keeping, accept=accept)
        told = json.dumps(asdict(report), ensure_ascii=False, indent=1) + "\n"
        (place / REPORT).write_text(told, encoding="utf-8")
        return _settled(source, taken, place, work, limits)


@contextmanager
def _room(work: Path) -> Iterator[Path]:
    work.mkdir(parents=True, exist_ok=True)
    place = Path(tempfile.mkdtemp(prefix="opening-", dir=work))
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _errors(report: Report) -> list[Finding]:
    """What keeps the package out. A field that lacks, or holds what it cannot, does not: a person can type it, so the
    dossier waits for one; and an AIP of ours was kept with the fields that it has. That the bytes of an AIP of ours are
    what its METS says nobody can waive."""
    return [one for one in report.findings if one.severity == "error" and not one.rule.startswith("field-")]


def _short(errors: list[Finding]) -> str:
    first = list({one.rule: one for one in reversed(errors)}.values())[::-1][:_SHOWN]
    more = f" (+{len(errors) - len(first)})" if len(errors) > len(first) else ""
    return f"{len(errors)} lỗi/errors: " + " ".join(f"[{one.rule}] {one.vi}" for one in first) + more


def _kept(package: Received) -> Package:
    """An AIP of ours as the store keeps it.

    Raises:
        BadPackage: its record cannot be read, or a document is not the file that it names.
    """
    try:
        dossier = unpack(package.files[DOSSIER].read_bytes())
    except Damaged as error:
        raise BadPackage(error.detail, file=package.name) from error
    files = {name: measured(name, path) for name, path in package.files.items()}
    for document in dossier.documents:
        if document.file and (document.file not in files or files[document.file].sha256 != document.sha256):
            raise BadPackage(f"{DOSSIER} ≠ {document.file}", file=package.name)
    return Package(dossier, tuple(files.values()))


def _settled(source: Source, taken: Taken, room: Path, work: Path, limits: Limits) -> Source:
    """What is taken in, where it stays until the dossier is kept: by its content, so that it is found again."""
    (room / PACKAGE).write_text(_toml(taken, limits), encoding="utf-8")
    read = open_scan(_source(source, taken, room), limits)
    home = work / read.digest[:16] / f"package-{read.fingerprint[:16]}"
    if taken.before:
        _carry(work, taken.joins, read.digest)
    if not home.exists():
        home.parent.mkdir(parents=True, exist_ok=True)
        room.replace(home)
    return _source(source, replace(taken, root=home / taken.root.relative_to(room)), home)


def _carry(work: Path, old: str, new: str) -> None:
    """Let what people corrected on pages that stay count for the dossier as it is now; what they said of the dossier
    as a whole is among its fields, unless the supplement says otherwise."""
    fresh = Journal(work, new)
    if old != new and not fresh.in_force():
        for one in Journal(work, old).in_force():
            if one.page is not None and one.kind in ("set", "word", "rotate", "reread"):
                fresh.append(one)


def _source(source: Source, taken: Taken, folder: Path) -> Source:
    """Data files in the documents' order, then all others."""
    files = [taken.root / name for name in (*taken.data, *taken.others)]
    return Source(source.name, taken.root, (*files, folder / REPORT), folder / PACKAGE)


def _toml(taken: Taken, limits: Limits) -> str:
    """``package.toml``.

    Raises:
        Refused: a document is of several files, or of none that has pages.
    """
    lines = [f"package = {_quoted(taken.label)}", *([f"joins = {_quoted(taken.joins)}"] if taken.joins else [])]
    lines += [f"{name} = {_quoted(value)}" for name, value in taken.fields.items()]
    for flag in taken.flags:
        lines += ["", "[[flags]]", *(f"{name} = {_quoted(value)}" for name, value in flag.items())]
    at = 1 + taken.before
    for paper in taken.papers:
        if paper.pages:
            pages = ", ".join(str(one + 1) for one in paper.pages)
        elif paper.files:
            count = _pages(taken, paper, limits)
            pages = f"{at}-{at + count - 1}"
            at += count
        else:
            continue  # handed in before, or missing: the report tells
        lines += ["", "[[documents]]", f'pages = "{pages}"']
        lines += [f"{name} = {_quoted(value)}" for name, value in paper.fields.items()]
    return "\n".join(lines) + "\n"


def _pages(taken: Taken, paper: Paper, limits: Limits) -> int:
    name = paper.files[0]
    path = taken.root / name
    if len(paper.files) > 1 or not is_data(path, Source(name, taken.root, ())):
        why = "văn bản nhiều tệp, hoặc không phải PDF hay ảnh / a document of several files, or neither PDF nor picture"
        raise Refused(why, file=name)
    if not name.lower().endswith(".pdf"):
        return picture.count(path, name, limits.max_pixels)
    try:
        return max(1, page_count(path))
    except Exception:  # it stands for one page, with its trouble
        return 1


def _quoted(text: str) -> str:
    """A TOML basic string: JSON's, which has the same escapes, and DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")
