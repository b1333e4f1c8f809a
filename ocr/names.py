"""Words → a person's name as it is written: noise before it left out, the family name's marks put right."""

import re
from collections.abc import Sequence
from dataclasses import replace
from unicodedata import normalize

from rapidfuzz.distance import Levenshtein

from archive.records import Word
from archive.text import fold
from ocr.given import family_share
from ocr.syllable import is_possible
from ocr.value import Value

FAMILY = frozenset((
    "Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Huỳnh", "Phan", "Vũ", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương",
    "Lý", "An", "Âu", "Bạch", "Bàn", "Bế", "Cao", "Cầm", "Châu", "Chu", "Chung", "Chử", "Cù", "Cung", "Cái", "Diệp",
    "Doãn", "Đàm", "Đào", "Đậu", "Điền", "Điêu", "Đinh", "Đoàn", "Đồng", "Đới", "Đổng", "Đường", "Giang", "Giáp", "Hà",
    "Hàn", "Hầu", "Hoa", "Hứa", "Hùng", "Kha", "Khổng", "Khuất", "Khúc", "Kiều", "Kim", "La", "Lã", "Lại", "Lâm", "Lầu",
    "Liễu", "Lò", "Lô", "Lỗ", "Lục", "Lư", "Lường", "Lương", "Lưu", "Lữ", "Ma", "Mã", "Mạc", "Mạch", "Mai", "Mạnh",
    "Mông", "Nghiêm", "Ngân", "Ngụy", "Nhâm", "Nhan", "Ninh", "Nông", "Ông", "Phí", "Phó", "Phùng", "Phương", "Quách",
    "Quan", "Quản", "Quàng", "Quảng", "Sầm", "Sơn", "Sùng", "Tạ", "Tăng", "Tân", "Tào", "Tất", "Thạch", "Thái", "Thân",
    "Thang", "Thiều", "Thào", "Thi", "Tiêu", "Tiết", "Tô", "Tôn", "Tống", "Trà", "Trang", "Triệu", "Trịnh", "Trương",
    "Từ", "Ty", "Tưởng", "Ung", "Uông", "Văn", "Vàng", "Vi", "Viên", "Vương", "Xa", "Yên", "Mùa", "Giàng", "Hạng",
    "Sình", "Thò", "Cứ", "Lừu", "Cháng", "Tráng", "Sùng", "Tẩn", "Phàn", "Lèng", "Rơ", "Siu", "Ksor", "Kpă", "Y",
    "Vì", "Lèo", "Cà", "Tòng", "Bạc", "Đèo", "Thèn", "Vừ", "Chảo", "Chẻo", "Khang", "Sền", "Danh", "Niê", "Nay", "Rmah",
    "Alăng", "Biện", "Cấn", "Khâu", "Khiếu", "Khưu", "Lăng", "Liêu", "Lù", "Néang", "Nhữ", "Ôn", "Thẩm", "Vòng", "Vưu",
    "Hờ", "Phàng", "Sồng", "Xồng", "Mè", "Mlô", "Rcom", "Chế", "Dụng", "Não", "Thổ",
))  # fmt: skip
"""Family names of the peoples of Việt Nam that are met most. The marks of a name that is not here are left alone."""

_BY_LETTERS: dict[str, list[str]] = {}
for _name in sorted(FAMILY):
    _BY_LETTERS.setdefault(fold(_name), []).append(_name)

_MARKS = " .,:;-'*_\"`“”„°^~|=>«»()[]"
_RANK = re.compile(r"^(?:[A-ZĐa-z]{2,5}\.)+\s*", re.UNICODE)
_ACADEMIC = frozenset((
    "gs", "pgs", "ts", "tskh", "ths", "bs", "bsck", "bscki", "bsckii", "ck", "cki", "ckii", "ck1", "ck2", "ds", "dsck",
    "ks", "kts", "cn", "ls", "ngut", "nguts", "ngnd", "ttut", "ttnd", "nsnd", "nsut",
))  # fmt: skip
"""Học hàm, học vị and titles of honour that are set before a name, folded."""
RANKS = (
    "ThS",
    "TS",
    "BS",
    "PGS",
    "GS",
    "KS",
    "CN",
    "DS",
    "KTS",
    "TSKH",
    "CKI",
    "CKII",
    "BSCKI",
    "BSCKII",
    "DSCKI",
    "DSCKII",
    "LS",
    "NGƯT",
    "TTƯT",
    "Đại",
    "Thượng",
    "Trung",
    "Thiếu",
    "tá",
    "Tá",
    "úy",
    "Úy",
    "tướng",
    "Tướng",
    "Luật",
    "sư",
    "Bác",
    "sĩ",
    "Kỹ",
    "Thạc",
)
"""The same as they are written, each word of them, those of a service, and professions."""
_SERVICE = re.compile(
    r"(?:dai|thuong|trung|thieu) (?:tuong|ta|uy)|(?:luat|ky|giao) su|(?:bac|duoc|thac|tien|y) s[iy]|cu nhan"
)
"""Ranks of army and police, professions and degrees in full, folded."""
_LONGEST_RANK = 10
_NOISE = 0.2
"""A word before a family name less likely right is left out as noise: a stroke of the signature."""
_SIGNS = 0.5
"""The same for one that is not of letters alone."""
_UNUSUAL = 0.9
"""How far to trust a name that begins with no family name known."""
_IMPOSSIBLE = 0.8
"""The same with a word that is no Vietnamese syllable: a misread one, or a name of another people ("Nông Hbia")."""
_LEFT_OUT = 0.95
"""The same where what was left out before it is written like a word of a name ("Mỹ" of "Mang Kim Hợp"), or where the
language would have another word than was read."""
_HIGHLAND = re.compile(r"H’[A-ZĐÊ]?[^\W\d_]{1,6}|[ÊKBMR][A-ZĐ][^\W\d_A-ZĐ]{2,6}")
"""A woman's first word, and names with two capitals, as peoples of the highlands write them: "H’Vi ÊBan"."""
_WOMAN = re.compile(r"^H[’'‘`´°](?=[^\W\d_])")
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_LETTERS_AT_END = re.compile(r"[^\W\d_]+$")
_LEAST_LEFT = 2
_MISREAD = 0.5
"""A family name that is none and less likely right has a misread letter."""
_BEHEADED = 0.6
"""The most that a family name is given of which the first letters were not read, or one was misread."""
_GUESSED = 0.75
"""The most that a family name is given of which the first letter was guessed."""
_TIMES, _CLEAR = 10, 0.97
"""How many times as frequent a name is that is rather meant than its twin, where that was read less surely."""
_MENDED = 0.9
"""The chance that a family name whose marks were put right is that name."""


def is_name(text: str) -> bool:
    """Whether ``text`` is written like a person's name: two to six words, each with one capital first."""
    words = name_of(text).split()
    return 2 <= len(words) <= 6 and all(_is_name_word(word) for word in words)


def name_of(text: str) -> str:
    """The name in ``text`` without academic or service ranks before it ("TS.", "Đại tá") and marks around it."""
    words = _RANK.sub("", text.strip(" .,:;-'*_")).split()
    return " ".join(words[_ranks(words) :])


def person(words: Sequence[Word]) -> Value | None:
    """The name in ``words``, None where they are not written like one.

    Marks around it and noise before a family name are left out; a family name that was read without its marks gets
    them ("Le Mỹ Dung" → "Lê Mỹ Dung"). What the language changed in a name is taken back.
    """
    bare = [replace(word, text=_WOMAN.sub("H’", as_read(word).strip(_MARKS))) for word in words]
    kept = [word for word in bare if word.text]
    kept = kept[_ranks([word.text for word in kept]) :]
    follows = kept[1].text if len(kept) > 1 else ""
    kept[:1] = [_capital(word, behind=follows) for word in kept[:1]]
    doubted = any(as_read(word) != word.text for word in words)
    while len(kept) > 2 and _is_noise(kept[0]) and kept[0].text not in FAMILY and family(kept[1].text):
        doubted = kept.pop(0).text.istitle() or doubted
    while len(kept) > 2 and kept[-1].confidence < _NOISE and not kept[-1].text.isalpha():
        kept.pop()
    text = name_of(" ".join(word.text for word in kept))
    if not is_name(text):
        return None
    kept = kept[-len(text.split()) :]
    first = family(kept[0].text)
    near = _nearest(kept[0].text) if first is None and kept[0].confidence < _MISREAD else None
    if near:
        kept[0] = replace(kept[0], text=near, confidence=_BEHEADED)
    if first and first != kept[0].text:
        kept[0] = replace(kept[0], text=first, confidence=max(_MENDED, kept[0].confidence))
    trust = 1.0 if first or near else _UNUSUAL
    if kept[0].confidence < _CLEAR and _has_twin(kept[0].text):
        trust = min(trust, _LEFT_OUT)
    if not all(is_possible(word.text) or word.text in FAMILY for word in kept):
        trust = _IMPOSSIBLE
    if doubted:
        trust = min(trust, _LEFT_OUT)
    if len(kept) == 2 and kept[0].text not in _FREQUENT:
        trust = min(trust, _HEADLESS if kept[0].text in _WITHIN else _LEFT_OUT)
    return Value(" ".join(word.text for word in kept), tuple(kept), trust)


def _has_twin(name: str) -> bool:
    """Whether a family name of the same letters is many times as frequent: "Dương" of "Đường"."""
    others = (other for other in _BY_LETTERS.get(fold(name), ()) if other != name)
    return any(family_share(other) >= _TIMES * family_share(name) for other in others)


def _is_noise(word: Word) -> bool:
    """Whether ``word`` before a family name is what a seal or a stroke was taken for."""
    return word.confidence < (_NOISE if word.text.isalpha() else _SIGNS)


def as_read(word: Word) -> str:
    """The word as it was read, where that can be a word of a name: the language of laws says little of names, and would
    have "vĩnh viễn" for "Vĩnh Việt"."""
    read = word.read
    return read if read and read.istitle() and is_possible(read) else word.text


def _ranks(words: Sequence[str]) -> int:
    """How many of ``words`` are ranks before a name: "PGS.TS.", "BS.CKII.", "Thượng tá"; one misread is known by
    capitals within it before a family name."""
    at = 0
    while at < len(words) - 1:
        if _SERVICE.fullmatch(fold(f"{words[at]} {words[at + 1]}")):
            at += 2
        elif _is_rank(words[at], words[at + 1]):
            at += 1
        else:
            break
    return at


def is_rank(text: str, after: str) -> bool:
    """Whether ``text`` is a rank before a name, or a word of one ("Đại tá"); ``after``: the word behind it."""
    return text in RANKS or _is_rank(text, after)


def _is_rank(text: str, after: str) -> bool:
    parts = [part for part in text.split(".") if part]
    if all(fold(part) in _ACADEMIC for part in parts):
        return not text.istitle() or family(after) is not None
    if _HIGHLAND.fullmatch(text):
        return False
    return sum(char.isupper() for char in text) > 1 and len(text) <= _LONGEST_RANK and family(after) is not None


def _capital(word: Word, behind: str) -> Word:
    """A family name of which the capital was read small or not at all, for a stroke or a seal lies over it.

    Then it may be another letter, too ("thùng" for Phùng, "õ" for Võ, "z»hạch" for Thạch), which is told as not sure.
    Before a family name it is none: ``behind`` is the next word.
    """
    if not word.text.islower():
        return word
    if word.text.title() in FAMILY:
        return replace(word, text=word.text.title())
    alike = [name for name in FAMILY if len(name) == len(word.text) > 3 and name[1:] == word.text[1:]]
    if len(alike) == 1:
        return replace(word, text=alike[0], confidence=min(word.confidence, _GUESSED))
    if family(behind) and behind not in _WITHIN:
        return word
    left = _LETTERS_AT_END.search(word.text)
    ends = [name for name in FAMILY if left and _is_end(left[0], name)]
    return replace(word, text=ends[0], confidence=min(word.confidence, _BEHEADED)) if len(ends) == 1 else word


def _is_end(left: str, name: str) -> bool:
    """Whether ``left`` is all of ``name`` but its first letter, or the last three letters and more."""
    return name[1:] == left or (len(left) > _LEAST_LEFT and len(left) < len(name) and name.endswith(left))


def _nearest(text: str) -> str | None:
    """The one family name of which a letter was misread as ``text``, marks aside; None for none or several."""
    plain = fold(text)
    found = {name for name in FAMILY if len(plain) > _LEAST_LEFT and Levenshtein.distance(fold(name), plain) == 1}
    return found.pop() if len(found) == 1 else None


def family(text: str) -> str | None:
    """The family name that ``text`` is, its marks put right where only one has its letters; None where it is none."""
    if text in FAMILY:
        return text
    if text == _MIDDLE:
        return None
    alike = _BY_LETTERS.get(fold(text), ())
    if len(alike) == 1 and text[:1].isupper():
        return alike[0]
    near = [name for name in alike if _toneless(name) == _toneless(text)]
    usual = near if len(near) == 1 else [name for name in alike if name in _USUAL]
    return usual[0] if usual and text[:1].isupper() else None


def _toneless(text: str) -> str:
    """``text`` without the tone of its vowels; ư, ơ, â stay what they are: ``Chứ`` is Chử, not Chu."""
    return normalize("NFC", "".join(char for char in normalize("NFD", text) if char not in _TONES))


_MIDDLE = "Thị"
"""What stands in the middle of most women's names, and is not the family name Thi."""
_WITHIN = frozenset((_MIDDLE, "Văn"))
"""What stands in the middle of most names: one of two words that begins with it has hardly begun there."""
_HEADLESS = 0.6
"""How far to trust such a name."""
_USUAL = frozenset(
    ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Huỳnh", "Phan", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Vi", "Vũ")
)
"""Of two family names with the same letters the one that is many times as frequent."""
_FREQUENT = _USUAL | {
    "Võ",
    "Lý",
    "Đinh",
    "Trịnh",
    "Lương",
    "Mai",
    "Đào",
    "Cao",
    "Tô",
    "Hà",
    "Tạ",
    "Trương",
    "Lâm",
}
"""Family names with which a name of two words is likely whole; with another one its first word may be hidden."""


def _is_name_word(word: str) -> bool:
    if _HIGHLAND.fullmatch(word):
        return True
    return word.isalpha() and len(word) <= 7 and word[0].isupper() and (len(word) == 1 or word[1:].islower())
