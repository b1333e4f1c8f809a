"""A page as read × Query → where on it stands what matched, for a viewer to mark: the one place where hits get boxes.

Words match as in the snippet: whatever their marks, side by side where a phrase was asked for, and on a page found by a
slip of reading or typing in the forms that the slip explains, as far as the page has them.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from archive.records import Box, Line, Word
from search.near import nearest
from search.query import Query
from search.snippet import read_as, spans
from search.terms import Part


@dataclass(frozen=True, slots=True)
class Mark:
    """Chỗ khớp: words of one line that matched and stand side by side, as read (``text``).

    ``page``: scan-order index; ``x`` and ``y`` of the upper left corner, ``w`` and ``h`` in pixels of the upright page
    picture, as in ALTO. ``before`` and ``after``: the rest of the line.
    """

    page: int
    x: int
    y: int
    w: int
    h: int
    text: str
    before: str = ""
    after: str = ""


def marks(page: int, lines: Sequence[Line], query: Query, *, near: bool = False) -> tuple[Mark, ...]:
    """The marks of ``query`` on the page, in reading order; ``near``: it was found by a word misread.

    A syllable that stands somewhere on the page beside its neighbour as typed is marked only there: who asks for "báo
    cáo" does not mean "bảo quản". Words without a place (a box of no size) get none.
    """
    words = [(line, at) for line in lines for at in range(len(line.words))]
    read = [(token, number) for number, (line, at) in enumerate(words) for token in read_as(line.words[at].text)]
    tokens = [token for token, _ in read]
    parts = query.parts + (_misread(query, tokens) if near else ())
    found = {read[at][1] for first, last in _meant(tokens, query, parts) for at in range(first, last + 1)}
    hit = [words[number] for number in sorted(found) if _has_size(words[number][0].words[words[number][1]])]
    return tuple(_mark(page, line, first, last) for line, first, last in _runs(hit))


def _meant(tokens: Sequence[str], query: Query, parts: Sequence[Part]) -> Iterator[tuple[int, int]]:
    """The places of ``parts``, without lone syllables of words that stand whole elsewhere."""
    beside = {at for first, last in spans(tokens, query.pairs) for at in range(first, last + 1)}
    whole = {tokens[at] for at in beside}
    for first, last in spans(tokens, parts):
        if first < last or first in beside or tokens[first] not in whole:
            yield first, last


def _misread(query: Query, tokens: Sequence[str]) -> tuple[Part, ...]:
    """The forms in which the page itself has the words of ``query`` misread."""

    def on_this_page(_sought: Iterable[str]) -> Mapping[str, int]:
        return Counter(tokens)

    return tuple(Part(near.tokens) for forms in nearest(query, on_this_page).values() for near in forms)


def _has_size(word: Word) -> bool:
    left, top, right, bottom = word.box
    return right > left and bottom > top


def _runs(hit: Sequence[tuple[Line, int]]) -> Iterator[tuple[Line, int, int]]:
    """Words next to each other on one line, as first and last."""
    run: list[tuple[Line, int]] = []
    for line, at in hit:
        if run and (run[-1][0] is not line or run[-1][1] + 1 != at):
            yield run[0][0], run[0][1], run[-1][1]
            run = []
        run.append((line, at))
    if run:
        yield run[0][0], run[0][1], run[-1][1]


def _mark(page: int, line: Line, first: int, last: int) -> Mark:
    left, top, right, bottom = _around(line.words[first : last + 1])
    before, text, after = (
        " ".join(word.text for word in part)
        for part in (line.words[:first], line.words[first : last + 1], line.words[last + 1 :])
    )
    return Mark(page, left, top, right - left, bottom - top, text, before, after)


def _around(words: Sequence[Word]) -> Box:
    return Line(tuple(words)).box
