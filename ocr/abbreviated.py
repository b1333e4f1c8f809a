"""A notation, and the kind and organ of its document → the same, as sure as they confirm it, misread letters put right.

A notation is the abbreviation of the kind and those of the organ and of the unit that wrote (NĐ 30/2020, PL I, ô 3).
"""

import re
from dataclasses import replace

from rapidfuzz.distance import Levenshtein

from archive.text import fold
from ocr.kinds import Kind
from ocr.number import is_code, is_plain, kind_in
from ocr.value import Value

_YEARLY = re.compile(r"\d{4}")
_CODED = re.compile(r"(?P<year>\d{4}/)?(?P<first>[^-–/.]+)(?P<sign>[-–/.])(?P<rest>.+)")
"""Year, kind, the sign behind it and the organs."""
_YEAR_AND_KIND = re.compile(r"\d{4}/(?:TT|TTLT|NĐ|NQ|QĐ|NQLT|L|PL)")
_PARTS = re.compile(r"([-–/.])")
_ONE, _BOTH = 0.95, 0.98
"""The chance that a notation is right of which one or both parts agree with the document's kind and organ."""
_HALF_SURE = 0.6
"""How surely a notation must have been read of which only one part agrees: the other may be misread; and one with a
sign between both that is not usual (``QĐ.UB``)."""
_CUT = 0.6
"""How far to trust a year and a kind behind which no organ was read."""
_OTHER_KIND, _UNUSUAL = 0.8, 0.96
"""How far to trust one of another kind than the title's, or written as none is; and one with signs that few have ("&",
"(PC04)") which kind or organ bear out: of 15 such 15 were right."""
_BY_TITLE, _BY_ORGAN = 0.92, 0.85
"""The same where one letter of the abbreviation was misread and the title says what it is, or the organ does."""
_BAR = 0.93
"""The same where the organ says that a D is Đ: of 22 such all were right."""
_ORGAN = 4
"""Letters of an organ's abbreviation of which one may be put right: "UBND"."""
_CLEAR = 0.9
"""Letters read so surely are those that are printed: ``KBBN`` of KHO BẠC NHÀ NƯỚC BẮC NINH."""
_WORN = 0.7
"""Letters read less surely may be any other's."""
_ALIKE = {"O": "Q", "Q": "O", "0": "OQ", "G": "C", "C": "G", "I": "T", "1": "T"}
"""Letters as which others are read in print that is worn."""
_SOME, _MANY = 3, 4
"""Letters of an abbreviation of which one may be such another, and those of which an organ's words may be left out."""
_CONTRACT = re.compile(r"HĐ[A-ZĐ]{2}(?:-\S+)?")
"""The notation of a contract (HĐMB, HĐKT, HĐLĐ, HĐTV): which one it is stands right behind it."""
_COMMITTEES = ("UBND", "HĐND")
"""Abbreviations that all offices write alike."""
_BOARDS = frozenset(("BCH", "BCĐ", "BTV", "BTC", "BQL", "BTT", "BVĐ", "BGH", "HĐQL", "HĐQT"))
"""Boards by their abbreviations, with which numbers of their own begin: ``BCH-K4`` above a BÁO CÁO is no ``BC-K4``."""
_ROOM = re.compile(r"(?<=\d)I$|(?<=[A-ZĐ]{3})(?<![KQ][VK])(?<![AEOU][^AEIOU])I$")
"""An I that ends an abbreviation of Vietnamese words, of which none begins so, is the 1 of a room (``TTKT1``, ``PV01``)
unless it numbers a region (KV I) or ends a name that is said as a word (``UNESI``)."""


def confirmed(notation: Value, kind: Kind | None, organ: Value | None) -> Value:
    """``notation`` as sure as what confirms it: the kind's abbreviation and the organ's. One that begins with no
    abbreviation, below a title that has one, was misread, and so was one that is written as none.
    """
    right = _by_organ(notation.text, organ.text, notation.confidence) if organ else notation.text
    if _YEAR_AND_KIND.fullmatch(right):
        return notation.but(right, _CUT)
    found = _confirmed(replace(notation, text=right), kind, organ)
    if right != notation.text:
        barred = right.replace("Đ", "D") == notation.text.replace("Đ", "D")
        found = replace(found, known=_BAR if barred else _BY_ORGAN)
    elif _ROOM.search(right):
        found = replace(found, text=_ROOM.sub("1", found.text), trust=min(found.trust, _BY_ORGAN))
    if is_plain(found.text):
        return found
    unusual = _UNUSUAL if found.known in (_ONE, _BOTH) and found.text[0].isupper() else _OTHER_KIND
    return replace(found, trust=min(found.trust, unusual))


def _confirmed(notation: Value, kind: Kind | None, organ: Value | None) -> Value:
    year, _, last = notation.text.rpartition("/")
    said = kind_in(last if _YEARLY.fullmatch(year) else notation.text)
    by_kind = said is not None and kind is not None and said.name == kind.name
    by_organ = organ is not None and abbreviates(notation.text, organ.text)
    if said is None and kind is not None and kind.code and not _CONTRACT.fullmatch(notation.text):
        right = _of_kind(notation.text, kind.code)
        if right:
            return replace(notation, text=right, trust=1.0, known=_BY_TITLE)
        return replace(notation, trust=min(notation.trust, _OTHER_KIND))
    if said is not None and kind is not None and kind.code and said.code != kind.code:
        return replace(notation, trust=min(notation.trust, _OTHER_KIND))
    if _may_lack_bar(notation.text, organ.text if organ else ""):
        return notation
    clear = min(word.confidence for word in notation.words) >= _HALF_SURE
    both = by_kind and by_organ and (clear or "." not in notation.text)
    known = _BOTH if both else _ONE if (by_kind or by_organ) and clear else 0.0
    return replace(notation, trust=1.0, known=known) if known > notation.confidence else notation


def _may_lack_bar(notation: str, organ: str) -> bool:
    """Whether an abbreviation in ``notation`` has a D that no word of ``organ`` bears out: its bar may not have been
    seen."""
    letters, parts = _initials(organ), _PARTS.split(notation)
    others = parts[1:] if is_code(parts[0]) else parts
    return any("D" in part and part not in _COMMITTEES and not _is_made_of(part, letters) for part in others)


def _of_kind(notation: str, code: str) -> str | None:
    """``notation`` with the abbreviation of its kind where one letter of that was misread, or the sign behind it lost;
    None where it is another."""
    found = _CODED.fullmatch(notation)
    if found and found["first"] in _BOARDS:
        return None
    if found and Levenshtein.distance(found["first"], code) <= 1:
        return f"{found['year'] or ''}{code}{found['sign']}{found['rest']}"
    year, slash, last = notation.rpartition("/")
    rest = last[len(code) :]
    joined = last.startswith(code) and len(rest) > 1 and rest.isalpha() and rest.isupper()
    return f"{year}{slash}{code}-{rest}" if joined else None


def abbreviates(notation: str, organ: str) -> bool:
    """Whether a part of ``notation`` is made of the first letters of the words of ``organ``: ``CCKL`` of CHI CỤC KIỂM
    LÂM, ``TNMT`` of PHÒNG TÀI NGUYÊN VÀ MÔI TRƯỜNG."""
    letters = fold(_initials(organ))
    return any(fold(part) in letters for part in _PARTS.split(notation) if len(part) > 1)


def _initials(organ: str) -> str:
    """The first letters of the words of ``organ``, without marks, but Đ kept."""
    first = (word[0] for word in organ.replace("-", " ").upper().split() if fold(word) != "va")
    return "".join(letter if letter == "Đ" else fold(letter).upper() for letter in first)


def _by_organ(notation: str, organ: str, sure: float) -> str:
    """``notation`` with the letters of its organ's abbreviation put right that are not those of ``organ``; where it was
    read surely, only the bar of a Đ and what no abbreviation has."""
    letters, parts = _initials(organ), _PARTS.split(notation)
    own = 2 if is_code(parts[0]) and len(parts) > 1 else 0
    right = [
        _put_right(part, letters, first=at == len(parts) - 1 and at > 0, sure=sure)
        if at >= own and at % 2 == 0
        else part
        for at, part in enumerate(parts)
    ]
    return "".join(right)


def _put_right(part: str, letters: str, *, first: bool, sure: float) -> str:
    """``part`` as ``letters`` have it; ``first``: also where one letter is not that of the first words."""
    if len(part) < 2 or part in letters or (len(part) >= _SOME and _is_made_of(part, letters)):
        return part
    for at in range(len(letters) - len(part) + 1):
        window = letters[at : at + len(part)]
        if all(one == other or _is_like(one, other, len(part), sure) for one, other in zip(part, window, strict=True)):
            return window
    barred = _barred(part, letters)
    if barred != part or len(part) < _ORGAN or not first:
        return barred
    begun = letters[: len(part)]
    believed = len(begun) == len(part) and (sure < _WORN or begun in _COMMITTEES)
    return begun if believed and sum(one != other for one, other in zip(begun, part, strict=True)) == 1 else part


def _is_like(read: str, letter: str, length: int, sure: float) -> bool:
    """Whether ``read`` is what ``letter`` may be read as in an abbreviation of ``length`` letters."""
    if (read, letter) == ("D", "Đ"):
        return True
    return length >= _SOME and letter in _ALIKE.get(read, "") and (read in "I1" or length >= _MANY or sure < _CLEAR)


def _barred(part: str, letters: str) -> str:
    """``part`` with the bars of those of ``letters`` that it is made of, in their order, some of them left out:
    ``HQCDN`` of … HẢI QUAN CỬA KHẨU CẢNG ĐÀ NẴNG."""
    if len(part) < _MANY or "D" not in part:
        return part
    taken, at = "", 0
    for letter in part:
        alike = (letter, "Đ") if letter == "D" else (letter,)
        found = next((i for i in range(at, len(letters)) if letters[i] in alike), -1)
        if found < 0:
            return _barred_beside(part, letters)
        taken, at = taken + letters[found], found + 1
    return taken


def _barred_beside(part: str, letters: str) -> str:
    """``part`` with the bars of ``letters`` where one word of the organ begins otherwise and may have been misread."""
    for at in range(len(letters) - len(part) + 1 if len(part) > _MANY else 0):
        pairs = list(zip(part, letters[at : at + len(part)], strict=True))
        if sum(one != other and (one, other) != ("D", "Đ") for one, other in pairs) == 1:
            return "".join("Đ" if pair == ("D", "Đ") else pair[0] for pair in pairs)
    return part


def _is_made_of(part: str, letters: str) -> bool:
    """Whether the letters of ``part`` are among ``letters`` in this order."""
    rest = iter(letters)
    return all(letter in rest for letter in part)
