"""Picture → lines, by Tesseract's library inside this process (through tesserocr): no program to start, no file in
between, and with each letter what else the recogniser would have taken it for."""

import ctypes
import os
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any

from archive.errors import EngineFailed
from archive.records import Box, Line
from archive.text import nfc
from ocr.engine import Candidate, Shape
from ocr.engines.model import SEGMENTATION, TOO_LONG, WHOLE_PAGE, Model, missing, share, told_dpi
from ocr.picture import Pixels, pixels

_LEAST_CHOICE = 1.0
_LEAST_SIDE = 8
_TWO_CODES, _ONE_WIDE = ("Đ", "Ð"), 1.4
"""D with a bar is in the model as Vietnamese and as Icelandic letter, and at times told as both; widest place of one,
in heights of it: one takes 0.7 to 1.25, two take 1.55 to 2.2."""
_NO_MESSAGES = 6
"""``L_SEVERITY_NONE`` of Leptonica (environ.h)."""


@dataclass(frozen=True, slots=True)
class EmbeddedTesseract(Model):
    """Tesseract 5 (LSTM) as a library. Instances travel to worker processes; the model is loaded once a process, when
    the first page is read (some 10 MB).

    A third less processor time a page than the program (``ocr.engines.tesseract``). The library runs with one thread
    (``OMP_THREAD_LIMIT``, which it reads when it is loaded). A crash in it takes the worker process with it; the runner
    starts another.
    """

    @property
    def name(self) -> str:
        """Recogniser, version and model: ``tesseract 5.5.4 vie``.

        Raises:
            EngineFailed: the library is not installed.
        """
        version = str(_library().tesseract_version()).split()[1]
        return f"tesseract {version} {self.language}"

    def read(self, picture: Path, dpi: int) -> tuple[Line, ...]:
        """The lines in Tesseract's own order (automatic page segmentation); words are :class:`Candidate`.

        Raises:
            EngineFailed: the library or the model is missing, the picture cannot be opened, or time ran out.
        """
        return self._lines(_opened(picture), dpi, WHOLE_PAGE, str(picture))

    def read_part(self, part: Pixels, dpi: int, shape: Shape) -> tuple[Line, ...]:
        """The lines of a part cut out of a page, taken for one line or one block; boxes are pixels of ``part``.

        Raises:
            EngineFailed: the library or the model is missing, or time ran out.
        """
        if min(part.shape) < _LEAST_SIDE:
            return ()
        return self._lines(part, dpi, SEGMENTATION[shape], None)

    def _lines(self, part: Pixels, dpi: int, segmentation: int, file: str | None) -> tuple[Line, ...]:
        api = _recogniser(self.language, self._models(self.language))
        api.SetPageSegMode(segmentation)
        _show(api, part, dpi)
        try:
            if not api.Recognize(int(self.timeout_s * 1000)):
                raise EngineFailed(TOO_LONG, file=file)
            return _read_off(api)
        finally:
            api.Clear()

    def _models(self, model: str) -> str:
        folder = self.folder(model)
        if folder is None:
            raise EngineFailed(missing(model))
        return folder


def _library() -> Any:
    """The library, loaded with one thread."""
    os.environ["OMP_THREAD_LIMIT"] = "1"
    try:
        import tesserocr
    except ImportError as error:
        detail = 'không nạp được thư viện tesserocr; hãy đặt ocr_engine = "program" (cannot load tesserocr)'
        raise EngineFailed(f"{detail}: {error}") from error
    return tesserocr


@lru_cache(maxsize=4)
def _recogniser(language: str, folder: str) -> Any:
    """One open recogniser a process and model; it is never closed, the process ends."""
    library = _library()
    try:
        opened = library.PyTessBaseAPI(path=folder, lang=language, oem=library.OEM.LSTM_ONLY, psm=library.PSM.AUTO)
    except RuntimeError as error:
        raise EngineFailed(f"{language}: {error}") from error
    opened.SetVariable("debug_file", os.devnull)
    silence(library)
    opened.SetVariable("lstm_choice_mode", "2")  # without it a letter has no second choice
    opened.SetVariable("lstm_choice_iterations", "1")  # 98 % of the choices at 2 % of the cost; by itself it takes 5
    return opened


def silence(library: Any) -> int:
    """Leptonica, inside the library, writes to the terminal what concerns nobody ("box outside rectangle"), past Python
    and past ``debug_file``; it is told not to. Returns the level of its messages before (6: none)."""
    inner = getattr(library, "tesserocr", library)
    try:
        return int(ctypes.CDLL(inner.__file__).setMsgSeverity(_NO_MESSAGES))
    except (OSError, AttributeError):  # built with Leptonica inside: it goes on speaking
        return -1


def _opened(picture: Path) -> Pixels:
    try:
        found = pixels(picture)
    except OSError as error:
        raise EngineFailed(str(error), file=str(picture)) from error
    if found is None:
        raise EngineFailed("không phải ảnh PGM 8 bit (not an 8-bit PGM)", file=str(picture))
    return found


def _show(api: Any, part: Pixels, dpi: int) -> None:
    height, width = part.shape
    api.SetImageBytes(part.tobytes(), width, height, 1, width)
    api.SetSourceResolution(told_dpi(dpi))


@dataclass(slots=True)
class _Seen:
    """A word while its letters are gathered."""

    line: int
    block: int
    text: str
    box: Box
    confidence: float
    letters: list[tuple[tuple[str, float], ...]]
    last: Box | None = None
    again: bool = False

    def add(self, choices: tuple[tuple[str, float], ...], place: Box | None) -> None:
        """The next letter; ``place``: where one stands that the model knows under two codes. Under both in a place too
        narrow for two it is one letter told twice."""
        before = self.letters[-1][0][0] if self.letters else ""
        if self.last and place and before != choices[0][0] and _is_one(self.last, place):
            self.again = True
        else:
            self.letters.append(choices)
            self.last = place

    def candidate(self) -> Candidate:
        told = "".join(choices[0][0] for choices in self.letters if choices)
        text = told if self.again else nfc(self.text.strip())
        known = len(self.letters) == len(text) and len(told) == len(text)
        return Candidate(text, self.box, self.confidence, None, tuple(self.letters) if known else ())


def _read_off(api: Any) -> tuple[Line, ...]:
    """Lines with their words and each word's letters, as the recogniser's iterator walks over them."""
    library = _library()
    level, walk = library.RIL, api.GetIterator()
    seen: list[_Seen] = []
    line = block = 0
    for letter in library.iterate_level(walk, level.SYMBOL) if walk is not None else ():
        block += letter.IsAtBeginningOf(level.BLOCK)
        line += letter.IsAtBeginningOf(level.TEXTLINE)
        if letter.IsAtBeginningOf(level.WORD) or not seen:
            text, sure = _text(letter, level.WORD), letter.Confidence(level.WORD)
            box = letter.BoundingBox(level.WORD) or (0, 0, 0, 0)
            seen.append(_Seen(line, block, text, box, share(sure), []))
        choices = _choices(letter, level)
        seen[-1].add(choices, letter.BoundingBox(level.SYMBOL) if choices[0][0] in _TWO_CODES else None)
    words = [(word, word.candidate()) for word in seen if word.text.strip()]
    lines = (list(group) for _, group in groupby(words, key=lambda pair: pair[0].line))
    return tuple(Line(tuple(made for _, made in pairs), pairs[0][0].block) for pairs in lines)


def _is_one(left: Box, right: Box) -> bool:
    """Whether two letters share a place no wider than one of them."""
    high = max(left[3] - left[1], right[3] - right[1])
    return max(left[2], right[2]) - min(left[0], right[0]) < _ONE_WIDE * high


def _text(letter: Any, level: Any) -> str:
    """What stands there; the library refuses to say it where there is nothing, as on an empty page."""
    try:
        return letter.GetUTF8Text(level) or ""
    except RuntimeError:
        return ""


def _choices(letter: Any, level: Any) -> tuple[tuple[str, float], ...]:
    """What the letter may be, as it was read first; weights of 0.01 and more."""
    text = nfc(_text(letter, level.SYMBOL))
    offered = [(nfc(choice.GetUTF8Text() or ""), choice.Confidence()) for choice in letter.GetChoiceIterator() or ()]
    weight = next((sure for other, sure in offered if other == text), letter.Confidence(level.SYMBOL))
    others = [(other, sure / 100) for other, sure in offered if other and other != text and sure >= _LEAST_CHOICE]
    return ((text, weight / 100), *others)
