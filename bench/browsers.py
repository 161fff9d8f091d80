"""Run a function in any browser that opens an address: it answers to a small server here."""

import json
import subprocess
import tempfile
import threading
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

TIMEOUT = 600.0
"""Seconds that a browser may take."""


def run_in_browser(browser: Path | str, script: str, function: str, argument: Any) -> Any:
    """Open a page with ``script``, call ``function`` with ``argument``; its (JSON) result."""
    page = (
        f"<!doctype html><meta charset=utf-8><title>bench</title><script>{script}</script>"
        f"<script>fetch('/argument').then((answer) => answer.json()).then({function})"
        ".then((result) => JSON.stringify(result), (error) => JSON.stringify(String(error)))"
        ".then((body) => fetch('/result', { method: 'POST', body }));</script>"
    )
    bodies = {"/": ("text/html", page), "/argument": ("application/json", json.dumps(argument))}
    results: list[Any] = []
    done = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            kind, body = bodies.get(self.path, ("text/plain", ""))
            self.send_response(200 if self.path in bodies else 404)
            self.send_header("Content-Type", kind)
            self.end_headers()
            self.wfile.write(body.encode())

        def do_POST(self) -> None:
            results.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()
            done.set()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = _command(str(browser), profile, f"http://127.0.0.1:{server.server_port}/")
        quiet = subprocess.DEVNULL
        with subprocess.Popen(command, stdout=quiet, stderr=quiet) as process:
            answered = done.wait(TIMEOUT)
            process.terminate()
    server.shutdown()
    if not answered or isinstance(results[0], str):
        raise SystemExit(f"{browser}: {results[0] if answered else 'no answer'}")
    return results[0]


def _command(browser: str, profile: str, address: str) -> Sequence[str]:
    if "firefox" in Path(browser).name:
        return (browser, "--headless", "--profile", profile, address)
    flags = ("--headless", "--no-sandbox", "--no-first-run", f"--user-data-dir={profile}")
    return (browser, *flags, address)
