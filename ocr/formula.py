"""Lines as read → lines whose prescribed wording (thể thức văn bản) stands as it is prescribed, joined words parted."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from rapidfuzz.distance import Levenshtein

from archive.records import Line, Word
from archive.text import fold
from ocr.dates import labels
from ocr.engine import Candidate
from ocr.heading import is_number
from ocr.noise import retold
from ocr.phrases import phrases
from ocr.slips import unslipped
from ocr.syllable import alike, is_possible, spelled
from ocr.vietnamese import parts

_FORMULAS = """
cộng hòa xã hội chủ nghĩa việt nam
độc lập tự do hạnh phúc
đảng cộng sản việt nam
ủy ban nhân dân
hội đồng nhân dân
phó chủ tịch
chủ tịch
phó giám đốc
giám đốc
phó hiệu trưởng
hiệu trưởng
trung học phổ thông
trung học cơ sở
phó trưởng phòng
trưởng phòng
chi nhánh văn phòng đăng ký đất đai
chi nhánh văn phòng
văn phòng đăng ký đất đai
phó chánh văn phòng
chánh văn phòng
nơi nhận
kính gửi
ký và ghi rõ họ tên
ký ghi rõ họ tên
ký tên đóng dấu
bộ phận tiếp nhận và trả kết quả
giấy tiếp nhận hồ sơ và hẹn trả kết quả
thời gian bắt đầu
thời gian kết thúc
thời hạn bảo quản
thời hạn lưu trữ
chế độ sử dụng
số lượng tờ
vĩnh viễn
bìa hồ sơ
mục lục văn bản
"""
"""What papers of offices say in the same words: Nghị định 30/2020/NĐ-CP, appendices I and III; Thông tư
01/2018/TT-VPCP, forms; TCVN 9251:2012 (covers). No names, nothing that a writer chooses."""

_LONGEST_FIRST = tuple(sorted((tuple(line.split()) for line in _FORMULAS.strip().splitlines()), key=len, reverse=True))
_LETTERS_A_SLIP = 7
"""Letters of a formula for each one that may be another letter; marks are not counted, for they are what is misread."""
_SLIPS_A_WORD = 1
_PAIR, _SHORT, _LONG = 2, 3, 5
"""Letters of a word, words of a formula: "hồ" is another word than "tờ", and "Vĩnh Việt" another one than "vĩnh viễn",
unless much else speaks for the formula."""
_HEAD_OF_DATE = ("ngay", 2)
_LONGEST_HEAD = 5
_YEAR = re.compile(r"(?:19|20)\d\d")
_SLIPS_OF_LABEL, _SLIPS_OF_DATE, _FIGURES = 2, 3, 2
"""Letters of "ngày", "tháng" or "năm" that may be other ones, of all three together, where day and year stand; signs of
a month."""
_INNER = re.compile(r"(\w{2,}[;,:])(\w{2,}.*)")
_CAPITALS = re.compile(r"([A-ZĐ]{3,})([a-zà-ỹđ]{2,})(\W*)")
_NUMBERED = re.compile(r"([^\W\d_]{3,6})(\d{1,2})(\W*)")
_IN_STEAD = re.compile(r"([TK])[/IÍÌl1|!J]([MTL])([.,]?)")
_OF_THE_PARTY = (
    "ban thuong vu", "ban chap hanh", "tinh uy", "huyen uy", "thanh uy", "thi uy", "quan uy", "dang uy", "chi uy",
    "dang bo", "chi bo", "thuong truc", "ban to chuc", "ban tuyen giao", "ban dan van", "bi thu",
    "chu nhiem", "truong ban",
)  # fmt: skip
"""What stands behind T/M, T/L and K/T in papers of the Party, folded; offices of the state write TM. and KT."""
_LEAST_JOINED, _MOST_JOINED = 4, 14
_SUBJECT = re.compile(r"V[/IlL1|][^\w\s]?[vVNWy]|V/|VW[vVN]")
"""As what "V/v", above the subject of a công văn, is read."""


_LONGEST_MARK = 4
"""Letters and signs of what "V/v" is read as: a word of such is none (``VW%``)."""
_NUMBER_LABELS = ("so:", "se:")
"""As what "Số:" is read, folded."""
_REGISTRY = re.compile(r"(V[TLI1l|Ţ])([.,;]*)")
"""As what "VT", behind "Lưu:", is read."""
_MARRED_SUBJECT = re.compile(r"[VW]\S{1,2}|[VW][^\w\s]\S{2}")
"""The same right below the number, whatever was read of its stroke and its v."""


def is_subject_mark(word: str) -> bool:
    """Whether ``word`` is "V/v", or what that is read as."""
    if word.casefold() == "v/v" or _SUBJECT.fullmatch(word):
        return True
    return word[:1] in ("V", "W") and 1 < len(word) <= _LONGEST_MARK and not word.isalpha()


def worded(lines: Sequence[Line]) -> tuple[Line, ...]:
    """``lines`` with misread formulas put right (``CHÚ NGHĨA``, ``ngàu 12 tháng``) and words parted that were read as
    one (``Đãgiải``). A changed word keeps what was read; a parted one keeps its letters."""
    told = [
        replace(line, words=tuple(_filed(_heading(line, _in_stead(line, _formal(unslipped(_parted(line.words))))))))
        for line in lines
    ]
    return (*told[:1], *(_below_number(line, before) for before, line in pairwise(told)))


def _below_number(line: Line, before: Line) -> Line:
    """``Vy đôn đốc`` → ``V/v đôn đốc``: nothing else that begins with V stands right below the number of a letter."""
    if len(line.words) < 2:
        return line
    first, *rest = line.words
    in_head = line.region == before.region == "letterhead" and is_number(before.text)
    if not in_head or not rest[0].text.islower() or fold(first.text) in ("ve", "v/v"):
        return line
    return replace(line, words=(retold(first, "V/v"), *rest)) if _MARRED_SUBJECT.fullmatch(first.text) else line


def _heading(line: Line, words: Sequence[Word]) -> Sequence[Word]:
    """``số: 12/TB`` → ``Số: 12/TB``, ``VIv nâng lương`` → ``V/v nâng lương`` in a letterhead (NĐ 30/2020, PL I, II.3,
    II.5)."""
    first = words[0].text if words and line.region == "letterhead" else ""
    words = _with_comma(words) if line.region == "letterhead" else words
    if fold(first) in _NUMBER_LABELS and first != "Số:":
        return [retold(words[0], "Số:"), *words[1:]]
    if first != "V/v" and _SUBJECT.fullmatch(first) and len(words) > 1 and words[1].text.islower():
        return [retold(words[0], "V/v"), *words[1:]]
    return words


def _filed(words: Sequence[Word]) -> Sequence[Word]:
    """``Lưu: VL`` → ``Lưu: VT``: what is kept stays with the office's registry (văn thư; NĐ 30/2020, PL I, ô 9b)."""
    at = next((at for at, word in enumerate(words[:-1]) if fold(word.text).strip(" -") == "luu:"), None)
    found = None if at is None else _REGISTRY.fullmatch(words[at + 1].text)
    if at is None or found is None or found[1] == "VT":
        return words
    return [*words[: at + 1], retold(words[at + 1], f"VT{found[2]}"), *words[at + 2 :]]


def _with_comma(words: Sequence[Word]) -> Sequence[Word]:
    """``Diễn Hạnh. ngày 18 tháng 11 năm 2025`` → ``Diễn Hạnh, ngày …``: a comma parts place and date (II.4)."""
    said = labels([word.text for word in words])
    before = words[said[0] - 1] if said and said[0] > 0 else None
    if said is None or before is None or not before.text[:1].isupper() or before.text[-1:] not in ".;":
        return words
    return [*words[: said[0] - 1], retold(before, f"{before.text[:-1]},"), *words[said[0] :]]


def _in_stead(line: Line, words: Sequence[Word]) -> Sequence[Word]:
    """``TÍM HUYỆN ỦY`` → ``T/M HUYỆN ỦY`` above a signature (Hướng dẫn 36-HD/VPTW): the stroke is read as a letter."""
    found = _IN_STEAD.fullmatch(words[0].text) if line.region == "signature" and len(words) > 1 else None
    behind = " ".join(fold(_core(word.text)) for word in words[1:4])
    if found is None or not behind.startswith(_OF_THE_PARTY):
        return words
    return [retold(words[0], f"{found[1]}/{found[2]}{found[3]}"), *words[1:]]


@dataclass(frozen=True, slots=True)
class _Token:
    """A word with letters: where it stands, and the word without the marks around it, in small letters."""

    at: int
    core: str


def _formal(words: Sequence[Word]) -> Sequence[Word]:
    tokens = [_Token(at, core.lower()) for at, word in enumerate(words) if (core := _core(word.text))]
    done = list(words)
    start = 0
    while start < len(tokens):
        formula = next((made for made in _LONGEST_FIRST if _says(tokens[start : start + len(made)], made, words)), None)
        if formula is None:
            start += 1
            continue
        capitals = _is_large(tokens[start : start + len(formula)], done)
        for token, syllable in zip(tokens[start:], formula, strict=False):
            done[token.at] = _as(done[token.at], syllable, capitals)
        start += len(formula)
    _date(tokens, done)
    return done


def _is_large(tokens: Sequence[_Token], words: Sequence[Word]) -> bool:
    """Whether most of ``tokens`` are in capitals."""
    return 2 * sum(words[token.at].text.isupper() for token in tokens) > len(tokens)


def _says(tokens: Sequence[_Token], formula: Sequence[str], words: Sequence[Word]) -> bool:
    """Whether ``tokens`` are the words of ``formula``, some of them misread. Of capitals, which lose their marks first,
    the letters are enough to be right (``GLAM ĐOC``)."""
    if len(tokens) < len(formula):
        return False
    slips = 0
    for token, syllable in zip(tokens, formula, strict=True):
        if abs(len(token.core) - len(syllable)) > _SLIPS_A_WORD:
            return False
        apart = Levenshtein.distance(fold(token.core), fold(syllable))
        slips += apart
        weak = len(formula) == _PAIR or (len(syllable) <= _SHORT and len(formula) < _LONG)
        other = apart and weak and is_possible(token.core)
        if apart > _SLIPS_A_WORD or other:
            return False
    seen = fold if _is_large(tokens, words) else spelled
    right = sum(seen(token.core) == seen(syllable) for token, syllable in zip(tokens, formula, strict=True))
    letters = sum(map(len, formula))
    return slips * _LETTERS_A_SLIP <= letters and (slips == 0 or 2 * right >= len(formula))


def _date(tokens: Sequence[_Token], done: list[Word]) -> None:
    """``ngàu 12 tháng`` → ``ngày 12 tháng``: nothing else stands before the day of a month; ``ngùy 12 thúng 8 năm
    2014`` → ``ngày 12 tháng 8 năm 2014``."""
    said = labels([token.core for token in tokens])
    if said and any(token.core.isdecimal() for token in tokens[said[0] + 1 : said[1]]):
        for at, name in zip(said, ("ngày", "tháng", "năm"), strict=True):
            done[tokens[at].at] = _as(done[tokens[at].at], name)
    _whole_date(tokens, done)
    for head, day, month in zip(tokens, tokens[1:], tokens[2:], strict=False):
        word, slips = _HEAD_OF_DATE
        near = len(head.core) == len(word) and Levenshtein.distance(fold(head.core), word) <= slips
        near = near or (2 <= len(head.core) <= _LONGEST_HEAD and _is_date(tokens, head))
        if near and head.core[0] == "n" and day.core.isdigit() and fold(month.core) == "thang":
            done[head.at] = _as(done[head.at], "ngày")


def _whole_date(tokens: Sequence[_Token], done: list[Word]) -> None:
    """``ngày 01 tbáng 6 năin 2013`` → ``ngày 01 tháng 6 năm 2013``: what stands between the figures of a date."""
    names = ("ngày", "tháng", "năm")
    for at in range(len(tokens) - 2 * len(names) + 1):
        six = tokens[at : at + 2 * len(names)]
        day, month, year = six[1::2]
        slips = [Levenshtein.distance(fold(one.core), fold(name)) for one, name in zip(six[::2], names, strict=True)]
        figures = day.core.isdigit() and len(month.core) <= _FIGURES and _YEAR.fullmatch(year.core)
        if figures and max(slips) <= _SLIPS_OF_LABEL and sum(slips) <= _SLIPS_OF_DATE:
            for one, name in zip(six[::2], names, strict=True):
                done[one.at] = done[one.at] if one.core == name else retold(done[one.at], name)


def _is_date(tokens: Sequence[_Token], head: _Token) -> bool:
    """Whether a whole date follows on ``head``: ``05 tháng 8 năm 2021``."""
    at = next(place for place, token in enumerate(tokens) if token is head)
    said = [fold(token.core) for token in tokens[at + 1 : at + 6]]
    if len(said) < 5:
        return False
    figures = said[::2]
    return said[1::2] == ["thang", "nam"] and all(map(str.isdecimal, figures)) and len(figures[-1]) == 4


def _core(text: str) -> str:
    return parts(text)[1]


def _as(word: Word, syllable: str, capitals: bool = False) -> Word:
    """``word`` as ``syllable`` in ``capitals`` or else its own case, its marks kept; as it is where it says the same
    already."""
    head, core, tail = parts(word.text)
    if spelled(core) == syllable:
        return word
    small = syllable.upper() if capitals or core.isupper() else syllable.capitalize() if core[0].isupper() else syllable
    told = retold(word, head + small + tail)
    return replace(told, choices=()) if isinstance(told, Candidate) else told


def _parted(words: Sequence[Word]) -> list[Word]:
    return [part for word in words for part in _halves(word)]


def _halves(word: Word) -> Iterator[Word]:
    """``word``, or the two words that were read as one."""
    at = _joint(word.text)
    if not at:
        yield word
        return
    left, top, right, bottom = word.box
    middle = left + round((right - left) * at / len(word.text))
    for begin, end, box in ((0, at, (left, top, middle, bottom)), (at, None, (middle, top, right, bottom))):
        part = replace(word, text=word.text[begin:end], box=box, read=None)
        if isinstance(part, Candidate):
            fits = len(part.choices) == len(word.text)
            part = replace(part, choices=part.choices[begin:end] if fits else ())
        yield part


def _joint(text: str) -> int:
    """Where two words meet in ``text``; 0 where it is one."""
    found = _INNER.fullmatch(text)
    if found and is_possible(found[1][:-1]) and is_possible(_core(found[2])):
        return len(found[1])
    found = _CAPITALS.fullmatch(text)
    if found and is_possible(found[2]) and not is_possible(found[1] + found[2]):
        return len(found[1])
    found = _NUMBERED.fullmatch(text)
    if found and is_possible(found[1]) and not found[1].isascii():
        return len(found[1])
    return _seam(text)


def _seam(text: str) -> int:
    """Where ``text``, which is no syllable even with other marks (``QUYÉT``), falls into two syllables that the texts
    know side by side."""
    core = _core(text)
    if not (core.isalpha() and _LEAST_JOINED <= len(core) <= _MOST_JOINED) or core.isascii() or alike(core.lower()):
        return 0
    known = phrases()
    best, found = 0.0, 0
    for at in range(2, len(core) - 1):
        one, two = core[:at], core[at:]
        if not (is_possible(one) and is_possible(two) and _cased_alike(one, two)):
            continue
        first, second = known.number(spelled(one)), known.number(spelled(two))
        if known.follows(first, second) or (core.isupper() and min(first, second) > 3):
            likely = 1.0 / (1.0 + known.cost(0, first, second))
            if likely > best:
                best, found = likely, at
    return found + text.index(core) if found else 0


def _cased_alike(one: str, two: str) -> bool:
    return (one.isupper() and two.isupper()) or (one[1:].islower() and (two.islower() or two.istitle()))
