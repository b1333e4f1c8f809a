"""A word of a subject that makes no sense where another with the same letters does is told."""

from dataclasses import replace

import pytest

from ocr.likelier import likelier, margins
from ocr.trust import weighed
from ocr.value import Value
from tests.ocr.papers import line

SUBJECT = "Về việc thu hồi đất để thực hiện dự án đường ven biển"


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("Về việc nghỉ lẽ", "Về việc nghỉ lễ"),
        (SUBJECT.replace("biển", "biến"), SUBJECT),
        (SUBJECT.replace("để", "đề"), SUBJECT),
    ],
)
def test_another_word_with_the_same_letters_is_likelier_than_a_misread_one(wrong: str, right: str):
    assert likelier(wrong) >= 5 > likelier(right)


@pytest.mark.parametrize("text", ["", "12", "Lê Thanh Ứng", "UBND tỉnh Đắk Lắk", "V/v", "quyền sử dụng đất"])
def test_names_figures_and_what_the_language_knows_raise_no_doubt(text: str):
    assert likelier(text) < 5


def subject(text: str, sure: float) -> Value:
    return weighed(Value(text, line(text, 300, 300, sure).words))


def test_a_subject_with_such_a_word_is_not_sure_however_surely_it_was_read():
    assert subject("Về việc nghỉ lẽ", 1.0).confidence <= 0.8
    assert subject("Về việc nghỉ lễ", 1.0).confidence == 1.0


def test_a_long_subject_is_surer_than_the_product_of_its_words_but_its_names_are_not():
    plain, named = subject(SUBJECT, 0.985), subject("Về việc của bà Thái Bích Vi Tạ Thị Hoa Lê Na Bế", 0.985)
    assert plain.confidence > 0.985 ** len(SUBJECT.split()) + 0.05
    assert named.confidence < plain.confidence - 0.03


def test_one_doubtful_word_makes_a_subject_doubtful():
    words = list(line(SUBJECT, 300, 300, 0.999).words)
    words[3] = replace(words[3], confidence=0.4)
    assert weighed(Value(SUBJECT, tuple(words))).confidence < 0.9
    words[3] = replace(words[3], text="hỏi")
    assert weighed(Value(SUBJECT.replace("hồi", "hỏi"), tuple(words))).confidence < 0.4


def test_how_much_likelier_each_word_is_than_others_with_its_letters_is_told():
    names = ["V/v", "tổ", "chức", "25", "đường", "ven", "biến", "Qzx"]
    mark, organ, _, figure, _, _, wrong, unknown = margins(names)
    assert (mark, figure, unknown) == (None, None, None)
    assert organ is not None and organ > 6
    assert wrong is not None and wrong < 0


@pytest.mark.parametrize("end", ["quý", "và", "của các"])
def test_a_subject_whose_last_word_must_go_on_is_not_sure(end: str):
    assert subject(f"Về việc chăm sóc rừng phòng hộ {end}", 1.0).confidence == 0.5


@pytest.mark.parametrize(("text", "sure"), [("Kiểm tra hồ s thanh toán", 0.8), ("Góp ý hồ sơ ở xã", 1.0)])
def test_a_subject_in_which_a_lone_letter_is_left_of_a_word_is_not_sure(text: str, sure: float):
    assert subject(text, 1.0).confidence == sure


def test_a_mark_that_was_hardly_read_makes_a_subject_no_less_sure():
    words = line("V/v chăm sóc rừng phòng hộ", 300, 300, 0.999).words
    marred = (replace(words[0], confidence=0.3), *words[1:])
    assert weighed(Value("V/v chăm sóc rừng phòng hộ", marred)).confidence > 0.95


def test_a_sign_within_a_word_that_no_word_has_makes_a_subject_unsure() -> None:
    assert subject("V/v công bố Danh mục văn bản quy phạm pháp luật do Bộ ban hành", 0.99).confidence > 0.9
    assert subject("V/v công bố Danh mục văn bản quy phạm pháp§ do Bộ ban hành", 0.99).confidence < 0.9
