"""Lines of a page whose signer's office was not read surely → the same with it as several pictures of its line say it.

A seal stands over the last line of an office more often than over the name, and takes BÍ THƯ with it, or the PHÓ of
PHÓ BÍ THƯ. Offices are few, the line above one says which may stand below (NĐ 30/2020, PL I, II.7; HD 36-HD/VPTW,
II.8), and all lines of an office are centred one below the other: so each has its place, too.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median

from rapidfuzz.distance import Levenshtein

from archive.records import Box, Dispute, Line, Page, Word
from archive.text import fold
from ocr.engine import Engine
from ocr.looks import pictures, readings
from ocr.office import ALONE, AUTHORITY, COMMON, below, spelt
from ocr.picture import Pixels
from ocr.position import is_number
from ocr.signature import Signature
from ocr.standing import advance
from ocr.value import Value
from ocr.zone import center

_CLEAR = 0.8
"""The recogniser's own confidence from which on a word of an office is not read again."""
_ASIDE = 0.6
"""An office that stands so far aside of the middle of the line above, in heights of the line, has lost a word."""
_DOWN = (0.1, 1.4)
"""Where the next line of an office is, from the foot of the one above down, in ems."""
_BESIDE = 2.0
"""In ems: so far before an office what was read surely is still a part of it."""
_SPAN, _PITCH = 0.6, 0.35
"""How far a row stands from where it was expected to be still that, and how far a word from its office's place."""
_LETTER, _AGREED, _MARK = 2.5, 2.5, 0.3
"""By how much (natural logarithm) a letter read otherwise makes an office less likely, and more so where the readings
agree; a mark by that of a letter."""
_END, _PLACE, _FAR, _SEEN = 3.0, 5.0, 2.0, 0.5
"""How much less likely an office is that ends an em beside what was read, and whose words stand so, how many ems count
at most, and how surely that must have been read."""
_MEAN = 0.4
"""How much all readings count beside the best third of them."""
_MISREAD, _LIKELY = 0.34, 0.7
"""The share of letters read otherwise, and the chance, up to and from which on the office is told."""
_CLOSE, _ALL = 0.15, 0.97
"""The same from which on no more pictures are looked at; that share is also the most of an office that does not go with
the line above, for below TL. any may stand."""
_TOLD, _UNSURE = 0.88, 0.6
"""The most that a word of an office is given that was told so, and of one of which letters were not read."""
_ENDS = frozenset(office.split()[-1] for office in ALONE)
_HIGH = 0.2
"""Last words of offices; of the page's height, how far above the name one stands at most."""
_WITHIN = 4.0
"""In heights of the line above: so far aside of its middle may stand what is left of the next."""


@dataclass(frozen=True, slots=True)
class Row:
    """Where a line of an office stands: the ``box`` in which it is read, the ``middle`` it is centred on, the width
    of an ``em`` of its print."""

    box: Box
    middle: float
    em: float

    @property
    def high(self) -> int:
        """Height of the box."""
        return self.box[3] - self.box[1]

    def span(self, text: str) -> tuple[float, float]:
        """From where to where ``text`` stands that is centred in the row."""
        half = advance(text) * self.em / 2
        return self.middle - half, self.middle + half


def titled(
    lines: Sequence[Line], signed: Signature, page: Page, cleaned: Pixels, engine: Engine
) -> tuple[tuple[Line, ...], tuple[Dispute, ...]]:
    """``lines`` with the last line of the office of who ``signed`` as the pictures say it, where it was not read
    surely: it is none that is known, was hardly read, or stands aside of the line above, or there must be one more;
    and its words where they are not sure.

    Raises:
        EngineFailed: the recogniser is missing, broke or ran out of time.
    """
    above, last = _parted(signed)
    if page.image and above is None and all(line.text in _ENDS for line in signed.title):
        return _unheaded(lines, signed, page, cleaned, engine)
    offices = _numbered(below(above.text), last) if above else {}
    if page.image is None or above is None or not offices or (last and _stays(last, above, offices)):
        return tuple(lines), ()
    near = [last] if last else list(_near(lines, above))
    title = [line for line in signed.title if line is not last]
    likely = sorted(advance(office) for office, share in offices.items() if share >= COMMON)
    for widest in (likely[-1], median(likely)) if likely else (max(map(advance, offices)),):
        row = _row(above, near, title, widest)
        shown = pictures(page.image, cleaned, row.box)
        office = office_in((list(readings(one, row.box, page.dpi, engine)) for one in shown), row, offices)
        if office is not None:
            return with_office(lines, row, office, above), disputed(office, row)
    return tuple(lines), ()


def _numbered(offices: Mapping[str, float], last: Line | None) -> Mapping[str, float]:
    """``offices``, and each with the number of a room where the ``last`` line ends in one, read surely."""
    if last is None or not is_number(last.words[-1]):
        return offices
    return {**offices, **{f"{office} {last.words[-1].text}": share for office, share in offices.items()}}


def _unheaded(
    lines: Sequence[Line], signed: Signature, page: Page, cleaned: Pixels, engine: Engine
) -> tuple[tuple[Line, ...], tuple[Dispute, ...]]:
    """``lines`` with the office above the name of who ``signed`` where a seal left only its end, so that it was known
    for none; it is centred over the name (NĐ 30/2020, PL I, II.7)."""
    name = signed.found.get("name")
    if page.image is None or name is None:
        return tuple(lines), ()
    left, right = name.words[0].box[0], name.words[-1].box[2]
    em, middle = (right - left) / advance(name.text), (left + right) / 2
    wide = max(map(advance, ALONE)) * em / 2
    found = [(at, last) for at, line in enumerate(lines) if (last := _end_above(line, name, page, middle, wide))]
    if len(found) != 1:
        return tuple(lines), ()
    at, last = found[0]
    box = (max(0, round(middle - wide - em)), last.box[1], min(page.width, round(middle + wide + em)), last.box[3])
    row, shown = Row(box, middle, em), pictures(page.image, cleaned, box)
    office = office_in((list(readings(one, box, page.dpi, engine)) for one in shown), row, ALONE)
    if office is None:
        return tuple(lines), ()
    kept = tuple(word for word in lines[at].words if word is last or word.box[2] < box[0])
    bare = replace(lines[at], words=kept)
    return with_office((*lines[:at], bare, *lines[at + 1 :]), row, office, bare), disputed(office, row)


def _end_above(line: Line, name: Value, page: Page, middle: float, wide: float) -> Word | None:
    """The last word of ``line``, which stands above a ``name``, where it is clearly that of an office over its
    ``middle``; None where it is not."""
    last, top = line.words[-1], name.words[0].box[1]
    placed = line.region == "signature" and 0 < top - last.box[3] < _HIGH * page.height
    ends = last.confidence >= _CLEAR and last.text in _ENDS and 0 < last.box[2] - middle < wide
    return last if placed and ends else None


def _parted(signed: Signature) -> tuple[Line | None, Line | None]:
    """The line of an office above its last one, and the last, None where that was not read."""
    if not signed.title:
        return None, None
    *before, last = signed.title
    if AUTHORITY.match(spelt(last.text)) and not last.text.startswith("Q"):
        return last, None
    return (before[-1], last) if before else (None, None)


def _stays(last: Line, above: Line, offices: Mapping[str, float]) -> bool:
    """Whether the ``last`` line of an office is one of ``offices`` in its place and clearly read, or another one where
    the line above says nothing of them."""
    known = fold(last.text) in {fold(office) for office in offices}
    level = abs(center(last) - center(above)) < _ASIDE * (last.box[3] - last.box[1])
    free = all(share < COMMON for share in offices.values())
    return ((known and level) or free) and min(word.confidence for word in last.words) >= _CLEAR


def _near(lines: Sequence[Line], above: Line) -> Iterator[Line]:
    """What was read right below the line ``above``, within it."""
    high, middle = above.box[3] - above.box[1], center(above)
    for line in lines:
        words = [word for word in line.words if abs((word.box[0] + word.box[2]) / 2 - middle) < _WITHIN * high]
        gap = line.box[1] - above.box[3]
        if words and -_PITCH * high < gap < _SPAN * high and line.box[3] > above.box[3] + high / 2:
            yield replace(line, words=tuple(words))


def _row(above: Line, near: Sequence[Line], title: Sequence[Line], widest: float) -> Row:
    """Where the last line of an office stands: where ``near`` was read, else right below the line ``above``."""
    wide = max(title, key=lambda line: line.box[2] - line.box[0])
    em, middle = (wide.box[2] - wide.box[0]) / advance(wide.text), center(wide)
    high = above.box[3] - above.box[1]
    top, bottom = above.box[3] - round(_DOWN[0] * em), above.box[3] + round(_DOWN[1] * em)
    if near:
        top = max(min(line.box[1] for line in near), above.box[1] + high // 2)
        bottom = min(max(line.box[3] for line in near), top + 2 * high)
    half = widest * em / 2 + high
    return Row((max(0, round(middle - half)), top, round(middle + half), bottom), middle, em)


def office_in(
    shown: Iterable[Sequence[Sequence[Word]]], row: Row, offices: Mapping[str, float]
) -> tuple[str, float] | None:
    """The office in the ``row`` by the readings of each picture of it, and how sure each of its words is; None where it
    cannot be told."""
    told: list[Sequence[Word]] = []
    found = None
    for more in shown:
        told += [reading for reading in more if reading]
        if not told:
            continue
        office, misread, chance = _likeliest(told, row, offices)
        if misread <= _CLOSE and chance >= _ALL:
            return office, min(chance, _TOLD)
        likely = misread <= (_MISREAD if offices[office] >= COMMON else _CLOSE) and chance >= _LIKELY
        found = (office, min(chance * (1 - misread), _UNSURE)) if likely else None
    return found


def _likeliest(told: Sequence[Sequence[Word]], row: Row, offices: Mapping[str, float]) -> tuple[str, float, float]:
    """Which of ``offices`` the readings are, what share of its letters was read otherwise, and the chance that it is
    this one of them."""
    seen = {office: [_letters(reading, row, office) for reading in told] for office in offices}
    off = {office: _off(office, texts) for office, texts in seen.items()}
    agreed = max(max(map(texts.count, texts)) / len(texts) for texts in seen.values())
    sharp = _LETTER + _AGREED * agreed
    ends = [at for reading in told if (at := _end(reading))]
    end = float(median(ends)) if ends else None
    aside = {office: 0.0 if end is None else min(abs(row.span(office)[1] - end) / row.em, _FAR) for office in offices}
    moved = {office: _moved(told, row, office) for office in offices}
    odds = {
        office: math.log(share) - sharp * off[office] - _END * aside[office] - _PLACE * moved[office]
        for office, share in offices.items()
    }
    best = max(odds, key=lambda office: odds[office])
    chance = 1 / math.fsum(math.exp(one - odds[best]) for one in odds.values())
    return best, off[best] / len(best), chance


def _end(reading: Sequence[Word]) -> int | None:
    """Where the last word of a reading ends that was read surely."""
    sure = [word.box[2] for word in reading if word.confidence >= _SEEN and word.text[-1].isalpha()]
    return max(sure, default=None)


def _moved(told: Sequence[Sequence[Word]], row: Row, office: str) -> float:
    """How many ems the words of ``office`` stand aside of where they were read surely: before CHỦ TỊCH that stands too
    far to the right there is one more word, though it was not read."""
    places = {fold(word.text): word.box for word in words_in(office, 1.0, row)}
    seen = [(places[fold(word.text)], word.box) for words in told for word in words if _counts(word, places)]
    each = [abs(place[0] + place[2] - box[0] - box[2]) / 2 / row.em for place, box in seen]
    return min(float(median(each)), _FAR) if each else 0.0


def _counts(word: Word, places: Mapping[str, Box]) -> bool:
    return word.confidence >= _SEEN and fold(word.text) in places


def _letters(reading: Sequence[Word], row: Row, office: str) -> str:
    """What was read where ``office`` would stand, and what was read surely beside that."""
    left, right = row.span(office)
    room = _PITCH * row.em
    told = []
    for word in reading:
        step = (word.box[2] - word.box[0]) / len(word.text)
        for at, char in enumerate(word.text):
            middle = word.box[0] + step * (at + 0.5)
            beside = word.confidence >= _SEEN and left - _BESIDE * row.em < middle
            if char.isalnum() and (beside or left - room < middle < right + room):
                told.append(char)
    return "".join(told)


def _off(office: str, texts: Sequence[str]) -> float:
    """How many letters the readings differ from ``office``: all of them, and the best third."""
    bare = office.replace(" ", "").replace(".", "").replace("/", "")
    off = sorted(_distance(text, bare) for text in texts)
    third = off[: max(1, len(off) // 3)]
    return _MEAN * median(off) + (1 - _MEAN) * sum(third) / len(third)


def _distance(text: str, office: str) -> float:
    """Letters in which they differ; one that was not read counts half."""
    plain = Levenshtein.distance(fold(text), fold(office), weights=(1, 2, 2)) / 2
    whole = Levenshtein.distance(text.upper(), office, weights=(1, 2, 2)) / 2
    return plain + _MARK * max(0.0, whole - plain)


def with_office(lines: Sequence[Line], row: Row, office: tuple[str, float], above: Line) -> tuple[Line, ...]:
    """``lines`` with the ``office`` in place of what was read where it stands, or as a line behind the one above."""
    text, sure = office
    left, right = row.span(text)
    room = _SPAN * row.high
    words = tuple(words_in(text, sure, row))
    done = list(lines)
    for at, line in enumerate(lines):
        level = [word for word in line.words if row.box[1] < (word.box[1] + word.box[3]) / 2 < row.box[3]]
        taken = [word for word in level if left - room < (word.box[0] + word.box[2]) / 2 < right + room]
        taken += [word for word in level if _is_of_seal(word, left, row)] if taken else []
        if taken:
            kept = [word for word in line.words if word not in taken]
            done[at] = replace(line, words=tuple(sorted((*kept, *words), key=lambda word: word.box[0])))
            words = ()
    if words:
        at = next(at for at, line in enumerate(lines) if above.words[0] in line.words)
        done.insert(at + 1, replace(above, words=words))
    return tuple(line for line in done if line.words)


def _is_of_seal(word: Word, left: float, row: Row) -> bool:
    """Whether ``word`` is what a seal right before an office that begins at ``left`` was taken for."""
    return word.confidence < _SEEN and left - _BESIDE * row.em < word.box[2] <= left + row.em


def disputed(office: tuple[str, float], row: Row) -> tuple[Dispute, ...]:
    """The words of an ``office`` and how sure it is, where it is not."""
    return () if office[1] >= _TOLD else tuple(Dispute(word.box, word.text) for word in words_in(*office, row))


def words_in(text: str, sure: float, row: Row) -> Iterator[Word]:
    """The words of an office in their places in its row, each so ``sure``."""
    left, right = row.span(text)
    step, at = (right - left) / advance(text), left
    for word in text.split():
        wide = advance(word) * step
        yield Word(word, (round(at), row.box[1], round(at + wide), row.box[3]), sure)
        at += wide + advance(" ") * step
