"""Documents of a dossier → its procedure and applicant as most of them say, and the same documents saying so too.

A dossier of a one-stop desk is about one procedure of one person: the slip names both, the cover, the form and the
papers that follow name them again (NĐ 118/2025/NĐ-CP, mẫu giấy tiếp nhận hồ sơ).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from rapidfuzz import fuzz

from archive.records import Document, OcrPage
from archive.text import fold
from ocr.kinds import is_slip
from ocr.names import is_name
from ocr.slip import Slip, slip
from ocr.value import put_right
from ocr.vietnamese import likeness

_OF_COVER = re.compile(r"\b(?:thủ tục|Hồ sơ) (?P<procedure>.+?)(?:,? chủ hồ sơ| của (?:ông|bà|hộ|công ty)\b|$)")
_OWNER = re.compile(r"(?:chủ hồ sơ\W+|của (?:ông|bà|hộ) )(?P<name>(?:\w+ ){1,5}\w+)\W*$")
_ALIKE = 0.7
"""How much the procedure of the slip must be another paper's to be that one, misread."""
_NAMED = 0.6
"""The same of its applicant: a name is short."""
_IN_SUBJECT = 85.0
"""How much a part of a subject must be the procedure, of 100."""
_SURE = 0.85
"""A subject as sure as this stays as it was read."""
_CHANGED = 0.88
"""How sure a subject is that is the procedure; one that says more is less sure, as its other words were doubted."""
_MARKS = " .,;:"
_LEAST = 3
"""Words of a procedure that is not like another by chance."""


def matter(documents: Sequence[Document], pages: Sequence[OcrPage]) -> Slip:
    """What the slip of the one-stop desk says, procedure and applicant as two other papers say them where the slip was
    misread; nothing where the dossier has none."""
    indices = {index for document in documents if is_slip(document.type_name) for index in document.pages}
    told = next((slip(page.lines) for page in pages if page.page.index in indices), Slip())
    texts = [fold(" ".join(page.text.split())) for page in pages]
    return replace(
        told,
        procedure=_agreed(told.procedure, _procedures(documents), texts, _ALIKE),
        applicant=_agreed(told.applicant, _applicants(documents), texts, _NAMED),
    )


def with_matter(documents: Sequence[Document], pages: Sequence[OcrPage]) -> list[Document]:
    """``documents`` with the procedure put right in subjects that were hardly read; what was read stays in their
    evidence."""
    procedure = matter(documents, pages).procedure
    if procedure is None or len(procedure.split()) < _LEAST:
        return list(documents)
    return [_told(document, procedure) for document in documents]


def _agreed(read: str | None, others: Iterator[str], texts: Sequence[str], least: float) -> str | None:
    """``read``, or the one of ``others`` that is like it and stands on more pages; on one page alone each may be
    misread."""
    if read is None:
        return None

    def stands(text: str) -> int:
        return sum(fold(text) in one for one in texts)

    alike = [other for other in others if likeness(other, read) >= least]
    best = max(alike, key=lambda text: (stands(text), len(text)), default=read)
    return best if stands(best) > max(stands(read), 1) else read


def _procedures(documents: Sequence[Document]) -> Iterator[str]:
    for document in documents:
        subject = document.subject or ""
        found = _OF_COVER.search(subject) if document.is_cover else None
        if found:
            yield found["procedure"].strip(" ,.;")
        kind = document.type_name or "\0"
        if subject.lower().startswith(f"{kind.lower()} "):
            yield subject[len(kind) + 1 :].strip()


def _applicants(documents: Sequence[Document]) -> Iterator[str]:
    for document in documents:
        found = _OWNER.search(document.subject or "") if document.is_cover else None
        if found and is_name(found["name"]):
            yield found["name"]
        if document.signer_name and document.organ_name is None:
            yield document.signer_name


def _told(document: Document, procedure: str) -> Document:
    """The document with ``procedure`` in its subject where that has nearly these words."""
    subject, seen = document.subject, document.evidence.get("subject")
    if not subject or seen is None or seen.confidence >= _SURE or fold(procedure) in fold(subject):
        return document
    found = _nearly(procedure, subject)
    if found is None:
        return document
    start, end = found
    part = subject[start:end]
    behind = part[len(part.rstrip(_MARKS)) :]
    now = f"{subject[:start]}{_in_place(procedure, part)}{behind}{subject[end:]}"
    doubt = seen.confidence ** (1 - len(part) / len(subject))
    return put_right(document, "subject", now, max(seen.confidence, _CHANGED * doubt))


def _in_place(procedure: str, part: str) -> str:
    """``procedure`` with its first letter as large or small as that of what stood there."""
    first = procedure[:1].lower() if part[:1].islower() else procedure[:1]
    return first + procedure[1:]


def _nearly(procedure: str, subject: str) -> tuple[int, int] | None:
    """Where in ``subject`` nearly ``procedure`` stands, whole words: start and end; None where it does not."""
    at = fuzz.partial_ratio_alignment(procedure, subject) if len(procedure) <= len(subject) else None
    if at is None:
        return (0, len(subject)) if likeness(subject, procedure) >= _ALIKE else None
    if at.score < _IN_SUBJECT:
        return None
    start = subject.rfind(" ", 0, at.dest_start + 1) + 1
    end = subject.find(" ", max(at.dest_end - 1, start))
    return start, len(subject) if end < 0 else end
