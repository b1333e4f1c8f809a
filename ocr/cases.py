"""Lines → the same, capitals inside words of small letters made small: ``cỦa`` and ``củỦa`` → ``của``.

No Vietnamese word has one; a tone mark that is read as part of the letter below makes a recogniser see a capital.
"""

from collections.abc import Sequence
from dataclasses import replace

from archive.records import Line, Word
from archive.text import nfc
from ocr.syllable import is_possible

_NAME, _SHORT = 3, 3
"""Words of a name at least; letters of its last at most: a word of more says by some of them what it is."""


def lowered(lines: Sequence[Line]) -> tuple[Line, ...]:
    """``lines`` with such words put right where they are syllables then; what was read is kept beside them."""
    return tuple(replace(line, words=_named(line, tuple(_lowered(word) for word in line.words))) for line in lines)


def _named(line: Line, words: tuple[Word, ...]) -> tuple[Word, ...]:
    """The last word of who signed as the others are, where small letters look like capitals: ``Í``, ``Ô``, ``Ư``."""
    if line.region != "signature" or len(words) < _NAME or not all(word.text.istitle() for word in words[:-1]):
        return words
    last = words[-1].text
    if not (1 < len(last) <= _SHORT and last.isupper() and is_possible(last.lower())):
        return words
    return (*words[:-1], replace(words[-1], text=last.title(), read=words[-1].read or last))


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
