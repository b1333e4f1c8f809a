import numpy as np
from PIL import Image, ImageDraw, ImageFont

from ocr.faint import strengthened

FONT = ImageFont.truetype("/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf", 34)


def page(left: int, right: int) -> np.ndarray:
    """Print of one grey on the left half and of another on the right."""
    picture = Image.new("L", (1654, 900), 255)
    draw = ImageDraw.Draw(picture)
    for at in range(9):
        draw.text((100, 60 + 90 * at), "Uy ban nhan dan tinh", left, FONT)
        draw.text((950, 60 + 90 * at), "Uy ban nhan dan tinh", right, FONT)
    return np.asarray(picture)


def test_faint_print_becomes_darker_and_paper_stays_paper():
    before = page(20, 185)
    done = strengthened(before, 200)
    assert done[:, 950:].min() < 140
    assert (done[before == 255] == 255).all()
    assert (done <= before).all()
    ink = before[:, :600] < 128
    assert (before[:, :600][ink] - done[:, :600][ink]).mean() < 8


def test_a_page_of_dark_print_and_an_empty_one_are_passed_on_as_they_are():
    for plain in (page(10, 30), np.full((900, 600), 255, np.uint8), np.full((5, 5), 255, np.uint8)):
        assert strengthened(plain, 200) is plain


def test_what_shines_through_from_the_other_side_is_not_taken_for_print():
    shining = page(235, 240)
    assert strengthened(shining, 200) is shining
