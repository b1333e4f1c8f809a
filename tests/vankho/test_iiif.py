"""What IIIF viewers ask for: manifests, collections and Content Search, from a running server."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from tests.vankho import shown
from tests.vankho.homes import opened
from tests.vankho.shown import ID, Site, shown_site, site

AT = f"/iiif/{quote(ID, safe='')}"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with shown_site(tmp_path_factory.mktemp("iiif")) as running:
        yield running


NEEDS = {
    "Manifest": {"id", "type", "label"},
    "Collection": {"id", "type", "label"},
    "Canvas": {"id", "type", "width", "height", "items"},
    "Range": {"id", "type", "items"},
    "AnnotationPage": {"id", "type", "items"},
    "Annotation": {"id", "type", "motivation", "body", "target"},
    "Image": {"id", "type", "format"},
    "Text": {"id", "type", "label", "format"},
    "Dataset": {"id", "type", "format"},
    "ImageService3": {"id", "type", "profile"},
    "SearchService2": {"id", "type"},
}
"""What IIIF Presentation 3 asks of each kind of resource that is used here."""


def valid(made: dict[str, Any]) -> dict[str, Any]:
    """``made``, which keeps the rules of IIIF Presentation 3 that it can break. The community's own validator and
    model took the same answers (docs/decisions/0026-iiif.md); neither can be a dependency."""
    assert made["@context"] == "http://iiif.io/api/presentation/3/context.json"
    own = [one["id"] for one in resources(made) if one["type"] in ("Canvas", "Annotation", "AnnotationPage", "Range")]
    assert len(own) >= len(set(own)) >= len(made["items"]) * (3 if made["type"] == "Manifest" else 0)
    for one in resources(made):
        assert one["type"] in NEEDS and (one.keys() >= NEEDS[one["type"]] or is_reference(one)), one
        assert re.fullmatch(r"https?://[!-~]+", one["id"]), "an address"
        if "label" in one:
            assert one["label"] and all(
                re.fullmatch(r"vi|en|none", language) and texts and all(isinstance(text, str) for text in texts)
                for language, texts in one["label"].items()
            )
        for name in ("thumbnail", "rendering", "seeAlso", "homepage", "partOf", "service", "items", "structures"):
            assert isinstance(one.get(name, []), list), name
    return made


def is_reference(one: dict[str, Any]) -> bool:
    """Whether it only points to a resource that stands elsewhere."""
    return one.keys() <= {"id", "type", "label", "thumbnail"} and one["type"] in ("Canvas", "Manifest", "Collection")


def resources(made: Any) -> Iterator[dict[str, Any]]:
    """Everything in ``made`` that bears a type."""
    if isinstance(made, dict):
        if "type" in made:
            yield made
        for value in made.values():
            yield from resources(value)
    elif isinstance(made, list):
        for one in made:
            yield from resources(one)


def every(made: Any, key: str) -> Iterator[Any]:
    """All values of ``key`` in ``made``."""
    if isinstance(made, dict):
        for name, value in made.items():
            if name == key:
                yield value
            yield from every(value, key)
    elif isinstance(made, list):
        for one in made:
            yield from every(one, key)


def test_a_documents_manifest_has_a_canvas_for_each_page_that_can_be_shown(served: Site) -> None:
    made = valid(served.get(f"{AT}/1/manifest.json").json)
    assert made["label"] == {"vi": ["Quyết định 2576/QĐ-UBND: cấp đất"]}
    assert made["navDate"] == "2018-09-11T00:00:00Z"
    assert {"rights", "requiredStatement", "provider"}.isdisjoint(made), "nobody has stated any"
    labels = [canvas["label"] for canvas in made["items"]]
    assert labels == [{"vi": [f"Trang {n}"], "en": [f"Page {n}"]} for n in (1, 3, 4, 5)], "page 2 could not be read"
    assert {(canvas["width"], canvas["height"]) for canvas in made["items"]} == {shown.SIZE}
    sizes = [canvas["service"][0] for canvas in made["items"]]
    assert all((one["physicalScale"], one["physicalUnits"]) == (round(25.4 / shown.DPI, 6), "mm") for one in sizes)
    identities = [canvas["id"] for canvas in made["items"]]
    assert [canvas["items"][0]["items"][0]["target"] for canvas in made["items"]] == identities
    assert all({"vi", "en"} == set(one["label"]) for one in made["metadata"])


def test_ranges_tell_the_annexes_as_the_pdfs_bookmarks_do(served: Site) -> None:
    made = served.get(f"{AT}/1/manifest.json").json
    (top,) = made["structures"]
    canvases = [canvas["id"] for canvas in made["items"]]
    assert [one["label"]["vi"][0] for one in top["items"]] == [
        "Quyết định 2576/QĐ-UBND: cấp đất",
        "Phụ lục I: DANH MỤC HỒ SƠ",
    ]
    assert [[item["id"] for item in one["items"]] for one in top["items"]] == [canvases[:3], canvases[3:]]
    assert "structures" not in served.get(f"{AT}/2/manifest.json").json


def test_all_that_a_manifest_names_is_there(served: Site) -> None:
    made = served.get(f"{AT}/1/manifest.json").json
    named = ("thumbnail", "rendering", "seeAlso", "homepage", "partOf")
    told = [one["id"] for name in named for group in every(made, name) for one in group]
    told += [body["id"] for body in every(made, "body")]
    assert len(told) >= 15
    for address in told:
        got = served.get(address)
        assert got.status == 200, address
    (rendering,) = made["rendering"]
    assert served.get(rendering["id"]).body.startswith(b"%PDF-")
    assert b"<alto " in served.get(made["items"][0]["seeAlso"][0]["id"]).body
    service = made["items"][0]["thumbnail"][0]["service"][0]["id"]
    assert served.get(service).headers["location"] == f"{service}/info.json"


def test_collections_lead_to_the_documents_of_a_dossier_and_of_a_search(served: Site) -> None:
    of_dossier = valid(served.get(f"{AT}/collection.json").json)
    assert [one["label"]["vi"][0] for one in of_dossier["items"]] == ["Quyết định 2576/QĐ-UBND: cấp đất", "Giấy mời"]
    of_search = valid(served.get("/iiif/search.json?q=dat+dai").json)
    assert {one["id"] for one in of_search["items"]} == {one["id"] for one in of_dossier["items"]}
    for one in of_dossier["items"]:
        valid(served.get(one["id"]).json)


def test_json_ld_is_sent_to_who_asks_for_it(served: Site) -> None:
    plain = served.get(f"{AT}/1/manifest.json")
    linked = served.get(f"{AT}/1/manifest.json", Accept="application/ld+json")
    assert plain.headers["content-type"] == "application/json"
    assert linked.headers["content-type"].startswith('application/ld+json;profile="http://iiif.io/api/presentation/3/')
    assert linked.body == plain.body


def found(served: Site, text: str, document: int = 1) -> list[tuple[str, str]]:
    made = served.get(f"{AT}/{document}/search?q={quote(text)}").json
    assert made["type"] == "AnnotationPage"
    return [(one["body"]["value"], one["target"]) for one in made["items"]]


def test_content_search_marks_the_words_on_the_canvas_where_they_are_printed(served: Site) -> None:
    canvas = served.get(f"{AT}/1/manifest.json").json["items"][0]["id"]
    (x, y, _, _), (_, _, right, low) = (shown.lines(shown.PAPER)[2].words[at].box for at in (0, 1))
    assert found(served, "đất đai")[0] == ("đất đai", f"{canvas}#xywh={x},{y},{right - x},{low - y}")
    assert found(served, "dat dai") == found(served, "đất đai"), "without dấu the same"
    assert [text for text, _ in found(served, "quyet dinh")] == ["quyết định"] * 3, "the lone 'định' is not meant"
    assert {text for text, _ in found(served, "quyếl")} >= {"quyếl"}
    assert found(served, "đất đai", document=2) == []
    assert found(served, "vắng mặt") == found(served, "") == []


def test_words_misread_are_marked_where_nothing_matches_as_typed(served: Site) -> None:
    assert {text for text, _ in found(served, "quyếtđịnh này")} >= {"quyết định này"}
    assert {text for text, _ in found(served, "hìệu lưc")} == {"hiệu lực"}
    assert {text for text, _ in found(served, "hiệu lựcc")} == {"hiệu lực"}


def test_content_search_1_tells_the_same_to_older_viewers(served: Site) -> None:
    second = served.get(f"{AT}/1/search?q=dat+dai").json
    first = served.get(f"{AT}/1/search1?q=dat+dai").json
    assert [one["on"] for one in first["resources"]] == [one["target"] for one in second["items"]]
    assert [hit["annotations"][0] for hit in first["hits"]] == [one["id"] for one in second["items"]]
    assert (first["hits"][0]["match"], first["hits"][0]["after"]) == ("đất đai", " và xây dựng theo quyết định này")
    assert first["@id"].endswith("/search1?q=dat+dai")
    assert len({one["id"] for one in second["items"]}) == len(second["items"])


def test_questions_that_mean_nothing_here_are_named_as_ignored(served: Site) -> None:
    made = served.get(f"{AT}/1/search?q=dat+dai&user=x&motivation=painting").json
    assert made["ignored"] == ["motivation", "user"]


@pytest.mark.parametrize("text", ["ngày:31/2/2018", "-chỉ", "x" * 2001, "a " * 51])
def test_a_query_that_cannot_be_asked_is_answered_with_a_sentence(served: Site, text: str) -> None:
    for address in (f"{AT}/1/search?q=", "/iiif/search.json?q=", "/?q=", f"/view/{quote(ID, safe='')}/1?q="):
        got = served.get(f"{address}{quote(text)}")
        is_for_people = "/view/" in address
        assert got.status == (200 if is_for_people else 400), address
        assert "Không hiểu câu tìm" in got.text


def test_a_long_documents_marks_come_a_hundred_pages_at_once(tmp_path: Path) -> None:
    whole = shown.dossier(tmp_path / "in")
    first = whole.pages[0]
    many = tuple(replace(first, page=replace(first.page, index=index)) for index in range(120))
    long = replace(whole, pages=many, documents=(replace(whole.documents[0], pages=tuple(range(120))),))
    with opened(tmp_path / "home") as house:
        shown.keep(house, long, tmp_path / "draft")
    with site(tmp_path / "home") as served:
        made = served.get(f"{AT}/1/search?q=dat+dai").json
        rest = served.get(made["next"]).json
        assert (len(made["items"]), len(rest["items"]), "next" in rest) == (100, 20, False)
        assert len({one["target"] for one in made["items"] + rest["items"]}) == 120


def test_the_address_asked_is_the_one_that_answers(served: Site) -> None:
    other = Site(served.base.replace("127.0.0.1", "localhost"))
    assert other.get(f"{AT}/1/manifest.json").json["id"].startswith(other.base)
    assert served.get(f"{AT}/1/manifest.json", Host="rubbish.example").status == 400, "DNS rebinding"
