"""Lines → whether the page is a separator sheet (tờ phân cách) by its words; and what such a sheet says."""

from collections.abc import Sequence
from dataclasses import replace

from rapidfuzz.distance import Levenshtein

from archive.records import Line, Word
from ocr.noise import retold
from ocr.vietnamese import is_upper, resembles

_TITLES = (
    "TỜ PHÂN CÁCH",
    "PHIẾU PHÂN CÁCH",
    "TỜ NGĂN HỒ SƠ",
    "PHIẾU NGĂN TÀI LIỆU",
    "TỜ NGĂN TÀI LIỆU",
    "PHIẾU NGĂN HỒ SƠ",
)
_WORDS = 16
"""A sheet bears its title, a dossier's code and what was misread of the pattern; a paper about separators says more."""
_LIKE = 0.85
_LEAST = 6
"""Letters and figures that a line of the sheet has at least; the patterns of its codes are read as fewer."""
_HARDLY = 0.2
"""A line of which no word is likelier right is none."""
_CODE_LIKE, _AS_CODED = 0.75, 0.99
"""How much a line must be what its code says to be that, and how sure it is then."""


def is_separator(lines: Sequence[Line]) -> bool:
    """Whether ``lines`` are those of a separator sheet: its title in capitals and next to nothing else."""
    if sum(len(line.words) for line in lines) > _WORDS:
        return False
    return any(is_upper(line.text) and _names_one(line.text) for line in lines)


def of_separator(lines: Sequence[Line], payload: str | None) -> tuple[Line, ...]:
    """``lines`` of a separator sheet without what its codes' patterns were read as; its title put right, and what is
    printed below a code as the code says (``payload``)."""
    told = (_told(line, payload) for line in lines if sum(map(str.isalnum, line.text)) >= _LEAST)
    return tuple(line for line in told if max(word.confidence for word in line.words) >= _HARDLY)


def _told(line: Line, payload: str | None) -> Line:
    says = next((title for title in _TITLES if resembles(line.text, title, _LIKE) and is_upper(line.text)), None)
    if payload and Levenshtein.normalized_similarity("".join(line.text.split()), payload) >= _CODE_LIKE:
        says = payload
    if says is None or says == line.text:
        return line
    whole = Word(says, line.box, _AS_CODED, line.text)
    words = tuple(retold(word, text) for word, text in zip(line.words, says.split(), strict=False))
    return replace(line, words=words if len(line.words) == len(says.split()) else (whole,))


def _names_one(text: str) -> bool:
    words = text.split()
    return any(resembles(" ".join(words[: len(title.split())]), title, _LIKE) for title in _TITLES)
