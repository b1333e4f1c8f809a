"""Page text and parts → snippet: the best few lines, HTML-escaped, with ``<mark>`` around what matched."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from itertools import islice

from archive.text import nfc
from search.terms import Part
from search.words import folded

LENGTH = 32
"""Words of a snippet."""

LEAD = 6
"""Words before the first match."""

_WORD = re.compile(r"[^\W_]+")
_CUT = 60
"""Characters shown of a run without spaces at either end."""

Span = tuple[int, int]


def snippet(text: str, parts: Sequence[Part]) -> str:
    """The part of ``text`` with the most of ``parts``, as HTML on one line; its beginning where nothing matches.

    Words match whatever their marks, as in the indexes. Safe to put into a page: nothing but ``<mark>`` is a tag.
    """
    sound = nfc(text)
    read = read_as(sound)
    if not read:
        return ""
    matches = sorted(_matches(read, _sought(tuple(parts))))
    first = _first_word(len(read), matches)
    last = min(first + LENGTH, len(read)) - 1
    found = [match.span() for match in islice(_WORD.finditer(sound), last + 1)]
    marks = [(found[begin][0], found[end][1]) for begin, end in _inside((span for span, _ in matches), first, last)]
    before = "… " if first else escape(_flat(sound[: found[0][0]][-_CUT:]))
    after = " …" if last < len(read) - 1 else escape(_flat(sound[found[-1][1] :][:_CUT]))
    return f"{before}{_marked(sound, (found[first][0], found[last][1]), marks)}{after}".strip()


def read_as(text: str) -> list[str]:
    """The words of ``text`` as they are compared, one for each that is seen."""
    return list(map(_folded, _WORD.findall(nfc(text))))


def spans(read: Sequence[str], parts: Sequence[Part]) -> list[Span]:
    """First and last word of every place among the words ``read`` (:func:`read_as`) where one of ``parts`` stands."""
    return [span for span, _ in _matches(read, _sought(tuple(parts)))]


@lru_cache(maxsize=200_000)
def _folded(word: str) -> str:
    return " ".join(folded(word))


@dataclass(frozen=True, slots=True)
class _Sought:
    """The parts by their number, ready to be looked for: words side by side by the first of them, and beginnings."""

    begins: Mapping[str, Sequence[tuple[int, tuple[str, ...]]]]
    prefixes: Sequence[tuple[int, str]]


@lru_cache(maxsize=64)
def _sought(parts: tuple[Part, ...]) -> _Sought:
    begins: dict[str, list[tuple[int, tuple[str, ...]]]] = {}
    for number, part in enumerate(parts):
        if not part.prefix:
            begins.setdefault(part.folded[0], []).append((number, part.folded))
    return _Sought(begins, [(number, part.folded[0]) for number, part in enumerate(parts) if part.prefix])


def _matches(read: Sequence[str], sought: _Sought) -> Iterator[tuple[Span, int]]:
    """First and last word of every place where a part stands, and which."""
    for at, word in enumerate(read):
        for number, wanted in sought.begins.get(word, ()):
            if len(wanted) == 1 or tuple(read[at : at + len(wanted)]) == wanted:
                yield (at, at + len(wanted) - 1), number
        for number, beginning in sought.prefixes:
            if word.startswith(beginning):
                yield (at, at), number


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
