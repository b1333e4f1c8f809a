"""Lines as read → lines whose title, spaced (``Q U Y Ế T  Đ Ị N H``) or with other marks (``QUYÉT ĐINH``), is the name
of a kind of document again, and whose code (``000.23. 17.H07-231023-0235``) is one word."""

from collections.abc import Sequence
from dataclasses import replace

from archive.records import Box, Line, Word
from archive.text import fold
from ocr.cover import CODE
from ocr.engine import Candidate
from ocr.kinds import KINDS
from ocr.noise import retold
from ocr.syllable import spelled
from ocr.vietnamese import parts

_SHORTEST = 6
"""Letters of a title that is put together: shorter ones may stand in a text by chance."""


def _joined(text: str) -> str:
    return "".join(filter(str.isalpha, fold(text)))


_TITLES = {joined: kind.name.upper() for kind in KINDS if len(joined := _joined(kind.name)) >= _SHORTEST}


def unspaced(lines: Sequence[Line]) -> tuple[Line, ...]:
    """``lines`` with a title in capitals that stands alone and was read in other pieces (``QUY ÉT ĐỊNH``) or with other
    marks (``QUYÉT ĐINH``) in the words of its kind, each keeping what was read in its place; and with the code of a
    dossier that was read in pieces in one."""
    return tuple(_coded(_whole(line)) for line in lines)


def _coded(line: Line) -> Line:
    for size in (2, 3):
        for start in range(len(line.words) - size + 1):
            pieces = line.words[start : start + size]
            code = "".join(word.text for word in pieces)
            if CODE.fullmatch(code.strip(".,;:")) and not any(CODE.search(word.text) for word in pieces):
                whole = _shared([code], pieces)
                return replace(line, words=(*line.words[:start], *whole, *line.words[start + size :]))
    return line


def _whole(line: Line) -> Line:
    """``line``, or its title in its own words."""
    text = line.text
    title = _TITLES.get(_joined(text))
    if title is None or not text.isupper():
        return line
    names = title.split()
    if len(names) == len(line.words):
        return replace(line, words=tuple(map(_named, line.words, names)))
    names[-1] += parts(line.words[-1].text)[2]
    return replace(line, words=tuple(_shared(names, line.words)))


def _named(word: Word, name: str) -> Word:
    """``word`` as ``name``, the marks around it kept; as it is where it differs only in where the tone stands."""
    head, core, tail = parts(word.text)
    return word if spelled(core) == spelled(name) else retold(word, head + name + tail)


def _shared(names: Sequence[str], words: Sequence[Word]) -> list[Word]:
    """``names`` over the place of ``words``, each as wide as it has letters."""
    left, top, right, bottom = _around(words)
    letters = sum(map(len, names)) + len(names) - 1
    sure = min(word.confidence for word in words)
    read = " ".join(word.read or word.text for word in words)
    done, at = [], 0
    for name in names:
        begin, end = (left + round((right - left) * part / letters) for part in (at, at + len(name)))
        bare = replace(words[0], text=read, box=(begin, top, end, bottom), confidence=sure, read=None)
        told = retold(bare, name)
        done.append(replace(told, choices=()) if isinstance(told, Candidate) else told)
        at += len(name) + 1
    return done


def _around(words: Sequence[Word]) -> Box:
    boxes = [word.box for word in words]
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)
