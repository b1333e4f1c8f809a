"""An HTTP request → let in, or as if nothing were here: the secret in the path, the login, what browsers are told.

Where there is a token it is the first part of the path, and who does not have it gets the answer that an address gets
that leads nowhere. Where the home has users, who has no session is outside: every address, known or not, gives the page
to log in. Parts of the path stay percent-encoded until they are taken apart, so that a dossier's id may have a ``/``.
"""

import hmac
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any

import structlog
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from archive.errors import VankhoError
from vankho.web.entrance import Entrance, Knock
from vankho.web.page import KEYED
from vankho.web.sessions import Session

log = structlog.get_logger("vankho")

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Content-Security-Policy": (
        "default-src 'none'; img-src 'self'; style-src 'self'; script-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
}
"""The referrer would carry token and key to whatever a page links to. Not ``no-referrer``: browsers then send forms
with ``Origin: null``, and where a form comes from could not be told."""

LONGEST = 4_000
"""Bytes of a path that leads anywhere."""

NOWHERE = b"/404"
"""Where nothing is."""


@dataclass(frozen=True, slots=True)
class Front:
    """Mặt tiền: how the server is reached. ``public``: the address that people type, where it stands behind another
    server, which then tells whence requests come; ``token``: what each path must begin with."""

    public: str = ""
    token: str = ""
    port: int = 0

    @property
    def is_secure(self) -> bool:
        """Whether browsers come by HTTPS."""
        return self.public.startswith("https://")

    @property
    def cookie(self) -> str:
        """The session's cookie; another one for each port, which cookies do not tell apart."""
        return "__Host-vankho" if self.is_secure else f"vankho-{self.port}"

    def origin(self, scope: Scope) -> str:
        """Scheme, host and port as the browser has them."""
        return self.public or f"{scope['scheme']}://{HTTPConnection(scope).headers.get('host', 'localhost')}"

    def client(self, scope: Scope) -> str:
        """Whence the request comes; of a server in front, the last it names, for the others are hearsay."""
        told = HTTPConnection(scope).headers.getlist("x-forwarded-for") if self.public else []
        client = scope.get("client")
        return told[-1].rpartition(",")[2].strip() if told else str(client[0] if client else "")


@dataclass(frozen=True, slots=True)
class Rooms:
    """What answers: ``inside`` who is logged in, or all in a home without users; ``viewers`` who has a session's key;
    ``outside`` everybody else."""

    inside: ASGIApp
    viewers: ASGIApp
    outside: ASGIApp


class Gate:
    """Chooses the room of each request."""

    def __init__(self, rooms: Rooms, front: Front, entrance: Entrance) -> None:
        self._rooms = rooms
        self._front, self._entrance = front, entrance
        secure = {"Strict-Transport-Security": "max-age=31536000"} if front.is_secure else {}
        self._headers: Mapping[str, str] = HEADERS | secure

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI 3. Web sockets are not answered."""
        if scope["type"] == "lifespan":
            await self._rooms.inside(scope, receive, send)
            return
        if scope["type"] != "http":
            return

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers[name] = value
            await send(message)

        asked = self._without_token(scope)
        asked, key = _without_key(asked)
        try:
            room, session = await run_in_threadpool(self._room, asked, key)
        except VankhoError:  # what it says may name files; who asks may be anybody
            await closed()(asked, receive, sending)
            return
        if key and session is None:
            asked = _at(asked, NOWHERE)
        await room({**asked, "vankho.session": session}, receive, sending)

    def _room(self, asked: Scope, key: str) -> tuple[ASGIApp, Session | None]:
        if not asked["vankho.is_right"] or self._entrance.is_open():
            return self._rooms.inside, None
        request = HTTPConnection(asked)
        cookie, said = request.cookies.get(self._front.cookie, ""), request.headers.get("authorization", "")
        session = self._entrance.seen(Knock(cookie, said, key, self._front.client(asked)))
        if session is None:
            return self._rooms.outside, None
        return self._rooms.viewers if key else self._rooms.inside, session

    def _without_token(self, scope: Scope) -> MutableMapping[str, Any]:
        """The request as the pages see it: without the token, or to nowhere."""
        raw: bytes = scope.get("raw_path") or scope["path"].encode()
        path, base, is_right = raw.partition(b"?")[0], self._front.origin(scope), True
        if self._front.token:
            given, _, rest = path[1:].partition(b"/")
            is_right = hmac.compare_digest(given, self._front.token.encode())
            path, base = b"/" + rest, f"{base}/{self._front.token}"
        inside = {**scope, "root_path": "", "vankho.base": base, "vankho.is_right": is_right}
        return _at(inside, path if is_right else NOWHERE)


def closed() -> Response:
    """What anybody is told where the door itself cannot be opened: a damaged ledger, a full disk."""
    log.exception("door")
    said = "Kho đang có lỗi, chưa mở được; hãy báo người quản trị. / The archive cannot be opened; tell its admin."
    return PlainTextResponse(said, 503, {"Cache-Control": "no-store"})


def _without_key(scope: MutableMapping[str, Any]) -> tuple[MutableMapping[str, Any], str]:
    """The request without a viewer's key, and the key."""
    first, _, rest = scope["raw_path"][1:].partition(b"/")
    if not first.startswith(KEYED.encode()):
        return scope, ""
    key = first[len(KEYED) :].decode("latin-1")
    return _at({**scope, "vankho.key": key}, b"/" + rest), key or KEYED


def _at(scope: MutableMapping[str, Any], path: bytes) -> MutableMapping[str, Any]:
    path = path if len(path) <= LONGEST else NOWHERE
    return {**scope, "path": path.decode("latin-1"), "raw_path": path}
