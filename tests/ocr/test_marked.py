"""Marks of names, capitals and doubtful words are looked at from close by: print drawn here, the real network."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw

from archive.errors import EngineFailed
from archive.records import Line, Word
from ocr.diacritics import HEIGHT, MARKS, WIDTH, around, marks, network, vowel
from ocr.marked import marked
from ocr.picture import Pixels
from tests.contracts.test_engine import font

SIZE = 52


def paper(*lines: str) -> tuple[Pixels, list[Line]]:
    """Print and its words, each with the box of its ink and a chance of 0.9."""
    image = Image.new("L", (1500, 140 * len(lines) + 60), 255)
    draw, done = ImageDraw.Draw(image), []
    for row, text in enumerate(lines):
        left, baseline, words = 60.0, 130 + 140 * row, list[Word]()
        for word in text.split():
            draw.text((left, baseline), word, 10, font(SIZE), "ls")
            box = draw.textbbox((left, baseline), word, font(SIZE), "ls")
            words.append(Word(word, (round(box[0]), round(box[1]), round(box[2]), round(box[3])), 0.9))
            left += draw.textlength(word + " ", font(SIZE))
        done.append(Line(tuple(words)))
    return np.asarray(image), done


def misread(line: Line, **others: str) -> Line:
    """``line`` as a recogniser may have read it."""
    return Line(
        tuple(Word(others.get(word.text, word.text), word.box, word.confidence, word.read) for word in line.words)
    )


def test_a_hook_taken_for_an_acute_is_seen() -> None:
    picture, (line,) = paper("Nguyễn Thị Ửng, Lê Khổng Tẩn")
    read = misread(line, **{"Ửng,": "Ứng,", "Khổng": "Khống", "Tẩn": "Tấn"})
    (done,) = marked([read], picture)
    assert done.text == "Nguyễn Thị Ửng, Lê Khổng Tẩn"
    assert all(word.read is None for word in done.words)


def test_capitals_get_their_marks_back() -> None:
    picture, (line,) = paper("PHÒNG TÀI NGUYÊN VÀ MÔI TRƯỜNG")
    read = misread(line, PHÒNG="PHONG", TÀI="TAI", NGUYÊN="NGUYEN")
    (done,) = marked([read], picture)
    assert done.text == "PHÒNG TÀI NGUYÊN VÀ MÔI TRƯỜNG"


def test_a_word_that_can_be_no_syllable_needs_less_to_be_put_right() -> None:
    picture, (line,) = paper("Mai Văn Nhất")
    sure = [Word(word.text.replace("Nhất", "Nhât"), word.box, 0.985) for word in line.words]
    (done,) = marked([Line(tuple(sure))], picture)
    assert done.text == "Mai Văn Nhất"


def test_what_was_read_rightly_stays() -> None:
    picture, lines = paper(
        "Căn cứ Luật Tổ chức chính quyền địa phương", "Hoàng Thúy Vân, Trần Bảo Ngọc", "QUYẾT ĐỊNH CỦA CHỦ TỊCH TỈNH"
    )
    assert marked(lines, picture) == tuple(lines)


def test_a_word_that_is_sure_is_not_looked_at() -> None:
    picture, (line,) = paper("Lê Thanh Ửng")
    sure = Line(tuple(Word("Ứng" if word.text == "Ửng" else word.text, word.box, 0.995) for word in line.words))
    assert marked([sure], picture) == (sure,)


def test_what_the_language_made_of_a_name_is_borne_out_or_taken_back() -> None:
    picture, (line,) = paper("Lò Bá Dềnh và Lương Ngoan")
    told = {"Dềnh": ("Dềnh", "Dênh"), "Ngoan": ("Ngoàn", "Ngoan")}
    made = Line(
        tuple(
            Word(told[word.text][0], word.box, 0.9, told[word.text][1]) if word.text in told else word
            for word in line.words
        )
    )
    (done,) = marked([made], picture)
    assert done.text == "Lò Bá Dềnh và Lương Ngoan"
    assert [word.read for word in done.words] == [None] * len(done.words)


def test_a_box_that_holds_more_than_its_word_is_left_alone() -> None:
    picture, (line,) = paper("Lê Thanh Ửng")
    last = line.words[2]
    tall = Word("Ứng", (last.box[0], last.box[1] - 40, last.box[2], last.box[3] + 20), 0.5)
    (done,) = marked([Line((*line.words[:2], tall))], picture)
    assert done.words[2] == tall


def test_without_a_picture_or_words_nothing_changes() -> None:
    line = Line((Word("Ứng", (0, 0, 50, 40), 0.3),))
    assert marked([line], None) == (line,)
    assert marked([], np.full((50, 50), 255, np.uint8)) == ()
    assert marked([line], np.full((50, 60), 255, np.uint8)) == (line,)


@pytest.mark.parametrize("letter", ["a", "ằ", "Ẵ", "ệ", "ỉ", "Ở", "ự", "ỹ"])
def test_the_network_knows_the_marks_of_a_letter(letter: str) -> None:
    image = Image.new("L", (200, 200), 255)
    ImageDraw.Draw(image).text((100, 120), letter, 0, font(SIZE), "ms")
    height = -font(SIZE).getbbox("x", anchor="ls")[1]
    seen = around(np.asarray(image), 100, 120, height)
    bears = vowel(letter)
    assert seen is not None and seen.shape == (HEIGHT, WIDTH) and bears is not None
    (told,) = marks([seen])
    assert MARKS[int(told.argmax())] == MARKS[bears[1]]
    assert np.exp(told).sum() == pytest.approx(1.0, abs=1e-4)


def test_letters_without_vowels_or_ink_are_none() -> None:
    assert [vowel(sign) for sign in ("b", "đ", "1", "")] == [None] * 4
    assert around(np.full((90, 90), 250, np.uint8), 40, 40, 12) is None
    assert around(np.full((90, 90), 250, np.uint8), 400, 400, 12) is None


def test_a_missing_or_broken_network_is_told(tmp_path: Path) -> None:
    broken = tmp_path / "broken.onnx"
    broken.write_bytes(b"no network")
    for model in (broken, tmp_path / "none.onnx"):
        with pytest.raises(EngineFailed, match="dấu"):
            network(model)
    assert isinstance(network(), cv2.dnn.Net)


def surely(line: Line) -> Line:
    return Line(tuple(Word(word.text, word.box, 0.995) for word in line.words))


def test_a_word_read_surely_that_fits_badly_is_what_it_looks_like() -> None:
    picture, (line, other) = paper("thu, chi các khoản đóng góp", "thu, chỉ các khoản đóng góp")
    read, kept = surely(misread(line, chi="chỉ")), surely(other)
    assert [one.text for one in marked([read], picture)] == [line.text]
    assert [one.text for one in marked([kept], picture)] == [other.text]


def test_a_phrase_that_begins_with_a_capital_is_no_name() -> None:
    picture, (line,) = paper("Công bố kết luận đối với Chi bộ")
    read = surely(misread(line, Chi="Chỉ"))
    assert marked([read], picture)[0].text == line.text


def test_a_word_of_the_writer_that_fits_badly_stays_where_it_looks_so() -> None:
    picture, (line,) = paper("nợ đọng tiên thuê đất")
    assert marked([surely(line)], picture)[0].text == "nợ đọng tiên thuê đất"
