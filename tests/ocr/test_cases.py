"""Capitals inside words of small letters."""

import pytest

from archive.records import Line, Word
from ocr.cases import lowered


@pytest.mark.parametrize(
    ("read", "says"),
    [("cỦa", "của"), ("củỦa", "của"), ("đỐc,", "đốc,"), ("(tỜ", "(tờ"), ("đƯỢc", "được")],
)
def test_a_capital_inside_a_small_word_is_made_small_and_what_was_read_is_kept(read: str, says: str) -> None:
    (line,) = lowered([Line((Word(read, (0, 0, 9, 9), 0.9),))])
    assert [(word.text, word.read, word.confidence) for word in line.words] == [(says, read, 0.9)]


@pytest.mark.parametrize("text", ["của", "Của", "CỦA", "kWh", "mB", "QyĐ", "12-QĐ/TU", "pH", "iPhone", "H'Đá"])
def test_other_words_stay(text: str) -> None:
    word = Word(text, (0, 0, 9, 9), 0.9)
    assert lowered([Line((word,))])[0].words == (word,)


@pytest.mark.parametrize(
    ("read", "says"),
    [
        ("Trương Thị XÍ", "Trương Thị Xí"),
        ("Lê Văn ÚT", "Lê Văn Út"),
        ("Giàng A Ô", "Giàng A Ô"),
        ("TRƯƠNG THỊ XÍ", "TRƯƠNG THỊ XÍ"),
        ("Ủy Ban NDT", "Ủy Ban NDT"),
    ],
)
def test_the_last_word_of_a_name_under_a_signature_is_written_as_the_others_are(read: str, says: str) -> None:
    words = tuple(Word(word, (100 * at, 0, 100 * at + 90, 20), 0.9) for at, word in enumerate(read.split()))
    assert lowered([Line(words, region="signature")])[0].text == says
    assert lowered([Line(words, region="body")])[0].text == read
