"""Red letters: stamps of title and name are put back for the recogniser, what belongs to seals and frames is not."""

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw

from ingest.clean import cleaned
from ingest.picture import Pixels
from ingest.red import with_red_letters
from ingest.sketch import MM, without_seal
from ingest.steps import Steps
from tests.corpus.paper import font

DPI = 150
INK, BLACK, PAPER = (214, 48, 60), (30, 30, 34), (250, 250, 247)
MIDDLE, RADIUS = (430, 420), round(17 * MM)
NAME = (560, 520)


def signed(
    name: str = "Hà Văn Phát", at: tuple[int, int] = NAME, tilt: float = 0.0, ink: tuple[int, int, int] = INK
) -> Pixels:
    """The foot of a letter at 150 dpi: text, title, a red seal with writing in and around it, a stamped name."""
    page = Image.new("RGB", (1240, 700), PAPER)
    on = ImageDraw.Draw(page)
    on.text((120, 60), "việc tham dự đầy đủ và đúng thời gian quy định./.", BLACK, font(26))
    on.text((620, 180), "GIÁM ĐỐC", BLACK, font(26, bold=True))
    _seal(page)
    stamp = Image.new("L", page.size, 0)
    ImageDraw.Draw(stamp).text(at, name, 255, font(30, bold=True))
    turned = stamp.rotate(tilt, Image.Resampling.BICUBIC, center=at)
    page.paste(Image.new("RGB", page.size, ink), mask=turned)
    return np.asarray(page, np.uint8)


def _seal(page: Image.Image) -> None:
    on = ImageDraw.Draw(page)
    for radius, width in ((RADIUS, 5), (RADIUS - 8, 2), (RADIUS - 36, 2)):
        box = (MIDDLE[0] - radius, MIDDLE[1] - radius, MIDDLE[0] + radius, MIDDLE[1] + radius)
        on.ellipse(box, outline=INK, width=width)
    on.text(MIDDLE, "SỞ Y TẾ", INK, font(24), anchor="mm")
    for number, letter in enumerate("CỘNG HÒA XHCN VIỆT NAM"):
        angle = np.radians(160 + 10.5 * number)
        x, y = (MIDDLE[axis] + (RADIUS - 22) * way(angle) for axis, way in ((0, np.cos), (1, np.sin)))
        on.text((float(x), float(y)), letter, INK, font(16), anchor="mm")


def put_back(pixels: Pixels) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
    grey = without_seal(pixels)
    return np.asarray(with_red_letters(grey, pixels, DPI).astype(int) + 60 < grey)


@pytest.mark.parametrize("tilt", [0.0, 3.0, -4.0])
@pytest.mark.parametrize("name", ["Hà Văn Phát", "PHÓ GIÁM ĐỐC", "Nguyễn Trúc Lan"])
def test_a_name_or_title_stamped_in_red_is_there_to_be_read(name: str, tilt: float) -> None:
    page = signed(name, tilt=tilt)
    bare = signed("")
    stroke = (page[..., 1] < 100) & (bare[..., 1] > 200)
    assert put_back(page)[stroke].mean() > 0.95


def test_nothing_of_a_seal_is_put_back() -> None:
    assert not put_back(signed("")).any()
    inside = np.zeros((700, 1240), np.uint8)
    cv2.circle(inside, MIDDLE, RADIUS, 1, -1)
    assert not put_back(signed())[inside > 0].any()


def test_a_name_that_a_seal_is_set_across_comes_back_beside_it() -> None:
    page = signed("Nguyễn Văn Hòa", (500, 500))
    stroke = (page[..., 1] < 100) & (signed("")[..., 1] > 200)
    x, y = np.meshgrid(np.arange(1240), np.arange(700))
    beside = np.hypot(x - MIDDLE[0], y - MIDDLE[1]) > RADIUS + 4 * MM
    assert put_back(page)[stroke & beside].mean() > 0.9


def test_a_framed_mark_stays_out_for_it_is_read_by_itself() -> None:
    page = Image.fromarray(signed(""))
    on = ImageDraw.Draw(page)
    on.rectangle((700, 300, 930, 370), outline=INK, width=4)
    on.text((815, 335), "HỎA TỐC", INK, font(34, bold=True), anchor="mm")
    assert not put_back(np.asarray(page, np.uint8)).any()


def test_a_seal_mark_or_a_few_strokes_in_red_are_no_letters() -> None:
    page = Image.fromarray(signed(""))
    on = ImageDraw.Draw(page)
    on.line([(700, 480), (760, 440), (840, 500), (1000, 430)], INK, 4)
    on.text((700, 560), "ab", INK, font(30))
    assert not put_back(np.asarray(page, np.uint8)).any()


def test_black_print_and_grey_pages_are_left_as_they_are() -> None:
    page = signed(ink=BLACK)
    assert not put_back(page).any()
    grey = np.ascontiguousarray(page[..., 1])
    assert with_red_letters(grey, grey, DPI) is grey


def test_the_reading_picture_shows_the_stamped_name_unless_red_is_not_taken_out() -> None:
    page = signed()
    stroke = (page[..., 1] < 80) & (signed("")[..., 1] > 200)
    for steps in (Steps(), Steps(seal=False)):
        assert (cleaned(page, DPI, bilevel=False, steps=steps)[stroke] < 150).mean() > 0.9
