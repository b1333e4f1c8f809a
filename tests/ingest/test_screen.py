"""Shaded cells of a one-bit scan lose their dots, the letters among them stay; other pages stay as they are."""

from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from ingest.screen import unscreened
from ocr.engines.embedded import EmbeddedTesseract
from tests.corpus.paper import DECISION, draw, font

DPI = 200
ROWS = [f"Trạm y tế xã Bình An {number}" for number in range(1, 17)]


def table(*, shaded: bool) -> np.ndarray:
    """A one-bit table, every other row of which is shaded as scanners shade: 22 dots in a hundred pixels."""
    page = Image.new("L", (1654, 2338), "white")
    pen, print_ = ImageDraw.Draw(page), font(30)
    for row, text in enumerate(ROWS):
        top = 300 + 70 * row
        pen.rectangle((200, top, 1450, top + 70), outline="black", width=2)
        pen.text((230, top + 14), text, "black", font=print_)
    pixels = np.where(np.asarray(page) < 128, 0, 255).astype(np.uint8)
    dots = np.random.default_rng(3).random(pixels.shape) < 0.22
    for row in range(0, len(ROWS), 2) if shaded else ():
        band = slice(300 + 70 * row + 2, 300 + 70 * row + 68)
        pixels[band, 202:1448][dots[band, 202:1448]] = 0
    return pixels


def words_of(pixels: np.ndarray, folder: Path) -> int:
    """How many of the words of the rows are read."""
    file = folder / "p0000.pgm"
    Image.fromarray(pixels).save(file)
    read = [word.text for line in EmbeddedTesseract(timeout_s=60).read(file, DPI) for word in line.words]
    return sum(min(read.count(word), len(ROWS)) for word in ("Trạm", "tế", "Bình", "An"))


def test_a_table_with_shaded_rows_is_read_once_their_dots_are_gone(tmp_path: Path) -> None:
    given, plain = table(shaded=True), table(shaded=False)
    done = unscreened(given, DPI)
    dots, letters = (given == 0) & (plain == 255), plain == 0
    assert (done[dots] == 0).mean() < 0.2
    assert (done[letters] == 0).mean() > 0.85
    assert words_of(given, tmp_path) < 26
    assert words_of(done, tmp_path) > 36


def test_a_page_without_shades_stays_as_it_is() -> None:
    for page in (np.asarray(draw(DECISION).convert("L")), table(shaded=False)):
        one_bit = np.where(page < 128, 0, 255).astype(np.uint8)
        assert np.array_equal(unscreened(one_bit, DPI), one_bit)


def test_dirt_is_no_shade() -> None:
    page = table(shaded=False)
    spots = np.random.default_rng(5).random(page.shape) < 0.01
    page[spots] = 0
    assert np.array_equal(unscreened(page, DPI), page)
