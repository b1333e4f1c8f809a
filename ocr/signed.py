"""Lines of a page whose signature was not read whole → the same with the office and the name that are read there as one
block.

Names and deputies' offices are rubber-stamped, askew and bold, touch the seal and are crossed by the pen: the
recogniser holds all of that for a picture and gives no line of it. Where it is, is known: on the right of "Nơi nhận"
and below the office (NĐ 30/2020, PL I, ô 7 and 9). Read by itself, as one block, it has lines again.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from archive.records import Box, Dispute, Line, Page, Word
from archive.text import fold
from ocr.again import reddened, unblued
from ocr.engine import Engine
from ocr.looks import levelled, slope_of, tilted
from ocr.names import family, person
from ocr.noise import unmarked
from ocr.office import AUTHORITY, spelt
from ocr.parted import parted
from ocr.picture import Pixels
from ocr.position import title_text
from ocr.ringed import STROKES_MM, Ring, bold, ring, unringed
from ocr.signature import Signature, columns, signature
from ocr.stacked import Stacked, is_tall, stacked
from ocr.syllable import is_possible
from ocr.zone import center, middle

_LABELS = ("noi nhan", "noi gui")
_FILED = re.compile(r"luu\W{1,3}vt\b")
_OPEN = ("signature", "body")
"""Regions in which lines of a signature stand; on a page without "Nơi nhận" it is known for none."""
_ABOVE, _BELOW = 0.04, 0.29
"""Of the page's height: how far the block reaches above "Nơi nhận" or the office, and below."""
_LEFT, _ASIDE = 0.42, 0.24
"""Of its width: where the block begins, and how far it reaches to both sides of an office."""
_SURE, _CLEAR, _LIKELY, _READ = 0.9, 0.85, 0.8, 0.5
"""The recogniser's own confidence from which on all words of a name are clearly read, and one is; how sure an office is
that stays; from which on what was read elsewhere is no part of the block."""
_GAP = 0.02
"""Of the page's height: how far below the office the name stands at least."""
_RED, _STAMPED_MM2 = 150, 5.0
"""Grey of the red ink alone below which a pixel is red, and of how much of it a stamped line has at least."""
_ROW = 0.4
"""In heights of a line: how far apart the middles of two readings of one line are at most."""
_OFF, _WORDS = 0.12, 0.8
"""Of the page's width: how far aside of its office the name stands at most; how sure the words of a row that may be a
name are together at least."""
_INKED = 0.65
"""Share of an office's width below or above which there is ink, where one more line stands there."""


def blocked(
    lines: Sequence[Line], page: Page, cleaned: Pixels, engine: Engine
) -> tuple[tuple[Line, ...], tuple[Dispute, ...]]:
    """``lines`` with the office and the name of the main signature where they were not read, or not whole, and the
    words of the office that are not sure.

    Only a page that has a signature which was not read whole costs anything: two to seven readings of a block.

    Raises:
        EngineFailed: the recogniser is missing, broke or ran out of time.
    """
    signed = signature(lines, page.width, page.height)
    box = _place(lines, signed, page)
    if box is None or page.image is None or _is_whole(signed, page):
        return tuple(lines), ()
    shown, seal = _shown(lines, box, page, cleaned)
    readings: list[list[Line]] = []
    for one in shown:
        pieces = list(_read(one, box, page.dpi, engine))
        readings.append(list(_without(pieces, seal, box)) if seal else pieces)
        if len(readings) > 1 and _is_enough(readings, page):
            break
    lines = _without(lines, seal, box) if seal else lines
    own = [piece for line in lines if line.region in _OPEN for piece in columns(line) if _is_in(piece, box)]
    name = _name(lines, [piece for pieces in readings for piece in pieces], box, page)
    office = stacked([own, *readings])
    if name and (office is None or len(office.lines) == 1):
        readings += _leaning(shown, name, box, page.dpi, engine)
        office = stacked([own, *readings])
    done = _with_office(lines, office, signed) if office else tuple(lines)
    name = _name(done, [piece for pieces in readings for piece in pieces], box, page)
    done = _with_name(done, name, page) if name else done
    return done, tuple(Dispute(word.box, word.text) for word in _unsure(done, office, page))


def _is_enough(readings: Sequence[Sequence[Line]], page: Page) -> bool:
    """Whether ``readings`` have a whole name that was read surely, and an office to which nothing is lacking."""
    names = [line for pieces in readings for piece in pieces if (line := _as_name(piece))]
    clear = any(family(one.words[0].text) and min(word.confidence for word in one.words) >= _SURE for one in names)
    office = stacked(readings) if clear else None
    if office is None or is_tall(office.lines[0]):
        return False
    if office.deputy and len(office.lines) == 1:
        return False
    return office.sure or not (office.deputy or _goes_on(office.lines[0], page))


def _leaning(shown: Sequence[Pixels], name: Line, box: Box, dpi: int, engine: Engine) -> list[list[Line]]:
    """What is read in the block where it is turned as far as the ``name`` on it is askew: an office that is stamped is
    stamped by the same hand."""
    here = _moved(name.box, (-box[0], -box[1], -box[0], -box[1]))
    slope = slope_of(shown[0], here)
    if not slope:
        return []
    whole = (0, 0, box[2] - box[0], box[3] - box[1])
    found = []
    for one in (shown[0], shown[-len(STROKES_MM)]):
        lines = _read(levelled(one, whole, slope), box, dpi, engine)
        found.append([replace(line, words=tuple(tilted(word, box, slope) for word in line.words)) for line in lines])
    return found


def _without(lines: Sequence[Line], seal: Ring, box: Box) -> tuple[Line, ...]:
    """``lines`` without what the ``seal`` on the block says across its middle."""
    kept = []
    for line in lines:
        words = [word for word in line.words if not seal.holds(_moved(word.box, (-box[0], -box[1], -box[0], -box[1])))]
        if words or line.region not in _OPEN:
            kept.append(replace(line, words=tuple(words)) if line.region in _OPEN else line)
    return tuple(kept)


def _is_in(line: Line, box: Box) -> bool:
    return box[0] <= center(line) <= box[2] and box[1] <= middle(line.box) <= box[3]


def _is_whole(signed: Signature | None, page: Page) -> bool:
    """Whether office and name were read, and nothing that was not read stands below an office of one line; where one
    signs for another, what the rest of the office is lacking is looked for by itself (``ocr.titled``)."""
    if signed is None or signed.head is None or not {"name", "position"} <= signed.found.keys():
        return False
    name, office, title = signed.found["name"], signed.found["position"], signed.title
    if len(name.text.split()[0]) == 1 or min(word.confidence for word in name.words) < _READ:
        return False
    if is_tall(title[0]) or min(word.confidence for line in title for word in line.words) < _READ:
        return False
    stead = [line.words[0].confidence for line in title if AUTHORITY.match(spelt(line.text))]
    if stead:
        return min(stead) >= _READ
    return office.trust == 1.0 and (len(title) > 1 or not _goes_on(title[0], page))


def _goes_on(title: Line, page: Page, way: int = 1) -> bool:
    """Whether a line of print or of a stamp stands right below ``title``; above it where ``way`` is -1."""
    picture = unblued(page.image, halved=True) if page.image else None
    if picture is None:
        return False
    left, top, right, bottom = (side // 2 for side in title.box)
    high = bottom - top
    first, last = (bottom + high // 8, bottom + high) if way > 0 else (top - 3 * high // 2, top - high // 8)
    part, own = picture[max(0, first) : max(0, last), left:right], picture[top:bottom, left:right]
    if part.size == 0 or own.size == 0:
        return False
    level = (float(np.percentile(own, 5)) + float(np.percentile(own, 90))) / 2
    return float((part < level).any(axis=0).mean()) >= _INKED


def _place(lines: Sequence[Line], signed: Signature | None, page: Page) -> Box | None:
    """Where the block of the main signature stands; None on a page that has none."""
    if signed and signed.head:
        at, top = center(signed.head), float(signed.head.box[1])
        left, right = at - _ASIDE * page.width, at + _ASIDE * page.width
    else:
        left_half = [one for one in lines if center(columns(one)[0]) < page.width / 2]
        tops = [float(one.box[1]) for one in left_half if _told(one).startswith(_LABELS)] or _of_list(left_half)
        if not tops:
            return None
        top, left, right = tops[-1], _LEFT * page.width, page.width
    first, last = max(0, top - _ABOVE * page.height), min(page.height, top + _BELOW * page.height)
    box = (max(0, round(left)), round(first), min(page.width, round(right)), round(last))
    return box if box[3] - box[1] > _ABOVE * page.height else None


def _of_list(lines: Sequence[Line]) -> list[float]:
    """Where the list begins that "Lưu: VT" ends, its "Nơi nhận" misread; nothing where there is none."""
    last = next((at for at in range(len(lines) - 1, -1, -1) if _FILED.match(_told(lines[at]))), None)
    if last is None:
        return []
    first = last
    while first and lines[first - 1].text.lstrip().startswith("-"):
        first -= 1
    return [float(lines[max(0, first - 1)].box[1])]


def _told(line: Line) -> str:
    return fold(line.text).lstrip(" .,-;*_")


def _shown(lines: Sequence[Line], box: Box, page: Page, cleaned: Pixels) -> tuple[list[Pixels], Ring | None]:
    """The block in the archival picture, where stamped names keep their red, in that without its seal, without the pen,
    and as it was read; what was read beside it is painted out. And the seal on it."""
    left, top, right, bottom = box
    whole = unblued(page.image) if page.image else None
    parts = [cleaned[top:bottom, left:right].copy()]
    if whole is not None and whole.shape == cleaned.shape:
        parts.insert(0, whole[top:bottom, left:right].copy())
    for word in (word for line in lines if line.region not in _OPEN for word in line.words if word.confidence >= _READ):
        x0, y0, x1, y1 = word.box
        for part in parts:
            part[max(0, y0 - top) : max(0, y1 - top), max(0, x0 - left) : max(0, x1 - left)] = 255
    seal = ring(parts[0], page.dpi)
    without = [unringed(parts[0], seal)] if seal else []
    parts[1:1] = _red(box, page, seal)
    return [*parts, *without, *(bold(parts[0], page.dpi, wide) for wide in STROKES_MM)], seal


def _red(box: Box, page: Page, seal: Ring | None) -> list[Pixels]:
    """The red ink of the block alone, with its ``seal`` and without, where more than that is red: an office stamped in
    red over a black one is apart from it there."""
    picture = reddened(page.image) if page.image else None
    if picture is None:
        return []
    part = picture[box[1] : box[3], box[0] : box[2]]
    bare = unringed(part, seal) if seal else part
    if int((bare < _RED).sum()) < _STAMPED_MM2 * (page.dpi / 25.4) ** 2:
        return []
    return [part, bare] if seal else [part]


def _read(part: Pixels, box: Box, dpi: int, engine: Engine) -> Iterator[Line]:
    """The lines of a block, each part of a line that stands apart by itself, where they stand on the page."""
    for line in engine.read_part(np.ascontiguousarray(part), dpi, "block"):
        placed = (replace(word, box=_moved(word.box, box)) for word in line.words if word.text.strip())
        words = tuple(word for word in placed if any(map(str.isalpha, word.text)))
        if words:
            yield from columns(Line(words, region="signature"))


def _moved(box: Box, by: Box) -> Box:
    return box[0] + by[0], box[1] + by[1], box[2] + by[0], box[3] + by[1]


def _with_office(lines: Sequence[Line], found: Stacked, signed: Signature | None) -> tuple[Line, ...]:
    """``lines`` with those of the office that was ``found``, but where it was read surely, and no deputy's line below
    it."""
    told = signed.found.get("position") if signed else None
    if signed and any(AUTHORITY.match(spelt(line.text)) and line.words[0].confidence >= _READ for line in signed.title):
        return tuple(lines)
    surely = told is not None and told.trust == 1.0 and told.confidence >= _LIKELY
    if signed and surely and (len(signed.title) > 1 or not found.deputy):
        return tuple(lines)
    fresh = [line for line in found.lines if not any(_is_that(other, line) for other in lines)]
    done = tuple(lines)
    for line in fresh:
        done = _cleared(done, line)
    for line in fresh:
        done = _placed(done, line)
    return done


def _unsure(lines: Sequence[Line], office: Stacked | None, page: Page) -> tuple[Word, ...]:
    """The words of an office that was put together, as far as they were not read surely, of a deputy's above which
    nothing was read all of them; and those of an office of one line below or above which one stands that was not
    read."""
    told = [word for line in office.lines for word in line.words] if office else []
    alone = office is not None and office.deputy and len(office.lines) == 1
    mine = [word for line in lines for word in line.words if word in told and (alone or word.confidence <= _LIKELY)]
    signed = signature(lines, page.width, page.height)
    title = signed.title if signed else ()
    if len(title) != 1 or not (is_tall(title[0]) or _goes_on(title[0], page) or _goes_on(title[0], page, -1)):
        return tuple(mine)
    return (*mine, *title[0].words)


def _is_that(read: Line, found: Line) -> bool:
    """Whether ``found`` was ``read`` there, perhaps with in whose stead one signs."""
    said = fold(title_text(read))
    near = abs(middle(read.box) - middle(found.box)) < _ROW * (found.box[3] - found.box[1])
    surely = min(word.confidence for word in read.words) >= _READ
    office = fold(found.text)
    return near and surely and (said in (office, f"kt. {office}") or said.startswith(f"{office} "))


def _cleared(lines: Sequence[Line], new: Line) -> tuple[Line, ...]:
    """``lines`` without the words where ``new`` stands."""
    left, _, right, _ = new.box
    high = new.box[3] - new.box[1]

    def is_there(word: Word) -> bool:
        across = left - high < (word.box[0] + word.box[2]) / 2 < right + high
        return across and abs(middle(word.box) - middle(new.box)) < _ROW * high

    kept = [
        replace(line, words=tuple(word for word in line.words if not is_there(word))) if line.region in _OPEN else line
        for line in lines
    ]
    return tuple(line for line in kept if line.words)


def _placed(lines: Sequence[Line], new: Line) -> tuple[Line, ...]:
    """``lines`` with ``new`` behind what stands above it in the signature."""
    own = [at for at, line in enumerate(lines) if line.region == "signature"]
    above = [at for at in own if middle(lines[at].box) < middle(new.box)]
    at = above[-1] + 1 if above else own[0] if own else len(lines)
    block = lines[own[0]].block if own else max((line.block for line in lines), default=-1) + 1
    return (*lines[:at], replace(new, block=block, region="signature"), *lines[at:])


def _name(lines: Sequence[Line], pieces: Sequence[Line], box: Box, page: Page) -> Line | None:
    """The row of the block that is most like a name's below the office."""
    signed = signature(lines, page.width, page.height)
    title = signed.title if signed else ()
    low = max((line.box[3] for line in title), default=round(box[1] + _ABOVE * page.height)) + _GAP * page.height
    told = [line for piece in pieces if piece.box[1] > low and (line := _as_name(piece))]
    if title:
        told = [line for line in told if abs(center(line) - center(title[0])) < _OFF * page.width]
    return max(told, key=_letters, default=None)


def _as_name(piece: Line) -> Line | None:
    """The end of ``piece`` that may be a name, words that were run together parted."""
    words = [part for word in piece.words for part in parted(word)]
    kept: list[Word] = []
    for word in reversed(words):
        bare = unmarked(word.text)
        if not (bare.istitle() and (is_possible(bare) or family(bare))):
            break
        kept.insert(0, replace(word, text=bare))
    line = replace(piece, words=tuple(kept))
    return line if len(kept) > 1 and sum(word.confidence for word in kept) >= _WORDS else None


def _letters(line: Line) -> float:
    return sum(word.confidence * len(word.text) for word in line.words)


def _with_name(lines: Sequence[Line], name: Line, page: Page) -> tuple[Line, ...]:
    """``lines`` with the row of the ``name`` where none was read, or one that is its end; not where the last word of
    the row was read surely, for what is before it is looked for by itself (``ocr.signer``)."""
    now = signature(lines, page.width, page.height)
    read = now.found.get("name") if now else None
    found = person(name.words)
    ends = [line for line in lines if line.region in _OPEN and _is_end(line.words[-1], name)]
    if now and now.head and read is None and ends and not _agrees(name, ends[0]):
        return tuple(lines)
    if read is None or (found and found.text.endswith(f" {read.text}")):
        return _placed(_cleared(lines, name), name)
    return tuple(lines)


def _is_end(word: Word, name: Line) -> bool:
    """Whether ``word`` is the last of the ``name``, read surely."""
    last = name.words[-1].box
    near = last[1] < middle(word.box) < last[3] and last[0] < (word.box[0] + word.box[2]) / 2 < last[2]
    return near and word.confidence >= _CLEAR and unmarked(word.text).istitle()


def _agrees(name: Line, read: Line) -> bool:
    """Whether the ``name`` was read whole and surely, and has all words that were ``read`` surely in its row."""
    whole = family(name.words[0].text) and min(word.confidence for word in name.words) >= _SURE
    said = {word.text for word in name.words}
    sure = [part.text for word in read.words if word.confidence >= _CLEAR for part in parted(word)]
    return bool(whole) and all(unmarked(text) in said for text in sure)
