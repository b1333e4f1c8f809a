from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from ocr.grid import Grid, Rule, grid
from ocr.picture import pixels
from tests.ocr.papers import bent, sheet


def test_rules_of_a_table_are_found_and_letters_are_not(tmp_path: Path):
    picture = Image.new("L", (1653, 2339), 245)
    draw = ImageDraw.Draw(picture)
    for y in (400, 600, 800):
        draw.line((200, y, 1400, y), fill=40, width=2)
    for x in (200, 500, 1000, 1400):
        draw.line((x, 400, x, 800), fill=40, width=2)
    for x in range(200, 1400, 18):
        draw.rectangle((x, 1000, x + 12, 1025), fill=20)
    path = tmp_path / "bảng kẻ.pgm"
    picture.save(path)
    found = grid(pixels(path))
    assert [round(rule.at / 10) * 10 for rule in found.horizontals] == [400, 600, 800]
    assert [round(rule.at / 10) * 10 for rule in found.verticals] == [200, 500, 1000, 1400]


def test_faint_rules_on_curled_paper_are_followed_over_gaps(tmp_path: Path):
    found = grid(pixels(sheet(tmp_path, bent(rows=4, faint=215, curl=22, gap=60))))
    assert len(found.horizontals) == 4
    assert len(found.verticals) == 4
    top = found.horizontals[0]
    assert top.where(250) == pytest.approx(400, abs=8)
    assert top.where(1350) == pytest.approx(422, abs=8)
    assert top.inked(700, 750) < 0.3 < 0.9 < top.inked(300, 600)


def test_rows_of_print_are_no_rules(tmp_path: Path):
    picture = Image.new("L", (1653, 2339), 250)
    draw = ImageDraw.Draw(picture)
    words = ["Can", "cu", "Luat", "To", "chuc", "chinh", "quyen", "dia", "phuong", "ngay", "19", "thang", "6", "nam"]
    for row in range(39):
        text = " ".join(words[(3 * row + number) % len(words)] for number in range(18))
        draw.text((200, 300 + 44 * row), text, 30, font_size=(26, 32)[row % 2])
    assert grid(pixels(sheet(tmp_path, picture))) == Grid()


def test_a_picture_that_is_no_pgm_has_no_rules(tmp_path: Path):
    path = tmp_path / "cụt.pgm"
    path.write_bytes(b"P5 100 100 255\nxx")
    assert grid(pixels(path)) == Grid()


def test_a_straight_rule_is_everywhere_at_one_height():
    rule = Rule(500, 100, 900)
    assert (rule.where(0), rule.where(450), rule.where(2000)) == (500, 500, 500)
    assert rule.inked(0, 200) == 0.5
