"""A data set of images, as every loader returns it."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

DIGITS = tuple("0123456789")
"""What the labels 0 to 9 stand for."""
NO_CLASS = -1
"""The label of images of none of the classes."""


@dataclass(frozen=True)
class Dataset:
    """Images and their labels 0–9, in the order of the published files.

    Images are bytes (N, 28, 28), 0 background, 255 ink; only those of USPS are float32
    (N, 16, 16) in [−1, +1], the input of ``zipcode-1989``. Labels are int64 (N,). In most data
    sets digits have a wide margin and are centred by mass; in those that are ``size_normalized``
    they fill the image.
    """

    name: str
    description: str
    train_images: NDArray[Any]
    train_labels: NDArray[np.int64]
    test_images: NDArray[Any]
    test_labels: NDArray[np.int64]
    size_normalized: bool = False


def image_dataset(name: str, description: str, arrays: list[NDArray[Any]]) -> Dataset:
    """Make a data set of four arrays: train images, train labels, test images, test labels."""
    train_images, train_labels, test_images, test_labels = arrays
    return Dataset(
        name,
        description,
        train_images,
        train_labels.astype(np.int64),
        test_images,
        test_labels.astype(np.int64),
    )
