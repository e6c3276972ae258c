"""A server on this machine that plays recorded answers, and the railway that a person can check."""

from __future__ import annotations

import json
import threading
from collections import deque
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

import pytest

from geo.network.osm.read import read_extract

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from geo.network.osm.extract import Extract

RAILWAY = Path(__file__).parents[2] / "data" / "osm" / "railway.osm"
RECORDED = RAILWAY.with_name("overpass_rail.json").read_bytes()
EMPTY = json.dumps({"version": 0.6, "osm3s": {"timestamp_osm_base": "2026-04-02T00:00:00Z"}, "elements": []}).encode()


@dataclass(frozen=True)
class Reply:
    """What the server plays once; a `declared` length above the body's cuts it off, `drip_s` lets it trickle."""

    body: bytes = EMPTY
    status: int = 200
    kind: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)
    declared: int | None = None


@dataclass
class Player:
    """The server: its address, what it is to play, and what it was asked."""

    address: str
    replies: deque[Reply] = field(default_factory=deque)
    queries: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)


@pytest.fixture
def player() -> Iterator[Player]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers["Content-Length"])).decode()
            told.queries.append(parse_qs(content)["data"][0])
            told.headers.append({name.lower(): text for name, text in self.headers.items()})
            reply = told.replies.popleft() if len(told.replies) > 1 else told.replies[0]
            self.send_response(reply.status)
            for name, text in {"Content-Type": reply.kind, **reply.headers}.items():
                self.send_header(name, text)
            self.send_header("Content-Length", str(reply.declared or len(reply.body)))
            self.end_headers()
            self.wfile.write(reply.body)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    told = Player(f"http://127.0.0.1:{server.server_port}/api")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield told
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def railway() -> Extract:
    return read_extract(RAILWAY)


@pytest.fixture
def osm_file(tmp_path: Path) -> Callable[..., Path]:
    """Write a file of OpenStreetMap's XML by hand."""

    def write(body: str, name: str = "made.osm", head: str = "") -> Path:
        path = tmp_path / name
        path.write_text(f'<?xml version="1.0" encoding="UTF-8"?>\n{head}<osm version="0.6">\n{body}\n</osm>\n', "utf-8")
        return path

    return write
