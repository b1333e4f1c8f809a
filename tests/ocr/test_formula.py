from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.records import Line, Word
from ocr.engine import Candidate
from ocr.formula import worded
from ocr.roman import counted


def line(text: str, block: int = 0, cell: tuple[int, int] | None = None) -> Line:
    words = (Word(word, (100 * at, 0, 100 * at + 90, 20), 0.9) for at, word in enumerate(text.split()))
    return Line(tuple(words), block, cell=cell)


def text(read: str) -> str:
    (done,) = worded([line(read)])
    return done.text


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("CỘNG HÒA XÃ HỘI CHÚ NGHĨA VIỆT NAM", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAi", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        ("Độc lập - Tự do - Hạnh phúe", "Độc lập - Tự do - Hạnh phúc"),
        ("KT. CHU TICH", "KT. CHỦ TỊCH"),
        ("CHI NHÁNH VĂN PHÒNG",) * 2,
        ("CHÁN VĂN PHÒNG", "CHÁNH VĂN PHÒNG"),
        ("PHÓ GLAM ĐOC", "PHÓ GIÁM ĐỐC"),
        ("PHO TRUONC PHONG", "PHÓ TRƯỞNG PHÒNG"),
        ("(Kú và ghi rõ họ tên)", "(Ký và ghi rõ họ tên)"),
        ("Bến Tre, ngàu 12 tháng 5 năm 2020", "Bến Tre, ngày 12 tháng 5 năm 2020"),
    ],
)
def test_prescribed_wording_is_put_right(read, meant):
    assert text(read) == meant


@pytest.mark.parametrize(
    "read",
    [
        "Số lượng hồ sơ",  # not "Số lượng tờ"
        "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM",  # the schools' spelling is right too
        "Ông Hội Đồng Nhân",
        "ngay 12 trang giấy",
        "chủ trương",
    ],
)
def test_other_wording_stays(read):
    assert text(read) == read


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("Đãgiải quyết", "Đã giải quyết"),
        ("UBND CHỢGẠO", "UBND CHỢ GẠO"),
        ("UBND XÃAN THỦY", "UBND XÃ AN THỦY"),
        ("HĐNDvà UBND", "HĐND và UBND"),
        ("lợi ích;có hiệu", "lợi ích; có hiệu"),
        ("Như Điều3;", "Như Điều 3;"),
    ],
)
def test_words_read_as_one_are_parted(read, meant):
    assert text(read) == meant


@pytest.mark.parametrize(
    "read", ["nghiêng", "Krông", "Đắk", "12/QĐ-UBND", "TT02", "M'gar", "vankho@gov.vn", "5,5%", "QUYÉT"]
)
def test_syllables_names_and_notations_are_not_parted(read):
    assert text(read) == read


def test_a_parted_word_shares_its_box_and_the_choices_of_its_letters():
    choices = tuple(((letter, 0.9),) for letter in "Đãgiải")
    (done,) = worded([Line((Candidate("Đãgiải", (0, 0, 60, 20), 0.8, None, choices),))])
    one, two = done.words
    assert (one.text, one.box, two.text, two.box) == ("Đã", (0, 0, 20, 20), "giải", (20, 0, 60, 20))
    assert isinstance(one, Candidate) and isinstance(two, Candidate)
    assert ("".join(c[0][0] for c in one.choices), "".join(c[0][0] for c in two.choices)) == ("Đã", "giải")
    assert (one.read, two.read) == (None, None)


def test_what_was_read_stays_in_the_word():
    (done,) = worded([line("PHÓ CHU TỊCH")])
    assert [word.read for word in done.words] == [None, "CHU", None]


@given(st.text(alphabet="ngàyủịch tàhộiđồ;.3HQ", max_size=40))
def test_no_letter_is_lost_or_won_unless_it_is_told(read):
    words = line(read)
    (done,) = worded([words]) if words.words else (words,)
    assert "".join(word.read or word.text for word in done.words) == "".join(word.text for word in words.words)


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        (["I. MỤC ĐÍCH", "H. NỘI DUNG", "HI. TỔ CHỨC"], ["I. MỤC ĐÍCH", "II. NỘI DUNG", "III. TỔ CHỨC"]),
        (["II. NỘI DUNG", "II. TỔ CHỨC"], ["II. NỘI DUNG", "III. TỔ CHỨC"]),
        (["1. Mục đích", "11. Nội dung"], ["1. Mục đích", "11. Nội dung"]),
        (["H. ngày mai"], ["H. ngày mai"]),
        (["V. A. Lê", "VI. Khác"], ["V. A. Lê", "VI. Khác"]),
    ],
)
def test_roman_figures_at_the_head_of_parts_count_on(read, meant):
    assert [done.text for done in counted([line(one) for one in read])] == meant


def test_roman_figures_of_rows_are_known_by_their_column():
    rows = [line("H", 1, (1, 0)), line("III", 1, (2, 0)), line("H", 2, (1, 0)), line("H", 1, (1, 1))]
    assert [done.text for done in counted(rows)] == ["II", "III", "H", "H"]


@pytest.mark.parametrize(
    ("column", "meant"),
    [
        (["IL,", "1", "2", "II", "1", "III"], ["I", "1", "2", "II", "1", "III"]),
        (["TT", "IL", "1", "2", "H", "1"], ["TT", "I", "1", "2", "II", "1"]),
        (["5", "6", "IH"], ["5", "6", "III"]),
        (["I", "1", "I|", "1", "III"], ["I", "1", "II", "1", "III"]),
        (["I", "IL,", "I|", "III"], ["I", "IL,", "I|", "III"]),  # two for one place
        (["IL,", "III"], ["IL,", "III"]),  # none before, two to go
        (["I", "Tổng", "III"], ["I", "Tổng", "III"]),  # no figure
    ],
)
def test_a_roman_figure_with_its_border_read_into_it_is_counted_from_its_neighbours(
    column: list[str], meant: list[str]
) -> None:
    rows = [line(cell, 1, (at, 0)) for at, cell in enumerate(column)]
    assert [done.text for done in counted(rows)] == meant


def test_the_word_before_a_whole_date_is_ngay_however_it_was_read() -> None:
    assert text("Long Điền Tây, neà 05 tháng 8 năm 2021") == "Long Điền Tây, ngày 05 tháng 8 năm 2021"
    assert text("Sa Nghĩa, ngày 15 tháng 9 „ăm 2020") == "Sa Nghĩa, ngày 15 tháng 9 năm 2020"
    assert text("Ngọc Chúc ngày 01 tbáng 6 năin 2013") == "Ngọc Chúc ngày 01 tháng 6 năm 2013"
    assert text("tháng 9 Nam 12") == "tháng 9 Nam 12"
    assert text("khoản 12 phần 6 nan 2013") == "khoản 12 phần 6 nan 2013"
    assert text("Việt Yên, ngùy 28 thúng 8 năm 2014") == "Việt Yên, ngày 28 tháng 8 năm 2014"
    assert text("điểm này tháng 5 năm 2015") == "điểm này tháng 5 năm 2015"
    assert text("những 05 tháng 8 và năm 2021") == "những 05 tháng 8 và năm 2021"
    assert text("trong năm 05 tháng 8 năm") == "trong năm 05 tháng 8 năm"


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("TÍM HUYỆN ỦY", "T/M HUYỆN ỦY"),
        ("TIL BAN THƯỜNG VỤ", "T/L BAN THƯỜNG VỤ"),
        ("KIT TRƯỞNG BAN", "K/T TRƯỞNG BAN"),
        ("TIM MẠCH", "TIM MẠCH"),
    ],
)
def test_in_whose_stead_the_party_signs_has_a_stroke(read: str, meant: str) -> None:
    (above,) = worded([replace(line(read), region="signature")])
    assert above.text == meant
    assert text(read) == read


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("Vĩnh Việt", "Vĩnh Việt"),
        ("Trần Vĩnh Hiển", "Trần Vĩnh Hiển"),
        ("vĩnh viên", "vĩnh viễn"),
        ("vĩnh vicn", "vĩnh viễn"),
        ("Giám Độc", "Giám Đốc"),
    ],
)
def test_two_words_of_which_one_is_another_syllable_are_no_formula(read: str, meant: str) -> None:
    assert text(read) == meant


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("số: 12/TB-UBND", "Số: 12/TB-UBND"),
        ("sô: 12/TB-UBND", "Số: 12/TB-UBND"),
        ("Sế: 67 /QĐ-CCKL", "Số: 67 /QĐ-CCKL"),
        ("Diễn Hạnh. ngày 18 tháng 11 năm 2025", "Diễn Hạnh, ngày 18 tháng 11 năm 2025"),
        ("VIv nâng bậc lương", "V/v nâng bậc lương"),
        ("VWN nâng bậc lương", "V/v nâng bậc lương"),
        ("V/%v nâng bậc lương", "V/v nâng bậc lương"),
        ("VN độc lập", "VN độc lập"),
        ("V/ NÂNG BẬC", "V/ NÂNG BẬC"),
    ],
)
def test_number_and_subject_of_a_letterhead_begin_as_prescribed(read: str, meant: str) -> None:
    (above,) = worded([replace(line(read), region="letterhead")])
    assert above.text == meant
    assert text(read) == read


@pytest.mark.parametrize(
    "read", ["Vy đôn đốc tiến độ", "V& đôn đốc tiến độ", "Vív đôn đốc tiến độ", "Wv đôn đốc tiến độ"]
)
def test_what_begins_with_v_right_below_the_number_of_a_letter_is_its_subject_mark(read: str) -> None:
    number, subject = worded([replace(line(one), region="letterhead") for one in ("Số: 903/TTPVHCC", read)])
    assert (number.text, subject.text) == ("Số: 903/TTPVHCC", "V/v đôn đốc tiến độ")
    below = worded([replace(line(one), region="letterhead") for one in ("ỦY BAN NHÂN DÂN", read)])[1]
    assert below.text == read


def test_about_written_out_stays_below_the_number() -> None:
    told = worded([replace(line(one), region="letterhead") for one in ("Số: 903/TTPVHCC", "Về việc đôn đốc")])
    assert told[1].text == "Về việc đôn đốc"


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("- Lưu: VL.", "- Lưu: VT."),
        ("- Lưu: V1, NC", "- Lưu: VT, NC"),
        ("Lưu: VT", "Lưu: VT"),
        ("Lưu: VP, TH", "Lưu: VP, TH"),
        ("lưu giữ VL", "lưu giữ VL"),
    ],
)
def test_what_is_kept_stays_with_the_registry(read: str, meant: str) -> None:
    assert text(read) == meant
