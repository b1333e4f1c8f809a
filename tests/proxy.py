"""A connection to a real server that can be cut, refused or stalled, on loopback."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from typing import Literal

Mode = Literal["whole", "cut", "stall", "refuse"]
_PIECE = 1 << 14


class Proxy:
    """Bytes from and to ``target``, as they come. ``harm``: from now on each connection, or only the next ``times``
    that reach so far, is cut or stalled after so many bytes up (to the server) or down; or all are refused at once.
    """

    def __init__(self, target: tuple[str, int]) -> None:
        self._target = target
        self._mode: Mode = "whole"
        self._after, self._way, self._left = 0, "up", 0
        self._mutex = threading.Lock()
        self._open: set[socket.socket] = set()
        self._over = threading.Event()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._listening.settimeout(0.05)
        self.port: int = self._listening.getsockname()[1]
        self.harmed = 0
        self._threads = [threading.Thread(target=self._listen)]
        self._threads[0].start()

    def harm(self, mode: Mode, after: int = 0, way: Literal["up", "down"] = "up", times: int = 1_000_000) -> None:
        """Be so from now on; connections that are open begin to count anew."""
        with self._mutex:
            self._mode, self._after, self._way, self._left, self.harmed = mode, after, way, times, 0
        if mode == "refuse":
            self._drop_all()

    def heal(self) -> None:
        """Let everything pass again."""
        self.harm("whole")
        self._drop_all()

    def close(self) -> None:
        """End all, and wait for it."""
        self._over.set()
        self._drop_all()
        for thread in self._threads:
            thread.join()
        self._listening.close()

    def _drop_all(self) -> None:
        for one in list(self._open):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def _listen(self) -> None:
        while not self._over.is_set():
            try:
                client, _ = self._listening.accept()
            except TimeoutError:
                continue
            if self._mode == "refuse":
                client.close()
                continue
            server = socket.create_connection(self._target)
            self._open |= {client, server}
            pair = (("up", client, server), ("down", server, client))
            ends = [threading.Thread(target=self._pass, args=one) for one in pair]
            self._threads += ends
            for end in ends:
                end.start()

    def _pass(self, way: str, source: socket.socket, sink: socket.socket) -> None:
        seen = 0
        try:
            while data := source.recv(_PIECE):
                if self._way != way or self._mode == "whole" or self._left <= 0:
                    seen = 0
                    sink.sendall(data)
                    continue
                room = max(0, self._after - seen)
                sink.sendall(data[:room])
                seen += len(data)
                if len(data) > room and not self._harmed_now(sink):
                    sink.sendall(data[room:])
        except OSError:
            pass
        finally:
            for one in (source, sink):
                with contextlib.suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)
                self._open.discard(one)
                one.close()

    def _harmed_now(self, sink: socket.socket) -> bool:
        """Cut this connection, or let it stand still until it is healed; False: enough were harmed already."""
        with self._mutex:
            if self._left <= 0:
                return False
            self._left -= 1
            self.harmed += 1
            mode = self._mode
        if mode == "stall":
            while self._mode == "stall" and not self._over.is_set():
                time.sleep(0.02)
        raise ConnectionResetError


@contextlib.contextmanager
def proxied(host: str, port: int) -> Iterator[Proxy]:
    """A proxy before that server."""
    made = Proxy((host, port))
    try:
        yield made
    finally:
        made.close()
