"""Lines in their regions → the same with the marks that their place demands, where one looks like another."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import dropwhile, groupby, pairwise, zip_longest
from statistics import median

from archive.records import Line, Word
from archive.text import fold
from ocr.noise import retold, unmarked
from ocr.syllable import is_possible

_DASH = 0.43
"""Width of a dash over the height of the words around it: of 364 hyphens between words three were longer, of 152 dashes
(``Độc lập – Tự do``) 125. A hyphen is 0.33 em long, a dash 0.5."""
_RUNNING = ("body", "recipients")
_LIKE_THE_HEAD = ("nhu tren", "nhu dieu", "nhu kinh gui")
"""``- Như trên;``, folded: the first item of the list of those who receive a paper."""
_BULLETS, _CLOSING = ("-", "–"), (",", ";", ":")
_MANY = 3
_AFTER_TEXT = ("recipients", "signature")
_END = re.compile(r"(\w+)(?:\.{2,3}|\.{1,2}/\.{0,2}|/\.)")
"""As what ``./.``, the mark that ends the text of a paper, is read."""


def punctuated(lines: Sequence[Line]) -> tuple[Line, ...]:
    """``lines`` with their dashes, commas and semicolons as written; a changed word keeps what was read.

    A mark between words as long as a dash is one (``–``). No sentence begins with a small letter: a full stop before
    one is a comma (29 of 32, none was a full stop). A semicolon closes each item of the list of recipients (Decree
    30/2020, Annex I, II.9), a comma in some agencies. ``./.`` ends the text
    of a paper.
    """
    done = [replace(line, words=tuple(_commas(line, _dashes(line.words)))) for line in lines]
    done = [_ended(line, after) for line, after in zip_longest(done, done[1:])]
    return tuple(_closed(done))


def _dashes(words: Sequence[Word]) -> Sequence[Word]:
    if not any(word.text == "-" for word in words[1:-1]):
        return words
    height = median([_height(word) for word in words if any(map(str.isalnum, word.text))] or [0])
    long = [word.text == "-" and word.box[2] - word.box[0] > _DASH * height > 0 for word in words]
    long[0] = long[-1] = False
    return [retold(word, "–") if is_long else word for word, is_long in zip(words, long, strict=True)]


def _height(word: Word) -> int:
    return word.box[3] - word.box[1]


def _commas(line: Line, words: Sequence[Word]) -> Sequence[Word]:
    if line.region not in _RUNNING or line.cell:
        return words
    done = [
        retold(word, word.text[:-1] + ",") if after.text[:1].islower() and _ends_a_phrase(word.text) else word
        for word, after in pairwise(words)
    ]
    return [*done, *words[-1:]]


def _ends_a_phrase(text: str) -> bool:
    """Whether a full stop stands behind a syllable, not behind an abbreviation or a figure."""
    bare = unmarked(text)
    return text.endswith(".") and not text.endswith("..") and len(bare) > 1 and is_possible(bare)


def _ended(line: Line, after: Line | None) -> Line:
    """The last line of the text, before recipients and signature: ``thực hiện./.`` (of 9 read otherwise all were)."""
    if line.region != "body" or not line.words or after is None or after.region not in _AFTER_TEXT:
        return line
    found = _END.fullmatch(line.words[-1].text)
    if not found or not is_possible(found[1]):
        return line
    return _ending(line, found[1] + "./.")


def _closed(lines: list[Line]) -> list[Line]:
    """The items of lists of recipients that another follows, each closed as the others of its list are."""
    done = list(lines)
    for _, group in groupby(enumerate(lines), key=lambda numbered: (numbered[1].region, numbered[1].block)):
        listed = dropwhile(lambda numbered: not _is_item(numbered[1]), group)
        ends = [at for (at, line), (_, after) in pairwise(listed) if _is_item(after) and _is_closed(line)]
        for at in ends:
            mark = _mark(lines[at], Counter(lines[other].text[-1] for other in ends if other != at))
            done[at] = _ending(lines[at], lines[at].words[-1].text[:-1] + mark)
    return done


def _ending(line: Line, text: str) -> Line:
    """``line`` with ``text`` as its last word."""
    return replace(line, words=(*line.words[:-1], retold(line.words[-1], text)))


def _is_item(line: Line) -> bool:
    return line.region == "recipients" and line.text[:1] in _BULLETS


def _is_closed(line: Line) -> bool:
    return line.text[-1:] in _CLOSING and len(line.words[-1].text) > 1


def _mark(line: Line, others: Mapping[str, int]) -> str:
    """What closes ``line``: a comma or semicolon as most of its list, and three times as many as not; else as read, but
    never a colon (25 of 25 read there were semicolons), nor a comma after wording that is prescribed (9 of 9)."""
    read = line.text[-1]
    usual, rare = (",", ";") if others[","] > others[";"] else (";", ",")
    if others[usual] >= _MANY * max(others[rare], 1):
        return usual
    prescribed = fold(line.text).lstrip("-– ").startswith(_LIKE_THE_HEAD)
    return usual if read == ":" or (prescribed and read == ",") else read
