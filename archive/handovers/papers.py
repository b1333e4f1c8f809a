"""A batch → its list (mục lục hồ sơ nộp lưu) and minutes of the handover (biên bản giao nhận), DOCX, PDF and XLSX.

The columns are those of NĐ 30/2020/NĐ-CP, PL V; how the minutes are worded there was not seen: they are drafts, dots
stand for what only people know.
"""

import re
from collections.abc import Collection, Sequence
from pathlib import Path

from archive.deadline import NAMES
from archive.drafts import DOTS, Agency, dated, day_of, in_both
from archive.form import Column, Paper
from archive.handover import Batch, Item
from archive.sheet import Head, write_sheet

COLUMNS = (
    Column("STT", 12, middle=True),
    Column("Số, ký hiệu hồ sơ", 45),
    Column("Tiêu đề hồ sơ", 85),
    Column("Thời gian tài liệu", 32, middle=True),
    Column("Thời hạn bảo quản", 26, middle=True),
    Column("Số tờ/ số trang", 22, middle=True),
    Column("Ghi chú", 30),
)
"""Of the list; widths in mm fill a sheet across."""
_WIDER = 0.7
"""Letters of a spreadsheet column for a mm of the form."""

LIST, MINUTES = "muc-luc-nop-luu", "bien-ban-giao-nhan"
PAPERS = (LIST, MINUTES)


def write_papers(batch: Batch, agency: Agency, folder: Path, wanted: Collection[str] = PAPERS) -> list[Path]:
    """Those of the papers ``wanted`` that ``batch`` has come far enough for, in ``folder``; those there go.

    The list at once, the minutes as a draft for signing, and with what the other archive answered once it did.
    """
    stem = folder / re.sub(r"[^\w.-]", "-", batch.id)
    made: list[Path] = []
    if LIST in wanted:
        place = stem.with_name(f"{stem.name}-1-{LIST}")
        made += in_both(place, _list(batch, agency), agency, batch.id, batch.at)
        sheet = place.with_name(f"{place.name}.xlsx")
        heads = [Head(one.text, round(one.width * _WIDER), one is COLUMNS[0]) for one in COLUMNS]
        write_sheet(sheet, heads, _rows(batch.items), "Mục lục nộp lưu")
        made.append(sheet)
    if MINUTES in wanted:
        place = stem.with_name(f"{stem.name}-2-{MINUTES}")
        made += in_both(place, _minutes(batch, agency), agency, batch.id, batch.latest)
    return made


def _rows(items: Sequence[Item]) -> list[list[str]]:
    return [
        [str(at), one.code, one.title, one.years, one.period, _amount(one), "; ".join(one.notes)]
        for at, one in enumerate(items, 1)
    ]


def _amount(item: Item) -> str:
    return f"{item.sheets or '…'}/{item.pages or '…'}"


def _list(batch: Batch, agency: Agency) -> Paper:
    return Paper(
        agency.organs,
        f"Số: {DOTS}/ML-{DOTS}",
        dated(agency, day_of(batch.at)),
        "MỤC LỤC",
        "Hồ sơ, tài liệu nộp lưu",
        (f"Nộp vào {NAMES[batch.to].vi}: {batch.receiver or DOTS}. Đợt nộp: {batch.id}.",),
        COLUMNS,
        _rows(batch.items),
        (_sum(batch.items),),
        (("Người lập", batch.lister), ("Thủ trưởng đơn vị nộp", DOTS)),
        landscape=True,
    )


def _minutes(batch: Batch, agency: Agency) -> Paper:
    taken, back = batch.answered("accepted"), batch.answered("returned")
    shown = taken or (() if batch.answers else batch.items)
    below = [_sum(shown)]
    below += [f"Trả lại {one.code}: {batch.answers[one.dossier].reason}." for one in back]
    below += [f"Còn {len(batch.waiting)} hồ sơ chưa có trả lời."] if batch.answers and batch.waiting else []
    papers = {(one.number, one.dated) for one in batch.answers.values()}
    below += [f"Văn bản của bên nhận: số {number}, {_spoken(day)}." for number, day in sorted(papers)]
    below += ["Biên bản này lập thành hai bản có giá trị như nhau, mỗi bên giữ một bản."]
    return Paper(
        agency.organs,
        f"Số: {DOTS}/BB-{DOTS}",
        dated(agency, day_of(batch.latest) if batch.answers else None),
        "BIÊN BẢN",
        "Giao nhận hồ sơ, tài liệu",
        (
            f"Căn cứ Luật Lưu trữ số 33/2024/QH15; căn cứ mục lục hồ sơ, tài liệu nộp lưu của đợt nộp {batch.id};",
            f"BÊN GIAO: {agency.organ}. Đại diện: {DOTS}. Chức vụ: {DOTS}.",
            f"BÊN NHẬN: {batch.receiver or DOTS} ({NAMES[batch.to].vi}). Đại diện: {DOTS}. Chức vụ: {DOTS}.",
            "Hai bên thống nhất giao nhận các hồ sơ, tài liệu sau:",
        ),
        (Column("STT", 12, middle=True), Column("Số, ký hiệu hồ sơ", 46), Column("Tiêu đề hồ sơ", 74),
         Column("Số tờ/ số trang", 20, middle=True), Column("Ghi chú", 13)),
        [[row[0], row[1], row[2], row[5], ""] for row in _rows(shown)],
        tuple(below),
        (("Đại diện bên giao", DOTS), ("Đại diện bên nhận", DOTS)),
    )  # fmt: skip


def _sum(items: Sequence[Item]) -> str:
    pages = sum(int(one.pages) for one in items if one.pages.isdecimal())
    sheets = sum(int(one.sheets) for one in items if one.sheets.isdecimal())
    unknown = sum(not one.sheets.isdecimal() for one in items)
    said = f"{sheets} tờ" if not unknown else f"{sheets} tờ (còn {unknown} hồ sơ chưa rõ số tờ)"
    return f"Tổng số: {len(items)} hồ sơ, {said}, {pages} trang."


def _spoken(iso: str) -> str:
    year, month, day = iso.split("-")
    return f"ngày {day}/{month}/{year}"
