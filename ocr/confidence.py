"""Words as seen and as written → the same with the chance that each is right, and the page's share of right ones.

What the recogniser calls its confidence is a mean over letters, nearly always between 0.90 and 0.97: of the words that
it gives 0.96 hardly one in five hundred is wrong, of those at 0.85 one in nine. A logistic model of ten traits, one
for words and one for figures, turns it into a chance. ``python -m bench.confidence`` fits its weights on scans whose
text is known (``statistics/confidence.json``) and says how well they hold on scans that they were not fitted on.
"""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files

import msgspec

from archive.records import Box, Dispute, Line, Word
from ocr.engine import Candidate
from ocr.flow import known_beside, number_of
from ocr.heading import is_date, is_number
from ocr.noise import unmarked
from ocr.phrases import BREAK, UNSEEN, Phrases, phrases

TRAITS = ("one", "sure", "over_90", "over_96", "rival", "line", "page", "strange", "stands", "lone")
"""The weights' names: a constant, the recogniser's confidence (logarithm of its odds, and how far it is over 0.90 and
0.96), the weight of the strongest other letter by that of the one read, mean confidence of the line's other words and
of the page, no such syllable or figure, known beside a neighbour, a single letter."""

_FIGURE = re.compile(
    r"\d+(?:[.,/:%-]\d+)*%?|(?:\d{1,5}[a-dđA-D]?)?/(?:(?:19|20)\d\d/)?[A-ZĐ][\w&.–\-/]*|[IVX]+(?:/\d{4})?|\d+[a-dđmA-D]|m[²2]|\d+x\d+"
)
"""A number, date, share, document number with its notation, quarter, sum, measure: what figures stand in."""
_ODDS = 0.01
"""Keeps the odds of 0 and 1 finite."""
_MOST_RIVAL = 1.2
_DISPUTED = 0.8
"""Most that a word on which readings disagree is given: of eleven such the one kept was right in nine."""
_FIGURES = 0.92
"""The same of a document's number and of day, month and year, which a network of its own has read: of 49 such numbers
all were right (12 generated sets), of 119 dates with one such part 118 (53 of 54 on real scans)."""
_ROW = 3.5
"""Width of a Vietnamese word with its space, in heights of its line: how many words a row of unread print had."""


@dataclass(frozen=True, slots=True)
class Traits:
    """What speaks for and against one word, in the order of ``TRAITS``; ``figure``: it holds figures or marks only."""

    figure: bool
    values: tuple[float, ...]


Weights = dict[str, dict[str, float]]
"""Weights by trait, for ``word`` and ``figure``."""


def calibrated(seen: Sequence[Line], written: Sequence[Line], disputed: Sequence[Dispute]) -> tuple[Line, ...]:
    """``written`` with each word's ``confidence`` the chance (0 to 1) that it is what the paper says.

    ``seen`` are the same lines and words before correction, with the recogniser's confidence and its choices for each
    letter where it tells them; ``disputed`` are the words on which readings disagree. It holds for pages like those it
    was fitted on: printed Vietnamese office papers.
    """
    return with_chances(written, [chance(one, weights()) for one in traits(seen, written)], disputed)


def with_chances(lines: Sequence[Line], chances: Sequence[float], disputed: Sequence[Dispute]) -> tuple[Line, ...]:
    """``lines`` with ``chances`` as confidences of their words, not too high where readings disagree."""
    boxes, each = {dispute.box for dispute in disputed}, iter(chances)

    def confident(word: Word, most: float) -> Word:
        told = next(each)
        return replace(word, confidence=min(told, most) if word.box in boxes else told)

    def line_of(line: Line) -> Line:
        figures = [word for word in line.words if word.text[:1].isdigit()]
        own = figures if is_date(line.text) else figures[:1] if is_number(line.text) else []
        most = (_FIGURES if any(word is one for one in own) else _DISPUTED for word in line.words)
        return replace(line, words=tuple(map(confident, line.words, most)))

    return tuple(line_of(line) for line in lines)


def share_right(lines: Sequence[Line], unread: Sequence[Box]) -> float | None:
    """How many of the page's words are right, as a share (0 to 1), as far as can be told; None where there are none.

    ``lines`` are calibrated; a row of print that stayed unread counts as so many lost words as it is long.
    """
    chances = [word.confidence for line in lines for word in line.words]
    lost = sum((right - left) / (_ROW * max(bottom - top, 1)) for left, top, right, bottom in unread)
    return sum(chances) / (len(chances) + lost) if chances else None


def chance(traits: Traits, by: Weights) -> float:
    """The chance that a word with these traits is right, to four places."""
    weight = by["figure" if traits.figure else "word"]
    odds = sum(weight[name] * value for name, value in zip(TRAITS, traits.values, strict=True))
    return round(1 / (1 + math.exp(-max(min(odds, 30.0), -30.0))), 4)


def traits(seen: Sequence[Line], written: Sequence[Line]) -> list[Traits]:
    """The traits of every word of a page, in order; arguments as for :func:`calibrated`."""
    page = _mean([word for line in seen for word in line.words])
    return [one for before, after in zip(seen, written, strict=True) for one in _of_line(before, after, page)]


@lru_cache(maxsize=1)
def weights() -> Weights:
    """The weights that :func:`calibrated` goes by."""
    data = files("ocr").joinpath("statistics/confidence.json").read_bytes()
    return msgspec.json.decode(data, type=Weights)


def is_well_formed(text: str) -> bool:
    """Whether ``text`` of one word, marks around it aside, is written as numbers, dates and notations are."""
    return bool(_FIGURE.fullmatch(unmarked(text) if not text.startswith("/") else text.rstrip(".,:;")))


def _of_line(seen: Line, written: Line, page: float) -> Iterator[Traits]:
    known = phrases()
    numbers = [BREAK, *(_number(word.text, known) for word in written.words), BREAK]
    for at, (before, word) in enumerate(zip(seen.words, written.words, strict=True)):
        others = [other for place, other in enumerate(seen.words) if place != at]
        bare = unmarked(word.text)
        figure = not any(char.isalpha() for char in bare) or any(char.isdigit() for char in bare)
        strange = (bare and not is_well_formed(word.text)) if figure else numbers[at + 1] == UNSEEN
        told = (
            1.0,
            _odds(before.confidence),
            max(before.confidence - 0.90, 0.0) * 10,
            max(before.confidence - 0.96, 0.0) * 100,
            _rival(before),
            _odds(_mean(others) if others else before.confidence),
            _odds(page),
            float(bool(strange)),
            float(not figure and numbers[at + 1] > UNSEEN and known_beside(numbers[at : at + 3], known)),
            float(len(bare) <= 1),
        )
        yield Traits(figure, told)


def _number(text: str, known: Phrases) -> int:
    bare = unmarked(text)
    return number_of(bare, known) if bare else BREAK


def _rival(word: Word) -> float:
    """The weight of the strongest other choice for a letter, by that of the letter read; 0 where none is told."""
    if not isinstance(word, Candidate):
        return 0.0
    rivals = [
        max(weight for _, weight in others) / max(first, 0.05)
        for (_, first), *others in (offered for offered in word.choices if offered)
        if others
    ]
    return min(max(rivals, default=0.0), _MOST_RIVAL)


def _mean(words: Sequence[Word]) -> float:
    told = sum(len(word.text) for word in words)
    return sum(word.confidence * len(word.text) for word in words) / told if told else 0.0


def _odds(share: float) -> float:
    return math.log((share + _ODDS) / (1 + _ODDS - share))
