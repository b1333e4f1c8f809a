"""Documents and pages → the fields of their dossier (TT 02/2019/TT-BNV, NĐ 30/2020/NĐ-CP PL VI)."""

from collections.abc import Sequence

from archive.records import Document, Known, OcrPage
from ocr.cover import cover, dossier_code
from ocr.kinds import COVER, is_slip
from ocr.slip import Slip, slip

_TITLE_LIMIT = 1000
"""Characters of a title, TT 02/2019."""


def dossier_fields(documents: Sequence[Document], pages: Sequence[OcrPage], known: Known) -> dict[str, str]:
    """What is known about the dossier: stated, on its cover, or gathered from its documents; unknown is absent.

    Names: ``title``, ``dossier_code``, ``maintenance``, ``start_date``, ``end_date`` (ISO), ``total_doc``,
    ``number_of_page`` (sides with text); of a one-stop dossier ``procedure``, ``applicant`` and ``appointment_date``
    (ISO) from its slip; everything that ``known`` states is taken over as it stands.
    """
    return {**read_fields(documents, pages), **known.fields}


def read_fields(documents: Sequence[Document], pages: Sequence[OcrPage]) -> dict[str, str]:
    """The same, as the papers alone tell it."""
    sheet = next((found for page in pages[:4] if (found := cover(page.lines))), None)
    papers = [document for document in documents if document.type_name != COVER.name]
    days = sorted(document.issued_date for document in papers if document.issued_date)
    told = _slip(documents, pages)
    fields = {
        "title": (sheet.title if sheet else None) or _composed(papers),
        "dossier_code": (sheet.code if sheet else None) or _code(documents, pages),
        "maintenance": sheet.term if sheet else None,
        "procedure": told.procedure,
        "applicant": told.applicant,
        "appointment_date": told.appointment,
        "start_date": (sheet.start if sheet else None) or (days[0] if days else None),
        "end_date": (sheet.end if sheet else None) or (days[-1] if days else None),
        "total_doc": str(len(papers)),
        "number_of_page": str(sum(page.page.kind in ("text", "cover", "unreadable") for page in pages)),
    }
    return {name: value for name, value in fields.items() if value}


def _code(documents: Sequence[Document], pages: Sequence[OcrPage]) -> str | None:
    """The code on the intake slip, else on the first pages: later pages may cite other dossiers."""
    slips = {index for document in documents if is_slip(document.type_name) for index in document.pages}
    ordered = sorted(pages[:6], key=lambda page: page.page.index not in slips)
    return next((code for page in ordered if (code := dossier_code(page.lines))), None)


def _slip(documents: Sequence[Document], pages: Sequence[OcrPage]) -> Slip:
    """What the slip of the one-stop desk says; nothing where the dossier has none."""
    indices = {index for document in documents if is_slip(document.type_name) for index in document.pages}
    return next((slip(page.lines) for page in pages if page.page.index in indices), Slip())


def _composed(papers: Sequence[Document]) -> str | None:
    """A title out of the only document, or of the one that decides: kind, number, organ and subject."""
    ranked = sorted(papers, key=lambda paper: paper.type_name not in ("Quyết định", "Nghị quyết", "Giấy chứng nhận"))
    if not ranked:
        return None
    main = ranked[0]
    number = f"{main.code_number}/{main.code_notation}" if main.code_number and main.code_notation else ""
    subject = main.subject or ""
    if not (main.type_name or subject):
        return None
    head = " ".join(part for part in (main.type_name, f"số {number}" if number else "") if part)
    begun = head and subject.lower().startswith((main.type_name or "\0").lower())
    return (subject if begun else " ".join(part for part in (head, subject) if part))[:_TITLE_LIMIT]
