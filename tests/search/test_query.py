import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.errors import BadQuery
from archive.text import fold
from search.query import MAX_LENGTH, MAX_WORDS, Part, Query, parse
from search.words import LONGEST, words


def typed(text: str) -> tuple[tuple[tuple[str, ...], ...], tuple[tuple[str, ...], ...]]:
    query = parse(text)
    return tuple(part.tokens for part in query.wanted), tuple(part.tokens for part in query.unwanted)


def test_words_are_parts_in_the_order_typed_each_once() -> None:
    assert parse("Quyết ĐỊNH quyết") == Query((Part(("quyết",)), Part(("định",))), marked=True)
    assert parse("quyet dinh") == Query((Part(("quyet",)), Part(("dinh",))), marked=False)


@pytest.mark.parametrize("text", ['"ủy ban"', "“ủy ban”", "«ủy ban»", "„ủy ban“", '  "ủy, BAN" ', '"ủy"ban"'])
def test_words_in_quotation_marks_are_a_phrase(text: str) -> None:
    assert typed(text)[0][0] in {("ủy", "ban"), ("ủy",)}
    assert typed('"ủy ban"') == ((("ủy", "ban"),), ())


def test_a_quotation_mark_without_a_partner_is_a_space() -> None:
    assert typed('"ủy ban') == ((("ủy",), ("ban",)), ())
    assert typed('"ủy ban" tỉnh" giang') == ((("ủy", "ban"), ("tỉnh",), ("giang",)), ())


def test_a_notation_is_a_phrase() -> None:
    assert typed("2576/QĐ-UBND") == ((("2576", "qđ", "ubnd"),), ())
    assert typed("số 05/2025/TT-BNV") == ((("số",), ("05", "2025", "tt", "bnv")), ())
    assert typed("2576 qd ubnd") == ((("2576",), ("qd",), ("ubnd",)), ())


def test_a_date_and_joined_words_are_words() -> None:
    assert typed("11/9/2018") == ((("11",), ("9",), ("2018",)), ())
    assert typed("đất-đai,nhà/ở") == ((("đất",), ("đai",), ("nhà",), ("ở",)), ())


def test_a_minus_before_a_word_or_phrase_excludes() -> None:
    assert typed('đất -nông -"đô thị" -12/QĐ') == ((("đất",),), (("nông",), ("đô", "thị"), ("12", "qđ")))
    assert typed("đất - nông a-b") == ((("đất",), ("nông",), ("a",), ("b",)), ())


def test_a_star_after_a_word_makes_it_a_beginning() -> None:
    assert parse("ngh* -qu*") == Query((Part(("ngh",), prefix=True),), (Part(("qu",), prefix=True),))
    assert typed("n*a") == ((("n",), ("a",)), ())
    assert typed("đất * ở") == ((("đất",), ("ở",)), ())


@pytest.mark.parametrize("text", ["", "   ", "-", '""', "***", "😀", "\x00\x1f", "()", "“”", '"', "- -- ---"])
def test_nothing_to_look_for_is_said(text: str) -> None:
    with pytest.raises(BadQuery, match="no word"):
        parse(text)


def test_only_excluded_words_are_refused() -> None:
    with pytest.raises(BadQuery, match="only excluded"):
        parse('-đất -"nhà ở"')


def test_too_short_a_beginning_is_refused() -> None:
    with pytest.raises(BadQuery, match=r"«đ\*»"):
        parse("đ*")


def test_too_long_a_query_is_refused() -> None:
    with pytest.raises(BadQuery, match=str(MAX_LENGTH)):
        parse("a" * 1_000_000)
    with pytest.raises(BadQuery, match=str(MAX_WORDS)):
        parse(" ".join(str(number) for number in range(MAX_WORDS + 1)))
    parse(" ".join(str(number) for number in range(MAX_WORDS)))


def test_a_refusal_speaks_both_languages() -> None:
    with pytest.raises(BadQuery) as caught:
        parse("")
    assert "không có từ nào" in caught.value.message("vi")
    assert caught.value.exit_code == 2


@given(st.text(max_size=200))
def test_any_text_is_a_query_or_refused_and_NFD_gives_the_same(text: str) -> None:
    try:
        query = parse(text)
    except BadQuery:
        return
    assert query.wanted
    for part in (*query.wanted, *query.unwanted):
        assert part.tokens
        assert all(0 < len(token) <= LONGEST for token in part.tokens)
        assert not part.prefix or len(part.tokens) == 1


@given(st.text(alphabet="aăâđeêioôơuưyáàảãạấầẩẫậắằẳẵặốồổỗộớờởỡợứừửữự QUYẾTĐỊNH", min_size=1, max_size=80))
def test_composed_and_decomposed_letters_make_the_same_query(text: str) -> None:
    composed, decomposed = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))
    if not composed.strip():
        return
    assert parse(composed) == parse(decomposed)


@given(st.text(max_size=100))
def test_folding_the_joined_words_is_folding_each(text: str) -> None:
    found = words(text)
    assert fold(" ".join(found)).split(" ") == ([fold(word) for word in found] or [""])
