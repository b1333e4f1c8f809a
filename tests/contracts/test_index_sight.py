"""What every index promises of what one may not see, tried on each back end."""

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from archive.access import Reach, Sight
from archive.records import Entry, Found
from search.fields import access
from search.index import Index
from search.links import cited, citing
from search.query import parse
from search.view import View
from tests.contracts.test_index import BACK_ENDS, a_place
from tests.search.writers import opened

PUBLIC = Sight((Reach(frozenset(["01"])),))
STAFF = Sight((Reach(frozenset(["01", "02"])),))
OF_UNIT = Sight((Reach(frozenset(["01"])), Reach(frozenset(["01", "02", "03"]), units=frozenset(["phong mot"]))))
OF_FONDS = Sight((Reach(frozenset(["01", "02", "03"]), fonds=frozenset(["phong a"])),))
ASKED = Sight((Reach(frozenset(["01"])),), frozenset(["r.1"]))
NOBODY = Sight(())
SIGHTS = {"public": PUBLIC, "staff": STAFF, "unit": OF_UNIT, "fonds": OF_FONDS, "asked": ASKED, "nobody": NOBODY}

TEXT = "thửa đất số 7 theo Quyết định 2576/QĐ-UBND về cấp phép"
FORMS = ["qxyzv", *(f"qxyz{letter}" for letter in "abcdfghjk")]
"""Words one edit from ``qxyzw``; more than are looked for."""


def page(dossier: str, at: int, text: str, mode: str, unit: str = "", *fonds: str) -> Entry:
    told = {"title": f"Hồ sơ {dossier}", "organ": f"UBND {dossier}", "issued_date": "2018-09-11"}
    return Entry(dossier, 1, at, text, mode=mode, unit=unit, fonds=fonds, type_name="Quyết định", **told)  # type: ignore[arg-type]


def everything() -> dict[str, list[Entry]]:
    hidden = [page("r.1", at, f"{TEXT} {form} {form} bímật", "03", "Phòng Hai") for at, form in enumerate(FORMS[1:])]
    made = {
        "p.1": [page("p.1", 0, TEXT, "01", "Phòng Một"), page("p.1", 1, f"đất {FORMS[0]}", "01", "Phòng Một")],
        "p.2": [page("p.2", at, f"đất {'thửa ' * at}", "01") for at in range(12)],
        "c.1": [page("c.1", 0, f"{TEXT} {TEXT}", "02", "Phòng Một", "Phông A", "A01")],
        "c.2": [replace(page("c.2", 0, f"đất {FORMS[0]}", "02", "PHÒNG HAI"), cites=("2576/QĐ-UBND",))],
        "r.1": hidden,
        "r.2": [page("r.2", at, "đất thửa thửa thửa bímật", "03", "Phòng  Một", "phông a") for at in range(5)],
        "p.3": [replace(page("p.3", 0, TEXT, "01"), number="2576/QĐ-UBND", cites=("1/QĐ-UBND",))],
        "r.3": [replace(page("r.3", 0, TEXT, "03"), number="1/QĐ-UBND", cites=("2576/QĐ-UBND",))],
    }
    return made


def seen(sight: Sight) -> dict[str, list[Entry]]:
    """What the index would hold if the rest had never been."""

    def there(entry: Entry) -> bool:
        kept = access(entry)
        return entry.dossier in sight.dossiers or any(
            entry.mode in reach.modes
            and (not reach.units or not reach.units.isdisjoint(kept["access_unit"]))
            and (not reach.fonds or not reach.fonds.isdisjoint(kept["access_fonds"]))
            for reach in sight.reaches
        )

    return {name: pages for name, pages in everything().items() if there(pages[0])}


@pytest.fixture(params=BACK_ENDS)
def full(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, Index]]:
    with filled(request.param, tmp_path / "full", everything()) as index:
        yield request.param, index


@contextlib.contextmanager
def filled(back_end: str, folder: Path, pages: dict[str, list[Entry]]) -> Iterator[Index]:
    with a_place(back_end, folder) as place, contextlib.closing(opened(place)) as index:
        for name, entries in pages.items():
            index.put(name, entries)
        yield index


QUERIES = [
    "đất", "thửa đất", "thua dat", "đất -thửa", "2576/QĐ-UBND", "bímật", "bím*", "thử*", "qxyzw", "qxyzw OR thửa",
    "thừa", '"thửa đất"', "năm:2018", "hồsơ:r.1", "phông:a", "cơquan:ubnd", "tríchdẫn:2576/QĐ-UBND",
    "ngày:2018..2019 thửa", "thửa đất qxyzw cấp phép", "thua dat theo cap phepp",
]  # fmt: skip
VIEWS = [View(facets=True), View("date"), View(group="dossier"), View(group="document", facets=True)]


@pytest.mark.parametrize("name", SIGHTS)
def test_the_answer_is_that_of_an_index_in_which_the_rest_never_was(
    full: tuple[str, Index], tmp_path: Path, name: str
) -> None:
    back_end, index = full
    sight = SIGHTS[name]
    with filled(back_end, tmp_path / "seen", seen(sight)) as bare:
        assert index.dossiers(sight) == bare.dossiers() == bare.dossiers(sight) == set(seen(sight))
        for typed in QUERIES:
            for view in VIEWS:
                asked = parse(typed), 50, replace(view, sight=sight)
                assert timeless(index.search(*asked)) == timeless(bare.search(*asked)), typed
        for link in (citing, cited):
            for dossier in everything():
                assert link(index, dossier, None, sight) == link(bare, dossier, None, sight)


def test_sights_see_what_they_should(full: tuple[str, Index]) -> None:
    _, index = full

    def found(sight: Sight) -> set[str]:
        return {hit.dossier for hit in index.search(parse("đất"), 100, View(sight=sight)).hits}

    assert found(PUBLIC) == {"p.1", "p.2", "p.3"}
    assert found(STAFF) == {"p.1", "p.2", "p.3", "c.1", "c.2"}
    assert found(OF_UNIT) == {"p.1", "p.2", "p.3", "c.1", "r.2"}, "case, marks and spaces of a unit make no difference"
    assert found(OF_FONDS) == {"c.1", "r.2"}
    assert found(ASKED) == {"p.1", "p.2", "p.3", "r.1"}
    assert found(NOBODY) == set()
    assert found(Sight()) == set(everything())
    assert {hit.dossier: hit.mode for hit in index.search(parse("bímật"), 100).hits} == {"r.1": "03", "r.2": "03"}


def test_a_word_that_only_hidden_pages_have_pushes_no_form_aside(full: tuple[str, Index]) -> None:
    _, index = full
    for sight in (PUBLIC, STAFF):
        hits = index.search(parse("qxyzw"), 50, View(sight=sight)).hits
        assert {hit.dossier for hit in hits} >= {"p.1"} and all(hit.near for hit in hits)


def test_a_changed_mode_counts_as_soon_as_the_dossier_is_put_again(full: tuple[str, Index]) -> None:
    _, index = full
    index.put("p.3", [replace(entry, mode="03") for entry in everything()["p.3"]])
    assert index.search(parse("2576/QĐ-UBND"), 10, View(sight=PUBLIC)).total == 1, "p.1 names it"
    assert "p.3" not in index.dossiers(STAFF) and "p.3" in index.dossiers()
    index.put("p.3", everything()["p.3"])
    assert "p.3" in index.dossiers(PUBLIC)


def test_who_sees_all_is_answered_as_ever(full: tuple[str, Index]) -> None:
    _, index = full
    whole = Sight((Reach(frozenset(["01"])), Reach(frozenset(["01", "02", "03"]))))
    for typed in QUERIES:
        assert timeless(index.search(parse(typed), 50)) == timeless(index.search(parse(typed), 50, View(sight=whole)))


def timeless(found: Found) -> Found:
    return replace(found, took_ms=0.0)
