"""Lines that fan out or bow → straight ones, and nothing done to pages whose lines are straight."""

import hashlib
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from archive.records import Page, ScanFile, ScanPage
from ingest.bend import Bend, bend
from ingest.frame import Frame, cut_out
from ingest.limits import Limits
from ingest.page import make_page
from ingest.picture import Pixels
from ingest.sketch import sketch
from ingest.steps import Steps
from tests.corpus.paper import DECISION, draw

DPI = 150


@pytest.fixture(scope="module")
def paper() -> Image.Image:
    return draw(DECISION, DPI)


def bent(paper: Image.Image, keystone: float = 0.0, bow: float = 0.0, skew: float = 0.0) -> Image.Image:
    """As a camera sees it: ``keystone`` is by how much smaller the right edge is than the left, as a share; ``bow`` mm
    by which the middle of each line hangs down; then turned counter-clockwise by ``skew`` degrees."""
    pixels = np.asarray(paper)
    height, width = pixels.shape[:2]
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    across, down = x - width / 2, y - height / 2
    far = 1 - keystone * across / width
    flat_x, flat_y = across / far + width / 2, down / far + height / 2
    flat_y -= np.float32(bow * DPI / 25.4) * np.sin(np.pi * np.clip(flat_x / width, 0, 1))
    seen = cv2.remap(pixels, flat_x, flat_y, cv2.INTER_CUBIC, borderMode=cv2.BORDER_CONSTANT, borderValue=(255,) * 3)
    return Image.fromarray(seen).rotate(skew, Image.Resampling.BICUBIC, fillcolor="white")


def made(path: Path, image: Image.Image, steps: Steps | None = None) -> Page:
    image.save(path, dpi=(DPI, DPI), quality=85)
    data = path.read_bytes()
    scanned = ScanPage(0, ScanFile(path, path.name, len(data), hashlib.sha256(data).hexdigest()), 1)
    return make_page(scanned, path.parent, Limits(), None, *([steps] if steps else []))


def kept(page: Page) -> Pixels:
    assert page.image is not None
    return np.asarray(Image.open(page.image).convert("L"))


def sharpness(grey: Pixels) -> float:
    """How sharply rows of print and rows of paper change in the left, middle and right third taken together."""
    rows = (grey < 128).sum(axis=1).astype(np.float64)
    return float((np.diff(rows) ** 2).sum())


@pytest.mark.parametrize(("keystone", "bow"), [(0.04, 0.0), (-0.04, 0.0), (0.0, 1.0), (0.03, -0.9)])
def test_lines_that_fan_out_or_bow_come_out_straight(
    tmp_path: Path, paper: Image.Image, keystone: float, bow: float
) -> None:
    scan = bent(paper, keystone, bow, skew=1.3)
    straight = made(tmp_path / "a.jpg", scan)
    tilted = kept(made(tmp_path / "b.jpg", scan, Steps(perspective=False)))
    level = kept(made(tmp_path / "c.jpg", bent(paper, skew=1.3)))
    assert sharpness(kept(straight)) > 0.8 * sharpness(level)
    assert sharpness(tilted) < 0.7 * sharpness(kept(straight)), "else this page is no test"
    assert straight.skew == pytest.approx(-1.3, abs=0.12), "the angle at the page's centre"


def test_both_pictures_of_a_bent_page_show_each_letter_in_the_same_place(tmp_path: Path, paper: Image.Image) -> None:
    page = made(tmp_path / "a.jpg", bent(paper, 0.04, 0.8, skew=-2))
    assert page.reading is not None
    read, seen = np.asarray(Image.open(page.reading)), kept(page)
    assert read.shape == seen.shape == (page.height, page.width)
    black, dark = read < 60, seen < 110
    assert (black & dark).sum() > 0.97 * black.sum()


@pytest.mark.parametrize("skew", [0.0, -0.7, 3.1])
def test_a_page_with_straight_lines_is_only_turned(tmp_path: Path, paper: Image.Image, skew: float) -> None:
    scan = bent(paper, skew=skew)
    once, again = made(tmp_path / "a.jpg", scan), made(tmp_path / "b.jpg", scan, Steps(perspective=False))
    assert once.image is not None
    assert once.reading is not None
    assert again.image is not None
    assert again.reading is not None
    assert once.image.read_bytes() == again.image.read_bytes()
    assert once.reading.read_bytes() == again.reading.read_bytes()


def test_the_bend_of_a_page_upside_down_is_the_same_seen_from_the_other_side(paper: Image.Image) -> None:
    ink = sketch(np.asarray(bent(paper, 0.04, 0.8)), DPI).ink
    one, other = bend(ink, 0.0), bend(np.ascontiguousarray(ink[::-1, ::-1]), 0.0)
    assert not one.straight
    assert (other.fan, other.bow) == pytest.approx((-one.fan, -one.bow), abs=0.003)
    assert (other.angle, other.twist) == pytest.approx((one.angle, one.twist), abs=0.1)


def test_two_lines_are_too_little_to_tell_a_bend_from() -> None:
    sheet = np.full((2338, 1654), 255, np.uint8)
    for x in range(200, 1400, 40):
        cv2.circle(sheet, (x, 600 + x // 40), 8, 0, -1)
        cv2.circle(sheet, (x, 1600 - x // 40), 8, 0, -1)
    assert bend(sketch(sheet, DPI).ink, 0.0).straight


def test_what_lies_outside_a_bent_scan_takes_the_colour_of_the_paper() -> None:
    sheet = np.full((600, 400, 3), (250, 240, 200), np.uint8)
    flat = cut_out(sheet, Frame(0, Bend(4.0, 0.02, 0.01, 0.0), (-0.1, -0.1, 1.1, 1.1)))
    assert flat.shape == (720, 480, 3)
    assert np.abs(flat.astype(int) - (250, 240, 200)).max() <= 1
