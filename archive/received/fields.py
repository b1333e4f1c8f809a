"""Received → what is wrong with the law's fields of its dossier and documents, each by itself (TT 05/2025)."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import PurePosixPath

from lxml import etree

from archive.law.codes import TABLES
from archive.law.sets import TT05, Element, FieldSet, Problem
from archive.received.findings import finding
from archive.received.markup import BadMarkup, attribute, below, parse
from archive.received.record import Described, Finding, Received

OTHER_NAMES = {"arcDocCode": "docCode", "fileCode": "arcFileCode", "arcFileCode": "fileCode"}
"""Names by which others call a field; taken for the same where the own name is not there."""
_BOOLS = {"true": "1", "false": "0"}
_OTHER_KINDS = re.compile(r"^EAD[_-]?(pic|media)", re.IGNORECASE)
_LOOSE, _REQUEST = "source", "requestID"
"""Fields by which a package of loose documents (SIP_tailieu, AIP_tailieu) and a request (DIP) are told."""


def in_fields(package: Received) -> Iterator[Finding]:
    """Fields missing, too long, of no code, number or date; and the package's own schemas against its data."""
    yield from _described(package, package.dossier, _dossier_set(package))
    for document in package.documents:
        yield from _described(package, document.described, _document_set(package, document.described))
    yield from _own_schemas(package)


def named(described: Described, fields: FieldSet) -> dict[str, str]:
    """First values by the names of ``fields``, with yes and no as 1 and 0; other names are brought to these."""
    own = {one.name: one for one in fields.elements}
    values: dict[str, str] = {}
    for name in described.fields:
        key = name if name in own else OTHER_NAMES.get(name, name)
        value = described.first(name)
        values.setdefault(key, _BOOLS.get(value.lower(), value) if key in own and own[key].type == "B" else value)
    return {name: value for name, value in values.items() if value}


def dossier_fields(package: Received) -> dict[str, str]:
    """The dossier's fields by the names of ``archive.law``."""
    return named(package.dossier, _dossier_set(package) or TT05["sip_dossier"])


def document_fields(package: Received, described: Described) -> dict[str, str]:
    """A document's fields by the names of ``archive.law``."""
    return named(described, _document_set(package, described) or TT05["sip_document"])


def _dossier_set(package: Received) -> FieldSet | None:
    if any(name in package.dossier.fields for name in (_LOOSE, _REQUEST)):
        return None
    return TT05["aip_dossier" if package.kind == "AIP" else "sip_dossier"]


def _document_set(package: Received, described: Described) -> FieldSet | None:
    """The circular's; one maker's AIPs have the SIP's fields, and a DIP has them without the issuer."""
    if _OTHER_KINDS.match(PurePosixPath(described.name).name):
        return None
    if package.kind == "AIP":
        like_sip = "docId" in described.fields or "maintenance" in described.fields
        return replace(TT05["sip_document"], partial_dates=True) if like_sip else TT05["aip_document"]
    if package.kind == "DIP":
        kept = tuple(one for one in TT05["sip_document"].elements if one.name != "organName")
        return replace(TT05["sip_document"], elements=kept)
    return TT05["sip_document"]


def _described(package: Received, described: Described, fields: FieldSet | None) -> Iterator[Finding]:
    file = described.name
    if file not in package.files or file in package.unreadable:
        return
    if fields is None:
        yield finding("fields-not-checked", file, "", PurePosixPath(file).stem)
        return
    elements = {one.name: one for one in fields.elements}
    for name, values in described.fields.items():
        other = OTHER_NAMES.get(name, "")
        if name not in elements and other in elements:
            yield finding("field-other-name", file, name, name, other)
        elif name not in elements:
            yield finding("field-unknown", file, name, values[0])
        elif len(values) > 1 and not elements[name].many:
            yield finding("field-twice", file, name, str(len(values)))
    values_of = named(described, fields)
    for problem in _problems(described, fields, values_of):
        yield _told(problem, elements[problem.field], file, values_of)
    for one in fields.elements:
        if one.type == "B" and values_of.get(one.name, "0") not in ("0", "1"):
            yield finding("field-not-a-bool", file, one.name, values_of[one.name], "0 | 1")


def _problems(described: Described, fields: FieldSet, values: Mapping[str, str]) -> Iterator[Problem]:
    yield from fields.problems(values)
    for one in fields.elements:
        for more in described.fields.get(one.name, ())[1:] if one.many else ():
            yield from (each for each in fields.problems({**values, one.name: more}) if each.field == one.name)


def _told(problem: Problem, element: Element, file: str, values: Mapping[str, str]) -> Finding:
    where, value = problem.field, problem.value
    if problem.kind == "missing":
        if element.need != "C":
            return finding("field-missing", file, where, "", element.label)
        why = [f"{name} = {values[name]}" for name, wanted in element.when.items() if values.get(name) in wanted]
        return finding("field-condition", file, where, "", ", ".join(why))
    if problem.kind == "too-long":
        return finding("field-too-long", file, where, str(len(value)), str(element.length))
    if problem.kind == "no-code":
        codes = list(TABLES[element.codes].codes) if element.codes else []
        return finding("field-no-code", file, where, value, f"{codes[0]}–{codes[-1]}" if codes else "")
    expected = {"not-a-date": "DD/MM/YYYY", "partial-date": "DD/MM/YYYY"}.get(problem.kind, "")
    return finding(f"field-{problem.kind}", file, where, value, expected)


def _own_schemas(package: Received) -> Iterator[Finding]:
    """The EAD schemas in the package, by the names that they declare. They are read, not run: a schema from outside
    can be made to cost any time and memory, and what is asked here is whether maker and data mean the same fields."""
    groups = {
        "ead": [package.dossier],
        "eaddoc": [
            one.described for one in package.documents if not _OTHER_KINDS.match(PurePosixPath(one.described.name).name)
        ],
    }
    for name, path in package.files.items():
        group = groups.get(re.sub(r"[^a-z]", "", PurePosixPath(name).stem.lower()), [])
        if not name.lower().endswith(".xsd") or not any(one.fields for one in group):
            continue
        try:
            root = parse(path, name)
        except BadMarkup as error:
            yield finding("xml-unreadable", name, "", error.detail)
            continue
        yield from _against(root, name, {field for one in group for field in one.fields})


def _against(root: etree._Element, name: str, used: set[str]) -> Iterator[Finding]:
    declared = {
        attribute(one, "name") or attribute(one, "ref").rpartition(":")[2]: one for one in below(root, "element")
    }
    if len(used & declared.keys()) < 2:
        return
    strange = sorted((used & _LAW) - declared.keys())
    unused = sorted(
        one for one, node in declared.items() if one in _LAW - used and attribute(node, "minOccurs") != "0"
    )  # fmt: skip
    if strange:
        yield finding("own-schema", name, "xs:element", ", ".join(strange), ", ".join(unused) or "–")


_LAW = frozenset({one.name for fields in TT05.values() for one in fields.elements} | set(OTHER_NAMES))
