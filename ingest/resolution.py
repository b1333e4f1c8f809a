"""Picture → its resolution: from the file where it is plausible, else from the paper's size and the letters on it."""

import math

from ingest.orient import x_height
from ingest.picture import Picture
from ingest.sketch import MM, sketch

_LEAST, _MOST = 70, 1300
_USUAL = (75, 96, 100, 120, 150, 200, 240, 250, 300, 400, 600, 1200)
_PAPERS = ((8.27, 11.69), (11.69, 16.54), (5.83, 8.27))
"""A4, A3, A5 in inches, the likeliest first."""
_SCREEN = (72, 96)
"""What cameras and programs write when they do not know."""
_LARGEST_IN, _A2_IN, _SMALLEST_IN = 50.0, 24.0, 1.5
_X_MM = 2.05
"""Height of a small letter in 13-point print, NĐ 30/2020/NĐ-CP, PL I."""
_NEAR = 0.03


def resolution(picture: Picture) -> tuple[int, bool]:
    """Dots per inch, and whether they are only an estimate.

    What the file says is believed between 70 and 1300 dpi where the page then is between a stamp and an A0 sheet in
    size; 72 and 96 dpi, which mean "not known", only up to A2.
    """
    height, width = picture.pixels.shape[:2]
    longest = max(height, width) / picture.dpi if picture.dpi else 0.0
    largest = _A2_IN if picture.dpi in _SCREEN else _LARGEST_IN
    if _LEAST <= picture.dpi <= _MOST and _SMALLEST_IN <= longest <= largest:
        return picture.dpi, False
    return _by_paper(height, width) or _by_letters(picture), True


def _by_paper(height: int, width: int) -> int | None:
    """The usual resolution at which the picture is an A4, A3 or A5 sheet."""
    short, long = min(height, width), max(height, width)
    for inches in _PAPERS:
        across, down = short / inches[0], long / inches[1]
        for usual in _USUAL:
            if abs(across / usual - 1) < _NEAR and abs(down / usual - 1) < _NEAR:
                return usual
    return None


def _by_letters(picture: Picture) -> int:
    """As if the short side were A4's, put right where the small letters would then be far from print's usual size."""
    guess = min(max(min(picture.pixels.shape[:2]) / _PAPERS[0][0], _LEAST), _MOST)
    letters = x_height(sketch(picture.pixels, guess).sizes) / MM
    if letters and not 0.6 < letters / _X_MM < 1.6:
        guess *= letters / _X_MM
    return int(min(max(10 * math.floor(guess / 10 + 0.5), _LEAST), _MOST))
