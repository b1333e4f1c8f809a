"""Lines of a page that say what a paper is about and who signed it → the same as a second model reads them, too.

A recogniser that reads a whole page once takes "lần" for "lân" and "tỉnh Lâm Đồng" for "(In âm Đồng", surely at times.
A larger model of the same language (``Engine.finer``) errs elsewhere: what both read alike is wrong a fifth as often as
its chance says. Where they differ the line is read three times more, and what the readings and the language say
together decides. Of all pages only these few lines are read so: 12 ms each, 30 ms more where something differs.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from archive.records import Box, Dispute, Line, Page, Word
from archive.text import fold
from ocr.again import Sheet, alone
from ocr.engine import Engine
from ocr.formula import is_subject_mark
from ocr.letterhead import letterhead
from ocr.likelier import numbered
from ocr.phrases import BREAK, phrases
from ocr.signature import signature
from ocr.syllable import is_possible
from ocr.vietnamese import parts
from ocr.zone import text_height

_SIZE = 0.7
"""Of the line's own size: the size at which the larger model reads it first; of 231 wrong words it left 94 alike."""
_ALIKE = 0.2
"""How much of a word's doubt is left where the larger model reads it as it stands: of 11,256 such words 94 were wrong,
by their chances 464 would be."""
_BORNE_OUT = (1.0, 1.0, 0.6, 0.5, 0.5)
"""The same by how many of four readings have it, where the first of them does not."""
_LOST = 0.93
"""What is given words that all four readings have where the first had none: of four such all were right, of five that
three have one was."""
_TAKEN = 0.55
"""How likely another word is right from which on it is taken: of 45 such 40 were, of two halves each told by the
other's weights."""
_WHOLE = 3
"""Words of a name that hardly ever lacks one."""
_HALF = 0.5
"""Share of the narrower of two words that lies in the other where they stand in one place."""
_ONE, _SURE, _VOICES, _LOUDEST, _LANGUAGE, _SYLLABLES, _SMALL, _NAME, _LETTERS = (
    -4.9, -0.25, 0.75, 2.2, 0.24, -0.9, 1.3, -0.9, 0.5,
)  # fmt: skip
"""What speaks for another word (logarithms of odds): a constant; by the odds of the word that stands there; by how many
readings say it, and how surely the surest; by how many times the language would rather have it; that what stands there
is made of syllables, or in small letters; that it is one of a name; that only marks are others."""
_MOST = 15.0
"""Most that the language says for or against a word."""
_ODDS = 0.002
"""Keeps the odds of 0 and 1 finite."""
_DASHES = "-–—"
_MARKS = " .,:;()'\"“”|_-–‘’*"


@dataclass(frozen=True, slots=True)
class _Matter:
    """Where the ``words`` stand that are heard twice, those of a name among them, and ``left``: those that stay as they
    are where the larger model reads others."""

    words: set[Box]
    names: set[Box]
    left: set[Box]


@dataclass(frozen=True, slots=True)
class _Ear:
    """What reads a line once more: the page, the usual height of its print in pixels, the larger model and the own."""

    sheet: Sheet
    text: float
    finer: Engine
    own: Engine

    def others(self, line: Line) -> list[list[Word]]:
        """What the three readings say that follow the first."""
        voices = ((self.finer, 1.0), (self.own, 1.0), (self.own, _SIZE))
        return [alone(line.box, self.text, self.sheet, engine, scale) for engine, scale in voices]


@dataclass(frozen=True, slots=True)
class _Slot:
    """A place in a line: the words ``at`` which stand there, and for each reading what it has there."""

    at: tuple[int, ...]
    said: tuple[tuple[Word, ...], ...]

    def texts(self) -> list[str]:
        return [_plain(" ".join(word.text for word in words)) for words in self.said]


def voiced(
    lines: Sequence[Line], disputed: Sequence[Dispute], page: Page, sheet: Sheet, engine: Engine
) -> tuple[Line, ...]:
    """``lines`` with the words of the page's subject, signer and office as sure as two models make them, and others in
    their place where more speaks for those.

    The words of a signature that are ``disputed`` are no surer, for whether they are all of it is what is in doubt;
    those of a whole name are where both models read them alike.

    Raises:
        EngineFailed: the recogniser is missing, broke or ran out of time.
    """
    finer = engine.finer()
    if sheet.picture is None or finer is None:
        return tuple(lines)
    matter = _matter(lines, {dispute.box for dispute in disputed}, page)
    ear, done = _Ear(sheet, text_height(lines), finer, engine), list[Line]()
    for line in lines:
        own = [at for at, word in enumerate(line.words) if word.box in matter.words and not is_subject_mark(word.text)]
        done.append(_heard(line, own, matter, ear) if own else line)
    return tuple(done)


def _matter(lines: Sequence[Line], disputed: set[Box], page: Page) -> _Matter:
    head = letterhead(lines, page.width, page.height) if any(line.region == "letterhead" for line in lines) else None
    signed = signature(lines, page.width, page.height) if any(line.region == "signature" for line in lines) else None
    subject, name, office = (
        {word.box for word in value.words} if value else set[Box]()
        for value in (
            head.subject if head else None,
            signed.found.get("name") if signed else None,
            signed.found.get("position") if signed else None,
        )
    )
    whole = signed is not None and signed.name is not None and len(signed.name.split()) >= _WHOLE
    return _Matter(subject | (name if whole else name - disputed) | (office - disputed), name, disputed & name)


def _heard(line: Line, own: Sequence[int], matter: _Matter, ear: _Ear) -> Line:
    """``line`` with its ``own`` words as the larger model bears them out, or others."""
    first = alone(line.box, ear.text, ear.sheet, ear.finer, _SIZE)
    if not first:
        return line
    words = list(line.words)
    differ = [slot for slot in _slots(words, [first]) if not set(slot.at).isdisjoint(own)]
    alike = [slot for slot in differ if slot.texts()[0] == _said(words, slot)]
    for at in (at for slot in alike for at in slot.at):
        words[at] = _doubted(words[at], _ALIKE)
    if len(alike) == len(differ) and not _further(words, own, first):
        return replace(line, words=tuple(words))
    readings = [first, *ear.others(line)]
    settled = {at for slot in alike for at in slot.at}
    told: dict[int, tuple[Word, ...]] = {}
    for slot in _slots(line.words, readings):
        if set(slot.at).isdisjoint(own) or not settled.isdisjoint(slot.at):
            continue
        place = line.words[slot.at[0]].box
        if place not in matter.left:
            told[slot.at[0]] = _settled(slot, line.words, is_name=place in matter.names)
        else:
            told[slot.at[0]] = tuple(line.words[at] for at in slot.at)
        told |= dict.fromkeys(slot.at[1:], ())
    lost = _lost([_further(words, own, row) for row in readings])
    row = [word for at, one in enumerate(words) for word in (*lost.get(at, ()), *told.get(at, (one,)))]
    return replace(line, words=(*row, *lost.get(len(words), ())))


def _further(words: Sequence[Word], own: Sequence[int], reading: Sequence[Word]) -> dict[int, list[Word]]:
    """What ``reading`` has between the ``own`` ones of ``words``, or at an end of the line that they reach, where none
    of ``words`` stands; each by the place in the row that it goes before."""
    left = words[own[0]].box[0] if own[0] else -math.inf
    right = words[own[-1]].box[2] if own[-1] < len(words) - 1 else math.inf
    found: dict[int, list[Word]] = {}
    for word in reading:
        middle = _middle(word)
        if left < middle < right and not any(_is_there(one.box, word.box) for one in words):
            found.setdefault(sum(_middle(one) < middle for one in words), []).append(word)
    return found


def _middle(word: Word) -> float:
    return (word.box[0] + word.box[2]) / 2


def _lost(further: Sequence[dict[int, list[Word]]]) -> dict[int, tuple[Word, ...]]:
    """What all readings have in one place, alike."""
    first, *others = further
    same = {
        at: words
        for at, words in first.items()
        if all(at in row and _letters(row[at]) == _letters(words) for row in others)
    }
    return {at: tuple(replace(word, confidence=_LOST) for word in words) for at, words in same.items()}


def _letters(words: Sequence[Word]) -> str:
    """What ``words`` say, a dash for one of any length."""
    text = " ".join(word.text for word in words)
    return _plain(text) or ("-" if text and set(text) <= set(_DASHES) else text)


def _slots(words: Sequence[Word], readings: Sequence[Sequence[Word]]) -> Iterator[_Slot]:
    """The places of a line, from the left: words that a reading has as one stand in one place."""
    held = [[[at for at, word in enumerate(words) if _is_there(word.box, one.box)] for one in row] for row in readings]
    group = list(range(len(words)))
    for first, last in ((places[0], places[-1]) for row in held for places in row if places):
        group = [group[first] if group[first] <= number <= group[last] else number for number in group]
    for number in dict.fromkeys(group):
        at = tuple(place for place, one in enumerate(group) if one == number)
        said = tuple(
            tuple(word for word, places in zip(row, held_by, strict=True) if places and places[0] in at)
            for row, held_by in zip(readings, held, strict=True)
        )
        yield _Slot(at, said)


def _is_there(one: Box, other: Box) -> bool:
    return min(one[2], other[2]) - max(one[0], other[0]) > _HALF * min(one[2] - one[0], other[2] - other[0])


def _settled(slot: _Slot, words: Sequence[Word], *, is_name: bool) -> tuple[Word, ...]:
    """What stands in ``slot`` of a line of ``words``, its chance as four readings make it."""
    own = [words[at] for at in slot.at]
    stands, texts = _said(words, slot), slot.texts()
    others = [text for text in texts if text and text != stands]
    kept = tuple(_doubted(word, _BORNE_OUT[texts.count(stands)]) for word in own)
    if not others:
        return kept
    loudest = {text: max(_sure(slot.said[at]) for at, one in enumerate(texts) if one == text) for text in others}
    rival = max(dict.fromkeys(others), key=lambda text: (others.count(text), loudest[text]))
    said = next(
        slot.said[at] for at, one in enumerate(texts) if one == rival and _sure(slot.said[at]) == loudest[rival]
    )
    chance = _chance(own, said, words, (others.count(rival), loudest[rival]), is_name=is_name)
    if all(map(is_possible, stands.split())) and not all(map(_is_said, rival.split())):
        chance = min(chance, 1 - _TAKEN)
    if chance < _TAKEN:
        return tuple(replace(word, confidence=min(word.confidence, 1 - chance)) for word in kept)
    read = " ".join(word.text for word in own)
    return tuple(replace(word, text=word.text, confidence=chance, read=read) for word in _as_marked(said, own))


def _is_said(word: str) -> bool:
    """Whether ``word`` is a syllable, or has figures."""
    return is_possible(word) or any(map(str.isdigit, word))


def _chance(
    own: Sequence[Word], said: Sequence[Word], words: Sequence[Word], voices: tuple[int, float], *, is_name: bool
) -> float:
    """How likely what was ``said`` is right and the line's ``own`` words are wrong."""
    first, last = (next(at for at, word in enumerate(words) if word is one) for one in (own[0], own[-1]))
    left, right = (
        [word.text for word in words[max(0, first - 2) : first]],
        [word.text for word in words[last + 1 :][:2]],
    )
    stands, other = [word.text for word in own], [word.text for word in said]
    rather = max(min(_cost(left, stands, right) - _cost(left, other, right), _MOST), -_MOST)
    plain = _plain(" ".join(stands))
    odds = (
        _ONE
        + _SURE * _odds(min(word.confidence for word in own))
        + _VOICES * voices[0]
        + _LOUDEST * voices[1]
        + (_NAME if is_name else _LANGUAGE * rather)
        + _SYLLABLES * all(map(is_possible, plain.split()))
        + _SMALL * " ".join(stands).strip(_MARKS).islower()
        + _LETTERS * (fold(plain) == fold(_plain(" ".join(other))))
    )
    return 1 / (1 + math.exp(-odds))


def _cost(left: Sequence[str], own: Sequence[str], right: Sequence[str]) -> float:
    """What it costs the language that ``own`` stand between ``left`` and ``right``."""
    (before, _), (within, _), (behind, _) = map(numbered, (left, own, right))
    row = [*[BREAK, BREAK, *before][-2:], *within, *[*behind, BREAK, BREAK][:2]]
    return sum(phrases().cost(*row[start : start + 3]) for start in range(len(row) - 2))


def _as_marked(said: Sequence[Word], own: Sequence[Word]) -> tuple[Word, ...]:
    """``said`` with the marks around it that were read before where it has none."""
    before, behind = parts(own[0].text)[0], parts(own[-1].text)[2]
    words = list(said)
    if len(own) == 1 == len(words) and parts(own[0].text)[1].isupper():
        words[0] = replace(words[0], text=words[0].text.upper())
    if before and not parts(words[0].text)[0] and parts(own[0].text)[1]:
        words[0] = replace(words[0], text=f"{before}{words[0].text}")
    if behind and not parts(words[-1].text)[2] and parts(own[-1].text)[1]:
        words[-1] = replace(words[-1], text=f"{words[-1].text}{behind}")
    return tuple(words)


def _said(words: Sequence[Word], slot: _Slot) -> str:
    return _plain(" ".join(words[at].text for at in slot.at))


def _plain(text: str) -> str:
    """``text`` without marks around its words and capitals."""
    return " ".join(bare for word in text.split() if (bare := word.strip(_MARKS).lower()))


def _doubted(word: Word, share: float) -> Word:
    """``word`` with so much of the doubt about it."""
    return replace(word, confidence=1 - (1 - word.confidence) * share)


def _sure(words: Sequence[Word]) -> float:
    return min((word.confidence for word in words), default=0.0)


def _odds(chance: float) -> float:
    held = min(max(chance, _ODDS), 1 - _ODDS)
    return math.log(held / (1 - held))
