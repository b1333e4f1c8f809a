"""Documents and pages → the fields of their dossier (TT 02/2019/TT-BNV, NĐ 30/2020/NĐ-CP PL VI)."""

import re
from collections.abc import Sequence

from archive.language import language
from archive.records import Document, Known, OcrPage
from ocr.cover import cover, dossier_code
from ocr.kinds import is_slip
from ocr.matter import matter
from ocr.slip import Slip

_TITLE_LIMIT = 1000
"""Characters of a title, TT 02/2019."""
_DECIDING = ("Quyết định", "Nghị quyết", "Giấy chứng nhận", "Giấy phép")
_ABOUT = re.compile(r"^(?:(?:về )?việc|v/v)\s*:?\s+", re.IGNORECASE)


def dossier_fields(documents: Sequence[Document], pages: Sequence[OcrPage], known: Known) -> dict[str, str]:
    """What is known about the dossier: stated, on its cover, or gathered from its documents; unknown is absent.

    Names: ``title``, ``dossier_code``, ``maintenance``, ``start_date``, ``end_date`` (ISO), ``total_doc``,
    ``number_of_page`` (sides with text), ``language`` (where it is Vietnamese); as the cover has them
    ``number_of_paper`` (sheets: scans do not tell which sides are of one sheet), ``organ_id`` and ``fond_name``,
    ``file_catalog``, ``box_number``, ``file_notation``; of a one-stop dossier ``procedure``, ``applicant`` and
    ``appointment_date`` (ISO) from its slip; everything that ``known`` states is taken over as it stands.
    """
    return {**read_fields(documents, pages), **known.fields}


def read_fields(documents: Sequence[Document], pages: Sequence[OcrPage]) -> dict[str, str]:
    """The same, as the papers alone tell it."""
    sheet = next((found for page in pages[:4] if (found := cover(page.lines))), None)
    papers = [document for document in documents if not document.is_cover]
    days = sorted(document.issued_date for document in papers if document.issued_date)
    told = matter(documents, pages)
    fields = {
        "title": (sheet.title if sheet else None) or _composed(papers, told),
        "dossier_code": (sheet.code if sheet else None) or _code(documents, pages),
        "maintenance": sheet.term if sheet else None,
        "procedure": told.procedure,
        "applicant": told.applicant,
        "appointment_date": told.appointment,
        "start_date": (sheet.start if sheet else None) or (days[0] if days else None),
        "end_date": (sheet.end if sheet else None) or (days[-1] if days else None),
        "total_doc": str(len(papers)),
        "number_of_page": str(sum(page.page.kind in ("text", "cover", "unreadable") for page in pages)),
        "number_of_paper": sheet.sheets if sheet else None,
        "language": language(page.text for page in pages),
        **(sheet.places if sheet else {}),
    }
    return {name: value for name, value in fields.items() if value}


def _code(documents: Sequence[Document], pages: Sequence[OcrPage]) -> str | None:
    """The code on the intake slip, else on the first pages: later pages may cite other dossiers."""
    slips = {index for document in documents if is_slip(document.type_name) for index in document.pages}
    ordered = sorted(pages[:6], key=lambda page: page.page.index not in slips)
    return next((code for page in ordered if (code := dossier_code(page.lines))), None)


def _composed(papers: Sequence[Document], told: Slip) -> str | None:
    """A title out of what is there: the procedure and its applicant, else the matter of the document that decides, else
    that of the first that says one. The title of a single document is kind, number and subject."""
    if told.procedure and len(papers) > 1:
        return f"Hồ sơ {_inside(told.procedure)}{f' của {told.applicant}' if told.applicant else ''}"[:_TITLE_LIMIT]
    ranked = sorted(papers, key=lambda paper: (not paper.subject, paper.type_name not in _DECIDING))
    if not ranked:
        return None
    main = ranked[0]
    if len(papers) == 1 or not main.subject:
        return _of_one(main)
    matter = _ABOUT.sub("", main.subject)
    form = main.type_name and matter.lower().startswith(main.type_name.lower())
    return f"Hồ sơ {'gồm' if form else 'về việc'} {_inside(matter)}"[:_TITLE_LIMIT]


def _of_one(paper: Document) -> str | None:
    number = f"{paper.code_number}/{paper.code_notation}" if paper.code_number and paper.code_notation else ""
    subject = paper.subject or ""
    if not (paper.type_name or subject):
        return None
    head = " ".join(part for part in (paper.type_name, f"số {number}" if number else "") if part)
    begun = head and subject.lower().startswith((paper.type_name or "\0").lower())
    return (subject if begun else " ".join(part for part in (head, subject) if part))[:_TITLE_LIMIT]


def _inside(text: str) -> str:
    """``text`` as it goes on inside a sentence: its first letter small, unless its first word is a name or in capitals
    (the next word then begins with a capital too)."""
    words = text.split()
    if len(words) < 2 or not words[0][1:].islower() or words[1][:1].isupper():
        return text
    return text[:1].lower() + text[1:]
