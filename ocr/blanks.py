"""A line with number or date, and its picture → the same with the figures written into its blanks read once more.

The form of a paper is typed, its number and often its day are written by hand when it is signed ("Số: 2576 /QĐ-UBND",
"ngày 11 tháng 9 năm 2018"). A reader of print sees there what it knows. So what stands between ``Số:`` and the ``/``,
``ngày`` and ``tháng``, ``tháng`` and ``năm`` is cut out, whether a word was found there or not, and given to a reader
of figures (``ocr.digits``).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Literal

import numpy as np

from archive.records import Box, Dispute, Line, Word
from archive.text import fold
from ocr.cut import around, bolder, colon, cut_out, hyphen, stands_taller, widened
from ocr.dates import labels
from ocr.digits import CAPITALS, LETTERS, Digits, digits
from ocr.heading import is_date, is_number
from ocr.label import label_end, label_start, past_label, without_figures
from ocr.labelled import labelled
from ocr.number import is_code, is_plain, mended
from ocr.picture import Pixels, grown
from ocr.steady import STEADILY, STEADY, read_often, steadied

Kind = Literal["number", "day", "month", "year"]

_LABEL = re.compile(r"\W{0,3}s\w{0,2}\W*")
_TAIL = re.compile(r"(?P<head>[^/–-]{0,14}?/*)(?P<tail>\s*[/–-]\s*(?:[^\W_].*)?)")
"""A word in which the notation begins, perhaps with the number before it; more than one slash is a 1 of a pen."""
_STRUCK = re.compile(
    r"(?P<head>(?:[^\W_][^\s/–-]{0,3})?/(?P<part>(?!(?:19|20)\d\d)[^\s/–-]{1,5})/?)(?P<tail>/(?P<code>[A-ZĐ][A-Za-zĐđ]{0,4})[-–/.][A-ZĐ].*)"
)
"""The same where a figure before it was read as a slash, too: ``3/Í/BC-UBND``, ``/Z/KH-UBND``, ``/2.546/BC-SKHCN``."""
_STRUCK_PARTY = re.compile(
    r"(?P<head>/(?P<part>(?![A-ZĐ]+[-–])[^\s/–-]{1,5}))(?P<tail>[-–](?P<code>[A-ZĐ][A-Za-zĐđ]{0,4})/[A-ZĐ].*)"
)
"""The same in a Party notation: ``/Zf-QĐ/TĐTN`` of 141."""
_TORN = re.compile(r"[/–-](?!(?:19|20)\d\d)(?:\d{1,3}[^\s\d]?|[/|\\]|(?=.*\d)[\d/|\\ZzOoIlSB]{2,6})?")
"""No notation but the end of a number with a figure read as a slash (``20/2`` of ``202``, ``16/27/`` of ``1697``,
``32/2ổ`` of ``328``, ``Z/2/22`` of ``2229``), where one stands behind."""
_BEGINS = re.compile(r"[/–-]\s?[A-ZĐ][A-Za-zĐđ]*[/–-]|/[^\W\d_]")
"""How a notation begins that stands apart from its number: ``/QĐ-UBND``, ``-BC/ĐUK``."""
_CODED = re.compile(r"[/–-]?\s?(?P<code>[A-ZĐ][A-Za-zĐđ]{0,4})[–/.-][A-ZĐ]")
_PART = re.compile(r"[/–-](?P<part>(?!(?:19|20)\d\d)[^\s/–-]{1,5})/?")
"""The same where it begins with the abbreviation of a kind of paper, and what is a pen's figures before it then,
whatever they were read as: ``/ZÓÓ`` of ``1700``, ``/23Z/`` of ``1932``."""
_YEAR = re.compile(r"\d{4}\W*")
_BROKEN_YEAR = re.compile(r"(?=(?:\D?\d){2})\w{2,5}\W?")
_STRUCK_NOUGHT = re.compile(r"^00(?=[1-9]$)")
_FIGURES = str.maketrans("OoIl|", "00111")
_LEAST, _MOST = {"year": 1900}, {"number": 99_999, "day": 31, "month": 12, "year": 2100}
_BEYOND = 1.6
"""Signs beyond the figures of a word that a cut takes in: figures written by hand are wider than the print."""
_UNREAD = 3.5
"""The same where no figure of a number was read (``/-QĐ/TĐTN``) and a hyphen is sought behind it."""
_WITHIN, _DASH = 0.8, 1.1
"""The same behind printed figures and behind written ones where a hyphen parts number and notation, or a slash and a
year: figures and letters like figures follow at once ("09-TTr/TU", "37/2009/TTLT")."""
_DASHED = re.compile(r"\s*(?:[–-]|/\s*\d)")
_LETTERED = re.compile(rf"(?P<figures>\d{{1,5}})[{LETTERS}]")
"""A number with a letter behind it: ``31b``."""
_CAPITAL = re.compile(r"\d{1,5}[A-ZĐ]")
"""A number with a capital behind it (``12A``), or a figure that was read as one (``3B`` of 35): never settled, for the
network knows no capitals."""
_WITH_LETTER = 0.85
"""How sure such a number is whose figures both readers saw, and its letter one of them."""
_LONGER, _UNDER = 0.95, 0.89
"""A reading of figures that go on under the slash is believed from the one on; it is given at most the other, and so is
one of strokes made thicker."""
_SPARE = 0.12
"""Left of the box of a figure, in heights of print: boxes of slanted figures begin late."""
_FIGURE = 0.75
"""How far a day may go on into the box of "tháng", in heights of print."""
_WIDEST = 14.0
"""Widest blank, in heights of the print: beyond it the label is another one's."""
_SURE = 0.9
"""A reading of either reader that is believed by itself."""
_LIKELY = 0.8
"""A reading of ours that is believed where Tesseract is in doubt or a pen wrote: of hands never seen nine of ten such
are right."""
_BETTER, _WORSE = 0.7, 0.6
"""The same where the other reader saw no figures or is less sure than this: three of four are right, told as unsure."""
_LIKELIER, _PROPOSED = 0.4, 0.65
"""A reading of ours that is proposed where neither reader is sure, and the most that it is given: it is for a person to
look at, who has less to type where it is right. Where no word was found it is a day or month from ``_WORSE`` on."""
_LONE = 0.95
"""The same where the other reader found nothing at all, and what is there is no taller than print; of a day or month,
which few numbers can be, 0.9 is enough."""
_PRINTED = 0.93
"""Tesseract's confidence from which a printed number is left as it is."""
_DOUBTFUL = 0.8
"""Tesseract's confidence below which print, too, is not taken where the other reader, itself unsure, reads another."""
_SURE_LETTER = 0.9
"""A letter that ours alone sees, where the other reader saw figures, is believed from here on."""
_SETTLED = {"number": 0.95}
_SETTLED_PART = 0.98
"""A reading of ours that settles a number, or a day, month or year, where the other reader saw no figures or is less
sure than ``_WORSE``: of known hands 55 of 55 and 21 of 22 such were right, of hands held out 98 of 100."""
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
    is sure of gets no confidence. Where ours is all but certain and the other reader in doubt, nothing is disputed.
    Each blank takes 3 ms.

    Raises:
        EngineFailed: the network is missing or broken.
    """
    line = labelled(line)
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
        if not match or _is_torn(match["tail"], words[at + 1 : at + 2]):
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
        label = colon(words[0].box, bottom - top, picture) or label_end(words[start - 1].box, picture, high)
        begins = min(label, *(word.box[0] - 2 for word in words[start : at + 1]))
        box = (begins, words[0].box[1], min(ends, right), words[0].box[3])
        if 0.3 * high <= box[2] - box[0] <= _WIDEST * high:
            tail = match["tail"] if head else ""
            beside = ((left + right) // 2 if head else left, top, right, bottom)
            under = 0 if head or dashed else round(min(left + sign * _BEYOND, right))
            yield Blank("number", box, (start, at + 1 if head else at), tail, beside, under)
        return


def _struck(text: str) -> re.Match[str] | None:
    """``text`` parted before the notation where a figure before it was read as a slash, too: ``3/Í/BC-UBND``."""
    found = _STRUCK.fullmatch(text) or _STRUCK_PARTY.fullmatch(text)
    return found if found and is_code(found["code"]) and _is_figures(found["part"], 2) else None


def _is_figures(part: str, most: int) -> bool:
    """Whether ``part`` may be a pen's figures: no abbreviation, and a figure among them where they are more than
    ``most`` signs."""
    return not is_code(part) and (len(part) <= most or any(map(str.isdigit, part)))


def _is_torn(tail: str, behind: Sequence[Word]) -> bool:
    """Whether ``tail`` is a number's end with a figure read as a slash, for the notation stands ``behind``."""
    if _TORN.fullmatch(tail) and any(_BEGINS.match(word.text) for word in behind):
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
        return not _is(text[:4], "year")
    return bool(_BROKEN_YEAR.fullmatch(text))


def _settled(blank: Blank, words: Sequence[Word], picture: Pixels) -> tuple[list[Word], str | None]:
    """The words to stand in ``blank``, and the reading that was not kept, where there are two."""
    cut, box = cut_out(blank.box, picture)
    said = _figures(words, blank.tail)
    seen = _digits(blank, cut)
    if blank.kind != "year" and seen.text and seen.chance < _SURE:
        seen = steadied(seen, said, blank.box, picture, lettered=blank.kind == "number")
    ours = _without_colon(blank, _read(blank, seen, picture), words, picture)
    told = min((word.confidence for word in words), default=0.0)
    if not _is(ours.text, blank.kind):
        return list(words), None
    text, place = ours.text + blank.tail, around([word.box for word in words]) or box
    if ours.text == said:
        return [Word(text, place, _alike(blank, told, ours.chance))], None
    lettered = _LETTERED.fullmatch(said) if blank.kind == "number" else None
    if lettered and lettered["figures"] in (ours.text, ours.text[:-1]) and not _LETTERED.fullmatch(ours.text):
        return [replace(word, confidence=max(word.confidence, _WITH_LETTER)) for word in words], None
    by_hand, other = _by_hand(blank, cut, picture), " ".join(word.text for word in words) or None
    chance = _believed(blank, ours, said)
    proposed = [Word(text, place, min(ours.chance, _PROPOSED))], other
    if not said.isdigit() or not _is(said, blank.kind):
        lone = _LONE if blank.kind == "number" else _SURE
        sure = chance >= _BETTER and ours.chance >= (_BETTER if words or by_hand else lone)
        if sure:
            return [Word(text, place, chance)], None if _settles(blank, chance, said) else other
        lone = 1.0 if blank.kind == "number" else _WORSE
        if ours.chance >= (_LIKELIER if words or by_hand else lone):
            return proposed
        return list(words), text if words else None
    short = blank.kind != "number" and ours.text in said and int(ours.text) != int(said)
    if short and chance < _SURE and _WORSE <= told < _SURE:
        return list(words), ours.text
    steadily = blank.kind != "number" and chance >= STEADILY
    least = _BETTER if told < _WORSE else _LIKELY if told < _DOUBTFUL or by_hand or steadily else _SURE
    if chance >= least and (by_hand or told < _PRINTED):
        return [Word(text, place, chance)], None if told < _WORSE and _settles(blank, chance, said) else other
    if chance >= _SURE:
        return list(words), text
    if told >= _SURE or not (by_hand or told < _DOUBTFUL):
        return list(words), None
    if ours.chance >= _LIKELIER:
        return proposed
    if blank.tail and ours.text.startswith(said):
        return list(words), text
    return [replace(word, confidence=_UNSURE) for word in words], text


def _alike(blank: Blank, told: float, chance: float) -> float:
    """How sure a number is that both read alike; no surer than it was with a notation behind it that is none."""
    plain = not blank.tail or is_plain(mended(blank.tail.strip("/–- ")))
    return max(told, min(1 - (1 - told) * (1 - chance), _MOST_SURE)) if plain else told


def _settles(blank: Blank, chance: float, said: str) -> bool:
    """Whether a reading of ours so sure needs no second one beside it, where the other reader says ``said``."""
    return not _CAPITAL.fullmatch(said) and chance >= _SETTLED.get(blank.kind, _SETTLED_PART)


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
    if not blank.under or not ours.text or (blank.kind == "day" and len(ours.text) > 1):
        return ours
    box = (*blank.box[:2], max(blank.under, blank.box[2]), blank.box[3])
    longer = _digits(blank, cut_out(box, picture)[0])
    if len(longer.text) <= len(ours.text) or not longer.text.startswith(ours.text):
        return ours
    if longer.chance >= _LONGER:
        return replace(longer, chance=min(longer.chance, _UNDER))
    unsteady = blank.kind == "number" and ours.chance < _BETTER and longer.chance >= _WORSE
    often = read_often(box, picture, lettered=True) if unsteady else None
    found = often is not None and often.times >= STEADY and often.digits.text == longer.text
    return replace(longer, chance=_BETTER) if found else ours


def _without_colon(blank: Blank, ours: Digits, words: Sequence[Word], picture: Pixels) -> Digits:
    """``ours``, or what stands from the first word on where that is all but its first figure: a colon, read as one."""
    said = _figures(words, blank.tail)
    if blank.kind != "number" or not said.isdecimal() or ours.text[1:] != said or ours.chance >= _SURE:
        return ours
    box = (min(word.box[0] for word in words) - 2, *blank.box[1:])
    later = _digits(blank, cut_out(box, picture)[0])
    return later if later.text == said else ours


def _digits(blank: Blank, cut: Pixels) -> Digits:
    """What the network reads in ``cut``, in strokes a pixel thicker, too, where it is in doubt; a nought of a day with
    a stroke through it, read as two, is one."""
    lettered = blank.kind == "number"
    cut = widened(cut, blank.box[3] - blank.box[1])
    seen = digits(cut, lettered)
    if seen.chance < _BETTER:
        bold = digits(bolder(cut), lettered)
        if bold.chance > seen.chance:
            seen = replace(bold, chance=max(seen.chance, min(bold.chance, _UNDER)))
    return seen if lettered else replace(seen, text=_STRUCK_NOUGHT.sub("0", seen.text))


def _is(text: str, kind: Kind) -> bool:
    """Whether ``text`` is figures, and such as a number, day, month or year can have; a number may end in a letter."""
    text, most = (text.rstrip(LETTERS + CAPITALS), 5) if kind == "number" else (text, 4 if kind == "year" else 2)
    return text.isdecimal() and len(text) <= most and _LEAST.get(kind, 1) <= int(text) <= _MOST[kind]


def _figures(words: Sequence[Word], tail: str) -> str:
    text = "".join(word.text for word in words)
    return (text[: len(text) - len(tail)] if tail else text).translate(_FIGURES).strip(" .,;:")


def _by_hand(blank: Blank, cut: Pixels, picture: Pixels) -> bool:
    """Whether the figures are taller than the capitals of the notation beside them."""
    if blank.kind != "number" or blank.tail:
        return False
    left, top, right, bottom = grown(blank.beside, 0, 0, picture.shape)
    return stands_taller(cut, np.asarray(picture[top:bottom, left:right], np.uint8))


def _is_taller(box: Box, width: float, picture: Pixels) -> bool:
    """Whether what stands in the first ``width`` pixels of ``box`` is taller than the print behind it."""
    left, top, right, bottom = grown(box, 0, 0, picture.shape)
    part = np.asarray(picture[top:bottom, left:right], np.uint8)
    return stands_taller(part[:, : round(width)], part[:, round(width) :])
