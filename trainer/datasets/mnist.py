"""MNIST: the committed excerpt, and all of it from the cache; Fashion-MNIST in the same format."""

from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from trainer.datasets.cache import read_cached, read_verified
from trainer.datasets.dataset import Dataset, image_dataset
from trainer.datasets.idx import parse_idx
from trainer.resources import folder

EXCERPT = folder("trainer", "data")
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


def load_mnist_first() -> Dataset:
    """Load MNIST's first 7,291 training and first 2,007 test images, which are committed."""
    return image_dataset(
        "mnist-first",
        "MNIST, the first 7,291 training and the first 2,007 test images",
        _read_excerpt(EXCERPT),
    )


def load_mnist(cache: Path | None = None) -> Dataset:
    """Load all of MNIST, 60,000 + 10,000 images, from the cache."""
    return _cached_idx("mnist", "MNIST, all 60,000 training and 10,000 test images", cache)


def load_fashion_mnist(cache: Path | None = None) -> Dataset:
    """Load Fashion-MNIST, 60,000 + 10,000 images of clothes in MNIST's format, from the cache."""
    return _cached_idx("fashion-mnist", "Fashion-MNIST, 60,000 training and 10,000 test", cache)


@cache
def _read_excerpt(folder: Path) -> list[NDArray[np.uint8]]:
    """Read the committed files, once in a process; these arrays cannot be written to."""
    arrays = [
        parse_idx(read_verified(folder / name, sha256), name)
        for name, sha256 in EXCERPT_HASHES.items()
    ]
    for array in arrays:
        array.flags.writeable = False
    return arrays


def _cached_idx(name: str, description: str, cache: Path | None) -> Dataset:
    arrays = [parse_idx(data, file) for file, data in read_cached(name, cache).items()]
    return image_dataset(name, description, arrays)
