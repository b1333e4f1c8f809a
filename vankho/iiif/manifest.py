"""Document of a dossier → its IIIF Presentation 3 manifest: a canvas a page, in pixels of the upright page.

https://iiif.io/api/presentation/3.0/ . What is not known is left out; no rights and no statement are made up.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from archive.alto import VERSION
from archive.outline import Part
from archive.records import Document, Dossier
from vankho.iiif.addresses import Addresses
from vankho.iiif.leaves import Leaf, leaves
from vankho.iiif.words import both, metadata, named, plain, titled

CONTEXT = "http://iiif.io/api/presentation/3/context.json"
IMAGE_PROFILE = "level2"
SMALL = (200, 300)
"""The most that a thumbnail measures, in pixels."""

_ALTO = f"http://www.loc.gov/standards/alto/v4/alto-{VERSION.replace('.', '-')}.xsd"
_DAY = re.compile(r"\d{4}-\d\d-\d\d$")
_MM = 25.4


@dataclass(frozen=True, slots=True)
class Shown:
    """What a manifest is made of. ``parts``: the paper and its annexes (:func:`archive.outline.parts`); ``files``:
    whether who asks may have the PDF and ALTO files, too."""

    dossier: Dossier
    document: Document
    parts: Sequence[Part] = ()
    files: bool = True


def manifest(shown: Shown, at: Addresses) -> dict[str, Any]:
    """The manifest."""
    dossier, document = shown.dossier, shown.document
    pages = list(leaves(dossier, document))
    key = (dossier.id, document.ordinal)
    made: dict[str, Any] = {
        "@context": CONTEXT,
        "id": at.manifest(*key),
        "type": "Manifest",
        "label": {"vi": [named(document, dossier)]},
        "metadata": metadata(dossier, document),
        "viewingDirection": "left-to-right",
        "homepage": [_page(at.leaf(*key), "Xem trong Vankho", "View in Vankho")],
        "partOf": [_reference(dossier, at)],
        "service": search_services(*key, at),
    }
    if pages:
        made["thumbnail"] = thumbnail(pages[0], dossier.id, at)
    if _DAY.match(document.issued_date or ""):
        made["navDate"] = f"{document.issued_date}T00:00:00Z"
    if shown.files and document.file:
        label = both("Tệp PDF/A", "PDF/A file")
        made["rendering"] = [{"id": at.pdf(*key), "type": "Text", "label": label, "format": "application/pdf"}]
    made["items"] = [_canvas(leaf, shown, at) for leaf in pages]
    if len(shown.parts) > 1:
        made["structures"] = list(_ranges(pages, shown, at))
    return made


def search_services(dossier: str, document: int, at: Addresses) -> list[dict[str, str]]:
    """Content Search 2, and for viewers that do not know it yet Content Search 1, on the same question."""
    first = {
        "@context": "http://iiif.io/api/search/1/context.json",
        "@id": at.search(dossier, document, 1),
        "@type": "SearchService1",
        "profile": "http://iiif.io/api/search/1/search",
    }
    return [{"id": at.search(dossier, document), "type": "SearchService2"}, first]


def thumbnail(leaf: Leaf, dossier: str, at: Addresses) -> list[dict[str, Any]]:
    """A small picture of the page."""
    share = min(1.0, SMALL[0] / leaf.size[0], SMALL[1] / leaf.size[1])
    width, height = (max(1, round(side * share)) for side in leaf.size)
    picture = at.picture(dossier, leaf.index, f"{width},{height}")
    service = [_image_service(dossier, leaf.index, at)]
    about = {"id": picture, "type": "Image", "format": "image/jpeg", "width": width, "height": height}
    return [about | {"service": service}]


def _canvas(leaf: Leaf, shown: Shown, at: Addresses) -> dict[str, Any]:
    dossier, index = shown.dossier.id, leaf.index
    canvas = at.canvas(dossier, shown.document.ordinal, index)
    width, height = leaf.size
    picture = {"type": "Image", "format": "image/jpeg", "width": width, "height": height}
    body = {"id": at.picture(dossier, index)} | picture | {"service": [_image_service(dossier, index, at)]}
    painting = {"type": "Annotation", "motivation": "painting", "body": body, "target": canvas}
    made = {
        "id": canvas,
        "type": "Canvas",
        "label": both(f"Trang {leaf.place}", f"Page {leaf.place}"),
        "width": width,
        "height": height,
        "thumbnail": thumbnail(leaf, dossier, at),
        "items": [
            {"id": f"{canvas}/page", "type": "AnnotationPage", "items": [{"id": f"{canvas}/picture"} | painting]}
        ],
    }
    if leaf.page.page.dpi and not leaf.page.page.dpi_estimated:
        made["service"] = [_physical(f"{canvas}/size", leaf.page.page.dpi)]
    if shown.files:
        made["seeAlso"] = [
            {
                "id": at.alto(dossier, index),
                "type": "Dataset",
                "label": both("Chữ đã đọc (ALTO XML)", "The text read (ALTO XML)"),
                "format": "application/xml",
                "profile": _ALTO,
            }
        ]
    return made


def _image_service(dossier: str, page: int, at: Addresses) -> dict[str, str]:
    return {"id": at.image(dossier, page), "type": "ImageService3", "profile": IMAGE_PROFILE}


def _physical(identity: str, dpi: int) -> dict[str, Any]:
    """How large a pixel is on the paper (IIIF annex, Physical Dimensions)."""
    return {
        "@context": "http://iiif.io/api/annex/services/physdim/1/context.json",
        "@id": identity,
        "@type": "PhysicalDimensionsService",
        "profile": "http://iiif.io/api/annex/services/physdim",
        "physicalScale": round(_MM / dpi, 6),
        "physicalUnits": "mm",
    }


def _ranges(pages: Sequence[Leaf], shown: Shown, at: Addresses) -> Iterator[dict[str, Any]]:
    """The paper itself and each annex, with the pages from its first until the next one's."""
    key = (shown.dossier.id, shown.document.ordinal)
    items = []
    for number, part in enumerate(shown.parts):
        end = shown.parts[number + 1].page if number + 1 < len(shown.parts) else len(pages)
        inside = pages[part.page : max(end, part.page + 1)]
        items.append(
            {
                "id": f"{at.document(*key)}/range/{number + 1}",
                "type": "Range",
                "label": {"vi": [part.title]},
                "items": [{"id": at.canvas(*key, leaf.index), "type": "Canvas"} for leaf in inside],
            }
        )
    label = both("Các phần của văn bản", "Parts of the document")
    yield {"id": f"{at.document(*key)}/range/0", "type": "Range", "label": label, "items": items}


def _page(address: str, vi: str, en: str) -> dict[str, Any]:
    return {"id": address, "type": "Text", "label": both(vi, en), "format": "text/html", "language": ["vi", "en"]}


def _reference(dossier: Dossier, at: Addresses) -> dict[str, Any]:
    return {"id": at.collection(dossier.id), "type": "Collection", "label": plain(titled(dossier))}
