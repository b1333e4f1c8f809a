"""Picture → lines: what a recogniser must be able to do."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

from archive.records import Line, Word

if TYPE_CHECKING:
    from ocr.picture import Pixels

Shape = Literal["line", "block"]
"""As what a part of a page is to be taken."""


@dataclass(frozen=True, slots=True)
class Candidate(Word):
    """A word with what else its letters may be: for each letter of ``text`` the recogniser's own choices, the best
    first, each with its weight (0 to 1, not a probability); empty where the recogniser does not say.

    It lives between recogniser and correction and is never kept.
    """

    choices: tuple[tuple[tuple[str, float], ...], ...] = ()


class Engine(Protocol):
    """A recogniser (bộ nhận dạng chữ). Instances are small, frozen and picklable: they travel to worker processes."""

    @property
    def name(self) -> str:
        """Recogniser, version and model, as the package records it: ``tesseract 5.3.0 vie``."""
        ...

    def read(self, picture: Path, dpi: int) -> tuple[Line, ...]:
        """The lines of an upright picture, in the recogniser's own order; text is NFC, boxes are pixels of ``picture``.

        Raises:
            EngineFailed: the recogniser is missing, broke or ran out of time.
        """
        ...

    def of_figures(self) -> "Engine | None":
        """The recogniser with a model that has no Vietnamese letters and reads figures in slanted print surer; None
        where that is not installed."""
        ...

    def finer(self) -> "Engine | None":
        """The recogniser with a larger model of the same language, which errs elsewhere; None where there is none."""
        ...

    def read_part(self, part: "Pixels", dpi: int, shape: Shape) -> tuple[Line, ...]:
        """The lines of a part cut out of a page and perhaps made clearer; boxes are pixels of ``part``.

        Raises:
            EngineFailed: the recogniser is missing, broke or ran out of time.
        """
        ...
