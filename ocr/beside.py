"""A line of number or date that lost its print beside handwriting → the same with that print read from close by.

What a pen wrote into "Số:      /GM-VHXH" or "ngày      tháng      năm 2025" can make the recogniser lose the rest of
the line, though it is clearly printed. Read by itself, from where the pen ended, it is found; the figures in the blanks
are another reader's (``ocr.blanks``).
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from archive.records import Box, Line, Word
from archive.text import fold
from ocr.again import Sheet, alone, closer
from ocr.cut import beginnings
from ocr.dates import labels
from ocr.engine import Engine
from ocr.heading import is_date, is_half_date, is_number
from ocr.kinds import by_code
from ocr.label import BY_YEAR
from ocr.labelled import unclung
from ocr.number import has_notation, mended

_NOTATION = re.compile(
    r"[/1lI|\\]?\s*(?P<notation>[A-ZĐ][A-Za-zĐđ]{0,4}[-–][A-ZĐ][A-Za-zĐđ&]{1,9}(?:[-–.][A-ZĐ0-9]{1,8}){0,2})\W*"
)
"""What stands behind the number; the slash before it may have gone with the pen's strokes."""
_UNITS = re.compile(r"[/’'‘](?=[A-ZĐ]{2,8}-[A-ZĐ]{2,8}\W*$)")
"""How a notation begins that has no kind's abbreviation, a công văn's, behind its slash: ``/SYT-NVY``."""
_BEHIND = re.compile(r"(?P<before>[^\s/–-]{1,5}/{0,2})(?P<found>/[A-ZĐ].*)")
"""The same behind figures of a pen that were read with it: ``38/QĐ-TA``."""
_MONTH = re.compile(r"(?P<before>\S{0,4}?)th.{1,2}ng")
"""On folded text: "tháng", perhaps behind a day of a pen."""
_OPEN_YEAR = re.compile(r"\w,\s*ng\S{0,3}\s[^,]{0,8}th.{1,2}ng[^,]{0,8}?\s(?:19|20)\d\d\W*$")
"""How a place and date end, folded, of which "năm" was lost."""
_NO_DAY = re.compile(
    r"(?:.{0,24}[/–-]\S+\s)?[^\W\d_][^\d,.]{1,28}[,.]\s*(?:\w{1,2}\s+)?th.{1,3}g\s+\w{1,2}\s+[nm].m\s+(?:19|20)\d\d\W*"
)
"""How a place and date read, folded, of which "ngày" was lost, perhaps with the day; a number may stand before it."""
_RAGGED = re.compile(r"[^\W\d_][^\d,]{1,28},\s(?:.{0,22}\W)?(?:19|20)\d\d\W*")
"""How a place and date read, folded, of which more was lost behind the comma: "Hà Nội, tháng năm 2025"."""
_MELTED = re.compile(r"th.{1,2}ng\S*n.m\b")
"""Two labels in one word with what a pen wrote between them."""
_LABELS = tuple(
    (label, re.compile(rf"(?P<before>\S{{0,4}}?){said}\S{{0,4}}"))
    for label, said in (("ngày", "ng.y"), ("tháng", "th.{1,2}ng"), ("năm", "n.m"))
)
"""The labels of a date, on folded text, perhaps with a pen's figures before or behind them."""
_WORD, _NGAY = 1.2, 2.05
"""Width of a gap in which "ngày" may stand, in heights of print, or more; and of that word in slanted print, where a
day that was lost, too, stands behind it."""
_PLACE = re.compile(r"[^\W\d_]['’\w]*(?:[ -][^\W_]['’\w]*){0,4},")
"""A place as it stands before the day: "D'Ran,", "Quận 3,"."""
Reader = Callable[[Line, float, Sheet, Engine], list[Word]]
"""What reads a part of a line; ``closer`` has more paper beside it than ``_nearer``."""
_SMALLER, _TIGHT = 0.7, 0.8
_MARKS = " .,:;'*_-|"
_SURE = 0.6
"""The recogniser's own confidence from which a word found so is taken."""
_MOST = 10
"""Places at which print may begin that are tried, at 15 ms each."""
_REACH = 22.0
"""The notation ends at most so many heights of print behind its label."""
_COLUMNS = 1.5
"""Space between the columns of a letterhead, in heights of print, or more."""
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
    line = _with_day(line) if lost_day(line.text) else line
    line = _with_month(line, sheet, engine) if is_half_date(line.text) else line
    line = _with_year(line, sheet, engine) if lost_year(line.text) else line
    line = _with_labels(line, sheet, engine) if is_ragged(line.text) else line
    said = labels([word.text for word in line.words])
    return _with_place(line, others, sheet, engine) if said and said[0] == 0 else line


def lost_year(text: str) -> bool:
    """Whether ``text`` ends like a place and date of which "năm" was lost: "Văn Lăng, ngày 27tháng 2026"."""
    return bool(_OPEN_YEAR.search(fold(text))) and not is_date(text)


def lost_day(text: str) -> bool:
    """Whether ``text`` is a place and date of which "ngày" was lost: "Lạc Sơn, 05 tháng 11 năm 2018"."""
    return bool(_NO_DAY.fullmatch(fold(text))) and labels(text.split()) is None


def is_ragged(text: str) -> bool:
    """Whether ``text`` begins like a place and ends like a year, and what stands between them is no date: of "Cần Thơ,
    ngày 24 tháng 10 năm 2025" a pen left "Cần Thơ, ngàye) năm 2025" or "Cần Thơ, 10 năm 2025"."""
    said = fold(text)
    place = text.partition(",")[0].split()
    named = all(word[:1].isupper() or fold(word) == "pho" for word in place) and not text.isupper()
    open_ended = not is_date(text) or (_MELTED.search(said) is not None and labels(text.split()) is None)
    return named and open_ended and bool(_RAGGED.fullmatch(said))


def _with_day(line: Line) -> Line:
    """``line`` with "ngày" where a place and a day stand so far apart that it was lost between them."""
    month = next((at for at, word in enumerate(line.words) if _MONTH.fullmatch(fold(word.text).strip(_MARKS))), 0)
    behind = month - 1 if month > 0 and not line.words[month - 1].text.endswith((",", ".")) else month
    if behind < 1:
        return line
    before, day = line.words[behind - 1], line.words[behind]
    left, top, right, bottom = before.box[2], day.box[1], day.box[0], day.box[3]
    high = bottom - top
    if right - left < _WORD * high * (1 if behind < month else 2):
        return line
    ends = right - high // 4 if behind < month else left + high // 4 + round(_NGAY * high)
    word = Word("ngày", (left + high // 4, top, ends, bottom), _SURE)
    after = (replace(one, text="năm") if fold(one.text) == "mam" else one for one in line.words[behind:])
    return replace(line, words=(*line.words[:behind], word, *after))


def reach(line: Line, others: Sequence[Line]) -> Box:
    """Where a notation may stand behind the label that ``line`` begins with: up to the words of the next column among
    ``others``, the lines of the page."""
    label, high = line.words[0], line.words[0].box[3] - line.words[0].box[1]
    level = [word for other in others for word in other.words if _beside(word.box, label.box)]
    dated = next((word.box[0] for word in line.words[1:] if word.text[:1].isupper() and word.text.isalpha()), None)
    ends = [word.box[0] for word in level if word.box[0] > line.box[2]] + ([dated] if dated else [])
    end = round(min([*(left - _GAP * high for left in ends), label.box[2] + _REACH * high]))
    return label.box[2] + 2, label.box[1], end, label.box[3]


def _with_notation(line: Line, others: Sequence[Line], sheet: Sheet, engine: Engine) -> Line:
    line = replace(line, words=(*unclung(line.words[0]), *line.words[1:]))
    label, box = line.words[0], reach(line, others)
    said = notation_in(box, line, sheet, engine)
    if said is None:
        return line
    box = (said.box[0], label.box[1], said.box[2], label.box[3])
    before = tuple(word for word in line.words if word.box[2] <= box[0] or word is label)
    after = tuple(word for word in line.words if word.box[0] >= box[2])
    return replace(line, words=(*before, replace(said, box=box), *after))


def _together(words: Sequence[Word], high: int) -> Sequence[Word]:
    """The first of ``words`` up to a space as wide as between columns: the date stands a little lower, so that its
    place is not known for a neighbour."""
    apart = (at for at in range(1, len(words)) if words[at].box[0] - words[at - 1].box[2] > _COLUMNS * high)
    return words[: next(apart, len(words))]


def _surest(found: Sequence[tuple[Word, bool] | None]) -> Word | None:
    """The first that was read by itself, or the surest of those behind figures."""
    whole = [one for one in found if one]
    alone = next((word for word, is_alone in whole if is_alone), None)
    return alone or max((word for word, _ in whole), key=lambda word: word.confidence, default=None)


def notation_in(box: Box, line: Line, sheet: Sheet, engine: Engine) -> Word | None:
    """The notation in ``box``, read from each place in it at which a piece of ink begins; None where none is read
    surely. ``line`` says how high the print is. At most twenty readings of a part of it.

    Raises:
        EngineFailed: the recogniser is missing, broke or ran out of time.
    """
    high = box[3] - box[1]
    read = (_parts(box, line, sheet, engine, how) for how in (closer, _nearer))
    found = (_surest([_notation(_together(words, high)) for words in parts]) for parts in read)
    return next((word for word in found if word), None)


def _nearer(line: Line, text: float, sheet: Sheet, engine: Engine) -> list[Word]:
    return alone(line.box, text * _TIGHT, sheet, engine, _SMALLER)


def _notation(words: Sequence[Word]) -> tuple[Word, bool] | None:
    """The notation that ``words`` are or end in, and whether they are nothing else; None where there is none."""
    text, sure = "".join(word.text for word in words).replace("Ð", "Đ"), min(word.confidence for word in words)
    left, top, right, bottom = words[0].box[0], words[0].box[1], words[-1].box[2], words[-1].box[3]
    behind = None if _NOTATION.fullmatch(text) else _BEHIND.fullmatch(text)
    if behind:
        left = _behind((left, right), behind["before"], text)
    said = behind["found"] if behind else text
    found = _NOTATION.fullmatch(said)
    if not found or sure < _SURE or not (by_code(mended(found["notation"])) or _UNITS.match(said)):
        return None
    return Word(f"/{found['notation']}", (left, top, right, bottom), sure), behind is None


def _with_month(line: Line, sheet: Sheet, engine: Engine) -> Line:
    day, year = _at(line, "ng"), _at(line, "nam")
    if not 0 <= day < year:
        return line
    begins, ends = line.words[day].box, line.words[year].box
    found: list[Word] = []
    for words in _parts((begins[2] + 2, begins[1], ends[0] - 1, ends[3]), line, sheet, engine):
        for word in words:
            match = _MONTH.fullmatch(fold(word.text).strip(" .,:;"))
            if match and word.confidence >= _SURE and not match["before"].isalpha():
                left, top, right, bottom = word.box
                left = _behind((left, right), match["before"], word.text)
                found.append(replace(word, text="tháng", box=(left, top, right, bottom)))
    if not found:
        return line
    month = max(found, key=lambda word: word.confidence)
    told = replace(line, words=(*line.words[: day + 1], month, *line.words[year:]))
    return told if is_date(told.text) else line


def _with_year(line: Line, sheet: Sheet, engine: Engine) -> Line:
    month = next((at for at, word in enumerate(line.words) if _MONTH.fullmatch(fold(word.text).strip(_MARKS))), -1)
    if month < 0 or month + 1 >= len(line.words):
        return line
    begins, ends = line.words[month].box, line.words[-1].box
    for words in _parts((begins[2] + 2, begins[1], ends[0] - 1, ends[3]), line, sheet, engine):
        year = next((word for word in words if fold(word.text).strip(" .,:;") == "nam"), None)
        if year and year.confidence >= _SURE:
            kept = (one for one in line.words[month + 1 : -1] if one.text.isdigit() and _is_before(one.box, year.box))
            return replace(line, words=(*line.words[: month + 1], *kept, year, line.words[-1]))
    return line


def _with_labels(line: Line, sheet: Sheet, engine: Engine) -> Line:
    """``line`` with "ngày", "tháng" and "năm" where they are read by themselves, the first and last else where they
    must stand, and figures that stand between them; as it is where "tháng" is not found."""
    comma = next(at for at, word in enumerate(line.words) if word.text.endswith(","))
    place, year = line.words[: comma + 1], line.words[-1]
    (_, top, left, bottom), right, wide = place[-1].box, year.box[0], year.box[2] - year.box[0]
    gap = (bottom - top) // 4
    ngay = Word("ngày", (left + gap, top, left + gap + round(BY_YEAR["ngày"] * wide), bottom), _SURE)
    nam = Word("năm", (right - gap - round(BY_YEAR["năm"] * wide), top, right - gap, bottom), _SURE)
    found = {"ngày": ngay, "năm": nam}
    for words in _parts((left + 2, top, right - 1, bottom), line, sheet, engine):
        for word in words:
            label, sure = _label_in(word, wide), found.get("tháng")
            if label and label.text == "tháng" and (sure is None or sure.confidence < label.confidence):
                found["tháng"] = label
            elif label and label.text != "tháng" and found[label.text].confidence < label.confidence:
                found[label.text] = label
    said = [found[label] for label in BY_YEAR if label in found]
    if len(said) < len(BY_YEAR) or any(one.box[0] >= other.box[0] for one, other in pairwise(said)):
        return line
    kept = [word for word in line.words[comma + 1 : -1] if word.text.isdigit()]
    inside = [word for word in kept if any(_is_between(word, one, other) for one, other in pairwise(said))]
    words = sorted([*said, *inside], key=lambda word: word.box[0])
    return replace(line, words=(*place, *words, year))


def _label_in(word: Word, year: int) -> Word | None:
    """The label of a date that ``word`` is, or that stands in it behind and before figures of a pen, as wide as beside
    a ``year`` so wide; None for none."""
    text = fold(word.text).strip(_MARKS)
    for label, pattern in _LABELS:
        match = pattern.fullmatch(text)
        if match and word.confidence >= _SURE and not match["before"].isalpha():
            left, top, right, bottom = word.box
            begins = _behind((left, right), match["before"], word.text)
            ends = min(right, begins + round(BY_YEAR[label] * year))
            return replace(word, text=label, box=(begins, top, ends, bottom))
    return None


def _is_between(word: Word, one: Word, other: Word) -> bool:
    """Whether ``word`` stands behind ``one`` and before ``other``, and is no part of them."""
    return one.box[2] <= word.box[0] + 2 and word.box[2] - 2 <= other.box[0]


def _is_before(figures: Box, word: Box) -> bool:
    return figures[2] <= word[0] + (word[3] - word[1]) // 4


def _behind(span: tuple[int, int], before: str, text: str) -> int:
    """Where in ``span``, from left to right, ``before`` ends that ``text`` begins with."""
    return span[0] + round((span[1] - span[0]) * len(before) / len(text))


def _at(line: Line, label: str) -> int:
    """The first word of ``line`` that begins with ``label``, -1 for none."""
    said = (fold(word.text).strip(_MARKS) for word in line.words)
    return next((at for at, text in enumerate(said) if text.startswith(label)), -1)


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


def _parts(box: Box, line: Line, sheet: Sheet, engine: Engine, how: Reader = closer) -> Iterator[list[Word]]:
    """The words of ``box`` read from each place at which a piece of ink begins, from the left."""
    height = float(line.box[3] - line.box[1])
    starts = beginnings(box, sheet.picture) if sheet.picture is not None else []
    for left in starts[:_MOST]:
        strip = replace(line, words=(Word("", (left - 2, *box[1:]), 0.0),))
        words = how(strip, height, sheet, engine)
        if words:
            yield words


def _beside(one: Box, other: Box) -> bool:
    return abs(one[1] + one[3] - other[1] - other[3]) < other[3] - other[1]
