"""The read pages of a document → its parts, as bookmarks name them: the paper itself, and each annex (phụ lục).

A page of an annex says so at its top, in one of two ways (NĐ 30/2020/NĐ-CP, PL I, phần III): it is called "Phụ lục",
alone or numbered, or it says in brackets to what it belongs ("Ban hành kèm theo Quyết định số …") under a title of its
own, as a plan or a regulation does that a decision brings into force.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from archive.records import Line, OcrPage
from archive.text import fold
from archive.textlayer import legible

_LABEL = re.compile(r"(phu (luc|bieu)|bieu mau|(mau|bieu)( bieu)? so)( so)?(?P<number>\s+[\divxlc]{1,5}[a-z]?)?\W*$")
_LABEL_AND_TITLE = re.compile(r"(phu (luc|bieu)|(mau|bieu) so)( so)?(\s+[\divxlc]{1,5}[a-z]?)?\s*[:.\-–]\s+\S")
_BELONGS = re.compile(r"\W*((ban hanh|duoc ban hanh|dinh)\s+)?kem\s+theo\s+\S")
_TOP, _LINES, _TITLE = 0.45, 14, 4
"""How far down a heading begins, as a share of the page; how many lines are looked at; lines of a title at most."""
_LONG = 250
_ASIDE = ("header", "letterhead", "stamp", "table", "footer")


@dataclass(frozen=True, slots=True)
class Part:
    """Phần của văn bản: its ``title``, the ``page`` it begins on (place in the document, from 0), and which of that
    page's lines are its heading (``first`` until before ``end``)."""

    title: str
    page: int
    first: int = 0
    end: int = 0


def parts(pages: Sequence[OcrPage], title: str, type_name: str | None) -> tuple[Part, ...]:
    """The paper, called ``title``, and after it its annexes in their order; one part where there is no annex."""
    if not pages:
        return ()
    named = _named(pages[0], type_name)
    own = Part(title, 0, named, named + 1) if named is not None else Part(title, 0)
    annexes = (_annex(page, number) for number, page in enumerate(pages[1:], 1))
    return own, *(annex for annex in annexes if annex)


def page_number(line: Line, height: int) -> bool:
    """Whether ``line`` is no more than the number of its page, printed above or below the text."""
    bare = line.text.strip(" -–—.|")
    _, top, _, bottom = line.box if line.words else (0, 0, 0, 0)
    beside = line.region in ("header", "footer") or bottom < 0.1 * height or top > 0.93 * height
    return beside and line.cell is None and 0 < len(bare) <= 4 and (bare.isdecimal() or bool(_ROMAN.match(bare)))


_ROMAN = re.compile(r"[ivx]{1,4}$")


def _named(page: OcrPage, type_name: str | None) -> int | None:
    """The line that is the type of the paper in capitals, by itself: "QUYẾT ĐỊNH"."""
    if not type_name:
        return None
    for at, line in enumerate(page.lines):
        words = line.text.strip(" :.")
        if line.cell is None and words == words.upper() and fold(words) == fold(type_name):
            return at
    return None


def _annex(page: OcrPage, number: int) -> Part | None:
    top = [
        (at, line)
        for at, line in enumerate(page.lines)
        if line.words and not page_number(line, page.page.height) and line.region not in _ASIDE
    ][:_LINES]
    high = [(at, line) for at, line in top if not page.page.height or line.box[1] < _TOP * page.page.height]
    belongs = next((at for at, line in high if _BELONGS.match(fold(line.text)) and _bracketed(line)), None)
    label = next((at for at, line in high if _is_label(line)), None)
    if label is not None and (belongs is None or label < belongs):
        return _part(page, number, label, belongs)
    if belongs is None:
        return None
    above = [at for at, line in high if at < belongs]
    capitals = next((at for at in above if _capital(page.lines[at])), None)
    return None if capitals is None else _part(page, number, capitals, belongs)


def _part(page: OcrPage, number: int, first: int, end: int | None) -> Part:
    """Title and lines of a heading, which ends before ``end``, else with the last line that looks like one."""
    if end is None or end - first > _TITLE + 1:
        end = first + 1
        while end < min(len(page.lines), first + _TITLE) and _titular(page.lines[end]):
            end += 1
    texts = [text for line in page.lines[first:end] if (text := legible(line.text).strip())]
    lead = ": " if len(texts) > 1 and _LABEL.match(fold(texts[0])) else " "
    title = lead.join((texts[0].rstrip(" .:"), " ".join(texts[1:]))) if len(texts) > 1 else texts[0]
    return Part(title if len(title) <= _LONG else title[: _LONG - 1] + "…", number, first, end)


def _is_label(line: Line) -> bool:
    said = fold(line.text).strip()
    return bool(_LABEL.match(said) or (_LABEL_AND_TITLE.match(said) and _titular(line)))


def _bracketed(line: Line) -> bool:
    return line.text.lstrip().startswith(("(", "[")) or fold(line.text).startswith("ban hanh")


def _titular(line: Line) -> bool:
    return line.cell is None and line.region not in _ASIDE and (line.bold is True or _capital(line))


def _capital(line: Line) -> bool:
    letters = [char for char in line.text if char.isalpha()]
    return len(letters) > 3 and sum(char.isupper() for char in letters) > 0.8 * len(letters)
