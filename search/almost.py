"""Query × the pages that lead in its words → those that match, and those that match but for one word.

To look through all pages that have all words but one costs as much as that many questions, and so it does to weigh the
fields of every page that has all. The page meant has the words in its title or subject, or more of them than most; so
only pages that lead are looked at.
"""

from collections.abc import Mapping, Sequence

from search.engine import Engine, Key, Ranked
from search.plan import Form, Plan, Wanted

Lacking = Mapping[Key, frozenset[int]]
"""Which of the things that a plan wants pages have not, as places in its ``must``."""


def lacking(engine: Engine, typed: Plan, pages: Sequence[Ranked]) -> Lacking:
    """What each of ``pages`` has not of what ``typed`` wants."""
    every = frozenset(range(len(typed.wanted.must)))
    have = engine.having(typed.wanted.must, pages) if pages else {}
    return {each.key: every - have.get(each.key, frozenset()) for each in pages}


def whole(engine: Engine, typed: Plan, lacks: Lacking) -> list[Ranked]:
    """The pages that lack nothing, with the first score of ``typed``."""
    return scored(engine, typed, [Ranked(0.0, key) for key, lack in lacks.items() if not lack])


def almost(engine: Engine, typed: Plan, lacks: Lacking, forms: Sequence[Sequence[Form]]) -> list[Ranked]:
    """The pages that have one thing misread, in one of its ``forms``, or two words read as one; and those that may be
    without it. Their scores are those of ``typed`` for what is there, and of the form for what is misread."""
    # Pages lack the same few things, so forms are told apart once for all pages that lack the same.
    asked = {lack: _forms(lack, forms) for lack in dict.fromkeys(lacks.values()) if lack}
    number: dict[Wanted, int] = {}
    worth = {
        lack: [(number.setdefault(form.wanted, len(number)), form.score) for form in found]
        for lack, found in asked.items()
    }
    pages = [Ranked(0.0, key) for key, lack in lacks.items() if worth.get(lack)]
    have = engine.having([*number], pages) if number else {}
    found = []
    for key, lack in lacks.items():
        if not lack:
            continue
        there = have.get(key, frozenset[int]())
        best = max((score for at, score in worth[lack] if at in there), default=0.0)
        if best:
            found.append(Ranked(best, key, near=True))
        elif len(lack) == 1 and lack <= typed.spared:
            found.append(Ranked(0.0, key, near=True, spared=True))
    return scored(engine, typed, found)


def scored(engine: Engine, typed: Plan, pages: Sequence[Ranked]) -> list[Ranked]:
    """``pages`` with the first score of ``typed`` for what they have, added to theirs."""
    bonus = engine.bonus(scoring(typed), pages) if pages else {}
    return [each._replace(score=each.score + bonus.get(each.key, 0.0)) for each in pages]


def scoring(typed: Plan) -> tuple[Wanted, ...]:
    """What the first score of ``typed`` is made of."""
    return (*typed.wanted.must, *typed.wanted.should)


def _forms(lack: frozenset[int], forms: Sequence[Sequence[Form]]) -> list[Form]:
    """The forms any of which stands for ``lack``: of one thing, or of two words side by side that were read as one."""
    if len(lack) > 2 or max(lack) - min(lack) > 1 or not forms:
        return []
    first, *others = (forms[at] for at in sorted(lack))
    if not others:
        return [*first]
    also = set(others[0])
    return [form for form in first if form in also]
