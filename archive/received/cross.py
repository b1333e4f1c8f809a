"""Received → what does not agree between its fields, documents and files (TT 05/2025)."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import PurePosixPath

from archive.received.facts import worded
from archive.received.fields import document_fields, dossier_fields
from archive.received.findings import finding
from archive.received.record import Finding, Received, ReceivedDocument
from archive.records import COVER

_ORDINAL = re.compile(r"^\d{7}$")
_YEAR = re.compile(r"^(?:18|19|20)\d\d$")
_DATE = re.compile(r"^(?:(?:(\d{2})/)?(\d{2})/)?(\d{4})$")


def across(package: Received) -> Iterator[Finding]:
    """Codes, counts, dates and files against one another."""
    dossier = dossier_fields(package)
    told = [(one, document_fields(package, one.described)) for one in package.documents]
    code = dossier.get("fileCode") or dossier.get("arcFileCode") or ""
    for document, fields in told:
        yield from _codes(document, fields, code)
        yield from _file(document, fields)
        yield from _outside(document, fields, dossier)
    for name in ("docCode", "docId"):
        yield from _twice(told, name)
    yield from (finding("file-no-document", name) for name in package.loose)
    yield from _counts(package, dossier, [fields for _, fields in told])


def _codes(document: ReceivedDocument, fields: Mapping[str, str], code: str) -> Iterator[Finding]:
    file, own = document.described.name, fields.get("arcFileCode") or fields.get("fileCode")
    if own and code and own != code:
        yield finding("filecode-disagrees", file, "arcFileCode", own, code)
    told = fields.get("docCode", "")
    if not told or not code:
        return
    before, _, ordinal = told.rpartition(".")
    theirs, ours = before.split("."), code.split(".")
    unlike = [(a, b) for a, b in zip(theirs, ours, strict=False) if a != b]
    if not _ORDINAL.match(ordinal) or len(theirs) != len(ours) or len(unlike) > 1:
        yield finding("doccode-shape", file, "docCode", told, f"{code}.0000001")
    elif unlike:
        (year, expected) = unlike[0]
        rule = "doccode-year" if _YEAR.match(year) and _YEAR.match(expected) else "doccode-shape"
        found, wanted = (year, expected) if rule == "doccode-year" else (told, f"{code}.{ordinal}")
        yield finding(rule, file, "docCode", found, wanted)
    stated = fields.get("docOrdinal", "")
    if stated.isdecimal() and ordinal.isdecimal() and int(stated) != int(ordinal):
        yield finding("ordinal-disagrees", file, "docOrdinal", stated, str(int(ordinal)))


def _file(document: ReceivedDocument, fields: Mapping[str, str]) -> Iterator[Finding]:
    name = document.described.name
    for one in document.holey:
        yield finding("document-elsewhere", name, "", one)
    if not document.files and not document.holey:
        yield finding("document-no-file", name)
    doc_id = fields.get("docId", "")
    stems = [PurePosixPath(one).stem for one in document.files]
    if doc_id and stems and doc_id.lower() not in (one.lower() for one in stems):
        yield finding("docid-file", name, "docId", PurePosixPath(document.files[0]).name, doc_id)


def _twice(told: list[tuple[ReceivedDocument, dict[str, str]]], name: str) -> Iterator[Finding]:
    first: dict[str, str] = {}
    for document, fields in told:
        value = fields.get(name, "")
        before = first.setdefault(value, document.described.name)
        if value and before != document.described.name:
            yield finding(f"{name.lower()}-twice", document.described.name, name, value, before)


def _counts(package: Received, dossier: Mapping[str, str], told: list[dict[str, str]]) -> Iterator[Finding]:
    file, stated = package.dossier.name, dossier.get("totalDoc", "")
    is_part = package.status == "SUPPLEMENT"  # it tells of the whole dossier, and may have only what is new
    papers = sum(worded(fields).get("type_name") != COVER for fields in told)  # some makers count it, the law does not
    if stated.isdecimal() and int(stated) not in (papers, len(told)) and not (is_part and papers < int(stated)):
        yield finding("total-doc", file, "totalDoc", str(len(told)), stated)
    pages, whole = [fields.get("numberOfPage", "") for fields in told], dossier.get("numberOfPage", "")
    if (
        not is_part
        and pages
        and whole.isdecimal()
        and all(map(str.isdecimal, pages))
        and sum(map(int, pages)) != int(whole)
    ):
        yield finding("total-pages", file, "numberOfPage", str(sum(map(int, pages))), whole)
    begins, ends = _span(dossier.get("startDate", "")), _span(dossier.get("endDate", ""))
    if begins and ends and begins[0] > ends[1]:
        yield finding("dates-order", file, "startDate", dossier["startDate"], dossier["endDate"])


def _outside(document: ReceivedDocument, fields: Mapping[str, str], dossier: Mapping[str, str]) -> Iterator[Finding]:
    issued = _span(fields.get("issuedDate", ""))
    begins, ends = _span(dossier.get("startDate", "")), _span(dossier.get("endDate", ""))
    early = issued and begins and issued[1] < begins[0]
    late = issued and ends and issued[0] > ends[1]
    if early or late:
        whole = f"{dossier.get('startDate', '…')} – {dossier.get('endDate', '…')}"
        yield finding("date-outside", document.described.name, "issuedDate", fields["issuedDate"], whole)


def _span(text: str) -> tuple[date, date] | None:
    """First and last day of a date that may be whole, a month or a year; None where it is no date."""
    match = _DATE.match(text)
    if match is None:
        return None
    day, month, year = (int(part) if part else 0 for part in match.groups())
    try:
        begin = date(year, month or 1, day or 1)
        if day:
            return begin, begin
        return begin, date(year + (month in (0, 12)), month % 12 + 1 if month else 1, 1) - timedelta(days=1)
    except ValueError:
        return None
