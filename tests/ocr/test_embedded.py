"""Tesseract as a library: what it says past Python does not reach the clerk's terminal."""

import subprocess
import sys

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw

from ocr.engines.embedded import EmbeddedTesseract
from ocr.vietnamese import letters
from tests.contracts.test_engine import font

pytest.importorskip("tesserocr")

_ASKS_FOR_NO_PICTURE = """
import ctypes, sys, tesserocr
from ocr.engines.embedded import silence
if sys.argv[1] == "silent":
    silence(tesserocr)
    assert silence(tesserocr) == 6
ctypes.CDLL(tesserocr.tesserocr.__file__).pixCreate(0, 0, 1)
"""


@pytest.mark.parametrize("mode", ["as it comes", "silent"])
def test_leptonica_is_told_to_say_nothing(mode: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _ASKS_FOR_NO_PICTURE, mode], capture_output=True, text=True, check=True, timeout=60
    )
    assert ("Error in pixCreate" in done.stderr) == (mode == "as it comes")


def seen(text: str, high: int, darkest: int) -> str:
    """``text`` in print ``high`` pixels high, softened and made one bit, as the library reads it."""
    image = Image.new("L", (600, 100), 255)
    ImageDraw.Draw(image).text((20, 70), text, 0, font(high), "ls")
    soft = cv2.GaussianBlur(np.asarray(image), (0, 0), 1.0)
    part = np.where(soft < darkest, 0, 255).astype(np.uint8)
    return " ".join(word.text for line in EmbeddedTesseract().read_part(part, 300, "line") for word in line.words)


@pytest.mark.parametrize(
    ("text", "high", "darkest"), [("Số 9-CV/ĐU", 34, 200), ("Số: 9/QĐ-CĐ", 42, 120), ("Số: 12/TB-VPĐKĐĐ", 34, 120)]
)
def test_a_letter_that_the_model_knows_under_two_codes_is_told_once_and_twice_where_it_stands_twice(
    text: str, high: int, darkest: int
) -> None:
    assert letters(seen(text, high, darkest)) == text
