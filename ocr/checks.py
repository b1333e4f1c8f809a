"""Pages, documents, fields → flags: what does not agree, or could not be read, and wants a person's eye."""

from collections.abc import Iterable, Sequence

from archive.records import Document, Flag, Known, KnownDocument, OcrPage
from archive.text import fold
from ocr.citation import attached
from ocr.dates import dated
from ocr.document import describe
from ocr.dossier import read_fields
from ocr.second import Bears, Doubt, doubted
from ocr.signature import name_of
from ocr.vietnamese import likeness

LOW_CONFIDENCE = 0.97
"""Below this share of words that are likely right a page is set before a person. Of 193 known pages, with weights
fitted on others, 28 lie below it: 13 of the 22 with more than 5 % of words wrong and 6 of the 131 with less than 2 %.
At 0.98 they are 63, 18 of the former and 17 of the latter (``docs/benchmarks.md``, Confidence)."""

_NAMES = {
    "type_name": "tên loại",
    "code_number": "số",
    "code_notation": "ký hiệu",
    "issued_date": "ngày ban hành",
    "place": "địa danh",
    "organ_name": "cơ quan ban hành",
    "subject": "trích yếu",
    "signer_name": "người ký",
    "signer_position": "chức vụ người ký",
    "dossier_code": "mã hồ sơ",
    "maintenance": "thời hạn bảo quản",
    "start_date": "ngày bắt đầu",
    "end_date": "ngày kết thúc",
}
_NUMBERS = ("code_number", "code_notation")
_DATES = ("issued_date", "start_date", "end_date")
_BORNE: dict[Bears, tuple[str, tuple[str, ...]]] = {
    "number": ("số, ký hiệu văn bản", _NUMBERS),
    "date": ("ngày ban hành", ("issued_date",)),
    "signer": ("họ tên người ký", ("signer_name",)),
}
"""What a line bears, as people call it, and the fields of a document that come from it."""
_ALIKE = 0.85


def flags(
    pages: Sequence[OcrPage],
    documents: Sequence[Document],
    fields: dict[str, str],
    known: Known,
    low_confidence: float = LOW_CONFIDENCE,
) -> tuple[Flag, ...]:
    """Everything that wants a look, in page order; flags without a page come first.

    ``fields`` are the dossier's final fields. ``low_confidence``: share of words likely right (0 to 1) below which a
    page is flagged.
    """
    found = [
        *_stated_fields(pages, documents, known),
        *_stated_documents(pages, documents, known),
        *_spans(fields),
        *_attached(pages, documents),
        *_not_sure(pages, documents, known),
        *_pages(pages, low_confidence),
        *_unread(pages),
    ]
    return tuple(sorted(found, key=lambda flag: -1 if flag.page is None else flag.page))


def _pages(pages: Sequence[OcrPage], low_confidence: float) -> Iterable[Flag]:
    for page in pages:
        index, number = page.page.index, page.page.index + 1
        if page.page.kind == "unreadable":
            why = page.page.trouble.message if page.page.trouble else "không mở được ảnh"
            yield Flag("page-unreadable", f"Trang {number} không đọc được: {why}", index)
        elif page.page.kind == "text" and not page.lines:
            yield Flag("nothing-read", f"Trang {number} có chữ hoặc hình nhưng không đọc được chữ nào.", index)
        elif page.confidence is not None and page.confidence < low_confidence and page.page.kind in ("text", "cover"):
            share = f"{page.confidence:.0%}"
            message = f"Trang {number} đọc không chắc chắn (khoảng {share} số từ đúng); hãy đối chiếu với ảnh."
            yield Flag(
                "low-confidence", message, index, found=f"{page.confidence:.2f}", expected=f"{low_confidence:.2f}"
            )


def _unread(pages: Sequence[OcrPage]) -> Iterable[Flag]:
    """Rows of print that no reading took: one flag a page, with the box around them all."""
    for page in pages:
        if page.unread and page.lines:
            lefts, tops, rights, bottoms = zip(*page.unread, strict=True)
            message = f"Trang {page.page.index + 1} có {len(page.unread)} dòng chữ không đọc được; hãy xem ảnh."
            yield Flag("unread", message, page.page.index, box=(min(lefts), min(tops), max(rights), max(bottoms)))


def _not_sure(pages: Sequence[OcrPage], documents: Sequence[Document], known: Known) -> Iterable[Flag]:
    """Words of a document's number, date and signer that are not sure, unless a person has stated the field."""
    by_index = {page.page.index: page for page in pages}
    for document, entry in _with_stated(documents, known):
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


def _spans(fields: dict[str, str]) -> Iterable[Flag]:
    start, end = fields.get("start_date"), fields.get("end_date")
    if start and end and end[: len(start)] < start[: len(end)]:
        message = f"Hồ sơ kết thúc ({end}) trước khi bắt đầu ({start})."
        yield Flag("date-disagrees", message, None, found=end, expected=start)


def _stated_fields(pages: Sequence[OcrPage], documents: Sequence[Document], known: Known) -> Iterable[Flag]:
    read = read_fields(documents, pages)
    for name in ("dossier_code", "maintenance", "start_date", "end_date"):
        yield from _disagreement(name, read.get(name), known.fields.get(name), None, "hồ sơ")


def _stated_documents(pages: Sequence[OcrPage], documents: Sequence[Document], known: Known) -> Iterable[Flag]:
    """Where a stated field of a document is not what its pages say."""
    by_index = {page.page.index: page for page in pages}
    for document, entry in _with_stated(documents, known):
        if entry is None or not entry.fields:
            continue
        read = describe([by_index[index] for index in document.pages], document.ordinal)
        for name, value in entry.fields.items():
            if name in _NAMES:
                where = f"văn bản {document.ordinal}"
                yield from _disagreement(name, getattr(read, name, None), value, document.pages[0], where)


def _with_stated(documents: Sequence[Document], known: Known) -> Iterable[tuple[Document, KnownDocument | None]]:
    """Each document with what a person stated of it: by its pages, else in the order of the papers."""
    stated = {entry.pages: entry for entry in known.documents if entry.pages}
    unplaced = iter([entry for entry in known.documents if not entry.pages])
    for document in documents:
        yield document, stated.get(document.pages) or _overlapping(document, known) or next(unplaced, None)


def _overlapping(document: Document, known: Known) -> KnownDocument | None:
    return next((entry for entry in known.documents if set(entry.pages) & set(document.pages)), None)


def _disagreement(name: str, found: str | None, stated: str | None, page: int | None, where: str) -> Iterable[Flag]:
    if not found or not stated or _agree(name, found, stated):
        return
    kind = "number-disagrees" if name in _NUMBERS else "date-disagrees" if name in _DATES else "field-disagrees"
    message = f"{_NAMES[name].capitalize()} của {where}: đã khai «{stated}» nhưng đọc được «{found}»."
    yield Flag(kind, message, page, found=found, expected=stated)


def _agree(name: str, found: str, stated: str) -> bool:
    if name == "code_number":
        return found.lstrip("0") == stated.strip().lstrip("0")
    if name in _DATES:
        return found.startswith(stated) or stated.startswith(found)
    if name in ("dossier_code", "code_notation", "maintenance"):
        return "".join(fold(found).split()) == "".join(fold(stated).split())
    return likeness(found, stated) >= _ALIKE


def _attached(pages: Sequence[OcrPage], documents: Sequence[Document]) -> Iterable[Flag]:
    """An annex that names another number than its document's: "Ban hành kèm theo Quyết định số 2506/QĐ-UBND"."""
    by_index = {page.page.index: page for page in pages}
    for document in documents:
        if not (document.code_number and document.code_notation):
            continue
        expected = f"{document.code_number}/{document.code_notation}"
        own = [by_index[index] for index in document.pages]
        for citation in attached(own, document.type_name, document.code_notation):
            if citation.number.lstrip("0") != document.code_number.lstrip("0"):
                where = f"Trang {citation.page + 1} ghi kèm theo văn bản số {citation.code}"
                message = f"{where}, nhưng văn bản này có số {expected}."
                yield Flag("number-disagrees", message, citation.page, found=citation.code, expected=expected)
