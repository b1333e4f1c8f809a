"""Received → what is wrong with its tree, its METS files and the bytes that they list (CSIP 2.x, TT 05/2025)."""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from lxml import etree

from archive.received.findings import finding
from archive.received.markup import attribute, below, local, parse, said
from archive.received.record import Finding, ListedFile, Mets, Received

_STATUS = ("NEW", "SUPPLEMENT", "REPLACEMENT", "TEST", "OTHER")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_DIGESTS = {"SHA-256": "sha256", "SHA-512": "sha512", "SHA-384": "sha384", "SHA-1": "sha1", "MD5": "md5"}
# fmt: off
_FORMATS = frozenset((
    ".txt", ".rtf", ".docx", ".pdf", ".doc", ".odt", ".csv", ".xlsx", ".xls", ".ods", ".htm", ".html", ".pptx", ".ppt",
    ".odp", ".jpeg", ".jpg", ".gif", ".tiff", ".tif", ".png", ".mpeg", ".mpg", ".avi", ".wmv", ".mov", ".mp4", ".mp3",
    ".wma", ".aac", ".wav",
))
# fmt: on
"""TT 05/2025/TT-BNV (mimetypes), with the names and the sound and film formats of its Điều 8."""


def in_structure(package: Received) -> Iterator[Finding]:
    """The tree, each METS, and every file against what METS says of it."""
    for name, why in package.unreadable.items():
        yield finding("xml-unreadable", name, "", why)
    if package.variant == "reference":
        yield finding("variant-reference")
    yield from _tree(package)
    for mets in package.mets:
        yield from _mets(package, mets)
    yield from _files(package)
    yield from _preserved(package)


def _tree(package: Received) -> Iterator[Finding]:
    names = package.files
    if not any(name.startswith("metadata/descriptive/") for name in names):
        yield finding("part-missing", "", "", "", "metadata/descriptive/EAD.xml")
    representations = sorted(
        {name.split("/")[1] for name in names if name.count("/") > 1 and name.startswith("representations/")}
    )
    if not representations:
        yield finding("part-missing", "", "", "", "representations/rep1")
    pointed = {file.name for file in package.mets[0].files if file.role == "mets"}
    for one in representations:
        inner = f"representations/{one}/METS.xml"
        if inner not in names:
            yield finding("representation-mets", inner, one)
        elif inner not in pointed:
            yield finding("mets-representation", "METS.xml", "/mets/structMap", "", inner)
    if not any(name.startswith("schemas/") for name in names):
        yield finding("part-advised", "", "", "", "schemas/")
    if package.kind == "AIP" and "metadata/preservation/PREMIS.xml" not in _lower(package):
        yield finding("premis-missing")


def _lower(package: Received) -> set[str]:
    """Names with the spelling of PREMIS put right: case differs between makers."""
    return {re.sub(r"(?i)premis\.xml$", "PREMIS.xml", name) for name in package.files}


def _mets(package: Received, mets: Mets) -> Iterator[Finding]:
    root = parse(package.files[mets.name], mets.name)
    if not mets.objid:
        yield finding("mets-objid", mets.name, "/mets/@OBJID")
    for present, expected in (
        (mets.type, "TYPE"),
        (mets.profile, "PROFILE"),
        (mets.created, "metsHdr CREATEDATE"),
    ):
        if not present:
            yield finding("mets-header", mets.name, f"@{expected}", "", expected)
    if not any(attribute(one, "LABEL") == "CSIP" for one in below(root, "structMap")):
        yield finding("mets-structmap", mets.name, "/mets/structMap")
    if mets is package.mets[0]:
        yield from _first(package, mets, root)


def _first(package: Received, mets: Mets, root: etree._Element) -> Iterator[Finding]:
    """What only the package's own METS has to say."""
    if not package.kind:
        yield finding("mets-package-type", mets.name, "/mets/metsHdr/@OAISPACKAGETYPE", mets.package_type)
    if mets.objid and not _UUID.search(mets.objid):
        yield finding("mets-objid-form", mets.name, "/mets/@OBJID", mets.objid, "uuid-{UUID} | urn:uuid:{UUID}")
    if mets.status and mets.status.upper() not in _STATUS:
        yield finding("mets-status", mets.name, "/mets/metsHdr/@RECORDSTATUS", mets.status, " ".join(_STATUS))
    if mets.objid and package.root.name not in (mets.objid, mets.objid.replace(":", "_")):
        yield finding("mets-folder", mets.name, "/mets/@OBJID", package.root.name, mets.objid)
    agents = [one for one in below(root, "agent") if attribute(one, "ROLE") == "CREATOR"]
    if not any("SOFTWARE" in (attribute(one, "OTHERTYPE"), attribute(one, "TYPE")) for one in agents):
        yield finding("mets-agent", mets.name, "/mets/metsHdr/agent")


def _files(package: Received) -> Iterator[Finding]:
    listed = [file for mets in package.mets for file in mets.files]
    digests: dict[tuple[str, str], str] = {}
    for file in listed:
        yield from _one(package, file, digests)
    named = {file.name for file in listed} | {"METS.xml"}
    documents = {*package.loose, *(name for one in package.documents for name in (*one.files, *one.holey))}
    for name, path in package.files.items():
        if name not in named and not PurePosixPath(name).name.startswith("."):
            yield finding("file-unlisted", name)
        if path.stat().st_size == 0:
            yield finding("file-empty", name)
        suffix = PurePosixPath(name.lower().removesuffix(".fetch.txt")).suffix
        if name in documents and suffix not in _FORMATS:
            yield finding("file-format", name, "", suffix or "?")


def _one(package: Received, file: ListedFile, digests: dict[tuple[str, str], str]) -> Iterator[Finding]:
    where = f"{file.by}:{file.at}"
    if file.name is None:
        yield finding("file-outside", file.by, file.at, file.href)
        return
    path = package.files.get(file.name)
    if path is None:
        yield finding("file-missing", file.name, where)
        return
    size = path.stat().st_size
    if file.size and file.size != str(size):
        yield finding("file-size", file.name, where, str(size), file.size)
    if not file.checksum:
        if file.role != "mets" or file.checksum_type:
            yield finding("file-no-digest", file.name, where)
        return
    kind = file.checksum_type.upper()
    if kind != "SHA-256":
        yield finding("file-weak-digest", file.name, where, file.checksum_type or "?", "SHA-256")
    if kind in _DIGESTS:
        key = (file.name, kind)
        digests.setdefault(key, _digest(path, _DIGESTS[kind]))
        if digests[key] != file.checksum.lower():
            yield finding("file-digest", file.name, kind, digests[key], file.checksum)


def _preserved(package: Received) -> Iterator[Finding]:
    """SHA-256 digests in PREMIS that are of no file here."""
    stated: dict[str, str] = {}
    for name in package.files:
        if "metadata/preservation/" in name and name.lower().endswith(".xml") and name not in package.unreadable:
            for one in below(parse(package.files[name], name), "fixity"):
                parts = {local(node): said(node) for node in one if isinstance(node.tag, str)}
                if parts.get("messageDigestAlgorithm", "").upper().replace("-", "") == "SHA256":
                    stated.setdefault(parts.get("messageDigest", "").lower(), name)
    own = {_digest(path, "sha256") for path in package.files.values()} if stated else set()
    for digest, name in stated.items():
        if digest not in own:
            yield finding("premis-digest", name, "fixity", digest)


def _digest(path: Path, kind: str) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, kind).hexdigest()
