"""A mirror, and a small MNIST on it."""

import gzip
import hashlib
from collections.abc import Iterator
from dataclasses import replace
from threading import Thread

import pytest

from tests.support.data.mirror import FILES, Server
from trainer.datasets.sources import IDX_NAMES, SOURCES, DataFile


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def small_mnist(server: Server, monkeypatch: pytest.MonkeyPatch) -> Server:
    """MNIST shrunk to 60 images, on two mirrors of ``server``; no npm package."""
    files = tuple(DataFile(name, hashlib.sha256(FILES[name]).hexdigest()) for name in IDX_NAMES)
    mirrors = (server.address("first"), server.address("second"))
    small = replace(SOURCES["mnist"], files=files, mirrors=mirrors, npm_package="")
    monkeypatch.setitem(SOURCES, "mnist", small)
    for folder in ("first", "second"):
        for name, data in FILES.items():
            server.files[f"/{folder}/{name}.gz"] = gzip.compress(data, mtime=0)
    return server
