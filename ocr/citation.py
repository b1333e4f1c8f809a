"""Text → what an annex says about the document it belongs to: "Ban hành kèm theo Quyết định số 2576/QĐ-UBND ngày …"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from archive.records import OcrPage
from ocr.dates import dated
from ocr.kinds import kind_of
from ocr.vietnamese import likeness

_ATTACHED = re.compile(
    r"k[eè]m\s+theo\W+(?P<kind>(?:[^\W\d_]+[.,]?\s+){1,5}?)s[oốôỗ]\s*:?\s*(?P<number>\d{1,5})\s*/\s*(?P<notation>[^\W_][\w&./-]*)"
    r"(?P<rest>.{0,40})",
    re.IGNORECASE,
)
_STRAY = re.compile(r"[.,]")
"""Specks that were read behind a word: "Quyết. định số"."""


@dataclass(frozen=True, slots=True)
class Citation:
    """Căn cứ kèm theo: the document that an annex names as its own; ``page`` is a scan-order index from 0."""

    page: int
    kind: str
    number: str
    notation: str
    date: str | None

    @property
    def code(self) -> str:
        """``2576/QĐ-UBND``."""
        return f"{self.number}/{self.notation}"


def attached(pages: Sequence[OcrPage], type_name: str | None, notation: str | None) -> tuple[Citation, ...]:
    """The citations in ``pages`` (those after the first) by which annexes name their own document.

    Only those of the document's own kind and notation, as far as these were read: an annex may name other documents.
    """
    found = []
    for page in pages[1:]:
        for match in _ATTACHED.finditer(" ".join(page.text.split())):
            said = _STRAY.sub("", match["kind"]).strip()
            kind = kind_of(said)
            own_kind = type_name is None or (kind is not None and kind[0].name == type_name)
            own = own_kind and (notation is None or likeness(match["notation"], notation) >= 0.85)
            if own:
                name = kind[0].name if kind else said
                date = dated(match["rest"])
                found.append(Citation(page.page.index, name, match["number"], match["notation"].strip(".-/"), date))
    return tuple(found)
