"""Words of a page → a value that was read, with how sure it is and where it stands."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from archive.records import Box, Document, Evidence, Line, Word


@dataclass(frozen=True, slots=True)
class Value:
    """Giá trị đọc được: ``text`` as the field holds it and the words of the paper that it was taken from.

    ``trust`` (0 to 1): how sure the rule is that these words are the field, were they read right; ``known``: the text
    stands in a table of the law or was seen twice, so that a misread letter was put right: the chance of that, which
    then replaces the words' own. ``page``: scan-order index, None for the page that is being read.
    """

    text: str
    words: tuple[Word, ...] = ()
    trust: float = 1.0
    known: float | None = None
    page: int | None = None

    @property
    def confidence(self) -> float:
        """The chance that the value is right: every word right, and the right words."""
        read = math.prod(word.confidence for word in self.words) if self.known is None else self.known
        return self.trust * read

    @property
    def box(self) -> Box | None:
        """The smallest box around the words."""
        return Line(self.words).box if self.words else None

    def evidence(self, page: int) -> Evidence:
        """The same for the record; ``page`` is where it was read unless the value says otherwise."""
        return Evidence(round(self.confidence, 3), page if self.page is None else self.page, self.box)

    def but(self, text: str, trust: float = 1.0) -> "Value":
        """Another text out of the same words, less sure by ``trust``."""
        return replace(self, text=text, trust=self.trust * trust)


def as_sure_together(words: Sequence[Word], which: Sequence[bool], chance: float) -> tuple[Word, ...]:
    """``words``, those of ``which`` at least so sure that all of them together are right with ``chance``."""
    least = chance ** (1 / max(sum(which), 1))
    pairs = zip(words, which, strict=True)
    return tuple(replace(word, confidence=max(word.confidence, least)) if one else word for word, one in pairs)


def value(lines: Sequence[Line], text: str | None = None, trust: float = 1.0) -> Value | None:
    """The words of ``lines`` as one value, None where there are none; ``text`` where the field says it otherwise."""
    words = tuple(word for line in lines for word in line.words)
    said = " ".join(word.text for word in words) if text is None else text
    return Value(said, words, trust) if said else None


def put_right(document: Document, field: str, now: str, confidence: float) -> Document:
    """``document`` with another value or confidence in a ``field`` that was read; its evidence keeps what was read."""
    before, evidence = getattr(document, field), document.evidence[field]
    read = evidence.read or (before if before != now else None)
    kept = replace(evidence, confidence=round(confidence, 3), read=None if read == now else read)
    value: dict[str, Any] = {field: now}
    return replace(document, **value, evidence={**document.evidence, field: kept})
