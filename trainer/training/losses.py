"""Losses: the value and its gradient by the network's outputs, side by side.

Each takes outputs ``(N, 10)`` and labels ``(N,)`` and returns the mean over the batch as a float,
with the gradient ``(N, 10)`` of that mean. The label NO_CLASS asks all outputs to be −1, or
equally likely.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from trainer.arrays import Array


@dataclass(frozen=True)
class Loss:
    """A loss, and the kind of last layer it is fused with ("" for none).

    The gradient of a fused loss is the one by that layer's input: its backward pass is done.
    ``second`` gives each image's second derivatives by the outputs (N, 10), where it is known.
    """

    function: Callable[[Array, NDArray[np.integer]], tuple[float, Array]]
    fused_with: str = ""
    second: Callable[[Array], Array] | None = None

    def __call__(self, outputs: Array, labels: NDArray[np.integer]) -> tuple[float, Array]:
        """Value and gradient."""
        return self.function(outputs, labels)


@cache
def _signed_table(classes: int, dtype: np.dtype[np.floating]) -> Array:
    """Row c: +1 for class c, −1 for the others; the last row, that of NO_CLASS: all −1."""
    return np.asarray(2 * np.eye(classes + 1, classes) - 1, dtype)


@cache
def _probability_table(classes: int, dtype: np.dtype[np.floating]) -> Array:
    """Row c: 1 for class c; the last row, that of NO_CLASS: all equally likely."""
    return np.asarray(np.vstack([np.eye(classes), np.full(classes, 1 / classes)]), dtype)


def signed_targets(
    labels: NDArray[np.integer], classes: int, dtype: np.dtype[np.floating]
) -> Array:
    """+1 for the right class and −1 for the others (Ismanto 2026, §7.4)."""
    targets: Array = _signed_table(classes, dtype)[labels]
    return targets


def squared_error(outputs: Array, labels: NDArray[np.integer]) -> tuple[float, Array]:
    """Mean over the outputs of (y − t)², without the factor ½ of LeCun et al. (1989)."""
    difference = outputs - signed_targets(labels, outputs.shape[1], outputs.dtype)
    flat = difference.reshape(-1)
    value = float(np.dot(flat, flat)) / flat.size
    difference *= 2 / flat.size
    return value, difference


def squared_error_second(outputs: Array) -> Array:
    """∂²/∂y² of an image's mean over the outputs of (y − t)²: 2 / outputs, everywhere."""
    return np.full_like(outputs, 2 / outputs.shape[1])


def cross_entropy(outputs: Array, labels: NDArray[np.integer]) -> tuple[float, Array]:
    """Mean over the batch of −Σ t·log y, t the wanted probabilities (Batmazoğlu, eq. 7).

    The gradient is the one by the totals *before* the softmax, (y − t) / N (eq. 10): neither a
    division by a vanishing probability nor a 10×10 Jacobian is needed.
    """
    targets = _probability_table(outputs.shape[1], outputs.dtype)[labels]
    tiny = np.finfo(outputs.dtype).tiny
    value = -float((targets * np.log(np.maximum(outputs, tiny))).sum(axis=1).mean())
    gradient = outputs - targets
    gradient /= labels.size
    return value, gradient


LOSSES: dict[str, Loss] = {
    "squared-error": Loss(squared_error, second=squared_error_second),
    "cross-entropy": Loss(cross_entropy, fused_with="Softmax"),
}
