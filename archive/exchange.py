"""Dossier → rows of the exchange sheet (bảng kê) that provincial archives hand over: a row a document.

Columns A to AT are those of one provincial historical archive (2025); behind them stand ours, without which a dossier
could not come back as it was. Dates are three columns, as old papers often lack day or month.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal

from archive.records import CO_SIGNERS, Document, Dossier


@dataclass(frozen=True, slots=True)
class Column:
    """Cột: its header, whose field it is and which (``issued_date.year`` is a part of a date). ``number``: the cell is
    a number, all others are text. ``also``: headers that other archives give it, in small letters without dấu."""

    header: str
    of: Literal["dossier", "document"]
    field: str
    width: int = 12
    number: bool = False
    also: tuple[str, ...] = ()


def _parts(what: str, of: Literal["dossier", "document"], field: str, *also: str) -> tuple[Column, ...]:
    parts = (("Ngày", "day", 7), ("Tháng", "month", 7), ("Năm", "year", 8))
    return tuple(
        Column(f"{vi} {what}", of, f"{field}.{en}", width, True, tuple(f"{vi.lower()} {one}" for one in also))
        for vi, en, width in parts
    )


DOSSIER = (
    Column("STT hồ sơ", "dossier", "ordinal", 8, True, ("so thu tu ho so", "tt ho so")),
    Column("Phông", "dossier", "fond", 16, also=("phong so", "ma phong", "phong luu tru", "ten phong so", "organid")),
    Column("Mục lục", "dossier", "file_catalog", 9, also=(
        "muc luc so", "muc luc ho so", "nam hinh thanh", "nam hinh thanh ho so", "muc luc so hoac nam hinh thanh ho so",
        "muc luc so hoac nam hinh thanh", "filecatalog")),
    Column("Hộp số", "dossier", "box_number", 9, also=("hop", "so hop", "cap so", "hop cap so", "cap hop so")),
    Column("Số và ký hiệu hồ sơ", "dossier", "file_notation", 14, also=(
        "ho so so", "so ho so", "so ky hieu ho so", "ky hieu ho so", "filenotation", "dvbq so", "don vi bao quan so")),
    Column("Tiêu đề hồ sơ", "dossier", "title", 50, also=("tieu de", "ten ho so", "title")),
    Column("Thời hạn bảo quản", "dossier", "maintenance", 14, also=("thbq", "thoi han luu tru", "maintenance")),
    Column("Chế độ sử dụng", "dossier", "mode", 14, also=("rights", "muc do tiep can")),
    Column("Ngôn ngữ", "dossier", "language", 12, also=("language",)),
    *_parts("bắt đầu", "dossier", "start_date", "thoi gian bat dau", "tu ngay"),
    *_parts("kết thúc", "dossier", "end_date", "thoi gian ket thuc", "den ngay"),
    Column("Tổng số văn bản", "dossier", "total_doc", 9, True, (
        "tong so van ban trong ho so", "tong so tai lieu", "so luong van ban", "so van ban", "totaldoc")),
    Column("Chú giải", "dossier", "description", 24),
    Column("Ký hiệu thông tin", "dossier", "infor_sign", 12, also=("inforsign",)),
    Column("Từ khóa", "dossier", "keyword", 16, also=("keyword",)),
    Column("Số lượng tờ", "dossier", "number_of_paper", 9, True, ("tong so to", "so luong to trong ho so",)),
    Column("Tình trạng vật lý", "dossier", "format", 12, also=("format",)),
    Column("Mức độ tin cậy", "dossier", "confidence_level", 12, also=("confidencelevel",)),
    Column("Mã hồ sơ giấy gốc", "dossier", "paper_file_code", 18, also=("ma ho so goc giay", "paperfilecode")),
    Column("Ghi chú", "dossier", "note", 18),
)  # fmt: skip
DOCUMENT = (
    Column("STT văn bản", "document", "ordinal", 8, True, (
        "so thu tu van ban", "so thu tu van ban trong ho so", "stt van ban trong ho so", "stt tai lieu", "docordinal")),
    Column("Tên loại", "document", "type_name", 14, also=("ten loai van ban", "loai van ban", "typename")),
    Column("Số", "document", "code_number", 9, also=("so van ban", "so cua van ban", "so vb", "codenumber")),
    Column("Ký hiệu", "document", "code_notation", 14, also=(
        "ky hieu van ban", "ky hieu cua van ban", "codenotation")),
    *_parts("văn bản", "document", "issued_date", "ban hanh", "thang nam van ban", "thang nam ban hanh"),
    Column("Cơ quan ban hành", "document", "organ_name", 30, also=(
        "ten co quan to chuc ban hanh van ban", "ten co quan to chuc ban hanh", "co quan to chuc ban hanh",
        "ten co quan ban hanh", "tac gia", "tac gia van ban", "organname", "noi ban hanh")),
    Column("Trích yếu", "document", "subject", 50, also=(
        "trich yeu noi dung", "trich yeu noi dung van ban", "noi dung trich yeu", "subject")),
    Column("Ngôn ngữ", "document", "language", 12, also=("language",)),
    Column("Số trang", "document", "number_of_page", 8, True, (
        "so luong trang cua van ban", "so luong trang van ban", "pageamount")),
    Column("Ghi chú", "document", "description", 18),
    Column("Ký hiệu thông tin", "document", "infor_sign", 12, also=("inforsign",)),
    Column("Từ khóa", "document", "keyword", 16, also=("keyword",)),
    Column("Chế độ sử dụng", "document", "mode", 14),
    Column("Mức độ tin cậy", "document", "confidence_level", 12, also=("confidencelevel",)),
    Column("Bút tích", "document", "autograph", 14, also=("autograph",)),
    Column("Tình trạng vật lý", "document", "format", 12, also=("format",)),
    Column("Quy trình xử lý (nếu có)", "document", "process", 12, also=("quy trinh xu ly",)),
    Column("Tờ số", "document", "sheet_number", 8, also=("to so trang so", "so to", "tu to den to")),
    Column("Loại tài liệu", "document", "document_class", 12),
    Column("Đường dẫn file", "document", "file", 34, also=("duong dan", "duong dan tep", "ten file", "ten tep")),
)  # fmt: skip
OURS = (
    Column("Mã hồ sơ", "dossier", "file_code", 24, also=("filecode",)),
    Column("Mã cơ quan lưu trữ", "dossier", "identifier", 14, also=("ma co quan luu tru lich su", "identifier")),
    Column("Tên phông", "dossier", "fond_name", 24, also=("fondname",)),
    Column("Mã số hồ sơ một cửa", "dossier", "dossier_code", 26),
    Column("Số lượng trang", "dossier", "number_of_page", 9, True, ("tong so trang",)),
    Column("Cơ quan chủ quản", "document", "organ_parent", 24),
    Column("Địa danh", "document", "place", 16),
    Column("Người ký", "document", "signer_name", 20, also=("ho ten nguoi ky", "ho va ten nguoi ky")),
    Column("Chức vụ người ký", "document", "signer_position", 20, also=("chuc vu",)),
    Column("Người cùng ký", "document", CO_SIGNERS, 20),
    Column("Trang quét", "document", "pages", 10),
    Column("Tệp quét", "document", "scan", 34),
    Column("Trạng thái", "dossier", "status", 12),
)
COLUMNS = (*DOSSIER, *DOCUMENT, *OURS)
"""A to AT, then ours."""

STATUS = {"archived": "đã lưu kho", "review": "chờ xem"}


def rows(dossier: Dossier, status: str, ordinal: int) -> Iterator[list[str]]:
    """The rows of ``dossier``, the ``ordinal``-th of the sheet, in the order of :data:`COLUMNS`: one a document, its
    cover left out; one where it has none. What is not known is empty."""
    whole = _dossier(dossier) | {"status": STATUS.get(status, status), "ordinal": str(ordinal)}
    papers = [paper for paper in dossier.documents if not paper.is_cover]
    for told in [_document(dossier, paper) for paper in papers] or [{}]:
        yield [_value(whole if column.of == "dossier" else told, column.field) for column in COLUMNS]


def _dossier(dossier: Dossier) -> dict[str, str]:
    told = {"file_code": dossier.id, **dossier.fields}
    told["fond"] = dossier.fields.get("organ_id") or dossier.fields.get("fond_name", "")
    told.setdefault("mode", told.get("rights", ""))
    return told


def _document(dossier: Dossier, paper: Document) -> dict[str, str]:
    names = ("type_name", "code_number", "code_notation", "issued_date", "organ_name", "organ_parent", "subject",
             "place", "signer_name", "signer_position")  # fmt: skip
    read = {name: getattr(paper, name) or "" for name in names}
    return paper.more | read | {
        "ordinal": str(paper.ordinal),
        "number_of_page": str(len(paper.pages)),
        "file": PurePosixPath(paper.file).name if paper.file else paper.more.get("file", ""),
        "pages": spans([index + 1 for index in paper.pages]),
        "scan": _scan(dossier, paper),
    }  # fmt: skip


def _scan(dossier: Dossier, paper: Document) -> str:
    """The scan that the document lies in, with the path as it was given; the folder where it lies in several."""
    sources = {page.page.source.rpartition("#")[0] for page in dossier.pages if page.page.index in paper.pages}
    place = PurePosixPath(dossier.source.replace("\\", "/"))
    name = next(iter(sources)) if len(sources) == 1 else ""
    return str(place if not name or place.name == name else place / name)


def _value(told: Mapping[str, str], field: str) -> str:
    name, _, part = field.partition(".")
    value = told.get(name, "")
    if not part:
        return value
    year, month, day = (*value.split("-"), "", "")[:3]
    return {"year": year, "month": month.lstrip("0"), "day": day.lstrip("0")}[part]


def spans(numbers: list[int]) -> str:
    """``1-3, 5`` for 1, 2, 3, 5."""
    found: list[list[int]] = []
    for number in numbers:
        if found and number == found[-1][1] + 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return ", ".join(f"{first}-{last}" if last > first else str(first) for first, last in found)
