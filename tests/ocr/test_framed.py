"""Small framed marks on a page without colour: found by their frame, read by themselves."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from ocr.engines.embedded import EmbeddedTesseract
from ocr.framed import frames, with_frames
from ocr.picture import Pixels
from tests.corpus.paper import DECISION, draw, font

DPI = 200
MM = DPI / 25.4


def stamped(mark: str, wide_mm: float, tilt: float = 0.0, at: tuple[int, int] = (140, 385)) -> Pixels:
    """A decision, grey, with ``mark`` in a frame of ``wide_mm`` × 8 mm."""
    page = draw(DECISION).convert("L")
    width, height = round(wide_mm * MM), round(8 * MM)
    stamp = Image.new("LA", (width + 40, height + 40), (0, 0))
    pen = ImageDraw.Draw(stamp)
    pen.rectangle((10, 10, 10 + width, 10 + height), outline=(70, 255), width=4)
    size = 36 if wide_mm < 40 else 32
    pen.text((10 + width / 2, 10 + height / 2), mark, (70, 255), font(size, bold=True), anchor="mm")
    turned = stamp.rotate(-tilt, resample=Image.Resampling.BICUBIC, expand=True)
    page.paste(turned.getchannel(0), at, turned.getchannel(1))
    return np.asarray(page, np.uint8)


@pytest.mark.parametrize(("mark", "wide"), [("MẬT", 20), ("TỐI MẬT", 30), ("TUYỆT MẬT", 40), ("HỎA TỐC", 30)])
@pytest.mark.parametrize("tilt", [0.0, 3.0])
def test_a_mark_in_its_frame_is_read_without_any_colour(mark: str, wide: float, tilt: float) -> None:
    lines = with_frames((), stamped(mark, wide, tilt), DPI, EmbeddedTesseract())
    assert [(line.text, line.region) for line in lines] == [(mark, "stamp")]
    left, top, right, bottom = lines[0].box
    assert left >= 140 and right <= 140 + wide * MM + 40 and top >= 385 and bottom <= 385 + 8 * MM + 45


def test_a_frame_that_lies_over_a_line_of_print_is_still_found() -> None:
    assert len(frames(stamped("TUYỆT MẬT", 40, 3.0, (150, 560)), DPI)) == 1


def test_cells_of_a_table_and_rules_of_a_letterhead_are_no_frames() -> None:
    page = draw(DECISION).convert("L")
    pen = ImageDraw.Draw(page)
    for row in range(6):
        for column in range(5):
            left, top = 180 + column * 240, 600 + row * 63
            pen.rectangle((left, top, left + 240, top + 63), outline=0, width=3)
            pen.text((left + 40, top + 10), "MẬT", 0, font(30))
    assert frames(np.asarray(page, np.uint8), DPI) == []


def test_a_page_without_a_picture_stays_as_it_is() -> None:
    assert with_frames((), None, DPI, EmbeddedTesseract()) == ()
