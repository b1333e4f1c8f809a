"""Lines as read → lines in which a word that stands where it cannot stand is the one that it is always misread for.

``KẾT NẠP ĐẲNG`` is ĐẢNG, for đẳng only stands in a few words of two syllables; ``xã la Púch`` is Ia, for no name begins
with a small letter; ``đợt Í`` is I, ``học kỳ H`` II, for phases are counted in Roman figures; ``CHI BỘ TRƯỞNG THCS`` is
TRƯỜNG; ``cấp Ủy`` and ``Tỉnh Ủy`` are ủy: U is as u but for its height.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from archive.records import Line, Word
from archive.text import fold
from ocr.noise import retold

_RANKED = re.compile(r"(ĐẲNG)(\W*)")
_BEFORE_RANK = ("BÌNH", "CAO", "ĐỒNG", "SƠ", "TRUNG", "THƯỢNG", "SIÊU", "NGANG", "CHUYỂN")
_BEHIND_RANK = ("CẤP", "THỨC", "HẠNG", "LẬP", "TRƯƠNG", "ÁP")
"""What đẳng makes a word with."""
_COUNTED = ("dot", "quy", "cap", "ky", "hang", "loai", "nhom", "tap", "vong", "muc", "khu", "khoa")
"""Behind which Roman figures stand, folded."""
_ONE = re.compile(r"([ÍÌỊĨỈÎÏ|])([.,;:]?)")
_TWO = re.compile(r"(H|IL|LI|Il|lI|ll)([.,;:]?)")
"""As what II is read there."""
_SCHOOL = re.compile(r"TRƯỞNG|Trưởng")
_SCHOOLS = ("THCS", "THPT", "PTDT", "TIỂU", "MẦM", "MẪU", "TRUNG", "CAO", "ĐẠI", "CHÍNH")
"""What stands behind "trường"."""
_OWNERS = ("bo", "truong", "cua", "tai", "-")
"""Before a school's name, folded: CHI BỘ TRƯỜNG …, HIỆU TRƯỞNG TRƯỜNG …"""
_TO_SCHOOL = str.maketrans("Ởở", "Ờờ")
_LEVELS = ("tinh", "thanh", "huyen", "quan", "thi", "dang", "chi", "cap", "khu")
"""With which ủy makes the word for a committee of the Party, folded."""
_AREAS = ("xa", "huyen", "thon", "lang", "ubnd", "tran", "tai", "xa:", "huyen:")
"""Behind which the name of a place stands, folded."""


def in_company(lines: Sequence[Line]) -> tuple[Line, ...]:
    """``lines`` with such words put right; each keeps what was read."""
    done, before = list[Line](), ""
    for line in lines:
        words = tuple(_right(line, at, before) for at in range(len(line.words)))
        done.append(line if words == line.words else replace(line, words=words))
        before = line.words[-1].text if line.words else before
    return tuple(done)


def _right(line: Line, at: int, before: str) -> Word:
    """The word at ``at``; ``before``: the last of the line above."""
    word = line.words[at]
    last = line.words[at - 1].text if at else before
    following = line.words[at + 1].text if at + 1 < len(line.words) else ""
    if (rank := _RANKED.fullmatch(word.text)) and not _is_rank(last, following):
        return retold(word, f"ĐẢNG{rank[2]}")
    if at and (one := _ONE.fullmatch(word.text)) and fold(last) in _COUNTED:
        return retold(word, f"I{one[2]}")
    if at and (two := _TWO.fullmatch(word.text)) and fold(last) in _COUNTED:
        return retold(word, f"II{two[2]}")
    if _SCHOOL.fullmatch(word.text) and following.upper() in _SCHOOLS and fold(last) in _OWNERS:
        return retold(word, word.text.translate(_TO_SCHOOL))
    if word.text.startswith("Ủy") and _is_of_party(word.text, last, following):
        return retold(word, f"ủ{word.text[1:]}")
    if word.text == "la" and following[:1].isupper() and (fold(last) in _AREAS if at else _is_dated(line)):
        return retold(word, "Ia")
    return word


def _is_rank(last: str, following: str) -> bool:
    return last.strip(".,;:-–()").upper() in _BEFORE_RANK or following.strip(".,;:-–()").upper() in _BEHIND_RANK


def _is_of_party(text: str, last: str, following: str) -> bool:
    """Whether "Ủy" ends the word for a committee of the Party; "huyện Ủy ban" lacks a comma between two names."""
    return text[2:3] in ("", *".,;:)") and fold(last) in _LEVELS and not last.isupper() and fold(following) != "ban"


def _is_dated(line: Line) -> bool:
    """Whether the line is that of place and date."""
    return any(fold(word.text) == "ngay" for word in line.words)
