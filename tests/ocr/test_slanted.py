"""The figures of a date in slanted print are read by the model of figures too: by what it says, and by the real one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from archive.records import Line, Word
from ocr.again import Sheet
from ocr.engine import Engine
from ocr.engines.embedded import EmbeddedTesseract
from ocr.engines.fake import Fake
from ocr.picture import pixels
from ocr.slanted import slanted
from tests.contracts.test_engine import printed
from tests.ocr.papers import line

SHEET = Sheet(np.full((3508, 2480), 255, np.uint8), 300)
READ = "Lạc Sơn, ngày 27 tháng 10 năm {}"


@dataclass(frozen=True, slots=True)
class Says:
    """A model of figures that says ``told`` of every part, each word as sure as ``sure`` and where ``like`` has it."""

    told: str
    like: Line
    sure: float = 0.95

    def read_part(self, part: object, dpi: int, shape: str) -> tuple[Line, ...]:
        words = self.like.words[-len(self.told.split()) :]
        left, top = words[0].box[0], words[0].box[1]
        return (
            Line(
                tuple(
                    Word(
                        text, (box[0] - left + 24, box[1] - top + 12, box[2] - left + 24, box[3] - top + 12), self.sure
                    )
                    for text, box in zip(self.told.split(), (word.box for word in words), strict=True)
                )
            ),
        )


@dataclass(frozen=True)
class Both(Fake):
    other: object = None

    def of_figures(self) -> Engine | None:  # type: ignore[override]
        return self.other  # type: ignore[return-value]


def read(text: str, other: str, sure: float = 0.95) -> tuple[str, Sequence[float]]:
    given = line(text, 1200, 400, 0.8)
    done = slanted(given, 40, SHEET, Both(other=Says(other, given, sure)))
    return done.line.text, [word.confidence for word in done.line.words[-5:]]


@pytest.mark.parametrize("year", ["201%", "2016", "2098", "3018"])
def test_a_year_is_what_the_model_of_figures_reads(year: str) -> None:
    assert read(READ.format(year), "ngay 27 thang 10 nam 2018")[0] == READ.format("2018")


def test_what_both_read_alike_is_sure() -> None:
    assert read(READ.format("2018"), "ngay 27 thang 10 nam 2018")[1] == [0.8, 0.8, 0.95, 0.8, 0.95]
    assert read(READ.format("2018").replace("10", "1O"), "ngay 27 thang I0 nam 2018")[0] == READ.format("2018")


def test_a_day_of_a_pen_and_what_is_hardly_read_stay() -> None:
    assert read(READ.format("2018"), "ngay 21 thang 10 nam 2018")[0] == READ.format("2018")
    assert read(READ.format("2016"), "ngay 27 thang 10 nam 2018", 0.5)[0] == READ.format("2016")
    assert read(READ.format("2016"), "ngay 27 thang 10 nam 20183")[0] == READ.format("2016")
    assert read(READ.format("2016"), "ngay 27 thang 19 nam 7018")[0] == READ.format("2016")


def test_without_that_model_or_a_date_nothing_is_read() -> None:
    given = line(READ.format("2016"), 1200, 400, 0.8)
    assert slanted(given, 40, SHEET, Fake()).line == given
    other = line("Số: 12/QĐ-UBND", 300, 400)
    assert slanted(other, 40, SHEET, Both(other=Says("x", other))).line == other


def test_the_real_model_of_figures_comes_with_tesseract(tmp_path: Path) -> None:
    engine = EmbeddedTesseract().of_figures()
    assert engine is not None and engine.name.endswith(" eng")
    picture = pixels(printed(tmp_path)[0])
    assert picture is not None
    words = [word.text for one in engine.read_part(picture[145:195], 200, "line") for word in one.words]
    assert any(any(char.isdigit() for char in text) for text in words)
    assert replace(engine, tessdata=str(tmp_path)).of_figures() is None
