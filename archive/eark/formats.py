"""A file's first bytes → its format as preservation records name it: name, version, media type, PRONOM identifier.

Only what a package of ours can hold is told apart; the rest is called unknown, never guessed.
"""

import re
from pathlib import Path, PurePosixPath
from typing import BinaryIO, NamedTuple

_HEAD = 1 << 12
_CHUNK = 1 << 20
_XMP = 1 << 14
_PDF = {"1.0": "fmt/14", "1.1": "fmt/15", "1.2": "fmt/16", "1.3": "fmt/17", "1.4": "fmt/18", "1.5": "fmt/19",
        "1.6": "fmt/20", "1.7": "fmt/276", "2.0": "fmt/1129"}  # fmt: skip
_PDFA = {"1a": "fmt/95", "1b": "fmt/354", "2a": "fmt/476", "2b": "fmt/477", "2u": "fmt/478", "3a": "fmt/479",
         "3b": "fmt/480", "3u": "fmt/481"}  # fmt: skip
_JFIF = {"1.00": "fmt/42", "1.01": "fmt/43", "1.02": "fmt/44"}
_PART = re.compile(rb"pdfaid:part(?:>|\s*=\s*[\"'])\s*(\d)")
_CONFORMANCE = re.compile(rb"pdfaid:conformance(?:>|\s*=\s*[\"'])\s*([ABUabu])")


class Format(NamedTuple):
    """Định dạng: ``pronom`` is the identifier in The National Archives' PRONOM registry; None where it has none."""

    name: str
    version: str | None
    mimetype: str
    pronom: str | None


_BY_NAME = {
    ".xml": Format("Extensible Markup Language", "1.0", "text/xml", "fmt/101"),
    ".xsd": Format("XML Schema Definition", None, "text/xml", "x-fmt/280"),
    ".json": Format("JSON Data Interchange Format", None, "application/json", "fmt/817"),
    ".txt": Format("Plain Text File", None, "text/plain", "x-fmt/111"),
}
UNKNOWN = Format("unknown", None, "application/octet-stream", None)


def by_name(name: str) -> Format:
    """The format of a file that we wrote ourselves, by its suffix."""
    return _BY_NAME.get(PurePosixPath(name).suffix, UNKNOWN)


def identify(path: Path) -> Format:
    """The format of the picture or PDF at ``path``. A PDF is PDF/A here where it says so; that is no check of it."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
        if b"%PDF-" in head[:1024]:
            return _pdf(head, file)
    if head.startswith((b"II*\0", b"MM\0*")):
        return Format("Tagged Image File Format", None, "image/tiff", "fmt/353")
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return Format("Portable Network Graphics", None, "image/png", "fmt/11")
    return _jpeg(head) if head.startswith(b"\xff\xd8\xff") else UNKNOWN


def _jpeg(head: bytes) -> Format:
    at = head.find(b"JFIF\0")
    version = f"{head[at + 5]}.{head[at + 6]:02d}" if 0 < at < len(head) - 6 else None
    if version in _JFIF:
        return Format("JPEG File Interchange Format", version, "image/jpeg", _JFIF[version])
    return Format("JPEG", None, "image/jpeg", "fmt/41")


def _pdf(head: bytes, file: BinaryIO) -> Format:
    file.seek(0)
    claim, before = b"", b""
    while not claim and (chunk := file.read(_CHUNK)):
        at = (before + chunk).find(b"pdfaid:part")
        if at >= 0:
            around = before + chunk + file.read(_XMP)
            claim = around[max(at - _XMP, 0) : at + _XMP]
        before = chunk[-32:]
    part, conformance = _PART.search(claim), _CONFORMANCE.search(claim)
    if part and conformance:
        level = f"{part[1].decode()}{conformance[1].decode().lower()}"
        if level in _PDFA:
            return Format("Acrobat PDF/A - Portable Document Format", level, "application/pdf", _PDFA[level])
    found = re.search(rb"%PDF-(\d\.\d)", head)
    version = found[1].decode() if found else None
    return Format("Acrobat PDF - Portable Document Format", version, "application/pdf", _PDF.get(version or ""))
