from dataclasses import replace

from archive.records import Dispute, OcrPage
from tests.ocr.papers import body, centred, foot, head, line, page
from tests.ocr.test_checks import raised
from tests.ocr.test_document import DATE, MIDDLE, decision


def kinds(pages: list[OcrPage]) -> list[tuple[str, int | None]]:
    return [(flag.kind, flag.page) for flag in raised(pages)]


def filled_in(index: int, name: str, born: str) -> OcrPage:
    """A form that two people may have filled in."""
    words = [f"{n}. Họ và tên {name}, sinh ngày {born}, căn cước {born}{n}" for n in range(12)]
    return page(
        centred("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", MIDDLE, 240),
        centred("TỜ KHAI", MIDDLE, 430),
        *[line(text, 340, 600 + 80 * n) for n, text in enumerate(words)],
        index=index,
    )


def paper(
    index: int, number: str = "Số: 7/TB-UBND", date: str = DATE, signer: str = "Lê Văn Hùng", office: str = "CHỦ TỊCH"
) -> OcrPage:
    """A notice with words that no other notice has."""
    return page(
        *head(["ỦY BAN NHÂN DÂN", "TỈNH TIỀN GIANG"], number, date),
        centred("THÔNG BÁO", MIDDLE, 620),
        centred(f"Về việc thứ {index}", MIDDLE, 690),
        *[
            line(f"Điểm {index} {n} giao tổ {index * 30 + n} xã số {n * 7 + index}", 340, 900 + 80 * n)
            for n in range(12)
        ],
        *foot(["- Lưu: VT."], [office], signer, 2400),
        index=index,
    )


def test_two_documents_of_the_same_number_notation_and_organ_are_one_flag():
    (flag,) = raised([paper(0), paper(1)])
    assert (flag.kind, flag.page, flag.found) == ("duplicate-document", 1, "7/TB-UBND")
    assert flag.box is not None and "trang 1" in flag.message


def test_numbers_begin_anew_each_year():
    assert kinds([paper(0), paper(1, date="Tiền Giang, ngày 11 tháng 9 năm 2019")]) == []


def test_a_page_scanned_twice_is_flagged_also_where_a_word_was_read_otherwise():
    first = filled_in(0, "Lê Văn Hùng", "05061981")
    again = filled_in(1, "Lê Văn Hùng", "05061981")
    (row, *rest) = again.lines[2:]
    misread = replace(row, words=(replace(row.words[0], text="l."), *row.words[1:]))
    again = replace(again, lines=(*again.lines[:2], misread, *rest))
    (flag,) = raised([first, again])
    assert (flag.kind, flag.page, flag.found, flag.expected) == ("duplicate-page", 1, "trang 2", "trang 1")
    assert flag.box is not None


def test_one_form_filled_in_by_two_people_is_no_duplicate():
    assert kinds([filled_in(0, "Lê Văn Hùng", "05061981"), filled_in(1, "Trần Thị Mai", "17021990")]) == []


def test_a_list_that_goes_on_with_the_same_words_and_other_figures_is_no_duplicate():
    words = "Hộ gia đình được hỗ trợ theo chính sách của Nhà nước trên địa bàn xã ấp số"
    sheets = [
        page(*[line(f"{words} {index * 90 + n}", 340, 500 + 80 * n) for n in range(20)], index=index)
        for index in range(2)
    ]
    assert kinds(sheets) == []


def test_short_pages_are_not_compared():
    assert kinds([decision(0), page(*body(1, 600), index=1), page(*body(1, 600), index=2)]) == []


def test_a_signer_spelt_in_two_ways_under_one_office_is_flagged_where_it_is_spelt_more_rarely():
    given = [
        paper(0, "Số: 7/TB-UBND", signer="Trần Thanh Đức"),
        paper(1, "Số: 8/TB-UBND", signer="Trần Chanh Đức"),
        paper(2, "Số: 9/TB-UBND", signer="Trần Thanh Đức"),
    ]
    (flag,) = raised(given)
    assert (flag.kind, flag.page, flag.found, flag.expected) == (
        "signer-disagrees",
        1,
        "Trần Chanh Đức",
        "Trần Thanh Đức",
    )
    assert flag.box is not None and "trang 1" in flag.message


def test_two_signers_of_one_office_and_a_name_that_is_not_sure_are_no_disagreement():
    assert kinds([paper(0, signer="Trần Thanh Đức"), paper(1, "Số: 8/TB-UBND", signer="Lê Văn Hùng")]) == []
    second = paper(1, "Số: 8/TB-UBND", signer="Trần Chanh Đức")
    (box,) = [word.box for one in second.lines for word in one.words if word.text == "Chanh"]
    doubtful = replace(second, disputed=(Dispute(box, "Thanh"),))
    assert [kind for kind, _ in kinds([paper(0, signer="Trần Thanh Đức"), doubtful])] == ["not-sure"]


def test_a_name_of_which_a_word_was_hardly_read_is_told_as_not_sure_and_is_no_disagreement():
    second = paper(1, "Số: 8/TB-UBND", signer="Trần Chanh Đức")
    lines = tuple(
        replace(one, words=tuple(replace(word, confidence=0.8) if word.text == "Chanh" else word for word in one.words))
        for one in second.lines
    )
    assert kinds([paper(0, signer="Trần Thanh Đức"), replace(second, lines=lines)]) == [("not-sure", 1)]


def test_names_alike_under_two_offices_are_two_people():
    second = paper(1, "Số: 8/TB-UBND", signer="Trần Chanh Đức", office="CHÁNH VĂN PHÒNG")
    assert kinds([paper(0, signer="Trần Thanh Đức"), second]) == []
