"""Dossier → Package: an AIP_hoso (TT 05/2025/TT-BNV, E-ARK CSIP) that explains itself without us.

::

    METS.xml, metadata/, schemas/                what is in it, the law's fields, what was done (archive.eark.tree)
    metadata/other/dossier.json                  the whole record: fields, pages, texts, documents, flags
    metadata/other/events.json                   what was done to the dossier, when and by what
    documentation/README.txt                     what this is, in Vietnamese and English
    representations/rep1/data/ID.001.pdf         a PDF/A a document; ID.pdf where there is but one (Điều 8.1.d)
    representations/scans/data/…                 the scans, byte for byte; a PDF is called NAME.pdf.scan: it is no PDF/A
    representations/text/data/p0000.txt, .json   what was read on each page: text; words with boxes and confidence
    representations/text/data/alto/p0000.xml     the same as ALTO 4, the form of libraries and archives; one a page

Blank pages and separator sheets are in no document; they stay listed in ``dossier.json`` and in the scans. So does a
page that belongs to a document but has no picture (unreadable, accepted by a person): its document's PDF goes without
it, and a document of such pages alone has no PDF. Nothing is put in its place: it would not be what the paper shows.
A document that came as a PDF of others (``Document.given``) is that PDF, byte for byte; it is not held to our own form.
"""

import dataclasses
import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath

from archive import description
from archive.alto import to_alto
from archive.conformance.check import Checker, check_all
from archive.description import unpack
from archive.draft import clear, measured, write, writing
from archive.eark.enclosed import enclose
from archive.eark.frame import Frame
from archive.errors import Failed, NotPdfA, Unreadable
from archive.pdfa import write_pdf
from archive.places import ALTO, DOCUMENTS, DOSSIER, EVENTS, README, TEXTS, scan_place
from archive.readme import readme
from archive.records import Document, Dossier, Package, PackageFile, ScanFile
from archive.text import nfc
from archive.xmp import About, Flavour

__all__ = ["Making", "pack", "unpack"]

_CHUNK = 1 << 20
_TOP = {"METS.xml", "documentation", "metadata", "representations", "schemas"}
_NAME_BYTES = 180
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Making:
    """Who makes the package and when (``created`` bears a zone and is the only time in the files).

    ``checker`` has the last word on the PDFs (``archive.verapdf.VeraPdf.check``); the structural check runs always.
    ``again``: the dossier is kept already, so that the package replaces an earlier one (METS: REPLACEMENT).
    ``flavour``: which PDF/A the documents are.
    """

    version: str
    created: datetime
    checker: Checker | None = None
    again: bool = False
    flavour: Flavour = "2u"


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
    with writing(draft):
        clear(draft, _TOP)
        scans = [write(draft, scan_place(file.name), _scan(file)) for file in _distinct(dossier.files)]
        documents = _documents(dossier, draft, made)
        dossier = dataclasses.replace(
            dossier, source=description.portable(dossier.source), documents=tuple(document for document, _ in documents)
        )
        _approve({file.path: one for one, file in documents if file and not one.given}, made.checker)
        words = [write(draft, name, [data]) for name, data in _texts(dossier)]
        told = [
            write(draft, DOSSIER, [description.pack_dossier(dossier)]),
            write(draft, EVENTS, [description.pack_events(dossier.events)]),
            write(draft, README, [readme(dossier, made.version, made.created)]),
        ]
        files = [*scans, *(file for _, file in documents if file), *words, *told]
        frame = Frame(dossier, made.created, made.version, "REPLACEMENT" if made.again else "NEW")
        files += enclose(draft, frame, files)
    return Package(dossier, tuple(sorted(files, key=lambda file: file.name)))


def _distinct(files: Sequence[ScanFile]) -> Sequence[ScanFile]:
    """``files``, if each has a place of its own inside the package."""
    taken: set[str] = set()
    for file in files:
        parts = PurePosixPath(file.name).parts
        if not parts or file.name.startswith("/") or ".." in parts or scan_place(file.name) in taken:
            raise Failed("its name cannot stand in the package", file=file.name)
        taken.add(scan_place(file.name))
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
    about = About(dossier.id, dossier.fields.get("title", ""), made.created, made.version, dossier.fields, made.flavour)
    pages = {page.page.index: page for page in dossier.pages}
    built: list[tuple[Document, PackageFile | None]] = []
    scans = {file.name: file for file in dossier.files}
    for document in dossier.documents:
        if document.given:
            name = f"{DOCUMENTS}{_file_name(dossier, document)}"
            file = write(draft, name, _scan(scans[document.given]))
            built.append((dataclasses.replace(document, file=name, sha256=file.sha256), file))
            continue
        shown = [pages[index] for index in document.pages if index in pages and pages[index].page.image]
        if not shown:
            built.append((document, None))
            continue
        name = f"{DOCUMENTS}{_file_name(dossier, document)}"
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
            yield f"{TEXTS}{name}.txt", (page.text + "\n" if page.lines else "").encode()
            yield f"{TEXTS}{name}.json", description.pack_page(page)
        yield f"{ALTO}{name}.xml", to_alto(page, dossier.id)
