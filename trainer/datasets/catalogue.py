"""The data sets by name. All loaders verify their files and raise UserError where they fail."""

from collections.abc import Callable
from pathlib import Path

from trainer.datasets import subsets
from trainer.datasets.cache import not_fetched, read_cached
from trainer.datasets.dataset import Dataset
from trainer.datasets.mnist import (
    load_fashion_mnist,
    load_mnist,
    load_mnist_first,
)
from trainer.datasets.pendigits import PenDigit, check_part, parse_jsonl
from trainer.datasets.sources import data_folder
from trainer.datasets.synthetic.today import build_training_set
from trainer.datasets.usps import check_usps_counts, parse_usps
from trainer.errors import UserError
from trainer.files import read_gunzipped


def load_usps(cache: Path | None = None) -> Dataset:
    """Load the zip codes in the split of the 1989 paper, 7,291 + 2,007, from the cache."""
    (train, train_labels), (test, test_labels) = (
        parse_usps(data, name) for name, data in read_cached("usps", cache).items()
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
    """Load pen strokes from the cache: 30 writers in ``part`` "train", 14 others in "test"."""
    path = data_folder(cache) / "pendigits" / f"{part}.jsonl"
    if not path.exists():
        raise UserError(not_fetched("pendigits", path))
    digits = parse_jsonl(read_gunzipped(path), path.name)
    check_part(digits, part, str(path))
    return digits


def load_mnist_and_ink(cache: Path | None = None) -> Dataset:
    """Load the training set of the ``today`` weights; the test images are MNIST's 10,000."""
    mnist = load_mnist(cache)
    pen_digits = load_pendigits("train", cache)
    images, labels = build_training_set((mnist.train_images, mnist.train_labels), pen_digits)
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
"""The image data sets by their names in cards and on the command line."""


def load_dataset(name: str) -> Dataset:
    """Load a data set or a random draw by name; raise UserError for an unknown name."""
    if subsets.NAME.fullmatch(name):
        return subsets.load_draw(name)
    if name not in LOADERS:
        raise UserError(
            f"There is no data set {name!r}; choose one of {', '.join(LOADERS)}, or a draw like "
            f"mnist-draw-0."
        )
    return LOADERS[name]()
