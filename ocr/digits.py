"""Picture of a few figures, written by hand or printed → the number they make and the chance that it is right.

A small network of our own reads them: ``statistics/digits.onnx``, made by ``ocr/training`` and run by OpenCV on one
core. ``docs/decisions/0015-handwritten-digits.md`` says what it was trained on.
"""

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.network import network_in
from ocr.picture import Pixels

HEIGHT, WIDTH = 32, 128
"""What the network is given, in pixels; figures fill 26 of the height, so five stand side by side."""
FIGURES = "0123456789"
OTHER = "x"
"""The network's sign for a run of whatever is no figure: the ``/`` and what follows it, letters, strokes."""
LETTERS = "abcdđ"
"""What may stand behind a number that was given twice: ``12a/QĐ-UBND``."""
CAPITALS = "ABCD"
"""The same as others write it: ``12A/QĐ-UBND``."""
SIGNS = FIGURES + OTHER + LETTERS + CAPITALS
"""The network's classes from 1 on; class 0 is the nothing between two signs."""

_FIRST = re.compile(rf"[^0-9]*(?P<figures>[0-9]*)(?P<letter>[{LETTERS}{CAPITALS}]?(?=$|{OTHER})|)")

MODEL = Path(__file__).parent / "statistics" / "digits.onnx"

_BROKEN = (
    "thiếu hoặc hỏng tệp nhận dạng chữ số, hãy cài lại (the reader of figures is missing or broken: install again)"
)

_FILLED, _BEFORE = 26, 4
_PAPER, _DARKEST = 80, 0.5
"""Percentile of the grey that is paper; percentile of the grey that is ink at its darkest."""
_FAINTEST = 24
"""Least difference of ink and paper, of 255: less is an empty cut, and is not made darker."""
_INK = 0.4
"""Share of the ink's darkness from which a pixel counts as ink."""
_PIECE = 0.35
"""Height of a piece of ink, by that of the highest one, below which it does not say where the figures stand."""
_FLAT = 6.0
"""Width by height of a piece that is a rule or a dotted leader."""
_KEPT = 8
"""Readings kept at each step of the search for the likeliest one."""


@dataclass(frozen=True, slots=True)
class Digits:
    """What stands in a cut: ``text``, its figures, perhaps with a letter behind them ("" for none); ``chance`` (0 to 1)
    that just these stand there; ``alone``: nothing else stands before them."""

    text: str
    chance: float
    alone: bool = True


def digits(cut: Pixels, lettered: bool = False) -> Digits:
    """The number in ``cut`` (grey, dark on light, a row of one to five figures); an empty cut has text "" and chance 1.

    ``lettered``: a letter a to d or đ, or a capital A to D, may be the last of it ("12a"). What stands right of the
    number, from a ``/`` on, is left out; the cut should end within two signs of it. Takes 3 ms of processor time.

    Raises:
        EngineFailed: the network is missing or broken.
    """
    seen = prepared(cut)
    return Digits("", 1.0) if seen is None else read_off(network(), seen, lettered)


def fitting(cut: Pixels, lettered: bool, fits: Callable[[str], bool]) -> Digits:
    """The likeliest number in ``cut`` of those that ``fits`` holds for, its chance among those; "" where none is
    thought of. Arguments and errors else as for :func:`digits`."""
    seen = prepared(cut)
    found = (
        {} if seen is None else {one: share for one, share in _read(network(), seen, lettered).items() if fits(one[0])}
    )
    if not found:
        return Digits("", 0.0)
    (text, alone), chance = max(found.items(), key=lambda pair: pair[1])
    return Digits(text, chance / math.fsum(found.values()), alone)


def read_off(net: cv2.dnn.Net, seen: NDArray[np.uint8], lettered: bool = False) -> Digits:
    """What ``net`` reads in a picture from :func:`prepared`."""
    (text, alone), chance = max(_read(net, seen, lettered).items(), key=lambda pair: pair[1])
    return Digits(text, min(chance, 1.0), alone)


def _read(net: cv2.dnn.Net, seen: NDArray[np.uint8], lettered: bool) -> dict[tuple[str, bool], float]:
    """The chance of each number in a picture, and whether nothing else stands before it."""
    chances = _signs(net, seen)
    if not lettered:
        first = 1 + SIGNS.index(LETTERS[0])
        chances[:, 1 + SIGNS.index(OTHER)] += chances[:, first:].sum(axis=1)
        chances[:, first:] = 0.0
    return _added_up(chances)


def prepared(cut: Pixels) -> NDArray[np.uint8] | None:
    """``cut`` as the network is given it: ink 255 on paper 0, its figures 26 pixels high; None where there is no ink.

    Nothing but the cut's own grey decides, so that training and reading see the same.
    """
    if min(cut.shape) < 8:
        return None
    grey = cv2.GaussianBlur(cut, (3, 3), 0).astype(np.float32)
    paper, darkest = np.percentile(grey, _PAPER), np.percentile(grey, _DARKEST)
    if paper - darkest < _FAINTEST:
        return None
    ink = np.clip((paper - grey) / (paper - darkest) * 1.15 - 0.1, 0.0, 1.0)
    rows = _rows((ink > _INK).astype(np.uint8))
    if rows is None:
        return None
    top, bottom, left = rows
    scale = _FILLED / (bottom - top)
    width = min(max(round((ink.shape[1] - left) * scale), 1), 3 * WIDTH)
    pad = (HEIGHT - _FILLED) / 2 / scale
    first, last = round(top - pad), round(bottom + pad)
    part = ink[max(first, 0) : last, left:]
    part = cv2.copyMakeBorder(part, max(-first, 0), max(last - ink.shape[0], 0), 0, 0, cv2.BORDER_CONSTANT, value=0.0)
    small = cv2.resize(part, (min(width, WIDTH - _BEFORE), HEIGHT), interpolation=cv2.INTER_AREA)
    done = np.zeros((HEIGHT, WIDTH), np.uint8)
    done[:, _BEFORE : _BEFORE + small.shape[1]] = np.round(small * 255)
    return done


def _rows(ink: NDArray[np.uint8]) -> tuple[int, int, int] | None:
    """Top, bottom and left edge of the figures among ``ink``: rules, dots and specks aside; None where that is all."""
    count, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    whole = [tuple(int(value) for value in stats[label, :4]) for label in range(1, count) if stats[label, 4] >= 4]
    whole = [piece for piece in whole if piece[2] < _FLAT * piece[3]]
    pieces = [piece for piece in whole if piece[3] >= 5]
    if not pieces:
        return None
    least = _PIECE * max(height for _, _, _, height in pieces)
    high = [piece for piece in pieces if piece[3] >= least]
    top, bottom = min(piece[1] for piece in high), max(piece[1] + piece[3] for piece in high)
    first = min(piece[0] for piece in high) - (bottom - top) // 2
    near = [piece for piece in whole if piece[0] + piece[2] >= first and top <= piece[1] + piece[3] / 2 <= bottom]
    return top, max(bottom, top + 8), max(min(piece[0] for piece in near) - 2, 0)


def _signs(net: cv2.dnn.Net, seen: NDArray[np.uint8]) -> NDArray[np.float64]:
    """The chance of each class (columns) at each step from left to right (rows)."""
    net.setInput(seen.astype(np.float32)[None, None] / 255)
    scores = np.asarray(net.forward(), np.float64)
    raw = scores.reshape(scores.shape[1], -1).T
    raw -= raw.max(axis=1, keepdims=True)
    shares = np.exp(raw)
    return np.asarray(shares / shares.sum(axis=1, keepdims=True), np.float64)


def network(model: Path = MODEL) -> cv2.dnn.Net:
    """The network, loaded once a thread (10 ms).

    Raises:
        EngineFailed: the file is missing or is no network.
    """
    return network_in(model, _BROKEN)


def _added_up(chances: NDArray[np.float64]) -> dict[tuple[str, bool], float]:
    """The chance of each number, over all ways to write it (CTC, the likeliest eight kept at each step)."""
    beams: dict[str, tuple[float, float]] = {"": (1.0, 0.0)}
    for step in chances:
        grown: dict[str, tuple[float, float]] = {}
        for text, (still, signed) in beams.items():
            for longer, quiet, loud in _after(text, still, signed, step):
                before = grown.get(longer, (0.0, 0.0))
                grown[longer] = (before[0] + quiet, before[1] + loud)
        beams = dict(sorted(grown.items(), key=lambda pair: -sum(pair[1]))[:_KEPT])
    found: dict[tuple[str, bool], float] = {}
    for text, shares in beams.items():
        number = _number(text)
        found[number] = found.get(number, 0.0) + math.fsum(shares)
    return found


def _after(text: str, still: float, signed: float, step: NDArray[np.float64]) -> Iterator[tuple[str, float, float]]:
    """``text`` one step on: the same, its chance to end in nothing and in its last sign; or longer by a sign."""
    yield text, (still + signed) * float(step[0]), 0.0
    for sign, share in zip(SIGNS, map(float, step[1:]), strict=False):
        if share < 1e-5:
            continue
        if text.endswith(sign):
            yield text, 0.0, signed * share
            yield text + sign, 0.0, still * share
        else:
            yield text + sign, 0.0, (still + signed) * share


def _number(signs: str) -> tuple[str, bool]:
    """The figures of ``signs`` up to what ends them, with a letter where one alone ends them; and whether nothing else
    stands before them."""
    found = _FIRST.match(signs)
    text = found["figures"] + found["letter"] if found else ""
    return text, not signs or signs[0] in FIGURES
