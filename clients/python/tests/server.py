"""A server that answers each request with the next act of a list, and records the requests."""
from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Received:
    method: str
    path: str
    headers: Message
    body: bytes

    @property
    def key(self) -> str | None:
        return self.headers.get("Idempotency-Key")


Act = Callable[[BaseHTTPRequestHandler], None]


def answer(status: int, body: Any, headers: dict[str, str] | None = None) -> Act:
    def act(handler: BaseHTTPRequestHandler) -> None:
        sent = (body if isinstance(body, str) else json.dumps(body)).encode()
        handler.send_response(status)
        for name, value in {"Content-Length": str(len(sent)), **(headers or {})}.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(sent)

    return act


def drop(handler: BaseHTTPRequestHandler) -> None:
    """Reads the request and closes the connection without a response."""
    handler.close_connection = True
    handler.connection.shutdown(socket.SHUT_RDWR)


def cut(handler: BaseHTTPRequestHandler) -> None:
    """Sends a response without its end."""
    answer(201, '{"hash":', {"Content-Length": "100"})(handler)
    drop(handler)


def problem(code: str, status: int) -> dict[str, Any]:
    return {"type": "about:blank", "title": "", "status": status, "code": code, "detail": f"It is {code}."}


@contextmanager
def faulty(*acts: Act) -> Iterator[tuple[str, list[Received]]]:
    """Starts a server that does `acts` one after the other. Yields its address, and the requests."""
    received: list[Received] = []
    left = list(acts)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            received.append(Received(self.command, self.path, self.headers, body))
            (left.pop(0) if left else answer(500, "the test has no more acts"))(self)

        do_GET = do_POST = do_DELETE = do

        def log_message(self, format: str, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", received
    finally:
        server.shutdown()
        server.server_close()
