"""Bytes of an XML file made by others → its tree; nothing outside the file is read, nothing in it is expanded."""

from collections.abc import Iterator
from pathlib import Path
from xml.parsers import expat

from lxml import etree

from archive.errors import Refused, Unreadable
from archive.text import nfc

MAX_BYTES = 64 << 20
"""A METS.xml with ten thousand files has some 8 MB."""


class BadMarkup(Refused):
    """It is not well-formed, or more than the limit, or declares a document type (entities, outside files)."""

    kind = "bad-markup"
    vi = "Tệp XML {file} không đọc được: {detail}"
    en = "The XML file {file} cannot be read: {detail}"


class _Declared(Exception):
    """A document type is declared."""


def parse(path: Path, name: str) -> etree._Element:
    """The root of the XML file at ``path``, called ``name`` to people.

    Raises:
        BadMarkup: it cannot be read. No metadata file has a document type declaration, and all that entities can do
            (grow without end, bring in other files) begins with one, so it is refused unread.
        Unreadable: it cannot be opened.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise BadMarkup(f"> {MAX_BYTES >> 20} MiB", file=name)
        data = path.read_bytes()
    except OSError as error:
        raise Unreadable(error.strerror or str(error), file=name) from error
    try:
        _declared(data)
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        return etree.fromstring(data, parser)
    except _Declared as error:
        raise BadMarkup("<!DOCTYPE …>", file=name) from error
    except (etree.XMLSyntaxError, expat.ExpatError, ValueError, LookupError) as error:
        raise BadMarkup(" ".join(str(error).split()), file=name) from error


def local(node: etree._Element) -> str:
    """The element's name without its namespace; empty for comments and instructions."""
    return etree.QName(node).localname if isinstance(node.tag, str) else ""


def children(node: etree._Element) -> Iterator[etree._Element]:
    """The elements directly in ``node``."""
    return (child for child in node if isinstance(child.tag, str))


def below(node: etree._Element, name: str) -> Iterator[etree._Element]:
    """All elements of this local name in ``node``, in document order; ``node`` itself too."""
    return (one for one in node.iter() if isinstance(one.tag, str) and etree.QName(one).localname == name)


def said(node: etree._Element) -> str:
    """All text of ``node`` as one line, NFC."""
    return nfc(" ".join("".join(str(part) for part in node.itertext()).split()))


def attribute(node: etree._Element, name: str) -> str:
    """The attribute of this local name, in whatever namespace, stripped; empty where there is none."""
    for key, value in node.attrib.items():
        if etree.QName(key).localname == name:
            return nfc(str(value)).strip()
    return ""


def place(node: etree._Element) -> str:
    """Where ``node`` stands, as an XPath without prefixes: ``//file[@ID='f-1']``, else ``/mets/fileSec/fileGrp[2]``."""
    if identifier := attribute(node, "ID"):
        return f"//{local(node)}[@ID='{identifier}']"
    steps = []
    one: etree._Element | None = node
    while one is not None:
        above = one.getparent()
        twins = [other for other in above if other.tag == one.tag] if above is not None else [one]
        steps.append(local(one) + (f"[{twins.index(one) + 1}]" if len(twins) > 1 else ""))
        one = above
    return "/" + "/".join(reversed(steps))


def _declared(data: bytes) -> None:
    """Stops at a document type declaration, in whatever encoding, before anything of it is looked at."""

    def found(*_: object) -> None:
        raise _Declared

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = found
    parser.Parse(data, True)
