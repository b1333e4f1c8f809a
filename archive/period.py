"""What papers say of how long to keep them (``10 năm``, ``Vĩnh viễn``, a code) → a period that can be reckoned with."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from archive.errors import UsageError
from archive.law import TABLES
from archive.text import fold

SHORTEST, LONGEST = 2, 70
"""Years that a limited period may have: Luật Lưu trữ 33/2024/QH15, Điều 15."""

_YEARS = re.compile(r"^0*(\d{1,4}) ?(?:nam|years?)$")


@dataclass(frozen=True, slots=True)
class Period:
    """Thời hạn lưu trữ: ``years`` from the year in which the work ends; None: for ever (vĩnh viễn)."""

    years: int | None

    @property
    def is_permanent(self) -> bool:
        """Whether it never ends."""
        return self.years is None

    @property
    def rank(self) -> float:
        """By which periods are compared: for ever is longer than any number of years."""
        return float("inf") if self.years is None else self.years

    @property
    def is_lawful(self) -> bool:
        """Whether the law knows such a period (Điều 15): for ever, or 2 to 70 years."""
        return self.years is None or SHORTEST <= self.years <= LONGEST

    def words(self, lang: str = "vi") -> str:
        """``Vĩnh viễn``, ``20 năm``; ``permanent``, ``20 years``."""
        if self.years is None:
            return "Vĩnh viễn" if lang == "vi" else "permanent"
        return f"{self.years} {'năm' if lang == 'vi' else 'years'}"

    def plain(self) -> int | str:
        """As data: a number of years, or ``permanent``."""
        return "permanent" if self.years is None else self.years


PERMANENT = Period(None)


def longest(periods: Iterable[Period]) -> Period | None:
    """The longest of ``periods``, which counts for a dossier of papers with several (Điều 15); None of none."""
    return max(periods, key=lambda period: period.rank, default=None)


def understood(text: str) -> Period | None:
    """The period that ``text`` means, a code of TT 05/2025/TT-BNV (``02``) or words, with or without dấu.

    None where it means none that a date follows from: "Khác" (07), "Lâu dài", "đến khi hết hiệu lực".
    """
    coded = TABLES["maintenance"].coded(text)
    words = fold(" ".join((coded.words if coded else text).split()))
    if words == "vinh vien":
        return PERMANENT
    years = _YEARS.match(words)
    return Period(int(years[1])) if years and int(years[1]) > 0 else None


def from_data(value: Any) -> Period | None:
    """The opposite of :meth:`Period.plain`; None where there is none.

    Raises:
        UsageError: it is neither.

    """
    if value is None or value == "":
        return None
    if value == "permanent":
        return PERMANENT
    if isinstance(value, int) and not isinstance(value, bool) and value > 0:
        return Period(value)
    raise UsageError(f"thời hạn / period: {value!r} (số năm / years | permanent)")
