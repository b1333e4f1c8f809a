"""A row of a page and the colours of its scan → the print in it and what a coloured pen wrote, each by itself.

A clerk fills a number and often a day into the typed form with a blue pen, over the colon and through the slash. In
grey the two run together; their colours tell them apart, whatever they touch.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np

from archive.records import Box, Line, Word
from ocr.again import Sheet, closer, coloured, sure
from ocr.cut import ink_of
from ocr.engine import Engine
from ocr.heading import is_date, is_half_date, is_number
from ocr.labelled import labelled
from ocr.number import has_notation
from ocr.picture import Pixels, grown

_SOFT = 1.2
"""By how many pixels colours are softened: pictures keep them at half the size of the grey, and blocks of JPEG."""
_INK = 18.0
"""By how much darker than the paper ink is, in levels of 255."""
_BLUER, _BY_DARKNESS = 8.0, 0.22
"""By how much more blue than red and green a pen's ink is, beyond the paper, in levels, and by how dark it is: black
print stays below a tenth, the pens of 46 scans were above a quarter."""
_SPECK, _EDGE = 5, 5
"""Pixels across that are smoothed, and that the pen's ink is grown by, in all: its edges have the paper's colour."""
_STROKE = 0.35
"""Height of a piece of a pen's figure, in heights of the row, at least; smaller ones beside none are colour of print's
edges."""
_MOST = 0.6
"""The most of the ink in a row that a pen's is: a letterhead may be printed in blue."""
_PAPER = 255
_SURE = 0.8
"""The recogniser's own confidence from which the print that is left is taken."""
_CLEAR, _ALIKE = 0.75, 0.3
"""The same from which print that was read beside a pen's figures is left as it is; by how much of its width a word is
wider or narrower that is the same one, read before."""
_BESIDE = 0.3
"""How far a pen's figures go beyond the place for them, in heights of the row."""


@dataclass(frozen=True, slots=True)
class Inks:
    """Pictures of a whole page (grey, height × width) with a ``row`` of it without a pen's ink, ``print``, and with
    nothing but that, ``pen``; ``pieces`` are the boxes of the pen's strokes."""

    row: Box
    print: Pixels
    pen: Pixels
    pieces: tuple[Box, ...]

    def within(self, box: Box) -> Box | None:
        """``box``, a place for figures, as far as a pen's strokes in it go; None where none are."""
        high = box[3] - box[1]
        left, right = box[0] - _BESIDE * high, box[2] + _BESIDE * high
        own = [one for one in self.pieces if left <= (one[0] + one[2]) / 2 <= right and _level(one, box)]
        if not own:
            return None
        return min(box[0], *(one[0] - 2 for one in own)), box[1], max(box[2], *(one[2] + 2 for one in own)), box[3]


def _level(one: Box, row: Box) -> bool:
    """Whether a piece of ink belongs to ``row``: print above and below has pens of its own."""
    return one[1] < row[3] and one[3] > row[1] and abs(one[1] + one[3] - row[1] - row[3]) < 1.6 * (row[3] - row[1])


def reprinted(line: Line, inks: Inks, text: float, sheet: Sheet, engine: Engine) -> Line | None:
    """``line`` of a number, a date or both with the print in its row read anew without the pen's ink, each word as it
    was read more surely, and what else stands there; None where it was read as well before. ``text`` is the usual
    height of the page's print in pixels.

    Raises:
        EngineFailed: the recogniser is missing, broke or ran out of time.
    """
    strip = replace(line, words=(Word("", inks.row, 0.0),))
    read = closer(strip, text, replace(sheet, picture=inks.print), engine)
    words = labelled(replace(line, words=tuple(_surer(word, line.words) for word in read))).words
    again = replace(line, words=words)
    if not words or not _says_as_much(again, line) or (sure(words) < _SURE and _says_as_much(line, again)):
        return None
    others = [word for word in line.words if not _stands_in(word, words)]
    return replace(line, words=tuple(sorted([*words, *others], key=lambda word: word.box[0])))


def is_whole(line: Line) -> bool:
    """Whether all that is printed in the ``line`` of a number or date was read, and none of it hardly."""
    said = [word for word in line.words if any(map(str.isalpha, word.text)) and not word.text[:1].isdigit()]
    numbered = not is_number(line.text) or has_notation(line)
    return numbered and not is_half_date(line.text) and min((word.confidence for word in said), default=0.0) >= _CLEAR


def _surer(word: Word, before: Sequence[Word]) -> Word:
    """``word``, or the one of ``before`` that stands in its place where that was read more surely."""
    same = [one for one in before if _stands_in(one, [word]) and abs(_wide(one) - _wide(word)) < _ALIKE * _wide(word)]
    return same[0] if len(same) == 1 and same[0].confidence > word.confidence else word


def _wide(word: Word) -> int:
    return word.box[2] - word.box[0]


def _says_as_much(one: Line, other: Line) -> bool:
    """Whether ``one`` has a number with its notation, and a date, if ``other`` has."""
    numbered, dated = is_number(one.text) and has_notation(one), is_date(one.text)
    return (numbered or not (is_number(other.text) and has_notation(other))) and (dated or not is_date(other.text))


def _stands_in(word: Word, words: Sequence[Word]) -> bool:
    """Whether ``word`` lies over one of ``words``, or one of them over it."""
    pairs = ((one, other) for new in words for one, other in ((word.box, new.box), (new.box, word.box)))
    return any(other[0] < (one[0] + one[2]) / 2 < other[2] for one, other in pairs)


def inks(image: Path | None, row: Box, picture: Pixels) -> Inks | None:
    """What is in ``row`` of ``picture``, the page in grey whose scan is the file ``image``, and a little above and
    below it; None where no pen wrote in colour there, or the scan has none."""
    whole = coloured(image) if image else None
    if whole is None or whole.shape[:2] != picture.shape:
        return None
    high = row[3] - row[1]
    left, top, right, bottom = grown(row, high, round(high * 0.8), picture.shape)
    pen = _pen(np.asarray(whole[top:bottom, left:right], np.uint8))
    pieces = _pieces(pen, (left, top), high)
    part = picture[top:bottom, left:right]
    ink, _ = ink_of(np.asarray(part, np.uint8))
    if not pieces or (ink & pen).sum() > _MOST * ink.sum():
        return None
    rest, only = picture.copy(), np.full_like(picture, _PAPER)
    near = cv2.dilate(pen, np.ones((_EDGE, _EDGE), np.uint8)) > 0
    rest[top:bottom, left:right] = np.where(near, _PAPER, part)
    own = cv2.dilate(pen, np.ones((3, 3), np.uint8)) > 0
    only[top:bottom, left:right] = np.where(own, part, _PAPER)
    return Inks(row, rest, only, pieces)


def _pen(part: Pixels) -> Pixels:
    """1 where ``part`` (height × width × blue, green, red) has a blue pen's ink."""
    soft = cv2.GaussianBlur(part, (0, 0), _SOFT).astype(np.float32)
    bluer = soft[..., 0] - (soft[..., 1] + soft[..., 2]) / 2
    bluer -= np.median(bluer)
    light = soft.mean(axis=2)
    darker = np.median(light) - light
    found = (darker > _INK) & (bluer > _BLUER) & (bluer > _BY_DARKNESS * darker)
    return np.asarray(cv2.medianBlur(found.astype(np.uint8), _SPECK), np.uint8)


def _pieces(pen: Pixels, at: tuple[int, int], high: int) -> tuple[Box, ...]:
    """The boxes of pieces of ``pen`` that may be figures, on the page where ``pen`` begins ``at``."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(cv2.dilate(pen, np.ones((3, 3), np.uint8)), connectivity=8)
    boxes = ((int(x) + at[0], int(y) + at[1], int(wide), int(tall)) for x, y, wide, tall, _ in stats[1:])
    return tuple((x, y, x + wide, y + tall) for x, y, wide, tall in boxes if tall >= _STROKE * high)
