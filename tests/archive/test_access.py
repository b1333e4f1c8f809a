from datetime import date

import pytest

from archive.access import (
    CONDITIONAL,
    MODES,
    PUBLIC,
    RESTRICTED,
    RIGHTS,
    ROLES,
    WHOLE,
    Grant,
    Marks,
    Person,
    Reach,
    Request,
    Sight,
    everyone,
    marks_of,
    mode_of,
    stated_mode,
)
from archive.disposal import _REMAINS
from archive.records import Document, Dossier


def dossier(mode: str = "", *papers: str, **fields: str) -> Dossier:
    told = fields | ({"mode": mode} if mode else {})
    documents = tuple(Document(at, (at,), more={"mode": one} if one else {}) for at, one in enumerate(papers, 1))
    return Dossier("A", "in", "0", "0", told, (), documents, (), (), ())


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("", None), ("  ", None), ("01", PUBLIC), ("Công khai", PUBLIC), ("cong  khai", PUBLIC), ("02", CONDITIONAL),
        ("sử dụng có điều kiện", CONDITIONAL), ("03", RESTRICTED), ("MẬT", RESTRICTED), ("lưu hành nội bộ", RESTRICTED),
        ("1", RESTRICTED), ("04", RESTRICTED),
    ],
)  # fmt: skip
def test_a_mode_that_is_not_understood_is_the_strictest(said: str, meant: str | None) -> None:
    assert mode_of(said) == meant


@pytest.mark.parametrize(
    ("made", "mode"),
    [
        (dossier(), CONDITIONAL),
        (dossier("", "01", "01"), CONDITIONAL),
        (dossier("01"), PUBLIC),
        (dossier("01", "", ""), PUBLIC),
        (dossier("01", "01", "02"), CONDITIONAL),
        (dossier("01", "", "Mật", "01"), RESTRICTED),
        (dossier("03", "01"), RESTRICTED),
        (dossier(rights="Công khai"), PUBLIC),
    ],
)
def test_the_strictest_of_dossier_and_documents_counts_and_nothing_said_is_conditional(
    made: Dossier, mode: str
) -> None:
    assert stated_mode(made) == mode


def test_units_and_fonds_are_compared_without_case_marks_and_spaces() -> None:
    one = marks_of(dossier("01", unit="Phòng  Đất Đai", fond_name="Phông UBND", organ_id="A01"))
    assert Reach(frozenset(MODES), units=frozenset(["phong dat dai"])).holds(one)
    assert Reach(frozenset(MODES), fonds=frozenset(["a01"])).holds(one)
    assert not Reach(frozenset(MODES), frozenset(["phong dat dai"]), frozenset(["b"])).holds(one), "both must fit"
    assert not Reach(frozenset([RESTRICTED]), units=frozenset(["phong dat dai"])).holds(one)


def test_a_mode_that_was_set_counts_instead_of_what_is_stated() -> None:
    assert marks_of(dossier("03", "03"), PUBLIC).mode == PUBLIC
    assert marks_of(dossier("01"), RESTRICTED).mode == RESTRICTED


def test_a_limited_role_has_no_right_over_the_whole_home() -> None:
    for role in ROLES:
        assert not Grant(role, units=frozenset(["a"])).rights & WHOLE
    limited = Person("lan", (Grant("archivist", fonds=frozenset(["a"])),))
    assert "retain" in limited.rights and not limited.sight.is_whole
    assert limited.may("retain", Marks("x", RESTRICTED, fonds=("a",)))
    assert not limited.may("retain", Marks("x", PUBLIC, fonds=("b",)))
    assert limited.sight.sees(Marks("x", PUBLIC)) and not limited.sight.sees(Marks("x", CONDITIONAL, fonds=("b",)))


def test_every_right_belongs_to_a_role_and_whoever_has_one_over_the_whole_home_sees_all() -> None:
    assert {right for _, rights in ROLES.values() for right in rights} == set(RIGHTS)
    for role, (_, rights) in ROLES.items():
        assert Person("x", (Grant(role),)).sight.is_whole or not rights & WHOLE, role
    assert everyone("x").rights == set(RIGHTS) and everyone("x").sight.is_whole


def test_nobody_sees_nothing_and_a_user_without_a_role_what_is_public() -> None:
    nobody, reader = Person("x", is_known=False), Person("y")
    assert not any(nobody.sight.sees(Marks("a", mode)) for mode in MODES)
    assert [mode for mode in MODES if reader.sight.sees(Marks("a", mode))] == [PUBLIC]


def test_a_request_lets_in_to_its_dossier_alone_until_its_last_day() -> None:
    asked = Request(1, "x", "a", "p", date(2026, 12, 1), "", "approved", "a")
    assert asked.is_open_on(date(2026, 12, 1)) and not asked.is_open_on(date(2026, 12, 2))
    reader = Person("x", requests=(asked,))
    assert reader.sight.sees(Marks("a", RESTRICTED)) and not reader.sight.sees(Marks("b", RESTRICTED))
    assert not reader.may("export", Marks("a", RESTRICTED)) and reader.request_for("a") == asked


def test_what_decides_who_may_see_a_dossier_stays_known_after_its_disposal() -> None:
    assert {"mode", "unit", "fond_name", "organ_id"} <= set(_REMAINS)
    assert Sight().sees(Marks("a", RESTRICTED))
