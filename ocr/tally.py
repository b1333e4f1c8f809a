"""Lines and their picture → the same, Roman figures of strokes alone (II, III) as many as there are strokes of ink.

A recogniser sees that strokes stand side by side, not always how many: "quý III" is read as "quý II", surely.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from archive.records import Line, Word
from ocr.cut import strokes
from ocr.noise import retold
from ocr.picture import Pixels

_FIGURE = re.compile(r"(\W*)(I{1,3})((?:/\d{4})?\W*)")
"""Such a figure, perhaps with the year behind it: ``II/2022``."""
_FIGURES = re.compile(r"\bI{1,3}\b")
_LEAST, _MOST = 2, 3


def tallied(lines: Sequence[Line], picture: Pixels | None) -> tuple[Line, ...]:
    """``lines`` with such figures counted where no stroke touches another; the rest is as it was read."""
    if picture is None:
        return tuple(lines)
    return tuple(_line(line, picture) if _FIGURES.search(line.text) else line for line in lines)


def _line(line: Line, picture: Pixels) -> Line:
    return replace(line, words=tuple(_word(word, picture) for word in line.words))


def _word(word: Word, picture: Pixels) -> Word:
    found = _FIGURE.fullmatch(word.text)
    count = strokes(word.box, picture) if found else 0
    if found is None or not _LEAST <= count <= _MOST or count == len(found[2]):
        return word
    return retold(word, f"{found[1]}{'I' * count}{found[3]}")
