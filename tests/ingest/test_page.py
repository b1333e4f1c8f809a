"""Scan pages → upright pages: what the pictures promise, and what becomes of bad ones."""

import hashlib
import struct
import time
import zlib
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw

from archive.records import Page, ScanFile, ScanPage
from ingest.limits import Limits
from ingest.orient import Upright
from ingest.page import Ask, make_page
from tests.corpus.paper import DECISION, draw, font, scanned


def as_page(path: Path, number: int = 1, index: int = 0) -> ScanPage:
    data = path.read_bytes()
    return ScanPage(index, ScanFile(path, path.name, len(data), hashlib.sha256(data).hexdigest()), number)


def made(path: Path, ask: Ask | None = None, number: int = 1) -> Page:
    folder = path.parent / "work"
    folder.mkdir(exist_ok=True)
    return make_page(as_page(path, number), folder, Limits(), ask)


def saved(path: Path, image: Image.Image, **how: Any) -> Path:
    image.save(path, **{"dpi": (200, 200), **({"quality": 75} if path.suffix == ".jpg" else {}), **how})
    return path


def one_bit(page: Image.Image) -> Image.Image:
    return page.convert("L").point(lambda level: 255 * (level > 140)).convert("1")


@pytest.fixture(scope="module")
def paper() -> Image.Image:
    return draw(DECISION)


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_page_of_text_comes_upright_from_all_four_sides_without_asking(
    tmp_path: Path, paper: Image.Image, turn: int
) -> None:
    def never(picture: Path, dpi: int) -> tuple[int, float]:
        raise AssertionError("asked")

    page = made(saved(tmp_path / "a.jpg", scanned(paper, skew=1.2, turn=turn)), never)
    assert (page.kind, page.rotation) == ("text", turn), "turned back clockwise by what it was turned the other way"
    assert page.height > page.width


@pytest.mark.parametrize("skew", [-4.3, -0.4, 1.0, 5.0])
def test_a_tilted_page_is_levelled_to_a_tenth_of_a_degree(tmp_path: Path, paper: Image.Image, skew: float) -> None:
    page = made(saved(tmp_path / "a.jpg", scanned(paper, skew=skew)))
    assert page.skew == pytest.approx(-skew, abs=0.12), "positive: lines fall to the right"
    assert page.image is not None
    again = made(page.image)
    assert abs(again.skew) < 0.12


def test_both_pictures_of_a_page_have_its_size_and_resolution(tmp_path: Path, paper: Image.Image) -> None:
    page = made(saved(tmp_path / "a.jpg", scanned(paper, skew=1.7)))
    assert page.image is not None
    assert page.reading is not None
    with Image.open(page.image) as image, Image.open(page.reading) as reading:
        assert image.size == reading.size == (page.width, page.height)
        assert (image.format, image.mode, reading.format, reading.mode) == ("JPEG", "RGB", "PPM", "L")
        assert image.info["dpi"] == (200, 200)
    assert (page.dpi, page.dpi_estimated) == (200, False)


def test_the_reading_picture_has_no_seal_and_no_shadow_while_the_archival_one_keeps_them(
    tmp_path: Path, paper: Image.Image
) -> None:
    shadow = np.linspace(0.6, 1.0, paper.width, dtype=np.float32)[None, :, None]
    dark = Image.fromarray((np.asarray(paper) * shadow).astype(np.uint8))
    page = made(saved(tmp_path / "a.jpg", dark))
    assert page.image is not None
    assert page.reading is not None
    kept = np.asarray(Image.open(page.image)).astype(int)
    red = (kept[..., 0] - kept[..., 1]) > 80
    assert red.sum() > 500
    read = np.asarray(Image.open(page.reading))
    assert np.median(read[red]) > 170
    assert np.median(read[:, :40]) == 255


def test_the_archival_picture_is_smaller_than_the_scan(tmp_path: Path, paper: Image.Image) -> None:
    scan = saved(tmp_path / "a.jpg", scanned(paper, skew=0.8), quality=80)
    page = made(scan)
    assert page.image is not None
    assert page.image.stat().st_size < 0.85 * scan.stat().st_size


def test_a_one_bit_fax_stays_one_bit_and_about_as_small(tmp_path: Path, paper: Image.Image) -> None:
    fax = saved(tmp_path / "a.tif", one_bit(scanned(paper, skew=1.1)), compression="group4")
    page = made(fax)
    assert page.image is not None
    with Image.open(page.image) as image:
        assert (image.mode, image.info["compression"]) == ("1", "group4")
    assert page.image.stat().st_size < 1.3 * fax.stat().st_size


def test_a_level_one_bit_page_is_not_resampled(tmp_path: Path, paper: Image.Image) -> None:
    fax = saved(tmp_path / "a.tif", one_bit(paper), compression="group4")
    page = made(fax)
    assert page.image is not None
    assert np.array_equal(np.asarray(Image.open(page.image)), np.asarray(Image.open(fax)))


def test_every_page_of_a_tiff_is_its_own(tmp_path: Path, paper: Image.Image) -> None:
    pages = [one_bit(paper), one_bit(paper.rotate(180))]
    file = saved(tmp_path / "a.tif", pages[0], save_all=True, append_images=pages[1:], compression="group4")
    assert [made(file, number=number).rotation for number in (1, 2)] == [0, 180]


def test_a_level_page_whose_ink_touches_the_edge_keeps_all_of_its_width(tmp_path: Path, paper: Image.Image) -> None:
    touching = paper.copy()
    ImageDraw.Draw(touching).text((0, 900), "Lưu", "black", font=font(40))
    page = made(saved(tmp_path / "a.jpg", touching))
    assert (page.width, page.height) == touching.size


@pytest.mark.parametrize("skew", [0.0, 2.0])
def test_a_black_border_is_cropped_and_no_text_with_it(tmp_path: Path, paper: Image.Image, skew: float) -> None:
    lid = Image.new("RGB", (paper.width + 300, paper.height + 260), (15, 15, 15))
    lid.paste(paper, (180, 110))
    page = made(saved(tmp_path / "a.jpg", lid.rotate(skew, Image.Resampling.BICUBIC, fillcolor=(15, 15, 15))))
    assert page.width == pytest.approx(paper.width, abs=20)
    assert page.height == pytest.approx(paper.height, abs=20)
    assert page.reading is not None
    ink = np.asarray(Image.open(page.reading)) < 100
    assert ink.mean() == pytest.approx((np.asarray(paper.convert("L")) < 100).mean(), rel=0.25)


def test_an_empty_verso_with_show_through_holes_staple_and_specks_is_blank(tmp_path: Path, paper: Image.Image) -> None:
    mirrored = np.asarray(paper.convert("L"))[:, ::-1]
    through = 255 - (255 - cv2.GaussianBlur(mirrored, (0, 0), 2.5)) * 0.12
    verso = Image.fromarray(through.astype(np.uint8)).convert("RGB")
    pen = ImageDraw.Draw(verso)
    for y in (1000, 1340):
        pen.ellipse((60, y, 104, y + 44), fill=(30, 30, 30))
    pen.line((90, 110, 150, 124), fill=(60, 60, 60), width=3)
    for x, y in np.random.default_rng(3).integers(100, 1500, (60, 2)):
        pen.ellipse((x, y, x + 2, y + 2), fill=(80, 80, 80))
    page = made(saved(tmp_path / "a.jpg", scanned(verso)))
    assert (page.kind, page.image, page.reading, page.trouble) == ("blank", None, None, None)


@pytest.mark.parametrize(("text", "shade"), [("Đã nhận đủ hồ sơ gốc", 180), ("Kèm theo", 120), ("12", 60)])
def test_a_page_with_one_faint_line_or_a_page_number_is_not_blank(tmp_path: Path, text: str, shade: int) -> None:
    sheet = Image.new("RGB", (1654, 2338), "white")
    ImageDraw.Draw(sheet).text((800, 130), text, (shade,) * 3, font=font(36), anchor="ma")
    assert made(saved(tmp_path / "a.jpg", scanned(sheet, skew=0.6))).kind == "text"


def test_weak_evidence_is_asked_about_once_and_the_answer_is_believed(tmp_path: Path) -> None:
    asked: list[tuple[int, ...]] = []

    def ask(picture: Path, dpi: int) -> tuple[int, float]:
        with Image.open(picture) as strip:
            asked.append((dpi, *strip.size))
        return 180, 0.8

    sheet = Image.new("RGB", (1654, 2338), "white")
    ImageDraw.Draw(sheet).text((800, 600), "OHIX XIHO", "black", font=font(60), anchor="ma")
    page = made(saved(tmp_path / "a.jpg", sheet), ask)
    assert page.rotation == 180
    assert asked == [(150, 1240, 1754)]
    assert not list((tmp_path / "work").glob("*ask*"))


@pytest.mark.parametrize(
    ("evidence", "confidence", "rotation"), [(1.5, 0.05, 0), (1.5, 0.5, 180), (0.5, 0.05, 180), (2.6, 0.9, 0)]
)
def test_a_second_opinion_that_is_hardly_sure_does_not_turn_over_what_the_ink_tells(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, evidence: float, confidence: float, rotation: int
) -> None:
    monkeypatch.setattr("ingest.page.upright", lambda small: Upright(0, 0.0, evidence, 5.0))
    sheet = Image.new("RGB", (1654, 2338), "white")
    ImageDraw.Draw(sheet).text((800, 600), "OHIX XIHO", "black", font=font(60), anchor="ma")
    page = made(saved(tmp_path / "a.jpg", sheet), lambda picture, dpi: (180, confidence))
    assert page.rotation == rotation


@pytest.mark.parametrize(("evidence", "rotation"), [(1.5, 90), (3.0, 90)])
def test_where_lines_run_hardly_clearer_one_way_both_are_asked_about_and_the_surer_one_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, paper: Image.Image, evidence: float, rotation: int
) -> None:
    monkeypatch.setattr("ingest.page.upright", lambda small: Upright(0, 0.0, evidence, 1.4))

    def ask(picture: Path, dpi: int) -> tuple[int, float]:
        with Image.open(picture) as strip:
            return (0, 0.5) if strip.height > strip.width else (180, 0.05)

    page = made(saved(tmp_path / "a.jpg", scanned(paper, skew=1.2, turn=rotation)), ask)
    assert page.rotation == rotation
    assert page.height > page.width


@pytest.mark.parametrize(("confidence", "rotation"), [(0.3, 180), (0.15, 0)])
def test_where_both_ways_were_asked_about_a_sure_opinion_goes_before_the_inks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, paper: Image.Image, confidence: float, rotation: int
) -> None:
    monkeypatch.setattr("ingest.page.upright", lambda small: Upright(0, 0.0, 3.0, 1.4))

    def ask(picture: Path, dpi: int) -> tuple[int, float]:
        with Image.open(picture) as strip:
            return (180, confidence) if strip.height > strip.width else (0, 0.0)

    assert made(saved(tmp_path / "a.jpg", scanned(paper)), ask).rotation == rotation


def test_a_page_of_no_plain_axis_that_says_nothing_stays_as_it_was_scanned(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, paper: Image.Image
) -> None:
    monkeypatch.setattr("ingest.page.upright", lambda small: Upright(1, 2.0, 0.5, 1.4))
    page = made(saved(tmp_path / "a.jpg", scanned(paper)), lambda picture, dpi: (0, 0.0))
    assert (page.rotation, page.height > page.width) == (0, True)


def test_a_page_nobody_is_sure_of_stays_as_it_was_scanned(tmp_path: Path) -> None:
    sheet = Image.new("RGB", (1654, 2338), "white")
    ImageDraw.Draw(sheet).text((800, 600), "OHIX XIHO", "black", font=font(60), anchor="ma")
    assert made(saved(tmp_path / "a.jpg", sheet), lambda picture, dpi: (0, 0.0)).rotation == 0


def test_without_a_stated_resolution_a4_is_known_by_its_shape(tmp_path: Path, paper: Image.Image) -> None:
    paper.save(tmp_path / "a.png")
    page = made(tmp_path / "a.png")
    assert (page.dpi, page.dpi_estimated) == (200, True)


@pytest.mark.parametrize("name", ["a.jpg", "a.tif", "a.png"])
def test_a_file_cut_off_in_the_middle_is_truncated(tmp_path: Path, paper: Image.Image, name: str) -> None:
    file = saved(tmp_path / name, scanned(paper))
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    page = made(file)
    assert page.kind == "unreadable"
    assert page.trouble is not None
    assert (page.trouble.kind, page.trouble.file, page.trouble.page) == ("truncated", name, 0)


def test_a_picture_of_60000_by_60000_is_refused_at_once(tmp_path: Path) -> None:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0))
    body = chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    (tmp_path / "bomb.png").write_bytes(b"\x89PNG\r\n\x1a\n" + header + body)
    start = time.perf_counter()
    page = made(tmp_path / "bomb.png")
    assert time.perf_counter() - start < 1
    assert page.trouble is not None
    assert page.trouble.kind == "too-large"


def test_a_page_already_in_trouble_is_passed_on_unopened(tmp_path: Path, paper: Image.Image) -> None:
    bad = saved(tmp_path / "a.jpg", paper)
    bad.write_bytes(bad.read_bytes()[:5000])
    trouble = made(bad).trouble
    page = make_page(ScanPage(4, ScanFile(tmp_path / "gone", "gone", 0, ""), 1, trouble), tmp_path, Limits(), None)
    assert (page.index, page.kind, page.trouble) == (4, "unreadable", trouble)


def test_the_same_page_made_twice_gives_the_same_bytes(tmp_path: Path, paper: Image.Image) -> None:
    scan = saved(tmp_path / "a.jpg", scanned(paper, skew=0.9))
    first = made(scan)
    assert first.image is not None
    assert first.reading is not None
    before = [first.image.read_bytes(), first.reading.read_bytes()]
    again = made(scan)
    assert again == first
    assert [first.image.read_bytes(), first.reading.read_bytes()] == before
