"""A page and a pattern → passages: the words that match, where they stand and how sure they are."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from archive.records import Box, Line, OcrPage, Word

SURE = 0.9
"""Chance to be right of its least sure word below which a passage is no ground for a flag: a misread figure would be
told as a disagreement of the papers, and a clerk who is sent for nothing stops looking."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Chỗ trên trang: a match of a pattern in a page's words; ``page`` is a scan-order index from 0."""

    page: int
    match: re.Match[str]
    words: tuple[Word, ...]

    @property
    def box(self) -> Box:
        """The smallest box around the words."""
        return around([word.box for word in self.words])

    @property
    def sure(self) -> bool:
        """Whether each of its words is likely right."""
        return all(word.confidence >= SURE for word in self.words)


def passages(page: OcrPage, pattern: re.Pattern[str]) -> Iterator[Passage]:
    """All matches of ``pattern`` in the page's words, joined by single spaces in reading order across lines."""
    words = [word for line in page.lines for word in line.words]
    ends, at = [], 0
    for word in words:
        at += len(word.text) + 1
        ends.append(at)
    for match in pattern.finditer(" ".join(word.text for word in words)):
        taken = [
            word
            for word, end in zip(words, ends, strict=True)
            if end - len(word.text) - 1 < match.end() and end - 1 > match.start()
        ]
        if taken:
            yield Passage(page.page.index, match, tuple(taken))


def rows(page: OcrPage) -> Iterator[Line]:
    """The page's lines; those that stand side by side in one row of a table are one."""
    if not page.lines:
        return
    row = page.lines[0]
    for before, line in pairwise(page.lines):
        if line.follows(before):
            row = replace(row, words=(*row.words, *line.words))
        else:
            yield row
            row = line
    yield row


def around(boxes: Sequence[Box]) -> Box:
    """The smallest box around ``boxes``."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)
