"""Lines in their regions → the same with the marks that their place demands, where one looks like another."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise, zip_longest
from statistics import median

from archive.records import Line, Word
from archive.text import fold
from ocr.noise import retold, unmarked
from ocr.syllable import is_possible

_DASH = 0.43
"""Width of a dash over the height of the words around it: of 364 hyphens between words three were longer, of 152 dashes
(``Độc lập – Tự do``) 125. A hyphen is 0.33 em long, a dash 0.5."""
_RUNNING = ("body", "recipients")
_LIKE_THE_HEAD = ("nhu tren", "nhu dieu", "nhu kinh gui")
"""``- Như trên;``, folded: the first item of the list of those who receive a paper."""


def punctuated(lines: Sequence[Line]) -> tuple[Line, ...]:
    """``lines`` with their dashes, commas and semicolons as written; a changed word keeps what was read.

    A mark between words as long as a dash is one (``–``). No sentence begins with a small letter: a full stop before
    one is a comma (29 of 32, none was a full stop). A semicolon closes each item of the list of recipients (Decree
    30/2020, Annex I, II.9).
    """
    done = [replace(line, words=tuple(_commas(line, _dashes(line.words)))) for line in lines]
    return tuple(_closed(line, after) for line, after in zip_longest(done, done[1:]))


def _dashes(words: Sequence[Word]) -> Sequence[Word]:
    if not any(word.text == "-" for word in words[1:-1]):
        return words
    height = median([_height(word) for word in words if any(map(str.isalnum, word.text))] or [0])
    long = [word.text == "-" and word.box[2] - word.box[0] > _DASH * height > 0 for word in words]
    long[0] = long[-1] = False
    return [retold(word, "–") if is_long else word for word, is_long in zip(words, long, strict=True)]


def _height(word: Word) -> int:
    return word.box[3] - word.box[1]


def _commas(line: Line, words: Sequence[Word]) -> Sequence[Word]:
    if line.region not in _RUNNING or line.cell:
        return words
    done = [
        retold(word, word.text[:-1] + ",") if after.text[:1].islower() and _ends_a_phrase(word.text) else word
        for word, after in pairwise(words)
    ]
    return [*done, *words[-1:]]


def _ends_a_phrase(text: str) -> bool:
    """Whether a full stop stands behind a syllable, not behind an abbreviation or a figure."""
    bare = unmarked(text)
    return text.endswith(".") and not text.endswith("..") and len(bare) > 1 and is_possible(bare)


def _closed(line: Line, after: Line | None) -> Line:
    """An item of the list of recipients that another follows: a semicolon, never a colon (25 of 25 colons read there
    were semicolons); nor a comma where its wording is prescribed (``- Như trên;``, 9 of 9)."""
    if after is None or line.region != "recipients" or after.block != line.block or not after.words:
        return line
    listed = len(line.words) > 1 and all(each.words[0].text[:1] in ("-", "–") for each in (line, after))
    last = line.words[-1]
    prescribed = fold(line.text).lstrip("-– ").startswith(_LIKE_THE_HEAD)
    if not listed or not last.text.endswith((":", ",") if prescribed else ":"):
        return line
    return replace(line, words=(*line.words[:-1], retold(last, last.text[:-1] + ";")))
