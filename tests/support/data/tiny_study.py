"""A study that takes a second, and small data under every name that studies load."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from tests.support.data.small_data import first_images, shortened
from trainer.datasets.catalogue import load_dataset
from trainer.datasets.dataset import Dataset
from trainer.datasets.mnist import load_mnist_first
from trainer.networks.input import Input
from trainer.studies.study import Arm, Study
from trainer.training.recipes import RECIPES

RECIPE = replace(RECIPES["zipcode-1989", "1989"], passes=2)
TINY = Study(
    "tiny",
    "A tiny study",
    range(2),
    (
        Arm("plain", "As it is", RECIPE),
        Arm("fast", "Faster", replace(RECIPE, learning_rate=0.06)),
    ),
)


def load_tiny(name: str) -> Dataset:
    """Return 200 training and 100 test images, whatever the name."""
    return replace(first_images(train=200, test=100), name=name)


def stand_ins() -> dict[str, Callable[[], Dataset]]:
    """Return a loader for each data set that has to be fetched: of its form, from the excerpt."""
    excerpt = load_mnist_first()
    train, test = np.arange(60_000) % len(excerpt.train_labels), np.arange(10_000) % 2_007
    whole = replace(
        excerpt,
        train_images=excerpt.train_images[train],
        train_labels=excerpt.train_labels[train],
        test_images=excerpt.test_images[test],
        test_labels=excerpt.test_labels[test],
    )
    as_usps = Input(16, paper=-1, ink=1, framing="size-normalized").prepare
    usps = replace(
        excerpt,
        train_images=as_usps(excerpt.train_images)[:, 0],
        test_images=as_usps(excerpt.test_images)[:, 0],
        size_normalized=True,
    )
    return {"mnist": lambda: whole, "fashion-mnist": lambda: whole, "usps": lambda: usps}


def load_start(name: str) -> Dataset:
    """Load a data set by name, as studies do, and keep its first images."""
    return shortened(load_dataset(name), train=64, test=32)
