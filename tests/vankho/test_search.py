"""What a person and a program get from ``vankho search``."""

import contextlib
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from archive.records import Entry
from archive.text import fold
from search.indexes.embedded import EmbeddedIndex
from tests.conftest import Command


def paper(dossier: str, number: str, text: str, **more: object) -> Entry:
    fields = {"type_name": "Quyết định", "organ": "UBND tỉnh", "issued_date": "2018-09-11", "number": number}
    return Entry(dossier, 1, 0, text, title="Hồ sơ cấp phép", **(fields | more))  # type: ignore[arg-type]


@pytest.fixture
def filled(vankho: Command) -> Command:
    with contextlib.closing(EmbeddedIndex(vankho.home / "index")) as index:
        index.put("hs.1", [paper("hs.1", "2576/QĐ-UBND", "hành lang quyết định")])
        index.put("hs.2", [paper("hs.2", "7/TTr-SNV", "theo 2576/QĐ-UBND", cites=("2576/QĐ-UBND",))])
    return vankho


def dossiers(found: dict[str, list[dict[str, str]]]) -> list[str]:
    return [hit["dossier"] for hit in found["hits"]]


def test_a_hit_is_told_with_its_paper_and_values_are_counted(filled: Command) -> None:
    told = filled.run("search", "số:2576", "--facets")
    assert "hs.1" in told
    assert "Quyết định 2576/QĐ-UBND · 11/09/2018 · UBND tỉnh" in told
    assert "năm: 2018 (1)" in told
    found = filled.json("search", "năm:2018", "--facets", "--group", "dossier", "--sort", "date")
    assert found["total"] == 2
    assert found["facets"]["type"] == {"Quyết định": 2}
    assert [hit["pages"] for hit in found["hits"]] == [1, 1]


def test_a_near_hit_says_so(filled: Command) -> None:
    assert "(gần đúng)" in filled.run("search", "quyếl định")


def test_exclusions_that_begin_like_an_option_exclude(filled: Command) -> None:
    assert dossiers(filled.json("search", "2576", "-hành")) == ["hs.2"]
    assert dossiers(filled.json("search", "2576", "-hồsơ:hs.2")) == ["hs.1"]


def test_links_between_papers_are_followed_both_ways(filled: Command) -> None:
    assert dossiers(filled.json("search", "--citing", "hs.1#1")) == ["hs.2"]
    assert dossiers(filled.json("search", "--cited-by", "hs.2")) == ["hs.1"]
    assert dossiers(filled.json("search", "--cited-by", "hs.2", "vắng")) == []
    assert filled.json("search", "--cited-by", "hs.1") == {"total": 0, "hits": [], "took_ms": 0.0, "facets": {}}
    filled.run("search", "--citing", "không-có", expect=6)
    filled.run("search", "--citing", "hs.1#x", expect=2)


def test_a_hit_tells_where_its_words_stand_in_pixels_as_alto_does(kept: Command, tmp_path: Path) -> None:
    found = kept.json("search", "quyet dinh", "--limit", "1")["hits"][0]
    kept.run("export", found["dossier"], "--as", "alto", "--to", tmp_path)
    alto = ET.parse(tmp_path / f"p{found['page']:04d}.xml").getroot()
    strings = [element.attrib for element in alto.iter() if element.tag.endswith("}String")]
    assert found["boxes"]
    for box in found["boxes"]:
        assert box["page"] == found["page"]
        right, low = box["x"] + box["w"], box["y"] + box["h"]
        inside = [
            one["CONTENT"]
            for one in strings
            if box["x"] <= int(one["HPOS"]) and int(one["HPOS"]) + int(one["WIDTH"]) <= right
            and box["y"] <= int(one["VPOS"]) and int(one["VPOS"]) + int(one["HEIGHT"]) <= low
        ]  # fmt: skip
        assert " ".join(inside) == box["text"]
        assert fold(box["text"]) == "quyet dinh"


def test_a_page_that_the_store_does_not_have_is_found_without_boxes(filled: Command) -> None:
    assert [hit["boxes"] for hit in filled.json("search", "số:2576")["hits"]] == [[]]


def test_what_cannot_be_asked_says_why(filled: Command) -> None:
    filled.run("search", "ngày:31/2/2018", expect=2)
    assert "31/2/2018" in filled.errors
    filled.run("search", expect=2)
