"""Words as read → the same, slips put right that leave no doubt, whatever line they stand in.

A hat with a tone on it is at times read as two letters (``TÉẺ``, ``DUYEẸT`` for TẾ, DUYỆT), "Y tế" as one word with
the office before it (``SỞYTÉ``), "số" before a figure loses a mark (``sô 16``), a 1 there is read as an l (``số l6``),
"tỉnh" and a province behind it have other marks (``tính Lâm Đông``), and the sign of an address is read as two
(``lan(@tinh.gov.vn``).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from unicodedata import normalize

from archive.records import Word
from archive.text import fold
from ocr.engine import Candidate
from ocr.noise import retold
from ocr.provinces import province
from ocr.syllable import is_possible, spelled
from ocr.vietnamese import parts

_HAT = "\u0302"
_HATTED = "aeo"
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_MARKED = re.compile(r"s[ôốồỗóỏ]", re.IGNORECASE)
"""As what "số" is read; "sổ" stands before figures too."""
_AT = re.compile(r"(?<=[\w.-])\(@(?=\w)")
_STROKE = re.compile(r"[lI]\d{1,3}\W*")
_HEALTH = re.compile(r"(?P<office>[^\W\d]{2,})(?P<rest>Y[tT][eEéÉêÊếẾềỀểỂẻẺ]\W*)")
_OF_HEALTH = re.compile(r"(?P<t>[Tt])(?P<e>[êÊéÉềỀèÈễỄẽẼ])(?P<tail>\W*)")
"""As what the "tế" of "y tế" is read: no such word stands behind "y"."""
_NAMED = 2
_KINDS = ("tỉnh", "tính", "tĩnh", "tinh")
_OTHERWISE = ("dak",)
"""How provinces begin that are written with other marks, too: Đắk, Đăk."""
_OFFICES = ("SỞ", "BỘ", "PHÒNG", "NGÀNH", "Sở", "Bộ", "Phòng", "ngành")


def unslipped(words: Sequence[Word]) -> list[Word]:
    """``words`` of a line without such slips; each changed one keeps what was read."""
    told = [part for word in words for part in _parted(_single(_addressed(word)))]
    for at, (before, word) in enumerate(pairwise(list(told))):
        if before.text.strip("-,;(") in ("Y", "y") and (found := _OF_HEALTH.fullmatch(word.text)):
            told[at + 1] = retold(word, f"{found['t']}{'Ế' if found['e'].isupper() else 'ế'}{found['tail']}")
        stroke = bool(_STROKE.fullmatch(word.text))
        if _MARKED.fullmatch(before.text) and (stroke or word.text[:1].isdigit()):
            told[at] = retold(before, "SỐ" if before.text.isupper() else f"{before.text[0]}ố")
            told[at + 1] = retold(word, f"1{word.text[1:]}") if stroke else word
    for at in range(len(told) - _NAMED):
        told[at : at + _NAMED + 1] = _of_province(told[at : at + _NAMED + 1])
    return told


def _of_province(words: Sequence[Word]) -> Sequence[Word]:
    """Three ``words`` that have the letters of "tỉnh" and a province of two syllables, with their marks."""
    kind, *name = words
    bare, tail = [*(word.text for word in name[:-1]), *parts(name[-1].text)[1:2]], parts(name[-1].text)[2]
    if kind.text.lower() not in _KINDS or not all(text.istitle() for text in bare):
        return words
    law = province(" ".join(bare))
    if law is None or fold(law).startswith(_OTHERWISE):
        return words
    said = [read if spelled(read) == spelled(one) else one for read, one in zip(bare, law.split(), strict=True)]
    said[-1] += tail
    first = "tỉnh" if kind.text.islower() else "Tỉnh"
    return [retold(word, text) for word, text in zip(words, [first, *said], strict=True)]


def _addressed(word: Word) -> Word:
    """``lan(@tinh.gov.vn`` → ``lan@tinh.gov.vn``: the ring of the sign is taken for a bracket before it."""
    return retold(word, _AT.sub("@", word.text)) if "(@" in word.text else word


def _single(word: Word) -> Word:
    """``word`` with a vowel that was read twice told once: its hat, and the tone that was read first."""
    head, core, tail = parts(word.text)
    if len(core) < len("TÉẺ") or not core.isalpha() or is_possible(core):
        return word
    for at, (one, other) in enumerate(pairwise(core)):
        letters = [normalize("NFD", letter) for letter in (one, other)]
        if letters[0][0].lower() != letters[1][0].lower() or letters[0][0].lower() not in _HATTED:
            continue
        tone = next((mark for letter in letters for mark in letter[1:] if mark in _TONES), "")
        whole = normalize("NFC", f"{core[:at]}{letters[0][0]}{_HAT}{tone}{core[at + 2 :]}")
        if tone and is_possible(whole):
            told = retold(word, head + whole + tail)
            return replace(told, choices=()) if isinstance(told, Candidate) else told
    return word


def _parted(word: Word) -> Iterator[Word]:
    """``word``, or the office and the two words of "Y tế" that were read as one."""
    found = _HEALTH.fullmatch(word.text)
    if found is None or found["office"] not in _OFFICES:
        yield word
        return
    left, top, right, bottom = word.box
    each = (right - left) / len(word.text)
    start, rest = len(found["office"]), found["rest"]
    health = "TẾ" if rest[1].isupper() else "tế"
    for text, begin, end in (
        (found["office"], 0, start),
        (rest[0], start, start + 1),
        (health + rest[3:], start + 1, len(word.text)),
    ):
        box = (left + round(each * begin), top, left + round(each * end), bottom)
        part = replace(word, text=text, box=box, read=word.read or word.text)
        yield replace(part, choices=()) if isinstance(part, Candidate) else part
