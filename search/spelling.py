"""Word as written → the one spelling that stands for all its spellings.

Vietnamese has one tone a syllable, but two customs where its mark stands (``hòa`` and ``hoà``, ``thủy`` and ``thuỷ``)
and, after six consonants and ``qu``, two letters for one vowel (``lý`` and ``lí``, ``kỹ`` and ``kĩ``, ``quý`` and
``quí``). Elsewhere ``i`` and ``y`` are different words (``ủi`` is not ``ủy``) and stay. Numbers lose leading zeros, so
that ``05`` and ``5`` are one.
"""

import re
import unicodedata
from functools import cache, lru_cache

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_SYLLABLE = re.compile(
    "(?P<onset>ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|[bcdđghklmnpqrstvx]?)"
    "(?P<rime>[aăâeêioôơuưy]{1,3})(?P<coda>ch|ng|nh|[cmnpt]?)"
)
_EITHER = frozenset(["h", "k", "l", "m", "s", "t", "qu"])
"""What stands before an open ``y`` that may as well be written ``i`` (QĐ 240/QĐ of 1984, Bộ Giáo dục)."""

_ONSETS = "b c ch d g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x"
_RIMES = (
    "a ac ach ai am an ang anh ao ap at au ay e ec ech em en eng enh eo ep et eu i ia ich iec iem ien ieng iep "
    "iet ieu im in inh ip it iu o oa oac oach oai oam oan oang oanh oao oap oat oay oc oe oen oeo oet oi om on "
    "ong op ot u ua uan uang uat uay uc ue uech uen uenh ui um un ung uo uoc uoi uom uon uong uop uot uou up ut "
    "uu uy uya uych uyen uyet uyn uynh uyt uyu y yem yen yet yeu"
)
"""What syllables begin and go on with, without marks (``oong`` and its like, of foreign words, left out)."""


@lru_cache(maxsize=200_000)
def spelled(word: str) -> str:
    """``word`` (lower case, NFC) in the spelling that is kept and looked up; doing it again changes nothing."""
    if word.isascii() and word.isdecimal():
        return word.lstrip("0") or "0"
    if len(word) > len("nghiêng"):
        return word
    letters = unicodedata.normalize("NFD", word)
    tones = [char for char in letters if char in _TONES]
    bare = unicodedata.normalize("NFC", "".join(char for char in letters if char not in _TONES))
    found = _SYLLABLE.fullmatch(bare)
    if not found or len(tones) > 1:
        return word
    onset, rime, coda = found["onset"], found["rime"], found["coda"]
    if rime == "y" and not coda and onset in _EITHER:
        rime = "i"
    if tones:
        at = _bearer(rime, coda) + 1
        rime = rime[:at] + tones[0] + rime[at:]
    return unicodedata.normalize("NFC", onset + rime + coda)


def is_syllable(folded: str) -> bool:
    """Whether ``folded`` (no marks) is built as a Vietnamese syllable: then it is hardly another one misread."""
    return folded in _syllables()


@cache
def _syllables() -> frozenset[str]:
    return frozenset(onset + rime for onset in ("", *_ONSETS.split()) for rime in _RIMES.split())


def _bearer(rime: str, coda: str) -> int:
    """Which letter of ``rime`` bears the tone's mark in the older custom, as place from 0."""
    strong = [at for at, letter in enumerate(rime) if letter in "ăâêôơ"] or [rime.find("ư")]
    if strong[-1] >= 0:
        return strong[-1]
    if len(rime) == 1:
        return 0
    return 1 if coda or len(rime) == 3 else 0
