"""Where a subject stands and how it begins, on papers as scanners of offices give them."""

from dataclasses import replace

import pytest

from archive.records import Document, Known, Line
from ocr.document import documents
from ocr.requested import requested
from tests.ocr.papers import body, centred, head, line, page, together

MIDDLE = 1240
ORGANS = ["ỦY BAN NHÂN DÂN", "TỈNH NINH THUẬN"]
DATE = "Ninh Thuận, ngày 11 tháng 9 năm 2018"


def told(*below: Line, number: str = "Số: 25/CT-UBND") -> Document:
    (found,) = documents([page(*head(ORGANS, number, DATE), *below, *body(8, 1000))], Known())
    return found


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("Vệ việc chăm sóc rừng phòng hộ", "Về việc chăm sóc rừng phòng hộ"),
        ("về viêc chăm sóc rừng phòng hộ", "về việc chăm sóc rừng phòng hộ"),
        ("Và lịch trực tháng 10 năm 2018", "Về lịch trực tháng 10 năm 2018"),
        ("và việc chăm sóc rừng phòng hộ", "Về việc chăm sóc rừng phòng hộ"),
        ("t»/ việc chăm sóc rừng phòng hộ", "Về việc chăm sóc rừng phòng hộ"),
        ("việc chăm sóc rừng phòng hộ", "Về việc chăm sóc rừng phòng hộ"),
        ("Vệ sinh môi trường tháng 10", "Vệ sinh môi trường tháng 10"),
        ("Chăm sóc' rừng phòng hộ", "Chăm sóc rừng phòng hộ"),
        ("Cuộc thi 'Vì rừng xanh' năm 2018", "Cuộc thi 'Vì rừng xanh' năm 2018"),
    ],
)
def test_a_subject_begins_as_subjects_do(read: str, meant: str) -> None:
    assert told(centred("CHỈ THỊ", MIDDLE, 620), centred(read, MIDDLE, 690)).subject == meant


def test_the_stamp_beside_a_title_and_that_beside_its_subject_are_no_part_of_them() -> None:
    found = told(
        together(line("HỎA TỐC", 320, 620), centred("KẾ HOẠCH", MIDDLE, 620)),
        together(line("VĂN THƯ ĐẾN", 300, 690), centred("Chăm sóc rừng phòng hộ ven biển", MIDDLE, 690)),
        line("Số: 12", 300, 720),
        centred("trên địa bàn tỉnh Ninh Thuận", MIDDLE, 750),
    )
    assert (found.type_name, found.subject) == (
        "Kế hoạch",
        "Chăm sóc rừng phòng hộ ven biển trên địa bàn tỉnh Ninh Thuận",
    )


def test_capitals_of_a_stamp_right_before_a_subject_are_none_of_it() -> None:
    subject = centred("Quy định mức thu phí vệ sinh", MIDDLE, 690)
    stamp = line("CỔNG THÔNG TIN ĐIỆN TỬ", subject.box[0] - 474, 690)
    found = told(centred("QUYẾT ĐỊNH", MIDDLE, 620), together(stamp, subject), number="Số: 25/2018/QĐ-UBND")
    assert found.subject == "Quy định mức thu phí vệ sinh"


def test_a_first_line_set_aside_of_its_title_is_part_of_the_subject_and_so_is_what_stands_below_both() -> None:
    bold = [
        replace(centred(text, middle, y), bold=True)
        for text, middle, y in [
            ("CHỈ THỊ", MIDDLE, 620),
            ("Về việc chăm sóc rừng phòng hộ", MIDDLE - 90, 672),
            ("ven biển trên địa bàn tỉnh Ninh Thuận", MIDDLE - 20, 730),
        ]
    ]
    assert told(*bold).subject == "Về việc chăm sóc rừng phòng hộ ven biển trên địa bàn tỉnh Ninh Thuận"


def test_lines_below_a_first_one_that_stands_beside_its_title_go_on_with_it() -> None:
    bold = [
        replace(centred(text, middle, y), bold=True)
        for text, middle, y in [
            ("CHỈ THỊ", MIDDLE, 620),
            ("Về việc chăm sóc rừng", MIDDLE + 70, 672),
            ("phòng hộ ven biển", MIDDLE + 72, 724),
            ("trên địa bàn tỉnh", MIDDLE + 74, 776),
        ]
    ]
    assert told(*bold).subject == "Về việc chăm sóc rừng phòng hộ ven biển trên địa bàn tỉnh"


@pytest.mark.parametrize(
    ("below", "whole"),
    [
        ("vào Hội Golf tỉnh Lâm Đồng", True),
        ("Vào hồi 8 giờ ngày 11 tháng 9", False),
        ("Xét đề nghị của Giám đốc Sở", False),
        ("Xét yêu cầu công tác và năng lực cán bộ", False),
    ],
)
def test_a_small_letter_goes_on_with_a_subject_where_a_body_begins_with_a_capital(below: str, whole: bool) -> None:
    subject = "Về việc cho phép sáp nhập Hội Golf tỉnh Bình Thuận"
    found = told(centred("CHỈ THỊ", MIDDLE, 620), centred(subject, MIDDLE, 690), centred(below, MIDDLE, 740))
    assert found.subject == (f"{subject} {below}" if whole else subject)


def test_a_subject_may_be_that_somebody_is_looked_at() -> None:
    found = told(centred("CHỈ THỊ", MIDDLE, 620), centred("Xét kết nạp quần chúng ưu tú", MIDDLE, 690))
    assert found.subject == "Xét kết nạp quần chúng ưu tú"


@pytest.mark.parametrize(("bold", "name"), [(True, " Tấn Vịnh"), (False, "")])
def test_a_name_hardly_read_in_bold_below_a_subject_is_part_of_it(bold: bool, name: str) -> None:
    subject = "Về việc xây nhà cho hộ có công của ông Dương"
    below = [replace(centred(subject, MIDDLE, 690), bold=True), replace(centred("Tấn Vịnh", MIDDLE, 742), bold=bold)]
    hardly = replace(below[1], words=tuple(replace(word, confidence=0.4) for word in below[1].words))
    found = told(replace(centred("CHỈ THỊ", MIDDLE, 620), bold=True), below[0], hardly)
    assert found.subject == subject + name
    assert (found.evidence["subject"].confidence < 0.9) == bold


@pytest.mark.parametrize(
    ("row", "subject", "sure"),
    [
        ("(5) Việc yêu cầu: cấp bản sao trích lục khai tử", "Tờ khai cấp bản sao trích lục khai tử", 0.8),
        ("(5) Nơi cư trú: thôn Minh Hòa", "Tờ khai", 0.5),
    ],
)
def test_a_form_that_is_called_no_more_than_its_kind_is_about_what_is_asked_for(
    row: str, subject: str, sure: float
) -> None:
    nation = [centred("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", MIDDLE, 300), centred("Độc lập - Tự do", MIDDLE, 360)]
    form = page(*nation, centred("TỜ KHAI", MIDDLE, 620), line(row, 300, 900), *body(8, 1000))
    (found,) = documents([form], Known())
    assert found.subject == subject
    assert found.evidence["subject"].confidence <= sure


def test_who_is_addressed_right_of_a_stamp_ends_a_subject() -> None:
    found = told(
        centred("CHỈ THỊ", MIDDLE, 620),
        centred("Chăm sóc rừng phòng hộ ven biển", MIDDLE, 690),
        centred("SỐ 12 NGÀY Kính gửi: Các huyện", MIDDLE, 750),
    )
    assert found.subject == "Chăm sóc rừng phòng hộ ven biển"


def test_what_was_hardly_read_above_a_letter_is_its_mark_also_below_a_number_without_its_label() -> None:
    marred = line("NẠI chăm sóc rừng phòng hộ", 420, 540)
    first = Line((replace(marred.words[0], confidence=0.3), *marred.words[1:]))
    found = told(first, line("ven biển", 500, 600), centred("Kính gửi: Các huyện", 1400, 760), number="/UBND-KTN")
    assert (found.type_name, found.subject) == ("Công văn", "V/v chăm sóc rừng phòng hộ ven biển")
    assert found.evidence["subject"].confidence <= 0.8


def test_a_letters_subject_is_found_before_its_number_and_ends_where_somebody_is_addressed() -> None:
    made = page(*head(ORGANS, "Số: 25/UBND-KTN", DATE), *body(8, 1000))
    at = next(n for n, one in enumerate(made.lines) if one.text.startswith("Số:"))
    subject = [line("chăm sóc rừng phòng hộ", 470, 520), line("ven biển", 600, 570), line("SỐ 12. Kính gửi:", 560, 620)]
    lines = (*made.lines[:at], *subject, *made.lines[at:])
    (found,) = documents([replace(made, lines=lines)], Known())
    assert found.subject == "V/v chăm sóc rừng phòng hộ ven biển"


@pytest.mark.parametrize(("title", "kind"), [("THƯ MỜI", "Thư mời"), ("ĐIỀU LỆ", "Điều lệ")])
def test_letters_of_invitation_and_rules_of_contests_are_kinds(title: str, kind: str) -> None:
    found = told(centred(title, MIDDLE, 620), centred("Giải bóng đá mini chào mừng ngày hội", MIDDLE, 690))
    assert (found.type_name, found.subject) == (kind, "Giải bóng đá mini chào mừng ngày hội")


def test_whose_resolution_it_is_is_no_part_of_its_subject() -> None:
    found = told(
        centred("NGHỊ QUYẾT CỦA HỘI ĐỒNG QUẢN LÝ", MIDDLE, 620),
        centred("QUỸ CÂY XANH TỈNH AN BÌNH", MIDDLE, 680),
        centred("(Về việc sửa đổi Điều lệ Quỹ)", MIDDLE, 740),
        number="Số: 25/NQ-HĐQL",
    )
    assert found.subject == "Về việc sửa đổi Điều lệ Quỹ"


def test_a_word_or_two_behind_a_kind_are_none_where_the_subject_follows_with_its_mark() -> None:
    title, subject = centred("BÁO CÁO ĐỀ XUẤT", MIDDLE, 620), centred("(V/v phê duyệt thời gian họp)", MIDDLE, 690)
    found = told(title, subject, number="Số: 25/BC-UBND")
    assert (found.type_name, found.subject) == ("Báo cáo", "V/v phê duyệt thời gian họp")


def test_a_letters_subject_may_have_no_mark_and_is_then_not_sure() -> None:
    lines = [*head(ORGANS, "Số: 25/HD-BTV", DATE)]
    middle, below = 700, lines[-1].box[3] + 20
    subject = [
        centred("Hướng dẫn một số nội dung", middle, below),
        centred("liên quan đến đại hội", middle, below + 55),
    ]
    whole = page(*lines, *subject, centred("Kính gửi: Sở Nội vụ", MIDDLE, 800), *body(8, 1000))
    (found,) = documents([whole], Known())
    assert found.subject == "Hướng dẫn một số nội dung liên quan đến đại hội"
    assert found.evidence["subject"].confidence <= 0.8


def test_strokes_of_a_pen_after_the_mark_of_a_subject_and_letters_for_it_are_left_out() -> None:
    lines = [*head(ORGANS, "Số: 25/UBND-NC", DATE)]
    middle, below = 700, lines[-1].box[3] + 20

    def subject(text: str, **sure: float) -> Line:
        read = centred(text, middle, below)
        return replace(read, words=tuple(replace(w, confidence=sure.get(w.text, 0.97)) for w in read.words))

    for read in (subject("V/v f/% cử lãnh đạo họp", **{"f/%": 0.1}), subject("“WW cử lãnh đạo họp", **{"“WW": 0.7})):
        (found,) = documents([page(*lines, read, centred("Kính gửi: Sở Nội vụ", MIDDLE, 800), *body(8, 1000))], Known())
        assert found.subject == "V/v cử lãnh đạo họp"


@pytest.mark.parametrize(
    ("asked", "below", "whole"),
    [
        ("cấp trích lục khai tử", "Thành phần hồ sơ nộp", False),
        ("cấp trích lục khai tử cho ông", "Nguyễn Minh Lộc", True),
        ("cấp trích lục", "khai tử", True),
    ],
)
def test_what_is_asked_for_goes_on_where_the_next_word_had_no_room(asked: str, below: str, whole: bool) -> None:
    first = line(f"Nội dung yêu cầu giải quyết: {asked}", 300, 800)
    above = "Bộ phận tiếp nhận hồ sơ của"
    edge = line(above, first.box[2] + (60 if whole else 160) - line(above, 0, 700).box[2], 700)
    found = requested([edge, first, line(below, 300, 860)])
    assert found is not None
    assert found.text == (f"{asked} {below}" if whole else asked)


def test_the_code_of_a_slip_below_its_title_is_not_what_it_is_about() -> None:
    slip = page(
        *head(ORGANS, "Số: 494/PTN", DATE),
        centred("GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ", MIDDLE, 620),
        centred("(Mã tra cứu: 000.00.06.H24-210507-0141)", MIDDLE, 690),
        line("Việc cần giải quyết: cấp phép sửa chữa nhà", 300, 900),
        line("Nơi trả: quầy số 1.", 300, 960),
    )
    (found,) = documents([slip], Known())
    assert found.subject == "cấp phép sửa chữa nhà"


@pytest.mark.parametrize(("gap", "whole"), [(100, False), (52, True)])
def test_an_item_further_down_ends_a_subject_and_a_dash_in_its_next_line_does_not(gap: int, whole: bool) -> None:
    subject, below = "Chương trình mục tiêu Dân số", "- Kế hoạch hóa gia đình"
    found = told(centred("CHỈ THỊ", MIDDLE, 620), centred(subject, MIDDLE, 690), centred(below, MIDDLE, 690 + gap))
    assert found.subject == (f"{subject} {below}" if whole else subject)


def test_a_quarter_in_roman_figures_that_were_read_as_letters_is_one() -> None:
    found = told(centred("CHỈ THỊ", MIDDLE, 620), centred("Phân công công chức trực quý TT năm 2014", MIDDLE, 690))
    assert found.subject == "Phân công công chức trực quý II năm 2014"


def test_the_number_of_the_dossier_below_the_title_of_its_list_is_no_part_of_that() -> None:
    found = told(
        centred("KẾ HOẠCH", MIDDLE, 620),
        centred("Chăm sóc rừng", MIDDLE, 690),
        centred("(Hồ sơ số 000.26-0145)", MIDDLE, 740),
    )
    assert found.subject == "Chăm sóc rừng"
