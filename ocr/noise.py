"""Lines as read → lines without the traces of rules, specks and seals."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from archive.records import Line, Word
from ocr.engine import Candidate
from ocr.vietnamese import is_figure, is_syllable, letters

_DASHES = ("~", "—", "¬")
"""As which the dash of a list ("- Như Điều 3;") is read at the beginning of a line."""

_LONG = re.compile(r"—[-–—]?|[-–]—")
"""As what a dash between words is read: longer than it is, or twice."""

_RULES = re.compile(r"[|¦‖_~¬=—―\[\]\\{}]+")
_EDGES = "|¦‖_~¬\\"
_LEADERS = re.compile(r"^[.…]{4,}(?=\w)|(?<=\w)[.…]{4,}$")
_SPECKS = re.compile(r"[`^ˆ'‘’\"“”„#@£*.,«»<>]+")
"""Marks that print never sets by themselves: alone they are specks."""
_MARK = re.compile(r"[-–+•:;/%()…&?!°]|\(%\)")
_PLAIN = re.compile(r"[\w.,:;/()%&+\-–“”\"'…²³°!?]+")
_MIXED = re.compile(r"\d[^\W\d_]{2,}|[^\W\d_]\d[^\W\d_]")
REPORTED = re.compile(r"(\(?)(?:[bhB]/[cC€©eœ]?|b[íï]c)\)([.,;:]*)")
"""(b/c), "để báo cáo", behind a name in the list of those who receive a paper, as it is read."""
_WORDS_OF_ONE = frozenset("aàáạảăâeèéêiìíoòóọôơởờổồuùúụưừứyýỳ")
"""Vietnamese words of one letter."""
_SIGNS_OF_ONE = frozenset("mhgVXIABCDĐEGHKLMN")
"""Units, Roman figures and the letters that head parts of a paper or its columns."""
_MARK_SURE, _DASH_SURE, _LETTER_SURE = 0.9, 0.8, 0.85
_BETWEEN_SURE, _AMID = 0.5, 0.25
"""For a dash between two words: how sure it must be, and how far from the top and bottom of both, as a share of their
height, it must stand (an underline or a rule stands lower or higher)."""
_DOUBTFUL = 0.3
_FIGURES = 5


def clean(lines: Iterable[Line]) -> tuple[Line, ...]:
    """``lines`` without noise, and with letters that Vietnamese has; what a changed word was read as stays in it."""
    kept = ((line, tuple(_words(line.words))) for line in lines)
    return tuple(replace(line, words=words) for line, words in kept if words)


def retold(word: Word, text: str) -> Word:
    """``word`` as ``text``; ``read`` keeps what the recogniser had read, the choices of its letters stay with them."""
    if text == word.text:
        return word
    read = word.read or word.text
    if not isinstance(word, Candidate):
        return replace(word, text=text, read=read)
    start = max(word.text.find(text), 0)
    fits = len(word.choices) == len(word.text) and start + len(text) <= len(word.text)
    choices = word.choices[start : start + len(text)] if fits else ()
    return replace(word, text=text, read=read, choices=choices)


def untraced(lines: Iterable[Line]) -> tuple[Line, ...]:
    """``lines`` in their regions without those of a single sign in letterhead and signature block: staples, strokes
    of a signature, rays of a seal. Figures in a letterhead stay, they may be the document's number."""
    return tuple(line for line in lines if not _is_trace(line))


def _is_trace(line: Line) -> bool:
    if len(line.words) != 1 or line.region not in ("letterhead", "signature"):
        return False
    bare = unmarked(line.words[0].text)
    return len(bare) < 2 and not (bare.isdecimal() and line.region == "letterhead")


def _words(words: Sequence[Word]) -> Iterable[Word]:
    for number, word in enumerate(words):
        text = "-" if number == 0 and word.text in _DASHES else letters(cleared(word.text))
        if _LONG.fullmatch(word.text) and _is_between(words, number):
            text = "–"
        if text == "l" and not (number and is_figure(words[number - 1].text)):
            text = "1" if word.confidence >= _DOUBTFUL else ""
        hanging = text in ("-", "–") and number == len(words) - 1
        if not is_noise(text, word.confidence) and not (hanging and word.confidence < _DASH_SURE):
            yield retold(word, text)


def _is_between(words: Sequence[Word], number: int) -> bool:
    """Whether the dash ``words[number]`` is print between two words: a "–" is read as the longer "—"."""
    beside = [*words[max(0, number - 1) : number], *words[number + 1 : number + 2]]
    middle = (words[number].box[1] + words[number].box[3]) / 2
    amid = (
        _AMID <= (middle - word.box[1]) / max(word.box[3] - word.box[1], 1) <= 1 - _AMID
        for word in beside
        if any(map(str.isalnum, word.text))
    )
    return len(beside) == 2 and words[number].confidence >= _BETWEEN_SURE and list(amid) == [True, True]


def cleared(text: str) -> str:
    """``text`` of one word without the pieces of table rules, underlines and leaders (``Tên......``) at its ends."""
    return _LEADERS.sub("", text.strip(_EDGES))


def unmarked(text: str) -> str:
    """``text`` of one word without the marks of print around it."""
    return text.strip(".,:;/()%&+-–“”\"'…!?")


def is_noise(text: str, confidence: float) -> bool:
    """Whether a word is the trace of a rule, speck or seal and not print.

    Only clear evidence counts: a rule (``|``, ``_`` …) or a speck (a lone ``.``, quote or accent) at any confidence, a
    lone mark or a letter that is no word of its own unless it is sure, a jumble of letters and marks below 0.3. An
    unsure but well-formed word is kept, and so is a long number in which letters stand for some figures, as those
    written by hand are read: a lost word is worse than a strange one.
    """
    if not text or _RULES.fullmatch(text) or _SPECKS.fullmatch(text):
        return True
    if not any(char.isalnum() for char in text):
        limit = _DOUBTFUL if text in ("-", "–", "(%)") else _MARK_SURE
        return confidence < limit or not _MARK.fullmatch(text)
    if len(text) == 1 and text.isalpha() and text.lower() not in _WORDS_OF_ONE and confidence < _LETTER_SURE:
        return text not in _SIGNS_OF_ONE or confidence < _DOUBTFUL
    if confidence >= _DOUBTFUL or REPORTED.fullmatch(text) or _is_number(text):
        return False
    if not _PLAIN.fullmatch(text) or _is_jumble(text):
        return True
    return confidence < 0.05 and len(text) <= 2


def _is_number(text: str) -> bool:
    """Whether most of ``text`` are figures, and many."""
    return sum(map(str.isdecimal, text)) >= max(_FIGURES, 0.6 * len(text))


def _is_jumble(text: str) -> bool:
    """Whether letters and figures, or small letters and capitals, stand in an order that no word has."""
    humps = sum(a.islower() and b.isupper() for a, b in pairwise(text))
    bare = unmarked(text)
    strange = bare.isalpha() and len(bare) > 1 and not is_syllable(bare) and not (bare.isupper() and len(bare) <= 5)
    return bool(_MIXED.search(text)) or humps > 0 or strange
