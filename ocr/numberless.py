"""Lines in reading order → the same, a letterhead's "Số" that was read alone with what stands beside it.

A pen's figures before a notation make no words, so the first reading leaves them out, and so does what looks for words
that were lost; a whole line cut out is read no better than before. And they part the two pieces of print beside them
like two columns.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from archive.records import Box, Line, Word
from archive.text import fold
from ocr.again import Sheet, alone
from ocr.beside import notation_in
from ocr.cut import beginnings, colon
from ocr.engine import Engine
from ocr.heading import is_date, is_number, place_start
from ocr.number import is_plain, may_be_code, number
from ocr.value import Value
from ocr.zone import middle, text_height

_LABELS = ("so", "so:", "so.")
_FARTHEST = 14
"""How far the number may reach to the right, in heights of the line: ``1098-QĐ/ĐU``, hardly ever more."""
_GAP, _BEYOND = 0.2, 0.2
"""Of the line's height: left free behind the label and before what stands at the right; taken above and below it, for a
pen writes larger."""
_PIECES = (6, 18)
"""Pieces of ink as high as letters in a row of a number, at least and at most."""
_APART, _LABEL, _BARE, _CAPITAL = 1.0, 1.7, 1.1, 0.7
"""Left of the date, in heights of it, that is not looked at; width of "Số:" at most, of "Số" without its colon, and the
height of capitals."""
_RAISED = 0.35
"""How much higher, in heights of the date, the row is looked for again where none is level with it: scans are askew."""
_SURE = 0.6
"""What a label is given that its colon tells."""
_SCALES = (1.0, 1.4, 0.7)
"""Sizes in which it is read until it has a notation."""
_BEGUN = re.compile(
    r"(?:\W{0,2}\d{1,5}\s?)?(?:[-–/] ?\w[A-Za-zĐđ&]+[-–/.][A-ZĐ]|/ ?[A-ZĐ]{2,}$|(?P<code>\w{2,4})[-–/.][A-ZĐ]{2})"
)
"""How what stands beside such a label begins where it is the notation, perhaps with figures before it: ``-BC/ĐUK``,
``:318 /TB-CNVPĐK``, ``/UBND``, and without a slash behind a kind's abbreviation, ``QĐ-UBND``."""
_REST = re.compile(r"\W{0,2}\d{0,5}\s?/\s?[A-ZĐ][A-ZĐa-z&]*-[A-ZĐ]{2}")
"""What is left of the line of a number whose label was lost: ``/SGD&ĐT-VP``."""
_HARDLY = 0.6
"""The recogniser's own confidence of a notation below which it is read again."""
_TWICE = (1.0, 0.7)
"""Sizes in which it is read again by each model."""
_NOTED = re.compile(r"[-–/] ?[A-ZĐ]{2}")


def numbered(lines: Sequence[Line], sheet: Sheet, engine: Engine) -> tuple[Line, ...]:
    """``lines`` with such numbers; where none can be read the line stays as it is. Costs three readings of a
    line at most.

    Raises:
        EngineFailed: the recogniser is missing, broke or ran out of time.
    """
    lines = _with_notations(lines)
    if sheet.picture is None:
        return tuple(lines)
    lines = _reheard(_with_lost(lines, sheet, engine), sheet, engine)
    text, labels = text_height(lines), _labels(lines)
    return tuple(
        _whole(line, _beside(line, lines, sheet.picture.shape), text, sheet, engine) if line in labels else line
        for line in lines
    )


def _with_notations(lines: Sequence[Line]) -> Sequence[Line]:
    """``lines`` with the notation that stands at the right of such a label as part of its line."""
    for label in _labels(lines):
        left, top, right, bottom = label.box
        level = (line for line in lines if line.box[0] > (left + right) / 2 and top < middle(line.box) < bottom)
        beside = min((line for line in level if line is not label), key=lambda line: line.box[0], default=None)
        if beside and beside.box[0] - right <= _FARTHEST * (bottom - top) and _begins(beside.text):
            whole = replace(label, words=(*label.words, *beside.words))
            lines = [whole if line is label else line for line in lines if line is not beside]
    return lines


def _with_lost(lines: Sequence[Line], sheet: Sheet, engine: Engine) -> Sequence[Line]:
    """``lines`` with the number of a letterhead that has a date and none, where its notation stands level with that, to
    the left of it: a pen's figures that touch its label and its slash make the recogniser lose it all."""
    at = next((at for at, line in enumerate(lines) if line.region == "letterhead" and is_date(line.text)), None)
    if at is None or any(line.region == "letterhead" and is_number(line.text) for line in lines):
        return lines
    place = lines[at].words[place_start(lines[at]) :]
    top, bottom, right = place[0].box[1], max(word.box[3] for word in place[:3]), place[0].box[0]
    high = bottom - top
    level = [
        line for line in lines if top < middle(line.box) < bottom and line.box[0] < right and line is not lines[at]
    ]
    if place_start(lines[at]) or len(level) > 1 or not all(_NOTED.search(line.text) for line in level):
        return lines
    rows = ((0, top - by, round(right - _APART * high), bottom - by) for by in (0, round(_RAISED * high)))
    told = (_label_and_notation(row, lines[at], sheet, engine) for row in rows)
    said = next((found for found in told if found), None)
    if said is None:
        return lines
    kept = [line for line in lines if line not in level]
    before = next(place for place, line in enumerate(kept) if line is lines[at])
    return [*kept[:before], Line(said, region="letterhead"), *kept[before:]]


def _reheard(lines: Sequence[Line], sheet: Sheet, engine: Engine) -> Sequence[Line]:
    """``lines`` with the number of a letterhead as other readings have it whose notation is none that is known, or was
    hardly read, or before which the label was lost: by itself such a line is often read whole. Costs four readings."""
    at = _broken(lines)
    if at is None:
        return lines
    text = text_height(lines)
    line, voices = lines[at], [engine, *([finer] if (finer := engine.finer()) else [])]
    left, top, right, bottom = line.box
    row = line.box if is_number(line.text) else (max(0, left - round(_FARTHEST * text)), top, right, bottom)
    row = (_clear_of(lines, at, row), *row[1:])
    heard = [replace(line, words=tuple(alone(row, text, sheet, voice, scale))) for voice in voices for scale in _TWICE]
    noted = [(number(one)[1], one) for one in heard if one.words and is_number(one.text)]
    whole = [(notation, one) for notation, one in noted if notation and _is_known(notation)]
    if not whole:
        return lines
    said = [notation.text for notation, _ in whole]
    _, best = max(whole, key=lambda pair: (_sure(pair[0]), said.count(pair[0].text)))
    return [best if one is line else one for one in lines]


def _broken(lines: Sequence[Line]) -> int | None:
    """Which of ``lines`` is the number of a letterhead that was not read whole; None where it was, or there is none."""
    heads = [at for at, line in enumerate(lines) if line.region == "letterhead" and not is_date(line.text)]
    own = next((at for at in heads if is_number(lines[at].text)), None)
    if own is not None:
        says = sum(any(map(str.isalpha, word.text)) for word in lines[own].words) > 1 or "/" in lines[own].text
        notation = number(lines[own])[1]
        is_whole = notation is not None and _is_known(notation) and _sure(notation) >= _HARDLY
        return own if says and not is_whole else None
    return next((at for at in heads if _REST.match(lines[at].text)), None)


def _clear_of(lines: Sequence[Line], at: int, row: Box) -> int:
    """The left end of ``row``, or where what stands before it ends."""
    ends = [
        one.box[2]
        for place, one in enumerate(lines)
        if place != at and row[1] < middle(one.box) < row[3] and one.box[2] < row[2]
    ]
    return max([row[0], *ends])


def _is_known(notation: Value) -> bool:
    """Whether ``notation`` begins with a kind's abbreviation, or has capitals alone."""
    return is_plain(notation.text.replace("&", "").replace("TTg", "TTG"))


def _sure(notation: Value) -> float:
    """How surely the word of ``notation`` was read that was read least surely."""
    return min(word.confidence for word in notation.words)


def _label_and_notation(row: Box, line: Line, sheet: Sheet, engine: Engine) -> tuple[Word, Word] | None:
    """The label of a number, whose ink is the first in ``row``, and its notation; None where either is not there."""
    picture, high = sheet.picture, row[3] - row[1]
    starts = [] if picture is None else beginnings(row, picture)
    if picture is None or not _PIECES[0] <= len(starts) <= _PIECES[1]:
        return None
    begins, (_, top, right, bottom) = starts[0], row
    wide = (begins, top, begins + round(_LABEL * high), bottom)
    dots = colon(wide, round(_CAPITAL * high), picture)
    ends = dots[0][2] + 1 if dots else begins + round(_BARE * high)
    if not dots and not _is_so(alone((begins - 2, top, ends, bottom), float(high), sheet, engine)):
        return None
    notation = notation_in((begins + round(high / 2), top, right, bottom), line, sheet, engine)
    if notation is None or notation.box[0] - begins < _LABEL * high:
        return None
    return Word("Số:", (begins, top, ends, bottom), _SURE), notation


def _is_so(words: Sequence[Word]) -> bool:
    return bool(words) and fold(words[0].text)[:2] in ("so", "s6", "se", "5o")


def _begins(text: str) -> bool:
    """Whether ``text`` begins as a notation does, perhaps behind the number."""
    found = _BEGUN.match(text)
    return bool(found and (not found["code"] or may_be_code(found["code"])))


def _labels(lines: Sequence[Line]) -> list[Line]:
    """The lines of a letterhead, or right below it, that are "Số" and no more."""
    lowest = max((line.box[3] for line in lines if line.region == "letterhead"), default=0)
    alone_ = (line for line in lines if len(line.words) == 1 and fold(line.words[0].text) in _LABELS)
    return [line for line in alone_ if line.region == "letterhead" or line.box[1] < lowest + line.box[3] - line.box[1]]


def _beside(line: Line, lines: Sequence[Line], size: tuple[int, ...]) -> Box:
    """The row from the label to what stands at its right."""
    _, top, right, bottom = line.box
    high = bottom - top
    gap, beyond = round(_GAP * high), round(_BEYOND * high)
    starts = [
        word.box[0] - gap
        for other in lines
        for word in other.words
        if word.box[0] > right and word.box[1] < bottom and word.box[3] > top
    ]
    return (right + gap, max(0, top - beyond), min([right + _FARTHEST * high, size[1], *starts]), bottom + beyond)


def _whole(line: Line, row: Box, text: float, sheet: Sheet, engine: Engine) -> Line:
    if row[2] - row[0] <= row[3] - row[1]:
        return line
    for scale in _SCALES:
        words = alone(row, text, sheet, engine, scale)
        if _NOTED.search(" ".join(word.text for word in words)):
            return replace(line, words=(*line.words, *words))
    return line
