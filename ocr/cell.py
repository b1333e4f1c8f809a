"""Cells of a table as first read → their figures read by themselves, signs of the rules beside them taken away.

The recogniser reads a table's row as one line of print, rules and all. Letters bear that; of figures it loses the
points and commas (``607,5`` → ``60725``), which nothing in the language can bring back.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from archive.records import Line, Word
from ocr.again import Sheet, alone, sure
from ocr.engine import Engine
from ocr.noise import retold
from ocr.zone import text_height

_SURE = 0.92
_SURER = 0.02
_PARTED = 0.6
"""Least confidence for points and commas that only the second reading has: they are lost, hardly ever made up."""
_MOST = 60
"""Cells of a page that are read again: each costs about a hundredth of a second."""
_FIGURES = 0.5
_OPENED = {"[": "]", "|": "|", "(": ")", "{": "}"}


def celled(lines: Sequence[Line], sheet: Sheet, engine: Engine) -> tuple[Line, ...]:
    """``lines`` with the figures in cells that are not sure read once more, each cell by itself, the least sure first;
    the better reading is kept.

    Raises:
        EngineFailed: the recogniser is missing, broke or ran out of time.
    """
    done = [line if line.cell is None else _unruled(line) for line in lines]
    text = text_height(lines)
    doubtful = sorted((sure(line.words), number) for number, line in enumerate(done) if _is_doubtful(line))
    for before, number in doubtful[:_MOST]:
        line = done[number]
        words = alone(line.box, text, sheet, engine)
        if _is_better(words, line.words, before):
            done[number] = _unruled(replace(line, words=tuple(words)))
    return tuple(done)


def _is_better(words: Sequence[Word], than: Sequence[Word], before: float) -> bool:
    """Whether ``words`` lose nothing and are surer, or say the same figures with points and commas that were lost."""
    if _length(words) < _length(than):
        return False
    new, old = (re.sub(r"\D", "", "".join(word.text for word in some)) for some in (words, than))
    parted = new == old and _length(words) > _length(than)
    return sure(words) >= (_PARTED if parted else before + _SURER)


def _is_doubtful(line: Line) -> bool:
    if line.cell is None or not line.words:
        return False
    figures = sum(char.isdigit() for word in line.words for char in word.text)
    return figures >= max(2, _FIGURES * _length(line.words)) and sure(line.words) < _SURE


def _length(words: Sequence[Word]) -> int:
    return sum(len(word.text) for word in words)


def _unruled(line: Line) -> Line:
    """``line`` without the sign at its beginning that is a piece of the rule: a bracket that nothing closes."""
    if not line.words:
        return line
    first, rest = line.words[0], line.text[1:]
    closing = _OPENED.get(first.text[:1])
    if closing is None or closing in rest or len(first.text) < 2:
        return line
    return replace(line, words=(retold(first, first.text[1:]), *line.words[1:]))
