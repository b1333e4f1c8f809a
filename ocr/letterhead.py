"""Lines of a first page → what its head says: organ, number, date, title and subject (NĐ 30/2020, PL I, ô 1–5).

TT 01/2011/TT-BNV has the same layout. Geometry comes first (left block, right block, centred title), words second.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from archive.records import Line, Word
from archive.text import fold
from ocr.abbreviated import confirmed
from ocr.dates import labels, written
from ocr.heading import MOTTO, NATION, is_date, is_number, is_one_of, nation_start, place_start, union_start
from ocr.kinds import LETTER, Kind, by_code
from ocr.number import has_notation, is_slip_number, number
from ocr.organ import issuer
from ocr.provinces import province
from ocr.requested import subject_of
from ocr.subject import letter, letter_title, title
from ocr.value import Value
from ocr.vietnamese import is_upper, likeness
from ocr.zone import center, middle, ordered, text_height

_BY_NOTATION, _BY_ADDRESS = 0.95, 0.8
"""How far to trust a kind that was not read as a title: by its abbreviation, or because somebody is addressed."""
_PARTIAL = 0.5
"""How far to trust that a day or month not read was not written."""
_CLEAR, _PROVINCE = 0.9, 0.95
"""A place read less surely that has a province's letters is that province, and the chance of it."""
_DATE_EDGE, _RIGHT = 0.27, 0.45
"""Of the page's width: left of the one no place and date begins, right of the other a date whose place was lost."""
_LEFT_OF_NATION = 0.7
"""How much such a line is quốc hiệu at least: bodies, too, end in VIỆT NAM (QUÂN ĐỘI NHÂN DÂN VIỆT NAM)."""
_FADED, _LAST_OF_NATION = (4, 9), "viet nam"
"""Words of quốc hiệu as they may be read where its print is half gone, and how they end, folded."""
_CAPITALS = 0.5
"""Share of capitals that quốc hiệu has at least."""
_HALF_READ = 0.75
"""How much of quốc hiệu or tiêu ngữ must have been read in the right half of a page, whatever was read before it."""
_FOR_CAPITALS = "(€¢©"
"""What C, G, O and Q are read as where a part of them is gone."""
_PLACE = 2
"""Words of a place of which the comma was lost, too."""
_IA = re.compile(r"^l(?=a [A-ZĐ])")
"""As what the capital of "Ia" is read, with which places of the highlands begin: none begins with a small letter."""
_LONG = 40
"""More letters than any place has."""
_NEXT, _NAME = 1.8, 2
"""How far a line of a name stands below the one before at most, in heights of print, and words that it has at least."""
_AGREED = ("Hợp đồng", "Bản thỏa thuận", "Bản ghi nhớ")
"""Kinds that have no issuer: their number stands in the middle, below the title."""
_DATED_WITHIN = (*_AGREED, "Biên bản")
_TODAY = re.compile(r"^\W*hom nay\b")
_WITHIN = 0.85
"""How far to trust a date that the text of a contract or of minutes begins with."""
_OPEN, _REST = re.compile(r"/[A-ZĐ][\w.&-]*-$"), re.compile(r"[A-ZĐ]{2,}(?:-[A-ZĐ]{2,})*")
"""How the line of a number ends whose notation goes on below it, and what stands there."""
_UNDER_NATION = 6.0
"""Heights of print below quốc hiệu in which an organ stands whose number and date were not read."""
_BELOW_DATE, _IN_HEAD = 4.0, 9.0
"""Heights of print that a number stands below the date at most, and one that is in the letterhead below an organ of
many lines."""


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Phần đầu văn bản: the head of a document as read; None or empty where it is not there."""

    nation: bool = False
    organ: Value | None = None
    parent: Value | None = None
    number: Value | None = None
    notation: Value | None = None
    date: Value | None = None
    place: Value | None = None
    kind: Kind | None = None
    name: Value | None = None
    subject: Value | None = None
    numbered: bool = False


def letterhead(lines: Sequence[Line], width: int, height: int) -> Letterhead:
    """What the head of a page says. ``lines`` are in reading order; an incoming-mail stamp's are passed over."""
    lines = [line for line in lines if line.region != "stamp"]
    size = text_height(lines)
    top = [line for line in lines if line.box[1] < height * 0.5]
    high = [line for line in top if line.box[1] < height * 0.4]
    nation = next((line for line in high if _is_nation(line, width) and not _is_within(line, high)), None)
    nation = nation or next((line for line in high if union_start(line, width) == 0), None)
    nation, top = _apart(nation, top, size)
    dated = _date(top, nation, width, height)
    numbered = _number_line(top, dated, width, size)
    edge = nation.box[0] if nation else dated.box[0] if dated else width * 0.5
    found = title(lines, _after([line for line in (nation, dated, numbered) if line]), width, size)
    if numbered is None and found and found.kind.form:
        numbered = next((line for line in top if is_slip_number(line)), None)
    if numbered is None and found and found.kind.name in _AGREED:
        numbered = next((line for line in top if is_number(line.text) and has_notation(line)), None)
    figures, notation = number(numbered)
    above = numbered or dated
    if found is None:
        subject = letter(lines, width, size)
        found = letter_title(subject) if subject else None
    kind = found.kind if found else _untitled(lines, notation)
    slip = kind is not None and kind.slip
    bare = slip or (found is not None and kind is not None and not kind.form)
    low = middle(above.box) if above else nation.box[3] + _UNDER_NATION * size if nation and bare else 0
    left = [line for line in top if line is not numbered and center(line) < edge]
    named = [line for line in left if middle(line.box) < low]
    named += _further(left, low, size) if named and dated and not numbered else []
    organ, parent = issuer(named, slip, kind is not None and kind.joint) if nation else (None, None)
    return Letterhead(
        nation=nation is not None,
        organ=organ,
        parent=parent,
        number=figures,
        notation=confirmed(notation, kind, organ) if notation else None,
        date=date_of(dated) if dated else _today(lines) if kind is not None and kind.name in _DATED_WITHIN else None,
        place=place_of(dated) if dated else None,
        kind=kind,
        name=found.name if found else _named(kind, notation),
        subject=subject_of(found, lines, slip) if found else None,
        numbered=numbered is not None,
    )


def _further(left: Sequence[Line], low: float, size: float) -> list[Line]:
    """The lines of ``left`` in which an organ's name goes on below the date, where no number was read that ends it:
    capitals, each right below the one before."""
    found: list[Line] = []
    for line in sorted(left, key=lambda one: middle(one.box)):
        here = middle(line.box)
        if here < low:
            continue
        if here - low > _NEXT * size or len(line.words) < _NAME or not is_upper(line.text):
            break
        found.append(line)
        low = here
    return found


def _is_nation(line: Line, width: int) -> bool:
    """Whether ``line`` is quốc hiệu or tiêu ngữ, or ends in them, badly read, in the right half; or capitals there of
    which only their end, VIỆT NAM, was read."""
    if is_one_of(line.text, (*NATION, *MOTTO)):
        return True
    right = " ".join(word.text for word in line.words if word.box[0] > width * _RIGHT)
    if max(likeness(right, phrase) for phrase in (NATION[0], MOTTO[0])) >= _HALF_READ:
        return True
    faded = _FADED[0] <= len(line.words) <= _FADED[1] and is_upper(line.text) and center(line) > width * 0.5
    return faded and fold(line.text).endswith(_LAST_OF_NATION) and likeness(line.text, NATION[0]) >= _LEFT_OF_NATION


def _is_within(line: Line, lines: Sequence[Line]) -> bool:
    """Whether ``line``, not in capitals, goes on with another one to its left: a sentence that names the state."""
    high = line.box[3] - line.box[1]
    if is_upper(line.text, _CAPITALS):
        return False
    level = (one for one in lines if abs(middle(one.box) - middle(line.box)) < high / 2)
    return any(0 <= line.box[0] - one.box[2] < high for one in level)


def _apart(nation: Line | None, top: list[Line], size: float) -> tuple[Line | None, list[Line]]:
    """Quốc hiệu without a word of the left block that was read with it, for the gap between is narrow; and ``top`` with
    that word where it stands."""
    start = nation_start(nation) if nation else 0
    if nation is None or start <= 0:
        return nation, top
    whole = replace(nation, words=nation.words[start:])
    before = replace(nation, words=nation.words[:start])
    return whole, ordered([whole if line is nation else line for line in [*top, before]], size)


def _number_line(top: Sequence[Line], dated: Line | None, width: int, size: float) -> Line | None:
    """The line of the number: in the left block, not far below the date, one with a notation before one without."""
    low = [math.inf if dated is None else dated.box[3] + size * reach for reach in (_BELOW_DATE, _IN_HEAD)]
    numbers = [line for line in top if is_number(line.text) and line.box[1] < low[line.region == "letterhead"]]
    numbers = [line for line in numbers if line.box[0] < width * 0.4 and line.region != "table"]
    found = next((line for line in numbers if has_notation(line)), numbers[0] if numbers else None)
    return _with_rest(found, top, size) if found else None


def _with_rest(line: Line, top: Sequence[Line], size: float) -> Line:
    """``line`` with the rest of its notation, which stands in the line below where it ends with a hyphen: "Số:
    05/2025/TTLT-BCA-BQP-" / "VKSNDTC-TANDTC"."""
    last = line.words[-1]
    if not _OPEN.search(line.text) or last.box[2] - last.box[0] < last.box[3] - last.box[1]:
        return line
    below = (
        one.words[0]
        for one in top
        if len(one.words) == 1
        and 0 <= one.box[1] - line.box[3] + size / 2 < 1.5 * size
        and line.box[0] < center(one) < line.box[2]
    )
    rest = next((word for word in below if _REST.fullmatch(word.text)), None)
    if rest is None:
        return line
    sure = min(last.confidence, rest.confidence)
    whole = replace(last, text=f"{last.text}{rest.text}", confidence=sure)
    return replace(line, words=(*line.words[:-1], whole))


def _untitled(lines: Sequence[Line], notation: Value | None) -> Kind | None:
    """The kind where no title was read: by the notation, or a công văn where somebody is addressed."""
    if notation is None:
        return None
    addressed = any("kinh gui" in fold(line.text) for line in lines[:25])
    return by_code(notation.text) or (LETTER if addressed else None)


def _named(kind: Kind | None, notation: Value | None) -> Value | None:
    """The name of a kind that no title says."""
    if kind is None or notation is None:
        return None
    return notation.but(kind.name, _BY_ADDRESS if kind is LETTER else _BY_NOTATION)


def _date(top: Sequence[Line], nation: Line | None, width: int, height: int) -> Line | None:
    """The place and date under quốc hiệu; a date in the body has words before it that are no place, or begins at the
    left edge. Of a place that was not read the date is still one, in the right half of the page."""
    low = nation.box[1] if nation else 0
    for line in top:
        if not (low < middle(line.box) < low + height * 0.2 and is_date(line.text)):
            continue
        start = place_start(line)
        told = replace(line, words=line.words[start:])
        if start and line.region == "body" and _is_sentence(line, start):
            continue
        day = _day(told)
        if told.box[0] < width * _DATE_EDGE:
            continue
        if ("," in line.text and day <= 6) or (day <= _PLACE and told.box[0] > width * _RIGHT):
            return _beside(told, top) if day <= 1 else told
    return None


def _is_sentence(line: Line, start: int) -> bool:
    """Whether the date that begins at the word ``start`` goes on with the words before it: a body cites a paper."""
    before, first = line.words[start - 1].box, line.words[start].box
    return first[0] - before[2] < line.box[3] - line.box[1]


def _beside(dated: Line, lines: Sequence[Line]) -> Line:
    """``dated`` with the words of the place that were read as a line of their own to its left."""
    box = dated.box
    tall = box[3] - box[1]
    for line in lines:
        near = 0 <= box[0] - line.box[2] < tall and abs(middle(line.box) - middle(box)) < tall * 0.6
        if near and len(line.words) <= 3 and line.words[0].text[:1].isupper():
            return replace(dated, words=line.words + dated.words)
    return dated


def closing(lines: Sequence[Line], width: int) -> tuple[Value | None, Value] | None:
    """Place and date above the signature of a form (đơn, tờ khai), which has none in its head, or None.

    The year may have slipped to the next line; a confirmation to the left of the place is left out.
    """
    for n in range(len(lines) - 1, 0, -1):
        line = lines[n]
        if not is_date(line.text) or line.box[2] < width * 0.6:
            continue
        place = replace(line, words=line.words[place_start(line) :])
        if "," not in line.text and (line.box[0] < width * 0.4 or _day(place) == 0):
            continue
        told = next((replace(place, words=place.words + more.words) for more in lines[n + 1 : n + 2]), place)
        date = date_of(place) or date_of(told)
        if date and len(place.words) <= 14 and _begins_name(place.words[0].text):
            return place_of(place), date
    return None


def _begins_name(text: str) -> bool:
    """Whether ``text`` may begin a place: with a capital, or with a mark for which its curved capital was taken:
    ``(uang Trung``."""
    return text[:1].isupper() or (text[:1] in _FOR_CAPITALS and text[1:2].isalpha())


def date_of(line: Line) -> Value | None:
    """The date written in ``line``: "Hà Nội, ngày 05 tháng 01 năm 2020"; partial where day or month is not there."""
    words = line.words[_day(line) :]
    said = labels([word.text for word in words])
    text = written(line.text) or (written(_labelled(words, said)) if said else None)
    if text is None:
        return None
    if said:
        figures = [word for at, word in enumerate(words) if said[0] < at <= said[2] + 1 and at not in said]
    else:
        figures = [word for word in words if any(char.isdigit() for char in word.text)][:3]
    return Value(text, tuple(figures) or words, 1.0 if len(text) == 10 else _PARTIAL)


def _today(lines: Sequence[Line]) -> Value | None:
    """The day on which a contract was made or a meeting held: "Hôm nay, ngày 24 tháng 11 năm 2021, tại …"."""
    told = next((line for line in lines if _TODAY.match(fold(line.text))), None)
    found = date_of(told) if told else None
    return replace(found, trust=min(found.trust, _WITHIN)) if found else None


def _labelled(words: Sequence[Word], said: tuple[int, int, int]) -> str:
    """``words`` from "ngày" on, with the labels at ``said`` as they are written."""
    names = dict(zip(said, ("ngày", "tháng", "năm"), strict=True))
    return " ".join(names.get(at, word.text) for at, word in enumerate(words))


def place_of(line: Line) -> Value | None:
    """The place in "Hà Nội, ngày 05 tháng 01 năm 2020"."""
    head = re.split(r",|\bng[aàáảạ]y\b", line.text, maxsplit=1)[0].strip(" .,;:-'\"_“”„`|" + _FOR_CAPITALS)
    head = _IA.sub("I", head)
    words: tuple[Word, ...] = line.words[: len(head.split())]
    sure = head[:1].isupper() and len(head) <= _LONG
    known = province(head)
    if known and head != known and min(word.confidence for word in words) < _CLEAR:
        return Value(known, words, known=_PROVINCE)
    return Value(head, words, 1.0 if sure else _PARTIAL) if head else None


def _day(line: Line) -> int:
    """The word "ngày" in ``line``, counted from 0; 0 where there is none. "Ngọk" and "Ngã Bảy" are places."""
    said = labels([word.text for word in line.words])
    if said:
        return said[0]
    begun = [i for i, word in enumerate(line.words) if fold(word.text).startswith("ng")]
    whole = [i for i in begun if fold(line.words[i].text).startswith("ngay")]
    return (whole or begun[-1:] or [0])[0]


def _after(found: Sequence[Line]) -> float:
    return max((middle(line.box) for line in found), default=0.0)
