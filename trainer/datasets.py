"""The data sets by name: what was trained on, what was tested on, every file's hash checked."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trainer.errors import UserError
from trainer.idx import parse_idx, read_unzipped
from trainer.inkset import build
from trainer.pendigits import PenDigit, check_part, parse_jsonl
from trainer.sources import SOURCES, data_folder, refuse_other_hash
from trainer.usps import check_usps_counts, parse_usps

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
    In most, digits stand in a wide margin, about their centre of mass; in those that are
    ``size_normalized`` they fill the image.
    """

    name: str
    description: str
    train_images: NDArray[Any]
    train_labels: NDArray[np.int64]
    test_images: NDArray[Any]
    test_labels: NDArray[np.int64]
    size_normalized: bool = False


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


def load_mnist(cache: Path | None = None) -> Dataset:
    """Return all of MNIST, 60,000 + 10,000 images, from the cache."""
    return _cached_idx("mnist", "MNIST, all 60,000 training and 10,000 test images", cache)


def load_fashion_mnist(cache: Path | None = None) -> Dataset:
    """Return Fashion-MNIST, 60,000 + 10,000 images of clothes in MNIST's form, from the cache."""
    return _cached_idx("fashion-mnist", "Fashion-MNIST, 60,000 training and 10,000 test", cache)


def load_usps(cache: Path | None = None) -> Dataset:
    """Return the zip codes of the 1989 paper's own split, 7,291 + 2,007, from the cache."""
    (train, train_labels), (test, test_labels) = (
        parse_usps(data, name) for name, data in _cached("usps", cache).items()
    )
    check_usps_counts(train_labels, "zip.train")
    check_usps_counts(test_labels, "zip.test")
    description = (
        "USPS zip codes, 7,291 training and 2,007 test images (the 1989 paper's split); not "
        "included here"
    )
    return Dataset(
        "usps", description, train, train_labels, test, test_labels, size_normalized=True
    )


def load_pendigits(part: str = "train", cache: Path | None = None) -> list[PenDigit]:
    """Return pen strokes from the cache: 30 writers in "train", 14 others in "test"."""
    path = data_folder(cache) / "pendigits" / f"{part}.jsonl"
    if not path.exists():
        raise UserError(_missing("pendigits", path))
    digits = parse_jsonl(read_unzipped(path), path.name)
    check_part(digits, part, str(path))
    return digits


def load_mnist_and_ink(cache: Path | None = None) -> Dataset:
    """Return the training set of the ``today`` weights; the test images are MNIST's 10,000."""
    mnist = load_mnist(cache)
    pen = load_pendigits("train", cache)
    images, labels = build((mnist.train_images, mnist.train_labels), pen)
    description = (
        "MNIST's 60,000 training images, plain and warped; pen strokes of 20 of the 30 writers of "
        "Pen-Based Recognition of Handwritten Digits (Alpaydin and Alimoglu 1998), plain and in "
        "other hands; hand-drawn digit shapes of many countries; letters, signs, scribbles and "
        "pairs of digits as no digit. Test: MNIST's 10,000"
    )
    return Dataset(
        "mnist-and-ink", description, images, labels, mnist.test_images, mnist.test_labels
    )


LOADERS: dict[str, Callable[[], Dataset]] = {
    "mnist-first": load_mnist_first,
    "mnist": load_mnist,
    "usps": load_usps,
    "fashion-mnist": load_fashion_mnist,
    "mnist-and-ink": load_mnist_and_ink,
}
"""The image data sets by the name that stands in weights' cards and on the command line."""


def load_dataset(name: str) -> Dataset:
    """Return an image data set by name, also a draw's; raise UserError for an unknown one."""
    from trainer import draws  # which build on what stands here

    if draws.NAME.fullmatch(name):
        return draws.load_draw(name)
    if name not in LOADERS:
        raise UserError(
            f"There is no data set {name!r}; choose one of {', '.join(LOADERS)}, or a draw like "
            f"mnist-draw-0."
        )
    return LOADERS[name]()


def read_verified(path: Path, sha256: str) -> bytes:
    """Read a file, decompressed when it is gzip; raise UserError unless its hash is ``sha256``."""
    data = read_unzipped(path)
    refuse_other_hash(data, str(path), sha256)
    return data


def _cached(name: str, cache: Path | None) -> dict[str, bytes]:
    """Return the files of a fetched data set, unpacked, by name."""
    folder = data_folder(cache) / name
    for file in SOURCES[name].files:
        if not (folder / file.name).exists():
            raise UserError(_missing(name, folder / file.name))
    return {f.name: read_verified(folder / f.name, f.sha256) for f in SOURCES[name].files}


def _missing(name: str, path: Path) -> str:
    return (
        f"{SOURCES[name].title} has not been fetched ({path} is missing); "
        f"run: python -m trainer fetch {name}"
    )


def _cached_idx(name: str, description: str, cache: Path | None) -> Dataset:
    arrays = [parse_idx(data, file) for file, data in _cached(name, cache).items()]
    return _image_dataset(name, description, arrays)


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
