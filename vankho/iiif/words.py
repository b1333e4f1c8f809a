"""What a person reads in a viewer, in Vietnamese and English: labels, and a document's metadata."""

from collections.abc import Iterator
from datetime import datetime

from archive import xmp
from archive.records import CO_SIGNERS, Document, Dossier
from archive.text import spoken
from archive.xmp import About
from search.entry import number

Words = dict[str, list[str]]
"""A language map of IIIF."""

_DOCUMENT = (
    (("Tên loại", "Type"), lambda one: one.type_name),
    (("Số, ký hiệu", "Number"), number),
    (("Ngày ban hành", "Date of issue"), lambda one: spoken(one.issued_date or "")),
    (("Nơi ban hành", "Place of issue"), lambda one: one.place),
    (("Cơ quan ban hành", "Issuing body"), lambda one: one.organ_name),
    (("Trích yếu", "Subject"), lambda one: one.subject),
    (("Người ký", "Signer"), lambda one: one.signer_name),
    (("Chức vụ người ký", "Position of the signer"), lambda one: one.signer_position),
    (("Người cùng ký", "Signed together with"), lambda one: one.more.get(CO_SIGNERS)),
)
_DOSSIER = {
    "title": ("Tiêu đề hồ sơ", "Title of the dossier"),
    "file_code": ("Mã hồ sơ", "File code"),
    "dossier_code": ("Mã số hồ sơ một cửa", "One-stop code"),
    "fond_name": ("Tên phông", "Fonds"),
    "unit": ("Đơn vị, bộ phận", "Unit"),
    "start_date": ("Thời gian bắt đầu", "From"),
    "end_date": ("Thời gian kết thúc", "Until"),
    "maintenance": ("Thời hạn bảo quản", "Retention period"),
    "language": ("Ngôn ngữ", "Language"),
}


def both(vi: str, en: str) -> Words:
    """The same in both languages."""
    return {"vi": [vi], "en": [en]}


def plain(text: str) -> Words:
    """Text that stands as it is, whatever the reader's language."""
    return {"none": [text]}


def named(document: Document, dossier: Dossier) -> str:
    """What the document is called, as in its PDF."""
    return xmp.title(document, _about(dossier))


def titled(dossier: Dossier) -> str:
    """What the dossier is called."""
    return dossier.fields.get("title") or dossier.id


def metadata(dossier: Dossier, document: Document | None = None) -> list[dict[str, Words]]:
    """What is known of the document and its dossier; what is not known is left out."""
    told = [({"label": both(*label), "value": plain(value)}) for label, value in _known(dossier, document) if value]
    return [*told, {"label": both("Hồ sơ", "Dossier"), "value": plain(dossier.id)}]


def _known(dossier: Dossier, document: Document | None) -> Iterator[tuple[tuple[str, str], str | None]]:
    if document:
        yield from ((label, read(document)) for label, read in _DOCUMENT)
    for name, label in _DOSSIER.items():
        value = dossier.fields.get(name, "")
        yield label, spoken(value) if name.endswith("_date") else value


def _about(dossier: Dossier) -> About:
    return About(dossier.id, dossier.fields.get("title", ""), datetime.min, "", dossier.fields)
