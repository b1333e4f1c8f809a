"""Dossier and Document → the law's fields with their values, in the law's order; what is not known is absent.

Nothing is made up: what the law requires and nobody has said is told by :meth:`archive.law.sets.FieldSet.missing`.
"""

import re
from collections.abc import Mapping
from typing import Literal

from archive.language import language
from archive.law.codes import TABLES, Coded
from archive.law.sets import TT02, TT05, FieldSet
from archive.records import Document, Dossier
from archive.text import fold, spoken

Form = Literal["sip", "aip"]

_OURS = {
    "arcFileCode": "file_code",
    "Rights": "mode",
    "SheetNumber": "number_of_paper",
    "PageNumber": "number_of_page",
    "PageAmount": "number_of_page",
}
"""Fields that bear another name here than their own in snake case."""
_YES, _NO = {"1", "true", "co", "yes", "x"}, {"0", "false", "khong", "no"}
_DIGITISED = "Số hóa"
"""Confidence level of what comes from paper, where nobody says otherwise: all scans do."""
_DOC_ID = 16
"""Digits of the scans' digest in a document's identifier: with ordinal 24 of the 25 characters it may have."""


def tt05_dossier(dossier: Dossier, form: Form = "aip") -> dict[str, str]:
    """EAD.xml of ``dossier``: codes for what has a table, dates ``DD/MM/YYYY`` as far as they are known."""
    return _filled(TT05[f"{form}_dossier"], _of_dossier(dossier))


def tt05_document(dossier: Dossier, document: Document, form: Form = "aip") -> dict[str, str]:
    """EAD_doc of ``document``: the same. ``docCode``: the dossier's code, a dot, the ordinal with seven digits."""
    return _filled(TT05[f"{form}_document"], _of_document(dossier, document))


def tt02_dossier(dossier: Dossier) -> dict[str, str]:
    """Hồ sơ after TT 02/2019/TT-BNV: words, not codes; dates ``DD/MM/YYYY``."""
    values = _of_dossier(dossier)
    code = dossier.fields.get("file_code") or composed_code(dossier.fields) or dossier.id
    return _filled(TT02["dossier"], values | {"file_code": code})


def tt02_document(dossier: Dossier, document: Document) -> dict[str, str]:
    """Văn bản after TT 02/2019/TT-BNV: the same."""
    values = _of_document(dossier, document)
    code = dossier.fields.get("file_code") or composed_code(dossier.fields) or dossier.id
    return _filled(TT02["document"], values | {"file_code": code, "doc_code": _doc_code(code, document)})


def composed_code(fields: Mapping[str, str]) -> str | None:
    """Mã hồ sơ put together from its parts (TT 02/2019, hồ sơ 1.1 to 1.4): identifier of the archive, fonds, catalogue
    or year, notation; None unless all but the fonds are known (TT 01/2019, Điều 16.3 has a code without it)."""
    parts = [fields.get(name, "") for name in ("identifier", "organ_id", "file_catalog", "file_notation")]
    code = ".".join(re.sub(r"\s+", "", part) for part in parts if part)
    return code if parts[0] and parts[2] and parts[3] else None


def _doc_code(file_code: str, document: Document) -> str:
    return f"{file_code}.{document.ordinal:07d}"


def _of_dossier(dossier: Dossier) -> dict[str, str]:
    """Our names and words; what a person or the papers said, and what is counted."""
    pages = sum(page.page.kind in ("text", "cover", "unreadable") for page in dossier.pages)
    counted = {
        "file_code": dossier.id,
        "total_doc": str(sum(not paper.is_cover for paper in dossier.documents)),
        "number_of_page": str(pages),
        "confidence_level": _DIGITISED,
    }
    known = {name: value for name, value in dossier.fields.items() if value}
    if "rights" in known:
        known.setdefault("mode", known["rights"])
    return counted | known


def _of_document(dossier: Dossier, document: Document) -> dict[str, str]:
    whole = _of_dossier(dossier)
    shared = ("maintenance", "mode", "language", "confidence_level", "risk_recovery", "risk_recovery_status",
              "file_code", "identifier", "organ_id", "file_catalog", "file_notation")  # fmt: skip
    texts = (page.text for page in dossier.pages if page.page.index in document.pages)
    own = {
        "language": language(texts),
        "doc_id": f"{dossier.digest[:_DOC_ID]}.{document.ordinal:07d}",
        "doc_code": _doc_code(whole["file_code"], document),
        "doc_ordinal": str(document.ordinal),
        "number_of_page": str(len(document.pages)),
        **{name: getattr(document, name) for name in ("type_name", "code_number", "code_notation", "issued_date")},
        "organ_name": document.organ_name,
        "subject": document.subject,
        **document.more,
    }
    return {name: whole[name] for name in shared if name in whole} | {k: v for k, v in own.items() if v}


def _filled(fields: FieldSet, values: Mapping[str, str]) -> dict[str, str]:
    told: dict[str, str] = {}
    uncoded = []
    for one in fields.elements:
        value = values.get(_OURS.get(one.name) or _snake(one.name), "")
        if one.codes and value:
            coded = TABLES[one.codes].coded(value) or Coded(value, value)
            value = coded.code
            if coded.words not in (TABLES[one.codes].words(coded.code), coded.code):
                uncoded.append(f"{one.label}: {coded.words}")
        elif one.type == "D":
            value = spoken(value)
        elif one.type == "B" and value:
            value = "1" if fold(value) in _YES else "0" if fold(value) in _NO else value
        if value:
            told[one.name] = value
    return _noted(told, uncoded, fields)


def _noted(told: dict[str, str], uncoded: list[str], fields: FieldSet) -> dict[str, str]:
    """``told`` with the words of what has only the code "other" in its description, in the law's order."""
    if uncoded:
        told["description"] = "; ".join([*filter(None, [told.get("description")]), *uncoded])
    return {one.name: told[one.name] for one in fields.elements if one.name in told}


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
