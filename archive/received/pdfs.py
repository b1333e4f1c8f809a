"""Received → what is wrong with its PDFs: unreadable, no PDF/A, other numbers of pages, signatures that do not hold."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pikepdf

from archive.conformance.check import Checker, check
from archive.eark.formats import identify
from archive.received.fields import document_fields, dossier_fields
from archive.received.findings import finding
from archive.received.record import Finding, Received, ReceivedDocument
from archive.seals.apart import signed, states
from archive.xmp import Flavour

_SHOWN = 3
_DIGITISED = "02"


@dataclass(frozen=True, slots=True)
class Means:
    """With what PDFs are checked: ``checker`` (veraPDF) has the last word on those that claim PDF/A of ``flavour``;
    ``trusted``: files and folders of certificates that a signature should lead to."""

    checker: Checker | None = None
    flavour: Flavour = "2u"
    trusted: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class _Pdf:
    """A PDF that can be read. ``claim``: the PDF/A that it says it is; ``from_paper``: of a digitised document."""

    name: str
    path: Path
    pages: int
    claim: str | None
    from_paper: bool


def in_pdfs(package: Received, means: Means) -> Iterator[Finding]:
    """Every PDF of every document."""
    found: list[_Pdf] = []
    for document in package.documents:
        pdfs, troubles = _opened(package, document)
        yield from troubles
        yield from _pages(package, document, pdfs)
        found += pdfs
    for pdf in found:
        yield from _archival(pdf)
    yield from _signatures(found, means.trusted)
    claimed = {pdf.path: pdf.name for pdf in found if pdf.claim == means.flavour}
    for path, problems in (means.checker(list(claimed)) if means.checker and claimed else {}).items():
        if problems:
            yield finding("pdf-verapdf", claimed[path], "", "; ".join(problems[:_SHOWN]), f"PDF/A-{means.flavour}")


def page_count(path: Path) -> int:
    """How many pages the PDF has.

    Raises:
        pikepdf.PdfError, pikepdf.PasswordError: it cannot be read.
    """
    with pikepdf.open(path, suppress_warnings=True) as pdf:
        return len(pdf.pages)


def _opened(package: Received, document: ReceivedDocument) -> tuple[list[_Pdf], list[Finding]]:
    level = dossier_fields(package).get("confidenceLevel", "")
    level = document_fields(package, document.described).get("confidenceLevel", level)
    pdfs, troubles = [], []
    for name in document.files:
        path = package.files[name]
        if not name.lower().endswith(".pdf"):
            continue
        try:
            pages = page_count(path)
        except pikepdf.PasswordError:
            troubles.append(finding("pdf-encrypted", name))
            continue
        except Exception as error:  # a file of others may be broken in any way
            troubles.append(finding("pdf-unreadable", name, "", f"{type(error).__name__}: {error}"))
            continue
        if not pages:
            troubles.append(finding("pdf-unreadable", name, "", "0 pages"))
        told = identify(path)
        pdfs.append(_Pdf(name, path, pages, told.version if "PDF/A" in told.name else None, level == _DIGITISED))
    return pdfs, troubles


def _archival(pdf: _Pdf) -> Iterator[Finding]:
    if pdf.claim is None:
        yield finding(
            "pdf-not-pdfa" if pdf.from_paper else "pdf-no-pdfa", pdf.name, "", identify(pdf.path).version or "PDF"
        )
    elif problems := check(pdf.path):
        more = f" (+{len(problems) - _SHOWN})" if len(problems) > _SHOWN else ""
        yield finding("pdf-structure", pdf.name, f"PDF/A-{pdf.claim}", "; ".join(problems[:_SHOWN]) + more)


def _signatures(pdfs: Sequence[_Pdf], trusted: Sequence[Path]) -> Iterator[Finding]:
    """A signature's place is written in clear, so that a file without its trace has none."""
    bearing = [pdf for pdf in pdfs if signed(pdf.path)]
    for pdf, state in zip(bearing, states([one.path for one in bearing], trusted), strict=True):
        said = " ".join(state.sentences("vi"))
        if not state.whole:
            yield finding("signature-broken", pdf.name, "", said)
        else:
            yield finding("signature-untrusted" if trusted and not state.trusted else "signature", pdf.name, "", said)
    digitised = [pdf for pdf in pdfs if pdf.from_paper]
    names = {pdf.name for pdf in bearing}
    if unsigned := [pdf for pdf in digitised if pdf.name not in names]:
        yield finding("unsigned", "", "", str(len(unsigned)), str(len(digitised)))


def _pages(package: Received, document: ReceivedDocument, pdfs: Sequence[_Pdf]) -> Iterator[Finding]:
    stated = document_fields(package, document.described).get("numberOfPage", "")
    whole = len(pdfs) == len([name for name in document.files if name.lower().endswith(".pdf")])
    if stated.isdecimal() and pdfs and whole and int(stated) != sum(pdf.pages for pdf in pdfs):
        yield finding("pages-pdf", document.described.name, "numberOfPage", str(sum(pdf.pages for pdf in pdfs)), stated)
