"""A shelf → the web application: which address is answered by what, and how errors are told."""

import hashlib
import json
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Mount, Route, request_response

from archive.errors import Forbidden, Missing, UsageError, VankhoError
from vankho.iiif.addresses import Addresses
from vankho.iiif.collection import of_dossier, of_hits
from vankho.iiif.content_search import IGNORED, Answer, first, second
from vankho.iiif.image_request import FORMATS, image_request, information
from vankho.iiif.leaves import Leaf, leaf_of
from vankho.iiif.manifest import Shown, manifest
from vankho.web.entrance import Entrance
from vankho.web.gate import Front, Gate, Rooms, closed
from vankho.web.leaf import leaf_page
from vankho.web.login import Login
from vankho.web.page import KEYED, Visit
from vankho.web.pictures import Pictures, Sheet
from vankho.web.saved import SavedSearches
from vankho.web.sessions import Session
from vankho.web.shelf import PAGES, Kept, Shelf
from vankho.web.start import MOST, called, start_page

LOOPBACK = ["127.0.0.1", "localhost", "[::1]"]
"""Names by which this machine calls itself; another name that leads here is somebody's trick (DNS rebinding)."""

_LOCAL_ORIGIN = r"https?://(127\.0\.0\.1|localhost|\[::1\])(:\d+)?"
_STATIC = {
    "vankho.css": "text/css",
    "leaf.js": "text/javascript",
    "suggest.js": "text/javascript",
    "icon.svg": "image/svg+xml",
}
OUTSIDE = ("vankho.css", "icon.svg")
"""What the page to log in is made with; it tells nothing of the archive."""
_STATUS = ((Missing, 404), (Forbidden, 403), (UsageError, 400))
_CHUNK = 1 << 20


def application(shelf: Shelf, entrance: Entrance, pictures: Pictures, lang: str, front: Front) -> Gate:
    """The application. Where an address has a secret in it, any web page that was told it may read there, for a cookie
    is not looked at then; elsewhere only pages of this machine may, and those only in a home without users: the browser
    of who works here would else hand the archive to every site that asks.
    """
    site, login, saved = Site(shelf, pictures, lang), Login(entrance, front, lang), SavedSearches(shelf, lang)
    names = [urlsplit(front.public).hostname or ""] if front.public else LOOPBACK
    hosts = Middleware(TrustedHostMiddleware, allowed_hosts=names, www_redirect=False)
    told: Any = {VankhoError: site.told, HTTPException: _nowhere}

    def outside(request: Request, error: Exception) -> Response:
        return site.told(request, error) if isinstance(error, UsageError) else closed()

    def room(routes: list[BaseRoute], told: Any, **origins: Any) -> Starlette:
        cors = [Middleware(CORSMiddleware, allow_methods=["GET"], allow_headers=["*"], **origins)] if origins else []
        return Starlette(routes=routes, middleware=[hosts, *cors], exception_handlers=told)

    anyone: dict[str, Any] = {"allow_origins": ["*"]}
    own = anyone if front.token else {"allow_origin_regex": _LOCAL_ORIGIN}
    shown: list[BaseRoute] = [Route(f"/static/{name}", site.static) for name in OUTSIDE]
    rooms = Rooms(
        inside=room([*login.inside, *saved.inside, *site.pages, *site.for_viewers], told, **own),
        viewers=room([*site.for_viewers], told, **anyone),
        outside=room(
            [*login.outside, *shown, Mount("", request_response(login.stranger))], told | {VankhoError: outside}
        ),
    )
    return Gate(rooms, front, entrance)


class Site:
    """The answers, one method an address. Whatever is asked about a dossier begins with :meth:`Shelf.kept`."""

    def __init__(self, shelf: Shelf, pictures: Pictures, lang: str) -> None:
        self._shelf, self._pictures, self._lang = shelf, pictures, lang
        document = "/iiif/{dossier}/{document:int}"
        image = "/image/{dossier}/p{page:int}"
        self.pages = [
            Route("/", self.start),
            Route("/suggest", self.suggest),
            Route("/view/{dossier}/{document:int}", self.leaf),
            Route("/static/{name}", self.static),
        ]
        self.for_viewers = [
            Route("/iiif/search.json", self.found),
            Route("/iiif/{dossier}/collection.json", self.collection),
            Route(f"{document}/manifest.json", self.manifest),
            Route(f"{document}/search", self.search_2),
            Route(f"{document}/search1", self.search_1),
            Route(image, self.image),
            Route(f"{image}/info.json", self.information),
            Route(image + "/{region}/{size}/{rotation}/{last}", self.picture),
            Route("/file/{dossier}/{document:int}.pdf", self.pdf),
            Route("/file/{dossier}/p{page:int}.xml", self.alto),
        ]

    def told(self, request: Request, error: Exception) -> Response:
        """The error as a sentence; what is hidden and what never was are told alike."""
        assert isinstance(error, VankhoError)
        status = next((code for kind, code in _STATUS if isinstance(error, kind)), 500)
        return PlainTextResponse(error.message(self._visit(request).lang), status, {"Cache-Control": "no-store"})

    def start(self, request: Request) -> Response:
        """The start page, with hits where something was asked."""
        return start_page(self._of(request), self._visit(request))

    def suggest(self, request: Request) -> Response:
        """How what is typed may go on."""
        visit = self._visit(request)
        found = self._of(request).offers(request.query_params.get("q", ""))
        told = [{"text": one.text, "shown": one.shown, "label": called(one, visit)} for one in found]
        return JSONResponse({"offers": told}, headers={"Cache-Control": "no-store"})

    def leaf(self, request: Request) -> Response:
        """A page of a document with its marks, for people."""
        kept = self._kept(request)
        return leaf_page(self._of(request), kept, kept.document(request.path_params["document"]), self._visit(request))

    def found(self, request: Request) -> Response:
        """The documents that a query finds, as a collection."""
        text = request.query_params.get("q", "")
        hits = self._of(request).search(text, MOST).hits
        return _json(request, of_hits(text, hits, self._visit(request).at))

    def collection(self, request: Request) -> Response:
        """The documents of a dossier."""
        return _json(request, of_dossier(self._kept(request).dossier, self._visit(request).at))

    def manifest(self, request: Request) -> Response:
        """A document."""
        kept = self._kept(request)
        document = kept.document(request.path_params["document"])
        shown = Shown(kept.dossier, document, self._of(request).parts(kept, document), kept.may_export)
        return _json(request, manifest(shown, self._visit(request).at))

    def search_2(self, request: Request) -> Response:
        """Content Search 2 within a document."""
        return _json(request, second(self._answer(request, 2), self._visit(request).at))

    def search_1(self, request: Request) -> Response:
        """Content Search 1 within a document."""
        return _json(request, first(self._answer(request, 1), self._visit(request).at))

    def image(self, request: Request) -> Response:
        """An image service's own address leads to what it tells of itself."""
        kept, leaf = self._leaf(request)
        return RedirectResponse(f"{self._visit(request).at.image(kept.dossier.id, leaf.index)}/info.json", 303)

    def information(self, request: Request) -> Response:
        """What an image service can do."""
        kept, leaf = self._leaf(request)
        at = self._visit(request).at
        return _json(request, information(at.image(kept.dossier.id, leaf.index), leaf.size))

    def picture(self, request: Request) -> Response:
        """A page or a part of it. Browsers may keep it, but ask each time whether it may still be seen."""
        kept, leaf = self._leaf(request)
        asked = image_request(leaf.size, self._asked(request))
        document = leaf.document
        tag = f'"{hashlib.sha256(repr((document.sha256, leaf.number, leaf.turn, asked)).encode()).hexdigest()[:32]}"'
        keep = "no-store" if kept.is_restricted else "private, no-cache"
        headers = {"ETag": tag, "Cache-Control": keep}
        if tag in request.headers.get("If-None-Match", ""):
            return Response(status_code=304, headers=headers)
        source = self._of(request).source(kept, document)
        sheet = Sheet(document.sha256 or "", source, leaf.number, leaf.size, leaf.turn)
        return Response(self._pictures.picture(sheet, asked), media_type=FORMATS[asked.form], headers=headers)

    def pdf(self, request: Request) -> Response:
        """The PDF/A of a document."""
        kept = self._kept(request)
        document = kept.document(request.path_params["document"])
        if not document.file:
            raise Missing(f"{kept.dossier.id}: PDF {document.ordinal}")
        file = self._of(request).pdf(kept, document)

        def chunks() -> Any:
            with file:
                while chunk := file.read(_CHUNK):
                    yield chunk

        name = Path(document.file).name.encode("ascii", "replace").decode().replace("?", "_")
        headers = {"Cache-Control": "no-store", "Content-Disposition": f'inline; filename="{name}"'}
        return StreamingResponse(chunks(), media_type="application/pdf", headers=headers)

    def alto(self, request: Request) -> Response:
        """The ALTO file of a page."""
        kept, leaf = self._leaf(request)
        made = self._of(request).alto(kept, leaf.index)
        return Response(made, media_type="application/xml", headers={"Cache-Control": "no-store"})

    def static(self, request: Request) -> Response:
        """A style sheet or script of ours."""
        name = request.path_params.get("name") or request.url.path.rpartition("/")[2]
        if name not in _STATIC:
            raise HTTPException(404)
        data = (Path(__file__).parent / "static" / name).read_bytes()
        return Response(data, media_type=_STATIC[name], headers={"Cache-Control": "no-cache"})

    def _visit(self, request: Request) -> Visit:
        base, key = str(request.scope["vankho.base"]), request.scope.get("vankho.key")
        at = Addresses(f"{base}/{KEYED}{key}", base) if key else Addresses(base)
        asked = request.query_params.get("lang", "")
        lang = asked if asked in ("vi", "en") else self._lang
        return Visit(at, lang, request.query_params, request.scope["vankho.session"])

    def _of(self, request: Request) -> Shelf:
        """The shelf as who asks sees it; in a home without users as who started the server."""
        session: Session | None = request.scope["vankho.session"]
        return self._shelf.of(session.person) if session else self._shelf

    def _kept(self, request: Request) -> Kept:
        return self._of(request).kept(unquote(request.path_params["dossier"]))

    def _leaf(self, request: Request) -> tuple[Kept, Leaf]:
        kept, page = self._kept(request), request.path_params["page"]
        leaf = leaf_of(kept.dossier, page)
        if leaf is None:
            raise Missing(f"{kept.dossier.id}: p{page:04d}")
        return kept, leaf

    def _asked(self, request: Request) -> tuple[str, str, str, str]:
        region, size, rotation, last = (
            unquote(request.path_params[name]) for name in ("region", "size", "rotation", "last")
        )
        return region, size, rotation, last

    def _answer(self, request: Request, version: int) -> Answer:
        """What Content Search tells, a hundred pages at once."""
        kept = self._kept(request)
        document = kept.document(request.path_params["document"])
        asked = request.query_params
        text, at = asked.get("q", ""), self._visit(request).at.search(kept.dossier.id, document.ordinal, version)
        start = int(asked["from"]) if asked.get("from", "").isdecimal() else 0
        told, more = self._of(request).marked(kept, document, text, min(start, 10**6)) if text.strip() else ([], False)
        marks = [mark for page in told for mark in page.marks]
        own = f"?{request.url.query}" if request.url.query else ""
        following = f"{at}{Visit.query(q=text, **{'from': str(start + PAGES)})}" if more else ""
        ignored = [name for name in IGNORED if name in asked]
        return Answer(kept.dossier.id, document.ordinal, f"{at}{own}", marks, following, ignored)


def _json(request: Request, made: dict[str, Any]) -> Response:
    """``made`` as JSON-LD where that is asked for, which a browser would not show."""
    context = made["@context"] if isinstance(made["@context"], str) else made["@context"][0]
    kind = "application/json"
    if "application/ld+json" in request.headers.get("Accept", ""):
        kind = f'application/ld+json;profile="{context}"'
    data = json.dumps(made, ensure_ascii=False, separators=(",", ":")).encode()
    return Response(data, media_type=kind, headers={"Cache-Control": "no-store", "Vary": "Accept"})


def _nowhere(_request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 404
    return PlainTextResponse("Không có gì ở đây. / There is nothing here.", status, {"Cache-Control": "no-store"})
