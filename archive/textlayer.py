"""Lines with boxes → the drawing orders of an invisible text that lies on the words of the picture."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from statistics import median

from archive.glyphless import ADVANCE, STEPS, UNITS
from archive.records import Box, Line
from archive.text import nfc

_FORBIDDEN = {"\ufeff", "\ufffe", "\uffff"}
_UNSEEN = ("Cc", "Cs")
_STRAY = 1.8
_LOWERED = 0.9 * 72 / 25.4
"""Points (0.9 mm) by which a dash's box may reach lower than the dash: Chromium takes what stands high for a new line.
"""
_LEAST_GAP = 0.15
"""Of the type's size: a space that is narrower, between words whose boxes touch, is none to PDFium (Chromium)."""


def legible(text: str) -> str:
    """``text`` as it can stand in a text layer or in XMP: NFC, white space as plain spaces.

    Left out is what PDF/A-2u forbids (U+0000, U+FEFF, U+FFFE; ISO 19005-2, 6.2.11.7.2) and what XML and UTF-16 cannot
    hold (controls, lone surrogates).
    """
    spaced = " ".join(nfc(text).split())
    return "".join(char for char in spaced if char not in _FORBIDDEN and unicodedata.category(char) not in _UNSEEN)


def orders(lines: Sequence[Line], codes: Mapping[str, int], width: int, height: int, point: float) -> bytes:
    """The text object for a picture of ``width`` × ``height`` pixels, ``point`` units of user space a pixel.

    Lines come in reading order. Each word begins, ends and stands exactly where its box does; the space between two
    words of a line fills the gap, so that a selection has no holes. Readers that find lines by themselves go by the
    size of the type, so all words of a line have one size, and how high a word is, is told by which font it has:
    ``/F1`` to ``/F10``, one to ten tenths of the size. A box is met from above to a twentieth of the line's height.

    A box that is empty, turned or outside the picture is moved and widened to the nearest whole pixel inside: the word
    stays findable.
    """
    return marked([("", lines)], codes, (width, height), point)


def marked(
    groups: Iterable[tuple[str, Sequence[Line]]], codes: Mapping[str, int], size: tuple[int, int], point: float
) -> bytes:
    """The same for groups of lines, each between the order with which it is given and ``EMC`` (ISO 32000-1, 14.6);
    a group whose order is empty stands unmarked. The lines of a marked group are one text, so a space ends each but the
    last. ``size``: width and height in pixels."""
    made: list[str] = []
    for mark, lines in groups:
        last = len(lines) - 1 if mark else -1
        said = [order for at, line in enumerate(lines) for order in _line(line, codes, *size, point, goes_on=at < last)]
        made += [mark, *said, "EMC"] if mark and said else said
    return "\n".join(["BT", "3 Tr", *made, "ET"]).encode("ascii") if made else b""


def _line(  # noqa: PLR0913
    line: Line, codes: Mapping[str, int], width: int, height: int, point: float, *, goes_on: bool
) -> Iterator[str]:
    words = [(text, _inside(word.box, width, height)) for word in line.words if (text := legible(word.text))]
    words = _lowered(words, _LOWERED / point)
    common = _common_height([bottom - top for _, (_, top, _, bottom) in words])
    for number, (text, (left, top, right, bottom)) in enumerate(words):
        tall = max(bottom - top, common)
        size = round(max(tall * point, 0.01), 3)
        step = max(round((bottom - top) / tall * STEPS), 1)
        yield f"/F{step} {_number(size)} Tf 1 0 0 1 {_number(left * point)} {_number((height - bottom) * point)} Tm"
        yield f"{_stretch((right - left) * point / len(text), size)} Tz <{_hex(text, codes)}> Tj"
        if number + 1 < len(words) or goes_on:
            gap = max(words[number + 1][1][0] - right if number + 1 < len(words) else 0, _LEAST_GAP * tall)
            yield f"{_stretch(gap * point, size)} Tz <{_hex(' ', codes)}> Tj"


def _lowered(words: Sequence[tuple[str, Box]], most: float) -> list[tuple[str, Box]]:
    """``words`` with dashes let down to where the letters of their line stand, by ``most`` pixels at most."""
    foot = median(box[3] for _, box in words) if words else 0
    return [
        (text, box if any(map(str.isalnum, text)) else (*box[:3], max(box[3], round(min(foot, box[3] + most)))))
        for text, box in words
    ]


def _common_height(heights: Sequence[int]) -> float:
    """The height of a line's type: its tallest word, unless that is a stray mark far taller than the rest."""
    return min(max(heights), _STRAY * median(heights)) if heights else 0


def _inside(box: Box, width: int, height: int) -> Box:
    left, top = min(max(box[0], 0), width - 1), min(max(box[1], 0), height - 1)
    return left, top, min(max(box[2], left + 1), width), min(max(box[3], top + 1), height)


def _stretch(advance: float, size: float) -> str:
    """Tz in percent that makes one glyph of ``size`` advance by ``advance`` (both in points); never nothing."""
    return _number(max(100 * advance * UNITS / (ADVANCE * size), 0.1))


def _hex(text: str, codes: Mapping[str, int]) -> str:
    return "".join(f"{codes[char]:04x}" for char in text)


def _number(value: float) -> str:
    return f"{value:.3f}".rstrip("0").rstrip(".")
