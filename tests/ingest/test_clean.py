"""The reading picture: what the scanner added goes, what was printed stays, however close the page was cropped."""

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw

from ingest.clean import cleaned, paper_edges
from ingest.picture import Pixels
from ingest.sketch import MM
from tests.corpus.paper import font

LETTERHEAD = (("UBND TỈNH BẾN TRE", 60, False), ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 560, True))


def cropped(top: float, degrees: float = 0.0, edge: bool = False) -> Pixels:
    """A page at 150 dpi whose first line stands ``top`` mm under the picture's edge; ``edge``: the paper's edge shows
    as a thin grey line, 1.5 mm from the picture's."""
    page = Image.new("L", (1240, 800), 255)
    on = ImageDraw.Draw(page)
    for words, left, bold in LETTERHEAD:
        on.text((left, round(top * MM)), words, 0, font(24, bold=bold), anchor="lt")
    for line in range(4):
        on.text((120, 220 + 60 * line), "Thực hiện Nghị quyết số 30c của Chính phủ về cải cách hành chính", 0, font(26))
    if edge:
        on.line([(0, round(1.5 * MM)), (1240, round(1.5 * MM))], 150, 2)
    turned = page.rotate(degrees, Image.Resampling.BICUBIC, fillcolor=255)
    return np.asarray(turned, np.uint8)


@pytest.mark.parametrize("top", [2.0, 2.6, 3.2, 4.0, 4.8, 5.5, 7.0])
@pytest.mark.parametrize("degrees", [0.0, 0.4])
def test_a_letterhead_close_to_the_edge_of_the_scan_is_not_taken_for_the_papers_edge(
    top: float, degrees: float
) -> None:
    page = cropped(top, degrees)
    assert not (paper_edges(page) & (page < 128)).any()


@pytest.mark.parametrize("quarter", [None, cv2.ROTATE_180, cv2.ROTATE_90_CLOCKWISE, cv2.ROTATE_90_COUNTERCLOCKWISE])
def test_a_letterhead_stays_in_the_reading_picture_whichever_edge_it_is_close_to(quarter: int | None) -> None:
    page = cropped(3.0)
    page = page if quarter is None else np.asarray(cv2.rotate(page, quarter), np.uint8)
    read = cleaned(page, 150, bilevel=False)
    assert (read[page < 60] < 128).mean() > 0.99


def test_the_papers_edge_goes_and_the_letterhead_under_it_stays() -> None:
    page = cropped(4.0, edge=True)
    read = cleaned(page, 150, bilevel=False)
    edge = slice(round(1.5 * MM) - 1, round(1.5 * MM) + 2)
    assert read[edge].min() > 200, "the paper's edge is no writing"
    assert (read[page < 60] < 128).mean() > 0.99


def test_a_papers_edge_that_is_broken_in_places_goes_too() -> None:
    page = cropped(12.0)
    for left in range(0, 1240, 40):
        page = np.array(page)
        page[9:11, left : left + 32] = 120
    assert cleaned(page, 150, bilevel=False)[8:12].min() > 200


@pytest.mark.parametrize(("ink", "hairline"), [(160, 238), (175, 240)])
def test_the_hairlines_of_a_page_in_pale_toner_stay(ink: int, hairline: int) -> None:
    page = np.full((800, 1240), 255, np.uint8)
    page[cropped(20.0) < 128] = ink
    page[600:602, 200:260] = hairline
    read = cleaned(page, 150, bilevel=False)
    assert read[600:602, 200:260].max() < 250, "a hairline that is white can be read by nobody"
    assert read[20:60].min() == 255, "paper stays white"


def test_a_punch_hole_and_a_number_of_a_pen_do_not_make_pale_print_dark() -> None:
    page = np.full((800, 1240), 255, np.uint8)
    page[cropped(20.0) < 128] = 175
    page[380:420, 30:70] = 10
    page[100:104, 300:420] = 20
    page[600:602, 200:260] = 240
    assert cleaned(page, 150, bilevel=False)[600:602, 200:260].max() < 250


def test_grain_as_strong_as_pale_print_is_not_made_print() -> None:
    page = np.full((800, 1240), 255, np.int16)
    page[cropped(20.0) < 128] = 160
    page -= np.random.default_rng(7).integers(0, 24, page.shape, np.int16)
    read = cleaned(np.clip(page, 0, 255).astype(np.uint8), 150, bilevel=False)
    assert (read[20:60] < 245).mean() < 0.02


@pytest.mark.parametrize("shape", [(1, 1), (5, 2000), (2000, 5), (30, 11)])
@pytest.mark.parametrize("dpi", [72, 600])
def test_a_picture_smaller_than_a_letter_is_cleaned_too(shape: tuple[int, int], dpi: int) -> None:
    assert cleaned(np.full(shape, 250, np.uint8), dpi, bilevel=False).shape == shape


def test_what_shines_through_a_page_of_black_print_is_white() -> None:
    page = np.array(cropped(20.0))
    page[600:602, 200:260] = 238
    assert cleaned(page, 150, bilevel=False)[600:602, 200:260].min() == 255
