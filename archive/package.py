"""Dossier → Package: a folder that explains itself without us.

::

    README.txt               what this is, in Vietnamese and English
    dossier.json             the whole record: fields, pages, texts, documents, flags
    events.json              what was done to the dossier, when and by what
    documents/ID.001.pdf     a PDF/A-2u a document; ID.pdf where the dossier is one document (TT 05/2025, Điều 8.1.d)
    scans/…                  the scans as they came, byte for byte; a PDF is called NAME.pdf.scan: it is no PDF/A
    text/p0000.txt, .json    what was read on each page: the text, and the words with boxes and confidence
    metadata/alto/p0000.xml  the same as ALTO 4, the standard form of libraries and archives; a file for every page

Blank pages and separator sheets are in no document; they stay listed in ``dossier.json`` and in ``scans/``. So does a
page that belongs to a document but has no picture (unreadable, accepted by a person): its document's PDF goes without
it, and a document of such pages alone has no PDF. Nothing is put in its place: it would not be what the paper shows.
"""

import dataclasses
import hashlib
import re
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath

from archive import description
from archive.alto import to_alto
from archive.conformance.check import Checker, check_all
from archive.description import unpack
from archive.errors import Failed, Full, NotPdfA, StoreError, Unreadable, no_room
from archive.pdfa import write_pdf
from archive.readme import readme
from archive.records import Document, Dossier, Package, PackageFile, ScanFile
from archive.text import nfc
from archive.xmp import About

__all__ = ["Making", "measured", "pack", "scan_name", "unpack"]

_CHUNK = 1 << 20
_TOP = {"README.txt", "dossier.json", "events.json", "documents", "metadata", "scans", "text"}
_NAME_BYTES = 180
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Making:
    """Who makes the package and when (``created`` bears a zone and is the only time in the files).

    ``checker`` has the last word on the PDFs (``archive.verapdf.VeraPdf.check``); the structural check runs always.
    """

    version: str
    created: datetime
    checker: Checker | None = None


def pack(dossier: Dossier, draft: Path, made: Making) -> Package:
    """Build the package of ``dossier`` in the folder ``draft``, which is made; what an attempt cut off left there goes.

    Scans are only read. The same dossier and ``made`` give the same bytes. The package's dossier has the documents'
    ``file`` (name inside the package) and ``sha256``, and a ``source`` without the machine's own folders.

    Raises:
        NotPdfA: a PDF did not pass the check; the document and the first problems are named.
        Failed: a scan changed since it was read, a picture cannot be embedded, or the checker itself broke.
        Unreadable: a scan is no longer there.
        Full, StoreError: the draft could not be written.
    """
    with _writing(draft):
        _clear(draft)
        scans = [_write(draft, scan_name(file.name), _scan(file)) for file in _distinct(dossier.files)]
        documents = _documents(dossier, draft, made)
        dossier = dataclasses.replace(
            dossier, source=description.portable(dossier.source), documents=tuple(document for document, _ in documents)
        )
        _approve({file.path: document for document, file in documents if file}, made.checker)
        words = [_write(draft, name, [data]) for name, data in _texts(dossier)]
        told = [
            _write(draft, "dossier.json", [description.pack_dossier(dossier)]),
            _write(draft, "events.json", [description.pack_events(dossier.events)]),
            _write(draft, "README.txt", [readme(dossier, made.version, made.created)]),
        ]
    files = [*scans, *(file for _, file in documents if file), *words, *told]
    return Package(dossier, tuple(sorted(files, key=lambda file: file.name)))


def scan_name(name: str) -> str:
    """Where a scan lies in the package: ``d-03.pdf`` → ``scans/d-03.pdf.scan``, ``a/1.tif`` → ``scans/a/1.tif``."""
    return f"scans/{name}.scan" if name.lower().endswith(".pdf") else f"scans/{name}"


def _distinct(files: Sequence[ScanFile]) -> Sequence[ScanFile]:
    """``files``, if each has a place of its own inside the package."""
    places: set[str] = set()
    for file in files:
        parts = PurePosixPath(file.name).parts
        if not parts or file.name.startswith("/") or ".." in parts or scan_name(file.name) in places:
            raise Failed("its name cannot stand in the package", file=file.name)
        places.add(scan_name(file.name))
    return files


def _scan(file: ScanFile) -> Iterator[bytes]:
    """The bytes of a scan, which must be those that were read before."""
    digest = hashlib.sha256()
    try:
        with file.path.open("rb") as source:
            while chunk := source.read(_CHUNK):
                digest.update(chunk)
                yield chunk
    except OSError as error:
        raise Unreadable(error.strerror or str(error), file=file.name) from error
    if digest.hexdigest() != file.sha256:
        raise Failed("bản quét đã thay đổi trong khi xử lý / the scan changed while being processed", file=file.name)


def _documents(dossier: Dossier, draft: Path, made: Making) -> list[tuple[Document, PackageFile | None]]:
    about = About(dossier.id, dossier.fields.get("title", ""), made.created, made.version, dossier.fields)
    pages = {page.page.index: page for page in dossier.pages}
    built: list[tuple[Document, PackageFile | None]] = []
    for document in dossier.documents:
        shown = [pages[index] for index in document.pages if index in pages and pages[index].page.image]
        if not shown:
            built.append((document, None))
            continue
        name = f"documents/{_file_name(dossier, document)}"
        target = draft / name
        target.parent.mkdir(parents=True, exist_ok=True)
        write_pdf(document, shown, target, about)
        file = measured(name, target)
        built.append((dataclasses.replace(document, file=name, sha256=file.sha256), file))
    return built


def _file_name(dossier: Dossier, document: Document) -> str:
    """TT 05/2025/TT-BNV, Điều 8.1.d; characters that a file name cannot have become ``_``."""
    safe = re.sub(r"[^\w.\-]", "_", nfc(dossier.id)).lstrip(".") or "_"
    stem = safe.encode()[:_NAME_BYTES].decode(errors="ignore")
    return f"{stem}.pdf" if len(dossier.documents) == 1 else f"{stem}.{document.ordinal:03d}.pdf"


def _approve(documents: dict[Path, Document], checker: Checker | None) -> None:
    """All PDFs past the structural check, then, in one call, past ``checker``."""
    paths = list(documents)
    for check in (check_all, checker) if checker and paths else (check_all,):
        verdicts = check(paths)
        for path, document in documents.items():
            if path not in verdicts:
                raise Failed("the checker gave no verdict", file=path.name)
            if problems := verdicts[path]:
                more = f" (+{len(problems) - _SHOWN})" if len(problems) > _SHOWN else ""
                raise NotPdfA(f"{document.ordinal}: " + "; ".join(problems[:_SHOWN]) + more, file=path.name)


def _texts(dossier: Dossier) -> Iterator[tuple[str, bytes]]:
    for page in dossier.pages:
        name = f"p{page.page.index:04d}"
        if page.engine or page.lines:
            yield f"text/{name}.txt", (page.text + "\n" if page.lines else "").encode()
            yield f"text/{name}.json", description.pack_page(page)
        yield f"metadata/alto/{name}.xml", to_alto(page, dossier.id)


def _write(draft: Path, name: str, chunks: Iterable[bytes]) -> PackageFile:
    target = draft / name
    target.parent.mkdir(parents=True, exist_ok=True)
    sha256, sha512, size = hashlib.sha256(), hashlib.sha512(), 0
    with target.open("xb") as sink:
        for chunk in chunks:
            sink.write(chunk)
            sha256.update(chunk)
            sha512.update(chunk)
            size += len(chunk)
    return PackageFile(name, target, size, sha256.hexdigest(), sha512.hexdigest())


def measured(name: str, path: Path) -> PackageFile:
    """The file at ``path`` as one of a package, by the name ``name`` in it."""
    sha256, sha512, size = hashlib.sha256(), hashlib.sha512(), 0
    with path.open("rb") as source:
        while chunk := source.read(_CHUNK):
            sha256.update(chunk)
            sha512.update(chunk)
            size += len(chunk)
    return PackageFile(name, path, size, sha256.hexdigest(), sha512.hexdigest())


def _clear(draft: Path) -> None:
    """An empty folder, unless it holds something that is not of a package."""
    draft.mkdir(parents=True, exist_ok=True)
    left = list(draft.iterdir())
    strange = [path.name for path in left if path.name not in _TOP]
    if strange:
        raise StoreError(f"{draft}: {strange[0]} is not of a package; the draft needs a folder of its own")
    for path in left:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()


@contextmanager
def _writing(draft: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        kind = Full if no_room(error) else StoreError
        raise kind(f"{error.filename or draft}: {error.strerror or error}") from error
