"""A line with number or date, and its picture → the same with the figures written into its blanks read once more.

The form of a paper is typed, its number and often its day are written by hand when it is signed ("Số: 2576 /QĐ-UBND",
"ngày 11 tháng 9 năm 2018"). A reader of print sees there what it knows. So what stands between ``Số:`` and the ``/``,
``ngày`` and ``tháng``, ``tháng`` and ``năm`` is cut out, whether a word was found there or not, and given to a reader
of figures (``ocr.digits``).
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from archive.records import Box, Dispute, Line, Word
from ocr.cut import around, bolder, cut_out, is_wide, side_by_side, stands_taller, widened
from ocr.digits import CAPITALS, LETTERS, Digits, digits, fitting
from ocr.labelled import labelled
from ocr.number import is_plain, mended
from ocr.pen import Inks
from ocr.picture import Pixels, grown
from ocr.places import Blank, blanks, is_possible
from ocr.slash import without
from ocr.steady import STEADILY, STEADY, read_often, steadied

_STRUCK_NOUGHT = re.compile(r"^00(?=[1-9]$)")
_FIGURES = str.maketrans("OoIl|", "00111")
_LETTERED = re.compile(rf"(?P<figures>\d{{1,5}})[{LETTERS}]")
"""A number with a letter behind it: ``31b``."""
_OWN_LETTER = re.compile(rf"\d{{1,5}}[{LETTERS}{CAPITALS}]")
"""The same as ours reads it; a capital that print is read with may be a pen's figure (``17A`` of 174)."""
_YEARLY = re.compile(r"\s*/\s?(?:19|20)\d\d/")
"""How a notation with its year begins: figures that go on behind the number are its slash and year."""
_CAPITAL = re.compile(r"\d{1,5}[A-ZĐ]")
"""A number with a capital behind it, or a figure that was read as one (``3B`` of 35): never settled, for the
network knows no capitals beyond D."""
_WITH_LETTER = 0.85
"""How sure such a number is whose figures both readers saw, and its letter one of them."""
_LONGER, _UNDER = 0.95, 0.89
"""A reading of figures that go on under the slash is believed from the one on; it is given at most the other, and so is
one of strokes made thicker."""
_SURE = 0.9
"""A reading of either reader that is believed by itself."""
_LIKELY = 0.8
"""A reading of ours that is believed where Tesseract is in doubt or a pen wrote: of hands never seen nine of ten such
are right."""
_BETTER, _WORSE = 0.7, 0.6
"""The same where the other reader saw no figures or is less sure than this: three of four are right, told as unsure."""
_TWO, _FIVE = 2, 5
"""Figures of a day or month, and of a number, at most."""
_INTO = (0.2, 0.35)
"""How far a day's second figure may stand in the box of "tháng", in heights of print."""
_LIKELIER, _PROPOSED = 0.4, 0.65
"""A reading of ours that is proposed where neither reader is sure, and the most that it is given: it is for a person to
look at, who has less to type where it is right. Where no word was found it is a day or month from ``_UNWORDED`` on."""
_SLANTED = 0.8
"""The most that two figures of a day or month are given of which ours took the second for a slash."""
_UNWORDED = 0.5
"""A day or month that is proposed where no word was found: all three less sure than ``_WORSE`` were right."""
_LONE = 0.95
"""The same where the other reader found nothing at all, and what is there is no taller than print; of a day or month,
which few numbers can be, 0.9 is enough."""
_CERTAIN = 0.97
"""The same of a day or month that ours reads otherwise and all but surely."""
_ENDED, _GUESSED = 0.5, 0.25
"""The least that ours is given where it is proposed and the slash behind the figures was seen, or the other reader saw
no number: there ours is proposed from the second on, of 12 such 7 were right."""
_LESS_ALIKE = 0.75
"""The most that ours is given where the slash behind the figures was seen and the other reader sees as many figures,
and others: of 102 numbers before such a slash on which the two differed ours had 93 right, the other none."""
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
class Filled:
    """A line with its blanks read once more: where the two readings disagree, and the boxes where they agree."""

    line: Line
    disputed: tuple[Dispute, ...] = ()
    agreed: frozenset[Box] = frozenset()


def filled(line: Line, picture: Pixels, inks: Inks | None = None) -> Filled:
    """``line`` with the figures in its blanks read once more from ``picture``, those of a coloured pen from that's ink
    alone where ``inks`` has it.

    A printed number that was read surely stays as it is, an empty blank stays empty, and a number that neither reader
    is sure of gets no confidence. Where ours is all but certain and the other reader in doubt, nothing is disputed.
    Each blank takes 3 ms.

    Raises:
        EngineFailed: the network is missing or broken.
    """
    line = labelled(line)
    words, disputes, agreed = list(line.words), list[Dispute](), set[Box]()
    for blank in sorted(blanks(line, inks.print if inks else picture), key=lambda one: -one.words[0]):
        first, last = blank.words
        before = words[first:last]
        now, other = _settled(*_penned(blank, inks, picture), before)
        words[first:last] = now
        if blank.kind == "number" and (blank.slashed or now != before):
            words[0] = replace(words[0], confidence=max(words[0].confidence, _SURE))
        if other and now:
            disputes.append(Dispute(now[0].box, other))
        elif other is None and now != list(before):
            agreed.update(word.box for word in now)
    return Filled(replace(line, words=tuple(words)), tuple(disputes), frozenset(agreed))


def _penned(blank: Blank, inks: Inks | None, picture: Pixels) -> tuple[Blank, Pixels]:
    """``blank`` and the picture that it is read from: a coloured pen's ink alone, as far as that goes, where it is read
    surely so and not beside print."""
    picture = without(blank.strokes, picture)
    box = inks.within(blank.box) if inks else None
    if inks is None or box is None:
        return blank, picture
    if _digits(blank, cut_out(blank.box, picture)[0]).chance < _BETTER:
        own = replace(blank, box=box, under=0, penned=True)
        if _digits(own, cut_out(box, inks.pen)[0]).chance >= _SURE:
            return own, inks.pen
    return replace(blank, penned=True), picture


def _settled(blank: Blank, picture: Pixels, words: Sequence[Word]) -> tuple[list[Word], str | None]:
    """The words to stand in ``blank``, and the reading that was not kept, where there are two."""
    cut, box = cut_out(blank.box, picture)
    said = _figures(words, blank.tail)
    seen = _digits(blank, cut)
    if blank.kind != "year" and seen.text and seen.chance < _SURE:
        again = partial(read_often, blank.box, picture, lettered=blank.kind == "number", ended=blank.slashed)
        seen = steadied(seen, said, again)
    ours = _without_colon(blank, _read(blank, seen, picture), words, picture)
    told = min((word.confidence for word in words), default=0.0)
    ours = _figures_only(blank, ours, said, cut)
    alike = ours.text == said and told >= _SURE
    ours = ours if alike else _as_possible(blank, ours, cut)
    if not is_possible(ours.text, blank.kind):
        return list(words), None
    text, place = ours.text + blank.tail, around([word.box for word in words]) or box
    if said.isdecimal() and ours.text.startswith(said) and len(ours.text) > len(said) and _YEARLY.match(blank.tail):
        return list(words), text
    if ours.text == said:
        return [Word(text, place, _alike(blank, told, ours.chance))], None
    lettered = _LETTERED.fullmatch(said) if blank.kind == "number" else None
    known = (ours.text,) if blank.slashed and ours.chance >= _BETTER else (ours.text, ours.text[:-1])
    if lettered and lettered["figures"] in known and not _OWN_LETTER.fullmatch(ours.text):
        return [replace(word, confidence=max(word.confidence, _WITH_LETTER)) for word in words], None
    by_hand, other = _by_hand(blank, cut, picture), " ".join(word.text for word in words) or None
    chance = _believed(blank, ours, said)
    junk = blank.kind == "number" and bool(words) and not said.isdecimal() and ours.chance >= _GUESSED
    proposed = [Word(text, place, min(max(ours.chance, _ENDED * (blank.slashed or junk)), _PROPOSED))], other
    if not said.isdigit() or not is_possible(said, blank.kind):
        lone, seen_there = _LONE if blank.kind == "number" else _SURE, bool(words) or by_hand or blank.slashed
        sure = chance >= _BETTER and ours.chance >= (_BETTER if seen_there else lone)
        if sure:
            most = max(told, _UNDER) if blank.tail and blank.slashed else 1.0
            return [Word(text, place, min(chance, most))], None if _settles(blank, chance, said) else other
        lone = 1.0 if blank.kind == "number" else _UNWORDED
        if ours.chance >= (_LIKELIER if seen_there else lone) or blank.slashed or junk:
            return proposed
        return list(words), text if words else None
    if blank.slashed and told >= _SURE and not by_hand and said.startswith(ours.text):
        return list(words), text
    if blank.slashed and not (ours.text.startswith(said) and chance < _BETTER):
        return (_as_ended(Word(text, place, chance), said, told), other) if chance >= _BETTER else proposed
    two = blank.kind != "number" and len(said) == 1 and len(ours.text) == _TWO and is_wide(cut)
    longer = blank.kind == "day" and len(said) == 1 and ours.text.startswith(said)
    if (longer and chance >= _BETTER and told < _PRINTED) or (two and chance >= _LIKELY and told < _SURE):
        return [Word(text, place, min(chance, _UNDER))], other
    short = blank.kind != "number" and ours.text in said and int(ours.text) != int(said)
    if short and chance < _SURE and _WORSE <= told < _SURE:
        return list(words), ours.text
    steadily = blank.kind != "number" and chance >= STEADILY
    least = _BETTER if told < _WORSE else _LIKELY if told < _DOUBTFUL or by_hand or steadily else _SURE
    part = blank.kind != "number" and chance >= _SETTLED_PART and told < _CERTAIN
    if chance >= least and (by_hand or part or told < _PRINTED):
        return [Word(text, place, chance)], None if told < _WORSE and _settles(blank, chance, said) else other
    if chance >= _SURE:
        return list(words), text
    if told >= _SURE or not (by_hand or told < _DOUBTFUL):
        return list(words), None
    behind = blank.tail and said.isdecimal() and ours.text.startswith(f"{said}1")
    if ours.chance >= _LIKELIER and not behind:
        return proposed
    if blank.tail and ours.text.startswith(said):
        return list(words), text
    return [replace(word, confidence=_UNSURE) for word in words], text


def _as_ended(ours: Word, said: str, told: float) -> list[Word]:
    """``ours`` of a number between its label and a slash that was seen, where the other reader says ``said``, and how
    sure it is: not where it is in doubt itself, or both see as many figures; one with a notation in its word hardly
    surer than that."""
    alike = len(said) == len(ours.text.partition("/")[0]) and told >= _WORSE and ours.confidence < _SETTLED_PART
    most = _LESS_ALIKE if alike or ours.confidence < _SURE else max(told, _UNDER) if "/" in ours.text else 1.0
    return [replace(ours, confidence=min(ours.confidence, most))]


def _alike(blank: Blank, told: float, chance: float) -> float:
    """How sure a number is that both read alike; hardly surer than it was with a notation in its word, which ours does
    not read, and no surer with one that is none."""
    plain = not blank.tail or is_plain(mended(blank.tail.strip("/–- ")))
    most = _UNDER if blank.tail.strip()[:1] == "/" else _MOST_SURE
    return max(told, min(1 - (1 - told) * (1 - chance), most)) if plain else told


def _settles(blank: Blank, chance: float, said: str) -> bool:
    """Whether a reading of ours so sure needs no second one beside it, where the other reader says ``said``."""
    return not _CAPITAL.fullmatch(said) and chance >= _SETTLED.get(blank.kind, _SETTLED_PART)


def _believed(blank: Blank, ours: Digits, said: str) -> float:
    """How far ours is believed where the other reader says ``said``: a letter as what both saw in part, from 0.9 on
    where the other saw a figure; not a last 1 of which the other saw nothing: a slash looks like it."""
    if blank.tail and not blank.slashed and ours.text[-1:] == "1" and len(ours.text) > len(said):
        return 0.0
    if not _OWN_LETTER.fullmatch(ours.text):
        return ours.chance
    return 0.0 if said.isdigit() and ours.chance < _SURE_LETTER else min(ours.chance, _WITH_LETTER)


def _read(blank: Blank, ours: Digits, picture: Pixels) -> Digits:
    """``ours``, or the longer number that it begins, where its last figures stand in the notation's box."""
    if not blank.under or not ours.text or (blank.kind == "day" and len(ours.text) > 1):
        return ours
    box = (*blank.box[:2], max(blank.under, blank.box[2]), blank.box[3])
    if blank.kind == "day" and ours.chance < _BETTER and (whole := _into_label(blank, ours, picture)):
        return whole
    longer = _digits(blank, cut_out(box, picture)[0])
    if len(longer.text) <= len(ours.text) or not longer.text.startswith(ours.text):
        return ours
    if longer.chance >= _LONGER:
        return replace(longer, chance=min(longer.chance, _UNDER))
    unsteady = blank.kind == "number" and ours.chance < _BETTER and longer.chance >= _WORSE
    often = read_often(box, picture, lettered=True) if unsteady else None
    found = often is not None and often.times >= STEADY and often.digits.text == longer.text
    return replace(longer, chance=_BETTER) if found else ours


def _into_label(blank: Blank, ours: Digits, picture: Pixels) -> Digits | None:
    """The day of two figures that ``ours`` is the first of, where the second one touches "tháng" and is read alike in
    two cuts that end a little later."""
    high = blank.box[3] - blank.box[1]
    boxes = ((*blank.box[:2], round(blank.box[2] + by * high), blank.box[3]) for by in _INTO)
    read = [_digits(blank, cut_out(box, picture)[0]) for box in boxes]
    text, least = read[0].text, min(one.chance for one in read)
    alike = len(text) == _TWO and all(one.text == text for one in read) and text.startswith(ours.text)
    return Digits(text, min(least, _UNDER)) if alike and least >= _LIKELY and is_possible(text, "day") else None


def _without_colon(blank: Blank, ours: Digits, words: Sequence[Word], picture: Pixels) -> Digits:
    """``ours``, or what stands from the first word on where that is all but its first figure: a colon, read as one."""
    said = _figures(words, blank.tail)
    if blank.kind != "number" or not said.isdecimal() or ours.text[1:] != said or ours.chance >= _SURE:
        return ours
    box = (min(word.box[0] for word in words) - 2, *blank.box[1:])
    later = _digits(blank, cut_out(box, picture)[0])
    return later if later.text == said else ours


def _as_possible(blank: Blank, ours: Digits, cut: Pixels) -> Digits:
    """``ours``, or where that can be no such number, or has fewer figures than pieces of ink stand side by side before
    a slash, the likeliest that can and has: it is only proposed. One figure of a day or month beside which another
    piece stands lost that for a slash, which a slanted 1 looks like: of 18 such 17 were right so."""
    numbered = blank.kind == "number"
    pieces = 0 if numbered and not blank.slashed else side_by_side(cut, whole=not numbered)
    least = min(pieces, _FIVE if numbered else _TWO)
    if not numbered and len(ours.text) == 1 and pieces > 1:
        found = _fitting(blank, cut, lambda text: is_possible(text, blank.kind) and len(text) > 1)
        return replace(found, chance=min(found.chance, _SLANTED)) if found.text else ours

    def fits(text: str) -> bool:
        return is_possible(text, blank.kind) and len(text) >= least

    if not ours.text or fits(ours.text):
        return ours
    found = _fitting(blank, cut, fits)
    return replace(found, chance=min(found.chance, _PROPOSED)) if found.text else ours


def _figures_only(blank: Blank, ours: Digits, said: str, cut: Pixels) -> Digits:
    """``ours``, or where its letter is unsure and the other reader, which says ``said``, saw none, the likeliest of as
    many figures, which is only proposed: a pen seldom wrote a letter."""
    sure = ours.chance >= _BETTER or _LETTERED.fullmatch(said)
    if blank.kind != "number" or sure or not _OWN_LETTER.fullmatch(ours.text):
        return ours
    found = _fitting(blank, cut, lambda text: text.isdecimal() and len(text) >= len(ours.text))
    return replace(found, chance=min(found.chance, _PROPOSED)) if found.text else ours


def _fitting(blank: Blank, cut: Pixels, fits: Callable[[str], bool]) -> Digits:
    return fitting(widened(cut, blank.box[3] - blank.box[1]), blank.kind == "number", fits)


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


def _figures(words: Sequence[Word], tail: str) -> str:
    text = "".join(word.text for word in words)
    return (text[: len(text) - len(tail)] if tail else text).translate(_FIGURES).strip(" .,;:")


def _by_hand(blank: Blank, cut: Pixels, picture: Pixels) -> bool:
    """Whether the figures are taller than the capitals of the notation beside them, or in a pen's colour."""
    if blank.penned:
        return True
    if blank.kind != "number" or (blank.tail and not blank.slashed):
        return False
    left, top, right, bottom = grown(blank.beside, 0, 0, picture.shape)
    return stands_taller(cut, np.asarray(picture[top:bottom, left:right], np.uint8))
