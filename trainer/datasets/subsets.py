"""Random draws of MNIST: the same seed draws the same images on every machine.

Karpathy (2022) trains on 7,291 random training images and tests on 2,007 random test images, as
many as the 1989 paper had; his draw is not reproducible. Here each image is assigned a 64-bit
number of the seed's SplitMix64 stream, training image i the one at position 2³² + i, test image i
the one at 2³³ + i (far from the positions that initial weights use), and images are taken in the
order of their numbers.

Names, for a seed S: ``mnist-draw-S`` is that protocol; ``mnist-all-draw-S`` trains on all 60,000
images and tests on the same 2,007. ``mnist-tune-S`` and ``mnist-all-tune-S`` are for choosing
hyperparameters: their 2,007 images are held out from the training set, and no test image is used.
"""

import re
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from trainer.datasets.dataset import Dataset
from trainer.datasets.mnist import load_mnist
from trainer.splitmix64 import splitmix64

TRAIN, TEST = 7_291, 2_007
NAME = re.compile(r"mnist-(all-)?(draw|tune)-(\d{1,18})")

mnist = lru_cache(maxsize=1)(load_mnist)


def random_order(seed: int, start: int, count: int) -> NDArray[np.intp]:
    """Return the indices 0 … count − 1 (count,) in the order of the numbers from ``start`` on."""
    return np.argsort(splitmix64(seed, start, count), kind="stable")


def load_draw(name: str) -> Dataset:
    """Load the draw called ``name``, which must match ``NAME``."""
    match = NAME.fullmatch(name)
    assert match is not None, name
    everything, kind, seed = bool(match[1]), match[2], int(match[3])
    whole = mnist()
    shuffled = random_order(seed, 2**32, len(whole.train_labels))
    train, held_out = shuffled[:TRAIN], shuffled[TRAIN : TRAIN + TEST]
    if kind == "draw":
        test = random_order(seed, 2**33, len(whole.test_labels))[:TEST]
        images, labels = whole.test_images[test], whole.test_labels[test]
        train = np.arange(len(shuffled)) if everything else train
        what = "random test images"
    else:
        images, labels = whole.train_images[held_out], whole.train_labels[held_out]
        train = np.concatenate([train, shuffled[TRAIN + TEST :]]) if everything else train
        what = "held-out training images"
    return Dataset(
        name,
        f"MNIST, {'all' if everything and kind == 'draw' else 'a random'} {len(train):,} training "
        f"images and {TEST:,} {what} (draw {seed})",
        whole.train_images[train],
        whole.train_labels[train],
        images,
        labels,
    )
