"""Text → the language it is written in, where the text alone decides."""

import re
import unicodedata
from collections.abc import Iterable

VIETNAMESE = "Tiếng Việt"
"""As the language table of TT 05/2025/TT-BNV has it."""

_WORD = re.compile(r"[^\W\d_]+")
_MARKS = {"\u0306", "\u0309", "\u031b", "\u0323"}
"""Breve, hook, horn and dot below: French, English and transcribed names do not have them."""
_ENOUGH = 20
_SHARE = 0.2
"""Of the words of Vietnamese print two in five bear such a mark, of French none; half of that allows for misreading."""


def language(texts: Iterable[str]) -> str | None:
    """Tiếng Việt, or None: too few words, or another language, which nothing here can name."""
    words = [word for text in texts for word in _WORD.findall(unicodedata.normalize("NFC", text))]
    marked = sum(map(_vietnamese, words))
    return VIETNAMESE if len(words) >= _ENOUGH and marked >= _SHARE * len(words) else None


def _vietnamese(word: str) -> bool:
    if "đ" in word or "Đ" in word:
        return True
    for char in word:
        marks = unicodedata.normalize("NFD", char)[1:]
        if len(marks) > 1 or _MARKS & set(marks):
            return True
    return False
