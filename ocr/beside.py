"""A line of number or date that lost its print beside handwriting → the same with that print read from close by.

What a pen wrote into "Số:      /GM-VHXH" or "ngày      tháng      năm 2025" can make the recogniser lose the rest of
the line, though it is clearly printed. Read by itself, from where the pen ended, it is found; the figures in the blanks
are another reader's (``ocr.blanks``).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from archive.records import Box, Line, Word
from archive.text import fold
from ocr.again import Sheet, closer
from ocr.blanks import beginnings
from ocr.dates import labels
from ocr.engine import Engine
from ocr.heading import is_date, is_half_date, is_number
from ocr.kinds import by_code
from ocr.number import has_notation, mended

_NOTATION = re.compile(
    r"[/1lI|\\]?\s*(?P<notation>[A-ZĐ][A-Za-zĐđ]{0,4}[-–][A-ZĐ][A-Za-zĐđ&]{1,9}(?:[-–.][A-ZĐ0-9]{1,8}){0,2})\W*"
)
"""What stands behind the number; the slash before it may have gone with the pen's strokes."""
_PLACE = re.compile(r"[^\W\d_]['’\w]*(?:[ -][^\W_]['’\w]*){0,4},")
"""A place as it stands before the day: "D'Ran,", "Quận 3,"."""
_MARKS = " .,:;'*_-|"
_SURE = 0.6
"""The recogniser's own confidence from which a word found so is taken."""
_MOST = 10
"""Places at which print may begin that are tried, at 15 ms each."""
_REACH = 22.0
"""The notation ends at most so many heights of print behind its label."""
_GAP = 0.6
"""Space left before the words of the next column, in heights of print."""


def with_print(line: Line, others: Sequence[Line], sheet: Sheet, engine: Engine) -> Line:
    """``line`` with the notation behind its number, or "tháng" or the place of its date, where it was lost; else as it
    is.

    ``others`` are the lines of the page: print of another column is not taken. Only a line that lost something costs
    anything, at most ten readings of a part of it.

    Raises:
        EngineFailed: the recogniser is missing, broke or ran out of time.
    """
    if sheet.picture is None:
        return line
    if is_number(line.text) and not has_notation(line):
        line = _with_notation(line, others, sheet, engine)
    line = _with_month(line, sheet, engine) if is_half_date(line.text) else line
    said = labels([word.text for word in line.words])
    return _with_place(line, others, sheet, engine) if said and said[0] == 0 else line


def _with_notation(line: Line, others: Sequence[Line], sheet: Sheet, engine: Engine) -> Line:
    label = line.words[0]
    high = label.box[3] - label.box[1]
    level = [word for other in others for word in other.words if _beside(word.box, label.box)]
    dated = next((word.box[0] for word in line.words[1:] if word.text[:1].isupper() and word.text.isalpha()), None)
    ends = [word.box[0] for word in level if word.box[0] > line.box[2]] + ([dated] if dated else [])
    end = round(min([*(left - _GAP * high for left in ends), label.box[2] + _REACH * high]))
    for words in _parts((label.box[2] + 2, label.box[1], end, label.box[3]), line, sheet, engine):
        text = "".join(word.text for word in words).replace("Ð", "Đ")
        found = _NOTATION.fullmatch(text)
        if found and min(word.confidence for word in words) >= _SURE and by_code(mended(found["notation"])):
            box = (words[0].box[0], label.box[1], words[-1].box[2], label.box[3])
            said = Word(f"/{found['notation']}", box, min(word.confidence for word in words))
            before = tuple(word for word in line.words if word.box[2] <= box[0] or word is label)
            after = tuple(word for word in line.words if word.box[0] >= box[2])
            return replace(line, words=(*before, said, *after))
    return line


def _with_month(line: Line, sheet: Sheet, engine: Engine) -> Line:
    said = [fold(word.text).strip(_MARKS) for word in line.words]
    day = next((at for at, text in enumerate(said) if text.startswith("ng")), -1)
    year = next((at for at, text in enumerate(said) if at > day and text == "nam"), -1)
    if min(day, year) < 0:
        return line
    begins, ends = line.words[day].box, line.words[year].box
    for words in _parts((begins[2] + 2, begins[1], ends[0] - 1, ends[3]), line, sheet, engine):
        month = next((word for word in words if fold(word.text).strip(" .,:;") == "thang"), None)
        if month and month.confidence >= _SURE:
            told = replace(line, words=(*line.words[: day + 1], month, *line.words[year:]))
            return told if is_date(told.text) else line
    return line


def _with_place(line: Line, others: Sequence[Line], sheet: Sheet, engine: Engine) -> Line:
    """``line``, which begins with "ngày", with the place before it."""
    left, top, right, bottom = line.words[0].box
    high = bottom - top
    level = [word.box[2] for other in others for word in other.words if _beside(word.box, line.words[0].box)]
    begins = round(max([left - _REACH * high, 0.0, *(end + _GAP * high for end in level if end <= left)]))
    for words in _parts((begins, top, right, bottom), line, sheet, engine):
        before = [word for word in words if word.box[2] <= left + high / 4]
        place = " ".join(word.text for word in before)
        if place[:1].isupper() and _PLACE.fullmatch(place) and min(word.confidence for word in before) >= _SURE:
            return replace(line, words=(*before, *line.words))
    return line


def _parts(box: Box, line: Line, sheet: Sheet, engine: Engine) -> Iterator[list[Word]]:
    """The words of ``box`` read from each place at which a piece of ink begins, from the left."""
    height = float(line.box[3] - line.box[1])
    starts = beginnings(box, sheet.picture) if sheet.picture is not None else []
    for left in starts[:_MOST]:
        strip = replace(line, words=(Word("", (left - 2, *box[1:]), 0.0),))
        words = closer(strip, height, sheet, engine)
        if words:
            yield words


def _beside(one: Box, other: Box) -> bool:
    return abs(one[1] + one[3] - other[1] - other[3]) < other[3] - other[1]
