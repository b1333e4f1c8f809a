"""Letters → a Vietnamese syllable (âm tiết): whether it can exist, and one spelling for both ways to place its tone."""

import unicodedata
from functools import lru_cache

from archive.text import nfc

_TONES = ("\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
"""Huyền, sắc, ngã, hỏi, nặng as combining marks; ngang has none."""
_STOPS, _STOPPED_TONES = ("c", "ch", "p", "t"), ("\u0301", "\u0323")
_VOWELS = "aăâeêioôơuưy"
_MARKED = "ăâêôơư"

_ONSETS = ("ngh", "ch", "gh", "gi", "kh", "ng", "nh", "ph", "qu", "th", "tr", *"bcdđghklmnpqrstvx", "")
"""Onsets (âm đầu), the longer first."""

_RIMES = """
a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
e ec em en eng eo ep et ê êch êm ên ênh êp êt êu i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu
o oc oi om on ong op ot oong ooc oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt
oe oen oeo oet ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt u ua uc ui um un ung up ut uân uâng uât uây
uê uêch uênh uôc uôi uôm uôn uông uôt uơ uy uya uych uynh uyt uyu uyên uyêt
ư ưa ưc ưi ưm ưn ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu y yêm yên yêng yêt yêu
"""
"""Rimes (vần) without their tone."""
_KNOWN_RIMES = frozenset(_RIMES.split())
_AFTER_QU = frozenset(("ych", "ynh", "yt", "yn", "yp", "yu"))
_AFTER_GI = frozenset(("êng", "êt", "ên", "êc", "êm", "êp", "êu"))
_BEFORE_FRONT = {"c": False, "g": False, "ng": False, "k": True, "gh": True, "ngh": True}
"""Onsets that stand only before e, ê, i and y, or never before them."""


def is_possible(text: str) -> bool:
    """Whether ``text`` (any case) can be a Vietnamese syllable: onset, rime, and a tone that its end allows.

    Both ways to place the tone are right: ``hòa`` and ``hoà``, ``ủy`` and ``uỷ``. Marks count, unlike in
    ``ocr.vietnamese.is_syllable``, which asks whether a row of letters looks like a word at all.
    """
    return _parted(text.lower()) is not None


@lru_cache(maxsize=1)
def every() -> tuple[str, ...]:
    """All syllables that can exist, in small letters and in both spellings."""
    bare = {onset + _bare(rime) for onset in _ONSETS for rime in (*_RIMES.split(), *_AFTER_QU, *_AFTER_GI)}
    return tuple(sorted({syllable for letters in bare for syllable in alike(letters)}))


@lru_cache(maxsize=4096)
def alike(low: str) -> tuple[str, ...]:
    """All syllables, in small letters and in both spellings, that have the letters of ``low`` whatever marks their
    vowels bear: ``ứng`` → ``ung``, ``ùng`` … ``ựng``. ``đ`` is a letter of its own; none for what is no syllable."""
    bare = _bare(low)
    found = {
        _with_tone(onset, rime, tone, newer)
        for onset in _ONSETS
        if bare.startswith(onset)
        for rime in _rimes().get(bare[len(onset) :], ())
        if _fit(onset, rime)
        for tone in (_STOPPED_TONES if rime.endswith(_STOPS) else ("", *_TONES))
        for newer in (False, True)
    }
    return tuple(sorted(other for other in map(nfc, found) if is_possible(other)))


def _bare(low: str) -> str:
    """``low`` without the marks of its vowels."""
    return "".join(char for char in unicodedata.normalize("NFD", low) if not unicodedata.combining(char))


@lru_cache(maxsize=1)
def _rimes() -> dict[str, list[str]]:
    """Rimes by what is left of them without marks."""
    found: dict[str, list[str]] = {}
    for rime in (*_RIMES.split(), *_AFTER_QU, *_AFTER_GI):
        found.setdefault(_bare(rime), []).append(rime)
    return found


def spelled(text: str) -> str:
    """``text`` in small letters with the tone where typists mostly put it: ``Hoà`` → ``hòa``, ``uỷ`` → ``ủy``.

    What is no syllable comes back in small letters.
    """
    low = text.lower()
    parted = _parted(low)
    return low if parted is None else _with_tone(*parted, newer=False)


def is_fuller(text: str, other: str) -> bool:
    """Whether ``text`` is ``other`` with all its marks and more: ``đồng`` is fuller than ``đông`` and ``dồng``."""
    if len(text) != len(other) or text == other:
        return False
    pairs = [(_apart(one), _apart(two)) for one, two in zip(text, other, strict=True)]
    return all(one[0] == two[0] and set(two) <= set(one) for one, two in pairs)


def _apart(letter: str) -> str:
    return "d\u0335" if letter == "đ" else unicodedata.normalize("NFD", letter)


def respelled(text: str) -> str:
    """A syllable in small letters with the tone where schools put it: ``hòa`` → ``hoà``."""
    low = text.lower()
    parted = _parted(low)
    return low if parted is None else _with_tone(*parted, newer=True)


@lru_cache(maxsize=16384)
def _parted(low: str) -> tuple[str, str, str] | None:
    """Onset, rime and tone of a syllable in small letters; None for anything else."""
    apart = unicodedata.normalize("NFD", low)
    tones = [char for char in apart if char in _TONES]
    if len(tones) > 1 or not 0 < len(low) <= 7:
        return None
    tone = tones[0] if tones else ""
    plain = nfc("".join(char for char in apart if char not in _TONES))
    for onset in _ONSETS:
        rime = plain[len(onset) :]
        if plain.startswith(onset) and _fit(onset, rime):
            if rime.endswith(_STOPS) and tone not in _STOPPED_TONES:
                return None
            both = (_with_tone(onset, rime, tone, newer) for newer in (False, True))
            return (onset, rime, tone) if nfc(low) in both else None
    return None


def _fit(onset: str, rime: str) -> bool:
    if rime not in _KNOWN_RIMES:
        return (onset == "qu" and rime in _AFTER_QU) or (onset == "gi" and rime in _AFTER_GI)
    if onset == "g" and rime[0] == "i":
        return True
    if onset == "q":
        return False
    front = rime[0] in "eêiy"
    return _BEFORE_FRONT.get(onset, front) == front


def _with_tone(onset: str, rime: str, tone: str, newer: bool) -> str:
    if not tone:
        return onset + rime
    at = _place(rime, newer)
    return onset + nfc(rime[: at + 1] + tone) + rime[at + 1 :]


def _place(rime: str, newer: bool) -> int:
    """Where in ``rime`` the tone stands: the school's way and the typists' differ in oa, oe and uy alone."""
    vowels = len(rime.rstrip("cghmnpt"))
    marked = [at for at, char in enumerate(rime) if char in _MARKED]
    if marked:
        return marked[-1]
    if vowels < len(rime):
        return vowels - 1
    if vowels == 2 and rime in ("oa", "oe", "uy"):
        return int(newer)
    return 1 if vowels == 3 else 0
