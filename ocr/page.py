"""Page → OcrPage: its words read, cleared of noise, in reading order, misread ones put right."""

from collections.abc import Sequence
from dataclasses import replace

from archive.records import Line, OcrPage, Page
from ocr.again import Sheet, recovered, reread, sure
from ocr.correction import corrected
from ocr.cover import cover
from ocr.engine import Engine
from ocr.grid import grid
from ocr.layout import order
from ocr.noise import clean
from ocr.picture import pixels


def read(page: Page, engine: Engine) -> OcrPage:
    """Read ``page`` with ``engine``; blank and unreadable pages cost nothing.

    The page is read once as a whole, then from close by what no word explains and what is unsure. Text is NFC, boxes
    are pixels of ``page.reading``, lines are in reading order (``ocr.layout``). A page that turns out to be the cover
    of a dossier becomes of kind ``cover``.

    Raises:
        EngineFailed: the recogniser is missing, broke or ran out of time.
    """
    if page.reading is None or page.kind in ("blank", "unreadable"):
        return OcrPage(page)
    first = clean(engine.read(page.reading, page.dpi))
    sheet = Sheet(pixels(page.reading), page.dpi)
    lines, unread = recovered(first, sheet, engine)
    ordered = corrected(reread(order(lines, grid(sheet.picture), page.width, page.height), sheet, engine))
    kind = "cover" if page.kind == "text" and cover(ordered) is not None else page.kind
    return OcrPage(replace(page, kind=kind), ordered, confidence(ordered), engine.name, unread)


def confidence(lines: Sequence[Line]) -> float | None:
    """The mean confidence of the words, weighted by their length; None where there are none."""
    words = [word for line in lines for word in line.words]
    return sure(words) if words else None
