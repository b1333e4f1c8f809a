"""Line of an office above a signature as it was read → the office as the law and office language write it."""

import re
from functools import lru_cache

from archive.text import fold
from ocr.vietnamese import likeness, restored

AUTHORITY = re.compile(
    r"^[\W_]*(?:(?:T\s*[/.]?\s*M|KT|K\.T|TL|T\.L|TUQ|T\.UQ|Q)\s*[.,:]+\s*\S|(?:T\s?[/.]\s?(?:M|L|UQ)|K\s?[/.]\s?T)\b[\s.,:]*\S)",
    re.IGNORECASE,
)
"""TM., KT., TL., TUQ., Q.: in whose stead the signer signs; in papers of the Party T/M, K/T, T/L without a stop; so, or
with one in the middle ("T.M", "K.T"), in those of offices before TTLT 55/2005/TTLT-BNV-VPCP."""

OFFICES = (
    "chu tich", "pho chu tich", "chu tich hoi dong", "giam doc", "pho giam doc", "truong phong", "pho truong phong",
    "bo truong", "thu truong", "cuc truong", "vu truong", "chi cuc truong", "chanh van phong", "pho chanh van phong",
    "truong ban", "pho truong ban", "bi thu", "pho bi thu", "chanh an", "vien truong", "hieu truong",
    "tong giam doc", "thu tuong", "chu nhiem", "tong cuc truong", "chanh thanh tra", "truong doan", "to truong",
    "doi truong", "thu ky", "chu tri", "chu toa", "chu ho", "nguoi lam don", "nguoi viet don", "nguoi khai",
    "nguoi de nghi", "nguoi nop ho so", "nguoi tiep nhan ho so", "nguoi lap", "nguoi nhan", "nguoi giao",
    "nguoi yeu cau", "nguoi lap bieu", "ke toan truong", "thu truong don vi", "dai dien", "nguoi lap bien ban",
    "can bo tiep nhan", "nguoi uy quyen", "nguoi duoc uy quyen", "thu kho", "quyen", "dai dien ben a",
    "dai dien ben b", "ben giao", "ben nhan", "xac nhan", "trach nhiem", "kiem lam", "cong chung vien", "tham phan",
    "kiem sat vien", "chap hanh vien", "tham tra vien", "thanh tra vien", "chanh toa", "chinh uy", "chinh tri vien",
    "chi huy truong", "tu lenh", "tong thu ky", "thong doc", "tong thanh tra", "tong kiem toan", "tong bien tap",
    "uy vien",
)  # fmt: skip
"""Offices above a signature, folded."""
WRITTEN = (
    "BÍ THƯ", "BỘ TRƯỞNG", "CHÁNH ÁN", "CHÁNH THANH TRA", "CHÁNH TÒA", "CHÁNH VĂN PHÒNG", "CHẤP HÀNH VIÊN",
    "CHI CỤC TRƯỞNG", "CHỈ HUY TRƯỞNG", "CHÍNH TRỊ VIÊN", "CHỦ NHIỆM", "CHỦ TỊCH", "CỤC TRƯỞNG", "GIÁM ĐỐC",
    "HIỆU TRƯỞNG", "KIỂM SÁT VIÊN", "THẨM PHÁN", "THỐNG ĐỐC", "THỦ TƯỚNG", "TỔNG BIÊN TẬP", "TỔNG CỤC TRƯỞNG",
    "TỔNG GIÁM ĐỐC", "TỔNG KIỂM TOÁN", "TỔNG THANH TRA", "TRƯỞNG BAN", "TRƯỞNG ĐOÀN", "TRƯỞNG PHÒNG", "VIỆN TRƯỞNG",
    "VỤ TRƯỞNG",
)  # fmt: skip
"""Offices of two words or more of which a seal may hide letters."""
_STANDING = " THƯỜNG TRỰC"
"""The first of several deputies."""
_NO_DEPUTY = ("BỘ TRƯỞNG", "CHẤP HÀNH VIÊN", "CHÍNH TRỊ VIÊN", "KIỂM SÁT VIÊN", "THẨM PHÁN")
"""Whose deputy is called otherwise (THỨ TRƯỞNG, CHÍNH TRỊ VIÊN PHÓ), and who has none."""
_MINISTER, _VICE = "BỘ TRƯỞNG", "THỨ TRƯỞNG"
DEPUTIES = tuple(f"PHÓ {office}{more}" for more in ("", _STANDING) for office in WRITTEN if office not in _NO_DEPUTY)
"""The deputies of those who hold them."""
_EVERY = (*WRITTEN, *DEPUTIES)
_IN_MARKS = {fold(office): office for office in _EVERY}
_KNOWN = frozenset((*OFFICES, *map(fold, _EVERY)))
_HIDDEN, _LEFT = 4, 2
"""At most so many letters of an office are hidden, and at least so many of its first words left."""
LIKE, _VERY_LIKE = 0.85, 0.92
"""How much a line must be an office to be that one, misread; and one of more or fewer words."""
_HEAD_OF = re.compile(
    r"\bTRƯỜNG (?=(?:CÔNG AN|PHÒNG|BAN|TRẠM|KHOA|ĐOÀN|ĐỘI|CHI NHÁNH|BỘ PHẬN|BỘ MÔN|THÔN|ẤP|BẢN|KHU PHỐ|TỔ)\b)"
)
"""The head of something of which the mark of TRƯỞNG was misread: a school (TRƯỜNG) is none of these."""
_COMMITTEE, _MOST_LOST = "TM. ỦY BAN NHÂN DÂN", 3
"""Who signs for a people's committee, and how many letters of that may be lost."""
_PARTY = re.compile(r"^T(?!M\. )\W{0,2}M\W{1,3}(?=(?:BAN (?:THƯỜNG VỤ|CHẤP HÀNH|CHI ỦY)|\w+ ỦY|CHI BỘ|ĐẢNG BỘ)\b)")
"""In papers of the Party T/M, K/T, T/L; the slash is easily lost. TM. with its stop is what it says."""
_STEAD = re.compile(r"^[KRXHE]\s?/\s?T[\s.,:]+(?=(?:BÍ|CHÁNH|CHI|CHỦ|CỤC|GIÁM|HIỆU|TỔNG|TRƯỞNG|VIỆN|VỤ)\b)")
"""K/T, its first letter misread: no other letter stands there."""
_DEPUTIZED = re.compile(r"^[KRXHEk][^\w\s/]{0,2}T[.,:]+\s*(?=(?:BỘ|CHÁNH|CHI|CHỦ|CỤC|GIÁM|HIỆU|TỔNG|TRƯỞNG|VIỆN|VỤ)\b)")
"""The same of KT. with strokes in it."""
_ENTRUSTED = re.compile(r"^T\W?U[QGO0]{1,2}\W{1,3}(?=(?:CHỦ|GIÁM|CỤC|TRƯỞNG|HIỆU)\b)")
"""TUQ., its Q read as two letters or as another."""
MARKS = " .,:;'`‘’^~*_-—|\"“”„«»<>"
"""What is read around an office that is no part of it."""
_AROUND = re.compile(r"^[\W_]+|[\W_]+$")
_CLOSE = {office.replace(" ", ""): office for office in WRITTEN}


def deputy_of(office: str) -> str:
    """The office of who signs for the head ``office``: a minister's deputies are called THỨ TRƯỞNG; of a head who holds
    two ("BỘ TRƯỞNG, CHỦ NHIỆM") it is the deputy of the last, whose house it is."""
    office = office.rpartition(", ")[2]
    return _VICE if fold(office) == fold(_MINISTER) else f"PHÓ {office}"


def is_whole(text: str) -> bool:
    """Whether ``text`` is a known office."""
    return fold(text) in _KNOWN


@lru_cache(maxsize=4096)
def whole_office(text: str) -> str:
    """``text``, or the one office of which it is what a seal left, "%NG PHÒNG" → TRƯỞNG PHÒNG, or that it nearly is.

    Of the first its last word was read, and of the words before it letters in their order.
    """
    bare = _AROUND.sub("", text)
    if fold(bare) in _KNOWN or text.startswith("P."):
        return bare
    *words, last = bare.split() or [""]
    left = "".join(char for char in fold("".join(words)) if char.isalnum())
    fits = [office for office in _EVERY if _is_left_of(left, office) and office.split()[-1] == last]
    fits = [office for office in fits if len(office) == min(map(len, fits))]
    if not fits and words and not AUTHORITY.match(text):
        fits = [office for office in _EVERY if _is_like(text, office)]
    return fits[0] if len(fits) == 1 else text


def in_marks(text: str) -> str:
    """``text``, or the one office of which only marks were misread: "CHÁNH AN"."""
    return _IN_MARKS.get(fold(text), text)


def _is_like(text: str, office: str) -> bool:
    """Whether ``text`` is nearly ``office``; that both are a deputy's does not make them alike, and the number of a
    room ("TRƯỞNG PHÒNG 15") is no letter misread."""
    if any(map(str.isdigit, text)):
        return False
    least = LIKE if len(office.split()) == len(text.split()) else _VERY_LIKE
    return likeness(text, office) >= least and likeness(text.removeprefix("PHÓ "), office.removeprefix("PHÓ ")) >= least


def _is_left_of(left: str, office: str) -> bool:
    begun = fold("".join(office.split()[:-1]))
    rest = iter(begun)
    return _LEFT <= len(left) < len(begun) <= len(left) + _HIDDEN and all(char in rest for char in left)


def worded(text: str) -> str:
    """``text`` with what surrounds offices as it is written: the head of a thing, in whose stead a Party paper is
    signed; with the spaces of offices."""
    for close, office in _CLOSE.items():
        text = text.replace(close, office)
    text = _DEPUTIZED.sub("KT. ", _ENTRUSTED.sub("TUQ. ", text))
    return _STEAD.sub("K/T ", _PARTY.sub("T/M ", _HEAD_OF.sub("TRƯỞNG ", text)))


def spelt(text: str) -> str:
    """The same of a line in capitals, marks around it left out, those of set phrases put right."""
    return worded(restored(text.strip(MARKS)))


_COMMUNE = {
    re.compile(r"\b" + r"\W+".join(fold(title).replace(" - ", " ").split())): title
    for title in (
        "VĂN PHÒNG - THỐNG KÊ", "TƯ PHÁP - HỘ TỊCH", "TÀI CHÍNH - KẾ TOÁN", "VĂN HÓA - XÃ HỘI", "ĐỊA CHÍNH - XÂY DỰNG",
        "ĐỊA CHÍNH - NÔNG NGHIỆP - XÂY DỰNG VÀ MÔI TRƯỜNG",
    )
}  # fmt: skip
"""What civil servants of a commune are called by (NĐ 33/2023/NĐ-CP, Điều 5)."""


def of_commune(text: str) -> str:
    """The office ``text`` of a civil servant of a commune as the law writes it, though marks were lost of it."""
    if not fold(text).startswith(("tl", "t.l", "tuq", "cong chuc")):
        return text
    for pattern, title in _COMMUNE.items():
        found = pattern.search(fold(text))
        if found and len(fold(text)) == len(text):
            text = text[: found.start()] + title + text[found.end() :]
    return text


def committee(text: str) -> str | None:
    """TM. ỦY BAN NHÂN DÂN where ``text``, what stands above an office, is nearly that; None where it is not."""
    bare = fold(text).strip(" .,:;'*_-")
    return _COMMITTEE if bare.endswith("ban nhan dan") and len(bare) >= len(_COMMITTEE) - 2 - _MOST_LOST else None


COMMON, _ACTS, _RARE = 1.0, 0.1, 0.02
"""How likely an office is below a line that it goes with, held for a time, and below one that says nothing of it."""
ALONE = (
    dict.fromkeys(DEPUTIES, _ACTS)
    | dict.fromkeys(WRITTEN, COMMON)
    | {f"PHÓ {office} PHỤ TRÁCH": COMMON for office in WRITTEN if office not in _NO_DEPUTY}
)
"""The same of one with no line above it: a deputy signs there only who leads for a time, or in a joint paper."""
_LED = (
    (re.compile(r"ban kiem tra"), ("CHỦ NHIỆM",)),
    (re.compile(r"uy ban nhan dan|hoi dong|mat tran|uy ban mttq|ban thuong truc"), ("CHỦ TỊCH",)),
    (re.compile(r"ban thuong vu|ban chap hanh|chi bo|dang bo|\buy$"), ("BÍ THƯ", "CHỦ TỊCH")),
)
"""Who leads what signs, folded."""


def below(above: str) -> dict[str, float]:
    """The offices that may stand below the line ``above`` of a signature, in whose stead one signs, each with how
    likely it is; none where that line says nothing of them."""
    said = spelt(above)
    found = AUTHORITY.match(said)
    if found is None:
        return {}
    whose = fold(said)
    if whose.startswith("k"):
        head = whole_office(said.split(maxsplit=1)[1])
        head = max((one for one in WRITTEN if head == one or head.startswith(f"{one} ")), key=len, default=head)
        if head == _MINISTER:
            return {_VICE: COMMON}
        return {f"PHÓ {head}{more}": COMMON for more in ("", _STANDING)} if head in WRITTEN else {}
    led = next((heads for pattern, heads in _LED if pattern.search(whose)), ())
    shares = dict.fromkeys(_EVERY, _RARE)
    for head in led:
        shares |= dict.fromkeys((head, f"PHÓ {head}", f"PHÓ {head}{_STANDING}"), COMMON)
        shares |= dict.fromkeys((f"Q. {head}", f"QUYỀN {head}"), _ACTS)
    return shares
