import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from ingest.ink import without_signatures
from ingest.sketch import without_seal

DPI = 200
FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf"
BLUE, RED = (35, 50, 150), (205, 45, 55)
ZIGZAG = [(200, 300), (260, 190), (300, 330), (360, 200), (420, 310), (640, 240)]


def paper(*, signed: bool, sealed: bool = False, written: bool = False) -> np.ndarray:
    picture = Image.new("RGB", (900, 500), (238, 234, 226))
    draw = ImageDraw.Draw(picture)
    font = ImageFont.truetype(FONT, 34)
    layers = np.asarray(picture).astype(np.float32)
    for wanted, colour, paint in (
        (sealed, RED, lambda on: on.ellipse((180, 130, 460, 410), outline=0, width=7)),
        (signed, BLUE, lambda on: on.line(ZIGZAG, 0, 5, joint="curve")),
        (written, BLUE, lambda on: on.text((620, 60), "145", 0, ImageFont.truetype(FONT, 40))),
        (True, (25, 25, 25), lambda on: on.text((150, 235), "Tran Thanh Duc uy vien", 0, font)),
    ):
        if wanted:
            mask = Image.new("L", picture.size, 255)
            paint(ImageDraw.Draw(mask))
            ink = np.asarray(mask)[..., None] / 255
            layers *= ink + (1 - ink) * np.asarray(colour) / 255
    del draw
    return layers.round().astype(np.uint8)


def dark(grey: np.ndarray) -> np.ndarray:
    return grey < 110


@pytest.mark.parametrize("sealed", [False, True])
def test_a_blue_signature_goes_and_the_name_under_it_stays(sealed):
    signed, plain = paper(signed=True, sealed=sealed), paper(signed=False)
    done = without_signatures(without_seal(signed), signed, DPI)
    before, after, wanted = dark(without_seal(signed)), dark(done), dark(without_seal(plain))
    assert (before & ~wanted).sum() > 3000
    assert (after & ~wanted).sum() < 0.08 * (before & ~wanted).sum()
    assert (wanted & ~after).sum() < 0.02 * wanted.sum()


def test_a_figure_written_in_blue_is_left_to_be_read():
    pixels = paper(signed=False, written=True)
    grey = without_seal(pixels)
    assert without_signatures(grey, pixels, DPI) is grey
    assert dark(grey)[60:110, 620:720].sum() > 300


def test_two_lines_written_in_blue_that_touch_are_left_to_be_read():
    picture = Image.fromarray(paper(signed=False))
    draw = ImageDraw.Draw(picture)
    for at in range(20):
        left, top = 600 + 35 * (at % 5), 40 + 35 * (at // 5)
        draw.ellipse((left, top, left + 28, top + 28), outline=BLUE, width=5)
    pixels = np.asarray(picture)
    grey = without_seal(pixels)
    assert without_signatures(grey, pixels, DPI) is grey


def test_the_scan_itself_is_not_painted_on():
    pixels = paper(signed=True)
    grey = without_seal(pixels)
    held = grey.copy()
    assert (without_signatures(grey, pixels, DPI) != held).any()
    assert (grey == held).all()


def test_a_grey_page_has_no_blue_ink():
    grey = np.full((200, 200), 90, np.uint8)
    assert without_signatures(grey, grey, DPI) is grey
