"""ALTO of any page is valid against the Library of Congress's own schema and says all that was read."""

import dataclasses
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.alto import NAMESPACE, to_alto
from archive.records import Line, OcrPage, Page, Region, Word
from tests.archive.making import LINES, read
from tests.archive.pages import CELLS, FULL, page, row, table
from tests.archive.schemas import valid

NS = {"a": NAMESPACE}


def found(data: bytes, path: str) -> list[str]:
    return [str(value) for value in valid(data).xpath(path, namespaces=NS)]


def test_a_page_says_its_size_number_kind_and_confidence_and_what_read_it() -> None:
    root = valid(to_alto(FULL, "H58.10.2018.000123"))
    sheet = root.find(".//a:Page", NS)
    assert sheet is not None
    assert dict(sheet.attrib) == {
        "ID": "page3",
        "PHYSICAL_IMG_NR": "4",
        "PAGECLASS": "text",
        "PC": "0.9",
        "WIDTH": "2480",
        "HEIGHT": "3508",
    }
    says = {str(element.tag).partition("}")[2]: element.text for element in root.iter() if (element.text or "").strip()}
    assert (says["MeasurementUnit"], says["fileName"]) == ("pixel", "d-03.pdf#4")
    assert says["documentIdentifier"] == "H58.10.2018.000123"
    assert found(to_alto(FULL), "//a:softwareName/text()") == ["Vankho", "tesseract"]
    assert found(to_alto(FULL), "//a:softwareVersion/text()") == ["5.5.4"]
    assert found(to_alto(FULL), "//a:processingStepSettings/text()") == ["rotation=90 skew=0.4 dpi=300", "vie"]


def test_every_word_stands_in_reading_order_with_its_place_and_confidence() -> None:
    data = to_alto(FULL)
    words = [word for line in FULL.lines for word in line.words]
    assert found(data, "//a:String/@CONTENT") == [word.text for word in words]
    assert len(found(data, "//a:SP")) == len(words) - len(FULL.lines)
    first = valid(data).find(".//a:String", NS)
    assert first is not None
    assert dict(first.attrib) == {
        "CONTENT": "UBND",
        "HPOS": "100",
        "VPOS": "100",
        "WIDTH": "80",
        "HEIGHT": "40",
        "WC": "0.9",
    }


def test_a_corrected_word_keeps_what_had_been_read() -> None:
    root = valid(to_alto(FULL))
    (alternative,) = root.findall(".//a:ALTERNATIVE", NS)
    assert (alternative.text, alternative.get("PURPOSE")) == ("tinh", "recognised")
    string = alternative.getparent()
    assert string is not None
    assert (string.get("CONTENT"), string.get("WC")) == ("tỉnh", "0.812")


def test_the_words_of_a_line_in_bold_print_are_told_as_bold_and_no_others() -> None:
    lines = [row(text, 100, 100 * n, 0, "letterhead") for n, text in enumerate(("TỈNH", "SỞ NỘI VỤ", "Số:"), 1)]
    weights = (False, True, None)
    given_page = page(*(dataclasses.replace(line, bold=bold) for line, bold in zip(lines, weights, strict=True)))
    data = to_alto(given_page)
    assert found(data, "//a:String[@STYLE='bold']/@CONTENT") == ["SỞ", "NỘI", "VỤ"]
    assert (len(found(data, "//@STYLE")), found(to_alto(FULL), "//@STYLE")) == (3, [])


def test_a_block_is_tagged_with_its_region_and_a_page_has_the_tags_it_needs() -> None:
    root = valid(to_alto(FULL))
    labels = {tag.get("ID"): tag.get("LABEL") for tag in root.iterfind(".//a:LayoutTag", NS)}
    space = root.find(".//a:PrintSpace", NS)
    assert space is not None
    assert [labels[block.get("TAGREFS")] for block in space] == ["letterhead", "table", "recipients", "unread"]
    assert set(labels.values()) == {"letterhead", "table", "recipients", "unread"}


@pytest.mark.parametrize("region", get_args(Region))
def test_every_region_has_a_tag(region: Region) -> None:
    assert found(to_alto(page(row("chữ", 100, 100, 0, region))), "//a:LayoutTag/@LABEL") == [region]


def test_a_table_is_one_block_of_a_block_a_cell_in_order() -> None:
    shuffled = page(CELLS[6], CELLS[0], row("xen giữa", 100, 100, 7), *CELLS[1:6], CELLS[7])
    for given_page in (FULL, shuffled):
        root = valid(to_alto(given_page))
        (whole,) = root.findall(".//a:ComposedBlock[@TYPE='table']", NS)
        assert [block.get("ID") for block in whole] == [
            *("table1_r0_c0", "table1_r0_c1", "table1_r0_c2"),
            *("table1_r1_c0", "table1_r1_c1", "table1_r2_c0", "table1_r2_c2"),
        ]
        assert whole[4].xpath(".//a:String/@CONTENT", namespaces=NS) == ["Nguyễn", "Văn", "A,", "Trần", "Thị", "B"]
        assert len(whole[4]) == 2
        assert (whole.get("HPOS"), whole.get("VPOS"), whole.get("HEIGHT")) == ("100", "600", "240")


def test_two_tables_and_a_block_that_goes_on_behind_them_have_names_of_their_own() -> None:
    given_page = page(
        row("trước", 100, 100, 0), *table(1, (0, 0, "a")), *table(2, (0, 0, "b"), top=900), row("sau", 100, 1500, 0)
    )
    assert found(to_alto(given_page), "//a:PrintSpace/*/@ID") == ["block1", "table1", "table2", "block4"]


def test_ink_that_no_word_explains_is_marked_where_it_is() -> None:
    (mark,) = valid(to_alto(FULL)).findall(".//a:GraphicalElement", NS)
    assert [mark.get(name) for name in ("HPOS", "VPOS", "WIDTH", "HEIGHT")] == ["1500", "2000", "200", "100"]


@pytest.mark.parametrize(
    "given_page",
    [
        OcrPage(Page(1, "d.pdf#2", "blank", width=1654, height=2339)),
        OcrPage(Page(1, "d.pdf#2", "unreadable")),
        OcrPage(Page(1, "d.pdf#2", "separator", width=1654, height=2339, dpi_estimated=True), engine="fake"),
        read(None, LINES),
    ],
    ids=["blank", "unreadable", "separator", "of unknown size"],
)
def test_a_page_with_little_on_it_is_valid_too(given_page: OcrPage) -> None:
    data = to_alto(given_page)
    assert found(data, "//a:Page/@PHYSICAL_IMG_NR") == [str(given_page.page.index + 1)]
    assert len(found(data, "//a:TextLine")) == len(given_page.lines)


def test_what_xml_cannot_hold_is_left_out_and_a_word_of_nothing_else_too() -> None:
    words = [Word(text, (0, 0, 9, 9), 1.0) for text in ("a\x00\x07b", "\x1f", "\ufffe", "\ud800c", "<&\"'>")]
    odd = dataclasses.replace(page(Line(tuple(words)), Line(words[1:2], 1)), engine="x \x01 y")
    assert found(to_alto(odd, "H\x02"), "//a:String/@CONTENT") == ["ab", "c", "<&\"'>"]


def test_the_same_page_gives_the_same_bytes() -> None:
    assert to_alto(FULL, "x") == to_alto(FULL, "x")


words = st.builds(
    Word,
    st.text(max_size=8),
    st.tuples(*[st.integers(-50, 5000)] * 4),
    st.floats(0, 1),
    st.none() | st.text(max_size=8),
)
lines = st.builds(
    Line,
    st.lists(words, max_size=4).map(tuple),
    st.integers(0, 3),
    st.sampled_from(get_args(Region)),
    st.none() | st.tuples(st.integers(0, 3), st.integers(0, 3)),
    st.none() | st.booleans(),
)


@given(st.lists(lines, max_size=12))
def test_whatever_was_read_the_file_is_valid(given_lines: list[Line]) -> None:
    valid(to_alto(page(*given_lines)))
