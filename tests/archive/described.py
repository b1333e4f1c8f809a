"""A dossier that was read and described, without files on the disk: a cover, a decision, a letter; five pages."""

from pathlib import Path

from archive.records import Document, Dossier, Event, Line, OcrPage, Page, ScanFile, Word

TEXT = (
    "Căn cứ Luật Tổ chức chính quyền địa phương; xét đề nghị của Giám đốc Sở Nội vụ về việc thực hiện cơ chế một cửa."
)
DECISION = Document(
    2,
    (1, 2),
    type_name="Quyết định",
    code_number="0012",
    code_notation="QĐ-UBND",
    issued_date="2018-09-11",
    place="Tiền Giang",
    organ_name="ỦY BAN NHÂN DÂN TỈNH TIỀN GIANG",
    subject="=Về việc ban hành Kế hoạch",
    signer_name="Nguyễn Văn Bình",
    signer_position="CHỦ TỊCH",
    file="representations/rep1/data/H58.10.2018.K4.002.pdf",
)
PARTY = Document(
    3,
    (3, 4),
    type_name="Giấy xác nhận",
    code_number="12",
    code_notation="QĐ/TU",
    issued_date="1975-02",
    subject="Xác nhận",
    more={"sheet_number": "3", "autograph": "Đồng ý", "description": "bản sao", "language": "Tiếng Anh"},
)
FIELDS = {
    "file_code": "H58.10.2018.K4",
    "title": "Hồ sơ về việc một cửa",
    "maintenance": "15 năm",
    "mode": "Công khai",
    "language": "Tiếng Việt",
    "start_date": "1975-02",
    "end_date": "2018-09-11",
    "total_doc": "2",
    "number_of_page": "5",
    "identifier": "H58",
    "organ_id": "10",
    "fond_name": "Phông UBND tỉnh Tiền Giang",
    "file_catalog": "2018",
    "box_number": "07",
    "file_notation": "K4.01",
    "paper_file_code": "H58.01-02-07.K4",
}


def page(index: int, text: str = TEXT) -> OcrPage:
    words = tuple(Word(word, (0, 0, 1, 1), 0.9) for word in text.split())
    return OcrPage(Page(index, f"d-03.pdf#{index + 1}", "text"), (Line(words),), 0.9, "fake")


def dossier(**fields: str) -> Dossier:
    """The dossier with :data:`FIELDS` and ``fields`` over them; an empty one is left out."""
    cover = Document(1, (0,), type_name="Bìa hồ sơ", subject="Hồ sơ về việc một cửa")
    return Dossier(
        id="H58.10.2018.K4",
        source="in/hộp 07/d-03.pdf",
        digest="ab" * 32,
        fingerprint="cd" * 32,
        fields={name: value for name, value in (FIELDS | fields).items() if value},
        pages=tuple(page(index) for index in range(5)),
        documents=(cover, DECISION, PARTY),
        flags=(),
        events=(Event("2026-11-24T09:00:00+07:00", "ingest", "vankho"),),
        files=(ScanFile(Path("d-03.pdf"), "d-03.pdf", 1, "ab" * 32),),
    )
