"""A page is read both ways to tell whether it stands on its head: real Tesseract, both ways of calling it."""

import random
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from archive.errors import EngineFailed
from ocr.engine import Engine
from ocr.engines.embedded import EmbeddedTesseract
from ocr.engines.tesseract import Tesseract
from ocr.way_up import way_up
from tests.contracts.test_engine import empty, printed
from tests.corpus.paper import DECISION, draw

ENGINES = [EmbeddedTesseract(timeout_s=60), Tesseract(timeout_s=60)]


@pytest.mark.parametrize("engine", ENGINES, ids=lambda engine: type(engine).__name__)
@pytest.mark.parametrize("turn", [0, 180])
def test_print_on_its_head_is_turned(engine: Engine, turn: int, tmp_path: Path) -> None:
    rotation, surer = way_up(engine, printed(tmp_path, turn)[0], 200)
    assert rotation == turn
    assert surer > 0.2


def scribbled(folder: Path, turn: int, *, heading: bool) -> Path:
    """A page full of a pen's lines, denser than any print; below a printed heading or not."""
    page = draw(DECISION).crop((0, 0, 1654, 700)) if heading else Image.new("RGB", (1654, 700), "white")
    whole = Image.new("L", (1654, 2338), "white")
    whole.paste(page, (0, 0))
    pen, draws = ImageDraw.Draw(whole), random.Random(7)
    for row in range(760, 2250, 44):
        x, line = 150, []
        while x < 1500:
            line.append((x, row + draws.randint(-20, 20)))
            x += draws.randint(3, 9)
        pen.line(line, fill=40, width=3, joint="curve")
    place = folder / "p0000.ask.pgm"
    whole.resize((1240, 1754)).rotate(turn).save(place)
    return place


@pytest.mark.parametrize("turn", [0, 180])
def test_a_pen_that_fills_the_page_does_not_hide_the_print_above_it(turn: int, tmp_path: Path) -> None:
    rotation, surer = way_up(ENGINES[0], scribbled(tmp_path, turn, heading=True), 150)
    assert rotation == turn
    assert surer >= 0.15


def test_a_pen_alone_tells_nothing(tmp_path: Path) -> None:
    assert way_up(ENGINES[0], scribbled(tmp_path, 0, heading=False), 150) == (0, 0.0)


def test_without_print_nothing_is_sure(tmp_path: Path) -> None:
    assert way_up(ENGINES[0], empty(tmp_path), 200) == (0, 0.0)


def test_what_is_no_picture_tells_nothing(tmp_path: Path) -> None:
    torn = tmp_path / "p0000.ask.pgm"
    torn.write_bytes(b"P5\n200 100\n255\nxx")
    assert way_up(ENGINES[0], torn, 200) == (0, 0.0)


def test_a_recogniser_that_is_missing_says_so(tmp_path: Path) -> None:
    with pytest.raises(EngineFailed):
        way_up(EmbeddedTesseract("zzz"), printed(tmp_path)[0], 200)
