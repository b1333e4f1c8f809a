"""Page text and Query → snippet: the best few lines, HTML-escaped, with ``<mark>`` around what matched."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from html import escape

from archive.text import fold, nfc
from search.query import Part, Query
from search.words import words

LENGTH = 32
"""Words of a snippet."""

LEAD = 6
"""Words before the first match."""

_WORD = re.compile(r"[^\W_]+")
_CUT = 60
"""Characters shown of a run without spaces at either end."""

Span = tuple[int, int]


def snippet(text: str, query: Query) -> str:
    """The part of ``text`` with the most of ``query``, as HTML on one line; its beginning where nothing matches.

    Words match whatever their marks, as in the indexes. Safe to put into a page: nothing but ``<mark>`` is a tag.
    """
    sound = nfc(text)
    found = [match.span() for match in _WORD.finditer(sound)]
    if not found:
        return ""
    read = [_folded(sound[start:end]) for start, end in found]
    matches = [(span, number) for number, part in enumerate(query.wanted) for span in _spans(read, part)]
    first = _first_word(len(found), sorted(matches))
    last = min(first + LENGTH, len(found)) - 1
    marks = [(found[begin][0], found[end][1]) for begin, end in _inside((span for span, _ in matches), first, last)]
    before = "… " if first else escape(_flat(sound[: found[0][0]][-_CUT:]))
    after = " …" if last < len(found) - 1 else escape(_flat(sound[found[-1][1] :][:_CUT]))
    return f"{before}{_marked(sound, (found[first][0], found[last][1]), marks)}{after}".strip()


@lru_cache(maxsize=100_000)
def _folded(word: str) -> str:
    return fold(" ".join(words(word)))


def _spans(read: Sequence[str], part: Part) -> list[Span]:
    """First and last word of every place where ``part`` stands."""
    wanted = part.folded
    if part.prefix:
        return [(at, at) for at, word in enumerate(read) if word.startswith(wanted[0])]
    length = len(wanted)
    begins = [at for at, word in enumerate(read) if word == wanted[0]]
    return [(at, at + length - 1) for at in begins if length == 1 or tuple(read[at : at + length]) == wanted]


def _first_word(length: int, matches: Sequence[tuple[Span, int]]) -> int:
    """Where the window begins that has the most different parts, then the most matches; the earliest of equals."""
    best, choice, ahead = (0, 0), 0, 0
    inside: Counter[int] = Counter()
    for left, ((begin, _), number) in enumerate(matches):
        while ahead < len(matches) and matches[ahead][0][0] < begin + LENGTH - LEAD:
            inside[matches[ahead][1]] += 1
            ahead += 1
        if (value := (len(+inside), ahead - left)) > best:
            best, choice = value, begin
        inside[number] -= 1
    return max(0, min(choice - LEAD, length - LENGTH))


def _inside(spans: Iterable[Span], first: int, last: int) -> list[Span]:
    """The spans as far as they are in the window, overlapping ones joined."""
    joined: list[Span] = []
    for begin, end in sorted(spans):
        if begin > last or end < first:
            continue
        begin, end = max(begin, first), min(end, last)
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((begin, end))
    return joined


def _marked(text: str, window: Span, marks: Sequence[Span]) -> str:
    pieces: list[str] = []
    at = window[0]
    for begin, end in marks:
        pieces += [escape(_flat(text[at:begin])), "<mark>", escape(_flat(text[begin:end])), "</mark>"]
        at = end
    return "".join([*pieces, escape(_flat(text[at : window[1]]))])


def _flat(text: str) -> str:
    return re.sub(r"\s+", " ", text)
