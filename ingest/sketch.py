"""Picture → Sketch: a small grey copy on which all about a page is estimated."""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from ingest.picture import Pixels

SKETCH_DPI = 150
MM = SKETCH_DPI / 25.4
"""Pixels of a sketch in a millimetre of paper."""
INK = 180
_RED = 35
_BARE = 0.6
"""Share of the paper's red above which nothing is printed under red ink."""
_BORDER_STEP = 4
_DARK = 0.5
_LITTLE = 1.5
"""Fewer times smaller, the two pixels that are interpolated between are all there are."""
Sizes = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Sketch:
    """Bản phác: a page at 150 dpi. ``grey`` as scanned, ``flat`` with red seals and background taken out (paper is
    255, so is ``border``), ``border`` 255 where the scanner saw past the paper into the dark, ``ink`` 1 where letters
    and marks are, with rules, frames and specks left out; ``sizes``: width and height of each connected patch of that
    ink, n × 2. ``scale``: sketch pixels per picture pixel."""

    grey: Pixels
    flat: Pixels
    border: Pixels
    ink: Pixels
    sizes: Sizes
    scale: float


def sketch(pixels: Pixels, dpi: float) -> Sketch:
    """``pixels`` (grey or RGB, ``dpi``) at 150 dpi."""
    scale = SKETCH_DPI / dpi
    size = (max(8, round(pixels.shape[1] * scale)), max(8, round(pixels.shape[0] * scale)))
    small = reduced(pixels, size)
    plain = grey_of(small)
    border = dark_border(plain)
    flat = flattened(without_seal(small), border)
    return Sketch(plain, flat, border, *letters(flat), scale)


def shrunk(pixels: Pixels, step: int) -> Pixels:
    """``pixels`` a whole number of times smaller, each the mean of ``step`` × ``step``: the fast case of OpenCV."""
    size = (max(1, pixels.shape[1] // step), max(1, pixels.shape[0] // step))
    whole = np.ascontiguousarray(pixels[: size[1] * step, : size[0] * step])
    return np.asarray(cv2.resize(whole, size, interpolation=cv2.INTER_AREA), np.uint8)


def at_sketch_dpi(grey: Pixels, dpi: float) -> Pixels:
    """``grey`` at 150 dpi; the same size where it has fewer."""
    scale = min(1.0, SKETCH_DPI / dpi)
    return reduced(grey, (max(8, round(grey.shape[1] * scale)), max(8, round(grey.shape[0] * scale))))


def reduced(pixels: Pixels, size: tuple[int, int]) -> Pixels:
    """``pixels`` in another ``size``, by OpenCV's fast cases: each the mean of a whole number where that is the size
    asked for but for what is left over at the right and below, else interpolated where little is taken away (or it
    grows), else the mean of what it covers."""
    height, width = pixels.shape[:2]
    step = round(width / size[0])
    if step > 1 and size == (round(width * (1 / step)), round(height * (1 / step))):
        return np.asarray(cv2.resize(pixels, None, fx=1 / step, fy=1 / step, interpolation=cv2.INTER_AREA), np.uint8)
    way = cv2.INTER_LINEAR if width < _LITTLE * size[0] else cv2.INTER_AREA
    return np.asarray(cv2.resize(pixels, size, interpolation=way), np.uint8)


def grey_of(pixels: Pixels) -> Pixels:
    """Luminance of grey or RGB pixels."""
    return pixels if pixels.ndim == 2 else np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), np.uint8)


def without_seal(pixels: Pixels) -> Pixels:
    """Grey in which red seals have all but vanished: inside the red the red channel, in which red ink is as bright as
    paper. Black under a seal stays black."""
    if pixels.ndim == 2:
        return pixels
    red, green, blue = cv2.split(pixels)
    excess = cv2.subtract(red, cv2.max(green, blue))
    seal = cv2.dilate(cv2.threshold(excess, _RED, 255, cv2.THRESH_BINARY)[1], np.ones((3, 3), np.uint8))
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    cv2.copyTo(red, seal, grey)
    paper = paper_level(np.asarray(red, np.uint8))
    bare = cv2.bitwise_and(seal, cv2.threshold(red, _BARE * paper, 255, cv2.THRESH_BINARY)[1])
    grey[bare > 0] = round(paper)
    return np.asarray(grey, np.uint8)


def dark_border(grey: Pixels) -> Pixels:
    """255 where the scanner's dark lid shows: thick darkness (over 3 mm) that reaches the picture's edge."""
    height, width = grey.shape
    size = (max(2, width // _BORDER_STEP), max(2, height // _BORDER_STEP))
    small = np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), np.uint8)
    dark = (small < paper_level(small) * _DARK).astype(np.uint8)
    rim = 6
    framed = cv2.copyMakeBorder(dark, rim, rim, rim, rim, cv2.BORDER_CONSTANT, value=1)
    thick = cv2.morphologyEx(framed, cv2.MORPH_OPEN, np.ones((5, 5), np.uint8))
    _, labels = cv2.connectedComponents(thick)
    reached = (labels == labels[0, 0]).astype(np.uint8) * 255
    grown = cv2.dilate(reached[rim:-rim, rim:-rim], np.ones((3, 3), np.uint8))
    return np.asarray(cv2.resize(grown, (width, height), interpolation=cv2.INTER_NEAREST), np.uint8)


def paper_level(grey: Pixels) -> float:
    """How bright the paper is: most of a page is paper."""
    return float(np.percentile(grey[::4, ::4], 80))


def background(grey: Pixels, border: Pixels, step: int) -> Pixels:
    """The paper without its writing, ``step`` times smaller than ``grey``: shadows, stains and yellowing."""
    size = (max(2, grey.shape[1] // step), max(2, grey.shape[0] // step))
    small = np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), np.uint8)
    small[cv2.resize(border, size, interpolation=cv2.INTER_NEAREST) > 0] = int(paper_level(small))
    bright = cv2.dilate(small, np.ones((3, 3), np.uint8))
    return np.asarray(cv2.GaussianBlur(cv2.medianBlur(bright, 31), (0, 0), 5), np.uint8)


def flattened(grey: Pixels, border: Pixels) -> Pixels:
    """``grey`` (150 dpi) with its background divided out and its border painted: paper is 255."""
    ground = cv2.resize(background(grey, border, _BORDER_STEP), (grey.shape[1], grey.shape[0]))
    flat = cv2.divide(grey, ground, scale=255)
    flat[border > 0] = 255
    return np.asarray(flat, np.uint8)


def letters(flat: Pixels) -> tuple[Pixels, Sizes]:
    """1 where a connected patch of ink is of a letter's size: neither speck nor rule, frame, hole or blot; and the
    patches' widths and heights."""
    dark = (flat < INK).astype(np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(dark, connectivity=8)
    width, height, area = stats[:, 2], stats[:, 3], stats[:, 4]
    long, short = np.maximum(width, height), np.minimum(width, height)
    keep = (long >= 0.5 * MM) & (long < 12 * MM) & (area >= 4) & (long < 10 * short + 4)
    keep[0] = False
    return np.asarray(keep.astype(np.uint8)[labels], np.uint8), np.asarray(stats[keep, 2:4], np.int32)
