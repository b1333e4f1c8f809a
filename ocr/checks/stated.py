"""What a person stated and what was read → flags where the two disagree."""

from collections.abc import Iterable, Sequence

from archive.records import Document, Flag, Known, KnownDocument, OcrPage
from archive.text import fold
from ocr.document import Unplaced, describe
from ocr.dossier import read_fields
from ocr.vietnamese import likeness

_NAMES = {
    "type_name": "tên loại",
    "code_number": "số",
    "code_notation": "ký hiệu",
    "issued_date": "ngày ban hành",
    "place": "địa danh",
    "organ_name": "cơ quan ban hành",
    "organ_parent": "cơ quan chủ quản",
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
_ALIKE = 0.85


def stated_fields(pages: Sequence[OcrPage], documents: Sequence[Document], known: Known) -> Iterable[Flag]:
    """Where a stated field of the dossier is not what its papers say."""
    read = read_fields(documents, pages)
    for name in ("dossier_code", "maintenance", "start_date", "end_date"):
        yield from _disagreement(name, read.get(name), known.fields.get(name), None, "hồ sơ")


def stated_documents(pages: Sequence[OcrPage], documents: Sequence[Document], known: Known) -> Iterable[Flag]:
    """Where a stated field of a document is not what its pages say."""
    by_index = {page.page.index: page for page in pages}
    for document, entry in with_stated(documents, known):
        if entry is None or not entry.fields:
            continue
        read = describe([by_index[index] for index in document.pages], document.ordinal)
        for name, value in entry.fields.items():
            if name in _NAMES:
                where = f"văn bản {document.ordinal}"
                yield from _disagreement(name, getattr(read, name, None), value, document.pages[0], where)


def with_stated(documents: Sequence[Document], known: Known) -> Iterable[tuple[Document, KnownDocument | None]]:
    """Each document with what a person stated of it: by its pages, else in the order of the papers."""
    stated = {entry.pages: entry for entry in known.documents if entry.pages}
    unplaced = Unplaced(known)
    for document in documents:
        placed = stated.get(document.pages) or _overlapping(document, known)
        yield document, placed or unplaced.next(is_cover=document.is_cover)


def _overlapping(document: Document, known: Known) -> KnownDocument | None:
    return next((entry for entry in known.documents if set(entry.pages) & set(document.pages)), None)


def _disagreement(name: str, found: str | None, stated: str | None, page: int | None, where: str) -> Iterable[Flag]:
    if not found or not stated or _agree(name, found, stated):
        return
    kind = "number-disagrees" if name in _NUMBERS else "date-disagrees" if name in _DATES else "field-disagrees"
    told = f"{_NAMES[name].capitalize()} của {where}: đã khai «{stated}» nhưng đọc được «{found}»"
    yield Flag(kind, f"{told}; hãy xem bên nào đúng.", page, found=found, expected=stated)


def _agree(name: str, found: str, stated: str) -> bool:
    if name == "code_number":
        return found.lstrip("0") == stated.strip().lstrip("0")
    if name in _DATES:
        return found.startswith(stated) or stated.startswith(found)
    if name in ("dossier_code", "code_notation", "maintenance"):
        return "".join(fold(found).split()) == "".join(fold(stated).split())
    return likeness(found, stated) >= _ALIKE
