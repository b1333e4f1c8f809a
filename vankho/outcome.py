"""A dossier's way through the line → one JSON object, as programs and people are told."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Literal

from archive.records import Document, Dossier, Flag, OcrPage, Receipt, Trouble

Ending = Literal["archived", "review", "quarantine", "refused", "duplicate", "failed", "disposed"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Kết quả: how one source ended. ``dossier`` is None where it was refused before it was read."""

    status: Ending
    source: str
    seconds: float
    dossier: Dossier | None = None
    receipt: Receipt | None = None
    trouble: Trouble | None = None

    @property
    def whole(self) -> bool:
        """True where nothing of the source was refused, failed or set aside."""
        if self.trouble is not None or self.status in ("refused", "failed"):
            return False
        return self.dossier is None or all(read.page.trouble is None for read in self.dossier.pages)


def as_json(outcome: Outcome) -> dict[str, object]:
    """The object that ``--json`` prints; unknown is null, dates are ISO, page indices count from 0."""
    told = (
        describe(outcome.dossier)
        if outcome.dossier
        else {"fields": {}, "pages": [], "documents": [], "flags": [], "to_see": []}
    )
    return {
        "dossier": outcome.dossier.id if outcome.dossier else None,
        "status": outcome.status,
        "source": outcome.source,
        "version": outcome.receipt.version if outcome.receipt else None,
        "seconds": round(outcome.seconds, 2),
        **told,
        "error": asdict(outcome.trouble) if outcome.trouble else None,
    }


FIELDS = ("title", "dossier_code", "maintenance", "start_date", "end_date")


def describe(dossier: Dossier) -> dict[str, object]:
    """What is known of the dossier: fields, pages, documents, flags."""
    places = {index: document.ordinal for document in dossier.documents for index in document.pages}
    return {
        "fields": dict.fromkeys(FIELDS) | dossier.fields,
        "pages": [_page(read, places.get(read.page.index)) for read in dossier.pages],
        "documents": [_document(document) for document in dossier.documents],
        "flags": [_flag(flag) for flag in dossier.flags],
        "to_see": [page.page.index for page in to_see(dossier)],
    }


def to_see(dossier: Dossier) -> list[OcrPage]:
    """The pages that want a person's eye, those that a flag names: the least sure first, unread ones before all."""
    named = {flag.page for flag in dossier.flags}
    return sorted((read for read in dossier.pages if read.page.index in named), key=lambda read: read.confidence or 0.0)


def pages_to_see(dossier: Dossier, words: Callable[[str, str], str]) -> str:
    """The same for people, in the language of ``words``: ``trang cần xem: 8 (93 %), 3``; empty where there are none."""
    chosen = [
        f"{read.page.index + 1}" + ("" if read.confidence is None else f" ({read.confidence:.0%})")
        for read in to_see(dossier)
    ]
    return f"{words('trang cần xem', 'pages to see')}: {', '.join(chosen)}" if chosen else ""


def _page(read: OcrPage, document: int | None) -> dict[str, object]:
    page = read.page
    return {
        "index": page.index,
        "source": page.source,
        "kind": page.kind,
        "document": document,
        "rotation": page.rotation,
        "skew": round(page.skew, 2),
        "confidence": None if read.confidence is None else round(read.confidence, 3),
        "dpi": page.dpi,
        "barcode": page.barcode,
        "error": asdict(page.trouble) if page.trouble else None,
    }


def _document(document: Document) -> dict[str, object]:
    return asdict(document) | {"pages": list(document.pages)}


def _flag(flag: Flag) -> dict[str, object]:
    return asdict(flag)
