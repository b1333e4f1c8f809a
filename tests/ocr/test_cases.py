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
