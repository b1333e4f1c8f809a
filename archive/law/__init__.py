"""The law's tables as data: its codes, its fields, and a dossier put into them."""

from archive.law.codes import TABLES, Coded, Table
from archive.law.filled import composed_code, tt02_document, tt02_dossier, tt05_document, tt05_dossier
from archive.law.sets import TT02, TT05, TT05_DIP, Element, FieldSet, Problem

__all__ = [
    "TABLES",
    "TT02",
    "TT05",
    "TT05_DIP",
    "Coded",
    "Element",
    "FieldSet",
    "Problem",
    "Table",
    "composed_code",
    "tt02_document",
    "tt02_dossier",
    "tt05_document",
    "tt05_dossier",
]
