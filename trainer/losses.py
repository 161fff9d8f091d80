"""Losses: the value and its gradient by the network's outputs, side by side.

Each takes outputs ``(N, 10)`` and labels ``(N,)`` and returns the mean over the batch as a float,
with the gradient ``(N, 10)`` of that mean.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from trainer.arrays import Array

Loss = Callable[[Array, NDArray[np.integer]], tuple[float, Array]]


def signed_targets(
    labels: NDArray[np.integer], classes: int, dtype: np.dtype[np.floating]
) -> Array:
    """+1 for the right class and −1 for the others (Ismanto 2026, §7.4)."""
    targets = np.full((labels.size, classes), -1, dtype)
    targets[np.arange(labels.size), labels] = 1
    return targets


def squared_error(outputs: Array, labels: NDArray[np.integer]) -> tuple[float, Array]:
    """Mean over the outputs of (y − t)², without the factor ½ of LeCun et al. (1989)."""
    difference = outputs - signed_targets(labels, outputs.shape[1], outputs.dtype)
    flat = difference.reshape(-1)
    value = float(np.dot(flat, flat)) / flat.size
    difference *= 2 / flat.size
    return value, difference


LOSSES: dict[str, Loss] = {"squared-error": squared_error}
