"""Names, attributes and children → the bytes of an XML file; the same give the same bytes."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Mapping

METS = "http://www.loc.gov/METS/"
CSIP = "https://DILCIS.eu/XML/METS/CSIPExtensionMETS"
PREMIS = "http://www.loc.gov/premis/v3"
XLINK = "http://www.w3.org/1999/xlink"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
XSD = "http://www.w3.org/2001/XMLSchema"

Element = ET.Element

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def element(name: str, attributes: Mapping[str, str | None] | None = None, *content: Element | str | None) -> Element:
    """``name`` with its prefix as it is written; attributes, children and texts that are None are left out.

    What XML cannot hold is left out of texts and values.
    """
    made = ET.Element(name, {key: _clean(value) for key, value in (attributes or {}).items() if value is not None})
    for part in content:
        if isinstance(part, str):
            made.text = _clean(part)
        elif part is not None:
            made.append(part)
    return made


def to_bytes(root: Element, depth: int = 9) -> bytes:
    """UTF-8 with a declaration, an element a line down to ``depth``; what is deeper stands on its parent's line."""
    _indent(root, depth)
    root.tail = "\n"
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _indent(parent: Element, depth: int, margin: str = "\n") -> None:
    children = list(parent)
    if depth and children:
        parent.text = f"{margin} "
        for child in children:
            _indent(child, depth - 1, f"{margin} ")
            child.tail = f"{margin} "
        children[-1].tail = margin


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("", text)
