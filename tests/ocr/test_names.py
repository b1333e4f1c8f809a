"""Names of people are told without the ranks before them."""

from dataclasses import replace

import pytest

from archive.records import Word
from ocr.names import family, name_of, person
from ocr.signature import is_title, signature
from tests.ocr.papers import HEIGHT, WIDTH, centred


def words(text: str) -> list[Word]:
    return [Word(part, (0, 0, 9, 9), 0.97) for part in text.split()]


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("PGS.TS. Cao Quỳnh Ly", "Cao Quỳnh Ly"),
        ("PGS. TS Lê Na", "Lê Na"),
        ("BS.CKII. Mai Thị Ly", "Mai Thị Ly"),
        ("ThS. Sùng Trung Chí Điệp", "Sùng Trung Chí Điệp"),
        ("BSCKIIL. Trần An", "Trần An"),
        ("Thượng tá Nguyễn Văn A", "Nguyễn Văn A"),
        ("Ty Văn An", "Ty Văn An"),
        ("Y Bhăm", "Y Bhăm"),
    ],
)
def test_a_name_is_told_without_academic_and_service_ranks(printed: str, name: str):
    found = person(words(printed))
    assert found is not None
    assert (found.text, name_of(printed)) == (name, name)


@pytest.mark.parametrize(
    ("text", "name"),
    [("Nguyên", "Nguyễn"), ("Le", "Lê"), ("Xyz", None), ("Lương", "Lương"), ("Thị", None), ("Chứ", "Chử")],
)
def test_the_marks_of_a_family_name_are_put_right_where_one_name_has_its_letters(text: str, name: str | None):
    assert family(text) == name


@pytest.mark.parametrize(
    "title",
    [
        "T/M BAN THƯỜNG VỤ",
        "T/L BAN THƯỜNG VỤ",
        "K/T CHÁNH VĂN PHÒNG",
        "PHÓ CHỦ NHIỆM THƯỜNG TRỰC",
        "TRƯỞNG TRẠM",
        "HẠT TRƯỞNG",
    ],
)
def test_offices_of_the_party_deputies_and_heads_are_offices(title: str):
    assert is_title(title)


@pytest.mark.parametrize("text", ["TRƯỜNG ĐẠI HỌC HUẾ", "ỦY BAN NHÂN DÂN", "QUYẾT ĐỊNH"])
def test_a_school_or_an_organ_is_no_office(text: str):
    assert not is_title(text)


def test_the_office_of_a_party_paper_is_told_whole():
    lines = [
        centred("T/M BAN THƯỜNG VỤ", 1850, 2000),
        centred("PHÓ BÍ THƯ THƯỜNG TRỰC", 1850, 2056),
        centred("Đoàn Đăng Trường", 1850, 2500),
    ]
    found = signature(lines, WIDTH, HEIGHT)
    assert found is not None
    assert (found.position, found.name) == ("T/M BAN THƯỜNG VỤ PHÓ BÍ THƯ THƯỜNG TRỰC", "Đoàn Đăng Trường")


def test_an_office_with_a_misread_line_below_it_is_not_sure():
    lines = [
        centred("TM. ỦY BAN NHÂN DÂN", 1850, 2000),
        centred("CHỦ TỊCH", 1850, 2056),
        centred("`su TỊCH", 1900, 2112, 0.8),
        centred("Đàm Mạnh Quỳnh", 1850, 2500),
    ]
    found, clear = signature(lines, WIDTH, HEIGHT), signature([*lines[:2], lines[3]], WIDTH, HEIGHT)
    assert found and clear
    assert found.found["position"].confidence < 0.9 <= clear.found["position"].confidence


def test_a_family_name_that_was_hardly_read_is_no_noise():
    read = [Word(part, (0, 0, 9, 9), sure) for part, sure in (("Đàm", 0.15), ("Mạnh", 0.9), ("Quỳnh", 0.97))]
    found = person(read)
    assert found is not None
    assert (found.text, found.confidence < 0.5) == ("Đàm Mạnh Quỳnh", True)


def test_a_name_before_which_a_word_like_a_name_was_left_out_is_never_sure():
    def told(first: str) -> float:
        found = person([Word(first, (0, 0, 9, 9), 0.15), *words("Mai Hợp")])
        assert found is not None and found.text == "Mai Hợp"
        return found.confidence

    assert told("~x") > 0.9 > told("Mỹ")


def test_what_the_language_made_of_a_name_is_taken_back_but_not_where_no_such_word_can_be():
    vinh, huan = words("Vĩnh Huấn")
    for text, read, name in (("Viễn", "Việt", "Việt"), ("Nhất", "Nhât", "Nhất"), ("Nhất", "nhật", "Nhất")):
        found = person([*words("Trần"), vinh, Word(text, (0, 0, 9, 9), 0.97, read), huan])
        assert found is not None
        assert found.text == f"Trần Vĩnh {name} Huấn"


def test_signs_that_a_seal_was_taken_for_before_a_name_are_left_out():
    found = person([Word("1®", (0, 0, 9, 9), 0.4), *words("Ngô Văn Long")])
    assert found is not None and found.text == "Ngô Văn Long"


@pytest.mark.parametrize(
    ("name", "sure"), [("Văn Sinh", False), ("Thị Lan", False), ("Phương Nhanh", False), ("Lê Sinh", True)]
)
def test_a_name_of_which_only_its_end_was_read_is_never_sure(name: str, sure: bool):
    found = person(words(name))
    assert found and (found.confidence >= 0.9) is sure


@pytest.mark.parametrize(
    ("read", "name"),
    [
        ("õ Khánh Tình", "Võ Khánh Tình"),
        ("z„»hạch Hồng Lệ", "Thạch Hồng Lệ"),
        ("guyễn Văn An", "Nguyễn Văn An"),
        ("ần Văn An", None),
        ("inh Văn An", None),
        ("Đaag Hồng Toản", "Đặng Hồng Toản"),
    ],
)
def test_a_family_name_that_a_seal_hides_in_part_is_proposed_where_one_name_is_left(read: str, name: str | None):
    first, *rest = words(read)
    found = person([replace(first, confidence=0.4), *rest])
    assert (found.text if found else None) == name
    assert found is None or found.confidence < 0.7


@pytest.mark.parametrize("rank", ["Luật sư", "Bác sĩ", "Kỹ sư", "Đại tá"])
def test_a_profession_before_a_name_is_no_part_of_it(rank: str):
    found = person(words(f"{rank} Phạm Văn An"))
    assert found and found.text == "Phạm Văn An"


@pytest.mark.parametrize(("read", "name"), [("Hờ A Chà", "Hờ A Chà"), ("Ho Văn Chà", "Hồ Văn Chà")])
def test_a_rare_family_name_is_not_made_a_frequent_one_with_other_marks(read: str, name: str):
    found = person(words(read))
    assert found and found.text == name


def test_a_family_name_that_is_another_ones_twin_is_sure_only_where_it_was_clearly_read():
    clear, unclear = ([Word(part, (0, 0, 9, 9), sure) for part in ["Đường", "Ngọc", "Tuyển"]] for sure in (0.99, 0.95))
    one, other = person(clear), person(unclear)
    assert one and other and one.confidence > 0.9 > 0.85 >= other.confidence


@pytest.mark.parametrize(
    ("read", "name"), [("H’Vi ÊBan", "H’Vi ÊBan"), ("H°Vi Êban", "H’Vi Êban"), ("H'Lan Niê", "H’Lan Niê")]
)
def test_names_of_the_highlands_are_names(read: str, name: str):
    found = person(words(read))
    assert found is not None
    assert found.text == name


def test_a_word_with_two_capitals_is_else_no_word_of_a_name():
    assert person(words("Nguyễn THị Lan")) is None
