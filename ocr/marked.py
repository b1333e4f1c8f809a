"""Read words and the page's picture → the same words, their marks looked at from close by where they may be others.

A line is read shrunk; names and capitals, of which the language says little, lose a hỏi to a sắc that way. The vowels
of such words are looked at one by one (``ocr.diacritics``); what all of them say together is weighed against how sure
the word was, and in words in small letters with how they stand among the words beside them: ``thu, chỉ các khoản`` was
read surely, and is ``chi`` where it looks so.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from archive.records import Line, Word
from ocr.diacritics import Marks, around, marks, vowel
from ocr.flow import Language, Placed, laid, language_of, number_of, sentences
from ocr.phrases import SCALE, phrases
from ocr.picture import Pixels
from ocr.standing import Standing, standing
from ocr.syllable import alike, spelled
from ocr.vietnamese import parts

_SURE = 0.98
"""Chance to be right from which on a word is not looked at; a page has some twelve words below it."""
_LEAST, _SUREST = 0.5, 0.9995
"""The least and the most chance that is held against the look: a word less likely right may be misread in its letters,
of which the marks tell nothing."""
_IMPOSSIBLE = 0.2
"""The chance that is held against it of a word that can be no syllable where others have its letters (``Nhât``)."""
_MARGIN = 2.5
"""By how much (natural logarithm of the odds) the look must outweigh the word's chance to be right: on eight known sets
nine of ten words that it changed so were put right."""
_USUAL = 0.9
"""How much it counts that a syllable is rare in texts of law."""
_LIKELIER, _MOST_LIKELIER = 2.0, 12.0
"""By how much (natural logarithm) another word with the same letters must be likelier among the words beside it that a
word read surely is looked at too; the most that the words beside it count. On 230 pages 46 to 51 words came right so,
1 went wrong (before 39 to 43, 3), eight of them read at 0.98 and more."""
_STRANGE = 2.0
"""What it costs a word that the texts know it beside neither neighbour."""
_MOST_SURE = 0.95
"""The most that a word is given of which the marks were changed."""
_LONGEST = 7
"""Letters of the longest syllable."""
_EVEN = (0.85, 1.15)
"""A word whose own height says another size than its line is not looked at: its box holds more than its letters."""


@dataclass(frozen=True, slots=True)
class _Look:
    """A word to be looked at: which line and word, the marks before it and behind it, its letters, and where in
    ``core`` the vowels stand of which there are pictures."""

    line: int
    word: int
    head: str
    core: str
    tail: str
    vowels: tuple[int, ...]
    likelier: Mapping[str, float] | None = None


def marked(lines: Sequence[Line], picture: Pixels | None) -> tuple[Line, ...]:
    """``lines``, whose confidences are chances, with the marks of words put right where their look says so.

    ``picture`` is the one that was read; None leaves all as it is. The look is a reading of its own, so a word that it
    changes, or that the language changed and it bears out, no longer tells what was read before (``Word.read``).

    Raises:
        EngineFailed: the network is missing or broken.
    """
    if picture is None:
        return tuple(lines)
    looks, pictures = list[_Look](), list[NDArray[np.uint8]]()
    beside = _beside(lines)
    for number, line in enumerate(lines):
        for look, seen in _looks(line, number, picture, beside):
            looks.append(look)
            pictures += seen
    told, start, changed = marks(pictures), 0, dict[tuple[int, int], Word]()
    for look in looks:
        mine = told[start : start + len(look.vowels)]
        start += len(look.vowels)
        word = lines[look.line].words[look.word]
        if other := _other(look, word, mine):
            changed[look.line, look.word] = other
    return tuple(_with(line, number, changed) for number, line in enumerate(lines)) if changed else tuple(lines)


def _with(line: Line, number: int, changed: Mapping[tuple[int, int], Word]) -> Line:
    words = tuple(changed.get((number, at), word) for at, word in enumerate(line.words))
    return line if words == line.words else replace(line, words=words)


def _beside(lines: Sequence[Line]) -> dict[int, dict[str, float]]:
    """For each word in small letters (by its identity) that may be others with its letters: by how much these are
    likelier among the words beside it (natural logarithm)."""
    language, found = language_of(lines), dict[int, dict[str, float]]()
    for placed, flow in (laid(part, language) for part in sentences(lines)):
        for one, after in zip(placed, [*placed[1:], None], strict=True):
            if _is_common(one, after) and len(alike(one.core.lower())) > 1:
                found[id(one.word)] = _gains(one, flow, language)
    return found


def _is_common(one: Placed, after: Placed | None) -> bool:
    """Whether a word is no name: in small letters, or with a capital before a word in small letters ("Chi bộ")."""
    if not one.core.isalpha() or len(one.core) > _LONGEST:
        return False
    begins = after is not None and one.core.istitle() and after.core.islower() and not (one.tail or after.head)
    return one.core.islower() or begins


def _gains(one: Placed, flow: list[int], language: Language) -> dict[str, float]:
    was, here, gains = flow[one.at], language.cost(flow, one.at), dict[str, float]()
    low = one.core.lower()
    for other in alike(low):
        flow[one.at] = number_of(other, language.phrases)
        gain = here - language.cost(flow, one.at)
        if other == low:
            gains[other] = 0.0
        else:
            gains[other] = min(gain, _MOST_LIKELIER) if gain < 0 or language.stands(flow, one.at) else -_STRANGE
    flow[one.at] = was
    return gains


def _looks(
    line: Line, number: int, picture: Pixels, beside: Mapping[int, Mapping[str, float]]
) -> Iterator[tuple[_Look, list[NDArray[np.uint8]]]]:
    """The words of ``line`` that may bear other marks, with pictures of their vowels."""
    worth = [(at, told) for at, word in enumerate(line.words) if (told := _worth(word, beside.get(id(word))))]
    stood = standing(line) if worth else ()
    for at, (head, core, tail) in worth:
        place = stood[at]
        if place is None or not _EVEN[0] < place.own / place.height < _EVEN[1]:
            continue
        seen = dict(_seen(core, len(head), place, picture))
        if seen:
            likelier = beside.get(id(line.words[at]))
            yield _Look(number, at, head, core, tail, tuple(seen), likelier), list(seen.values())


def _worth(word: Word, likelier: Mapping[str, float] | None) -> tuple[str, str, str] | None:
    """The parts of a word that is unsure enough, or stands where another one is likelier, and has the letters of
    several syllables."""
    head, core, tail = parts(word.text)
    if not core.isalpha() or len(core) > _LONGEST or len(core.lower()) != len(core):
        return None
    told_otherwise = word.read is not None and parts(word.read)[1] != core
    fits = likelier is None or max(likelier.values(), default=0.0) <= _LIKELIER
    if word.confidence >= _SURE and fits and not told_otherwise and core.lower() in alike(core.lower()):
        return None
    return (head, core, tail) if len(alike(core.lower())) > 1 else None


def _seen(core: str, before: int, place: Standing, picture: Pixels) -> Iterator[tuple[int, NDArray[np.uint8]]]:
    for at, letter in enumerate(core):
        if vowel(letter):
            seen = around(picture, place.middles[before + at], place.baseline, place.height)
            if seen is not None:
                yield at, seen


def _other(look: _Look, word: Word, told: Marks) -> Word | None:
    """``word`` as the syllable that its vowels look like, where that is another or what the language had made of it;
    None where nothing is to be changed."""
    low = look.core.lower()
    scores = {other: _score(other, look, told) for other in {low, *alike(low)} if len(other) == len(low)}
    best = max(sorted(scores), key=lambda other: scores[other])
    if best == low:
        return replace(word, read=None) if _bears_out(word, scores) else None
    chance = min(max(word.confidence, _LEAST), _SUREST) if low in alike(low) else _IMPOSSIBLE
    odds = scores[best] - scores[low] - math.log(chance / (1 - chance))
    if odds <= _MARGIN:
        return None
    core = "".join(new.upper() if old.isupper() else new for old, new in zip(look.core, best, strict=True))
    chance = min(round(1 / (1 + math.exp(-odds)), 4), _MOST_SURE)
    return replace(word, text=look.head + core + look.tail, confidence=chance, read=None)


def _bears_out(word: Word, scores: Mapping[str, float]) -> bool:
    """Whether the word looks like what the language made of it rather than like what was read, by other marks alone."""
    read = parts(word.read)[1].lower() if word.read else ""
    return read in scores and max(scores.values()) - scores[read] > _MARGIN


def _score(syllable: str, look: _Look, told: Marks) -> float:
    """How much the vowels look like those of ``syllable``, and how usual that is (natural logarithms)."""
    bears = [vowel(syllable[at]) for at in look.vowels]
    seen = sum(float(row[bear[1]]) for bear, row in zip(bears, told, strict=True) if bear)
    if look.likelier is not None:
        return seen + _USUAL * look.likelier.get(syllable, -_STRANGE)
    return seen - _USUAL * phrases().single[phrases().number(spelled(syllable))] / SCALE
