"""``rules/*.toml`` → retention schedules (bảng thời hạn bảo quản): rows of the law, and an agency's own above them.

A row is data with its source, how sure it is and from when to when it holds. An agency's own row names the row of the
law that it is like and is never shorter (Luật Lưu trữ 33/2024/QH15, Điều 15).
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import msgspec

from archive.errors import Missing, UsageError
from archive.period import LONGEST, PERMANENT, SHORTEST, Period, from_data

FOLDER = "rules"
"""Where an agency's own rows lie in the archive home."""
_LAWS = ("tt10_2022.toml", "tt09_2011.toml")


@dataclass(frozen=True, slots=True)
class Row:
    """Dòng của bảng thời hạn: ``id`` is schedule and name (``tt10-2022.dieu-le-quy-che``).

    ``period``: None where the law says it in words (``until``). ``sure``: ``read`` in the law or a press copy,
    ``secondary``, ``general`` knowledge that must be checked before anything is destroyed by it, or an agency's own
    (``agency``). ``since`` and ``till``: the first and last day on which a dossier is judged by it.
    """

    id: str
    law: str
    group: str
    text: str
    period: Period | None
    until: str
    source: str
    sure: str
    since: date
    till: date | None = None
    like: str | None = None
    words: tuple[str, ...] = ()
    must: tuple[str, ...] = ()

    def holds(self, on: date) -> bool:
        """Whether dossiers are judged by it on the day ``on``."""
        return self.since <= on and (self.till is None or on <= self.till)

    @property
    def doubt(self) -> str:
        """Why a person should look at the law before anything is destroyed by this row; empty: no need."""
        if self.sure == "agency" and self.like is None:
            return f"{self.id}: dòng của cơ quan, không nêu dòng nào của luật / it names no row of the law"
        unread = self.sure not in ("read", "agency")
        return f"{self.id}: thời hạn chưa đối chiếu với văn bản gốc / not checked against the law" if unread else ""

    def time(self, lang: str = "vi") -> str:
        """Its period in words."""
        return self.period.words(lang) if self.period else self.until


class _Told(msgspec.Struct, forbid_unknown_fields=True):
    """A row as a file has it."""

    text: str
    source: str
    years: int | str = ""
    until: str = ""
    group: int = 0
    sure: str = "agency"
    since: date | None = msgspec.field(default=None, name="from")
    till: date | None = msgspec.field(default=None, name="to")
    like: str | None = None
    words: tuple[str, ...] = ()
    must: tuple[str, ...] = ()


class _File(msgspec.Struct, forbid_unknown_fields=True):
    id: str
    name: str
    since: date = msgspec.field(name="from")
    rows: dict[str, _Told]
    till: date | None = msgspec.field(default=None, name="to")
    groups: dict[str, str] = {}


class Schedule:
    """Bảng thời hạn: all rows by their ids, the law's first."""

    def __init__(self, rows: Mapping[str, Row]) -> None:
        self._rows = dict(rows)

    def __iter__(self) -> Iterator[Row]:
        return iter(self._rows.values())

    def row(self, name: str) -> Row:
        """The row of the id ``name``; the schedule may be left out where only one has such a row.

        Raises:
            Missing: there is none.
            UsageError: more than one.

        """
        if name in self._rows:
            return self._rows[name]
        found = [row for row in self if row.id.partition(".")[2] == name]
        if not found:
            raise Missing(f"{name} (bảng thời hạn / retention schedule)")
        if len(found) > 1:
            raise UsageError(f"{name}: {', '.join(row.id for row in found)}")
        return found[0]

    def get(self, name: str | None) -> Row | None:
        """The row of the whole id ``name``, or None."""
        return self._rows.get(name or "")


def load(own: Path | None = None) -> Schedule:
    """The law's rows, and those of the TOML files in the folder ``own``, where there is one.

    Raises:
        UsageError: a file cannot be understood, or a row of the agency's is shorter than the law's; file and row are
            named.

    """
    rows: dict[str, Row] = {}
    for name in _LAWS:
        place = files("archive.rules") / name
        rows |= _rows(name, place.read_text(encoding="utf-8"), {})
    laws = dict(rows)
    for file in sorted(own.glob("*.toml")) if own and own.is_dir() else ():
        try:
            text = file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(f"{file}: {error}") from error
        fresh = _rows(str(file), text, laws)
        if twice := sorted(fresh.keys() & rows.keys()):
            raise UsageError(f"{file}: {twice[0]}: đã có / is there already")
        rows |= fresh
    return Schedule(rows)


def _rows(file: str, text: str, laws: Mapping[str, Row]) -> dict[str, Row]:
    try:
        told = msgspec.convert(tomllib.loads(text), _File)
        return {f"{told.id}.{name}": _row(told, name, one, laws) for name, one in told.rows.items()}
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise UsageError(f"{file}: {error}") from error
    except UsageError as error:
        raise UsageError(f"{file}: {error.detail}") from error


def _row(told: _File, name: str, one: _Told, laws: Mapping[str, Row]) -> Row:
    period = from_data(one.years)
    if period is None and not one.until:
        raise UsageError(f"{name}: thiếu years hoặc until / neither years nor until")
    law = _law_of(name, one, laws) if one.sure == "agency" else None
    if one.sure == "agency":
        _check_own(name, period, law)
    group: Any = told.groups.get(str(one.group)) or (law.group if law else "")
    return Row(
        id=f"{told.id}.{name}",
        law=told.name,
        group=group,
        text=one.text,
        period=period,
        until=one.until,
        source=one.source,
        sure=one.sure,
        since=one.since or told.since,
        till=one.till or told.till,
        like=one.like,
        words=one.words or (law.words if law else ()),
        must=one.must or (law.must if law else ()),
    )


def _law_of(name: str, one: _Told, laws: Mapping[str, Row]) -> Row | None:
    if one.like is None:
        return None
    if one.like not in laws:
        raise UsageError(f"{name}: like = {one.like!r}: không có dòng ấy trong luật / no such row of the law")
    return laws[one.like]


def _check_own(name: str, period: Period | None, law: Row | None) -> None:
    """An agency's row is as long as the law's row that it is like, and no shorter or longer than any period may be."""
    if period is not None and not period.is_lawful:
        raise UsageError(
            f"{name}: {period.words()}: thời hạn phải từ {SHORTEST} đến {LONGEST} năm hoặc vĩnh viễn"
            f" / a period has {SHORTEST} to {LONGEST} years or is permanent (Luật 33/2024/QH15, Điều 15)"
        )
    if law is None:
        return
    if law.period is None or period is None:
        if law.period is not period and period != PERMANENT:
            raise UsageError(
                f"{name}: {law.id} = {law.time()}: không so được / it cannot be told whether it is shorter"
            )
        return
    if period.rank < law.period.rank:
        raise UsageError(
            f"{name}: {period.words()} ngắn hơn {law.period.words()} của {law.id}; thời hạn của cơ quan không được thấp"
            f" hơn quy định / shorter than the law's {law.period.words('en')} (Luật 33/2024/QH15, Điều 15)"
        )
