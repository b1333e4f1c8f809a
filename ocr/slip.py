"""Lines of a one-stop desk's slip → what it says of the dossier (NĐ 61/2018, mẫu giấy tiếp nhận hồ sơ; NĐ 118/2025).

The slip comes as sentences with colons or as a table of labels; both are read.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from archive.records import Line
from archive.text import fold
from ocr.dates import dated
from ocr.names import is_name, name_of
from ocr.requested import requested

_APPLICANT = ("tiep nhan ho so cua", "nguoi nop ho so", "nguoi nop", "nguoi lam thu tuc", "ho va ten", "ten nguoi nop")
_APPOINTMENT = ("tra ket qua", "hen tra", "ngay hen tra", "ngay tra")
_ADDRESSED = re.compile(r"^(?:[ÔôB][nàb]g?|Ông|ông|Bà|bà|Anh|Chị)(?:\s*/\s*\w+)?\s*[:.]?\s+")


@dataclass(frozen=True, slots=True)
class Slip:
    """Giấy tiếp nhận hồ sơ và hẹn trả kết quả: its words; None where they are not there. ``appointment`` is ISO."""

    procedure: str | None = None
    applicant: str | None = None
    appointment: str | None = None


def slip(lines: Sequence[Line]) -> Slip:
    """What the slip says; a date or name that does not read like one is left out."""
    procedure = requested(lines)
    return Slip(
        procedure=procedure.text if procedure else None,
        applicant=_applicant(lines),
        appointment=next((found for text in _after(lines, _APPOINTMENT) if (found := dated(text))), None),
    )


def _applicant(lines: Sequence[Line]) -> str | None:
    for text in _after(lines, _APPLICANT):
        words = name_of(_ADDRESSED.sub("", text.strip(" .:;,"))).split()
        for size in range(min(6, len(words)), 1, -1):
            if is_name(" ".join(words[:size])):
                return " ".join(words[:size])
    return None


def _after(lines: Sequence[Line], labels: Sequence[str]) -> list[str]:
    """What stands after each of ``labels``: after its colon and on the next line, unless that has a label of its own
    ("Địa chỉ: …"), or beside it in a table."""
    found = []
    for n, line in enumerate(lines):
        head, colon, rest = line.text.rpartition(":")
        plain = fold(line.text)
        if colon and any(label in fold(head) for label in labels):
            more = lines[n + 1].text if n + 1 < len(lines) else ""
            found.append(rest if rest.strip() and ":" in more else f"{rest} {more}")
        elif line.cell is not None and line.cell[1] == 0 and plain.startswith(tuple(labels)):
            found += [one.text for one in lines[n + 1 : n + 3] if one.cell and one.cell[0] == line.cell[0]]
    return found
