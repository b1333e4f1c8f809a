"""Lines of a form or of a one-stop desk's slip → what is asked for, and the subject that they have from it."""

import re
from collections.abc import Sequence
from dataclasses import replace

from archive.records import Line
from archive.text import fold
from ocr.subject import Title, subject_value
from ocr.value import Value
from ocr.vietnamese import likeness

_REQUESTED = (
    "Nội dung yêu cầu giải quyết", "Tên thủ tục hành chính", "Tên thủ tục", "Thủ tục hành chính", "Nội dung giải quyết",
    "Nội dung yêu cầu", "Yêu cầu giải quyết", "Việc yêu cầu", "Về việc", "Thủ tục", "Tên hồ sơ", "Loại hồ sơ",
    "Việc cần giải quyết", "Nội dung cần giải quyết", "Nội dung công việc", "Tên dịch vụ công", "Dịch vụ công",
    "Tên TTHC", "Thủ tục thực hiện",
)  # fmt: skip
_ITEM = re.compile(r"^\W*(?:\d{1,2}\s*[.)/]\)?\s*|\(\d{1,2}\s+|\d+$)")
"""How the next item of a form begins: "6. Số bản", "(6) Số bản"."""
_BARE = 0.5
"""How far to trust that a form is about no more than its title says: of five such none was."""
_NEXT = ("thanh phan", "giay to", "so luong", "thoi gian", "dia chi", "so dien thoai", "ho so gom")
"""How the next label of a slip begins whose colon was not read, folded."""
_SPACE = 0.3
"""Width of a space, by the height of its line."""
_COMPOSED = 0.8
"""How far to trust a form's subject that was put together from its title and what is asked for."""


def subject_of(found: Title, lines: Sequence[Line], slip: bool) -> Value | None:
    """The subject below a title; of a slip what is asked for, and of a form that is called no more than its kind ("TỜ
    KHAI") kind and what is asked for."""
    subject = found.subject
    bare = found.kind.form and subject is not None and subject.text == found.kind.name
    asked = requested(lines) if slip or bare else None
    if slip and asked:
        return asked
    if subject is None or not bare:
        return subject
    if asked is None or asked.confidence < _BARE:
        return replace(subject, known=min(subject.confidence, _BARE))
    whole = Value(f"{subject.text} {asked.text[:1].lower()}{asked.text[1:]}", (*subject.words, *asked.words))
    return replace(whole, known=min(asked.confidence, _COMPOSED))


def requested(lines: Sequence[Line]) -> Value | None:
    """The procedure asked for on an intake slip: "Nội dung yêu cầu giải quyết: …" and its next line, or the row of a
    table that is so called."""
    for n, line in enumerate(lines):
        label, colon, rest = _ITEM.sub("", line.text, count=1).partition(":")
        if not any(likeness(label, known) > 0.85 for known in _REQUESTED):
            continue
        if colon and rest.strip():
            after = lines[n + 1 : n + 2]
            more = [one for one in after if _goes_on(line, one, max(other.box[2] for other in lines))]
            told = replace(line, words=line.words[-len(rest.split()) :])
            return subject_value(" ".join([rest.strip(), *(one.text for one in more)]), [told, *more])
        beside = [one for one in lines[n + 1 : n + 6] if one.follows(line) or _same_row(one, line)]
        return subject_value(" ".join(one.text for one in beside), beside)
    return None


def _goes_on(line: Line, below: Line, edge: int) -> bool:
    """Whether ``below`` goes on with ``line``: it has no label of its own, and where it begins with a capital that word
    had no room before the right ``edge`` of the text."""
    first = below.words[0].box
    room = edge - line.box[2] - (line.box[3] - line.box[1]) * _SPACE
    labelled = ":" in below.text or bool(_ITEM.match(below.text)) or fold(below.text).startswith(_NEXT)
    if labelled or below.region == "table":
        return False
    return not below.text[:1].isupper() or first[2] - first[0] > room


def _same_row(one: Line, label: Line) -> bool:
    return (
        one.cell is not None
        and label.cell is not None
        and one.block == label.block
        and one.cell[0] == label.cell[0]
        and one.cell[1] > label.cell[1]
    )
