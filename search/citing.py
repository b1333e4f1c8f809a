"""Page text → the numbers of papers that it names: ``2576/QĐ-UBND``, ``61/2018/NĐ-CP``, ``80/2015/QH13``."""

import re

from archive.text import nfc
from search.words import words

MOST = 50
"""Numbers kept of one page; a list of a whole year's papers has more."""

_NUMBER = re.compile(
    r"(?<![\w/.-])(?P<number>\d{1,5}[a-z]?)\s?/\s?(?:(?P<year>[12]\d{3})\s?/\s?)?"
    r"(?P<notation>[A-ZĐ][A-ZĐa-z]{0,9}\d{0,2}(?:\s?[-–&]\s?[A-ZĐ][\w&]{0,11}){0,4})(?![\w/])"
)


def cited(text: str, own: str = "") -> tuple[str, ...]:
    """The numbers in ``text``, each once, in their order, without ``own``; blanks that stand inside are taken out."""
    itself = words(own)
    found: dict[tuple[str, ...], str] = {}
    for match in _NUMBER.finditer(nfc(text)):
        if not match["year"] and not re.search("[-–&]|[A-ZĐ]{2}", match["notation"]):
            continue
        code = "/".join(part for part in match.groups() if part)
        code = re.sub(r"\s", "", code).replace("–", "-")
        if words(code) != itself:
            found.setdefault(tuple(words(code)), code)
    return tuple(found.values())[:MOST]
