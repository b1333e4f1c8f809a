"""``dossier.toml`` → Known: what a person already knows of a dossier."""

import re
import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from archive.errors import BadKnown
from archive.records import Flag, Known, KnownDocument
from archive.text import nfc

PACKAGE = "package.toml"
"""What a package made by others states, written where it was opened (``vankho.packages``): as ``dossier.toml``, with
``package``, ``joins`` and ``[[flags]]``."""

_FLAG = {"kind", "message", "found", "expected"}
_DATE = re.compile(r"^(?:(\d{1,2})/)?(\d{1,2})/(\d{4})$")
_RANGE = re.compile(r"^\s*(\d+)\s*(?:[-–]\s*(\d+)\s*)?$")


def read_known(file: Path) -> Known:
    """The facts in ``file``: dossier fields at the top or under ``[dossier]``, documents under ``[[documents]]``.

    Field names are those of the law's tables, in snake case or as the circulars write them (``CodeNumber``); dates
    may be TOML dates, ISO or ``DD/MM/YYYY`` and become ISO. A document's ``pages`` count from 1, as people do, as a
    list or as ``"1-3, 5"``; in the record they count from 0.

    Raises:
        BadKnown: the file cannot be understood; the sentence says where.

    """
    try:
        data = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadKnown(str(error), file=file.name) from error
    documents = data.pop("documents", [])
    inside = data.pop("dossier", {})
    package, joins = (data.pop(name, "") if file.name == PACKAGE else "" for name in ("package", "joins"))
    flags = data.pop("flags", []) if file.name == PACKAGE else []
    if not isinstance(inside, dict) or not isinstance(documents, list):
        raise BadKnown("[dossier] / [[documents]]", file=file.name)
    papers = tuple(_document(item, file) for item in documents)
    is_told = isinstance(package, str) and isinstance(joins, str)
    if not is_told or not all(isinstance(flag, dict) and flag.keys() <= _FLAG for flag in flags):
        raise BadKnown("package / [[flags]]", file=file.name)
    return Known(_fields({**data, **inside}, file), papers, package, tuple(Flag(**flag) for flag in flags), joins)


def _document(item: Any, file: Path) -> KnownDocument:
    if not isinstance(item, dict):
        raise BadKnown("[[documents]]", file=file.name)
    rest = dict(item)
    pages = rest.pop("pages", None)
    return KnownDocument(_pages(pages, file) if pages is not None else (), _fields(rest, file))


def _pages(value: Any, file: Path) -> tuple[int, ...]:
    parts = value if isinstance(value, list) else str(value).split(",")
    found: list[int] = []
    for part in parts:
        match = _RANGE.match(str(part))
        first, last = (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
        if not 1 <= first <= last <= 100_000:
            raise BadKnown(f"pages = {value!r}", file=file.name)
        found.extend(range(first - 1, last))
    if len(set(found)) != len(found):
        raise BadKnown(f"pages = {value!r}", file=file.name)
    return tuple(found)


def _fields(data: Mapping[str, Any], file: Path) -> dict[str, str]:
    return {_snake(name): _text(name, value, file) for name, value in data.items()}


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def _text(name: str, value: Any, file: Path) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise BadKnown(f"{name} = {value!r}", file=file.name)
    text = nfc(str(value)).strip()
    match = _DATE.match(text) if _snake(name).endswith("date") else None
    if match is None:
        return text
    day, month, year = match.groups()
    return f"{year}-{int(month):02d}" + (f"-{int(day):02d}" if day else "")
