"""Several readings of one line, each of another picture of it → the person's name that they make together.

Under a seal no single reading is right: one has "Mguyễn", another "Ngiyễn", a third "MgÙyền". Each word of the name is
the one that best explains all its readings (a noisy channel), what is known of names counted with them: few family
names, some hundred syllables behind them (``ocr.given``). So a name comes with a chance that it is right.
"""

import math
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from unicodedata import normalize

from rapidfuzz.distance import Levenshtein

from archive.records import Word
from archive.text import fold
from ocr.given import GIVEN, family_share
from ocr.names import FAMILY, RANKS
from ocr.syllable import is_possible

_SIZES = {2: 0.07, 3: 0.7, 4: 0.2, 5: 0.03}
"""Share of names that have so many words."""
_MOST_WORDS = max(_SIZES)
_SYLLABLE, _STRANGE, _FIRST, _NO_FIRST = 5e-5, 1e-5, 2e-5, 1e-7
"""Share of a syllable that is not known for a name's, of a word that is none; of a family name not known that may be
one, and of one that is no syllable."""
_RANK, _RANKED = 0.02, 1.0
"""Share of each rank before a name; letters that one is misread by at most."""
_OFTEN = 0.34
"""Share of readings that have something before the name which is none, from which on the name may go on there."""
_LETTER, _MARK, _MOST = 1.6, 0.5, 3.5
"""By how much (natural logarithm) a letter read otherwise makes a word less likely; a mark by that of a letter; letters
beyond which it makes no difference."""
_FEW, _MORE, _ENOUGH = 2.0, 5.0, 4
"""Readings are of one scan and err alike: so many independent ones they count for, and so many more where all agree,
which takes at least so many."""
_MEAN = 0.4
"""How much all readings of a word count beside the best third of them."""
_HIDDEN, _LEFT_OUT = 6.0, 22.0
"""How unlikely (natural logarithm) it is that what was read beside the name is no part of it, and more so where it
looks like a word."""
_LETTERS_ALONE = 0.5
"""How much what is of letters alone, but no word, looks like one."""
_SAME, _OVER, _WIDEST = 0.65, 0.25, 1.2
"""How much of each other two readings of one word cover; by how much, in heights of the line, two words may overlap and
be apart."""
_LEAST = 0.02
_SEEN = 0.2
"""A word less surely read is left out, and one that hardly any reading has."""
_WEIGHT = 0.05
"""What a reading counts at least."""
_WHOLE = 0.8
"""The most that a name is sure beside which something stands that is no rank."""

_PARTS = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_JOINED = 3
"""Letters of two words at least that were read as one ("PhạmĐình")."""


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


def named(readings: Sequence[Sequence[Word]], high: int) -> Named | None:
    """The name at the end of the line that each of ``readings`` is of; None where there is none. ``high``: height of
    the line in pixels, of which their boxes are, too."""
    told = [[part for word in reading for part in _parts(word)] for reading in readings if reading]
    places = [place for place in _places(told, high) if place.seen >= _SEEN * len(told)]
    names = list(_names(places[::-1], len(told), high))
    best = max(names, key=lambda one: one.odds, default=None)
    if best is None:
        return None
    chance = math.prod(word.chance for word in best.words)
    chance /= math.fsum(math.exp(one.odds - best.odds) for one in names)
    taken = places[len(places) - len(best.words) :]
    large = [one.text.isupper() for at in taken for one in at.read if len(one.text) > 1]
    case = str.upper if sum(large) > len(large) / 2 else str
    words = tuple(Word(case(word.text), at.box, word.chance) for word, at in zip(best.words, taken, strict=True))
    begun = sum(_stands_before(reading, words[0].box[0], high) for reading in told) >= _OFTEN * len(told)
    return Named(words, min(chance, _WHOLE) if begun else chance, begun)


def _stands_before(reading: Sequence[Word], start: int, high: int) -> bool:
    """Whether a reading has something right before ``start`` that is no rank."""
    near = [word for word in reading if -_OVER * high <= start - word.box[2] <= _WIDEST * high]
    if not near:
        return False
    return min(_distance(near[-1].text, rank) for rank in RANKS) > _RANKED


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


def _parts(word: Word) -> Iterator[Word]:
    """The words in ``word`` between marks or run together ("Khống:Hồng", "PhạmĐình"), each where it stands."""
    left, top, right, bottom = word.box
    step = (right - left) / max(len(word.text), 1)
    for found in _PARTS.finditer(word.text):
        inner = range(found.start() + _JOINED, found.end() - _JOINED + 1)
        humps = [at for at in inner if word.text[at - 1].islower() and word.text[at].isupper()]
        for start, end in pairwise((found.start(), *humps[:1], found.end())):
            text = word.text[start:end]
            if any(map(str.isalpha, text)):
                box = (round(left + step * start), top, round(left + step * end), bottom)
                yield Word(text, box, word.confidence)


def _cover(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    both = min(one[2], other[2]) - max(one[0], other[0])
    return both / max(max(one[2], other[2]) - min(one[0], other[0]), 1)


def _names(places: Sequence[_Place], count: int, high: int) -> Iterator[_Name]:
    """The names of two to five words that may end at the first of ``places``, which go from right to left."""
    given = [_best(place, _given(place)) for place in places[:_MOST_WORDS]]
    beside = [_beside(place, count) for place in places]
    for size in range(2, min(_MOST_WORDS, len(places)) + 1):
        if places[size - 2].box[0] - places[size - 1].box[2] > _WIDEST * high:
            return
        first = _best(places[size - 1], _first(places[size - 1]))
        odds = math.log(_SIZES[size]) + first.odds + sum(one.odds for one in given[: size - 1])
        yield _Name(odds + sum(beside[size:]), (first, *reversed(given[: size - 1])))


def _given(place: _Place) -> dict[str, float]:
    """What may stand at a place behind the family name: what is known, and what was read there."""
    words = dict(GIVEN)
    for one in place.read:
        text = one.text[:1] + one.text[1:].lower()
        if text[:1].isupper() and text not in words:
            words[text] = _SYLLABLE if is_possible(text) else _STRANGE
    return words


def _first(place: _Place) -> dict[str, float]:
    """The same of a family name."""
    words = {name: family_share(name) for name in FAMILY}
    read = {one.text for one in place.read if one.text.istitle()}
    return {text: _FIRST if is_possible(text) else _NO_FIRST for text in read} | words


def _beside(place: _Place, count: int) -> float:
    """How unlikely it is that what ``count`` readings have at a place is no part of the name: a rank, or strokes and
    what a seal was taken for."""
    rank = _best(place, dict.fromkeys(RANKS, _RANK)).odds
    like = sum(one.confidence * _likeness(one.text) for one in place.read) / count
    return max(rank, -_HIDDEN - _LEFT_OUT * min(1.0, like))


def _likeness(text: str) -> float:
    """How much ``text`` looks like a word of a name."""
    if len(text) > 1 and text.istitle() and is_possible(text):
        return 1.0
    return _LETTERS_ALONE if len(text) > _JOINED - 1 and text.isalpha() else 0.0


def _best(place: _Place, words: Mapping[str, float]) -> _Best:
    """Which of ``words`` (with their shares) stands at ``place``."""
    said = defaultdict[str, float](float)
    for one in place.read:
        said[one.text] += one.confidence + _WEIGHT
    agreed = max(said.values()) / sum(said.values()) * min(1.0, len(place.read) / _ENOUGH)
    sharp = _LETTER * (_FEW + _MORE * agreed**2)
    third = max(1, len(place.read) // 3)
    odds = {text: math.log(share) - sharp * _off(said, place.read, text, third) for text, share in words.items()}
    best = max(odds, key=lambda text: odds[text])
    all_of = math.fsum(math.exp(one - odds[best]) for one in odds.values())
    return _Best(odds[best] + math.log(all_of), best, 1 / all_of)


def _off(said: Mapping[str, float], read: Sequence[Word], text: str, third: int) -> float:
    """How far the readings of a place are from ``text``, in letters: all of them, and the best third."""
    off = sorted((_distance(one.text, text), one.confidence + _WEIGHT) for one in read)
    total = sum(said.values())
    mean = sum(far * weight for far, weight in off) / total
    best = sum(far * weight for far, weight in off[:third]) / sum(weight for _, weight in off[:third])
    return _MEAN * mean + (1 - _MEAN) * best


@lru_cache(maxsize=65536)
def _distance(read: str, text: str) -> float:
    """Letters in which two words differ, a mark a part of one; no more than makes a difference."""
    plain = Levenshtein.distance(fold(read), fold(text))
    whole = Levenshtein.distance(_marked(read), _marked(text))
    return min(plain + _MARK * max(0, whole - plain), _MOST)


@lru_cache(maxsize=8192)
def _marked(text: str) -> str:
    """``text`` in small letters, each mark by itself; the bar of đ is one."""
    return normalize("NFD", text.lower().replace("đ", "d\u0335"))
