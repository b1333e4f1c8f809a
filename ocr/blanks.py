"""A line with number or date, and its picture → the same with the figures written into its blanks read once more.

The form of a paper is typed, its number and often its day are written by hand when it is signed ("Số: 2576 /QĐ-UBND",
"ngày 11 tháng 9 năm 2018"). A reader of print sees there what it knows. So what stands between ``Số:`` and the ``/``,
``ngày`` and ``tháng``, ``tháng`` and ``năm`` is cut out, whether a word was found there or not, and given to a reader
of figures (``ocr.digits``).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import Literal

import cv2
import numpy as np

from archive.records import Box, Dispute, Line, Word
from archive.text import fold
from ocr.dates import labels
from ocr.digits import LETTERS, Digits, digits
from ocr.heading import is_date, is_number
from ocr.picture import Pixels, grown

Kind = Literal["number", "day", "month", "year"]

_LABEL = re.compile(r"\W{0,3}s\w{0,2}\W*")
_TAIL = re.compile(r"(?P<head>[^/–-]{0,14}?/*)(?P<tail>\s*[/–-]\s*(?:[^\W_].*)?)")
"""A word in which the notation begins, perhaps with the number before it; more than one slash is a 1 of a pen."""
_TORN = re.compile(r"[/–-]\d{0,3}")
"""No notation but the end of a number with a figure read as a slash (``20/2`` of ``202``), where one stands behind."""
_CLINGING = re.compile(r"(?P<label>S\w{1,2}\s?[:;.])(?P<rest>\S+)", re.IGNORECASE)
"""``Số:3a``: label and figures in one word."""
_LABEL_WIDE, _LETTER_WIDE = 1.1, 0.5
"""Widest such label, and widest letter of "tháng" and "năm", in heights of print: figures of a pen are wider."""
_GLUED = re.compile(r"(?P<figures>\S{1,3})(?P<label>th.{1,3}ng|năm)")
_YEAR = re.compile(r"\d{4}\W*")
_BROKEN_YEAR = re.compile(r"(?=(?:\D?\d){2})\w{2,5}\W?")
_FIGURES = str.maketrans("OoIl|", "00111")
_LEAST, _MOST = {"year": 1900}, {"number": 99_999, "day": 31, "month": 12, "year": 2100}
_DEEP, _HIGH = 0.35, 0.5
"""By how much a cut is larger than the print beside it, below and above, in heights of it: pens go beyond lines."""
_BEYOND = 1.6
"""Signs beyond the figures of a word that a cut takes in: figures written by hand are wider than the print."""
_WITHIN, _DASH = 0.8, 1.1
"""The same behind printed figures and behind written ones where a hyphen parts number and notation, or a slash and a
year: figures and letters like figures follow at once ("09-TTr/TU", "37/2009/TTLT")."""
_DASHED = re.compile(r"\s*(?:[–-]|/\s*\d)")
_LETTERED = re.compile(rf"(?P<figures>\d{{1,5}})[{LETTERS}]")
"""A number with a letter behind it: ``31b``."""
_WITH_LETTER = 0.85
"""How sure such a number is whose figures both readers saw, and its letter one of them."""
_LONGER, _UNDER = 0.95, 0.89
"""A reading of figures that go on under the slash is believed from the one on, and given at most the other."""
_CORE = 0.35
"""Share of the print's height that ink from the cut's edge must reach into to belong to the line."""
_SPACE, _SPECK, _HALF = 0.28, 0.06, 0.55
"""Width of the space between words and ink in a column that is more than a speck, in heights of print; the part of a
label's box, from its far end, in which a space is not sought."""
_SPARE = 0.12
"""Left of the box of a figure, in heights of print: boxes of slanted figures begin late."""
_LETTER = 0.4
"""Ink in the three columns at a blank's edge, in heights of print, that is the end of a letter of its label."""
_WIDEST = 14.0
"""Widest blank, in heights of the print: beyond it the label is another one's."""
_TALL, _NARROWEST = 0.45, 8
"""Share of the print's height that letters have at least, and pixels of the smallest place in which they are sought."""
_TALLER = 1.17
"""Figures so much taller than the capitals beside them are not of one print: a pen wrote them."""
_SURE = 0.9
"""A reading of either reader that is believed by itself."""
_LIKELY = 0.8
"""A reading of ours that is believed where Tesseract is in doubt or a pen wrote: of hands never seen nine of ten such
are right."""
_BETTER, _WORSE = 0.7, 0.6
"""The same where the other reader saw no figures or is less sure than this: three of four are right, told as unsure."""
_LONE = 0.95
"""The same where the other reader found nothing at all, and what is there is no taller than print; of a day or month,
which few numbers can be, 0.9 is enough."""
_PRINTED = 0.93
"""Tesseract's confidence from which a printed number is left as it is."""
_DOUBTFUL = 0.8
"""Tesseract's confidence below which print, too, is not taken where the other reader, itself unsure, reads another."""
_SURE_LETTER = 0.9
"""A letter that ours alone sees, where the other reader saw figures, is believed from here on."""
_MOST_SURE = 0.99
_UNSURE = 0.0
"""What a number on which two unsure readers disagree is given: it must not be taken."""


@dataclass(frozen=True, slots=True)
class Blank:
    """A place for figures in a line: ``box`` is all of it, ``words`` the first word in it and the first one behind,
    ``tail`` what the last of them holds beside figures; ``beside``: the print that its height is measured by;
    ``under``: how far right figures may go on under a notation whose box begins too early, 0 for not."""

    kind: Kind
    box: Box
    words: tuple[int, int]
    tail: str
    beside: Box
    under: int = 0


@dataclass(frozen=True, slots=True)
class Filled:
    """A line with its blanks read once more: where the two readings disagree, and the boxes where they agree."""

    line: Line
    disputed: tuple[Dispute, ...] = ()
    agreed: frozenset[Box] = frozenset()


def filled(line: Line, picture: Pixels) -> Filled:
    """``line`` with the figures in its blanks read once more from ``picture``.

    A printed number that was read surely stays as it is, an empty blank stays empty, and a number that neither reader
    is sure of gets no confidence. Each blank takes 3 ms.

    Raises:
        EngineFailed: the network is missing or broken.
    """
    line = _with_labels(line)
    words, disputes, agreed = list(line.words), list[Dispute](), set[Box]()
    for blank in sorted(blanks(line, picture), key=lambda one: -one.words[0]):
        first, last = blank.words
        before = words[first:last]
        now, other = _settled(blank, before, picture)
        words[first:last] = now
        if other and now:
            disputes.append(Dispute(now[0].box, other))
        elif other is None and now != list(before):
            agreed.update(word.box for word in now)
    return Filled(replace(line, words=tuple(words)), tuple(disputes), frozenset(agreed))


def _with_labels(line: Line) -> Line:
    """``line`` with "Số:", "tháng" and "năm" apart from figures that were read as one word with them: ``0Ztháng``."""
    clinging = _CLINGING.fullmatch(line.words[0].text) if is_number(line.text) else None
    if clinging and line.words[0].confidence < _DOUBTFUL:
        line = replace(line, words=(*_unclung(line.words[0], clinging), *line.words[1:]))
    if not is_date(line.text):
        return line
    words: list[Word] = []
    for word in line.words:
        glued = _GLUED.fullmatch(word.text)
        if glued and (not glued["figures"].isalpha() or glued["figures"].isupper()):
            left, top, right, bottom = word.box
            wide = (right - left) * len(glued["label"]) / len(word.text)
            cut = right - round(min(wide, (bottom - top) * _LETTER_WIDE * len(glued["label"])))
            words += [
                replace(word, text=glued["figures"], box=(left, top, cut, bottom), confidence=_UNSURE),
                replace(word, text=glued["label"], box=(cut, top, right, bottom)),
            ]
        else:
            words.append(word)
    return replace(line, words=tuple(words))


def _unclung(word: Word, parts: re.Match[str]) -> tuple[Word, Word]:
    left, top, right, bottom = word.box
    wide = round((right - left) * len(parts["label"]) / len(word.text))
    cut = left + min(wide, round((bottom - top) * _LABEL_WIDE))
    label = replace(word, text=parts["label"], box=(left, top, cut, bottom))
    return label, replace(word, text=parts["rest"], box=(cut, top, right, bottom))


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
        match = _TAIL.fullmatch(words[at].text)
        if not match or (_TORN.fullmatch(match["tail"]) and _begins_notation(words[at + 1 : at + 2])):
            continue
        head, (left, top, right, bottom) = match["head"], words[at].box
        sign = (right - left) / len(words[at].text)
        dashed = _DASHED.match(match["tail"])
        beyond = _BEYOND
        if dashed and head.strip().isdecimal():
            beyond = _DASH if _is_taller(words[at].box, sign * len(head), picture) else _WITHIN
        ends = left + round(sign * (len(head) + beyond)) if head else left
        high = words[0].box[3] - words[0].box[1]
        begins = min(_end(words[start - 1].box, picture, high), *(word.box[0] - 2 for word in words[start : at + 1]))
        box = (begins, words[0].box[1], min(ends, right), words[0].box[3])
        if 0.3 * high <= box[2] - box[0] <= _WIDEST * high:
            tail = match["tail"] if head else ""
            beside = ((left + right) // 2 if head else left, top, right, bottom)
            under = 0 if head or dashed else round(min(left + sign * _BEYOND, right))
            yield Blank("number", box, (start, at + 1 if head else at), tail, beside, under)
        return


def _begins_notation(words: Sequence[Word]) -> bool:
    return any(word.text[:1] == "/" and word.text[1:2].isalpha() for word in words)


def _of_date(words: Sequence[Word], picture: Pixels) -> Iterator[Blank]:
    """The blanks of "ngày … tháng … năm": for day and month, each with at most two words in it, and a year that
    none can be: a 2 in thin print is read as 3."""
    said = labels([word.text for word in words])
    if said is None:
        return
    day, month, year = said
    usual = round(median(word.box[3] - word.box[1] for word in words))
    for kind, before, after in (("day", day, month), ("month", month, year)):
        _, top, _, bottom = words[after].box
        high, within = bottom - top, words[before + 1 : after]
        spare = round(usual * _SPARE)
        found = [words[after].box[0], *(word.box[0] - spare for word in within)]
        left = min(_end(words[before].box, picture, usual), *found)
        right = max(_start(words[after].box, picture, usual), *(word.box[2] for word in within), words[before].box[2])
        box = (min(_past_label((left, top, right, bottom), picture, usual), *found), top, right, bottom)
        if 0.3 * high <= box[2] - box[0] <= _WIDEST / 2 * high:
            yield Blank("day" if kind == "day" else "month", box, (before + 1, after), "", words[after].box)
    written = words[year + 1 : year + 2]
    if written and _is_no_year(written[0].text):
        yield Blank("year", written[0].box, (year + 1, year + 2), "", words[year].box)


def _is_no_year(text: str) -> bool:
    """Whether a year stands there that none can be, or that lost a figure: ``20È1``, ``206``."""
    if _YEAR.fullmatch(text):
        return not _is(text[:4], "year")
    return bool(_BROKEN_YEAR.fullmatch(text))


def _end(label: Box, picture: Pixels, high: int) -> int:
    """Where the word in ``label`` ends: its box may hold a figure behind it, too."""
    half = (label[2] - label[0]) * _HALF
    ends = [left for left, right in _spaces(label, picture, high) if left >= half]
    return label[0] + ends[-1] if ends else label[2] + 1


def _start(label: Box, picture: Pixels, high: int) -> int:
    """Where the word in ``label`` begins: its box may hold a figure before it, too."""
    half = (label[2] - label[0]) * (1 - _HALF)
    starts = [right for left, right in _spaces(label, picture, high) if right <= half]
    return label[0] + starts[0] if starts else label[0] - 1


def _past_label(box: Box, picture: Pixels, high: int) -> int:
    """The left edge of a blank behind the last letter of its label, where that letter's own box ends before it."""
    ends = [left for left, _ in _spaces(box, picture, high) if left < (box[2] - box[0]) * _HALF]
    edge = _ink(np.asarray(picture[box[1] : box[3], box[0] : box[2]], np.uint8))[0][:, :3]
    return box[0] + ends[0] if ends and edge.sum() > _LETTER * high else box[0]


def _spaces(box: Box, picture: Pixels, high: int) -> list[tuple[int, int]]:
    """Spaces between words in ``box``: first and last column, from its left; ``high``: the print's height."""
    left, top, right, bottom = grown(box, 0, 0, picture.shape)
    ink, _ = _ink(np.asarray(picture[top:bottom, left:right], np.uint8))
    filled_at = np.flatnonzero(ink.sum(axis=0) >= max(2, _SPECK * high))
    pairs = pairwise(filled_at)
    return [(int(one) + 1, int(next_)) for one, next_ in pairs if next_ - one > _SPACE * high]


def _settled(blank: Blank, words: Sequence[Word], picture: Pixels) -> tuple[list[Word], str | None]:
    """The words to stand in ``blank``, and the reading that was not kept, where there are two."""
    cut, box = _cut(blank, picture)
    ours = _read(blank, digits(cut, blank.kind == "number"), picture)
    said = _figures(words, blank.tail)
    told = min((word.confidence for word in words), default=0.0)
    if not _is(ours.text, blank.kind):
        return list(words), None
    text, place = ours.text + blank.tail, _around([word.box for word in words]) or box
    if ours.text == said:
        both = 1 - (1 - told) * (1 - ours.chance)
        return [Word(text, place, max(told, min(both, _MOST_SURE)))], None
    lettered = _LETTERED.fullmatch(said) if blank.kind == "number" else None
    if lettered and lettered["figures"] in (ours.text, ours.text[:-1]) and not _LETTERED.fullmatch(ours.text):
        return [replace(word, confidence=max(word.confidence, _WITH_LETTER)) for word in words], None
    by_hand, other = _by_hand(blank, cut, picture), " ".join(word.text for word in words) or None
    chance = _believed(blank, ours, said)
    if not said.isdigit() or (blank.kind == "year" and not _is(said, "year")):
        lone = _LONE if blank.kind == "number" else _SURE
        sure = chance >= _BETTER and ours.chance >= (_BETTER if words or by_hand else lone)
        return ([Word(text, place, chance)], other) if sure else (list(words), text if words else None)
    least = _BETTER if told < _WORSE else _LIKELY if told < _DOUBTFUL or by_hand else _SURE
    if chance >= least and (by_hand or told < _PRINTED):
        return [Word(text, place, chance)], other
    if chance >= _SURE:
        return list(words), text
    if told >= _SURE or not (by_hand or told < _DOUBTFUL):
        return list(words), None
    return [replace(word, confidence=_UNSURE) for word in words], text


def _believed(blank: Blank, ours: Digits, said: str) -> float:
    """How far ours is believed where the other reader says ``said``: a letter as what both saw in part, from 0.9 on
    where the other saw a figure; not a last 1 of which the other saw nothing: a slash looks like it."""
    if blank.tail and ours.text[-1:] == "1" and len(ours.text) > len(said):
        return 0.0
    if not _LETTERED.fullmatch(ours.text):
        return ours.chance
    return 0.0 if said.isdigit() and ours.chance < _SURE_LETTER else min(ours.chance, _WITH_LETTER)


def _read(blank: Blank, ours: Digits, picture: Pixels) -> Digits:
    """``ours``, or the longer number that it begins, where its last figures stand in the notation's box."""
    if not blank.under or not ours.text:
        return ours
    box = (*blank.box[:2], max(blank.under, blank.box[2]), blank.box[3])
    longer = digits(_cut(replace(blank, box=box), picture)[0], lettered=True)
    more = len(longer.text) > len(ours.text) and longer.text.startswith(ours.text)
    return replace(longer, chance=min(longer.chance, _UNDER)) if more and longer.chance >= _LONGER else ours


def _is(text: str, kind: Kind) -> bool:
    """Whether ``text`` is figures, and such as a number, day, month or year can have; a number may end in a letter."""
    text = text.rstrip(LETTERS) if kind == "number" else text
    return text.isdecimal() and len(text) <= 5 and _LEAST.get(kind, 1) <= int(text) <= _MOST[kind]


def _figures(words: Sequence[Word], tail: str) -> str:
    text = "".join(word.text for word in words)
    return (text[: len(text) - len(tail)] if tail else text).translate(_FIGURES).strip(" .,;:")


def _around(boxes: Sequence[Box]) -> Box | None:
    if not boxes:
        return None
    left, top, right, bottom = zip(*boxes, strict=True)
    return min(left), min(top), max(right), max(bottom)


def _cut(blank: Blank, picture: Pixels) -> tuple[Pixels, Box]:
    """The blank's part of the picture without what hangs into it from the rows above and below; where its ink is."""
    high = blank.box[3] - blank.box[1]
    left, top, right, bottom = grown(blank.box, 0, round(high * _HIGH), picture.shape)
    bottom -= round(high * (_HIGH - _DEEP))
    cut = np.array(picture[top:bottom, left:right], np.uint8)
    core = (blank.box[1] - top, blank.box[3] - top)
    ink, paper = _ink(cut)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    inside: list[Box] = []
    for label in range(1, count):
        x, y, width, height = (int(value) for value in stats[label, :4])
        within = min(y + height, core[1]) - max(y, core[0])
        if (y == 0 or y + height == cut.shape[0]) and within < _CORE * high:
            cut[cv2.dilate((labels == label).astype(np.uint8), np.ones((3, 3), np.uint8)) > 0] = paper
        elif height >= 0.4 * high:
            inside.append((left + x, top + y, left + x + width, top + y + height))
    return cut, _around(inside) or blank.box


def beginnings(box: Box, picture: Pixels) -> list[int]:
    """Where pieces of ink as high as letters begin in ``box``, from the left."""
    cut = np.asarray(picture[box[1] : box[3], box[0] : box[2]], np.uint8)
    if min(cut.shape) < _NARROWEST:
        return []
    _, _, stats, _ = cv2.connectedComponentsWithStats(_ink(cut)[0], connectivity=8)
    tall = stats[1:][stats[1:, 3] >= _TALL * cut.shape[0]]
    return sorted({box[0] + int(left) for left in tall[:, 0]})


def _ink(cut: Pixels) -> tuple[Pixels, int]:
    """1 where there is ink, and the grey of the paper."""
    if not cut.size:
        return np.zeros(cut.shape, np.uint8), 255
    paper, darkest = np.percentile(cut, 80), np.percentile(cut, 0.5)
    return (cut < paper - 0.4 * max(paper - darkest, 24)).astype(np.uint8), round(float(paper))


def _by_hand(blank: Blank, cut: Pixels, picture: Pixels) -> bool:
    """Whether the figures are taller than the capitals of the notation beside them."""
    if blank.kind != "number" or blank.tail:
        return False
    left, top, right, bottom = grown(blank.beside, 0, 0, picture.shape)
    return _stands_taller(cut, np.asarray(picture[top:bottom, left:right], np.uint8))


def _is_taller(box: Box, width: float, picture: Pixels) -> bool:
    """Whether what stands in the first ``width`` pixels of ``box`` is taller than the print behind it."""
    left, top, right, bottom = grown(box, 0, 0, picture.shape)
    part = np.asarray(picture[top:bottom, left:right], np.uint8)
    return _stands_taller(part[:, : round(width)], part[:, round(width) :])


def _stands_taller(written: Pixels, print_: Pixels) -> bool:
    """Whether the ink of the one picture is taller than that of the other; not where either has none."""
    one, other = (_heights(part) if part.size else [] for part in (written, print_))
    return bool(one and other) and median(one) > _TALLER * median(other)


def _heights(part: Pixels) -> list[int]:
    """Heights of the larger pieces of ink."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(_ink(part)[0], connectivity=8)
    tall = [int(height) for width, height in stats[1:, 2:4] if width < 4 * height]
    return [height for height in tall if height > 0.5 * max(tall)]
