"""Readings of a signature block → the lines of its office, a deputy's that is stamped over or right below the head's
told apart.

"PHÓ GIÁM ĐỐC" is rubber-stamped below the printed "GIÁM ĐỐC", before which "KT." is written by hand (NĐ 30/2020, Điều
13 and PL I, II.7). The two lines touch or lie over each other, so that hardly a reading has both whole; but what both
end in is one and the same office, and of those there are few.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median

from rapidfuzz.distance import Levenshtein

from archive.records import Line, Word
from archive.text import fold
from ocr.office import WRITTEN, deputy_of
from ocr.standing import advance

_MISREAD, _NEARLY = 0.3, 0.2
"""Share of an office's letters that are read otherwise at most; where it is told by that reading which one it is."""
_HARDLY = 0.4
"""The same of a deputy's office right below one that was read surely."""
_TRAILING = 2
"""Letters behind an office that are none of it at most, but whole words that were hardly read."""
_SURE = 0.75
_LIKELY, _AGREED = 0.45, 0.3
"""Least worth of the surest reading of an office, from 0 to 1: of one alone, of several."""
_AS_GOOD = 0.97
"""An office that ends in another one ("TỔNG GIÁM ĐỐC") is the one meant where it is as likely as that, nearly."""
_APART, _FURTHER, _NEAR = 0.35, 0.6, 3.0
"""In ems: how far apart two lines of an office are at least, by one reading and by two, and at most."""
_TWO, _STEP, _HIDDEN = 1.75, 0.6, 0.6
"""In ems: how high a line is at least that is two, one stamped over the other, and how far the upper one stands above
the lower; how sure the upper one is of which nothing was read by itself."""
_STEAD = ("kt", "tl", "tm", "tuq")
"""In whose stead one signs, folded."""
_PHO, _CLOSE = "pho", 1
"""Folded; letters of it that may be misread."""
_TOLD, _DEPUTY = 0.8, 0.88
"""How sure "KT." is that a deputy's line below says, and the words of a deputy's line under which the pen goes."""


@dataclass(frozen=True, slots=True)
class _Letter:
    char: str
    left: float
    right: float
    word: Word


@dataclass(frozen=True, slots=True)
class _Seen:
    """An office at the end of a line: its letters, what stands before them (folded), how likely it is (0 to 1),
    which share of it was misread, and how surely the ``lead`` of its line was read."""

    letters: tuple[_Letter, ...]
    before: str
    worth: float
    off: float
    lead: float = 0.0

    @property
    def level(self) -> float:
        """The height at which it stands."""
        return median((one.word.box[1] + one.word.box[3]) / 2 for one in self.letters)

    @property
    def ends(self) -> tuple[float, float]:
        """Where it begins and ends."""
        return self.letters[0].left, self.letters[-1].right

    @property
    def high(self) -> int:
        """How high its tallest word is."""
        return max(one.word.box[3] - one.word.box[1] for one in self.letters)

    def raised(self, em: float) -> "_Seen":
        """The same as of a line above it, under which nothing of it was read."""
        up = round(em * _STEP)
        moved = {
            id(one.word): replace(
                one.word, box=(one.word.box[0], one.word.box[1] - up, one.word.box[2], one.word.box[3] - up)
            )
            for one in self.letters
        }
        letters = tuple(replace(one, word=replace(moved[id(one.word)], confidence=_HIDDEN)) for one in self.letters)
        return replace(self, letters=letters, before="")

    @property
    def is_deputy(self) -> bool:
        """Whether PHÓ stands before it."""
        return Levenshtein.distance(self.before[-len(_PHO) :], _PHO) <= _CLOSE


@dataclass(frozen=True, slots=True)
class Stacked:
    """The ``lines`` of an office, its ``em`` in pixels, and whether a deputy's was seen (``sure``: with its PHÓ)."""

    lines: tuple[Line, ...]
    deputy: bool
    sure: bool


def stacked(readings: Sequence[Sequence[Line]]) -> Stacked | None:
    """The office that ``readings`` of one block end lines in, None where they have none of those that are known."""
    found = {office: [_all_in(lines, office) for lines in readings] for office in WRITTEN}
    likely = {
        office: sum(seen.worth for each in sights for seen in each if seen.off <= _NEARLY)
        for office, sights in found.items()
    }
    best = max(likely, key=lambda office: likely[office])
    if not likely[best]:
        return None
    longer = [one for one in WRITTEN if one.endswith(f" {best}") and likely[one] >= _AS_GOOD * likely[best]]
    office = longer[0] if longer else best
    return _told(office, found[office], readings)


def _told(office: str, found: Sequence[Sequence[_Seen]], readings: Sequence[Sequence[Line]]) -> Stacked | None:
    every = [seen for each in found for seen in each]
    surest = max(every, key=lambda seen: seen.worth)
    if surest.worth < (_AGREED if len([each for each in found if each]) > 1 else _LIKELY):
        return None
    em = (surest.ends[1] - surest.ends[0]) / advance(office)
    pair = _two_lines(found, em) or _hardly_two(every, readings, office, em)
    vice = [seen for seen in every if seen.is_deputy]
    if pair:
        above, below = pair
        told = (_line("KT.", office, above, em, _TOLD), _deputy(office, below, em, bool(vice)))
        told = _apart(*told, (above.level + below.level) / 2)
        return Stacked(tuple(_at_least(line, _HIDDEN) for line in told), True, bool(vice))
    if vice:
        best = max(vice, key=lambda seen: seen.worth)
        own = _deputy(office, best, em, True)
        if max(seen.high for seen in every) < _TWO * em:
            return Stacked((own,), True, True)
        return Stacked((_line("KT.", office, best.raised(em), em, _HIDDEN), own), True, True)
    lead = _stead(every)
    line = _line(f"{lead.before.upper()}." if lead else "", office, surest, em, lead.lead if lead else 1.0)
    return Stacked((replace(line, words=tuple(_as_surest(word, readings) for word in line.words)),), False, False)


def _as_surest(word: Word, readings: Sequence[Sequence[Line]]) -> Word:
    """``word`` of an office as sure as the surest reading of it where it stands."""
    level, said = (word.box[1] + word.box[3]) / 2, fold(word.text)
    every = (one for lines in readings for line in lines for one in line.words if fold(one.text) == said)
    there = (
        one
        for one in every
        if one.box[1] < level < one.box[3] and one.box[0] < word.box[2] and one.box[2] > word.box[0]
    )
    return replace(word, confidence=max([word.confidence, *(one.confidence for one in there)]))


def _stead(seen: Sequence[_Seen]) -> _Seen | None:
    """The sight of an office that has in whose stead one signs before it, read surely."""
    found = [one for one in seen if one.before in _STEAD and one.lead >= _SURE]
    return max(found, key=lambda one: one.lead, default=None)


def is_tall(line: Line) -> bool:
    """Whether ``line`` of an office is so high that another one was stamped over it."""
    left, top, right, bottom = line.box
    return bottom - top >= _TWO * (right - left) / advance(line.text)


def _apart(above: Line, below: Line, level: float) -> tuple[Line, Line]:
    """Two lines of an office that touch, each box of them up to the ``level`` between them and no further: readings
    have both in one at times."""
    up = (replace(one, box=(*one.box[:3], min(one.box[3], round(level)))) for one in above.words)
    low = (replace(one, box=(one.box[0], max(one.box[1], round(level)), *one.box[2:])) for one in below.words)
    return replace(above, words=tuple(up)), replace(below, words=tuple(low))


def _at_least(line: Line, sure: float) -> Line:
    """``line`` of an office that two lines say, with no word less sure than so."""
    return replace(line, words=tuple(replace(word, confidence=max(word.confidence, sure)) for word in line.words))


def _two_lines(found: Sequence[Sequence[_Seen]], em: float) -> tuple[_Seen, _Seen] | None:
    """The office in two lines, one right below the other: in one reading, or a deputy's in one, in another what stands
    above it."""
    pairs = [(one, other) for each in found for one in each for other in each if _is_below(other, one, em)]
    if not pairs:
        every = [seen for each in found for seen in each]
        vice = [seen for seen in every if seen.is_deputy]
        pairs = [(one, low) for low in vice for one in every if not one.is_deputy and _is_below(low, one, em)]
        pairs = pairs or [(one, low) for low in every for one in every if _is_apart(low, one, em)]
    return max(pairs, key=lambda pair: pair[0].worth + pair[1].worth, default=None)


def _hardly_two(
    seen: Sequence[_Seen], readings: Sequence[Sequence[Line]], office: str, em: float
) -> tuple[_Seen, _Seen] | None:
    """The office, read surely, and a deputy's below it of which more letters than elsewhere were misread."""
    above = [one for one in seen if not one.is_deputy and one.worth >= _LIKELY]
    bare = fold(deputy_of(office)).replace(" ", "")
    found = []
    for line in (line for lines in readings for line in lines if not _in(line, office)):
        letters = tuple(_letters(line))
        off = Levenshtein.distance("".join(fold(one.char) for one in letters), bare) / len(bare)
        if letters and off <= _HARDLY:
            found.append(_Seen(letters, "", 1 - off, off))
    pairs = [(one, low) for one in above for low in found if _is_below(low, one, em)]
    return max(pairs, key=lambda pair: pair[1].worth, default=None)


def _is_below(low: _Seen, high: _Seen, em: float) -> bool:
    across = min(low.ends[1], high.ends[1]) - max(low.ends[0], high.ends[0])
    return _APART * em < low.level - high.level < _NEAR * em and across > 0


def _is_apart(low: _Seen, high: _Seen, em: float) -> bool:
    """Whether two readings of an office are of two lines though no reading has both: they end apart, too."""
    clear = min(low.worth, high.worth) >= _AGREED and low.level - high.level > _FURTHER * em
    return clear and _is_below(low, high, em) and abs(low.ends[1] - high.ends[1]) > _APART * em


def _deputy(office: str, seen: _Seen, em: float, sure: bool) -> Line:
    said = deputy_of(office)
    before, _, _ = said.partition(f" {office}") if said.endswith(f" {office}") else ("", "", "")
    return _line(before, office if before else said, seen, em, _DEPUTY if sure else _TOLD)


def _line(before: str, office: str, seen: _Seen, em: float, sure: float) -> Line:
    """``office`` where it was seen, with what stands ``before`` it, so ``sure``."""
    left, right = seen.ends
    boxes = [one.word.box for one in seen.letters]
    top, bottom = min(box[1] for box in boxes), max(box[3] for box in boxes)
    words, at = [], left
    step = (right - left) / advance(office)
    for part in office.split():
        wide = advance(part) * step
        own = [one.word.confidence for one in seen.letters if at <= (one.left + one.right) / 2 <= at + wide]
        words.append(Word(part, (round(at), top, round(at + wide), bottom), max(own, default=_TOLD) * (1 - seen.off)))
        at += wide + advance(" ") * step
    if before:
        start = left - advance(f"{before} ") * em
        words.insert(0, Word(before, (max(0, round(start)), top, round(left - advance(" ") * em), bottom), sure))
    return Line(tuple(words), region="signature")


def _all_in(lines: Sequence[Line], office: str) -> list[_Seen]:
    return [seen for line in lines if (seen := _in(line, office))]


def _in(line: Line, office: str) -> _Seen | None:
    """``office`` at the end of a line, misread a little; None where it is not."""
    letters = list(_letters(line))
    plain, bare = "".join(fold(one.char) for one in letters), fold(office).replace(" ", "")
    least, best = _MISREAD * len(bare), None
    for end in range(len(plain), 0, -1):
        behind = letters[end:]
        inside = bool(behind) and behind[0].word is letters[end - 1].word
        if len(behind) > _TRAILING and (inside or any(one.word.confidence >= _SURE for one in behind)):
            continue
        for size in (len(bare), len(bare) - 1, len(bare) + 1):
            start = end - size
            if start < 0:
                continue
            off = Levenshtein.distance(plain[start:end], bare, score_cutoff=int(least) + 1)
            if off <= least and (best is None or off < best[0]):
                best = (off, start, end)
    if best is None:
        return None
    off, start, end = best
    own = letters[start:end]
    sure = sum(one.word.confidence for one in own) / len(own)
    worth, lead = (1 - off / len(bare)) ** 2 * (0.3 + 0.7 * sure), letters[0].word.confidence if start else 0.0
    return _Seen(tuple(own), plain[:start], worth, off / len(bare), lead)


def _letters(line: Line) -> Iterator[_Letter]:
    for word in line.words:
        step = (word.box[2] - word.box[0]) / len(word.text)
        for at, char in enumerate(word.text):
            if char.isalnum():
                yield _Letter(char, word.box[0] + step * at, word.box[0] + step * (at + 1), word)
