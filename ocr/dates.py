"""Text → dates, ISO and partial where day or month was left open."""

import re

from archive.text import fold

_WORDS = re.compile(
    r"ng.{1,2}\s*[.,]?\s*(?P<day>[^\s,]{1,3}?)??[\s._…]*th.{1,3}g\s*[.,]?\s*(?P<month>[^\s,]{1,3}?)??[\s._…]*n.{1,2}\s*"
    r"(?P<year>(?:19|20)\s?\d\s?\d)"
)
_FIGURES = re.compile(r"(?<!\d)(?P<day>\d{1,2})\s*[/.-]\s*(?P<month>\d{1,2})\s*[/.-]\s*(?P<year>(?:19|20)\d{2})(?!\d)")
_DIGITS = str.maketrans("olis|", "01151")


def written(text: str) -> str | None:
    """The first "ngày 05 tháng 01 năm 2020" in ``text`` as ISO; ``2020-01``, ``2020`` where the rest was left open."""
    return _first(_WORDS, text)


def dated(text: str) -> str | None:
    """The first date in ``text``, in words or figures (``05/01/2020``), as ISO."""
    return written(text) or _first(_FIGURES, text)


def _first(pattern: re.Pattern[str], text: str) -> str | None:
    for match in pattern.finditer(fold(text)):
        found = iso(match["year"], match["month"], match["day"])
        if found:
            return found
    return None


def iso(year: str, month: str | None, day: str | None) -> str | None:
    """ISO from parts as read; a month or day that cannot be is left out."""
    y = "".join(year.split())
    m, d = (_figure(part) for part in (month, day))
    if not 1 <= m <= 12:
        return y
    return f"{y}-{m:02d}-{d:02d}" if 1 <= d <= 31 else f"{y}-{m:02d}"


def _figure(part: str | None) -> int:
    """A one- or two-digit figure, 0 where it is none (left open, or a scrawl)."""
    digits = (part or "").translate(_DIGITS)
    return int(digits) if digits.isdigit() and len(digits) <= 2 else 0
