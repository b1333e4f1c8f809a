"""A seal is known by its ring, and stamped letters by their stems."""

import numpy as np
from PIL import Image, ImageDraw

from ocr.picture import Pixels
from ocr.ringed import bold, ring, unringed
from tests.contracts.test_engine import font

DPI = 200
MIDDLE, RADIUS = (300, 280), 135


def drawn(*, seal: bool) -> Pixels:
    """A signature's block: an office, strokes of a pen, and on it a seal or none."""
    picture = Image.new("L", (800, 620), 255)
    draw = ImageDraw.Draw(picture)
    draw.text((420, 60), "GIÁM ĐỐC", 0, font(34), "mm")
    draw.line((250, 400, 760, 320), fill=0, width=2)
    if seal:
        x, y = MIDDLE
        draw.ellipse((x - RADIUS, y - RADIUS, x + RADIUS, y + RADIUS), outline=0, width=4)
        draw.ellipse((x - 90, y - 90, x + 90, y + 90), outline=0, width=2)
        draw.text(MIDDLE, "SỞ", 0, font(28), "mm")
    return np.asarray(picture)


def test_a_seal_is_found_where_it_stands():
    found = ring(drawn(seal=True), DPI)
    assert found is not None
    assert abs(found.x - MIDDLE[0]) < 12
    assert abs(found.y - MIDDLE[1]) < 12
    assert abs(found.radius - RADIUS) < 12


def test_print_and_a_pen_are_no_seal():
    assert ring(drawn(seal=False), DPI) is None


def test_a_picture_smaller_than_a_seal_has_none():
    assert ring(drawn(seal=True)[:60, :60], DPI) is None


def test_what_a_seal_says_is_inside_of_it_and_a_name_below_is_not():
    found = ring(drawn(seal=True), DPI)
    assert found is not None
    assert found.holds((270, 260, 330, 300))
    assert not found.holds((250, 390, 480, 430))


def test_without_its_seal_the_block_has_the_print_beside_it():
    picture = drawn(seal=True)
    found = ring(picture, DPI)
    assert found is not None
    bare = unringed(picture, found)
    assert (bare[MIDDLE[1] - 60 : MIDDLE[1] + 60, MIDDLE[0] - 60 : MIDDLE[0] + 60] == 255).all()
    assert np.array_equal(bare[30:90, 340:560], picture[30:90, 340:560])


def test_a_pen_is_taken_off_and_thick_letters_stay():
    picture = Image.new("L", (600, 200), 255)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((100, 60, 108, 120), fill=0)
    draw.line((20, 150, 580, 100), fill=0, width=2)
    left = bold(np.asarray(picture), DPI, 0.5)
    assert (left[62:118, 101:108] == 0).all()
    assert (left[:, 200:] == 255).all()
