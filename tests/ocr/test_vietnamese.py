from hypothesis import given
from hypothesis import strategies as st

from ocr.vietnamese import (
    begins,
    cleared,
    is_noise,
    is_syllable,
    is_upper,
    letters,
    likeness,
    resembles,
    restored,
    sentence_case,
)


def test_letters_that_vietnamese_lacks_become_those_they_stand_for():
    assert letters("QUYẾT ÐỊNH số 12⁄QÐ-UBND, ñơn") == "QUYẾT ĐỊNH số 12/QĐ-UBND, nơn"


def test_digits_and_vietnamese_letters_are_left_alone():
    text = "0123456789 ăâđêôơư ĂÂĐÊÔƠƯ ạảãàáằẵ"
    assert letters(text) == text


@given(st.text(max_size=40))
def test_mending_letters_twice_changes_nothing_more(text: str):
    assert letters(letters(text)) == letters(text)


def test_rules_are_noise_at_any_confidence():
    assert all(is_noise(text, 0.99) for text in ("|", "_", "__", "~", "||", "¬"))


def test_marks_of_print_are_kept_unless_hardly_read():
    assert not is_noise("-", 0.9)
    assert not is_noise(":", 0.9)
    assert is_noise(":", 0.1)


def test_an_unsure_but_well_formed_word_is_kept():
    assert not is_noise("61/2018/NĐ-CP", 0.1)
    assert not is_noise("Lưu:", 0.1)
    assert not is_noise("tỉnh", 0.06)


def test_a_jumble_hardly_read_is_noise():
    assert is_noise("j3»Ó", 0.0)
    assert is_noise("^—>J", 0.1)


def test_syllables_of_vietnamese_are_known_by_their_build():
    assert all(is_syllable(word) for word in ("nghiêng", "Ủy", "quyết", "đường", "gì", "oanh"))
    assert not any(is_syllable(word) for word in ("svÁ", "Nc", "AMPEEB", "sdjóa"))


def test_pieces_of_rules_are_taken_off_the_ends_of_words():
    assert cleared("|AN_") == "AN"


def test_phrases_are_known_in_spite_of_misread_marks():
    assert resembles("CONG HOA XÃ HỘI CHỦ NGHIA VIỆT NAM", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    assert begins("Nơì nhân: Sở Nội vụ", "Nơi nhận:")
    assert not resembles("Căn cứ Luật Đất đai", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    assert likeness("Quyết định", "QUYẾT ĐỊNH") == 1.0


def test_set_phrases_of_office_get_their_marks_back_and_names_do_not_change():
    assert restored("UY BẠN NHÂN DẦN XÃ TÂN LAN") == "ỦY BAN NHÂN DÂN XÃ TÂN LAN"
    assert restored("KT. CHU TỊCH PHO CHỦ TỊCH") == "KT. CHỦ TỊCH PHÓ CHỦ TỊCH"


def test_capitals_and_sentence_case():
    assert is_upper("QUYẾT ĐỊNH:")
    assert not is_upper("Quyết định")
    assert sentence_case("ĐƠN ĐỀ NGHỊ") == "Đơn đề nghị"
