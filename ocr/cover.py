"""Lines of a page → what a dossier's cover sheet says (bìa hồ sơ, TT 05/2025/TT-BNV; TCVN 9251)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from archive.records import Line
from archive.text import fold
from ocr.dates import dated
from ocr.letterhead import organ
from ocr.vietnamese import is_upper, likeness

CODE = re.compile(r"(?:\d{3}\.\d{2}\.\d{2}\.[HGK]\d{2}|[HGK]\d{2}(?:\.\d{1,3}){0,3})-\d{6}-\d{4,6}")
"""Mã hồ sơ of a one-stop procedure (TT 01/2018/TT-VPCP, Điều 19; QĐ 20/2020/QĐ-TTg)."""

_LABELS = ("phong so", "muc luc so", "ho so so", "thoi han bao quan", "tu ngay", "don vi bao quan", "so to", "ma ho so")
_SPAN = re.compile(r"t.{1,2}\s*ng.{1,2}\b(?P<start>.*?)\bd.{1,2}n\s*(?:ng.{1,2}\b)?(?P<end>.*)$")
_SHEETS = re.compile(r"gom\s*[:.]?\s*(\d{1,5})\s*t")
_END_OF_TITLE = ("ma ho so", "tu ngay", "gom", "phong so", "muc luc so", "ho so so", "thoi han", "so to", "don vi")
_TERM = re.compile(r"(?:\d{1,2}\s*năm|vĩnh viễn|lâu dài|tạm thời)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Cover:
    """Bìa hồ sơ: the cover's words; None where they are not there."""

    title: str | None = None
    organ: str | None = None
    code: str | None = None
    start: str | None = None
    end: str | None = None
    sheets: str | None = None
    term: str | None = None


def cover(lines: Sequence[Line]) -> Cover | None:
    """The cover, or None: a cover has the words HỒ SƠ on a line of their own and two of its labels, or four labels."""
    folded = [fold(line.text) for line in lines]
    labels = sum(any(text.strip(" -*'").startswith(label) for text in folded) for label in _LABELS)
    head = next((n for n, text in enumerate(folded) if text.strip(" .:'*") == "ho so"), None)
    above = head
    if head is None and labels >= 4:
        head = max((n for n, line in enumerate(lines[:6]) if is_upper(line.text)), default=-1)
    if head is None or labels < 2 or len(lines) > 60:
        return None
    span = next((match for text in folded if (match := _SPAN.search(text))), None)
    return Cover(
        title=_title(lines[head + 1 :]),
        organ=organ(lines[:above] if above is not None else lines[: head + 1]),
        code=dossier_code(lines),
        start=dated(_with_day(span["start"])) if span else None,
        end=dated(_with_day(span["end"])) if span else None,
        sheets=next((match[1] for text in folded if (match := _SHEETS.search(text))), None),
        term=_term(lines),
    )


def dossier_code(lines: Sequence[Line]) -> str | None:
    """The first code in ``lines`` that has the pattern of the law; spaces that crept in are taken out."""
    for line in lines:
        found = [match[0] for text in (line.text, line.text.replace(" ", "")) if (match := CODE.search(text))]
        if found:
            return max(found, key=len)
    return None


def _with_day(text: str) -> str:
    return text if "/" in text or "-" in text or "." in text else f"ngay {text}"


def _title(lines: Sequence[Line]) -> str | None:
    parts = []
    for line in lines:
        if fold(line.text).strip(" -*'").startswith(_END_OF_TITLE):
            break
        parts.append(line.text.strip(" _|*"))
    return " ".join(parts) or None


def _term(lines: Sequence[Line]) -> str | None:
    """The retention period: after its label, on the same line or one of the next."""
    for n, line in enumerate(lines):
        label = " ".join(line.text.split(":")[0].split()[-4:])
        if likeness(label, "Thời hạn bảo quản") < 0.85:
            continue
        for place in lines[n : n + 3]:
            found = _TERM.search(place.text)
            if found:
                return found[0][:1].upper() + found[0][1:]
    return None
