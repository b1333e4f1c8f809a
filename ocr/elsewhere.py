"""Pages of a dossier → the same, words hardly read as they stand elsewhere in it, in the same words around them.

The papers of a dossier name the same procedure, persons, places and laws again and again. What a stain or a fold hides
in one of them is clear in another: a word of which the two before and the one behind, or the one before and the two
behind, stand there too.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from rapidfuzz.distance import Levenshtein

from archive.records import Line, OcrPage, Word
from archive.text import fold
from ocr.confidence import share_right
from ocr.vietnamese import parts
from ocr.years import in_years

_AROUND = ((-2, -1, 1), (-1, 1, 2))
"""Where the words stand that must be the same, from the word in question."""
_SURE = 0.95
"""A word read at least so surely says how others are written."""
_CLEAR, _SEEN = 0.7, 0.5
"""How surely the words around must have been read, there and here."""
_MARKS_ALONE = 0.9
"""A word of the same letters is doubted below this only: "chi" and "chỉ" are both written."""
_ABBREVIATED, _SHORT = 0.5, 3
"""The same of capitals so short: KT and TM stand in the same words."""
_ALIKE = 0.5
"""How much of its letters, marks aside, the word must be."""
_AS_THERE = 0.93
"""The chance that a word is what stands elsewhere in the same words: 20 of 25 that were changed were wrong before and
right then, 2 the other way round; 305 of 321 that were not changed were right."""

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Place:
    """The word at ``word`` of line ``line`` of the page at ``page`` in the list, and what it says bare of marks."""

    page: int
    line: int
    word: int
    said: str
    read: Word


def as_elsewhere(pages: Sequence[OcrPage]) -> tuple[OcrPage, ...]:
    """``pages`` with the words put right, none of them surer than the words they were taken from; what was read is kept
    in ``Word.read``. Figures, words that were read surely and what a person wrote stay. Done twice it changes nothing.
    """
    before: tuple[OcrPage, ...] = ()
    after = in_years(pages)
    while before != after:
        before, after = after, _once(after)
    return after


def _once(pages: tuple[OcrPage, ...]) -> tuple[OcrPage, ...]:
    """``pages`` after one round: what was put right may be what stands around another word. Words only ever become
    surer, none as sure as a witness, and none is put right twice, though it stand beside its own witness ("khai khai
    thác thác"): so the rounds come to an end."""
    told = [_places(page, at) for at, page in enumerate(pages)]
    doubted = [(said, at) for said in told for at, one in enumerate(said) if _is_doubted(one)]
    if not doubted:
        return pages
    wanted = {around for said, at in doubted for around in _around(said, at, _SEEN)}
    stands = _stands(told, wanted)
    changed: dict[int, dict[tuple[int, int], Word]] = defaultdict(dict)
    for said, at in doubted:
        one = said[at]
        fresh = _fresh(one, _witnesses(said, at, stands))
        if fresh != one.read:
            changed[one.page][one.line, one.word] = fresh
    return tuple(_with(page, changed[at]) if at in changed else page for at, page in enumerate(pages))


def _places(page: OcrPage, at: int) -> list[_Place]:
    """The words of ``page`` in reading order."""
    return [
        _Place(at, row, column, parts(word.text)[1].casefold(), word)
        for row, line in enumerate(page.lines)
        for column, word in enumerate(line.words)
    ]


def _is_doubted(one: _Place) -> bool:
    letters = len(one.said) > 1 and not any(char.isdigit() for char in one.said)
    return letters and one.read.confidence < _SURE


def _around(said: Sequence[_Place], at: int, least: float) -> Iterator[tuple[int, Words]]:
    """The words around the one at ``at``, in each of the ways of ``_AROUND`` in which all were read so surely."""
    for way, steps in enumerate(_AROUND):
        if at + steps[0] < 0 or at + steps[-1] >= len(said):
            continue
        others = [said[at + step] for step in steps]
        if all(one.said and one.read.confidence >= least for one in others):
            yield way, tuple(one.said for one in others)


def _is_put_right(word: Word) -> bool:
    """Whether a person wrote it, who spoke of this one place."""
    return word.confidence == 1.0 and word.read is not None


Stands = Mapping[tuple[int, Words], Sequence[_Place]]


def _stands(told: Sequence[Sequence[_Place]], wanted: set[tuple[int, Words]]) -> Stands:
    """The words that were read surely between those of ``wanted``."""
    stands: dict[tuple[int, Words], list[_Place]] = defaultdict(list)
    for said in told:
        for at, one in enumerate(said):
            if one.read.confidence >= _SURE and one.said.isalpha() and not _is_put_right(one.read):
                for around in _around(said, at, _CLEAR):
                    if around in wanted:
                        stands[around].append(one)
    return stands


def _witnesses(said: Sequence[_Place], at: int, stands: Stands) -> list[_Place]:
    return [one for around in _around(said, at, _SEEN) for one in stands.get(around, ())]


def _fresh(one: _Place, witnesses: Sequence[_Place]) -> Word:
    """The word as all ``witnesses`` write it, or as it was where they differ or write another word."""
    told = {witness.said for witness in witnesses}
    if len(told) != 1:
        return one.read
    word, says = one.read, told.pop()
    if says == one.said:
        return replace(word, confidence=max(word.confidence, _AS_THERE))
    if word.read is not None and word.confidence >= _AS_THERE:
        return word
    plain, there = fold(one.said), fold(says)
    short = len(says) <= _SHORT and word.text.isupper()
    least = _ABBREVIATED if short else _MARKS_ALONE if plain == there else _SURE
    if word.confidence >= least or Levenshtein.normalized_similarity(plain, there) < _ALIKE:
        return word
    before, bare, behind = parts(word.text)
    usual = Counter(parts(witness.read.text)[1] for witness in witnesses).most_common(1)[0][0]
    text = f"{before}{_in_case(usual, bare)}{behind}"
    return replace(word, text=text, confidence=_AS_THERE, read=word.read or word.text)


def _in_case(says: str, read: str) -> str:
    """``says`` in capitals and small letters as ``read`` was, where that began with a letter."""
    if read.isupper() and len(read) > 1:
        return says.upper()
    if not read[:1].isalpha() and not says.isupper():
        return says
    return says.title() if read[:1].isupper() else says.lower()


def _with(page: OcrPage, changed: Mapping[tuple[int, int], Word]) -> OcrPage:
    rows = {row for row, _ in changed}
    lines = tuple(_line(line, row, changed) if row in rows else line for row, line in enumerate(page.lines))
    return replace(page, lines=lines, confidence=share_right(lines, page.unread))


def _line(line: Line, row: int, changed: Mapping[tuple[int, int], Word]) -> Line:
    return replace(line, words=tuple(changed.get((row, at), word) for at, word in enumerate(line.words)))
