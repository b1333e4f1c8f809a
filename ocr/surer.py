"""Lines of a page and what readings disagree on → the same, days, months and names as sure as two readings make them.

The chances of words (``ocr.confidence``) are those of a recogniser of print that read once. Figures of dates were read
by a network of our own besides, and the line of a name twice (``ocr.second``): what nothing contradicts is surer.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from archive.records import Box, Dispute, Line, Word
from ocr.dates import labels
from ocr.heading import is_date
from ocr.likelier import margins
from ocr.names import is_name, name_of
from ocr.noise import unmarked

_DAY = re.compile(r"[0-3]?\d")
"""What a day or month looks like."""
_DAYS = ((0.9, 0.97), (0.8, 0.94))
"""From which chance on a day or month is given how much at least: of 193 from 0.9 on all were right, of 91 from 0.8 on
that no reading contradicts 89, of 13 that one does 11 (real and drawn papers); the latter stay as they are."""
_NAMES = (0.5, 0.975)
"""The same of a word of a name that the language knows: of 128 from 0.5 to 0.9 all but one were right, of 446 from 0.9
to 0.97 all but seven."""


def surer(lines: Sequence[Line], disputed: Sequence[Dispute]) -> tuple[Line, ...]:
    """``lines`` of a page, calibrated, with the days and months of dates and the names under signatures surer."""
    others = {dispute.box: dispute.other for dispute in disputed}
    return tuple(_named(line, others) if line.region == "signature" else _dated(line, others) for line in lines)


def _dated(line: Line, others: Mapping[Box, str]) -> Line:
    where = labels([word.text for word in line.words]) if is_date(line.text) else None
    day, month, year = where or (0, 0, 0)

    def told(at: int, word: Word) -> Word:
        if not (day < at < month or month < at < year) or not _DAY.fullmatch(word.text):
            return word
        contradicted = bool(_DAY.fullmatch(others.get(word.box, "").strip(" .,")))
        least = next((given for chance, given in _DAYS[: 1 if contradicted else None] if word.confidence >= chance), 0)
        return replace(word, confidence=max(word.confidence, least))

    return replace(line, words=tuple(told(at, word) for at, word in enumerate(line.words)))


def _named(line: Line, others: Mapping[Box, str]) -> Line:
    name, (chance, least) = name_of(line.text).split(), _NAMES
    own = line.words[-len(name) :]
    if not is_name(line.text) or [unmarked(word.text) for word in own] != name:
        return line
    known = [margin is not None for margin in margins(name)]
    told = [
        replace(word, confidence=max(word.confidence, least))
        if knows and word.box not in others and word.confidence >= chance
        else word
        for word, knows in zip(own, known, strict=True)
    ]
    return replace(line, words=(*line.words[: -len(name)], *told))
