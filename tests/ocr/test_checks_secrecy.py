from dataclasses import replace

import pytest

from archive.records import Line, OcrPage
from tests.ocr.papers import MOTTO, NATION, body, centred, head, line, page, together
from tests.ocr.test_checks import raised
from tests.ocr.test_document import DATE, MIDDLE, decision


def marked(*more: Line) -> OcrPage:
    return page(
        *head(["ỦY BAN NHÂN DÂN", "TỈNH TIỀN GIANG"], "Số: 12/BC-UBND", DATE),
        *more,
        centred("BÁO CÁO", MIDDLE, 720),
        centred("Tình hình quý III", MIDDLE, 790),
        *body(8, 1000),
    )


@pytest.mark.parametrize("mark", ["MẬT", "TỐI MẬT", "TUYỆT MẬT"])
def test_a_secrecy_mark_of_its_own_is_flagged_with_its_box(mark: str):
    (flag,) = [flag for flag in raised([marked(centred(mark, 700, 580))]) if flag.kind == "secret"]
    assert (flag.page, flag.found) == (0, mark)
    assert flag.box is not None and flag.box[1] == 580
    assert "giao cho người giữ tài liệu mật" in flag.message


def test_a_mark_in_a_frame_and_with_misread_marks_is_flagged():
    (flag,) = [flag for flag in raised([marked(line("| TỔI MẶT |", 560, 580))]) if flag.kind == "secret"]
    assert flag.found == "TỐI MẬT"


def test_a_mark_beside_the_letterhead_is_flagged():
    given = page(
        together(centred("ỦY BAN NHÂN DÂN", 700, 240), centred(NATION, 1700, 240)),
        centred(MOTTO, 1700, 302),
        together(line("MẬT", 640, 400), line("Tiền Giang, ngày 11 tháng 9 năm 2018", 1350, 400)),
        *body(8, 900),
    )
    assert "secret" in {flag.kind for flag in raised([given])}


@pytest.mark.parametrize("label", ["Độ mật: Tối mật", "Chế độ sử dụng: Mật"])
def test_a_cover_that_says_so_behind_a_label_is_flagged(label: str):
    assert "secret" in {flag.kind for flag in raised([marked(line(label, 400, 2400))])}


def test_a_cover_that_says_so_in_a_table_is_flagged():
    cells = [line("Chế độ sử dụng", 400, 2400), line("Mật", 1200, 2400)]
    given = marked()
    rows = tuple(replace(one, block=90, region="table", cell=(4, at)) for at, one in enumerate(cells))
    assert "secret" in {flag.kind for flag in raised([replace(given, lines=(*given.lines, *rows))])}


@pytest.mark.parametrize(
    "text",
    [
        "Bảo vệ bí mật nhà nước theo quy định",
        "Danh mục tài liệu mật",
        "mật",
        "bảo đảm mật",
        "BÍ MẬT NHÀ NƯỚC",
        "MẤT",
        "MẶT TRƯỚC",
        "Chế độ sử dụng: Hạn chế",
    ],
)
def test_words_that_only_speak_of_secrets_are_no_mark(text: str):
    assert [flag for flag in raised([marked(line(text, 400, 580))]) if flag.kind == "secret"] == []


def test_a_mark_in_the_body_of_a_table_below_is_none():
    assert raised([decision(0)]) == ()
    given = page(*head(["ỦY BAN NHÂN DÂN", "TỈNH"], "Số: 1/BC-UBND", DATE), *body(6, 700), line("MẬT", 400, 3000))
    assert "secret" not in {flag.kind for flag in raised([given])}
