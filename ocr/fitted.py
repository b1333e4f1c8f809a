"""Lines → the same, boxes that reach into the line above or below cut back to where the words beside them end.

The recogniser now and then lets a box run down to a mark of the next line: "BAN" then is half as high again as the
words beside it, its highlight lies on two lines, and a reader of the PDF takes it for a line of its own.
"""

from collections.abc import Sequence
from dataclasses import replace
from statistics import median_low
from unicodedata import combining, normalize

from archive.records import Line, Word

_BEYOND_MM = 1.0
"""How far a box may be off (the promise of the text layer)."""
_LOWER, _HIGHER, _HIGHEST = 0.4, 0.5, 1.0
"""Heights of the line's words by which one may reach lower, or higher, than those beside it: a tail or a dot takes a
quarter, marks over a capital a third; over small letters without anything above them (xa) both take more."""
_TAIL = 0.25
_BESIDE = 3
"""Words to either side that tell where a line's words end: it may be bowed."""
_STEMS = frozenset("bdđfhijklt")
_TAILED, _DOT = frozenset("gjpqyQ,;()[]/"), "\u0323"


def fitted(lines: Sequence[Line], dpi: int) -> tuple[Line, ...]:
    """``lines`` with such boxes cut back; words and their order stay. ``dpi`` of the page whose pixels boxes are of."""
    return tuple(_fitted(line, dpi * _BEYOND_MM / 25.4) for line in lines)


def _fitted(line: Line, beyond: float) -> Line:
    told = [at for at, word in enumerate(line.words) if any(map(str.isalnum, word.text))]
    if len(told) < 2:  # nothing to compare with
        return line
    high = median_low(line.words[at].box[3] - line.words[at].box[1] for at in told)
    words = list(line.words)
    for number, at in enumerate(told):
        beside = [line.words[one] for one in told[max(0, number - _BESIDE) : number + _BESIDE + 1] if one != at]
        words[at] = _cut_back(line.words[at], beside, high, beyond)
    return line if words == [*line.words] else replace(line, words=tuple(words))


def _cut_back(word: Word, beside: Sequence[Word], high: float, beyond: float) -> Word:
    left, top, right, bottom = word.box
    first, last = min(one.box[1] for one in beside), max(one.box[3] for one in beside)
    if bottom - last > max(beyond, _LOWER * high):
        bottom = last + (round(_TAIL * high) if _has_tail(word.text) else 0)
    higher = _HIGHER if any(_is_tall(one.text) for one in beside) else _HIGHEST
    if first - top > max(beyond, higher * high):
        top = first
    # What would be left of it stands on another line: it is no part of this one, and stays where it was found.
    return replace(word, box=(left, top, right, bottom)) if bottom - top >= high / 2 else word


def _is_tall(text: str) -> bool:
    """Whether it has a capital, a figure, a stem or a mark above its small letters."""
    return any(
        sign.isupper() or sign.isdigit() or sign in _STEMS or (combining(sign) and sign != _DOT)
        for sign in normalize("NFD", text)
    )


def _has_tail(text: str) -> bool:
    return any(sign in _TAILED or sign == _DOT for sign in normalize("NFD", text))
