"""Received → what it states of dossier and documents, in our own names and words, and which file is whose.

Codes become words; where the code says "other", the words are those that the description tells with it, as Vankho and
the circular's users write them (``Thời hạn lưu trữ: 15 năm``). What is counted is not taken over: it is counted again.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pikepdf

from archive.law.codes import TABLES
from archive.law.sets import TT05, Element
from archive.received.fields import document_fields, dossier_fields
from archive.received.record import Received
from archive.xmp import NAMESPACE

_NAMES = {"fileCode": "file_code", "arcFileCode": "file_code"}
_OF_DOSSIER = frozenset({"totalDoc"})
_OF_DOCUMENT = frozenset({"arcFileCode", "fileCode", "docOrdinal", "numberOfPage"})
_OURS = {
    "TypeName": "type_name",
    "Place": "place",
    "OrganParent": "organ_parent",
    "SignerName": "signer_name",
    "SignerPosition": "signer_position",
}
"""What the law's EAD has no field for and a PDF/A of Vankho's tells in its XMP."""
_ELEMENTS: dict[str, Element] = {one.name: one for fields in TT05.values() for one in fields.elements}


@dataclass(frozen=True, slots=True)
class Stated:
    """Văn bản theo gói: fields by our names, and its files by their places in the package."""

    files: tuple[str, ...]
    fields: dict[str, str] = field(default_factory=dict)


def facts(package: Received) -> tuple[dict[str, str], tuple[Stated, ...]]:
    """Fields of the dossier, and the documents in their order; data files of no document come last, one by one."""
    told = dossier_fields(package)
    whole = worded({name: value for name, value in told.items() if name not in _OF_DOSSIER})
    if len(languages := package.dossier.fields.get("language", ())) > 1:
        whole["language"] = "; ".join(TABLES["language"].words(code) or code for code in languages)
    code = whole.get("file_code", "")
    documents = []
    for at, one in enumerate(package.documents, 1):
        fields = document_fields(package, one.described)
        kept = {name: value for name, value in fields.items() if name not in _OF_DOCUMENT}
        if kept.get("docCode") == f"{code}.{at:07d}":
            del kept["docCode"]
        pdf = next((package.files[name] for name in one.files if name.lower().endswith(".pdf")), None)
        documents.append(Stated(one.files, (_in_file(pdf) if pdf else {}) | worded(kept)))
        documents[-1].fields.update(_better(documents[-1].fields, pdf))
    return whole, (*documents, *(Stated((name,)) for name in package.loose))


def worded(told: Mapping[str, str]) -> dict[str, str]:
    """Words for codes, our names for the law's."""
    found: dict[str, str] = {}
    description = told.get("description", "")
    for name, value in told.items():
        element = _ELEMENTS.get(name)
        if element is None:
            continue  # no field of the law's: it stays in the package as it came
        table = TABLES.get(element.codes) if element.codes else None
        words = table.words(value) if table else None
        if table and value == table.other:
            parts = description.split("; ")
            own = next((part for part in parts if part.startswith(f"{element.label}: ")), None)
            if own:
                words = own.partition(": ")[2]
                description = "; ".join(part for part in parts if part != own)
        found[_NAMES.get(name) or _snake(name)] = words or value
    found.pop("description", None)
    return found | ({"description": description} if description else {})


def _in_file(path: Path) -> dict[str, str]:
    """What the XMP of a PDF of Vankho's tells besides; nothing where it is another's or cannot be read."""
    try:
        with pikepdf.open(path, suppress_warnings=True) as pdf, pdf.open_metadata() as metadata:
            told = {ours: metadata.get(f"{{{NAMESPACE}}}{name}") for name, ours in _OURS.items()}
    except Exception:  # the check has told what is wrong with the file
        return {}
    return {name: value for name, value in told.items() if isinstance(value, str) and value}


def _better(fields: Mapping[str, str], path: Path | None) -> dict[str, str]:
    """The kind of document in words where the code says no more than "other"."""
    table = TABLES["typeName"]
    other = table.words(table.other) if table.other else None
    if path is None or fields.get("type_name") not in (other, None):
        return {}
    own = _in_file(path).get("type_name")
    return {"type_name": own} if own else {}


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
