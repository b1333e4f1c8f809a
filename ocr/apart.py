"""Word as it was read, word that may stand there → how many letters they are apart."""

import re
from functools import lru_cache
from unicodedata import combining, normalize

from rapidfuzz.distance import Levenshtein

from archive.text import fold

MARK = 0.5
"""What a mark read otherwise counts, by a letter."""
_UNLIKE, _MOST = 0.5, 3.5
"""By how much less a letter counts that was read as none ("Hoà.g"); letters beyond which it makes no difference."""
_BROKEN_M, _BROKEN = re.compile(r"(?<=[aeiouy])(?:[.,;:]n|r[nfíi]|[.,;:]+a|n[i,.])$"), 0.4
"""What m at the end of a word is read as that a stroke parted, and by how much of a letter that is less likely."""


@lru_cache(maxsize=65536)
def distance(read: str, text: str, lost: float = MARK) -> float:
    """Letters in which two words differ, a mark a part of one, ``lost`` where fewer were read than ``text`` has, and so
    what is no letter; no more than make one."""
    plain = min(Levenshtein.distance(one, fold(text)) + cost for one, cost in _folded(read))
    told, said = _marked(read), _marked(text)
    marks = max(0, Levenshtein.distance(told, said) - plain)
    mark = lost if _marks(told) < _marks(said) else MARK
    unlike = sum(not char.isalpha() for char in read)
    return max(0.0, min(plain + mark * marks - _UNLIKE * unlike, _MOST))


@lru_cache(maxsize=8192)
def _folded(read: str) -> tuple[tuple[str, float], ...]:
    """``read``, folded, and the same with an m for what one was read as that a stroke parted ("Phạ.n", "Phạrf")."""
    plain = fold(read)
    whole = _BROKEN_M.sub("m", plain)
    return ((plain, 0.0),) if whole == plain else ((plain, 0.0), (whole, _BROKEN))


def _marks(told: str) -> int:
    """How many marks stand in a word of which each is by itself."""
    return sum(map(bool, map(combining, told)))


@lru_cache(maxsize=8192)
def _marked(text: str) -> str:
    """``text`` in small letters, each mark by itself; the bar of đ is one."""
    return normalize("NFD", text.lower().replace("đ", "d\u0335"))
