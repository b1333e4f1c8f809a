"""Pages of a dossier → the same, a letterhead's year that is far beyond all others in it, or like theirs, as these are.

A two is read as a three, a nine or a four: a paper of 2035 among papers of 2025. The papers of a dossier follow each
other within a few years, and what they cite is older than they are. And a slanted eight in thin print is read as a five
or a six by every reader: 2015 or 2016, which stand nowhere else, among papers of 2018.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from archive.records import Line, OcrPage, Word
from archive.text import fold
from ocr.heading import is_date
from ocr.noise import retold

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_ALONE = re.compile(r"((?:19|20)\d\d)(\W*)")
_BEYOND = 5
"""Years by which a paper is later than all others of its dossier, from which on it is not believed."""
_DOUBTED, _TOLD = 0.95, 0.85
"""A year read as surely as this stays; one that was put right is not sure."""
_ROUND, _MANY = frozenset("035689"), 5
"""Figures that are like each other, and how often the year stands there that one with another of them is taken for."""
_CLEAR, _LIKELY, _STRANGE = 0.85, 0.7, 0.89
"""A year read less surely is put right then, at least so sure; one read more surely stays, given at most the last."""
_OFTEN = 2
"""How often the year that it is taken for stands in the dossier."""


def in_years(pages: Sequence[OcrPage]) -> tuple[OcrPage, ...]:
    """``pages`` with such a year as the one met most of those that differ from it by one figure; where there is none it
    stays. What was read is kept in ``Word.read``."""
    met = Counter(year for page in pages for line in page.lines for year in _told(line))
    latest = max((int(year) for year, count in met.items() if count >= _OFTEN), default=0)
    return tuple(_in_years(page, met, latest) for page in pages)


def _told(line: Line) -> Iterator[str]:
    """The years that ``line`` tells, without the one that may be put right."""
    is_dated = line.region == "letterhead" and is_date(line.text)
    for word, behind in _behind_label(line):
        if not (is_dated and behind and word.confidence < _DOUBTED):
            yield from _YEAR.findall(word.text)


def _in_years(page: OcrPage, met: Counter[str], latest: int) -> OcrPage:
    lines = tuple(_right(line, met, latest) for line in page.lines)
    return page if lines == page.lines else replace(page, lines=lines)


def _right(line: Line, met: Counter[str], latest: int) -> Line:
    if line.region != "letterhead" or not is_date(line.text):
        return line
    words = tuple(_believed(word, met, latest) if behind else word for word, behind in _behind_label(line))
    return line if words == line.words else replace(line, words=words)


def _behind_label(line: Line) -> Iterator[tuple[Word, bool]]:
    """The words of ``line``, and whether each stands behind "năm"."""
    last = ""
    for word in line.words:
        yield word, fold(last) == "nam"
        last = word.text


def _believed(word: Word, met: Counter[str], latest: int) -> Word:
    found, sure = _ALONE.fullmatch(word.text), word.confidence >= _DOUBTED
    if not found or word.read is not None or met[found[1]] > sure:
        return word
    usual = _usual(found[1], met)
    if usual and word.confidence < _CLEAR:
        return replace(retold(word, usual + found[2]), confidence=min(max(word.confidence, _LIKELY), _TOLD))
    if usual:
        return replace(word, confidence=min(word.confidence, _STRANGE))
    if sure or not latest or int(found[1]) - latest < _BEYOND:
        return word
    near = [year for year in met if sum(a != b for a, b in zip(year, found[1], strict=True)) == 1]
    best = max(near, key=lambda year: met[year], default=None)
    if best is None or met[best] < _OFTEN:
        return word
    return replace(retold(word, best + found[2]), confidence=min(word.confidence, _TOLD))


def _usual(year: str, met: Counter[str]) -> str | None:
    """The year that stands in the dossier more often than any other where ``year`` is that but for a figure of like
    form: slanted in thin print 2018 is read as 2015."""
    best, times = next(iter(met.most_common(1)), ("", 0))
    off = [pair for pair in zip(year, best, strict=False) if pair[0] != pair[1]]
    return best if times >= _MANY and len(off) == 1 and set(off[0]) <= _ROUND else None
