import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.records import Line, Word
from ocr.correction import corrected
from ocr.engine import Candidate


def line(text: str, confidence: float = 0.96, block: int = 0, cell: tuple[int, int] | None = None) -> Line:
    words = (Word(word, (40 * at, 0, 40 * at + 30, 20), confidence) for at, word in enumerate(text.split()))
    return Line(tuple(words), block, cell=cell)


def doubting(text: str, **doubts: str) -> Line:
    """A line whose recogniser offers for the first letter of each given word's marks another with nearly its weight."""

    def candidate(word: Word) -> Word:
        other = doubts.get(word.text, word.text)
        letters = ((a,) if a == b else (a, b) for a, b in zip(word.text, other, strict=True))
        choices = tuple(tuple((letter, 0.9 - 0.1 * at) for at, letter in enumerate(some)) for some in letters)
        return Candidate(word.text, word.box, 0.85, None, choices)

    return Line(tuple(candidate(word) for word in line(text).words))


def text(*lines: Line) -> str:
    return " ".join(done.text for done in corrected(lines))


def test_what_an_abbreviation_stands_for_speaks_for_the_words_beside_it():
    assert text(doubting("Kế hoạch của UBND tính", tính="tỉnh")) == "Kế hoạch của UBND tỉnh"
    assert text(doubting("Kế hoạch của UBKD tính", tính="tỉnh")) == "Kế hoạch của UBKD tính"


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("Căn cứ Luật Tố chức chính quyền địa phương", "Căn cứ Luật Tổ chức chính quyền địa phương"),
        ("đề nghị cơ quan có thấm quyền giải quyết", "đề nghị cơ quan có thẩm quyền giải quyết"),
        ("BẠN HÀNH QUY CHẾ", "BAN HÀNH QUY CHẾ"),
        ("được sửa đổi, bố sung năm 2018", "được sửa đổi, bổ sung năm 2018"),
    ],
)
def test_office_language_is_put_right(read, meant):
    doubts = {a: b for a, b in zip(read.split(), meant.split(), strict=True) if a != b}
    assert text(doubting(read, **doubts)) == meant


def test_a_clear_slip_is_put_right_even_without_choices():
    assert (
        text(line("ủy quyền cho cơ quan có thâm quyền cấp giấy", 0.9)) == "ủy quyền cho cơ quan có thẩm quyền cấp giấy"
    )


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("điều chỉnh cao độ thiêt kê nền đường", "điều chỉnh cao độ thiết kế nền đường"),
        ("trái phép trên đât hành lang biển", "trái phép trên đất hành lang biển"),
        ("đủ điều kiện hoạt động đên hêt tháng 12", "đủ điều kiện hoạt động đến hết tháng 12"),
    ],
)
def test_what_can_be_no_syllable_becomes_the_one_that_the_neighbours_speak_for(read, meant):
    assert text(line(read, 0.9)) == meant


@pytest.mark.parametrize("name", ["huyện Đăk Song", "theo HĐND tỉnh", "ông Nguyễn Văn Nhât,"])
def test_names_and_short_forms_that_are_no_syllables_stay(name):
    assert text(line(name, 0.95)) == name


@pytest.mark.parametrize("clear", ["chủ hồ phải thông báo trước", "phối hợp với trưởng bản vận động người dân"])
def test_a_mark_that_was_clearly_seen_is_not_taken_away(clear):
    assert text(line(clear, 0.96)) == clear


def test_what_was_read_stays_in_the_word():
    (done,) = corrected([doubting("có thấm quyền giải quyết", thấm="thẩm")])
    word = done.words[1]
    assert (word.text, word.read, word.box, word.confidence) == ("thẩm", "thấm", (40, 0, 70, 20), 0.85)
    assert done.words[0].read is None


def test_the_first_reading_is_kept_when_a_word_was_changed_before():
    before = Line((Word("cấp", (0, 0, 1, 1), 0.9), Word("thâm", (1, 0, 2, 1), 0.7, "thâm_"), *line("quyền ban").words))
    assert corrected([before])[0].words[1].read == "thâm_"


def test_all_words_become_plain_words():
    done = corrected([doubting("Ủy ban nhân dân")])
    assert all(type(word) is Word for one in done for word in one.words)


@pytest.mark.parametrize(
    "right",
    [
        "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Số: 2576/QĐ-UBND Tiền Giang, ngày 11 tháng 9 năm 2018",
        "Ông Nguyễn Văn Quyên, bà Lê Thị Thẩm, ông Trần Tô Hô, bà Đỗ Ngọc Ửng",
        "Anh Giàng A Páo, dân tộc Mông; chị Tày Thị Mỵ; ông Kpă Y Ksor",
        "Bây giờ tôi chẳng biết nói sao, chỉ mong các anh các chị giúp đỡ mẹ con tôi",
        "Quý I/2019 và Quý 2/2019, mục II.1",
        "Email: vanphong@tiengiang.gov.vn",
    ],
)
@pytest.mark.parametrize("confidence", [0.96, 0.92])
def test_right_text_stays_as_it_is(right, confidence):
    assert text(line(right, confidence)) == right


def test_a_writers_own_slip_that_was_read_clearly_stays():
    assert text(line("kiểm tra, đơn độc việc thực hiện")) == "kiểm tra, đơn độc việc thực hiện"


def test_the_spelling_of_the_page_is_kept():
    older, newer = "Ủy ban thủy lợi, hòa giải", "Uỷ ban thuỷ lợi, hoà giải"
    wrong = line("Uy ban nhân dân tỉnh", 0.7, block=1)
    assert text(line(older), wrong).endswith("Ủy ban nhân dân tỉnh")
    assert text(line(newer), wrong).endswith("Uỷ ban nhân dân tỉnh")


def test_a_sentence_goes_on_over_the_end_of_a_line():
    parts = [line("của cơ quan có thâm", 0.9), line("quyền giải quyết khiếu nại", 0.9)]
    assert text(*parts).startswith("của cơ quan có thẩm")


def test_it_does_not_go_on_from_cell_to_cell():
    cells = [line("thâm", 0.9, cell=(0, 0)), line("quyền giải quyết", 0.9, cell=(0, 1))]
    assert text(*cells) == "thâm quyền giải quyết"


def test_two_neighbours_that_hide_each_other_are_put_right_together():
    assert text(doubting("thuộc thâm quyên giải quyết", thâm="thẩm", quyên="quyền")) == "thuộc thẩm quyền giải quyết"


def test_small_and_large_letters_stay():
    assert text(doubting("Tố chức THẤM QUYỀN", Tố="Tổ", THẤM="THẨM")) == "Tổ chức THẨM QUYỀN"


def test_nothing_gives_nothing():
    assert corrected([]) == ()


@given(st.lists(st.text(min_size=1, max_size=12), min_size=1, max_size=6))
def test_anything_that_can_be_read_comes_through(texts):
    read = Line(tuple(Word(one, (0, 0, 1, 1), 0.5) for one in texts))
    (done,) = corrected([read])
    assert len(done.words) == len(texts)
    for before, after in zip(read.words, done.words, strict=True):
        assert len(after.text) == len(before.text)
        assert after.text == before.text or after.read == before.text


def test_a_page_takes_little_time():
    page = [line("Căn cứ Luật Tố chức chính quyên địa phuơng và các văn bản hướng dân thi hành", 0.85)] * 40
    corrected(page)
    start = time.process_time()
    corrected(page)
    assert time.process_time() - start < 1.0


def test_capitals_with_a_tone_that_are_no_syllable_are_misread_and_abbreviations_are_not():
    assert text(line("VÕ THUẬT CỔ TRUYÈN", 0.8)) == "VÕ THUẬT CỔ TRUYỀN"
    assert text(line("HĐND VÀ UBND HUYỆN KRÔNG BÔNG", 0.8)) == "HĐND VÀ UBND HUYỆN KRÔNG BÔNG"
