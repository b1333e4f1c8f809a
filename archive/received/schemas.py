"""The bundled METS and PREMIS schemas → what is wrong with a package's XML file by them."""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from lxml import etree

from archive.received.findings import finding
from archive.received.markup import parse
from archive.received.record import Finding, Received

_SHOWN = 10
"""Problems of one file; more of them seldom say more."""


@cache
def _schema(name: str) -> etree.XMLSchema:
    """A schema that Vankho brings itself; never one out of a package."""
    return etree.XMLSchema(file=str(files("archive.eark") / "schemas" / f"{name}.xsd"))


def by_schema(package: Received) -> Iterator[Finding]:
    """METS, the CSIP attributes' values included, and PREMIS files against their schemas."""
    for one in package.mets:
        yield from _problems(package, one.name, "mets")
    for name in package.files:
        if "metadata/preservation/" in name and name.lower().endswith(".xml") and name not in package.unreadable:
            yield from _problems(package, name, "premis")


def _problems(package: Received, name: str, kind: str) -> Iterator[Finding]:
    root = parse(package.files[name], name)
    if kind == "premis" and "premis" not in str(etree.QName(root).namespace):
        return
    schema = _schema(kind)
    if not schema.validate(root):
        for problem in list(schema.error_log)[:_SHOWN]:
            where = f"{problem.path or '/'} (line {problem.line})"
            yield finding(f"{kind}-schema", name, where, problem.message)
