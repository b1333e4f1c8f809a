from collections.abc import Iterable, Mapping

import pytest

from search.near import CONFUSED, DROPPED, EDITED, FORMS, Known, apart, candidates, nearest
from search.query import parse


def forms(typed: str, *known: str) -> dict[str, list[str]]:
    """For each word typed, the forms found in an index that has ``known``."""

    def frequencies(words: Iterable[str]) -> Mapping[str, int]:
        return {word: 1 for word in words if word in known}

    return {
        word: [" ".join(near.tokens) for near in found] for word, found in nearest(parse(typed), frequencies).items()
    }


@pytest.mark.parametrize(
    ("typed", "misread"),
    [
        ("hưởng", "buong"),
        ("hưởng", "huorg"),
        ("hưởng", "huongg"),
        ("minh", "rninh"),
        ("quyết", "quyel"),
        ("quyết", "quyt"),
        ("định", "djnh"),
        ("công", "eong"),
        ("2018", "2o18"),
    ],
)
def test_slips_of_recognisers_are_reached(typed: str, misread: str) -> None:
    assert list(forms(typed, misread).values()) == [[misread]]


@pytest.mark.parametrize(
    ("typed", "other"),
    [
        ("hương", "luong"),
        ("hương", "hoang"),
        ("định", "dinhs tinh"),
        ("2576", "2575"),
        ("2576", "257"),
        ("an", "am"),
        ("bc", "ba"),
        ("bc", "bbc"),
    ],
)
def test_another_word_is_no_slip(typed: str, other: str) -> None:
    assert forms(typed, other) == {}


def test_what_was_mistyped_finds_the_syllable_meant() -> None:
    assert forms("houng", "huong") == {"houng": ["huong"]}
    assert forms("quyyet", "quyet") == {"quyyet": ["quyet"]}


def test_joined_and_torn_words_are_found() -> None:
    assert forms("quyết định", "quyetdinh") == {"quyet": ["quyetdinh"], "dinh": ["quyetdinh"]}
    assert forms("quyetdinh", "quyet", "dinh") == {"quyetdinh": ["quyet dinh"]}


def test_the_nearest_come_first_and_there_is_an_end() -> None:
    every = candidates("huong")
    found = [form for form in forms("huong", *every)["huong"] if " " not in form]
    assert len(found) == FORMS
    assert [every[form] for form in found] == sorted(every[form] for form in found)
    assert every[found[-1]] < max(every.values())


def test_a_code_of_two_letters_is_only_taken_for_what_looks_like_it() -> None:
    assert forms("sl", "si", "so") == {"sl": ["si"]}


def test_only_the_words_asked_for_are_looked_at() -> None:
    asked: list[str] = []

    def frequencies(words: Iterable[str]) -> Mapping[str, int]:
        asked.extend(words)
        return {"huorg": 1, "rninh": 1}

    assert list(nearest(parse("hưởng minh"), frequencies, lambda word: word == "huong")) == ["huong"]
    assert "huorg" in asked and "rninh" not in asked


def test_the_words_of_a_date_are_no_slips() -> None:
    assert forms("ngày 11 tháng 9 năm 2018", "thanq", "ngay1") == {}
    assert forms("tháng", "thanq") == {"thang": ["thanq"]}


def test_numbers_of_papers_are_never_taken_for_others() -> None:
    assert forms("số:2576/QĐ-UBND", "257b", "ubnd1", "ubnb") == {}


def test_forms_found_before_are_not_looked_for_again_and_those_of_new_words_are() -> None:
    asked: list[set[str]] = []

    def count(words: Iterable[str]) -> dict[str, int]:
        asked.append(set(words))
        return {word: 1 for word in asked[-1] if word in ("luong", "quvet")}

    known: Known = {}
    first = nearest(parse("huong quyet"), count, known=known)
    assert first and first == nearest(parse("huong quyet"), count, known=known)
    assert len(asked) == 1
    assert first.items() <= nearest(parse("huong quyet, nghiem"), count, known=known).items()
    assert len(asked) == 2
    assert "luong" not in asked[1]


@pytest.mark.parametrize(
    ("word", "other", "far"),
    [
        ("hanh", "hanb", CONFUSED),
        ("hanh", "hannh", DROPPED),
        ("anh", "hanh", DROPPED),  # the slip is in what was typed
        ("phuon", "phuong", DROPPED),  # both are syllables
        ("tam", "tarn", CONFUSED),
        ("liem", "lienm", DROPPED),
        ("lxen", "lien", EDITED),
        ("lien", "kien", None),  # another name
        ("nga", "an", None),
        ("hanh", "phuoc", None),
        ("2576", "2578", None),
    ],
)
def test_beside_the_same_neighbours_a_word_may_be_another_syllable(word: str, other: str, far: float | None) -> None:
    assert apart(word, other) == apart(other, word) == far
