"""Paper and its layers drawn over each other → what the layers would lose, if anything."""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from ingest.picture import Pixels
from ingest.sketch import grey_of, reduced

_MARK_DPI, _DPI = 150, 75
"""Marks of letters are looked for at the one, whole strokes at the other."""
_NEAR_MM = 1.0
"""Of strokes is compared the mean over so far: a stroke with the paper beside it, not the grain of paper and JPEG."""
_PAPER_STEP, _PAPER_MM = 2, 8.0
"""Paper is the median over so far, of a picture so many times smaller: text covers less than half."""
_FAINT = 8
"""From so many greys (of 255) below the paper on a place bears a stroke, a pencil's too."""
_EDGE_MM = 3.5
"""Along the edge, where sheet and shadow end, nothing is told."""


_Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _Loss:
    """Lost is what ``kept`` less than this share of its contrast, gaps of ``gap`` mm closed, where it is wider than
    ``wide`` mm and larger than ``area`` mm²."""

    kept: float
    gap: float
    wide: float
    area: float


_LOSSES = (_Loss(0.7, 1.4, 2.2, 8.0), _Loss(0.35, 0.0, 0.7, 3.0))
"""Half a pencilled word that grows weak (a rule that is drawn thinner is narrower), and a stroke that is gone."""
_COLOURED, _SHIFT, _OFF = 14, 12, 0.1
"""So far from the paper's own colour (CIE a*b*) there is ink of colour; it may shift by so much but in this share."""
_COLOUR_MM2 = 4.0


_PRINTED, _AROUND_MM = 60, 2.4
"""Ink so much darker than the paper is print or pen, not pencil; how dark it is hereabouts is sought within so far."""
_MARK, _MARK_MM2, _MOST_MARKS = 0.25, 0.17, 20
"""A place that loses such a share of that darkness, and is so large, is a mark that is lost: a dot or a tone mark of
11-point print takes 0.2 to 0.5 mm². Pages that scan well lose none, a seal across print up to ten where they cross;
where more are lost faint print falls apart."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """Layers as a reader of the PDF sees them: ``ink`` through ``mask`` (of the page's size and ``dpi``) over the
    ``ground``."""

    mask: Pixels
    ink: Pixels
    ground: Pixels
    dpi: float


def lost(pixels: Pixels, drawn: Drawn) -> str:
    """What of ``pixels`` the layers do not show: ``marks`` where letters lose parts of themselves, ``contrast`` where
    strokes keep less than seven tenths of it, ``colour`` where coloured ink changes; empty where all is there.
    """
    size = _sized(pixels, min(1.0, _MARK_DPI / drawn.dpi))
    fine = (_smaller(pixels, size), _together(drawn, size))
    if _marks(grey_of(fine[0]), grey_of(fine[1]), min(_MARK_DPI, drawn.dpi)) > _MOST_MARKS:
        return "marks"
    scale = min(1.0, _DPI / drawn.dpi)
    near = (_odd(_NEAR_MM * drawn.dpi * scale / 25.4),) * 2
    true, shown = (cv2.blur(_smaller(picture, _sized(pixels, scale)), near) for picture in fine)
    if faded(grey_of(np.asarray(true, np.uint8)), grey_of(np.asarray(shown, np.uint8)), drawn.dpi * scale):
        return "contrast"
    if true.ndim == 3 and shifted(np.asarray(true), np.asarray(shown), drawn.dpi * scale) > _OFF:
        return "colour"
    return ""


def _together(drawn: Drawn, size: tuple[int, int]) -> Pixels:
    """The layers over each other, small: the ink in each pixel's share of the mask."""
    cover = _smaller(drawn.mask, size).astype(np.float32) / 255
    ink, ground = (_smaller(layer, size) for layer in (drawn.ink, drawn.ground))
    return np.asarray(cv2.blendLinear(ink, ground, cover, 1 - cover), np.uint8)


def _smaller(pixels: Pixels, size: tuple[int, int]) -> Pixels:
    if size[0] > pixels.shape[1]:
        return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_LINEAR), np.uint8)
    return reduced(pixels, size)


def _sized(pixels: Pixels, scale: float) -> tuple[int, int]:
    return max(1, round(pixels.shape[1] * scale)), max(1, round(pixels.shape[0] * scale))


def _odd(length: float) -> int:
    return max(3, round(length) | 1)


def _marks(true: Pixels, shown: Pixels, dpi: float) -> int:
    """In how many places letters of ``true`` miss a part of themselves in ``shown``."""
    before, after = (np.asarray(cv2.blur(picture, (3, 3)), np.uint8) for picture in (true, shown))
    here, there = _depths(before, after, dpi, 2 * _PAPER_STEP)
    half = _smaller(here, _sized(here, 0.5))
    wide = (_odd(_AROUND_MM * dpi / 25.4),) * 2
    ink = _smaller(np.asarray(cv2.blur(cv2.dilate(half, np.ones(wide, np.uint8)), wide), np.uint8), here.shape[1::-1])
    less = cv2.compare(cv2.subtract(here, there), cv2.convertScaleAbs(ink, alpha=_MARK), cv2.CMP_GT)
    lost = cv2.bitwise_and(less, cv2.threshold(ink, _PRINTED, 255, cv2.THRESH_BINARY)[1])
    _, _, stats, _ = cv2.connectedComponentsWithStats(np.asarray(lost, np.uint8), connectivity=8)
    return int((stats[1:, cv2.CC_STAT_AREA] >= _MARK_MM2 * (dpi / 25.4) ** 2).sum())


def _depths(true: Pixels, shown: Pixels, dpi: float, step: int) -> tuple[Pixels, Pixels]:
    """By how much both are darker than the paper of ``true``, the edges left out; paper is found in a picture ``step``
    times smaller."""
    size = (true.shape[1], true.shape[0])
    small = np.asarray(cv2.medianBlur(_smaller(true, _sized(true, 1 / step)), _odd(_PAPER_MM * dpi / step / 25.4)))
    paper = _smaller(np.asarray(small, np.uint8), size)
    edge = round(_EDGE_MM * dpi / 25.4)
    inner = (slice(edge, max(edge + 1, size[1] - edge)), slice(edge, max(edge + 1, size[0] - edge)))
    here, there = (np.asarray(cv2.subtract(paper, picture), np.uint8)[inner] for picture in (true, shown))
    return here, there


def faded(true: Pixels, shown: Pixels, dpi: float) -> bool:
    """Whether there is a place where ``true`` has strokes and ``shown`` lost too much of them."""
    here, there = _depths(true, shown, dpi, _PAPER_STEP)
    return any(_largest(here, there, loss, dpi / 25.4) > loss.area for loss in _LOSSES)


def _largest(here: Pixels, there: Pixels, loss: _Loss, millimetre: float) -> float:
    """Square millimetres of the largest place where of the contrast ``here`` too little is ``there``."""
    least = cv2.convertScaleAbs(here, alpha=loss.kept)
    strokes = cv2.threshold(here, _FAINT - 1, 255, cv2.THRESH_BINARY)[1]
    weak = cv2.bitwise_and(cv2.compare(there, least, cv2.CMP_LT), strokes)
    gap, wide = (max(1, round(length * millimetre)) for length in (loss.gap, loss.wide))
    closed = cv2.morphologyEx(weak, cv2.MORPH_CLOSE, np.ones((gap, gap), np.uint8))
    blots = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((wide, wide), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(np.asarray(blots, np.uint8), connectivity=8)
    return float(stats[1:, cv2.CC_STAT_AREA].max(initial=0)) / millimetre**2


def shifted(true: Pixels, shown: Pixels, dpi: float) -> float:
    """The share (0 to 1) of the coloured ink of ``true`` that has clearly another colour in ``shown``."""
    before, after = (_hues(picture) for picture in (true, shown))
    paper = [np.float32(np.median(part[::8, ::8])) for part in before]
    coloured = cv2.magnitude(before[0] - paper[0], before[1] - paper[1]) > _COLOURED
    count = int(np.count_nonzero(coloured))
    if count < _COLOUR_MM2 * (dpi / 25.4) ** 2:
        return 0.0
    moved = cv2.magnitude(before[0] - after[0], before[1] - after[1]) > _SHIFT
    return int(np.count_nonzero(moved & coloured)) / count


def _hues(pixels: Pixels) -> tuple[_Floats, _Floats]:
    """CIE a* and b*."""
    lab = cv2.cvtColor(pixels, cv2.COLOR_RGB2LAB)
    return cv2.extractChannel(lab, 1).astype(np.float32), cv2.extractChannel(lab, 2).astype(np.float32)
