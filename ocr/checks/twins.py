"""Documents → flags where the dossier holds the same paper twice (NĐ 30/2020/NĐ-CP, PL VI, phần I, 1.h)."""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import combinations

from archive.records import Document, Flag, OcrPage
from archive.text import fold, tokens
from ocr.checks.passage import around
from ocr.vietnamese import likeness

_SAME, _SAME_FIGURES = 0.92, 0.78
"""Shares of words, and of words with figures, that two readings have in common from which on they are of one paper.
Of known pages scanned twice at four levels all 48 pairs have 0.949 and 0.80 at least; of 15 700 pairs of different
pages none has more than 0.815, and those that come near are one form filled in for two people (0.67 of the figures)."""
_LEAST = 30
"""Words below which a page is too short to tell: a blank form, a signature alone."""
_ISSUER = 0.9

_Words = tuple[Counter[str], Counter[str]]


def twins(pages: Sequence[OcrPage], documents: Sequence[Document]) -> Iterable[Flag]:
    """Documents of the same number, notation and issuer, and pages that say the same nearly word for word."""
    by_index = {page.page.index: page for page in pages}
    told = set[int]()
    for first, second in combinations(documents, 2):
        if _same_number(first, second):
            told.update(second.pages)
            code = f"{second.code_number}/{second.code_notation}"
            where = f"Văn bản {second.ordinal} (trang {second.pages[0] + 1}) trùng số, ký hiệu và cơ quan ban hành"
            message = f"{where} ({code}) với văn bản {first.ordinal} (trang {first.pages[0] + 1}); hãy bỏ bản trùng."
            box = _head(by_index[second.pages[0]])
            yield Flag("duplicate-document", message, second.pages[0], code, None, box)
    yield from _same_pages([by_index[index] for document in documents for index in document.pages], told)


def _same_number(first: Document, second: Document) -> bool:
    """Numbers begin anew each year, so papers of two years are none; a date left open says nothing."""
    if not (first.code_number and first.code_notation and second.code_number and first.organ_name):
        return False
    same = first.code_number.lstrip("0") == second.code_number.lstrip("0")
    same = same and first.code_notation == second.code_notation
    dates = first.issued_date or "", second.issued_date or ""
    length = min(map(len, dates))
    return (
        same
        and dates[0][:length] == dates[1][:length]
        and likeness(first.organ_name, second.organ_name or "") > _ISSUER
    )


def _head(page: OcrPage) -> tuple[int, int, int, int] | None:
    boxes = [line.box for line in page.lines if line.region == "letterhead"]
    return around(boxes) if boxes else None


def _same_pages(pages: Sequence[OcrPage], told: set[int]) -> Iterable[Flag]:
    """One flag a page that repeats an earlier one; those of documents that were ``told`` already are left out."""
    seen: list[tuple[OcrPage, _Words]] = []
    for page in pages:
        words = _words(page)
        if words[0].total() < _LEAST:
            continue
        twin = next((other for other, said in seen if _alike(said, words)), None)
        seen.append((page, words))
        if twin is not None and page.page.index not in told:
            number, earlier = page.page.index + 1, twin.page.index + 1
            message = (
                f"Trang {number} trùng nội dung với trang {earlier}; hãy xem có phải quét hai lần và bỏ bản trùng."
            )
            box = around([line.box for line in page.lines])
            yield Flag("duplicate-page", message, page.page.index, f"trang {number}", f"trang {earlier}", box)


def _words(page: OcrPage) -> _Words:
    said = [fold(word) for word in tokens(page.text)]
    return Counter(said), Counter(word for word in said if any(char.isdigit() for char in word))


def _alike(one: _Words, other: _Words) -> bool:
    least = (one[0].total(), other[0].total())
    if min(least) < max(least) * (_SAME / (2 - _SAME)):
        return False
    return _shared(one[0], other[0]) >= _SAME and _shared(one[1], other[1]) >= _SAME_FIGURES


def _shared(one: Counter[str], other: Counter[str]) -> float:
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 1.0
