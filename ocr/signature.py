"""Lines of a page → who signed and in which office (NĐ 30/2020, PL I, ô 7a–7c)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from archive.records import Box, Line, Word
from archive.text import fold
from ocr.names import family, is_name, name_of, person
from ocr.office import AUTHORITY, MARKS, OFFICES, committee, is_whole, spelt, whole_office
from ocr.position import UNREAD, own_office, position, title_text
from ocr.syllable import is_possible
from ocr.value import Value
from ocr.vietnamese import is_upper, likeness

__all__ = ["Signature", "columns", "is_name", "is_title", "name_of", "signature"]

_PERSON = re.compile(r"nguoi(?: [a-z]+){1,4}")
"""NGƯỜI KHIẾU NẠI, NGƯỜI LÀM CHỨNG: whoever signs a form of his own, folded."""
_HEAD_OF = re.compile(r"(?:^\W*(?:PHÓ )?TRƯỞNG \S|\S TRƯỞNG\W*$)")
"""TRƯỞNG TRẠM, HẠT TRƯỞNG, VỤ TRƯỞNG; with other marks it is a school (TRƯỜNG)."""
_ACTING = "quyen"
"""QUYỀN stands before an office; what ends with it is something else (BAN TỔ CHỨC CHÍNH QUYỀN)."""
_RANKED = re.compile(r"^(?:pho|quyen) |(?: thuong truc| phu trach)$")
"""What parts a deputy or an acting holder from the office."""
_PARTED = re.compile(r"thuong / truc$|phu / trach$")
"""An office too long for one line, folded, which goes on behind the stroke in the next."""
_HARDLY_ANY = 0.3
"""What was read less surely before an office is what a seal was taken for, where without it the line is one."""
_SMALL = (
    "nguoi ke khai", "nguoi khai", "nguoi lam don", "nguoi viet don", "nguoi de nghi", "nguoi yeu cau", "nguoi nop",
    "nguoi nop ho so", "nguoi dang ky", "can bo tiep nhan", "nguoi tiep nhan", "nguoi tiep nhan ho so", "nguoi nop ky",
    "cong chuc tiep nhan", "chuyen vien tiep nhan", "nguoi lap bieu", "nguoi nhan", "nguoi giao", "chu ho",
    "nguoi cam doan", "nguoi cam ket", "nguoi uy quyen", "nguoi duoc uy quyen", "nguoi viet ban khai",
    "nhan vien tiep nhan",
)  # fmt: skip
"""Offices above a signature on forms, which are written small too."""
_SECRETARY, _SECOND = "thu ky", 0.6
"""Who signs minutes beside the chair, folded, and how far to trust that a paper is his."""
_LONG, _CLEARLY = 20, 0.9
"""Letters of a line of an office that is full; how surely two letters below one were read that go on with it."""
_MOSTLY = 0.6
"""Share of capitals from which a line that stands where a title must is one, misread."""
_TWICE = 0.8
"""How much a line must be the one that it lies over to be that one, read twice."""
_ASKED = 6
"""Words of who is asked to sign a form at most."""
_ROWS = 3
"""A table with a row of this index is a list; signatures stand in tables of one row or two."""
_SURELY, _UNTITLED = 0.9, 0.85
"""How surely each word of a name with no office above it must have been read, and how far it is trusted then."""
_HARDLY, _PROPOSED = 0.5, 0.6
"""The same for one that begins with a family name and is to be looked at."""
_CUT_OFF, _NEAR = 0.85, 6.0
"""How far a name is trusted before which something stands, so many heights of print away at most."""
_CLOSE_BELOW, _IN_COLUMN, _SIGNED = 0.025, 0.03, (0.06, 0.2)
"""Of the page's height: how far below an office the name stands at most where it was not signed between them, how far
aside of each other two offices of one column stand, and how far apart where it was."""
_ROW, _COLUMN = 0.03, 0.15
"""Of the page's height and width: how far apart names of one row of signatures stand at most, and those of two columns
at least."""
_FAINT, _CAPITALS = 0.55, 0.9
"""A name less likely right is not taken; how far to trust one in capitals, which may be an office."""


@dataclass(frozen=True, slots=True)
class Signature:
    """Chữ ký: the signer's name and office as printed; None where it could not be read. ``found``: both with the words
    they were read from; ``head``: the first line of the office, ``title``: all of them."""

    name: str | None
    position: str | None
    found: dict[str, Value] = field(default_factory=dict)
    head: Line | None = None
    title: tuple[Line, ...] = ()


@lru_cache(maxsize=4096)
def is_title(text: str) -> bool:
    """Whether ``text`` is the line of an office above a signature: capitals with a prefix or a known office."""
    if not is_upper(text) or len(text) > 70:
        return False
    said = spelt(text)
    return bool(AUTHORITY.match(said)) or _office(said)


def signature(lines: Sequence[Line], width: int, height: int) -> Signature | None:
    """The main signature of a page, None where there is none.

    Of two signatures side by side the right one is the main one (the left is the secretary's or the other party's),
    also where its office was not read. The head of a list's column ("Chủ hộ") is no office. ``lines`` are in reading
    order; the name is taken only where it is written like one and was read with confidence.
    """
    pieces, starts = _pieces(lines, height)
    starts = [piece for piece in starts if _placed(piece, width)]
    heads = [piece for piece in starts if not any(_above(other, piece, width, height) for other in starts)]
    if not heads:
        return _untitled(pieces, width)
    best = max(heads, key=lambda piece: (_center(piece) > width * 0.5, piece.box[1]))
    best = _held_for(best, heads, pieces, height) or best
    if _center(best) >= width * 0.5:
        return _read(pieces, best, height)
    return _untitled(pieces, width) or _read(pieces, _level(pieces, best, width) or best, height)


def signatures(lines: Sequence[Line], width: int, height: int) -> list[Signature]:
    """All signatures of a page of a paper that several organs issue, by rows and from the left, those of which nothing
    but the name was read too; a name is one where it stands in the row of another one, in a column of its own."""
    pieces, starts = _pieces(lines, height)
    heads = [piece for piece in starts if not any(_above(other, piece, width, height) for other in starts)]
    found: dict[Box, Signature] = {}
    for head in sorted(heads, key=lambda piece: piece.box[1]):
        one = _read(pieces, head, height)
        box = one.found["name"].box if "name" in one.found else None
        if box:
            found.setdefault(box, one)
    for piece in pieces:
        name = person(piece.words) if piece.bold is not False else None
        box = name.box if name else None
        if name and box and _is_beside(box, list(found), width, height):
            found[box] = Signature(name.text, None, {"name": name})

    def place(box: Box) -> tuple[int, int]:
        return min(other[1] for other in found if abs(other[1] - box[1]) < height * _ROW), box[0]

    return [found[box] for box in sorted(found, key=place)]


def _is_beside(box: Box, others: Sequence[Box], width: int, height: int) -> bool:
    """Whether ``box`` stands in the row of one of ``others`` and in the column of none of that row."""
    level = [other for other in others if abs(other[1] - box[1]) < height * _ROW]
    apart = all(abs(other[0] + other[2] - box[0] - box[2]) / 2 > width * _COLUMN for other in level)
    return bool(level) and apart


def _pieces(lines: Sequence[Line], height: int) -> tuple[list[Line], list[Line]]:
    """The parts of ``lines`` that stand apart, rows of lists aside, and those of them that are lines of an office."""
    listed = {line.block for line in lines if line.cell and line.cell[0] >= _ROWS}
    parts = [piece for line in lines if not (line.cell and line.block in listed) for piece in columns(line)]
    pieces = [_uncovered(piece) for piece in parts]
    return pieces, [
        piece
        for piece in pieces
        if is_title(piece.text) or _is_small(piece, pieces, height) or _is_asked(piece, pieces, height)
    ]


def _held_for(best: Line, heads: Sequence[Line], pieces: Sequence[Line], height: int) -> Line | None:
    """The office above the signature where ``best`` stands below it, right above the name: who signs for a board that
    has no seal of its own bears his office in the agency whose seal it is there (NĐ 30/2020, PL I, II.7b)."""
    below = [one for one in pieces if 0 < one.box[1] - best.box[3] < _CLOSE_BELOW * height and person(one.words)]
    if not any(abs(_center(one) - _center(best)) < height * _IN_COLUMN for one in below):
        return None
    for head in heads:
        drop, level = best.box[1] - head.box[3], abs(_center(head) - _center(best)) < height * _IN_COLUMN
        between = [one for one in pieces if head.box[3] < one.box[1] < best.box[1] - _CLOSE_BELOW * height]
        named = any(is_name(one.text) and abs(_center(one) - _center(best)) < height * _IN_COLUMN for one in between)
        if level and _SIGNED[0] * height < drop < _SIGNED[1] * height and not named:
            return head
    return None


def _level(pieces: Sequence[Line], best: Line, width: int) -> Line | None:
    """The capitals at the height of the title ``best``, in the right half: the main signature's title, misread."""
    high = best.box[3] - best.box[1]
    right = [piece for piece in pieces if piece.box[0] > width * 0.5 and piece.region == best.region == "signature"]
    found = [piece for piece in right if abs(piece.box[1] - best.box[1]) < high and is_upper(piece.text, _MOSTLY)]
    return found[0] if len(found) == 1 else None


def _untitled(pieces: Sequence[Line], width: int) -> Signature | None:
    """The signature whose office was not read, for a seal lies over it: the one name in the right half of a foot, or
    beside and below "Nơi nhận" where the foot was not known for one without its office."""
    right = [piece for piece in pieces if piece.region == "signature" and _center(piece) > width * 0.5]
    if not right:
        tops = [
            one.box[1]
            for one in pieces
            if fold(one.text).startswith(("noi nhan", "noi gui")) and _center(one) < width * 0.5
        ]
        right = [one for one in pieces if tops and one.box[1] > tops[-1] and one.box[0] > width * 0.5]
    names = [found for piece in right if piece.bold is not False and (found := person(piece.words))]
    least = min(word.confidence for word in names[0].words) if len(names) == 1 else 0.0
    if least < (_HARDLY if names and family(names[0].text.split()[0]) else _SURELY):
        return None
    name = names[0].but(names[0].text, _UNTITLED if least >= _SURELY else _PROPOSED)
    return Signature(name.text, None, {"name": name})


def columns(line: Line) -> list[Line]:
    """The parts of a line that stand apart by more than twice the height of its words: two columns, two signers."""
    parts: list[list[Word]] = []
    wide = 2.2 * max(word.box[3] - word.box[1] for word in line.words)
    for word in line.words:
        if parts and word.box[0] - parts[-1][-1].box[2] <= wide:
            parts[-1].append(word)
        else:
            parts.append([word])
    return [replace(line, words=tuple(part)) for part in parts]


def _uncovered(piece: Line) -> Line:
    """``piece`` without what a seal before an office was taken for, where without it it is an office: "sa 04„ GIÁM
    ĐỐC"; and without strokes behind capitals: "BỘ CÔNG AN /92_.."."""
    kept = list(piece.words)
    while len(kept) > 1 and kept[-1].confidence < _FAINT and not any(map(str.isalpha, kept[-1].text)):
        kept.pop()
    if len(kept) < len(piece.words) and is_upper(" ".join(word.text for word in kept)):
        piece = replace(piece, words=tuple(kept))
    start = next((at for at, word in enumerate(piece.words) if word.confidence >= _HARDLY_ANY), 0)
    first = piece.words[0]
    small = start == 0 and first.text.islower() and first.confidence < _FAINT and is_upper(piece.words[-1].text)
    start = 1 if small else start
    rest = replace(piece, words=piece.words[start:])
    seen = small or piece.region == "signature"
    return rest if start and seen and not is_title(piece.text) and is_title(rest.text) else piece


def _above(other: Line, piece: Line, width: int, height: int) -> bool:
    """Whether ``other`` is the line of the same title before ``piece``: "KT. CHỦ TỊCH" above "PHÓ CHỦ TỊCH"."""
    step = piece.box[1] - other.box[1]
    return 0 < step < height * 0.035 and abs(_center(other) - _center(piece)) < width * 0.12


def _is_small(piece: Line, pieces: Sequence[Line], height: int) -> bool:
    """Whether ``piece`` is the office of a form written small, not words of a sentence: a name stands below it, or
    another such office beside it."""
    if not _names_small(piece):
        return False
    low, at = piece.box[3], _center(piece)
    below = [one for one in pieces if low < one.box[1] < low + height * 0.25 and abs(_center(one) - at) < height * 0.08]
    beside = any(one is not piece and _names_small(one) and abs(one.box[3] - low) < height * 0.01 for one in pieces)
    return beside or any(person(one.words) for one in below)


def _is_asked(piece: Line, pieces: Sequence[Line], height: int) -> bool:
    """Whether ``piece`` is the capitals above "(Ký, ghi rõ họ tên)": whoever is asked to sign a form there."""
    if not is_upper(piece.text, _CAPITALS) or len(piece.words) > _ASKED:
        return False
    low, at = piece.box[3], _center(piece)
    below = [one for one in pieces if 0 <= one.box[1] - low < height * 0.02 and abs(_center(one) - at) < height * 0.04]
    return any(fold(one.text).lstrip(" (").startswith(("ky,", "ky ", "ghi ro")) for one in below)


def _names_small(piece: Line) -> bool:
    return fold(piece.text).strip(" .,:;'*_-") in _SMALL


def _read(pieces: Sequence[Line], start: Line, height: int) -> Signature:
    title, center = [start], _center(start)
    limit = (start.box[2] - start.box[0]) / 2 + height * 0.05
    name = None
    below = [piece for piece in pieces if piece.box[1] >= start.box[3] - (start.box[3] - start.box[1]) / 2]
    for line in sorted(below, key=lambda piece: piece.box[1]):
        if _is_rest(line, title[-1], height):
            title.append(line)
            continue
        if abs(_center(line) - center) > limit or line.box[1] > start.box[3] + height * 0.28:
            continue
        gap = line.box[1] - title[-1].box[3]
        if gap < 0 and likeness(line.text, title[-1].text) >= _TWICE and line.text != f"PHÓ {title[-1].text}":
            continue
        if (gap < height * 0.02 and is_title(line.text)) or _goes_on(line, title[-1], center, height):
            title.append(line)
        elif gap > 0 and (name := _name(line, gap, height)):
            name = name.but(name.text, _CUT_OFF) if _has_more_before(line, below) else name
            break
    office = position(title)
    before = _line_above(pieces, start, height)
    if office and before and not AUTHORITY.match(office.text.removeprefix("KT. ")):
        whose = committee(before.text)
        body = before.text if _is_joint(before, pieces, height) else None
        text = f"{whose or body} {office.text}" if whose or body else office.text
        office = replace(office, text=text, trust=min(office.trust, UNREAD), known=None)
    if office and fold(office.text) == _SECRETARY:
        office = replace(office, trust=min(office.trust, _SECOND))
        name = name.but(name.text, _SECOND) if name else None
    if office and any(_may_go_on(line, title[-1], height) for line in below):
        office = replace(office, trust=min(office.trust, UNREAD))
    found = {key: one for key, one in (("name", name), ("position", office)) if one}
    return Signature(name.text if name else None, office.text if office else None, found, start, tuple(title))


def _line_above(pieces: Sequence[Line], start: Line, height: int) -> Line | None:
    """The capitals right above the first line of an office: one more line of it, misread."""
    for line in pieces:
        gap, level = start.box[1] - line.box[3], abs(_center(line) - _center(start)) < height * 0.02
        if line.region == start.region == "signature" and -height * 0.009 < gap < height * 0.015 and level:
            return line if sum(char.isupper() for char in line.text) > len(line.text) / 2 else None
    return None


def _is_joint(body: Line, pieces: Sequence[Line], height: int) -> bool:
    """Whether the clearly read line above an office is the body for which it is held: where several bodies issue a
    paper together, one's own stands above each office (NĐ 30/2020, PL I, II.7), side by side."""
    level = (one for one in pieces if one is not body and one.region == "signature" and is_upper(one.text))
    beside = any(abs(one.box[1] - body.box[1]) < height * 0.01 and one.box[2] < body.box[0] for one in level)
    return beside and is_upper(body.text) and min(word.confidence for word in body.words) >= _CLEARLY


def _has_more_before(name: Line, pieces: Sequence[Line]) -> bool:
    """Whether something stands so near before ``name`` that it may be what a seal left of its first words."""
    high = name.box[3] - name.box[1]
    level = (one for one in pieces if one is not name and abs(one.box[3] - name.box[3]) < high / 2)
    return any(0 < name.box[0] - one.box[2] < _NEAR * high for one in level)


def _name(line: Line, gap: float, height: int) -> Value | None:
    """The name in ``line``, None where there is none or it was read too badly."""
    capitals = _is_name_in_capitals(line, gap, height)
    words = [replace(word, text=word.text.title()) for word in line.words] if capitals else line.words
    found = person(words)
    if found is None or _sure(replace(line, words=found.words)) < _FAINT:
        return None
    return found.but(found.text, _CAPITALS) if capitals else found


def _goes_on(line: Line, last: Line, center: float, height: int) -> bool:
    """Whether a line in capitals close below goes on with the title ("CHỦ TỊCH" / "HỘI ĐỒNG QUẢN TRỊ"); after a long
    line it may be one short word ("BỆNH", "KÊ"), behind an office that is whole none: a word of the seal ("TỔNG")."""
    gap, off = line.box[1] - last.box[3], abs(_center(line) - center)
    short = 2 if off < height * 0.003 and _sure(line) >= _CLEARLY and is_possible(line.text.title()) else 3
    long = len(last.text) > _LONG and len(line.text) >= short
    near = -height * 0.009 < gap < height * 0.012 and off < height * 0.015
    if len(line.words) == 1 and is_whole(title_text(last)):
        return False
    return near and is_upper(line.text, 0.95) and _sure(line) >= 0.85 and (long or len(line.text) > 4)


def _is_rest(line: Line, last: Line, height: int) -> bool:
    """Whether ``line`` is what a seal left of the office below "KT. …" or "TL. …" ("TỊCH" of "PHÓ CHỦ TỊCH"), or the
    last word of the line above ("THƯỜNG" / "TRỰC")."""
    own, gap = own_office(title_text(last), title_text(line)), line.box[1] - last.box[3]
    near = -height * 0.009 < gap < height * 0.012 and 0 < line.box[2] - _center(last) < height * 0.12
    parted = _PARTED.search(fold(f"{title_text(last)} / {title_text(line)}"))
    return (own is not None or parted is not None) and near and is_upper(line.text)


def _may_go_on(line: Line, last: Line, height: int) -> bool:
    """Whether a line close below the ``last`` of a title may be one more of it, misread under a seal."""
    near = -height * 0.009 < line.box[1] - last.box[3] < height * 0.012
    capitals = sum(char.isupper() for char in line.text)
    level = abs(_center(line) - _center(last)) < height * 0.04
    return line is not last and near and level and capitals >= 3 and not is_name(line.text) and not is_title(line.text)


def _is_name_in_capitals(line: Line, gap: float, height: int) -> bool:
    words = name_of(line.text).split()
    capitals = 2 <= len(words) <= 5 and all(word.isalpha() and word.isupper() for word in words[1:])
    capitals = capitals and words[0].isalpha() and (words[0].isupper() or (len(words) > 2 and words[0].istitle()))
    capitals = capitals and (len(words) > 2 or len(words[0]) > 1)
    return capitals and gap > height * 0.04 and not _office(line.text)


def _sure(line: Line) -> float:
    return sum(word.confidence * len(word.text) for word in line.words) / sum(len(word.text) for word in line.words)


def _office(text: str) -> bool:
    """Whether ``text`` is an office: one known, its deputy or acting holder, or the head of something."""
    if _HEAD_OF.search(text):
        return True
    folded = _RANKED.sub("", fold(text).strip(MARKS))
    if _PERSON.fullmatch(folded):
        return True
    ends = (office for office in OFFICES if f" {folded}".endswith(f" {office}") and office != _ACTING)
    if any(f"{folded} ".startswith(f"{office} ") for office in OFFICES) or any(ends):
        return True
    nearly = any(likeness(folded, office) >= 0.85 for office in OFFICES if abs(len(folded) - len(office)) <= 3)
    return nearly or whole_office(text) != text


def _placed(line: Line, width: int) -> bool:
    """Not the authority line under a decision's title, which is centred over the whole page."""
    span = line.box[2] - line.box[0]
    return abs(_center(line) - width / 2) > width * 0.07 and span < width * 0.55


def _center(line: Line) -> float:
    return (line.box[0] + line.box[2]) / 2
