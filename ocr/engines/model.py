"""What the two ways of calling Tesseract have in common: how a model is named, what it is told, what it answers."""

import subprocess
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Self

from ocr.engine import Shape

WHOLE_PAGE = 3
"""Page segmentation mode: fully automatic."""
SEGMENTATION: dict[Shape, int] = {"block": 6, "line": 7}
"""Page segmentation modes of a part cut out of a page."""
TOO_LONG = "quá thời gian cho một trang (timeout)"
FIGURES = "eng"
"""The model of figures: it comes with Tesseract itself. Of 17 years in slanted print that it read otherwise than
``vie`` it had 15 right, and ``vie`` none."""
_FOLDERS = ("/usr/share/tesseract-ocr/5/tessdata", "/usr/share/tessdata", "/usr/local/share/tessdata")
_LARGER, _OWN = files("ocr").joinpath("models"), ("vie",)
"""Where the larger models are, and of which languages."""
_LEAST_DPI = 70


@dataclass(frozen=True, slots=True)
class Model:
    """``timeout_s``: seconds after which a page is given up. ``tessdata``: folder of the models, None for Tesseract's
    own."""

    language: str = "vie"
    timeout_s: float = 120.0
    tessdata: str | None = None

    def folder(self, model: str) -> str | None:
        """The folder that has the data of ``model``, None where they are not installed."""
        folder = self.tessdata or _own_models()
        found = folder is not None and Path(folder, f"{model.split('+')[0]}.traineddata").is_file()
        return folder if found else None

    def of_figures(self) -> Self | None:
        """The same with the model of figures, None where it is not installed."""
        return replace(self, language=FIGURES) if self.folder(FIGURES) else None

    def finer(self) -> Self | None:
        """The same with the larger model that comes with this project (decision 44), None for a language that it has
        none of."""
        return replace(self, tessdata=str(_LARGER)) if self.language in _OWN else None


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


@lru_cache(maxsize=1)
def _own_models() -> str | None:
    """Where the installed Tesseract keeps its models."""
    try:
        asked = subprocess.run(["tesseract", "--list-langs"], capture_output=True, text=True, check=False, timeout=20)
    except (OSError, subprocess.TimeoutExpired):
        said = ""
    else:
        said = (asked.stdout + asked.stderr).split('"')[1] if '"' in asked.stdout + asked.stderr else ""
    return next((folder for folder in (said, *_FOLDERS) if folder and Path(folder).is_dir()), None)
