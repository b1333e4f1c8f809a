"""A label of a form in its picture → where its print begins and ends, the pen's figures that its box took in aside."""

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from archive.records import Box, Word
from ocr.cut import ink_of, letters, spaces
from ocr.picture import Pixels

_YEAR = re.compile(r"\d{4}\W*")
_HALF = 0.55
"""The part of a label's box, from its far end, in which a space is not sought."""
_LETTER = 0.4
"""Ink in the three columns at a blank's edge, in heights of print, that is the end of a letter of its label."""
BY_YEAR = {"ngày": 0.96, "tháng": 1.15, "năm": 0.9}
"""Widths of the labels by that of the four figures of the year (0.92 to 0.98, 1.09 to 1.19 and 0.85 to 0.95)."""
_SO = 1.25
"""Width of "Số" at least, in heights of its S."""
_FIGURE = 0.6
"""By how much more a box that took in a figure is wider, in heights of print."""


def without_figures(words: Sequence[Word], said: tuple[int, int, int], usual: int) -> Sequence[Word]:
    """``words`` with the box of "ngày", and those of "tháng" and "năm" where nothing was read before them, as wide as
    print has them, and that of "tháng" where one was and none behind it: what is wider took in a pen's figure."""
    after = words[said[2] + 1 : said[2] + 2]
    if not after or not _YEAR.fullmatch(after[0].text):
        return words
    year, kept = after[0].box[2] - after[0].box[0], list(words)
    ngay, *others = BY_YEAR.values()
    left, top, right, bottom = kept[said[0]].box
    if right - left > ngay * year + usual * _FIGURE:
        kept[said[0]] = replace(kept[said[0]], box=(left, top, round(left + ngay * year), bottom))
    for before, at, share in zip(said, said[1:], others, strict=False):
        left, top, right, bottom = kept[at].box
        if right - left <= share * year + usual * _FIGURE:
            continue
        if at - before == 1:
            kept[at] = replace(kept[at], box=(round(right - share * year), top, right, bottom))
        elif at == said[1] and said[2] - at == 1:
            kept[at] = replace(kept[at], box=(left, top, round(left + share * year), bottom))
    return kept


def label_end(label: Box, picture: Pixels, high: int) -> int:
    """Where the word in ``label`` ends: its box may hold a figure behind it, too."""
    half = (label[2] - label[0]) * _HALF
    ends = [left for left, right in spaces(label, picture, high) if left >= half]
    return label[0] + ends[-1] if ends else label[2] + 1


def bare_end(label: Box, picture: Pixels, high: int) -> int:
    """Where "Số" ends in the box ``label``, ``high`` pixels high, whose colon a pen's figure touches: before the first
    piece of ink as high as letters that stands behind as much as its two letters take."""
    ends, pieces = label_end(label, picture, high), letters(label, picture)
    if not pieces:
        return ends
    first, *others = pieces
    behind = (left - 1 for left, _ in others if left >= first[0] + _SO * first[1])
    return min(next(behind, ends), ends)


def label_start(label: Box, picture: Pixels, high: int) -> int:
    """Where the word in ``label`` begins: its box may hold a figure before it, too."""
    half = (label[2] - label[0]) * (1 - _HALF)
    starts = [right for left, right in spaces(label, picture, high) if right <= half]
    return label[0] + starts[0] if starts else label[0] - 1


def past_label(box: Box, picture: Pixels, high: int) -> int:
    """The left edge of a blank behind the last letter of its label, where that letter's own box ends before it."""
    ends = [left for left, _ in spaces(box, picture, high) if left < (box[2] - box[0]) * _HALF]
    edge = ink_of(np.asarray(picture[box[1] : box[3], box[0] : box[2]], np.uint8))[0][:, :3]
    return box[0] + ends[0] if ends and edge.sum() > _LETTER * high else box[0]
