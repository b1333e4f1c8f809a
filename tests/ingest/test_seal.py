import math

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from ingest.seal import lifted, seals

DPI = 200
FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf"


def page(seal: int | None, ink: int = 20, rows: bool = True) -> np.ndarray:
    """A page with lines of text and a name; a round seal of the given grey lies on the left half of the name."""
    picture = Image.new("L", (1654, 1200), 255)
    draw = ImageDraw.Draw(picture)
    font = ImageFont.truetype(FONT, 34)
    if rows:
        for at in range(8):
            draw.text((150, 60 + 60 * at), "Uy ban nhan dan tinh ban hanh quyet dinh nay kem theo", ink, font)
    name = Image.new("L", picture.size, 255)
    ImageDraw.Draw(name).text((1000, 955), "Tran Thanh Duc", ink, font)
    pixels = np.asarray(picture)
    if seal is not None:
        pixels = np.minimum(pixels, _seal(picture.size, seal))
    return np.minimum(pixels, np.asarray(name))


def _seal(size: tuple[int, int], level: int) -> np.ndarray:
    picture = Image.new("L", size, 255)
    draw = ImageDraw.Draw(picture)
    x, y, radius = 1010, 860, 140
    for r, wide in ((radius, 5), (radius - 8, 2), (88, 3)):
        draw.ellipse((x - r, y - r, x + r, y + r), outline=level, width=wide)
    font = ImageFont.truetype(FONT, 22)
    for at, letter in enumerate("UY BAN NHAN DAN TINH TIEN GIANG VIET NAM"):
        angle = 2 * math.pi * at / 40
        draw.text((x + 108 * math.cos(angle) - 8, y + 108 * math.sin(angle) - 12), letter, level, font)
    return np.asarray(picture)


def changed(after: np.ndarray, wanted: np.ndarray, part: tuple[slice, slice]) -> float:
    """Share of pixels of ``part`` that are dark in one and light in the other."""
    return float(((after[part] < 128) != (wanted[part] < 128)).mean())


NAME = (slice(955, 1000), slice(1000, 1300))
SEAL = (slice(715, 945), slice(865, 1155))


@pytest.mark.parametrize("level", [0, 120])
def test_a_round_seal_is_found_by_its_shape(level):
    (found,) = seals(page(level), DPI)
    assert (found.x, found.y, found.radius) == (
        pytest.approx(1010, abs=5),
        pytest.approx(860, abs=5),
        pytest.approx(139, abs=6),
    )


def test_a_page_without_a_seal_is_passed_on_as_it_is():
    plain = page(None)
    assert seals(plain, DPI) == ()
    assert lifted(plain, DPI, bilevel=False) is plain


def test_a_seal_lighter_than_the_print_leaves_the_name_under_it():
    done, plain = lifted(page(110), DPI, bilevel=False), page(None)
    assert changed(page(110), plain, SEAL) > 0.1
    assert changed(done, plain, SEAL) < 0.005
    assert changed(done, plain, NAME) < 0.01


def test_of_a_black_seal_circles_and_letters_go_and_the_name_stays():
    before, plain = page(0, ink=0), page(None, ink=0)
    done = lifted(before, DPI, bilevel=True)
    assert changed(done, plain, SEAL) < 0.35 * changed(before, plain, SEAL)
    lost = ((plain[NAME] < 128) & (done[NAME] >= 128)).sum() / (plain[NAME] < 128).sum()
    assert lost < 0.15


def test_a_table_a_photograph_and_noise_are_no_seals():
    rng = np.random.default_rng(1)
    table = np.full((1200, 1654), 255, np.uint8)
    table[::70, 200:1400] = 0
    table[100:1100, 200:1400:150] = 0
    noise = np.where(rng.random((1200, 1654)) < 0.08, 0, 255).astype(np.uint8)
    photograph = np.asarray(Image.fromarray(rng.integers(0, 255, (24, 33), np.uint8)).resize((1654, 1200)), np.uint8)
    assert [seals(picture, DPI) for picture in (table, noise, photograph)] == [(), (), ()]


def test_a_seal_cut_off_by_the_edge_and_tiny_pages_do_no_harm():
    whole = page(0)
    assert lifted(np.ascontiguousarray(whole[:, :1015]), DPI, bilevel=True).shape == (1200, 1015)
    assert lifted(np.full((9, 9), 255, np.uint8), DPI, bilevel=True).shape == (9, 9)
