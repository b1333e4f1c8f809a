import re
import time
import unicodedata
from html import unescape

from hypothesis import given
from hypothesis import strategies as st

from archive.text import nfc
from search.query import Part, parse
from search.snippet import LENGTH, snippet

FILLER = " ".join(f"chữ{number}" for number in range(200))


def parts(typed: str) -> tuple[Part, ...]:
    return parse(typed).parts


def marked(text: str) -> list[str]:
    return re.findall("<mark>(.*?)</mark>", text)


def test_matched_words_are_marked_whatever_their_marks() -> None:
    assert snippet("Quyết định, quyet DINH", parts("quyết định")) == (
        "<mark>Quyết</mark> <mark>định</mark>, <mark>quyet</mark> <mark>DINH</mark>"
    )


def test_a_phrase_is_one_mark_and_its_words_alone_are_none() -> None:
    text = snippet("Ủy  ban\nnhân dân và ban khác", parts('"ủy ban nhân"'))
    assert text == "<mark>Ủy ban nhân</mark> dân và ban khác"


def test_a_notation_is_one_mark() -> None:
    assert snippet("Số: 2576/QĐ-UBND.", parts("2576/qd-ubnd")) == "Số: <mark>2576/QĐ-UBND</mark>."


def test_beginnings_are_marked_as_whole_words() -> None:
    assert marked(snippet("nghĩa vụ nghiệp ngành", parts("ngh*"))) == ["nghĩa", "nghiệp"]


def test_the_window_with_the_most_different_words_is_shown() -> None:
    text = f"đất đất đất {FILLER} giấy phép xây dựng đất {FILLER}"
    shown = snippet(text, parts("đất phép xây"))
    assert marked(shown) == ["phép", "xây", "đất"]
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert len(shown.replace("…", "").split()) == LENGTH


def test_where_nothing_matches_the_beginning_is_shown() -> None:
    assert snippet("một hai ba", parts("bốn")) == "một hai ba"
    assert snippet(FILLER, parts("bốn")).startswith("chữ0 chữ1 ")
    assert snippet("", parts("bốn")) == ""
    assert snippet("…!? 😀", parts("bốn")) == ""


def test_html_in_the_text_is_shown_not_obeyed() -> None:
    shown = snippet("""<img src=x onerror='alert("1")'> & </mark><script>""", parts("alert script"))
    assert re.sub("</?mark>", "", shown).count("<") == 0
    assert "&lt;img src=x onerror=&#x27;<mark>alert</mark>(&quot;1&quot;)&#x27;&gt; &amp; &lt;/mark&gt;" in shown


def test_a_phrase_longer_than_the_window_is_marked_as_far_as_it_goes() -> None:
    words = " ".join(f"w{number}" for number in range(45))
    assert len(marked(snippet(words, [Part(tuple(words.split()))]))) == 1


def test_decomposed_text_is_shown_composed() -> None:
    shown = snippet(unicodedata.normalize("NFD", "Tiền Giang"), parts("tien"))
    assert shown == "<mark>Tiền</mark> Giang"


def test_a_huge_page_takes_no_long_time() -> None:
    began = time.process_time()
    snippet("đất nhà " * 100_000, parts('đất nhà "nhà đất"'))
    assert time.process_time() - began < 10


@given(
    st.text(alphabet="<>&'\"ab đĐất \n\t*-/12", max_size=200),
    st.lists(st.sampled_from(["ab", "dat", "đất", "1"]), min_size=1),
)
def test_without_marks_and_escapes_it_is_a_piece_of_the_text(text: str, typed: list[str]) -> None:
    shown = snippet(text, parts(" ".join(typed)))
    bare = unescape(re.sub("</?mark>", "", shown)).removeprefix("… ").removesuffix(" …")
    assert bare in " ".join(nfc(text).split())


def test_a_stroke_below_parts_words_as_in_the_indexes() -> None:
    assert (
        snippet("so_hieu_2576 của _tỉnh_", parse("hiệu tỉnh").parts)
        == "so_<mark>hieu</mark>_2576 của _<mark>tỉnh</mark>_"
    )
