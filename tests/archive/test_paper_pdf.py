"""A paper as PDF/A: the same words as the DOCX, the layout of the decree, nothing torn that need not be."""

import subprocess
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pikepdf

from archive.conformance.check import check
from archive.form import MOTTO, NATION, Column, Paper
from archive.pdf.paper import write_paper_pdf
from archive.xmp import About

ABOUT = About("disposal/2026-01", "x", datetime(2026, 11, 29, 8, tzinfo=timezone(timedelta(hours=7))), "1.0")
COLUMNS = (Column("STT", 12, middle=True), Column("Tiêu đề hồ sơ", 100), Column("Ghi chú", 53))
PAPER = Paper(
    ("Ủy ban nhân dân tỉnh", "Sở Nội vụ"),
    "Số: 12/BB-SNV",
    "Mỹ Tho, ngày 01 tháng 02 năm 2026",
    "BIÊN BẢN",
    "Giao nhận hồ sơ, tài liệu",
    ("Căn cứ Luật Lưu trữ số 33/2024/QH15;", "Hai bên thống nhất giao nhận những hồ sơ sau đây của Ủy ban."),
    COLUMNS,
    [[str(at), f"Hồ sơ số {at} về việc khiếu nại", ""] for at in range(1, 61)],
    ("Tổng số: 60 hồ sơ.",),
    (("Đại diện bên giao", "Nguyễn Văn A"), ("Đại diện bên nhận", "Trần Thị B")),
    ("- Như trên;", "- Lưu: VT."),
)
KNOWN = ("is not used in our files", "no picture on the page")
"""What the check of scans says of a page that is drawn."""


def pages(file: Path) -> list[str]:
    told = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, text=True, check=True).stdout
    return [" ".join(page.split()) for page in told.split("\f")[:-1]]


def test_the_pdf_has_all_words_once_and_the_head_of_the_table_on_each_page(tmp_path: Path) -> None:
    found = pages(write_paper_pdf(tmp_path / "a.pdf", PAPER, ABOUT))
    whole = " ".join(found)
    for words in (NATION, MOTTO, "ỦY BAN NHÂN DÂN TỈNH", "SỞ NỘI VỤ", "BIÊN BẢN", "ĐẠI DIỆN BÊN GIAO", "Lưu: VT."):
        assert whole.count(words) == 1, words
    assert all(whole.count(f"Hồ sơ số {at} về việc khiếu nại") == 1 for at in range(1, 61))
    assert len(found) > 1 and all("STT Tiêu đề hồ sơ Ghi chú" in page for page in found[:-1])
    assert [page.split()[0] for page in found[1:]] == [str(number) for number in range(2, len(found) + 1)]
    assert "Tổng số: 60 hồ sơ." in found[-1] and "Trần Thị B" in found[-1]


def test_the_pdf_is_pdfa_with_its_letters_in_it_and_the_same_each_time(tmp_path: Path) -> None:
    first = write_paper_pdf(tmp_path / "a.pdf", PAPER, ABOUT)
    second = write_paper_pdf(tmp_path / "b.pdf", PAPER, ABOUT)
    assert first.read_bytes() == second.read_bytes()
    assert [one for one in check(first) if not one.endswith(KNOWN)] == []
    with pikepdf.open(first) as pdf:
        assert str(pdf.docinfo.Title).startswith("Biên bản")
        assert [float(side) for side in pdf.pages[0].mediabox] == [0, 0, 595.28, 841.89]


def test_a_landscape_paper_and_an_annex_stand_on_pages_of_their_own(tmp_path: Path) -> None:
    file = write_paper_pdf(tmp_path / "a.pdf", replace(PAPER, landscape=True, annex="DANH MỤC HỒ SƠ HỦY"), ABOUT)
    found = pages(file)
    assert "Trần Thị B" in found[0] and "STT" not in found[0] and "DANH MỤC HỒ SƠ HỦY" in found[1]
    with pikepdf.open(file) as pdf:
        assert float(pdf.pages[0].mediabox[2]) > float(pdf.pages[0].mediabox[3])


def test_a_row_longer_than_a_page_a_word_wider_than_its_cell_and_foreign_letters_do_no_harm(tmp_path: Path) -> None:
    rows = [["1", "dòng " * 3000, "漢字\x00"], ["2", "a" * 400, "dòng một\ndòng hai"]]
    found = pages(write_paper_pdf(tmp_path / "a.pdf", replace(PAPER, rows=rows), ABOUT))
    whole = " ".join(found)
    assert whole.count("dòng") == 3002 and "??" in whole and len(found) > 3
    assert sum(len(word) for word in whole.split() if set(word) == {"a"}) == 400


def test_signatures_never_stand_alone_on_a_page(tmp_path: Path) -> None:
    for count in range(20, 50):
        found = pages(write_paper_pdf(tmp_path / "a.pdf", replace(PAPER, rows=PAPER.rows[:count]), ABOUT))
        (last,) = (page for page in found if "Nguyễn Văn A" in page)
        assert "Tổng số" in last
