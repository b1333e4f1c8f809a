"""Several readings of one line, each of another picture of it → the person's name that they make together.

Under a seal no single reading is right: one has "Mguyễn", another "Ngiyễn", a third "MgÙyền". Each word of the name is
the one that best explains all its readings (a noisy channel), what is known of names counted with them: few family
names, some hundred syllables behind them (``ocr.given``). So a name comes with a chance that it is right.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from archive.records import Box, Word
from ocr.apart import MARK, distance
from ocr.given import GIVEN, family_share
from ocr.names import FAMILY, RANKS
from ocr.parted import JOINED, parts_of
from ocr.standing import advance
from ocr.syllable import is_possible

_SIZES = {2: 0.07, 3: 0.7, 4: 0.2, 5: 0.03}
"""Share of names that have so many words."""
_MOST_WORDS = max(_SIZES)
_SECOND, _SYLLABLE, _STRANGE, _FIRST, _NO_FIRST = 2e-4, 5e-5, 1e-5, 2e-5, 1e-7
"""Share of a family name behind another ("Hoàng Doãn Tiến"), of a syllable that is not known for a name's, of a word
that is none; of a family name not known that may be one, and of one that is no syllable."""
MOTHERS, _MOTHER = 4, 0.2
"""Words of a name from which on the second may be the mother's family name ("Lê Trần Ngọc Vy"), and share of those."""
_RANK, _RANKED, _RANKS = 0.02, 1.0, 3
"""Share of each rank before a name; letters that one is misread by at most; words of ranks at most."""
_CENTRED, _ASIDE = 0.3, 7.0
"""How far names stand aside of their office's middle mostly, in heights of the line (19 of 20 that have no rank: less
than 0.1), and how unlikely (natural logarithm) it is at most that one does."""
_LEVEL, _TYPED = 0.12, 0.25
"""How far they stand so where typists centre them, and the share of those who do not."""
_OFTEN = 0.34
"""Share of readings that have something before the name which is none, from which on the name may go on there."""
_LETTER, _LOST = 1.6, 0.3
"""By how much (natural logarithm) a letter read otherwise makes a word less likely; a mark by that of a letter that was
lost of a family name, of which few differ by marks alone."""
_FEW, _MORE, _ENOUGH = 2.0, 5.0, 4
"""Readings are of one scan and err alike: so many independent ones they count for, and so many more where all agree,
which takes at least so many."""
_MEAN = 0.4
"""How much all readings of a word count beside the best third of them."""
_HIDDEN, _LEFT_OUT = 6.0, 22.0
"""How unlikely (natural logarithm) it is that what was read beside the name is no part of it, and more so where it
looks like a word."""
_TWICE = 2
"""Readings that must have something beside the name for that to count."""
_LETTERS_ALONE = 0.5
"""How much what is of letters alone, but no word, looks like one."""
_SAME, _OVER, _WIDEST, _CLOSE = 0.65, 0.25, 1.2, 0.5
"""How much of each other two readings of one word cover; by how much, in heights of the line, two words may overlap and
be apart, and two parts of one."""
_LEAST = 0.02
_SEEN = 0.2
"""A word less surely read is left out, and one that hardly any reading has."""
_WEIGHT = 0.05
"""What a reading counts at least."""
WHOLE = 0.8
"""The most that a name is sure beside which something stands that is no rank."""
_LONGEST = 7
"""Letters of the longest syllable."""


@dataclass(frozen=True, slots=True)
class Named:
    """A name as the readings together say it, its words where they stand (as sure as each is), and the ``chance`` that
    all of it is right; ``begun``: something stands before it that is no rank and may be more of it."""

    words: tuple[Word, ...]
    chance: float
    begun: bool = False

    @property
    def text(self) -> str:
        """The name as names are written, though it is printed in capitals."""
        return " ".join(word.text.title() if word.text.isupper() else word.text for word in self.words)


def named(readings: Sequence[Sequence[Word]], high: int, middle: float | None = None) -> Named | None:
    """The name at the end of the line that each of ``readings`` is of; None where there is none. ``high``: height of
    the line in pixels, of which their boxes are, too; ``middle`` of the office above it, under which a name is centred
    with its ranks (NĐ 30/2020, PL I, II.7)."""
    told = [[part for word in reading for part in parts_of(word)] for reading in readings if reading]
    places = [place for place in _places(told, high) if place.seen >= _SEEN * len(told)]
    names = list(_names(told, places[::-1], high, middle))
    best = max(names, key=lambda one: one.odds, default=None)
    if best is None:
        return None
    chance = math.prod(word.chance for word in best.words)
    chance /= math.fsum(math.exp(one.odds - best.odds) for one in names)
    taken = places[len(places) - len(best.words) + 1 :]
    large = [one.text.isupper() for at in taken for one in at.read if len(one.text) > 1]
    case = str.upper if sum(large) > len(large) / 2 else str
    words = tuple(Word(case(word.text), word.box, word.chance) for word in best.words)
    begun = sum(_stands_before(reading, words[0].box[0], high) for reading in told) >= _OFTEN * len(told)
    return Named(words, min(chance, WHOLE) if begun else chance, begun)


def _stands_before(reading: Sequence[Word], start: int, high: int) -> bool:
    """Whether a reading has something right before ``start`` that is no rank."""
    near = _right_before(reading, start, high)
    if not near:
        return False
    return min(distance(near[-1].text, rank) for rank in RANKS) > _RANKED


def _right_before(reading: Sequence[Word], start: int, high: int) -> list[Word]:
    return [word for word in reading if _is_right_before(word, start, high)]


def _is_right_before(word: Word, start: int, high: int) -> bool:
    return -_OVER * high <= start - word.box[2] <= _WIDEST * high


@dataclass(slots=True)
class _Place:
    """Where a word stands, and what it was read as there, each with how surely."""

    word: Word
    read: list[Word]

    @property
    def box(self) -> tuple[int, int, int, int]:
        return self.word.box

    @property
    def seen(self) -> float:
        return float(len(self.read))

    @property
    def weight(self) -> float:
        return sum(one.confidence + _WEIGHT for one in self.read) * (self.box[2] - self.box[0])


@dataclass(frozen=True, slots=True)
class _Best:
    """The likeliest word at a place: the odds (natural logarithm) that any of the words known stands there, and the
    chance that it is this one of them."""

    odds: float
    text: str
    chance: float
    box: Box


@dataclass(frozen=True, slots=True)
class _Name:
    odds: float
    words: tuple[_Best, ...]


def _places(readings: Sequence[Sequence[Word]], high: int) -> list[_Place]:
    """The places of words from left to right that most readings agree on, none over another."""
    parts = [part for reading in readings for part in reading if part.confidence >= _LEAST]
    found: list[_Place] = []
    for part in sorted(parts, key=lambda word: -word.confidence):
        home = next((place for place in found if _cover(place.box, part.box) >= _SAME), None)
        if home is None:
            found.append(_Place(part, [part]))
        else:
            home.read.append(part)
    found.sort(key=lambda place: place.box[2])
    best: list[tuple[float, list[_Place]]] = [(0.0, [])]
    for at, place in enumerate(found):
        before = at
        while before and found[before - 1].box[2] > place.box[0] + _OVER * high:
            before -= 1
        taken = (best[before][0] + place.weight, [*best[before][1], place])
        best.append(max(best[at], taken, key=lambda pair: pair[0]))
    return best[-1][1]


def _cover(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    both = min(one[2], other[2]) - max(one[0], other[0])
    return both / max(max(one[2], other[2]) - min(one[0], other[0]), 1)


def _names(
    told: Sequence[Sequence[Word]], places: Sequence[_Place], high: int, middle: float | None
) -> Iterator[_Name]:
    """The names of two to five words that may end at the first of ``places``, which go from right to left."""
    given = [_best([[one] for one in place.read], _given(place)) for place in places[: _MOST_WORDS - 1]]
    asides = [_Aside(place.box, _as_rank(place), _as_none(place, len(told))) for place in places]
    for size in range(2, _MOST_WORDS + 1):
        begun = _begun(told, places[size - 2].box[0], high) if size - 2 < len(given) else []
        if not begun:
            return
        rest = given[: size - 1]
        if size >= MOTHERS:
            place = places[size - 2]
            rest = [*rest[:-1], _best([[one] for one in place.read], _mothers(place))]
        said = " ".join(one.text for one in reversed(rest))
        behind = _Behind(places[size - 2].box[0], places[0].box[2], advance(said), high, middle)
        before = asides[size - 1 :] + _scattered(told, places[size - 1 :], high)
        first = _best(begun, _first(begun), partial(_left, before, behind))
        if first.text == rest[-1].text and not any(_is_twice_in(reading, first.text) for reading in told):
            continue
        yield _Name(math.log(_SIZES[size]) + first.odds + sum(one.odds for one in rest), (first, *reversed(rest)))


def _is_twice_in(reading: Sequence[Word], text: str) -> bool:
    return sum(one.text == text for one in reading) > 1


def _begun(told: Sequence[Sequence[Word]], start: int, high: int) -> list[list[Word]]:
    """What each reading has right before ``start``: the last part, and that with one or two parts close before it as
    one word, for a seal makes several of one ("g u Ễn")."""
    found: list[list[Word]] = []
    for reading in told:
        near = sorted((part for part in reading if part.box[2] <= start + _OVER * high), key=lambda part: part.box[2])
        if not near or start - near[-1].box[2] > _WIDEST * high:
            continue
        tails = [near[-1]]
        for part in near[-2:-4:-1]:
            last = tails[-1]
            if last.box[0] - part.box[2] > _CLOSE * high or len(part.text + last.text) > _LONGEST:
                break
            box = (part.box[0], min(part.box[1], last.box[1]), last.box[2], max(part.box[3], last.box[3]))
            tails.append(Word(part.text + last.text, box, last.confidence))
        found.append(tails)
    return found


@dataclass(frozen=True, slots=True)
class _Aside:
    """What stands at a place that is no part of the name: how likely it is a rank, and strokes or what a seal was taken
    for."""

    box: Box
    rank: float
    none: float


def _scattered(told: Sequence[Sequence[Word]], places: Sequence[_Place], high: int) -> list[_Aside]:
    """What readings have right before the first of ``places`` that is no place of its own, for a seal makes each begin
    elsewhere: a family name, where the first place is the word behind it."""
    if not places:
        return []
    start = places[0].box[0]
    if len(places) > 1 and _is_right_before(places[1].word, start, high):
        return []
    near = [
        max(level, key=lambda one: one.box[2]) for reading in told if (level := _right_before(reading, start, high))
    ]
    if len(near) < _TWICE:
        return []
    share = len(near) / len(told)
    seen = sum(one.confidence * _likeness(one.text) for one in near) / len(told)
    surest = max(near, key=lambda one: one.confidence)
    none = -_HIDDEN * share - _LEFT_OUT * seen
    return [_Aside(surest.box, _as_rank(_Place(surest, near)), none)]


@dataclass(frozen=True, slots=True)
class _Behind:
    """What stands behind the family name: from where to where (pixels), how wide that is in ems of Times, how high the
    line is, and where the middle of the office is."""

    start: int
    end: int
    wide: float
    high: int
    middle: float | None

    def begun(self, text: str) -> float:
        """Where a name begins whose first word is ``text``."""
        return self.start - advance(f"{text} ") * (self.end - self.start) / self.wide

    def off(self, start: float) -> float:
        """By how many heights of the line a name from ``start`` on stands to the right of its office's middle."""
        return 0.0 if self.middle is None else ((start + self.end) / 2 - self.middle) / self.high


def _left(before: Sequence[_Aside], behind: _Behind, text: str, box: Box) -> float:
    """How likely it is that a name whose first word ``text`` stands at ``box`` has begun there: what stands ``before``
    (from right to left) is ranks and what is none, and with its ranks it is not to the right of the ``middle`` of its
    office, else its first word was not read for one; without ranks it is as wide as the room under the office."""
    rest = [one for one in before if (one.box[0] + one.box[2]) / 2 < box[0] and one.box[2] < (box[0] + box[2]) / 2]
    odds: list[float] = []
    for ranks in range(min(len(rest), _RANKS) + 1):
        start = rest[ranks - 1].box[0] if ranks else behind.begun(text)
        off = behind.off(start)
        left = sum(one.rank for one in rest[:ranks]) + sum(one.none for one in rest[ranks:])
        level = 0.0 if ranks else math.log((1 - _TYPED) * math.exp(-((off / _LEVEL) ** 2) / 2) + _TYPED)
        odds.append(left + level - min(_ASIDE, (max(off, 0.0) / _CENTRED) ** 2 / 2))
    return max(odds)


def _given(place: _Place) -> dict[str, float]:
    """What may stand at a place behind the family name: what is known, and what was read there."""
    words = dict.fromkeys(FAMILY, _SECOND) | dict(GIVEN)
    for one in place.read:
        text = one.text[:1] + one.text[1:].lower()
        text = text.title() if len(text) > 1 and is_possible(text) and text not in RANKS else text
        if text[:1].isupper() and text not in words:
            words[text] = _SYLLABLE if is_possible(text) else _STRANGE
    return words


def _mothers(place: _Place) -> dict[str, float]:
    """The same of what stands right behind the family name of a long name: often the mother's."""
    words = _given(place)
    return words | {name: max(words.get(name, 0.0), _MOTHER * family_share(name)) for name in FAMILY}


def _first(begun: Sequence[Sequence[Word]]) -> dict[str, float]:
    """The same of a family name."""
    words = {name: family_share(name) for name in FAMILY}
    read = {tails[0].text for tails in begun if tails[0].text.istitle()}
    return {text: _FIRST if is_possible(text) else _NO_FIRST for text in read} | words


def _as_rank(place: _Place) -> float:
    """How likely it is that what stands at a place is a rank."""
    return _best([[one] for one in place.read], dict.fromkeys(RANKS, _RANK)).odds


def _as_none(place: _Place, count: int) -> float:
    """How unlikely it is that what ``count`` readings have at a place is no part of the name, but strokes and what a
    seal was taken for."""
    return -_HIDDEN - _LEFT_OUT * min(1.0, sum(one.confidence * _likeness(one.text) for one in place.read) / count)


def _likeness(text: str) -> float:
    """How much ``text`` looks like a word of a name."""
    if len(text) > 1 and text.istitle() and is_possible(text):
        return 1.0
    return _LETTERS_ALONE if sum(map(str.isalpha, text)) >= JOINED else 0.0


def _best(
    read: Sequence[Sequence[Word]], words: Mapping[str, float], placed: Callable[[str, Box], float] | None = None
) -> _Best:
    """Which of ``words`` (with their shares) stands where each reading has one of several; ``placed`` tells how likely
    a family name is to stand at a box, for others it is None."""
    lost = MARK if placed is None else _LOST
    said = defaultdict[str, float](float)
    for one in read:
        said[one[0].text] += one[0].confidence + _WEIGHT
    agreed = max(said.values()) / sum(said.values()) * min(1.0, len(read) / _ENOUGH)
    sharp = _LETTER * (_FEW + _MORE * agreed**2)
    odds = {text: math.log(share) - sharp * _off(read, text, lost) for text, share in words.items()}
    if placed is not None:
        odds = {text: one + placed(text, _nearest(read, text)) for text, one in odds.items()}
    best = max(odds, key=lambda text: odds[text])
    all_of = math.fsum(math.exp(one - odds[best]) for one in odds.values())
    return _Best(odds[best] + math.log(all_of), best, 1 / all_of, _nearest(read, best))


def _nearest(read: Sequence[Sequence[Word]], text: str) -> Box:
    """Where the reading stands that is most like ``text``."""
    each = (one for tails in read for one in tails)
    return min(each, key=lambda one: (distance(one.text, text), -one.confidence)).box


def _off(read: Sequence[Sequence[Word]], text: str, lost: float) -> float:
    """How far the readings of a place are from ``text``, in letters: all of them, and the best third."""
    third = max(1, len(read) // 3)
    each = ((min(distance(one.text, text, lost) for one in tails), tails[0].confidence + _WEIGHT) for tails in read)
    off = sorted(each)
    mean = sum(far * weight for far, weight in off) / sum(weight for _, weight in off)
    best = sum(far * weight for far, weight in off[:third]) / sum(weight for _, weight in off[:third])
    return _MEAN * mean + (1 - _MEAN) * best
