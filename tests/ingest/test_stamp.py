import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from ingest.sketch import without_seal
from ingest.stamp import stamps, unstamped

DPI = 200
MM = DPI / 25.4
FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf"
COLOURS = {"blue": (45, 50, 160), "red": (200, 40, 50), "black": (30, 30, 30)}
PAPERS = {"white": (244, 243, 240), "yellow": (236, 224, 190)}


def page(colour: str | None, paper: str = "white", tilt: float = 0.0, frame: bool = True) -> np.ndarray:
    """The head of a letter; a stamp of 50 × 25 mm lies on its first line."""
    size = (1654, 700)
    layers = np.full((size[1], size[0], 3), PAPERS[paper], np.float32)
    if colour:
        mask = Image.new("L", size, 255)
        draw = ImageDraw.Draw(mask)
        font = ImageFont.truetype(FONT, 30)
        if frame:
            draw.rectangle((200, 120, 200 + 50 * MM, 120 + 25 * MM), outline=0, width=5)
        draw.text((270, 150), "CONG VAN DEN", 0, font)
        draw.text((220, 215), "So: 971", 0, font)
        mask = mask.rotate(-tilt, center=(397, 218), fillcolor=255, resample=Image.Resampling.BICUBIC)
        ink = np.asarray(mask, np.float32)[..., None] / 255
        layers *= ink + (1 - ink) * np.asarray(COLOURS[colour]) / 255
    head = Image.new("L", size, 255)
    draw = ImageDraw.Draw(head)
    for at, line in enumerate(("UY BAN NHAN DAN", "XA QUANG TIEN", "So: 857/UBND")):
        draw.text((330, 265 + 60 * at), line, 0, ImageFont.truetype(FONT, 34))
    ink = np.asarray(head, np.float32)[..., None] / 255
    return (layers * (ink + (1 - ink) * 0.1)).round().astype(np.uint8)


@pytest.mark.parametrize("colour", ["blue", "red"])
@pytest.mark.parametrize("paper", ["white", "yellow"])
@pytest.mark.parametrize("tilt", [0.0, 3.5])
def test_a_framed_stamp_is_found_with_its_place_and_tilt(colour, paper, tilt):
    (found,) = stamps(page(colour, paper, tilt), DPI)
    assert found.blue is (colour == "blue")
    assert found.middle == (pytest.approx(397, abs=8), pytest.approx(218, abs=8))
    assert found.tilt == pytest.approx(tilt, abs=0.7)


def test_the_picture_of_a_stamp_is_its_ink_alone_black_on_white():
    (found,) = stamps(page("blue", tilt=2.0), DPI)
    (alone,) = stamps(page("blue", tilt=2.0)[:, :], DPI)
    assert found.picture.shape == (pytest.approx(25 * MM + 24, abs=14), pytest.approx(50 * MM + 24, abs=14))
    assert 0.01 < (found.picture < 110).mean() < 0.25
    assert np.median(found.picture) > 235
    assert (alone.picture == found.picture).all()


def test_print_under_a_blue_stamp_stays_and_the_stamp_goes():
    pixels, plain = page("blue", tilt=2.0), page(None)
    done = unstamped(without_seal(pixels), pixels, stamps(pixels, DPI))
    before, after, wanted = (picture < 110 for picture in (without_seal(pixels), done, without_seal(plain)))
    assert (before & ~wanted).sum() > 2500
    assert (after & ~wanted).sum() < 0.1 * (before & ~wanted).sum()
    assert (wanted & ~after).sum() < 0.02 * wanted.sum()


def test_a_number_written_with_a_pen_of_its_colour_close_above_is_no_part_of_a_stamp():
    picture = Image.fromarray(page("blue"))
    draw = ImageDraw.Draw(picture)
    draw.text((420, 108), "881", COLOURS["blue"], ImageFont.truetype(FONT, 60), anchor="ms")
    (found,) = stamps(np.asarray(picture), DPI)
    assert found.middle == (pytest.approx(397, abs=8), pytest.approx(218, abs=8))


@pytest.mark.parametrize("colour", ["blue", "red"])
def test_a_number_written_large_is_no_framed_mark(colour: str):
    picture = Image.fromarray(page(None))
    draw = ImageDraw.Draw(picture)
    for at, figures in enumerate(("2350", "1480", "2156")):
        draw.text((1100, 120 + 130 * at), figures, COLOURS[colour], ImageFont.truetype(FONT, 68))
    assert stamps(np.asarray(picture), DPI) == ()


def test_letters_keep_their_edges_under_the_ink_of_a_stamp():
    mask = Image.new("L", (1654, 700), 255)
    ImageDraw.Draw(mask).text((262, 146), "V/v cap giay", 0, ImageFont.truetype(FONT, 34))
    ink = np.asarray(mask, np.float32)[..., None] / 255
    pixels, plain = ((one * (ink + (1 - ink) * 0.1)).round().astype(np.uint8) for one in (page("blue"), page(None)))
    done, wanted = unstamped(without_seal(pixels), pixels, stamps(pixels, DPI)), without_seal(plain)
    inked = page("blue")[..., 2].astype(int) - page("blue")[..., 0] > 40
    edges = inked & (wanted > 60) & (wanted < 170)
    assert edges.sum() > 50
    assert (done[edges] > 245).mean() < 0.2


@pytest.mark.parametrize("word", ["MAT", "TUYET MAT"])
def test_a_secrecy_mark_in_red_is_found_and_its_letters_are_left_without_the_frame(word):
    picture = Image.fromarray(page(None))
    draw = ImageDraw.Draw(picture)
    wide = 8 + 4 * len(word)
    draw.rectangle((1100, 100, 1100 + wide * MM, 100 + 8 * MM), outline=COLOURS["red"], width=4)
    draw.text((1100 + wide / 2 * MM, 100 + 4 * MM), word, COLOURS["red"], ImageFont.truetype(FONT, 40), anchor="mm")
    (found,) = stamps(np.asarray(picture), DPI)
    height, width = found.picture.shape
    assert (height, width) == (pytest.approx(8 * MM + 24, abs=8), pytest.approx(wide * MM + 24, abs=8))
    assert (found.picture[: height // 5] == 255).all()
    assert (found.picture[height // 4 : -height // 4] < 110).mean() > 0.05


def test_black_frames_letters_without_a_frame_and_grey_pages_are_no_stamps():
    assert stamps(page("black"), DPI) == ()
    assert stamps(page("blue", frame=False), DPI) == ()
    assert stamps(page(None), DPI) == ()
    assert stamps(page("blue")[..., 0].copy(), DPI) == ()


def test_a_round_red_seal_and_a_blue_signature_are_no_stamps():
    picture = Image.fromarray(page(None))
    draw = ImageDraw.Draw(picture)
    draw.ellipse((900, 100, 900 + 35 * MM, 100 + 35 * MM), outline=COLOURS["red"], width=6)
    draw.line([(1250 + 60 * at, 200 + 150 * (at % 2)) for at in range(6)], COLOURS["blue"], 6)
    assert stamps(np.asarray(picture), DPI) == ()
