"""Interrupted transfers are resumed; responses that do not fit are not appended."""

import socket
from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.data.mirror import Server, asked_of, run
from trainer.datasets import mnist
from trainer.datasets.fetch import download
from trainer.datasets.sources import IDX_NAMES, SOURCES
from trainer.errors import UserError


def test_interrupted_transfers_are_resumed(small_mnist: Server, tmp_path: Path) -> None:
    name = f"{IDX_NAMES[0]}.gz"
    small_mnist.cut = len(small_mnist.files[f"/first/{name}"]) // 3 + 1
    run("mnist", "--cache", str(tmp_path))
    assert [asked for path, asked in asked_of(small_mnist, "first") if path.endswith(name)] == [
        None,
        *(f"bytes={small_mnist.cut * n}-" for n in (1, 2)),
    ]
    assert not list(tmp_path.rglob("*.part"))


@pytest.fixture
def broken_off(small_mnist: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Server:
    """Interrupt a first run after 1,000 bytes of the first file; then the server works again."""
    monkeypatch.setattr(download, "TRIES", 1)
    small_mnist.cut = 1000
    with pytest.raises(UserError, match="could not be fetched"):
        run("mnist", "--cache", str(tmp_path))
    small_mnist.cut = None
    return small_mnist


def test_a_later_run_resumes_a_transfer(broken_off: Server, tmp_path: Path) -> None:
    broken_off.asked.clear()
    run("mnist", "--cache", str(tmp_path))
    assert broken_off.asked[0] == (f"/first/{IDX_NAMES[0]}.gz", "bytes=1000-")
    mnist.load_mnist(tmp_path)


def test_a_server_without_ranges_starts_over(broken_off: Server, tmp_path: Path) -> None:
    broken_off.ranges = False
    run("mnist", "--cache", str(tmp_path))
    mnist.load_mnist(tmp_path)


def test_a_partial_file_longer_than_the_whole_is_discarded(
    broken_off: Server, tmp_path: Path
) -> None:
    for part in tmp_path.rglob("*.part"):
        part.write_bytes(bytes(10**6))
    _, report = run("mnist", "--cache", str(tmp_path))
    assert report.strip() == ""
    mnist.load_mnist(tmp_path)


def test_a_range_that_was_not_requested_is_not_appended(
    small_mnist: Server, tmp_path: Path
) -> None:
    largest = len(small_mnist.files[f"/first/{IDX_NAMES[0]}.gz"])
    small_mnist.cut, small_mnist.shift = largest // 2 + 1, 1  # two answers would make the file
    with pytest.raises(UserError, match="could not be fetched"):
        run("mnist", "--cache", str(tmp_path))


def test_an_unresponsive_server_times_out(
    small_mnist: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(download, "TIMEOUT", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        silent_address = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        mirrors = (silent_address, small_mnist.address("second"))
        monkeypatch.setitem(SOURCES, "mnist", replace(SOURCES["mnist"], mirrors=mirrors))
        _, report = run("mnist", "--cache", str(tmp_path))
    assert report == f"{silent_address}: cannot be reached (timed out)\n"


@pytest.mark.parametrize(
    "location", ["http://[bad", "http://127.0.0.1:99999/", "file:///etc/passwd", "", "nonsense:"]
)
def test_a_bad_redirect_is_reported(small_mnist: Server, tmp_path: Path, location: str) -> None:
    small_mnist.redirect = location or "http://"
    with pytest.raises(UserError, match="could not be fetched"):
        run("mnist", "--cache", str(tmp_path))


def test_an_endless_response_is_aborted(
    small_mnist: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(download, "LARGEST", 1 << 20)
    small_mnist.endless = True
    with pytest.raises(UserError, match="could not be fetched"):
        run("mnist", "--cache", str(tmp_path))
    assert not list(tmp_path.rglob("*.part"))


def test_a_transfer_has_a_time_limit(
    small_mnist: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(download, "LONGEST", 0.0)
    with pytest.raises(UserError, match="could not be fetched"):
        run("mnist", "--cache", str(tmp_path))
