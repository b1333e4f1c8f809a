"""Lines of an office above a signature → the office as it is told (NĐ 30/2020, PL I, ô 7a)."""

import math
import re
from collections.abc import Sequence

from archive.records import Line, Word
from archive.text import fold
from ocr.office import AUTHORITY, LIKE, MARKS, OFFICES, WRITTEN, deputy_of, in_marks, of_commune, whole_office, worded
from ocr.value import Value, as_sure_together
from ocr.vietnamese import is_upper, likeness, restored, set_words

NOISE = 0.1
"""A word less likely right is left out of an office as noise."""
_STAND_IN = re.compile(r"^(?P<head>KT|K/T|K\.T\b\.?)\W{1,3}(?P<office>.+)$")
_CLOSE = re.compile(r"^(TM|KT|TL|TUQ|Q)\.(?=\w{2})")
"""What the space behind was lost of: ``TM.UY BAN NHAN DAN``."""
_BY_ORDER = re.compile(r"^T\W?L\W")
_ACTING = re.compile(r"^QUY\wN (?=\w)")
"""Whoever holds an office for a time; the mark is easily lost."""
_PUT_RIGHT = 0.97
"""The chance that set wording of the law, put right, is what the paper says."""
_DISPUTED = 0.8
"""The most that words on which readings disagree are given (``ocr.confidence``)."""
_PART_READ = 0.85
"""The chance of a deputy's office of which a seal left the last words only."""
_STANDS_IN = 0.92
"""The chance of a deputy's office below a "KT." on which readings disagree: of 55 such 53 were right."""
_DEPUTY = 0.75
"""How much a line must be "PHÓ" and the head's office to be put right as that."""
_NEARLY = 0.6
"""How much an office must be the one below it, of which the deputy signs, to be that one, misread."""
UNREAD = 0.8
"""How far to trust an office of which one more line may stand below or above that was not read: whoever signs for
another ("KT.", "TL.") has an office of his own, and a deputy signs for the head."""
_HEADLESS = 0.45
"""The same where only in whose stead one signs was read: without an office of his own it is not whole."""
_ENDS = frozenset(fold(office.split()[-1]) for office in WRITTEN)
"""Last words of offices, folded: by itself one is what a seal left."""
_READ, _FIGURES = 0.85, 2
"""How surely the number of a room was read, and figures that it has at most."""
_CHAIR = "CHỦ TỊCH HỘI ĐỒNG"
_COMMITTEE = ("uy ban nhan dan", "PHÓ CHỦ TỊCH")
"""Below whose name no deputy stands without a line between them, folded, and which deputy."""


def position(title: Sequence[Line]) -> Value | None:
    """The office in the lines above a signature, set wording put right; a deputy who signs for the head ("KT.") is the
    deputy of that head (NĐ 30/2020, Điều 13)."""
    said = [title_text(line) for line in title]
    whole = [whole_office(text) for text in said]
    seen = [_ACTING.sub("QUYỀN ", _chair(in_marks(restored(text)))) for text in whole]
    parts = _in_stead(seen)
    most = whole_read = 1.0 if parts == seen else _PART_READ
    read = tuple(word for line in title for word in line.words if word.confidence >= NOISE)
    known = None
    for at, part in enumerate(parts):
        last_two = len(parts) == at + 2
        if last_two and (own := own_office(part, parts[at + 1])) and own != parts[at + 1] and _BY_ORDER.match(part):
            parts[at + 1], known = own, _PART_READ
        stands = _STAND_IN.match(part)
        if not stands:
            continue
        office = _told_below(stands["office"].strip(), parts[at + 1] if last_two else "")
        parts[at] = f"{'KT.' if stands['head'] == 'KT' else stands['head']} {office}"
        deputy = _deputy(parts[at])
        if last_two and deputy and deputy.startswith(f"{parts[at + 1]} "):
            continue
        if last_two and title[at].words[0].confidence <= _DISPUTED:
            most = min(most, _STANDS_IN)
        if last_two and deputy and likeness(parts[at + 1], deputy) >= _DEPUTY:
            parts[at + 1], known = deputy, _PUT_RIGHT if fold(office) in OFFICES else None
        elif last_two and deputy and _ends(deputy, parts[at + 1]):
            parts[at + 1], known = deputy, _PART_READ
    parts += _unread_deputy(parts[-1])
    parts = _unread_head(parts)
    text = of_commune(" ".join(part for part in parts if part))
    alone = AUTHORITY.match(parts[-1]) and not parts[-1].startswith("Q")
    trust = (
        _HEADLESS
        if alone or fold(text) in _ENDS
        else UNREAD
        if len(parts) > len(said) or whole != said or parts[0].startswith("PHÓ ")
        else 1.0
    )
    trust = min(trust, whole_read)
    above = math.prod(word.confidence for line in title[:-2] for word in line.words if word.confidence >= NOISE)
    words = _as_set(read, text, sum(len(line.words) for line in title) - len(read))
    return Value(text, words, trust, None if known is None else min(known, most) * above) if text else None


def _in_stead(parts: Sequence[str]) -> list[str]:
    """``parts`` of an office of which the last two end in one and the same: nobody bears an office twice, so the one is
    the head's and the other the deputy's, whatever a seal left before them ("H2 GIÁM ĐỐC" below "GIÁM ĐỐC")."""
    if len(parts) < 2 or AUTHORITY.match(parts[-2]):
        return list(parts)
    *before, above, last = parts
    if last.startswith(f"PHÓ {above} ") and above in WRITTEN:
        return [*before, f"KT. {above}", last]
    ends = [last.removeprefix("PHÓ ")] if last.startswith("PHÓ ") else [one for one in WRITTEN if _ends(last, one)]
    office = max((one for one in ends if _ends(above, one)), key=len, default=None)
    if office is None or above.startswith("PHÓ "):
        return list(parts)
    party = any(part.startswith("T/") for part in before) or office == "BÍ THƯ"
    return [*before, f"{'K/T' if party else 'KT.'} {office}", f"PHÓ {office}"]


def _told_below(office: str, deputy: str) -> str:
    """``office`` of "KT. …", or as the line below says it, where that is the deputy of one known and this is nearly it:
    "GIÁ AM ĐỐC" above PHÓ GIÁM ĐỐC; of GIÁM ĐỐC SỞ nothing was misread."""
    below = deputy.removeprefix("PHÓ ")
    misread = fold(office) not in OFFICES and below != deputy and fold(below) in OFFICES
    if office.startswith(f"{below} ") or office.endswith(f", {below}"):
        return office
    return below if misread and likeness(office, below) >= _NEARLY else office


def _as_set(words: Sequence[Word], text: str, unread: int) -> tuple[Word, ...]:
    """``words`` of an office, those of its set wording as sure as that is of which all letters but marks were read; not
    where words beside them were left out as noise: under a seal another line of it may be; nor words on which readings
    disagree, for "CHỦ TỊCH" may have been "Q. CHỦ TỊCH"."""
    known = set_words(text) if unread == 0 else frozenset()
    fixed = [word.confidence > _DISPUTED and fold(word.text).strip(" .,:;'*_-") in known for word in words]
    return as_sure_together(words, fixed, _PUT_RIGHT)


def _chair(text: str) -> str:
    """The head of a council, whose "CHỦ" is short and often misread: ``CHI: TỊCH HỘI ĐÓNG``."""
    return _CHAIR if likeness(text, _CHAIR) >= LIKE and not fold(text).startswith("pho") else text


def _deputy(text: str) -> str | None:
    """The office that must stand below "KT. CHỦ TỊCH": PHÓ CHỦ TỊCH; a minister's deputies are called THỨ TRƯỞNG."""
    stands = _STAND_IN.match(text)
    if stands is None:
        return None
    office = stands["office"].strip()
    return deputy_of(office)


def _unread_deputy(last: str) -> list[str]:
    """The office that must stand below ``last`` where that is the last line read: who signs "KT." a head is the head's
    deputy (NĐ 30/2020, Điều 13)."""
    stands, deputy = _STAND_IN.match(last), _deputy(last)
    return [deputy] if stands and deputy and fold(stands["office"].strip()) in OFFICES else []


def _unread_head(parts: Sequence[str]) -> list[str]:
    """``parts`` with "KT. CHỦ TỊCH" where a committee's deputy stands right below its name: he signs for the head (NĐ
    30/2020, Điều 13), a line that was not read."""
    if len(parts) != len(_COMMITTEE) or not fold(parts[0]).endswith(_COMMITTEE[0]) or parts[1] != _COMMITTEE[1]:
        return list(parts)
    return [parts[0], f"{'K/T' if parts[0].startswith('T/') else 'KT.'} CHỦ TỊCH", parts[1]]


def _ends(whole: str, part: str) -> bool:
    """Whether ``part`` is the last words of ``whole``, the first of which a seal took."""
    return bool(part) and f" {fold(whole)}".endswith(f" {fold(part)}")


def own_office(above: str, left: str) -> str | None:
    """The office of his own of who signs for another as the line ``above`` says, of which ``left`` are the last words:
    the deputy's below "KT. …", below "TL. …" one of which two words are left, "VĂN PHÒNG" of CHÁNH VĂN PHÒNG."""
    deputy = _deputy(above)
    if deputy:
        return deputy if _ends(deputy, left) else None
    if not _BY_ORDER.match(above) or len(left.split()) < 2:
        return None
    fits = [office for office in WRITTEN if _ends(office, left)]
    return fits[0] if len(fits) == 1 else None


def is_number(word: Word) -> bool:
    """Whether ``word`` is a number of one or two figures that was read surely."""
    return len(word.text) <= _FIGURES and word.text.isdecimal() and word.confidence >= _READ


def title_text(line: Line) -> str:
    """What ``line`` of an office says, without what was hardly read and small letters among capitals; the number of a
    room stays ("TRƯỞNG PHÒNG 15")."""
    large = is_upper(line.text)
    kept = [
        word.text
        for word in line.words
        if word.confidence >= NOISE and (not large or any(map(str.isupper, word.text)) or is_number(word))
    ]
    return worded(_CLOSE.sub(r"\1. ", " ".join(kept).strip(MARKS)))
