from ocr.grid import Grid, Rule
from ocr.layout import order
from tests.ocr.papers import HEIGHT, NATION, WIDTH, body, centred, head, line

FRAME = Grid(
    (Rule(600, 240, 800), Rule(670, 240, 800), Rule(880, 240, 800)),
    (Rule(240, 600, 880), Rule(800, 600, 880)),
)
TOP = head(["UBND HUYỆN CHỢ GẠO"], "Số: 12/QĐ-UBND", "Chợ Gạo, ngày 05 tháng 01 năm 2020")
PUT = [
    centred("SỞ NỘI VỤ", 520, 612),
    centred("CÔNG VĂN ĐẾN", 520, 690),
    line("Số: 350", 270, 760),
    line("Ngày: 07/02/2022", 270, 830),
]


def stamped(*lines, rules: Grid = FRAME) -> list[str]:
    read = order([*TOP, *lines, *body(3, 1100)], rules, WIDTH, HEIGHT)
    assert read[2].text.startswith("Độc lập") and read[1].text == NATION
    return [one.text for one in read if one.region == "stamp"]


def test_a_framed_stamp_is_one_block_behind_the_letterhead():
    assert stamped(*PUT) == ["SỞ NỘI VỤ", "CÔNG VĂN ĐẾN", "Số: 350", "Ngày: 07/02/2022"]


def test_a_stamp_whose_frame_is_lost_is_known_by_its_name_and_entries():
    assert stamped(*PUT, rules=Grid()) == ["CÔNG VĂN ĐẾN", "Số: 350", "Ngày: 07/02/2022"]


def test_number_and_date_in_a_frame_are_a_stamp_though_its_name_was_not_read():
    assert stamped(*PUT[2:]) == ["Số: 350", "Ngày: 07/02/2022"]


def test_a_line_that_goes_on_beyond_the_frame_is_not_the_stamps():
    assert "V/v tăng cường số hóa hồ sơ, kết quả giải quyết" not in stamped(
        *PUT, line("V/v tăng cường số hóa hồ sơ, kết quả giải quyết", 300, 725)
    )


def test_a_letter_without_a_stamp_has_none():
    assert stamped(rules=Grid()) == []
    assert stamped(line("Kính gửi: Sở Nội vụ đến dự", 700, 700), rules=Grid()) == []
