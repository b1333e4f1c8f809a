"""Read text → Vietnamese text: its own letters, set phrases known in spite of errors."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import lru_cache

from archive.text import fold, nfc
from ocr.syllable import spelled

_LETTERS = str.maketrans(
    {
        "Ð": "Đ", "ð": "đ", "Ɖ": "Đ", "ƒ": "f", "Ø": "O", "ø": "o", "Ï": "I", "ï": "i", "Î": "I", "î": "i", "Ñ": "N",
        "ñ": "n", "Ö": "O", "ö": "o", "Ü": "U", "ü": "u", "Û": "U", "û": "u", "Ä": "A", "ä": "a", "Å": "A", "å": "a",
        "Ë": "E", "ë": "e", "Ç": "C", "ç": "c", "Ÿ": "Y", "ÿ": "y", "ß": "B", "š": "s", "Š": "S", "⁄": "/", "ﬁ": "fi",
        "ﬂ": "fl", "\u00ad": "-", "‐": "-", "‑": "-",
    }
)  # fmt: skip
"""Letters that Tesseract's model emits and Vietnamese (TCVN 6909:2001) does not have, by the one they stand for."""

_PARTS = re.compile(r"(\W*)(.*?)(\W*)", re.DOTALL)
_SYLLABLE = re.compile(r"(?:ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|[bcdghklmnpqrstvx])?[aeiouy]{1,3}(?:ch|ng|nh|[cmnpt])?")
_NUMBER = re.compile(r"\d[\d.,/:%-]*(?:/[A-ZĐ0-9-]+)?")
_ROMAN = re.compile(r"(?=[IVX])(?:X{0,3})(?:IX|IV|V?I{0,3})")


def parts(text: str) -> tuple[str, str, str]:
    """The marks before one word, the word, the marks behind it: ``("(", "Ký", ",")``."""
    found = _PARTS.fullmatch(text)
    return (found[1], found[2], found[3]) if found else ("", text, "")


def letters(text: str) -> str:
    """``text`` with letters that Vietnamese does not have replaced by those they stand for; digits are left alone."""
    return nfc(text.translate(_LETTERS))


def is_syllable(word: str) -> bool:
    """Whether ``word`` is built like a Vietnamese syllable (âm tiết): onset, vowels, coda; tone marks aside."""
    return bool(_SYLLABLE.fullmatch(fold(word)))


def is_figure(word: str) -> bool:
    """Whether ``word`` is a figure, a date, a notation or a Roman numeral, marks around it aside."""
    bare = word.strip(".,:;()“”\"'")
    return bool(_NUMBER.fullmatch(bare)) or bool(_ROMAN.fullmatch(bare))


@lru_cache(maxsize=8192)
def likeness(text: str, phrase: str) -> float:
    """How much ``text`` is ``phrase`` (0 to 1), marks, case and spaces aside."""
    a, b = _bare(text), _bare(phrase)
    if a == b:
        return 1.0
    return SequenceMatcher(None, a, b, autojunk=False).ratio()


def resembles(text: str, phrase: str, least: float = 0.8) -> bool:
    """Whether ``text`` as a whole is ``phrase``, a few misread letters forgiven."""
    a, b = _bare(text), _bare(phrase)
    if not a or abs(len(a) - len(b)) > (1 - least) * 2 * max(len(a), len(b)):
        return False
    return likeness(text, phrase) >= least


def begins(text: str, phrase: str, least: float = 0.8) -> bool:
    """Whether ``text`` begins with the words of ``phrase``, a few misread letters forgiven."""
    head = " ".join(text.split()[: len(phrase.split())])
    return resembles(head, phrase, least)


_PHRASES = (
    "ỦY BAN NHÂN DÂN", "HỘI ĐỒNG NHÂN DÂN", "PHÓ CHỦ TỊCH", "CHỦ TỊCH", "PHÓ TRƯỞNG PHÒNG", "TRƯỞNG PHÒNG",
    "PHÓ GIÁM ĐỐC", "GIÁM ĐỐC", "BỘ TRƯỞNG", "THỨ TRƯỞNG", "CHÁNH VĂN PHÒNG", "CỤC TRƯỞNG", "CHI CỤC TRƯỞNG",
    "VỤ TRƯỞNG", "PHÓ HIỆU TRƯỞNG", "HIỆU TRƯỞNG", "TRUNG HỌC PHỔ THÔNG", "TRUNG HỌC CƠ SỞ", "HUYỆN", "TỈNH",
    "THÀNH PHỐ", "THỊ XÃ", "THỊ TRẤN", "PHƯỜNG", "HÀ TĨNH", "TỈNH ỦY", "THÀNH ỦY", "HUYỆN ỦY", "ĐẢNG ỦY", "ĐẢNG BỘ",
    "BAN THƯỜNG VỤ", "BAN CHẤP HÀNH", "BAN TỔ CHỨC", "BAN TUYÊN GIÁO", "BAN DÂN VẬN", "BAN NỘI CHÍNH",
    "ỦY BAN KIỂM TRA", "PHÓ TRƯỞNG BAN", "TRƯỞNG BAN", "PHÓ BÍ THƯ", "BÍ THƯ", "PHÓ CHỦ NHIỆM", "CHỦ NHIỆM",
    "BẢO HIỂM XÃ HỘI", "VIỆN KIỂM SÁT NHÂN DÂN", "TÒA ÁN NHÂN DÂN", "KHO BẠC NHÀ NƯỚC", "LIÊN ĐOÀN LAO ĐỘNG",
    "MẶT TRẬN TỔ QUỐC VIỆT NAM", "HỘI LIÊN HIỆP PHỤ NỮ", "HỘI NÔNG DÂN", "HỘI CỰU CHIẾN BINH", "HỘI CHỮ THẬP ĐỎ",
    "ĐOÀN THANH NIÊN", "CỘNG SẢN HỒ CHÍ MINH", "NGÂN HÀNG NHÀ NƯỚC", "CỤC THUẾ", "CHI CỤC THUẾ", "TỔNG CÔNG TY",
    "CÔNG TY CỔ PHẦN", "TRÁCH NHIỆM HỮU HẠN", "BỆNH VIỆN ĐA KHOA", "TRUNG TÂM Y TẾ", "KIỂM SOÁT BỆNH TẬT",
    "CHI NHÁNH", "VĂN PHÒNG ĐĂNG KÝ ĐẤT ĐAI", "CÔNG AN", "QUÂN SỰ", "BỘ CHỈ HUY", "CỤC HẢI QUAN", "HẢI QUAN CỬA KHẨU",
    "HỘI ĐỒNG TRƯỜNG", "TRƯỜNG ĐẠI HỌC", "ĐẠI HỌC QUỐC GIA", "PHÂN HIỆU", "CÔNG ĐOÀN", "TRUNG TÂM QUẢN LÝ", "KÝ TÚC XÁ",
    "KÝ TÊN", "NGƯỜI YÊU CẦU", "NGƯỜI ĐỀ NGHỊ", "NGƯỜI KÊ KHAI", "NGƯỜI LÀM ĐƠN", "NGƯỜI VIẾT ĐƠN", "NGƯỜI NỘP HỒ SƠ",
    "NGƯỜI TIẾP NHẬN", "NGƯỜI KHIẾU NẠI",
    "BAN QUẢN LÝ DỰ ÁN", "ĐẦU TƯ XÂY DỰNG", "VĂN PHÒNG", "CHÁNH ÁN", "PHÓ CHÁNH ÁN", "VIỆN TRƯỞNG", "PHÓ VIỆN TRƯỞNG",
    "TỔNG GIÁM ĐỐC", "BAN THƯỜNG TRỰC", "HỘI ĐỒNG QUẢN LÝ", "HỘI ĐỒNG QUẢN LÝ QUỸ", "HỘI ĐỒNG QUẢN TRỊ",
    "HỘI ĐỒNG THÀNH VIÊN", "HỘI ĐỒNG THẨM ĐỊNH", "TỔ CÔNG TÁC", "PHÓ TỔ TRƯỞNG", "TỔ TRƯỞNG", "BAN VẬN ĐỘNG",
    "BAN SÁNG LẬP", "BAN ĐẠI DIỆN",
    "HIỆP HỘI", "HỘI KHUYẾN HỌC", "QUỸ KHUYẾN HỌC", "HỘI NGƯỜI CAO TUỔI", "HỘI LUẬT GIA", "ĐOÀN LUẬT SƯ",
    "LIÊN ĐOÀN LUẬT SƯ", "HỘI CÔNG CHỨNG VIÊN", "HỢP TÁC XÃ", "CÂU LẠC BỘ", "TRUYỀN HÌNH",
    "TM. CHÍNH PHỦ", "THỦ TƯỚNG", "THỐNG ĐỐC",
)  # fmt: skip


_LONG_PHRASE = 4
"""Words of a set phrase of which one may be lost and the others still be it alone."""
_IN_NAMES = re.compile(r"\b(?:xa|phuong|thi tran|huyen|quan|thi xa|thanh pho|dac khu)(?: uy| doan)?(?: \w+)?$")
_OF_SCHOOLS = re.compile(r"\b(?:thpt|thcs|tieu hoc|mam non|mau giao|pho thong|trung hoc co so)(?: \w+){1,3}$")
"""A school's name that has begun: LÊ THÀNH PHƯƠNG is no PHƯỜNG."""
_OF_BODIES = re.compile(r"(?:chi|dang|doan)$")
_NO_PHRASE = dict.fromkeys(("HUYỆN", "TỈNH", "PHƯỜNG"), _IN_NAMES) | {
    "BỘ TRƯỞNG": _OF_BODIES, "VĂN PHÒNG": re.compile("."),
}  # fmt: skip
"""Behind what (folded) a phrase is none: as a part of a unit's name, of the Party and its school (CHI BỘ TRƯỜNG
THCS, ĐẢNG BỘ TRƯỜNG), and of a person's (NGUYỄN VĂN PHONG)."""


def restored(text: str) -> str:
    """``text`` (capitals) with the set phrases of office language written as they are, where only marks were misread.

    ``UY BẠN NHÂN DẦN XÃ TÂN LÂN`` → ``ỦY BAN NHÂN DÂN XÃ TÂN LÂN``; names are left alone: HUYỆN SƠN TỊNH is no TỈNH.
    """
    words = text.split()
    for phrase in _PHRASES:
        size = len(phrase.split())
        for start in range(len(words) - size + 1):
            read = " ".join(words[start : start + size])
            if fold(read) != fold(phrase) or not is_upper(read):
                continue
            before = fold(" ".join(words[:start]))
            no = _NO_PHRASE.get(phrase)
            last = phrase == "PHƯỜNG" and start + 1 == len(words)
            named = last or (size == 1 and _OF_SCHOOLS.search(before))
            if not (named or (no and no.search(before))):
                words[start : start + size] = as_typed(words[start : start + size], phrase.split())
    return " ".join(words)


def completed(text: str) -> str:
    """``text`` (capitals) with a word inside a long set phrase that was lost: ``BẢO XÃ HỘI`` → ``BẢO HIỂM XÃ HỘI``."""
    words = text.split()
    for phrase in _PHRASES:
        law = phrase.split()
        for lost in range(1, len(law) - 1) if len(law) >= _LONG_PHRASE else ():
            left = [*law[:lost], *law[lost + 1 :]]
            at = next((at for at in range(len(words)) if words[at : at + len(left)] == left), None)
            if at is not None:
                return " ".join([*words[:at], *law, *words[at + len(left) :]])
    return text


def as_typed(read: Sequence[str], law: Sequence[str]) -> list[str]:
    """The words of set wording as the ``law`` writes them, those of ``read`` that differ from it in nothing but where
    the tone stands as they are: typists write ``UỶ`` as well as ``ỦY``, and a title is kept as it was printed."""
    pairs = zip(read, law, strict=True)
    return [one if one.isupper() and spelled(one) == spelled(other) else other for one, other in pairs]


def set_words(text: str) -> frozenset[str]:
    """The words, folded, of the set phrases of office language that ``text`` holds."""
    plain = f" {fold(text)} "
    return frozenset(word for phrase in _PHRASES if f" {fold(phrase)} " in plain for word in fold(phrase).split())


def is_upper(text: str, least: float = 0.8) -> bool:
    """Whether nearly all letters of ``text`` are capitals (at least two letters)."""
    found = [char for char in text if char.isalpha()]
    return len(found) >= 2 and sum(char.isupper() for char in found) >= least * len(found)


def sentence_case(text: str) -> str:
    """``ĐƠN ĐỀ NGHỊ`` → ``Đơn đề nghị``: the first letter large, the rest small."""
    low = text.lower()
    return low[:1].upper() + low[1:]


def _bare(text: str) -> str:
    return "".join(char for char in fold(text) if char.isalnum())
