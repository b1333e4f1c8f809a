"""What the two ways of calling Tesseract have in common: how a model is named, what it is told, what it answers."""

from dataclasses import dataclass

from ocr.engine import Shape

WHOLE_PAGE = 3
"""Page segmentation mode: fully automatic."""
SEGMENTATION: dict[Shape, int] = {"block": 6, "line": 7}
"""Page segmentation modes of a part cut out of a page."""
TOO_LONG = "quá thời gian cho một trang (timeout)"
_LEAST_DPI = 70


@dataclass(frozen=True, slots=True)
class Model:
    """``timeout_s``: seconds after which a page is given up. ``tessdata``: folder of the models, None for Tesseract's
    own."""

    language: str = "vie"
    timeout_s: float = 120.0
    tessdata: str | None = None


def missing(model: str) -> str:
    """What to say where the data of ``model`` are not installed: the package that has them."""
    package = f"tesseract-ocr-{model.split('+')[0].replace('_', '-')}"
    return f"thiếu dữ liệu ngôn ngữ «{model}»; hãy cài gói {package} (missing model: {package})"


def told_dpi(dpi: int) -> int:
    """The resolution to tell Tesseract, which takes less than 70 for a mistake."""
    return max(dpi, _LEAST_DPI)


def share(value: float) -> float:
    """A confidence of Tesseract's, per cent, as a share from 0 to 1."""
    return min(max(value / 100.0, 0.0), 1.0)
