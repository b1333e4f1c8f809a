"""Lines of a letterhead's left block → the organ that issues the document (NĐ 30/2020, PL I, ô 2).

The superior organ stands above it; common words in the superior's name may be abbreviated, the issuing organ is written
in full: "UBND" of an organ is written out here too.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from archive.records import Line, Word
from archive.text import fold
from ocr.provinces import province
from ocr.units import begun_so
from ocr.value import Value, as_sure_together
from ocr.vietnamese import completed, is_upper, likeness, resembles
from ocr.wording import AREAS, as_written, is_nearly_sector, is_set, mended, of_person

_NOISE = 0.1
"""Chance of being right below which a word is left out of a name as noise."""
_LEAST = 3
"""Words of an organ's line to which the first of quốc hiệu may be joined."""
_COMMON = ("CÔNG", "CỘNG", "TỔNG")
"""Before which CỘNG is a word of the name."""
_HYPHENS = "-–—"
_ORDINAL = 2
"""Figures of the number that tells one of several schools or hospitals of one name from the others."""
_STRAY = 0.5
"""The same for a word that is not in capitals alone."""
_STRANGE, _NEARLY = 0.8, 0.85
"""How far to trust a name that begins like no organ known, and one whose sector is nearly one of the law or
that lost a word of its set wording."""
_PUT_RIGHT = 0.97
"""The chance that set wording of the law, all of whose letters but for their marks were read, is that wording."""
_CLEAR, _KNOWN = 0.9, 0.95
"""A province read less surely that has the letters of one is that one, and the chance of it."""
_PROVINCE = re.compile(r"^(?P<unit>(?:.* )?(?:TỈNH(?: (?:ỦY|UỶ))?|THÀNH (?:PHỐ|ỦY|UỶ))) (?P<name>(?!(?:ỦY|UỶ)\b)\S.*)$")
_NUMBERED = re.compile(
    r"\b(?:XÃ|PHƯỜNG|QUẬN|THỊ TRẤN|KHU PHỐ|ẤP|THÔN|TIỂU HỌC|MẦM NON|CƠ SỞ|PHỔ THÔNG|THCS|THPT) (?:\S+ ){0,3}\d{1,2}$"
    r"|\bBAN CHỈ ĐẠO \d{2,4}$"
)
"""A unit or school whose name ends in a number: XÃ ĐẠI ÂN 2, PHƯỜNG 12, TRƯỜNG THCS ĐẠ TẺH 2; or a steering committee's
(BAN CHỈ ĐẠO 138, 389, 35)."""
_TWICE = re.compile(r"\b(TỈNH|HUYỆN|QUẬN|PHƯỜNG|THỊ XÃ|THỊ TRẤN|THÀNH PHỐ) \1\b")
"""The kind of a unit that was read on the line above and again on its own."""
_OVER = 0.6
"""Share of a line's height and width that lies in another one, which is the same print."""
_UNFINISHED = re.compile(r"\b(?P<kind>TỈNH|HUYỆN|QUẬN|THÀNH PHỐ|THỊ XÃ|XÃ|PHƯỜNG) (?P<name>\S+(?: \S+)?)$")
"""A line that ends in a unit's name, or in the first words of one."""
_BY_WEIGHT, _TWO_NAMES = 0.98, 0.85
"""How far to trust the lines of a name that the weight of print alone tells, and the last of two names of which the
weights do not say where the issuer's begins."""

_ORGANS = (
    "ubnd", "uy ban", "hoi dong", "hdnd", "bo ", "so ", "cuc ", "tong cuc", "chi cuc", "phong ", "ban ",
    "trung tam", "van phong", "truong ", "benh vien", "cong an", "toa an", "vien ", "tinh uy", "huyen uy",
    "thanh uy", "dang uy", "dang bo", "thanh tra", "kho bac", "ngan hang", "bao hiem", "doan ", "hoi ", "lien doan",
    "mat tran", "thi uy", "chinh phu", "quoc hoi", "thu tuong", "uy ban mttq", "cong ty", "tong cong ty", "tram ",
    "hat ", "doi ", "xi nghiep", "chi nhanh", "kiem toan", "hoc vien", "dai hoc", "bo tu lenh", "bo chi huy",
    "thue ", "hai quan", "quan uy", "lien hiep", "dai phat thanh", "dai truyen", "bao ", "tap chi", "nha ",
    "bch ", "cong doan", "phan hieu", "phan vien", "thu vien", "bao tang", "hop tac xa", "vu ",
    "to dan pho", "to cong tac", "to giup viec", "to bau cu", "to tham dinh", "chi bo", "ban chap hanh",
    "chu tich nuoc", "hiep hoi", "cty ", "tap doan", "lien minh", "cau lac bo", "vien thong", "buu dien", "dien luc",
)  # fmt: skip
_PARTING = tuple(_HYPHENS)
"""What parts joint issuers, at the end of a line or the beginning of the next."""
_BOARDS = frozenset(
    ("ban chap hanh", "bch", "ban thuong vu", "ban van dong", "hoi dong quan ly", "ban dai dien", "hoi dong tham phan")
)
"""Boards that are named with whose they are."""
_NOWHERE = re.compile(
    rf"(?:uy ban|hoi dong) nhan dan (?!{'|'.join(AREAS)}|cac )|truong pho thong dan toc (?!ban tru|noi tru)"
)
"""A committee or council of no unit, a school for ethnic minorities of neither kind: a word of the name was lost."""
_DESK = (
    "bo phan tiep nhan",
    "bo phan mot cua",
    "bo phan tn",
    "to mot cua",
    "to tiep nhan",
    "phong mot cua",
    "quay mot cua",
)
"""A desk of the organ above it, not an organ that issues documents (NĐ 61/2018)."""
_CENTRE = ("trung tam phuc vu hanh chinh", "trung tam hanh chinh cong")
"""A one-stop desk by another name (NĐ 61/2018, Điều 3.3): on its slips it acts for the organ above it."""
_SHORT = (("UBND", "ỦY BAN NHÂN DÂN"), ("HĐND", "HỘI ĐỒNG NHÂN DÂN"))


def organ(left: Sequence[Line], slip: bool = False) -> Value | None:
    """The issuing organ from the lines of the left block, as :func:`issuer` tells it."""
    return issuer(left, slip)[0]


def issuer(left: Sequence[Line], slip: bool = False, joint: bool = False) -> tuple[Value | None, Value | None]:
    """The issuing organ and its superior from the lines of the left block, None for what is not there.

    The issuer's lines are the bold ones below the superior's, which are regular (PL I, II.2). Where the weights do not
    part them, the last name is the issuer's, the one above it its superior's: a line that begins no name of an organ
    goes on with the name above ("ỦY BAN NHÂN DÂN" / "TỈNH TIỀN GIANG"); of joint issuers ("BỘ NỘI VỤ -" / "BỘ TÀI
    CHÍNH") all are named, of a ``joint`` paper without hyphens, too. On the ``slip`` of a one-stop desk the organ is
    the one that the desk belongs to.
    """
    kept = _unwrapped(_once([line for one in _parted_below(left) if (line := _clean(one))]))
    if joint and kept:
        return _named(kept), None
    names = _names(kept)
    desks = (*_DESK, *_CENTRE) if slip else _DESK
    whole = len(names)
    while len(names) > 1 and _is_desk(_text(names[-1]), desks):
        names.pop()
    if not names:
        return None, None
    above = [line for name in names[:-1] for line in name]
    start = _first_bold(kept) if whole == len(names) else 0
    if start:
        found = _named(kept[start:])
        told = len(kept) - start != len(names[-1])
        return (found.but(found.text, _BY_WEIGHT) if told else found), _superior(kept[:start])
    found = _named(names[-1])
    doubtful = any(line.bold is not False for line in above) and any(line.bold for line in kept)
    return (found.but(found.text, _TWO_NAMES) if doubtful else found), _superior(above)


def _parted_below(left: Sequence[Line]) -> list[Line]:
    """``left``, a hyphen that parts joint issuers at the beginning of a line ("- TÒA ÁN …") at the end of the one
    above, where most have it."""
    found: list[Line] = []
    for line in left:
        if found and len(line.words) > 1 and line.words[0].text in _PARTING:
            _, top, right, bottom = found[-1].box
            hyphen = replace(line.words[0], box=(right, top, right + 1, bottom))
            found[-1] = replace(found[-1], words=(*found[-1].words, hyphen))
            line = replace(line, words=line.words[1:])
        found.append(line)
    return found


def _once(kept: Sequence[Line]) -> list[Line]:
    """``kept`` without lines that lie over another one that says more surely: print that was read twice."""
    told = {id(line): sum(len(word.text) * word.confidence for word in line.words) for line in kept}
    return [
        line
        for line in kept
        if not any(other is not line and _lies_over(line, other) and told[id(other)] > told[id(line)] for other in kept)
    ]


def _lies_over(one: Line, other: Line) -> bool:
    left, top, right, bottom = (
        max(one.box[0], other.box[0]),
        max(one.box[1], other.box[1]),
        min(one.box[2], other.box[2]),
        min(one.box[3], other.box[3]),
    )
    high, wide = (bottom - top) / (one.box[3] - one.box[1]), (right - left) / (one.box[2] - one.box[0])
    return high > _OVER and wide > _OVER and likeness(one.text, other.text) >= _STRAY


def _unwrapped(kept: Sequence[Line]) -> list[Line]:
    """``kept``, the last word of a unit's name that stands alone in its line put to the line that it goes on: "ỦY BAN
    NHÂN DÂN TỈNH NGHỆ" / "AN"; whatever it was misread as, it is no name of an organ of its own."""
    found: list[Line] = []
    for line in kept:
        word = _last_of_unit(found[-1], line) if found else None
        if word:
            found[-1] = replace(found[-1], words=(*found[-1].words, word))
        else:
            found.append(line)
    return found


def _last_of_unit(before: Line, line: Line) -> Word | None:
    """The word that ``line`` holds, as the only units that go on as ``before`` ends have it."""
    words = [word for word in line.words if any(char.isalpha() for char in word.text)]
    unit = _UNFINISHED.search(before.text)
    if len(words) != 1 or not unit:
        return None
    begun = unit["name"].split()
    last = {name.split()[-1] for name in begun_so(unit["kind"].lower(), begun)}
    nearest = max(last, key=lambda name: likeness(fold(name), fold(words[0].text)), default="")
    if likeness(fold(nearest), fold(words[0].text)) < _STRAY:
        return None
    return replace(words[0], text=nearest.upper())


def _superior(above: Sequence[Line]) -> Value | None:
    """The name in the lines above the issuer's, None where they hold no name or one that was hardly read."""
    found = _named(above) if above else None
    return found if found and found.confidence >= _STRAY and len(found.text.split()) > 1 else None


def _names(kept: Sequence[Line]) -> list[list[Line]]:
    """The lines of each name of an organ, from above."""
    names: list[list[Line]] = []
    joint = False
    for line in kept:
        if names and (joint or not _heads(line) or len(line.words) <= 1 or _is_of_another(names[-1])):
            names[-1].append(line)
        else:
            names.append([line])
        joint = line.words[-1].text in _PARTING
    return names


def _is_of_another(name: Sequence[Line]) -> bool:
    """Whether a name is a board's alone, which goes on with whose it is: "BAN CHẤP HÀNH" / "HIỆP HỘI …"."""
    return len(name) == 1 and fold(name[0].text) in _BOARDS


def _first_bold(kept: Sequence[Line]) -> int:
    """The line with which bold print begins below regular print, to the end; 0 where the weights do not say so, or no
    organ's name is in the bold lines."""
    start = next((at for at, line in enumerate(kept) if line.bold), 0)
    parted = all(line.bold is False for line in kept[:start]) and all(line.bold for line in kept[start:])
    named = any(_heads(line) for line in kept[start:])
    other = not fold(kept[start].text).startswith(AREAS) and any(_heads(line) for line in kept[:start])
    return start if parted and (named or (other and len(kept[start].words) > _LEAST)) else 0


def bodies(name: str) -> int:
    """How many organs ``name`` names, joint issuers parted by hyphens; the hyphen of "LAO ĐỘNG - THƯƠNG BINH" and of a
    council's and committee's common office parts none."""
    parts = [f"{fold(part)} " for part in re.split(rf" ?[{_HYPHENS}] ", name)]
    return 1 if parts[0].startswith("van phong") else 1 + sum(part.startswith(_ORGANS) for part in parts[1:])


def named(lines: Sequence[Line]) -> Value | None:
    """The name in ``lines`` (capitals), its set phrases written as the law writes them, "UBND" in full; None where they
    hold nothing but noise."""
    kept = [one for line in lines if (one := _clean(line))]
    return _named(kept) if kept else None


def _named(lines: Sequence[Line]) -> Value:
    read = _text(lines)
    said = _TWICE.sub(r"\1", of_person(as_written(mended(read))))
    text = completed(said)
    short = next(((brief, full) for brief, full in _SHORT if text.startswith(f"{brief} ")), None)
    if short:
        text = text.replace(*short, 1)
    words = tuple(word for line in lines for word in line.words)
    trust = 1.0 if fold(text).startswith((*_ORGANS, *AREAS)) else _STRANGE
    if _NOWHERE.match(f"{fold(text)} "):
        trust = min(trust, _STRANGE)
    if text != said:
        trust = min(trust, _NEARLY)
    if is_nearly_sector(text):
        trust = min(trust, _NEARLY)
    text, words = _in_province(text, words)
    fixed = [is_set(at, word, text) for at, word in enumerate(words)]
    return Value(text, as_sure_together(words, fixed, _PUT_RIGHT), trust)


def _in_province(text: str, words: tuple[Word, ...]) -> tuple[str, tuple[Word, ...]]:
    """Text and words, the province at the end of ``text`` as the law writes it where it was read without marks or not
    surely."""
    unit = _PROVINCE.match(text)
    name = province(unit["name"]) if unit else None
    if unit is None or name is None:
        return text, words
    size = len(name.split())
    if min(word.confidence for word in words[-size:]) >= _CLEAR and fold(unit["name"]) != unit["name"].lower():
        return text, words
    told = tuple(replace(word, confidence=max(word.confidence, _KNOWN ** (1 / size))) for word in words[-size:])
    return f"{unit['unit']} {name.upper()}", (*words[:-size], *told)


def _clean(line: Line) -> Line | None:
    """The line without noise and marks, None where nothing in capitals is left or it is an incoming-mail stamp."""
    kept = [
        word
        for before, word in zip((None, *line.words), line.words, strict=False)
        if word.confidence >= _NOISE and (_says(word.text) or _is_ordinal(before, word)) and not _is_stray(word)
    ]
    last = line.words[-1]
    if kept and kept[-1] is line.words[-2:][0] and _NUMBERED.search(line.text) and last.confidence >= _STRAY:
        kept.append(last)
    while kept and not any(char.isalnum() for char in kept[0].text):
        kept.pop(0)
    while kept and kept[-1].text not in ("-", "–") and not any(char.isalnum() for char in kept[-1].text):
        kept.pop()
    kept = _told_once(_without_nation(kept))
    bare = tuple(_bare(word) for word in kept)
    if bare and last.text[-1:] in _HYPHENS and len(last.text) > 1 and kept and kept[-1] is last:
        bare = (*bare, replace(last, text="-"))
    text = " ".join(word.text for word in bare)
    if not bare or not is_upper(text) or resembles(text, "CÔNG VĂN ĐẾN") or text.strip(" -–") == "ĐẾN":
        return None
    return replace(line, words=bare)


def _without_nation(kept: list[Word]) -> list[Word]:
    """``kept`` without the first word or two of quốc hiệu, which a narrow gutter joined to the organ's line."""
    if len(kept) > _LEAST + 1 and [word.text for word in kept[-3:]] in (["DÂN", "CỘNG", "HÒA"], ["DÂN", "CỘNG", "HOÀ"]):
        return kept[:-2]
    strays = len(kept) > _LEAST and kept[-1].text.strip(" .:;") == "CỘNG" and kept[-2].text not in _COMMON
    return kept[:-1] if strays else kept


def _told_once(kept: Sequence[Word]) -> list[Word]:
    """``kept`` without a word of the same letters as the next one, which was read twice: "SỞ NỌI NỘI VỤ"."""
    twins = [a if a.confidence < b.confidence else b for a, b in pairwise(kept) if _is_twin(a, b)]
    return [word for word in kept if not any(word is twin for twin in twins)]


def _is_twin(one: Word, other: Word) -> bool:
    """Whether two words side by side have the same letters and other marks, and one was not read surely: but for CÔNG
    CỘNG no name has such."""
    alike = one.text != other.text and one.text.isupper() and fold(one.text) == fold(other.text) and len(one.text) > 1
    return alike and min(one.confidence, other.confidence) < _CLEAR and other.text not in _COMMON


def _is_ordinal(before: Word | None, word: Word) -> bool:
    """Whether ``word`` is the number of one of several organs of a name: TRƯỜNG … SỐ 2 PHÙ CÁT."""
    return before is not None and fold(before.text) == "so" and word.text.isdecimal() and len(word.text) <= _ORDINAL


def _is_stray(word: Word) -> bool:
    """What is small beside a name in capitals, or was hardly read and has no vowel or is a letter alone: dirt, or a
    stroke of a pen."""
    if word.text.islower():
        return True
    spoken = word.text.isupper() and len(word.text) > 1 and any(char in "aeiouy" for char in fold(word.text))
    return word.confidence < _STRAY and not spoken


def _says(text: str) -> bool:
    return text in ("-", "–", "—") or ("/" not in text and any(char.isalpha() for char in text))


def _bare(word: Word) -> Word:
    if word.text in ("-", "–", "—"):
        return word
    return replace(word, text=word.text.strip(" .:;'\"*-–_|`“”„°^~"))


def _text(lines: Sequence[Line]) -> str:
    return " ".join(line.text for line in lines).strip(" -–")


def _heads(line: Line) -> bool:
    folded = fold(line.text) + " "
    if len(line.words) > 1 and _is_ordinal(line.words[0], line.words[1]):
        return False
    return (
        folded.startswith(_ORGANS)
        or _is_desk(line.text, (*_DESK, "trung tam"))
        or likeness(" ".join(line.text.split()[:2]), "ỦY BAN") >= 0.8
    )


def _is_desk(text: str, desks: Sequence[str]) -> bool:
    """Whether ``text`` begins with the name of a desk, a space read within a word or lost between two aside."""
    letters = fold(text).replace(" ", "")
    return letters.startswith(tuple(desk.replace(" ", "") for desk in desks))
