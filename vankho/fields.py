"""A field's name and what a person typed → the value as the archive keeps it, or a sentence that says what is wrong.

Names and lengths: TT 02/2019/TT-BNV and TT 05/2025/TT-BNV; places and signers: QCVN 102:2016. Codes of a table are
taken as its words, so that a package can be read without the table.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from archive.errors import UsageError
from archive.law import TABLES
from archive.records import CO_SIGNERS
from archive.text import fold, nfc
from ocr.kinds import COVER, KINDS, LETTER
from ocr.vietnamese import likeness

_ISO = re.compile(r"^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$")
_SPOKEN = re.compile(r"^(?:(\d{1,2})[/.-])?(\d{1,2})[/.-](\d{4})$")
_YEARS = re.compile(r"^0*(\d{1,3}) ?(?:năm|nam|years?)$", re.IGNORECASE)
_NEAR = 0.8
"""Likeness from which on a name that is not in the table is taken for a slip of one that is."""


@dataclass(frozen=True, slots=True)
class Field:
    """Trường: its Vietnamese name and what may stand in it. ``limit`` in characters (digits for numbers); a ``date``
    has come, a ``day`` may still be to come."""

    label: str
    limit: int = 0
    kind: str = "text"
    table: Mapping[str, str] = field(default_factory=dict)


DOSSIER: Mapping[str, Field] = {
    "title": Field("tiêu đề hồ sơ", 1000),
    "file_code": Field("mã hồ sơ", 100, "code"),
    "dossier_code": Field("mã số hồ sơ một cửa", 100),
    "procedure": Field("thủ tục hành chính", 500),
    "applicant": Field("người nộp hồ sơ", 200),
    "appointment_date": Field("ngày hẹn trả kết quả", 10, "day"),
    "paper_file_code": Field("mã hồ sơ giấy gốc", 100),
    "maintenance": Field("thời hạn bảo quản", 100, "term", TABLES["maintenance"].named),
    "start_date": Field("ngày bắt đầu", 10, "date"),
    "end_date": Field("ngày kết thúc", 10, "date"),
    "mode": Field("chế độ sử dụng", 30, "table", TABLES["mode"].named),
    "language": Field("ngôn ngữ", 100, "table", TABLES["language"].codes),
    "format": Field("tình trạng vật lý", 50, "table", TABLES["format"].named),
    "confidence_level": Field("mức độ tin cậy", 30, "table", TABLES["confidenceLevel"].named),
    "number_of_paper": Field("số lượng tờ", 10, "number"),
    "identifier": Field("mã cơ quan lưu trữ", 35),
    "unit": Field("đơn vị, bộ phận", 200),
    "organ_id": Field("mã phông (phông số)", 13),
    "fond_name": Field("tên phông", 200),
    "file_catalog": Field("mục lục số hoặc năm hình thành", 10),
    "box_number": Field("hộp số", 20),
    "file_notation": Field("số và ký hiệu hồ sơ", 20),
    "keyword": Field("từ khóa", 100),
    "infor_sign": Field("ký hiệu thông tin", 30),
    "description": Field("chú giải", 2000),
}
"""Counts of documents and pages are not here: they are counted."""

READ: dict[str, Field] = {
    "type_name": Field("tên loại", 100, "type", TABLES["typeName"].named),
    "code_number": Field("số", 11),
    "code_notation": Field("ký hiệu", 30),
    "issued_date": Field("ngày ban hành", 10, "date"),
    "place": Field("địa danh", 50),
    "organ_name": Field("cơ quan ban hành", 200),
    "organ_parent": Field("cơ quan chủ quản", 200),
    "subject": Field("trích yếu", 500),
    "signer_name": Field("người ký", 50),
    "signer_position": Field("chức vụ người ký", 100),
}
"""What is read of a document: ``ocr.document.FIELDS``."""

DOCUMENT: Mapping[str, Field] = {
    **READ,
    CO_SIGNERS: Field("người cùng ký", 500),
    "sheet_number": Field("tờ số", 20),
    "language": DOSSIER["language"],
    "maintenance": DOSSIER["maintenance"],
    "mode": DOSSIER["mode"],
    "confidence_level": DOSSIER["confidence_level"],
    "format": DOSSIER["format"],
    "autograph": Field("bút tích", 2000),
    "keyword": DOSSIER["keyword"],
    "infor_sign": DOSSIER["infor_sign"],
    "process": Field("quy trình xử lý", 100),
    "document_class": Field("loại tài liệu", 100),
    "description": Field("ghi chú", 500),
}
"""What a person may say of a document; what is not read of it stays in ``Document.more``. Its pages are counted, its
codes made (``archive.law.filled``)."""


def checked(name: str, typed: str, allowed: Mapping[str, Field], today: date) -> str:
    """``typed`` as it is kept in the field ``name``; empty where a person says that nothing stands there.

    Raises:
        UsageError: there is no such field, or it cannot hold this; the sentence lists what it can.

    """
    if name not in allowed:
        dossier, papers = ", ".join(DOSSIER), ", ".join(f"N.{one}" for one in DOCUMENT)
        raise UsageError(
            f"không có trường / no field «{name}». Hồ sơ / dossier: {dossier}. Văn bản / document N: {papers}"
        )
    about, text = allowed[name], " ".join(nfc(typed).split())
    if not text:
        return ""
    value = {"date": _date, "day": _date, "number": _number, "table": _listed, "term": _term, "type": _type}.get(
        about.kind, _plain
    )(name, text, about)
    if len(value) > about.limit:
        raise UsageError(f"{name}: {len(value)} > {about.limit} ký tự / characters")
    if about.kind == "date" and value > today.isoformat()[: len(value)]:
        raise UsageError(f"{name}: {value} còn chưa đến / is in the future")
    return value


def _plain(_name: str, text: str, _about: Field) -> str:
    return text


def _number(name: str, text: str, _about: Field) -> str:
    if not text.isdecimal():
        raise UsageError(f"{name}: «{text}» không phải là số / is not a number")
    return str(int(text))


def _date(name: str, text: str, _about: Field) -> str:
    """ISO or ``DD/MM/YYYY``, with month or day left out where the paper has none; it must be in the calendar."""
    spoken, iso = _SPOKEN.match(text), _ISO.match(text)
    parts: Sequence[str | None] = (spoken[3], spoken[2], spoken[1]) if spoken else iso.groups() if iso else ()
    given = [int(part) for part in parts if part]
    try:
        day = date(*[*given, 1, 1][:3]) if given else None
    except ValueError:
        day = None
    if day is None:
        raise UsageError(
            f"{name}: «{text}» không phải là ngày / is not a date (2018-09-11, 11/9/2018, 2018-09, 9/2018, 2018)"
        )
    return day.isoformat()[: (4, 7, 10)[len(given) - 1]]


def _listed(name: str, text: str, about: Field) -> str:
    known = about.table.get(text) or next((one for one in about.table.values() if fold(one) == fold(text)), None)
    if known is None:
        raise UsageError(f"{name}: «{text}»; chỉ nhận / only: {_told(about.table)}")
    return known


def _term(name: str, text: str, about: Field) -> str:
    """Vĩnh viễn or a number of years; also years without a code of their own (2, 5, 15: code 07, khác)."""
    if text not in about.table and (years := _YEARS.match(text)) and int(years[1]):
        return f"{int(years[1])} năm"
    more = {} if text in about.table else {"07": "N năm"}
    known = _listed(name, text, Field(about.label, about.limit, about.kind, {**about.table, **more}))
    if known == "N năm":
        raise UsageError(f"{name}: mấy năm? / how many years? («15 năm»)")
    return known


def _type(name: str, text: str, about: Field) -> str:
    """A name of the table or of :mod:`ocr.kinds`, or its code; another name is taken too (code 32, khác), but not one
    that looks like a slip of the pen."""
    names = [*about.table.values(), *(kind.name for kind in (LETTER, COVER, *KINDS))]
    exact = about.table.get(text) or next((one for one in names if fold(one) == fold(text)), None)
    if exact:
        return exact
    near = max(names, key=lambda one: likeness(one, text))
    if text.isdecimal() or likeness(near, text) >= _NEAR:
        raise UsageError(f"{name}: «{text}»? → «{near}»; mã / codes: {_told(about.table)}")
    return text


def _told(table: Mapping[str, str]) -> str:
    return ", ".join(f"{code} {name}" for code, name in table.items())
