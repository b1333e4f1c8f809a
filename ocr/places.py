"""A line with number or date, and its picture → the places in it where figures stand or were written: its blanks.

The form of a paper is typed, its number and often its day are written by hand when it is signed ("Số: 2576 /QĐ-UBND",
"ngày 11 tháng 9 năm 2018"): what stands between ``Số:`` and the ``/``, ``ngày`` and ``tháng``, ``tháng`` and ``năm``,
whether a word was found there or not.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal

import numpy as np

from archive.records import Box, Line, Word
from archive.text import fold
from ocr.cut import colon, hyphen, letters, stands_taller
from ocr.dates import labels
from ocr.digits import CAPITALS, LETTERS
from ocr.heading import is_date, is_number
from ocr.label import bare_end, label_end, label_start, past_label, without_figures
from ocr.number import is_code
from ocr.picture import Pixels, grown
from ocr.slash import capitals, slash

Kind = Literal["number", "day", "month", "year"]

_LABEL = re.compile(r"\W{0,3}s\w{0,2}\W*")
_TAIL = re.compile(r"(?P<head>[^/–-]{0,14}?/*)(?P<tail>\s*[/–-]\s*(?:[^\W_].*)?)")
"""A word in which the notation begins, perhaps with the number before it; more than one slash is a 1 of a pen."""
_STRUCK = re.compile(
    r"(?P<head>(?:[^\W_][^\s/–-]{0,3})?/(?P<part>(?!(?:19|20)\d\d)[^\s/–-]{1,5})/?)(?P<tail>/(?P<code>[A-ZĐ][A-Za-zĐđ]{0,4})[-–/.][A-ZĐ].*)"
)
"""The same where a figure before it was read as a slash, too: ``3/Í/BC-UBND``, ``/Z/KH-UBND``, ``/2.546/BC-SKHCN``."""
_STRUCK_PARTY = re.compile(
    r"(?P<head>/{1,2}(?P<part>(?![A-ZĐ]+[-–])[^\s/–-]{1,5}))(?P<tail>[-–](?P<code>[A-ZĐ][A-Za-zĐđ]{0,4})/[A-ZĐ].*)"
)
"""The same in a Party notation: ``/Zf-QĐ/TĐTN`` of 141, ``//)-BC/ĐU`` of 190."""
_STRUCK_UNIT = re.compile(r"(?P<head>[^\W_]{1,4}[/–-](?!(?:19|20)\d\d)\d{1,3})(?P<tail>/[A-ZĐ]{2,8}[-–].*)")
"""The same in a công văn's number, which has no kind of paper: ``37/1/SYT-NVY`` of 374, ``5-83/SNV-VP`` of 5783."""
_TORN = re.compile(
    r"[/–-](?!(?:19|20)\d\d)(?:\d{1,3}[^\s\d]?|[/|\\]|(?=.*\d)[\d/|\\ZzOoIlSB]{2,6}|(?=.*\d)[^\s/–-]{2,3})?"
)
"""No notation but the end of a number with a figure read as a slash (``20/2`` of ``202``, ``16/27/`` of ``1697``,
``32/2ổ`` of ``328``, ``Z/2/22`` of ``2229``), where one stands behind."""
_BEGINS = re.compile(r"[/–-]\s?[A-ZĐ][A-Za-zĐđ]*[/–-]|/[^\W\d_]")
"""How a notation begins that stands apart from its number: ``/QĐ-UBND``, ``-BC/ĐUK``."""
_CODED = re.compile(r"[/–-]?\s?(?P<code>[A-ZĐ][A-Za-zĐđ]{0,4})[–/.-][A-ZĐ]")
_CODE = re.compile(r"[A-ZĐ]{2,8}(?:[-–]|$)")
_PART = re.compile(r"[/–-](?P<part>(?!(?:19|20)\d\d)[^\s/–-]{1,5})/?")
"""The same where it begins with the abbreviation of a kind of paper, and what is a pen's figures before it then,
whatever they were read as: ``/ZÓÓ`` of ``1700``, ``/23Z/`` of ``1932``."""
_YEAR = re.compile(r"\d{4}\W*")
_BROKEN_YEAR = re.compile(r"(?=(?:\D?\d){2})\w{2,5}\W?")
_LEAST, _MOST = {"year": 1900}, {"number": 99_999, "day": 31, "month": 12, "year": 2100}
_BEYOND = 1.6
"""Signs beyond the figures of a word that a cut takes in: figures written by hand are wider than the print."""
_UNREAD = 3.5
"""The same where no figure of a number was read (``/-QĐ/TĐTN``) and a hyphen is sought behind it."""
_WITHIN, _DASH = 0.8, 1.1
"""The same behind printed figures and behind written ones where a hyphen parts number and notation, or a slash and a
year: figures and letters like figures follow at once ("09-TTr/TU", "37/2009/TTLT")."""
_DASHED = re.compile(r"\s*(?:[–-]|/\s*\d)")
_SPARE = 0.12
"""Left of the box of a figure, in heights of print: boxes of slanted figures begin late."""
_FIGURE = 0.75
"""How far a day may go on into the box of "tháng", in heights of print."""
_WIDE, _USUAL, _SLASH = 0.97, 0.72, 0.5
"""Widths of a capital, of a figure or small letter, and of a slash or hyphen in print, in heights of capitals."""
_COLON = 2.2
"""Widest label "Số:", in heights of its capitals."""
_WIDEST = 14.0
"""Widest blank, in heights of the print: beyond it the label is another one's."""


@dataclass(frozen=True, slots=True)
class Blank:
    """A place for figures in a line: ``box`` is all of it, ``words`` the first word in it and the first one behind,
    ``tail`` what the last of them holds beside figures; ``beside``: the print that its height is measured by;
    ``under``: how far right figures may go on under a notation whose box begins too early, 0 for not; ``strokes``: the
    printed strokes in it, which are no figures, ``slashed`` where the slash of the notation is one, ``penned`` where
    a coloured pen wrote in it."""

    kind: Kind
    box: Box
    words: tuple[int, int]
    tail: str
    beside: Box
    under: int = 0
    strokes: tuple[Box, ...] = ()
    slashed: bool = False
    penned: bool = False


def blanks(line: Line, picture: Pixels) -> Iterator[Blank]:
    """The blanks of a line that bears a document's number, its date or both, from left to right."""
    if is_number(line.text):
        yield from _of_number(line.words, picture)
    if is_date(line.text):
        yield from _of_date(line.words, picture)


def _of_number(words: Sequence[Word], picture: Pixels) -> Iterator[Blank]:
    """The blank of "Số: … /QĐ-UBND"; none where label or notation were not read, or stand apart."""
    if not words or not _LABEL.fullmatch(fold(words[0].text)):
        return
    start = 2 if len(words) > 1 and words[1].text.strip() in (":", ".", ";") else 1
    for at in range(start, min(start + 4, len(words))):
        match = _struck(words[at].text) or _TAIL.fullmatch(words[at].text)
        if not match or _is_torn(match["tail"], words[at + 1 : at + 3]):
            continue
        head, (left, top, right, bottom) = match["head"], words[at].box
        if at > start and is_code(head) and match["tail"][:1] in "-–":
            head = ""
        sign = (right - left) / len(words[at].text)
        dashed = _DASHED.match(match["tail"])
        beyond = _BEYOND
        if dashed and head.strip().isdecimal():
            beyond = _DASH if _is_taller(words[at].box, sign * len(head), picture) else _WITHIN
        ends = left + round(sign * (len(head) + beyond)) if head else left
        high = words[0].box[3] - words[0].box[1]
        if head and match["tail"].strip()[:1] in "-–":
            reach = _BEYOND if any(map(str.isdigit, head)) else _UNREAD
            row = (left, words[0].box[1], min(right, left + round(sign * (len(head) + reach))), words[0].box[3])
            ends = hyphen(row, picture) or ends
        capital = next((tall for _, tall in letters(words[0].box, picture)), bottom - top)
        dots = colon(_to_colon(words[0].box, capital), capital, picture)
        label = dots[0][2] if dots else bare_end(words[start - 1].box, picture, high)
        begins = min(label, *(word.box[0] - 2 for word in words[start : at + 1]))
        begins = max(begins, dots[0][0] - 2) if dots else begins
        noted = _bare(match["tail"], words[at + 1 : at + 2])
        behind = _width(match["tail"] + (f" {noted.text}" if noted else ""))
        row = (begins, words[0].box[1], noted.box[2] if noted else right, words[0].box[3])
        stroke = slash(row, behind, picture) if match["tail"].strip()[:1] == "/" else None
        left, ends = (stroke[2], stroke[2]) if stroke else (left, ends)
        if stroke is None and head and match["tail"].strip()[:1] == "/":
            found_at = capitals(row, behind, picture)
            ends = found_at if found_at and found_at >= left + sign * len(head) else ends
        box = (begins, words[0].box[1], min(ends, right), words[0].box[3])
        if 0.3 * high <= box[2] - box[0] <= _WIDEST * high:
            tail = match["tail"] if head else ""
            beside = ((left + right) // 2 if head and not stroke else left, top, right, bottom)
            under = 0 if head or dashed or stroke else round(min(left + sign * _BEYOND, right))
            found = (*dots, stroke) if stroke else dots
            yield Blank("number", box, (start, at + 1 if head else at), tail, beside, under, found, stroke is not None)
        return


def _bare(tail: str, behind: Sequence[Word]) -> Word | None:
    """The notation ``behind`` a ``tail`` that is nothing but its slash: "374/ SYT-NVY"."""
    return next((word for word in behind if tail.strip() == "/" and _CODE.match(word.text)), None)


def _width(notation: str) -> float:
    """How far from its end a notation in print has the middle of its slash, in heights of its capitals."""
    signs = notation.strip()[1:]
    return _SLASH / 2 + sum(_WIDE if sign.isupper() else _USUAL if sign.isalnum() else _SLASH for sign in signs)


def _to_colon(label: Box, high: int) -> Box:
    """The box of a label, or as wide as one with its colon is where figures behind it took that."""
    return (*label[:2], max(label[2], label[0] + round(high * _COLON)), label[3])


def _struck(text: str) -> re.Match[str] | None:
    """``text`` parted before the notation where a figure before it was read as a slash, too: ``3/Í/BC-UBND``."""
    unit = _STRUCK_UNIT.fullmatch(text)
    if unit:
        return unit
    found = _STRUCK.fullmatch(text) or _STRUCK_PARTY.fullmatch(text)
    return found if found and is_code(found["code"]) and _is_figures(found["part"], 2) else None


def _is_figures(part: str, most: int) -> bool:
    """Whether ``part`` may be a pen's figures: no abbreviation, and a figure among them where they are more than
    ``most`` letters."""
    return not is_code(part) and (sum(map(str.isalpha, part)) <= most or any(map(str.isdigit, part)))


def _is_torn(tail: str, behind: Sequence[Word]) -> bool:
    """Whether ``tail`` is a number's end with a figure read as a slash, for the notation stands ``behind``."""
    begins = next((at for at, word in enumerate(behind) if _BEGINS.match(word.text)), None)
    if _TORN.fullmatch(tail) and begins is not None and all(_TORN.fullmatch(word.text) for word in behind[:begins]):
        return True
    part, coded = _PART.fullmatch(tail), next((_CODED.match(word.text) for word in behind), None)
    return bool(part and coded and is_code(coded["code"]) and _is_figures(part["part"], 3))


def _of_date(words: Sequence[Word], picture: Pixels) -> Iterator[Blank]:
    """The blanks of "ngày … tháng … năm": for day and month, each with at most two words in it, and a year that
    none can be: a 2 in thin print is read as 3."""
    said = labels([word.text for word in words])
    if said is None:
        return
    day, month, year = said
    usual = round(median(word.box[3] - word.box[1] for word in words))
    words = without_figures(words, said, usual)
    for kind, before, after in (("day", day, month), ("month", month, year)):
        _, top, _, bottom = words[after].box
        high, within = bottom - top, words[before + 1 : after]
        spare = round(usual * _SPARE)
        found = [words[after].box[0], *(word.box[0] - spare for word in within)]
        left = min(label_end(words[before].box, picture, usual), *found)
        right = max(
            label_start(words[after].box, picture, usual), *(word.box[2] for word in within), words[before].box[2]
        )
        box = (min(past_label((left, top, right, bottom), picture, usual), *found), top, right, bottom)
        if 0.3 * high <= box[2] - box[0] <= _WIDEST / 2 * high:
            under = round(box[2] + usual * _FIGURE) if kind == "day" else 0
            yield Blank("day" if kind == "day" else "month", box, (before + 1, after), "", words[after].box, under)
    written = words[year + 1 : year + 2]
    if written and _is_no_year(written[0].text):
        yield Blank("year", written[0].box, (year + 1, year + 2), "", words[year].box)


def _is_no_year(text: str) -> bool:
    """Whether a year stands there that none can be, or that lost a figure: ``20È1``, ``206``."""
    if _YEAR.fullmatch(text):
        return not is_possible(text[:4], "year")
    return bool(_BROKEN_YEAR.fullmatch(text))


def is_possible(text: str, kind: Kind) -> bool:
    """Whether ``text`` is figures, and such as a number, day, month or year can have; a number may end in a letter."""
    text, most = (text.rstrip(LETTERS + CAPITALS), 5) if kind == "number" else (text, 4 if kind == "year" else 2)
    return text.isdecimal() and len(text) <= most and _LEAST.get(kind, 1) <= int(text) <= _MOST[kind]


def _is_taller(box: Box, width: float, picture: Pixels) -> bool:
    """Whether what stands in the first ``width`` pixels of ``box`` is taller than the print behind it."""
    left, top, right, bottom = grown(box, 0, 0, picture.shape)
    part = np.asarray(picture[top:bottom, left:right], np.uint8)
    return stands_taller(part[:, : round(width)], part[:, round(width) :])
