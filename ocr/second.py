"""Lines that bear a document's number, date or signer → the same, read twice, with what the readings disagree on."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from archive.records import Dispute, Line, OcrPage, Word
from archive.text import fold
from ocr.again import Sheet, closer
from ocr.beside import is_ragged, lost_day, lost_year, reach, with_print
from ocr.blanks import Filled, filled
from ocr.confidence import is_well_formed
from ocr.cut import around
from ocr.engine import Engine
from ocr.heading import is_date, is_number
from ocr.noise import unmarked
from ocr.number import has_notation
from ocr.pen import Inks, inks, is_whole, reprinted
from ocr.signature import is_name
from ocr.slanted import slanted
from ocr.syllable import is_possible
from ocr.third import borne_out
from ocr.zone import text_height

Bears = Literal["number", "date", "signer"]

_PLACE_AND_DATE = re.compile(r"\W{0,3}[^,]{2,40}[,.]\s*ng\S*\s+\S{1,4}?\s*th\S*\s+\S{1,4}\s+n\S*\s+\d{4}\W*")
_ALIKE = str.maketrans("OoIl|]", "001111")
"""Letters that stand for a figure: ``O8`` is no other reading of ``08``."""
_ALONE = 4
"""Words of such a line at most: "Số:", figures of a pen in one or two, the notation."""
_SURER = 0.05
"""By so much the second reading must be surer to be the better of two that are both well formed."""


_DOUBTED = 0.75
"""Chance to be right below which a word of a number, date or name is told as not sure also where readings agree: on
known pages, with what readings disagree on, it tells 19 of 24 wrong words and 22 of 710 right ones."""


def twice(
    lines: Sequence[Line], sheet: Sheet, engine: Engine, image: Path | None = None
) -> tuple[tuple[Line, ...], tuple[Dispute, ...]]:
    """``lines`` with those that bear a number, date or signer read once more, the better of two readings kept; print
    and what a coloured pen wrote each by itself, where the scan in the file ``image`` tells them apart.

    Told beside them is where the readings of a figure or a name disagree. A page has about one such line, which costs
    15 ms, and 22 ms more for the figures of its date (``ocr.slanted``) and in its blanks (``ocr.blanks``).

    Raises:
        EngineFailed: the recogniser is missing, broke or ran out of time.
    """
    if sheet.picture is None:
        return tuple(lines), ()
    text = text_height(lines)
    done, disputes = list(lines), list[Dispute]()
    for number, line in enumerate(lines):
        if kind := bears(line):
            both, printed = None, sheet
            if kind != "signer":
                line, both = _parted(line, lines, sheet, engine, image)
                printed = replace(sheet, picture=both.print) if both else sheet
                line = with_print(line, lines, printed, engine)
            again = closer(line, text, printed, engine)
            pairs = [_better(word, again, kind) for word in line.words]
            done[number] = replace(line, words=tuple(word for word, _ in pairs))
            told = [Dispute(word.box, other) for word, other in pairs if other]
            if kind != "signer":
                figures = slanted(done[number], text, printed, engine)
                told = [dispute for dispute in told if dispute.box not in figures.settled]
                done[number], told = _voted(told, filled(figures.line, sheet.picture, both))
            if kind == "number":
                done[number], told = borne_out(done[number], told, text, printed, engine)
            disputes += told
    return tuple(done), tuple(disputes)


def _parted(
    line: Line, lines: Sequence[Line], sheet: Sheet, engine: Engine, image: Path | None
) -> tuple[Line, Inks | None]:
    """``line`` of a number or date with its print read without a coloured pen's ink where that helps, and the two inks;
    as it is where no such pen wrote."""
    if sheet.picture is None or is_whole(line):
        return line, None
    open_ended = is_number(line.text) and not has_notation(line)
    row = around([line.box, reach(line, lines)]) if open_ended else line.box
    both = inks(image, row or line.box, sheet.picture)
    if both is None:
        return line, None
    told = reprinted(line, both, text_height(lines), sheet, engine)
    return told or line, both


def bears(line: Line) -> Bears | None:
    """What ``line`` bears: a document's number (its date may stand in the same line), its place and date, or the name
    under a signature."""
    if is_number(line.text) and (line.region == "letterhead" or _is_number_alone(line)):
        return "number"
    if (line.region == "letterhead" and is_date(line.text)) or _is_place_and_date(line.text):
        return "date"
    return "signer" if line.region == "signature" and is_name(line.text) else None


def _is_number_alone(line: Line) -> bool:
    """Whether ``line`` is nothing but number and notation: below a date that stands higher it is not known for part of
    the letterhead."""
    return len(line.words) <= _ALONE and line.text[:1] == "S" and has_notation(line)


def _is_place_and_date(text: str) -> bool:
    return bool(_PLACE_AND_DATE.fullmatch(fold(text))) or lost_day(text) or lost_year(text) or is_ragged(text)


def weighty(line: Line) -> tuple[tuple[Word, Bears], ...]:
    """The words of ``line`` that make a number, date or name, each with what it belongs to.

    ``Số: 12/QĐ-UBND  Hà Nội, ngày 05 tháng 01 năm 2020`` → ``12/QĐ-UBND`` of the number, ``05``, ``01``, ``2020`` of
    the date.
    """
    kind = bears(line)
    if kind is None:
        return ()
    found: list[tuple[Word, Bears]] = []
    for word in line.words:
        if kind == "number" and is_date(line.text) and fold(word.text).startswith("ng"):
            kind = "date"
        if kind == "signer" or _is_weighty(word.text):
            found.append((word, kind))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Doubt:
    """A word of a number, date or signer that is not sure; ``other``: what another reading says, if one says more."""

    line: Line
    word: Word
    bears: Bears
    other: str | None


def doubted(page: OcrPage) -> Iterator[Doubt]:
    """The words of numbers, dates and signers of a page that was read on which readings disagree, or whose chance to be
    right is too low."""
    others = {dispute.box: dispute.other for dispute in page.disputed}
    for line in page.lines:
        for word, kind in weighty(line):
            if word.box in others or word.confidence < _DOUBTED:
                yield Doubt(line, word, kind, others.get(word.box))


def _is_weighty(text: str) -> bool:
    bare = unmarked(text)
    return (
        any(char.isdigit() for char in text)
        or "/" in text
        or (0 < len(bare) <= 2 and not bare.translate(_ALIKE).isalpha())
    )


def _better(word: Word, again: Sequence[Word], kind: Bears) -> tuple[Word, str | None]:
    """``word``, or what stands in its place in the second reading where that is better; and what the other one says."""
    if kind != "signer" and not _is_weighty(word.text):
        return word, None
    left, right = word.box[0] - 3, word.box[2] + 3
    found = [other for other in again if left <= (other.box[0] + other.box[2]) / 2 <= right]
    if len(found) != 1 or not _fits(found[0].text, kind):
        return word, None
    (other,) = found
    if _plain(word.text, kind) == _plain(other.text, kind):
        return word, None
    if _fits(word.text, kind) and other.confidence < word.confidence + _SURER:
        return word, other.text
    return replace(other, box=word.box), word.text


def _voted(told: Sequence[Dispute], by_figures: Filled) -> tuple[Line, list[Dispute]]:
    """A line and what is still disputed in it after a third reading, that of its figures: two of three settle it."""
    others = {dispute.box: dispute.other for dispute in told}
    words, disputes = list[Word](), list[Dispute]()
    new = {dispute.box: dispute.other for dispute in by_figures.disputed}
    for word in by_figures.line.words:
        other = new.get(word.box, None if word.box in by_figures.agreed else others.get(word.box))
        if other and other == others.get(word.box) == new.get(word.box):
            word, other = replace(word, text=other), word.text
        words.append(word)
        if other:
            disputes.append(Dispute(word.box, other))
    return replace(by_figures.line, words=tuple(words)), disputes


def _fits(text: str, kind: Bears) -> bool:
    bare = unmarked(text)
    return bare[:1].isupper() and is_possible(bare) if kind == "signer" else is_well_formed(text)


def _plain(text: str, kind: Bears) -> str:
    return unmarked(text) if kind == "signer" else unmarked(text).translate(_ALIKE)
