import itertools
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.text import fold
from search.spelling import is_syllable, spelled
from search.words import bare, words

TONES = "\u0300\u0301\u0303\u0309\u0323"
VOWELS = [*"aăâeêioôơuưy"]
LETTERS = [unicodedata.normalize("NFC", vowel + tone) for vowel, tone in itertools.product(VOWELS, ["", *TONES])] + [
    *"bcdđghklmnpqrstvx"
]
"""All 89 letters of Vietnamese, small, composed."""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("hòa", "hoà"),
        ("thủy", "thuỷ"),
        ("khỏe", "khoẻ"),
        ("ủy", "uỷ"),
        ("lý", "lí"),
        ("kỳ", "kì"),
        ("kỹ", "kĩ"),
        ("mỹ", "mĩ"),
        ("quý", "quí"),
        ("tỷ", "tỉ"),
        ("sỹ", "sĩ"),
        ("toàn", "tòan"),
        ("quả", "qủa"),
        ("già", "gìa"),
        ("người", "ngừơi"),
        ("05", "5"),
    ],
)
def test_two_spellings_of_one_word_are_one(one: str, other: str) -> None:
    assert spelled(one) == spelled(other)
    assert bare(one) == bare(other)


@pytest.mark.parametrize(
    ("one", "other"), [("ủy", "ủi"), ("thúy", "thúi"), ("tay", "tai"), ("hòa", "hóa"), ("bán", "bàn")]
)
def test_words_that_differ_stay_apart(one: str, other: str) -> None:
    assert spelled(one) != spelled(other)


def test_a_syllable_is_told_from_a_slip() -> None:
    assert all(is_syllable(word) for word in ("huong", "quyet", "nghieng", "uy", "giai", "qui", "yen"))
    assert not any(is_syllable(word) for word in ("huorg", "quyel", "troong", "ubnd", "2576", ""))


@given(st.text(alphabet=LETTERS, min_size=1, max_size=8))
def test_spelling_twice_is_spelling_once_and_keeps_the_letters_tone_and_form(word: str) -> None:
    made = spelled(word)
    assert spelled(made) == made
    assert unicodedata.is_normalized("NFC", made)
    assert bare(made) == bare(word)
    assert bare(bare(word)) == bare(word)
    tones = [char for char in unicodedata.normalize("NFD", made) if char in TONES]
    assert sorted(tones) == sorted(char for char in unicodedata.normalize("NFD", word) if char in TONES)


@pytest.mark.parametrize("letter", LETTERS)
@pytest.mark.parametrize("capital", [False, True])
def test_every_letter_folds_the_same_composed_and_decomposed(letter: str, capital: bool) -> None:
    written = letter.upper() if capital else letter
    forms = {unicodedata.normalize(form, written) for form in ("NFC", "NFD")}
    assert len({fold(form) for form in forms}) == 1
    assert len({tuple(words(form)) for form in forms}) == 1
    assert fold(written).isascii()
    assert fold(written).islower()
    assert words(f"b{written}c") == [spelled(f"b{letter}c")]


@given(st.text(alphabet=[*LETTERS, *(letter.upper() for letter in LETTERS), " ", "-", "/", "7"], max_size=60))
def test_composed_and_decomposed_texts_have_the_same_words(text: str) -> None:
    composed, decomposed = (words(unicodedata.normalize(form, text)) for form in ("NFC", "NFD"))
    assert composed == decomposed
    assert all(bare(word).isascii() for word in composed)
