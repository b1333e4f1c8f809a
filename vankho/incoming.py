"""Scans that are signed PDFs → what their signatures say, as events; a signature that does not hold is a flag.

Such a scan is kept byte for byte like any other, so that its signatures can be checked again at any time; what is found
on the day that it comes in is written down, for later the certificates will have expired.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from archive.records import Flag, Scan, ScanFile
from archive.seals.apart import SECONDS, signed, states
from archive.seals.state import State

BROKEN = "signature-broken"
VALIDATION = "digital signature validation"
"""The event's type (PREMIS vocabulary)."""


@dataclass(frozen=True, slots=True)
class Examined:
    """Kết quả kiểm chữ ký số: a sentence (English) a signature, and a flag a file whose signatures do not hold."""

    details: tuple[str, ...] = ()
    flags: tuple[Flag, ...] = ()


def examined(scan: Scan, trusted: Sequence[Path], seconds: float = SECONDS) -> Examined:
    """The signatures in the files of ``scan``. ``trusted``: files and folders of roots, none where nobody was named.

    Only files with the trace of a signature are examined, without a network, ``seconds`` each at most.
    """
    files = [file for file in scan.files if file.path.suffix.lower() == ".pdf" and signed(file.path)]
    found = list(zip(files, states([file.path for file in files], trusted, seconds), strict=True))
    details = [f"{file.name}: {said}" for file, state in found for said in state.sentences("en")]
    return Examined(tuple(details), tuple(_flag(scan, file, state) for file, state in found if not state.whole))


def _flag(scan: Scan, file: ScanFile, state: State) -> Flag:
    said = " ".join(one for one in state.sentences("vi") if "HỎNG" in one)
    page = next((page.index for page in scan.pages if page.file.name == file.name), None)
    return Flag(BROKEN, f"Chữ ký số trong tệp {file.name} không còn nguyên vẹn. {said}", page)
