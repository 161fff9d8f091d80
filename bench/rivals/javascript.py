"""The set-up of the JavaScript competitors: packages, H2 as a dense layer, a site for both."""

import shutil
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
from playwright.sync_api import Route

from builder.site import modules
from trainer.arrays import Array
from trainer.layers import Conv
from trainer.networks.network import Network

BENCH = Path(__file__).parent
SITE = "https://bench.invalid"  # never looked up: the browser's requests are answered here
TYPES = {
    "": "text/html",
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".wasm": "application/wasm",
}
PAGE = '<!doctype html><title>Rivals</title><script type="module" src="/rivals.js"></script>'


def install() -> None:
    """Install the competitors' packages, as package-lock.json beside this file pins them."""
    if shutil.which("npm") is None:
        raise SystemExit("npm is needed for the rival libraries; install Node.js first.")
    lock, installed = BENCH / "package-lock.json", BENCH / "node_modules" / ".package-lock.json"
    if not installed.exists() or installed.stat().st_mtime < lock.stat().st_mtime:
        command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
        subprocess.run(command, cwd=BENCH, check=True)
        installed.touch()


def dense_weights(network: Network) -> dict[str, Array]:
    """Add ``H2.dense`` (12, 12, 5, 5): zeros where the connection table connects nothing."""
    (H2,) = (layer for layer in network.layers if layer.name == "H2")  # noqa: N806
    assert isinstance(H2, Conv)
    dense = np.zeros((12, 12, 5, 5), np.float32)
    for of_map, sources, kernels in zip(dense, H2.table, H2.params["weight"], strict=True):
        of_map[list(sources)] = kernels
    return {**network.parameters, "H2.dense": dense}


def site(made: Mapping[str, bytes]) -> Callable[[Route], None]:
    """Answer the browser's requests, by path, from what was made and from this folder's packages.

    The page's own modules stand under ``/modules/``.
    """
    own = {f"/modules/{path}": text.encode() for path, text in modules().items()}
    answers = {"/": PAGE.encode(), **own, **made}

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(SITE).split("?")[0]
        file = (BENCH / path.lstrip("/")).resolve()
        if path in answers:
            body = answers[path]
        elif file.is_relative_to(BENCH) and file.is_file():
            body = file.read_bytes()
        else:
            route.fulfill(status=404)
            return
        headers = {
            "content-type": TYPES.get(Path(path).suffix, "application/octet-stream"),
            # Cross-origin isolation: the browser's clock then counts in steps of 5 µs, not 100.
            "cross-origin-opener-policy": "same-origin",
            "cross-origin-embedder-policy": "require-corp",
        }
        route.fulfill(body=body, headers=headers)

    return answer
