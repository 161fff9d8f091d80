"""Ten sample digits from the test set, one of each, for the visitor who would rather not draw."""

import base64
from collections.abc import Iterator, Sequence

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray

from builder.embed import json_block
from builder.weights import Choice
from trainer.datasets.dataset import DIGITS
from trainer.datasets.mnist import load_mnist_first


def blocks(choices: Sequence[Choice]) -> Iterator[Markup]:
    """Yield the JSON list of samples: label, index in the test set, 28×28 bytes in base64."""
    data = load_mnist_first()
    read_right = np.ones(len(data.test_labels), bool)
    for choice in choices:
        for weights in choice.weights:
            if choice.network.classes == DIGITS:
                read_right &= weights.reader.digits(data.test_images) == data.test_labels
    chosen = typical(data.test_images, data.test_labels, read_right)
    listed = [
        {
            "label": label,
            "index": index,
            "pixels": base64.b64encode(data.test_images[index].tobytes()).decode(),
        }
        for label, index in enumerate(chosen)
    ]
    yield json_block("data/samples", listed)


def typical(
    images: NDArray[np.uint8], labels: NDArray[np.int64], allowed: NDArray[np.bool_]
) -> list[int]:
    """Return, for each digit 0–9, the allowed image (N, 28, 28) nearest to its class's mean.

    Nearest by squared distance, the earlier one on a tie. Where none is allowed (weights that
    read no such digit right), all of the class are.
    """
    chosen = []
    for label in range(10):
        of_class = labels == label
        candidates = np.flatnonzero(of_class & allowed if (of_class & allowed).any() else of_class)
        mean = images[of_class].mean(axis=0)
        distances = ((images[candidates] - mean) ** 2).sum(axis=(1, 2))
        chosen.append(int(candidates[distances.argmin()]))
    return chosen
