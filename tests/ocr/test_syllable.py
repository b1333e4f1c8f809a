import pytest

from ocr.syllable import alike, every, is_possible, respelled, spelled

_WORDS = "hòa hoà Ủy UỶ quyền giết gì giếng nghiêng thuở khuya quốc quý quỳnh khuỷu đường ương toàn kỹ ấp ỷ"


@pytest.mark.parametrize(
    "text",
    _WORDS.split(),
)
def test_syllables_of_the_language_are_possible(text):
    assert is_possible(text)


@pytest.mark.parametrize("text", ["cát2", "hoac", "tưp", "từơng", "ubnd", "qđ", "cê", "kát", "ngi", "ghan", "đ", ""])
def test_what_the_rules_of_spelling_forbid_is_no_syllable(text):
    assert not is_possible(text)


@pytest.mark.parametrize("text", ["chỉ", "việt", "hạch", "pháp"])
def test_a_stop_at_the_end_allows_two_tones_only(text):
    assert is_possible(text)
    assert not any(is_possible(other) for other in ("chỉt", "viềt", "hach", "phảp"))


def test_both_ways_to_place_the_tone_are_one_syllable():
    assert spelled("Hoà") == spelled("HÒA") == "hòa"
    assert respelled("ủy") == respelled("uỷ") == "uỷ"
    assert spelled("toàn") == respelled("toàn") == "toàn"


def test_what_is_no_syllable_comes_back_in_small_letters():
    assert spelled("UBND") == "ubnd"


def test_syllables_alike_have_the_same_letters_under_other_marks():
    assert alike("ứng") == ("ung", "ùng", "úng", "ũng", "ưng", "ụng", "ủng", "ứng", "ừng", "ửng", "ững", "ựng")
    assert set(alike("đat")) == {"đát", "đạt", "đất", "đật", "đắt", "đặt"}
    assert {"hòa", "hoà"} <= set(alike("hoa"))
    assert alike("ubnd") == alike("") == ()


def test_every_syllable_is_possible_and_among_those_alike():
    assert len(every()) > 18_000
    assert all(is_possible(syllable) and syllable in alike(syllable) for syllable in every()[::50])
