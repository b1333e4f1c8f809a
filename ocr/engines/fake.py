"""Picture → lines that were said beforehand: a recogniser for tests and trials without Tesseract."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from archive.errors import EngineFailed
from archive.records import Line
from ocr.engine import Shape
from ocr.picture import Pixels


@dataclass(frozen=True, slots=True)
class Fake:
    """Reads what it was told: ``pages`` maps a picture's file name (or its stem) to lines, ``lines`` stands for all
    other pictures.

    Like a real recogniser it fails on a picture that is not there.
    """

    lines: tuple[Line, ...] = ()
    pages: Mapping[str, tuple[Line, ...]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Always ``fake 1 none``."""
        return "fake 1 none"

    def read(self, picture: Path, dpi: int) -> tuple[Line, ...]:
        """The lines said for ``picture``.

        Raises:
            EngineFailed: there is no such picture.
        """
        if not picture.is_file():
            raise EngineFailed("no such picture", file=str(picture))
        return self.pages.get(picture.name, self.pages.get(picture.stem, self.lines))

    def of_figures(self) -> None:
        """None: nothing was said of figures."""
        return None

    def finer(self) -> None:
        """None: there is no other reading."""
        return None

    def read_part(self, part: Pixels, dpi: int, shape: Shape) -> tuple[Line, ...]:
        """Nothing: what was said beforehand is all there is."""
        return ()
