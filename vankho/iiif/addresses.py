"""A thing of the archive → its web address: the one place where addresses are made."""

from dataclasses import dataclass
from urllib.parse import quote, urlencode


@dataclass(frozen=True, slots=True)
class Addresses:
    """Địa chỉ: all below ``base`` (``http://127.0.0.1:8000/TOKEN``, no ``/`` at its end). A dossier's id is one part of
    the path, whatever characters it has. Pages are scan-order indices from 0. ``people``: where pages for people begin,
    if elsewhere.
    """

    base: str
    people: str = ""

    def start(self, **asked: str) -> str:
        """The start page, with a query where one is given."""
        return f"{self.people or self.base}/{_query(asked)}"

    def leaf(self, dossier: str, document: int, **asked: str) -> str:
        """The page for people that shows the document."""
        return f"{self.people or self.base}/view/{_part(dossier)}/{document}{_query(asked)}"

    def static(self, name: str) -> str:
        """A style sheet or script of ours."""
        return f"{self.people or self.base}/static/{name}"

    def form(self, name: str) -> str:
        """Where the form ``name`` is sent: ``login``, ``logout``, ``password``."""
        return f"{self.people or self.base}/{name}"

    def account(self, lang: str) -> str:
        """The page of who is logged in."""
        return f"{self.people or self.base}/account?lang={lang}"

    def collection(self, dossier: str) -> str:
        """The documents of a dossier."""
        return f"{self.base}/iiif/{_part(dossier)}/collection.json"

    def found(self, query: str) -> str:
        """The documents that a query finds."""
        return f"{self.base}/iiif/search.json?{urlencode({'q': query})}"

    def document(self, dossier: str, document: int) -> str:
        """What the addresses of all parts of a document's manifest begin with."""
        return f"{self.base}/iiif/{_part(dossier)}/{document}"

    def manifest(self, dossier: str, document: int) -> str:
        """The manifest of a document."""
        return f"{self.document(dossier, document)}/manifest.json"

    def canvas(self, dossier: str, document: int, page: int) -> str:
        """The canvas of a page."""
        return f"{self.document(dossier, document)}/canvas/{page}"

    def search(self, dossier: str, document: int, version: int = 2) -> str:
        """Content Search within a document; versions 1 and 2."""
        return f"{self.document(dossier, document)}/search{'' if version == 2 else version}"

    def image(self, dossier: str, page: int) -> str:
        """The image service of a page."""
        return f"{self.base}/image/{_part(dossier)}/p{page:04d}"

    def picture(self, dossier: str, page: int, size: str = "max") -> str:
        """The page's picture as JPEG of ``size`` (IIIF Image API 3)."""
        return f"{self.image(dossier, page)}/full/{size}/0/default.jpg"

    def pdf(self, dossier: str, document: int) -> str:
        """The PDF/A of a document."""
        return f"{self.base}/file/{_part(dossier)}/{document}.pdf"

    def alto(self, dossier: str, page: int) -> str:
        """The ALTO file of a page."""
        return f"{self.base}/file/{_part(dossier)}/p{page:04d}.xml"


def _part(text: str) -> str:
    return quote(text, safe="")


def _query(asked: dict[str, str]) -> str:
    told = {name: value for name, value in asked.items() if value}
    return f"?{urlencode(told)}" if told else ""
