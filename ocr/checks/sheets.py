"""Pages and documents → flags where pages are missing, repeated or out of order, and where counts do not agree."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from archive.records import Box, Document, Flag, Known, OcrPage
from archive.text import fold
from ocr.checks.passage import SURE, rows
from ocr.cover import cover
from ocr.kinds import kind_of

_MOST_MISSING = 9
"""A larger jump in printed numbers is a misread number rather than so many lost pages in a row."""
_PRINTED = re.compile(r"[-–—.\s]*(?P<number>[1-9]\d{0,2})[-–—.\s]*")
_TOP, _FOOT = 0.09, 0.91
"""A page number stands above or below these shares of the page's height (NĐ 30/2020, PL I: centred at the top)."""
_COUNTS = (
    ("tờ", re.compile(r"(?:gom|so luong to|so to)\W{0,3}(?P<count>\d{1,4})(?:\s*to)?\W*$")),
    ("văn bản", re.compile(r"(?:tong so|so luong|so)\s+(?:van ban|tai lieu)\W{0,3}(?P<count>\d{1,4})\W*$")),
)
"""What a dossier's cover says it holds: "Gồm: 8 tờ", "Số lượng tờ 8", "Tổng số văn bản: 6" (TT 05/2025/TT-BNV)."""
_APPLICATION = ("Đơn", "Tờ khai")
_LISTED = re.compile(r"^\W*(?:\d{1,2}\s*[.,)]?\s+|\d{1,2}[.)]\s*)(?P<paper>\S.*)$")


@dataclass(frozen=True, slots=True)
class _Numbered:
    place: int
    index: int
    number: int
    box: Box


def page_numbers(pages: Sequence[OcrPage], documents: Sequence[Document]) -> Iterable[Flag]:
    """Where the numbers printed on a document's pages jump or repeat.

    A number that the next one does not bear out is taken as misread; a blank page between two may have been counted;
    a number that falls back begins an annex. The first page of a letterhead is page 1 and bears no number.
    """
    by_index = {page.page.index: page for page in pages}
    for document in documents:
        own = [by_index[index] for index in document.pages]
        numbered = list(_numbered(own))
        for before, after in pairwise(numbered):
            yield from _step(before, after, {one.number for one in numbered})


def _numbered(own: Sequence[OcrPage]) -> Iterator[_Numbered]:
    """The pages that bear a number, the first page of a letterhead among them, without numbers that were misread."""
    first = own[0]
    found = []
    if any(line.region == "letterhead" for line in first.lines):
        found.append(_Numbered(0, first.page.index, 1, (0, 0, 1, 1)))
    for place, page in enumerate(own[1:], 1):
        if read := _printed(page):
            found.append(_Numbered(place, page.page.index, *read))
    offsets = [one.number - one.place for one in found]
    for at, one in enumerate(found):
        lone = 0 < at < len(found) - 1 and offsets[at] not in (offsets[at - 1], offsets[at + 1])
        if not (lone and offsets[at - 1] == offsets[at + 1]):
            yield one


def _printed(page: OcrPage) -> tuple[int, Box] | None:
    """The number printed alone at the head or foot of a page, surely read."""
    for line in page.lines:
        match = _PRINTED.fullmatch(line.text)
        edge = line.box[3] < page.page.height * _TOP or line.box[1] > page.page.height * _FOOT
        if (
            match
            and edge
            and line.region in ("header", "footer")
            and all(word.confidence >= SURE for word in line.words)
        ):
            return int(match["number"]), line.box
    return None


def _step(before: _Numbered, after: _Numbered, present: set[int]) -> Iterable[Flag]:
    step, most = after.number - before.number, after.index - before.index
    number, index = after.index + 1, after.index
    if step == 0 and after.index == before.index + 1 and after.number > 1:
        message = f"Trang {number} in số {after.number} như trang trước; hãy xem có phải quét hai lần hoặc xếp lẫn."
        yield Flag("page-repeated", message, index, str(after.number), str(after.number + 1), after.box)
    elif most < step <= most + _MOST_MISSING:
        expected = before.number + after.place - before.place
        lost = [str(one) for one in range(expected, after.number)]
        if present & set(range(expected, after.number)):
            message = (
                f"Trang {number} in số {after.number} nhưng đứng trước trang in số nhỏ hơn; hãy xếp lại thứ tự trang."
            )
            yield Flag("page-order", message, index, str(after.number), str(expected), after.box)
        else:
            where = f"Trang {number} in số {after.number}, thiếu trang số {', '.join(lost)} của văn bản"
            message = f"{where}; hãy tìm trong hồ sơ giấy và quét bổ sung."
            yield Flag("page-missing", message, index, str(after.number), str(expected), after.box)


def counts(pages: Sequence[OcrPage], documents: Sequence[Document], known: Known) -> Iterable[Flag]:
    """Where the cover or a person states another number of sheets or documents than was scanned.

    A sheet has one or two sides with something on them, so more sheets than such sides, or fewer than half of them,
    cannot be; what lies between is no disagreement.
    """
    papers = [document for document in documents if not document.is_cover and not _is_cover(document, pages)]
    stated = known.fields.get("total_doc", "")
    if stated.isdigit() and int(stated) != len(papers):
        message = f"Đã khai {stated} văn bản nhưng tìm thấy {len(papers)}; hãy xem hồ sơ thiếu văn bản hay tách nhầm."
        yield Flag("count-disagrees", message, None, str(len(papers)), stated)
    by_index = {page.page.index: page for page in pages}
    sides = sum(bool(by_index[index].lines) for paper in papers for index in paper.pages)
    lost = any(page.page.kind == "unreadable" or (page.page.kind == "text" and not page.lines) for page in pages)
    for page in pages[:4]:
        for unit, count, box in _stated(page):
            found = sides if unit == "tờ" else len(papers)
            wrong = not (found + 1) // 2 <= count <= found if unit == "tờ" else count != found
            if wrong and not lost:
                said = f"Bìa hồ sơ ghi {count} {unit} nhưng quét được "
                said += f"{found} mặt có chữ" if unit == "tờ" else f"{found} văn bản"
                message = f"{said}; hãy đếm lại hồ sơ giấy và quét bổ sung nếu thiếu."
                yield Flag("count-disagrees", message, page.page.index, str(found), str(count), box)


def _is_cover(document: Document, pages: Sequence[OcrPage]) -> bool:
    return any(page.page.index in document.pages and _covers(page) for page in pages[:4])


def _covers(page: OcrPage) -> bool:
    if page.page.kind == "cover" or cover(page.lines) is not None:
        return True
    return any(fold(line.text).strip(" .:'*") == "bia ho so" for line in page.lines[:8])


def _stated(page: OcrPage) -> Iterator[tuple[str, int, Box]]:
    """The counts on a cover, with their unit and place, surely read."""
    if not _covers(page):
        return
    for line in rows(page):
        for unit, pattern in _COUNTS:
            match = pattern.search(fold(line.text))
            if match and all(word.confidence >= SURE for word in line.words):
                yield unit, int(match["count"]), line.box


def intake(pages: Sequence[OcrPage], documents: Sequence[Document]) -> Iterable[Flag]:
    """An intake slip that lists an application or declaration where the dossier holds none.

    Only these: copies, drawings and pictures that a slip lists are no documents, or were given back. Nothing is said
    while one document's kind is not known.
    """
    names = [document.type_name for document in documents]
    by_index = {page.page.index: page for page in pages}
    if None in names or any(not page.lines for page in pages if page.page.kind in ("text", "unreadable")):
        return
    if any(str(name).startswith(_APPLICATION) for name in names):
        return
    for document in documents:
        if not _is_slip(document):
            continue
        for line in (line for index in document.pages for line in rows(by_index[index])):
            match = _LISTED.match(line.text)
            kind = kind_of(match["paper"]) if match else None
            if match and kind and kind[0].name.startswith(_APPLICATION):
                paper, page = match["paper"], document.pages[0]
                message = (
                    f"Giấy tiếp nhận có ghi «{paper}» nhưng hồ sơ không có; hãy tìm trong hồ sơ giấy và quét bổ sung."
                )
                yield Flag("paper-missing", message, page, None, paper, line.box)


def _is_slip(document: Document) -> bool:
    """Giấy tiếp nhận hồ sơ và hẹn trả kết quả, under this or another name ("Phiếu tiếp nhận và hẹn ngày trả")."""
    return fold(document.type_name or "").startswith(("giay tiep nhan", "phieu tiep nhan", "giay bien nhan ho so"))
