"""Lines of a page → what a dossier's cover sheet says (bìa hồ sơ, TT 05/2025/TT-BNV; TCVN 9251)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from archive.records import Line
from archive.text import fold
from ocr.dates import dated
from ocr.organ import named, organ
from ocr.trust import weighed
from ocr.value import Value, value
from ocr.vietnamese import is_upper, likeness

CODE = re.compile(r"(?:\d{3}\.\d{2}\.\d{2}\.[HGK]\d{2}|(?<![.\d])[HGK]\d{2}(?:\.\d{1,3}){0,3})-\d{6}-\d{4,6}")
"""Mã hồ sơ of a one-stop procedure (TT 01/2018/TT-VPCP, Điều 19; QĐ 20/2020/QĐ-TTg)."""

_LABELS = (
    "phong so", "muc luc so", "ho so so", "thoi han bao quan", "tu ngay", "don vi bao quan", "so to", "ma ho so",
    "thoi han luu tru", "thoi gian bat dau", "thoi gian ket thuc", "so luong to", "che do su dung", "hop so", "cap so",
    "ky hieu", "phong luu tru", "bat dau", "ket thuc", "tong so to",
)  # fmt: skip
_HEADS = ("HỒ SƠ", "BÌA HỒ SƠ")
_FONDS = re.compile(r"^\W*phong\s+(?:luu tru\s*:?|:)\s*")
_TERM_LABELS = ("Thời hạn bảo quản", "Thời hạn lưu trữ", "Thời hạn lưu giữ")
_START, _END = ("Thời gian bắt đầu", "Ngày bắt đầu", "Bắt đầu"), ("Thời gian kết thúc", "Ngày kết thúc", "Kết thúc")
_COUNT = ("Số lượng tờ", "Tổng số tờ", "Số tờ")
_PLACES = {
    "organ_id": ("Phông số", "Mã phông"),
    "file_catalog": ("Mục lục số", "Mục lục hồ sơ số"),
    "box_number": ("Hộp số", "Cặp, hộp số", "Cặp số", "Hộp (cặp) số"),
    "file_notation": ("Hồ sơ số", "Số, ký hiệu hồ sơ", "Số và ký hiệu hồ sơ", "Số ký hiệu hồ sơ"),
}
"""Where the dossier stands in its archive: the field and its labels on covers."""
_STROKE = 0.5
"""A line of which no word is likelier right is a stroke, or what a stain was taken for."""
_PLACE = re.compile(r"^[\w.\-/]{1,20}$")
_SPAN = re.compile(r"t.{1,2}\s*ng.{1,2}\b(?P<start>.*?)\bd.{1,2}n\s*(?:ng.{1,2}\b)?(?P<end>.*)$")
_SHEETS = re.compile(r"gom\s*[:.]?\s*(\d{1,5})\s*t")
_BEFORE_TITLE = ("ky hieu", "ma ho so", "so ky hieu", "so, ky hieu")
_CODED = re.compile(r"\b\w{3}\.\w{2}\.\w{2}\.\w{3}-\d{6}")
"""A dossier's code, figures misread in it, of which the label was lost in part, folded."""
_END_OF_TITLE = (
    "ma ho so", "tu ngay", "gom", "phong so", "muc luc so", "ho so so", "thoi han", "so to", "don vi bao quan",
    "thoi gian bat dau", "thoi gian ket thuc", "so luong to", "che do", "tong so to", "hop so", "ngay bat dau",
    "(tu ngay", "(gom",
)  # fmt: skip
_LABELLED = re.compile(r"[^\d:]{3,24}:\W*(?:\d|o[o\d.])")
"""What stands behind a label and is a number or date, folded, a nought perhaps read as an o: no title goes on so."""
_YEAR = re.compile(r"\W*(?:19|20)\d\d\W*")
_TERM = re.compile(r"(?:(?:0[1-9]|(?<!\d)[1-9]\d?)\s*năm|vĩnh viễn|lâu dài|tạm thời)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Cover:
    """Bìa hồ sơ: the cover's words; None where they are not there. ``found``: title and organ with where they stand.

    ``places``: fonds, catalogue, box and number of the dossier by the fields' names (``organ_id``, ``fond_name`` …).
    """

    title: str | None = None
    organ: str | None = None
    code: str | None = None
    start: str | None = None
    end: str | None = None
    sheets: str | None = None
    term: str | None = None
    found: dict[str, Value] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)


def cover(lines: Sequence[Line]) -> Cover | None:
    """The cover, or None: a cover has the words HỒ SƠ (BÌA HỒ SƠ) on a line of their own and two of its labels, or four
    labels."""
    folded = [fold(line.text) for line in lines]
    labels = len({label for text in folded for label in _LABELS if text.strip(" -*'“\"").startswith(label)})
    names = {fold(name) for name in _HEADS}
    bare = [text.strip(" .:'*") for text in folded]
    head = next((n for n, text in enumerate(bare) if text in names or _is_half(lines[n])), None)
    if head and bare[head - 1 : head + 1] == ["ho", "so"]:
        head -= 1
    above = head
    if head is None and labels >= 4:
        head = max((n for n, line in enumerate(lines[:6]) if is_upper(line.text)), default=-1)
    if head is None or labels < 2 or len(lines) > 60:
        return None
    span = next((match for text in folded if (match := _SPAN.search(text))), None)
    below = head + 1 + (bare[head] == "ho")
    title = _title(lines[below:])
    fonds = _fonds(lines)
    owner = fonds or organ(lines[:above] if above is not None else lines[: head + 1])
    return Cover(
        title=title.text if title else None,
        organ=owner.text if owner else None,
        code=dossier_code(lines),
        start=dated(_with_day(span["start"])) if span else dated(_entry(lines, _START)),
        end=dated(_with_day(span["end"])) if span else dated(_entry(lines, _END) or _within(lines, _END)),
        sheets=next((match[1] for text in folded if (match := _SHEETS.search(text))), None) or _count(lines),
        term=_term(lines),
        found={name: one for name, one in (("title", title), ("organ", owner)) if one},
        places=_places(lines) | ({"fond_name": fonds.text} if fonds else {}),
    )


def _is_half(line: Line) -> bool:
    """Whether ``line`` is what was read of the large HỒ SƠ of a cover of which the first word or letter was lost."""
    return re.fullmatch(r"(?:\w?[OÔỒ] )?SƠ", line.text.strip(" .:'*-")) is not None


def _places(lines: Sequence[Line]) -> dict[str, str]:
    """Numbers after their labels, which may stand side by side on a line; one without a figure in it is none."""
    found: dict[str, str] = {}
    for name, labels in _PLACES.items():
        said = [_entry(lines, labels), *(_beside(line, label) for line in lines for label in labels)]
        words = (next(iter(text.strip(" .:;,-_").split()), "").strip(".:;,-_") for text in said)
        value = next((one for one in words if _PLACE.match(one) and any(map(str.isdecimal, one))), None)
        if value:
            found[name] = value
    return found


def _within(lines: Sequence[Line], labels: Sequence[str]) -> str:
    """What stands after one of ``labels`` in the middle of a line; empty where none does."""
    return next((said for line in lines for label in labels if (said := _beside(line, label))), "")


def _beside(line: Line, label: str) -> str:
    """What stands after ``label`` in the middle of ``line``; empty where it is not there."""
    words, size = line.text.replace(":", " ").split(), len(label.split())
    for at in range(1, len(words) - size):
        if likeness(" ".join(words[at : at + size]), label) >= 0.85:
            return " ".join(words[at + size :])
    return ""


def _fonds(lines: Sequence[Line]) -> Value | None:
    """The organ whose fonds it is ("PHÔNG LƯU TRỮ UBND XÃ …"), which goes on until the next label."""
    for n, line in enumerate(lines[:8]):
        match = _FONDS.match(fold(line.text))
        if not match or not is_upper(line.text):
            continue
        skipped = len(match[0].split())
        more = []
        for one in lines[n + 1 : n + 3]:
            if not is_upper(one.text) or ":" in one.text or fold(one.text).startswith(_LABELS):
                break
            more.append(one)
        rest = line.words[skipped:]
        return named([replace(line, words=rest), *more]) if rest else None
    return None


def _entry(lines: Sequence[Line], labels: Sequence[str]) -> str:
    """What stands after a label, on its line or beside it in a table; empty where the label is not there."""
    for n, line in enumerate(lines):
        for label in labels:
            size = len(label.split())
            head = " ".join(line.text.replace(":", " ").split()[:size])
            if likeness(head, label) < 0.85:
                continue
            rest = " ".join(line.text.replace(":", " ").split()[size:])
            return rest or next((one.text for one in lines[n + 1 : n + 2]), "")
    return ""


def _count(lines: Sequence[Line]) -> str | None:
    found = re.match(r"\d{1,5}", _entry(lines, _COUNT).strip())
    return found[0] if found else None


def dossier_code(lines: Sequence[Line]) -> str | None:
    """The first code in ``lines`` that has the pattern of the law; spaces that crept in are taken out."""
    for line in lines:
        close = line.text.replace(" ", "")
        found = [match[0] for text in (line.text, close, close.replace(":", ".")) if (match := CODE.search(text))]
        if found:
            return max(found, key=len)
    return None


def _with_day(text: str) -> str:
    return text if "/" in text or "-" in text or "." in text else f"ngay {text}"


def _title(lines: Sequence[Line]) -> Value | None:
    parts: list[Line] = []
    for line in lines:
        text = fold(line.text).strip(" -*'")
        if (not parts and (text.startswith(_BEFORE_TITLE) or _CODED.search(text))) or all(
            word.confidence < _STROKE for word in line.words
        ):
            continue
        if text.startswith(_END_OF_TITLE) or _LABELLED.match(text) or line.region == "table":
            break
        if any(char.isalpha() for char in line.text) or (parts and _YEAR.fullmatch(line.text)):
            parts.append(line)
    found = value(parts, " ".join(line.text.strip(" _|*") for line in parts))
    return weighed(found) if found else None


def _term(lines: Sequence[Line]) -> str | None:
    """The retention period: after its label, on the same line or one of the next."""
    for n, line in enumerate(lines):
        label = " ".join(line.text.split(":")[0].split()[-4:])
        if not any(likeness(label, known) >= 0.85 for known in _TERM_LABELS):
            continue
        for place in lines[n : n + 3]:
            found = _TERM.search(place.text)
            if found:
                return found[0][:1].upper() + found[0][1:]
    return None
