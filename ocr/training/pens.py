"""Cuts of numbers that people wrote on papers → hands made of their figures, and the cuts themselves, worn.

A folder holds pictures (PNG, grey, dark on light) of what stands in the blanks of papers, each called by the signs in
it and a word of its own: ``2576x-17.png``, where x stands for whatever is no figure, as for the network; its folder
``print`` holds printed ones. One figure after another is parted from its neighbours where each is a piece of ink of its
own; so new numbers are put together from them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.digits import FIGURES, OTHER
from ocr.training.ink import BASELINE, CANVAS, TALL, Ink, trimmed
from ocr.training.writing import Hand

_HANDS = 4
"""Hands that figures are shared out to, by how thick they are: no paper has all ten."""
_HIGH, _OVER, _WIDEST = 0.45, 0.5, 1.6
"""Height of a figure by that of the highest piece, at least; how far pieces of one figure overlap, by the narrower's
width; width of one figure by the usual height, at most."""
_EVEN = (0.5, 1.9)
"""Heights of figures by the usual one: others are no figures."""
_LARGEST = 6.0
"""By how much figures are enlarged at most: smaller ones are blurred."""


@dataclass(frozen=True)
class Cut:
    """A cut out of a paper, grey, and the signs in it."""

    seen: NDArray[np.uint8]
    signs: str


def cuts(folder: Path) -> list[Cut]:
    """The cuts in ``folder``, in the order of their names.

    Raises:
        SystemExit: a file is no picture.
    """
    found = []
    for path in sorted(folder.glob("*.png")):
        picture = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
        if picture is None:
            raise SystemExit(f"{path}: no picture")
        found.append(Cut(np.asarray(picture, np.uint8), path.name.partition("-")[0]))
    return found


def pen_hands(written: Sequence[Cut]) -> list[Hand]:
    """Hands made of the figures in ``written``; none where one of the ten does not stand there."""
    glyphs: dict[str, list[Ink]] = {sign: [] for sign in FIGURES}
    for cut in written:
        for sign, ink in figures(cut):
            glyphs[sign].append(ink)
    if not all(glyphs.values()):
        return []
    by_weight = {sign: sorted(inks, key=lambda ink: float(ink.mean())) for sign, inks in glyphs.items()}
    return [Hand(f"pens-{at}", {sign: _share(inks, at) for sign, inks in by_weight.items()}) for at in range(_HANDS)]


def _share(inks: list[Ink], at: int) -> list[Ink]:
    return inks[at * len(inks) // _HANDS : (at + 1) * len(inks) // _HANDS] or inks


def figures(cut: Cut) -> list[tuple[str, Ink]]:
    """Each figure in ``cut`` by itself; none where they are not as many pieces of ink."""
    signs = cut.signs.rstrip(OTHER)
    if not signs.isdecimal():
        return []
    ink, labels, pieces = _pieces(cut.seen)
    more = len(cut.signs) - len(signs)
    if len(pieces) not in (len(signs), len(signs) + more):
        return []
    masks = [np.isin(labels, piece) for piece in pieces[: len(signs)]]
    rows = [np.flatnonzero(mask.any(axis=1)) for mask in masks]
    highs = [int(row[-1] - row[0]) + 1 for row in rows]
    usual, base = float(np.median(highs)), float(np.median([row[-1] + 1 for row in rows]))
    wide = max(int(np.ptp(np.flatnonzero(mask.any(axis=0)))) for mask in masks)
    even = all(_EVEN[0] * usual <= high <= _EVEN[1] * usual for high in highs)
    if usual * _LARGEST < TALL or wide > _WIDEST * usual or not even:
        return []
    glyphs = [_glyph(ink, mask, base, TALL / usual) for mask in masks]
    return [(sign, glyph) for sign, glyph in zip(signs, glyphs, strict=True) if glyph is not None]


def _pieces(seen: NDArray[np.uint8]) -> tuple[Ink, NDArray[np.int32], list[list[int]]]:
    """The ink of a cut, its pieces by number, and which of them make one sign, from left to right."""
    grey = cv2.GaussianBlur(seen, (3, 3), 0).astype(np.float32)
    paper, dark = np.percentile(grey, 80), np.percentile(grey, 0.5)
    ink = np.asarray(np.clip((paper - grey) / max(float(paper - dark), 1.0) * 1.15 - 0.1, 0, 1), np.float32)
    count, labels, stats, _ = cv2.connectedComponentsWithStats((ink > 0.4).astype(np.uint8), connectivity=8)
    whole = [(int(stats[n, 0]), int(stats[n, 2]), int(stats[n, 3]), n) for n in range(1, count) if stats[n, 4] >= 8]
    least = _HIGH * max((high for _, _, high, _ in whole), default=0)
    signs, ends, last = list[list[int]](), 0, 0
    for left, wide, _, number in sorted(piece for piece in whole if piece[2] >= max(least, 6)):
        if signs and left < ends - _OVER * min(wide, last):
            signs[-1].append(number)
        else:
            signs.append([number])
        ends, last = max(ends, left + wide), wide
    return ink, np.asarray(labels, np.int32), signs


def _glyph(ink: Ink, mask: NDArray[np.bool_], base: float, scale: float) -> Ink | None:
    """The ink under ``mask``, ``scale`` times as large, on the canvas; None where it goes beyond that."""
    own = ink * cv2.dilate(mask.astype(np.uint8), np.ones((3, 3), np.uint8))
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    top, left = max(int(rows[0]) - 1, 0), max(int(columns[0]) - 1, 0)
    part = own[top : rows[-1] + 2, left : columns[-1] + 2]
    size = (max(round(part.shape[1] * scale), 3), max(round(part.shape[0] * scale), 8))
    large = np.clip((cv2.resize(part, size, interpolation=cv2.INTER_CUBIC) - 0.25) * 2, 0, 1)
    begins = round(BASELINE - (base - top) * scale)
    if begins < 0 or begins + large.shape[0] > CANVAS:
        return None
    canvas = np.zeros((CANVAS, large.shape[1]), np.float32)
    canvas[begins : begins + large.shape[0]] = large
    return trimmed(canvas)


def worn(cut: Cut, rng: np.random.Generator) -> NDArray[np.uint8]:
    """``cut`` as another scan would have it: wider, slanted, smaller, thicker, bent, paler, blurred, in one bit."""
    height, width = cut.seen.shape
    paper = float(np.percentile(cut.seen, 80))
    wide, lean, size = float(np.exp(rng.normal(0, 0.12))), float(rng.normal(0, 0.15)), float(rng.uniform(0.55, 1.3))
    move = np.array([[size * wide, -lean * size, max(lean, 0) * height * size], [0, size, 0]], np.float32)
    shape = (max(round(width * size * wide + abs(lean) * height * size), 8), max(round(height * size), 8))
    how = cv2.INTER_AREA if size < 1 else cv2.INTER_LINEAR
    grey = cv2.warpAffine(cut.seen, move, shape, flags=how, borderMode=cv2.BORDER_CONSTANT, borderValue=paper)
    kernel, kind = np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (3, 3)), np.uint8), rng.random()
    grey = cv2.erode(grey, kernel) if kind < 0.2 else cv2.dilate(grey, kernel) if kind < 0.3 and height > 30 else grey
    if rng.random() < 0.5:
        grey = cv2.GaussianBlur(grey, (0, 0), float(rng.uniform(0.3, 1.0)))
    grey = paper - (paper - grey.astype(np.float32)) * float(rng.uniform(0.5, 1.2))
    grey = grey + rng.normal(0, 1, grey.shape) * rng.uniform(0, 9)
    done = np.clip(_bent(grey.astype(np.float32), rng), 0, 255).astype(np.uint8)
    return np.where(done < paper * rng.uniform(0.5, 0.8), 0, 255).astype(np.uint8) if rng.random() < 0.2 else done


def _bent(grey: NDArray[np.float32], rng: np.random.Generator) -> NDArray[np.float32]:
    height, width = grey.shape
    coarse = rng.normal(0, rng.uniform(0, 1.0), (2, 4, max(2, width // 20))).astype(np.float32)
    across, down = (cv2.resize(one, (width, height), interpolation=cv2.INTER_CUBIC) for one in coarse)
    columns, rows = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    bent = cv2.remap(grey, columns + across, rows + down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(bent, np.float32)
