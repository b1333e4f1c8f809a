"""Steps of cleaning left out one by one: what each of them does, and that it can be told."""

import hashlib
from dataclasses import fields, replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw

from archive.records import Page, ScanFile, ScanPage
from ingest.limits import Limits
from ingest.page import make_page
from ingest.picture import Pixels
from ingest.steps import ALL, Steps
from tests.corpus.paper import DECISION, draw

DPI = 120


def scan() -> Image.Image:
    """A page that needs every step: on its side, tilted, in perspective, on a black lid, in shadow, under a red seal
    and a black one, signed and stamped in blue, with a row of dots."""
    drawn = draw(DECISION, DPI)
    pen = ImageDraw.Draw(drawn)
    width, height = drawn.size
    pen.line([(width - 400 + 40 * at, height - 260 + 70 * (at % 2)) for at in range(6)], (30, 50, 160), 4)
    pen.rectangle((90, 60, 90 + 236, 60 + 140), outline=(30, 40, 160), width=4)
    pen.text((140, 100), "CONG VAN DEN", (30, 40, 160))
    for left in range(100, width // 2, 6):
        pen.rectangle((left, height - 80, left + 1, height - 79), (0, 0, 0))
    for radius in (82, 50):
        x, y = width - 560, height - 200
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), outline=(0, 0, 0), width=4)
    paper = np.asarray(drawn)
    height, width = paper.shape[:2]
    wide, tall = width + 160, height + 160
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    seen = np.array([[80, 60], [width + 60, 110], [width + 60, height + 50], [80, height + 60]], np.float32)
    view = cv2.getPerspectiveTransform(corners, seen)
    lid = cv2.warpPerspective(paper, view, (wide, tall), flags=cv2.INTER_CUBIC, borderValue=(12,) * 3)
    shadow = np.linspace(0.6, 1.0, wide, dtype=np.float32)[None, :, None]
    return Image.fromarray((lid * shadow).astype(np.uint8)).rotate(90, expand=True)


@cache
def made(steps: Steps) -> tuple[Page, Pixels]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.png"
        scan().save(path, dpi=(DPI, DPI))
        data = path.read_bytes()
        scanned = ScanPage(0, ScanFile(path, path.name, len(data), hashlib.sha256(data).hexdigest()), 1)
        page = make_page(scanned, path.parent, Limits(), None, steps)
        assert page.reading is not None
        return page, np.asarray(Image.open(page.reading)).copy()


@pytest.mark.parametrize("step", [field.name for field in fields(Steps)])
def test_each_step_changes_the_picture_of_a_page_that_needs_it(step: str) -> None:
    everything, without = made(ALL)[1], made(replace(ALL, **{step: False}))[1]
    assert everything.shape != without.shape or (everything != without).any()


def test_a_page_without_any_step_is_the_scan_in_grey() -> None:
    page, read = made(Steps(**{field.name: False for field in fields(Steps)}))
    assert (page.rotation, page.skew) == (0, 0.0)
    assert np.array_equal(read, cv2.cvtColor(np.asarray(scan()), cv2.COLOR_RGB2GRAY))


def test_without_the_border_step_the_lid_stays() -> None:
    plain = replace(ALL, background=False, contrast=False)
    with_lid, cropped = made(replace(plain, border=False)), made(plain)
    assert with_lid[0].width > cropped[0].width
    assert (with_lid[1][:, :20] < 60).mean() > 0.2
    assert (cropped[1][:, :20] < 60).mean() < 0.05


def test_without_the_skew_step_the_page_is_only_turned() -> None:
    page, straight = made(replace(ALL, skew=False))[0], made(ALL)[0]
    assert page.rotation == straight.rotation == 90
    assert page.skew == 0.0 < straight.skew
