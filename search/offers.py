"""What is being typed → how it may go on: words of titles and subjects, numbers, organs and types of papers.

They are taken from what is shown of papers that the one who types may see, never from the index's list of words, which
has the words of all. Nothing is taken from restricted papers (mode 03), whoever asks: who finds them is noted in the
ledger, and what appears while one types should not need to be.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from archive.access import CONDITIONAL, EVERYTHING, PUBLIC, Sight
from archive.text import nfc, tokens
from search.engine import Engine
from search.named import field_of
from search.plan import Among, Best, Clause, Every, Wanted, within
from search.words import bare, folded

MOST = 10
"""Offers at once."""

LEAST = 2
"""Characters from which words are gone on with; of the last one, one will do."""

LONGEST = 200
"""Characters typed beyond which nothing is offered."""

SAMPLE = 60
"""Pages looked at for each kind of offer."""

CONTEXT = 3
"""Words before the last one that an offer may go on from."""

NAMING = 3
"""Characters from which a lone word may stand within the name of an organ or type; fewer must begin it."""

A_KIND = 4
"""Offers of one kind, but for words."""

Kind = Literal["word", "number", "organ", "type", "saved"]

_OPEN = (Among("access_mode", (PUBLIC, CONDITIONAL)),)
_FIELD = re.compile(r'(?P<name>[^\W\d_][\w-]{0,30}):(?:[“"](?P<quoted>[^”"“]*)|(?P<bare>[^\s”"“:]*))$')
_NUMBER = re.compile(r"(?<![^\s(])\d[\w/.-]*$")
_WORDS = re.compile(rf"(?<![^\s(-])(?:[^\W_]+\s+){{0,{CONTEXT}}}[^\W_]+$")
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Offer:
    """Gợi ý: what the box holds if it is taken (``text``), and what of it is ``shown``."""

    text: str
    shown: str
    kind: Kind


def offers(engine: Engine, typed: str, sight: Sight = EVERYTHING) -> list[Offer]:
    """At most ``MOST`` ways to go on with ``typed``; what is most frequent among the papers looked at comes first."""
    typed = nfc(typed)
    if len(typed) > LONGEST:
        return []
    look = _Look(engine, (*within(sight), *_OPEN))
    if field := _FIELD.search(typed):
        return _of_field(look, typed, field)[:MOST]
    if number := _NUMBER.search(typed):
        before = typed[: number.start()]
        return [Offer(before + one, one, "number") for one in look.values("number", number[0], whole=True)]
    tail = _WORDS.search(typed)
    if tail is None or len(tail[0]) < LEAST:
        return []
    values = [*_values(look, "type", typed, tail[0]), *_values(look, "organ", typed, tail[0])]
    return [*values, *_words(look, typed, tail[0])][:MOST]


def _of_field(look: "_Look", typed: str, field: re.Match[str]) -> list[Offer]:
    """What goes on behind ``cơquan:``, ``loại:``, ``số:``; nothing behind other names."""
    kind = field_of(field["name"])
    value = field["quoted"] or field["bare"] or ""
    if kind not in ("organ", "type", "number"):
        return []
    before = typed[: field.end("name") + 1]
    found = look.values(kind, value, whole=kind == "number")
    return [Offer(before + (one if kind == "number" else f'"{one}"'), one, kind) for one in found]  # type: ignore[arg-type]


def _values(look: "_Look", kind: Literal["organ", "type"], typed: str, tail: str) -> Iterator[Offer]:
    """Whole names of organs or types that have the last words side by side, as many of them as there are."""
    name = {"organ": "cơquan", "type": "loại"}[kind]
    starts = [match.start() for match in _WORD.finditer(tail)]
    for start in starts:
        if found := look.values(kind, tail[start:], whole=start == starts[-1] and len(tail) - start < NAMING):
            before = typed[: len(typed) - len(tail) + start]
            yield from (Offer(f'{before}{name}:"{one}"', one, kind) for one in found)
            return


def _words(look: "_Look", typed: str, tail: str) -> list[Offer]:
    """The last word gone on with, and with the word that mostly follows; where there are words before it, as it goes on
    after them, or after the last of them."""
    given = tokens(tail)
    found = next(filter(None, (look.phrases(given[at:]) for at in range(max(1, len(given) - 1)))), Counter[str]())
    told: dict[str, int] = {}
    for one in (one for one in found if " " not in one):
        two = max((two for two in found if two.startswith(f"{one} ")), key=lambda two: (found[two], two), default="")
        told[two if two and found[two] * 2 > found[one] else one] = found[one]
    told.pop(given[-1], None)
    kept = typed[: len(typed) - len(tail.split()[-1])]
    lead = " ".join(tail.split()[:-1])
    return [Offer(kept + one, f"{lead} {one}".strip(), "word") for one in _likely(told, given[-1], "word")]


def _likely(found: Mapping[str, int], typed: str, kind: str) -> list[str]:
    """What is offered of ``found``, the most frequent first: what has the marks that were typed, if any does; of what
    differs in marks and case alone the most frequent."""
    last = tokens(typed)[-1]

    def agrees(one: str) -> bool:
        read = tokens(one)
        return any(_agree(last, word) for word in (read[:1] if kind == "word" else read))

    agreeing = {one: count for one, count in found.items() if agrees(one)}
    kept: dict[tuple[str, ...], str] = {}
    for one, _ in sorted((agreeing or found).items(), key=lambda each: (-each[1], each[0])):
        kept.setdefault(folded(one), one)
    return [*kept.values()]


def _agree(typed: str, word: str) -> bool:
    """Whether ``word`` begins like ``typed`` and has all marks typed, maybe more: ``quyê`` goes on to ``quyết``."""
    return len(typed) <= len(word) and all(
        frozenset(unicodedata.normalize("NFD", one)) <= frozenset(unicodedata.normalize("NFD", other))
        for one, other in zip(typed, word, strict=False)
    )


class _Look:
    """Pages that may be looked at."""

    def __init__(self, engine: Engine, only: tuple[Wanted, ...]) -> None:
        self._engine, self._only = engine, only

    def values(self, field: str, typed: str, *, whole: bool) -> list[str]:
        """Values of ``field`` that have the words of ``typed``, the last of them begun, side by side; ``whole``: from
        their first word on."""
        given = folded(typed)
        if not given or len(given[-1]) < (1 if len(given) > 1 else LEAST):
            return []
        must = (*(Clause(field, (word,)) for word in given[:-1]), Clause(field, given[-1:], prefix=True))
        found = Counter[str]()
        for kept in self._pages(must):
            value = " ".join(kept[field].split())
            places = _places(folded(value), given)
            if places and (not whole or places[0] == 0):
                found[value] += 1
        return [value.replace('"', "") for value in _likely(found, typed, field)][:A_KIND]

    def phrases(self, given: Sequence[str]) -> Counter[str]:
        """Words of titles and subjects that begin like the last of ``given``, where the others stand before it: alone
        and with the next, on how many pages."""
        wanted = [bare(word) for word in given]
        begun = Best(tuple(Clause(field, (wanted[-1],), prefix=True) for field in ("subject", "title")))
        context = tuple(Clause("folded", (word,)) for word in dict.fromkeys(wanted[:-1]))
        found = Counter[str]()
        for kept in self._pages((*context, begun)):
            read = [*tokens(kept["subject"]), "", *tokens(kept["title"])]
            after = _places([bare(word) for word in read], wanted)
            found.update({one for at in after for one in _from(read, at + len(wanted) - 1)})
        return found

    def _pages(self, must: tuple[Wanted, ...]) -> Iterable[Mapping[str, Any]]:
        found = self._engine.leading(Every(must, only=self._only), SAMPLE)
        kept = self._engine.shown([one.key for one in found])
        return kept.values()


def _places(read: Sequence[str], given: Sequence[str]) -> list[int]:
    """Where the words ``given``, the last of them begun, stand side by side."""
    *before, last = given
    span = len(given)
    return [
        at
        for at in range(len(read) - span + 1)
        if read[at + span - 1].startswith(last) and [*read[at : at + span - 1]] == before
    ]


def _from(read: Sequence[str], at: int) -> Iterator[str]:
    yield read[at]
    if at + 1 < len(read) and read[at + 1]:
        yield f"{read[at]} {read[at + 1]}"
