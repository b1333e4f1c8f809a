"""A word of figures, or beside them, as read → the same with figures where its place allows no letters, Roman ones
after "khóa"."""

import re
from collections.abc import Sequence

from archive.records import Word
from archive.text import fold
from ocr.engine import Candidate
from ocr.noise import REPORTED, unmarked

_OH = re.compile(r"[\dOo][\dOo./:-]*[.,;:]?")
_LETTERS = {"O": "0", "o": "0", "l": "1", "I": "1", "S": "5", "T": "1"}
_MIXED = re.compile(r"(?=.*\d)[\dOolIST]{2}")
_LOOSE = re.compile(r"(?=.*[OolISG?†])[\dOolISG?†]{2,}[.,;]?|[\dO]{1,2}/[\dOolISG?†]{2}/\d{4}[.,;]?")
_FOR_FIGURES = _LETTERS | {"?": "7", "†": "7", "G": "6"}
"""What figures are read as; one figure is never taken for another."""
_ITEM = re.compile(r"\d{1,2},")
_SQUARE = re.compile(r"(\(?m)[2?](\W*)")
_A_LITRE = re.compile(r"([go])/[l1I|](\W*)")
"""As what grams in a litre are read behind a figure."""
_QUARTER = re.compile(r"([1IHTV]{1,3})((?:/\d{4})?\W*)")
_ROMAN = ("I", "II", "III", "IV")
_ROMAN_AFTER = ("quy", "khoa", "hang", "chuong")
"""Words before Roman figures, folded: quý, khóa, hạng, chương."""
_BEFORE_FIGURES, _AFTER_FIGURES = ("ngay", "thang", "nam"), ("thang", "nam", "gio", "phut")
_PREMIER = re.compile(r"(\d{1,5}/(?:19|20)\d\d/(?:QĐ|CT|CĐ)-TT)[9qøöo]?([.,;:]?)")
"""A decision or directive of the Prime Minister (Thủ tướng, "TTg") whose last letter hangs below the line."""
_YEAR = re.compile(r"(?:19|20)\d\d\W*")
_STEMS = ("Giáp", "Ất", "Bính", "Đinh", "Mậu", "Kỷ", "Canh", "Tân", "Nhâm", "Quý")
_BRANCHES = ("Tý", "Sửu", "Dần", "Mão", "Thìn", "Tỵ", "Ngọ", "Mùi", "Thân", "Dậu", "Tuất", "Hợi")
"""Can and chi, which name a year together: the one of even place goes with one of even place, odd with odd."""
_NAMED = 2
"""Words before a chi: its can, and what says that a year is named."""
_BEFORE_LUNAR = ("nam", "dan", "tet", "xuan")
_MARKS = ".,:;()"
_RAISED = frozenset("²ˆ^°?'’*")
"""As which the recogniser doubts a raised 2."""
_LIKELY = 0.5
"""Least weight, by that of the first choice, of an offered sign that the place of a word speaks for too."""


def figured(words: Sequence[Word], at: int) -> str:
    """The text of ``words[at]``, a word of one line, with signs put right that cannot be what they were read as.

    ``O9/O2/1982`` → ``09/02/1982``; between ``ngày`` and ``tháng`` ``l1`` → ``11``; after ``Quý`` ``H/2019`` →
    ``II/2019``; ``5,`` at the head of a line → ``5.`` and ``m2`` after a figure → ``m²`` where the recogniser
    itself was in doubt, ``o/1`` after a figure → ``g/l``; ``nắm 2023`` → ``năm 2023``, ``Tết Ất Ty`` → ``Tết Ất Tỵ``;
    ``QĐ-TT`` behind a year → ``QĐ-TTg``. One figure never becomes another; what is none among figures
    is taken for the one it looks like (``9?`` → ``97``), but not in the number of a paper, which is often written by
    hand: ``Số: 25G`` may be 2576.
    """
    text = words[at].text
    if premier := _PREMIER.fullmatch(text):
        return f"{premier[1]}g{premier[2]}"
    if not any(map(str.isdigit, text)) and (year := _of_year(words, at)):
        return year
    before = fold(words[at - 1].text).strip(_MARKS) if at else ""
    after = fold(words[at + 1].text).strip(_MARKS) if at + 1 < len(words) else ""
    if "o" in text.lower() and _OH.fullmatch(text) and 2 * sum(char.isdigit() for char in text) > len(text) > 2:
        return text.replace("O", "0").replace("o", "0")
    if _MIXED.fullmatch(text) and (before in _BEFORE_FIGURES or after in _AFTER_FIGURES):
        return "".join(_LETTERS.get(char, char) for char in text)
    if before != "so" and _LOOSE.fullmatch(text) and _mostly_figures(unmarked(text)):
        return _certain(words[at])
    if text.strip(_MARKS) in ("O", "OO") and (at or len(words) == 1):
        return text.replace("O", "0")
    if REPORTED.fullmatch(text):
        return REPORTED.sub(r"\1b/c)\2", text)
    if before in _ROMAN_AFTER:
        return _quarter(words[at])
    if not at and _ITEM.fullmatch(text) and after and words[1].text[:1].isupper() and _offered(words[0], -1, "."):
        return text[:-1] + "."
    if before[-1:].isdigit() and (found := _A_LITRE.fullmatch(text)):
        return f"g/l{found[2]}"
    return _square(words[at]) if before[-1:].isdigit() else text


def _of_year(words: Sequence[Word], at: int) -> str | None:
    """What ``words[at]`` is as a word of a year, in figures or by can and chi; None where it is none or has all its
    marks."""
    text, after = words[at].text, words[at + 1].text if at + 1 < len(words) else ""
    if text.islower() and text != "năm" and fold(text) == "nam" and _YEAR.fullmatch(after):
        return "năm"
    core, before = text.strip(_MARKS), [word.text for word in words[max(at - 2, 0) : at]]
    if len(before) < _NAMED or before[1] not in _STEMS or fold(before[0]) not in _BEFORE_LUNAR:
        return None
    even = _STEMS.index(before[1]) % 2
    fits = [one for place, one in enumerate(_BRANCHES) if place % 2 == even and fold(one) == fold(core)]
    return text.replace(core, fits[0]) if len(fits) == 1 and core.istitle() and core != fits[0] else None


def _mostly_figures(text: str) -> bool:
    """Of two signs the first must be a figure and the other no letter but O: ``O2`` and ``1S`` are names of things."""
    if len(text) == 2:
        return text[0].isdigit() and text[1] in "O?†"
    return 2 * sum(char.isdigit() for char in text) >= len(text)


def _certain(word: Word) -> str:
    """A word of figures with the signs among them that are none put as the figures they are taken for."""
    return "".join(_FOR_FIGURES.get(sign, sign) for sign in word.text)


def _quarter(word: Word) -> str:
    """A quarter of a year, a term, a class in Roman figures: strokes read as H, T and 1."""
    found = _QUARTER.fullmatch(word.text)
    if not found:
        return word.text
    roman = found[1].replace("H", "II").replace("TV", "IV")
    if roman == "1" and _offered(word, 0, "I"):
        roman = "I"
    if set(roman) == {"I"}:
        roman = roman[:3]  # serifs that touch make strokes of their own: IHI
    return roman + found[2] if roman in _ROMAN else word.text


def _square(word: Word) -> str:
    found = _SQUARE.fullmatch(word.text)
    if not found:
        return word.text
    sign = len(found[1])
    doubted = word.text[sign] == "?" or any(_offered(word, sign, other) for other in _RAISED)
    return f"{found[1]}²{found[2]}" if doubted else word.text


def _offered(word: Word, at: int, sign: str) -> bool:
    """Whether the recogniser seriously offers ``sign`` for the letter ``at`` of ``word``."""
    if not isinstance(word, Candidate) or len(word.choices) != len(word.text):
        return False
    weights = dict(word.choices[at])
    return weights.get(sign, 0.0) >= _LIKELY * max(weights.get(word.text[at], 0.0), 0.05)
