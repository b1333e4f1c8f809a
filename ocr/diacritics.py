"""Picture around a vowel → the chance of each mark, or pair of marks, that the vowel may bear.

A recogniser of lines reads a whole line shrunk to 36 pixels, where hỏi and sắc above a hat are one or two pixels apart.
A small network of our own looks at the one letter at twice that size: ``statistics/diacritics.onnx``, made by
``ocr/training`` and run by OpenCV on one core. ``docs/decisions/0032-marks-are-looked-at.md`` tells what it learnt
from.
"""

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from itertools import product
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.network import network_in
from ocr.picture import Pixels

HEIGHT, WIDTH = 64, 48
"""What the network is given, in pixels."""
X_HEIGHT, BASELINE = 20, 46
"""A small x is so high in it; the baseline stands so far from its top, which leaves room for a capital with two marks.
"""
TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
"""Ngang, huyền, sắc, ngã, hỏi, nặng."""
HATS = ("", "\u0302", "\u0306", "\u031b")
"""None, that of â, of ă, and the horn (móc) of ơ."""
MARKS = tuple(hat + tone for hat, tone in product(HATS, TONES))
"""The network's classes: combining marks in this order."""
VOWELS = "aeiouy"

MODEL = Path(__file__).parent / "statistics" / "diacritics.onnx"
_BROKEN = "thiếu hoặc hỏng tệp nhận dạng dấu, hãy cài lại (the reader of marks is missing or broken: install again)"

_PAPER, _DARKEST = 85, 2
"""Percentiles of the grey that are paper and ink."""
_FAINTEST = 24
"""Least difference of ink and paper, of 255."""
_SHRUNK = 0.75
"""Below this scale what is beside a pixel is first blended into it."""
_SOFT = 0.35

Marks = NDArray[np.float32]
"""Natural logarithms of the chances of ``MARKS``, one row a picture."""


def vowel(letter: str) -> tuple[str, int] | None:
    """The vowel that ``letter`` (any case) is, and which of ``MARKS`` it bears; None for any other sign."""
    return _vowels().get(letter)


@lru_cache(maxsize=1)
def _vowels() -> dict[str, tuple[str, int]]:
    made = (
        (unicodedata.normalize("NFC", letter + mark), (letter.lower(), number))
        for letter in VOWELS + VOWELS.upper()
        for number, mark in enumerate(MARKS)
    )
    return {letter: told for letter, told in made if len(letter) == 1}


def around(picture: Pixels, middle: float, baseline: float, height: float) -> NDArray[np.uint8] | None:
    """The letter whose ``middle`` and ``baseline`` are given (pixels of ``picture``, grey, dark on light), in a line of
    which a small x is ``height`` pixels high, as the network is given it: ink 255 on paper 0; None where no ink is.

    Nothing but the picture's own grey decides, so that training and reading see the same.
    """
    scale = X_HEIGHT / max(height, 1.0)
    wide, high = WIDTH / scale, HEIGHT / scale
    left, top = middle - wide / 2, baseline - BASELINE / scale
    first, above = int(np.floor(left)) - 2, int(np.floor(top)) - 2
    last, below = int(np.ceil(left + wide)) + 2, int(np.ceil(top + high)) + 2
    rows, columns = picture.shape
    part = picture[max(above, 0) : min(below, rows), max(first, 0) : min(last, columns)]
    if min(part.shape) < 2:
        return None
    outside = (max(-above, 0), max(below - rows, 0), max(-first, 0), max(last - columns, 0))
    part = np.asarray(cv2.copyMakeBorder(part, *outside, cv2.BORDER_CONSTANT, value=255), np.uint8)
    if scale < _SHRUNK:
        part = np.asarray(cv2.GaussianBlur(part, (0, 0), _SOFT / scale), np.uint8)
    moved = np.array([[scale, 0, (first - left) * scale], [0, scale, (above - top) * scale]], np.float32)
    seen = cv2.warpAffine(part, moved, (WIDTH, HEIGHT), flags=cv2.INTER_LINEAR, borderValue=255).astype(np.float32)
    paper, darkest = np.percentile(seen, (_PAPER, _DARKEST))
    if paper - darkest < _FAINTEST:
        return None
    ink = np.clip((paper - seen) / (paper - darkest) * 1.1 - 0.05, 0.0, 1.0)
    return np.asarray(np.round(ink * 255), np.uint8)


def marks(seen: Sequence[NDArray[np.uint8]]) -> Marks:
    """What ``MARKS`` the letters in pictures from :func:`around` bear. Takes about 1 ms of processor time each.

    Raises:
        EngineFailed: the network is missing or broken.
    """
    if not seen:
        return np.zeros((0, len(MARKS)), np.float32)
    return told(network(), np.stack(seen))


def told(net: cv2.dnn.Net, seen: NDArray[np.uint8]) -> Marks:
    """What ``net`` says of pictures (count × 64 × 48)."""
    net.setInput(np.ascontiguousarray(seen[:, None], np.float32) / np.float32(255))
    scores = net.forward().reshape(len(seen), len(MARKS)).astype(np.float32)
    scores -= scores.max(axis=1, keepdims=True)
    return np.asarray(scores - np.log(np.exp(scores).sum(axis=1, keepdims=True)), np.float32)


def network(model: Path = MODEL) -> cv2.dnn.Net:
    """The network, loaded once a thread.

    Raises:
        EngineFailed: it is missing or broken.
    """
    return network_in(model, _BROKEN)
