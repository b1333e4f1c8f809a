"""Lines of a page whose signer's name was not read surely → the same with the name as several pictures of it say it.

A seal covers a third of the signature on its left (NĐ 30/2020, PL I, II.8), often the family name too. Where seal and
print have one colour, as on grey and one-bit scans, cleaning the page for the recogniser may take the print with the
seal; the archival picture still has both. No one picture is read rightly, so a dozen are, and ``ocr.consensus`` says
what they make together.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from unicodedata import combining, normalize

import numpy as np

from archive.records import Box, Dispute, Line, Page, Word
from archive.text import fold
from ocr.again import reddened, uncoloured
from ocr.consensus import MOTHERS, WHOLE, Named, named
from ocr.coverage import uncovered
from ocr.engine import Engine
from ocr.given import GIVEN
from ocr.hidden import unhidden
from ocr.looks import pictures, readings, slope_of, thinned
from ocr.names import family, is_rank
from ocr.noise import unmarked
from ocr.parted import parted
from ocr.picture import Pixels, pixels
from ocr.signature import Signature, columns, signature
from ocr.signed import blocked
from ocr.standing import advance
from ocr.syllable import is_possible
from ocr.titled import titled
from ocr.value import Value
from ocr.zone import center, text_height

_MIDDLE = "thi"
"""Folded: more often what is left of a woman's name than the family name Thi."""
_SURE, _CLEAR = 0.85, 0.9
"""The recogniser's own confidence from which on a word of the part that was read is taken for what stands there, and
from which on a whole name is not read again."""
_MOST = 0.93
"""The recogniser's own confidence that a word is given of which the name is sure."""
_SELDOM = 0.001
"""Share of the words of names below which one that is nearly a family name is looked at again."""
_LIKELY, _MORE_LIKELY, _HARDLY = 0.9, 0.5, 0.4
"""Chance from which on what the pictures make together is the name, and from which on it is told instead of less; a
name less likely right gives way to any that is likelier."""
_SHORT = 2
"""Words of a name that is seldom whole."""
_GAP, _DEEP, _ASIDE = 0.03, 0.28, 0.12
"""The name stands so far below the office (of the page's height), so far aside of its middle (of its width)."""
_HALF = 0.15
"""Of the page's width: half of the longest name."""
_HIGHEST = 1.9
"""Height of a line with its marks at most, by that of the page's print."""
_LETTERS, _WIDE, _MARKS = 3, 3.0, 0.25
"""Letters that a seal leaves of a name at least, and how wide they are; how far marks stand above them, by the height
of the page's print."""
_COLUMN = 3.0
"""In heights of the line: so far before the name stands what is no part of it."""
_INK, _LEAST = 190, 12
"""Grey below which a pixel is ink; height of the lowest line that can be read."""
_SPECK = 8
"""A column of a row whose ink is less than one part in so many of its height has specks, no letter."""
_BESIDE, _NEXT, _INKED, _LETTERED = 1.5, 0.3, 0.04, 0.12
"""Before and behind the name, in heights of its line, from where and to where ink is looked for; which share of that is
ink where a seal or a word stands before it, and where letters stand behind."""


@dataclass(frozen=True, slots=True)
class _Row:
    """The line at ``at`` of the page's lines that ends in the name, and the box where all of the name must stand;
    ``lost``: no line was read there, the name's belongs at ``at``; ``slope``: how far it falls for a pixel to the
    right, about the middle of the box."""

    at: int
    box: Box
    lost: bool = False
    slope: float = 0.0

    @property
    def high(self) -> int:
        return self.box[3] - self.box[1]


def whole(lines: Sequence[Line], page: Page, engine: Engine) -> tuple[tuple[Line, ...], tuple[Dispute, ...]]:
    """``lines`` with the name below the page's main signature read again where it was not read surely, and what the
    readings disagree on.

    That is where none was read, or one that begins with no family name, or has a word hardly read or that cannot be
    one, or before which there is ink that was not read. The new reading is taken where it ends in what had been read
    surely. Only such a page costs anything: at most eighteen readings of a line.

    Raises:
        EngineFailed: the recogniser is missing, broke or ran out of time.
    """
    cleaned = pixels(page.reading) if page.reading else uncoloured(page.image) if page.image else None
    if page.image is None or cleaned is None:
        return tuple(lines), ()
    lines, doubted = blocked(lines, page, cleaned, engine)
    signed = signature(lines, page.width, page.height)
    if signed is None:
        return tuple(lines), doubted
    lines, hidden = unhidden(lines, signed, page, cleaned, engine)
    signed = signature(lines, page.width, page.height) or signed
    lines, unsure = titled(lines, signed, page, cleaned, engine)
    lines, unsigned = _named(lines, signed, page, cleaned, engine)
    return lines, (*doubted, *hidden, *unsure, *unsigned)


def _named(
    lines: Sequence[Line], signed: Signature, page: Page, cleaned: Pixels, engine: Engine
) -> tuple[tuple[Line, ...], tuple[Dispute, ...]]:
    """``lines`` with the name alone read again."""
    row = _row(lines, signed, page, cleaned)
    if page.image is None or row is None:
        return tuple(lines), ()
    given = Line((), lines[row.at - 1].block, region=lines[row.at - 1].region) if row.lost else lines[row.at]
    if _is_sure(signed, given, page, row, cleaned):
        return tuple(lines), ()
    row = _askew(row, given.words, cleaned)
    shown = pictures(page.image, cleaned, row.box, reddened)
    middle = center(signed.head) if signed.head and not row.slope else None
    reads = [read for one in shown for read in readings(one, row.box, page.dpi, engine, row.slope)]
    found = _headed(named(reads, row.high, middle), given, page, row)
    if found is None or found.chance < _LIKELY:
        thin = thinned(page.image, cleaned, row.box, page.dpi)
        reads += [read for one in thin for read in readings(one, row.box, page.dpi, engine, row.slope)]
        found = _likelier(found, _headed(named(reads, row.high, middle), given, page, row))
    line, disputes = _decided(given, row, signed.found.get("name"), found)
    after = lines[row.at :] if row.lost else lines[row.at + 1 :]
    return (*lines[: row.at], *([line] if line.words else []), *after), disputes


def _headed(found: Named | None, line: Line, page: Page, row: _Row) -> Named | None:
    """``found``, a name of two words before which something stands that no reading has a word of as one that may have
    begun there; a rank was read in the ``line``."""
    if found is None or len(found.words) > _SHORT:
        return found
    first, last = found.words
    em = (last.box[2] - last.box[0]) / advance(last.text)
    start = max(first.box[0], round(last.box[0] - advance(f"{first.text} ") * em))
    if not _inked_before(page, row, start):
        return found
    before = [word for word in line.words if word.box[2] <= start + row.high // 3]
    if before and is_rank(before[-1].text, found.words[0].text):
        return found
    return replace(found, chance=min(found.chance, WHOLE), begun=True)


def _likelier(one: Named | None, other: Named | None) -> Named | None:
    """The likelier of two names that more and fewer pictures say; where the one may have begun before its first word
    and the other has that word, the other."""
    if one and other and one.begun and other.text.endswith(f" {one.text}") and other.chance >= _MORE_LIKELY:
        return other
    return max((one, other), key=lambda name: name.chance if name else 0.0)


def _decided(line: Line, row: _Row, name: Value | None, found: Named | None) -> tuple[Line, tuple[Dispute, ...]]:
    """``line`` with the name ``found`` where that is the better one, and which of its words are not sure."""
    fits = found is not None and (_ends(found.words, _tail(line)) or _goes_on(found, name))
    if found is not None and fits and name is not None and name.text == found.text != _last(line, len(found.words)):
        line = replace(line, words=(*line.words[: -len(found.words)], *_spelt(line.words[-len(found.words) :], found)))
    if name is not None and (found is None or not fits or not _is_better(found, name)):
        agree = found is not None and fits and f" {name.text}".endswith(f" {found.text}")
        cut = found is not None and found.begun and name.text == found.text
        return line, () if agree and not cut else tuple(Dispute(word.box, word.text) for word in name.words)
    if found is None or not fits or (name is None and found.chance < _MORE_LIKELY):
        return line, tuple(Dispute(word.box, word.text) for word in line.words if word.box[0] >= row.box[0])
    sure = found.chance >= _LIKELY and all(_is_known(word, _tail(line)) for word in found.text.split())
    told = tuple(replace(word, confidence=_MOST if sure else min(word.confidence, _MOST)) for word in found.words)
    told, marks = _as_read(told, _tail(line), sure)
    other = name.text if name else line.text
    words = (*_kept(line.words, told, row), *told, *(word for word in line.words if word.box[0] >= told[-1].box[2]))
    return replace(line, words=words), marks if sure else tuple(Dispute(word.box, other) for word in told)


def _last(line: Line, size: int) -> str:
    return " ".join(unmarked(word.text) for word in line.words[-size:])


def _spelt(words: Sequence[Word], found: Named) -> list[Word]:
    """``words`` of a name as the pictures together write it, as sure as they were: one of them was misread ("Rúi"), and
    told for what it is by the names there are."""
    return [replace(word, text=text, read=word.text) for word, text in zip(words, found.text.split(), strict=True)]


def _is_known(word: str, tail: Sequence[Word]) -> bool:
    """Whether a word of a name is one that names have, or was read surely at first: of others the recogniser misreads
    a mark in all pictures alike ("Ứng" for Ửng)."""
    if family(word) == word or word in GIVEN:
        return True
    return _is_part(word) and any(one.confidence >= _CLEAR and fold(unmarked(one.text)) == fold(word) for one in tail)


def _as_read(told: Sequence[Word], tail: Sequence[Word], sure: bool) -> tuple[tuple[Word, ...], tuple[Dispute, ...]]:
    """``told`` with the marks of words that were read surely as they were read, for softened pictures lose marks first,
    none surer than it was, but where what is told is ``sure`` and has more of them; and where they disagree."""
    words, disputes = list(told), list[Dispute]()
    for at, read in zip(range(len(words) - 1, -1, -1), reversed(tail), strict=False):
        bare = unmarked(read.text)
        if bare == words[at].text:
            words[at] = replace(words[at], confidence=min(words[at].confidence, read.confidence))
        differ = fold(bare) == fold(words[at].text) and bare != words[at].text
        more = sure and _marks(words[at].text) > _marks(bare)
        if read.confidence >= _CLEAR and differ and not more:
            disputes.append(Dispute(words[at].box, words[at].text))
            words[at] = replace(words[at], text=bare)
    return tuple(words), tuple(disputes)


def _marks(text: str) -> int:
    return sum(bool(combining(char)) for char in normalize("NFD", text))


def _kept(words: Sequence[Word], name: Sequence[Word], row: _Row) -> list[Word]:
    """The words of a line that stand before the ``name`` and stay: ranks, and what is of another column; not what a
    seal was taken for."""
    start = name[0].box[0]
    before = [word for word in words if word.box[2] <= start + row.high // 3]
    return [
        word
        for word in before
        if is_rank(word.text, name[0].text) or word.box[2] < max(row.box[0], start - _COLUMN * row.high)
    ]


def _goes_on(found: Named, name: Value | None) -> bool:
    """Whether ``found`` is surely the ``name`` that was read, and more behind it."""
    return name is not None and found.text.startswith(f"{name.text} ") and found.chance >= _LIKELY


def _is_better(found: Named, name: Value) -> bool:
    """Whether ``found`` is rather the name than what was read: it is surer, or goes on before it; where it is
    shorter only if a rank stands before it that was read as a word of the name."""
    if len(found.words) < len(name.text.split()):
        return not found.begun and found.chance >= _LIKELY and not name.text.endswith(f" {found.text}")
    if found.text == name.text or found.text.endswith(f" {name.text}"):
        return found.text != name.text
    least = _MORE_LIKELY if name.confidence >= _HARDLY else 0.0
    return found.chance >= min(_LIKELY, max(name.confidence, least))


def _ends(words: Sequence[Word], tail: Sequence[Word]) -> bool:
    """Whether ``words`` end in the words of ``tail``; the first of several of these may be misread, as the seal that
    took the words before it may lie over it."""
    pairs = list(zip(reversed(words), reversed(tail[1:] if len(tail) > 1 else tail), strict=False))
    return all(fold(one.text) == fold(unmarked(other.text)) for one, other in pairs) and len(words) >= len(tail)


def _is_sure(signed: Signature, line: Line, page: Page, row: _Row, cleaned: Pixels) -> bool:
    """Whether the name was read whole and surely, its second word is not nearly a family name (the mother's, a mark of
    which is lost), and nothing unread stands before it."""
    name = signed.found.get("name")
    said = name.text.split() if name else []
    if name is None or fold(said[0]) == _MIDDLE or family(said[0]) is None or not all(map(_is_part, said)):
        return False
    clear = {unmarked(word.text) for word in line.words if word.confidence >= _CLEAR}
    if min(word.confidence for word in name.words) < _CLEAR or not {said[0], said[0].upper()} & clear:
        return False
    if len(said) >= MOTHERS and family(said[1]) not in (None, said[1]) and GIVEN.get(said[1], 0.0) < _SELDOM:
        return False
    start = name.words[0].box[0]
    if _inked_behind(cleaned, row, name.words[-1].box[2]):
        return False
    before = [word for word in line.words if word.box[2] <= start + 2]
    if before and before[-1].confidence >= _SURE and before[-1].box[2] > start - _BESIDE * row.high:
        return True
    return not _inked_before(page, row, start)


def _inked_behind(cleaned: Pixels, row: _Row, end: int) -> bool:
    """Whether something as black as letters stands right behind the name, which may be more of it."""
    left, right = (end + round(share * row.high) for share in (_NEXT, _BESIDE))
    part = cleaned[row.box[1] : row.box[3], left:right]
    return part.size > 0 and float((part < _INK).mean()) >= _LETTERED


def _inked_before(page: Page, row: _Row, start: int) -> bool:
    """Whether the archival picture has ink that is as dark as the name right before it."""
    small = uncoloured(page.image, halved=True) if page.image else None
    if small is None:
        return False
    part = small[row.box[1] // 2 : row.box[3] // 2]
    at = [round(start - share * row.high) // 2 for share in (_BESIDE, _NEXT)]
    beside, name = part[:, max(at[0], 0) : max(at[1], 0)], part[:, start // 2 : row.box[2] // 2]
    if beside.size == 0 or name.size == 0:
        return False
    level = (float(np.percentile(name, 5)) + float(np.percentile(name, 90))) / 2
    return bool((beside < level).mean() >= _INKED)


def _row(lines: Sequence[Line], signed: Signature, page: Page, cleaned: Pixels) -> _Row | None:
    """Where the name stands: the line it was read in, else the lowest below the office that ends in what may be a word
    of a name; a signature's strokes stand above it."""
    head, name = signed.head, signed.found.get("name")
    if name:
        found = [at for at, line in enumerate(lines) if any(word.box == name.words[-1].box for word in line.words)]
    else:
        found = [at for at, line in enumerate(lines) if head and _may_end_in_name(line, head, page)]
    if not found:
        return _by_ink(lines, head, page, cleaned) if head else None
    at = max(found, key=lambda at: lines[at].words[-1].box[3])
    end = name.words[-1] if name else lines[at].words[-1]
    last = end.box
    rows = np.flatnonzero((cleaned[last[1] : last[3], last[0] : last[2]] < _INK).any(axis=1))
    top, bottom = (last[1] + int(rows[0]), last[1] + int(rows[-1]) + 1) if rows.size else (last[1], last[3])
    top = max(top, bottom - round(_HIGHEST * text_height(lines)))
    half = _HALF * page.width
    middle = center(head) if head else last[2] - half
    half = max(half, last[2] - middle)
    right = min(page.width, round(middle + half))
    if end.confidence >= _SURE:
        right = _end_of_ink(cleaned[top:bottom, :right], last[2], (bottom - top) // 2)
    box = (max(0, round(middle - half)), top, right, bottom)
    return _Row(at, box) if bottom - top > _LEAST else None


def _askew(row: _Row, read: Sequence[Word], cleaned: Pixels) -> _Row:
    """``row`` with how far it falls, by the words of it that were ``read``: a name that is stamped is seldom level."""
    parts = [part for word in read if word.box[0] >= row.box[0] for part in parted(word)]
    words = [part for part in parts if _is_part(unmarked(part.text))]
    if not words:
        return row
    last = words[-1].box
    span = (min(word.box[0] for word in words), min(word.box[1] for word in words), last[2])
    slope = slope_of(cleaned, (*span, max(word.box[3] for word in words)))
    if not slope:
        return row
    left, _, right, bottom = row.box
    back = slope * ((last[0] + last[2]) / 2 - (left + right) / 2)
    leaning = abs(slope) * (last[2] - last[0]) / 2
    box = (left, round(row.box[1] - back + leaning), right, round(bottom - back - leaning))
    return replace(row, box=box, slope=slope) if box[3] - box[1] > _LEAST and box[1] > 0 else row


def _end_of_ink(row: Pixels, start: int, gap: int) -> int:
    """Where the ink of a ``row`` ends that goes on from ``start`` without a gap, and that gap: specks beyond it mislead
    the recogniser about words that are clear."""
    end, inked = start, (row[:, start:] < _INK).sum(axis=0) >= row.shape[0] // _SPECK
    for at in np.flatnonzero(inked):
        if start + int(at) > end + gap:
            break
        end = start + int(at)
    return min(end + gap, int(row.shape[1]))


def _by_ink(lines: Sequence[Line], head: Line, page: Page, cleaned: Pixels) -> _Row | None:
    """The lowest row of letters below the office ``head``, where no name was read."""
    text, half = text_height(lines), round(_HALF * page.width)
    left, right = max(0, round(center(head)) - half), min(page.width, round(center(head)) + half)
    first, last = head.box[3] + round(_GAP * page.height), head.box[3] + round(_DEEP * page.height)
    part = cleaned[first:last, left:right]
    patches = uncovered(part, page.dpi, ()) if min(part.shape) > _LEAST else ()
    flat = [one.box for one in patches if one.letters >= _LETTERS and one.box[3] - one.box[1] <= _HIGHEST * text]
    rows = [box for box in flat if box[2] - box[0] >= _WIDE * text]
    if not rows:
        return None
    low = max(rows, key=lambda box: box[3])
    box = (left, first + low[1] - round(_MARKS * text), right, first + low[3])
    level = [at for at, line in enumerate(lines) if _stands_in(line, head, box)]
    if level:
        return _Row(level[-1], box)
    above = [at for at, line in enumerate(lines) if line.region == head.region and line.box[3] <= box[1]]
    return _Row(above[-1] + 1, box, lost=True) if above else None


def _stands_in(line: Line, head: Line, box: Box) -> bool:
    middle = ((line.box[0] + line.box[2]) / 2, (line.box[1] + line.box[3]) / 2)
    return line.region == head.region and box[0] < middle[0] < box[2] and box[1] < middle[1] < box[3]


def _may_end_in_name(line: Line, head: Line, page: Page) -> bool:
    """Whether the last column of ``line`` stands where the name below the office ``head`` does, and ends in a word that
    may be one of a name."""
    below = head.box[3] + _GAP * page.height < line.box[1] < head.box[3] + _DEEP * page.height
    level = abs(center(columns(line)[-1]) - center(head)) < _ASIDE * page.width
    return line.region == head.region and below and level and _is_part(unmarked(line.words[-1].text))


def _tail(line: Line) -> list[Word]:
    """The surely read words at the end of ``line`` that can be words of a name."""
    kept: list[Word] = []
    for word in reversed(line.words):
        if word.confidence < _SURE or not _is_part(unmarked(word.text)):
            break
        kept.insert(0, word)
    return kept


def _is_part(text: str) -> bool:
    return text.istitle() and (is_possible(text) or family(text) is not None)
