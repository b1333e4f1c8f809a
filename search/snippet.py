"""Page text and parts → snippet: the best few lines, HTML-escaped, with ``<mark>`` around what matched."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from html import escape
from itertools import accumulate, chain, compress, count, islice, takewhile

from archive.text import nfc
from search.spelling import spelled
from search.terms import Part
from search.words import LONGEST, folded

LENGTH = 32
"""Words of a snippet."""

LEAD = 6
"""Words before the first match."""

_WORD = re.compile(r"\w+")
"""For text without ``_`` (:func:`_plain`): quicker than ``[^\\W_]+``."""

REMEMBERED = 200_000
"""Words, with the marks beside them, whose folded form is remembered; some 40 MB."""

_CUT = 60
"""Characters shown of a run without spaces at either end."""

_SPECIAL = re.compile("[&<>\"']")
"""What HTML has a meaning for, which pages hardly ever have."""

Span = tuple[int, int]
Match = tuple[Span, int]
"""First and last word, and which part."""


def snippet(text: str, parts: Sequence[Part]) -> str:
    """See :func:`snippets`; of one text."""
    return snippets(parts)(text)


def snippets(parts: Sequence[Part]) -> Callable[[str], str]:
    """What shows a text where it has ``parts``. To know what is sought takes as long as to find it in a page."""
    return partial(_snippet, _sought(tuple(parts)))


def _snippet(sought: "_Sought", text: str) -> str:
    """The part of ``text`` with the most of what is sought, as HTML on one line; its beginning where nothing matches.

    Words match whatever their marks, as in the indexes. Safe to put into a page: nothing but ``<mark>`` is a tag.
    """
    runs = nfc(text).split()
    by_run = list(map(_READ.__getitem__, runs))
    read = list(chain.from_iterable(by_run))
    if not read:
        return ""
    matches = sorted(_matches(read, sought))
    first = _first_word(len(read), matches, sought.count)
    last = min(first + LENGTH, len(read)) - 1
    # Only the window is looked at letter by letter: a page has ten times as many words.
    ends = list(takewhile(last.__ge__, accumulate(map(len, by_run))))
    begin = bisect_right(ends, first) if first else 0
    end = len(ends) if last < len(read) - 1 else len(runs) - 1
    skipped = first - (ends[begin - 1] if begin else 0)
    shown = " ".join(runs[begin : end + 1])
    found = [match.span() for match in islice(_WORD.finditer(_plain(shown)), skipped, skipped + last - first + 1)]
    marks = [(found[left - first][0], found[right - first][1]) for left, right in _inside(matches, first, last)]
    before = "… " if first else _escaped(shown[: found[0][0]][-_CUT:])
    after = " …" if last < len(read) - 1 else _escaped(shown[found[-1][1] :][:_CUT])
    return f"{before}{_marked(shown, (found[0][0], found[-1][1]), marks)}{after}".strip()


def read_as(text: str) -> list[str]:
    """The words of ``text`` as they are compared, one for each that is seen."""
    return list(chain.from_iterable(map(_READ.__getitem__, nfc(text).split())))


def _plain(text: str) -> str:
    return text.replace("_", " ")


def spans(read: Sequence[str], parts: Sequence[Part]) -> list[Span]:
    """First and last word of every place among the words ``read`` (:func:`read_as`) where one of ``parts`` stands."""
    return [span for span, _ in _matches(read, _sought(tuple(parts)))]


class _Read(dict[str, tuple[str, ...]]):
    """Run of characters without a space → its words as they are compared. Pages have the same again and again."""

    def __missing__(self, run: str) -> tuple[str, ...]:
        made = tuple(map(_compared, _WORD.findall(_plain(run))))
        if len(self) >= REMEMBERED:
            self.clear()
        self[run] = made
        return made


_READ = _Read()


def _compared(word: str) -> str:
    # Most words that are not seen again and again are numbers, or slips that have lost their marks.
    return spelled(word.lower()[:LONGEST]) if word.isascii() else " ".join(folded(word))


@dataclass(frozen=True, slots=True)
class _Sought:
    """The parts by their number, ready to be looked for: words side by side by the first of them, and beginnings."""

    begins: Mapping[str, Sequence[tuple[int, tuple[str, ...]]]]
    prefixes: Sequence[tuple[int, str]]
    count: int


@lru_cache(maxsize=64)
def _sought(parts: tuple[Part, ...]) -> _Sought:
    begins: dict[str, list[tuple[int, tuple[str, ...]]]] = {}
    for number, part in enumerate(parts):
        if not part.prefix:
            begins.setdefault(part.folded[0], []).append((number, part.folded))
    prefixes = [(number, part.folded[0]) for number, part in enumerate(parts) if part.prefix]
    return _Sought(begins, prefixes, len(parts))


def _matches(read: Sequence[str], sought: _Sought) -> Iterator[Match]:
    """First and last word of every place where a part stands, and which."""
    begins = sought.begins
    # Few of some hundred words match, so they are picked out first.
    for at in compress(count(), map(begins.__contains__, read)):
        for number, wanted in begins[read[at]]:
            if len(wanted) == 1 or tuple(read[at : at + len(wanted)]) == wanted:
                yield (at, at + len(wanted) - 1), number
    for number, beginning in sought.prefixes:
        yield from (((at, at), number) for at, word in enumerate(read) if word.startswith(beginning))


def _first_word(length: int, matches: Sequence[Match], parts: int) -> int:
    """Where the window begins that has the most of so many ``parts``, then the most matches; the earliest of equals."""
    best, choice, ahead, different = (0, 0), 0, 0, 0
    inside = [0] * parts
    for left, ((begin, _), number) in enumerate(matches):
        while ahead < len(matches) and matches[ahead][0][0] < begin + LENGTH - LEAD:
            different += not inside[matches[ahead][1]]
            inside[matches[ahead][1]] += 1
            ahead += 1
        if (value := (different, ahead - left)) > best:
            best, choice = value, begin
        inside[number] -= 1
        different -= not inside[number]
    return max(0, min(choice - LEAD, length - LENGTH))


def _inside(matches: Iterable[Match], first: int, last: int) -> list[Span]:
    """Where ``matches``, sorted, are in the window, overlapping ones joined."""
    joined: list[Span] = []
    for (begin, end), _ in matches:
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
        pieces += [_escaped(text[at:begin]), "<mark>", _escaped(text[begin:end]), "</mark>"]
        at = end
    return "".join([*pieces, _escaped(text[at : window[1]])])


def _escaped(text: str) -> str:
    return escape(text) if _SPECIAL.search(text) else text
