from search.abbreviations import code, longest, longhand, shorthand
from search.words import folded


def test_short_and_long_form_of_an_agency_find_each_other() -> None:
    assert ("ủy", "ban", "nhân", "dân") in longhand("ubnd")
    assert shorthand(folded("Ủy ban nhân dân")) == ("ubnd",)
    assert shorthand(folded("uỷ ban nhân dân")) == ("ubnd",)
    assert shorthand(("uy", "ban")) == ()


def test_a_kind_stands_for_its_sign_beside_a_number_but_is_not_abbreviated_elsewhere() -> None:
    assert code(folded("quyết định")) == code(("qd",)) == "qd"
    assert shorthand(folded("quyết định")) == ()
    assert longhand("qd") == (("quyết", "định"),)


def test_an_abbreviation_of_two_things_stands_for_both() -> None:
    assert set(longhand("hd")) == {("hướng", "dẫn"), ("hợp", "đồng")}, "hd and hđ are one without marks"


def test_no_name_is_longer_than_the_longest() -> None:
    assert longest() == len(longest_name()) == 8


def longest_name() -> tuple[str, ...]:
    return folded("bộ nông nghiệp và phát triển nông thôn")
