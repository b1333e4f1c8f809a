"""``METS.xml`` → what it says of the package and which files it lists."""

import posixpath
from collections.abc import Iterator
from urllib.parse import unquote

from lxml import etree

from archive.eark.mets import EARLIER
from archive.received.markup import attribute, below, children, local, place, said
from archive.received.record import ListedFile, Mets
from archive.text import nfc


def read_mets(root: etree._Element, name: str) -> Mets:
    """The METS at ``name`` in the package, whose root element is ``root``."""
    header = next(below(root, "metsHdr"), None)
    return Mets(
        name=name,
        objid=attribute(root, "OBJID"),
        type=attribute(root, "TYPE"),
        profile=attribute(root, "PROFILE"),
        status="" if header is None else attribute(header, "RECORDSTATUS"),
        earlier=next((said(one) for one in below(root, "altRecordID") if attribute(one, "TYPE") == EARLIER), ""),
        created="" if header is None else attribute(header, "CREATEDATE"),
        package_type="" if header is None else attribute(header, "OAISPACKAGETYPE"),
        content_type=attribute(root, "CONTENTINFORMATIONTYPE"),
        files=(*_listed(root, name), *_referenced(root, name)),
    )


def inside(href: str, by: str) -> str | None:
    """The place in the package to which ``href`` of the METS ``by`` leads; None where it leads nowhere in it."""
    text = nfc(unquote(href)).removeprefix("file:")
    if not text or "://" in href or text.startswith(("/", "\\", "urn:")) or "\\" in text or "\0" in text:
        return None
    target = posixpath.normpath(posixpath.join(posixpath.dirname(by), text))
    return None if target.startswith("../") or target in ("..", ".") else target


def _listed(root: etree._Element, by: str) -> Iterator[ListedFile]:
    """``fileSec``; a file belongs to a description by its own DMDID or that of a ``div`` that points to it."""
    pointed: dict[str, list[str]] = {}
    for div in below(root, "div"):
        for pointer in (child for child in children(div) if local(child) == "fptr"):
            pointed.setdefault(attribute(pointer, "FILEID"), []).extend(attribute(div, "DMDID").split())
    for file in below(root, "file"):
        link = next(below(file, "FLocat"), None)
        href = "" if link is None else attribute(link, "href")
        identifier = attribute(file, "ID")
        dmd = (*attribute(file, "DMDID").split(), *pointed.get(identifier, ()))
        yield _entry(file, href, by, "file", (*dict.fromkeys(dmd),))


def _referenced(root: etree._Element, by: str) -> Iterator[ListedFile]:
    """Metadata files (``mdRef``) and the METS of representations (``mptr``)."""
    for section in root.iter():
        if isinstance(section.tag, str) and local(section) in ("mdRef", "mptr"):
            role = local(section)
            above = section.getparent()
            own = (attribute(above, "ID"),) if role == "mdRef" and above is not None else ()
            yield _entry(section, attribute(section, "href"), by, "metadata" if role == "mdRef" else "mets", own)


def _entry(node: etree._Element, href: str, by: str, role: str, described: tuple[str, ...]) -> ListedFile:
    above = node.getparent()
    return ListedFile(
        name=inside(href, by),
        href=href,
        by=by,
        at=place(node),
        identifier=attribute(node, "ID"),
        size=attribute(node, "SIZE"),
        checksum=attribute(node, "CHECKSUM"),
        checksum_type=attribute(node, "CHECKSUMTYPE"),
        mimetype=attribute(node, "MIMETYPE"),
        use="" if above is None else attribute(above, "USE"),
        described=described,
        role="file" if role == "file" else "metadata" if role == "metadata" else "mets",
    )
