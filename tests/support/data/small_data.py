"""A small part of MNIST, for tests that train."""

from dataclasses import replace

from trainer.datasets.dataset import Dataset
from trainer.datasets.mnist import load_mnist_first


def first_images(train: int, test: int) -> Dataset:
    """Return MNIST's first ``train`` training images and first ``test`` test images."""
    return shortened(load_mnist_first(), train, test)


def shortened(whole: Dataset, train: int, test: int) -> Dataset:
    """Return the first ``train`` training images and the first ``test`` test images."""
    return replace(
        whole,
        train_images=whole.train_images[:train],
        train_labels=whole.train_labels[:train],
        test_images=whole.test_images[:test],
        test_labels=whole.test_labels[:test],
    )
