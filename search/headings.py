"""Query × the pages that lead → those whose title or subject names all that was asked for, but for one word misread.

Motto, place and date put the commonest names on every first page, so that some page always has the word that another
one has misread in its title, only elsewhere. Where the rest of the question stands in one title and subject, what
stands there in place of the last word is looked at itself: it needs no list of the index's words, and beside the
neighbours that were typed a letter less may even make another syllable.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple

from search.engine import Engine, Key, Ranked
from search.near import apart
from search.plan import CONTEXT, Clause, Every, Plan, Wanted, of_word
from search.terms import Query, is_word
from search.words import folded

FIELDS = ("title", "subject")

READ = 50
"""Pages whose title and subject are read, those first that lead in them."""


class Instead(NamedTuple):
    """What stands in a title or subject for a word typed; ``worth``: what that adds to the page's score."""

    form: str
    worth: float


def lack(engine: Engine, typed: Plan, best: Sequence[Ranked]) -> bool:
    """Whether all of the ``best`` so far lack single words of the question in title and subject, and it has enough of
    them to look for what is misread there."""
    asked = _words(typed)
    return len(asked) >= CONTEXT and all(_lacking(engine, asked, best).values())


def misread(engine: Engine, query: Query, typed: Plan, leading: Sequence[Ranked]) -> Mapping[Key, Instead]:
    """Which of ``leading`` have all single words of the question in title and subject, but for one that is misread
    there."""
    asked = _words(typed)
    lacks = _lacking(engine, asked, _as_asked(engine, typed, leading))
    almost = {key: asked[min(lack)] for key, lack in lacks.items() if len(lack) == 1}
    shown = engine.shown([*almost][:READ])
    found = ((key, min(_instead(almost[key], query, read), default=None)) for key, read in shown.items())
    near = {key: instead for key, instead in found if instead}
    made: dict[Key, Instead] = {}
    words = dict.fromkeys(almost[key] for key in near)
    ways = [of_word(word, typed) for word in words]
    engine.expect(leading=[_leading(each, typed) for each in ways], bonus=[(each, leading) for each in ways])
    for word in words:
        most, counts = _counting(engine, word, typed, leading)
        for key in (key for key in near if almost[key] == word):
            cost, form = near[key]
            made[key] = Instead(form, max(0.0, most * (1 - cost / 2) - counts.get(key, 0.0)))
    return made


def clauses(typed: Plan) -> list[Wanted]:
    """What pages are asked for to know what their title and subject lack; nothing where that is not asked."""
    asked = _words(typed)
    return _named(asked) if len(asked) >= CONTEXT else []


def _words(typed: Plan) -> list[str]:
    return [node.folded[0] for node in typed.nodes if is_word(node)]


def _named(asked: Sequence[str]) -> list[Wanted]:
    return [Clause(name, (word,)) for name in FIELDS for word in asked]


def _as_asked(engine: Engine, typed: Plan, pages: Sequence[Ranked]) -> Sequence[Ranked]:
    """Those of ``pages`` that have all that is no single word: what is quoted is not misread."""
    rest = [wanted for node, wanted in zip(typed.nodes, typed.wanted.must, strict=True) if not is_word(node)]
    there = engine.having(rest, pages) if rest else {}
    return [each for each in pages if len(there.get(each.key, ())) == len(rest)]


def _counting(engine: Engine, word: str, typed: Plan, pages: Sequence[Ranked]) -> tuple[float, Mapping[Key, float]]:
    """How much ``word`` counts where it is in a title or subject, at most, and for each of ``pages``. Where it is in
    none, it counts as much as the other words on average."""
    clauses = of_word(word, typed)
    named = engine.leading(*_leading(clauses, typed))
    counts = engine.bonus(clauses, [*{each.key: each for each in (*pages, *named)}.values()])
    instead = 0.0 if named else pages[0].score / (len(typed.nodes) - 1)
    return max(counts.values(), default=0.0) + instead, counts


def _leading(clauses: Sequence[Wanted], typed: Plan) -> tuple[Every, int]:
    """The page that leads in a word's ``clauses``, those of title, subject and the like."""
    return Every((), tuple(each for each in clauses if each in typed.heads)), 1


def _lacking(engine: Engine, asked: Sequence[str], pages: Sequence[Ranked]) -> Mapping[Key, frozenset[int]]:
    """Which of the words ``asked`` each of ``pages`` has neither in its title nor in its subject."""
    there = engine.having(_named(asked), pages) if pages else {}
    every = frozenset(range(len(asked)))
    return {each.key: every.difference(at % len(asked) for at in there.get(each.key, ())) for each in pages}


def _instead(word: str, query: Query, shown: Mapping[str, Any]) -> Iterator[tuple[float, str]]:
    """What may be ``word`` misread in title or subject, with its distance: what stands beside a word that it was typed
    beside."""
    beside = [pair.folded for pair in query.pairs]
    before = {left for left, right in beside if right == word}
    after = {right for left, right in beside if left == word}
    typed = frozenset(chain.from_iterable(beside))
    for name in FIELDS:
        read = ("", *folded(shown[name]), "")
        for left, form, right in zip(read, read[1:], read[2:], strict=False):
            if form not in typed and (left in before or right in after):
                cost = apart(word, form)
                if cost is not None:
                    yield cost, form
