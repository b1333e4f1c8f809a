import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.errors import BadQuery
from archive.text import fold
from search.query import MAX_DEPTH, MAX_LENGTH, MAX_WORDS, Either, Group, Node, Part, Query, When, parse
from search.terms import parts
from search.words import LONGEST, words


def typed(text: str) -> tuple[tuple[tuple[str, ...], ...], tuple[tuple[str, ...], ...]]:
    """The tokens of a query of words and phrases alone."""
    query = parse(text)
    assert all(isinstance(node, Part) for node in (*query.wanted, *query.unwanted))
    return tuple(part.tokens for part in parts(query.wanted)), tuple(part.tokens for part in parts(query.unwanted))


def ways(text: str) -> list[object]:
    """What the one thing typed may be: words, phrases with their field, days."""
    (node,) = parse(text).wanted
    assert isinstance(node, Either)
    return [_plain(option.wanted) for option in node.options]


def _plain(nodes: tuple[Node, ...]) -> object:
    made = [(node.low, node.high) if isinstance(node, When) else _words(node) for node in nodes]
    return made[0] if len(made) == 1 else made


def _words(node: Node) -> str:
    if isinstance(node, Part):
        return f"{node.field}:{' '.join(node.tokens)}".lstrip(":")
    return " ".join(_words(part) for part in parts([node]))


def test_words_are_parts_in_the_order_typed_each_once() -> None:
    pairs = (Part(("quyết", "định")), Part(("định", "quyết")))
    assert parse("Quyết ĐỊNH quyết") == Query((Part(("quyết",)), Part(("định",))), marked=True, pairs=pairs)
    assert parse("ban hanh") == Query((Part(("ban",)), Part(("hanh",))), marked=False, pairs=(Part(("ban", "hanh")),))


@pytest.mark.parametrize("text", ['"ủy ban"', "“ủy ban”", "«ủy ban»", "„ủy ban“", '  "ủy, BAN" ', '"ủy"ban"'])
def test_words_in_quotation_marks_are_a_phrase(text: str) -> None:
    assert typed(text)[0][0] in {("ủy", "ban"), ("ủy",)}
    assert typed('"ủy ban"') == ((("ủy", "ban"),), ())


def test_a_quotation_mark_without_a_partner_is_a_space() -> None:
    assert typed('"ủy ban') == ((("ủy",), ("ban",)), ())
    assert typed('"ủy ban" tỉnh" giang') == ((("ủy", "ban"), ("tỉnh",), ("giang",)), ())


def test_a_notation_is_a_phrase() -> None:
    assert typed("2576/QĐ-UBND") == ((("2576", "qđ", "ubnd"),), ())
    assert typed("số 05/2025/TT-BNV") == ((("5", "2025", "tt", "bnv"),), ()), "the word before it says nothing"


def test_joined_words_are_words() -> None:
    assert typed("đất-đai,nhà/ở") == ((("đất",), ("đai",), ("nhà",), ("ở",)), ())


def test_a_minus_before_a_word_or_phrase_excludes() -> None:
    assert typed('đất -nông -"đô thị" -12/QĐ') == ((("đất",),), (("nông",), ("đô", "thị"), ("12", "qđ")))
    assert typed("đất - nông a-b") == ((("đất",), ("nông",), ("a",), ("b",)), ())


def test_a_star_after_a_word_makes_it_a_beginning() -> None:
    assert parse("ngh* -qu*") == Query((Part(("ngh",), prefix=True),), (Part(("qu",), prefix=True),))
    assert ways("quy*") == ["quy", "qui"], "the whole word may be spelled otherwise"
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
    for part in parts((*query.wanted, *query.unwanted)):
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


@pytest.mark.parametrize(
    "text",
    [
        "cơquan:nội",
        "coquan:nội",
        "cơ quan:nội",
        "Cơ Quan:nội",
        "cơ quan ban hành:nội",
        "organ:nội",
        "cơ_quan:nội",
        'cơquan:"nội"',
        "cơquan:(nội)",
    ],
)
def test_a_field_is_named_in_vietnamese_or_english_with_marks_and_spaces_or_not(text: str) -> None:
    assert parse(text) == Query((Part(("nội",), field="organ"),), marked=True)


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("số", "number"),
        ("số ký hiệu", "number"),
        ("sốkýhiệu", "number"),
        ("số kí hiệu", "number"),
        ("loại", "type"),
        ("type", "type"),
        ("người ký", "signer"),
        ("signer", "signer"),
        ("trích yếu", "subject"),
        ("tiêu đề", "title"),
        ("phông", "fonds"),
        ("hồ sơ", "file"),
        ("dossier", "file"),
        ("nơi ban hành", "place"),
        ("trích dẫn", "cites"),
        ("cites", "cites"),
    ],
)
def test_every_field_has_its_names(name: str, field: str) -> None:
    assert parse(f"{name}:7").wanted == (Part(("7",), field=field),)


def test_a_name_that_is_no_field_and_an_empty_field_are_words() -> None:
    assert typed("tiêu:chuẩn http://a.b") == ((("tiêu",), ("chuẩn",), ("http",), ("a",), ("b",)), ())
    assert typed("số: đẹp") == ((("số",), ("đẹp",)), ())
    assert typed('lời:"hay nhất"') == ((("lời",), ("hay", "nhất")), ())


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("ngày:2018-09-11", 20180911, 20180911),
        ("ngày:11/9/2018", 20180911, 20180911),
        ("date:11-09-2018", 20180911, 20180911),
        ("ngày:9/2018", 20180901, 20180931),
        ("ngày:2018..2019", 20180101, 20191231),
        ("ngày:9/2018..", 20180901, 99_999_999),
        ("ngày:..2018-09", 1, 20180931),
        ("năm:2018", 20180101, 20181231),
        ("ngày ban hành:2018", 20180101, 20181231),
    ],
)
def test_days_and_ranges(text: str, low: int, high: int) -> None:
    assert parse(text).wanted == (When(low, high),)


@pytest.mark.parametrize(
    "text", ["ngày:31/2/2018", "ngày:mai", "năm:18", "ngày:2019..2018", "ngày:2018..x", "-năm:x đất"]
)
def test_what_is_no_date_is_refused_where_a_date_belongs(text: str) -> None:
    with pytest.raises(BadQuery, match="«"):
        parse(text)


def test_a_field_may_be_excluded() -> None:
    assert parse("đất -năm:2018 -số:7") == Query(
        (Part(("đất",)),), (When(20180101, 20181231), Part(("7",), field="number")), marked=True
    )


@pytest.mark.parametrize(
    "text",
    [
        "11/9/2018",
        "11-09-2018",
        "11.9.2018",
        "ngày 11/09/2018",
        "ngày 11 tháng 9 năm 2018",
        "ngay 11 thang 09 nam 2018",
    ],
)
def test_a_date_is_a_day_of_issue_first_and_then_its_ways_to_be_written(text: str) -> None:
    assert ways(text) == [(20180911, 20180911), "11 9 2018", "ngày 11 tháng 9 năm 2018"]


def test_months_and_years_are_dates_as_well() -> None:
    for text in ("tháng 9/2018", "thang 9 nam 2018", "tháng 09 năm 2018"):
        assert ways(text) == [(20180901, 20180931), "9 2018", "tháng 9 năm 2018"]
    assert ways("năm 2018") == [(20180101, 20181231), "năm 2018"]
    assert typed("31/2/2018 13/2018") == ((("31",), ("2",), ("2018",), ("13",)), ()), "no such days"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("2576 qd ubnd", ["number:2576", "number:qd", "number:ubnd"]),
        ("qd 2576", ["number:2576", "number:qd"]),
        ("quyết định số 2576", ["number:2576", "number:qd"]),
        ("số 02576", "number:2576"),
        ("61 2018 nđ cp", ["number:61", "number:2018", "number:nd", "number:cp"]),
        ("tờ trình 12", ["number:12", "number:ttr"]),
    ],
)
def test_a_number_typed_loosely_is_the_paper_that_bears_it_first(text: str, number: object) -> None:
    assert ways(text)[0] == number


def test_a_number_alone_is_a_word() -> None:
    assert typed("2576") == ((("2576",),), ())


def test_an_agency_is_found_by_its_name_and_its_abbreviation() -> None:
    assert ways("ubnd") == ["ubnd", "ủy ban nhân dân"]
    assert ways("uy ban nhan dan") == [["uy", "ban", "nhan", "dan"], "ubnd"]
    assert ways("Sở Nội vụ") == [["sở", "nội", "vụ"], "snv"]
    assert ways('"UBND tỉnh"') == ["ubnd tỉnh", "ủy ban nhân dân tỉnh"]
    assert ways("cơquan:SNV") == ["organ:snv", "organ:sở nội vụ"]
    assert ways("loại:QĐ") == ["type:qđ", "type:quyết định"]
    assert typed("quyết định") == ((("quyết",), ("định",)), ()), "a kind's name does not find every number of the kind"


def test_a_one_stop_code_is_the_dossier_that_bears_it() -> None:
    assert ways("H58.10-180911-0001") == ["file:h58 10 180911 1", "h58 10 180911 1"]


def test_or_parts_what_is_before_it_from_what_is_after() -> None:
    assert ways("đất đai OR nhà ở") == [["đất", "đai"], ["nhà", "ở"]]
    assert ways("đất HOẶC nhà") == ["đất", "nhà"]
    assert typed("đất or nhà") == ((("đất",), ("or",), ("nhà",)), ()), "capitals only"
    assert typed("OR đất HOẶC") == ((("đất",),), ())


def test_brackets_hold_together() -> None:
    query = parse("(đất OR nhà) -(bán lẻ) xã")
    assert query.wanted == (Either((Group((Part(("đất",)),)), Group((Part(("nhà",)),)))), Part(("xã",)))
    assert query.unwanted == (Group((Part(("bán",)), Part(("lẻ",)))),)
    assert parse("đất (nhà ở) ").wanted == parse("đất nhà ở").wanted
    assert parse(") đất ((nhà").wanted == parse("đất nhà").wanted, "a bracket without a partner is a space"


def test_an_alternative_that_only_excludes_is_refused() -> None:
    for text in ("đất OR -nhà", "đất (-nhà OR ở)"):
        with pytest.raises(BadQuery, match="only excluded"):
            parse(text)


def test_brackets_too_deep_are_refused() -> None:
    parse("(" * MAX_DEPTH + "a" + ")" * MAX_DEPTH)
    with pytest.raises(BadQuery, match="brackets"):
        parse("(" * (MAX_DEPTH + 1) + "a" + ")" * (MAX_DEPTH + 1))
    assert parse("(" * 900 + "a").wanted == (Part(("a",)),)
