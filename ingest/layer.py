"""ScanPage of a PDF made by others → OcrPage: the text that stands in the file already, by Poppler, not read again.

What its maker says of the page (his own recognition, or the very letters of a document born digital) is taken as it
stands; how sure it is nobody knows, so the page bears no confidence. The order is that of the file.
"""

import html
import re
import subprocess
import unicodedata
from collections.abc import Iterator, Sequence

from archive.records import Box, Line, OcrPage, Page, ScanPage, Word
from archive.text import nfc

ENGINE = "text layer"
DPI = 300
"""At which boxes are told: a page without a picture of its own has no pixels."""

_PAGE = re.compile(r'<page width="([\d.]+)" height="([\d.]+)">')
_WORD = re.compile(r'<word xMin="(-?[\d.]+)" yMin="(-?[\d.]+)" xMax="(-?[\d.]+)" yMax="(-?[\d.]+)">(.*?)</word>')
_TIMEOUT = 60
"""Seconds a page."""
_LEGIBLE = 0.9
_GAP = 2.5
"""Times a line's height: farther apart, two words of one height are not of one line."""


def read_layer(page: ScanPage) -> OcrPage | None:
    """The page as its file tells it; None where it has no text, or a text that is none (no Unicode behind its signs):
    it is then to be made and read like a scan."""
    if page.trouble or not page.file.name.lower().endswith(".pdf"):
        return None
    told = _poppler(page)
    size = _PAGE.search(told)
    words = list(_words(told))
    if size is None or not words or not _legible(words):
        return None
    width, height = (round(float(side) * DPI / 72) for side in size.groups())
    made = Page(page.index, page.source, "text", dpi=DPI, width=width, height=height)
    return OcrPage(made, tuple(_lines(words)), None, ENGINE)


def _poppler(page: ScanPage) -> str:
    number = str(page.number)
    command = ["pdftotext", "-raw", "-bbox", "-cropbox", "-q", "-f", number, "-l", number, str(page.file.path), "-"]
    try:
        done = subprocess.run(command, capture_output=True, timeout=_TIMEOUT, check=False)
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.decode(errors="replace") if done.returncode == 0 else ""


def _words(told: str) -> Iterator[Word]:
    for *sides, text in _WORD.findall(told):
        left, top, right, bottom = (round(float(side) * DPI / 72) for side in sides)
        said = "".join(char for char in nfc(html.unescape(text)) if unicodedata.category(char) not in ("Cc", "Cs"))
        if said.strip():
            yield Word(said, (left, top, max(right, left + 1), max(bottom, top + 1)), 1.0)


def _legible(words: Sequence[Word]) -> bool:
    """Most signs are letters, figures or marks that Unicode knows: fonts without a way back to Unicode give others."""
    text = "".join(word.text for word in words)
    known = sum(unicodedata.category(char) not in ("Co", "Cn") and char != "\ufffd" for char in text)
    return known >= _LEGIBLE * len(text)


def _lines(words: Sequence[Word]) -> Iterator[Line]:
    """Words that follow one another to the right at one height."""
    line: list[Word] = []
    for word in words:
        if line and not _goes_on(line[-1].box, word.box):
            yield Line(tuple(line))
            line = []
        line.append(word)
    yield Line(tuple(line))


def _goes_on(before: Box, box: Box) -> bool:
    tall = max(before[3] - before[1], box[3] - box[1])
    level = min(before[3], box[3]) - max(before[1], box[1])
    return level > 0.4 * min(before[3] - before[1], box[3] - box[1]) and -tall / 2 < box[0] - before[2] < _GAP * tall
