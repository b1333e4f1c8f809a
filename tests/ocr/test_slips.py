"""Slips that leave no doubt are put right; what may be meant so stays."""

import pytest

from archive.records import Word
from ocr.slips import unslipped


def words(text: str) -> list[Word]:
    return [Word(word, (100 * at, 0, 100 * at + 90, 20), 0.9) for at, word in enumerate(text.split())]


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("SỞ Y TÉẺ", "SỞ Y TẾ"),
        ("PHIẾU TRÌNH DUYEẸT", "PHIẾU TRÌNH DUYỆT"),
        ("SỞYTÉ", "SỞ Y TẾ"),
        ("(bão sô 16).", "(bão số 16)."),
        ("sô l6", "số 16"),
        ("ngành Y tê.", "ngành Y tế."),
        ("BỘ Y TÊ", "BỘ Y TẾ"),
        ("email: lan.pt(@tinh.gov.vn.", "email: lan.pt@tinh.gov.vn."),
        ("THÔNG BÁO SÔ 3", "THÔNG BÁO SỐ 3"),
        ("địa bàn tính Lâm Đông.", "địa bàn tỉnh Lâm Đồng."),
        ("Tinh Nghệ An", "Tỉnh Nghệ An"),
        ("tĩnh Thanh Hoá", "tỉnh Thanh Hoá"),
    ],
)
def test_such_a_slip_is_put_right_and_what_was_read_is_kept(read: str, meant: str) -> None:
    told = unslipped(words(read))
    assert " ".join(word.text for word in told) == meant
    changed = [word for word in told if word.text not in read.split()]
    assert changed
    assert all(word.read for word in changed)


@pytest.mark.parametrize(
    "read",
    [
        "xoong nồi",
        "Sổ 12",
        "số liệu",
        "sô cô la 70%",
        "BỆNH VIỆN QUÂN Y",
        "Krông Buk",
        "HỒ SƠ",
        "tỉnh Đăk Nông",
        "tính Nguyên Khê",
        "nghĩa tình Quảng Trị",
        "tỉnh Thanh Hoá",
        "tính an giang",
    ],
)
def test_other_words_stay(read: str) -> None:
    given = words(read)
    assert unslipped(given) == given


def test_the_parts_of_a_word_that_was_three_stand_side_by_side_in_its_box() -> None:
    told = unslipped(words("SỞYTÉ,"))
    assert [word.text for word in told] == ["SỞ", "Y", "TẾ,"]
    assert (told[0].box[0], told[-1].box[2]) == (0, 90)
    assert told[0].box[2] == told[1].box[0]
    assert told[1].box[2] == told[2].box[0]
