"""An HTTP request → let through or as if nothing were here: the token, and what every answer says to browsers.

The token is the first part of the path. Who does not have it gets the answer that an address gets that leads nowhere.
Parts of the path stay percent-encoded until they are taken apart, so that a dossier's id may have a ``/`` in it.
"""

import hmac
from collections.abc import MutableMapping
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": (
        "default-src 'none'; img-src 'self'; style-src 'self'; script-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
}
"""The referrer would carry the token to whatever a page links to."""

LONGEST = 4_000
"""Bytes of a path that leads anywhere."""


class Gate:
    """Wraps ``app``. ``token``: what the path must begin with; empty: nothing."""

    def __init__(self, app: ASGIApp, token: str) -> None:
        self._app = app
        self._token = token.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI 3. Web sockets are not answered."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            return

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
            await send(message)

        await self._app(self._inside(scope), receive, sending)

    def _inside(self, scope: Scope) -> MutableMapping[str, Any]:
        """The request as the pages see it: without the token, or to nowhere."""
        raw: bytes = scope.get("raw_path") or scope["path"].encode()
        path, prefix = raw.partition(b"?")[0], ""
        if len(path) > LONGEST:
            path = b"/404"
        if self._token:
            given, _, rest = path[1:].partition(b"/")
            is_right = hmac.compare_digest(given, self._token)
            path, prefix = (b"/" + rest, f"/{self._token.decode()}") if is_right else (b"/404", "")
        return {**scope, "path": path.decode("latin-1"), "raw_path": path, "root_path": "", "vankho.prefix": prefix}
