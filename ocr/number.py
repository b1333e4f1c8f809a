"""The line of number and notation → both (NĐ 30/2020, PL I, ô 3; Party papers; NĐ 61/2018 for one-stop slips)."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from archive.records import Line, Word
from archive.text import fold
from ocr.heading import without_kind
from ocr.kinds import Kind, by_code
from ocr.value import Value

_NUMBER = re.compile(r"^\W{0,3}S\S?\s*[:;.,]?\s*(?P<number>[^/]{0,14}?)\s*/\s*(?P<rest>\S.*)$", re.IGNORECASE)
_SLIP = re.compile(r"^\W{0,3}s.{0,2}\s+(?:phieu|bien nhan|giay|tiep nhan|ho so)\s*[:;.,]\s*\d{1,6}\s*/\s*\S")
"""On the folded text of a slip: "Số phiếu: 466/GTN-TTPVHCC"."""
_PARTY = re.compile(
    r"^\W{0,2}[Ss][^\W\d_]?[^\W\d_]?\s*[:;.,]?\s*(?P<number>[^\s–-][^–-]{0,6}?)?\s*[-–]\s*(?P<notation>[A-ZĐ][\w]*/[\w.&-]+)"
)
_UNSLASHED = re.compile(
    r"(?P<before>^\W{0,2}S[^\W\d_]{0,2}\s*[:;.,]?\s*\d{1,5}\s*[-–]\s*)(?P<kind>[A-ZĐ][A-Za-zĐ]{0,3})[\s.,]\s?(?=[A-ZĐ]*[UW][A-ZĐ]*(?:\s|$))"
)
"""``Số 3501-CV TU``: the slash of a Party notation was not read; its organ is one of capitals, a U or W among them (TU,
HU, ĐUK, TW): a place ("TP.", "TX") has none."""
_TWICE = re.compile(r"/ĐĐU(?=K?$)")
"""``BC/ĐĐU``: the Đ of a Party committee (đảng ủy) was read twice."""
_HYPHEN = re.compile(r"(?:(?<=[A-ZĐ])|(?<=[A-ZĐ][TI]r))(?:\s[-–]\s?|[-–]\s)(?=[A-ZĐ]{2,}\d?(?:[\s(-]|$))")
"""The hyphen in a notation with spaces beside it: ``KCB - NV``, ``TTr -UBND``, ``TTr- CAT-PC04``."""
_NOTATION = re.compile(r"[^\W_](?:[\w&.\-–/]|(?<=[\w.])\([A-ZĐ]{1,6}\d{0,3}\))*")
"""A notation; the police put the desk in parentheses: ``TTr-CAT(PC04)``."""
_PLAIN = re.compile(
    r"(?:\d{4}/)?(?P<first>[A-ZĐ][A-ZĐa-z]*)(?:(?:[-/][A-ZĐ]{1,10}\d{0,2}){0,3}|(?P<dot>\.)[A-ZĐ]{2,10})"
)
_PADDED, _LONG = 2, 0.6
"""Figures of a number below 10, which has a nought before it (NĐ 30/2020, PL I, II.3); how far to trust a longer one
with a nought before it: ``0112`` of 01/2016."""
_DOTS = ".,:;…"
"""What is left of the dotted line on which figures were written."""
_SUBMISSION, _DESK = re.compile(r"^[TIl1]{2}r-"), re.compile(r"(?<=-P)[óÓ]$")
_DIGITS = re.compile(r"\d{1,5}[a-dđA-D]?")
_FIGURES = str.maketrans("OoIl", "0011")
_SURE = 0.2
"""A number less likely right is not taken: it was written by hand and misread."""
_JOINED = re.compile(r"(?P<kind>[A-ZĐ][A-ZĐa-z]{0,2})(?P<organ>(?:UBND|HĐND|HDND|VP|CP)(?:[-.].*)?)")
"""``BCUBND``: kind and organ without the hyphen between them."""
_LOST = re.compile(
    r"^(?P<before>\W{0,3}S\S?\s*[:;.,]\s*(?P<figures>\d{1,5})?)\s*[;,.:|]?\s*"
    r"(?=(?P<code>[^\W\d_]{1,4})(?P<sign>[-–/.])[A-ZĐ]|(?:UBND|H[ĐD]ND)(?:\s|$))"
)
"""``Số: 240 KH-UBND``: the slash was not read, or never written: ``Số : 105 CV/UBND``, ``Số: 30 QĐ.UB``."""
_BEHIND = re.compile(r"\s/(?P<rest>[A-ZĐ]{2}.*)$")
"""Where a notation begins behind a number with slashes among its figures: ``2/22 /CAT-PV01``."""
_TORN = re.compile(
    r"^(?!(?:19|20)\d\d)(?P<before>[^\s/–-]{0,5})(?P<sign>\s*/(?:\s*/)?\s*|\s)(?P<rest>(?P<code>[A-ZĐ][A-ZĐa-z]{0,3})-[A-ZĐ].*)$"
)
"""``2/9 /TTr-UBND``, ``/Z/KH-UBND``, ``463/7 GCN-UBND``: a figure was taken for a slash, so the number is not sure."""
_FIGURED = re.compile(r"\d{1,3}(?![\dA-ZĐ])")
"""``32/2ổ THPTTBT``: so begins no notation, a year has four figures."""
_YEAR = re.compile(r"^(?P<year>(?:19|20)\d{2})\s*/\s*(?P<rest>.*)$")
_YEARLY = re.compile(r"\d{4}")
_CUSTOMARY = ("CV", "GCN")
"""What the Party writes for a công văn, and offices for a giấy chứng nhận (CN by law)."""
_UNCODED = 0.95
"""How far to trust a notation that begins with no abbreviation of the law: a công văn's, or one misread."""


def has_notation(line: Line) -> bool:
    """Whether ``line`` bears a notation: an incoming-mail stamp ("Số: 1234") has none."""
    return bool(_NUMBER.match(_slashed(without_kind(line.text))) or _party(line.text) or _SLIP.match(fold(line.text)))


def is_slip_number(line: Line) -> bool:
    """Whether ``line`` is the number of a slip, below its title ("Số phiếu: 466/GTN-TTPVHCC")."""
    return bool(_SLIP.match(fold(line.text)))


def number(line: Line | None) -> tuple[Value | None, Value | None]:
    """Number and notation; None for what is not there ("Số:    /KH-UBND" has no number yet).

    A number with anything but figures in it, or read below 0.2, is not taken.
    """
    if line is None:
        return None, None
    party = _party(line.text)
    if party:
        found, notation = (party["number"] or "").translate(_FIGURES), party["notation"]
        found = found if _DIGITS.fullmatch(found) and _sure(_has_digit(line)[:1]) else ""
        return _value(line, found, _has_digit(line)), _value(line, _TWICE.sub("/ĐU", notation), _with(line, notation))
    slip = _SLIP.match(fold(line.text))
    text = line.text.replace(line.text.split(":")[0], "Số", 1) if slip else without_kind(line.text)
    match = _NUMBER.match(_slashed(text))
    if not match:
        return None, None
    rest, year = _HYPHEN.sub("-", match["rest"].strip()), ""
    struck = rest.startswith("/")
    torn = _torn(rest) or _torn(rest.lstrip("/ "))
    rest = rest.lstrip("/ ")
    rest = torn["rest"] if torn else rest
    torn = torn or _FIGURED.match(rest)
    behind = _BEHIND.search(rest) if torn and _FIGURED.match(rest) else None
    rest = behind["rest"] if behind else rest
    with_year = _YEAR.match(rest)
    if with_year:
        rest, year = with_year["rest"], with_year["year"] + "/"
    named = None if _FIGURED.match(rest) else _NOTATION.match(rest)
    notation = mended((year + named[0].rstrip("._-–/")).replace("–", "-")) if named else None
    figures = "" if torn or struck else "".join(match["number"].split()).strip(_DOTS).translate(_FIGURES)
    numbered = replace(line, words=line.words[: _ends(line)])
    before = [word for word in _has_digit(numbered)[:2] if word.text.split("/")[0].translate(_FIGURES) in figures]
    padded = len(figures) > _PADDED and figures[0] == "0"
    trust = 1.0 if notation and kind_in(notation.rpartition("/")[2] if year else notation) else _UNCODED
    return (
        _value(
            line, figures if _DIGITS.fullmatch(figures) and _sure(before) else None, before, _LONG if padded else 1.0
        ),
        _value(line, notation, _with(line, named[0] if named else ""), trust),
    )


def mended(notation: str) -> str:
    """Abbreviations that the law knows, where Đ lost its bar or was read twice: ``QD-UBND`` → ``QĐ-UBND``; a T of TTr
    read as another stroke, and the figure of a desk as a letter: ``TIr``, ``C04-Pó``."""
    first, dash, rest = _parted(_DESK.sub("6", _SUBMISSION.sub("TTr-", notation)))
    if dash and by_code(first) is None:
        bare = first.replace("ĐĐ", "Đ").replace("Đ", "D")
        match = next((code for code in ("QĐ", "NĐ", "HĐ", "CĐ", "ĐA", "QyĐ") if code.replace("Đ", "D") == bare), None)
        first = match or first
    return f"{first}{dash}{rest}".replace("HDND", "HĐND")


def _ends(line: Line) -> int:
    """Where the words of a number end, with the one that its notation begins in: its date may stand behind it."""
    return next((at + 1 for at, word in enumerate(line.words) if "/" in word.text), len(line.words))


def _slashed(text: str) -> str:
    found = _LOST.match(text)
    if found is None:
        return text
    code = found["code"]
    known = code is not None and may_be_code(code)
    lost = known or (bool(found["figures"]) and (code is None or (found["sign"] in "-–" and code[0].isupper())))
    return f"{found['before']}/{text[found.end() :]}" if lost else text


def _party(text: str) -> re.Match[str] | None:
    """Number and notation of a Party paper (``12-QĐ/TU``); figures with a slash among them were written by hand and
    misread (``16/27/ -BC/ĐUK``), unless a year stands there ("12/2019-TTLT/…")."""
    found = _PARTY.match(_UNSLASHED.sub(_with_slash, text))
    if found is None or "/" not in (found["number"] or ""):
        return found
    torn = is_code(found["notation"].partition("/")[0]) and not _YEARLY.search(found["number"])
    return found if torn else None


def _with_slash(found: re.Match[str]) -> str:
    return f"{found['before']}{found['kind']}/" if is_code(found["kind"]) else found[0]


def is_plain(notation: str) -> bool:
    """Whether ``notation`` is a kind's abbreviation and capitals of organs, as offices write it: not ``TB-BQIL.DA``."""
    found = _PLAIN.fullmatch(notation)
    if not found or "ĐĐ" in notation:
        return False
    return is_code(found["first"]) or (found["first"].isupper() and not found["dot"])


def kind_in(notation: str) -> Kind | None:
    """The kind whose abbreviation ``notation`` begins with, whatever sign parts it from the organ's: ``QĐ.UB``."""
    return by_code(notation.replace(".", "-"))


def may_be_code(text: str) -> bool:
    """Whether ``text`` is such an abbreviation in small letters (``cv``), or one of which a bar was lost (``QD``)."""
    return is_code(text) or is_code(text.upper()) or is_code(mended(f"{text}-").rstrip("-"))


def is_code(text: str) -> bool:
    """Whether ``text`` is the abbreviation of a kind of paper, of the law's or as is customary."""
    return text in _CUSTOMARY or by_code(text) is not None


def _torn(rest: str) -> re.Match[str] | None:
    """The end of a number of which a figure was read as a slash, and the notation behind it; ``QĐ/TC-UBND`` is one
    notation."""
    found = _TORN.match(rest)
    if found is None:
        return None
    before, slashed = found["before"], "/" in found["sign"]
    if slashed and (before.isdigit() or not before):
        return found
    named = is_code(before) or (len(before) > 1 and before.isascii() and before.isalpha())
    return found if is_code(found["code"]) and not named and (slashed or before.isdigit()) else None


def _parted(notation: str) -> tuple[str, str, str]:
    """Kind, hyphen and organ; a hyphen that was lost between two abbreviations of the law is put back."""
    lost = _JOINED.fullmatch(notation)
    return (lost["kind"], "-", lost["organ"]) if lost and by_code(lost["kind"]) else notation.partition("-")


def _sure(words: Sequence[Word]) -> bool:
    return all(word.confidence >= _SURE for word in words)


def _value(line: Line, text: str | None, words: Sequence[Word], trust: float = 1.0) -> Value | None:
    return Value(text, tuple(words) or line.words, trust) if text else None


def _has_digit(line: Line) -> list[Word]:
    return [word for word in line.words if any(char.isdigit() for char in word.text.split("/")[0])]


def _with(line: Line, notation: str) -> list[Word]:
    """The words side by side that ``notation`` was read from: a dash at the other end of the line is none of it."""
    if not notation:
        return []
    runs = groupby(line.words, key=lambda word: word.text.lstrip("/") in notation or notation in word.text)
    return max((list(run) for own, run in runs if own), key=lambda run: sum(len(word.text) for word in run), default=[])
