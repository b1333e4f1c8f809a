"""Name of an organ as it was read → the same, its set wording as the law writes it.

What an organ is called is laid down: kinds of organs, sectors, schools; names of places and persons are not.
"""

import re

from archive.records import Word
from archive.text import fold
from ocr.names import family
from ocr.vietnamese import as_typed, likeness, restored

_ALIKE, _WORD_ALIKE = 0.9, 0.6
"""How much alike set wording and its words are that were misread."""
AREAS = ("tinh ", "thanh pho ", "huyen ", "quan ", "thi xa ", "xa ", "phuong ", "thi tran ", "dac khu ")
_LOST = re.compile(rf"ban nhan dan (?:{'|'.join(AREAS)})")
_CALLED = re.compile(
    r"^(?P<school>.*\b(?:PHỔ THÔNG|THPT|THCS|TRUNG HỌC CƠ SỞ|TIỂU HỌC|MẦM NON)) (?P<name>\w+) (?P<given>\w+(?: \w+)?)$"
)
"""A school and whom it is called after."""
_SECTORS = (
    "TÀI NGUYÊN VÀ MÔI TRƯỜNG", "NÔNG NGHIỆP VÀ MÔI TRƯỜNG", "NÔNG NGHIỆP VÀ PHÁT TRIỂN NÔNG THÔN", "NỘI VỤ",
    "TƯ PHÁP", "TÀI CHÍNH - KẾ HOẠCH", "TÀI CHÍNH", "KẾ HOẠCH VÀ ĐẦU TƯ", "LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI",
    "VĂN HÓA VÀ THÔNG TIN", "VĂN HÓA, THỂ THAO VÀ DU LỊCH", "VĂN HÓA - XÃ HỘI", "GIÁO DỤC VÀ ĐÀO TẠO", "Y TẾ",
    "KINH TẾ VÀ HẠ TẦNG", "KINH TẾ, HẠ TẦNG VÀ ĐÔ THỊ", "QUẢN LÝ ĐÔ THỊ", "KINH TẾ", "CÔNG THƯƠNG", "XÂY DỰNG",
    "GIAO THÔNG VẬN TẢI", "KHOA HỌC VÀ CÔNG NGHỆ", "THÔNG TIN VÀ TRUYỀN THÔNG", "NGOẠI VỤ", "DU LỊCH",
    "DÂN TỘC VÀ TÔN GIÁO", "DÂN TỘC", "KIỂM LÂM", "THỦY LỢI", "CHĂN NUÔI VÀ THÚ Y",
    "TRỒNG TRỌT VÀ BẢO VỆ THỰC VẬT", "PHỤC VỤ HÀNH CHÍNH CÔNG", "VĂN THƯ VÀ LƯU TRỮ NHÀ NƯỚC", "QUẢN LÝ ĐẤT ĐAI",
)  # fmt: skip
"""What the organs under a people's committee are in charge of (NĐ 24/2014, 37/2014, 45/2025, 150/2025)."""
_SET = (
    "ỦY BAN NHÂN DÂN", "HỘI ĐỒNG NHÂN DÂN", "TỈNH ỦY", "THÀNH ỦY", "HUYỆN ỦY", "QUẬN ỦY", "THỊ ỦY", "ĐẢNG ỦY",
    "BAN THƯỜNG VỤ", "BAN TỔ CHỨC", "BAN TUYÊN GIÁO", "BAN DÂN VẬN", "BAN NỘI CHÍNH", "ỦY BAN KIỂM TRA",
    "TRƯỜNG PHỔ THÔNG DÂN TỘC BÁN TRÚ", "TRƯỜNG PHỔ THÔNG DÂN TỘC NỘI TRÚ", "TRƯỜNG TRUNG HỌC PHỔ THÔNG",
    "TRƯỜNG TRUNG HỌC CƠ SỞ", "TRƯỜNG TIỂU HỌC", "TRƯỜNG MẦM NON", "TRƯỜNG ĐẠI HỌC", "TRƯỜNG CAO ĐẲNG",
    "TIỂU HỌC VÀ TRUNG HỌC CƠ SỞ", "TIỂU HỌC VÀ THCS", "BAN CHỈ HUY QUÂN SỰ", "BỘ CHỈ HUY QUÂN SỰ",
)  # fmt: skip
"""Set wording of the names of organs and schools (Điều lệ Đảng; Luật Giáo dục 2019, Điều 28, 29, 61;
Luật Dân quân tự vệ 2019)."""
_HEADS = ("PHÒNG", "SỞ", "CHI CỤC", "CỤC", "BAN", "TRUNG TÂM", "VĂN PHÒNG", "BỘ", "THANH TRA")


def _spaced(name: str) -> str:
    """A pattern of ``name``, folded, of which spaces may be lost."""
    return re.escape(fold(name)).replace(r"\ \-\ ", r"\s*[-–]\s*").replace(r"\ ", r"\s?")


_SECTOR = {
    name: re.compile(rf"(?<!\S)(?P<head>{'|'.join(fold(head) for head in _HEADS)}) {_spaced(name)}(?!\S)")
    for name in _SECTORS
}


def as_written(text: str) -> str:
    """``text`` (capitals) with set wording and the names of sectors as the law writes them."""
    return _sector(_as_set(restored(text)))


def mended(text: str) -> str:
    """``text`` with a first word put right that stands for ỦY before BAN NHÂN DÂN, or was lost there; a hamlet has a
    "BAN NHÂN DÂN" of its own."""
    if _LOST.match(fold(text)):
        return f"ỦY {text}"
    words = text.split()
    if len(words) > 3 and likeness(" ".join(words[:4]), "ỦY BAN NHÂN DÂN") >= 0.85:
        return " ".join([*as_typed(words[:4], ["ỦY", "BAN", "NHÂN", "DÂN"]), *words[4:]])
    return text


def of_person(text: str) -> str:
    """``text`` with the marks of the family name of whom a school is called after: TRƯỜNG … NGUYỄN CÔNG TRỨ."""
    found = _CALLED.match(text)
    first = family(found["name"].title()) if found else None
    return f"{found['school']} {first.upper()} {found['given']}" if found and first else text


def _sector(text: str) -> str:
    """``text`` with the names of sectors and kinds of organs as the law writes them, where only marks were misread or
    spaces lost."""
    plain = fold(text)
    if len(plain) != len(text):
        return text
    for name, pattern in _SECTOR.items():
        found = pattern.search(plain)
        if found:
            head = next(head for head in _HEADS if fold(head) == found["head"])
            law, read = f"{head} {name}".split(), text[found.start() : found.end()].split()
            told = as_typed(read, law) if len(read) == len(law) else law
            return f"{text[: found.start()]}{' '.join(told)}{text[found.end() :]}"
    return text


def _as_set(text: str) -> str:
    """``text`` with set wording as it is written where as many words are nearly it: "TRƯƠNG PHỔỐ THÔNG …"."""
    words = text.split()
    for phrase in _SET:
        size = len(phrase.split())
        for start in range(len(words) - size + 1):
            part = words[start : start + size]
            alike = size > 2 and likeness(" ".join(part), phrase) >= _ALIKE
            if alike and all(likeness(*pair) >= _WORD_ALIKE for pair in zip(part, phrase.split(), strict=True)):
                words[start : start + size] = as_typed(part, phrase.split())
    return " ".join(words)


def is_nearly_sector(text: str) -> bool:
    """Whether ``text`` names a sector that is nearly one of the law and none of it: a word of it may be lost."""
    plain = fold(text)
    head = next((name for name in _HEADS if plain.startswith(f"{fold(name)} ")), None)
    if head is None or any(fold(name) in plain for name in _SECTORS):
        return False
    words = plain[len(head) :].split()
    sizes = ((name, len(name.split()) + more) for name in _SECTORS for more in (-1, 0, 1))
    return any(likeness(" ".join(words[:size]), name) >= _ALIKE for name, size in sizes if size > 1)


def is_set(at: int, word: Word, text: str) -> bool:
    """Whether ``word``, counted ``at`` from 0, belongs to set wording of ``text``: all that stands before the name of a
    place or, where none does, up to the end of a sector's name; or a part."""
    plain = fold(text)
    names = (fold(name) for name in (*_SECTORS, "ỦY BAN NHÂN DÂN", "HỘI ĐỒNG NHÂN DÂN"))
    known = [plain.find(name) + len(name) for name in names if name in plain]
    ends = [place for area in AREAS if (place := plain.find(area)) >= 0]
    fixed = plain[: min(ends) + len("thi xa ")] if ends else plain[: max(known, default=0)]
    parts = {part for name in _SET if f" {fold(name)} " in f" {plain} " for part in fold(name).split()}
    begins = bool(known) and at < len(fixed.split()) and fold(word.text) in fixed.split()
    return len(word.text) > 1 and (begins or fold(word.text) in parts)
