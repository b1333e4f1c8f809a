"""A line with number or date → the same, its labels words of their own and the slash before its notation a slash.

A pen writes into the form's "Số:      /QĐ-UBND" and "ngày      tháng      năm" until it touches the print: label and
figures are read as one word, the slash as another stroke.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from archive.records import Line, Word
from ocr.heading import is_date, is_number
from ocr.kinds import by_code
from ocr.label import BY_YEAR
from ocr.number import may_be_code

_TICK = re.compile(r"(\d[a-dđA-D]?)['’‘`|!\\.,;:](?=[A-ZĐ][A-ZĐa-z]{0,3}-[A-ZĐ])")
"""A slash between figures and notation that was read as another stroke: ``63'BB-UBND``, ``859.TTr-PGDĐT``."""
_SPECK = re.compile(r"^[-–'’°“”.,]+(?=\d{1,5}/[A-ZĐ])")
"""Dirt before a number that was read as a sign: ``-1141/TB-UB``."""
_STROKE = re.compile(r"(?:(?P<mark>[^\w\s/–-])|[JIlfí])(?=(?P<code>[A-ZĐ][A-ZĐa-z]{0,5})[-–][A-ZĐ]|[A-ZĐ]{3,}$)")
"""The same at the head of a word: ``JBC-SCT``, ``;CCT-KHTC``, ``'THPTTBT``; as a letter only before an abbreviation of
the law."""
_NONE = re.compile(
    r"(?P<figures>[^\w\s/–-]?\d{1,5}[;,.:|‘'“]?)?(?P<rest>(?P<code>[^\W\d_]{2,6})(?P<sign>[-–/.])[A-ZĐ].*|[A-ZĐ]{3,8})"
)
"""Behind figures, in one word with them or two, a notation that lost its slash (``87QĐ-CAH``, ``46 CAH-QLHC``) or has
none there, as papers of before 2011 are numbered: ``105 CV/UBND``, ``30 QĐ.UB``."""
_LIKE_FIGURES = frozenset("OÓÔÕÒỐỔSZIBGQTlJUD")
"""Capitals as which figures are read: what is made of them alone, and is no kind's abbreviation, begins no notation."""
_CLINGING = re.compile(r"(?P<label>S\w{1,2}\s?[:;.,¿?!])(?P<rest>\S+)", re.IGNORECASE)
"""``Số:3a``: label and figures in one word."""
_LABEL_WIDE, _LETTER_WIDE = 1.1, 0.5
"""Widest such label, and widest letter of "tháng" and "năm", in heights of print: figures of a pen are wider."""
_GLUED = re.compile(r"(?P<figures>\S{1,3})(?P<label>th.{1,3}ng|năm)")
_DAY = re.compile(r"(?P<label>ng[àaáả]y)(?P<figures>(?![.,:;]$)\S{1,4})")
"""The same behind "ngày": ``ngàyc2O`` of 20."""
_JOINED = re.compile(r"(?P<label>ng[àaáả]y|th[áaàả]ng)(?P<figures>\S{0,4}?)(?P<next>th[áaàả]ng|.?ăm)?")
"""A label with a pen's figures, perhaps with the next one, in one word: ``ngày2Ôtháng``, ``tháng0Z``."""
_ONE_WORD = re.compile(r"\sth[áaàả]ng\S{0,4}.?ăm\s(?:19|20)\d\d\W*$")
"""How a date ends whose month was read as one word with its labels: ``tháng1Ohăm 2017``."""
_NARROW = 0.95
"""By how much narrower than usual print a label is taken where a pen's figure touches it."""
_YEAR = re.compile(r"(?:19|20)\d\d\W*")
_MOST = 5
"""Figures of a number at most."""
_FARTHEST = 3
"""Words between a label and its notation at most: a colon, figures in one word or two."""
_STROKES = ";,.:|‘'“"
_MARKS = " .,;:"
_DOUBTFUL = 0.8
"""Tesseract's confidence below which a label that clings to figures is parted from them."""
_HARDLY, _SHORT = 0.5, 4
"""Tesseract's confidence below which what stands before a notation may be a pen's figures, and signs that it has."""
_UNSURE = 0.0
"""What figures are given that were parted from a label: they must be read again."""


def labelled(line: Line) -> Line:
    """``line`` with "Số:", "tháng" and "năm" apart from figures that were read as one word with them (``0Ztháng``),
    with the slash behind a number, and without the trace of a rule before its label."""
    line = _of_number(line) if is_number(line.text) else line
    return _of_date(line) if is_date(line.text) or _ONE_WORD.search(line.text) else line


def _of_number(line: Line) -> Line:
    label, *others = line.words[_first_said(line) :]
    torn = bool(others) and others[0].text[:1].isdigit()
    parted = unclung(label) if torn or label.confidence < _DOUBTFUL else (label,)
    behind = [*parted[1:], *(replace(word, text=_slashed(word.text)) for word in others)]
    return replace(line, words=(parted[0], *_with_slash(behind)))


def _with_slash(words: list[Word]) -> Iterator[Word]:
    """``words`` behind a label, the first that begins a notation right behind figures with its slash."""
    before, doubted, done = "", False, False
    for at, word in enumerate(words):
        found = None if done or at > _FARTHEST else _NONE.fullmatch(word.text)
        if found and _parts_number(found, before, doubted=doubted):
            word, done = replace(word, text=f"{(found['figures'] or '').rstrip(_STROKES)}/{found['rest']}"), True
        before, doubted = word.text, 0 <= word.confidence < _HARDLY
        yield word


def _parts_number(found: re.Match[str], before: str, *, doubted: bool) -> bool:
    """Whether between the figures in ``found``, or ``before`` it, and the abbreviation there a slash was lost; a pen's
    figures before a kind's abbreviation, or hardly read (``doubted``), may be anything, or not there at all."""
    figures, code = (found["figures"] or before).rstrip(_STROKES), found["code"] or found["rest"]
    if may_be_code(code):
        return len(figures) <= _MOST
    return (
        (figures.isdecimal() or (doubted and len(figures) <= _SHORT))
        and code.isupper()
        and found["sign"] not in ("/", ".")
        and not _LIKE_FIGURES.issuperset(code)
    )


def _of_date(line: Line) -> Line:
    years = [word.box[2] - word.box[0] for word in line.words if _YEAR.fullmatch(word.text)]
    return replace(line, words=tuple(part for word in line.words for part in _parted(word, years[-1] if years else 0)))


def _parted(word: Word, year: int) -> Iterator[Word]:
    """``word``, or label and figures that were read as one in it; ``year``: how wide the year is, 0 where none was
    read."""
    day, glued = _DAY.fullmatch(word.text), _GLUED.fullmatch(word.text)
    left, top, right, bottom = word.box
    if day:
        wide = year * BY_YEAR["ngày"] or (right - left) * len(day["label"]) / len(word.text)
        cut = left + round(min(wide, right - left - 2))
        yield replace(word, text="ngày", box=(left, top, cut, bottom))
        yield replace(word, text=day["figures"], box=(cut, top, right, bottom), confidence=_UNSURE)
    elif glued and (not glued["figures"].isalpha() or glued["figures"].isupper()):
        wide = (right - left) * len(glued["label"]) / len(word.text)
        wide = min(wide, (bottom - top) * _LETTER_WIDE * len(glued["label"]))
        cut = right - round(min(wide, year * BY_YEAR.get(glued["label"], 1.2) * _NARROW if year else wide))
        yield replace(word, text=glued["figures"], box=(left, top, cut, bottom), confidence=_UNSURE)
        yield replace(word, text=glued["label"], box=(cut, top, right, bottom))
    elif year and (joined := _JOINED.fullmatch(word.text)) and (joined["figures"].strip(_MARKS) or joined["next"]):
        yield from _apart(word, joined, year)
    else:
        yield word


def _apart(word: Word, joined: re.Match[str], year: int) -> Iterator[Word]:
    """The labels that were read as one ``word``, as wide as beside a ``year`` so wide, and what stands between them."""
    label, after = ("ngày" if joined["label"][0] == "n" else "tháng"), joined["next"] or ""
    behind = "tháng" if after[:1] == "t" else "năm"
    left, top, right, bottom = word.box
    ends = left + round(min(BY_YEAR[label] * year, right - left - 2))
    begins = max(right - round(BY_YEAR[behind] * _NARROW * year), ends + 1) if after else right
    yield replace(word, text=label, box=(left, top, ends, bottom))
    if joined["figures"]:
        yield replace(word, text=joined["figures"], box=(ends, top, begins, bottom), confidence=_UNSURE)
    if after:
        yield replace(word, text=behind, box=(begins, top, right, bottom))


def _first_said(line: Line) -> int:
    """Where the first word of ``line`` stands that is more than a trace of a rule above it: ``- Số: 199``."""
    return next((at for at, word in enumerate(line.words) if any(map(str.isalnum, word.text))), 0)


def _slashed(text: str) -> str:
    """``text`` of a word with the slash before a notation."""
    begins = _STROKE.match(text)
    if begins and not by_code(text) and (begins["mark"] or by_code(begins["code"] or "")):
        return f"/{text[1:]}"
    return _TICK.sub(r"\1/", _SPECK.sub("", text))


def unclung(word: Word) -> tuple[Word, ...]:
    """``word``, or the label "Số:" in it and what clings to that."""
    parts = _CLINGING.fullmatch(word.text)
    if not parts:
        return (word,)
    left, top, right, bottom = word.box
    wide = round((right - left) * len(parts["label"]) / len(word.text))
    cut = left + min(wide, round((bottom - top) * _LABEL_WIDE))
    label = replace(word, text=f"{parts['label'][:-1]}:", box=(left, top, cut, bottom))
    return label, replace(word, text=parts["rest"], box=(cut, top, right, bottom))
