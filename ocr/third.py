"""A line of number and notation that was not read surely → the same as a model without Vietnamese letters bears it out.

That model (``Engine.of_figures``) reads printed figures and capitals surer, a pen's figures worse, and has no Đ. So its
figures only bear out a number that was read, or are proposed where none was; its notation is taken where ours is no
notation or is in doubt, with the bars of its Đ from the other readings: of 926 notations none was read with a Đ too
many, three with one too few.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rapidfuzz.distance import Levenshtein

from archive.records import Box, Dispute, Line, Word
from ocr.again import Sheet, alone
from ocr.engine import Engine
from ocr.heading import is_date, place_start
from ocr.number import is_plain, mended, number
from ocr.places import blanks
from ocr.value import Value

_SCALES = (0.7, 1.0)
_READ = re.compile(
    r"(?P<figures>[\dOoIl|\]/]{1,5}?)?[.,;:]?(?:[/Iil1‘'|]|(?P<dash>[-–]))?"
    r"(?P<notation>(?:[A-Z]{1,4}|TTr|CTr|TrS)(?:[-/][A-Z]{1,9}\d{0,2}){0,3})"
)
"""Number and notation, or one of them, as that model reads them."""
_YEARLY = re.compile(r"\d{4}/")
"""How a notation with its year begins, which that model reads apart: ``2017/TT-BYT``."""
_FIGURES = re.compile(r"[\dOoIl|\]/]{1,5}[.,]?")
_ALIKE = str.maketrans("OoIl|]/", "0011111")
_FORMS = str.maketrans("OoIl|]/TÍÌ[{SsZzBÓG", "0011111111115522866")
"""As what other letters a pen's figures are read by the first model."""
_SURE = 0.9
_BORNE_OUT = 0.93
"""What is given a number or notation that both models read alike: of 363 such numbers every one was right."""
_TAKEN, _DOUBTFUL = 0.7, 0.8
"""Its own confidence from which a notation is taken, and ours below which ours gives way: of 30 on which they differed
it had 16 right, ours 14, which were sure or its own only once."""
_STEADY = 0.85
"""Ours from which figures stay that both models read otherwise at both sizes: a pen's 1 with a long flag, which all
twelve cuts show, is print's 4 to both. So do all before a slash that was seen: of 102 the first had none right."""
_SURER = 0.05
_PROPOSED, _LEAST = 0.65, 0.65
"""What figures are given that it alone read, and its confidence from which they are: nine of ten were right."""
_NO_BAR = 0.6
"""The most that a notation is given of which no other reading tells whether its D is Đ."""


@dataclass(frozen=True, slots=True)
class _Read:
    """What it read: figures and notation, "" for none, each with its confidence, and where the figures stand."""

    figures: str = ""
    notation: str = ""
    sure: tuple[float, float] = (0.0, 0.0)
    box: Box = (0, 0, 0, 0)


def borne_out(
    line: Line, told: Sequence[Dispute], text: float, sheet: Sheet, engine: Engine
) -> tuple[Line, list[Dispute]]:
    """``line`` and what is disputed in it, ``told`` before, after the other model was asked; ``text`` is the usual
    height of the page's print in pixels. Only a line that is not sure costs anything, some 40 ms.

    Raises:
        EngineFailed: the recogniser broke or ran out of time.
    """
    figures, notation = number(line)
    other = None if notation is None or _is_sure(figures, notation) else engine.of_figures()
    if other is None or notation is None:
        return line, list(told)
    start = place_start(line) if is_date(line.text) else len(line.words)
    place = replace(line, words=line.words[: start or None]).box
    ends = (line.words[0].box[2], _begin(line, notation))
    read = [_parts(alone(place, text, sheet, other, scale), *ends) for scale in _SCALES]
    own = alone(place, text, sheet, engine) if notation.confidence < _SURE and "D" in notation.text else []
    line = _with_notation(line, notation, read, ["".join(word.text for word in own)])
    otherwise = figures is not None and all(figures.text not in one.figures for one in read)
    if otherwise and sheet.picture is not None and any(blank.slashed for blank in blanks(line, sheet.picture)):
        return line, list(told)
    return _with_figures(line, figures, notation, read, told)


def _is_sure(figures: Value | None, notation: Value) -> bool:
    sure = figures is not None and min(figures.confidence, notation.confidence) >= _SURE
    return sure and is_plain(notation.text)


def _begin(line: Line, notation: Value) -> int:
    """Where the word of ``notation`` begins, 0 where figures stand in it, too."""
    found = next((word for word in line.words if notation.text in word.text), None)
    return found.box[0] if found and not any(map(str.isdigit, found.text.partition(notation.text)[0])) else 0


def _parts(words: Sequence[Word], begin: int, notation: int) -> _Read:
    """Number and notation among those of ``words`` that stand behind the label, from ``begin`` on; what ends before
    ``notation``, where ours begins, is no part of that: a pen's ``680`` is read as GSO."""
    read = _Read()
    for word in (word for word in words if word.box[0] + word.box[2] > 2 * begin):
        found = _READ.fullmatch(word.text) if word.box[0] + word.box[2] > 2 * notation else None
        if found and not read.notation and len(found["notation"]) > 1:
            said = found["figures"] or ""
            said = said.translate(_ALIKE) if any(map(str.isdigit, said)) else ""
            own = bool(said) and not read.figures
            box = word.box if own else read.box
            figures, sure = (said, word.confidence) if own else (read.figures, read.sure[0])
            read = _Read("" if said and not own else figures, found["notation"], (sure, word.confidence), box)
        elif _FIGURES.fullmatch(word.text) and not read.figures and not read.notation:
            said = word.text.rstrip(".,").translate(_ALIKE)
            read = _Read(said, "", (word.confidence, 0.0), word.box)
    return read


def _with_notation(line: Line, notation: Value, read: Sequence[_Read], heard: Sequence[str]) -> Line:
    """``line`` with its notation as both read it, or as the other has it where that is the better."""
    best = max(read, key=lambda one: one.sure[1])
    at = next((at for at, word in enumerate(line.words) if notation.text in word.text), None)
    if at is None:
        return line
    word = line.words[at]
    text, sure = _barred(_bare(notation.text), (notation.text, *heard)), word.confidence
    year = text[: len("2017/")] if _YEARLY.match(text) else ""
    same = [one.figures for one in read if _bare(one.notation) == _bare(text.removeprefix(year))]
    if same:
        with_number = word.text.strip(" /–-.,;") != notation.text and word.text.partition("/")[0] not in same
        borne = is_plain(text) and ("D" not in text or any(heard)) and not with_number
        sure = max(sure, _BORNE_OUT) if borne else sure
    elif is_plain(best.notation) and best.sure[1] >= _TAKEN and _gives_way(notation, best, read):
        text = year + _barred(best.notation, (notation.text.removeprefix(year), *heard))
        sure = min(best.sure[1], _NO_BAR) if "D" in text else best.sure[1]
    now = replace(word, text=word.text.replace(notation.text, text), confidence=sure)
    return replace(line, words=(*line.words[:at], now, *line.words[at + 1 :]))


def _gives_way(notation: Value, other: _Read, read: Sequence[_Read]) -> bool:
    """Whether ours is no notation, or lacks but a hyphen that the other saw, or is less sure than the other's: by less
    where that was read twice."""
    if not is_plain(notation.text) or _bare(other.notation).replace("-", "") == _bare(notation.text):
        return True
    twice = all(one.notation == other.notation and one.sure[1] >= _TAKEN for one in read)
    return notation.confidence < (other.sure[1] if twice else min(_DOUBTFUL, other.sure[1] - _SURER))


def _with_figures(
    line: Line, figures: Value | None, notation: Value, read: Sequence[_Read], told: Sequence[Dispute]
) -> tuple[Line, list[Dispute]]:
    """``line`` with its number surer where the other model reads the same, or with the number that it and the first
    reading have where ours is another and in doubt, or with what it alone reads where there is none."""
    if figures is not None:
        boxes = {word.box for word in figures.words}
        others = {_as_figures(dispute.other) for dispute in told if dispute.box in boxes}
        rest = [dispute for dispute in told if dispute.box not in boxes]
        if any(one.figures == figures.text for one in read):
            words = tuple(_surer(word, figures.text) if word.box in boxes else word for word in line.words)
            return replace(line, words=words), rest
        both = (one.figures for one in read if one.figures in others and one.figures.isdecimal())
        two = next((one for one in both if one not in figures.text), None)
        twice = two is not None and all(one.figures == two for one in read)
        at = next((at for at, word in enumerate(line.words) if word.text.partition("/")[0] == figures.text), None)
        least = 1.0 if twice and figures.text in (two or "") else _STEADY if twice else _DOUBTFUL
        if two and at is not None and figures.confidence < least:
            word = line.words[at]
            new = replace(word, text=f"{two}{word.text[len(figures.text) :]}", confidence=_TAKEN)
            words = (*line.words[:at], new, *line.words[at + 1 :])
            return replace(line, words=words), [*rest, Dispute(new.box, figures.text)]
        return line, list(told)
    best = max(read, key=lambda one: one.sure[0])
    at = next((at for at, word in enumerate(line.words) if word.text.lstrip("/–-").startswith(notation.text[:2])), 0)
    padded = best.figures.startswith("0") and any(one.figures != best.figures for one in read)
    if at < 1 or not best.figures.isdecimal() or best.sure[0] < _LEAST or padded:
        return line, list(told)
    said = " ".join(word.text for word in line.words[1:at])
    new = Word(best.figures, best.box, _PROPOSED)
    disputes = [dispute for dispute in told if dispute.box not in {word.box for word in line.words[1:at]}]
    return replace(line, words=(line.words[0], new, *line.words[at:])), [*disputes, Dispute(new.box, said)]


def _as_figures(text: str) -> str:
    """A word in which figures were read as letters (``5T1``), or the figures before its notation (``115/QĐ-HND``)."""
    figures, slash, _ = text.strip(" .,:;").partition("/")
    return figures if slash and figures.isdecimal() else text.strip(" .,:;").translate(_FORMS)


def _surer(word: Word, figures: str) -> Word:
    """``word`` of a number that both models read alike; one with a notation in it is no surer than that."""
    alone_ = word.text.strip(" .,:;") == figures
    return replace(word, confidence=max(word.confidence, _BORNE_OUT)) if alone_ else word


def _barred(said: str, heard: Sequence[str]) -> str:
    """``said``, which has no Đ, with the bars that the readings ``heard`` have in the same places."""
    letters = list(said)
    for other in heard:
        for part in Levenshtein.opcodes(said, _bare(other)):
            if part.tag == "equal":
                pairs = zip(range(part.src_start, part.src_end), other[part.dest_start : part.dest_end], strict=True)
                for at, letter in pairs:
                    letters[at] = "Đ" if letter == "Đ" else letters[at]
    return mended("".join(letters))


def _bare(text: str) -> str:
    return text.replace("Đ", "D")
