"""Picture of a page → small framed marks on it (MẬT, HỎA TỐC …), read by themselves whatever their colour.

Secrecy and urgency marks stand in frames of 20 × 8 to 40 × 8 mm (NĐ 30/2020/NĐ-CP, PL I, ô 10a, 10b). On a grey scan
they have no colour to be told by, and a recogniser takes a word in a frame for a picture.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product

import cv2
import numpy as np

from archive.records import Box, Line, Word
from ocr.again import sure
from ocr.engine import Engine, Shape
from ocr.noise import clean
from ocr.picture import Pixels
from ocr.vietnamese import likeness

_DPI = 150
_MM = _DPI / 25.4
_INK = 150
_WIDE, _HIGH = (12.0 * _MM, 46.0 * _MM), (5.5 * _MM, 11.0 * _MM)
"""Sides of a frame, its line's own thickness left room for."""
_TILT = 6.0
"""Degrees by which a mark may be stamped askew."""
_ENDS = 2.0 * _MM
"""How far upper and lower side may begin or end apart; the rules of a table run on."""
_SIDE = 0.75
"""Share of the way between the ends of the two sides along which there is ink."""
_INSET = 0.7 * _MM
_TOP = 0.5
_MOST = 6
_SURE = 0.6
_LIKE = 0.66
"""Likeness from which on what was read in a frame is taken for a mark of the law: one letter of three may be wrong."""
MARKS = ("MẬT", "TỐI MẬT", "TUYỆT MẬT", "KHẨN", "THƯỢNG KHẨN", "HỎA TỐC")
"""NĐ 30/2020/NĐ-CP, PL I, ô 10a, 10b."""
_SHAPES: tuple[Shape, ...] = ("line", "block")
_PAD = 12
"""Pixels of paper that a recogniser wants around a line."""


@dataclass(frozen=True, slots=True)
class Frame:
    """Khung dấu: ``box`` in pixels of the page, ``picture``: the level inside, grey, without the frame itself."""

    box: Box
    picture: Pixels


def with_frames(lines: Sequence[Line], picture: Pixels | None, dpi: int, engine: Engine) -> tuple[Line, ...]:
    """``lines`` with what framed marks in the upper half of the page say, as regions ``stamp`` behind the others, where
    nothing was read there or only something less sure.

    Raises:
        EngineFailed: the recogniser is missing, broke or ran out of time.
    """
    done = list(lines)
    for frame in frames(picture, dpi) if picture is not None else ():
        words = _read(frame, dpi, engine)
        inside = [line for line in done if _lies(line.box, frame.box)]
        before = max((sure(line.words) for line in inside), default=_SURE)
        if not words or sure(words) < before or sum(char.isalpha() for word in words for char in word.text) < 2:
            continue
        block = max((line.block for line in done), default=-1) + 1
        done = [*(line for line in done if line not in inside), Line(tuple(words), block, "stamp")]
    return tuple(done)


def _read(frame: Frame, dpi: int, engine: Engine) -> list[Word]:
    """What the frame says; a mark of the law that is nearly what was read is what it says."""
    for shape in _SHAPES:
        words = [word for line in clean(engine.read_part(frame.picture, dpi, shape)) for word in line.words]
        text = " ".join("".join(char for char in word.text if char.isalpha()) for word in words).strip()
        near = max(MARKS, key=lambda mark: likeness(mark, text))
        if text and likeness(near, text) >= _LIKE:
            return _said(near, " ".join(word.text for word in words), frame)
        if words:
            return _placed(words, frame)
    return []


def _said(mark: str, read: str, frame: Frame) -> list[Word]:
    """The words of ``mark`` side by side in the frame, sure as far as what was read is alike."""
    left, top, right, bottom = frame.box
    step, at, words = (right - left) / len(mark), 0, []
    for text in mark.split():
        box = (left + round(at * step), top, left + round((at + len(text)) * step), bottom)
        words.append(Word(text, box, max(_SURE, round(likeness(mark, read), 4)), None if read == mark else read))
        at += len(text) + 1
    return words


def frames(picture: Pixels, dpi: int) -> list[Frame]:
    """The framed marks of ``picture`` (grey, height × width, at ``dpi``), from above; also those whose frame lies over
    print. Cells of a table are none: their rules run on beyond the corners."""
    scale = _DPI / dpi
    upper = picture[: int(picture.shape[0] * _TOP)]
    size = (max(8, round(upper.shape[1] * scale)), max(8, round(upper.shape[0] * scale)))
    small = np.asarray(cv2.resize(upper, size, interpolation=cv2.INTER_AREA), np.uint8)
    ink = (small < _INK).astype(np.uint8)
    sides = _sides(ink)
    found: list[_Corners] = []
    for above, below in product(sides, sides):
        if _are_pair(above, below) and _stand(ink, above, below):
            corners = (*above, *below)
            if not any(abs(corners[0] - one[0]) + abs(corners[1] - one[1]) < 2 * _ENDS for one in found):
                found.append(corners)
    return [_cut(corners, upper, scale) for corners in sorted(found, key=lambda one: one[1])[:_MOST]]


_Side = tuple[float, float, float, float]
"""Left end and right end of a level stroke: x, y, x, y."""
_Corners = tuple[float, float, float, float, float, float, float, float]


def _sides(ink: Pixels) -> list[_Side]:
    """Long level strokes, those of one line joined."""
    level = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, round(2.5 * _MM)), np.uint8))
    lines = cv2.HoughLinesP(level, 1, np.pi / 360, 30, minLineLength=0.8 * _WIDE[0], maxLineGap=1.0 * _MM)
    found: list[_Side] = []
    for left, top, right, bottom in (
        sorted(np.asarray(lines, float).reshape(-1, 4).tolist()) if lines is not None else ()
    ):
        if abs(bottom - top) > (right - left) * np.tan(np.radians(_TILT)):
            continue
        twin = next((at for at, one in enumerate(found) if _one_line(one, (left, top, right, bottom))), None)
        if twin is None:
            found.append((left, top, right, bottom))
        elif right > found[twin][2]:
            found[twin] = (*found[twin][:2], right, bottom)
    return [side for side in found if _WIDE[0] <= side[2] - side[0] <= _WIDE[1]]


def _one_line(one: _Side, other: _Side) -> bool:
    slope = (one[3] - one[1]) / max(one[2] - one[0], 1)
    apart = abs(one[1] + slope * (other[0] - one[0]) - other[1])
    return apart < 0.7 * _MM and other[0] - one[2] < 3 * _MM


def _are_pair(above: _Side, below: _Side) -> bool:
    lean = abs((above[3] - above[1]) - (below[3] - below[1]))
    high = (below[1] + below[3] - above[1] - above[3]) / 2
    ends = max(abs(above[0] - below[0]), abs(above[2] - below[2]))
    return _HIGH[0] <= high <= _HIGH[1] and ends <= _ENDS and lean <= _ENDS and above[2] - above[0] > 1.5 * high


def _stand(ink: Pixels, above: _Side, below: _Side) -> bool:
    """Whether both upright sides are there."""
    for end in (0, 2):
        (x0, y0), (x1, y1) = above[end : end + 2], below[end : end + 2]
        steps = np.linspace(0, 1, 40)
        xs, ys = np.rint(x0 + (x1 - x0) * steps).astype(int), np.rint(y0 + (y1 - y0) * steps).astype(int)
        reach = range(-round(_ENDS / 2), round(_ENDS / 2) + 1)
        best = max(
            float(ink[np.clip(ys, 0, ink.shape[0] - 1), np.clip(xs + shift, 0, ink.shape[1] - 1)].mean())
            for shift in reach
        )
        if best < _SIDE:
            return False
    return True


def _cut(corners: _Corners, upper: Pixels, scale: float) -> Frame:
    """The inside of a frame, made level and without the frame itself."""
    xs, ys = np.array(corners[0::2]) / scale, np.array(corners[1::2]) / scale
    inset = _INSET / scale
    source = np.array(
        [
            (xs[0] + inset, ys[0] + inset),
            (xs[1] - inset, ys[1] + inset),
            (xs[2] + inset, ys[2] - inset),
            (xs[3] - inset, ys[3] - inset),
        ],
        np.float32,
    )
    width, height = (
        max(8, round(float(value))) for value in (source[1, 0] - source[0, 0], source[2, 1] - source[0, 1])
    )
    target = np.array([(0, 0), (width, 0), (0, height), (width, height)], np.float32)
    turn = cv2.getPerspectiveTransform(source, target)
    level = np.full((height + 2 * _PAD, width + 2 * _PAD), 255, np.uint8)
    level[_PAD:-_PAD, _PAD:-_PAD] = cv2.warpPerspective(
        upper, turn, (width, height), flags=cv2.INTER_LINEAR, borderValue=(255, 255, 255)
    )
    box = (round(float(xs.min())), round(float(ys.min())), round(float(xs.max())), round(float(ys.max())))
    return Frame(box, level)


def _lies(box: Box, frame: Box) -> bool:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return frame[0] <= x <= frame[2] and frame[1] <= y <= frame[3]


def _placed(words: Sequence[Word], frame: Frame) -> list[Word]:
    """``words`` of the level picture with boxes on the page, held within the frame."""
    height, width = frame.picture.shape
    left, top = (frame.box[0] + frame.box[2] - width) // 2, (frame.box[1] + frame.box[3] - height) // 2

    def placed(box: Box) -> Box:
        x0, y0 = max(box[0] + left, frame.box[0]), max(box[1] + top, frame.box[1])
        return x0, y0, max(min(box[2] + left, frame.box[2]), x0 + 1), max(min(box[3] + top, frame.box[3]), y0 + 1)

    return [replace(word, box=placed(word.box)) for word in words]
