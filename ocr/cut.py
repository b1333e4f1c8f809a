"""A place on a page's picture → the ink in it by itself, without what hangs into it from other rows."""

from collections.abc import Sequence
from itertools import pairwise, takewhile
from statistics import median

import cv2
import numpy as np
from numpy.typing import NDArray

from archive.records import Box
from ocr.picture import Pixels, grown

_DEEP, _HIGH = 0.35, 0.5
"""By how much a cut is larger than the print beside it, below and above, in heights of it: pens go beyond lines."""
_HIGHER, _CUT_OFF = 1.0, 1.2
"""The same above where a piece of ink so high, in heights of print, goes on beyond the cut: a pen's tall figure."""
_SMALL, _LOW = 0.35, 0.6
"""Share of the height of a box that may hold a pen's figures, too, that the first letter has at least; and of that
letter's height, that small ones have."""
_CORE = 0.35
"""Share of the print's height that ink from the cut's edge must reach into to belong to the line."""
_TALL, _NARROWEST = 0.45, 8
"""Share of the print's height that letters have at least, and pixels of the smallest place in which they are sought."""
_AS_WIDE, _AS_HIGH, _STROKE = 0.6, 0.9, 0.65
"""Width and height of the strokes of a Roman figure by those of the widest and highest, and most width by height."""
_LEAN = 0.08
"""How far their heads are from above their feet at most, in heights."""
_TALLER = 1.17
"""Figures so much taller than the capitals beside them are not of one print: a pen wrote them."""
_THIN, _SHORT, _LONG = (0.04, 0.22), (0.14, 0.6), 1.3
"""A hyphen: least and most of its height and of its length by the height of the line with its marks; least length by
height."""
_AMID = (0.5, 0.88)
"""Where its middle stands, from the head of the line."""

_DOT, _ALIKE, _APART, _ROUND = (0.05, 0.26), 1.5, (0.25, 0.85), 1.7
"""A colon's dots: least and most of their size, how far they are one above the other, by the height of the print; most
of one's size by the other's, and of its length by its width."""
_LABEL = (0.9, 2.1)
"""Where the colon of "Số:" begins, in heights of print from its S."""
_LARGE, _SLENDER, _USUAL, _WIDEST = 1.4, 0.45, 0.6, 2.2
"""Figures of a pen that are slender: least height by that of the print beside them, most width by height; the width by
height that figures have, and by how much they are made wider at most. Print is never so high."""
_FIGURE = 0.6
"""Height of a figure by that of the highest beside it, at least."""
_TWO, _DIRT = 1.15, 0.3
"""Width of two figures by their height, at least; pixels of a piece that is no dirt, by the height of the cut."""
_SPACE, _SPECK = 0.28, 0.06
"""Width of the space between words, and ink in a column that is more than a speck, in heights of print."""


def cut_out(place: Box, picture: Pixels, above: float = _HIGH) -> tuple[Pixels, Box]:
    """The part of the picture in ``place`` and ``above`` it, in heights of it, without what hangs into it from other
    rows; and where its ink is."""
    high = place[3] - place[1]
    left, top, right, bottom = grown(place, 0, round(high * above), picture.shape)
    bottom -= round(high * (above - _DEEP))
    cut = np.array(picture[top:bottom, left:right], np.uint8)
    core = (place[1] - top, place[3] - top)
    ink, paper = ink_of(cut)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    inside: list[Box] = []
    if above == _HIGH and top > 0 and any(y == 0 and tall >= _CUT_OFF * high for _, y, _, tall, _ in stats[1:]):
        return cut_out(place, picture, _HIGHER)
    for label in range(1, count):
        x, y, width, height = (int(value) for value in stats[label, :4])
        within = min(y + height, core[1]) - max(y, core[0])
        if (y == 0 or y + height == cut.shape[0]) and within < _CORE * high:
            cut[cv2.dilate((labels == label).astype(np.uint8), np.ones((3, 3), np.uint8)) > 0] = paper
        elif height >= 0.4 * high:
            inside.append((left + x, top + y, left + x + width, top + y + height))
    return cut, around(inside) or place


def bolder(cut: Pixels) -> Pixels:
    """``cut`` with its strokes a pixel thicker on each side: pale and thin ones are broken in one bit."""
    return np.asarray(cv2.erode(cut, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (3, 3))), np.uint8)


def side_by_side(cut: Pixels, *, whole: bool = False) -> int:
    """How many pieces of ink stand side by side in ``cut``, none above another, each at least so high as figures are by
    the highest; ``whole``: those that the cut's left or right edge cuts aside."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink_of(cut)[0], connectivity=8)
    tallest = max((int(tall) for tall in stats[1:, 3]), default=0)
    spans = sorted((int(x), int(x + wide)) for x, _, wide, tall, _ in stats[1:] if tall >= _FIGURE * tallest)
    if whole:
        spans = [(left, right) for left, right in spans if left > 0 and right < cut.shape[1]]
    found, end = 0, -1
    for left, right in spans:
        found += left > end
        end = max(end, right)
    return found


def is_wide(cut: Pixels) -> bool:
    """Whether the ink in ``cut`` is wider than one figure is, also where slanted ones hang over each other or thin ones
    are torn; what the cut's edges cut is another word's."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink_of(cut)[0], connectivity=8)
    own = [one for one in stats[1:] if one[0] > 0 and one[0] + one[2] < cut.shape[1] and one[4] >= _DIRT * cut.shape[0]]
    if not own:
        return False
    across = max(int(x + wide) for x, _, wide, _, _ in own) - min(int(one[0]) for one in own)
    down = max(int(y + tall) for _, y, _, tall, _ in own) - min(int(one[1]) for one in own)
    return across >= _TWO * down


def widened(cut: Pixels, high: int) -> Pixels:
    """``cut`` as wide as its figures would be in a usual hand, where they are slender and tall, ``high`` being the
    height of the print beside them: the network knows no such hands."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink_of(cut)[0], connectivity=8)
    tallest = max((int(tall) for _, _, _, tall, _ in stats[1:]), default=0)
    if tallest < _LARGE * high:
        return cut
    slender = median(wide / tall for _, _, wide, tall, _ in stats[1:] if tall >= _USUAL * tallest)
    if slender >= _SLENDER:
        return cut
    by = min(_USUAL / slender, _WIDEST)
    return np.asarray(cv2.resize(cut, None, fx=by, fy=1.0, interpolation=cv2.INTER_CUBIC), np.uint8)


def drawn_out(cut: Pixels, by: float, lean: float) -> Pixels:
    """``cut`` ``by`` so much wider, its strokes slanted to the left by ``lean``, in heights."""
    high, wide = cut.shape
    move = np.array([[by, lean, -lean * high / 2], [0, 1, 0]])
    size, paper = (max(round(wide * by), 1), high), float(np.percentile(cut, 80))
    return np.asarray(cv2.warpAffine(cut, move, size, flags=cv2.INTER_LINEAR, borderValue=paper), np.uint8)


def beginnings(box: Box, picture: Pixels) -> list[int]:
    """Where pieces of ink as high as letters begin in ``box``, from the left."""
    cut = np.asarray(picture[box[1] : box[3], box[0] : box[2]], np.uint8)
    if min(cut.shape) < _NARROWEST:
        return []
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink_of(cut)[0], connectivity=8)
    tall = stats[1:][stats[1:, 3] >= _TALL * cut.shape[0]]
    return sorted({box[0] + int(left) for left in tall[:, 0]})


def letters(label: Box, picture: Pixels) -> list[tuple[int, int]]:
    """Left edge and height of the pieces of ink in the box of "Số:", perhaps with figures behind it: first its S, then
    those that are nearly as high, from the left; none where none is."""
    cut = np.asarray(picture[label[1] : label[3], label[0] : label[2]], np.uint8)
    if min(cut.shape) < _NARROWEST:
        return []
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink_of(cut)[0], connectivity=8)
    high = sorted((label[0] + int(left), int(tall)) for left, _, _, tall, _ in stats[1:] if tall >= _SMALL * len(cut))
    own = _LOW * high[0][1] if high else 0.0
    return sorted((label[0] + int(left), int(tall)) for left, _, _, tall, _ in stats[1:] if high and tall >= own)


def hyphen(row: Box, picture: Pixels) -> int | None:
    """Where the last hyphen in ``row`` begins, a part of a line from the head of its tallest letters to their feet;
    None where none stands there by itself."""
    left, top, right, bottom = grown(row, 0, 0, picture.shape)
    cut, high = np.asarray(picture[top:bottom, left:right], np.uint8), bottom - top
    if min(cut.shape) < _NARROWEST:
        return None
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink_of(cut)[0], connectivity=8)
    found = [
        left + int(x)
        for x, y, wide, tall, _ in stats[1:]
        if _THIN[0] * high <= tall <= min(_THIN[1] * high, wide / _LONG)
        and _SHORT[0] * high <= wide <= _SHORT[1] * high
        and _AMID[0] * high <= y + tall / 2 <= _AMID[1] * high
        and x > 0
    ]
    return max(found, default=None)


def colon(label: Box, high: int, picture: Pixels) -> tuple[Box, ...]:
    """The two dots of the colon of "Số:" in the box ``label``, which may hold figures behind it, too; none where they
    are not seen. ``high``: the height of its capitals in pixels."""
    left, top, right, bottom = grown(label, 1, 1, picture.shape)
    cut = np.asarray(picture[top:bottom, left:right], np.uint8)
    if min(cut.shape) < _NARROWEST:
        return ()
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink_of(cut)[0], connectivity=8)
    dots = [
        (left + int(x), top + int(y), left + int(x + wide), top + int(y + tall))
        for x, y, wide, tall, _ in stats[1:]
        if _DOT[0] * high <= min(wide, tall)
        and max(wide, tall) <= min(_DOT[1] * high, _ROUND * min(wide, tall))
        and _LABEL[0] * high <= x <= _LABEL[1] * high
    ]
    pairs = [(one, under) for one in dots for under in dots if _is_colon(one, under, high)]
    return min(pairs, key=lambda pair: max(pair[0][2], pair[1][2]), default=())


def _is_colon(dot: Box, under: Box, high: int) -> bool:
    tall, deep = dot[3] - dot[1], under[3] - under[1]
    return (
        abs(dot[0] - under[0]) <= (dot[2] - dot[0]) / 2
        and max(tall, deep) <= _ALIKE * min(tall, deep)
        and _APART[0] * high <= under[1] - dot[1] <= _APART[1] * high
    )


def spaces(box: Box, picture: Pixels, high: int) -> list[tuple[int, int]]:
    """Spaces between words in ``box``: first and last column, from its left; ``high``: the print's height."""
    left, top, right, bottom = grown(box, 0, 0, picture.shape)
    ink, _ = ink_of(np.asarray(picture[top:bottom, left:right], np.uint8))
    filled_at = np.flatnonzero(ink.sum(axis=0) >= max(2, _SPECK * high))
    pairs = pairwise(filled_at)
    return [(int(one) + 1, int(next_)) for one, next_ in pairs if next_ - one > _SPACE * high]


def strokes(box: Box, picture: Pixels) -> int:
    """How many pieces of ink stand upright side by side at the beginning of ``box``, as high as it and alike in height
    and width: the strokes of I, II, III, also before a slash; 0 where something else stands there."""
    left, top, right, bottom = grown(box, 1, 1, picture.shape)
    cut = np.asarray(picture[top:bottom, left:right], np.uint8)
    if min(cut.shape) < _NARROWEST:
        return 0
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink_of(cut)[0], connectivity=8)
    high = [at for at in range(1, len(stats)) if stats[at, 3] >= _TALL * cut.shape[0]]
    pieces = [(int(stats[at, 2]), int(stats[at, 3]), labels == at) for at in sorted(high, key=lambda at: stats[at, 0])]
    upright = list(takewhile(lambda piece: _is_stroke(*piece), pieces))
    if not upright:
        return 0
    widest, highest = max(wide for wide, _, _ in upright), max(tall for _, tall, _ in upright)
    alike = all(wide >= _AS_WIDE * widest and tall >= _AS_HIGH * highest for wide, tall, _ in upright)
    return len(upright) if alike else 0


def _is_stroke(wide: int, tall: int, at: NDArray[np.bool_]) -> bool:
    """Whether a piece of ink is one narrow stroke that does not lean: a slash does."""
    if wide > _STROKE * tall:
        return False
    rows, columns = np.nonzero(at)
    third = tall / 3
    head, foot = columns[rows < rows.min() + third], columns[rows > rows.max() - third]
    return bool(abs(head.mean() - foot.mean()) < _LEAN * tall)


def ink_of(cut: Pixels) -> tuple[Pixels, int]:
    """1 where there is ink, and the grey of the paper."""
    if not cut.size:
        return np.zeros(cut.shape, np.uint8), 255
    paper, darkest = np.percentile(cut, 80), np.percentile(cut, 0.5)
    return (cut < paper - 0.4 * max(paper - darkest, 24)).astype(np.uint8), round(float(paper))


def stands_taller(written: Pixels, print_: Pixels) -> bool:
    """Whether the ink of the one picture is taller than that of the other; not where either has none."""
    one, other = (_heights(part) if part.size else [] for part in (written, print_))
    return bool(one and other) and median(one) > _TALLER * median(other)


def _heights(part: Pixels) -> list[int]:
    """Heights of the larger pieces of ink."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink_of(part)[0], connectivity=8)
    tall = [int(height) for width, height in stats[1:, 2:4] if width < 4 * height]
    return [height for height in tall if height > 0.5 * max(tall)]


def around(boxes: Sequence[Box]) -> Box | None:
    """The smallest box around ``boxes``, None for none."""
    if not boxes:
        return None
    left, top, right, bottom = zip(*boxes, strict=True)
    return min(left), min(top), max(right), max(bottom)
