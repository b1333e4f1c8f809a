"""A flag → the document and the field that it is about, so that a person knows what to type."""

import re
from collections.abc import Mapping

from archive.records import Box, Document, Dossier, Flag
from archive.text import fold
from vankho.fields import DOSSIER, READ, Field

_ABOUT = {
    "not-sure": None,
    "unfilled": None,
    "field-disagrees": None,
    "number-disagrees": "code_number",
    "date-disagrees": "issued_date",
    "date-ahead": "issued_date",
    "signer-disagrees": "signer_name",
}
"""Kinds of flags that are about a field, with the field where nothing tells it more closely."""


def about(flag: Flag, dossier: Dossier) -> tuple[int | None, str | None]:
    """Ordinal of the document on the flag's page, and the field; None where it is about none (a page read badly).

    The field is the one that was read where the flag points, unless it is one beside that which was not; else the one
    that its sentence names; else its kind's.
    """
    paper = next((paper for paper in dossier.documents if flag.page in paper.pages), None)
    if paper is None:
        return None, flag.expected if flag.expected in DOSSIER else _named(flag, DOSSIER)
    if flag.kind not in _ABOUT:
        return paper.ordinal, None
    placed = None if flag.kind == "unfilled" else _placed(flag, paper)
    return paper.ordinal, placed or _named(flag, READ) or _ABOUT[flag.kind]


def target(flag: Flag, dossier: Dossier) -> str:
    """The same as ``vankho review set`` takes it: ``2.code_number``, ``end_date``; empty where it is about none."""
    ordinal, field = about(flag, dossier)
    return "" if field is None else field if ordinal is None else f"{ordinal}.{field}"


def _placed(flag: Flag, paper: Document) -> str | None:
    for name, evidence in paper.evidence.items():
        if flag.box and evidence.box and evidence.page == flag.page and _meet(flag.box, evidence.box):
            return name
    return None


def _named(flag: Flag, fields: Mapping[str, Field]) -> str | None:
    """The field that the sentence names first; of two that begin there the longer ("số lượng tờ" before "số")."""
    sentence = " " + " ".join(re.findall(r"\w+", fold(flag.message))) + " "
    found = [
        (at, -len(one.label), name) for name, one in fields.items() if (at := sentence.find(_whole(one.label))) >= 0
    ]
    return min(found)[2] if found else None


def _whole(label: str) -> str:
    return f" {fold(label)} "


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
