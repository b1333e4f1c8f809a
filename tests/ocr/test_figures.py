import pytest

from archive.records import Word
from ocr.engine import Candidate
from ocr.figures import figured


def words(*texts: str) -> list[Word]:
    return [Word(text, (0, 0, 9, 9), 0.9) for text in texts]


def doubted(text: str, sign: str, other: str) -> Candidate:
    choices = tuple(((char, 0.9), (other, 0.8)) if char == sign else ((char, 0.9),) for char in text)
    return Candidate(text, (0, 0, 9, 9), 0.7, None, choices)


@pytest.mark.parametrize(
    ("read", "meant"),
    [("O9/O2/1982", "09/02/1982"), ("O912466251", "0912466251"), ("26/O6/2021,", "26/06/2021,")],
)
def test_no_letter_o_stands_among_figures(read, meant):
    assert figured(words(read), 0) == meant


@pytest.mark.parametrize("text", ["2576/QĐ-UBND", "O2", "A01", "01/05/2021", "H07-220902", "Ô", "000.00.25.H07", "4x6"])
def test_figures_and_notations_stay_as_they_are(text):
    assert figured(words("Số", text, "và"), 1) == text


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("9?", "97"),
        ("28/O?/1969", "28/07/1969"),
        ("O3G9133525", "0369133525"),
        ("1O", "10"),
        ("(b/€);", "(b/c);"),
        ("b/©);", "b/c);"),
    ],
)
def test_signs_among_figures_are_the_figures_they_look_like(read, meant):
    assert figured(words("là", read, "và"), 1) == meant


def test_the_number_of_a_paper_is_not_guessed():
    # a written 2576 comes as "25G": taken for 256 it would look sure
    assert figured(words("Số:", "25G", "/QĐ-UBND"), 1) == "25G"


def test_a_lone_capital_o_is_a_nought():
    assert figured(words("08", "giờ", "OO", "phút"), 2) == "00"
    assert figured(words("O"), 0) == "0"
    assert figured(words("O", "đây"), 0) == "O"


@pytest.mark.parametrize("text", ["Sao?", "G7", "S500D", "IO", "?", "SOS"])
def test_words_with_such_letters_stay(text):
    assert figured(words("loại", text, "và"), 1) == text


def test_a_day_between_ngay_and_thang_has_no_letters():
    assert figured(words("ngày", "l1", "tháng"), 1) == "11"
    assert figured(words("ngày", "1S", "tháng"), 1) == "15"
    assert figured(words("ngày", "T6", "tháng"), 1) == "16"
    assert figured(words("thứ", "T6", "hằng"), 1) == "T6"
    assert figured(words("phòng", "1S", "lầu"), 1) == "1S"


def test_grams_in_a_litre_stand_behind_a_figure():
    assert figured(words("0,05", "o/1,"), 1) == "g/l,"
    assert figured(words("0,05", "g/I"), 1) == "g/l"
    assert figured(words("mục", "g/1"), 1) == "g/1"


def test_quarters_are_roman_figures():
    assert figured(words("Quý", "H/2019"), 1) == "II/2019"
    assert figured(words("quý", "IH/2018,"), 1) == "III/2018,"
    assert figured(words("Quý", "TV/2018"), 1) == "IV/2018"
    assert figured(words("Quý", "1/2019"), 1) == "1/2019"
    assert figured([*words("Quý"), doubted("1/2019", "1", "I")], 1) == "I/2019"
    assert figured(words("khóa", "H,"), 1) == "II,"
    assert figured(words("khóa", "XHI,"), 1) == "XHI,"
    assert figured(words("phương", "H"), 1) == "H"
    assert figured(words("Quý", "IHI/2018"), 1) == "III/2018"
    assert figured(words("mục", "H/2019"), 1) == "H/2019"


def test_the_number_of_an_item_ends_with_a_point_where_the_recogniser_doubts_the_comma():
    assert figured([doubted("5,", ",", "."), *words("Đơn")], 0) == "5."
    assert figured([doubted("5,", ",", "."), *words("khoản")], 0) == "5,"
    assert figured(words("5,", "Đơn"), 0) == "5,"


def test_square_metres_are_written_with_a_raised_two_where_it_was_doubted():
    assert figured([*words("1771,9"), doubted("m2,", "2", "°")], 1) == "m²,"
    assert figured(words("97", "m?"), 1) == "m²"
    assert figured(words("97", "m2"), 1) == "m2"


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("tháng 9 nắm 2023", "tháng 9 năm 2023"),
        ("Việt Nam 2023", "Việt Nam 2023"),
        ("Tết Ất Ty.", "Tết Ất Tỵ."),
        ("đán Giáp Ty", "đán Giáp Tý"),
        ("năm Nhâm Dằn,", "năm Nhâm Dần,"),
        ("ông Bính Thần", "ông Bính Thần"),
        ("số 78/2010/QĐ-TT", "số 78/2010/QĐ-TTg"),
        ("số 78/2010/QĐ-TT9,", "số 78/2010/QĐ-TTg,"),
        ("số 78/QĐ-TT", "số 78/QĐ-TT"),
    ],
)
def test_years_and_the_premiers_notation_are_put_right(read: str, meant: str):
    said = words(*read.split())
    assert " ".join(figured(said, at) for at in range(len(said))) == meant
