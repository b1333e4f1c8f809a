"""Page → OcrPage: its words read, cleared of noise, in reading order, misread ones put right."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from archive.records import Line, OcrPage, Page, PageKind
from ocr.again import Sheet, recovered, reread
from ocr.capitals import in_capitals
from ocr.cases import lowered
from ocr.cell import celled
from ocr.cellwise import cellwise
from ocr.centred import centred
from ocr.company import in_company
from ocr.confidence import calibrated, share_right
from ocr.correction import corrected
from ocr.cover import cover
from ocr.empty import is_empty
from ocr.engine import Engine
from ocr.faint import strengthened
from ocr.fitted import fitted
from ocr.formula import worded
from ocr.framed import with_frames
from ocr.grid import grid
from ocr.layout import order
from ocr.marked import marked
from ocr.noise import clean, untraced
from ocr.numberless import numbered
from ocr.picture import Pixels, pixels
from ocr.punctuation import punctuated
from ocr.reckoned import reckoned
from ocr.roman import counted
from ocr.second import twice
from ocr.separator import is_separator, of_separator
from ocr.signer import whole
from ocr.spaced import unspaced
from ocr.stamped import with_stamps
from ocr.surer import surer
from ocr.tally import tallied
from ocr.voices import voiced
from ocr.weight import weighed

_NOTHING, _LITTLE = 0.2, 3
"""Chance to be right below which words are no sign of print, and how many words may be surer where no ink is as dark as
print: what shows through, mirrored, at times makes a syllable. On a page of print more are always surer."""

_SHEET = 8
"""Words of a page with a code that is a separator sheet, though dirt on it was counted for letters: its title, the code
in figures, and a few that are none."""


def read(page: Page, engine: Engine) -> OcrPage:
    """Read ``page`` with ``engine``; blank and unreadable pages cost nothing.

    The page is read once as a whole, then from close by what no word explains, what is unsure, and the lines that bear
    number, date and signer; subject, signer and office by a second model, too (``ocr.voices``). Text is NFC, boxes are
    pixels of ``page.reading``, lines are in reading order (``ocr.layout``), confidences are chances
    (``ocr.confidence``). A page that turns out to be the cover of a dossier becomes of kind ``cover``, one that is a
    separator sheet by its words ``separator``, a dirty one with nothing on it ``blank``.

    Raises:
        EngineFailed: the recogniser is missing, broke or ran out of time.
    """
    if page.reading is None or page.kind in ("blank", "unreadable"):
        return OcrPage(page)
    seen, picture, sheet = _looked_at(page, page.reading, engine)
    told = marked(calibrated(seen.lines, corrected(seen.lines), seen.disputed), picture)
    lines = voiced(surer(told, seen.disputed), seen.disputed, page, sheet, engine)
    kind = _kind(page, lines)
    lines = () if kind == "blank" else of_separator(lines, page.barcode) if kind == "separator" else lines
    return OcrPage(
        replace(page, kind=kind),
        fitted(lines, page.dpi),
        share_right(lines, seen.unread),
        engine.name,
        seen.unread,
        seen.disputed,
    )


def _kind(page: Page, lines: Sequence[Line]) -> PageKind:
    """What the page is, now that it was read."""
    if page.kind != "text" or page.reading is None:
        return page.kind
    if page.barcode and sum(len(line.words) for line in lines) <= _SHEET:
        return "separator"
    if _says_little(lines) and (picture := pixels(page.reading)) is not None and is_empty(picture, page.dpi):
        return "blank"
    if is_separator(lines):
        return "separator"
    return "cover" if cover(lines) is not None else "text"


def _says_little(lines: Sequence[Line]) -> bool:
    """Whether nothing was read, or hardly anything that might be right among more that cannot be: what shows through
    from the other side, mirrored."""
    words = [word for line in lines for word in line.words]
    likely = sum(word.confidence >= _NOTHING for word in words)
    return likely == 0 or (likely <= _LITTLE and 2 * likely < len(words))


def looked_at(page: Page, engine: Engine) -> OcrPage:
    """``page`` in reading order as the recogniser saw it, with its own confidences and choices; only prescribed
    wording, marks, joined words and Roman figures are put right already.

    Raises:
        EngineFailed: the recogniser is missing, broke or ran out of time.
    """
    return OcrPage(page) if page.reading is None else _looked_at(page, page.reading, engine)[0]


def _looked_at(page: Page, reading: Path, engine: Engine) -> tuple[OcrPage, Pixels | None, Sheet]:
    """The same, with the picture that was read, and the sheet to read it from again."""
    first = clean(engine.read(reading, page.dpi))
    picture = pixels(reading)
    sheet = Sheet(None if picture is None else strengthened(picture, page.dpi), page.dpi)
    lines, unread = recovered(first, sheet, engine)
    rules = grid(picture)
    ordered = cellwise(order(lines, rules, page.width, page.height), rules, sheet, engine)
    told = numbered(celled(ordered, sheet, engine), sheet, engine)
    lines, disputed = twice(reread(told, sheet, engine), sheet, engine, page.image)
    lines, undated = reckoned(lines, page, sheet.picture, engine)
    signed, unsigned = whole(lines, page, engine)
    stamped = with_stamps(weighed(signed, picture), page, engine)
    framed = centred(with_frames(stamped, picture, page.dpi, engine), page.width, sheet, engine)
    told = counted(tallied(punctuated(in_company(in_capitals(worded(unspaced(lowered(untraced(framed))))))), picture))
    return OcrPage(page, told, None, engine.name, unread, (*disputed, *undated, *unsigned)), picture, sheet
