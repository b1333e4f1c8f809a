"""Picture and its first reading → what was lost or unsure, read again from close by, the better kept."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, reduce
from pathlib import Path
from statistics import fmean

import cv2
import numpy as np

from archive.records import Box, Line, Word
from ocr.coverage import Patch, uncovered
from ocr.engine import Engine, Shape
from ocr.noise import clean, unmarked
from ocr.picture import Pixels, grown
from ocr.vietnamese import is_figure, is_syllable
from ocr.zone import text_height

_SCALES = (1.0, 0.7)
"""The recogniser shrinks every line to one height itself, yet a picture already shrunk is at times read where the
full one is not: lone figures above all."""
_SMALLER = 0.7
_ENOUGH = 0.9
_ROW, _LONE, _DOUBTFUL, _CLEARLY = 0.75, 0.85, 0.8, 0.03
_SHORT = 0.95
"""Least confidence for a lone word of two letters, one with a mark: ``đồ``, the second line of a narrow cell."""
_MOST_PATCHES, _MOST_LINES = 24, 12
FRAME = (12, 24)
"""Pixels of paper above and below a cut that is read by itself, and on its sides."""
_EDGE_MM = 5.0
_NEAR, _BESIDE = 0.2, 0.4
"""Heights of print above and below words, or all around those of a cell, and on the sides of a line, that are looked at
with them."""
_WORDS = 6
"""Letters of a row that is also read as a block: a dotted rule above or below makes the recogniser see no line at all.
"""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The page that is read again: ``picture`` (grey, faint print made darker; None where there is none to cut from)
    and its ``dpi``."""

    picture: Pixels | None
    dpi: int


def recovered(lines: Sequence[Line], sheet: Sheet, engine: Engine) -> tuple[tuple[Line, ...], tuple[Box, ...]]:
    """``lines`` with what the first reading lost added at the end, and the boxes of what stays unread.

    Rows of letter-sized ink that no word explains are cut out and read by themselves. A row is taken where the reading
    is sure and looks like words, a lone sign only where it is a figure, so that seals, signatures and specks bring in
    nothing. What has the look of a row of print and still could not be read is told.

    Raises:
        EngineFailed: the recogniser is missing, broke or ran out of time.
    """
    if sheet.picture is None:
        return tuple(lines), ()
    text = text_height(lines)
    look = _Look(sheet.picture, sheet.dpi, text, engine)
    patches = [patch for patch in uncovered(look.picture, sheet.dpi, lines) if _worth(patch, look)]
    patches.sort(key=lambda patch: -patch.letters)
    found: list[Line] = []
    unread: list[Box] = []
    for patch in patches[:_MOST_PATCHES]:
        rows = _read(patch, look)
        found += rows
        if not rows and _looks_printed(patch, text):
            unread.append(patch.box)
    return (*lines, *found), tuple(sorted(unread, key=lambda box: box[1]))


def reread(lines: Sequence[Line], sheet: Sheet, engine: Engine) -> tuple[Line, ...]:
    """``lines`` with each of low confidence read once more, smaller; the better reading is kept.

    A reading is better where it is surer and not shorter. At most twelve lines a page, the least sure first.

    Raises:
        EngineFailed: the recogniser is missing, broke or ran out of time.
    """
    if sheet.picture is None:
        return tuple(lines)
    look = _Look(sheet.picture, sheet.dpi, text_height(lines), engine)
    doubtful = sorted((sure(line.words), number) for number, line in enumerate(lines) if sure(line.words) < _DOUBTFUL)
    done = list(lines)
    for before, number in doubtful[:_MOST_LINES]:
        line = lines[number]
        words = _row(line.box, look, _SMALLER, _BESIDE)
        long_enough = sum(len(word.text) for word in words) >= 0.8 * len(line.text.replace(" ", ""))
        if words and long_enough and sure(words) > before + _CLEARLY:
            done[number] = replace(line, words=tuple(words))
    return tuple(done)


def closer(line: Line, text: float, sheet: Sheet, engine: Engine) -> list[Word]:
    """The words of ``line`` read by itself, smaller; ``text`` is the usual height of the page's print in pixels.

    Raises:
        EngineFailed: the recogniser is missing, broke or ran out of time.
    """
    if sheet.picture is None:
        return []
    return _row(line.box, _Look(sheet.picture, sheet.dpi, text, engine), _SMALLER, _BESIDE)


def alone(box: Box, text: float, sheet: Sheet, engine: Engine, scale: float = 1.0) -> list[Word]:
    """The words in ``box`` read by themselves at full size, or so many times it, with hardly anything around them: in a
    table a rule may stand very near. ``text`` is the usual height of the page's print in pixels.

    Raises:
        EngineFailed: the recogniser is missing, broke or ran out of time.
    """
    if sheet.picture is None:
        return []
    return _row(box, _Look(sheet.picture, sheet.dpi, text, engine), scale, _NEAR)


def block(box: Box, text: float, sheet: Sheet, engine: Engine) -> list[Line]:
    """The lines in ``box``, the inside of a cell, read by themselves as one block; as :func:`alone`.

    Raises:
        EngineFailed: the recogniser is missing, broke or ran out of time.
    """
    if sheet.picture is None or min(box[2] - box[0], box[3] - box[1]) < text:
        return []
    look = _Look(sheet.picture, sheet.dpi, text, engine)
    return [line for line in _closer(grown(box, 0, 0, look.picture.shape), look, 1.0, "block") if line.words]


def uncoloured(picture: Path, *, halved: bool = False) -> Pixels | None:
    """The picture in the file (JPEG, TIFF …) in grey, each pixel as light as its lightest colour, so that red and blue
    ink fades and black does not; ``halved`` in width and height, at a third of the cost. None where it cannot be read.
    """
    found = _decoded(picture, halved=halved)
    return found if found is None or found.ndim == 2 else np.asarray(reduce(cv2.max, cv2.split(found)), np.uint8)


def unblued(picture: Path, *, halved: bool = False) -> Pixels | None:
    """The picture in the file in grey, each pixel as light as its blue: the red ink of stamps is as dark as print
    there, and blue ink fades; ``halved`` in width and height. None where it cannot be read."""
    found = _decoded(picture, halved=halved)
    return found if found is None or found.ndim == 2 else np.asarray(found[..., 0], np.uint8)


def reddened(picture: Path) -> Pixels | None:
    """The red ink alone of the picture in the file, the darker the redder: black print and blue pens are gone from it,
    also where they lie over it. None where it cannot be read or has no colours."""
    found = _decoded(picture)
    if found is None or found.ndim == 2:
        return None
    blue, green, red = cv2.split(found)
    redder = cv2.subtract(red, cv2.addWeighted(blue, 0.5, green, 0.5, 0.0))
    return np.asarray(cv2.bitwise_not(cv2.add(redder, redder)), np.uint8)


def coloured(picture: Path) -> Pixels | None:
    """The picture in the file in its colours (height × width × blue, green, red); None where it has none or cannot be
    read."""
    found = _decoded(picture)
    return None if found is None or found.ndim == 2 else found


def _decoded(picture: Path, *, halved: bool = False) -> Pixels | None:
    """The picture in the file, grey or in three colours, blue first, not to be written to; None where it cannot be
    read."""
    return _kept(picture, picture.stat().st_mtime_ns, halved)


@lru_cache(maxsize=2)
def _kept(picture: Path, _changed: int, halved: bool) -> Pixels | None:
    """The same, kept while one page is read: signature, seal and pen are looked for in it one after the other, and to
    decode it takes 50 ms."""
    data = np.frombuffer(picture.read_bytes(), np.uint8)
    how = cv2.IMREAD_REDUCED_COLOR_2 if halved else cv2.IMREAD_ANYCOLOR
    found = cv2.imdecode(data, how) if data.size else None
    if found is not None:
        found.setflags(write=False)
    return None if found is None else np.asarray(found, np.uint8)


def brought(part: Pixels, scale: float, soft: float = 0.0) -> Pixels:
    """``part`` of a page softened by so many pixels, brought to ``scale`` and framed in paper, to be read by itself."""
    cut = cv2.GaussianBlur(part, (0, 0), soft) if soft else part
    if scale != 1.0:
        how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
        cut = cv2.resize(cut, None, fx=scale, fy=scale, interpolation=how)
    down, across = FRAME
    framed = cv2.copyMakeBorder(cut, down, down, across, across, cv2.BORDER_CONSTANT, value=255)
    return np.ascontiguousarray(framed, np.uint8)


@dataclass(frozen=True, slots=True)
class _Look:
    """What a closer look needs: the picture, its dpi, the usual height of its text in pixels, and who reads."""

    picture: Pixels
    dpi: int
    text: float
    engine: Engine


def _row(box: Box, look: _Look, scale: float, beside: float) -> list[Word]:
    """The words in ``box`` read as one line at ``scale``, with ``beside`` heights of print on its sides."""
    part = grown(box, round(look.text * beside), round(look.text * _NEAR), look.picture.shape)
    return _within([word for row in _closer(part, look, scale, "line") for word in row.words], box)


def sure(words: Iterable[Word]) -> float:
    """Mean confidence of ``words``, weighted by their length; 0 where there are none."""
    told = [(word.confidence * len(word.text), len(word.text)) for word in words]
    return sum(part for part, _ in told) / sum(size for _, size in told) if told else 0.0


def _worth(patch: Patch, look: _Look) -> bool:
    """Whether a patch may be print: a row of letters, or a sign of a figure's size away from the paper's edge."""
    left, top, right, bottom = patch.box
    if patch.letters >= 3:
        return bottom - top <= 12 * look.text
    height, width = look.picture.shape
    edge = min(left, top, width - right, height - bottom) * 25.4 / look.dpi
    return 0.5 <= (bottom - top) / look.text <= 1.4 and right - left <= 3 * (bottom - top) and edge >= _EDGE_MM


def _read(patch: Patch, look: _Look) -> list[Line]:
    """The lines of a patch, of the surest reading; none where none is sure enough."""
    text = look.text
    shape: Shape = "line" if patch.box[3] - patch.box[1] < 2.2 * text else "block"
    part = grown(patch.box, round(text * 0.5), round(text * 0.35), look.picture.shape)
    best: list[Line] = []
    tries: list[tuple[float, Shape]] = [(scale, shape) for scale in _SCALES]
    if shape == "line" and patch.letters >= _WORDS:
        tries.append((1.0, "block"))
    for scale, taken_as in tries:
        rows = [
            replace(row, words=tuple(words))
            for row in _closer(part, look, scale, taken_as)
            if (words := _within(row.words, patch.box))
        ]
        if _score(rows) > _score(best):
            best = rows
        if _score(best) >= _ENOUGH:
            break
    return [row for row in best if _taken(row.words)]


def _score(rows: Sequence[Line]) -> float:
    return sure(word for row in rows for word in row.words)


def _taken(words: Sequence[Word]) -> bool:
    """Whether words read alone are to be believed."""
    text = "".join(word.text for word in words)
    if len(text) <= 2:
        marked = sure(words) >= _SHORT and is_syllable(text) and not text.isascii()
        return marked or (sure(words) >= _LONE and (text.isdigit() or is_figure(text) or text == "TT"))
    good = fmean(_is_wordlike(word.text) for word in words)
    return sure(words) >= _ROW and good >= 0.5 and any(char.isalnum() for char in text)


def _is_wordlike(text: str) -> bool:
    """Whether ``text`` is a syllable, a figure, or a unit in brackets, as heads of columns have it: ``(m2)``."""
    return is_syllable(unmarked(text)) or is_figure(text) or (text[0] + text[-1] == "()" and len(text) > 2)


def _looks_printed(patch: Patch, text: float) -> bool:
    """Whether a patch is as flat and long as a row of print; seals and signatures are higher."""
    height, width = patch.box[3] - patch.box[1], patch.box[2] - patch.box[0]
    return patch.letters >= 6 and 0.6 * text <= height <= 1.8 * text and width >= 4 * text


def _within(words: Sequence[Word], box: Box) -> list[Word]:
    """The words whose middle lies in ``box``: a margin brings in letters of the neighbours."""
    return [word for word in words if box[0] <= (word.box[0] + word.box[2]) / 2 <= box[2]]


def _closer(part: Box, look: _Look, scale: float, shape: Shape) -> tuple[Line, ...]:
    """``part`` of the page read by itself at ``scale``; boxes are pixels of the page again."""
    cut = np.asarray(look.picture[part[1] : part[3], part[0] : part[2]], np.uint8)
    if min(cut.shape) < 8:
        return ()
    down, across = FRAME
    seen = clean(look.engine.read_part(brought(cut, scale), look.dpi, shape))

    def placed(word: Word) -> Word:
        left, top, right, bottom = word.box
        at = (left - across, top - down, right - across, bottom - down)
        x0, y0, x1, y1 = (round(side / scale) for side in at)
        return replace(word, box=(x0 + part[0], y0 + part[1], x1 + part[0], y1 + part[1]))

    return tuple(replace(line, words=tuple(placed(word) for word in line.words)) for line in seen)
