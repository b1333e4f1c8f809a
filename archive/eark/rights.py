"""Dossier → PREMIS rights statements: how long it must be kept, from when, and who may see it.

Said is only what the dossier's fields say. The end is the last day on which nothing may be destroyed: 31 December of
the year in which the work ended plus the years to keep (Luật Lưu trữ 33/2024/QH15, Điều 15; TT 10/2022/TT-BNV); where
none can be reckoned there is none. A rule proposes, people decide: the statement is no order to destroy.
"""

import re

from archive.eark.frame import Frame
from archive.eark.xml import Element, element
from archive.law import TABLES
from archive.records import Dossier
from archive.text import fold

RETENTION, ACCESS = "rights-retention", "rights-access"

_KEEP = "Luật Lưu trữ 33/2024/QH15, Điều 15"
_TABLE = "TT 10/2022/TT-BNV"
_SEE = "Luật Lưu trữ 33/2024/QH15; TT 05/2025/TT-BNV"
_YEARS = re.compile(r"^0*(\d{1,3}) nam$")


def rights(frame: Frame) -> dict[str, Element]:
    """The statements by their identifier; none of what nobody has said."""
    dossier = frame.dossier
    made = {RETENTION: _retention(dossier, frame.objid), ACCESS: _access(dossier, frame.objid)}
    return {identity: element("rights", None, stated) for identity, stated in made.items() if stated is not None}


def _retention(dossier: Dossier, objid: str) -> Element | None:
    told = dossier.fields.get("maintenance", "")
    if not told:
        return None
    words = _worded("maintenance", told)
    basis = dossier.fields.get("maintenance_basis") or _TABLE
    start, end = _term(words, dossier.fields.get("end_date", ""))
    term = None
    if start:
        ends = element("endDate", None, end) if end else None
        term = element("termOfRestriction", None, element("startDate", None, start), ends)
    granted = element(
        "rightsGranted",
        None,
        element("act", None, "delete"),
        element("restriction", None, f"thời hạn bảo quản: {words} / to be kept: {words}"),
        term,
        element(
            "rightsGrantedNote", None, "chỉ hủy khi có quyết định của người có thẩm quyền / destroyed by decision only"
        ),
    )
    return _statement(RETENTION, [_KEEP, basis], granted, objid)


def _access(dossier: Dossier, objid: str) -> Element | None:
    told = dossier.fields.get("mode") or dossier.fields.get("rights", "")
    if not told:
        return None
    granted = element(
        "rightsGranted",
        None,
        element("act", None, "disseminate"),
        element("restriction", None, f"chế độ sử dụng: {_worded('mode', told)}"),
    )
    return _statement(ACCESS, [_SEE], granted, objid)


def _statement(identity: str, citations: list[str], granted: Element, objid: str) -> Element:
    statutes = [
        element(
            "statuteInformation",
            None,
            element("statuteJurisdiction", None, "vn"),
            element("statuteCitation", None, citation),
        )
        for citation in citations
    ]
    return element(
        "rightsStatement",
        None,
        element(
            "rightsStatementIdentifier",
            None,
            element("rightsStatementIdentifierType", None, "local"),
            element("rightsStatementIdentifierValue", None, identity),
        ),
        element("rightsBasis", None, "statute"),
        *statutes,
        granted,
        element(
            "linkingObjectIdentifier",
            None,
            element("linkingObjectIdentifierType", None, "URI"),
            element("linkingObjectIdentifierValue", None, objid),
        ),
    )


def _term(words: str, ended: str) -> tuple[str | None, str | None]:
    """The year in which the work ended, from which years are counted, and the last day on which it must be kept:
    ``OPEN`` for ever, None where that cannot be reckoned."""
    year = re.match(r"\d{4}", ended)
    if year is None:
        return None, None
    if fold(words) == "vinh vien":
        return year[0], "OPEN"
    years = _YEARS.match(fold(words))
    return year[0], f"{int(year[0]) + int(years[1])}-12-31" if years else None


def _worded(table: str, value: str) -> str:
    coded = TABLES[table].coded(value)
    return coded.words if coded else value
