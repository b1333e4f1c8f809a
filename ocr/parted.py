"""Word as it was read → the words that were run together in it, each where it stands."""

import re
from collections.abc import Iterator
from itertools import pairwise
from unicodedata import category

from archive.records import Word
from ocr.names import FAMILY, RANKS
from ocr.syllable import is_possible

_PARTS = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_STROKES = re.compile(r"[:;!|¡‹›]{1,2}")
"""What an i with its dots was taken for behind few letters ("Th;:")."""
JOINED, _BETWEEN, _BEGUN = 3, 2, 4
"""Letters of two words at least that were read as one ("PhạmĐình"); marks in a row at most that stand for letters, and
letters before them."""


def parts_of(word: Word) -> Iterator[Word]:
    """The words in ``word`` between marks or run together ("Khống:Hồng", "PhạmĐình", "Nôngích"), each where it stands;
    a mark among a few letters stays, for it is a letter misread ("Hoà.g")."""
    left, top, right, bottom = word.box
    step = (right - left) / max(len(word.text), 1)
    for start, end in _spans(word.text):
        for first, last in pairwise((start, *_seams(word.text, start, end), end)):
            box = (round(left + step * first), top, round(left + step * last), bottom)
            yield Word(word.text[first:last], box, word.confidence)


def parted(word: Word) -> tuple[Word, ...]:
    """The words that were run together in ``word`` ("LêHoàngAnh"), each where it stands."""
    parts = list(parts_of(word))
    if len(parts) < 2:
        return tuple(parts)
    return tuple(one for part in parts for one in parted(part))


def _spans(text: str) -> list[tuple[int, int]]:
    """From where to where letters stand in ``text``, those that a mark parts together where one side has few."""
    spans: list[tuple[int, int]] = []
    for found in _PARTS.finditer(text):
        start, end = found.span()
        if spans and start - spans[-1][1] <= _BETWEEN and _is_one_word(text[slice(*spans[-1])], text[start:end]):
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    if spans and 1 < spans[-1][1] - spans[-1][0] < JOINED and _STROKES.fullmatch(text, spans[-1][1]):
        spans[-1] = (spans[-1][0], len(text))
    return [span for span in spans if any(_is_letter(char) for char in text[slice(*span)])]


def _is_letter(char: str) -> bool:
    """Whether ``char`` is a letter of a word; ``ˆ``, a speck, is one to Unicode."""
    return char.isalpha() and category(char) != "Lm"


def _is_one_word(before: str, after: str) -> bool:
    few = min(len(before), len(after)) < JOINED and len(before) <= _BEGUN
    return few and after[:1].islower() and before not in RANKS


def _seams(text: str, start: int, end: int) -> list[int]:
    """Where the words meet that were read as one: before a capital, behind the capitals of a rank, or where a family
    name ends and a syllable goes on."""
    inner = range(start + JOINED, end - JOINED + 1)
    short = [end - 2] if text[end - 2 : end] in FAMILY and end - start - 2 >= JOINED else []
    humps = [at for at in (*inner, *short) if text[at - 1].islower() and text[at].isupper()]
    small = next((at for at in range(start, end) if not text[at].isupper()), end)
    if humps or end - small >= JOINED <= small - start:
        return humps[:1] or [small - 1]
    if is_possible(text[start:end]):
        return []
    ends = [at for at in range(start + 2, end - 1) if text[start:at] in FAMILY and is_possible(text[at:end])]
    return ends[-1:]
