"""The data sets by name: what was trained on, what was tested on, every file's hash checked."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trainer.errors import UserError
from trainer.idx import parse_idx, read_unzipped

EXCERPT = Path(__file__).parent / "data"
# SHA-256 of the decompressed files in trainer/data/.
EXCERPT_HASHES = {
    "mnist-train-first-7291-images-idx3-ubyte.gz": (
        "5dea80768c60292d16f42c2868364d2894717cb1daddc9aea3f96932cd2bd286"
    ),
    "mnist-train-first-7291-labels-idx1-ubyte.gz": (
        "802e45c22d308d04090c96b14c7a1974875cea827851001acde86a7b77b8014b"
    ),
    "mnist-t10k-first-2007-images-idx3-ubyte.gz": (
        "7bfff30df8c532e5b19b4bd437be7623193a3173821e7e1f8a9a0f3aba1afe87"
    ),
    "mnist-t10k-first-2007-labels-idx1-ubyte.gz": (
        "2182a71e2d7f8775081db74862888024ea4fc028d2c7a75b75d3c1a0b1439fc5"
    ),
}


@dataclass(frozen=True)
class Dataset:
    """Images and their labels 0–9, in the order of the published files.

    Images are bytes (N, 28, 28), 0 background, 255 ink; only USPS comes as float32
    (N, 16, 16) in [−1, +1], already what ``zipcode-1989`` sees. Labels are int64 (N,).
    """

    name: str
    description: str
    train_images: NDArray[Any]
    train_labels: NDArray[np.int64]
    test_images: NDArray[Any]
    test_labels: NDArray[np.int64]


def load_mnist_first() -> Dataset:
    """Return MNIST's first 7,291 training and first 2,007 test images: no network needed."""
    arrays = [
        parse_idx(read_verified(EXCERPT / name, sha256), name)
        for name, sha256 in EXCERPT_HASHES.items()
    ]
    return _image_dataset(
        "mnist-first",
        "MNIST, the first 7,291 training and the first 2,007 test images",
        arrays,
    )


def read_verified(path: Path, sha256: str) -> bytes:
    """Read a file, decompressed when it is gzip; raise UserError unless its hash is ``sha256``."""
    data = read_unzipped(path)
    found = hashlib.sha256(data).hexdigest()
    if found != sha256:
        raise UserError(
            f"{path} is not the published file: the SHA-256 of its decompressed bytes is "
            f"{found}, expected {sha256}; remove it and fetch it again."
        )
    return data


def _image_dataset(name: str, description: str, arrays: list[NDArray[Any]]) -> Dataset:
    """Four IDX arrays, in the order train images, train labels, test images, test labels."""
    train_images, train_labels, test_images, test_labels = arrays
    return Dataset(
        name,
        description,
        train_images,
        train_labels.astype(np.int64),
        test_images,
        test_labels.astype(np.int64),
    )


LOADERS = {"mnist-first": load_mnist_first}


def load(name: str) -> Dataset:
    """Load the data set called ``name``."""
    if name not in LOADERS:
        raise UserError(f"no data set is called {name!r}; expected one of {', '.join(LOADERS)}")
    return LOADERS[name]()
