"""Questions of many words from which one may be missing, on each back end."""

from search.index import Index
from search.plan import plan
from search.query import parse
from tests.contracts.test_index import ask, index, page, place, places

__all__ = ["index", "place"]

TYPED = "Mai Văn Phưng nâng bậc lương Bình Phú"


def filled(index: Index) -> None:
    """The paper meant, whose name is another syllable than typed, and pages that have the words here and there."""
    subject = "nâng bậc lương cho ông Mai Văn Hùng, xã Bình Phú"
    index.put("hs.meant", [page("hs.meant", 0, f"Quyết định về việc {subject}", subject=subject)])
    scattered = "Phưng phú bình kế hoạch lương năm bậc học nâng cao mai sau văn bản"
    index.put("hs.other", [page("hs.other", at, f"{scattered} {at}") for at in range(3)])
    index.put("hs.far", [page("hs.far", at, "nâng bậc lương thường xuyên Bình Phú") for at in range(5)])


def test_the_page_that_lacks_one_word_comes_before_those_that_have_all_scattered(index: Index) -> None:
    filled(index)
    found = ask(index, TYPED)
    assert places(found)[0] == ("hs.meant", 0)
    assert found.hits[0].near
    assert {hit.dossier for hit in found.hits} == {"hs.meant", "hs.other"}  # two words may not be missing
    assert found.total == 4


def test_what_is_quoted_or_behind_a_field_may_not_be_missing(index: Index) -> None:
    filled(index)
    assert ask(index, f'{TYPED} "Phạm Thị Hoa"').total == 0
    assert ask(index, f"{TYPED} ngườiký:Phưng").total == 0
    assert "hs.meant" not in {hit.dossier for hit in ask(index, f"{TYPED} -Hùng").hits}


def test_where_enough_pages_have_every_word_worse_ones_that_lack_one_are_not_told(index: Index) -> None:
    whole = "nâng bậc lương cho Mai Văn Hùng xã Bình Phú"
    index.put("hs.whole", [page("hs.whole", at, f"{whole} {at}", subject=whole) for at in range(12)])
    index.put("hs.less", [page("hs.less", 0, "nâng bậc lương cho Mai Văn Dũng xã Bình Phú")])
    found = ask(index, whole, limit=30)
    assert found.total == 12
    assert {hit.dossier for hit in found.hits} == {"hs.whole"}
    assert ask(index, whole, limit=0).total == 12


def test_few_words_and_whole_sentences_are_all_needed() -> None:
    def may_lack(typed: str) -> set[int]:
        return set(plan(parse(typed)).spared)

    assert may_lack("một hai ba bốn") == set()
    assert may_lack(" ".join(f"từ{number}" for number in range(13))) == set()
    assert may_lack("nâng bậc lương thường xuyên") == {0, 1, 2, 3, 4}
    assert may_lack('nâng bậc "lương thường xuyên"') == set()


def test_a_page_that_lacks_another_word_is_not_told_where_one_was_mistyped(index: Index) -> None:
    meant = "nâng bậc lương cho Mai Văn Nga xã Bình Phú"
    index.put("hs.meant", [page("hs.meant", at, f"{meant} {at}", subject=meant) for at in range(25)])
    index.put("hs.slip", [page("hs.slip", 0, "nâng bậc lương cho Mai Văn Nqa xã Bình Hưng", subject=meant[:-3])])
    found = ask(index, "Mai Văn Nqa nâng bậc lương Bình Phú", 50)
    assert {hit.dossier for hit in found.hits} == {"hs.meant"}
    assert found.total == 25
