"""Dates on the papers → flags where they are out of order."""

import re
from collections.abc import Iterable, Sequence
from datetime import date

from archive.records import Box, Document, Flag, Line, OcrPage
from archive.text import fold, spoken
from ocr.checks.passage import Passage, passages
from ocr.dates import dated
from ocr.second import doubted

_CITED = re.compile(
    r"(?<!theo )(?P<kind>Nghị quyết|Quyết định|Chỉ thị|Kế hoạch|Thông báo|Báo cáo|Tờ trình|Công văn|Biên bản|Nghị định|"
    r"Thông tư|Luật)\s+số\s*:?\s*(?P<number>\d{1,5})\s*/\s*(?P<notation>[^\W_][\w&./-]*),?\s+"
    r"(?P<date>ngày\s+\d{1,2}\s*(?:tháng\s+\d{1,2}\s+năm|[/.-]\s*\d{1,2}\s*[/.-])\s*(?:19|20)\d\d)"
)
"""A document cited with number and date: "Căn cứ Tờ trình số 12/TTr-STC ngày 05 tháng 3 năm 2018"."""
_DAY = r"\d{1,2}\s*[/.-]\s*\d{1,2}\s*[/.-]\s*(?:19|20)\d\d|ngày\s+\d{1,2}\s+tháng\s+\d{1,2}\s+năm\s+(?:19|20)\d\d"
_SPAN = re.compile(rf"[Tt]ừ\s+(?:ngày\s+)?(?P<start>{_DAY})\s*(?:đến|[-–])\s+(?:hết\s+)?(?:ngày\s+)?(?P<end>{_DAY})")


def order(pages: Sequence[OcrPage], documents: Sequence[Document], fields: dict[str, str]) -> Iterable[Flag]:
    """A document that cites one of a later day, a span that ends before it starts, a document after the dossier's end.

    Only whole dates that were surely read.
    """
    by_index = {page.page.index: page for page in pages}
    for document in documents:
        own = [by_index[index] for index in document.pages]
        issued = _issued(document, own[0])
        for page in own:
            yield from _spans(page)
            yield from _cited(page, document, issued, documents)
    yield from _after_end(by_index, documents, fields)


def ahead(pages: Sequence[OcrPage], documents: Sequence[Document], today: date) -> tuple[Flag, ...]:
    """Documents that are dated after ``today``, the day on which they were scanned."""
    by_index = {page.page.index: page for page in pages}
    found = []
    for document in documents:
        first = by_index[document.pages[0]]
        issued = document.issued_date or ""
        if issued > today.isoformat()[: len(issued)]:
            where = f"Văn bản {document.ordinal} (trang {first.page.index + 1}) đề ngày {spoken(issued)}, sau hôm nay"
            message = f"{where} ({spoken(today.isoformat())}); hãy đối chiếu với ảnh và sửa ngày."
            found.append(
                Flag("date-ahead", message, first.page.index, issued, today.isoformat(), _date_box(first, issued))
            )
    return tuple(found)


def _issued(document: Document, first: OcrPage) -> str | None:
    """The whole date of a document, None where it is open or not sure."""
    day = document.issued_date
    sure = not any(doubt.bears == "date" for doubt in doubted(first))
    return day if day and len(day) == 10 and sure else None


def _date_box(page: OcrPage, day: str) -> Box | None:
    lines: list[Line] = [line for line in page.lines if dated(line.text) == day]
    return lines[0].box if lines else None


def _cited(page: OcrPage, document: Document, issued: str | None, documents: Sequence[Document]) -> Iterable[Flag]:
    for passage in passages(page, _CITED):
        day = dated(passage.match["date"])
        if day is None or len(day) < 10 or not passage.sure:
            continue
        code = f"{passage.match['number']}/{passage.match['notation'].strip('.,-/')}"
        if issued and day > issued:
            where = f"Trang {passage.page + 1} viện dẫn văn bản {code} ngày {spoken(day)}"
            message = f"{where}, sau ngày {spoken(issued)} của chính văn bản này; hãy xem ngày nào sai."
            yield Flag("date-disagrees", message, passage.page, day, issued, passage.box)
        elif twin := _held(passage, code, document, documents):
            yield from _unlike(passage, code, day, twin)


def _unlike(passage: Passage, code: str, day: str, twin: Document) -> Iterable[Flag]:
    """A document cited with another day than it bears itself."""
    if twin.issued_date and len(twin.issued_date) == 10 and twin.issued_date != day:
        where = f"Trang {passage.page + 1} viện dẫn văn bản {code} ngày {spoken(day)}, nhưng văn bản ấy"
        message = f"{where} (trang {twin.pages[0] + 1}) đề ngày {spoken(twin.issued_date)}; hãy xem ngày nào đúng."
        yield Flag("date-disagrees", message, passage.page, day, twin.issued_date, passage.box)


def _held(passage: Passage, code: str, own: Document, documents: Sequence[Document]) -> Document | None:
    """The other document of the dossier that is cited: by kind, number, notation and year."""
    year = passage.match["date"][-4:]
    for document in documents:
        same = f"{document.code_number}/{document.code_notation}" == code
        kind = fold(document.type_name or "") == fold(passage.match["kind"])
        if document is not own and same and kind and (document.issued_date or "").startswith(year):
            return document
    return None


def _spans(page: OcrPage) -> Iterable[Flag]:
    for passage in passages(page, _SPAN):
        start, end = dated(passage.match["start"]), dated(passage.match["end"])
        if start and end and len(start) == len(end) == 10 and end < start and passage.sure:
            span = f"từ ngày {spoken(start)} đến ngày {spoken(end)}"
            where = f"Trang {passage.page + 1} ghi {span}, kết thúc trước khi bắt đầu"
            yield Flag("date-disagrees", f"{where}; hãy xem ngày nào sai.", passage.page, end, start, passage.box)


def _after_end(by_index: dict[int, OcrPage], documents: Sequence[Document], fields: dict[str, str]) -> Iterable[Flag]:
    """Documents dated after the day on which the dossier ends; earlier ones may be papers handed in."""
    end, start = fields.get("end_date", ""), fields.get("start_date", "")
    if len(end) != 10 or end < start:
        return
    for document in documents:
        first = by_index[document.pages[0]]
        issued = None if document.is_cover else _issued(document, first)
        if issued and issued > end:
            where = f"Văn bản {document.ordinal} (trang {first.page.index + 1}) đề ngày {spoken(issued)}"
            message = (
                f"{where}, sau ngày kết thúc hồ sơ {spoken(end)}; hãy xem ngày nào sai hoặc văn bản có thuộc hồ sơ này."
            )
            yield Flag("date-disagrees", message, first.page.index, issued, end, _date_box(first, issued))
