"""OcrPages → Documents: where each document of a dossier begins, and its fields."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from archive.records import Document, Known, KnownDocument, OcrPage
from ocr.citation import attached
from ocr.cover import cover
from ocr.kinds import COVER
from ocr.letterhead import Letterhead, closing, letterhead
from ocr.signature import Signature, signature

FIELDS = (
    "type_name",
    "code_number",
    "code_notation",
    "issued_date",
    "place",
    "organ_name",
    "subject",
    "signer_name",
    "signer_position",
)
"""The fields of a document that are read and that ``dossier.toml`` may state, as in ``Document``."""


def documents(pages: Sequence[OcrPage], known: Known) -> tuple[Document, ...]:
    """The documents of a dossier in scan order, ordinals from 1.

    Pages that ``known`` gives to a document form that document; the others are divided where a letterhead, a cover or
    a separator begins a new one. Known fields win over read ones. Blank pages and separators belong to none.
    """
    by_index = {page.page.index: page for page in pages}
    stated = [entry for entry in known.documents if any(index in by_index for index in entry.pages)]
    taken = {index for entry in stated for index in entry.pages}
    groups = [([by_index[index] for index in entry.pages if index in by_index], entry) for entry in stated]
    free = [page for page in pages if page.page.index not in taken]
    found: list[tuple[list[OcrPage], KnownDocument | None]] = [*groups, *((group, None) for group in divide(free))]
    found.sort(key=lambda item: item[0][0].page.index)
    found = _by_place(found, [entry for entry in known.documents if not entry.pages])
    return tuple(
        _told(describe(group, ordinal), entry.fields if entry else {})
        for ordinal, (group, entry) in enumerate(found, 1)
    )


def divide(pages: Sequence[OcrPage]) -> list[list[OcrPage]]:
    """Pages grouped into documents; consecutive scan indices only, so that a gap taken by others divides too."""
    groups: list[list[OcrPage]] = []
    fresh = True
    last = -1
    for page in pages:
        index = page.page.index
        if page.page.kind == "separator" or index > last + 1:
            fresh = True
        last = index
        if page.page.kind not in ("text", "cover", "unreadable"):
            continue
        covers = page.page.kind == "cover"
        if fresh or covers or _opens(page):
            groups.append([page])
        else:
            groups[-1].append(page)
        fresh = covers
    return groups


def describe(pages: Sequence[OcrPage], ordinal: int) -> Document:
    """One document's fields: its first page's head, the signature of its last page that has one."""
    first = pages[0]
    indices = tuple(page.page.index for page in pages)
    sheet = cover(first.lines)
    if sheet is not None:
        return Document(ordinal, indices, type_name=COVER.name, organ_name=sheet.organ, subject=sheet.title)
    head = _completed(_head(first), pages)
    signed = _signed(pages)
    return Document(
        ordinal,
        indices,
        type_name=head.kind.name if head.kind else None,
        code_number=head.number,
        code_notation=head.notation,
        issued_date=head.date,
        place=head.place,
        organ_name=head.organ,
        subject=head.subject,
        signer_name=signed.name if signed else None,
        signer_position=signed.position if signed else None,
    )


def _completed(head: Letterhead, pages: Sequence[OcrPage]) -> Letterhead:
    """The head with what it left open (a number or day written by hand) taken from an annex that names it, and the date
    of a form from above its signature."""
    if head.date is None and head.kind and head.kind.form:
        below = [found for page in reversed(pages) if (found := closing(page.lines, page.page.width))]
        if below:
            head = replace(head, place=head.place or below[0][0], date=below[0][1])
    if head.number is not None and head.date and len(head.date) == 10:
        return head
    cited = attached(pages, head.kind.name if head.kind else None, head.notation)
    if not cited or not head.numbered:
        return head
    date = cited[0].date
    fits = date and (head.date is None or date.startswith(head.date))
    return replace(
        head,
        number=head.number or cited[0].number,
        notation=head.notation or cited[0].notation,
        date=date if fits else head.date,
    )


def _opens(page: OcrPage) -> bool:
    """Whether a document begins here: quốc hiệu near the top, and not a page that bears a number above 1.

    Page 1 bears no number (NĐ 30/2020, PL I), so a form printed as an annex, with quốc hiệu, stays with its document.
    """
    if page.page.kind != "text" or not page.lines:
        return False
    numbered = any(
        line.text.strip(" -–.") not in ("0", "1") and line.text.strip(" -–.").isdigit() and len(line.text) <= 5
        for line in page.lines[:2]
        if line.box[1] < page.page.height * 0.08
    )
    return not numbered and _head(page).nation


def _head(page: OcrPage) -> Letterhead:
    return letterhead(page.lines, page.page.width, page.page.height)


def _signed(pages: Sequence[OcrPage]) -> Signature | None:
    found = None
    for page in reversed(pages):
        signed = signature(page.lines, page.page.width, page.page.height)
        if signed and signed.name:
            return signed
        found = found or signed
    return found


def _by_place(
    found: list[tuple[list[OcrPage], KnownDocument | None]], unplaced: Sequence[KnownDocument]
) -> list[tuple[list[OcrPage], KnownDocument | None]]:
    """Known documents without pages are those that were found, in their order."""
    waiting = iter(unplaced)
    return [(group, entry or next(waiting, None)) for group, entry in found]


def _told(document: Document, fields: dict[str, str]) -> Document:
    stated: dict[str, Any] = {name: value for name, value in fields.items() if name in FIELDS}
    return replace(document, **stated)
