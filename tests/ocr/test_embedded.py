"""Tesseract as a library: what it says past Python does not reach the clerk's terminal."""

import subprocess
import sys

import pytest

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
