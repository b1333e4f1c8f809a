"""Print that was lost beside handwriting is read from close by, with the real recogniser."""

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image, ImageDraw

from archive.records import Box, Line
from ocr.again import Sheet
from ocr.beside import is_ragged, lost_day, lost_year, with_print
from ocr.engines.embedded import EmbeddedTesseract
from ocr.heading import is_date, is_half_date
from ocr.picture import Pixels
from tests.contracts.test_engine import font
from tests.ocr.papers import line
from tests.ocr.test_second import DPI, printed


def mended(seen: Line, pixels: Pixels, *others: Line) -> Line:
    return with_print(seen, [seen, *others], Sheet(pixels, DPI), EmbeddedTesseract())


@pytest.mark.parametrize("notation", ["GM-VHXH", "BC-UBND", "TTr-STNMT"])
def test_a_notation_that_was_lost_behind_the_number_is_found(notation: str):
    pixels, seen = printed(f"Số: 37 /{notation}")
    lost = replace(seen, words=seen.words[:1])
    assert mended(lost, pixels).text == f"Số: /{notation}"


@pytest.mark.parametrize("text", ["4038/QĐ-TA", "604/TB-UBND"])
def test_a_notation_that_was_lost_with_figures_close_before_it_is_found(text: str):
    pixels, seen = printed(f"Số: {text}")
    lost = replace(seen, words=seen.words[:1])
    done = mended(lost, pixels)
    assert done.text == f"Số: /{text.partition('/')[2]}"
    assert done.words[1].box[0] > seen.words[1].box[0] + (seen.words[1].box[2] - seen.words[1].box[0]) // 4


def test_the_place_that_stands_behind_a_lost_notation_stays():
    pixels, seen = printed("Số: 292 /BC-UBND Chợ Rã, ngày 29 tháng 11 năm 2025")
    lost = replace(seen, words=(seen.words[0], *seen.words[3:]))
    assert mended(lost, pixels).text == "Số: /BC-UBND Chợ Rã, ngày 29 tháng 11 năm 2025"


def test_words_of_another_column_are_no_notation():
    pixels, seen = printed("Số: 37 /GM-VHXH")
    lost = replace(seen, words=seen.words[:1])
    across = replace(seen, words=seen.words[1:])
    assert mended(lost, pixels, across) == lost


def test_the_place_of_another_column_that_stands_a_little_lower_hides_no_notation():
    pixels, seen = printed("Số: 37 /BC-UBND")
    both = Image.fromarray(pixels)
    ImageDraw.Draw(both).text((seen.box[2] + 90, 168), "Mường Hung,", 0, font(34), "lm")
    lost = replace(seen, words=seen.words[:1])
    assert mended(lost, np.asarray(both)).text == "Số: /BC-UBND"


def test_a_number_without_print_behind_it_stays_as_it_is():
    pixels, seen = printed("Số: 37")
    lost = replace(seen, words=seen.words[:1])
    assert mended(lost, pixels) == lost


def test_a_month_that_was_lost_beside_the_day_is_found():
    pixels, seen = printed("Đại Phúc, ngày 11 tháng 8 năm 2025")
    lost = replace(seen, words=(*seen.words[:3], replace(seen.words[3], text="65"), *seen.words[6:]))
    assert lost.text == "Đại Phúc, ngày 65 năm 2025"
    assert mended(lost, pixels).text == "Đại Phúc, ngày tháng năm 2025"


def test_a_month_that_was_lost_with_the_day_that_clings_to_it_is_found():
    pixels, seen = printed("Trà Vinh, ngày 30tháng 10 năm 2013")
    lost = replace(seen, words=(*seen.words[:3], *seen.words[4:]))
    assert lost.text == "Trà Vinh, ngày 10 năm 2013"
    assert mended(lost, pixels).text == "Trà Vinh, ngày tháng năm 2013"


def test_the_year_of_a_date_that_lost_its_label_gets_it_back():
    pixels, seen = printed("Văn Lăng, ngày 27 tháng 12 năm 2026")
    lost = replace(seen, words=(*seen.words[:5], seen.words[7]))
    assert lost.text == "Văn Lăng, ngày 27 tháng 2026"
    assert lost_year(lost.text)
    assert mended(lost, pixels).text == "Văn Lăng, ngày 27 tháng năm 2026"
    worn = replace(seen, words=tuple(replace(one, text="„ăm") if one.text == "năm" else one for one in seen.words))
    assert lost_year(worn.text)
    assert mended(worn, pixels).text == "Văn Lăng, ngày 27 tháng 12 năm 2026"


@pytest.mark.parametrize(
    "text",
    ["Văn Lăng, ngày 27 tháng 12 năm 2026", "kết quả tháng 9 2026", "Hà Nội, ngày 05 tháng 01"],
)
def test_other_lines_lost_no_label_of_a_year(text: str):
    assert not lost_year(text)


@pytest.mark.parametrize("year", ["-năm", "năm."])
def test_a_half_date_with_a_mark_at_its_year_breaks_nothing(year: str):
    pixels, seen = printed(f"Đại Phúc, ngày 11 tháng 8 {year} 2025")
    lost = replace(seen, words=(*seen.words[:4], *seen.words[6:]))
    whole = "Đại Phúc, ngày 11 tháng năm 2025"
    assert mended(lost, pixels).text in (f"Đại Phúc, ngày tháng {year} 2025", whole, lost.text)


@pytest.mark.parametrize("place", ["D'Ran,", "Anh Sơn Đông,", "Quận 3,"])
def test_a_place_that_was_lost_before_the_day_is_found(place: str):
    pixels, seen = printed(f"{place} ngày 23 tháng 7 năm 2025")
    lost = replace(seen, words=seen.words[len(place.split()) :])
    assert mended(lost, pixels).text == seen.text


def test_words_of_the_left_column_are_no_place():
    pixels, seen = printed("Chợ Rã, ngày 23 tháng 7 năm 2025")
    lost, across = replace(seen, words=seen.words[2:]), replace(seen, words=seen.words[:2])
    assert mended(lost, pixels, across) == lost


def test_a_whole_line_is_not_read_again():
    pixels, seen = printed("Số: 2576/QĐ-UBND")
    assert mended(seen, pixels) is seen


@pytest.mark.parametrize(
    ("text", "half"),
    [
        ("Đại Phúc, ngày 65 năm 2025", True),
        ("Hà Nội, ngày 05 tháng 01 năm 2020", False),
        ("được hỗ trợ, ngày công trả theo năm 2020", False),
        ("ngày 5 năm 2020", False),
    ],
)
def test_a_date_without_its_month_is_known_by_place_and_year(text: str, half: bool):
    assert is_half_date(text) is half
    assert is_date(line(text, 0, 0).text) is (half or "tháng" in text)


def with_room(seen: Line, wide: int) -> Line:
    """``seen`` with so many pixels more behind its second word."""
    behind = (replace(word, box=moved(word.box, wide)) for word in seen.words[2:])
    return replace(seen, words=(*seen.words[:2], *behind))


def moved(box: Box, right: int) -> Box:
    return box[0] + right, box[1], box[2] + right, box[3]


def test_the_day_label_that_was_lost_between_place_and_day_is_put_back_where_there_is_room_for_it():
    pixels, _ = printed("Lạc Sơn, 05 tháng 11 năm 2018")
    seen = line("Lạc Sơn, 05 tháng 11 năm 2018", 1200, 400)
    apart = with_room(seen, 140)
    assert mended(apart, pixels).text == "Lạc Sơn, ngày 05 tháng 11 năm 2018"
    assert mended(seen, pixels).text == seen.text
    assert not lost_day("Lạc Sơn, ngày 05 tháng 11 năm 2018")
    assert not lost_day("Từ đầu năm, 05 tháng đã qua, năm 2018")


def test_a_day_label_that_was_lost_with_its_day_is_put_back_where_there_is_room_for_both():
    pixels, _ = printed("Lạc Sơn, tháng 11 năm 2018")
    seen = line("Lạc Sơn, tháng 11 năm 2018", 1200, 400)
    apart = with_room(seen, 180)
    done = mended(apart, pixels)
    assert done.text == "Lạc Sơn, ngày tháng 11 năm 2018"
    misread = replace(apart, words=(*apart.words[:4], replace(apart.words[4], text="măm"), apart.words[5]))
    assert mended(misread, pixels).text == done.text
    number = replace(apart.words[0], text="12/TB-SYT", box=(20, 100, 200, 140))
    assert mended(replace(apart, words=(number, *apart.words)), pixels).text == f"12/TB-SYT {done.text}"
    assert done.words[3].box[0] - done.words[2].box[2] > 40
    assert mended(seen, pixels).text == seen.text


@pytest.mark.parametrize(("notation", "found"), [("/SNV-CCHC", True), ("SNV-CCHC", False)])
def test_a_notation_without_a_kind_is_known_by_its_slash(notation: str, found: bool):
    pixels, seen = printed(f"Số: 37 {notation}")
    lost = replace(seen, words=seen.words[:1])
    assert (mended(lost, pixels).text == "Số: /SNV-CCHC") is found


@pytest.mark.parametrize(
    ("text", "ragged"),
    [
        ("Cần Thơ, ngàye) năm 2025", True),
        ("Hà Nội, tháng Á0. năm 2025", True),
        ("Hà Nội, năm 2022", True),
        ("Cần Thơ, 10 năm 2025", True),
        ("Cần Thơ, ngày)s tháng|Ùnăm 2025", True),
        ("An Giang, ngày? 6 tháng 6 năm 2017", False),
        ("Cần Thơ, ngày 24 tháng 10 năm 2025", False),
        ("Nghị định số 61/2018", False),
        ("phòng, chống ma túy đến năm 2030", False),
        ("TỈNH BÌNH THUẬN, NHIỆM KỲ 2019", False),
        ("Thành phố Hồ Chí Minh, ngày 29 2017", True),
        ("Hà Nội là thủ đô từ năm 1010", False),
    ],
)
def test_a_place_and_a_year_without_a_date_between_them_lost_it(text: str, ragged: bool):
    assert is_ragged(text) is ragged


@pytest.mark.parametrize("kept", [[], [2], [4], [5, 6]])
def test_all_labels_of_a_date_are_found_between_its_place_and_its_year(kept: list[int]):
    pixels, seen = printed("Cần Thơ, ngày 24 tháng 10 năm 2025")
    lost = replace(seen, words=(*seen.words[:2], *(seen.words[at] for at in kept), seen.words[-1]))
    done = mended(lost, pixels)
    said = [word for word in done.words if not word.text.isdigit()]
    assert [word.text for word in said] == ["Cần", "Thơ,", "ngày", "tháng", "năm"]
    for word, at in zip(said[2:], (2, 4, 6), strict=True):
        own = seen.words[at].box
        assert abs(word.box[0] - own[0]) < own[3] - own[1] and abs(word.box[2] - own[2]) < own[3] - own[1]


def test_a_place_and_year_with_nothing_between_them_stay_as_they_are():
    pixels, seen = printed("Cần Thơ, 2025")
    assert mended(seen, pixels) == seen
