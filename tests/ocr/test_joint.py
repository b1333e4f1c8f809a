"""Papers that several organs issue together, and who signed them."""

import pytest

from archive.records import CO_SIGNERS, Document, Known, Line
from ocr.document import documents
from ocr.organ import bodies
from tests.ocr.papers import body, centred, head, line, page, together

CIRCULAR = "THÔNG TƯ LIÊN TỊCH"
SEEN = 0.9
"""A field at this confidence and above is told as sure."""


def read(*lines: Line) -> Document:
    """The one document of a page of ``lines``."""
    (found,) = documents([page(*lines)], Known())
    return found


def circular(organs: list[str], notation: str, kind: str = CIRCULAR) -> list[Line]:
    return [
        *head(organs, f"Số: 05/2025/{notation}", "Hà Nội, ngày 01 tháng 7 năm 2025"),
        centred(kind, 1240, 620),
        centred("Quy định về phối hợp giữa các cơ quan trong điều tra", 1240, 690),
        *body(4, 860),
    ]


def signed(row: list[tuple[list[str], str]], middles: list[int], y: int) -> list[Line]:
    """A row of signatures, each with the lines of its office and its name."""
    offices = [
        together(*(centred(office[at], x, y + 56 * at) for (office, _), x in zip(row, middles, strict=True)))
        for at in range(len(row[0][0]))
    ]
    return [*offices, together(*(centred(name, x, y + 400) for (_, name), x in zip(row, middles, strict=True) if name))]


COURT = (["KT. CHÁNH ÁN", "TÒA ÁN NHÂN DÂN TỐI CAO", "PHÓ CHÁNH ÁN"], "Nguyễn Trí Tuệ")
PROSECUTOR = (["KT. VIỆN TRƯỞNG", "VKSND TỐI CAO", "PHÓ VIỆN TRƯỞNG"], "Hồ Đức Anh")
POLICE = (["KT. BỘ TRƯỞNG", "BỘ CÔNG AN", "THỨ TRƯỞNG"], "Thượng tướng Nguyễn Văn Long")
ARMY = (["KT. BỘ TRƯỞNG", "BỘ QUỐC PHÒNG", "THỨ TRƯỞNG"], "Võ Minh Lương")


def test_the_signer_of_a_joint_circular_is_the_one_of_the_organ_named_first_and_the_others_sign_with_him() -> None:
    organs = ["BỘ CÔNG AN - VIỆN KIỂM SÁT NHÂN DÂN", "TỐI CAO - TÒA ÁN NHÂN DÂN TỐI CAO"]
    told = read(
        *circular(organs, "TTLT-BCA-VKSNDTC-TANDTC"),
        *signed([COURT, PROSECUTOR, POLICE], [520, 1240, 1980], 1400),
    )
    assert told.organ_name == "BỘ CÔNG AN - VIỆN KIỂM SÁT NHÂN DÂN TỐI CAO - TÒA ÁN NHÂN DÂN TỐI CAO"
    assert told.signer_name == "Nguyễn Văn Long"
    assert told.signer_position == "KT. BỘ TRƯỞNG BỘ CÔNG AN THỨ TRƯỞNG"
    assert told.more[CO_SIGNERS] == "Nguyễn Trí Tuệ; Hồ Đức Anh"


def test_signatures_in_two_rows_are_told_by_rows_and_the_first_row_has_the_signer() -> None:
    organs = ["BỘ CÔNG AN - BỘ QUỐC PHÒNG", "- VIỆN KIỂM SÁT NHÂN DÂN TỐI CAO", "- TÒA ÁN NHÂN DÂN TỐI CAO"]
    told = read(
        *circular(organs, "TTLT-BCA-BQP-VKSNDTC-TANDTC"),
        *signed([ARMY, POLICE], [700, 1850], 1300),
        *signed([COURT, PROSECUTOR], [700, 1850], 1900),
    )
    assert told.signer_name == "Nguyễn Văn Long"
    assert told.more[CO_SIGNERS] == "Võ Minh Lương; Nguyễn Trí Tuệ; Hồ Đức Anh"


def test_all_organs_of_a_joint_circular_issue_it_where_no_hyphen_parts_them() -> None:
    organs = ["TÒA ÁN NHÂN DÂN TỐI CAO", "VIỆN KIỂM SÁT NHÂN DÂN TỐI CAO", "BỘ TƯ PHÁP"]
    told = read(*circular(organs, "TTLT-TANDTC-VKSNDTC-BTP"))
    assert told.organ_name == "TÒA ÁN NHÂN DÂN TỐI CAO VIỆN KIỂM SÁT NHÂN DÂN TỐI CAO BỘ TƯ PHÁP"
    assert told.organ_parent is None


def test_one_of_several_signers_is_left_to_a_person_and_more_so_where_another_was_not_read() -> None:
    organs = ["BỘ CÔNG AN - VIỆN KIỂM SÁT NHÂN DÂN", "TỐI CAO - TÒA ÁN NHÂN DÂN TỐI CAO"]
    first = circular(organs, "TTLT-BCA-VKSNDTC-TANDTC")
    whole = read(*first, *signed([COURT, PROSECUTOR, POLICE], [520, 1240, 1980], 1400))
    lost = read(*first, *signed([COURT, (PROSECUTOR[0], ""), POLICE], [520, 1240, 1980], 1400))
    sure, unsure = (one.evidence["signer_name"].confidence for one in (whole, lost))
    assert unsure <= 0.5 < sure < SEEN
    assert lost.signer_name == "Nguyễn Văn Long"


def test_a_name_in_the_row_of_another_counts_though_its_office_was_not_read() -> None:
    organs = ["LIÊN ĐOÀN LAO ĐỘNG -", "SỞ VĂN HÓA VÀ THỂ THAO"]
    told = read(
        *circular(organs, "CTPH-LĐLĐ-SVHTT", "CHƯƠNG TRÌNH"),
        *signed([(["TÁM ĐÓC"], "Nguyễn Văn Lên"), (["CHỦ TỊCH"], "Nguyễn Thiện Phú")], [700, 1850], 1400),
    )
    assert told.signer_name == "Nguyễn Thiện Phú"
    assert told.more[CO_SIGNERS] == "Nguyễn Văn Lên"


def test_minutes_that_two_people_sign_are_one_organs_and_have_one_signer() -> None:
    told = read(
        *circular(["ỦY BAN NHÂN DÂN", "XÃ TÂN HỘI"], "BB-UBND", "BIÊN BẢN"),
        *signed([(["THƯ KÝ"], "Lê Thị Hoa"), (["CHỦ TRÌ"], "Nguyễn Văn An")], [700, 1850], 1400),
        line("Biên bản lập thành 02 bản.", 340, 1300),
    )
    assert told.signer_name == "Nguyễn Văn An"
    assert CO_SIGNERS not in told.more


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("SỞ LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI", 1),
        ("VĂN PHÒNG HĐND - UBND HUYỆN CÁI BÈ", 1),
        ("TRUNG TÂM GIÁO DỤC NGHỀ NGHIỆP - GIÁO DỤC THƯỜNG XUYÊN", 1),
        ("BỘ CÔNG AN - BỘ QUỐC PHÒNG", 2),
        ("LIÊN ĐOÀN LAO ĐỘNG - SỞ VĂN HÓA, THỂ THAO VÀ DU LỊCH TỈNH AN GIANG", 2),
        ("HUYỆN ĐOÀN – PHÒNG GIÁO DỤC VÀ ĐÀO TẠO", 2),
    ],
)
def test_hyphens_part_organs_and_not_the_two_halves_of_a_name(name: str, count: int) -> None:
    assert bodies(name) == count
