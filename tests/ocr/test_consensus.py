"""A name out of several readings of its line, none of them right."""

import pytest

from archive.records import Word
from ocr.apart import distance
from ocr.consensus import Named, named
from ocr.parted import parted
from ocr.standing import advance

HIGH = 40


def reading(text: str, confidence: float = 0.9, end: int = 900) -> list[Word]:
    """The words of ``text``, each letter 20 pixels wide, the last ending at ``end``."""
    words, right = list[Word](), end
    for word in reversed(text.split(" ")):
        if word:
            words.insert(0, Word(word, (right - 20 * len(word), 0, right, HIGH), confidence))
        right -= 20 * len(word) + 14
    return words


def told(*texts: str) -> Named | None:
    return named([reading(text) for text in texts], HIGH)


def test_readings_that_agree_are_the_name_and_sure():
    found = told(*["Nguyễn Thế Lộc"] * 6)
    assert found and (found.text, found.chance >= 0.9) == ("Nguyễn Thế Lộc", True)


def test_a_family_name_that_no_reading_has_is_the_one_nearest_to_all_of_them():
    found = told("Mguyễn Thế Lộc", "Ngiyễn Thế Lộc", "Nguyển Thế Lộc", "Nguyễm Thế Lộc")
    assert found and found.text == "Nguyễn Thế Lộc"


@pytest.mark.parametrize("rank", ["ThS.", "BS.", "ThŠ.", "TS."])
def test_a_rank_before_the_name_is_no_part_of_it(rank: str):
    found = told(*[f"{rank} Phạm Trung Thịnh"] * 5)
    assert found and (found.text, found.chance >= 0.9) == ("Phạm Trung Thịnh", True)


def test_a_name_before_which_something_was_read_is_not_sure():
    found = told("Ng#3n Hoàng Kiệt", "yKz Hoàng Kiệt", "Wbg$ Hoàng Kiệt", "r0sq Hoàng Kiệt")
    assert found and found.chance <= 0.8


def test_words_read_together_are_parted():
    found = told("Khổng:Hồng Tuyết Thúy", "KhổngHồng Tuyết Thúy", "Khổng Hồng Tuyết Thúy")
    assert found and found.text == "Khổng Hồng Tuyết Thúy"


def test_a_name_printed_in_capitals_stays_in_capitals_and_is_told_as_names_are_written():
    found = told("NGUYỄN VĂN LỘC", "NGUYEN VĂN LỘC", "NGUYỄN VẢN LỘC", "NGUYỄN VĂN LỘC")
    assert found and [word.text for word in found.words] == ["NGUYỄN", "VĂN", "LỘC"]
    assert found.text == "Nguyễn Văn Lộc"


def test_a_name_of_another_people_on_which_all_agree_is_not_made_a_common_one():
    found = told(*["Tẩn Láo San"] * 6)
    assert found and found.text == "Tẩn Láo San"


def test_readings_that_differ_in_a_mark_are_not_sure():
    found = told("Lâm Đăng Tân", "Lâm Đăng Tấn", "Lâm Đăng Tân", "Lâm Đăng Tấn")
    assert found and found.chance < 0.9


@pytest.mark.parametrize("texts", [(), ("",), ("Lộc",), ("Nguyễn                    Lộc",) * 4])
def test_nothing_one_word_and_words_far_apart_are_no_name(texts: tuple[str, ...]):
    assert told(*texts) is None


def test_a_mark_among_the_letters_of_a_word_is_a_letter_misread():
    found = told("Đini:i Ngọc Khuê", "Đinl:i Ngọc Khuê", "Đim]f Ngọc Khuê", "Đi.nh Ngọc Khuê")
    assert found and found.text == "Đinh Ngọc Khuê"


def test_a_family_name_read_together_with_the_word_behind_it_is_parted():
    found = told("Nôngích Thùy Dương", "Nông Ích Thùy Dương", "NôngÍch Thùy Dương", "Nôngích Thùy Dương")
    assert found and found.text == "Nông Ích Thùy Dương"


def test_a_family_name_of_which_a_seal_made_several_words_is_one():
    texts = ["2Nguvễn Thanh Xuân", "zNguyễn Thanh Xuân", "gu Ễn Thanh Xuân", ":zNguyến Thanh Xuân"]
    readings = [reading(text) for text in texts]
    readings[2][:2] = [Word("gu", (505, 0, 555, HIGH), 0.6), Word("Ễn", (560, 0, 605, HIGH), 0.6)]
    found = named(readings, HIGH)
    assert found and found.text == "Nguyễn Thanh Xuân"


def test_what_stands_before_a_name_that_is_not_under_the_middle_of_its_office_is_more_of_it():
    texts = ["Thoà.g Doãn Tiến Sỹ", "hoà¿g Doãn Tiến Sỹ", "Hsà.g Doãn Tiến Sỹ", "Hoàf§ Doãn Tiến Sỹ"]
    readings = [reading(text) for text in texts]
    found = named(readings, HIGH, (readings[1][0].box[0] + 900) / 2)
    assert found and found.text == "Hoàng Doãn Tiến Sỹ"


@pytest.mark.parametrize("rank", ["DSCKI.", "TS.", "Luật sư", "Đại tá"])
def test_a_rank_misread_before_a_name_is_no_family_name_though_the_name_is_aside(rank: str):
    readings = [reading(f"{rank} Tiết Chúc") for _ in range(6)]
    found = named(readings, HIGH, (readings[0][0].box[0] + 900) / 2)
    assert found and found.text == "Tiết Chúc"


def test_a_family_name_and_the_word_close_behind_it_are_two():
    readings = [reading(f"ThS. {first} Phi Sĩ", 0.3) for first in ("Neuven", "Ñguyen", "Ngsuven", "Ñguyew")]
    for each in readings:
        end = each[2].box[0] - 2
        each[1] = Word(each[1].text, (end - 120, 0, end, HIGH), 0.3)
    found = named(readings, HIGH)
    assert found and found.text == "Nguyễn Phi Sĩ"


def test_a_family_name_that_lost_its_marks_is_rather_that_one_than_another_of_which_letters_were_misread():
    faded = [("Tran", 0.19), ("Pran", 0.49), ("Pran", 0.65), ("Tran", 0.1), ("Pran", 0.7), ("Pran", 0.72)]
    sealed = [("Trarí", 0.39), ("TYarí", 0.45), ("Trañ", 0.56), ("TárÝ", 0.12)]
    found = named([[*reading(first, sure, 678), *reading("Anh Công Sĩ")] for first, sure in (*faded, *sealed)], HIGH)
    assert found and found.text == "Trần Anh Công Sĩ"


def test_strokes_behind_two_letters_are_what_an_i_was_taken_for():
    found = told("Võ Th: Út", "Võ Th;: Út", "Võ Th: Út", "Võ Th‹ Út", "Võ Th; Út")
    assert found and found.text == "Võ Thị Út"


def test_behind_the_family_name_of_a_long_name_stands_often_the_mothers():
    found = told("Lê Trân Ngọc Vy", "Lê Trần Ngọc Vy", "Lê Trân Ngọc Vy", "Lê Trần Ngọc Vy")
    assert found and found.text == "Lê Trần Ngọc Vy"
    found = told("Lê Ngọc Trân", "Lê Ngọc Trần", "Lê Ngọc Trân", "Lê Ngọc Trần")
    assert found and found.text == "Lê Ngọc Trân"


@pytest.mark.parametrize(
    ("wide", "name"), [("Phạm Anh Trưởng", "Phạm Anh Trưởng"), ("Phan Anh Trưởng", "Phan Anh Trưởng")]
)
def test_of_two_family_names_that_were_read_alike_the_one_fills_the_room_under_the_office(wide: str, name: str):
    em, end = 40, 900
    words = [
        reading(text, end=end) for text in ("Pha# Anh Trưởng", "Phạ: Anh Trưởng", "Pha; Anh Trưởng", "Phạ# Anh Trưởng")
    ]
    right = max(word.box[2] for line in words for word in line)
    behind = [word for word in words[0] if word.text in ("Anh", "Trưởng")]
    em = (behind[-1].box[2] - behind[0].box[0]) / advance("Anh Trưởng")
    middle = (behind[0].box[0] - (advance(wide.split()[0]) + 0.25) * em + right) / 2
    found = named(words, HIGH, middle)
    assert found and found.text == name


@pytest.mark.parametrize("read", ["Phạ.n", "Phạrf", "Phạ,n"])
def test_an_m_that_a_stroke_parted_is_one(read: str):
    assert distance(read, "Phạm") < distance(read, "Phan")


def test_words_of_a_name_that_were_run_together_are_parted_each_where_it_stands():
    parts = parted(Word("LâmQuốcBảo", (0, 0, 100, 20), 0.5))
    assert [one.text for one in parts] == ["Lâm", "Quốc", "Bảo"]
    assert [one.box[0] for one in parts] == [0, 30, 70]


def test_a_speck_that_is_a_letter_to_unicode_is_no_word_of_a_name():
    reading = [
        Word("Lâm", (0, 0, 60, 30), 0.96),
        Word("Thúy", (75, 0, 150, 30), 0.97),
        Word("Kiều", (165, 0, 240, 30), 0.97),
    ]
    found = named([[*reading, Word("ˆ", (300, 0, 304, 6), 0.8)] for _ in range(6)], 30)
    assert found is not None
    assert found.text == "Lâm Thúy Kiều"


def test_a_family_name_whose_place_was_seen_wider_than_its_letters_is_not_left_out():
    rest = [Word("Thúy", (175, 0, 250, 30), 0.97), Word("Bảo", (265, 0, 330, 30), 0.97)]
    wide = [[Word("Lê", (20, 0, 160, 30), 0.6), *rest] for _ in range(4)]
    found = named([*wide, [Word("Lê", (115, 0, 158, 30), 0.85), *rest]], 30)
    assert found is not None
    assert found.text == "Lê Thúy Bảo"


def test_a_family_name_that_each_reading_begins_elsewhere_is_no_part_of_the_ring():
    begun = [(560, 690), (620, 690), (520, 692), (650, 688)]
    name = reading("Hoàng Kiệt")
    seen = [[Word("Lý", (left, 0, right, HIGH), 0.6), *name] for left, right in begun]
    found = named([*seen, *[name] * 8], HIGH)
    assert found and found.text == "Lý Hoàng Kiệt"


def test_a_family_name_that_readings_have_in_two_places_stands_there_once():
    near, far = reading("Lý Hoàng Kiệt"), reading("Lý Hoàng Kiệt")
    far[:2] = Word("Lý", (560, 0, 640, HIGH), 0.5), Word("Hoàng", (640, 0, far[1].box[2], HIGH), 0.5)
    found = named([near] * 8 + [far] * 4, HIGH)
    assert found and found.text == "Lý Hoàng Kiệt"
