"""Loss functions: the value, and its gradient with respect to the network's outputs.

Each takes outputs ``(N, classes)`` and labels ``(N,)`` and returns the mean over the batch as a
float, with the gradient ``(N, classes)`` of that mean. The targets of the label NO_CLASS are −1
for all outputs, or equal probabilities.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from trainer.arrays import Array


@dataclass(frozen=True)
class Loss:
    """A loss function.

    Attributes:
        targets: from the labels (N,), the number of classes and a type, the targets (N, classes).
        fused_with: the kind of last layer whose backward pass the gradient includes, or "": the
            gradient is then the one with respect to that layer's input.
        second: from the outputs (N, classes), each image's second derivatives with respect to
            them, of the same shape; None where they are not implemented.

    """

    function: Callable[[Array, NDArray[np.integer]], tuple[float, Array]]
    targets: Callable[[NDArray[np.integer], int, np.dtype[np.floating]], Array]
    fused_with: str = ""
    second: Callable[[Array], Array] | None = None

    def __call__(self, outputs: Array, labels: NDArray[np.integer]) -> tuple[float, Array]:
        """Return value and gradient."""
        return self.function(outputs, labels)

    def of_one_answer(self, labels: NDArray[np.integer], classes: int) -> float:
        """Return the least loss that one answer to all images can have.

        That answer is the mean of the targets, for either of the losses.
        """
        targets = self.targets(labels, classes, np.dtype(np.float64))
        return self(np.broadcast_to(targets.mean(axis=0), targets.shape), labels)[0]


@cache
def _signed_table(classes: int, dtype: np.dtype[np.floating]) -> Array:
    """Return the targets of each label: +1 for its class, −1 for others; the last is NO_CLASS's."""
    return np.asarray(2 * np.eye(classes + 1, classes) - 1, dtype)


@cache
def _probability_table(classes: int, dtype: np.dtype[np.floating]) -> Array:
    """Return the probabilities of each label: one-hot; the last row, NO_CLASS, is uniform."""
    return np.asarray(np.vstack([np.eye(classes), np.full(classes, 1 / classes)]), dtype)


def signed_targets(
    labels: NDArray[np.integer], classes: int, dtype: np.dtype[np.floating]
) -> Array:
    """Return targets (N, classes): +1 for the label, −1 for the others (Ismanto 2026, §7.4)."""
    targets: Array = _signed_table(classes, dtype)[labels]
    return targets


def target_probabilities(
    labels: NDArray[np.integer], classes: int, dtype: np.dtype[np.floating]
) -> Array:
    """Return targets (N, classes): probability 1 for the label."""
    targets: Array = _probability_table(classes, dtype)[labels]
    return targets


def squared_error(outputs: Array, labels: NDArray[np.integer]) -> tuple[float, Array]:
    """Return the mean over the outputs of (y − t)², without the factor ½ of LeCun et al. (1989)."""
    difference = outputs - signed_targets(labels, outputs.shape[1], outputs.dtype)
    flat = difference.reshape(-1)
    value = float(np.dot(flat, flat)) / flat.size
    difference *= 2 / flat.size
    return value, difference


def squared_error_second(outputs: Array) -> Array:
    """Return ∂²/∂y² of each image's mean over the outputs of (y − t)²: 2 / classes everywhere."""
    return np.full_like(outputs, 2 / outputs.shape[1])


def cross_entropy(outputs: Array, labels: NDArray[np.integer]) -> tuple[float, Array]:
    """Return the mean over the batch of −Σ t·log y, t the target probabilities (Batmazoğlu, eq. 7).

    The gradient is the one with respect to the logits, before the softmax, (y − t) / N (eq. 10):
    it needs neither a division by a vanishing probability nor a Jacobian.
    """
    targets = target_probabilities(labels, outputs.shape[1], outputs.dtype)
    tiny = np.finfo(outputs.dtype).tiny
    value = -float((targets * np.log(np.maximum(outputs, tiny))).sum(axis=1).mean())
    gradient = outputs - targets
    gradient /= labels.size
    return value, gradient


LOSSES: dict[str, Loss] = {
    "squared-error": Loss(squared_error, signed_targets, second=squared_error_second),
    "cross-entropy": Loss(cross_entropy, target_probabilities, fused_with="Softmax"),
}
