"""OcrPages → Documents: where each document of a dossier begins, and its fields."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from archive.records import CO_SIGNERS, Document, Known, KnownDocument, Line, OcrPage
from archive.text import fold
from ocr.agreement import agreed
from ocr.attached import is_annex_of, is_attached
from ocr.certificate import own_lines
from ocr.citation import Citation, attached
from ocr.cover import Cover, cover
from ocr.joint import issuers, signed_together
from ocr.kinds import COVER
from ocr.letterhead import Letterhead, closing, date_of, letterhead
from ocr.listed import as_listed
from ocr.matter import with_matter
from ocr.repeated import repeated
from ocr.signatory import signatories
from ocr.signature import signature
from ocr.value import Value

FIELDS = (
    "type_name",
    "code_number",
    "code_notation",
    "issued_date",
    "place",
    "organ_name",
    "organ_parent",
    "subject",
    "signer_name",
    "signer_position",
)
"""The fields of a document that are read and that ``dossier.toml`` may state, as in ``Document``."""

_FIGURES = re.compile(r"\d+")
_LONGEST, _NO_DIRT = 5, 0.3
"""Signs of a page's number with its dashes at most; what is less surely read may be a staple."""
_WHOLE_DATE = 10
"""Letters of a date of which day, month and year were read."""
_PASSED = ("Luật", "Bộ luật", "Pháp lệnh", "Nghị quyết")
"""Kinds that the National Assembly and its committee pass."""
_CITED = 0.9
"""How far to trust a number or day that only an annex says."""


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
    found = _by_place(found, known)
    described = [describe(group, ordinal) for ordinal, (group, _) in enumerate(found, 1)]
    described = agreed(as_listed(described, [page.text for page in pages]))
    described = with_matter(repeated(signatories(described, pages), pages), pages)
    entries = [entry.fields if entry else {} for _, entry in found]
    return tuple(_told(document, fields) for document, fields in zip(described, entries, strict=True))


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
        if fresh or covers or (_opens(page) and not _is_of(page, groups[-1][0])):
            groups.append([page])
        else:
            groups[-1].append(page)
        fresh = covers
    return groups


def _is_of(page: OcrPage, first: OcrPage) -> bool:
    """Whether ``page`` is an annex of the paper that begins with the page ``first``, though it has a head of its own:
    an empty form, or one that names the paper by kind, number and notation (kèm theo Thông tư số …)."""
    head = _head(first)
    if is_annex_of(page, head):
        return True
    if head.kind is None or head.number is None or head.notation is None:
        return False
    cited = attached((first, page), head.kind.name, head.notation.text)
    return any(one.number.lstrip("0") == head.number.text.lstrip("0") for one in cited)


def describe(pages: Sequence[OcrPage], ordinal: int) -> Document:
    """One document's fields: its first page's head, the signature of its last page that has one."""
    first = pages[0]
    sheet = cover(first.lines)
    values, others = (_of_cover(sheet), ()) if sheet else _of_paper(pages)
    found = {name: one for name, one in values.items() if one}
    more = {CO_SIGNERS: "; ".join(others)} if others else {}
    stated: dict[str, Any] = {name: one.text for name, one in found.items()}
    evidence = {name: one.evidence(first.page.index) for name, one in found.items()}
    return Document(ordinal, tuple(page.page.index for page in pages), **stated, evidence=evidence, more=more)


def _of_cover(sheet: Cover) -> dict[str, Value | None]:
    return {
        "type_name": Value(COVER.name, known=0.99),
        "organ_name": sheet.found.get("organ"),
        "subject": sheet.found.get("title"),
    }


def _of_paper(pages: Sequence[OcrPage]) -> tuple[dict[str, Value | None], tuple[str, ...]]:
    """The fields of one paper, and who signed it together with its signer."""
    head = _completed(_head(pages[0]), pages)
    together = issuers(head)
    signed, others = signed_together(pages, together) if together > 1 else (_signed(pages), ())
    values = {
        "type_name": head.name,
        "code_number": head.number,
        "code_notation": head.notation,
        "issued_date": head.date,
        "place": head.place,
        "organ_name": head.organ,
        "organ_parent": head.parent,
        "subject": head.subject,
        "signer_name": signed.get("name"),
        "signer_position": signed.get("position"),
    }
    return values, others


def _completed(head: Letterhead, pages: Sequence[OcrPage]) -> Letterhead:
    """The head with what it left open (a number or day written by hand) taken from an annex that names it, and the date
    of a form from above its signature."""
    if head.date is None and head.kind and head.kind.form:
        head = _closed(head, pages)
    if head.date is None and head.kind and head.kind.name in _PASSED:
        head = replace(head, date=_passed(pages))
    disputed = _other(head.number, pages[0])
    if head.number is not None and disputed is None and head.date and len(head.date.text) == 10:
        return head
    notation = head.notation.text if head.notation else None
    cited = attached(pages, head.kind.name if head.kind else None, notation)
    if not cited or not head.numbered:
        return head
    date = cited[0].date
    fits = date and (head.date is None or date.startswith(head.date.text))
    by_annex = _cited(cited[0], cited[0].number, pages)
    return replace(
        head,
        number=head.number if head.number and by_annex.text != disputed else by_annex,
        notation=head.notation or _cited(cited[0], cited[0].notation, pages),
        date=_cited(cited[0], date, pages) if date and fits else head.date,
    )


def _other(number: Value | None, page: OcrPage) -> str | None:
    """The figures that another reading of ``number`` says; an annex that names them is the second to say so."""
    boxes = {word.box for word in number.words} if number else set()
    said = next((dispute.other for dispute in page.disputed if dispute.box in boxes), "")
    figures = _FIGURES.match(said)
    return figures[0] if figures else None


def _closed(head: Letterhead, pages: Sequence[OcrPage]) -> Letterhead:
    """The head with place and date from above the last signature."""
    for page in reversed(pages):
        found = closing(own_lines(page.lines, page.page.height), page.page.width)
        if found:
            place, date = found
            index = page.page.index
            place = head.place or (replace(place, page=index) if place else None)
            return replace(head, place=place, date=replace(date, page=index))
    return head


def _passed(pages: Sequence[OcrPage]) -> Value | None:
    """The day on which a law was passed, which its last page says, for its head has none (Luật Ban hành VBQPPL)."""
    for page in reversed(pages):
        for line in page.lines:
            at = next((at for at, word in enumerate(line.words) if fold(word.text) == "ngay"), 0)
            if "thong qua ngay" in fold(line.text) and (found := date_of(replace(line, words=line.words[at:]))):
                return replace(found, page=page.page.index)
    return None


def _cited(citation: Citation, text: str, pages: Sequence[OcrPage]) -> Value:
    """What an annex says of its own document, with the words of the page that bear its number."""
    lines = next((page.lines for page in pages if page.page.index == citation.page), ())
    words = tuple(word for line in lines for word in line.words if citation.number in word.text)[:1]
    return Value(text, words, _CITED, page=citation.page)


def _opens(page: OcrPage) -> bool:
    """Whether a document begins here: quốc hiệu, or number and date, near the top, and not a page that bears a number
    above 1.

    Page 1 bears no number (NĐ 30/2020, PL I), so a form printed as an annex, with quốc hiệu, stays with its document,
    and so does one that says so or in which nobody has written yet (``ocr.attached``). The certificate of a copy (sao
    y) on a page of its own has no quốc hiệu and stays with the document.
    """
    if page.page.kind != "text" or not page.lines:
        return False
    numbered = any(_is_page_number(line) for line in page.lines[:2] if line.box[1] < page.page.height * 0.08)
    head = _head(page)
    return not numbered and ((head.nation and not is_attached(page, head)) or _is_numbered_and_dated(page))


def _is_page_number(line: Line) -> bool:
    """Whether ``line`` is the number of a page that is not the first, and no dirt that was read as a figure."""
    figures = line.text.strip(" -–.")
    surely = min(word.confidence for word in line.words) >= _NO_DIRT
    return figures.isdigit() and figures not in ("0", "1") and len(line.text) <= _LONGEST and surely


def _is_numbered_and_dated(page: OcrPage) -> bool:
    """Whether the page begins with a number and date of its own, as where a stamp lies over quốc hiệu, and not with
    those of a copy's certificate."""
    lines = own_lines(page.lines, page.page.height)
    head = letterhead(lines, page.page.width, page.page.height)
    return bool(head.number and head.notation and head.date and len(head.date.text) == _WHOLE_DATE)


def _head(page: OcrPage) -> Letterhead:
    return letterhead(page.lines, page.page.width, page.page.height)


def _signed(pages: Sequence[OcrPage]) -> dict[str, Value]:
    """Name and office of the document's own signature: of its first page that has a name beside "Nơi nhận", which ends
    a paper, for what a letter encloses is signed by others at times; else of the last that has a name, a copy's
    certificate left out. An office alone beside "Nơi nhận" gives way to a name before it, not to one behind it: a form
    that is enclosed has no name yet."""
    found: dict[str, Value] = {}
    for page in reversed(pages):
        signed = signature(own_lines(page.lines, page.page.height), page.page.width, page.page.height)
        told = {key: replace(one, page=page.page.index) for key, one in signed.found.items()} if signed else {}
        addressed = any(line.region == "recipients" for line in page.lines)
        if told and (addressed or not found or ("name" in told and "name" not in found)):
            found = told
    return found


class Unplaced:
    """Known documents without pages, given out in the order of the papers; a cover takes only what is stated of one."""

    def __init__(self, known: Known) -> None:
        entries = [entry for entry in known.documents if not entry.pages]
        self._of = {
            True: iter([entry for entry in entries if entry.fields.get("type_name") == COVER.name]),
            False: iter([entry for entry in entries if entry.fields.get("type_name") != COVER.name]),
        }

    def next(self, *, is_cover: bool) -> KnownDocument | None:
        """What is stated of the next paper, or the next cover."""
        return next(self._of[is_cover], None)


def _by_place(
    found: list[tuple[list[OcrPage], KnownDocument | None]], known: Known
) -> list[tuple[list[OcrPage], KnownDocument | None]]:
    """Known documents without pages are those that were found, in their order."""
    waiting = Unplaced(known)
    return [(group, entry or waiting.next(is_cover=cover(group[0].lines) is not None)) for group, entry in found]


def _told(document: Document, fields: dict[str, str]) -> Document:
    stated: dict[str, Any] = {name: value for name, value in fields.items() if name in FIELDS}
    read = {name: one for name, one in document.evidence.items() if name not in stated}
    more = {name: value for name, value in fields.items() if name not in FIELDS and value}
    return replace(document, **stated, evidence=read, more=document.more | more)
