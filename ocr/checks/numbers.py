"""Documents and their annexes → flags where an annex names another number or date than its document bears."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from archive.records import Box, Document, Flag, Known, OcrPage
from archive.text import spoken
from ocr.checks.passage import Passage, around, passages
from ocr.checks.stated import with_stated
from ocr.citation import Citation, attached
from ocr.heading import is_number
from ocr.second import Doubt, doubted


def numbers(pages: Sequence[OcrPage], documents: Sequence[Document], known: Known) -> Iterable[Flag]:
    """An annex that names another number than its document's: "Ban hành kèm theo Quyết định số 2506/QĐ-UBND".

    Where the head's number is not sure, or no annex bears it out while they disagree among themselves, it may be the
    head that was misread: it is told as not sure, and the annexes are compared with the number that most of them name.
    """
    by_index = {page.page.index: page for page in pages}
    for document, entry in with_stated(documents, known):
        if not (document.code_number and document.code_notation):
            continue
        own = [by_index[index] for index in document.pages]
        cited = attached(own, document.type_name, document.code_notation)
        head = _bare(document.code_number)
        number = document.code_number
        certain = entry is not None and "code_number" in entry.fields
        if not certain and _misread(own[0], head, cited):
            number = _usual(cited)
            yield _head(own[0], document, f"{number}/{document.code_notation}")
        expected = f"{number}/{document.code_notation}"
        for citation in cited:
            if _bare(citation.number) != _bare(number):
                yield _annex(by_index[citation.page], citation, expected)
        yield from _dates(by_index, document, cited, number)


def _bare(number: str) -> str:
    return number.lstrip("0")


def _misread(first: OcrPage, head: str, cited: Sequence[Citation]) -> bool:
    said = {_bare(citation.number) for citation in cited}
    return bool(said) and head not in said and (len(said) > 1 or bool(_figures(first)))


def _figures(first: OcrPage) -> list[Doubt]:
    """The words of the head's number that are not sure: figures, or what stands where figures should."""
    return [doubt for doubt in doubted(first) if doubt.bears == "number" and not doubt.word.text.startswith("/")]


def _usual(cited: Sequence[Citation]) -> str:
    """The number that most annexes name, the first of equals."""
    ((number, _),) = Counter(citation.number for citation in cited).most_common(1)
    return number


def _head(first: OcrPage, document: Document, expected: str) -> Flag:
    figures = [doubt.word.box for doubt in _figures(first)]
    found = f"{document.code_number}/{document.code_notation}"
    where = f"Trang {first.page.index + 1}: số văn bản đọc là «{found}» nhưng phụ lục ghi «{expected}»"
    message = f"{where}; hãy đối chiếu với ảnh và sửa số nếu đọc sai."
    return Flag(
        "not-sure", message, first.page.index, found, expected, around(figures) if figures else _number_box(first)
    )


def _number_box(first: OcrPage) -> Box | None:
    """The words of the line that bears the head's number, up to the stroke: behind it may stand place and date."""
    line = next((line for line in first.lines if is_number(line.text)), None)
    if line is None:
        return None
    end = next((at for at, word in enumerate(line.words, 1) if "/" in word.text), len(line.words))
    return around([word.box for word in line.words[:end]])


def _annex(page: OcrPage, citation: Citation, expected: str) -> Flag:
    where = f"Trang {citation.page + 1} ghi kèm theo văn bản số {citation.code}, nhưng văn bản này có số {expected}"
    message = f"{where}; hãy xem phụ lục có đúng của văn bản này không, hay số bị ghi nhầm."
    place = _place(page, citation)
    return Flag("number-disagrees", message, citation.page, citation.code, expected, place.box if place else None)


def _place(page: OcrPage, citation: Citation) -> Passage | None:
    """Where on the page the number is cited."""
    pattern = rf"(?<!\d){citation.number}\s*/\s*{re.escape(citation.notation)}"
    return next(passages(page, re.compile(pattern)), None)


def _dates(by_index: dict[int, OcrPage], document: Document, cited: Sequence[Citation], number: str) -> Iterable[Flag]:
    """An annex that names its document's number with another date; only whole dates that were surely read."""
    issued = document.issued_date
    first = by_index[document.pages[0]]
    if issued is None or len(issued) < 10 or any(doubt.bears == "date" for doubt in doubted(first)):
        return
    for citation in cited:
        whole = citation.date and len(citation.date) == 10 and _bare(citation.number) == _bare(number)
        if not whole or citation.date == issued:
            continue
        pattern = rf"(?<!\d){citation.number}\s*/\s*{re.escape(citation.notation)}.{{0,40}}?(?:19|20)\d\d"
        place = next(passages(by_index[citation.page], re.compile(pattern)), None)
        if place and place.sure:
            where = f"Trang {citation.page + 1} ghi văn bản {citation.code} ngày {spoken(citation.date or '')}"
            message = f"{where}, nhưng văn bản này đề ngày {spoken(issued)}; hãy xem ngày nào đúng."
            yield Flag("date-disagrees", message, citation.page, citation.date, issued, place.box)
