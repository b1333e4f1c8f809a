"""A page is read both ways to tell whether it stands on its head: real Tesseract, both ways of calling it."""

from pathlib import Path

import pytest

from archive.errors import EngineFailed
from ocr.engine import Engine
from ocr.engines.embedded import EmbeddedTesseract
from ocr.engines.tesseract import Tesseract
from ocr.way_up import way_up
from tests.contracts.test_engine import empty, printed

ENGINES = [EmbeddedTesseract(timeout_s=60), Tesseract(timeout_s=60)]


@pytest.mark.parametrize("engine", ENGINES, ids=lambda engine: type(engine).__name__)
@pytest.mark.parametrize("turn", [0, 180])
def test_print_on_its_head_is_turned(engine: Engine, turn: int, tmp_path: Path) -> None:
    rotation, surer = way_up(engine, printed(tmp_path, turn)[0], 200)
    assert rotation == turn
    assert surer > 0.2


def test_without_print_nothing_is_sure(tmp_path: Path) -> None:
    assert way_up(ENGINES[0], empty(tmp_path), 200) == (0, 0.0)


def test_what_is_no_picture_tells_nothing(tmp_path: Path) -> None:
    torn = tmp_path / "p0000.ask.pgm"
    torn.write_bytes(b"P5\n200 100\n255\nxx")
    assert way_up(ENGINES[0], torn, 200) == (0, 0.0)


def test_a_recogniser_that_is_missing_says_so(tmp_path: Path) -> None:
    with pytest.raises(EngineFailed):
        way_up(EmbeddedTesseract("zzz"), printed(tmp_path)[0], 200)
