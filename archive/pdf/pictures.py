"""Pictures, one after the other → a PDF that has them as image streams, read from a scratch file, not from memory."""

import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self, cast

from pikepdf import AccessMode, Pdf

from archive.picture import Picture

_IN_MEMORY = 16 << 20
"""Bytes of pictures up to which no scratch file is made: a document of a few pages."""


class Pictures:
    """The pictures of one PDF, to be used in a ``with`` until the PDF is saved.

    They are written into a plain PDF without pages (ISO 32000-1, 7.5), in ``folder`` where they are many. That is what
    the PDF to be made begins as: its streams are then read one by one as it is saved. (Streams copied from another PDF
    would all come into memory.)
    """

    def __init__(self, folder: Path) -> None:
        made = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY, dir=str(folder))  # noqa: SIM115
        self._file = cast(BinaryIO, made)
        self._places: list[int] = []
        self._file.write(b"%PDF-1.7\n")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def add(self, shown: Picture, *, stencil: bool = False) -> int:
        """Take in ``shown``; its number, from 0. ``stencil``: as a mask for another (ISO 32000-1, 8.9.6.2)."""
        entries: dict[str, object] = {
            "Type": "/XObject",
            "Subtype": "/Image",
            "Width": shown.width,
            "Height": shown.height,
            "BitsPerComponent": shown.bits,
            "Filter": f"/{shown.filter}",
            "Length": len(shown.data),
        }
        entries |= {"ImageMask": "true"} if stencil else {"ColorSpace": f"/{shown.space}"}
        if shown.parameters:
            told = {name: str(value).lower() for name, value in shown.parameters.items()}
            entries["DecodeParms"] = f"<<{_told(told)}>>"
        self._object(f"<<{_told(entries)}>>\nstream\n".encode("ascii"), shown.data, b"\nendstream")
        return len(self._places) - 1

    def begun(self) -> Pdf:
        """A PDF with the pictures taken in, each the object that is one above its number; no more is taken in."""
        count = len(self._places) + 2
        self._object(b"<</Type /Pages /Kids [] /Count 0>>")
        self._object(f"<</Type /Catalog /Pages {count - 1} 0 R>>".encode("ascii"))
        start = self._file.tell()
        table = [b"xref\n0 %d\n0000000000 65535 f \n" % (count + 1)]
        table += [b"%010d 00000 n \n" % place for place in self._places]
        table += [b"trailer\n<</Size %d /Root %d 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (count + 1, count, start)]
        self._file.write(b"".join(table))
        self._file.seek(0)
        return Pdf.open(self._file, attempt_recovery=False, access_mode=AccessMode.stream)

    def _object(self, *parts: bytes) -> None:
        self._places.append(self._file.tell())
        self._file.write(b"%d 0 obj\n" % len(self._places))
        for part in parts:
            self._file.write(part)
        self._file.write(b"\nendobj\n")


def _told(entries: Mapping[str, object]) -> str:
    return " ".join(f"/{name} {value}" for name, value in entries.items())
