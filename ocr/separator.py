"""Lines → whether the page is a separator sheet (tờ phân cách) by its words, where its code could not be read."""

from collections.abc import Sequence

from archive.records import Line
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


def is_separator(lines: Sequence[Line]) -> bool:
    """Whether ``lines`` are those of a separator sheet: its title in capitals and next to nothing else."""
    if sum(len(line.words) for line in lines) > _WORDS:
        return False
    return any(is_upper(line.text) and _names_one(line.text) for line in lines)


def _names_one(text: str) -> bool:
    words = text.split()
    return any(resembles(" ".join(words[: len(title.split())]), title, _LIKE) for title in _TITLES)
