"""Page → OcrPage: its words read, cleared of noise, in reading order."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from archive.records import Line, OcrPage, Page, Word
from ocr.cover import cover
from ocr.engine import Engine
from ocr.grid import Grid, grid
from ocr.layout import order
from ocr.vietnamese import cleared, is_noise, letters

_DASHES = ("~", "—", "¬")
"""As which the dash of a list ("- Như Điều 3;") is read at the beginning of a line."""


def read(page: Page, engine: Engine) -> OcrPage:
    """Read ``page`` with ``engine``, one run of it; blank pages, separators and unreadable pages cost nothing.

    Text is NFC, boxes are pixels of ``page.reading``, lines are in reading order (``ocr.layout``).
    A page that turns out to be the cover of a dossier becomes of kind ``cover``.

    Raises:
        EngineFailed: the recogniser is missing, broke or ran out of time.
    """
    if page.kind not in ("text", "cover") or page.reading is None:
        return OcrPage(page)
    lines = clean(engine.read(page.reading, page.dpi))
    ordered = order(lines, grid(page.reading) if lines else Grid(), page.width, page.height)
    kind = page.kind if cover(ordered) is None else "cover"
    return OcrPage(replace(page, kind=kind), ordered, confidence(ordered), engine.name)


def clean(lines: Iterable[Line]) -> tuple[Line, ...]:
    """``lines`` without the traces of rules, specks and seals, and with letters that Vietnamese has."""
    kept = ((line, tuple(_words(line.words))) for line in lines)
    return tuple(replace(line, words=words) for line, words in kept if words)


def confidence(lines: Sequence[Line]) -> float | None:
    """The mean confidence of the words, weighted by their length; None where there are none."""
    words = [word for line in lines for word in line.words]
    weight = sum(len(word.text) for word in words)
    return sum(word.confidence * len(word.text) for word in words) / weight if weight else None


def _words(words: Iterable[Word]) -> Iterable[Word]:
    for number, word in enumerate(words):
        text = "-" if number == 0 and word.text in _DASHES else letters(cleared(word.text))
        if not is_noise(text, word.confidence):
            yield word if text == word.text else replace(word, text=text)
