"""The data sets: counts, order, and files with a wrong hash."""

import gzip
from pathlib import Path

import numpy as np
import pytest

from trainer.datasets import mnist
from trainer.errors import UserError


def test_the_excerpt_is_the_beginning_of_mnist() -> None:
    data = mnist.load_mnist_first()
    assert data.train_images.shape == (7291, 28, 28)
    assert data.test_images.shape == (2007, 28, 28)
    assert data.train_images.dtype == np.uint8
    assert data.train_labels.shape == (7291,)
    assert data.test_labels.shape == (2007,)
    # Known to everyone who has printed MNIST: it begins 5 0 4 1 9, the test set 7 2 1 0 4.
    assert data.train_labels[:5].tolist() == [5, 0, 4, 1, 9]
    assert data.test_labels[:5].tolist() == [7, 2, 1, 0, 4]


def test_a_changed_byte_in_the_excerpt_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in mnist.EXCERPT_HASHES:
        data = bytearray(gzip.decompress((mnist.EXCERPT / name).read_bytes()))
        if name.startswith("mnist-t10k-first-2007-labels"):
            data[-1] ^= 1
        (tmp_path / name).write_bytes(gzip.compress(data, 1))
    monkeypatch.setattr(mnist, "EXCERPT", tmp_path)
    with pytest.raises(UserError, match=r"labels-idx1-ubyte.gz is not the published file: .*fetch"):
        mnist.load_mnist_first()
