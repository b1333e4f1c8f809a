from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from ocr.grid import Grid, Rule, grid, tables
from ocr.layout import order
from tests.ocr.papers import HEIGHT, MOTTO, NATION, WIDTH, body, centred, foot, head, line, page, together

ORGANS = ["UBND HUYỆN CHỢ GẠO", "ỦY BAN NHÂN DÂN", "XÃ TÂN LÂN"]


def test_the_left_block_of_a_letterhead_is_read_before_the_right_one():
    read = page(*head(ORGANS, "Số: 12/QĐ-UBND", "Chợ Gạo, ngày 05 tháng 01 năm 2020"), *body(3, 900))
    assert read.text.splitlines()[:6] == [
        *ORGANS,
        NATION,
        MOTTO,
        "Số: 12/QĐ-UBND Chợ Gạo, ngày 05 tháng 01 năm 2020",
    ]


def test_blocks_that_nearly_touch_are_parted_at_quoc_hieu():
    organ = line("ỦY BAN NHÂN DÂN XÃ ĐĂNG HƯNG PHƯỚC", 300, 240)
    nation = line(NATION, organ.box[2] + 20, 240)
    read = page(together(organ, nation), centred(MOTTO, (nation.box[0] + nation.box[2]) // 2, 302), *body(2, 900))
    assert read.text.splitlines()[:3] == ["ỦY BAN NHÂN DÂN XÃ ĐĂNG HƯNG PHƯỚC", NATION, MOTTO]


def test_the_subject_of_a_cong_van_stays_with_its_number():
    number = centred("Số: 5/UBND-NC", 700, 470)
    date = centred("Hà Nội, ngày 05 tháng 01 năm 2020", 1700, 490)
    subject = [centred("V/v nâng bậc lương", 700, 530), centred("năm 2019", 700, 585)]
    top = head(ORGANS, "x", "y")[:3]
    read = page(*top, number, date, *subject, centred("Kính gửi: Sở Nội vụ", 1400, 720), *body(3, 900))
    lines = read.text.splitlines()
    assert lines.index("năm 2019") == lines.index("V/v nâng bậc lương") + 1
    assert lines.index("Số: 5/UBND-NC") + 1 == lines.index("V/v nâng bậc lương")
    assert lines.index("Kính gửi: Sở Nội vụ") > lines.index("năm 2019")


def test_noi_nhan_and_signature_are_not_interleaved():
    receivers = ["- Như Điều 3;", "- Sở Nội vụ;", "- Lưu: VT."]
    read = page(*body(4, 500), *foot(receivers, ["KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"], "Trần Thanh Đức", 1500))
    assert read.text.splitlines()[4:] == ["Nơi nhận:", *receivers, "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Trần Thanh Đức"]


def test_of_two_signers_the_left_one_is_read_first():
    titles = together(centred("NGƯỜI NỘP HỒ SƠ", 700, 1500), centred("NGƯỜI TIẾP NHẬN HỒ SƠ", 1800, 1500))
    names = together(centred("Phạm Hữu Được", 700, 1900), centred("Đặng Thanh Phượng", 1800, 1900))
    read = page(*body(4, 500), titles, names)
    assert read.text.splitlines()[4:] == [
        "NGƯỜI NỘP HỒ SƠ",
        "Phạm Hữu Được",
        "NGƯỜI TIẾP NHẬN HỒ SƠ",
        "Đặng Thanh Phượng",
    ]


def test_a_line_of_body_print_with_wide_spaces_stays_one_line():
    wide = together(line("2. Ngày sinh: 15/10/1972", 340, 500), line("Giới tính: Nam", 1400, 500))
    assert page(wide).text == "2. Ngày sinh: 15/10/1972 Giới tính: Nam"


def test_table_cells_are_read_row_by_row_and_cell_by_cell():
    rules = Grid(
        tuple(Rule(y, 300, 2100) for y in (500, 700, 900)),
        tuple(Rule(x, 500, 900) for x in (300, 500, 1300, 2100)),
    )
    given = [
        together(line("1", 380, 520), line("Rà soát danh mục", 520, 520), line("Phòng Nội vụ", 1320, 520)),
        together(line("thủ tục", 520, 580)),
        together(line("2", 380, 720), line("Tập huấn", 520, 720), line("Phòng Tư pháp và", 1320, 720)),
        together(line("Sở Nội vụ", 1320, 780)),
        line("Nội dung sau bảng", 340, 1000),
    ]
    assert [read.text for read in order(given, rules, WIDTH, HEIGHT)] == [
        "1 Rà soát danh mục",
        "thủ tục",
        "Phòng Nội vụ",
        "2 Tập huấn Phòng Tư pháp và",
        "Sở Nội vụ",
        "Nội dung sau bảng",
    ]


def test_no_word_is_lost_or_invented():
    given = [
        *head(ORGANS, "Số: 12/QĐ-UBND", "Chợ Gạo, ngày 05 tháng 01 năm 2020"),
        *body(5, 900),
        *foot(["- Lưu: VT."], ["CHỦ TỊCH"], "Trần Thanh Đức", 1500),
    ]
    before = sorted(word.text for one in given for word in one.words)
    assert sorted(word.text for one in order(given, Grid(), WIDTH, HEIGHT) for word in one.words) == before


def test_rules_of_a_table_are_found_and_letters_are_not(tmp_path: Path):
    picture = Image.new("L", (1653, 2339), 245)
    draw = ImageDraw.Draw(picture)
    for y in (400, 600, 800):
        draw.line((200, y, 1400, y), fill=40, width=2)
    for x in (200, 500, 1000, 1400):
        draw.line((x, 400, x, 800), fill=40, width=2)
    for x in range(200, 1400, 18):
        draw.rectangle((x, 1000, x + 12, 1025), fill=20)
    path = tmp_path / "bảng kẻ.pgm"
    picture.save(path)
    found = grid(path)
    assert [round(rule.at / 10) * 10 for rule in found.horizontals] == [400, 600, 800]
    assert len(found.verticals) == 4
    (table,) = tables(found)
    assert np.allclose(table.box, (200, 400, 1400, 800), atol=8)


def test_a_picture_that_is_no_pgm_has_no_rules(tmp_path: Path):
    path = tmp_path / "cụt.pgm"
    path.write_bytes(b"P5 100 100 255\nxx")
    assert grid(path) == Grid()


def test_a_frame_around_a_cover_is_no_table():
    frame = Grid((Rule(100, 100, 2300), Rule(3300, 100, 2300)), (Rule(100, 100, 3300), Rule(2300, 100, 3300)))
    assert tables(frame) == ()
