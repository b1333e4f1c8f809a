"""Codes on pages: separator sheets, and pages that only carry a code."""

import hashlib
from pathlib import Path

import numpy as np
import pytest
import segno
from PIL import Image, ImageDraw

from archive.records import Page, ScanFile, ScanPage
from ingest.limits import Limits
from ingest.orient import upright
from ingest.page import make_page
from ingest.sketch import sketch
from tests.corpus.paper import DECISION, draw, font, scanned

CODE = "000.16.06.H07-171105-0088"


def qr(payload: str, module: int = 8) -> Image.Image:
    cells = np.array([list(row) for row in segno.make(payload, error="m", micro=False).matrix], dtype=bool)
    return Image.fromarray(np.where(np.kron(cells, np.ones((module, module))) > 0, 0, 255).astype(np.uint8))


def made(path: Path, image: Image.Image) -> Page:
    image.save(path, quality=75, dpi=(200, 200))
    data = path.read_bytes()
    file = ScanFile(path, path.name, len(data), hashlib.sha256(data).hexdigest())
    return make_page(ScanPage(0, file, 1), path.parent, Limits(), None)


def sheet(payload: str) -> Image.Image:
    page = Image.new("RGB", (1654, 2338), "white")
    page.paste(qr(payload), (700, 700))
    pen = ImageDraw.Draw(page)
    pen.text((827, 500), "TỜ PHÂN CÁCH HỒ SƠ", "black", font=font(40, bold=True), anchor="ma")
    pen.text((827, 1100), payload, "black", font=font(34), anchor="ma")
    return page


@pytest.mark.parametrize("turn", [0, 90, 180])
def test_a_sheet_with_a_code_and_next_to_no_text_is_a_separator(tmp_path: Path, turn: int) -> None:
    page = made(tmp_path / "a.jpg", scanned(sheet(CODE), skew=1.1, turn=turn))
    assert (page.kind, page.barcode, page.image) == ("separator", CODE, None)


@pytest.mark.parametrize("blind", ["QRCodeDetector", "QRCodeDetectorAruco"])
def test_a_code_that_one_finder_of_corners_does_not_see_is_read_by_the_other(
    blind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Blind:
        def detectAndDecode(self, grey: object) -> tuple[str, None, None]:
            return "", None, None

    monkeypatch.setattr(f"cv2.{blind}", Blind)
    page = made(tmp_path / "a.jpg", scanned(sheet(CODE), skew=1.1, turn=180))
    assert (page.kind, page.barcode) == ("separator", CODE)


def test_a_code_so_large_that_its_parts_stand_apart_is_seen(tmp_path: Path) -> None:
    sheet = Image.new("RGB", (1654, 2338), "white")
    sheet.paste(qr(CODE, 14), (700, 700))
    page = made(tmp_path / "a.jpg", scanned(sheet, skew=-2.4))
    assert (page.kind, page.barcode) == ("separator", CODE)


def test_a_separator_sheet_is_turned_as_its_code_says_whatever_its_ink_looks_like(tmp_path: Path) -> None:
    page = draw(DECISION).rotate(180)
    page.paste(qr("PHAN-CACH 12", 6), (180, 180))
    ink = upright(sketch(np.asarray(page), 200))
    assert (ink.turns, ink.evidence > 3) == (2, True), "else this page is no test"
    for turn in (0, 180):
        found = made(tmp_path / "a.jpg", scanned(page, turn=turn))
        assert (found.kind, found.rotation) == ("separator", turn)


def test_a_letter_that_carries_a_code_is_a_page_of_text(tmp_path: Path) -> None:
    paper = draw(DECISION)
    paper.paste(qr(CODE, 6), (1380, 2050))
    page = made(tmp_path / "a.jpg", scanned(paper))
    assert (page.kind, page.barcode) == ("text", CODE)


def test_a_code_that_says_so_parts_dossiers_whatever_else_is_on_the_sheet(tmp_path: Path) -> None:
    paper = draw(DECISION)
    paper.paste(qr("PHAN-CACH 12", 6), (1380, 2050))
    assert made(tmp_path / "a.jpg", scanned(paper)).kind == "separator"
