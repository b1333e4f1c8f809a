"""A line of place and date in slanted print → its figures as a model without Vietnamese letters reads them.

Dates are set in italics (NĐ 30/2020, PL I, II.4), and the Vietnamese model reads their figures badly: 2018 as 201%,
2016 or 2098, surely at times. The other model knows no letters to take them for.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from archive.records import Box, Line, Word
from ocr.again import Sheet, alone
from ocr.dates import labels
from ocr.engine import Engine
from ocr.noise import unmarked

_FIGURES = str.maketrans("OoIlTÍÌSsB|!][", "00111115581111")
"""Letters and signs that stand for a figure between "ngày", "tháng" and "năm"."""
_READ, _SURE = 0.6, 0.9
"""The other model's own confidence from which a year is taken, and a month: of 17 years on which the two differed it
had 15 right and the Vietnamese model none. Days are often of a pen, which both read worse: they are not asked about."""
_AGREED, _BOTH = 0.7, 0.95
"""Its confidence from which figures that both read alike are sure, and how sure."""
_YEAR = re.compile(r"\W*\d{3}[\d\W]\W*")
_CERTAIN = 0.95
"""A figure read so surely stays."""
_ENDS = ".,;:)"
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Slanted:
    """The line, and the boxes of the figures that both models read alike or that were taken from the other."""

    line: Line
    settled: frozenset[Box] = frozenset()


def slanted(line: Line, text: float, sheet: Sheet, engine: Engine) -> Slanted:
    """``line`` with the printed figures of its date; ``text`` is the usual height of the page's print in pixels. It
    takes some 15 ms.

    Raises:
        EngineFailed: the recogniser broke or ran out of time.
    """
    found = _labels([word.text for word in line.words])
    other = engine.of_figures() if found else None
    if found is None or other is None:
        return Slanted(line)
    again = alone(replace(line, words=line.words[found[0] :]).box, text, sheet, other)
    words, settled = list(line.words), set[Box]()
    for at, part in _figures(line.words, found):
        now = _read(line.words[at], part, again)
        if now:
            words[at] = now
            settled.add(now.box)
    return Slanted(replace(line, words=tuple(words)), frozenset(settled))


def _labels(said: Sequence[str]) -> tuple[int, int, int] | None:
    """Where "ngày", "tháng" and "năm" stand, also before a year that can be none ("3093")."""
    plain = ["2000" if _YEAR.fullmatch(text) else text for text in said]
    return labels(said) or labels(plain)


def _figures(words: Sequence[Word], at: tuple[int, int, int]) -> Iterator[tuple[int, str]]:
    """Where month and year stand, those that are one word each."""
    _, month, year = at
    for part, first, behind in (("month", month + 1, year), ("year", year + 1, year + 2)):
        if behind - first == 1 and first < len(words):
            yield first, part


def _read(word: Word, part: str, again: Sequence[Word]) -> Word | None:
    """``word`` as both readings have it, or as the other has it where that is the better; None where it stays."""
    inside = [one for one in again if word.box[0] <= (one.box[0] + one.box[2]) / 2 <= word.box[2]]
    if len(inside) != 1:
        return None
    other, bare = inside[0], unmarked(word.text)
    said = unmarked(other.text).translate(_FIGURES)
    if not _is(said, part):
        return None
    tail = word.text[len(word.text.rstrip(_ENDS)) :]
    if said == bare.translate(_FIGURES):
        sure = _BOTH if other.confidence >= _AGREED else other.confidence
        return replace(word, text=said + tail, confidence=max(word.confidence, sure))
    if word.confidence >= _CERTAIN or other.confidence < (_READ if part == "year" else _SURE):
        return None
    return replace(word, text=said + tail, confidence=other.confidence)


def _is(said: str, part: str) -> bool:
    """Whether ``said`` can be that part of a date."""
    if part == "year":
        return len(said) == 4 and said.isdecimal() and said[:2] in ("19", "20")
    return said.isdecimal() and len(said) <= 2 and 0 < int(said) <= _MONTHS
