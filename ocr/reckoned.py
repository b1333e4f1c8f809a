"""Line of a place and date hardly read → the same with the day, month and year that several readings make together.

A one read as "T", an eight as "§", a two as "3": each reading of a worn slanted date errs otherwise. A day is one of
31, a month of twelve, and no paper is of the year 3021; what stands there is what best explains all readings.
"""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from archive.records import Dispute, Line, Page, Word
from archive.text import fold
from ocr.dates import labels
from ocr.engine import Engine
from ocr.heading import is_date, place_start
from ocr.letterhead import date_of
from ocr.looks import pictures, readings
from ocr.picture import Pixels
from ocr.value import Value

_PARTS = re.compile(
    r"\bng\wy[\s.,]*(?P<day>\S{0,4}?)[\s.]*t{1,2}h.{1,3}g[\s.,]*(?P<month>\S{0,4}?)[\s.]*n.m[\s.,]*(?P<year>\S{3,7})"
)
"""On folded text; what a figure was read as may be anything."""
_LIKE = {
    "0": "oôqudc(6", "1": "til|!/f7[]", "2": "z3", "3": "28b", "4": "+ad", "5": "s§38", "6": "b80", "7": "1/?",
    "8": "§sb35", "9": "g4",
}  # fmt: skip
"""As what figures are read, folded: letters of their form, and each other."""
_NEAR, _FAR, _LOST, _MOST = 0.35, 1.2, 1.1, 3.0
"""How far a figure is from one that it is read as, and from any other sign; one lost or added; all of it at most."""
_SHARP, _READINGS = 1.8, 3.0
"""By how much a figure read otherwise makes a number less likely (natural logarithm); for how many independent ones
the readings of one scan count."""
_YEARS, _FIRST_YEAR = range(1945, 2100), 1976
_LATE, _SELDOM = 2035, 0.02
"""Years that papers bear; before and after these seldom."""
_CLEAR = 0.85
"""The recogniser's own confidence from which on a whole date is not read again."""
_SURE, _LIKELY, _BEYOND = 0.9, 0.5, 0.97
"""Chance from which on a figure is sure, is told, and takes the place of another that was read."""
_HIGH, _LOW = 0.93, 0.6
"""The recogniser's own confidence that a figure is given which is sure, and one that is not."""
_TWO_FIGURED = 3
"""Months before it are written with a nought (NĐ 30/2020, PL I, II.4): one figure there is what is left of two."""
_LEAST = 4
"""Readings that must have a date."""
_BESIDE = 0.4


def reckoned(
    lines: Sequence[Line], page: Page, cleaned: Pixels | None, engine: Engine
) -> tuple[tuple[Line, ...], tuple[Dispute, ...]]:
    """``lines`` with the date of the letterhead put right where it was not read whole or not surely, and which of its
    figures are not sure. Only such a line costs anything: at most eighteen readings of it.

    Raises:
        EngineFailed: the recogniser is missing, broke or ran out of time.
    """
    dated = (at for at, line in enumerate(lines) if line.region == "letterhead" and is_date(line.text))
    at = next(dated, None)
    if at is None or page.image is None or cleaned is None or _is_clear(lines[at]):
        return tuple(lines), ()
    row = _row(lines[at])
    told = [read for one in pictures(page.image, cleaned, row) for read in readings(one, row, page.dpi, engine)]
    line, disputes = _together(lines[at], told)
    return tuple(line if one == at else other for one, other in enumerate(lines)), disputes


def _is_clear(line: Line) -> bool:
    """Whether the date was read whole and surely; a day of one figure has lost one (a nought stands before it, NĐ
    30/2020, PL I, II.4)."""
    found = date_of(replace(line, words=line.words[place_start(line) :]))
    if found is None or len(found.text) != len("2020-01-31") or len(found.words) < len(_known()):
        return False
    return not _is_cut(found) and min(word.confidence for word in found.words) >= _CLEAR


def _is_cut(date: Value) -> bool:
    """Whether the day of ``date`` was read as one figure."""
    return sum(map(str.isdigit, date.words[0].text)) == 1


def _row(line: Line) -> tuple[int, int, int, int]:
    words = line.words[place_start(line) :]
    high = max(word.box[3] - word.box[1] for word in words)
    left, right = words[0].box[0] - round(_BESIDE * high), words[-1].box[2] + round(_BESIDE * high)
    return max(0, left), min(word.box[1] for word in words), right, max(word.box[3] for word in words)


@dataclass(frozen=True, slots=True)
class _Figure:
    """The likeliest day, month or year, and the chance of it."""

    text: str
    chance: float


def _together(line: Line, told: Sequence[Sequence[Word]]) -> tuple[Line, tuple[Dispute, ...]]:
    """``line`` with the date that the readings ``told`` make together, and which of its figures are not sure.

    What was read is kept beside what they make where that is not sure: a pen's figures are read by another reader.
    """
    seen = [found for read in told if (found := _PARTS.search(fold(" ".join(word.text for word in read))))]
    written = next((read for read in told if labels([word.text for word in read])), None)
    if len(seen) < _LEAST or written is None:
        return line, ()
    figures = [_likeliest([one[part] for one in seen], known) for part, known in _known().items()]
    start = place_start(line)
    before, place = line.words[:start], line.words[start:]
    read = date_of(replace(line, words=place))
    kept = dict(zip(("year", "month", "day"), read.text.split("-"), strict=False)) if read else {}
    whole = len(kept) == len(figures)
    if read and whole and _is_cut(read):
        kept = _without_cut(kept, figures, "day")
    if read and whole and sum(map(str.isdigit, read.words[1].text)) == 1 and int(kept["month"]) < _TWO_FIGURED:
        kept = _without_cut(kept, figures, "month")
    now = [_decided(kept.get(part), one) for part, one in zip(_known(), figures, strict=True)]
    same = all(int(kept.get(part, 0)) == int(one.text) for part, one in zip(_known(), now, strict=True))
    if same and read and _is_cut(read) and now[0].chance < _SURE:
        return line, (Dispute(read.words[0].box, figures[0].text),)
    if same or (not whole and min(one.chance for one in now) < _LIKELY):
        return line, ()
    words, disputes = _worded(written, now)
    day = next((at for at, word in enumerate(place) if fold(word.text).startswith("ngay")), 0)
    return replace(line, words=(*before, *(place[:day] or _place(written)), *words)), disputes


def _without_cut(kept: dict[str, str], figures: Sequence[_Figure], which: str) -> dict[str, str]:
    """The parts that were read, without a day, or month, of one figure where the one that is likeliest has that figure
    and one more."""
    one = figures[list(_known()).index(which)].text
    cut = len(one.lstrip("0")) > 1 and kept[which].lstrip("0") in one
    return {part: text for part, text in kept.items() if not (cut and part == which)}


def _decided(kept: str | None, figure: _Figure) -> _Figure:
    """What was read, or ``figure`` where nothing was or that is beyond doubt; sure where both say it."""
    if kept is None or int(kept) == int(figure.text) or figure.chance >= _BEYOND:
        return figure
    return _Figure(kept, _LIKELY)


def _place(written: Sequence[Word]) -> Sequence[Word]:
    said = labels([word.text for word in written])
    return written[: said[0]] if said else ()


def _worded(written: Sequence[Word], figures: Sequence[_Figure]) -> tuple[list[Word], tuple[Dispute, ...]]:
    """The words of the date from "ngày" on, as the reading ``written`` has them, with ``figures`` between."""
    said = labels([word.text for word in written]) or (0, 0, 0)
    ends = (said[1], said[2], min(said[2] + 2, len(written)))
    words, disputes = list[Word](), list[Dispute]()
    for name, at, end, figure in zip(("ngày", "tháng", "năm"), said, ends, figures, strict=True):
        label, read = replace(written[at], text=name), written[at + 1 : end]
        box = (label.box[2] + 2, label.box[1], written[end].box[0] - 2 if end < len(written) else 0, label.box[3])
        box = (read[0].box[0], read[0].box[1], read[-1].box[2], read[-1].box[3]) if read else box
        sure = figure.chance >= _SURE
        words += [label, Word(figure.text, box, _HIGH if sure else _LOW)]
        if not sure:
            disputes.append(Dispute(box, " ".join(word.text for word in read)))
    return words, tuple(disputes)


@lru_cache(maxsize=1)
def _known() -> dict[str, dict[str, float]]:
    """What may stand behind "ngày", "tháng", "năm", each with its share."""
    days = {f"{day:02d}": 1 / 31 for day in range(1, 32)}
    months = {f"{month:02d}" if month < 3 else str(month): 1 / 12 for month in range(1, 13)}
    years = {str(year): 1.0 if _FIRST_YEAR <= year <= _LATE else _SELDOM for year in _YEARS}
    return {"day": days, "month": months, "year": years}


def _likeliest(read: Sequence[str], known: Mapping[str, float]) -> _Figure:
    odds = {text: math.log(share) - _SHARP * _READINGS * _off(read, text) for text, share in known.items()}
    best = max(odds, key=lambda text: odds[text])
    return _Figure(best, 1 / math.fsum(math.exp(one - odds[best]) for one in odds.values()))


def _off(read: Sequence[str], text: str) -> float:
    """How far the readings are from ``text`` in the mean, in figures, with a nought before or without."""
    ways = (text, text.lstrip("0")) if len(text) < 3 else (text,)
    return math.fsum(min(_distance(one, way) for way in ways) for one in read) / len(read)


@lru_cache(maxsize=65536)
def _distance(read: str, text: str) -> float:
    """What it takes to make ``text`` of ``read``, a sign for one of its form costing little."""
    row = [at * _LOST for at in range(len(text) + 1)]
    for sign in read.strip(".,:;'-_"):
        row = list(_next(row, sign, text))
    return min(row[-1], _MOST)


def _next(row: Sequence[float], sign: str, text: str) -> Iterator[float]:
    last = row[0] + _LOST
    yield last
    for at, figure in enumerate(text):
        change = 0.0 if sign == figure else _NEAR if sign in _LIKE[figure] and not sign.isdigit() else _FAR
        change = 2 * _NEAR if sign != figure and sign.isdigit() and sign in _LIKE[figure] else change
        last = min(row[at] + change, row[at + 1] + _LOST, last + _LOST)
        yield last
