"""What is known of a document → its XMP packet, and the same in the words of the PDF's own information.

The law's fields (TT 02/2019/TT-BNV, TT 05/2025/TT-BNV) have no standard XMP schema, so they stand in a namespace of
their own, described inside every file as PDF/A asks (ISO 19005-2, 6.6.2.3).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from xml.sax.saxutils import escape

from archive.records import Document
from archive.textlayer import legible

Flavour = Literal["2b", "2u", "3u"]
"""Part and level of PDF/A (ISO 19005-2, -3) that a file claims. All ours keep the rules of 2u: 3u is 2u that may bear
attachments; 2b is claimed where a receiver wants no more."""

NAMESPACE = "urn:vankho:document:1#"
LANGUAGE = "vi-VN"
TOOL = "Vankho"

_ISO_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$")
_TITLE_LIMIT = 250

_DESCRIPTIONS = {
    "FileCode": "Mã hồ sơ / code of the dossier that holds the document",
    "DossierTitle": "Tiêu đề hồ sơ / title of the dossier that holds the document",
    "DocOrdinal": "Số thứ tự văn bản trong hồ sơ / place of the document in its dossier, from 1",
    "TypeName": "Tên loại văn bản / type of document",
    "CodeNumber": "Số của văn bản / number of the document",
    "CodeNotation": "Ký hiệu của văn bản / notation of the document",
    "Place": "Địa danh / place of issue",
    "IssuedDate": "Ngày, tháng, năm văn bản / date of issue, ISO 8601, year or month alone where no more is known",
    "OrganParent": "Cơ quan chủ quản trực tiếp / superior body",
    "OrganName": "Tên cơ quan, tổ chức ban hành / issuing body",
    "Subject": "Trích yếu nội dung / subject",
    "SignerName": "Họ tên người ký / name of the signer",
    "SignerPosition": "Chức vụ người ký / position of the signer",
}


@dataclass(frozen=True, slots=True)
class About:
    """What a PDF says of its origin: the dossier's id, title and ``fields``, when it was made and by which version.

    ``created`` bears a zone; it is the only time in the file, so the same input gives the same bytes.
    """

    dossier: str
    title: str
    created: datetime
    version: str
    fields: dict[str, str] = field(default_factory=dict)
    flavour: Flavour = "2u"

    @property
    def file_code(self) -> str:
        """Mã hồ sơ: the code as the law writes it where one is known, else the dossier's id."""
        return self.fields.get("dossier_code") or self.fields.get("file_code") or self.dossier

    @property
    def producer(self) -> str:
        """``Vankho 1.2``."""
        return f"{TOOL} {self.version}"

    @property
    def moment(self) -> str:
        """``created`` to the second, ISO 8601 with zone.

        Raises:
            ValueError: it bears no zone.
        """
        if self.created.utcoffset() is None:
            raise ValueError("created must bear a time zone")
        return self.created.isoformat(timespec="seconds")


def law_fields(document: Document, about: About) -> dict[str, str]:
    """The law's fields by their English names (TT 02/2019, Annex; NĐ 30/2020, PL VI), known ones only."""
    fields = {
        "FileCode": about.file_code,
        "DossierTitle": about.title,
        "DocOrdinal": str(document.ordinal),
        "TypeName": document.type_name,
        "CodeNumber": document.code_number,
        "CodeNotation": document.code_notation,
        "Place": document.place,
        "IssuedDate": document.issued_date,
        "OrganParent": document.organ_parent,
        "OrganName": document.organ_name,
        "Subject": document.subject,
        "SignerName": document.signer_name,
        "SignerPosition": document.signer_position,
    }
    clean = {name: legible(value or "") for name, value in fields.items()}
    return {name: value for name, value in clean.items() if value}


def title(document: Document, about: About) -> str:
    """``Quyết định 2576/QĐ-UBND: subject``, or the dossier's title, or its code; 250 characters at most."""
    fields = law_fields(document, about)
    number = "/".join(fields[name] for name in ("CodeNumber", "CodeNotation") if name in fields)
    kind = " ".join(part for part in (fields.get("TypeName"), number) if part)
    own = ": ".join(part for part in (kind, fields.get("Subject")) if part)
    whole = own or fields.get("DossierTitle") or fields.get("FileCode") or TOOL
    return whole if len(whole) <= _TITLE_LIMIT else whole[: _TITLE_LIMIT - 1] + "…"


def packet(document: Document, about: About) -> bytes:
    """The XMP packet (UTF-8, uncompressed in the file so that it can be read without any tool)."""
    descriptions = "\n".join([*_claims(about), _dublin_core(document, about), _law(document, about), _schema()])
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">\n'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n'
        f"{descriptions}\n"
        "</rdf:RDF>\n</x:xmpmeta>\n"
        '<?xpacket end="r"?>'
    ).encode()


def _claims(about: About) -> Iterator[str]:
    yield _description(
        'xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"',
        f"<pdfaid:part>{about.flavour[0]}</pdfaid:part>\n"
        f"<pdfaid:conformance>{about.flavour[1:].upper()}</pdfaid:conformance>",
    )
    yield _description(
        'xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"',
        f"<xmp:CreateDate>{about.moment}</xmp:CreateDate>\n<xmp:ModifyDate>{about.moment}</xmp:ModifyDate>\n"
        f"<xmp:MetadataDate>{about.moment}</xmp:MetadataDate>\n<xmp:CreatorTool>{TOOL}</xmp:CreatorTool>\n"
        f"<pdf:Producer>{escape(about.producer)}</pdf:Producer>",
    )


def _dublin_core(document: Document, about: About) -> str:
    fields = law_fields(document, about)
    issued = fields.get("IssuedDate", "")
    parts = [
        "<dc:format>application/pdf</dc:format>",
        f"<dc:identifier>{escape(fields['FileCode'])}.{document.ordinal:03d}</dc:identifier>",
        _alternatives("title", title(document, about)),
        _array("language", "Bag", LANGUAGE),
        _array("creator", "Seq", fields.get("OrganName", "")),
        _alternatives("description", fields.get("Subject", "")),
        _array("type", "Bag", fields.get("TypeName", "")),
        _array("date", "Seq", issued if _ISO_DATE.match(issued) else ""),
    ]
    return _description('xmlns:dc="http://purl.org/dc/elements/1.1/"', "\n".join(part for part in parts if part))


def _law(document: Document, about: About) -> str:
    fields = law_fields(document, about)
    lines = (f"<vk:{name}>{escape(value)}</vk:{name}>" for name, value in fields.items())
    return _description(f'xmlns:vk="{NAMESPACE}"', "\n".join(lines))


def _schema() -> str:
    """The extension schema: the namespace and each property in it, for readers that have never heard of us."""
    properties = "\n".join(
        '<rdf:li rdf:parseType="Resource">'
        f"<pdfaProperty:name>{name}</pdfaProperty:name>"
        f"<pdfaProperty:valueType>{'Integer' if name == 'DocOrdinal' else 'Text'}</pdfaProperty:valueType>"
        "<pdfaProperty:category>external</pdfaProperty:category>"
        f"<pdfaProperty:description>{escape(meaning)}</pdfaProperty:description></rdf:li>"
        for name, meaning in _DESCRIPTIONS.items()
    )
    return _description(
        'xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" '
        'xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" '
        'xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#"',
        '<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">\n'
        "<pdfaSchema:schema>Văn bản trong hồ sơ lưu trữ / document in an archival dossier</pdfaSchema:schema>\n"
        f"<pdfaSchema:namespaceURI>{NAMESPACE}</pdfaSchema:namespaceURI>\n"
        "<pdfaSchema:prefix>vk</pdfaSchema:prefix>\n"
        f"<pdfaSchema:property><rdf:Seq>\n{properties}\n</rdf:Seq></pdfaSchema:property>\n"
        "</rdf:li></rdf:Bag></pdfaExtension:schemas>",
    )


def _description(namespaces: str, content: str) -> str:
    return f'<rdf:Description rdf:about="" {namespaces}>\n{content}\n</rdf:Description>'


def _alternatives(name: str, value: str) -> str:
    """A text with its default language; the law's texts are Vietnamese, which the default stands for."""
    if not value:
        return ""
    return f'<dc:{name}><rdf:Alt><rdf:li xml:lang="x-default">{escape(value)}</rdf:li></rdf:Alt></dc:{name}>'


def _array(name: str, kind: str, value: str) -> str:
    return f"<dc:{name}><rdf:{kind}><rdf:li>{escape(value)}</rdf:li></rdf:{kind}></dc:{name}>" if value else ""
