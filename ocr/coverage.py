"""Picture and its words → the ink that no word explains."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from archive.records import Box, Line
from ocr.picture import Pixels

_DPI = 150
_MM = _DPI / 25.4
_DARK = 170
_LITTLE = 0.65
_LOW, _HIGH, _WIDE = 1.0 * _MM, 7.0 * _MM, 9.0 * _MM
"""A letter's size: capitals of 8-point print are 1.9 mm high, those of a title 6 mm; letters that touch are wide."""
_NEXT = 5.0 * _MM
"""The gap over which letters are taken to stand in one row."""
_AROUND = 3
_WORDS_APART = 1.3
"""Text heights between two words of a line; ink in a gap no wider belongs to them, however their boxes lie."""


@dataclass(frozen=True, slots=True)
class Patch:
    """Vùng chưa đọc: a row of letter-sized ink without words. ``box`` in pixels of the page, ``letters`` how many."""

    box: Box
    letters: int


def uncovered(picture: Pixels, dpi: int, lines: Sequence[Line]) -> tuple[Patch, ...]:
    """Rows of letter-sized ink in ``picture`` (grey, height × width, at ``dpi``) outside all words of ``lines``, from
    above. Rules, specks, frames and blots are too thin, small or large and do not count."""
    scale = _DPI / dpi
    small = _small(picture, scale)
    _, labels, stats, middles = cv2.connectedComponentsWithStats((small < _DARK).astype(np.uint8), connectivity=8)
    width, height, area = stats[:, 2], stats[:, 3], stats[:, 4]
    letter = (height >= _LOW) & (height <= _HIGH) & (width <= _WIDE) & (area >= 6)
    letter &= (np.maximum(width, height) < 7 * np.minimum(width, height)) & (np.minimum(width, height) >= 2)
    letter[0] = False
    x = np.clip(np.rint(middles[:, 0]).astype(np.int32), 0, small.shape[1] - 1)
    y = np.clip(np.rint(middles[:, 1]).astype(np.int32), 0, small.shape[0] - 1)
    letter &= _explained(small.shape, scale, lines)[y, x] == 0
    if not letter.any():
        return ()
    return _rows(letter.astype(np.uint8)[labels], stats[letter], scale)


def _small(picture: Pixels, scale: float) -> Pixels:
    """``picture`` at ``scale``: the mean of a whole number of pixels where it comes out even, which is fast, and
    interpolated where little is taken away, which is too."""
    size = (max(8, round(picture.shape[1] * scale)), max(8, round(picture.shape[0] * scale)))
    if scale > _LITTLE:
        return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_LINEAR), np.uint8)
    even = scale if (1 / scale).is_integer() else 0.0
    given = None if even else size
    return np.asarray(cv2.resize(picture, given, fx=even, fy=even, interpolation=cv2.INTER_AREA), np.uint8)


def _explained(shape: tuple[int, ...], scale: float, lines: Sequence[Line]) -> Pixels:
    """255 where words stand, and in the gaps between the words of a line."""
    mask = np.zeros(shape, np.uint8)
    for line in lines:
        right: int | None = None
        for word in sorted(line.words, key=lambda word: word.box[0]):
            left, top, end, bottom = (round(side * scale) for side in word.box)
            if right is not None and 0 < left - right <= _WORDS_APART * (bottom - top):
                left = right
            mask[max(0, top - _AROUND) : bottom + _AROUND, max(0, left - _AROUND) : end + _AROUND] = 255
            right = end
    return mask


def _rows(ink: Pixels, letters: npt.NDArray[Any], scale: float) -> tuple[Patch, ...]:
    joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((3, 2 * round(_NEXT / 2) + 1), np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    inside = labels[
        letters[:, 1] + letters[:, 3] // 2, np.clip(letters[:, 0] + letters[:, 2] // 2, 0, ink.shape[1] - 1)
    ]
    counts = np.bincount(inside, minlength=len(stats))
    found = []
    for row, letters_in in zip(stats[1:], counts[1:], strict=True):
        left, top, width, height = (int(value) for value in row[:4])
        box = (left, top, left + width, top + height)
        found.append(Patch(tuple(round(side / scale) for side in box), max(int(letters_in), 1)))  # type: ignore[arg-type]
    return tuple(sorted(found, key=lambda patch: patch.box[1]))
