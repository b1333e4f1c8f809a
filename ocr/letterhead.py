"""Lines of a first page → what its head says: organ, number, date, title and subject (NĐ 30/2020, PL I, ô 1–5).

TT 01/2011/TT-BNV has the same layout. Geometry comes first (left block, right block, centred title), words second.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from archive.records import Line
from archive.text import fold
from ocr.dates import written
from ocr.heading import MOTTO, NATION, is_date, is_number, place_start
from ocr.kinds import INTAKE, LETTER, Kind, by_code, kind_of
from ocr.vietnamese import begins, is_upper, likeness, resembles, restored, sentence_case
from ocr.zone import middle, text_height

_NUMBER = re.compile(r"^\W{0,3}S\S?\s*[:;.,]?\s*(?P<number>[^/]{0,14}?)\s*/\s*(?P<rest>\S.*)$", re.IGNORECASE)
_PARTY = re.compile(
    r"^\W{0,2}S[^\W\d_]?[^\W\d_]?\s*[:;.,]?\s*(?P<number>\d{1,5})?\s*[-–]\s*(?P<notation>[A-ZĐ][\w]*/[\w.-]+)"
)
_NOTATION = re.compile(r"[^\W_][\w&.\-–/]*")
_DIGITS = re.compile(r"\d{1,5}[a-d]?")
_FIGURES = str.maketrans("OoIl", "0011")
_SURE, _NOISE = 0.5, 0.1
"""Chances: a number less likely right is not taken; a word less likely right is left out of a name as noise."""
_YEAR = re.compile(r"^(?P<year>(?:19|20)\d{2})\s*/\s*(?P<rest>.*)$")
_SUBJECT = re.compile(r"^\W*(?:V\s*[/1lI]\s*v|Về\s+việc)\b", re.IGNORECASE)
_STOP = (
    "kinh gui", "can cu", "kinh thua", "chung nhan", "xet ", "theo de nghi", "ma ho so", "(kem", "(ban hanh",
    "noi nhan", "so:", "hom nay", "ten toi", "toi ten", "ho va ten", "ho, ten", "1.", "i.", "dieu 1",
)  # fmt: skip
_ORGANS = (
    "ubnd", "uy ban", "hoi dong", "hdnd", "bo ", "so ", "cuc ", "tong cuc", "chi cuc", "phong ", "ban ",
    "trung tam", "van phong", "truong ", "benh vien", "cong an", "toa an", "vien ", "tinh uy", "huyen uy",
    "thanh uy", "dang uy", "dang bo", "thanh tra", "kho bac", "ngan hang", "bao hiem", "doan ", "hoi ", "lien doan",
    "mat tran", "thi uy", "chinh phu", "quoc hoi", "thu tuong", "uy ban mttq", "cong ty", "tong cong ty", "tram ",
    "hat ", "doi ", "xi nghiep", "chi nhanh", "kiem toan", "hoc vien", "dai hoc", "bo tu lenh", "bo chi huy",
    "thue ", "hai quan", "quan uy", "lien hiep", "dai phat thanh", "dai truyen", "bao ", "tap chi", "nha ",
    "thu vien", "bao tang", "hop tac xa", "to ", "vu ",
)  # fmt: skip
_DESK = ("bo phan tiep nhan", "bo phan mot cua", "bo phan tn")
"""A desk of the organ above it, not an organ that issues documents (NĐ 61/2018)."""


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Phần đầu văn bản: the head of a document as read; None or empty where it is not there."""

    nation: bool = False
    organ: str | None = None
    number: str | None = None
    notation: str | None = None
    date: str | None = None
    place: str | None = None
    kind: Kind | None = None
    subject: str | None = None
    numbered: bool = False


def letterhead(lines: Sequence[Line], width: int, height: int) -> Letterhead:
    """What the head of a page says. ``lines`` are in reading order."""
    size = text_height(lines)
    top = [line for line in lines if line.box[1] < height * 0.5]
    nation = next((line for line in top if line.box[1] < height * 0.4 and _is_nation(line.text)), None)
    dated = _date(top, nation, height)
    numbers = [
        line for line in top if is_number(line.text) and (dated is None or line.box[1] < dated.box[3] + 4 * size)
    ]
    numbers = [line for line in numbers if line.box[0] < width * 0.4]
    number, notation, numbered = _number(numbers[0] if numbers else None)
    edge = nation.box[0] if nation else dated.box[0] if dated else width * 0.5
    start = _after(top, [line for line in (nation, dated, *numbers[:1]) if line])
    kind, subject = _title(lines, start, width, size)
    above = numbers[0] if numbers else dated
    left = [line for line in top if above and middle(line.box) < above.box[1] and _middle_x(line) < edge]
    if kind is None:
        letter = _letter_subject(lines, numbers[0] if numbers else None, width, size)
        kind, subject = (LETTER, letter) if letter else (_untitled(lines, notation), None)
    elif kind is INTAKE:
        subject = _requested(lines) or subject
    return Letterhead(
        nation=nation is not None,
        organ=organ(left) if nation else None,
        number=number,
        notation=notation,
        date=written(dated.text) if dated else None,
        place=place_of(dated.text) if dated else None,
        kind=kind,
        subject=subject,
        numbered=numbered,
    )


def _untitled(lines: Sequence[Line], notation: str | None) -> Kind | None:
    """The kind where no title was read: by the notation, or a công văn where somebody is addressed."""
    if notation is None:
        return None
    addressed = any("kinh gui" in fold(line.text) for line in lines[:25])
    return by_code(notation) or (LETTER if addressed else None)


def _is_nation(text: str) -> bool:
    return any(likeness(text, phrase) >= 0.8 for phrase in (*NATION, *MOTTO))


def _middle_x(line: Line) -> float:
    return (line.box[0] + line.box[2]) / 2


def _date(top: Sequence[Line], nation: Line | None, height: int) -> Line | None:
    """The place and date under quốc hiệu; a date in the body has words before it that are no place."""
    low = nation.box[1] if nation else 0
    for line in top:
        if low < middle(line.box) < low + height * 0.2 and is_date(line.text) and "," in line.text:
            place = line.words[place_start(line) :]
            day = next((i for i, word in enumerate(place) if fold(word.text)[:2] == "ng"), 0)
            if day <= 6:
                return replace(line, words=place)
    return None


def closing(lines: Sequence[Line], width: int) -> tuple[str | None, str | None] | None:
    """Place and date above the signature of a form (đơn, tờ khai), which has none in its head, or None.

    The year may have slipped to the next line; a confirmation to the left of the place is left out.
    """
    for n in range(len(lines) - 1, 0, -1):
        line = lines[n]
        if not is_date(line.text) or "," not in line.text or line.box[2] < width * 0.6:
            continue
        place = replace(line, words=line.words[place_start(line) :])
        date = written(f"{place.text} {lines[n + 1].text if n + 1 < len(lines) else ''}")
        if date and len(place.words) <= 14 and place.words[0].text[:1].isupper():
            return place_of(place.text), date
    return None


def place_of(text: str) -> str | None:
    """The place in "Hà Nội, ngày 05 tháng 01 năm 2020"."""
    head = re.split(r",|\bng[aàáảạ]y\b", text, maxsplit=1)[0].strip(" .,;:-'\"_")
    return head if head and head[0].isupper() and len(head) <= 40 else (head or None)


def _number(line: Line | None) -> tuple[str | None, str | None, bool]:
    """Number, notation, and whether there is a line for them at all ("Số:    /KH-UBND" has no number yet).

    A number with anything but figures in it, or read below 0.5, is not taken: it is written by hand and misread.
    """
    if line is None:
        return None, None, False
    party = _PARTY.match(line.text)
    if party and "/" not in line.text[: party.start("notation")]:
        return party["number"], party["notation"], True
    match = _NUMBER.match(line.text)
    if not match:
        return None, None, True
    rest, year = match["rest"].strip(), ""
    with_year = _YEAR.match(rest)
    if with_year:
        rest, year = with_year["rest"], with_year["year"] + "/"
    found = _NOTATION.match(rest)
    notation = (year + found[0].rstrip(".-–/")).replace("–", "-") if found else None
    number = "".join(match["number"].split()).translate(_FIGURES)
    before = [word for word in line.words if any(char.isdigit() for char in word.text.split("/")[0])]
    sure = all(word.confidence >= _SURE for word in before[:2] if word.text.split("/")[0].translate(_FIGURES) in number)
    return (number if _DIGITS.fullmatch(number) and sure else None), _mended(notation), True


def _mended(notation: str | None) -> str | None:
    """Abbreviations that the law knows, where Đ lost its bar or was read twice: ``QD-UBND`` → ``QĐ-UBND``."""
    if notation is None:
        return None
    first, dash, rest = notation.partition("-")
    if dash and by_code(first) is None:
        bare = first.replace("ĐĐ", "Đ").replace("Đ", "D")
        match = next((code for code in ("QĐ", "NĐ", "HĐ", "CĐ", "ĐA", "QyĐ") if code.replace("Đ", "D") == bare), None)
        first = match or first
    return f"{first}{dash}{rest}".replace("HDND", "HĐND")


def organ(left: Sequence[Line]) -> str | None:
    """The issuing organ from the lines of the left block: the last name, the one above it is its superior's.

    A line that begins no name of an organ goes on with the name above ("ỦY BAN NHÂN DÂN" / "TỈNH TIỀN GIANG").
    """
    names: list[list[str]] = []
    for line in left:
        words = [word.text for word in line.words if word.confidence >= _NOISE and any(c.isalpha() for c in word.text)]
        text = restored(" ".join(words).strip(" .,:;'\"*-–_|"))
        if not text or not is_upper(text) or resembles(text, "CÔNG VĂN ĐẾN") or text == "ĐẾN":
            continue
        folded = fold(text) + " "
        wrapped = names and len(text.split()) <= 1
        heads = folded.startswith((*_ORGANS, *_DESK)) or likeness(" ".join(text.split()[:2]), "ỦY BAN") >= 0.8
        if names and (wrapped or not heads):
            names[-1].append(text)
        else:
            names.append([text])
    while len(names) > 1 and fold(" ".join(names[-1])).startswith(_DESK):
        names.pop()
    return " ".join(names[-1]) if names else None


def _after(top: Sequence[Line], found: Sequence[Line]) -> float:
    return max((middle(line.box) for line in found), default=0.0)


def _title(lines: Sequence[Line], start: float, width: int, size: float) -> tuple[Kind | None, str | None]:
    """The kind by a centred line in capitals below the letterhead, and the subject below it."""
    below = [(n, line) for n, line in enumerate(lines) if middle(line.box) > start]
    for n, line in below[:14]:
        found = kind_of(line.text) if is_upper(line.text) and abs(_middle_x(line) - width / 2) < width * 0.15 else None
        if found is None:
            continue
        kind, more = found
        parts = _subject_lines(lines[n + 1 :], line, width, size)
        if kind.form and parts and not is_upper(parts[0]):
            more, parts = f"{more} {parts[0][:1].lower()}{parts[0][1:]}".strip(), parts[1:]
        if kind.form:
            return kind, " ".join([sentence_case(f"{kind.name} {more}".strip()), *parts]) if (
                more or parts
            ) else kind.name
        subject = " ".join([*([sentence_case(more)] if more else []), *parts])
        return kind, subject or None
    return None, None


def _subject_lines(lines: Sequence[Line], title: Line, width: int, size: float) -> list[str]:
    """The centred lines under a title, until the body begins: an indented line, a gap, capitals, or words of a body."""
    parts: list[str] = []
    last, center = title, _middle_x(title)
    for line in lines[:8]:
        text = line.text.strip(" _*|'`")
        gap = line.box[1] - last.box[3]
        if abs(_middle_x(line) - center) > width * 0.022 or gap > size * (1.6 if parts else 2.2):
            break
        if fold(text).startswith(_STOP) or (parts and is_upper(text) and not is_upper(parts[-1])):
            break
        if not parts and is_upper(text) and begins(text, "CHỦ TỊCH"):
            break
        if any(char.isalnum() for char in text):
            parts.append(text)
            last = line
    return parts


def _letter_subject(lines: Sequence[Line], number: Line | None, width: int, size: float) -> str | None:
    """The subject of a công văn: "V/v …" and what goes on below it in the left block."""
    for n, line in enumerate(lines[:25]):
        if not _SUBJECT.match(line.text) or line.box[0] > width * 0.45:
            continue
        parts, last, center = [line.text], line, _middle_x(line)
        for more in lines[n + 1 : n + 6]:
            near = 0 <= more.box[1] - last.box[1] < size * 2.6
            if not near or abs(_middle_x(more) - center) > width * 0.08 or is_date(more.text):
                break
            if fold(more.text).startswith(_STOP):
                break
            parts.append(more.text)
            last = more
        return " ".join(part.strip(" _|*'") for part in parts)
    return None


def _requested(lines: Sequence[Line]) -> str | None:
    """The procedure asked for on an intake slip: "Nội dung yêu cầu giải quyết: …" and its next line."""
    for n, line in enumerate(lines):
        label, colon, rest = line.text.partition(":")
        if colon and likeness(label, "Nội dung yêu cầu giải quyết") > 0.85:
            more = lines[n + 1].text if n + 1 < len(lines) and ":" not in lines[n + 1].text else ""
            return f"{rest.strip()} {more}".strip() or None
    return None
