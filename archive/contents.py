"""Dossier → the list of its documents (mục lục văn bản, NĐ 30/2020/NĐ-CP, Điều 29 and PL V), DOCX and XLSX."""

import re
from pathlib import Path

from archive.exchange import spans
from archive.form import Column, Form, write_form
from archive.records import Document, Dossier
from archive.sheet import Head, write_sheet
from archive.text import spoken

TITLE = "MỤC LỤC VĂN BẢN, TÀI LIỆU"
COLUMNS = (
    Column("STT", 11, middle=True),
    Column("Số, ký hiệu văn bản", 27),
    Column("Ngày tháng năm văn bản", 23, middle=True),
    Column("Tên loại và trích yếu nội dung văn bản", 50),
    Column("Tác giả văn bản", 26),
    Column("Tờ số/ trang số", 14, middle=True),
    Column("Ghi chú", 14),
)
"""Columns of the form; widths in mm fill a sheet."""
_PARTY = re.compile(r"^[^\W\d_]+/[^\W\d_]+$")
"""The notation of a Party document, which is joined to its number by a dash: 12-QĐ/TU."""
_WIDER = 0.7
"""Letters of a spreadsheet column for a mm of the form."""


def write_contents(dossier: Dossier, folder: Path) -> list[Path]:
    """``MLVB_<dossier>.docx`` and ``.xlsx`` in ``folder``; those that are there are replaced.

    The cover is no document of the list. Sheets (tờ số) are those that a person stated; where nobody has, pages stand
    for them, marked "tr.", counted from 1 as scanned.
    """
    papers = [paper for paper in dossier.documents if not paper.is_cover]
    rows = [_row(at, paper) for at, paper in enumerate(papers, 1)]
    stem = "MLVB_" + re.sub(r"[^\w.-]", "_", dossier.id)[:150]
    told = dossier.fields
    code = told.get("file_code") or told.get("dossier_code") or dossier.id
    form = Form(
        title=TITLE,
        columns=COLUMNS,
        rows=rows,
        above=tuple(filter(None, [told.get("fond_name"), _place(dossier)])),
        about=tuple(filter(None, [told.get("title"), f"Mã hồ sơ: {code}"])),
        below=(f"Mục lục này có {len(papers)} văn bản, tài liệu, {sum(len(one.pages) for one in papers)} trang.",),
    )
    docx = write_form(folder / f"{stem}.docx", form, dossier)
    xlsx = folder / f"{stem}.xlsx"
    write_sheet(xlsx, [Head(one.text, round(one.width * _WIDER), one is COLUMNS[0]) for one in COLUMNS], rows, "MLVB")
    return [docx, xlsx]


def _place(dossier: Dossier) -> str:
    labels = {"organ_id": "Phông số", "file_catalog": "Mục lục số", "box_number": "Hộp số", "file_notation": "Hồ sơ số"}
    return ", ".join(f"{label}: {dossier.fields[name]}" for name, label in labels.items() if dossier.fields.get(name))


def _row(at: int, paper: Document) -> list[str]:
    joint = "-" if _PARTY.match(paper.code_notation or "") else "/"
    subject = paper.subject or ""
    kind = "" if paper.type_name and subject.lower().startswith(paper.type_name.lower()) else paper.type_name
    return [
        str(at),
        joint.join(filter(None, (paper.code_number, paper.code_notation))),
        spoken(paper.issued_date or ""),
        " ".join(filter(None, (kind, subject.replace("Về việc", "về việc", 1) if kind else subject))),
        paper.organ_name or "",
        paper.more.get("sheet_number") or (f"tr. {spans([index + 1 for index in paper.pages])}" if paper.pages else ""),
        paper.more.get("description", ""),
    ]
