"""A server on this machine that plays recorded answers of Overpass."""

from __future__ import annotations

import json
import threading
import time
from collections import deque
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from io import BufferedIOBase

RECORDED = (Path(__file__).parent / "data" / "osm" / "overpass_rail.json").read_bytes()
EMPTY = json.dumps({"version": 0.6, "osm3s": {"timestamp_osm_base": "2026-04-02T00:00:00Z"}, "elements": []}).encode()


@dataclass(frozen=True)
class Reply:
    """What the server plays once; a `declared` length above the body's cuts it off.

    `drip_s` lets the body trickle, a byte at a time, and `head_drip_s` its headers.
    """

    body: bytes = EMPTY
    status: int = 200
    kind: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)
    declared: int | None = None
    drip_s: float = 0
    head_drip_s: float = 0


@dataclass
class Player:
    """The server: its address, what it is to play, and what it was asked."""

    address: str
    replies: deque[Reply] = field(default_factory=deque)
    answer: Callable[[str], Reply] | None = None
    """Gives what is played to a query, whatever was asked before; None plays `replies` one after the other."""
    queries: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    status: str | None = None
    """What the page at ``/status`` says; it is not there if None."""
    asked_status: int = 0

    def next_reply(self) -> Reply:
        return self.replies.popleft() if len(self.replies) > 1 else self.replies[0]


def _play(file: BufferedIOBase, content: bytes, drip_s: float) -> None:
    step = 1 if drip_s else len(content) or 1
    for at in range(0, len(content), step):
        file.write(content[at : at + step])
        time.sleep(drip_s)


@contextmanager
def playing() -> Iterator[Player]:
    """Run the server."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers["Content-Length"])).decode()
            told.queries.append(parse_qs(content)["data"][0])
            told.headers.append({name.lower(): text for name, text in self.headers.items()})
            reply = told.answer(told.queries[-1]) if told.answer else told.next_reply()
            length = {"Content-Length": str(reply.declared or len(reply.body))}
            headers = {"Content-Type": reply.kind, **reply.headers, **length}
            head = "".join(f"{name}: {text}\r\n" for name, text in headers.items())
            with suppress(OSError):  # the other side leaves
                self.wfile.write(f"HTTP/1.0 {reply.status} Played\r\n".encode())
                _play(self.wfile, f"{head}\r\n".encode(), reply.head_drip_s)
                _play(self.wfile, reply.body, reply.drip_s)

        def do_GET(self) -> None:
            told.asked_status += 1
            is_there = self.path == "/api/status" and told.status is not None
            body = (told.status or "").encode() if is_there else b""
            self.send_response(200 if is_there else 404)
            self.send_header("Content-Type", "text/plain")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    told = Player(f"http://127.0.0.1:{server.server_port}/api")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield told
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
