"""Vietnamese text → NFC text, and folded text for matching without marks.

One function folds for the whole house: search (both indexes) and field reading. Elasticsearch's ``asciifolding`` and
Tantivy's own filters do not fold decomposed text, so neither is used.
"""

import re
import unicodedata
from functools import lru_cache

_DROPPED = {ord("đ"): "d", ord("Đ"): "D", ord("ð"): "d", ord("Ð"): "D"}
_LONGEST_WORD = 20
_TOKEN = re.compile(r"[^\W_]+")


def nfc(text: str) -> str:
    """``text`` in composed form (TCVN 6909:2001), the only form kept in the archive."""
    return unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """``text`` in lower case with all Vietnamese marks taken off, ``đ`` as ``d``; the same for NFC and NFD input.

    The result is NFC and folding it again changes nothing.
    """
    if text.isascii():
        return text.lower()
    return _word(text) if len(text) <= _LONGEST_WORD else _folded(text)


@lru_cache(maxsize=1 << 14)
def _word(text: str) -> str:
    """Words come again and again: a page is folded some ten thousand words long while it is read."""
    return _folded(text)


def _folded(text: str) -> str:
    bare = unicodedata.normalize("NFD", text.translate(_DROPPED).casefold())
    kept = "".join(char for char in bare if not unicodedata.combining(char))
    return unicodedata.normalize("NFC", kept.translate(_DROPPED))


def tokens(text: str) -> list[str]:
    """The words and numbers of ``text`` in lower case, marks kept, NFC: ``2576/QĐ-UBND`` → ``2576 qđ ubnd``."""
    return _TOKEN.findall(nfc(nfc(text).lower()))


def spoken(iso: str) -> str:
    """``2018-09-11`` as people write it: ``11/09/2018``; ``2018-09`` as ``09/2018``."""
    return "/".join(reversed(iso.split("-")))
