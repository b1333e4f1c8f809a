"""The exchange sheet of a provincial archive, out of a dossier and back from anybody's list."""

from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn
from openpyxl.utils import get_column_letter

from archive.contents import write_contents
from archive.errors import BadSheet
from archive.exchange import COLUMNS, rows, spans
from archive.listed import listed
from archive.sheet import read_sheet
from tests.archive.described import FIELDS, dossier

HEADERS = (
    "STT hồ sơ · Phông · Mục lục · Hộp số · Số và ký hiệu hồ sơ · Tiêu đề hồ sơ · Thời hạn bảo quản · "
    "Chế độ sử dụng · Ngôn ngữ · Ngày bắt đầu · Tháng bắt đầu · Năm bắt đầu · Ngày kết thúc · Tháng kết thúc · "
    "Năm kết thúc · Tổng số văn bản · Chú giải · Ký hiệu thông tin · Từ khóa · Số lượng tờ · Tình trạng vật lý · "
    "Mức độ tin cậy · Mã hồ sơ giấy gốc · Ghi chú · STT văn bản · Tên loại · Số · Ký hiệu · Ngày văn bản · "
    "Tháng văn bản · Năm văn bản · Cơ quan ban hành · Trích yếu · Ngôn ngữ · Số trang · Ghi chú · "
    "Ký hiệu thông tin · Từ khóa · Chế độ sử dụng · Mức độ tin cậy · Bút tích · Tình trạng vật lý · "
    "Quy trình xử lý (nếu có) · Tờ số · Loại tài liệu · Đường dẫn file"
)


def table(*lines: str) -> list[tuple[int, list[str]]]:
    """Rows as a sheet has them: cells with ``|`` between."""
    return [(number, [cell.strip() for cell in line.split("|")]) for number, line in enumerate(lines, 1)]


def test_columns_a_to_at_are_those_of_the_provincial_archive() -> None:
    assert " · ".join(column.header for column in COLUMNS[:46]) == HEADERS
    assert get_column_letter(46) == "AT"


def test_a_row_a_document_with_the_dossier_repeated_dates_in_three_parts_and_the_cover_left_out() -> None:
    first, second = rows(dossier(), "archived", 4)
    at = {f"{column.of}.{column.field}": place for place, column in enumerate(COLUMNS)}
    assert first[:24] == second[:24]
    assert first[:7] == ["4", "10", "2018", "07", "K4.01", "Hồ sơ về việc một cửa", "15 năm"]
    assert first[9:15] == ["", "2", "1975", "11", "9", "2018"]
    assert first[24:33] == ["2", "Quyết định", "0012", "QĐ-UBND", "11", "9", "2018",
                            "ỦY BAN NHÂN DÂN TỈNH TIỀN GIANG", "=Về việc ban hành Kế hoạch"]  # fmt: skip
    assert first[45] == "H58.10.2018.K4.002.pdf"
    assert second[28:31] == ["", "2", "1975"]
    assert (second[at["document.autograph"]], second[at["document.sheet_number"]]) == ("Đồng ý", "3")
    assert (first[at["document.pages"]], first[at["document.scan"]]) == ("2-3", "in/hộp 07/d-03.pdf")
    assert first[-1] == "đã lưu kho"


def test_what_goes_out_comes_back_with_every_field() -> None:
    sheet = [(1, [column.header for column in COLUMNS]), *enumerate(rows(dossier(), "review", 1), 2)]
    (back,) = listed(sheet)
    assert back.troubles == []
    assert back.fields == FIELDS
    decision, party = back.papers
    assert decision.fields["code_number"] == "0012"
    assert decision.fields["signer_name"] == "Nguyễn Văn Bình"
    assert (party.fields["issued_date"], party.fields["autograph"]) == ("1975-02", "Đồng ý")
    assert (party.row, party.fields["pages"]) == (3, "4-5")


def test_headers_are_known_without_dau_in_any_order_under_a_title_and_beside_strange_columns() -> None:
    (one,) = listed(
        table(
            "UBND TỈNH X||||",
            "BẢNG KÊ HỒ SƠ NĂM 1975||||",
            "Người nhập|TRICH YEU NOI DUNG|so van ban|Ký hiệu văn bản|Tiêu đề|HỘP SỐ|Ghi chú",
            "Lan|Về đất|12|QĐ-UB|Hồ sơ đất|3|rách",
        )
    )
    assert one.fields == {"title": "Hồ sơ đất", "box_number": "3", "note": "rách"}
    assert one.papers[0].fields == {"subject": "Về đất", "code_number": "12", "code_notation": "QĐ-UB"}
    assert one.rows == [4]


def test_headers_may_take_two_rows_with_the_upper_one_merged() -> None:
    (one,) = listed(
        table(
            "Hồ sơ||Thời gian bắt đầu|||Văn bản||Ngày, tháng, năm văn bản|||",
            "Hồ sơ số|Tiêu đề hồ sơ|Ngày|Tháng|Năm|Số, ký hiệu VB|Trích yếu|Ngày|Tháng|Năm|Ghi chú",
            "01|A|00|0|1975|61/2018/NĐ-CP|x|23|4|2018|bản sao",
        )
    )
    assert one.fields == {"file_notation": "01", "title": "A", "start_date": "1975"}
    assert one.papers[0].fields == {"code_number": "61", "code_notation": "2018/NĐ-CP", "subject": "x",
                                    "issued_date": "2018-04-23", "description": "bản sao"}  # fmt: skip


def test_dossier_cells_filled_once_hold_for_the_rows_below_and_a_dossier_may_come_again() -> None:
    first, second = listed(
        table(
            "Hộp số|Số và ký hiệu hồ sơ|Tiêu đề hồ sơ|STT văn bản|Số|Trích yếu",
            "1|K1|A|1|12-QĐ/TU|a",
            "|||2|13|b",
            "1|K2|B|1|14|c",
            "1|K1|A|3|15|d",
        )
    )
    assert [paper.row for paper in first.papers] == [2, 3, 5]
    assert (second.name, second.rows) == ("K2", [4])


@pytest.mark.parametrize("text", ["31/2/1975", "mùa xuân", "1975-13", "11/9/75"])
def test_a_date_that_is_none_is_told_with_its_row_and_left_out(text: str) -> None:
    (one,) = listed(table("Tiêu đề hồ sơ|Trích yếu|Ngày tháng năm văn bản", f"A|x|{text}"))
    assert one.papers[0].fields == {"subject": "x"}
    assert one.troubles == [(2, f"issued_date: «{text}» không phải là ngày / is not a date")]


@pytest.mark.parametrize(
    ("text", "kept"),
    [("11/9/2018", "2018-09-11"), ("9.2018", "2018-09"), ("2018", "2018"), ("2018-09-11", "2018-09-11")],
)
def test_a_date_in_one_cell_is_read_in_all_ways_people_write_it(text: str, kept: str) -> None:
    (one,) = listed(table("Tiêu đề hồ sơ|Trích yếu|Ngày văn bản", f"A|x|{text}"))
    assert one.papers[0].fields["issued_date"] == kept


def test_codes_become_words_and_what_contradicts_a_row_above_is_told() -> None:
    (one,) = listed(table("Hồ sơ số|Thời hạn bảo quản|Ngôn ngữ|Tên loại|Trích yếu", "1|01|01|02|a", "1|06|01|Sổ|b"))
    assert one.fields == {"file_notation": "1", "maintenance": "Vĩnh viễn", "language": "Tiếng Việt"}
    assert [paper.fields["type_name"] for paper in one.papers] == ["Quyết định", "Sổ"]
    assert one.troubles == [(3, "maintenance: «10 năm» ≠ «Vĩnh viễn»")]


def test_a_sheet_without_headers_is_refused() -> None:
    with pytest.raises(BadSheet, match="headers"):
        listed(table("a|b|c", "1|2|3"))


def test_page_numbers_are_told_in_spans() -> None:
    assert spans([1, 2, 3, 5]) == "1-3, 5"
    assert spans([]) == ""


def test_the_list_of_documents_has_the_seven_columns_of_the_decree_and_counts_at_its_end(tmp_path: Path) -> None:
    paper_file, xlsx = write_contents(dossier(title="Hồ sơ\x0b một cửa"), tmp_path / "ra")
    assert (paper_file.name, xlsx.name) == ("MLVB_H58.10.2018.K4.docx", "MLVB_H58.10.2018.K4.xlsx")
    paper = docx.Document(str(paper_file))
    words = [paragraph.text for paragraph in paper.paragraphs if paragraph.text]
    assert words == [
        "Phông UBND tỉnh Tiền Giang",
        "Phông số: 10, Mục lục số: 2018, Hộp số: 07, Hồ sơ số: K4.01",
        "MỤC LỤC VĂN BẢN, TÀI LIỆU",
        "Hồ sơ một cửa",
        "Mã hồ sơ: H58.10.2018.K4",
        "Mục lục này có 2 văn bản, tài liệu, 4 trang.",
    ]
    told = [[cell.text for cell in row.cells] for row in paper.tables[0].rows]
    assert told == [
        ["STT", "Số, ký hiệu văn bản", "Ngày tháng năm văn bản", "Tên loại và trích yếu nội dung văn bản",
         "Tác giả văn bản", "Tờ số/ trang số", "Ghi chú"],
        ["1", "0012/QĐ-UBND", "11/09/2018", "Quyết định =về việc ban hành Kế hoạch", "ỦY BAN NHÂN DÂN TỈNH TIỀN GIANG",
         "tr. 2-3", ""],
        ["2", "12-QĐ/TU", "02/1975", "Giấy xác nhận Xác nhận", "", "3", "bản sao"],
    ]  # fmt: skip
    assert [row for _, row in read_sheet(xlsx)][1][:3] == told[1][:3]
    assert {lang.get(qn("w:val")) for lang in paper.styles.element.iter(qn("w:lang"))} == {"vi-VN"}
    assert paper.core_properties.subject == "H58.10.2018.K4"
    section = paper.sections[0]
    assert section.page_width is not None and round(section.page_width.mm) == 210
    assert paper.styles["Normal"].font.name == "Times New Roman"
    assert write_contents(dossier(), tmp_path / "ra") == [paper_file, xlsx]
    assert len(list((tmp_path / "ra").iterdir())) == 2
