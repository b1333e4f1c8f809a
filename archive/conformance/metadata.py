"""The metadata of a PDF → what is wrong with them (ISO 19005-2, 6.6)."""

import re
from collections.abc import Iterator
from datetime import datetime
from xml.etree import ElementTree

import pikepdf
from pikepdf import Name, Pdf

_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_XMP = "{http://ns.adobe.com/xap/1.0/}"
_PDF = "{http://ns.adobe.com/pdf/1.3/}"
_ID = "{http://www.aiim.org/pdfa/ns/id/}"
_SCHEMA = "{http://www.aiim.org/pdfa/ns/schema#}"
_PROPERTY = "{http://www.aiim.org/pdfa/ns/property#}"
_EXTENSION = "{http://www.aiim.org/pdfa/ns/extension/}"
_STANDARD = {_DC, _XMP, _PDF, _ID, _EXTENSION}

_CLAIMS = {("2", "U"), ("2", "B"), ("3", "U")}

_PAIRS = {
    "/Title": f"{_DC}title",
    "/Author": f"{_DC}creator",
    "/Subject": f"{_DC}description",
    "/Creator": f"{_XMP}CreatorTool",
    "/Producer": f"{_PDF}Producer",
    "/CreationDate": f"{_XMP}CreateDate",
    "/ModDate": f"{_XMP}ModifyDate",
}
_PDF_DATE = re.compile(r"D:(\d{14})([+-]\d\d)'(\d\d)'?$")


def problems(pdf: Pdf) -> Iterator[str]:
    """The packet is there, claims a PDF/A of ours, says what the information dictionary says, describes its words."""
    stream = pdf.Root.get("/Metadata")
    if not isinstance(stream, pikepdf.Stream):
        yield "6.6.2.1: no metadata"
        return
    if stream.get("/Type") != Name.Metadata or stream.get("/Subtype") != Name.XML:
        yield "6.6.2.1: the metadata stream does not say that it is XML metadata"
    try:
        root = ElementTree.fromstring(stream.read_bytes())
    except ElementTree.ParseError as error:
        yield f"6.6.2.1: the metadata are not well-formed XML: {error}"
        return
    found = _properties(root)
    if (found.get(f"{_ID}part"), found.get(f"{_ID}conformance")) not in _CLAIMS:
        yield "6.6.4: the metadata do not claim PDF/A-2u (nor 2b or 3u)"
    if not found.get(f"{_DC}title"):
        yield "6.6.2: the metadata have no title"
    yield from _agreement(pdf, found)
    yield from _described(root, found)


def _properties(root: ElementTree.Element) -> dict[str, str]:
    """Every property with its text; of an array, the first item."""
    found: dict[str, str] = {}
    for description in root.iter(f"{_RDF}Description"):
        for name, value in description.attrib.items():
            if not name.startswith(_RDF):
                found[name] = value
        for element in description:
            item = element.find(f".//{_RDF}li")
            found[element.tag] = ((element if item is None else item).text or "").strip()
    return found


def _agreement(pdf: Pdf, found: dict[str, str]) -> Iterator[str]:
    info = pdf.trailer.get("/Info", pikepdf.Dictionary())
    for key, name in _PAIRS.items():
        said, meant = str(info.get(key, "")), found.get(name, "")
        if said != meant and not (key.endswith("Date") and said and _moment(said) == _moment(meant)):
            yield f"6.6.2: {key[1:]} is {said!r} in the information dictionary, {meant!r} in the metadata"


def _moment(text: str) -> datetime | None:
    match = _PDF_DATE.match(text)
    try:
        if match:
            return datetime.strptime("".join(match.groups()), "%Y%m%d%H%M%S%z")
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _described(root: ElementTree.Element, found: dict[str, str]) -> Iterator[str]:
    """6.6.2.3: a property outside the standard's schemas is described in the file."""
    described = set()
    for schema in root.iter(f"{_RDF}li"):
        space = schema.findtext(f"{_SCHEMA}namespaceURI")
        if space:
            described |= {f"{{{space}}}{name.text}" for name in schema.iter(f"{_PROPERTY}name")}
    for name in found:
        if name[: name.find("}") + 1] not in _STANDARD and name not in described:
            yield f"6.6.2.3: {name} is in no schema that the file describes"
