"""Lines → the flow of their words as the language statistics number them, and what it costs that they stand so."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from archive.abbreviations import abbreviations
from archive.records import Line, Word
from ocr.phrases import BREAK, FOREIGN, NUMBER, UNSEEN, Phrases, phrases
from ocr.syllable import is_possible, respelled, spelled
from ocr.vietnamese import parts

_MARKS = ".,:;()“”\"'/-–"
_LAST = frozenset("aàáảãạeèéẻẽẹyỳýỷỹỵ")


@dataclass(frozen=True, slots=True)
class Placed:
    """A word in the flow: the marks around it, its letters, and where its number stands."""

    word: Word
    head: str
    core: str
    tail: str
    at: int


@dataclass(frozen=True, slots=True)
class Language:
    """What is known of the language; ``newer``: whether the page writes ``hoà`` and not ``hòa``."""

    phrases: Phrases
    newer: bool

    def longhand(self, core: str) -> list[int]:
        """The numbers of the syllables that ``core`` is short for (``UBND``), for the words beside it; none where it is
        no abbreviation."""
        names = abbreviations("agencies").get(core.lower(), ()) if core.isupper() else ()
        return [self.phrases.number(spelled(syllable)) for name in names[:1] for syllable in name.split()]

    def written(self, syllable: str) -> str:
        """A known syllable as the page spells."""
        return respelled(syllable) if self.newer else syllable

    def cost(self, flow: Sequence[int], at: int, reach: int = 3) -> float:
        """What the flow costs where the number at ``at`` is in play: it and the two after it (``reach`` in all)."""
        ends = range(at, min(at + reach, len(flow)))
        return sum(self.phrases.cost(flow[end - 2], flow[end - 1], flow[end]) for end in ends)

    def stands(self, flow: Sequence[int], at: int) -> bool:
        """Whether the texts know what stands at ``at`` beside a neighbour: that a syllable is common alone says
        little."""
        return known_beside(flow[at - 1 : at + 2], self.phrases)


def language_of(lines: Sequence[Line]) -> Language:
    """The language as the page of ``lines`` writes it."""
    told = [word.text.strip(_MARKS).lower() for line in lines for word in line.words]
    ways = [low != spelled(low) for low in told if low[-1:] in _LAST and respelled(low) != spelled(low)]
    return Language(phrases(), 2 * sum(ways) > len(ways))


def known_beside(three: Sequence[int], known: Phrases) -> bool:
    """Whether the texts have the middle one of three beside a neighbour that they know."""
    before, here, after = three
    return (before > UNSEEN and known.follows(before, here)) or (after > UNSEEN and known.follows(here, after))


def number_of(core: str, known: Phrases) -> int:
    """The number of a word without the marks around it."""
    if core[0].isdigit():
        return NUMBER
    if is_possible(core):
        return known.number(spelled(core))
    return UNSEEN if core.isalpha() and not core.isascii() else FOREIGN


def sentences(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Lines through which a sentence may run: over the end of a line within one block, not from cell to cell."""
    part: list[Line] = []
    for line in lines:
        if part and (line.block, line.region, line.cell) != (part[-1].block, part[-1].region, part[-1].cell):
            yield part
            part = []
        part.append(line)
    if part:
        yield part


def laid(part: Sequence[Line], language: Language) -> tuple[list[Placed], list[int]]:
    """The words of lines through which a sentence runs, and the flow: their numbers with the breaks between them."""
    placed: list[Placed] = []
    flow = [BREAK, BREAK]
    for word in (word for line in part for word in line.words):
        head, core, tail = parts(word.text)
        if head and flow[-1] != BREAK:
            flow.append(BREAK)
        *others, own = language.longhand(core) or (number_of(core, language.phrases) if core else BREAK,)
        flow += others
        placed.append(Placed(word, head, core, tail, len(flow)))
        if core:
            flow.append(own)
        if tail.strip(":") and flow[-1] != BREAK:
            flow.append(BREAK)
    return placed, [*flow, BREAK, BREAK]
