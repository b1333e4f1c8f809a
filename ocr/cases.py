"""Lines → the same, capitals inside words of small letters made small: ``cỦa`` → ``của``, ``củỦa`` → ``của``.

No Vietnamese word has one; a tone mark that is read as part of the letter below makes a recogniser see a capital.
"""

from collections.abc import Sequence
from dataclasses import replace

from archive.records import Line, Word
from archive.text import nfc
from ocr.syllable import is_possible


def lowered(lines: Sequence[Line]) -> tuple[Line, ...]:
    """``lines`` with such words put right where they are syllables then; what was read is kept beside them."""
    return tuple(replace(line, words=tuple(_lowered(word) for word in line.words)) for line in lines)


def _lowered(word: Word) -> Word:
    letters = [char for char in word.text if char.isalpha()]
    if not letters or not letters[0].islower() or not any(char.isupper() for char in letters):
        return word
    start = word.text.index(letters[0])
    core = word.text[start:].rstrip(".,:;!?)”\"'")
    if not core.isalpha():
        return word
    best = next((one for one in (core.lower(), _single(core)) if is_possible(one)), None)
    if best is None:
        return word
    text = word.text[:start] + best + word.text[start + len(core) :]
    return replace(word, text=text, read=word.read or word.text)


def _single(core: str) -> str:
    """``core`` in small letters, a letter that was read twice, once as a capital, once only."""
    kept = [char for at, char in enumerate(core) if at == 0 or not (char.isupper() and core[at - 1] == char.lower())]
    return nfc("".join(kept)).lower()
