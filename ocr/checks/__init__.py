"""Pages, documents, fields → flags: what does not agree, or could not be read, and wants a person's eye."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from archive.records import Document, Flag, Known, OcrPage
from ocr.checks.days import ahead, order
from ocr.checks.numbers import numbers
from ocr.checks.reading import from_other_papers, not_sure, unfilled, unread, unreadable
from ocr.checks.secrecy import secrecy
from ocr.checks.sheets import counts, intake, page_numbers
from ocr.checks.signers import signers
from ocr.checks.stated import stated_documents, stated_fields
from ocr.checks.twins import twins

__all__ = ["LOW_CONFIDENCE", "Bounds", "flags"]

LOW_CONFIDENCE = 0.97
"""Below this share of words that are likely right a page is set before a person. Of 193 known pages, with weights
fitted on others, 28 lie below it: 13 of the 22 with more than 5 % of words wrong and 6 of the 131 with less than 2 %.
At 0.98 they are 63, 18 of the former and 17 of the latter (``docs/benchmarks.md``, Confidence)."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """Giới hạn: ``low_confidence``: share of words likely right (0 to 1) below which a page is flagged; ``today``: the
    day after which no paper is dated, None for any."""

    low_confidence: float = LOW_CONFIDENCE
    today: date | None = None


_BOUNDS = Bounds()


def flags(
    pages: Sequence[OcrPage],
    documents: Sequence[Document],
    fields: dict[str, str],
    known: Known,
    bounds: Bounds = _BOUNDS,
) -> tuple[Flag, ...]:
    """Everything that wants a look, in page order; flags without a page come first.

    ``fields`` are the dossier's final fields.
    """
    found = [
        *secrecy(pages, fields),
        *stated_fields(pages, documents, known),
        *stated_documents(pages, documents, known),
        *_span(fields),
        *numbers(pages, documents, known),
        *order(pages, documents, fields),
        *(ahead(pages, documents, bounds.today) if bounds.today else ()),
        *signers(pages, documents),
        *page_numbers(pages, documents),
        *counts(pages, documents, known),
        *intake(pages, documents),
        *twins(pages, documents),
        *not_sure(pages, documents, known),
        *from_other_papers(documents, known),
        *unfilled(documents, known),
        *unreadable(pages, bounds.low_confidence),
        *unread(pages),
        *_paper_code(known, fields),
    ]
    told = [flag for number, flag in enumerate(found) if not any(_says(earlier, flag) for earlier in found[:number])]
    return tuple(sorted(told, key=lambda flag: -1 if flag.page is None else flag.page))


def _says(earlier: Flag, flag: Flag) -> bool:
    """Whether ``earlier`` sends a person to the same words for the same reason as ``flag`` does."""
    if (earlier.kind, earlier.page) != (flag.kind, flag.page) or earlier.box is None or flag.box is None:
        return False
    (left, top, right, bottom), box = earlier.box, flag.box
    return left <= box[0] and top <= box[1] and right >= box[2] and bottom >= box[3]


def _span(fields: dict[str, str]) -> Iterable[Flag]:
    start, end = fields.get("start_date"), fields.get("end_date")
    if start and end and end[: len(start)] < start[: len(end)]:
        message = f"Hồ sơ kết thúc ({end}) trước khi bắt đầu ({start}); hãy xem ngày nào sai."
        yield Flag("date-disagrees", message, None, found=end, expected=start)


def _paper_code(known: Known, fields: dict[str, str]) -> Iterable[Flag]:
    """The code of the paper dossier (``paperFileCode``), which TT 05/2025/TT-BNV requires of what was digitised.

    Only where a person states that the dossier was digitised (``confidence_level`` 02): the code stands on no paper.
    """
    level = known.fields.get("confidence_level", "").strip()
    if level.lower() in ("02", "2", "số hóa", "số hoá") and not fields.get("paper_file_code", "").strip():
        message = "Hồ sơ khai là số hóa nhưng chưa có mã hồ sơ giấy; hãy điền paper_file_code (kho/giá/hộp, số hồ sơ)."
        yield Flag("paper-code-missing", message, None, expected="paper_file_code")
