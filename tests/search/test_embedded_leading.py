from collections.abc import Mapping

from search.indexes.embedded_leading import FEW_PAGES, telling
from search.plan import Clause, Every, Flat

MANY = 100 * FEW_PAGES


def head(field: str, word: str) -> Clause:
    return Clause(field, (word,), boost={"number": 15.0, "subject": 2.0, "title": 1.5}.get(field, 1.0))


def told(pages: Mapping[tuple[str, str], float], every: int = MANY) -> list[tuple[str, str]]:
    """What is walked through for words of which each is on such a part of all pages."""
    asked = Every((), tuple(head(*each) for each in pages))
    found = telling(asked, every, lambda word: int(pages[word.field, word.tokens[0]] * every))
    return [(each.field, each.tokens[0]) for each in found.should if isinstance(each, Clause)]


def test_in_a_small_archive_everything_is_walked_through() -> None:
    pages = {("subject", "xa"): 1.0, ("title", "xa"): 0.5, ("organ", "xa"): 0.0}
    assert told(pages, FEW_PAGES - 1) == [*pages]


def test_a_word_that_many_pages_have_and_one_that_none_has_are_left_out() -> None:
    assert told({("subject", "xa"): 0.26, ("subject", "hanh"): 0.01, ("subject", "dnng"): 0.0}) == [("subject", "hanh")]


def test_where_all_words_are_common_they_are_asked_for_all_the_same() -> None:
    pages = {("folded", "xa"): 0.9, ("folded", "cua"): 0.8}
    assert told(pages) == [*pages]


def test_a_field_comes_in_whole_or_only_for_words_that_no_heavier_one_has() -> None:
    pages = {("title", "hanh"): 0.01, ("title", "phep"): 0.2, ("title", "nha"): 0.2, ("number", "12"): 0.001}
    pages |= {("subject", "hanh"): 0.01, ("subject", "phep"): 0.2, ("subject", "nha"): 0.0}
    assert told(pages) == [("number", "12"), ("subject", "hanh"), ("subject", "phep"), ("title", "nha")]
    assert set(told({each: part / 10 for each, part in pages.items()})) == {*pages} - {("subject", "nha")}


def test_what_is_no_word_or_must_be_there_stays_as_it_is() -> None:
    phrase, word = Clause("title", ("cap", "phep")), head("title", "nha")
    for asked in (
        Every((word,), (word,)),
        Every((), (phrase, word)),
        Every((), (Clause("title", ("nh",), True), word)),
    ):
        assert telling(asked, MANY, lambda clause: MANY) is asked


def test_flat_words_are_told_apart_as_others_are() -> None:
    rare, common = Flat(head("title", "nha"), 4.0), Flat(head("title", "xa"), 4.0)
    found = telling(Every((), (common, rare)), MANY, lambda word: MANY if word.tokens == ("xa",) else 1)
    assert found.should == (rare,)
