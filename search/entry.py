"""Dossier → Entries: one for every page with text, with the fields of the document it belongs to."""

from dataclasses import replace

from archive.access import Mode, marks_of
from archive.records import CO_SIGNERS, Document, Dossier, Entry, OcrPage
from search.citing import cited

CODES = ("file_code", "dossier_code", "arc_file_code", "paper_file_code", "file_notation")
"""Fields of a dossier by whose values people ask for it, besides its id."""

FONDS = ("fond_name", "fonds_name", "organ_id")


def entries(dossier: Dossier, mode: Mode | None = None) -> tuple[Entry, ...]:
    """The entries of ``dossier`` in scan order; separator sheets and pages without text have none.

    ``title`` is the dossier's own, or what its document is called where the dossier has none. ``mode``: the access mode
    that a person has set since, which counts instead of what the dossier states.
    """
    access = marks_of(dossier, mode)
    belongs = {page: document for document in dossier.documents for page in document.pages}
    shown = [page for page in dossier.pages if page.page.kind != "separator" and page.text.strip()]
    made = (_entry(dossier, belongs.get(page.page.index), page) for page in shown)
    return tuple(replace(entry, mode=access.mode, unit=access.unit) for entry in made)


def number(document: Document) -> str:
    """Number and notation as printed: ``2576/QĐ-UBND``; what is not known is left out."""
    return "/".join(part for part in (document.code_number, document.code_notation) if part)


def _entry(dossier: Dossier, document: Document | None, page: OcrPage) -> Entry:
    title = dossier.fields.get("title", "")
    bare = Entry(
        dossier=dossier.id,
        document=0,
        page=page.page.index,
        text=page.text,
        title=title,
        fonds=_values(dossier, FONDS),
        codes=tuple(code for code in _values(dossier, CODES) if code != dossier.id),
        cites=cited(page.text, number(document) if document else ""),
    )
    if document is None:
        return bare
    return replace(
        bare,
        document=document.ordinal,
        title=title or _called(document),
        type_name=document.type_name or "",
        number=number(document),
        organ=document.organ_name or "",
        subject=document.subject or "",
        signer="; ".join(filter(None, (document.signer_name, document.more.get(CO_SIGNERS)))),
        issued_date=document.issued_date or "",
        place=document.place or "",
    )


def _values(dossier: Dossier, names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for name in names if (value := dossier.fields.get(name, ""))))


def _called(document: Document) -> str:
    return " ".join(part for part in (document.type_name, number(document), document.subject) if part)
