"""Lines and the picture of their page → the same lines, told in bold print from those in regular print.

NĐ 30/2020, PL I sets quốc hiệu, tiêu ngữ, the issuing organ, titles and the signer in bold, the superior organ, number
and body in regular weight; of one organ's name below another's the weight alone says where the issuer's begins.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

import numpy as np
from numpy.typing import NDArray

from archive.records import Line, Word
from ocr.picture import Pixels
from ocr.vietnamese import is_upper

_BAND = np.linspace(0.42, 0.82, 7)
"""At which of a word's heights it is measured: there the stems of letters stand, free of marks above, rules below."""
_MIDDLE = (0.4, 0.7)
"""Of all strokes crossed, by their width: the stems, between serifs and hairlines and what runs together."""
_INK = 0.5
"""Darkness from which on a pixel is ink, between paper (0) and the line's darkest print (1)."""
_WIDEST = 0.5
"""Of the height of a line: what is wider is no stroke but a rule, a bar of a letter or a blot."""
_LETTERS, _STROKES = 3, 12
"""Fewer letters or strokes tell no weight."""
_PAGE = 40
"""Letters of running text that must be on the page to say what its regular weight is."""
_LIGHTER, _SHARE = 0.78, 0.15
"""Where so much of the running text is so much lighter than the rest, the lighter part is the regular one."""
_REGULAR, _BOLD = 1.2, 1.24
"""Of the strokes of regular print: a line's strokes up to the one are regular, from the other on bold. Print of one
face has 1.5 to 1.8 in bold; thick toner, blur and one-bit pictures leave 1.3."""
_LARGER, _CAPITALS = 1.15, 1.35
"""By how much letters may look larger than running text and be of its size; how much wider capitals of one size are."""
_DARKEST = 30
"""One pixel in so many of a word is darker than what counts as its print."""

Widths = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _Print:
    """What was measured of a line, in pixels: its stroke's width, the height of its words and the width of its letters;
    and how many letters it has, in ``running`` text or in capitals."""

    stroke: float
    height: float
    width: float
    letters: int
    running: bool


def weighed(lines: Sequence[Line], picture: Pixels | None) -> tuple[Line, ...]:
    """``lines`` with ``bold`` told where it can be; boxes are pixels of ``picture`` (None: nothing can be told).

    The weight is that of most of a line's letters, against the running text of the same page: a page without such text
    tells nothing, and neither does a line of a few letters, one in a stamp, or one half-way between.
    """
    if picture is None:
        return tuple(lines)
    found = [_measured(line, picture) for line in lines]
    usual = _usual([one for one in found if one and one.running])
    if usual is None:
        return tuple(lines)
    return tuple(
        replace(line, bold=_is_bold(one, usual)) if one else line for line, one in zip(lines, found, strict=True)
    )


def _usual(running: Sequence[_Print]) -> _Print | None:
    """The regular print of a page: the middle of its running text by letters, or of the lighter part of it."""
    letters = sum(one.letters for one in running)
    if letters < _PAGE:
        return None
    stroke = _middle(running)
    lighter = [one for one in running if one.stroke < stroke * _LIGHTER]
    if sum(one.letters for one in lighter) > letters * _SHARE:
        stroke = _middle(lighter)
    height, width = median(one.height for one in running), median(one.width for one in running)
    return _Print(stroke, height, width, letters, running=True)


def _middle(measured: Sequence[_Print]) -> float:
    """The stroke's width that half of the letters have or exceed."""
    left = sum(one.letters for one in measured) / 2
    for one in sorted(measured, key=lambda told: told.stroke):
        left -= one.letters
        if left <= 0:
            return one.stroke
    return 0.0


def _is_bold(one: _Print, usual: _Print) -> bool | None:
    """By height and width alike: marks above and below make capitals higher, a wide face makes them wider."""
    larger = min(one.height / usual.height, one.width / usual.width)
    heavier = one.stroke / usual.stroke / max(larger / _LARGER, 1.0)
    return None if _REGULAR < heavier < _BOLD else heavier >= _BOLD


def _measured(line: Line, picture: Pixels) -> _Print | None:
    """Stroke and size of a line's print, None where there is too little of it."""
    words = [word for word in line.words if sum(char.isalpha() for char in word.text) > 1]
    letters = sum(len(word.text) for word in words)
    if letters < _LETTERS or line.region == "stamp":
        return None
    height = median(word.box[3] - word.box[1] for word in words)
    strokes = _strokes(words, picture, height * _WIDEST)
    if strokes.size < _STROKES:
        return None
    low, high = (int(share * strokes.size) for share in _MIDDLE)
    stems = np.partition(strokes, (low, high))[low : high + 1]
    capitals = is_upper(line.text)
    across = sum(word.box[2] - word.box[0] for word in words) / letters
    whole = (line.box[2] - line.box[0]) / len(line.text)
    width = min(across, whole) / (_CAPITALS if capitals else 1.0)
    return _Print(float(stems.mean()), height, width, letters, running=not capitals)


def _strokes(words: Sequence[Word], picture: Pixels, widest: float) -> Widths:
    """The widths in pixels of the strokes that rows across a line cross, from grey edges exact to parts of a pixel."""
    boxes = np.array([word.box for word in words])
    tops, bottoms = boxes[:, 1, None], boxes[:, 3, None]
    rows = (tops + (bottoms - tops) * _BAND).astype(np.intp).clip(0, picture.shape[0] - 1)
    cut = [picture[at, max(box[0] - 1, 0) : box[2] + 1] for at, box in zip(rows, boxes, strict=True)]
    parts = [part for part in cut if part.size]
    paper = np.zeros((len(_BAND), 2), np.float32)
    flat = np.concatenate([paper, *(side for part in parts for side in (_dark(part), paper))], axis=1).ravel()
    edges = np.diff((flat >= _INK).astype(np.int8))
    begins, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    sums = np.concatenate(([0.0], np.cumsum(flat, dtype=np.float64)))
    widths = sums[np.minimum(ends + 2, flat.size)] - sums[begins]
    return np.asarray(widths[widths < widest], np.float32)


def _dark(part: Pixels) -> Widths:
    """How dark each pixel of a word is, from paper (0) to the word's own darkest print (1)."""
    darkest = int(np.partition(part, part.size // _DARKEST, axis=None)[part.size // _DARKEST])
    return np.asarray(np.minimum((np.float32(255) - part) / max(255 - darkest, 1), 1), np.float32)
