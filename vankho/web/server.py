"""A house and a person → their web server on this machine, until it is stopped."""

import secrets
import socket
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

import uvicorn

from archive.errors import UsageError
from vankho.web.app import application
from vankho.web.gate import Front
from vankho.web.pictures import Pictures
from vankho.web.shelf import Shelf

AT_ONCE = 64
"""Requests that are worked on at once; more are told to come back."""


@dataclass(frozen=True, slots=True)
class Serving:
    """Một lần mở: the ``address`` to open in a browser, the ``port`` that is listened at, and ``run``, which answers
    until it is interrupted."""

    address: str
    port: int
    run: Callable[[], None]
    stop: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Place:
    """Nơi mở: the address and port (0: any that is free) to listen at; ``public``: scheme and host that people type,
    where another server stands in front."""

    host: str = "127.0.0.1"
    port: int = 0
    public: str = ""


def is_loopback(host: str) -> bool:
    """Whether only this machine itself reaches ``host``."""
    if host == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


@contextmanager
def serving(shelf: Shelf, place: Place, lang: str, *, token: bool = False) -> Iterator[Serving]:
    """A server at ``place``, bound but not yet running. ``token``: a random one must begin each path.

    Where the home has users they log in; where it has none, or until it has, it is for this machine alone.

    Raises:
        UsageError: it cannot be had there, or passwords would go over the network as anyone can read them.

    """
    _require_safe(shelf, place)
    try:
        bound = _bound(place.host, place.port)
    except OSError as error:
        raise UsageError(f"--host {place.host} --port {place.port}: {error.strerror or error}") from error
    secret, port = secrets.token_urlsafe(24) if token else "", bound.getsockname()[1]
    shown = f"[{place.host}]" if ":" in place.host else place.host
    address = f"{place.public or f'http://{shown}:{port}'}/{secret + '/' if secret else ''}"
    with bound, tempfile.TemporaryDirectory(prefix="vankho-serve-") as folder:
        front = Front(place.public, secret, port)
        app = application(shelf, shelf.entrance(), Pictures(Path(folder)), lang, front)
        server = uvicorn.Server(
            uvicorn.Config(
                app,
                access_log=False,  # its lines would have the token in them
                log_config=None,
                lifespan="off",
                limit_concurrency=AT_ONCE,
                proxy_headers=False,
                server_header=False,
                timeout_graceful_shutdown=2,
            )
        )

        def stop() -> None:
            server.should_exit = True

        yield Serving(address, port, lambda: server.run(sockets=[bound]), stop)


def _require_safe(shelf: Shelf, place: Place) -> None:
    told = urlsplit(place.public)
    if place.public and (
        told.scheme not in ("http", "https") or not told.hostname or place.public != f"{told.scheme}://{told.netloc}"
    ):
        raise UsageError(f"--public {place.public}: https://HOST[:PORT]")
    if (place.public or not is_loopback(place.host)) and not shelf.has_users:
        raise UsageError(
            "kho chưa có người dùng chỉ mở cho máy này; hãy thêm người dùng: vankho user add"
            " / a home without users is for this machine only; add users first: vankho user add"
        )
    if not is_loopback(place.host) and not place.public:
        raise UsageError(
            f"--host {place.host}: mật khẩu sẽ đi không mã hóa; hãy đặt sau máy chủ HTTPS và ghi --public https://…"
            " / passwords would go unencrypted; put it behind a server with HTTPS and say --public https://…"
        )


def _bound(host: str, port: int) -> socket.socket:
    family, kind, _, _, address = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)[0]
    made = socket.socket(family, kind)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind(address)
        made.listen(AT_ONCE)  # who reads the address may come before the server runs
    except OSError:
        made.close()
        raise
    return made
