"""Picture → lines, by Tesseract's own program (through pytesseract), one run a page and one thread a run."""

import os
import shlex
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TypeVar

import pytesseract

from archive.errors import EngineFailed
from archive.records import Line, Word
from archive.text import nfc
from ocr.engine import Shape
from ocr.engines.model import SEGMENTATION, TOO_LONG, WHOLE_PAGE, Model, missing, share, told_dpi
from ocr.picture import Pixels, graymap

_T = TypeVar("_T")

_LEVEL, _BLOCK, _PAR, _LINE, _LEFT, _TOP, _WIDTH, _HEIGHT, _CONF, _TEXT = 0, 2, 3, 4, 6, 7, 8, 9, 10, 11
_WORD_LEVEL = "5"


@dataclass(frozen=True, slots=True)
class Tesseract(Model):
    """Tesseract 5 (LSTM). Instances travel to worker processes; nothing is opened until a page is read.

    The picture's path is handed over, so nothing is encoded again: PGM is what Tesseract opens fastest. Each run is
    held to one thread (``OMP_THREAD_LIMIT``): with its own threads Tesseract takes four to ten times as long when there
    is one process per core. The variable is set in this process, since the child inherits it and pytesseract offers no
    other way; nothing else in the house uses OpenMP.
    """

    @property
    def name(self) -> str:
        """Recogniser, version and model: ``tesseract 5.3.0 vie``.

        Raises:
            EngineFailed: Tesseract is not installed.
        """
        version = _guarded(pytesseract.get_tesseract_version, "tesseract", self.language)
        return f"tesseract {version} {self.language}"

    def read(self, picture: Path, dpi: int) -> tuple[Line, ...]:
        """The lines in Tesseract's own order (automatic page segmentation, ``--psm 3``).

        Raises:
            EngineFailed: Tesseract or the model is missing, the picture cannot be opened, or time ran out.
        """
        return self._table(picture, dpi, WHOLE_PAGE)

    def read_part(self, part: Pixels, dpi: int, shape: Shape) -> tuple[Line, ...]:
        """The lines of a part cut out of a page, taken for one line or one block, by a file that goes again.

        Raises:
            EngineFailed: Tesseract or the model is missing, or time ran out.
        """
        with NamedTemporaryFile(suffix=".pgm") as held:
            held.write(graymap(part))
            held.flush()
            return self._table(Path(held.name), dpi, SEGMENTATION[shape])

    def _table(self, picture: Path, dpi: int, segmentation: int) -> tuple[Line, ...]:
        config = f"--psm {segmentation} --oem 1 {self._where(dpi)}"
        table = _guarded(
            lambda: pytesseract.image_to_data(
                str(picture),
                lang=self.language,
                config=config,
                output_type=pytesseract.Output.BYTES,
                timeout=self.timeout_s,
            ),
            str(picture),
            self.language,
        )
        return _lines(table.decode("utf-8", "replace"))

    def _where(self, dpi: int) -> str:
        folder = "" if self.tessdata is None else f"--tessdata-dir {shlex.quote(self.tessdata)} "
        return f"{folder}--dpi {told_dpi(dpi)}"


def _guarded(call: Callable[[], _T], picture: str, model: str) -> _T:
    """``call()`` with one thread, and every way in which it can fail told as EngineFailed."""
    os.environ["OMP_THREAD_LIMIT"] = "1"
    try:
        return call()
    except pytesseract.TesseractNotFoundError as error:
        detail = "không tìm thấy chương trình tesseract; hãy cài gói tesseract-ocr (not installed: tesseract-ocr)"
        raise EngineFailed(detail, file=picture) from error
    except pytesseract.TesseractError as error:
        raise EngineFailed(_cause(str(error.message), model), file=picture) from error
    except RuntimeError as error:
        raise EngineFailed(TOO_LONG, file=picture) from error
    except OSError as error:
        raise EngineFailed(str(error), file=picture) from error


def _cause(message: str, model: str) -> str:
    if "traineddata" in message or "loading language" in message:
        return missing(model)
    return " ".join(message.split())[:500]


def _lines(table: str) -> tuple[Line, ...]:
    """Lines from Tesseract's TSV; a word's place in the page, block, paragraph and line are its columns."""
    gathered: dict[tuple[str, str, str], list[Word]] = {}
    for row in table.splitlines()[1:]:
        cells = row.split("\t")
        if len(cells) <= _TEXT or cells[_LEVEL] != _WORD_LEVEL or not cells[_TEXT].strip():
            continue
        gathered.setdefault((cells[_BLOCK], cells[_PAR], cells[_LINE]), []).append(_word(cells))
    return tuple(Line(tuple(words), block=int(key[0])) for key, words in gathered.items())


def _word(cells: list[str]) -> Word:
    left, top, width, height = (int(cells[column]) for column in (_LEFT, _TOP, _WIDTH, _HEIGHT))
    return Word(nfc(cells[_TEXT].strip()), (left, top, left + width, top + height), share(float(cells[_CONF])))
