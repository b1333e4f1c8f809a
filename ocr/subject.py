"""Lines below a letterhead → the kind of document and its subject (NĐ 30/2020, PL I, ô 5a, 5b)."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from archive.records import Line, Word
from archive.text import fold
from ocr.formula import is_subject_mark
from ocr.heading import is_date, is_number, place_start
from ocr.kinds import LETTER, Kind, kind_of
from ocr.number import is_slip_number
from ocr.standing import advance
from ocr.syllable import is_possible
from ocr.trust import weighed
from ocr.value import Value
from ocr.vietnamese import begins, is_upper, likeness, sentence_case
from ocr.zone import center, middle

_MATTER = r"(?P<first>V)[EÈÉẺẼẸÊỀẾỂỄỆ]\s*VI[EÈÉẺẼẸÊỀẾỂỄỆ]C\b"
_SUBJECT = re.compile(rf"^\W*(?:V\s*[/1lI]\s*[vwy]\b|{_MATTER})", re.IGNORECASE)
_BEGINS = re.compile(rf"^\W*{_MATTER}", re.IGNORECASE)
"""As what "Về việc" is read."""
_ABOUT = re.compile(r"^\W*(?:(?:Và|Vê|Vè|Vé|Vẻ|Vẽ|Vế|Uề|Ưề) |(?:và|uề|ưề) (?=việc\b))")
"""As what the "Về" of a subject is read: none begins with these words."""
_ABOUT_MARRED = re.compile(r"^(?=\S*[^\w\s])\S{1,4} (?=việc\b)")
"""The same with signs in it that no word has: ``t»/ việc``."""
_NOTED = re.compile(r"\W*\d*\s?/[A-ZĐ]{2,6}\s?-\s?[A-ZĐ]{2,8}\W*")
"""A notation of which "Số:" was not read."""
_STOP = (
    "kinh gui", "can cu", "kinh thua", "xet de nghi", "xet don", "xet to trinh", "xet bao cao", "theo de nghi",
    "xet thay", "xet yeu cau", "xet nhu cau", "xet phieu", "xet bien ban", "xet noi dung", "xet nang luc",
    "xet pham chat", "xet thanh tich", "xet y kien", "xet cong van", "xet qua trinh", "xet tinh hinh",
    "ma ho so", "(ma ", "(ho so so", "(so ho so", "(kem", "(ban hanh", "(kinh", "noi nhan",
    "noi gui", "so:", "hom nay", "ten toi", "toi ten", "ho va ten", "ho, ten", "ho, chu dem", "1.", "i.", "dieu 1",
    "tran trong", "chung toi", "thoi gian:", "(mat sau", "(mau", "vao luc", "vao hoi",
)  # fmt: skip
"""How a body, an address or a bracketed note begins, where a subject ends."""
_AUTHORITY = (
    "CHỦ TỊCH", "ỦY BAN NHÂN DÂN", "HỘI ĐỒNG NHÂN DÂN", "GIÁM ĐỐC", "BỘ TRƯỞNG", "THỦ TƯỚNG", "CHÍNH PHỦ",
    "ỦY BAN KIỂM TRA", "BAN THƯỜNG VỤ", "BAN CHẤP HÀNH", "TỔNG GIÁM ĐỐC", "HIỆU TRƯỞNG", "TRƯỞNG PHÒNG", "TRƯỞNG BAN",
    "CỤC TRƯỞNG", "CHI CỤC TRƯỞNG", "VỤ TRƯỞNG", "CHÁNH ÁN", "VIỆN TRƯỞNG", "CHÁNH VĂN PHÒNG", "CHÁNH THANH TRA",
    "TÒA ÁN NHÂN DÂN", "VIỆN KIỂM SÁT NHÂN DÂN", "THỐNG ĐỐC", "TỔNG THANH TRA",
)  # fmt: skip
"""Whoever decides is named below the subject in capitals, and whoever confirms below the title of a certificate."""
_CONFIRM = ("xac nhan", "chung nhan", "chung thuc")
_CONFIRMS = re.compile(r"\b(?:xac nhan|chung nhan|chung thuc)\W*$")
_NO_SUBJECT = re.compile(r"cua (?:uy|hoi dong|chu tich|ban|giam doc|so|bo|truong) |(?:thanh|kiem) tra$")
"""What stands behind a kind in its line and is not what the paper is about, folded: whose decision it is, as papers had
it before TTLT 55/2005, and KẾT LUẬN THANH TRA (Luật Thanh tra)."""
_FOR = re.compile(r"^\(?\s*[Dd]ùng\s+(?:cho|để|trong)\s+(?:thủ\s+tục\s+|việc\s+)?(?P<matter>[^)]*)\)?\s*$")
"""The note under the title of a form that says which matter it is for."""
_QUARTER = re.compile(r"\b([Qq]uý)\s+(H|HI|IH|HT|TH|TT|II1|1II|l{2,3}|1{2,3})\b")
_ROMAN = {"H": "II", "HI": "III", "IH": "III", "HT": "III", "TH": "III", "TT": "II", "ll": "II", "11": "II"}
_STROKES = re.compile(r"[†‡¬¦¶~^]")
"""Signs that papers of offices do not have: dirt or a stroke of a pen beside a word."""
_LEFT = 0.42
"""Of the page's width: a công văn's "V/v" stands in the left block; in the middle it is another paper's whose title was
not read."""
_LOST_MARK, _BESIDE = 0.8, 8.0
"""How far to trust a subject whose "V/v" was not read; how far its middle may be from the number's, in heights of
print."""
_MARKS, _ROOM = ("V/v", "Về việc"), 0.9
"""How a subject begins, and by how many ems more or less the room for that may be."""
_UNDER = 9
"""So many lines under a title are looked at, what stands in a stamp beside them aside."""
_SHORT = 2
"""Words behind a kind that are no subject where that follows with its mark: "BÁO CÁO ĐỀ XUẤT" / "(V/v …)"."""
_ITEM, _ITEM_BELOW = re.compile(r"[-–+•] "), 0.8
"""How an item of a body begins that stands so many heights of print below a subject: a dash within that is nearer."""
_NEAR = 4
"""So many lines behind that of a subject its number's may be read, for it was found later."""
_ASIDE = 12
"""So many lines may be read between two of a subject that stand below each other, for they are of the right block."""
_ASKEW, _BENT, _APART = 0.022, 2.0, 1.5
"""Of the page's width: by how much lines of a subject stand beside its middle at most, and how many times that the one
right below a title; heights of print between what stands in one line and does not belong together."""
_STAMPED, _BEHIND = 3, 0.6
"""Words in capitals at least that a stamp beside a subject has; the same heights between it and what is none."""
_SMALL, _STROKED, _AROUND = 3, 3, "\"'“”‘’*_.,:;-"
"""Words at least behind the first of a subject that has no "V/v"; letters of a marred "V/v" at most, and signs around
them."""
_WIDE = 0.6
"""Of the page's width: a line of the text from edge to edge."""
_STRAY = 0.2
"""A sign less likely right than this is a stroke beside a subject."""
_NOISE = 0.5
"""A line whose every word is less likely right is no part of a subject."""


@dataclass(frozen=True, slots=True)
class Title:
    """Tên loại và trích yếu: the kind, the words that name it, the subject."""

    kind: Kind
    name: Value
    subject: Value | None


def title(lines: Sequence[Line], start: float, width: int, size: float) -> Title | None:
    """The kind by a centred line in capitals below ``start`` (pixels from above), and the subject below it."""
    below = [(n, line) for n, line in enumerate(lines) if middle(line.box) > start]
    for n, line, found in ((n, part, _kind(part, width)) for n, whole in below[:14] for part in _parts(whole, size)):
        if found is None:
            continue
        kind, more = found[0], "" if _NO_SUBJECT.match(fold(found[1])) else found[1]
        name = Value(kind.name, line.words[: len(line.words) - len(found[1].split())], known=_sure_of(line, kind))
        behind, whole = (lines[n + 1 :], line) if more or not found[1] else _own(lines[n + 1 :], line, size)
        under = subject_lines(behind, whole, width, size)
        more = "" if under and _SUBJECT.match(under[0].text) and len(more.split()) <= _SHORT else more
        subject = _of_form(kind, more, line, under) if kind.form else _of(more, line, under)
        if subject and under and _is_cut(behind, under, size):
            subject = replace(subject, known=min(subject.confidence, _LOST_MARK))
        return Title(kind, name, subject)
    return None


def _is_cut(behind: Sequence[Line], under: Sequence[Line], size: float) -> bool:
    """Whether a line of the subject may have been lost in a stamp that lies on it: bold print right below the last one
    of ``under``, across its middle, that is no capitals and begins no body."""
    last = under[-1]
    axis, ends = center(last), {word.box for word in last.words}
    for line in behind[: _ASIDE + len(under)]:
        below = line.box[1] - last.box[1] > 0 and line.box[1] - last.box[3] < size / 2
        across = line.box[0] < axis < line.box[2] and ends.isdisjoint(word.box for word in line.words)
        if below and across and line.bold and last.bold and not is_upper(line.text) and not _begins_body(line.text):
            return True
    return False


def _own(behind: Sequence[Line], title: Line, size: float) -> tuple[Sequence[Line], Line]:
    """The lines ``behind`` a title without those in capitals that go on with whose paper it is ("NGHỊ QUYẾT CỦA HỘI
    ĐỒNG QUẢN LÝ QUỸ" / "KHUYẾN HỌC …"), and the last line of the title so."""
    for at, line in enumerate(behind):
        near = line.box[1] - title.box[3] < size and abs(center(line) - center(title)) < size
        if not near or not is_upper(line.text) or _SUBJECT.match(line.text):
            return behind[at:], title
        title = line
    return (), title


def _kind(line: Line, width: int) -> tuple[Kind, str] | None:
    """The kind that a centred ``line`` in capitals begins with, and what stands behind it."""
    return kind_of(line.text) if is_upper(line.text) and abs(center(line) - width / 2) < width * 0.15 else None


def _parts(line: Line, size: float) -> list[Line]:
    """``line``, and each part of it that stands far from the others by itself: beside a title stands a stamp at times
    (HỎA TỐC, or a receiver's)."""
    cuts = [
        at
        for at, (one, other) in enumerate(pairwise(line.words), 1)
        if other.box[0] - one.box[2] > size * (_BEHIND if _ends_stamp(line.words, at) else _APART)
    ]
    if not cuts or line.region == "table":
        return [line]
    return [line, *(replace(line, words=line.words[a:b]) for a, b in pairwise([0, *cuts, len(line.words)]))]


def _ends_stamp(words: Sequence[Word], at: int) -> bool:
    """Whether the ``words`` before ``at`` are capitals as stamps have them, and the one there begins a subject: CỔNG
    THÔNG TIN ĐIỆN TỬ CHÍNH PHỦ stands right before "Quy định" at times."""
    begins, before = words[at].text, words[:at]
    return at >= _STAMPED and begins[:1].isalpha() and not is_upper(begins) and all(is_upper(w.text) for w in before)


def _sure_of(line: Line, kind: Kind) -> float:
    """How sure a title is: known names of the law, misread letters forgiven."""
    words = line.words[: len(kind.name.split())]
    like = likeness(" ".join(word.text for word in words), kind.name)
    return like if like < 1 else max(min(word.confidence for word in words), 0.97)


def _of(more: str, title: Line, under: Sequence[Line]) -> Value | None:
    """The subject in what stands behind a title in its line and below it; where it begins with a small letter, as none
    does, "V/v" or "Về việc" was not read, whichever fills the room that the line's middle leaves."""
    parts = [*([sentence_case(more)] if more else []), *(_plain(line) for line in under)]
    head = [replace(title, words=title.words[len(title.words) - len(more.split()) :])] if more else []
    text = " ".join(parts)
    small = bool(under) and text[:1].islower() and not _SUBJECT.match(text)
    lost = "Về" if text.startswith("việc ") else _lost_mark(title, under[0]) if small and not more else ""
    found = subject_value(f"{lost} {text}" if lost else text, [*head, *under])
    return replace(found, known=min(found.confidence, _LOST_MARK)) if found and lost else found


def _lost_mark(title: Line, first: Line) -> str:
    """What was not read before the ``first`` line of a subject that stands to the right of its title's middle; empty
    where there is no room for anything."""
    em = (first.box[2] - first.box[0]) / max(advance(first.text), 1.0)
    room = 2 * (center(first) - center(title)) / em
    fits = min(_MARKS, key=lambda mark: abs(advance(f"{mark} ") - room))
    return fits if abs(advance(f"{fits} ") - room) < _ROOM else ""


def _of_form(kind: Kind, more: str, title: Line, under: Sequence[Line]) -> Value | None:
    """The subject of a form begins with its title: "Đơn đề nghị cấp giấy phép …"."""
    parts = [_plain(line) for line in under]
    whole = " ".join(parts)
    note = _FOR.match(whole)
    if note:
        parts = [note["matter"].strip()]
    if parts and not is_upper(parts[0]):
        more, parts = f"{sentence_case(more) if more else ''} {parts[0][:1].lower()}{parts[0][1:]}".strip(), parts[1:]
        text = " ".join([f"{kind.name} {more[:1].lower()}{more[1:]}", *parts])
    elif more or parts:
        large = next((at for at, part in enumerate(parts) if not is_upper(part)), len(parts))
        text = " ".join([sentence_case(" ".join(filter(None, [kind.name, more, *parts[:large]]))), *parts[large:]])
    else:
        text = kind.name
    return subject_value(text, [title, *under])


def subject_lines(lines: Sequence[Line], title: Line, width: int, size: float) -> list[Line]:
    """The centred lines under a title, until the body begins: an indented line, a gap, capitals, regular print below
    bold, or words of a body."""
    parts: list[Line] = []
    last, axes = title, (center(title), *_column(lines, width))
    rows = _rejoined(lines[:_ASIDE], size)
    for whole in [row for row in rows if row.region not in ("table", "stamp") or row.box[2] >= axes[0]][:_UNDER]:
        if (_is_noise(whole) and not _goes_on(whole, last, size)) or is_slip_number(whole):
            continue
        few = (axes[0], center(parts[-1])) if parts else axes
        line = min(_parts(whole, size), key=lambda part: min(abs(center(part) - axis) for axis in few))
        text = _plain(line)
        gap = line.box[1] - last.box[3]
        aside = min(abs(center(line) - axis) for axis in few)
        near = _BENT if gap < size and line.bold is not False and last.bold else 1.0
        if aside > width * _ASKEW * near or gap > size * (1.6 if parts else 2.2):
            if parts and line.box[2] < parts[-1].box[0]:
                continue
            break
        if _begins_body(text) or fold(text).strip(" :.") in _CONFIRM or "kinh gui" in fold(text):
            break
        if parts and parts[-1].bold and line.bold is False:
            break
        if parts and gap > size * _ITEM_BELOW and _ITEM.match(line.text):
            break
        if is_upper(text) and (_names_authority(text) or (parts and not is_upper(_plain(parts[-1])))):
            break
        if any(char.isalnum() for char in text):
            parts.append(line)
            own = aside < abs(center(line) - axes[0]) and aside <= width * _ASKEW
            last, axes = line, (center(line),) if own else axes
    return parts


def _rejoined(lines: Sequence[Line], size: float) -> list[Line]:
    """``lines`` with those put together that stand in one row a space apart: columns of the head were seen to go on
    into the title."""
    done: list[Line] = []
    for line in lines:
        at = next((at for at, other in enumerate(done) if _is_row(other, line, size)), None)
        if at is None:
            done.append(line)
        else:
            first, last = sorted((done[at], line), key=lambda one: one.box[0])
            done[at] = replace(last, words=(*first.words, *last.words))
    return done


def _is_row(one: Line, other: Line, size: float) -> bool:
    level = abs(middle(one.box) - middle(other.box)) < size / 2
    gap = max(one.box[0], other.box[0]) - min(one.box[2], other.box[2])
    return level and 0 < gap < size and one.region != "table" and other.region != "table"


def _goes_on(line: Line, last: Line, size: float) -> bool:
    """Whether ``line``, hardly read, is syllables in bold right below the middle of ``last``: a name ("Tấn Vịnh")."""
    near = line.box[1] - last.box[3] < size and abs(center(line) - center(last)) < size
    return near and bool(line.bold and last.bold) and all(is_possible(word.text) for word in line.words)


def _begins_body(text: str) -> bool:
    """Whether a body, an address or a note begins so: none does with a small letter ("vào Hội …")."""
    return fold(text).startswith(_STOP) and not text[:1].islower()


def _column(lines: Sequence[Line], width: int) -> tuple[float, ...]:
    """The middle of the text below a title, over which that stands too, though dirt was read with it; none where no two
    lines of it are wide."""
    text = [line for line in lines[:20] if line.region == "body" and not _is_noise(line)]
    wide = [line for line in text if line.box[2] - line.box[0] > width * _WIDE]
    if len(wide) < 2:
        return ()
    return ((min(line.box[0] for line in text) + max(line.box[2] for line in wide)) / 2,)


def _names_authority(text: str) -> bool:
    return bool(_CONFIRMS.search(fold(text))) or any(begins(text, phrase, 0.85) for phrase in _AUTHORITY)


def letter(lines: Sequence[Line], width: int, size: float) -> Value | None:
    """The subject of a công văn: "V/v …" and what goes on below it in the left block; where "V/v" was lost, what stands
    right below the number and begins with a small letter, as nothing else does there, and where none was written, what
    stands so in the letterhead."""
    for n, line in enumerate(lines[:25]):
        below = any(_goes_below(line, other, size) for other in lines[: n + _NEAR] if other is not line)
        said = bool(_SUBJECT.match(line.text)) or (below and is_subject_mark(line.words[0].text))
        if below and not said and _begins_marred(line):
            line = replace(line, words=line.words[1:])
        lost = below and not said and line.text[:1].islower()
        bare = below and not said and not lost and _is_bare(line)
        if not (said or lost or bare) or center(line) > width * _LEFT:
            continue
        parts, last, axis = [_unscratched(line)], line, center(line)
        for more in lines[n + 1 : n + _ASIDE]:
            if _is_noise(more) or more.box[0] > line.box[2]:
                continue
            near = 0 <= more.box[1] - last.box[1] < size * 2.6
            if not near or abs(center(more) - axis) > width * 0.08 or is_date(more.text):
                break
            capitals = is_upper(more.text) and not is_upper(line.text)
            if _begins_body(more.text) or "kinh gui" in fold(more.text) or capitals:
                break
            parts.append(more)
            last = more
        text = " ".join(_plain(part) for part in parts)
        found = subject_value(f"V/v {text}" if lost else text, parts)
        return replace(found, known=min(found.confidence, _LOST_MARK)) if found and (lost or bare) else found
    return None


def _is_bare(line: Line) -> bool:
    """Whether ``line`` is written like a subject without "V/v": a capital first, small words behind it."""
    first, *rest = [word.text for word in line.words]
    small = sum(text.islower() for text in rest) > len(rest) / 2
    told = fold(line.text).startswith(_STOP) or ":" in line.text
    return line.region == "letterhead" and first.istitle() and len(rest) >= _SMALL and small and not told


def _unscratched(line: Line) -> Line:
    """``line`` without what a stroke was read as: hardly likely, and neither letters nor figures."""
    kept = [w for w in line.words[1:] if w.confidence >= _STRAY or w.text.isalpha() or any(map(str.isdigit, w.text))]
    return replace(line, words=(line.words[0], *kept))


def _begins_marred(line: Line) -> bool:
    """Whether what was hardly read before a small letter is "V/v"."""
    first, *rest = line.words
    if not rest or not rest[0].text[:1].islower():
        return False
    letters = first.text.strip(_AROUND)
    strokes = letters.isupper() and len(letters) <= _STROKED and not any(char in "aeiouy" for char in fold(letters))
    return strokes or (first.confidence < _NOISE and first.text[:1].isupper())


def _goes_below(line: Line, number: Line, size: float) -> bool:
    """Whether ``line`` stands right below the ``number`` of a paper, or what was read of it."""
    numbered = is_number(number.text) or _NOTED.fullmatch(number.text)
    if not (numbered and -size / 2 < line.box[1] - number.box[3] < size):
        return False
    alone = replace(number, words=number.words[: place_start(number)]) if is_date(number.text) else number
    return abs(center(line) - center(alone)) < size * _BESIDE


def letter_title(subject: Value) -> Title:
    """A công văn has no title: it is known by its subject."""
    return Title(LETTER, Value(LETTER.name, subject.words[:1], known=0.99), subject)


def _is_noise(line: Line) -> bool:
    return all(word.confidence < _NOISE for word in line.words)


def _plain(line: Line) -> str:
    """The text of ``line`` without strokes and specks: an apostrophe behind a word that none opens is one."""
    text = _STROKES.sub("", line.text).strip(" _*|'`")
    return text if re.search(r"(?:^|[\s(])['‘]", text) else re.sub(r"(?<=\w)['’`](?=\s)", "", text)


def subject_value(text: str, lines: Iterable[Line]) -> Value | None:
    """The subject that was read as ``text`` in ``lines``, mark and quarter as papers write them, and how sure it is;
    None where it is empty."""
    words = tuple(word for line in lines for word in line.words)
    text = text[1:-1] if text[:1] == "(" and text.find(")") == len(text) - 1 else text
    text = _ABOUT_MARRED.sub("Về ", text)
    text = _ABOUT.sub("Về ", _BEGINS.sub(lambda said: f"{said['first']}ề việc", text))
    first, *rest = text.split() or [""]
    text = " ".join(["V/v", *rest] if rest and first[:1] == "V" and is_subject_mark(first) else [first, *rest])
    told = _QUARTER.sub(lambda match: f"{match[1]} {_ROMAN.get(match[2], 'III')}", text)
    return weighed(Value(told, words)) if told else None
