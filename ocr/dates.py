"""Text → dates, ISO and partial where day or month was left open."""

import re
from collections.abc import Sequence

from rapidfuzz.distance import Levenshtein

from archive.text import fold

_WORDS = re.compile(
    r"ng.{1,2}\s*[.,]?\s*(?P<day>[^\s,]{1,3}?)??[\s._…]*th.{1,3}g\s*[.,]?\s*(?P<month>[^\s,]{1,3}?)??[\s._…]*n.{1,2}\s*"
    r"(?P<year>(?:19|20)[\s.–-]?\d[\s.–-]?\d)"
)
_FIGURES = re.compile(r"(?<!\d)(?P<day>\d{1,2})\s*[/.-]\s*(?P<month>\d{1,2})\s*[/.-]\s*(?P<year>(?:19|20)\d{2})(?!\d)")
_SPACED = re.compile(r"\D+")
"""What parts the figures of a year: spaces, or a stroke of a pen that runs through it ("20-23")."""
_DIGITS = str.maketrans("olis|", "01151")
_LABELS = (("ngay", 2), ("thang", 1), ("nam", 1))
"""What stands before day, month and year, and how many letters of it may be misread where the whole date is there."""
_SHORT = 3
"""A label of so few letters must begin as it does: "tám" is no "năm", ``hgày`` is "ngày"."""
_APART = 3
"""Two of them stand at most so many words apart: one or two figures between."""
_YEAR = re.compile(r"\W*(?:19|20)\d\w\W*")
"""A year, the last figure of which may have been read as a letter: figures of old style are."""
_TORN_YEAR = re.compile(r"\W*(?=\D?\d)(?:\w{2,4}|\d{1,3}[.,/]\d{1,2})\W*")
"""What is left of one in worn print: ``06`` of 2026, ``303.2`` of 2023."""
_HEAD = " .,:;'*_-)"
"""Marks about a label, and what the first stroke of a pen behind it is read as."""


def written(text: str) -> str | None:
    """The first "ngày 05 tháng 01 năm 2020" in ``text`` as ISO; ``2020-01``, ``2020`` where the rest was left open."""
    return _first(_WORDS, text)


def dated(text: str) -> str | None:
    """The first date in ``text``, in words or figures (``05/01/2020``), as ISO."""
    return written(text) or _first(_FIGURES, text)


def labels(words: Sequence[str]) -> tuple[int, int, int] | None:
    """Where "ngày", "tháng" and "năm" of the first date in ``words`` stand, None where there is none.

    Slanted print is misread (``ngùy 08 thúng 9 năm 2013``): two letters in "ngày", one in each of the others are
    forgiven where a year ends it all, one in "tháng" or "năm" where figures do; a place is none ("Vĩnh Ngãi,").
    """
    said = [fold(word).strip(_HEAD) for word in words]
    exact = _labels(said, slips=False)
    if exact:
        return exact
    places = [word[:1].isupper() and word.endswith(",") for word in words]
    return _labels(["" if place else text for place, text in zip(places, said, strict=True)], slips=True)


def _labels(said: Sequence[str], *, slips: bool) -> tuple[int, int, int] | None:
    for year in range(2, len(said)):
        if not _is_label(said[year], 2, slips) or (slips and not _ends_in(_TORN_YEAR, said, year)):
            continue
        whole = not slips or _ends_in(_YEAR, said, year)
        for month in range(year - 1, max(year - _APART, 1) - 1, -1):
            if not _is_label(said[month], 1, slips):
                continue
            days = range(month - 1, max(month - _APART, 0) - 1, -1)
            day = next((at for at in days if _is_label(said[at], 0, slips)), None)
            if day is not None and (whole or (said[day] == "ngay" and (said[month] == "thang" or said[year] == "nam"))):
                return day, month, year
    return None


def _is_label(text: str, which: int, slips: bool) -> bool:
    label, most = _LABELS[which]
    if text == label or not slips:
        return text == label
    if not text.isalpha() or abs(len(text) - len(label)) > 1:
        return False
    begun = text[:1] == label[0]
    return (begun or len(label) > _SHORT) and Levenshtein.distance(text, label) <= (most if begun else 1)


def _ends_in(pattern: re.Pattern[str], said: Sequence[str], at: int) -> bool:
    """Whether what follows the word ``at`` is all of ``pattern``."""
    return at + 1 < len(said) and bool(pattern.fullmatch(said[at + 1]))


def _first(pattern: re.Pattern[str], text: str) -> str | None:
    for match in pattern.finditer(fold(text)):
        found = iso(match["year"], match["month"], match["day"])
        if found:
            return found
    return None


def iso(year: str, month: str | None, day: str | None) -> str | None:
    """ISO from parts as read; a month or day that cannot be is left out."""
    y = _SPACED.sub("", year)
    m, d = (_figure(part) for part in (month, day))
    if not 1 <= m <= 12:
        return y
    return f"{y}-{m:02d}-{d:02d}" if 1 <= d <= 31 else f"{y}-{m:02d}"


def _figure(part: str | None) -> int:
    """A one- or two-digit figure, 0 where it is none (left open, or a scrawl)."""
    digits = (part or "").translate(_DIGITS)
    return int(digits) if digits.isdigit() and len(digits) <= 2 else 0
