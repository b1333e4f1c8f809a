"""Rows of somebody's list → the dossiers and documents that it names (bảng kê có sẵn của một kho).

Headers are known by their words, without regard to case, dấu, line breaks, order or what stands above them; they may
take two rows, the upper one merged. A header that a dossier and a document share (Ghi chú, Ngôn ngữ …) belongs to
whichever the columns before it belong to. Dossier cells may be filled in the first of its rows only.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from archive.errors import BadSheet
from archive.exchange import COLUMNS, Column
from archive.law import TABLES
from archive.text import fold

_SEARCHED = 20
"""Rows in which the headers are looked for: above them stand titles and names of agencies."""
_FEWEST = 3
_WHOLE = (
    Column("Ngày tháng năm văn bản", "document", "issued_date", also=(
        "ngay thang nam", "ngay thang van ban", "ngay thang nam ban hanh", "thoi gian van ban", "issueddate")),
    Column("Thời gian bắt đầu", "dossier", "start_date", also=("tu ngay", "startdate")),
    Column("Thời gian kết thúc", "dossier", "end_date", also=("den ngay", "enddate")),
    Column("Số, ký hiệu văn bản", "document", "number", also=(
        "so ky hieu", "so va ky hieu", "so va ky hieu van ban", "so hieu van ban")),
    Column("Tên loại và trích yếu nội dung văn bản", "document", "subject", also=("ten loai va trich yeu noi dung",)),
)  # fmt: skip
"""Columns that hold in one what the exchange sheet holds in several."""
_DATES = {"start_date": ("bat dau", "tu ngay"), "end_date": ("ket thuc", "den ngay")}
_PARTS = {"ngay": "day", "thang": "month", "nam": "year"}
_IDENTITY = ("file_code", "fond", "file_catalog", "box_number", "file_notation", "ordinal")
_ANCHORS = {"title", "subject", "file_code", "file_notation", "code_number", "file", "scan"}
_CODES = {"maintenance": "maintenance", "mode": "mode", "format": "format", "confidence_level": "confidenceLevel",
          "language": "language", "type_name": "typeName"}  # fmt: skip
_COUNTS = ("total_doc", "number_of_paper", "number_of_page")
_FULL = re.compile(r"^(?:(?:(\d{1,2})[/.\-])?(\d{1,2})[/.\-])?(\d{4})$")
_ISO = re.compile(r"^(\d{4})-(\d{1,2})(?:-(\d{1,2}))?$")
_SHORT = {"vb": "van ban", "hs": "ho so", "tl": "tai lieu"}
_STATE = re.compile(r"^(\d+[a-zA-Z]?)\s*/\s*(\S.*)$")
_PARTY = re.compile(r"^(\d+)\s*-\s*(\S+/.+)$")


@dataclass(slots=True)
class Paper:
    """Một dòng văn bản: its row in the list and its fields by our names; ``file``, ``scan`` and ``pages`` as given."""

    row: int
    fields: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Listed:
    """Một hồ sơ trong bảng kê: its rows, its fields by our names, its documents, and what of it makes no sense."""

    identity: dict[str, str]
    rows: list[int] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)
    papers: list[Paper] = field(default_factory=list)
    troubles: list[tuple[int, str]] = field(default_factory=list)

    @property
    def name(self) -> str:
        """What people know it by."""
        told = (self.identity.get(name) for name in ("file_code", "file_notation", "ordinal"))
        return next((one for one in told if one), self.fields.get("title", "?"))


def listed(rows: Iterable[tuple[int, Sequence[str]]]) -> list[Listed]:
    """The dossiers of the list, in its order.

    Raises:
        BadSheet: no row looks like headers.

    """
    waiting = iter(rows)
    top = [row for _, row in zip(range(_SEARCHED), waiting, strict=False)]
    columns, first = _headers(top)
    found: dict[tuple[tuple[str, str], ...], Listed] = {}
    current: Listed | None = None
    for number, cells in _chained([row for row in top if row[0] > first], waiting):
        told = _told(columns, cells)
        current = _dossier_of(told["dossier"], current, found)
        current.rows.append(number)
        _take(current, number, told)
    return list(found.values())


def _chained(
    top: Iterable[tuple[int, Sequence[str]]], rest: Iterator[tuple[int, Sequence[str]]]
) -> Iterator[tuple[int, Sequence[str]]]:
    yield from top
    yield from rest


def _headers(top: Sequence[tuple[int, Sequence[str]]]) -> tuple[dict[int, Column], int]:
    """The columns that are known, by their place, and the number of the last row of headers."""
    best: tuple[dict[int, Column], int] = ({}, 0)
    for at, (number, cells) in enumerate(top):
        single = _columns(["" for _ in cells], cells)
        pair = _columns(_spread(top[at - 1][1], len(cells)), cells) if at else {}
        for columns in (single, pair):
            if len(columns) > len(best[0]):
                best = (columns, number)
    if len(best[0]) < _FEWEST or not _ANCHORS & {column.field for column in best[0].values()}:
        raise BadSheet("không thấy dòng tiêu đề cột / no row of column headers (Số và ký hiệu hồ sơ, Trích yếu …)")
    return best


def _spread(cells: Sequence[str], width: int) -> list[str]:
    """Headers of merged cells, which stand in the first of them, over all of them."""
    told: list[str] = []
    for at in range(width):
        text = cells[at] if at < len(cells) else ""
        told.append(text or (told[-1] if told else ""))
    return told


def _columns(above: Sequence[str], cells: Sequence[str]) -> dict[int, Column]:
    """What each column is. Under a merged header (``above``) a part of a date, or a header that says less alone."""
    found: dict[int, Column] = {}
    taken: set[tuple[str, str]] = set()
    section = "dossier"
    for at, (over, text) in enumerate(zip(above, cells, strict=True)):
        meant = _meant(_key(over), _key(text))
        sections = {column.of for column in meant}
        column = next((one for one in meant if one.of == section), meant[0] if meant else None)
        if column is not None and (column.of, column.field) in taken:
            column = next((one for one in meant if (one.of, one.field) not in taken), None)
        if column is None:
            continue
        if len(sections) == 1:
            section = column.of
        taken.add((column.of, column.field))
        found[at] = column
    return found


def _meant(over: str, text: str) -> list[Column]:
    if text in _PARTS and over:
        name = next((date for date, words in _DATES.items() if any(word in over for word in words)), "issued_date")
        return [one for one in COLUMNS if one.field == f"{name}.{_PARTS[text]}"]
    return _NAMES.get(text) or (_NAMES.get(over, []) if not text else [])


def _key(text: str) -> str:
    words = re.sub(r"[^a-z0-9]+", " ", re.sub(r"\(.*?\)", " ", fold(text))).split()
    return " ".join(_SHORT.get(word, word) for word in words)


def _named() -> dict[str, list[Column]]:
    found: dict[str, list[Column]] = {}
    for column in (*COLUMNS, *_WHOLE):
        for name in {_key(column.header), *column.also}:
            found.setdefault(name, []).append(column)
    return found


_NAMES = _named()


def _told(columns: Mapping[int, Column], cells: Sequence[str]) -> dict[str, dict[str, str]]:
    told: dict[str, dict[str, str]] = {"dossier": {}, "document": {}}
    for at, column in columns.items():
        if at < len(cells) and cells[at]:
            told[column.of][column.field] = cells[at]
    return told


def _dossier_of(
    told: Mapping[str, str], current: Listed | None, found: dict[tuple[tuple[str, str], ...], Listed]
) -> Listed:
    """The dossier of a row: another than the row before where something that names it is another."""
    said = {name: told[name] for name in _IDENTITY if told.get(name)}
    if current is not None and all(current.identity.get(name, value) == value for name, value in said.items()):
        current.identity.update({name: value for name, value in said.items() if name not in current.identity})
        return current
    key = tuple(said.items())
    return found.setdefault(key, Listed(said))


def _take(dossier: Listed, number: int, told: Mapping[str, Mapping[str, str]]) -> None:
    fields, troubles = _fields(told["dossier"])
    for name, value in fields.items():
        if dossier.fields.setdefault(name, value) != value:
            troubles.append(f"{name}: «{value}» ≠ «{dossier.fields[name]}»")
    if told["document"]:
        paper, more = _fields(told["document"])
        troubles += more
        dossier.papers.append(Paper(number, paper))
    dossier.troubles += [(number, trouble) for trouble in troubles]


def _fields(told: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """Our fields and values; what cannot be a value of its field is told and left out."""
    found: dict[str, str] = {}
    troubles: list[str] = []
    for name, value in told.items():
        field_name, dot, _ = name.partition(".")
        if dot or name.endswith("_date"):
            _date(field_name, told, found, troubles)
        elif name == "number":
            match = _STATE.match(value) or _PARTY.match(value)
            found |= {"code_number": match[1], "code_notation": match[2]} if match else {"code_number": value}
        elif name == "fond":
            coded = re.fullmatch(r"[\w.\-/]{1,13}", value) and any(map(str.isdecimal, value))
            found["organ_id" if coded else "fond_name"] = value
        elif name in _COUNTS and not value.isdecimal():
            troubles.append(f"{name}: «{value}» không phải là số / is not a number")
        elif name in _CODES:
            coded_value = TABLES[_CODES[name]].coded(value)
            found[name] = coded_value.words if coded_value else value
        elif name not in ("ordinal", "status"):
            found[name] = value
    return found, troubles


def _date(name: str, told: Mapping[str, str], found: dict[str, str], troubles: list[str]) -> None:
    """The date ``name`` out of its parts or its one cell, ISO, as far as it is known; told once."""
    if name in found or any(trouble.startswith(f"{name}:") for trouble in troubles):
        return
    parts = [told.get(f"{name}.{part}", "") for part in ("day", "month", "year")]
    whole = told.get(name) or next(
        (part for part in parts if re.search(r"[/.\-]|\d{4}", part) and part != parts[2]), ""
    )
    said = whole or "/".join(part or "…" for part in parts)
    if date_of := _iso(whole) if whole else _joined(parts):
        found[name] = date_of
    else:
        troubles.append(f"{name}: «{said}» không phải là ngày / is not a date")


def _iso(text: str) -> str | None:
    """A date in one cell: ``11/9/2018``, ``9/2018``, ``2018`` or ISO."""
    if match := _ISO.match(text):
        return _joined([match[3] or "", match[2], match[1]])
    return _joined([match[1] or "", match[2] or "", match[3]]) if (match := _FULL.match(text)) else None


def _joined(parts: Sequence[str]) -> str | None:
    """Day, month and year, zeros for unknown ones, as ISO as far as they go; None where no calendar has that."""
    day, month, year = (part.lstrip("0") for part in parts)
    known = [part for part in (year, month, day) if part]
    try:
        if known != [year, month, day][: len(known)] or not 1000 <= int(year) <= 9999:
            return None
        return date(*[*map(int, known), 1, 1][:3]).isoformat()[: (4, 7, 10)[len(known) - 1]]
    except ValueError:
        return None
