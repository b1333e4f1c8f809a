"""A house and a person → their web server on this machine, until it is stopped."""

import secrets
import socket
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

import uvicorn

from archive.errors import UsageError
from vankho.web.app import LOOPBACK, application
from vankho.web.pictures import Pictures
from vankho.web.shelf import Shelf

AT_ONCE = 64
"""Requests that are worked on at once; more are told to come back."""


@dataclass(frozen=True, slots=True)
class Serving:
    """Một lần mở: the ``address`` to open in a browser, and ``run``, which answers until it is interrupted."""

    address: str
    run: Callable[[], None]
    stop: Callable[[], None]


def is_loopback(host: str) -> bool:
    """Whether only this machine itself reaches ``host``."""
    if host == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


@contextmanager
def serving(shelf: Shelf, host: str, port: int, lang: str, *, token: bool = False) -> Iterator[Serving]:
    """A server at ``host`` and ``port`` (0: any that is free), bound but not yet running.

    A random token must begin the path where the archive has users, where others than this machine reach it, and where
    one is asked for.

    Raises:
        UsageError: it cannot be had there.

    """
    secret = secrets.token_urlsafe(24) if token or shelf.has_users or not is_loopback(host) else ""
    try:
        bound = _bound(host, port)
    except OSError as error:
        raise UsageError(f"--host {host} --port {port}: {error.strerror or error}") from error
    shown = f"[{host}]" if ":" in host else host
    address = f"http://{shown}:{bound.getsockname()[1]}/{secret + '/' if secret else ''}"
    with bound, tempfile.TemporaryDirectory(prefix="vankho-serve-") as folder:
        hosts = LOOPBACK if is_loopback(host) else ["*"]
        app = application(shelf, Pictures(Path(folder)), lang, secret, hosts=hosts)
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

        yield Serving(address, lambda: server.run(sockets=[bound]), stop)


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
