"""``tt05.toml``, ``tt02.toml`` → the law's field sets (bảng trường): which fields a record has, and what may stand in
them."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, Literal

from archive.law.codes import TABLES

_FOLDER = Path(__file__).parent
_DATE = re.compile(r"^(?:(?:(\d{2})/)?(\d{2})/)?(\d{4})$")


@dataclass(frozen=True)
class Element:
    """Trường: ``name`` as the circular writes it. ``type``: S string, N number, D date, B yes or no (1, 0); ``length``
    in characters. ``need``: R required, O optional, C required where a field of ``when`` has one of these values.
    ``codes``: its code table; ``many``: may be repeated; ``part``: a part of the code above it.
    """

    name: str
    label: str
    type: Literal["S", "N", "D", "B"]
    length: int = 0
    need: Literal["R", "O", "C"] = "O"
    codes: str | None = None
    when: Mapping[str, list[str]] = field(default_factory=dict)
    many: bool = False
    part: bool = False

    def required(self, values: Mapping[str, str]) -> bool:
        """Whether a record with ``values`` must have it."""
        return self.need == "R" or any(values.get(name) in wanted for name, wanted in self.when.items())


@dataclass(frozen=True)
class Problem:
    """Điểm chưa đạt: a field of a record that is not as the law wants it. ``kind``: ``missing``, ``too-long``,
    ``not-a-number``, ``not-a-date``, ``partial-date``, ``no-code``."""

    field: str
    kind: str
    value: str = ""


@dataclass(frozen=True)
class FieldSet:
    """Bảng trường: its elements in the law's order. ``sure``: how sure the table is (see ``codes.toml``).
    ``partial_dates``: ``MM/YYYY`` and ``YYYY`` may stand where the paper has no more."""

    label: str
    source: str
    sure: str
    elements: tuple[Element, ...]
    partial_dates: bool = False

    def missing(self, values: Mapping[str, str]) -> tuple[str, ...]:
        """The names of the fields that the law requires of such a record and that are not in ``values``."""
        return tuple(one.name for one in self.elements if not values.get(one.name) and one.required(values))

    def problems(self, values: Mapping[str, str]) -> tuple[Problem, ...]:
        """All that is not as the law wants it, in the order of the fields; nothing is cut or made up to fit."""
        absent = self.missing(values)
        found = []
        for one in self.elements:
            value = values.get(one.name, "")
            kind = "missing" if one.name in absent else self._wrong(one, value) if value else None
            if kind:
                found.append(Problem(one.name, kind, value))
        return tuple(found)

    def _wrong(self, one: Element, value: str) -> str | None:
        if one.length and len(value) > one.length:
            return "too-long"
        if one.codes and TABLES[one.codes].words(value) is None:
            return "no-code"
        if one.type == "N" and not value.isdecimal():
            return "not-a-number"
        return self._wrong_date(value) if one.type == "D" else None

    def _wrong_date(self, value: str) -> str | None:
        match = _DATE.match(value)
        try:
            day, month, year = match.groups(default="01") if match else ("", "", "")
            date(int(year), int(month), int(day))
        except ValueError:
            return "not-a-date"
        return None if self.partial_dates or len(value) == 10 else "partial-date"


def _load(file: Path, others: Mapping[str, FieldSet] | None = None) -> dict[str, FieldSet]:
    found: dict[str, FieldSet] = {}
    for name, about in tomllib.loads(file.read_text(encoding="utf-8")).items():
        found[name] = _field_set(about, {**(others or {}), **found})
    return found


def _field_set(about: dict[str, Any], before: Mapping[str, FieldSet]) -> FieldSet:
    like, renamed = about.pop("like", None), about.pop("renamed", {})
    without = about.pop("without", [])
    rows = about.pop("fields", [])
    elements = before[like].elements if like else tuple(Element(**row) for row in rows)
    kept = (one for one in elements if one.name not in without)
    named = tuple(replace(one, name=renamed.get(one.name, one.name)) for one in kept)
    return FieldSet(elements=named, **about)


TT05: Mapping[str, FieldSet] = _load(_FOLDER / "tt05.toml")
"""TT 05/2025/TT-BNV: ``sip_dossier``, ``aip_dossier``, ``sip_document``, ``aip_document``."""
TT05_DIP: Mapping[str, FieldSet] = _load(_FOLDER / "tt05_dip.toml", TT05)
"""TT 05/2025/TT-BNV, PL V: ``request``, ``document``."""
TT02: Mapping[str, FieldSet] = _load(_FOLDER / "tt02.toml")
"""TT 02/2019/TT-BNV: ``dossier``, ``document``."""
