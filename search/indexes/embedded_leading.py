"""What leads in any of many words → the few lists of pages that tell it, of all that the engine would walk through.

The engine leaves out blocks of pages that cannot come among the best, but its binding (0.27) keeps from it that only
the best are asked for: whatever is asked, all pages of every word of a union are walked through.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from search.plan import Clause, Every, Flat, Wanted

FEW_PAGES = 500_000
"""Pages of an archive in which all lists are walked through, as a server does that has no need to: some milliseconds
then, and the same pages lead on both indexes."""

COMMON, WALKED = 1 / 4, 1 / 2
"""Of all pages: a word that more have tells little of which lead; and how many are walked through for the fields that
weigh most."""

Pages = Callable[[Clause], int]
"""In how many pages a word is."""


def telling(wanted: Every, every: int, pages: Pages) -> Every:
    """Of any of many words, among ``every`` pages, those that tell what leads: the fields that weigh most, as long as
    that is not too much to walk through, and of each other word the heaviest field that has it. Whatever else is
    ``wanted`` stays as it is.

    A field comes in whole or not at all: if some words counted twice, pages that have them would lead before the one
    that has all, but for one of these misread."""
    if every < FEW_PAGES or wanted.must or wanted.only or not all(map(is_word, wanted.should)):
        return wanted
    there = [(word(each), each) for each in wanted.should if 0 < pages(word(each)) <= every * COMMON]
    walked, kept, named = 0, list[Wanted](), set[str]()
    for _, name in sorted({(-clause.boost, clause.field) for clause, _ in there}):
        these = [(clause, each) for clause, each in there if clause.field == name]
        if walked + _sum(pages, these) > every * WALKED:
            these = [(clause, each) for clause, each in these if clause.tokens[0] not in named]
        walked += _sum(pages, these)
        kept += [each for _, each in these]
        named |= {clause.tokens[0] for clause, _ in these}
    return replace(wanted, should=tuple(kept)) if kept else wanted


def is_word(each: Wanted) -> bool:
    """Whether it is one whole word, flat or not."""
    clause = each.clause if isinstance(each, Flat) else each
    return isinstance(clause, Clause) and not clause.prefix and len(clause.tokens) == 1


def word(each: Wanted) -> Clause:
    """The clause of a word, flat or not."""
    found = each.clause if isinstance(each, Flat) else each
    assert isinstance(found, Clause)
    return found


def _sum(pages: Pages, these: Sequence[tuple[Clause, Wanted]]) -> int:
    return sum(pages(clause) for clause, _ in these)
