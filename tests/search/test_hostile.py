"""Whatever is typed, the embedded index answers or the person is told why not."""

import contextlib
import time
from collections.abc import Iterable, Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.errors import BadQuery
from archive.records import Entry
from search.indexes.embedded import EmbeddedIndex
from search.named import NAMES
from search.near import LONGEST, SHORTEST, WORDS, candidates, nearest
from search.query import MAX_LENGTH, parse
from search.terms import Part, parts
from search.view import View

WHOLE = [
    '"',
    "-",
    "*",
    "(",
    ")",
    ":",
    "..",
    "OR",
    "HOẶC",
    "AND",
    "NOT",
    "quyết*",
    "th*",
    "-đất",
    "số:",
    "số:2576/QĐ-UBND",
    "ngày:2018..",
    "ngày:..",
    "ngày:99/99/9999",
    "năm:0000",
    "hồ sơ:(a OR",
    "-(",
    "loại:*",
    "folded:x",
    "' OR 1=1; DROP TABLE pages; --",
    '") UNION SELECT',
    "/.*/",
    "[a TO b]",
    "{a TO *}",
    "~2",
    "^9",
    "\\",
    "&&",
    "||",
    "+a",
    "_exists_:x",
    "match_all",
    "\x00",
    "\ufeff",
    "😀",
    "🇻🇳*",
    "\u0301",
    "٢٠١٨",
    "ﬁ",
    "İ",
    "ß*",
    "x" * 300,
]
NAMED = st.sampled_from([name for names in NAMES.values() for name in names])
typed_texts = st.one_of(
    st.text(max_size=80),
    st.lists(st.sampled_from(WHOLE), max_size=14).map(" ".join),
    st.lists(st.sampled_from(WHOLE), max_size=14).map("".join),
    st.builds("{}:{}".format, NAMED, st.text(max_size=20)),
    st.text(alphabet='()"-*: ORab7/.', max_size=60),
)
views = st.builds(
    View, st.sampled_from(["relevance", "date"]), st.sampled_from(["page", "document", "dossier"]), st.booleans()
)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedIndex]:
    with contextlib.closing(EmbeddedIndex(tmp_path_factory.mktemp("index"))) as index:
        for at in range(12):
            text = f"quyết định số {at}/QĐ-UBND về đất {'thửa ' * at} or and not to match"
            index.put(f"hs.{at}", [Entry(f"hs.{at}", 1, 0, text, number=f"{at}/QĐ-UBND", issued_date="2018-09-11")])
        yield index


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(typed=typed_texts, view=views)
def test_any_query_in_any_view_is_answered_or_refused_in_both_languages(
    filled: EmbeddedIndex, typed: str, view: View
) -> None:
    try:
        query = parse(typed)
    except BadQuery as error:
        assert " / " in str(error.detail)
        return
    found = filled.search(query, 5, view)
    assert found.total >= len(found.hits)
    assert query.wanted, "never everything"


@pytest.mark.parametrize("text", ["a" * 1_000_000, "( " * 500_000, '"' * 1_000_000, "😀" * 250_000, "-x " * 333_333])
def test_a_megabyte_is_refused_at_once(text: str) -> None:
    began = time.process_time()
    with pytest.raises(BadQuery, match=str(MAX_LENGTH)):
        parse(text)
    assert time.process_time() - began < 0.5


@pytest.mark.parametrize(
    "unit", ["(", "a(", "-(a ", "a:", "số:", '"', "a OR ", "1/", "ubnd ", "11/9/2018 ", "số 1 ", "ß*"]
)
def test_the_longest_query_is_read_in_a_moment(unit: str) -> None:
    began = time.process_time()
    with contextlib.suppress(BadQuery):
        parse((unit * MAX_LENGTH)[:MAX_LENGTH])
    assert time.process_time() - began < 2


def test_misread_forms_of_one_query_are_bounded() -> None:
    asked: list[str] = []

    def frequencies(words: Iterable[str]) -> dict[str, int]:
        asked.extend(words)
        return {}

    nearest(parse(" ".join(f"nghieng{chr(97 + at)}" for at in range(26))), frequencies)
    assert len(asked) <= WORDS * 1_200
    assert max(len(candidates("w" * length)) for length in (SHORTEST, 7, LONGEST)) < 4_000


def test_a_query_wants_no_more_than_a_few_hundred_things() -> None:
    longest = parse(" ".join(["ủy ban nhân dân"] * 12))
    assert len(list(parts(longest.wanted))) < 200
    assert all(isinstance(part, Part) for part in parts(longest.wanted))
