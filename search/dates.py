"""A date as people write it → the days it spans, and how it stands in texts."""

import re
from collections.abc import Iterator
from datetime import date

from archive.errors import BadQuery
from search.terms import Node, Part, When, either

_DAY, _MONTH, _YEAR = r"(?P<d{0}>\d{{1,2}})", r"(?P<m{0}>\d{{1,2}})", r"(?P<y{0}>[12]\d{{3}})"
_WRITTEN = "|".join(
    form.format(d=_DAY.format(at), m=_MONTH.format(at), y=_YEAR.format(at))
    for at, form in enumerate(
        (
            r"(?:ngày\s+|ngay\s+)?{d}\s*[/.-]\s*{m}\s*[/.-]\s*{y}",
            r"(?:ngày\s+|ngay\s+)?{d}\s+th[áa]ng\s+{m}\s+n[ăa]m\s+{y}",
            r"{y}-{m}-{d}",
            r"th[áa]ng\s+{m}(?:\s*[/.-]\s*|\s+n[ăa]m\s+|\s+){y}",
            r"{m}/{y}",
            r"n[ăa]m\s+{y}",
        )
    )
)
_DATE = re.compile(rf"(?<![\w/.-])(?:{_WRITTEN})(?![\w/-])(?!\.\w)", re.IGNORECASE)
_VALUE = re.compile(
    r"(?:(?:(?P<d>\d{1,2})[/.-])?(?P<m>\d{1,2})[/.-])?(?P<y>\d{4})|(?P<iy>\d{4})-(?P<im>\d{1,2})(?:-(?P<id>\d{1,2}))?"
)
_NEVER, _ALWAYS = 1, 99_999_999

Parts = tuple[int, int, int]
"""Year, month and day; 0 for what is not said."""


def span(iso: str) -> tuple[int, int]:
    """First and last day of ``2018``, ``2018-09`` or ``2018-09-11`` as numbers; (0, 0) of anything else."""
    found = re.fullmatch(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?", iso)
    if not found:
        return 0, 0
    year, month, day = (int(part or 0) for part in found.groups())
    return _days((year, month, day))


def asked(value: str) -> When:
    """The days that a date field's value means: ``11/9/2018``, ``9/2018``, ``2018-09-11``, ``2018..2019``, ``..2019``.

    Raises:
        BadQuery: it is no date, or a range whose end is before its beginning.

    """
    first, dots, last = value.partition("..")
    low = _days(_said(first, value))[0] if first else _NEVER
    high = _days(_said(last, value))[1] if last else _ALWAYS if dots else _days(_said(first, value))[1]
    if low > high or value == "..":
        raise BadQuery(f"«{value}»: không có ngày nào ở giữa / no day in between")
    return When(low, high)


def split(text: str) -> Iterator[str | Node]:
    """``text`` (NFC) cut at its dates: each is a node that finds papers of that date, or texts that name it."""
    at = 0
    for found in _DATE.finditer(text):
        said = _groups(found)
        if not _real(said):
            continue
        yield text[at : found.start()]
        yield _dated(said)
        at = found.end()
    yield text[at:]


def _dated(said: Parts) -> Node:
    year, month, day = (str(part) for part in said)
    if said[2]:
        forms = [(day, month, year), ("ngày", day, "tháng", month, "năm", year)]
    elif said[1]:
        forms = [(month, year), ("tháng", month, "năm", year)]
    else:
        forms = [("năm", year)]
    return either((When(*_days(said)),), *((Part(form),) for form in forms))


def _groups(found: re.Match[str]) -> Parts:
    given = {name[0]: int(value) for name, value in found.groupdict().items() if value}
    return given["y"], given.get("m", 0), given.get("d", 0)


def _said(text: str, whole: str) -> Parts:
    found = _VALUE.fullmatch(text)
    said = (0, 0, 0)
    if found:
        year, month, day = (found[name] or found[f"i{name}"] or "0" for name in "ymd")
        said = (int(year), int(month), int(day))
    if not found or not _real(said):
        raise BadQuery(f"«{whole}»: không phải ngày / not a date (11/9/2018, 9/2018, 2018, 2018..2019)")
    return said


def _real(said: Parts) -> bool:
    try:
        date(said[0], said[1] or 1, said[2] or 1)
    except ValueError:
        return False
    return bool(said[1] or not said[2])


def _days(said: Parts) -> tuple[int, int]:
    year, month, day = said
    return year * 10_000 + (month or 1) * 100 + (day or 1), year * 10_000 + (month or 12) * 100 + (day or 31)
