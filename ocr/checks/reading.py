"""Pages → flags of what could not be read, or not surely, and wants to be compared with the picture."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from archive.records import Document, Flag, Known, OcrPage
from archive.text import fold
from ocr.checks.passage import around
from ocr.checks.stated import with_stated
from ocr.dates import dated
from ocr.second import Bears, Doubt, doubted
from ocr.signature import name_of

_BESIDE = (("code_number", "code_notation", "số văn bản"), ("signer_name", "signer_position", "họ tên người ký"))
"""A field, what is read beside it on the paper, and how people call it."""
_TAKEN = 0.9
"""A name taken from other papers that is as sure needs no look."""
_BORNE: dict[Bears, tuple[str, tuple[str, ...]]] = {
    "number": ("số, ký hiệu văn bản", ("code_number", "code_notation")),
    "date": ("ngày ban hành", ("issued_date",)),
    "signer": ("họ tên người ký", ("signer_name",)),
}
"""What a line bears, as people call it, and the fields of a document that come from it."""


def unreadable(pages: Sequence[OcrPage], low_confidence: float) -> Iterable[Flag]:
    """Pages that cannot be opened, over which the program stumbled, on which nothing was read, or of whose words fewer
    than ``low_confidence`` (0 to 1) are likely right."""
    for page in pages:
        index, number = page.page.index, page.page.index + 1
        if page.page.kind == "unreadable":
            why = page.page.trouble.message if page.page.trouble else "không mở được ảnh"
            yield Flag("page-unreadable", f"Trang {number} không đọc được: {why.rstrip('. ')}; hãy quét lại.", index)
        elif page.page.kind == "text" and page.page.trouble:
            yield Flag("nothing-read", page.page.trouble.message, index)
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
    """Words of a document's number, date and signer that are not sure, unless a person has stated the field; those of
    one name are one flag."""
    by_index = {page.page.index: page for page in pages}
    for document, entry in with_stated(documents, known):
        for index in document.pages:
            for doubt in _by_name(doubted(by_index[index])):
                name, fields = _BORNE[doubt.bears]
                stated = entry is not None and any(field in entry.fields for field in fields)
                if _is_of(document, doubt, index) and not stated:
                    yield Flag(
                        "not-sure", _doubt(name, doubt, index), index, doubt.word.text, doubt.other, doubt.word.box
                    )


def from_other_papers(documents: Sequence[Document], known: Known) -> Iterable[Flag]:
    """Signers whose names were taken from other papers of the dossier: they were hardly read here, or not at all."""
    for document, entry in with_stated(documents, known):
        seen, name = document.evidence.get("signer_name"), document.signer_name
        stated = entry is not None and "signer_name" in entry.fields
        if stated or name is None or seen is None or seen.page is None:
            continue
        if (seen.read or seen.box is None) and seen.confidence < _TAKEN:
            read = f"đọc là «{seen.read}»" if seen.read else "không đọc được"
            where = f"Trang {seen.page + 1}: họ tên người ký {read}, lấy theo văn bản khác trong hồ sơ là «{name}»"
            yield Flag("not-sure", f"{where}; hãy đối chiếu với ảnh.", seen.page, seen.read, name, seen.box)


def unfilled(documents: Sequence[Document], known: Known) -> Iterable[Flag]:
    """Documents whose notation was read but no number, or an office but no name below it: it was hardly written, or
    could not be read."""
    for document, entry in with_stated(documents, known):
        given = entry.fields if entry else {}
        for field, beside, name in _BESIDE:
            seen = document.evidence.get(beside)
            if getattr(document, field) is not None or field in given or seen is None or seen.page is None:
                continue
            said = getattr(document, beside)
            where = f"Trang {seen.page + 1}: không đọc được {name} ở «{said}»"
            yield Flag("unfilled", f"{where}; hãy nhập theo ảnh, nếu giấy có ghi.", seen.page, box=seen.box)


def _by_name(doubts: Iterable[Doubt]) -> Iterator[Doubt]:
    """``doubts``, those of the words of one name as one, of the whole name. Another reading may be of one word or of
    all of it; one that is the end of the name says nothing."""
    for line, group in groupby(doubts, key=lambda doubt: doubt.line):
        found = list(group)
        others = {doubt.word.box: doubt.other for doubt in found if doubt.other}
        told = list(dict.fromkeys(others.values()))
        whole = told[0] if len(told) == 1 < len(others) else next((other for other in told if " " in other), None)
        if found[0].bears != "signer" or (len(found) == 1 and whole is None):
            yield from (replace(one, other=None if one.other == one.word.text else one.other) for one in found)
            continue
        name = " ".join(word.text for word in line.words)
        other = whole or (" ".join(others.get(word.box, word.text) for word in line.words) if others else None)
        word = replace(found[0].word, text=name, box=line.box)
        yield replace(found[0], word=word, other=None if other and f" {name}".endswith(f" {other}") else other)


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
