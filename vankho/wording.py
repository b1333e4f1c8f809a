"""Pages as they were read, corrections of words → the pages as a person says they read."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain

from archive.records import Box, Line, OcrPage, Word
from archive.text import nfc
from ocr.confidence import share_right
from vankho.corrections import Correction


def reworded(pages: Sequence[OcrPage], corrections: Sequence[Correction]) -> tuple[OcrPage, ...]:
    """``pages`` with the words that a person put right, sure from then on, and what was read kept beside each.

    Done twice it changes nothing. A correction whose words no longer stand on its page, as it was read anew, is passed
    over.
    """
    done = list(pages)
    for one in corrections:
        if one.kind == "word":
            done = [
                _changed(page, one.old or "", one.new or "") if page.page.index == one.page else page for page in done
            ]
    return tuple(done)


def places(page: OcrPage, words: str) -> list[tuple[int, int]]:
    """Where ``words`` stand on ``page`` in one line, as line and word from 0; those a person put right do not count."""
    wanted = nfc(words).split()
    found = []
    for number, line in enumerate(page.lines):
        for at in range(len(line.words) - len(wanted) + 1):
            here = line.words[at : at + len(wanted)]
            if wanted and [word.text for word in here] == wanted and not all(_is_done(word, words) for word in here):
                found.append((number, at))
    return found


def _is_done(word: Word, read: str) -> bool:
    return word.read == read and word.confidence == 1.0


def _changed(page: OcrPage, read: str, says: str) -> OcrPage:
    found = places(page, read)
    if len(found) != 1:
        return page
    number, at = found[0]
    line, count = page.lines[number], len(read.split())
    old = line.words[at : at + count]
    fresh = replace(line, words=(*line.words[:at], *_written(old, nfc(says).split(), read), *line.words[at + count :]))
    lines = tuple(chain(page.lines[:number], (fresh,) if fresh.words else (), page.lines[number + 1 :]))
    left, top, right, bottom = Line(old).box
    inside = [
        dispute
        for dispute in page.disputed
        if left <= dispute.box[0] and dispute.box[2] <= right and top <= dispute.box[1] and dispute.box[3] <= bottom
    ]
    disputed = tuple(dispute for dispute in page.disputed if dispute not in inside)
    return replace(page, lines=lines, disputed=disputed, confidence=share_right(lines, page.unread))


def _written(old: Sequence[Word], texts: Sequence[str], read: str) -> list[Word]:
    """``texts`` in the place of ``old``: word for word where there are as many, else each as wide as it is long."""
    if len(old) == len(texts):
        boxes = [word.box for word in old]
    else:
        boxes = _parted(Line(tuple(old)).box, [len(text) for text in texts])
    return [Word(text, box, 1.0, read) for text, box in zip(texts, boxes, strict=True)]


def _parted(box: Box, lengths: Sequence[int]) -> list[Box]:
    """``box`` cut into parts for words of these lengths, a letter's width between them."""
    left, top, right, bottom = box
    whole = sum(lengths) + len(lengths) - 1
    parts, at = [], 0
    for length in lengths:
        start, end = (left + round((right - left) * place / whole) for place in (at, at + length))
        parts.append((start, top, max(end, start + 1), bottom))
        at += length + 1
    return parts
