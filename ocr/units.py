"""Kind and letters → the administrative units that are called so, as the lists of 2024 and of 2025 name them.

Names of communes, districts and provinces are facts of the trade: a letterhead names its unit, its place names it again
(NĐ 30/2020, PL I, ô 2, ô 4). ``ocr/statistics/units.txt`` holds them (decision 37).
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from archive.text import fold
from ocr.syllable import spelled

KINDS = ("thị trấn", "thị xã", "thành phố", "đặc khu", "xã", "phường", "huyện", "quận", "tỉnh")


@dataclass(frozen=True, slots=True)
class Unit:
    """Đơn vị hành chính: ``kind`` in small letters, ``name``, the province it is in (itself, where it is one)."""

    kind: str
    name: str
    province: str


def letters(name: str) -> str:
    """The letters of a name without marks, spaces and apostrophes: of "Krông Pắc" and "KRÔNGPĂC" the same."""
    return "".join(char for char in fold(name) if char.isalnum())


def same(one: str, other: str) -> bool:
    """Whether two names are written alike, wherever the tone mark of "hòa", "hoà" is put."""
    return _plain(one) == _plain(other)


@cache
def units() -> Mapping[str, tuple[Unit, ...]]:
    """All units by the letters of their names."""
    found: dict[str, list[Unit]] = defaultdict(list)
    text = files("ocr").joinpath("statistics", "units.txt").read_text(encoding="utf-8")
    for paragraph in text.split("\n\n"):
        if not paragraph.strip():
            continue
        head, *rows = paragraph.strip().split("\n")
        province = _unit(head, "")
        told = {Unit(province.kind, province.name, province.name)}
        for row in rows:
            district, _, below = row.partition(":")
            told.update({_unit(district, province.name)} if district else ())
            for group in filter(None, below.strip().split("; ")):
                first, *others = group.split(", ")
                one = _unit(first, province.name)
                told.update((one, *(Unit(one.kind, name, province.name) for name in others)))
        for unit in told:
            found[letters(unit.name)].append(unit)
    return {name: tuple(dict.fromkeys(one)) for name, one in found.items()}


@cache
def _of_kind(kind: str) -> frozenset[str]:
    return frozenset(unit.name for found in units().values() for unit in found if unit.kind == kind)


def begun_so(kind: str, words: Sequence[str]) -> list[str]:
    """The names of units of a kind that have ``words`` and one more; none where ``words`` are a whole name already."""
    begun = [fold(word) for word in words]
    names = _of_kind(kind)
    if any([fold(word) for word in name.split()] == begun for name in names):
        return []
    return [name for name in names if [fold(word) for word in name.split()[:-1]] == begun]


def _unit(text: str, province: str) -> Unit:
    kind = next(kind for kind in KINDS if text.startswith(f"{kind} "))
    return Unit(kind, text[len(kind) + 1 :], province)


def _plain(name: str) -> str:
    return " ".join(spelled(word) for word in name.replace("'", "").split())
