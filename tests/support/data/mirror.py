"""A local HTTP server that can misbehave in many ways, and the command that downloads from it."""

import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import numpy as np
import typer
from typer.testing import CliRunner

from trainer.commands.fetch import fetch
from trainer.datasets.idx import format_idx
from trainer.errors import UserError

RNG = np.random.default_rng(0)
FILES = {
    "train-images-idx3-ubyte": format_idx(RNG.integers(0, 256, (50, 28, 28), np.uint8)),
    "train-labels-idx1-ubyte": format_idx(RNG.integers(0, 10, 50, np.uint8)),
    "t10k-images-idx3-ubyte": format_idx(RNG.integers(0, 256, (10, 28, 28), np.uint8)),
    "t10k-labels-idx1-ubyte": format_idx(RNG.integers(0, 10, 10, np.uint8)),
}


class Server(ThreadingHTTPServer):
    """Serves ``files`` by path, at most ``cut`` bytes a response, and records the requests."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.files: dict[str, bytes] = {}
        self.cut: int | None = None
        self.ranges = True
        self.shift = 0
        self.redirect = ""
        self.endless = False
        self.asked: list[tuple[str, str | None]] = []

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a client that hung up: many tests do so on purpose."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)

    def address(self, folder: str) -> str:
        return f"http://127.0.0.1:{self.server_port}/{folder}/"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        asked = self.headers.get("Range")
        if self.server.redirect:
            self.send_response(302)
            self.send_header("Location", self.server.redirect)
            self.end_headers()
            return
        if self.server.endless:
            self.send_response(200)
            self.end_headers()
            while True:  # until the client hangs up
                self.wfile.write(bytes(1 << 16))
        self.server.asked.append((self.path, asked))
        data = self.server.files.get(self.path)
        if data is None:
            self.send_error(404)
            return
        start = int(asked.removeprefix("bytes=").removesuffix("-")) if asked else 0
        if asked and self.server.ranges:
            if start >= len(data):
                self.send_error(416)
                return
            self.send_response(206)
            first = start + self.server.shift
            self.send_header("Content-Range", f"bytes {first}-{len(data) - 1}/{len(data)}")
        else:
            start = 0
            self.send_response(200)
        self.send_header("Content-Length", str(len(data) - start))
        self.end_headers()
        self.wfile.write(data[start:][: self.server.cut])

    def log_message(self, *args: object) -> None:
        """Say nothing."""


def run(*arguments: str) -> tuple[str, str]:
    """Run the command; return what it printed and what it reported on standard error."""
    app = typer.Typer()
    app.command()(fetch)
    result = CliRunner().invoke(app, arguments, catch_exceptions=True)
    if isinstance(result.exception, UserError):
        raise result.exception
    assert result.exception is None, result.exception
    return result.stdout, result.stderr


def asked_of(server: Server, folder: str) -> list[tuple[str, str | None]]:
    return [(path, range_) for path, range_ in server.asked if path.startswith(f"/{folder}/")]
