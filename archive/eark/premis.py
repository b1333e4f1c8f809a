"""A package's parts, deeds and rights → PREMIS 3.0: one file for the package, one for each of its representations.

Objects are told apart by their path in the package; the dossier itself by the package's URN.
"""

import posixpath
from collections.abc import Iterable, Mapping, Sequence

from archive.eark.deeds import VOCABULARY, Deed, Doer, deeds
from archive.eark.frame import Frame
from archive.eark.part import Part
from archive.eark.rights import rights
from archive.eark.xml import PREMIS, XSI, Element, element, to_bytes
from archive.places import SCANS, Representation

_DEPTH = 2
"""Of lines: what a page's three texts need of PREMIS is a third less without the white space."""
_LABELS = {
    "rep1": "PDF/A, một tệp mỗi văn bản / one file a document",
    "scans": "bản quét gốc / scans as they came",
    "text": "chữ đọc được / text as read",
    "sealed": "PDF/A đã ký số / signed PDF/A",
}


def premis(frame: Frame, representations: Sequence[str]) -> bytes:
    """PREMIS.xml of the package: the dossier, all that was done, by whom, and its rights."""
    done = deeds(frame)
    stated = rights(frame)
    parts = [
        _relation("structural", "has part", [f"representations/{name}" for name in representations]),
    ]
    entity = element(
        "object",
        {"xsi:type": "intellectualEntity"},
        _identifier("object", frame.objid, "URI"),
        _significant("mã hồ sơ / dossier code", frame.code),
        _significant("tiêu đề / title", frame.dossier.fields.get("title", "")),
        element("originalName", None, frame.dossier.source),
        *(parts if representations else ()),
        *(_linking("Event", deed.id, "URI") for deed in done),
        *(_linking("RightsStatement", identity, "local") for identity in stated),
    )
    return _written("", [entity], done, frame, stated.values())


def representation_premis(
    frame: Frame, name: Representation, files: Sequence[Part], sources: Mapping[str, Sequence[str]]
) -> bytes:
    """PREMIS_{name}.xml: the representation, its files with digest, size and format, and what was done to them.

    ``sources``: for a file the files of the package from which it was made.
    """
    folder = f"representations/{name}"
    done = [deed for deed in deeds(frame) if deed.part == name]
    whole = element(
        "object",
        {"xsi:type": "representation"},
        _identifier("object", folder, "local"),
        _significant("nội dung / content", _LABELS[name]),
        _relation("structural", "is part of", [frame.objid], "URI"),
        *(_linking("Event", deed.id, "URI") for deed in done),
    )
    held = [_file(one, sources.get(one.name, ())) for one in files]
    return _written(folder, [whole, *held], done, frame)


def _written(
    folder: str, objects: Iterable[Element], done: Sequence[Deed], frame: Frame, stated: Iterable[Element] = ()
) -> bytes:
    doers: dict[str, tuple[Doer, list[str]]] = {}
    for deed in done:
        doers.setdefault(deed.doer.id, (deed.doer, []))[1].append(deed.id)
    schema = posixpath.relpath("schemas/premis.xsd", posixpath.join(folder, "metadata/preservation"))
    root = {
        "xmlns": PREMIS,
        "xmlns:xsi": XSI,
        "xsi:schemaLocation": f"{PREMIS} {schema}",
        "version": "3.0",
    }
    events = [_event(deed, frame) for deed in done]
    agents = [_agent(doer, ids) for doer, ids in doers.values()]
    return to_bytes(element("premis", root, *objects, *events, *agents, *stated), _DEPTH)


def _file(one: Part, sources: Sequence[str]) -> Element:
    fixity = element(
        "fixity", None, element("messageDigestAlgorithm", None, "SHA-256"), element("messageDigest", None, one.sha256)
    )
    known = one.format
    designation = element(
        "formatDesignation",
        None,
        element("formatName", None, known.name),
        element("formatVersion", None, known.version) if known.version else None,
    )
    registry = None
    if known.pronom:
        key = element("formatRegistryKey", None, known.pronom)
        registry = element("formatRegistry", None, element("formatRegistryName", None, "PRONOM"), key)
    characteristics = element(
        "objectCharacteristics",
        None,
        element("compositionLevel", None, "0"),
        fixity,
        element("size", None, str(one.size)),
        element("format", None, designation, registry),
    )
    came = one.name.removeprefix(SCANS).removesuffix(".scan") if one.name.startswith(SCANS) else None
    return element(
        "object",
        {"xsi:type": "file"},
        _identifier("object", one.name, "local"),
        characteristics,
        element("originalName", None, came) if came else None,
        _relation("derivation", "has source", sources) if sources else None,
    )


def _event(deed: Deed, frame: Frame) -> Element:
    code = {"valueURI": f"{VOCABULARY}/{deed.code}", "authority": "eventType", "authorityURI": VOCABULARY}
    role = "executing program" if deed.doer.type == "software" else "implementer"
    about, kind = (f"representations/{deed.part}", "local") if deed.part else (frame.objid, "URI")
    return element(
        "event",
        None,
        _identifier("event", deed.id, "URI"),
        element("eventType", code if deed.code else None, deed.type),
        element("eventDateTime", None, deed.at),
        element("eventDetailInformation", None, element("eventDetail", None, deed.detail)) if deed.detail else None,
        _linking("Agent", deed.doer.id, "local", role),
        _linking("Object", about, kind),
    )


def _agent(doer: Doer, events: Iterable[str]) -> Element:
    return element(
        "agent",
        None,
        _identifier("agent", doer.id, "local"),
        element("agentName", None, doer.name),
        element("agentType", None, doer.type),
        element("agentVersion", None, doer.version) if doer.version else None,
        element("agentNote", None, f"model: {doer.note}") if doer.note else None,
        *(_linking("Event", identity, "URI") for identity in events),
    )


def _identifier(of: str, value: str, kind: str) -> Element:
    return element(
        f"{of}Identifier",
        None,
        element(f"{of}IdentifierType", None, kind),
        element(f"{of}IdentifierValue", None, value),
    )


def _linking(to: str, value: str, kind: str, role: str | None = None) -> Element:
    return element(
        f"linking{to}Identifier",
        None,
        element(f"linking{to}IdentifierType", None, kind),
        element(f"linking{to}IdentifierValue", None, value),
        element(f"linking{to}Role", None, role) if role else None,
    )


def _relation(kind: str, subtype: str, objects: Iterable[str], identifier: str = "local") -> Element:
    related = [
        element(
            "relatedObjectIdentifier",
            None,
            element("relatedObjectIdentifierType", None, identifier),
            element("relatedObjectIdentifierValue", None, value),
        )
        for value in objects
    ]
    return element(
        "relationship",
        None,
        element("relationshipType", None, kind),
        element("relationshipSubType", None, subtype),
        *related,
    )


def _significant(kind: str, value: str) -> Element | None:
    if not value:
        return None
    return element(
        "significantProperties",
        None,
        element("significantPropertiesType", None, kind),
        element("significantPropertiesValue", None, value),
    )
