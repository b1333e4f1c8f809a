"""Lines of a page whose signer's name was read in part → the same with the name read from the archival picture.

A seal covers a third of the signature on its left (NĐ 30/2020, PL I, II.8), often the family name too. Where seal and
print have one colour, as on grey and one-bit scans, cleaning the page for the recogniser may take the print with the
seal; the archival picture still has both.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from archive.records import Box, Line, Page, Word
from archive.text import fold
from ocr.again import Sheet, closer, uncoloured
from ocr.engine import Engine
from ocr.names import family, person
from ocr.picture import Pixels
from ocr.signature import Signature, signature
from ocr.syllable import is_possible
from ocr.value import Value
from ocr.zone import center, middle, text_height

_MIDDLE = "thi"
"""Folded: more often what is left of a woman's name than the family name Thi."""
_AROUND = re.compile(r"^\W+|\W+$")
_SURE = 0.85
"""The recogniser's own confidence from which on a word of the part that was read is taken for what stands there."""
_MOST, _UNSURE = 0.9, 0.6
"""The most of it that a word beneath a seal is given, and one that was not read so surely there."""
_GAP, _DEEP, _ASIDE = 0.03, 0.28, 0.12
"""The name stands so far below the office (of the page's height), so far aside of its middle (of its width)."""
_WIDEST = 1.0
"""Space between two words of a name, by their height: in a wider one stands a word that was not read."""
_HALVES = (0.12, 0.14)
"""Of the page's width: half of a long name and of the longest."""
_LIGHTER, _DARKEST = 50, 25
"""By so many greys a seal is lighter than print, where it is; one pixel in so many is as dark as print."""


def whole(lines: Sequence[Line], page: Page, engine: Engine) -> tuple[Line, ...]:
    """``lines`` with the name below the page's main signature read again where none was read, or one that begins with
    no family name or has a word that cannot be one.

    The new reading is taken where it begins with one, each word can be a word of a name, and it ends in what had been
    read surely; no word of it is told as surely read. Only such a page costs anything: at most eight readings
    of a line.

    Raises:
        EngineFailed: the recogniser is missing, broke or ran out of time.
    """
    signed = signature(lines, page.width, page.height)
    if page.image is None or signed is None or signed.head is None or _is_whole(signed):
        return tuple(lines)
    at = _part(lines, signed.head, page)
    if at is None:
        return tuple(lines)
    line, done = lines[at], list(lines)
    tail = _tail(line)
    for picture, box in _looks(tail[-1], signed.head, page):
        strip = Line((Word("", box, 0.0),))
        read = _named(closer(strip, text_height(lines), Sheet(picture, page.dpi), engine))
        found = person(read)
        unread = line.words[: len(line.words) - len(tail)]
        if found and _fits(found, tail) and _first(unread) in (None, found.text.split()[0]):
            sure = {word.box: _MOST if word.confidence >= _SURE else _UNSURE for word in read}
            new = found.words[: len(found.words) - len(tail)]
            capped = tuple(replace(word, confidence=min(word.confidence, sure[word.box])) for word in new)
            words = capped + tuple(replace(word, confidence=min(word.confidence, _MOST)) for word in tail)
            before = tuple(word for word in line.words if word.box[2] <= box[0])
            done[at] = replace(line, words=before + words)
            break
    return tuple(done)


def _is_whole(signed: Signature) -> bool:
    said = signed.name.split() if signed.name else []
    begins = bool(said) and fold(said[0]) != _MIDDLE and family(said[0]) is not None
    return begins and all(_is_part(word) for word in said)


def _part(lines: Sequence[Line], head: Line, page: Page) -> int | None:
    """Which line below the office ``head`` is the end of a name; the lowest, a signature's strokes stand above it."""
    low, deep = head.box[3] + _GAP * page.height, head.box[3] + _DEEP * page.height
    found = [
        (middle(line.box), at)
        for at, line in enumerate(lines)
        if line.region == "signature"
        and low < line.box[1] < deep
        and abs(center(line) - center(head)) < _ASIDE * page.width
        and _tail(line)
    ]
    return max(found)[1] if found else None


def _tail(line: Line) -> list[Word]:
    """The surely read words at the end of ``line`` that can be words of a name."""
    kept: list[Word] = []
    for word in reversed(line.words):
        if word.confidence < _SURE or not _is_part(word.text):
            break
        kept.insert(0, word)
    return kept


def _is_part(text: str) -> bool:
    return text.istitle() and (is_possible(text) or family(text) is not None)


def _looks(last: Word, head: Line, page: Page) -> Iterator[tuple[Pixels, Box]]:
    """The archival picture without coloured ink, first without what is lighter than print too, and where on it the name
    stands: level with the ``last`` word of it, below the middle of the office."""
    picture = uncoloured(page.image) if page.image else None
    if picture is None or picture.shape != (page.height, page.width):
        return
    across, marks = center(head), (last.box[3] - last.box[1]) // 3
    for more in (marks, 0):
        for half in _HALVES:
            left, right = max(0, round(across - half * page.width)), min(page.width, round(across + half * page.width))
            box = (left, max(0, last.box[1] - more), right, min(page.height, last.box[3] + more))
            part = picture[box[1] : box[3], left:right]
            darkest = int(np.partition(part, part.size // _DARKEST, axis=None)[part.size // _DARKEST])
            dark = np.asarray(np.where(picture > min(darkest + _LIGHTER, 254), 255, picture), np.uint8)
            yield dark, box
            if not np.array_equal(dark[box[1] : box[3], left:right], part):
                yield picture, box


def _named(words: Sequence[Word]) -> list[Word]:
    """``words`` from the first that is a family name on, marks around them left out."""
    bare = [replace(word, text=_bare(word.text)) for word in words]
    start = next((at for at, word in enumerate(bare) if word.text.istitle() and family(word.text)), len(bare))
    return bare[start:]


def _bare(text: str) -> str:
    """``text`` without marks and strokes around it."""
    return _AROUND.sub("", text)


def _first(words: Sequence[Word]) -> str | None:
    """The first family name in ``words``, None where there is none."""
    return next((name for word in words if (name := family(_bare(word.text)))), None)


def _fits(found: Value, tail: Sequence[Word]) -> bool:
    said = found.text.split()
    ends = [fold(word) for word in said[-len(tail) :]] == [fold(word.text) for word in tail]
    gaps = (other.box[0] - one.box[2] for one, other in pairwise(found.words))
    wide = any(gap > _WIDEST * (found.words[-1].box[3] - found.words[-1].box[1]) for gap in gaps)
    return ends and len(said) > len(tail) and not wide and all(_is_part(word) for word in said)
