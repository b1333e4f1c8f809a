"""Scan and Reading → Dossier."""

import re
from collections.abc import Sequence
from dataclasses import replace

from archive.errors import BadKnown, Failed
from archive.records import Document, Dossier, Event, Reading, Scan

_CODE = re.compile(r"^[^\W_](?:[\w.\-/]{0,98}[^\W_])?$")


def name(scan: Scan, agency: str) -> str:
    """The dossier's name in the store (mã hồ sơ): ``file_code`` where a person gave one, else from the content.

    A name from the content is the agency's identifier (``HS`` where none is set) and the first 16 hexadecimal digits
    of the scans' digest, so the same scans bear the same name on every machine and after every crash.

    Raises:
        BadKnown: the given code has characters that a code cannot have, or is longer than 100 (TT 05/2025).

    """
    given = scan.known.fields.get("file_code")
    if given is None:
        return f"{agency or 'HS'}.{scan.digest[:16]}"
    if not _CODE.match(given) or ".." in given or "//" in given:
        raise BadKnown(f"file_code = {given!r}", file=scan.source)
    return given


def compose(scan: Scan, identity: str, reading: Reading, events: Sequence[Event]) -> Dossier:
    """The dossier as it will be packaged; what a person stated has already won in ``reading``.

    Raises:
        Failed: a PDF of a package made by others was divided or joined; it is kept byte for byte or not at all.
    """
    documents = tuple(_given(scan, one) for one in reading.documents) if scan.known.package else reading.documents
    return Dossier(
        id=identity,
        source=scan.source,
        digest=scan.digest,
        fingerprint=scan.fingerprint,
        fields=reading.fields,
        pages=reading.pages,
        documents=documents,
        flags=reading.flags,
        events=tuple(events),
        files=scan.files,
    )


def _given(scan: Scan, document: Document) -> Document:
    """``document`` with the PDF that it is; one of pictures has none, its PDF is made here."""
    files = list(dict.fromkeys(page.file.name for page in scan.pages if page.index in document.pages))
    pdfs = [name for name in files if name.lower().endswith(".pdf")]
    if not pdfs:
        return document
    whole = tuple(page.index for page in scan.pages if page.file.name == files[0])
    if len(files) != 1 or tuple(sorted(document.pages)) != whole:
        why = "tệp PDF nhận được phải giữ nguyên, không chia hay ghép / a PDF of others is not divided or joined"
        raise Failed(why, file=pdfs[0], page=document.pages[0])
    return replace(document, given=files[0])
