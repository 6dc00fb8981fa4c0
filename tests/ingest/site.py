"""A real server on this machine that answers as it is told, well or badly; counts what it is asked."""

from __future__ import annotations

import contextlib
import socket
import socketserver
import threading
import time
from collections.abc import Callable, Iterator
from email.parser import Parser
from email.utils import formatdate

Answer = Callable[["Site", socket.socket, dict[str, str]], None]


def whole(
    body: bytes | str,
    *headers: str,
    status: str = "200 OK",
    kind: str = "text/html; charset=utf-8",
    length: int | None = None,
) -> Answer:
    """An answer sent at once."""
    raw = body.encode() if isinstance(body, str) else body

    def answer(_site: Site, to: socket.socket, _asked: dict[str, str]) -> None:
        size = len(raw) if length is None else length
        lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {size}", *headers]
        to.sendall("\r\n".join(lines).encode() + b"\r\n\r\n" + raw)

    return answer


def redirect(target: str, status: str = "302 Found") -> Answer:
    return whole("", f"Location: {target}", status=status)


def raw(*parts: bytes, every: float = 0.0, times: int = 1) -> Answer:
    """An answer of bytes as they are, with pauses."""

    def answer(site: Site, to: socket.socket, _asked: dict[str, str]) -> None:
        to.sendall(parts[0])
        for _ in range(times):
            for part in parts[1:]:
                if site.closing.wait(every):
                    return
                to.sendall(part)

    return answer


def conditional(body: str, etag: str, kind: str = "text/html; charset=utf-8") -> Answer:
    """An answer that is sent only to those who do not have it."""
    full = whole(body, f"ETag: {etag}", f"Last-Modified: {formatdate(1709676000, usegmt=True)}", kind=kind)
    same = whole("", status="304 Not Modified")

    def answer(site: Site, to: socket.socket, asked: dict[str, str]) -> None:
        (same if asked.get("if-none-match") == etag else full)(site, to, asked)

    return answer


def in_turn(*answers: Answer) -> Answer:
    """One answer after the other, then the last one for ever."""
    left = list(answers)

    def answer(site: Site, to: socket.socket, asked: dict[str, str]) -> None:
        (left.pop(0) if len(left) > 1 else left[0])(site, to, asked)

    return answer


class Site:
    """The server: `routes` may be changed while it runs; `asked` lists the paths in order, `heads` their headers."""

    def __init__(self) -> None:
        self.routes: dict[str, Answer] = {}
        self.asked: list[str] = []
        self.heads: list[dict[str, str]] = []
        self.times: list[float] = []
        self.at_once = self.most_at_once = 0
        self.closing = threading.Event()
        site = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                site.serve(self.request)

        class Server(socketserver.ThreadingTCPServer):
            allow_reuse_address = True
            daemon_threads = True
            request_queue_size = 50

        self.server = Server(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True)
        self.thread.start()

    def serve(self, to: socket.socket) -> None:
        with contextlib.suppress(OSError):
            to.settimeout(5)
            head = b""
            while b"\r\n\r\n" not in head:
                got = to.recv(65536)
                if not got:
                    return
                head += got
            line, _, rest = head.decode("latin-1").partition("\r\n")
            path = line.split(" ")[1]
            said = {k.lower(): v for k, v in Parser().parsestr(rest).items()}
            self.asked.append(path)
            self.heads.append(said)
            self.times.append(time.monotonic())
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
            try:
                self.routes.get(path, whole("none", status="404 Not Found"))(self, to, said)
            finally:
                self.at_once -= 1

    def close(self) -> None:
        self.closing.set()
        self.server.shutdown()
        self.server.server_close()
        self.thread.join(5)


@contextlib.contextmanager
def running() -> Iterator[Site]:
    site = Site()
    try:
        yield site
    finally:
        site.close()
