"""Line of an office above a signature as it was read → the office as the law and office language write it."""

import re

from archive.text import fold
from ocr.vietnamese import likeness

AUTHORITY = re.compile(
    r"^[\W_]*(?:(?:T\s*[/.]?\s*M|KT|K\.T|TL|T\.L|TUQ|T\.UQ|Q)\s*[.,:]+\s*\S|(?:T\s?/\s?(?:M|L|UQ)|K\s?/\s?T)\b[\s.,:]*\S)",
    re.IGNORECASE,
)
"""TM., KT., TL., TUQ., Q.: in whose stead the signer signs; in papers of the Party T/M, K/T, T/L without a stop."""

OFFICES = (
    "chu tich", "pho chu tich", "chu tich hoi dong", "giam doc", "pho giam doc", "truong phong", "pho truong phong",
    "bo truong", "thu truong", "cuc truong", "vu truong", "chi cuc truong", "chanh van phong", "pho chanh van phong",
    "truong ban", "pho truong ban", "bi thu", "pho bi thu", "chanh an", "vien truong", "hieu truong",
    "tong giam doc", "thu tuong", "chu nhiem", "tong cuc truong", "chanh thanh tra", "truong doan", "to truong",
    "doi truong", "thu ky", "chu tri", "chu toa", "chu ho", "nguoi lam don", "nguoi viet don", "nguoi khai",
    "nguoi de nghi", "nguoi nop ho so", "nguoi tiep nhan ho so", "nguoi lap", "nguoi nhan", "nguoi giao",
    "nguoi yeu cau", "nguoi lap bieu", "ke toan truong", "thu truong don vi", "dai dien", "nguoi lap bien ban",
    "can bo tiep nhan", "nguoi uy quyen", "nguoi duoc uy quyen", "thu kho", "quyen", "dai dien ben a",
    "dai dien ben b", "ben giao", "ben nhan", "xac nhan", "trach nhiem", "kiem lam", "cong chung vien",
)  # fmt: skip
"""Offices above a signature, folded."""
WRITTEN = (
    "BÍ THƯ", "BỘ TRƯỞNG", "CHÁNH ÁN", "CHÁNH THANH TRA", "CHÁNH VĂN PHÒNG", "CHI CỤC TRƯỞNG", "CHỦ TỊCH", "CỤC TRƯỞNG",
    "GIÁM ĐỐC", "HIỆU TRƯỞNG", "TỔNG CỤC TRƯỞNG", "TỔNG GIÁM ĐỐC", "TRƯỞNG BAN", "TRƯỞNG PHÒNG", "VIỆN TRƯỞNG",
    "VỤ TRƯỞNG",
)  # fmt: skip
"""Offices of two words or more of which a seal may hide letters."""
_HIDDEN, _LEFT = 4, 2
"""At most so many letters of an office are hidden, and at least so many of its first words left."""
LIKE = 0.85
"""How much a line must be an office to be that one, misread."""
_HEAD_OF = re.compile(
    r"\bTRƯỜNG (?=(?:CÔNG AN|PHÒNG|BAN|TRẠM|KHOA|ĐOÀN|ĐỘI|CHI NHÁNH|BỘ PHẬN|BỘ MÔN|THÔN|ẤP|BẢN|KHU PHỐ|TỔ)\b)"
)
"""The head of something of which the mark of TRƯỞNG was misread: a school (TRƯỜNG) is none of these."""
_COMMITTEE, _MOST_LOST = "TM. ỦY BAN NHÂN DÂN", 3
"""Who signs for a people's committee, and how many letters of that may be lost."""
_PARTY = re.compile(r"^T\W{0,2}M\W{1,3}(?=(?:BAN (?:THƯỜNG VỤ|CHẤP HÀNH|CHI ỦY)|\w+ ỦY|CHI BỘ|ĐẢNG BỘ)\b)")
"""In papers of the Party T/M, K/T, T/L; the slash is easily lost."""


def whole_office(text: str) -> str:
    """``text``, or the one office of which it is what a seal left, "%NG PHÒNG" → TRƯỞNG PHÒNG, or that it nearly is.

    Of the first its last word was read, and of the words before it letters in their order.
    """
    if fold(text) in OFFICES:
        return text
    *words, last = text.strip(" .,:;'*_-").split() or [""]
    left = "".join(char for char in fold("".join(words)) if char.isalnum())
    fits = [office for office in WRITTEN if _is_left_of(left, office) and office.split()[-1] == last]
    if not fits and words and not AUTHORITY.match(text):
        same = [office for office in WRITTEN if len(office.split()) == len(words) + 1]
        fits = [office for office in same if likeness(text, office) >= LIKE]
    return fits[0] if len(fits) == 1 else text


def _is_left_of(left: str, office: str) -> bool:
    begun = fold("".join(office.split()[:-1]))
    rest = iter(begun)
    return _LEFT <= len(left) < len(begun) <= len(left) + _HIDDEN and all(char in rest for char in left)


def worded(text: str) -> str:
    """``text`` with what surrounds offices as it is written: the head of a thing, in whose stead a Party paper is
    signed."""
    return _PARTY.sub("T/M ", _HEAD_OF.sub("TRƯỞNG ", text))


def committee(text: str) -> str | None:
    """TM. ỦY BAN NHÂN DÂN where ``text``, what stands above an office, is nearly that; None where it is not."""
    bare = fold(text).strip(" .,:;'*_-")
    return _COMMITTEE if bare.endswith("ban nhan dan") and len(bare) >= len(_COMMITTEE) - 2 - _MOST_LOST else None
