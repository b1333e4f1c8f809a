"""Files of a dossier → the E-ARK files around them: METS, PREMIS, EAD and schemas of a SIP, AIP or DIP.

::

    METS.xml                                            what is in the package, with digests
    metadata/descriptive/EAD.xml                        the dossier's fields (TT 05/2025/TT-BNV)
    metadata/preservation/PREMIS.xml                    AIP: what was done, by whom; retention and access
    documentation/README.txt
    representations/rep1/METS.xml                       the same of each representation
    representations/rep1/data/…
    representations/rep1/metadata/descriptive/EAD_doc_*.xml
    representations/rep1/metadata/preservation/PREMIS_rep1.xml
    schemas/*.xsd

Nothing here reads or writes files: what is made is given as name and bytes, in an order in which each file describes
only earlier ones. The same input gives the same bytes.
"""

import re
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from posixpath import normpath
from urllib.parse import unquote

from archive.eark import schemas
from archive.eark.ead import ead, ead_schema
from archive.eark.frame import Frame
from archive.eark.mets import Content, Header, Record, to_mets
from archive.eark.part import Part, part_of, stamp
from archive.eark.premis import premis, representation_premis
from archive.law import TT05, TT05_DIP, tt05_document, tt05_dossier
from archive.law.filled import Form
from archive.places import DOCUMENTS, EAD, FETCH, METS, PREMIS, SCHEMAS, SEALED, Representation, scan_place
from archive.records import Document

Made = list[tuple[str, bytes]]

EAD_SCHEMA, DOCUMENT_SCHEMA = f"{SCHEMAS}EAD.xsd", f"{SCHEMAS}EAD_doc.xsd"
_PAGE = re.compile(r"/p(\d{4,})\.\w+$")
_MDTYPES = {"dossier.json": "vankho-dossier", "events.json": "vankho-events"}


def package_schemas(frame: Frame) -> Made:
    """The schemas that lie in the package: those of METS and PREMIS as they are, ours made from the law's tables."""
    names = [schemas.METS, schemas.XLINK, schemas.CSIP]
    names += [schemas.PREMIS] if frame.kind == "AIP" else [schemas.SIP]
    form = _form(frame)
    sets = (TT05[f"{form}_dossier"], TT05[f"{form}_document"])
    whole, paper = sets if frame.kind != "DIP" else (TT05_DIP["request"], TT05_DIP["document"])
    ours = [(EAD_SCHEMA, ead_schema(whole)), (DOCUMENT_SCHEMA, ead_schema(paper))]
    return [*((f"{SCHEMAS}{name}", schemas.schema(name)) for name in names), *ours]


def representation(frame: Frame, name: Representation, files: Sequence[Part], shared: Sequence[Part]) -> Made:
    """The metadata of one representation that holds ``files``, its METS.xml last.

    ``shared``: the package's documentation and schemas, which its METS.xml names too. ``rep1`` has an EAD_doc for each
    document (in a DIP: that has a file there); an AIP has a PREMIS.
    """
    folder = f"representations/{name}"
    made: Made = []
    about: list[tuple[str, str]] = []
    if name == "rep1":
        held = {one.name for one in files}
        for document in frame.dossier.documents:
            described = f"{folder}/metadata/descriptive/EAD_doc_{_doc_id(frame, document)}.xml"
            if frame.kind == "DIP" and document.file not in held:
                continue
            made.append((described, ead(_document_fields(frame, document), "../../../../schemas/EAD_doc.xsd")))
            for there in {document.file or "", f"{document.file}{FETCH}"} & held:
                about.append((there, described))
    records = [_record(frame, *one) for one in made]
    kept: list[Record] = []
    if frame.kind == "AIP":
        preserved = f"{folder}/metadata/preservation/PREMIS_{name}.xml"
        made.append((preserved, representation_premis(frame, name, files, sources(frame, name, files))))
        kept.append(_record(frame, *made[-1]))
    header = _header(frame, folder, name)
    content = Content(records, kept, *_shared(shared), files, about=about)
    return [*made, (f"{folder}/{METS}", to_mets(header, content))]


def around(frame: Frame, others: Sequence[Part], pointers: Sequence[Part]) -> Made:
    """EAD.xml, PREMIS.xml and, last, METS.xml of the package.

    ``others``: files at the package's top that are there already: documentation, schemas, ``metadata/other``;
    ``pointers``: the METS.xml of each representation.
    """
    told = frame.request if frame.kind == "DIP" else tt05_dossier(frame.dossier, _form(frame))
    made: Made = [(EAD, ead(told, "../../schemas/EAD.xsd"))]
    described = [_record(frame, *made[0])]
    kept: list[Record] = []
    if frame.kind == "AIP":
        names = [one.name.split("/")[1] for one in pointers]
        made.append((PREMIS, premis(frame, names)))
        kept.append(_record(frame, *made[-1]))
    for other in others:
        if kind := _MDTYPES.get(other.name.rpartition("/")[2]):
            record = Record(other, "OTHER", kind, "1")
            (kept if kind == "vankho-events" else described).append(record)
    content = Content(described, kept, *_shared(others), (), pointers)
    return [*made, (METS, to_mets(_header(frame), content))]


def sources(frame: Frame, name: Representation, files: Sequence[Part]) -> dict[str, list[str]]:
    """For each of ``files`` of a representation, by name, the files of the package from which it was made."""
    scans = {page.page.index: scan_place(page.page.source.rpartition("#")[0]) for page in frame.dossier.pages}
    if name == "sealed":
        return {one.name: [one.name.replace(SEALED, DOCUMENTS, 1)] for one in files}
    if name == "text":
        pages = {one.name: int(found[1]) for one in files if (found := _PAGE.search(one.name))}
        return {place: [scans[page]] for place, page in pages.items() if page in scans}
    if name == "rep1":
        papers = {document.file: document.pages for document in frame.dossier.documents if document.file}
        return {
            place: list(dict.fromkeys(scans[page] for page in pages if page in scans))
            for place, pages in papers.items()
        }
    return {}


def dated(mets: bytes) -> dict[str, str]:
    """When each file that our own METS.xml at the package's top names came into the package, by its name."""
    found = {}
    for one in ET.fromstring(mets).iter():
        place = one if one.tag.endswith("}mdRef") else one.find("{http://www.loc.gov/METS/}FLocat")
        if place is not None and (created := one.get("CREATED")):
            found[normpath(unquote(place.get("{http://www.w3.org/1999/xlink}href", "")))] = created
    return found


def folder_of(mets: bytes) -> str:
    """The name of the folder of the package whose METS.xml is ``mets``: its OBJID, as file systems take it."""
    return ET.fromstring(mets).get("OBJID", "").replace(":", "_")


def _record(frame: Frame, name: str, data: bytes) -> Record:
    """The circular has OTHER and text/xml where others write DC and application/xml."""
    if "/preservation/" in name:
        return Record(part_of(name, data, frame.created), "PREMIS", None, "3.0")
    return Record(part_of(name, data, frame.created), "OTHER", "EAD", "1.0")


def _header(frame: Frame, folder: str = "", name: str = "") -> Header:
    return Header(
        objid=name or frame.objid,
        label=frame.dossier.fields.get("title", "") or frame.code,
        kind=frame.kind,
        status=frame.status,
        created=stamp(frame.created),
        version=frame.version,
        folder=folder,
        prefix=f"{name}-" if name else "",
        code=frame.code,
        agents=frame.agents,
        earlier="" if name else frame.earlier,
    )


def _shared(parts: Sequence[Part]) -> tuple[list[Part], list[Part]]:
    """Documentation and schemas among ``parts``."""
    return (
        [one for one in parts if one.name.startswith("documentation/")],
        [one for one in parts if one.name.startswith(SCHEMAS)],
    )


def _doc_id(frame: Frame, document: Document) -> str:
    """Mã định danh văn bản as it can stand in a file's name."""
    return re.sub(r"[^\w.\-]", "_", tt05_document(frame.dossier, document, "sip")["docId"])


def _document_fields(frame: Frame, document: Document) -> dict[str, str]:
    fields = tt05_document(frame.dossier, document, _form(frame))
    if frame.kind != "DIP":
        return fields
    known = {one.name for one in TT05_DIP["document"].elements}
    return {name: value for name, value in ({"arcDocCode": fields["docCode"]} | fields).items() if name in known}


def _form(frame: Frame) -> Form:
    return "aip" if frame.kind == "AIP" else "sip"
