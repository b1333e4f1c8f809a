"""Text of a field → by how much the language would rather have other marks on one of its words.

A word read surely that makes no sense where another with the same letters does ("nghỉ lẽ", "dự án đường ven biến") is
left on the page as it was read, for a writer may have slipped; a field that was taken from it is told as not sure.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from archive.text import fold
from ocr.flow import number_of
from ocr.phrases import BREAK, UNSEEN, phrases
from ocr.syllable import is_possible, spelled
from ocr.vietnamese import parts


def likelier(text: str) -> float:
    """How many times (natural logarithm) another word with the same letters would be as likely as one of ``text``, at
    most; 0 where none is likelier.

    Names, which begin with a capital, figures and abbreviations are passed over. Of subjects on known papers above 5
    all ten were misread and none was right, below 5 are 15 of 301 misread.
    """
    return max((gain for gain in _gains(text)), default=0.0)


def _gains(text: str) -> Iterator[float]:
    numbers, places = [BREAK, BREAK], list[tuple[int, str]]()
    for before, core, behind in map(parts, text.split()):
        if before and numbers[-1] != BREAK:
            numbers.append(BREAK)
        if core.isalpha() and (core.islower() or not places):
            places.append((len(numbers), spelled(core) if is_possible(core) else ""))
        numbers.append(number_of(core, phrases()) if core else BREAK)
        if behind:
            numbers.append(BREAK)
    numbers += [BREAK, BREAK]
    for at, syllable in places:
        if numbers[at] > UNSEEN:
            others = (number for number in _same_letters().get(fold(syllable), ()) if number != numbers[at])
            cost = _cost(numbers, at, numbers[at])
            yield max((cost - _cost(numbers, at, other) for other in others), default=0.0)


def _cost(numbers: Sequence[int], at: int, number: int) -> float:
    """What it costs that ``number`` stands at ``at`` among ``numbers``."""
    row = [*numbers[at - 2 : at], number, *numbers[at + 1 : at + 3]]
    return sum(phrases().cost(*row[start : start + 3]) for start in range(3))


@lru_cache(maxsize=1)
def _same_letters() -> dict[str, list[int]]:
    """The numbers of the syllables that have one row of letters, marks aside."""
    found: dict[str, list[int]] = {}
    for syllable, number in phrases().numbers.items():
        found.setdefault(fold(syllable), []).append(number)
    return found
