"""Lines → the same, set wording and names of provinces in the capitals of letterhead and signature as they are written.

Marks over capitals touch the line above, so ``TỈNH``, ``PHỐ``, ``TẾ`` are read surely as TÍNH, PHÔ, TÊ; the wording is
that of the law (``ocr.vietnamese``, ``ocr.wording``), and no two provinces have the same letters.
"""

from collections.abc import Sequence
from dataclasses import replace

from archive.records import Line
from archive.text import fold
from ocr.noise import retold
from ocr.provinces import province
from ocr.vietnamese import is_upper, parts
from ocr.wording import as_written

_REGIONS = ("letterhead", "signature")
_UNITS = ("TỈNH", "PHỐ", "ỦY")
"""The last word of what stands before a province's name: TỈNH, THÀNH PHỐ, TỈNH ỦY."""
_LONGEST = 5
"""Words of a province's name, a hyphen with them: BÀ RỊA - VŨNG TÀU."""


def in_capitals(lines: Sequence[Line]) -> tuple[Line, ...]:
    """``lines`` with such words put right where nothing but marks was misread; each keeps what was read."""
    return tuple(_written(line) if line.region in _REGIONS and is_upper(line.text) else line for line in lines)


def _written(line: Line) -> Line:
    told = [parts(word.text) for word in line.words]
    cores = [core or "-" for _, core, _ in told]
    said = as_written(" ".join(cores)).split()
    if len(said) != len(cores):
        return line
    said = _in_provinces(said)
    words = tuple(
        retold(word, head + now + tail) if core and now != core and fold(now) == fold(core) else word
        for word, (head, core, tail), now in zip(line.words, told, said, strict=True)
    )
    return line if words == line.words else replace(line, words=words)


def _in_provinces(words: Sequence[str]) -> list[str]:
    told = list(words)
    for start in range(1, len(told)):
        if told[start - 1] not in _UNITS:
            continue
        for size in range(min(_LONGEST, len(told) - start), 0, -1):
            known = province(" ".join(told[start : start + size]))
            if known and len(known.split()) == size:
                told[start : start + size] = known.upper().split()
                break
    return told
