"""Pages → flags of what could not be read, or not surely, and wants to be compared with the picture."""

from collections.abc import Iterable, Sequence

from archive.records import Document, Flag, Known, OcrPage
from archive.text import fold
from ocr.checks.passage import around
from ocr.checks.stated import with_stated
from ocr.dates import dated
from ocr.second import Bears, Doubt, doubted
from ocr.signature import name_of

_BORNE: dict[Bears, tuple[str, tuple[str, ...]]] = {
    "number": ("số, ký hiệu văn bản", ("code_number", "code_notation")),
    "date": ("ngày ban hành", ("issued_date",)),
    "signer": ("họ tên người ký", ("signer_name",)),
}
"""What a line bears, as people call it, and the fields of a document that come from it."""


def unreadable(pages: Sequence[OcrPage], low_confidence: float) -> Iterable[Flag]:
    """Pages that cannot be opened, on which nothing was read, or of whose words fewer than ``low_confidence`` (0 to 1)
    are likely right."""
    for page in pages:
        index, number = page.page.index, page.page.index + 1
        if page.page.kind == "unreadable":
            why = page.page.trouble.message if page.page.trouble else "không mở được ảnh"
            yield Flag("page-unreadable", f"Trang {number} không đọc được: {why.rstrip('. ')}; hãy quét lại.", index)
        elif page.page.kind == "text" and not page.lines:
            message = f"Trang {number} có chữ hoặc hình nhưng không đọc được chữ nào; hãy xem ảnh, quét lại nếu mờ."
            yield Flag("nothing-read", message, index)
        elif page.confidence is not None and page.confidence < low_confidence and page.page.kind in ("text", "cover"):
            share = f"{page.confidence:.0%}"
            message = f"Trang {number} đọc không chắc chắn (khoảng {share} số từ đúng); hãy đối chiếu với ảnh."
            yield Flag(
                "low-confidence", message, index, found=f"{page.confidence:.2f}", expected=f"{low_confidence:.2f}"
            )


def unread(pages: Sequence[OcrPage]) -> Iterable[Flag]:
    """Rows of print that no reading took: one flag a page, with the box around them all."""
    for page in pages:
        if page.unread and page.lines:
            message = f"Trang {page.page.index + 1} có {len(page.unread)} dòng chữ không đọc được; hãy xem ảnh."
            yield Flag("unread", message, page.page.index, box=around(page.unread))


def not_sure(pages: Sequence[OcrPage], documents: Sequence[Document], known: Known) -> Iterable[Flag]:
    """Words of a document's number, date and signer that are not sure, unless a person has stated the field."""
    by_index = {page.page.index: page for page in pages}
    for document, entry in with_stated(documents, known):
        for index in document.pages:
            for doubt in doubted(by_index[index]):
                name, fields = _BORNE[doubt.bears]
                stated = entry is not None and any(field in entry.fields for field in fields)
                if _is_of(document, doubt, index) and not stated:
                    yield Flag(
                        "not-sure", _doubt(name, doubt, index), index, doubt.word.text, doubt.other, doubt.word.box
                    )


def _doubt(name: str, doubt: Doubt, index: int) -> str:
    may_be = f", cũng có thể là «{doubt.other}»" if doubt.other else ""
    return f"Trang {index + 1}: {name} đọc là «{doubt.word.text}» nhưng không chắc{may_be}; hãy đối chiếu với ảnh."


def _is_of(document: Document, doubt: Doubt, index: int) -> bool:
    """Whether a field of ``document`` is taken from the word in doubt, on the page ``index``."""
    if doubt.bears == "signer":
        return document.signer_name is not None and fold(name_of(doubt.line.text)) == fold(document.signer_name)
    if doubt.line.region == "letterhead":
        return index == document.pages[0]
    return document.issued_date is not None and dated(doubt.line.text) == document.issued_date
