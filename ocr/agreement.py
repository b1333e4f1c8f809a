"""Documents of a dossier → the same, where a place that is named in two ways is named in one.

The place of a document is the name of the unit whose organ issues it (NĐ 30/2020, PL I, ô 4): "XÃ EA HỒ" and "Ea Hồ"
are one name, read twice, and again in every document of the same organ. What was read most surely and most often is
taken for all of them. Who signs is told in ``ocr.signatory``.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from archive.records import Document
from archive.text import fold
from ocr.provinces import province
from ocr.syllable import is_fuller
from ocr.units import letters, units
from ocr.value import put_right
from ocr.vietnamese import likeness

_UNITS = "XÃ|PHƯỜNG|THỊ TRẤN|HUYỆN|QUẬN|THỊ XÃ|THÀNH PHỐ|TỈNH|ĐẶC KHU"
_BELOW = "PHÒNG|SỞ|CỤC|CHI CỤC|BAN|TRUNG TÂM|VĂN PHÒNG|THANH TRA|ĐỘI|HẠT|TRẠM|TRƯỜNG"
UNIT = re.compile(
    rf"^(?P<organ>.*\b(?:{_UNITS})) (?!(?:ỦY|UỶ|ĐOÀN|ĐỘI|HỘI)\b)(?P<name>\S.*?)(?P<rest> (?:{_BELOW}) \S.*)?$"
)
"""The unit whose name an organ bears; "TỈNH ỦY", "HUYỆN ĐOÀN" are organs. ``rest``: the unit's own organ, where that
is the issuer ("HUYỆN BA TRI PHÒNG TÀI NGUYÊN VÀ MÔI TRƯỜNG"); marks count: a commune may be called TÂN PHONG."""
_KINDS = (*(kind.lower() for kind in _UNITS.split("|")), "phố", "tp", "tx", "tt")
"""What may stand before the name of a unit in a place; other words there are dirt."""
_UPRIGHT = 1.5
"""The weight of a name in the organ's upright bold capitals against one in the slanted small letters of a place."""
_UNNAMED = re.compile(
    r"(?:(?:ỦY|UỶ) BAN NHÂN DÂN|HỘI ĐỒNG NHÂN DÂN|ĐẢNG ỦY|LIÊN ĐOÀN LAO ĐỘNG|HỘI LIÊN HIỆP PHỤ NỮ|HỘI NÔNG DÂN"
    r"|HỘI CỰU CHIẾN BINH|(?:(?:ỦY|UỶ) BAN |UB)(?:MẶT TRẬN TỔ QUỐC|MTTQ)(?: VIỆT NAM)?|(?:BCH|BAN CHẤP HÀNH) ĐOÀN)"
    rf" (?P<unit>{_UNITS}|THÀNH|THỊ)"
)
"""An organ that bears the name of its unit always, whose last words may have been lost in the middle of the kind's;
others may end in the kind alone: THANH TRA TỈNH, TRUNG TÂM KIỂM SOÁT BỆNH TẬT TỈNH."""
_BROKEN = {"THÀNH": "THÀNH PHỐ", "THỊ": "THỊ XÃ"}
"""Kinds of which one word was read."""
_ALIKE = 0.7
"""How much two names must be alike to be one name, misread."""
_SURE = 0.85
"""Two names with other letters that were both read as surely as this are two names: "Tân Lân", "Tân Lập"."""
_AGREED, _CHANGED = 0.99, 0.95
"""The most that readings of one name make it sure, and one that was changed to another's."""
_APOSTROPHE = "'"
_LONGEST = 5
"""Words of the longest name of a unit: "Tân Hòa Đông Thạnh Trị"; more is another line read with it."""
_REST = 0.85
"""An organ read less surely has other words than the unit's name that are not sure, of which the name says nothing."""
_WHOLE = 0.9
"""How sure a name is that was read in part and completed from its other reading in the same document."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """One reading of a name: ``field`` of the document at ``at`` in the list."""

    at: int
    field: str
    name: str
    confidence: float


def agreed(documents: Sequence[Document]) -> list[Document]:
    """``documents`` with the names of places brought to one spelling where readings of one name differ."""
    told = [_completed(document) for document in documents]
    for group in _groups(_seen(told)):
        votes: dict[str, float] = defaultdict(float)
        for one in group:
            votes[one.name.casefold()] += one.confidence * (_UPRIGHT if one.field == "organ_name" else 1.0)
        best = _marked(_fullest(max(votes, key=lambda name: votes[name]), group), votes)
        same = sum(votes[name] for name in votes if _bare(name) == _bare(best)) if _APOSTROPHE in best else votes[best]
        share = same / sum(votes.values())
        for one in group:
            told[one.at] = _with(told[one.at], one, _written(best, group), share)
    return told


def _completed(document: Document) -> Document:
    """The document where place and organ name one unit, one of which was read in part: "XÃ TÂN", "Tân Lân".

    A place that says what unit it is ("xã Gò Công") is whole.
    """
    if not document.place or not {"place", "organ_name"} <= document.evidence.keys():
        return document
    bare = _UNNAMED.fullmatch(document.organ_name or "")
    if bare and not _is_named_above(document, bare["unit"]):
        kind = _BROKEN.get(bare["unit"], bare["unit"])
        told = replace(document, organ_name=f"{(document.organ_name or '').removesuffix(bare['unit'])}{kind} X")
        return _renamed(told, "organ_name", document.place, document.evidence["place"].confidence * _WHOLE)
    unit = UNIT.match(document.organ_name or "")
    if not unit:
        return document
    place, name = document.place.casefold(), unit["name"].casefold()
    if (
        unit["organ"].endswith("TỈNH")
        and name.isalpha()
        and letters(name) not in units()
        and _is_province(document.place)
    ):
        return _renamed(document, "organ_name", document.place, document.evidence["place"].confidence * _WHOLE)
    if place.endswith(f" {name}") and place.removesuffix(f" {name}").strip(" .") in _KINDS:
        return document
    at = {"place": document.evidence["place"].confidence, "organ_name": document.evidence["organ_name"].confidence}
    if place.endswith(f" {name}"):
        if at["place"] >= _SURE:
            return document
        return _renamed(document, "place", unit["name"].title(), at["organ_name"] * _WHOLE)
    if place.startswith(f"{name} "):
        return _renamed(document, "organ_name", document.place, at["place"] * _WHOLE)
    if name.startswith(f"{place} ") and letters(place) in units():
        return document
    if name.startswith(f"{place} ") and len(name.split()) <= _LONGEST:
        return _renamed(document, "place", unit["name"].title(), at["organ_name"] * _WHOLE)
    if place != name and _is_misread(place, name) and at["organ_name"] >= _SURE:
        return _renamed(document, "place", unit["name"].title(), at["organ_name"] * _CHANGED)
    if len(place.split()) != len(name.split()) and likeness(place, name) >= _SURE:
        if at["place"] > at["organ_name"]:
            return _renamed(document, "organ_name", document.place, at["place"] * _WHOLE)
        return _renamed(document, "place", unit["name"].title(), at["organ_name"] * _WHOLE)
    return document


def _is_named_above(document: Document, unit: str) -> bool:
    """Whether the superior body bears the unit's name: "ỦY BAN NHÂN DÂN TỈNH AN GIANG" / "THANH TRA TỈNH" is whole."""
    return re.search(rf"\b{unit} \S", document.organ_parent or "") is not None


def _is_misread(place: str, name: str) -> bool:
    """Whether the slanted small letters of a place are the capitals of the unit's name, a letter or two misread, or a
    word read with figures or signs, as no name has them (``$2 Nghĩa``); not where both are names: a hospital of HUYỆN
    HOẰNG HÓA may say "Thanh Hóa", its province."""
    if _is_province(place):
        return False
    a, b = fold(place).split(), fold(name).split()
    wrong = [(x, y) for x, y in zip(a, b, strict=False) if x != y]
    if len(a) != len(b) or not all(likeness(x, y) >= 0.5 or not x.isalpha() for x, y in wrong):
        return False
    return len(wrong) == 1 or (len(wrong) > 1 and not all(x.isalpha() for x, _ in wrong))


def _is_province(name: str) -> bool:
    known = province(name)
    return known is not None and known.casefold() == name.casefold()


def _seen(documents: Sequence[Document]) -> list[_Seen]:
    found = []
    for at, document in enumerate(documents):
        evidence = document.evidence
        if document.place and "place" in evidence:
            found.append(_Seen(at, "place", document.place, evidence["place"].confidence))
        unit = UNIT.match(document.organ_name or "")
        if unit and "organ_name" in evidence:
            found.append(_Seen(at, "organ_name", unit["name"], evidence["organ_name"].confidence))
    return found


def _groups(seen: Sequence[_Seen]) -> list[list[_Seen]]:
    """Readings of one name, the surest first; a name that was read once is left out."""
    groups: list[list[_Seen]] = []
    for one in sorted(seen, key=lambda reading: -reading.confidence):
        home = next((group for group in groups if _same(group[0].name, one)), None)
        if home is None:
            groups.append([one])
        else:
            home.append(one)
    return [group for group in groups if len(group) > 1]


def _same(name: str, one: _Seen) -> bool:
    """Whether ``one`` is another reading of ``name``, which was read more surely."""
    a, b = (fold(_bare(text)).split() for text in (name, one.name))
    if a == b:
        return True
    if len(a) != len(b) or one.confidence >= _SURE or _is_province(name) or _is_province(one.name):
        return False
    return all(likeness(x, y) >= 0.5 for x, y in zip(a, b, strict=True)) and likeness(name, one.name) >= _ALIKE


def _marked(best: str, votes: dict[str, float]) -> str:
    """``best``, or the same name with the apostrophe that is lost more often than seen where none is: "D'Ran"."""
    alike = [name for name in votes if _APOSTROPHE in name and _bare(name) == _bare(best)]
    return max(alike, key=lambda name: votes[name], default=best)


def _fullest(best: str, group: Sequence[_Seen]) -> str:
    """``best``, or the same name as it was surely read with all its marks and more: capitals lose them to the line
    above more often than small letters have them from anywhere ("ĐÔNG", "Đồng")."""
    sure = [one.name.casefold() for one in group if one.confidence >= _SURE]
    return max((name for name in sure if is_fuller(name, best)), key=len, default=best)


def _bare(name: str) -> str:
    return name.replace(_APOSTROPHE, "")


def _written(name: str, group: Sequence[_Seen]) -> str:
    """``name`` in small letters as places are written."""
    small = [one.name for one in group if one.name.casefold() == name and one.field == "place"]
    return small[0] if small else name.title()


def _with(document: Document, one: _Seen, name: str, share: float) -> Document:
    """The document with the name agreed upon; the more readings say so, the surer it is."""
    same = one.name.casefold() == name.casefold()
    doubt = (1 - one.confidence) * (0.5 if share == 1 else 1.0)
    if one.field == "organ_name" and one.confidence < _REST:
        return _renamed(document, one.field, name, min(1 - doubt, _REST))
    return _renamed(document, one.field, name, max(1 - doubt, share * _AGREED) if same else share * _CHANGED)


def _renamed(document: Document, field: str, name: str, confidence: float) -> Document:
    """The document with ``name`` in the place or organ that ``field`` holds; what was read stays in its evidence."""
    unit = UNIT.match(document.organ_name or "")
    organ = f"{unit['organ']} {name.upper()}{unit['rest'] or ''}" if unit else document.organ_name
    now = name if field == "place" else organ
    return put_right(document, field, now or name, min(confidence, _AGREED))
