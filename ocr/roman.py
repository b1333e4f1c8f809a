"""Lines as read → lines whose Roman figures at the head of parts and rows are figures again and count on."""

import re
from collections.abc import Sequence, Set
from dataclasses import replace

from archive.records import Line, Word
from ocr.noise import retold

_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
_HEAD = re.compile(r"([IVXHl1]{1,5})\.")
_STROKES = str.maketrans({"H": "II", "l": "I", "1": "I"})
"""As what strokes side by side are read."""
_MARRED = re.compile(r"(?=.*[IVXHl|!])[IVXHLTl1|!\]\[.,:;'’_-]{1,6}")
"""A Roman figure with the border of its cell read into it."""
_TWO = 2


def counted(lines: Sequence[Line]) -> tuple[Line, ...]:
    """``lines`` with ``H. NỘI DUNG`` as ``II. NỘI DUNG`` and a second ``II.`` in a row as ``III.``.

    Only the head of a line before a capital, and the lone word of a cell in a first column that counts in Roman
    figures, are taken for one. ``1.`` stays: it heads parts as well.
    """
    done = []
    last = 0
    rows = _in_roman(lines)
    for line in lines:
        found = _HEAD.fullmatch(line.words[0].text) if len(line.words) > 1 and line.cell is None else None
        if found and line.words[1].text[:1].isupper() and not found[1].isdigit():
            value = _value(found[1])
            value += value == last == _TWO
            last = value or last
            line = _headed(line, f"{_ROMAN[value - 1]}.") if value else line
        elif line.block in rows and line.cell and line.cell[1] == 0 and not line.text.isdigit() and _value(line.text):
            line = _headed(line, _ROMAN[_value(line.text) - 1])
        done.append(line)
    return _between(done, rows)


def _in_roman(lines: Sequence[Line]) -> set[int]:
    """Blocks whose first column counts in Roman figures: one that is nothing else, or two cells of strokes."""
    lone: dict[int, list[str]] = {}
    for line in lines:
        if line.cell and line.cell[1] == 0 and len(line.words) == 1 and not line.text.isdigit():
            lone.setdefault(line.block, []).append(line.text)
    return {
        block
        for block, texts in lone.items()
        if any(text in _ROMAN[1:] or _value(text) > _TWO for text in texts)
        or (sum(bool(_value(text) or _MARRED.fullmatch(text)) for text in texts) >= _TWO and any(map(_value, texts)))
    }


def _between(lines: Sequence[Line], blocks: Set[int]) -> tuple[Line, ...]:
    """``lines`` with the one figure that cannot be read between two that count, or before the second, counted too.

    ``I, 1, 2, IL, 1, III`` is ``II`` in its fourth place, in the first columns of ``blocks``.
    """
    done = list(lines)
    for block in blocks:
        last, marred = 0, list[int]()
        for at, line in enumerate(lines):
            if line.block != block or line.cell is None or line.cell[1] or line.text.isdigit():
                continue
            value = _value(line.text)
            if value == last + _TWO and len(marred) == 1:
                done[marred[0]] = _headed(lines[marred[0]], _ROMAN[last])
            if value:
                last, marred = value, []
            elif len(line.words) == 1 and _MARRED.fullmatch(line.text):
                marred.append(at)
    return tuple(done)


def _value(text: str) -> int:
    """The number that ``text`` stands for; 0 where it is none."""
    roman = text.translate(_STROKES)
    return _ROMAN.index(roman) + 1 if roman in _ROMAN else 0


def _headed(line: Line, text: str) -> Line:
    first: Word = line.words[0]
    return replace(line, words=(retold(first, text), *line.words[1:]))
