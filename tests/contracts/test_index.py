"""What every index promises, tried on each back end."""

import contextlib
import itertools
import multiprocessing
import time
import unicodedata
import uuid
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.errors import BadQuery
from archive.records import Entry, Found
from search.citing import cited as cited_in
from search.index import Index
from search.indexes.elastic import connect
from search.links import cited, citing
from search.query import Query, parse
from search.rebuild import rebuild
from search.view import PLAIN, View
from tests.conftest import server
from tests.search.writers import add, opened

SPAWN = multiprocessing.get_context("spawn")
BACK_ENDS = ["embedded", "elastic"]


@contextlib.contextmanager
def a_place(back_end: str, folder: Path) -> Iterator[str]:
    if back_end == "embedded":
        yield str(folder / "chỉ mục")
        return
    place = f"{server('VANKHO_TEST_ELASTIC').rstrip('/')}/vankho-test-{uuid.uuid4().hex[:12]}"
    yield place
    with contextlib.closing(connect(place)) as index:
        index.drop()


@pytest.fixture(params=BACK_ENDS)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    with a_place(request.param, tmp_path) as made:
        yield made


@pytest.fixture
def index(place: str) -> Iterator[Index]:
    with contextlib.closing(opened(place)) as made:
        yield made


def page(dossier: str, at: int, text: str, **fields: str) -> Entry:
    return Entry(dossier, 1, at, text, **fields)  # type: ignore[arg-type]


def ask(index: Index, text: str, limit: int = 10, view: View = PLAIN) -> Found:
    return index.search(parse(text), limit, view)


def places(found: Found) -> list[tuple[str, int]]:
    return [(hit.dossier, hit.page) for hit in found.hits]


def test_an_index_never_written_is_empty(index: Index) -> None:
    assert ask(index, "quyết định").total == 0
    assert index.dossiers() == set()


def test_a_page_is_found_on_return_with_all_that_a_hit_tells(index: Index) -> None:
    index.put("hs.1", [Entry("hs.1", 2, 3, "Quyết định công bố thủ tục", title="Hồ sơ công bố")])
    found = ask(index, "thủ tục")
    assert found.total == 1
    assert found.took_ms > 0
    (hit,) = found.hits
    assert (hit.dossier, hit.document, hit.page, hit.title) == ("hs.1", 2, 3, "Hồ sơ công bố")
    assert hit.score > 0
    assert hit.snippet == "Quyết định công bố <mark>thủ</mark> <mark>tục</mark>"


def test_what_was_put_is_found_by_another_opening(index: Index, place: str) -> None:
    index.put("hs.1", [page("hs.1", 0, "giấy phép")])
    with contextlib.closing(opened(place)) as other:
        assert ask(other, "giấy phép").total == 1
        other.put("hs.2", [page("hs.2", 0, "giấy phép")])
    assert ask(index, "giấy phép").total == 2


def test_words_must_all_be_there_whatever_their_case_and_marks(index: Index) -> None:
    index.put("hs.1", [page("hs.1", 0, "QUYẾT ĐỊNH về đất"), page("hs.1", 1, "quyet dinh"), page("hs.1", 2, "quyết")])
    for typed in ("quyet dinh", "quyết định", "QUYẾT ĐỊNH", "Quyêt Đinh"):
        assert sorted(places(ask(index, typed))) == [("hs.1", 0), ("hs.1", 1)]


def test_typed_with_marks_exact_words_come_first(index: Index) -> None:
    noise = [page("hs.1", n, "quyet dinh quyet dinh quyet dinh quyet dinh") for n in range(20)]
    index.put("hs.1", noise)
    index.put("hs.2", [page("hs.2", 0, "một trang dài hơn nói về quyết định " + "của tỉnh nhà " * 8)])
    assert ask(index, "quyết định").total == 21
    assert places(ask(index, "quyết định"))[0] == ("hs.2", 0)


def test_the_same_letters_with_other_marks_come_after(index: Index) -> None:
    index.put("hs.1", [page("hs.1", 0, "đất bán"), page("hs.1", 1, "đất ban"), page("hs.1", 2, "đất bạn")])
    assert places(ask(index, "bạn đất"))[0] == ("hs.1", 2)
    assert places(ask(index, "đất ban"))[0] == ("hs.1", 1)


@pytest.mark.parametrize("typed", ["2576/QĐ-UBND", "2576 qd ubnd", "qd 2576", "2576/qđ-ubnd", '"2576 qd ubnd"', "2576"])
def test_the_paper_that_bears_a_number_comes_before_those_that_cite_it(index: Index, typed: str) -> None:
    citing = " ".join(["Căn cứ Quyết định số 2576/QĐ-UBND"] * 6)
    index.put(
        "a", [page("a", n, citing, subject="Thi hành Quyết định 2576/QĐ-UBND", number="12/TTr") for n in range(3)]
    )
    index.put(
        "b",
        [
            page("b", 0, "Số: 2576/QĐ-UBND Quyết định", number="2576/QĐ-UBND"),
            page("b", 1, "hai", number="2576/QĐ-UBND"),
        ],
    )
    index.put("c", [page("c", 0, "Quyết định 3000/QĐ-UBND ngày 25 tháng 7 năm 2018", number="3000/QĐ-UBND")])
    found = ask(index, typed)
    assert sorted(places(found)[:2]) == [("b", 0), ("b", 1)], "both pages of the paper come first"
    assert sorted(places(found)[2:]) == [("a", 0), ("a", 1), ("a", 2)]
    assert places(found)[0] == ("b", 0), "the page that shows it leads"


def test_fields_of_the_document_find_its_pages(index: Index) -> None:
    fields = {"title": "Hồ sơ cấp phép", "organ": "Sở Xây dựng", "signer": "Lê Văn Hưởng", "subject": "nhà ở riêng lẻ"}
    index.put("hs.1", [page("hs.1", 0, "trang không nói gì", type_name="Giấy phép", number="7/GP-SXD", **fields)])
    for typed in (
        "cấp phép",
        "so xay dung",
        "Lê Văn Hưởng",
        "riêng lẻ",
        "giấy phép",
        "7/GP-SXD",
        "hưởng xây dựng trang",
    ):
        assert ask(index, typed).total == 1, typed
    assert ask(index, '"lẻ lê"').total == 0, "a phrase does not span two fields"


@pytest.mark.parametrize("written", ["NFC", "NFD"])
@pytest.mark.parametrize("typed", ["NFC", "NFD"])
def test_composed_and_decomposed_letters_are_the_same(index: Index, written: str, typed: str) -> None:
    text = "Đường Nguyễn Thị Thập, phường Đạo Thạnh"
    index.put("hs.1", [page("hs.1", 0, unicodedata.normalize(written, text))])  # type: ignore[arg-type]
    (hit,) = ask(index, unicodedata.normalize(typed, "Nguyễn đạo")).hits  # type: ignore[arg-type]
    assert "<mark>Nguyễn</mark>" in hit.snippet
    assert "<mark>Đạo</mark>" in hit.snippet
    assert ask(index, "duong dao thanh").total == 1


def test_phrases_stand_side_by_side(index: Index) -> None:
    index.put("hs.1", [page("hs.1", 0, "ủy ban nhân dân tỉnh"), page("hs.1", 1, "nhân dân của ủy ban tỉnh")])
    assert places(ask(index, '"ủy ban nhân dân"')) == [("hs.1", 0)]
    assert places(ask(index, '"uy ban nhan dan"')) == [("hs.1", 0)]
    assert ask(index, "uy ban nhan dan").total == 2


def test_syllables_side_by_side_come_before_scattered_ones(index: Index) -> None:
    index.put("a", [page("a", 0, "bạch đây là tờ trình về đằng ấy giang sơn xa")])
    index.put("b", [page("b", 0, "đây là tờ trình về sông bạch đằng giang ấy xa")])
    assert places(ask(index, "bach dang giang")) == [("b", 0), ("a", 0)]


def test_excluded_words_and_phrases_are_not_there(index: Index) -> None:
    texts = ["đất ở đô thị", "đất ở nông thôn", "đất bán ở chợ", "đất ban ở chợ"]
    index.put("hs.1", [page("hs.1", number, text) for number, text in enumerate(texts)])
    assert sorted(places(ask(index, "đất -nông"))) == [("hs.1", 0), ("hs.1", 2), ("hs.1", 3)]
    assert sorted(places(ask(index, 'dat -"do thi"'))) == [("hs.1", 1), ("hs.1", 2), ("hs.1", 3)]
    assert sorted(places(ask(index, "dat -ban"))) == [("hs.1", 0), ("hs.1", 1)], "without marks all are excluded"
    assert sorted(places(ask(index, "đất -bán"))) == [("hs.1", 0), ("hs.1", 1), ("hs.1", 3)], "with marks only those"
    assert sorted(places(ask(index, "dat -no*"))) == [("hs.1", 0), ("hs.1", 2), ("hs.1", 3)]


def test_a_beginning_finds_the_words_that_go_on(index: Index) -> None:
    index.put("hs.1", [page("hs.1", 0, "Nguyễn Văn Nghĩa"), page("hs.1", 1, "nguyên bản"), page("hs.1", 2, "người")])
    assert sorted(places(ask(index, "nguy*"))) == [("hs.1", 0), ("hs.1", 1)]
    assert places(ask(index, "nguyễ*")) == [("hs.1", 0), ("hs.1", 1)], "with marks the exact one comes first"
    assert "<mark>nguyên</mark>" in ask(index, "nguy* bản").hits[0].snippet
    assert ask(index, "nguyenx*").total == 0


PAPERS = [
    Entry(
        dossier=f"hs.{number}",
        document=1,
        page=0,
        text=f"Số: {code} {text}",
        type_name=kind,
        number=code,
        organ=organ,
        subject="Về việc công bố thủ tục",
        signer=signer,
        issued_date=date,
        place="Tiền Giang",
        fonds=("Phông UBND tỉnh", "P01"),
        codes=(f"H58.10-180911-000{number}",),
        cites=cites,
    )
    for number, (code, kind, organ, signer, date, text, cites) in enumerate(
        [
            ("2576/QĐ-UBND", "Quyết định", "Ủy ban nhân dân tỉnh", "Lê Văn Hưởng", "2018-09-11", "quý một", ()),
            ("12/TTr-SNV", "Tờ trình", "Sở Nội vụ", "Trần Thị Lí", "2018-08", "xem 2576/QĐ-UBND", ("2576/QĐ-UBND",)),
            ("7/TB-UBND", "Thông báo", "UBND huyện", "Lê Hoà", "2019-01-02", "ngày 11/09/2018 họp", ()),
            ("2576/QĐ-UBND", "Quyết định", "UBND huyện", "Ngô Thuỷ", "2020", "hai nghìn", ("61/2018/NĐ-CP",)),
        ]
    )
]


@pytest.fixture
def papers(index: Index) -> Index:
    for paper in PAPERS:
        index.put(paper.dossier, [paper])
    return index


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("số:2576/QĐ-UBND", [0, 3]),
        ("số ký hiệu:2576", [0, 3]),
        ("number:25*", [0, 3]),
        ("cơquan:nội", [1]),
        ("cơ quan:UBND", [0, 2, 3]),
        ("organ:snv", [1]),
        ("loại:qđ", [0, 3]),
        ("type:(trình tờ)", [1]),
        ("ngườiký:lí", [1]),
        ("ngườiký:Lý", [1]),
        ("signer:hòa", [2]),
        ("signer:thủy", [3]),
        ("phông:p01 năm:2018", [0, 1]),
        ('fonds:"ubnd tỉnh" ngày:2019..', [2, 3]),
        ("hồsơ:hs.2", [2]),
        ("dossier:H58.10-180911-0003", [3]),
        ("H58.10-180911-0003", [3]),
        ("nơibanhành:tiền -loại:quyết", [1, 2]),
        ("ngày:8/2018", [1]),
        ("ngày:1/8/2018..11/9/2018", [0, 1]),
        ("ngày:1/1/2020..30/6/2020", []),
        ("năm:2020", [3]),
        ('tríchyếu:"công bố" -năm:2018', [2, 3]),
        ("tríchdẫn:2576/QĐ-UBND", [1]),
        ("cites:61/2018/nđ-cp", [3]),
        ("họp OR (nghìn hai)", [2, 3]),
        ("(họp HOẶC nghìn) -hai", [2]),
        ("sở nội vụ", [1]),
        ("snv", [1]),
        ("uỷ ban nhân dân huyện", [2, 3]),
    ],
)
def test_every_field_operator_and_way_of_writing_finds_the_same(papers: Index, typed: str, expected: list[int]) -> None:
    assert sorted(hit.dossier for hit in ask(papers, typed).hits) == [f"hs.{number}" for number in expected]


@pytest.mark.parametrize("typed", ["11/9/2018", "11-09-2018", "ngày 11 tháng 9 năm 2018", "tháng 9/2018"])
def test_a_paper_of_the_day_comes_before_one_that_names_it(papers: Index, typed: str) -> None:
    assert places(ask(papers, typed)) == [("hs.0", 0), ("hs.2", 0)]


def test_a_number_with_its_year_is_the_paper_of_that_year(papers: Index) -> None:
    assert places(ask(papers, "số 2576 năm 2018"))[0] == ("hs.0", 0)
    assert places(ask(papers, "quyết định 2576 năm 2020"))[0] == ("hs.3", 0)
    assert places(ask(papers, "2576/QĐ-UBND ngày 11/9/2018"))[0] == ("hs.0", 0)


def test_a_hit_tells_what_a_list_needs(papers: Index) -> None:
    (hit,) = ask(papers, "số:12").hits
    assert (hit.type_name, hit.number, hit.issued_date, hit.organ) == ("Tờ trình", "12/TTr-SNV", "2018-08", "Sở Nội vụ")
    assert (hit.subject, hit.cites, hit.near) == ("Về việc công bố thủ tục", ("2576/QĐ-UBND",), False)


def test_papers_that_cite_one_and_that_one_cites(papers: Index) -> None:
    naming = citing(papers, "hs.0", 1)
    assert naming
    assert places(papers.search(Query((naming,)))) == [("hs.1", 0)]
    named = cited(papers, "hs.1")
    assert named
    assert {hit.dossier for hit in papers.search(Query((named,))).hits} == {"hs.0", "hs.3"}
    assert cited(papers, "hs.0") is None
    assert citing(papers, "hs.0", 2) is None, "no such document"


def test_by_date_the_newest_comes_first_and_what_has_none_last(papers: Index) -> None:
    papers.put("không", [page("không", 0, "công bố")])
    found = ask(papers, "công bố", view=View(sort="date"))
    assert [hit.dossier for hit in found.hits] == ["hs.3", "hs.2", "hs.0", "hs.1", "không"]
    assert ask(papers, "công bố", 2, View(sort="date")).hits == found.hits[:2]


def test_values_are_counted_over_all_that_match(papers: Index) -> None:
    papers.put("không", [page("không", 0, "công bố")])
    found = ask(papers, "công bố", 1, View(facets=True))
    assert found.facets == {
        "year": {"2018": 2, "2019": 1, "2020": 1},
        "type": {"Quyết định": 2, "Thông báo": 1, "Tờ trình": 1},
        "organ": {"UBND huyện": 2, "Sở Nội vụ": 1, "Ủy ban nhân dân tỉnh": 1},
        "fonds": {"Phông UBND tỉnh": 4},
    }
    assert ask(papers, "công bố").facets == {}


def test_pages_are_grouped_by_document_and_dossier(index: Index) -> None:
    index.put("a", [Entry("a", 1 + at // 2, at, "giấy phép " * (at + 1)) for at in range(6)])
    index.put("b", [Entry("b", 1, 0, "giấy phép xây dựng")])
    every = ask(index, "giấy phép", 20)
    by_document = ask(index, "giấy phép", 20, View(group="document"))
    assert by_document.total == every.total == 7, "pages are counted"
    assert sorted((hit.dossier, hit.document, hit.pages) for hit in by_document.hits) == [
        ("a", 1, 2),
        ("a", 2, 2),
        ("a", 3, 2),
        ("b", 1, 1),
    ]
    by_dossier = ask(index, "giấy phép", 20, View(group="dossier"))
    assert {hit.dossier: hit.pages for hit in by_dossier.hits} == {"a": 6, "b": 1}
    assert by_dossier.hits[0].page == every.hits[0].page, "the best page stands for all"
    assert len(ask(index, "giấy phép", 1, View(group="dossier")).hits) == 1


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Nguyễn Văn Hưởrg", "Nguyễn Văn Hưởng"),
        ("Nguyễn Văn Hưởng", "nguyen van huorg"),
        ("Trần Thị Rninh", "trần thị minh"),
        ("quyếtđịnh phê duyệt", "quyết định phê duyệt"),
        ("quyết định phê duyệt", "quyếtđịnh phê duyệt"),
        ("ngh iệp vụ kho", '"nghiệp vụ"'),
        ("số 2O18 thửa", "2018 thửa"),
    ],
)
def test_a_slip_in_reading_or_typing_is_found_after_what_is_right(index: Index, written: str, typed: str) -> None:
    index.put("a", [page("a", 0, f"{written} và một trang khác"), page("a", 1, "trang khác nữa")])
    (hit,) = ask(index, typed).hits
    assert (hit.page, hit.near) == (0, True)
    assert "<mark>" in hit.snippet
    right = " ".join(word for word in typed.split()).strip('"')
    index.put("b", [page("b", 0, f"một trang dài hơn, nói về nhiều điều, và sau cùng {right}")])
    found = ask(index, typed)
    assert [(hit.dossier, hit.near) for hit in found.hits] == [("b", False), ("a", True)]
    assert found.total == 2


@pytest.mark.parametrize("typed", ["hương", "số:2576", "bán đất", "bann*", "-khác trang"])
def test_another_word_is_not_taken_for_a_slip(index: Index, typed: str) -> None:
    index.put("a", [page("a", 0, "lượng hoàng 2575 2577/QĐ", number="2575/QĐ-UBND"), page("a", 1, "đạt bàng khác")])
    assert ask(index, typed).total == 0


def test_where_much_is_found_as_typed_no_slip_is_looked_for(index: Index) -> None:
    index.put("a", [page("a", at, "giấy phép") for at in range(10)])
    index.put("b", [page("b", 0, "giấyy phép")])
    assert ask(index, "giấy phép", 20).total == 10
    index.put("a", [page("a", at, "giấy phép") for at in range(9)])
    found = ask(index, "giấy phép", 20)
    assert [hit.near for hit in found.hits] == [False] * 9 + [True]


def test_put_replaces_all_of_a_dossier_and_nothing_else(index: Index) -> None:
    index.put("hs.1", [page("hs.1", number, "bản cũ") for number in range(5)])
    index.put("hs.10", [page("hs.10", 0, "bản cũ")])
    index.put("hs.1", [page("hs.1", number, "bản mới") for number in range(1, 3)])
    assert places(ask(index, "cũ")) == [("hs.10", 0)]
    assert places(ask(index, "mới")) == [("hs.1", 1), ("hs.1", 2)]
    index.put("hs.1", [page("hs.1", number, "bản mới") for number in range(1, 3)])
    assert ask(index, "bản").total == 3, "put twice is put once"
    index.put("hs.1", [])
    assert index.dossiers() == {"hs.10"}
    assert ask(index, "mới").total == 0


def test_dossiers_are_listed_and_cleared_and_the_index_stays_usable(index: Index, place: str) -> None:
    names = {f"H58.{number:06d}/Đ" for number in range(8)}
    for name in sorted(names):
        index.put(name, [page(name, 0, "một trang")])
    assert index.dossiers() == names
    with contextlib.closing(opened(place)) as other:
        assert ask(other, "trang").total == 8
        index.clear()
        assert index.dossiers() == set()
        assert ask(other, "trang").total == 0, "others see it as well"
        other.put("sau", [page("sau", 0, "một trang")])
    assert places(ask(index, "trang")) == [("sau", 0)]
    index.clear()
    index.clear()
    assert ask(index, "trang").total == 0


def test_the_total_counts_all_and_the_limit_cuts(index: Index) -> None:
    index.put("hs.1", [page("hs.1", number, "trang giấy " * (number + 1)) for number in range(30)])
    every = ask(index, "giay trang", 1000)
    assert every.total == len(every.hits) == 30
    for limit in (0, 1, 7, 29, 30):
        found = ask(index, "giay trang", limit)
        assert found.total == 30
        assert found.hits == every.hits[:limit]


def test_pages_of_equal_score_come_by_dossier_then_page(index: Index) -> None:
    for name in ("c", "a", "b"):
        index.put(name, [page(name, number, "trang giống hệt nhau") for number in (12, 3, 100, 0)])
    expected = [(name, number) for name in "abc" for number in (0, 3, 12, 100)]
    for typed in ("giống", "giống hệt", "gio*"):
        assert places(ask(index, typed, 12)) == expected
        assert places(ask(index, typed, 6)) == expected[:6]


def test_a_snippet_is_safe_to_show(index: Index) -> None:
    index.put("hs.1", [page("hs.1", 0, '<script>alert("độc")</script> & <mark>giả</mark> quyết', title="<b>Hồ sơ</b>")])
    (hit,) = ask(index, "alert quyet").hits
    assert hit.snippet == (
        "&lt;script&gt;<mark>alert</mark>(&quot;độc&quot;)&lt;/script&gt; &amp; &lt;mark&gt;giả&lt;/mark&gt; "
        "<mark>quyết</mark>"
    )
    assert hit.title == "<b>Hồ sơ</b>", "the title is text, not HTML"


def test_text_that_breaks_engines_is_kept_and_found(index: Index) -> None:
    texts = ["x" * 100_000 + " cuối", "a\x00b\x1f\ufeff cuối", "\ud800 cuối", "cuối " * 20_000, "", "😀 🇻🇳"]
    index.put("hs.1", [page("hs.1", number, text) for number, text in enumerate(texts)])
    assert sorted(places(ask(index, "cuoi"))) == [("hs.1", number) for number in range(4)]
    assert ask(index, "x" * 1_000).total == 1
    assert ask(index, "a b").total == 1
    assert index.dossiers() == {"hs.1"}


def test_a_query_of_the_greatest_size_is_answered(index: Index) -> None:
    words = [f"từ{number}" for number in range(50)]
    index.put("hs.1", [page("hs.1", 0, " ".join(words)), page("hs.1", 1, " ".join(words[1:]))])
    assert places(ask(index, " ".join(words))) == [("hs.1", 0)]
    assert places(ask(index, '"' + " ".join(words) + '"')) == [("hs.1", 0)]


def test_two_processes_that_add_at_once_lose_nothing_while_others_search(index: Index, place: str) -> None:
    halves = [[f"{half}.{number}" for number in range(4)] for half in ("trái", "phải")]
    writers = [SPAWN.Process(target=add, args=(place, half)) for half in halves]
    for writer in writers:
        writer.start()
    totals = [0]
    while any(writer.is_alive() for writer in writers):
        found = ask(index, "trang chung", 100)
        assert len(found.hits) == found.total
        totals.append(found.total)
        time.sleep(0.02)
    for writer in writers:
        writer.join()
        assert writer.exitcode == 0
    assert totals == sorted(totals), "what was found once stays found"
    assert ask(index, "trang chung").total == 24
    assert index.dossiers() == {*halves[0], *halves[1]}


def test_a_rebuild_forgets_what_was_and_tells_what_it_does(index: Index) -> None:
    index.put("cũ", [page("cũ", 0, "trang")])
    told: list[str] = []
    every = [(f"hs.{number}", [page(f"hs.{number}", 0, f"trang {number}")]) for number in range(40)]
    assert rebuild(index, iter(every), told.append) == 40
    assert told == [name for name, _ in every]
    assert index.dossiers() == set(told)
    assert ask(index, "trang").total == 40


@pytest.fixture(scope="module", params=BACK_ENDS)
def filled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    with a_place(request.param, tmp_path_factory.mktemp("filled")) as made, contextlib.closing(opened(made)) as index:
        rebuild(index, office_papers())
        yield index


HOSTILE = ["quyết", "dinh", '"', "-", "*", "ngh*", "AND", "OR", "NOT", "(", ")", "[a TO b]", "~2", "^9", "folded:quyet"]
HOSTILE += ["' OR 1=1 --", "\\", "/.*/", "{}", "😀", "\x00", "“uy", "2576/QĐ-UBND", "-uy", '-"tờ trình"', "ủy*", "🇻🇳*"]
typed_texts = st.one_of(st.text(max_size=60), st.lists(st.sampled_from(HOSTILE), max_size=12).map(" ".join))


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(typed=typed_texts)
def test_whatever_is_typed_there_is_an_answer_or_a_clear_message(filled: Index, typed: str) -> None:
    try:
        query = parse(typed)
    except BadQuery as error:
        assert error.detail
        return
    found = filled.search(query, 5)
    assert found.total >= len(found.hits)
    assert len(found.hits) == min(found.total, 5)


OFFICE = "ủy ban nhân dân tỉnh quyết định công bố thủ tục hành chính đất đai cấp phép xây dựng nhà ở tờ trình"


def office_papers() -> list[tuple[str, list[Entry]]]:
    """Sixty small dossiers that differ in wording, length, marks and fields."""
    words = OFFICE.split()
    made = []
    for number in range(60):
        name = f"H58.{number:03d}"
        paper = f"{number * 37 % 50}/QĐ-{'UBND' if number % 3 else 'SXD'}"
        pages = []
        for at in range(1 + number % 4):
            picked = [words[(number * 7 + at * 5 + step * step) % len(words)] for step in range(10 + number % 23)]
            text = " ".join(
                [*picked, f"căn cứ {(number + 1) * 37 % 50}/QĐ-UBND", "quyet dinh" if number % 5 == 0 else ""]
            )
            subject = f"Về việc {' '.join(words[number % 9 : number % 9 + 4])}"
            fields = {"type_name": "Quyết định", "number": paper, "subject": subject, "organ": "UBND tỉnh"}
            fields["issued_date"] = f"{2016 + number % 5}-{1 + number % 12:02d}-{1 + number % 28:02d}"
            pages.append(replace(page(name, at, text, **fields), cites=cited_in(text, paper)))
        made.append((name, pages))
    return made


QUESTIONS = ["quyet dinh", "quyết định", "ủy ban nhân dân", "0/QĐ-UBND", "37 qd ubnd", "dat dai -phep", "xay* nha"]
QUESTIONS += [
    "quyêt dinh ubnd",
    "năm 2018",
    "số 37 năm 2018",
    "cơquan:ubnd đất",
    "đất OR (cấp phép) -nhà",
    "thutuc hành chính",
]
QUESTIONS += [
    "tỉnh quyết định côrng bố",
    "uy bau nhan dan",
    "loại:qđ ngày:2017..2019",
    "tríchdẫn:37/QĐ-UBND",
    "thủ tụcc đất đai",
]
QUESTIONS += ['"thủ tục hành chính"', 'cấp -"cấp phép"', "ubnd", "cong bo thu tuc dat", "khong co gi"]


def test_both_back_ends_give_the_same_answers(tmp_path: Path) -> None:
    with contextlib.ExitStack() as stack:
        both = [
            stack.enter_context(contextlib.closing(opened(stack.enter_context(a_place(name, tmp_path)))))
            for name in BACK_ENDS
        ]
        for index in both:
            rebuild(index, office_papers())
        views = [PLAIN, View("date", "document", True), View("relevance", "dossier", True)]
        for typed, view in itertools.product(QUESTIONS, views):
            one, other = (ask(index, typed, 40, view) for index in both)
            assert one.total == other.total, typed
            assert [hit.score for hit in one.hits] == pytest.approx([hit.score for hit in other.hits], rel=1e-4), typed
            assert places(one) == places(other), typed
            assert [(hit.near, hit.pages) for hit in one.hits] == [(hit.near, hit.pages) for hit in other.hits], typed
            assert one.facets == other.facets, typed
            assert [hit.snippet for hit in one.hits] == [hit.snippet for hit in other.hits], typed
