from hypothesis import given
from hypothesis import strategies as st

from ocr.vietnamese import (
    begins,
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


def test_syllables_of_vietnamese_are_known_by_their_build():
    assert all(is_syllable(word) for word in ("nghiêng", "Ủy", "quyết", "đường", "gì", "oanh"))
    assert not any(is_syllable(word) for word in ("svÁ", "Nc", "AMPEEB", "sdjóa"))


def test_phrases_are_known_in_spite_of_misread_marks():
    assert resembles("CONG HOA XÃ HỘI CHỦ NGHIA VIỆT NAM", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    assert begins("Nơì nhân: Sở Nội vụ", "Nơi nhận:")
    assert not resembles("Căn cứ Luật Đất đai", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    assert likeness("Quyết định", "QUYẾT ĐỊNH") == 1.0


def test_set_phrases_of_office_get_their_marks_back_and_names_do_not_change():
    assert restored("UY BẠN NHÂN DẦN XÃ TÂN LAN") == "ỦY BAN NHÂN DÂN XÃ TÂN LAN"
    assert restored("KT. CHU TỊCH PHO CHỦ TỊCH") == "KT. CHỦ TỊCH PHÓ CHỦ TỊCH"
    assert restored("CÔNG AN PHƯƠNG TÂN LẬP") == "CÔNG AN PHƯỜNG TÂN LẬP"
    assert restored("VÀ DOANH NGHIỆP TÍNH") == "VÀ DOANH NGHIỆP TỈNH"


def test_a_school_that_is_called_after_somebody_is_of_no_ward():
    for school in ("TRƯỜNG THPT LÊ THÀNH PHƯƠNG", "TRƯỜNG THCS PHAN THÀNH PHƯƠNG TUY AN"):
        assert restored(school) == school


def test_capitals_and_sentence_case():
    assert is_upper("QUYẾT ĐỊNH:")
    assert not is_upper("Quyết định")
    assert sentence_case("ĐƠN ĐỀ NGHỊ") == "Đơn đề nghị"
