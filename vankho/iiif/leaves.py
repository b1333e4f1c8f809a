"""Dossier → the pages of a document that can be shown, each with its place in the document's PDF."""

from collections.abc import Iterator
from dataclasses import dataclass

from archive.records import Document, Dossier, OcrPage


@dataclass(frozen=True, slots=True)
class Leaf:
    """Trang xem được: ``number`` is the page's in the document's PDF, ``place`` its place in the document, both from 1.

    ``turn``: degrees clockwise by which the PDF's page is to be turned to be the upright page: ours are upright, a PDF
    that others made is kept as it came.
    """

    page: OcrPage
    document: Document
    number: int
    place: int
    turn: int = 0

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels of the upright page."""
        return self.page.page.width, self.page.page.height

    @property
    def index(self) -> int:
        """The scan-order index."""
        return self.page.page.index


def leaves(dossier: Dossier, document: Document) -> Iterator[Leaf]:
    """The pages of ``document`` in their order; those without a picture are left out, as they are from our PDF."""
    pages = {page.page.index: page for page in dossier.pages}
    number = 0
    for place, index in enumerate(document.pages, 1):
        page = pages.get(index)
        is_shown = page is not None and page.page.width > 0 and page.page.height > 0
        number += 1 if is_shown or document.given else 0
        if page is not None and is_shown and document.file:
            yield Leaf(page, document, number, place, page.page.rotation if document.given else 0)


def leaf_of(dossier: Dossier, index: int) -> Leaf | None:
    """The page of that index, in the document that it belongs to; None where nothing of it can be shown."""
    belongs = (document for document in dossier.documents if index in document.pages)
    return next((leaf for document in belongs for leaf in leaves(dossier, document) if leaf.index == index), None)
