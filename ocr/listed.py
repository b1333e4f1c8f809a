"""Documents → the same, names of their units as the lists of administrative units have them.

Bold capitals of a letterhead lose marks to the line above ("XÃ KIM ĐÔNG"), slanted small letters of a place take them
for others. Where no unit of the dossier's province is called so and one has these letters, that one is meant.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from archive.records import Document
from ocr.agreement import UNIT
from ocr.provinces import province
from ocr.units import Unit, letters, same, units
from ocr.value import put_right

_PARTY = re.compile(r"^(?P<organ>(?:.* )?(?P<level>HUYỆN|QUẬN|THỊ|THÀNH|TỈNH) (?:ỦY|ĐOÀN)) (?P<name>\S.*)$")
_LEVELS = {"HUYỆN": "huyện", "QUẬN": "quận", "THỊ": "thị xã", "THÀNH": "thành phố", "TỈNH": "tỉnh"}
"""The unit of a Party organ that bears its level: HUYỆN ỦY SƠN TỊNH."""
_NAMED = re.compile(r"\b(?:tỉnh(?: ủy)?|thành phố|thành ủy|TP\.?) ((?:\S+ ){0,3}\S+)", re.IGNORECASE)
_PARTED = ("huyện", "quận", "thị xã")
"""Units below a province whose names tell mostly which it is."""
_SHARE = 0.5
"""The share of what names a province that must name the same one."""
_BY_MARKS, _ANYWHERE, _BY_LETTER = 0.96, 0.92, 0.85
"""The chance of a name whose marks were put right by the list of its province, by that of the whole country, and of one
that has another letter."""
_LISTED = 0.95
"""The least chance of a place that its province has, just as it was read (302 of 302, five of them read below 0.9)."""
_UNHEARD = 0.6
"""The most that a place of one word is sure which no list has, and an organ whose unit's name goes on."""
_DOUBTED, _SHORTEST, _LONG = 0.95, 5, 9
"""A name read surer than this has the letters it was read with; letters that tell it from others of the list, and from
all others."""
_KIND = re.compile(r"(?:T[PXTpxt]\.|[Tt]hành phố|[Tt]hị xã) ")


def as_listed(documents: Sequence[Document], texts: Sequence[str]) -> list[Document]:
    """``documents`` with the units of organ and place as the lists have them; ``texts``: of the dossier's pages, which
    tell what province it is of."""
    lists = _Lists(_home(documents, texts), _twice(documents))
    return [_place(_organ(document, lists), lists) for document in documents]


@dataclass(frozen=True, slots=True)
class _Lists:
    """The dossier's province (None where it is not known) and the letters of names that it has twice and more: those
    were read rightly, whatever the lists have; units have been joined and renamed since."""

    home: str | None
    twice: frozenset[str]


def _twice(documents: Sequence[Document]) -> frozenset[str]:
    named = [unit.name for document in documents if (unit := _unit(document.organ_name or ""))]
    often = Counter(letters(name) for name in (*named, *(_parted(document.place or "")[1] for document in documents)))
    return frozenset(name for name, count in often.items() if count > 1)


@dataclass(frozen=True, slots=True)
class _Named:
    """An organ's name in parts: the unit it bears and of what kind that may be, what stands before and behind it."""

    before: str
    name: str
    behind: str
    kinds: tuple[str, ...]


def _unit(organ: str) -> _Named | None:
    """The unit that an organ's name bears, None where it bears none."""
    party = _PARTY.match(organ)
    if party:
        return _Named(party["organ"], party["name"], "", (_LEVELS[party["level"]],))
    unit = UNIT.match(organ)
    return _Named(unit["organ"], unit["name"], unit["rest"] or "", (_kind(unit["organ"]),)) if unit else None


def _home(documents: Sequence[Document], texts: Sequence[str]) -> str | None:
    """The province that most of the dossier names, None where it is none."""
    named = Counter(_provinces(documents, texts))
    if not named:
        return None
    best, often = named.most_common(1)[0]
    return best if often >= _SHARE * named.total() else None


def _provinces(documents: Sequence[Document], texts: Sequence[str]) -> Iterator[str]:
    said = [text for document in documents for text in (document.organ_parent, document.organ_name) if text]
    for text in (*said, *texts):
        for found in _NAMED.finditer(text):
            words = found[1].split()
            name = next((known for size in (3, 2, 1) if (known := province(_bare(words[:size])))), None)
            if name:
                yield name
    for document in documents:
        known = province(_parted(document.place or "")[1])
        if known:
            yield known
    for organ in said:
        unit = _unit(organ)
        if unit:
            alike = _of(units().get(letters(unit.name), ()), unit.kinds)
            within = {one.province for one in alike if one.kind in _PARTED}
            if len(within) == 1:
                yield within.pop()


def _bare(words: Sequence[str]) -> str:
    return " ".join(words).strip(" ,.;:")


def _organ(document: Document, lists: _Lists) -> Document:
    organ = document.organ_name or ""
    unit = _unit(organ)
    if "organ_name" not in document.evidence:
        return document
    if unit is None:
        return _ending(document, organ, lists)
    sure = document.evidence["organ_name"].confidence
    told = _as_listed(unit.name, unit.kinds, lists, sure)
    if told is None and _goes_on(unit, lists.home):
        return put_right(document, "organ_name", organ, min(sure, _UNHEARD))
    if told is None:
        return document
    name, chance = told
    return put_right(document, "organ_name", f"{unit.before} {name.upper()}{unit.behind}", min(sure, chance))


def _goes_on(unit: _Named, home: str | None) -> bool:
    """Whether a name is none of the lists and begins with one of the province: another organ's line was read with it,
    or lost its first words ("TỈNH BÌNH THUẬN MỖI TRƯỜNG")."""
    words = unit.name.split()
    if home is None or _of(units().get(letters(unit.name), ()), unit.kinds):
        return False
    starts = (" ".join(words[:size]) for size in range(2, len(words)))
    return any(one.province == home for start in starts for one in _of(units().get(letters(start), ()), unit.kinds))


def _ending(document: Document, organ: str, lists: _Lists) -> Document:
    """A hospital's or school's name that ends in a unit of the province: BỆNH VIỆN ĐA KHOA KHU VỰC HỒNG DÂN."""
    words = organ.split()
    for size in (3, 2):
        told = _as_listed(" ".join(words[-size:]), (), lists, 1.0) if lists.home and len(words) > size + 1 else None
        if told:
            now = " ".join((*words[:-size], told[0].upper()))
            return put_right(document, "organ_name", now, min(document.evidence["organ_name"].confidence, told[1]))
    return document


def _place(document: Document, lists: _Lists) -> Document:
    """The place as the list of its province has it."""
    if "place" not in document.evidence or not document.place:
        return document
    kind, place = _parted(document.place)
    sure = document.evidence["place"].confidence
    unit = _unit(document.organ_name or "")
    if lists.home and _is_listed(place, lists.home):
        return put_right(document, "place", document.place, max(sure, _LISTED))
    told = _as_listed(place, unit.kinds if unit else (), lists, sure) or _as_home(place, lists.home)
    if told is None and " " not in place and letters(place) not in units():
        told = place, _UNHEARD
    return put_right(document, "place", f"{kind}{told[0]}", min(sure, told[1])) if told else document


def _as_home(place: str, home: str | None) -> tuple[str, float] | None:
    """The dossier's province where ``place`` is nearly that or its end and no other unit, however surely it was read:
    "Hà Chí Minh", "Chí Minh"."""
    name = letters(place)
    if home is None or any(unit.province == home for unit in units().get(name, ())):
        return None
    near = len(name) >= _LONG and Levenshtein.distance(name, letters(home), score_cutoff=1) == 1
    return (home, _BY_LETTER) if (near and name not in units()) or home.endswith(f" {place}") else None


def _parted(place: str) -> tuple[str, str]:
    """What kind of unit a place says it is ("TP. "), and its name."""
    found = _KIND.match(place)
    return (found[0], place[found.end() :]) if found else ("", place)


def _is_listed(name: str, home: str) -> bool:
    return any(unit.province == home and same(name, unit.name) for unit in units().get(letters(name), ()))


def _kind(organ: str) -> str:
    """The kind of unit that an organ's name ends in."""
    words = organ.lower().split()
    return " ".join(words[-2:]) if words[-1] in ("trấn", "phố", "khu") or words[-2:] == ["thị", "xã"] else words[-1]


def _as_listed(name: str, kinds: Sequence[str], lists: _Lists, sure: float) -> tuple[str, float] | None:
    """What the lists say for ``name``, with the chance that it is meant; None where they bear it out or say nothing."""
    home = lists.home
    alike = _of(units().get(letters(name), ()), kinds)
    here = [unit for unit in alike if home in (None, unit.province)]
    told = _names(here)
    if any(same(name, one) for one in told):
        return None
    if len(told) == 1:
        return told.pop(), _BY_MARKS if home else _ANYWHERE
    surely = sure >= _DOUBTED or letters(name) in lists.twice
    if told or home is None or surely or len(letters(name)) < _SHORTEST:
        return None
    near = _names(unit for unit in _near(letters(name), home) if _of((unit,), kinds))
    return (near.pop(), _BY_LETTER) if len(near) == 1 else None


def _of(found: Iterable[Unit], kinds: Sequence[str]) -> list[Unit]:
    return [unit for unit in found if not kinds or unit.kind in kinds]


def _names(found: Iterable[Unit]) -> set[str]:
    return {unit.name for unit in found}


def _near(name: str, home: str) -> Iterator[Unit]:
    """The units of a province whose letters differ from ``name`` in one."""
    for said, found in units().items():
        if abs(len(said) - len(name)) <= 1 and Levenshtein.distance(said, name, score_cutoff=1) == 1:
            yield from (unit for unit in found if unit.province == home)
