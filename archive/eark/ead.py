"""The law's fields with their values → EAD.xml and EAD_doc of a package (TT 05/2025/TT-BNV, PL I to IV), and their
schemas.

The official schemas were not to be had; ours are made from the field tables in ``archive/law/tt05.toml`` and say no
more than these: what is required, lengths, codes, forms of dates, any order. A conditional rule (mã hồ sơ giấy gốc)
cannot be said in XML Schema 1.0 and stands as documentation.
"""

from collections.abc import Mapping

from archive.eark.xml import XSD, XSI, Element, element, to_bytes
from archive.law import TABLES, FieldSet
from archive.law import Element as Field

ROOT = "simpledc"

_FULL = "(0[1-9]|[12][0-9]|3[01])/(0[1-9]|1[0-2])/[0-9]{4}"
_PARTIAL = "(((0[1-9]|[12][0-9]|3[01])/)?(0[1-9]|1[0-2])/)?[0-9]{4}"
_NEED = {"R": "bắt buộc / required", "O": "tùy chọn / optional", "C": "có điều kiện / conditional"}


def ead(values: Mapping[str, str], schema: str) -> bytes:
    """``values`` as they are, in their order; ``schema``: where the schema lies, seen from the file."""
    told = [element(name, None, value) for name, value in values.items()]
    return to_bytes(element(ROOT, {"xmlns:xsi": XSI, "xsi:noNamespaceSchemaLocation": schema}, *told))


def ead_schema(fields: FieldSet) -> bytes:
    """The XML Schema of what :func:`ead` writes of ``fields``."""
    listed = [_declared(one, fields.partial_dates) for one in fields.elements]
    whole = element("xs:complexType", None, element("xs:all", None, *listed))
    about = _documented(f"{fields.label}; {fields.source}")
    root = element("xs:schema", {"xmlns:xs": XSD}, about, element("xs:element", {"name": ROOT}, whole))
    return to_bytes(root)


def _declared(one: Field, partial: bool) -> Element:
    need = {} if one.need == "R" else {"minOccurs": "0"}
    told = f"{one.label}; {_NEED[one.need]}"
    for name, values in one.when.items():
        told += f": {name} = {', '.join(values)}"
    simple = element("xs:simpleType", None, _restricted(one, partial))
    return element("xs:element", {"name": one.name} | need, _documented(told), simple)


def _restricted(one: Field, partial: bool) -> Element:
    limit = [element("xs:maxLength", {"value": str(one.length)})] if one.length else []
    if one.type == "B":
        return element("xs:restriction", {"base": "xs:string"}, element("xs:pattern", {"value": "[01]"}))
    if one.type == "D":
        pattern = element("xs:pattern", {"value": _PARTIAL if partial else _FULL})
        return element("xs:restriction", {"base": "xs:string"}, pattern)
    if one.type == "N":
        digits = element("xs:pattern", {"value": f"[0-9]{{1,{one.length or 18}}}"})
        return element("xs:restriction", {"base": "xs:string"}, digits)
    if one.codes:
        codes = [element("xs:enumeration", {"value": code}) for code in TABLES[one.codes].codes]
        return element("xs:restriction", {"base": "xs:string"}, *codes)
    return element("xs:restriction", {"base": "xs:string"}, element("xs:minLength", {"value": "1"}), *limit)


def _documented(text: str) -> Element:
    return element("xs:annotation", None, element("xs:documentation", None, text))
