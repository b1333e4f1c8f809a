"""Dossier, or hits of a search → IIIF Presentation 3 collection: its documents' manifests."""

from collections.abc import Sequence
from typing import Any

from archive.records import Document, Dossier, Hit
from vankho.iiif.addresses import Addresses
from vankho.iiif.leaves import leaves
from vankho.iiif.manifest import CONTEXT, thumbnail
from vankho.iiif.words import both, metadata, named, plain, titled


def of_dossier(dossier: Dossier, at: Addresses) -> dict[str, Any]:
    """The documents of ``dossier`` that can be shown, in their order."""
    return {
        "@context": CONTEXT,
        "id": at.collection(dossier.id),
        "type": "Collection",
        "label": {"vi": [titled(dossier)]},
        "metadata": metadata(dossier),
        "items": [_item(dossier, document, at) for document in dossier.documents if any(leaves(dossier, document))],
    }


def of_hits(query: str, hits: Sequence[Hit], at: Addresses) -> dict[str, Any]:
    """The documents of ``hits``, best first, each once; pages that are in no document are left out."""
    items: dict[str, dict[str, Any]] = {}
    for hit in hits:
        if hit.document:
            about = " ".join(part for part in (hit.type_name, hit.number, hit.subject) if part) or hit.title
            identity = at.manifest(hit.dossier, hit.document)
            items.setdefault(identity, {"id": identity, "type": "Manifest", "label": plain(about or hit.dossier)})
    return {
        "@context": CONTEXT,
        "id": at.found(query),
        "type": "Collection",
        "label": both(f"Kết quả tìm: {query}", f"Found: {query}"),
        "items": [*items.values()],
    }


def _item(dossier: Dossier, document: Document, at: Addresses) -> dict[str, Any]:
    first = next(leaves(dossier, document))
    return {
        "id": at.manifest(dossier.id, document.ordinal),
        "type": "Manifest",
        "label": {"vi": [named(document, dossier)]},
        "thumbnail": thumbnail(first, dossier.id, at),
    }
