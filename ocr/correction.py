"""Lines as read → lines as written: words that the language, the neighbours and the recogniser's own doubts speak
against are put right, and each keeps what was read."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import combinations, pairwise, product

from archive.records import Line, Word
from archive.text import fold
from ocr.engine import Candidate
from ocr.figures import figured
from ocr.flow import Language, laid, language_of, number_of, sentences
from ocr.phrases import phrases
from ocr.syllable import is_possible, spelled

_LETTERS = "aàáảãạăằắẳẵặâầấẩẫậbcdđeèéẻẽẹêềếểễệghiìíỉĩịklmnoòóỏõọôồốổỗộơờớởỡợpqrstuùúủũụưừứửữựvxyỳýỷỹỵ"
"""The letters of Vietnamese (TCVN 6909:2001)."""

_LONGEST = 7
"""Letters of the longest syllable (``nghiêng``)."""
_TURNS = 3
_MOST_CHANGED, _MOST_OFFERED, _MOST_PAIRED = 2, 12, 6
_TRUST, _MOST_GAIN, _MOST_GAIN_OF_TWO = 0.8, 12.0, 18.0
"""What the statistics count against the recogniser's word, and how much they may speak at most for one change and for
one of two neighbours: a writer's own slip (``đơn độc`` for ``đôn đốc``) is to stay as it was written."""
_OFFERED, _OFFERED_LETTER = (4.4, 4.2), (5.0, 3.0)
"""Doubt in a letter that the recogniser offered itself (natural logarithm of the odds that it is not the one): so much,
less so much for each part that its weight is of the first choice's. Fitted on aligned readings: at equal weights four
of ten other marks offered are right, at half the weight one of ten."""
_UNOFFERED = ((0.95, 8.0), (0.9, 7.0), (0.8, 6.0), (0.0, 5.0))
"""Doubt in another mark that it did not offer, by the least confidence of the word."""
_GAINED, _GONE = -2.0, 4.0
"""More of it where the letter has but lost marks (a scan loses them easily: of 153 such changes 150 were right, none
wrong), and where it would lose one that a word of confidence ``_CLEAR`` has, or the dot below would be another mark
above: marks are seldom seen where there are none (3 right, 18 wrong)."""
_CLEAR = 0.9
_BELOW = "\u0323"
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_OTHER_LETTER = 2.0
_IMPOSSIBLE, _IMPOSSIBLE_LARGE = 7.0, 3.5
"""Odds that a word was misread which has Vietnamese letters and can be no syllable (``nhât``, ``thiêt``): offices write
none such, so it only remains to tell which one it is. In names and capitals they do: ``Đăk``, ``HĐND``; but no
abbreviation has a tone (``TRUYÈN``), only names of the highlands (``PÚCH``)."""
_SMALL, _PHRASE, _CAPITALS, _NAME = 1.0, 2.5, 4.0, 4.5
"""Odds (natural logarithm) needed to change a word in small letters, a capitalised one that begins a phrase, one in
capitals, and what looks like a name."""


def corrected(lines: Sequence[Line]) -> tuple[Line, ...]:
    """``lines`` with misread words put right; all words are plain :class:`Word`.

    A changed word keeps its box and confidence and what was read (``Word.read``). Only letters change into letters,
    one for one: figures, dates, notations and words that are no syllables stay, names change on much stronger evidence
    only. The context of a word goes over the end of a line within one block, not from cell to cell.
    """
    language = language_of(lines)
    return tuple(line for part in sentences(lines) for line in _corrected(part, language))


@dataclass(slots=True)
class _Spot:
    """A word while it is weighed: the marks around it, its letters, its place in the flow of its part.

    ``needed``: odds that a change must have; ``doubt``: the least that any change costs; ``misread``: odds that it is
    none of what may stand there.
    """

    word: Word
    head: str
    core: str
    tail: str
    at: int
    needed: float = 0.0
    doubt: float = 0.0
    misread: float = 0.0
    choices: tuple[dict[str, float], ...] = ()
    offers: list[tuple[str, int, float]] | None = None

    @property
    def may_change(self) -> bool:
        """Whether it is a row of letters no longer than a syllable, each with its one small letter."""
        return self.core.isalpha() and len(self.core.lower()) == len(self.core) <= _LONGEST

    def become(self, core: str, flow: list[int], number: int) -> None:
        """Take ``core`` for what it is; what it was is no longer in question."""
        self.core, self.offers, self.misread = core, [], 0.0
        flow[self.at] = number


def _corrected(part: Sequence[Line], language: Language) -> list[Line]:
    placed, flow = laid(part, language)
    spots = [_Spot(one.word, one.head, one.core, one.tail, one.at) for one in placed]
    open_spots = [spot for spot in spots if spot.may_change]
    for spot in open_spots:
        _weigh(spot)
    for spot, after in zip(spots, [*spots[1:], None], strict=True):
        _set_needed(spot, after)
    for turn in range(_TURNS):
        margin = 3.0 if turn == 0 else 0.0
        changed = [spot for spot in open_spots if _settled(spot, flow, language, margin)]
        changed += [one for one, two in pairwise(open_spots) if turn and _settled_both(one, two, flow, language)]
        if turn and not changed:
            break
    words = iter(spots)
    return [
        replace(line, words=tuple(_written(next(words), line, at) for at in range(len(line.words)))) for line in part
    ]


def _weigh(spot: _Spot) -> None:
    """Note what the recogniser offers for each letter, small, and how little doubt the likeliest change costs."""
    word = spot.word
    if isinstance(word, Candidate) and len(word.choices) == len(word.text):
        start = len(spot.head)
        spot.choices = tuple(_small(offered) for offered in word.choices[start : start + len(spot.core)])
    spot.doubt = _unoffered(word.confidence) + _GAINED
    for letter, offered in zip(spot.core.lower(), spot.choices, strict=False):
        for other in offered:
            if other != letter:
                spot.doubt = min(spot.doubt, _doubt(letter, other, offered, word.confidence))


def _set_needed(spot: _Spot, after: _Spot | None) -> None:
    """A capitalised word is likely a name, unless a small word follows it: ``Tổ chức``, ``Chi cục``."""
    if not spot.core[:1].isupper():
        spot.needed = _SMALL
    else:
        phrase = after is not None and after.core[:1].islower() and not spot.tail and not after.head
        spot.needed = _CAPITALS if spot.core.isupper() else _PHRASE if phrase else _NAME
    toned = spot.core.isupper() and any(_TONES & _marks(letter) for letter in spot.core.lower())
    if (spot.needed < _CAPITALS or toned) and not spot.core.isascii() and not is_possible(spot.core):
        spot.misread = _IMPOSSIBLE_LARGE if spot.needed >= _CAPITALS else _IMPOSSIBLE


def _written(spot: _Spot, line: Line, at: int) -> Word:
    word, text = spot.word, spot.head + spot.core + spot.tail
    if text == word.text:
        text = figured(line.words, at)
    read = word.read if text == word.text else word.read or word.text
    return Word(text, word.box, word.confidence, read)


def _settled(spot: _Spot, flow: list[int], language: Language, margin: float) -> bool:
    """Change a word where the odds are ``margin`` over what is needed; tell whether it was changed."""
    here = language.cost(flow, spot.at)
    least = margin + spot.needed - spot.misread
    if min(_TRUST * here, _MOST_GAIN) - spot.doubt <= least:
        return False
    was, best = flow[spot.at], None
    for core, number, doubt in _offers(spot, language):
        flow[spot.at] = number
        gain = min(_TRUST * (here - language.cost(flow, spot.at)), _MOST_GAIN) - doubt
        if gain > least and language.stands(flow, spot.at):
            best, least = (core, number), gain
    flow[spot.at] = was
    if best is not None:
        spot.become(best[0], flow, best[1])
    return best is not None


def _settled_both(one: _Spot, two: _Spot, flow: list[int], language: Language) -> bool:
    """Change two neighbours at once: each misread word hides the evidence against the other (``chính quyên``)."""
    if two.at != one.at + 1:
        return False
    here = language.cost(flow, one.at, 4)
    least = one.needed + two.needed - one.misread - two.misread
    if min(_TRUST * here, _MOST_GAIN_OF_TWO) - one.doubt - two.doubt <= least:
        return False
    was, best = flow[one.at : two.at + 1], None
    for (core, number, doubt), (other, third, more) in product(_likely(one, language), _likely(two, language)):
        flow[one.at], flow[two.at] = number, third
        gain = min(_TRUST * (here - language.cost(flow, one.at, 4)), _MOST_GAIN_OF_TWO) - doubt - more
        if gain > least and language.phrases.follows(number, third):
            best, least = (core, number, other, third), gain
    flow[one.at : two.at + 1] = was
    if best is not None:
        one.become(best[0], flow, best[1])
        two.become(best[2], flow, best[3])
    return best is not None


def _likely(spot: _Spot, language: Language) -> list[tuple[str, int, float]]:
    return sorted(_offers(spot, language), key=lambda offer: (offer[2], language.phrases.single[offer[1]]))[
        :_MOST_PAIRED
    ]


def _offers(spot: _Spot, language: Language) -> list[tuple[str, int, float]]:
    """What else a word may be, in its own case, with its number and the doubt that it was read as it was."""
    if spot.offers is None:
        low = spot.core.lower()
        spot.offers = [
            (_cased(other, spot.core), number_of(other, language.phrases), _doubts(low, other, spot))
            for other in _alike(low, spot.choices, language)
        ]
    return spot.offers


def _doubts(low: str, other: str, spot: _Spot) -> float:
    changed = ((at, a, b) for at, (a, b) in enumerate(zip(low, other, strict=True)) if a != b)
    sure = spot.word.confidence
    return sum(_doubt(a, b, spot.choices[at] if spot.choices else {}, sure) for at, a, b in changed)


def _doubt(read: str, other: str, offered: dict[str, float], confidence: float) -> float:
    mark = fold(read) == fold(other)
    if other in offered:
        weight = min(offered[other] / max(offered.get(read, 1.0), 0.05), 1.1)
        base, slope = _OFFERED if mark else _OFFERED_LETTER
        return base - slope * weight
    return _unoffered(confidence) + (_unseen(read, other, confidence) if mark else _OTHER_LETTER)


def _unoffered(confidence: float) -> float:
    return next(doubt for least, doubt in _UNOFFERED if confidence >= least)


def _unseen(read: str, other: str, confidence: float) -> float:
    """How much more doubt there is in a change of marks (below 0: less) for what it says of the ink."""
    lost, got = _marks(read) - _marks(other), _marks(other) - _marks(read)
    if not lost:
        return _GAINED
    return _GONE if confidence >= _CLEAR and (not got or _BELOW in lost | got) else 0.0


@lru_cache(maxsize=256)
def _marks(letter: str) -> frozenset[str]:
    return frozenset(unicodedata.normalize("NFD", letter)[1:]) if letter != "đ" else frozenset("đ")


def _small(offered: Iterable[tuple[str, float]]) -> dict[str, float]:
    found: dict[str, float] = {}
    for letter, weight in offered:
        low = letter.lower()
        if len(low) == 1:
            found[low] = max(found.get(low, 0.0), weight)
    return found


def _alike(low: str, choices: Sequence[dict[str, float]], language: Language) -> list[str]:
    """Known syllables that ``low`` may be instead: other marks, other letters that the recogniser offers, and for what
    is no syllable any one other letter."""
    group = map(language.written, _by_marks().get(fold(low), ()))
    found = {other for other in group if _apart(low, other) <= _MOST_CHANGED}
    spots = [(at, letter) for at, offered in enumerate(choices) for letter in offered if letter != low[at]]
    for size in range(1, _MOST_CHANGED + 1):
        for chosen in combinations(spots[:_MOST_OFFERED], size):
            letters = list(low)
            for at, letter in chosen:
                letters[at] = letter
            found.add("".join(letters))
    if not is_possible(low) and not low.isascii():
        found |= {low[:at] + letter + low[at + 1 :] for at in range(len(low)) for letter in _LETTERS}
    found.discard(low)
    return sorted(other for other in found if is_possible(other) and spelled(other) in language.phrases.numbers)


def _apart(one: str, other: str) -> int:
    return sum(a != b for a, b in zip(one, other, strict=True))


@lru_cache(maxsize=1)
def _by_marks() -> dict[str, tuple[str, ...]]:
    """The known syllables by what is left of them without marks."""
    found: dict[str, list[str]] = {}
    for syllable in phrases().numbers:
        found.setdefault(fold(syllable), []).append(syllable)
    return {bare: tuple(group) for bare, group in found.items()}


def _cased(low: str, pattern: str) -> str:
    return "".join(letter.upper() if like.isupper() else letter for letter, like in zip(low, pattern, strict=True))
