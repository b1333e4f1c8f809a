"""Lines → the zones of a letterhead: what stands above it, its left block, its right block.

Layout of NĐ 30/2020, PL I; TT 01/2011/TT-BNV is the same in this.
"""

import re
import statistics
from collections.abc import Sequence
from dataclasses import replace

from archive.records import Line
from archive.text import fold
from ocr.dates import labels
from ocr.vietnamese import likeness, resembles
from ocr.zone import WIDE, Size, Zone, center, middle, ordered, rows, split_at

NATION = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "ĐẢNG CỘNG SẢN VIỆT NAM", "VIỆT NAM DÂN CHỦ CỘNG HÒA")
"""Quốc hiệu, of the state and its forerunner, and the heading of Party papers."""
MOTTO = ("Độc lập - Tự do - Hạnh phúc",)

UNION, _RIGHT = "ĐOÀN TNCS HỒ CHÍ MINH", 0.42
"""What papers of the Youth Union have for quốc hiệu, and in widths of the page where it begins at least."""
_SAME, _OLD = 0.8, 0.9
"""How much a line is quốc hiệu; that of the state's forerunner is half like "VIỆT NAM XÃ PHONG HÒA"."""
_LEVEL = 0.28
"""By how much of the height of print number and date may differ and be one row of the letterhead's table; set below
organ and motto by themselves they differ by 0.3 or more."""

_HALF_DATE = re.compile(r"\w,\s*ng\S{0,3}\s(?:(?!\bth)[^,]){0,14}\bnam\s+(?:19|20)\d\d\W*$")
_BELOW_ORGAN = 3.5
"""The number stands at most so many heights of print below the organ: a rule or the star of the Party is between."""
_OFF_AXIS = 0.12
"""In widths of the page: how far from the organ's middle the subject stands below a number that is set to the left."""
_OPEN_DAY = re.compile(r"\bn\w{2,3}(?:\s+\d{1,2})?\W*$|\bng\S{0,3}\s+(?:\S{1,4}\s+)?thang(?:\s+\d{1,2})?\W*$")
"""How a piece of a line ends, folded, behind which a day or a month was written by hand."""
_LABELLED = 3.0
"""Farthest that a number stands behind its label, in heights of print."""
_LEVEL_DATE, _HAND = 0.6, 8.0
"""In heights of print: by how much parts of a torn date may differ in level, and how far apart figures put them."""
_MEETING = re.compile(r"^\W*(?:vao luc|vao hoi|hom nay|(?:luc|hoi) \d|\d+ ?(?:gio|h)\b)")
_STRAY, _EDGE = 2, 0.05
"""Most words that dirt left of a number is read as, and where it begins at most, in widths of the page."""
_OF_LAW = re.compile(r"\W{0,3}(?:bo luat|luat|phap lenh|nghi quyet|lenh) (?=so[:;.])")
"""The kind that stands before "số", folded."""
_NUMBERED = re.compile(
    r"\W{0,3}s(?:[oe06]\s*(?:[:;.,]|\d|[^a-z]{0,12}/|\S{0,7}\s?[–-]\s?[a-z]{1,5}/[a-z])|[:;.,\s]{1,4}\d{1,5}\s?/\s?[a-z]{2}"
    r"|a:\s*\d|o\s+\S{1,4}\s+[a-z]{2,8}-[a-z]{2,8}\W*$)"
)
"""How the line of a number begins, folded; of one without its colon and slash the notation is all that stands there."""


def heading(pieces: list[Line], size: Size) -> tuple[list[Zone], list[Line]]:
    """The zones of a two-column letterhead, and the pieces that do not belong to it."""
    high = [piece for piece in pieces if piece.box[1] < size.height * 0.45]
    found = next((piece for piece in high if _nation(piece)), None)
    union = None if found else next((piece for piece in high if union_start(piece, size.width) >= 0), None)
    found = found or union
    if found is None:
        return [], pieces
    strays = _strays(pieces, found, size)
    pieces = _with_whole_number(_with_whole_dates([piece for piece in pieces if piece not in strays], size), size)
    edge = found.words[union_start(found, size.width) if union else nation_start(found)].box[0]
    top, date = found.box[1], _date_line(pieces, found, size)
    bottom = date.box[3] if date else found.box[3] + 3 * size.text
    gutter = edge - size.text * 0.1
    parts = [part for piece in pieces for part in _split_head(piece, (gutter, top, bottom), size)]
    above = [*strays, *(part for part in parts if part.box[3] < top - 2 * size.text)]
    zone = [part for part in parts if part not in above and middle(part.box) <= bottom]
    left = [part for part in zone if _is_left(part, gutter)]
    right = [part for part in zone if part not in left]
    more = _continued(left, [part for part in parts if middle(part.box) > bottom], gutter, size)
    left += more
    rest = [part for part in parts if part not in zone and part not in more and part not in above]
    zones = [Zone("header", ordered(above, size.text))] if above else []
    return [*zones, *(Zone("letterhead", part) for part in _head_rows(left, right, size))], rest


def _head_rows(left: list[Line], right: list[Line], size: Size) -> list[list[Line]]:
    """Left before right; where number and date stand on one line they are a second row of the letterhead's table."""
    number = next((line for line in left if is_number(line.text)), None)
    date = next((line for line in right if is_date(line.text)), None)
    if number and date and abs(middle(number.words[-1].box) - middle(date.words[0].box)) < size.text * _LEVEL:
        cut = min(number.box[1], date.box[1]) - size.text * 0.2
        above = [[line for line in side if middle(line.box) < cut] for side in (left, right)]
        below = [ordered([line for line in side if middle(line.box) >= cut], size.text) for side in (left, right)]
        return [*(ordered(part, size.text) for part in above if part), [*below[0], *below[1]]]
    return [ordered(part, size.text) for part in (left, right) if part]


def _nation(line: Line) -> bool:
    return nation_start(line) >= 0


def nation_start(line: Line) -> int:
    """The word with which quốc hiệu (or tiêu ngữ) begins, -1 where there is none."""
    best = (0.0, -1)
    capitals = [word.text.lstrip("“\"'(.,-")[:1].isupper() for word in line.words]
    for phrase in (*NATION, *MOTTO):
        length = len(phrase.split())
        for start in range(len(line.words) - length + 2):
            if sum(capitals[start : start + length]) < 2:
                continue
            text = " ".join(word.text for word in line.words[start : start + length])
            if resembles(text, phrase, _OLD if phrase == NATION[2] else 0.78):
                best = max(best, (likeness(text, phrase), start))
    return best[1]


def union_start(line: Line, width: int) -> int:
    """The word with which the name of the Youth Union begins where its papers have it for quốc hiệu: in the right half
    of a page ``width`` pixels wide; -1 where it does not."""
    size = len(UNION.split())
    for start in range(len(line.words) - size + 1):
        words = line.words[start : start + size]
        right = words[0].box[0] > width * _RIGHT and start + size == len(line.words)
        if right and resembles(" ".join(word.text for word in words), UNION):
            return start
    return -1


def is_one_of(text: str, phrases: Sequence[str]) -> bool:
    """Whether ``text`` is one of ``phrases``, perhaps misread."""
    return any(likeness(text, phrase) >= (_OLD if phrase == NATION[2] else _SAME) for phrase in phrases)


def is_date(text: str) -> bool:
    """Whether ``text`` has "ngày … tháng … năm" in this order, a few misread letters forgiven; not where it says when a
    meeting began ("Vào lúc 8 giờ, ngày 17 tháng 10 năm 2014, tại …")."""
    at = 0
    folded = fold(text)
    if _MEETING.search(folded):
        return False
    for word in ("ng", "thang", "nam"):
        at = folded.find(word, at)
        if at < 0:
            return is_half_date(text) or labels(text.split()) is not None
    return True


def is_half_date(text: str) -> bool:
    """Whether ``text`` ends like a place and date of which "tháng" was lost: "Đại Phúc, ngày 65 năm 2025"."""
    return bool(_HALF_DATE.search(fold(text)))


def is_number(text: str) -> bool:
    """Whether ``text`` begins like the number of a document: "Số:", "Số 12", "Số  /"; not a name like "SỞ NỘI VỤ"."""
    said = fold(text)
    of_law = _OF_LAW.match(said)
    return bool(_NUMBERED.match(said, of_law.end() if of_law else 0))


def without_kind(text: str) -> str:
    """``text`` of a number without the kind before it, as papers of the National Assembly and its committee have it:
    "Luật số: 40/2013/QH13"."""
    of_law = _OF_LAW.match(fold(text))
    return text[of_law.end() :] if of_law else text


def _with_whole_dates(pieces: list[Line], size: Size) -> list[Line]:
    """``pieces`` with the date put together that figures written by hand and not read had torn apart: "Hà Nội, ngày",
    "tháng 9 năm 2018"."""
    for piece in pieces:
        if piece.box[1] > size.height * 0.45 or not _OPEN_DAY.search(fold(piece.text)):
            continue
        taken = piece
        beside = [other for other in pieces if abs(middle(other.box) - middle(piece.box)) < size.text * _LEVEL_DATE]
        for other in sorted(beside, key=lambda one: one.box[0]):
            if 0 < other.box[0] - taken.box[2] < size.text * _HAND and not is_date(taken.text):
                taken = replace(taken, words=taken.words + other.words)
        if is_date(taken.text):
            parts = {id(word) for word in taken.words}
            return [taken if one is piece else one for one in pieces if one is piece or id(one.words[0]) not in parts]
    return pieces


def _with_whole_number(pieces: list[Line], size: Size) -> list[Line]:
    """``pieces`` with a label "Số:" that stands by itself and what is written right behind it as one."""
    label = next((piece for piece in pieces if len(piece.words) == 1 and is_number(piece.text)), None)
    if label is None:
        return pieces
    taken = [label]
    for one in sorted(pieces, key=lambda piece: piece.box[0]):
        level = abs(middle(one.words[0].box) - middle(label.box)) < size.text * _LEVEL_DATE
        near = -size.text < one.box[0] - taken[-1].box[2] < size.text * _LABELLED
        if one is not label and level and near and not is_date(taken[-1].text):
            taken.append(one)
    whole = replace(label, words=tuple(word for one in taken for word in one.words))
    return [whole if one is label else one for one in pieces if one is label or one not in taken]


def _strays(pieces: Sequence[Line], nation: Line, size: Size) -> list[Line]:
    """What stands in the number's line at the paper's edge, far left of its label: a staple is read as a word."""
    low, high = nation.box[1], nation.box[3] + 9 * size.text
    numbers = [piece for piece in pieces if low < middle(piece.box) < high and is_number(piece.text)]
    return [
        piece
        for piece in pieces
        if len(piece.words) <= _STRAY
        and piece.box[0] < _EDGE * size.width
        and any(
            piece.box[2] < number.box[0] - WIDE * size.text and abs(middle(piece.box) - middle(number.box)) < size.text
            for number in numbers
        )
    ]


def _date_line(pieces: Sequence[Line], nation: Line, size: Size) -> Line | None:
    low, high = nation.box[1], nation.box[3] + 9 * size.text
    dated = [piece for piece in pieces if low < middle(piece.box) < high and is_date(piece.text)]
    return min(dated, key=lambda piece: middle(piece.box), default=None)


_KINDS = ("TP.", "TX.", "TT.")
"""What may stand before the name of a place, in capitals."""


def place_start(line: Line) -> int:
    """The word with which "Hà Nội, ngày …" begins in a line that may hold other words before it: after a wide gap.

    Behind a number it is the widest gap after the notation (``Số: 15/QĐ-UBND   Hà Nội, ngày …``), behind an organ's
    last line the first word that is not in capitals (``VIỆT NAM XÃ PHONG HÒA   Phong Hòa, ngày …``).
    """
    said = labels([word.text for word in line.words])
    day = said[0] if said else next((i for i, word in enumerate(line.words) if fold(word.text).startswith("ng")), 0)
    first = next((i + 1 for i in range(day - 1, -1, -1) if "/" in line.words[i].text), 1 if is_number(line.text) else 0)
    large = next((i for i, word in enumerate(line.words[:day]) if not word.text.isupper()), 0)
    if large > 1 and line.words[large].text.istitle():
        return large - 1 if line.words[large - 1].text in _KINDS else large
    gaps = [(line.words[i].box[0] - line.words[i - 1].box[2], i) for i in range(max(first, 1), day + 1)]
    if not gaps or (first == 0 and max(gaps)[0] < WIDE * (line.box[3] - line.box[1])):
        return first if first < day else 0
    return max(gaps)[1]


def _split_head(piece: Line, zone: tuple[float, int, float], size: Size) -> list[Line]:
    """The two parts of a line of the letterhead: parted at quốc hiệu, at the place of the date, or at the gutter."""
    gutter, top, bottom = zone
    if not top - 2 * size.text <= middle(piece.box) <= bottom:
        return [piece]
    start = place_start(piece) if is_date(piece.text) else nation_start(piece)
    if start >= 0:
        return [replace(piece, words=part) for part in (piece.words[:start], piece.words[start:]) if part]
    if not piece.box[0] < gutter < piece.box[2]:
        return [piece]
    return split_at(piece, lambda word: (word.box[0] + word.box[2]) / 2 < gutter)


def _is_left(part: Line, gutter: float) -> bool:
    if is_date(part.text) or _nation(part):
        return False
    return center(part) < gutter or (is_number(part.text) and part.box[0] < gutter)


def _continued(left: Sequence[Line], below: Sequence[Line], gutter: float, size: Size) -> list[Line]:
    """Lines of the left block that go on below the date: the subject of a công văn ("V/v …")."""
    more: list[Line] = []
    if not left:
        return more
    axis = statistics.fmean(center(line) for line in left)
    bottom = max(line.box[3] for line in left)
    for row in rows(below, size.text):
        first = row[0]
        numbered = is_number(first.text)
        near = first.box[1] - bottom < size.text * (_BELOW_ORGAN if numbered else 1.2)
        aside = abs(center(first) - axis) > size.width * (_OFF_AXIS if more else 0.06) and not numbered
        if not near or first.box[2] > gutter + size.text * 3 or aside:
            break
        more.append(first)
        bottom = first.box[3]
    return more
