"""Line of words → where its letters stand: the middle of each, the baseline, the height of a small x."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import median

from archive.records import Line, Word

_ADVANCES = {
    "aceghnovxuqpdbđky0123456789": 0.5, "ilj": 0.28, "t": 0.28, "fr": 0.33, "s": 0.39, "z": 0.44, "m": 0.78, "w": 0.72,
    "ADĐGHKNOQUVXY": 0.72, "BCR": 0.67, "ELTZ": 0.61, "FPS": 0.56, "I": 0.33, "J": 0.39, "MW": 0.9,
}  # fmt: skip
"""How far letters of one width advance, in ems of Times: near enough to find a letter in a word of any face."""
_ADVANCE = {letter: wide for letters, wide in _ADVANCES.items() for letter in letters}
_OTHER, _MARK, _HORN = 0.5, 0.25, 0.03

_CAPITAL, _TALL, _DOTTED, _MIDDLING = 1.46, 1.5, 1.45, 1.25
"""Tops of capitals and figures, of ``b``, of ``i`` and of ``t``, in heights of a small x."""
_HAT, _HAT_AND_TONE = 0.5, 0.72
"""What one mark above a vowel adds, and two above each other."""
_TAIL, _DOT, _TAIL_OF_Q = 0.45, 0.35, 0.3
"""How far ``p``, the dot below and the tail of Q reach below the baseline."""
_ABOVE = frozenset("\u0300\u0301\u0303\u0309\u0302\u0306")
_BELOW = "\u0323"
_STACKED = frozenset("\u0302\u0306")
_HORNED = "\u031b"
_NEAR = 3
"""Words on either side by which the baseline of one is told."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A word in its line: ``baseline`` (pixels from the top of the picture), ``height`` of a small x in its line, and
    what its ``own`` box says of it (pixels), ``middles``: of each letter of its text, pixels from the left."""

    baseline: float
    height: float
    own: float
    middles: tuple[float, ...]


def standing(line: Line) -> tuple[Standing | None, ...]:
    """Where each word of ``line`` stands, by the boxes of the words and the letters that they were read as; None for a
    word of marks alone.

    A word's box holds its ink: what rises and falls of its letters says how high an x is, and the other words of the
    line, which all have one baseline and mostly one size, even out what a misread mark adds to it.
    """
    each = [_alone(word) if any(char.isalnum() for char in word.text) else None for word in line.words]
    sizes = [size for one, word in zip(each, line.words, strict=True) if one for size in [one[1]] * len(word.text)]
    if not sizes:
        return (None,) * len(each)
    height = median(sizes)
    return tuple(
        None if one is None else Standing(_baseline(each, at), height, one[1], _middles(word))
        for at, (one, word) in enumerate(zip(each, line.words, strict=True))
    )


def _baseline(each: Sequence[tuple[float, float] | None], at: int) -> float:
    return median(one[0] for one in each[max(0, at - _NEAR) : at + _NEAR + 1] if one)


def _alone(word: Word) -> tuple[float, float]:
    """Baseline and height of an x as ``word`` by itself tells them."""
    up, down = _reach(word.text)
    height = (word.box[3] - word.box[1]) / (up + down)
    return word.box[3] - down * height, height


@lru_cache(maxsize=8192)
def _reach(text: str) -> tuple[float, float]:
    """How far the letters of ``text`` reach above the baseline and below it, in heights of a small x."""
    each = [_letter(char) for char in text]
    return max(up for up, _ in each) or 1.0, max(down for _, down in each)


@lru_cache(maxsize=512)
def _letter(char: str) -> tuple[float, float]:
    letter, *marks = list(unicodedata.normalize("NFD", char))
    if not letter.isalnum():
        return 0.0, 0.0
    up = _CAPITAL if letter.isupper() or letter.isdigit() else 1.0
    up = _TALL if letter in "bdđfhkl" else _DOTTED if letter in "ij" else _MIDDLING if letter == "t" else up
    above = [mark for mark in marks if mark in _ABOVE]
    if above:
        base = _CAPITAL if letter.isupper() else 1.0
        up = base + (_HAT_AND_TONE if len(above) > 1 else _HAT)
    down = _TAIL if letter in "gjpqy" else _TAIL_OF_Q if letter == "Q" else 0.0
    return up, max(down, _DOT) if _BELOW in marks else down


def _middles(word: Word) -> tuple[float, ...]:
    left, _, right, _ = word.box
    return tuple(left + (right - left) * share for share in _shares(word.text))


@lru_cache(maxsize=8192)
def _shares(text: str) -> tuple[float, ...]:
    """The middle of each letter as a share of the word's width."""
    advances = [_advance(char) for char in text]
    whole, before, done = sum(advances), 0.0, list[float]()
    for advance in advances:
        done.append((before + advance / 2) / whole)
        before += advance
    return tuple(done)


def advance(text: str) -> float:
    """How wide ``text`` is, in ems of Times."""
    return sum(map(_advance, text))


@lru_cache(maxsize=512)
def _advance(char: str) -> float:
    letter, *marks = list(unicodedata.normalize("NFD", char))
    wide = _ADVANCE.get(letter, _OTHER if letter.isalnum() else _MARK)
    return wide + _HORN if _HORNED in marks else wide
