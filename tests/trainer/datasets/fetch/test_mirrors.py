"""Fetching from public mirrors, one after the other."""

import gzip
from pathlib import Path

import pytest

from tests.support.data.mirror import FILES, Server, asked_of, run
from trainer.datasets import mnist
from trainer.datasets.sources import IDX_NAMES
from trainer.errors import UserError


def test_the_first_mirror_is_enough(small_mnist: Server, tmp_path: Path) -> None:
    output, report = run("mnist", "--cache", str(tmp_path))
    assert output == f"MNIST is in {tmp_path / 'mnist'} (terms: CC BY-SA 3.0).\n"
    assert report.strip() == ""
    assert sorted(path.name for path in (tmp_path / "mnist").iterdir()) == sorted(FILES)
    assert len(small_mnist.asked) == 4
    data = mnist.load_mnist(tmp_path)
    assert (len(data.train_images), len(data.test_labels)) == (50, 10)


def test_valid_files_are_not_fetched_again(small_mnist: Server, tmp_path: Path) -> None:
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


def test_after_a_wrong_file_the_next_mirror_is_tried(small_mnist: Server, tmp_path: Path) -> None:
    wrong = FILES[IDX_NAMES[0]][:-1] + b"\0"
    small_mnist.files[f"/first/{IDX_NAMES[0]}.gz"] = gzip.compress(wrong)
    _, report = run("mnist", "--cache", str(tmp_path))
    assert "train-images-idx3-ubyte is not the published file: its SHA-256 is" in report
    assert (tmp_path / "mnist" / IDX_NAMES[0]).read_bytes() == FILES[IDX_NAMES[0]]


def test_when_all_mirrors_fail_one_sentence_says_so(small_mnist: Server, tmp_path: Path) -> None:
    small_mnist.files.clear()
    with pytest.raises(UserError) as caught:
        run("mnist", "--cache", str(tmp_path))
    assert "came from none of 2 places" in str(caught.value)
    assert "--from FOLDER" in str(caught.value)
    with pytest.raises(UserError, match="run: python -m trainer fetch mnist"):
        mnist.load_mnist(tmp_path)
