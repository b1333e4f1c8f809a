"""Signatures → flags where one signer's name is spelt in two ways in the dossier."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from archive.records import Document, Flag, Line, OcrPage
from archive.text import fold
from ocr.checks.passage import SURE
from ocr.signature import columns, is_name, name_of, signature
from ocr.vietnamese import likeness

_SAME_ORGAN = 0.9


@dataclass(frozen=True, slots=True)
class _Signed:
    page: int
    line: Line
    name: str
    office: str
    organ: str


def signers(pages: Sequence[OcrPage], documents: Sequence[Document]) -> Iterable[Flag]:
    """Names under one office of one organ that differ in one letter or mark of one word, both surely read.

    A misread mark is far more common than a misspelt name: a name that is not sure is told as such, not here.
    """
    by_index = {page.page.index: page for page in pages}
    found = [
        signed
        for document in documents
        for index in document.pages
        if (signed := _signed(by_index[index], document.organ_name or ""))
    ]
    counts = Counter(signed.name for signed in found)
    for number, signed in enumerate(found):
        others = [other for at, other in enumerate(found) if at != number and _misspelt(signed, other)]
        usual = max(others, key=lambda other: counts[other.name], default=None)
        if usual is None:
            continue
        if (counts[usual.name], -found.index(usual)) > (counts[signed.name], -number):
            where = (
                f"Trang {signed.page + 1}: người ký ghi là «{signed.name}», trang {usual.page + 1} ghi «{usual.name}»"
            )
            message = f"{where}; hãy xem tên nào đúng rồi sửa cho thống nhất."
            yield Flag("signer-disagrees", message, signed.page, signed.name, usual.name, signed.line.box)


def _signed(page: OcrPage, organ: str) -> _Signed | None:
    read = signature(page.lines, page.page.width, page.page.height)
    if read is None or not read.name or not read.position:
        return None
    pieces = [piece for line in page.lines for piece in columns(line) if is_name(piece.text)]
    line = next((piece for piece in pieces if name_of(piece.text) == read.name), None)
    disputed = {dispute.box for dispute in page.disputed}
    if line is None or any(word.confidence < SURE or word.box in disputed for word in line.words):
        return None
    return _Signed(page.page.index, line, read.name, fold(read.position), organ)


def _misspelt(one: _Signed, other: _Signed) -> bool:
    words = one.name.split(), other.name.split()
    if one.office != other.office or len(words[0]) != len(words[1]) or not _one_organ(one.organ, other.organ):
        return False
    unlike = [pair for pair in zip(*words, strict=True) if pair[0] != pair[1]]
    return len(unlike) == 1 and _one_letter(*unlike[0])


def _one_organ(one: str, other: str) -> bool:
    return one == other or likeness(one, other) >= _SAME_ORGAN


def _one_letter(one: str, other: str) -> bool:
    """Whether the words differ in one letter or in marks alone: one replaced, left out or put in."""
    if fold(one) == fold(other):
        return True
    short, long = sorted((one.lower(), other.lower()), key=len)
    if len(short) == len(long):
        return sum(a != b for a, b in zip(short, long, strict=True)) == 1
    return len(long) - len(short) == 1 and any(long[:at] + long[at + 1 :] == short for at in range(len(long)))
