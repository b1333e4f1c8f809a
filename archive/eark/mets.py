"""Files of a package → METS.xml as E-ARK CSIP 2.0.4 wants it (METS 1.12), of the package or of a representation.

File groups are Documentation, Schemas and Representations, and the structural map has their names and Metadata, as
``eark-validator`` checks them in CSIP 2.0.4 and 2.1.0; each group says its content information type, which 2.1.0 asks.
All paths are relative to the METS file and percent-encoded.
"""

import posixpath
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple
from urllib.parse import quote

from archive.eark.part import Part
from archive.eark.xml import CSIP, METS, XLINK, XSI, Element, element, to_bytes
from archive.places import FETCH

Kind = Literal["SIP", "AIP", "DIP"]
Status = Literal["NEW", "SUPPLEMENT", "REPLACEMENT", "TEST", "OTHER"]

CONTENT_TYPE = "TT 05/2025/TT-BNV"
EARLIER = "PREVIOUSPACKAGE"
"""Type of the record id by which a SIP names the package that it adds to or replaces. The circular says nothing of how,
and the vocabulary of E-ARK SIP has no word for it; METS leaves the type open."""
_PROFILES = {
    "SIP": "https://earksip.dilcis.eu/profile/E-ARK-SIP.xml",
    "AIP": "https://earkaip.dilcis.eu/profile/E-ARK-AIP.xml",
    "DIP": "https://earkdip.dilcis.eu/profile/E-ARK-DIP.xml",
}


class Agent(NamedTuple):
    """Tác nhân: an organisation or person in the header; ``code`` is its identification code."""

    role: str
    type: str
    name: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Header:
    """Phần đầu của METS: ``folder`` is where the METS file lies in the package, ``""`` or ``representations/rep1``;
    ``prefix`` makes its IDs unlike those of other METS files in the package. ``earlier``: OBJID of the package that it
    adds to or replaces."""

    objid: str
    label: str
    kind: Kind
    status: Status
    created: str
    version: str
    folder: str = ""
    prefix: str = ""
    code: str = ""
    agents: tuple[Agent, ...] = ()
    earlier: str = ""


class Record(NamedTuple):
    """Tệp mô tả: a metadata file, its METS type and, where that is OTHER, which."""

    part: Part
    type: str
    other: str | None = None
    version: str | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """Nội dung của METS: metadata and files by group. ``pointers``: METS files of the representations; ``about``: for a
    file's name the metadata file that describes it."""

    descriptive: Sequence[Record]
    preservation: Sequence[Record]
    documentation: Sequence[Part]
    schemas: Sequence[Part]
    files: Sequence[Part]
    pointers: Sequence[Part] = ()
    about: Sequence[tuple[str, str]] = ()


def to_mets(header: Header, content: Content) -> bytes:
    """The METS file; the same input gives the same bytes."""
    ids = _Ids(header.prefix, content)
    sections = [_section("dmdSec", one, ids, header) for one in content.descriptive]
    digiprov = [_section("digiprovMD", one, ids, header) for one in content.preservation]
    groups = _groups(header, content, ids)
    return to_bytes(
        element(
            "mets",
            {
                "xmlns": METS,
                "xmlns:csip": CSIP,
                "xmlns:xlink": XLINK,
                "xmlns:xsi": XSI,
                "xsi:schemaLocation": _schema_locations(header.folder),
                "OBJID": header.objid,
                "LABEL": header.label or None,
                "TYPE": "Mixed",
                "PROFILE": _PROFILES[header.kind],
                **_CONTENT_TYPE,
            },
            _head(header),
            *sections,
            element("amdSec", {"ID": f"{header.prefix}amd"}, *digiprov),
            element("fileSec", {"ID": f"{header.prefix}files"}, *groups),
            _structure(header, content, ids),
        )
    )


_CONTENT_TYPE = {"csip:CONTENTINFORMATIONTYPE": "OTHER", "csip:OTHERCONTENTINFORMATIONTYPE": CONTENT_TYPE}


class _Ids:
    """IDs by path, the same for the same content."""

    def __init__(self, prefix: str, content: Content) -> None:
        groups = {
            "dmd": [one.part for one in content.descriptive],
            "amd": [one.part for one in content.preservation],
            "doc": content.documentation,
            "xsd": content.schemas,
            "file": [*content.pointers, *content.files],
        }
        self.group = {name: f"{prefix}{name}" for name in ("doc", "xsd", "file", "hole")}
        self._ids = {
            one.name: f"{prefix}{kind}-{number}"
            for kind, parts in groups.items()
            for number, one in enumerate(parts, 1)
        }

    def __getitem__(self, name: str) -> str:
        return self._ids[name]


def _head(header: Header) -> Element:
    software = element(
        "agent",
        {"ROLE": "CREATOR", "TYPE": "OTHER", "OTHERTYPE": "SOFTWARE"},
        element("name", None, "Vankho"),
        element("note", {"csip:NOTETYPE": "SOFTWARE VERSION"}, header.version),
    )
    others = [
        element(
            "agent",
            {"ROLE": agent.role, "TYPE": agent.type},
            element("name", None, agent.name),
            element("note", {"csip:NOTETYPE": "IDENTIFICATIONCODE"}, agent.code) if agent.code else None,
        )
        for agent in header.agents
    ]
    about = {"CREATEDATE": header.created, "LASTMODDATE": header.created, "RECORDSTATUS": header.status}
    code = element("altRecordID", {"TYPE": "REFERENCECODE"}, header.code) if header.code else None
    earlier = element("altRecordID", {"TYPE": EARLIER}, header.earlier) if header.earlier else None
    return element("metsHdr", about | {"csip:OAISPACKAGETYPE": header.kind}, software, *others, code, earlier)


def _section(kind: str, one: Record, ids: _Ids, header: Header) -> Element:
    about = {"ID": ids[one.part.name], "CREATED": one.part.created, "STATUS": "CURRENT"}
    described = {"MDTYPE": one.type, "OTHERMDTYPE": one.other, "MDTYPEVERSION": one.version}
    return element(kind, about, element("mdRef", _located(one.part, header.folder) | described | _measured(one.part)))


def _groups(header: Header, content: Content, ids: _Ids) -> list[Element]:
    about = dict(content.about)
    holes = [one for one in content.files if one.name.endswith(FETCH)]
    held = [one for one in content.files if one not in holes]
    named: list[tuple[str, str, Iterable[Part]]] = [
        ("Documentation", "doc", content.documentation),
        ("Schemas", "xsd", content.schemas),
        ("Representations", "file", [*content.pointers, *held]),
        ("Holeyfile", "hole", holes),
    ]
    made = []
    for use, name, parts in named:
        files = [
            element(
                "file",
                {"ID": ids[one.name]} | _measured(one) | {"DMDID": ids[about[one.name]] if one.name in about else None},
                element("FLocat", _located(one, header.folder)),
            )
            for one in parts
        ]
        if files:
            made.append(element("fileGrp", {"USE": use, "ID": ids.group[name]} | _CONTENT_TYPE, *files))
    return made


def _structure(header: Header, content: Content, ids: _Ids) -> Element:
    prefix = header.prefix
    metadata = {
        "ADMID": " ".join(ids[one.part.name] for one in content.preservation) or None,
        "DMDID": " ".join(ids[one.part.name] for one in content.descriptive) or None,
    }
    links = [
        _division(f"{prefix}link-{at}", "File", {"DMDID": ids[record]}, _pointer(ids[name]))
        for at, (name, record) in enumerate(content.about, 1)
    ]
    pointed = [
        _division(
            f"{prefix}rep-{at}",
            f"Representations/{posixpath.basename(posixpath.dirname(one.name))}",
            {},
            element("mptr", _located(one, header.folder) | {"xlink:title": ids[one.name]}),
        )
        for at, one in enumerate(content.pointers, 1)
    ]
    holes = [one for one in content.files if one.name.endswith(FETCH)]
    groups = ["file"] if content.pointers or len(holes) < len(content.files) or not holes else []
    inside = [_pointer(ids.group[name]) for name in (*groups, *(["hole"] if holes else []))]
    top = _division(
        f"{prefix}struct-package",
        header.objid,
        {},
        _division(f"{prefix}struct-metadata", "Metadata", metadata),
        _division(f"{prefix}struct-doc", "Documentation", {}, _pointer(ids.group["doc"])),
        _division(f"{prefix}struct-xsd", "Schemas", {}, _pointer(ids.group["xsd"])),
        _division(f"{prefix}struct-file", "Representations", {}, *inside, *pointed),
        _division(f"{prefix}struct-link", "MetadataLink", {}, *links) if links else None,
    )
    return element("structMap", {"ID": f"{prefix}struct", "TYPE": "PHYSICAL", "LABEL": "CSIP"}, top)


def _division(identity: str, label: str, more: dict[str, str | None], *inside: Element | None) -> Element:
    return element("div", {"ID": identity, "LABEL": label} | more, *inside)


def _pointer(identity: str) -> Element:
    return element("fptr", {"FILEID": identity})


def _located(one: Part, folder: str) -> dict[str, str | None]:
    return {"LOCTYPE": "URL", "xlink:type": "simple", "xlink:href": href(one.name, folder)}


def _measured(one: Part) -> dict[str, str | None]:
    return {
        "MIMETYPE": one.format.mimetype,
        "SIZE": str(one.size),
        "CREATED": one.created,
        "CHECKSUM": one.sha256,
        "CHECKSUMTYPE": "SHA-256",
    }


def href(name: str, folder: str = "") -> str:
    """The file ``name`` of the package seen from ``folder`` in it, as a relative URL."""
    return quote(posixpath.relpath(name, folder or "."))


def _schema_locations(folder: str) -> str:
    names = {METS: "mets.xsd", CSIP: "DILCISExtensionMETS.xsd", XLINK: "xlink.xsd"}
    return " ".join(f"{space} {href(f'schemas/{name}', folder)}" for space, name in names.items())
