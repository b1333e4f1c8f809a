"""Received → Report: structure, schemas, fields, agreement, PDFs; everything that is found, not only the first."""

from archive.received.cross import across
from archive.received.fields import in_fields
from archive.received.findings import ordered
from archive.received.pdfs import Means, in_pdfs
from archive.received.record import Received, Report
from archive.received.schemas import by_schema
from archive.received.structure import in_structure

__all__ = ["Means", "check"]


def check(package: Received, means: Means | None = None) -> Report:
    """All that is wrong with ``package``; the files are only read.

    Raises:
        Failed: veraPDF is set and did not work.
    """
    layers = (
        in_structure(package),
        by_schema(package),
        in_fields(package),
        across(package),
        in_pdfs(package, means or Means()),
    )
    return Report(
        package=package.name,
        kind=package.kind,
        variant=package.variant,
        objid=package.objid,
        documents=len(package.documents),
        files=len(package.files),
        findings=ordered(one for layer in layers for one in layer),
    )
