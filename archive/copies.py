"""A document's PDF/A → a copy for a reader (TT 05/2025/TT-BNV): to be read, to be kept, or certified.

================ ============================================================================================
bản đọc          the agency's name in the middle of each page's foot, and until when it may be used: 15 days
bản sao          the agency's name there, "BẢN SAO" at the top right of page 1; not certified
bản sao xác thực the document as it is, with the agency's signature at the top right, shown as "BẢN SAO"
================ ============================================================================================

A copy is a file of its own; what it is made from stays as it is. That a reading copy is out of date is written on it:
a PDF/A cannot lock itself.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Literal, get_args

import pikepdf
from pikepdf import ObjectStreamMode, Pdf, StreamDecodeLevel, String

from archive.conformance.check import check
from archive.errors import NotPdfA, Refused, UsageError
from archive.pdf.overlay import Overlay, lay_over

CopyKind = Literal["reading", "copy", "certified"]
KINDS: tuple[CopyKind, ...] = get_args(CopyKind)
MARK = "BẢN SAO"
DAYS = 15
"""For how long a reading copy may be used (TT 05/2025/TT-BNV)."""

_CHANGED = re.compile(r"(<xmp:(ModifyDate|MetadataDate)>)[^<]*(</xmp:\2>)")


@dataclass(frozen=True, slots=True)
class Copy:
    """Bản sao: of which ``kind``, given by the ``agency`` of that name, made at ``now`` (with zone); a reading copy may
    be used ``until`` the end of that day, None: as long as the law lets."""

    kind: CopyKind
    agency: str
    now: datetime
    until: date | None = None

    @property
    def last_day(self) -> date:
        """The last day of a reading copy.

        Raises:
            UsageError: it would be in the past, or later than the law lets.
        """
        last = self.now.date() + timedelta(days=DAYS)
        if self.until and not self.now.date() <= self.until <= last:
            raise UsageError(f"--until {self.until}: {self.now.date()} … {last} (TT 05/2025: {DAYS} ngày / days)")
        return self.until or last

    @property
    def overlay(self) -> Overlay:
        """What is drawn over the document."""
        if self.kind == "certified":
            return Overlay()
        if not self.agency.strip():
            raise UsageError("thiếu tên cơ quan / no name of the agency: seal_name (VANKHO_SEAL_NAME)")
        if self.kind == "copy":
            return Overlay((self.agency,), (MARK,))
        return Overlay((self.agency, f"Bản đọc, sử dụng đến hết ngày {self.last_day:%d/%m/%Y}"))


def write_copy(source: Path, target: Path, copy: Copy) -> None:
    """Write the copy of ``source``, a PDF/A of ours, to ``target``, without its signature where it is a certified one.

    Raises:
        UsageError: ``copy`` makes no sense.
        Refused: ``source`` is a PDF that others made: it is handed out as it is, or not at all.
        NotPdfA: the copy does not pass the check.
    """
    overlay = copy.overlay
    if problems := check(source):
        raise Refused(
            "PDF do nơi khác lập, không in thêm được; dùng --as pdf hoặc --copy certified / made by others, nothing "
            f"can be laid over it; use --as pdf or --copy certified ({problems[0]})",
            file=source.name,
        )
    with Pdf.open(source) as pdf:
        lay_over(pdf, overlay)
        _stamp(pdf, copy.now)
        pdf.save(
            target,
            min_version="1.7",
            object_stream_mode=ObjectStreamMode.generate,
            stream_decode_level=StreamDecodeLevel.none,
            fix_metadata_version=False,
            deterministic_id=True,
        )
    if problems := check(target):
        raise NotPdfA("; ".join(problems[:3]), file=target.name)


def _stamp(pdf: Pdf, now: datetime) -> None:
    """The time of the copy, in the metadata and in the information dictionary."""
    said = pdf.Root.Metadata.read_bytes().decode()
    fresh = _CHANGED.sub(rf"\g<1>{now.isoformat(timespec='seconds')}\g<3>", said)
    pdf.Root.Metadata = pdf.make_indirect(
        pikepdf.Stream(pdf, fresh.encode(), Type=pikepdf.Name.Metadata, Subtype=pikepdf.Name.XML)
    )
    zone = now.strftime("%z")
    pdf.trailer.Info.ModDate = String(f"D:{now:%Y%m%d%H%M%S}{zone[:3]}'{zone[3:5]}'")
