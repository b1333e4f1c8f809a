from archive.records import Line, Word
from ocr.grid import Grid
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


def test_no_word_is_lost_or_invented():
    given = [
        *head(ORGANS, "Số: 12/QĐ-UBND", "Chợ Gạo, ngày 05 tháng 01 năm 2020"),
        *body(5, 900),
        *foot(["- Lưu: VT."], ["CHỦ TỊCH"], "Trần Thanh Đức", 1500),
    ]
    before = sorted(word.text for one in given for word in one.words)
    assert sorted(word.text for one in order(given, Grid(), WIDTH, HEIGHT) for word in one.words) == before


def test_every_line_knows_what_it_belongs_to():
    given = [
        centred("3", WIDTH // 2, 150),
        *body(4, 500),
        *foot(["- Lưu: VT."], ["KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"], "Trần Thanh Đức", 1500),
        centred("2/7", WIDTH // 2, 3380),
    ]
    regions = [read.region for read in order(given, Grid(), WIDTH, HEIGHT)]
    assert regions == ["header", *["body"] * 4, *["recipients"] * 2, *["signature"] * 3, "footer"]
    top = page(*head(ORGANS, "Số: 12/QĐ-UBND", "Chợ Gạo, ngày 05 tháng 01 năm 2020"), *body(3, 900))
    assert [read.region for read in top.lines] == [*["letterhead"] * 6, *["body"] * 3]


def test_a_signature_with_nothing_beside_it_is_one():
    given = [*body(4, 500), centred("NGƯỜI LÀM ĐƠN", 1850, 1200), centred("Trần Thanh Đức", 1850, 1600)]
    assert [read.region for read in order(given, Grid(), WIDTH, HEIGHT)][3:] == ["body", "signature", "signature"]


def test_two_who_sign_are_known_by_what_stands_under_their_titles():
    given = [
        *body(4, 500),
        together(centred("Người nộp ký", 700, 1500), centred("Cán bộ tiếp nhận", 1800, 1500)),
        together(centred("(Ký và ghi rõ họ tên)", 700, 1560), centred("(Ký và ghi rõ họ tên)", 1800, 1560)),
        together(centred("Nguyễn Bích Dung", 700, 1900), centred("Trịnh Thanh Ngân", 1800, 1900)),
    ]
    read = order(given, Grid(), WIDTH, HEIGHT)[4:]
    assert [line.text for line in read][::3] == ["Người nộp ký", "Cán bộ tiếp nhận"]
    assert {line.region for line in read} == {"signature"}


def test_number_and_date_that_do_not_stand_at_one_height_stay_in_their_blocks():
    number, date = centred("Số: 12/QĐ-UBND", 700, 470), centred("Chợ Gạo, ngày 05 tháng 01 năm 2020", 1700, 490)
    top = head(ORGANS, "x", "y")[:3]
    assert page(*top, together(number, date), *body(3, 900)).text.splitlines()[3] == number.text


def test_a_line_that_looks_like_noi_nhan_does_not_begin_the_foot():
    given = [
        *body(3, 300),
        line("Số nhân khẩu: 08 người", 480, 700),
        *body(3, 800),
        *foot(["- Lưu: VT."], ["CHỦ TỊCH"], "Trần Thanh Đức", 1500),
    ]
    read = page(*given).text.splitlines()
    assert read[-4:] == ["Nơi nhận:", "- Lưu: VT.", "CHỦ TỊCH", "Trần Thanh Đức"]


def test_a_speck_beside_their_titles_does_not_hide_two_who_sign():
    speck = Line((Word("Ế", (60, 1530, 72, 1534), 0.4),))
    given = [
        *body(4, 500),
        together(speck, centred("Người nộp ký", 700, 1500), centred("Cán bộ tiếp nhận", 1800, 1500)),
        together(centred("(Kú và ghi rõ họ tên)", 700, 1560), centred("(Kú và ghi rõ họ tên)", 1800, 1560)),
        together(centred("Nguyễn Bích Dung", 700, 1900), centred("Trịnh Thanh Ngân", 1800, 1900)),
    ]
    texts = [read.text for read in order(given, Grid(), WIDTH, HEIGHT)]
    assert texts.index("Nguyễn Bích Dung") < texts.index("Cán bộ tiếp nhận")


def test_of_two_who_sign_one_name_may_be_misread():
    titles = together(centred("NGƯỜI GHI BIÊN BẢN", 700, 1500), centred("ĐẠI DIỆN TỔ CÔNG TÁC", 1800, 1500))
    names = together(centred("Trịnh Kim Tuyết", 700, 1900), centred("phước Tâm", 1800, 1900))
    assert page(*body(4, 500), titles, names).text.splitlines()[4:] == [
        "NGƯỜI GHI BIÊN BẢN",
        "Trịnh Kim Tuyết",
        "ĐẠI DIỆN TỔ CÔNG TÁC",
        "phước Tâm",
    ]


def test_number_and_date_a_third_of_a_line_apart_stay_in_their_blocks():
    number, date = centred("Số: 12/QĐ-UBND", 700, 470), centred("Chợ Gạo, ngày 05 tháng 01 năm 2020", 1700, 482)
    top = head(ORGANS, "x", "y")[:3]
    assert page(*top, together(number, date), *body(3, 900)).text.splitlines()[3] == number.text


def test_an_office_that_receives_does_not_make_the_foot_that_of_a_cover():
    receivers = ["- Như trên;", "- Phòng TN&MT huyện;", "Phòng Nội vụ;", "- Lưu: VT."]
    lines = [*body(4, 500), *foot(receivers, ["KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"], "Trần Thanh Đức", 1500)]
    assert {line.region for line in page(*lines).lines[4:]} == {"recipients", "signature"}
    older = [line("Nơi gửi:", 300, one.box[1]) if one.text == "Nơi nhận:" else one for one in lines]
    assert {one.region for one in page(*older).lines[4:]} == {"recipients", "signature"}
    for other in ("Phòng Nội vụ huyện", "Phôngsô", "Phòng:"):
        assert page(*body(2, 500), line(other, 340, 800), *body(4, 900)).lines[2].region == "body"


def test_a_date_torn_behind_its_month_is_put_together():
    torn = [line("Chợ Gạo, ngày Oé6 tháng", 1300, 470), line("năm 2020", 2000, 470)]
    read = page(*head(ORGANS, "x", "y")[:3], centred("Số: 12/QĐ-UBND", 700, 470), *torn, *body(3, 900))
    assert read.text.splitlines()[3:6] == [NATION, MOTTO, "Số: 12/QĐ-UBND Chợ Gạo, ngày Oé6 tháng năm 2020"]


def test_what_a_staple_was_read_as_far_to_the_left_of_a_number_is_no_part_of_its_line():
    high = head(ORGANS, "Số : 43 BB/UBND", "Chợ Gạo, ngày 05 tháng 01 năm 2020")
    row = next(one for one in high if "43" in one.text)
    lower = together(line("1.", 60, 900), line("Số: 12 phố Huế", 500, 900))
    read = page(*high, line("Lễ", 20, row.box[1]), lower, *body(3, 1000))
    told = [one.text for one in read.lines]
    assert told[0] == "Lễ"
    assert any(text.startswith("Số : 43 BB/UBND") for text in told)
    assert "1. Số: 12 phố Huế" in told


def test_a_label_that_was_read_by_itself_stays_with_its_number():
    top = head(ORGANS, "x", "y")[:5]
    label = line("Số:", 500, 470)
    behind = line("3858 /SNV-TCBC", label.box[2] + 24, 470)
    date = centred("Hà Nội, ngày 05 tháng 01 năm 2020", 1700, 474)
    read = page(*[one for one in top if one.text not in ("x", "y")], label, together(behind, date), *body(3, 900))
    assert any(one.startswith("Số: 3858 /SNV-TCBC") for one in read.text.splitlines())
