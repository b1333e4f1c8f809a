"""Packages as others make them, in code, in the circular's and the reference variant, sound but for what is asked."""

import hashlib
import os
import tarfile
import uuid
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from xml.sax.saxutils import escape, quoteattr

from archive.pdfa import About, write_pdf
from archive.received.record import Report
from archive.records import Document
from tests.archive.making import CREATED, LINES, jpeg, read

CODE = "H49.64.33.2001.160"
UUID = "6f1c2a52-8d0b-4f4e-9a4e-0c6c9f6d2b11"
NOW = "2026-11-29T08:00:00+07:00"
CSIP = "https://DILCIS.eu/XML/METS/CSIPExtensionMETS"

DOSSIER = {
    "fileCode": CODE,
    "title": "Hồ sơ về quy hoạch sử dụng đất",
    "maintenance": "01",
    "mode": "01",
    "language": "01",
    "startDate": "05/01/2001",
    "endDate": "20/12/2001",
    "totalDoc": "2",
    "numberOfPaper": "3",
    "numberOfPage": "3",
    "format": "01",
    "confidenceLevel": "02",
    "paperFileCode": "H49.01/02/03.160",
    "riskRecovery": "0",
}


def document(number: int, pages: int) -> dict[str, str]:
    """EAD_doc of the document ``number`` after the SIP's table."""
    return {
        "docId": f"0000{number}",
        "docCode": f"{CODE}.{number:07d}",
        "maintenance": "01",
        "typeName": "02",
        "codeNumber": "2576",
        "codeNotation": "QĐ-UBND",
        "issuedDate": "11/09/2001",
        "organName": "Ủy ban nhân dân tỉnh Quảng Ninh",
        "subject": "Về việc phê duyệt quy hoạch",
        "language": "01",
        "numberOfPage": str(pages),
        "mode": "01",
        "confidenceLevel": "02",
        "riskRecovery": "0",
    }


@dataclass
class Built:
    """What is to be in a package. ``change`` files after all METS were written, to break them."""

    reference: bool = False
    kind: str = "SIP"
    dossier: dict[str, str] = field(default_factory=lambda: dict(DOSSIER))
    documents: list[dict[str, str]] = field(default_factory=lambda: [document(1, 1), document(2, 2)])
    pdfs: Mapping[int, bytes] = field(default_factory=dict)
    schemas: Mapping[str, str] = field(default_factory=dict)
    extra: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def objid(self) -> str:
        return f"uuid-{UUID}" if self.kind == "SIP" else f"urn:uuid:{UUID}"

    def write(self, folder: Path, pages: Callable[[int], bytes]) -> Path:
        """The package's folder under ``folder``."""
        root = folder / (UUID if self.reference else self.objid.replace(":", "_"))
        inner = root / "representations" / "rep1"
        _put(root / "metadata/descriptive/EAD.xml", _ead(self.dossier, self.reference))
        for number, fields in enumerate(self.documents):
            stem = fields.get("docId") or f"{number + 1:05d}"
            name = f"EAD_DOC_{stem}.xml" if self.reference else f"EAD_doc_{stem}.xml"
            _put(inner / "metadata/descriptive" / name, _ead(fields, self.reference))
            told = fields.get("numberOfPage", "1")
            data = self.pdfs.get(number) or pages(int(told) if told.isdecimal() else 1)
            _put(inner / "data" / f"{stem}.pdf", data)
        names = self.schemas or {"ead.xsd": _xsd(self.dossier), "ead_doc.xsd": _xsd(self.documents[0])}
        for name, text in names.items():
            _put(root / "schemas" / name, text.encode())
        if self.kind == "AIP":
            _put(root / "metadata/preservation/PREMIS.xml", PREMIS.encode())
        for name, data in self.extra.items():
            _put(root / name, data)
        self._mets(inner, "rep1")
        self._mets(root, "")
        return root

    def _mets(self, folder: Path, rep: str) -> None:
        """METS.xml of what lies in ``folder``; the package's own leaves the representation's files to that one's."""
        files = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != "METS.xml"]
        if not rep:
            files = [path for path in files if not path.is_relative_to(folder / "representations")]
            files += sorted((folder / "representations").glob("*/METS.xml"))
        described = [path for path in files if "metadata" in path.relative_to(folder).parts]
        others = [path for path in files if path not in described]
        objid = ("rep1" if self.reference else f"uuid-{uuid.UUID(int=1)}") if rep else self.objid
        text = METS.format(
            objid=escape(objid),
            kind=self.kind,
            csip=CSIP,
            now=NOW,
            dmd="".join(self._section(path, folder, "dmdSec") for path in described if "descriptive" in path.parts),
            amd="".join(
                self._section(path, folder, "digiprovMD") for path in described if "preservation" in path.parts
            ),
            files="".join(self._file(path, folder) for path in others),
            pointer="" if rep else POINTER,
        )
        _put(folder / "METS.xml", text.encode())

    def _section(self, path: Path, folder: Path, tag: str) -> str:
        kind = ("DC" if self.reference else "OTHER") if tag == "dmdSec" else "PREMIS"
        told = _told(path, folder, "application/xml" if self.reference else "text/xml")
        return (
            f'<{tag} ID="s-{_id(path)}" CREATED="{NOW}"><mdRef LOCTYPE="URL" MDTYPE="{kind}" xlink:type="simple" '
            f"xlink:href={quoteattr(_href(path, folder))} {told}/></{tag}>"
        )

    def _file(self, path: Path, folder: Path) -> str:
        about = {".pdf": "application/pdf", ".xml": "text/xml"}.get(path.suffix, "application/octet-stream")
        belongs = "" if self.reference or path.suffix != ".pdf" else f' DMDID="s-{_id(path, "EAD_doc_")}"'
        return (
            f'<file ID="f-{_id(path)}"{belongs} {_told(path, folder, about)}><FLocat LOCTYPE="URL" xlink:type="simple" '
            f"xlink:href={quoteattr(_href(path, folder))}/></file>"
        )


METS = """<?xml version="1.0" encoding="UTF-8"?>
<mets xmlns="http://www.loc.gov/METS/" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:csip="{csip}" OBJID="{objid}"
 TYPE="OTHER" PROFILE="https://earkcsip.dilcis.eu/profile/E-ARK-CSIP.xml" csip:CONTENTINFORMATIONTYPE="MIXED">
<metsHdr CREATEDATE="{now}" RECORDSTATUS="NEW" csip:OAISPACKAGETYPE="{kind}">
<agent ROLE="CREATOR" TYPE="OTHER" OTHERTYPE="SOFTWARE"><name>Phần mềm khác</name></agent></metsHdr>
{dmd}<amdSec>{amd}</amdSec>
<fileSec><fileGrp ID="g-1" USE="Data">{files}</fileGrp></fileSec>
<structMap TYPE="PHYSICAL" LABEL="CSIP"><div LABEL="CSIP">{pointer}</div></structMap>
</mets>
"""
POINTER = (
    '<div LABEL="Representations/rep1"><mptr LOCTYPE="URL" xlink:type="simple" '
    'xlink:href="representations/rep1/METS.xml"/></div>'
)
PREMIS = f"""<premis xmlns="http://www.loc.gov/premis/v3" version="3.0"><object
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="intellectualEntity"><objectIdentifier>
<objectIdentifierType>UUID</objectIdentifierType><objectIdentifierValue>{UUID}</objectIdentifierValue>
</objectIdentifier></object></premis>
"""


class Pdfs:
    """PDF/A files of ours with so many pages; made once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made: dict[int, bytes] = {}

    def __call__(self, pages: int) -> bytes:
        if pages not in self._made:
            shown = [read(jpeg(self._folder, size=(620, 877)), LINES[:0], index=at, dpi=75) for at in range(pages)]
            target = self._folder / f"{pages}.pdf"
            write_pdf(Document(1, tuple(range(pages))), shown, target, About(CODE, "", CREATED, "0.1"))
            self._made[pages] = target.read_bytes()
        return self._made[pages]


def zipped(root: Path, target: Path) -> Path:
    """``root`` as a ZIP, the folder itself in it."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(root.rglob("*")):
            archive.write(path, path.relative_to(root.parent).as_posix())
    return target


def tarred(root: Path, target: Path) -> Path:
    """``root`` as a TAR, without a folder around it."""
    with tarfile.open(target, "w") as archive:
        archive.add(root, ".")
    return target


def rules(report: Report, *severities: str) -> set[str]:
    """The rules that found something; of these severities, or of errors and warnings."""
    return {one.rule for one in report.findings if one.severity in (severities or ("error", "warning"))}


def replaced(path: Path, old: str, new: str) -> None:
    """``old`` in the file at ``path`` becomes ``new``; it must be there."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def _ead(fields: Mapping[str, str], shuffled: bool) -> bytes:
    order = sorted(fields) if shuffled else list(fields)
    body = "".join(f"<{name}>{escape(fields[name])}</{name}>" for name in order)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<simpledc>{body}</simpledc>\n'.encode()


def _xsd(fields: Sequence[str] | Mapping[str, str], renamed: Mapping[str, str] | None = None) -> str:
    names = [(renamed or {}).get(name, name) for name in fields]
    body = "".join(f'<xs:element name="{name}" type="xs:string"/>' for name in names)
    return (
        '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="simpledc"><xs:complexType><xs:all>'
        f"{body}</xs:all></xs:complexType></xs:element></xs:schema>"
    )


def wrong_xsd() -> dict[str, str]:
    """The schemas of the reference package: that of documents says arcDocCode."""
    return {"ead.xsd": _xsd(DOSSIER), "ead_doc.xsd": _xsd(document(1, 1), {"docCode": "arcDocCode"})}


def _told(path: Path, folder: Path, mimetype: str) -> str:
    data = path.read_bytes()
    return (
        f'MIMETYPE="{mimetype}" SIZE="{len(data)}" CREATED="{NOW}" CHECKSUMTYPE="SHA-256" '
        f'CHECKSUM="{hashlib.sha256(data).hexdigest()}"'
    )


def _id(path: Path, before: str = "") -> str:
    return (before + PurePosixPath(path.name).stem).replace(" ", "_") + (
        "" if before else f"-{path.suffix[1:]}" if path.suffix != ".xml" else ""
    )


def _href(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix()


def _put(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def entries(root: Path) -> Iterator[Path]:
    """All files under ``root``."""
    return (Path(folder) / name for folder, _, names in os.walk(root) for name in names)
